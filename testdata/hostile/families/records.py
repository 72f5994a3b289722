"""Each field of the local and central headers, in one of them or in both."""

import struct

from mutants.zip_writer import extra_field

from .base import JSON_NAME, SO_NAME, accept, bundle, changed, module, reject, warn

WHO = {"module": SO_NAME, "json": JSON_NAME}
LOST = "zip/broken-header zip/truncated zip/readers-disagree"
CONTENT = "zip/corrupt-member zip/readers-disagree zip/truncated"
# What a flag bit means where both headers have it.
FLAG_BITS = {
    0: ("reject", "zip/encrypted-member"),
    1: ("accept", ""),
    2: ("accept", ""),
    4: ("reject", "zip/broken-header"),
    5: ("reject", "zip/broken-header"),
    6: ("reject", "zip/encrypted-member"),
    7: ("reject", "zip/broken-header"),
    8: ("reject", "zip/broken-header"),
    9: ("reject", "zip/broken-header"),
    10: ("reject", "zip/broken-header"),
    11: ("accept", ""),
    12: ("reject", "zip/broken-header"),
    13: ("reject", "zip/broken-header zip/encrypted-member"),
    14: ("reject", "zip/broken-header"),
    15: ("reject", "zip/broken-header"),
    3: ("reject", "zip/readers-disagree"),
}
METHODS = [1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 14, 16, 18, 19, 20, 93, 94, 95, 96, 97, 98, 99, 100, 255, 0xFFFF]


def by_class(expected, name, rules, made, **more):
    if expected == "accept":
        return accept(name, made, **more)
    return (reject if expected == "reject" else warn)(name, rules, made, **more)


def flags():
    for bit in range(16):
        expected, rules = FLAG_BITS[bit]
        for who, member in WHO.items():
            mask = 1 << bit
            both = changed("both", member, flags=mask)
            yield by_class(expected, "flag-%d-in-both-%s" % (bit, who), rules, both)
        one_sided = (
            ("warn", "zip/odd-header")
            if bit in (1, 2)
            else ("reject", "zip/readers-disagree zip/encrypted-member zip/broken-header")
        )
        for part in ("local", "central"):
            yield by_class(
                one_sided[0], "flag-%d-only-%s" % (bit, part), one_sided[1], changed(part, JSON_NAME, flags=1 << bit)
            )


def methods():
    for number in METHODS:
        for who, member in WHO.items():
            if who == "json" and number not in (1, 9, 12, 14, 93, 99, 0xFFFF):
                continue
            yield reject(
                "method-%d-%s" % (number, who),
                "zip/unsupported-method zip/corrupt-member zip/encrypted-member",
                changed("both", member, method=number),
            )
        yield reject("method-%d-only-local" % number, "zip/readers-disagree", changed("local", SO_NAME, method=number))
    yield reject("method-0-of-deflated", "zip/corrupt-member", changed("both", SO_NAME, method=0))
    yield reject("method-0-only-central", "zip/readers-disagree", changed("central", JSON_NAME, method=0))


