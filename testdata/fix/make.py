#!/usr/bin/env python3
"""Write the broken bundles of this folder from testdata/baseline: python3 testdata/fix/make.py [OUTDIR]

What each has wrong stands at its function. The same bytes come out every time.
"""

import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
BASELINE = HERE.parent / "baseline"
MODULE = (BASELINE / "hello.so").read_bytes()
METADATA = json.loads((BASELINE / "module.json").read_text())


def add(archive, name, content, mode=0o644, method=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name, (2024, 5, 17, 9, 30, 0))
    info.create_system = 3
    info.external_attr = mode << 16 | (0x10 if name.endswith("/") else 0)
    info.compress_type = method
    archive.writestr(info, content)


def dependency():
    """A gzipped tar with one file."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        info = tarfile.TarInfo("words.txt")
        info.size = 6
        archive.addfile(info, io.BytesIO(b"hello\n"))
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream:
        stream.write(tar.getvalue())
    return packed.getvalue()


def text(changes):
    return json.dumps({**METADATA, **changes}, indent=4, sort_keys=True) + "\n"


def by_hand(archive):
    """Zipped on a Mac, after the module was built again and the metadata were edited by hand."""
    packed = dependency()
    changes = {
        "architecture": "amd64",
        "capabilities": ["types", "replica_of", "types"],
        "compatible_redis_version": "7.4.0",
        "dependencies": {
            "words": {"url": "https://example.com/words.tgz", "sha256": hashlib.sha256(b"old").hexdigest()}
        },
        "operating_systems": ["almalinux9", "ubuntu22.04"],
        "semantic_version": "1.2",
        "sha256": hashlib.sha256(b"the module before it was built again").hexdigest(),
        "version": "10203",
    }
    add(archive, "module.json", text(changes))
    add(archive, "hello.so", MODULE)
    add(archive, "deps/", b"", 0o40755, zipfile.ZIP_STORED)
    add(archive, "deps/words.tgz", packed, method=zipfile.ZIP_STORED)
    add(archive, "__MACOSX/", b"", 0o40755, zipfile.ZIP_STORED)
    add(archive, "__MACOSX/._hello.so", b"\0\5\x16\7\0\2\0\0Mac OS X")
    add(archive, ".DS_Store", b"\0\0\0\1Bud1")


def doubtful(archive):
    """The sum is old, and module.json is there twice."""
    add(archive, "hello.so", MODULE, 0o755)
    add(archive, "module.json", text({"sha256": "0" * 64}))
    add(archive, "module.json", text({"module_name": "other"}))


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for make in (by_hand, doubtful):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            make(archive)
        (folder / f"{make.__name__.replace('_', '-')}.zip").write_bytes(packed.getvalue())


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    main()
