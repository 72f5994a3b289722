"""The family `bytes`: whole archives with single bytes changed."""

from .base import bundle
from .zip_writer import DEFLATE, KNOWN_METHODS, extra_field


def byte_base(d):
    archive = bundle(None, d.chance(70), d.turn("byte methods", KNOWN_METHODS + [DEFLATE] * 4))
    style = d.one(["plain", "plain", "zip64", "comment", "extra"])
    if style == "zip64":
        archive.zip64 = True
    elif style == "comment":
        archive.comment = b"some comment of the archive"
    elif style == "extra":
        for member in archive.members:
            member.extra = member.local_extra = extra_field(0x5455, b"\1\0\0\0\0")
    return archive, style


def place(d, archive, size):
    if d.chance(80):
        start, end = d.one(archive.hot)
        return min(start + d.below(end - start), size - 1)
    return d.below(size)


def byte_case(d):
    archive, style = byte_base(d)
    data, what = bytearray(archive.build()), [style]
    for _ in range(d.one([1, 1, 1, 2])):
        at = place(d, archive, len(data))
        action = d.turn("byte actions", ["flip"] * 8 + ["set"] * 7 + ["insert"] * 2 + ["delete"] * 2 + ["cut"])
        if action == "flip":
            data[at] ^= 1 << d.below(8)
        elif action == "set":
            data[at] = d.one([0, 1, 0xff, 0x7f, 0x80, d.below(256)])
        elif action == "insert":
            data[at:at] = d.rng.randbytes(1 + d.below(4))
        elif action == "delete":
            del data[at:at + 1 + d.below(4)]
        else:
            del data[at:]
        what.append("%s at %d" % (action, at))
        if not data:
            break
    return bytes(data), ", ".join(what)