def sizes():
    for name in ("crc", "csize", "usize"):
        for how, value in (
            ("0", 0),
            ("1", 1),
            ("less-1", lambda v: v - 1),
            ("more-1", lambda v: v + 1),
            ("half", lambda v: v // 2),
            ("7fffffff", 0x7FFFFFFF),
            ("80000000", 0x80000000),
            ("fffffffe", 0xFFFFFFFE),
            ("ffffffff", 0xFFFFFFFF),
        ):
            for part in ("local", "central", "both"):
                for who, member in WHO.items():
                    if who == "json" and how not in ("0", "less-1", "more-1", "ffffffff"):
                        continue
                    rules = "zip/readers-disagree" if part == "local" else CONTENT + " zip/bomb"
                    yield reject("%s-%s-%s-%s" % (name, how, part, who), rules, changed(part, member, **{name: value}))


def lengths():
    for name in ("nlen", "xlen"):
        for how, value in (
            ("0", 0),
            ("less-1", lambda v: v - 1),
            ("more-1", lambda v: v + 1),
            ("more-4", lambda v: v + 4),
            ("ffff", 0xFFFF),
        ):
            for part in ("local", "central"):
                if name == "xlen" and how == "0":
                    continue
                yield reject(
                    "%s-%s-%s" % (name, how, part),
                    LOST + " zip/corrupt-member zip/missing-module-json zip/unsafe-path "
                    "zip/missing-module-file zip/unexpected-member",
                    changed(part, JSON_NAME, **{name: value}),
                )
    for how, value in (("1", 1), ("46", 46), ("ffff", 0xFFFF)):
        yield reject("clen-%s-last" % how, LOST, changed("central", JSON_NAME, clen=value))
        yield reject("clen-%s-first" % how, LOST, changed("central", SO_NAME, clen=value))


def places():
    for who, member in WHO.items():
        for how, value in (("1", 1), ("7", 7), ("fffe", 0xFFFE), ("ffff", 0xFFFF)):
            yield reject(
                "disk-%s-%s" % (how, who), "zip/broken-header zip/readers-disagree", changed("central", member, disk=value)
            )
        for how, value in (
            ("less-1", lambda v: v - 1),
            ("more-1", lambda v: v + 1),
            ("more-30", lambda v: v + 30),
            ("2g", 0x7FFFFFFF),
            ("4g", 0xFFFFFFFE),
            ("sentinel", 0xFFFFFFFF),
            ("swapped", None),
        ):
            if value is None:
                other = 0 if who == "json" else 4000
                value = other
            yield reject("offset-%s-%s" % (how, who), LOST + " zip/prepended-data", changed("central", member, offset=value))
    for part in ("local", "central"):
        for how, value in (
            ("0", 0),
            ("pk00", 0x4B50),
            ("descriptor", 0x08074B50),
            ("end", 0x06054B50),
            ("other-header", 0x02014B50 if part == "local" else 0x04034B50),
            ("lower-case", 0x04036B70),
        ):
            yield reject(
                "signature-%s-%s" % (how, part),
                LOST + " zip/prepended-data zip/not-a-zip",
                changed(part, JSON_NAME, sig=value),
            )


def versions():
    for value in (0, 10, 11, 20, 45):
        yield accept("version-needed-%d" % value, changed("both", SO_NAME, need=value))
    for value in (46, 51, 62, 63, 64, 255):
        yield reject("version-needed-%d" % value, "zip/broken-header", changed("both", SO_NAME, need=value))
    for part in ("local", "central"):
        yield warn("version-needed-only-%s" % part, "zip/odd-header", changed(part, SO_NAME, need=45))
        yield accept("version-needed-host-only-%s" % part, changed(part, SO_NAME, need_host=3))
    for value in (0, 20, 30, 45, 63):
        yield accept("version-made-%d" % value, changed("central", SO_NAME, made=value))
    for host in (0, 3, 7, 10, 11, 14, 19):
        yield accept("host-%d" % host, changed("central", SO_NAME, made_host=host, eattr=0))


def times():
    for part in ("local", "central"):
        yield warn("time-only-%s" % part, "zip/odd-header", changed(part, SO_NAME, time=0x4000))
        yield warn("date-only-%s" % part, "zip/odd-header", changed(part, JSON_NAME, date=0x5555))
    for how, date, time in (
        ("month-13", 0x5A21 & ~0x1E0 | 13 << 5, 0),
        ("month-0", 0x5A01, 0),
        ("day-0", 0x5A20, 0),
        ("february-30", 40 << 9 | 2 << 5 | 30, 0),
        ("hour-24", 0x5A21, 24 << 11),
        ("minute-60", 0x5A21, 60 << 5),
        ("second-60", 0x5A21, 30),
        ("all-ones", 0xFFFF, 0xFFFF),
    ):
        yield warn("date-" + how, "zip/odd-header", changed("both", SO_NAME, date=date, time=time))
    yield accept("date-1980", changed("both", SO_NAME, date=0x21, time=0))
    yield accept("date-2107", changed("both", SO_NAME, date=127 << 9 | 12 << 5 | 31, time=23 << 11 | 59 << 5 | 29))


MODES = [
    ("fifo", 0o010644, "reject", "zip/special-file"),
    ("char-device", 0o020644, "reject", "zip/special-file"),
    ("folder", 0o040755, "reject", "zip/special-file zip/broken-header"),
    ("block-device", 0o060644, "reject", "zip/special-file"),
    ("symlink", 0o120777, "reject", "zip/symlink"),
    ("socket", 0o140755, "reject", "zip/special-file"),
    ("whiteout", 0o160644, "reject", "zip/special-file"),
    ("type-3", 0o030644, "reject", "zip/special-file"),
    ("type-15", 0o170644, "reject", "zip/special-file"),
    ("setuid", 0o104755, "warn", "zip/special-file"),
    ("setgid", 0o102755, "warn", "zip/special-file"),
    ("sticky", 0o101755, "warn", "zip/special-file"),
    ("plain", 0o100755, "accept", ""),
    ("no-type", 0o755, "accept", ""),
    ("no-rights", 0o100000, "accept", ""),
    ("none", 0, "accept", ""),
]


def modes():
    for how, mode, expected, rules in MODES:
        for host in (3, 19):
            yield by_class(
                expected,
                "mode-%s-host-%d" % (how, host),
                rules,
                changed("central", SO_NAME, eattr=mode << 16, made_host=host),
            )
        if expected == "reject":
            yield reject("mode-%s-json" % how, rules, changed("central", JSON_NAME, eattr=mode << 16))
    for how, bits in (("folder", 0x10), ("folder-and-archive", 0x30)):
        yield reject("dos-%s" % how, "zip/broken-header", changed("central", SO_NAME, eattr=bits, made_host=0))
    for how, bits in (("read-only", 1), ("hidden", 2), ("system", 4), ("archive", 0x20)):
        yield accept("dos-" + how, changed("central", SO_NAME, eattr=bits, made_host=0))
    yield accept("internal-text-bit", changed("central", JSON_NAME, iattr=1))


def extras():
    both = {
        "stray-1": (b"\0", "reject", "zip/broken-header"),
        "stray-3": (b"\1\0\0", "reject", "zip/broken-header"),
        "length-past-area": (b"\x55\x54\x10\0abc", "reject", "zip/broken-header"),
        "length-ffff": (extra_field(0x5455, b"", 0xFFFF), "reject", "zip/broken-header"),
        "nulls": (bytes(8), "warn", "zip/extra-field"),
        "aes": (extra_field(0x9901, b"\2\0AE\3\10\0"), "reject", "zip/encrypted-member"),
        "unknown": (extra_field(0xBEEF, b"x" * 20), "warn", "zip/extra-field"),
        "strong-encryption": (extra_field(0x0017, bytes(8)), "warn", "zip/extra-field"),
        "patch": (extra_field(0x000F, bytes(8)), "warn", "zip/extra-field"),
        "comment": (extra_field(0x6375, b"\1" + bytes(4) + b"c"), "warn", "zip/extra-field"),
        "65-fields": (extra_field(0x5455, b"") * 65, "reject", "zip/broken-header"),
        "times": (extra_field(0x5455, b"\1" + struct.pack("<I", 1700000000)), "accept", ""),
        "owners": (extra_field(0x7875, b"\1\4\xe8\3\0\0\4\xe8\3\0\0"), "accept", ""),
        "ntfs": (extra_field(0x000A, bytes(4) + struct.pack("<HH", 1, 24) + bytes(24)), "accept", ""),
        "jar": (extra_field(0xCAFE, b""), "accept", ""),
        "alignment": (extra_field(0xD935, b"\4\0"), "accept", ""),
    }
    for how, (area, expected, rules) in both.items():
        for part in ("local", "central", "both"):
            archive = bundle()
            if part != "central":
                module(archive).local_extra = area
            if part != "local":
                module(archive).extra = area
            yield by_class(expected, "extra-%s-%s" % (how, part), rules, archive)


def cases():
    for group in (flags, methods, sizes, lengths, places, versions, times, modes, extras):
        yield from group()
