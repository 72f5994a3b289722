#!/usr/bin/env python3
"""Write a fixed set of damaged module bundles for the differential test.

usage: mutate.py OUTDIR [--seed N] [--count M]

The same seed gives the same bytes: all headers, timestamps and deflate streams are
made here, and no choice depends on hashing. Only the few bzip2 and LZMA members
come from a library. `index.jsonl` tells what was done to each file.
"""

import argparse
import json
import pathlib
import re
import sys

from mutants.families import cases


def clear(folder):
    """Files of an earlier run only: a longer set must not leave its tail behind."""
    for path in folder.iterdir():
        if re.fullmatch(r"\d{5,}-[a-z-]+\.zip|index\.jsonl", path.name):
            path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("outdir", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=20261120)
    parser.add_argument("--count", type=int, default=3000)
    options = parser.parse_args()
    options.outdir.mkdir(parents=True, exist_ok=True)
    clear(options.outdir)
    with open(options.outdir / "index.jsonl", "w", encoding="ascii", newline="\n") as index:
        for number, (family, data, what) in enumerate(cases(options.seed, options.count)):
            name = "%05d-%s.zip" % (number, family)
            (options.outdir / name).write_bytes(data)
            index.write(json.dumps({"file": name, "family": family, "what": what}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
