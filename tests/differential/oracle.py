#!/usr/bin/env python3
"""Print what RAMP's unpacker does with each bundle of a directory, one JSON line per file.

The answers hold for one interpreter and one release of ramp-packer only, so the
script refuses to run under any other.
"""

import importlib.metadata
import io
import json
import pathlib
import resource
import signal
import sys
import warnings

PYTHON = (3, 11, 7)
RAMP_PACKER = "2.5.19"
MEMORY = 2 << 30
SECONDS = 10


class TooSlow(BaseException):
    """Not an Exception: nothing between the alarm and `answer` may catch it."""


def refusal():
    """Why the answers of this process would not be those of the reference, or None."""
    if sys.version_info[:3] != PYTHON:
        return "needs CPython %d.%d.%d, this is %s" % (*PYTHON, sys.version.split()[0])
    if sys.implementation.name != "cpython":
        return "needs CPython, this is " + sys.implementation.name
    if sys.flags.optimize:
        # The unpacker finds unparsable OS names with an assert statement.
        return "assert statements are switched off (-O or PYTHONOPTIMIZE)"
    try:
        found = importlib.metadata.version("ramp-packer")
    except importlib.metadata.PackageNotFoundError:
        return "ramp-packer is not installed"
    if found != RAMP_PACKER:
        return "needs ramp-packer %s, found %s" % (RAMP_PACKER, found)
    return None


def fix_process():
    """Take the settings that change answers away from the environment."""
    sys.set_int_max_str_digits(4300)
    sys.setrecursionlimit(1000)
    warnings.simplefilter("ignore")
    # A declared size must not be able to take the machine down.
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    signal.signal(signal.SIGALRM, on_alarm)


def on_alarm(_number, _frame):
    raise TooSlow()


def clean(text):
    """Lone surrogates as six ASCII characters, because they cannot be sent as UTF-8."""
    if text is None:
        return None
    return str(text).encode("utf-8", "backslashreplace").decode("utf-8")


def class_name(error):
    kind = type(error)
    # The C module's own name is an accident of the build.
    module = {"_lzma": "lzma"}.get(kind.__module__, kind.__module__)
    return kind.__qualname__ if module == "builtins" else module + "." + kind.__qualname__


def outcome(unpacker, data):
    try:
        metadata, _module, _deps = unpacker.unpack(io.BytesIO(data))
        return {"outcome": "accepted", "version": str(metadata["version"])}
    except unpacker.UnpackerPackageError as error:
        return {
            "outcome": "rejected",
            "error_code": clean(error.error_code),
            "message": clean(error.args[0]),
            "reason": clean(error.reason),
        }
    except MemoryError:
        # Says something about the limit above, not about the bundle.
        return {"outcome": "memory"}
    except Exception as error:
        return {"outcome": "crashed", "exception": class_name(error)}


def answer(unpacker, data):
    line = dict.fromkeys(["error_code", "message", "reason", "exception", "version"])
    signal.alarm(SECONDS)
    try:
        line.update(outcome(unpacker, data))
    except TooSlow:
        line["outcome"] = "timeout"
    finally:
        signal.alarm(0)
    return line


def main(arguments):
    if len(arguments) != 1:
        print("usage: oracle.py DIR", file=sys.stderr)
        return 2
    problem = refusal()
    if problem:
        print("oracle.py: " + problem, file=sys.stderr)
        return 2
    from RAMP import unpacker

    fix_process()
    for path in sorted(pathlib.Path(arguments[0]).glob("*.zip")):
        line = {"file": path.name, **answer(unpacker, path.read_bytes())}
        print(json.dumps(line))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
