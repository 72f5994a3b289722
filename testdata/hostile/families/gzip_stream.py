"""The gzip stream of a dependency: header, data, trailer, several streams."""

import struct
import zlib

from .base import accept, bundle, reject, warn
from .tar import Entry, good_entries, good_tgz, gzip, tar

BAD = "deps/unreadable-archive"


def of(data):
    return bundle(dep=data)


def header():
    good = good_tgz()
    for at, how in ((0, "first"), (1, "second")):
        data = bytearray(good)
        data[at] ^= 1
        yield reject("magic-%s-byte" % how, BAD, of(bytes(data)))
    for method in (0, 7, 9, 255):
        yield reject("method-%d" % method, BAD, of(gzip(tar(good_entries()), method=method)))
    for bit in (0x20, 0x40, 0x80, 0xE0):
        yield reject("reserved-flags-%02x" % bit, BAD, of(gzip(tar(good_entries()), bit)))
    plain = tar(good_entries())
    yield accept("text-flag", of(gzip(plain, 1)))
    yield accept("name", of(gzip(plain, 8, b"core.tar\0")))
    yield accept("name-with-path", of(gzip(plain, 8, b"../../etc/passwd\0")))
    yield accept("name-empty", of(gzip(plain, 8, b"\0")))
    yield accept("comment", of(gzip(plain, 16, b"a comment\0")))
    yield accept("extra", of(gzip(plain, 4, struct.pack("<H", 6) + b"BC\2\0\1\2")))
    yield accept("extra-empty", of(gzip(plain, 4, b"\0\0")))
    yield accept("all-fields", of(gzip(plain, 4 | 8 | 16, b"\0\0n\0c\0")))
    head = struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, 2, 0, 0, 3)
    right = struct.pack("<H", zlib.crc32(head) & 0xFFFF)
    yield accept("header-sum", of(gzip(plain, 2, right)))
    yield reject("header-sum-wrong", BAD, of(gzip(plain, 2, b"\0\1")))
    yield reject("name-without-end", BAD + " deps/bomb", of(good[:3] + b"\x08" + good[4:10] + b"n" * 50))
    yield reject("comment-without-end", BAD + " deps/bomb", of(good[:3] + b"\x10" + good[4:10] + b"n" * 50))
    yield reject("extra-past-end", BAD, of(good[:3] + b"\x04" + good[4:10] + b"\xff\xff" + good[10:]))
    yield reject("name-5000", "deps/bomb " + BAD, of(gzip(plain, 8, b"n" * 5000 + b"\0")))


def data():
    good, plain = good_tgz(), tar(good_entries())
    for at in (1, 2, 3, 9, 10, 11, 20, len(good) // 2, len(good) - 9, len(good) - 8, len(good) - 4, len(good) - 1):
        yield reject("cut-at-%d" % at, BAD, of(good[:at]))
    for at in (12, 30, len(good) // 2):
        data = bytearray(good)
        data[at] ^= 0x55
        yield reject("damaged-at-%d" % at, BAD + " deps/unsafe-archive deps/bomb", of(bytes(data)))
    yield reject("crc-wrong", BAD, of(gzip(plain, crc=1)))
    yield reject("size-wrong", BAD, of(gzip(plain, size=1)))
    yield reject("trailer-missing", BAD, of(gzip(plain, tail=b"")))
    yield reject("trailer-swapped", BAD, of(gzip(plain, tail=struct.pack("<II", len(plain), zlib.crc32(plain)))))
    for level in (0, 1, 6):
        yield accept("level-%d" % level, of(gzip(plain, level=level)))
    yield reject("of-nothing", BAD, of(gzip(b"")))
    yield reject("of-one-byte", BAD, of(gzip(b"\0")))


def several():
    good, plain = good_tgz(), tar(good_entries())
    half = len(plain) // 2
    yield warn("two-streams", BAD, of(gzip(plain[:half]) + gzip(plain[half:])))
    yield warn("three-streams", BAD, of(gzip(plain[:512]) + gzip(plain[512:1024]) + gzip(plain[1024:])))
    yield warn("empty-stream-first", BAD, of(gzip(b"") + good))
    yield warn("empty-stream-last", BAD, of(good + gzip(b"")))
    yield reject("two-archives", BAD, of(good + good))
    yield reject("second-archive-hidden", BAD, of(good + gzip(tar([Entry(b"../../evil", b"x")]))))
    yield reject("second-stream-damaged", BAD, of(gzip(plain[:half]) + gzip(plain[half:], crc=1)))
    yield reject("second-stream-cut", BAD, of(gzip(plain[:half]) + gzip(plain[half:])[:-9]))
    for how, tail in (
        ("byte", b"\0"),
        ("nulls", bytes(1000)),
        ("newline", b"\n"),
        ("text", b"hello"),
        ("half-magic", b"\x1f"),
        ("magic", b"\x1f\x8b"),
        ("4-mib", bytes(1 << 22)),
    ):
        yield (reject if how == "magic" else warn)("behind-" + how, BAD, of(good + tail))


def cases():
    for group in (header, data, several):
        yield from group()
