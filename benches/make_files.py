"""Makes the bundles that `compare.sh` measures: make_files.py FOLDER METADATA SMALL_SO [FALKORDB_SO]"""
import glob
import gzip
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import tarfile
import zipfile

FOLDER, METADATA, SMALL_SO = sys.argv[1:4]
DATE = (2026, 1, 1, 0, 0, 0)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def is_elf(path):
    if os.path.islink(path) or not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def member(archive, name, data, mode, method=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name, DATE)
    info.external_attr, info.compress_type = (0o100000 | mode) << 16, method
    archive.writestr(info, data)


def pack(path, so, commands, deps=()):
    """A bundle as the packer would write it, at zlib's level 6."""
    module = os.path.basename(path).removesuffix(".zip") + ".so"
    described = [dict(command_name=name, command_arity=-1, first_key=1, last_key=1, key_step=1, flags=["readonly"])
                 for name in commands]
    metadata = json.loads(read(METADATA))
    metadata.update(module_file=module, sha256=hashlib.sha256(so).hexdigest(), commands=described)
    if deps:
        metadata["dependencies"] = {name: dict(sha256=hashlib.sha256(data).hexdigest(), url="https://example.com/" + name)
                                    for name, data, _ in deps}
    with zipfile.ZipFile(path, "w") as archive:
        member(archive, module, so, 0o755)
        member(archive, "module.json", json.dumps(metadata, indent=4, sort_keys=True), 0o600)
        for name, data, method in deps:
            member(archive, "deps/" + name, data, 0o644, method)


def tgz(files):
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=6, mtime=0) as stream:
        with tarfile.open(fileobj=stream, mode="w") as tar:
            for name, data in files:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def noise(size):
    return random.Random(1).randbytes(size)


def main():
    small = read(SMALL_SO)
    os.makedirs(FOLDER + "/many", exist_ok=True)
    pack(FOLDER + "/small.zip", small, ["hello.get"])
    for number in range(1000):
        pack(f"{FOLDER}/many/m{number:04}.zip", small, ["hello.get", f"hello.get{number}"])

    # the library of this machine that comes nearest to ten megabytes makes a bundle of about four
    # links are not followed: they may lead round in circles
    paths = [os.path.join(folder, name) for folder, _, names in os.walk("/usr/lib") for name in names]
    found = [path for path in paths if ".so" in path and is_elf(path)]
    if found:
        medium = min(found, key=lambda path: (abs(os.path.getsize(path) - 10_000_000), path))
        pack(FOLDER + "/medium.zip", read(medium), [])

    root = subprocess.run(["rustc", "--print", "sysroot"], capture_output=True, text=True, check=True).stdout.strip()
    drivers = glob.glob(root + "/lib/librustc_driver-*.so")
    if drivers:
        # a text that the file has, as a module has the names of its commands
        pack(FOLDER + "/large.zip", read(drivers[0]), ["rustc_driver"])
        # one that it has not: the whole file is searched
        pack(FOLDER + "/missing.zip", read(drivers[0]), ["qzxv.wjkq"])
        library = tgz([("lib/large.so", read(drivers[0])), ("lib/noise", noise(40_000_000))])
        pack(FOLDER + "/withdeps.zip", small, ["hello.get"],
             [("stored.tgz", library, zipfile.ZIP_STORED), ("deflated.tgz", tgz([("noise", noise(155_000_000))]), zipfile.ZIP_DEFLATED)])
    if len(sys.argv) > 4:
        pack(FOLDER + "/falkordb.zip", read(sys.argv[4]), ["graph.query", "graph.delete"])


main()
