"""Tar headers of a dependency: numbers, sums, extended headers, sparse files, the end."""

from .base import accept, bundle, reject, warn
from .tar import Entry, good_entries, gzip, long_name, pax, record, tar

BAD, UNSAFE = "deps/unreadable-archive deps/bomb", "deps/unsafe-archive"
BOTH = BAD + " " + UNSAFE
FILE = Entry(b"core/f", b"content\n")


def of(entries, end=bytes(1024)):
    return bundle(dep=gzip(tar(entries, end)))


def one(**raw):
    return of([Entry(b"core/f", b"content\n", raw=raw)])


def numbers():
    for how, value, expected in (
        ("letters", b"abc", "reject"),
        ("eight", b"00000000008", "reject"),
        ("minus", b"-0000000001", "reject"),
        ("plus", b"+0000000010", "reject"),
        ("hex", b"0x10", "reject"),
        ("blank-inside", b"0000 000010", "reject"),
        ("base-256-negative", b"\xff" * 12, "reject"),
        ("base-256-2-62", b"\x80" + (1 << 62).to_bytes(11, "big"), "reject"),
        ("base-256-2-63", b"\x80" + (1 << 63).to_bytes(11, "big"), "reject"),
        ("base-256-max", b"\x80" + b"\xff" * 11, "reject"),
        ("base-256-2-64", b"\x80" + (1 << 64).to_bytes(11, "big"), "reject"),
        ("octal-max", b"777777777777", "reject"),
        ("more", b"00000100000", "reject"),
        ("far-more", b"77777777777", "reject"),
        ("null-inside", b"0000\0000010", "reject"),
        ("base-256-good", b"\x80" + (8).to_bytes(11, "big"), "accept"),
        ("blanks-in-front", b"        10 ", "accept"),
        ("no-end", b"000000000010", "accept"),
    ):
        made = one(size=value)
        yield accept("size-" + how, made) if expected == "accept" else reject("size-" + how, BOTH, made)
    for name, size in (("mode", 8), ("uid", 8), ("gid", 8), ("mtime", 12)):
        yield reject("%s-letters" % name, BOTH, one(**{name: b"x" * (size - 1)}))
        yield accept("%s-empty" % name, one(**{name: b""})) if name != "mode" else accept("mode-empty", one(mode=b""))
    yield reject("size-empty-with-content", BOTH, one(size=b""))
    for how, value in (("wrong", b"000001\0 "), ("letters", b"abcdef\0 "), ("empty", b"")):
        yield reject("sum-" + how, BAD, one(sum=value))
    for how, late in (("name", {"name": b"core/g"}), ("size", {"size": b"00000000011"}), ("kind", {"kind": b"5"})):
        yield reject("changed-after-sum-" + how, BAD, of([Entry(b"core/f", b"content\n", late=late)]))
    for how, magic, expected in (
        ("gnu", b"ustar  \0", "accept"),
        ("v7", b"", "warn"),
        ("other", b"USTAR\x0000", "warn"),
        ("version-1", b"ustar\x0001", "warn"),
        ("star", b"ustar\0xx", "warn"),
    ):
        made = one(magic=magic)
        yield accept("magic-" + how, made) if expected == "accept" else warn("magic-" + how, BOTH, made)


