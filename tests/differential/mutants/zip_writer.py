"""Zip archives whose every header field can be changed."""

import bz2
import lzma
import struct
import zlib
from dataclasses import dataclass, field
from typing import Optional

from .deflate import deflate

LOCAL = [("sig", 4), ("need", 1), ("need_host", 1), ("flags", 2), ("method", 2), ("time", 2),
         ("date", 2), ("crc", 4), ("csize", 4), ("usize", 4), ("nlen", 2), ("xlen", 2)]
CENTRAL = [("sig", 4), ("made", 1), ("made_host", 1)] + LOCAL[1:] + [
    ("clen", 2), ("disk", 2), ("iattr", 2), ("eattr", 4), ("offset", 4)]
END = [("sig", 4), ("disk", 2), ("cddisk", 2), ("here", 2), ("total", 2), ("cdsize", 4),
       ("cdoff", 4), ("clen", 2)]
RECORD = [("sig", 4), ("size", 8), ("made", 2), ("need", 2), ("disk", 4), ("cddisk", 4),
          ("here", 8), ("total", 8), ("cdsize", 8), ("cdoff", 8)]
LOCATOR = [("sig", 4), ("disk", 4), ("offset", 8), ("disks", 4)]
DESCRIPTOR = [("sig", 4), ("crc", 4), ("csize", 4), ("usize", 4)]

MODULE = "module.json"
STORED, DEFLATE, BZIP2, LZMA = 0, 8, 12, 14
KNOWN_METHODS = [STORED, DEFLATE, BZIP2, LZMA]


def pack(layout, values, changes=None):
    """A record; a change is a number, or a function of the true value."""
    out = b""
    for name, size in layout:
        value = values.get(name, 0)
        if changes and name in changes:
            change = changes[name]
            value = change(value) if callable(change) else change
        out += (value & ((1 << 8 * size) - 1)).to_bytes(size, "little")
    return out


def extra_field(number, body, length=None):
    return struct.pack("<HH", number, len(body) if length is None else length) + body


def lzma_member(data):
    # Written out, because the header of the member must say the same.
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 65536, "lc": 3, "lp": 0, "pb": 2}]
    raw = lzma.compress(data, lzma.FORMAT_RAW, filters=filters)
    return struct.pack("<BBHBI", 9, 4, 5, 3 + 9 * (0 + 5 * 2), 65536) + raw


def squeeze(data, method):
    if method == DEFLATE:
        return deflate(data)
    if method == BZIP2:
        return bz2.compress(data)
    return lzma_member(data) if method == LZMA else data


@dataclass
class Member:
    name: bytes
    data: bytes
    method: int = DEFLATE
    flags: int = 0
    raw: Optional[bytes] = None
    local: dict = field(default_factory=dict)
    central: dict = field(default_factory=dict)
    local_name: Optional[bytes] = None
    local_extra: bytes = b""
    extra: bytes = b""
    comment: bytes = b""
    descriptor: bytes = b""
    before: bytes = b""

    def stream(self):
        return squeeze(self.data, self.method) if self.raw is None else self.raw

    def values(self):
        need = {BZIP2: 46, LZMA: 63}.get(self.method, 20)
        return {"need": need, "flags": self.flags, "method": self.method, "date": 0x5a21,
                "crc": zlib.crc32(self.data), "csize": len(self.stream()),
                "usize": len(self.data), "made": need, "made_host": 3, "eattr": 0o100644 << 16}

    def front(self):
        name = self.name if self.local_name is None else self.local_name
        values = self.values()
        values.update(sig=0x04034b50, nlen=len(name), xlen=len(self.local_extra))
        return pack(LOCAL, values, self.local) + name + self.local_extra

    def entry(self, offset):
        values = self.values()
        values.update(sig=0x02014b50, nlen=len(self.name), xlen=len(self.extra),
                      clen=len(self.comment), offset=offset)
        return pack(CENTRAL, values, self.central) + self.name + self.extra + self.comment


@dataclass
class Archive:
    members: list
    order: Optional[list] = None
    end: dict = field(default_factory=dict)
    comment: bytes = b""
    zip64: bool = False
    record: dict = field(default_factory=dict)
    locator: dict = field(default_factory=dict)
    prefix: bytes = b""
    suffix: bytes = b""
    # Whether the stored offsets know of the prefix.
    counted: bool = False
    before_dir: bytes = b""
    before_end: bytes = b""
    after_record: bytes = b""
    after_locator: bytes = b""
    # Spans of the bytes that decide most, filled by build().
    hot: list = field(default_factory=list)

    def member(self, name):
        return next(m for m in self.members if m.name == name)

    def build(self):
        out = bytearray(self.prefix)
        base = 0 if self.counted else len(out)
        offsets = [self.put_member(out, m) - base for m in self.members]
        out += self.before_dir
        start = len(out)
        order = range(len(self.members)) if self.order is None else self.order
        for index in order:
            out += self.members[index].entry(offsets[index])
        self.put_end(out, start, start - base, len(order))
        return bytes(out)

    def put_member(self, out, member):
        out += member.before
        offset = len(out)
        out += member.front()
        ahead = 48 if member.name == MODULE.encode() else 2
        self.hot.append((offset, len(out) + ahead))
        out += member.stream() + member.descriptor
        return offset

    def put_end(self, out, start, offset, count):
        values = {"here": count, "total": count, "cdsize": len(out) - start, "cdoff": offset}
        out += self.before_end
        if self.zip64:
            at = len(out) - (start - offset)
            out += pack(RECORD, dict(values, sig=0x06064b50, size=44, made=45, need=45),
                        self.record) + self.after_record
            out += pack(LOCATOR, {"sig": 0x07064b50, "offset": at, "disks": 1}, self.locator)
            out += self.after_locator
        values.update(sig=0x06054b50, clen=len(self.comment))
        out += pack(END, values, self.end)
        self.hot.append((start, len(out)))
        out += self.comment + self.suffix
