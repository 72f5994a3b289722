"""Good bundles as real packers write them: nothing may be said of these but notes."""

import io
import struct
import zipfile

from mutants.zip_writer import DESCRIPTOR, extra_field, pack

from .base import JSON_NAME, SO, SO_NAME, accept, bundle, module, stored, text, with_members
from .tar import good_tgz

DATE = (2024, 5, 6, 7, 8, 10)


class OneWay(io.RawIOBase):
    """A stream that cannot go back, as a pipe: sizes then stand behind the data."""

    def __init__(self):
        super().__init__()
        self.buffer = io.BytesIO()

    def writable(self):
        return True

    def write(self, data):
        return self.buffer.write(data)


def with_zipfile(method=zipfile.ZIP_DEFLATED, one_way=False, zip64=False, level=None, comment=b"", folder=False):
    out = OneWay() if one_way else io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=level) as archive:
        if folder:
            info = zipfile.ZipInfo("deps/", DATE)
            info.external_attr = 0o40755 << 16 | 0x10
            archive.writestr(info, b"")
        for name, data in ((SO_NAME, SO), (JSON_NAME, text())):
            info = zipfile.ZipInfo(name.decode(), DATE)
            info.compress_type, info.external_attr = method, 0o100644 << 16
            with archive.open(info, "w", force_zip64=zip64) as member:
                member.write(data)
        archive.comment = comment
    return (out.buffer if one_way else out).getvalue()


def streamed(zip64=False, signed=True, **changes):
    """Bit 3 in every member, sizes behind the data; how they are written differs."""
    archive = bundle()
    for member in archive.members:
        member.flags = 8 | changes.get("flags", 0)
        member.local.update(crc=0, csize=0, usize=0)
        member.local_extra = member.extra = changes.get("extra", b"")
        values = dict(member.values(), sig=0x08074B50)
        member.descriptor = pack(DESCRIPTOR if signed else DESCRIPTOR[1:], values)
        member.central.update(changes.get("central", {}))
    return archive


def python():
    for name, method in (("stored", zipfile.ZIP_STORED), ("deflated", zipfile.ZIP_DEFLATED)):
        for zip64 in (False, True):
            yield accept("python-%s%s" % (name, "-zip64" if zip64 else ""), with_zipfile(method, zip64=zip64))
    yield accept("python-one-way", with_zipfile(one_way=True))
    yield accept("python-one-way-zip64", with_zipfile(one_way=True, zip64=True))
    for level in (1, 9):
        yield accept("python-level-%d" % level, with_zipfile(level=level))
    yield accept("python-comment", with_zipfile(comment=b"made by a build"))
    yield accept("python-folder", with_zipfile(folder=True))


def others():
    times = extra_field(0x5455, b"\1" + struct.pack("<I", 1715000000))
    both_times = extra_field(0x5455, b"\3" + struct.pack("<II", 1715000000, 1715000000))
    owners = extra_field(0x7875, b"\1\4\xe8\3\0\0\4\xe8\3\0\0")
    yield accept("go-stream", streamed(central={"made_host": 3}, extra=b""))
    yield accept("go-stream-times", streamed(extra=extra_field(0x5455, b"\1" + struct.pack("<I", 1715000000))))
    yield accept("java-stream", jar())
    yield accept("java-bare-descriptor", streamed(signed=False))
    yield accept("utf-8-flag-everywhere", streamed(flags=0x800))
    yield accept("dot-net", streamed(central={"made_host": 0, "eattr": 0}))
    archive = bundle()
    for member in archive.members:
        member.local_extra, member.extra = both_times + owners, times + owners
    yield accept("info-zip", archive)
    archive = streamed()
    for member in archive.members:
        member.local_extra = member.extra = extra_field(0x5855, bytes(8))
        member.central["made_host"] = 3
    yield accept("ditto", archive)
    archive = bundle()
    for member in archive.members:
        member.extra = extra_field(0x000A, bytes(4) + struct.pack("<HH", 1, 24) + bytes(24))
        member.central.update(made=63, made_host=0, eattr=0x20)
    yield accept("7-zip", archive)
    archive = bundle()
    for member in archive.members:
        member.flags = 8
        member.local.update(crc=0, csize=0)
        member.descriptor = pack(DESCRIPTOR, dict(member.values(), sig=0x08074B50))
        member.local_extra = member.extra = both_times
    yield accept("libarchive", archive)
    yield accept("rust-large-file", large_file())
    yield accept("android-aligned", aligned())
    archive = with_members(stored(b"deps/", b"", central={"eattr": 0o40755 << 16 | 0x10}))
    yield accept("deps-folder", archive)
    data = good_tgz()
    archive = bundle(dep=data)
    yield accept("with-dependency", archive)
    archive.order = [2, 0, 1]
    yield accept("with-dependency-listed-first", archive)
    archive = bundle()
    archive.zip64 = True
    yield accept("zip64-not-needed", archive)


def jar():
    archive = streamed(flags=0x800, central={"made_host": 0, "eattr": 0})
    module(archive).local_extra = module(archive).extra = extra_field(0xCAFE, b"")
    return archive


def large_file():
    """The local header announces zip64 in case the file grows; the directory needs none."""
    archive = bundle()
    for member in archive.members:
        sizes = struct.pack("<QQ", len(member.data), len(member.stream()))
        member.local_extra = extra_field(1, sizes)
        member.local.update(usize=-1, csize=-1, need=45)
        member.central["need"] = 45
    return archive


def aligned():
    archive = bundle()
    archive.members[0] = stored(SO_NAME, SO, local_extra=extra_field(0xD935, b"\x10\0" + bytes(5)))
    return archive


def cases():
    yield accept("plain", bundle())
    yield from python()
    yield from others()