def extended():
    bodies = [
        ("length-0", b"0 path=x\n"),
        ("length-short", b"5 path=core/x\n"),
        ("length-long", b"99 path=core/x\n"),
        ("length-zero-first", b"014 path=abcd\n"),
        ("length-missing", b"path=core/x\n"),
        ("length-huge", b"99999999999999999999 path=x\n"),
        ("length-minus", b"-5 path=x\n"),
        ("no-equals", b"10 path x\n"),
        ("no-newline", b"10 path=xx"),
        ("no-blank", b"9path=xx\n"),
        ("empty-key", record(b"", b"x")),
        ("garbage", b"\xff" * 40),
        ("stray-byte", record(b"path", b"core/x") + b"x"),
        ("nulls-behind", record(b"path", b"core/x") + bytes(9)),
        ("path-null", record(b"path", b"core/a\0b")),
        ("path-not-utf-8", record(b"path", b"core/\xff")),
        ("path-empty", record(b"path", b"")),
        ("path-twice", record(b"path", b"core/a") + record(b"path", b"core/b")),
        ("path-out", record(b"path", b"../../evil")),
        ("path-absolute", record(b"path", b"/etc/passwd")),
        ("path-escape", record(b"path", b"core/\x1b[2J")),
        ("record-in-value", record(b"comment", b"x\n19 path=../../evil\n")),
        ("size-more", record(b"size", b"4096")),
        ("size-0", record(b"size", b"0")),
        ("size-minus", record(b"size", b"-1")),
        ("size-letters", record(b"size", b"abc")),
        ("size-huge", record(b"size", b"9" * 30)),
        ("linkpath-null", record(b"linkpath", b"a\0b")),
        ("sparse-name", record(b"GNU.sparse.name", b"../../evil")),
        ("sparse-1.0", record(b"GNU.sparse.major", b"1") + record(b"GNU.sparse.minor", b"0")),
        ("sparse-map", record(b"GNU.sparse.map", b"0,1,1000000,1")),
        ("sparse-realsize", record(b"GNU.sparse.realsize", b"9999999999")),
        ("empty", b""),
    ]
    for how, body in bodies:
        made = of([pax(body), Entry(b"core/f", b"content\n")])
        if how == "empty":
            continue
        yield reject("extended-" + how, BOTH, made)
    for how, body in (("path", b"../../evil"), ("size", b"4096"), ("linkpath", b"/etc")):
        yield reject("global-" + how, UNSAFE, of([pax({how.encode(): body}, b"g"), FILE]))
    for how, body in (("comment", b"0123456789abcdef"), ("mtime", b"1715000000.5")):
        yield accept("global-" + how, of([pax({how.encode(): body}, b"g"), FILE]))
        yield accept("extended-good-" + how, of([pax({how.encode(): body}), FILE]))
    yield accept("extended-good-path", of([pax({b"path": b"core/" + b"long/" * 30 + b"x"}), FILE]))
    yield accept("extended-good-size", of([pax({b"size": b"8"}), FILE]))
    yield accept("extended-good-owner", of([pax({b"uname": "\u00fc".encode(), b"uid": b"99999999"}), FILE]))
    yield reject("extended-twice", UNSAFE, of([pax({b"mtime": b"1"}), pax({b"mtime": b"2"}), FILE]))
    yield reject("extended-dangling", UNSAFE, of([FILE, pax({b"mtime": b"1"})]))
    yield reject("extended-then-long-name", UNSAFE, of([pax({b"path": b"core/a"}), long_name(b"core/b"), FILE]))
    yield reject("extended-size-then-long-name", UNSAFE, of([pax({b"size": b"2048"}), long_name(b"core/b" * 30), FILE]))
    yield reject("extended-size-of-symlink", UNSAFE, of([pax({b"size": b"512"}), Entry(b"core/l", b"", b"2", b"f"), FILE]))
    yield reject("extended-size-of-folder", UNSAFE, of([pax({b"size": b"512"}), Entry(b"core/d/", b"", b"5"), FILE]))
    yield reject("long-names-two", UNSAFE, of([long_name(b"core/a"), long_name(b"core/b"), FILE]))
    yield reject("long-name-null-inside", UNSAFE, of([long_name(b"core/a\0../evil"), FILE]))
    yield reject("long-name-empty", UNSAFE, of([long_name(b""), FILE]))
    yield reject("long-name-dangling", UNSAFE, of([FILE, long_name(b"core/a")]))
    yield reject("long-name-out", UNSAFE, of([long_name(b"core/" + b"../" * 50 + b"evil"), FILE]))
    yield reject("long-link-out", UNSAFE, of([long_name(b"../" * 50 + b"evil", b"K"), Entry(b"core/l", b"", b"2", b"f")]))
    yield accept("long-name-good", of([long_name(b"core/" + b"n" * 120), FILE]))
    yield accept("long-link-good", of([long_name(b"n" * 120, b"K"), Entry(b"core/l", b"", b"2", b"n" * 99)]))
    yield reject("sparse-old", UNSAFE, of([Entry(b"core/s", b"x", b"S", raw={"magic": b"ustar  \0"})]))
    yield reject("multi-volume", UNSAFE, of([Entry(b"core/s", b"x", b"M")]))


def ends():
    yield warn("end-one-block", BAD, of(good_entries(), bytes(512)))
    yield warn("end-missing", BAD, of(good_entries(), b""))
    yield reject("end-then-member", BAD, of(good_entries() + [bytes(1024), Entry(b"../evil", b"x")]))
    yield reject("end-then-text", BAD, of(good_entries(), bytes(1024) + b"hidden".ljust(512, b"\0")))
    yield warn("end-half-block", BAD, of(good_entries(), bytes(300)))
    yield reject("one-null-block-inside", BAD, of([FILE, bytes(512), Entry(b"core/g", b"x")]))
    yield accept("end-20-blocks", of(good_entries(), bytes(10240)))
    yield warn("only-end", BAD, of([]))
    plain = tar(good_entries())
    for at in (100, 511, 600, 1100, 2000):
        # at 1100 only the filling of a block is lost
        yield (warn if at == 1100 else reject)("cut-at-%d" % at, BAD, bundle(dep=gzip(plain[:at])))


def cases():
    for group in (numbers, extended, ends):
        yield from group()
