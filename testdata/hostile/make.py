#!/usr/bin/env python3
"""Write the hostile bundles: small archives, each wrong or ambiguous in one known way.

usage: make.py OUTDIR [--only FAMILY] [--count]

No chance is in it: the same Python writes the same bytes. `index.jsonl` has a line for
each file: its family, the expected class (`reject`: an error, `warn`: at least a warning,
`accept`: neither), the rules of which one must speak, words of its message, what RAMP's
unpacker makes of it where the case is about that, and the bytes that reading it may take.
"""

import argparse
import collections
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/differential"))

from families import FAMILIES  # noqa: E402


def line_of(family, case, size):
    line = {"file": "%s.%s.zip" % (family, case.name), "family": family, "expected": case.expected,
            "rules": case.rules, "says": case.says, "unpack": case.unpack, "bytes": size}
    line.update(case.limits)
    return line


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("outdir", type=pathlib.Path)
    parser.add_argument("--only", choices=sorted(FAMILIES), help="write one family")
    parser.add_argument("--count", action="store_true", help="print the number of cases of each family")
    options = parser.parse_args()
    options.outdir.mkdir(parents=True, exist_ok=True)
    seen, counts = set(), collections.Counter()
    with open(options.outdir / "index.jsonl", "w", encoding="ascii", newline="\n") as index:
        for family, module in FAMILIES.items():
            if options.only not in (None, family):
                continue
            for case in module.cases():
                data = case.bytes()
                line = line_of(family, case, len(data))
                if line["file"] in seen:
                    parser.error("two cases are called " + line["file"])
                seen.add(line["file"])
                counts[family] += 1
                (options.outdir / line["file"]).write_bytes(data)
                index.write(json.dumps(line) + "\n")
    if options.count:
        print(json.dumps(counts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
