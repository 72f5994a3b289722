"""Tar archives and gzip streams whose every field can be changed."""

import struct
import zlib
from dataclasses import dataclass, field

from .base import raw_deflate

BLOCK = 512
FIELDS = [
    ("name", 0, 100),
    ("mode", 100, 8),
    ("uid", 108, 8),
    ("gid", 116, 8),
    ("size", 124, 12),
    ("mtime", 136, 12),
    ("sum", 148, 8),
    ("kind", 156, 1),
    ("link", 157, 100),
    ("magic", 257, 8),
    ("uname", 265, 32),
    ("gname", 297, 32),
    ("major", 329, 8),
    ("minor", 337, 8),
    ("prefix", 345, 155),
]


@dataclass
class Entry:
    """A tar member; `raw` replaces fields of its header by bytes, after the checksum when `late`."""

    name: bytes
    data: bytes = b""
    kind: bytes = b"0"
    link: bytes = b""
    mode: int = 0o644
    raw: dict = field(default_factory=dict)
    late: dict = field(default_factory=dict)

    def header(self):
        values = {
            "name": self.name,
            "mode": b"%07o" % self.mode,
            "uid": b"0000000",
            "gid": b"0000000",
            "size": b"%011o" % len(self.data),
            "mtime": b"14000000000",
            "sum": b" " * 8,
            "kind": self.kind,
            "link": self.link,
            "magic": b"ustar\x0000",
        }
        block = bytearray(BLOCK)
        put(block, dict(values, **self.raw))
        if "sum" not in self.raw:
            put(block, {"sum": b"%06o\0 " % sum(block)})
        put(block, self.late)
        return bytes(block)

    def bytes(self):
        return self.header() + self.data + bytes(-len(self.data) % BLOCK)


def put(block, values):
    for name, at, size in FIELDS:
        if name in values:
            block[at : at + size] = values[name][:size].ljust(size, b" " if name == "sum" else b"\0")


def tar(entries, end=bytes(2 * BLOCK)):
    return b"".join(e if isinstance(e, bytes) else e.bytes() for e in entries) + end


def record(key, value):
    """A line of an extended header; its own length is part of its length."""
    body = b" " + key + b"=" + value + b"\n"
    length = len(body)
    while len(b"%d" % length) + len(body) != length:
        length = len(b"%d" % length) + len(body)
    return b"%d" % length + body


def pax(body, kind=b"x"):
    if isinstance(body, dict):
        body = b"".join(record(k, v) for k, v in body.items())
    return Entry(b"PaxHeaders/x", body, kind)


def long_name(name, kind=b"L"):
    return Entry(b"././@LongLink", name + b"\0", kind, raw={"magic": b"ustar  \0"})


def gzip(data, flags=0, extra=b"", method=8, level=9, crc=None, size=None, tail=None):
    head = struct.pack("<BBBBIBB", 0x1F, 0x8B, method, flags, 0, 0, 3) + extra
    crc = zlib.crc32(data) if crc is None else crc
    size = len(data) if size is None else size
    tail = struct.pack("<II", crc, size & 0xFFFFFFFF) if tail is None else tail
    return head + raw_deflate(data, level) + tail


def good_entries():
    return [
        Entry(b"core/", kind=b"5", mode=0o755),
        Entry(b"core/readme", b"read me\n"),
        Entry(b"core/data.bin", bytes(range(256)) * 5),
    ]


def good_tgz():
    return gzip(tar(good_entries()))
