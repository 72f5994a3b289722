"""Runs ramp-packer unchanged, but with the clock, temporary names and file
owners fixed, so that the same input gives the same bytes.

    frozen.py ramp ARGS...                  the command line of ramp-packer
    frozen.py replace IN.zip SO OUT.zip     same metadata, another library
    frozen.py append IN.zip DEPS.tgz OUT.zip  unzip, add deps/, zip again
    frozen.py check ZIP...                  the packer accepts it, sha256 right
"""

import hashlib
import itertools
import json
import os
import shutil
import socket
import sys
import tarfile
import tempfile
import time
import zipfile

EPOCH = int(os.environ["SOURCE_DATE_EPOCH"])

time.time = lambda: float(EPOCH)
tempfile._name_sequence = ("%08d" % i for i in itertools.count())

zip_write = zipfile.ZipFile.write
def frozen_zip_write(self, filename, *args, **kwargs):
    os.utime(filename, (EPOCH, EPOCH))
    return zip_write(self, filename, *args, **kwargs)
zipfile.ZipFile.write = frozen_zip_write

tar_info = tarfile.TarFile.gettarinfo
def frozen_tar_info(self, *args, **kwargs):
    info = tar_info(self, *args, **kwargs)
    info.uid = info.gid = 0
    info.uname = info.gname = "root"
    info.mtime = EPOCH
    return info
tarfile.TarFile.gettarinfo = frozen_tar_info

walk = os.walk
def sorted_walk(*args, **kwargs):
    for path, folders, files in walk(*args, **kwargs):
        folders.sort()
        yield path, folders, sorted(files)
os.walk = sorted_walk

# tarfile lists a folder with os.listdir
listdir = os.listdir
os.listdir = lambda *args: sorted(listdir(*args))


def local_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def ramp(*args):
    import RAMP.disposableredis
    from RAMP.ramp import ramp as command
    RAMP.disposableredis.get_random_port = local_port
    command(args=list(args), prog_name="ramp")


def replace(bundle, library, output):
    from RAMP import packer
    with zipfile.ZipFile(bundle) as archive:
        metadata = json.loads(archive.read("module.json"))
    with open(library, "rb") as file:
        metadata["sha256"] = hashlib.sha256(file.read()).hexdigest()
    packer.archive(library, metadata, archive_name=output)


def append(bundle, deps, output):
    folder = tempfile.mkdtemp()
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    os.mkdir(os.path.join(folder, "deps"))
    shutil.copy(deps, os.path.join(folder, "deps"))
    assert output.endswith(".zip")
    print(shutil.make_archive(os.path.abspath(output)[:-4], "zip", folder))


def check(*bundles):
    from RAMP import unpacker
    for bundle in bundles:
        with open(bundle, "rb") as file:
            metadata, library, deps = unpacker.unpack(file)
        with zipfile.ZipFile(bundle) as archive:
            library = archive.read(metadata["module_file"])
            assert hashlib.sha256(library).hexdigest() == metadata["sha256"], bundle
            packed = [name for name in archive.namelist() if name.startswith("deps/") and name != "deps/"]
            known = {}
            for name, dep in metadata["dependencies"].items():
                known["deps/%s.tgz" % name] = dep
                if "url" in dep:
                    known["deps/" + os.path.basename(dep["url"])] = dep
            for name in packed:
                got = hashlib.sha256(archive.read(name)).hexdigest()
                assert got == known[name]["sha256"], (bundle, name)
        print("accepted", os.path.basename(bundle), *packed)


if __name__ == "__main__":
    {"ramp": ramp, "replace": replace, "append": append, "check": check}[sys.argv[1]](*sys.argv[2:])
