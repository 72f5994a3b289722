#!/usr/bin/env python3
"""Write a fixed set of damaged module bundles for the differential test.

usage: mutate.py OUTDIR [--seed N] [--count M]

The same seed gives the same bytes: all headers, timestamps and deflate streams are
made here, and no choice depends on hashing. Only the few bzip2 and LZMA members
come from a library. `index.jsonl` tells what was done to each file.
"""

import argparse
import bz2
import json
import lzma
import pathlib
import random
import re
import struct
import sys
import zlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Optional

# --- choices ---------------------------------------------------------------


class Draw:
    """Seeded choices. `turn` uses up a whole list before it repeats an item of it."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.decks = {}

    def turn(self, name, items):
        deck = self.decks.setdefault(name, [])
        if not deck:
            deck.extend(items)
            self.rng.shuffle(deck)
        return deck.pop()

    def one(self, items):
        return self.rng.choice(items)

    def chance(self, percent):
        return self.rng.randrange(100) < percent

    def below(self, limit):
        return self.rng.randrange(limit)

    def kind(self, name, kinds):
        return self.turn(name, [make for weight, make in kinds for _ in range(weight)])


# --- deflate ---------------------------------------------------------------

LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83,
               99, 115, 131, 163, 195, 227, 258]
LENGTH_EXTRA = [0] * 8 + [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4 + [5] * 4 + [0]
DISTANCE_EXTRA = [0, 0] + [n // 2 for n in range(28)]
DISTANCE_BASE = [1, 2] + [3 + sum(1 << n // 2 for n in range(i)) for i in range(28)]

FIXED = [8] * 144 + [9] * 112 + [7] * 24 + [8] * 8
FIXED_DISTANCE = [5] * 32
# Complete codes that suit any text: 96 symbols of 7 bits, 66 of 9, 124 of 10.
DYNAMIC = [9] * 32 + [7] * 96 + [10] * 124 + [9] * 34
DYNAMIC_DISTANCE = [4] * 2 + [5] * 28
# Complete over all 19 symbols, so that it can describe any other code.
META = [4] * 13 + [5] * 6
META_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]


class Bits:
    def __init__(self):
        self.acc = 0
        self.used = 0

    def put(self, value, width):
        self.acc |= (value & ((1 << width) - 1)) << self.used
        self.used += width

    def align(self, junk=0):
        self.put(junk, -self.used % 8)

    def done(self):
        return self.acc.to_bytes((self.used + 7) // 8, "little")


def codes(lengths):
    """Canonical Huffman codes as (bits in sending order, width)."""
    code, out = 0, [(0, 0)] * len(lengths)
    for width in range(1, max(lengths) + 1):
        code <<= 1
        for symbol, length in enumerate(lengths):
            if length == width:
                # Codes that do not fit (a set made too full) lose their upper bits.
                text = format(code & ((1 << width) - 1), "0%db" % width)
                out[symbol] = int(text[::-1], 2), width
                code += 1
    return out


def tokens(data):
    """Literals and (length, distance) pairs, greedy."""
    seen, out, at = {}, [], 0
    while at < len(data):
        key = data[at:at + 3]
        last = seen.get(key, -1)
        seen[key] = at
        length = 0
        if last >= 0 and len(key) == 3 and at - last <= 32768:
            top = min(258, len(data) - at)
            while length < top and data[last + length] == data[at + length]:
                length += 1
        out.append((length, at - last) if length else data[at])
        at += length or 1
    return out


def put_tokens(bits, items, literals, distances):
    for item in items:
        if isinstance(item, int):
            bits.put(*literals[item])
            continue
        length, distance = item
        slot = bisect_right(LENGTH_BASE, length) - 1
        bits.put(*literals[257 + slot])
        bits.put(length - LENGTH_BASE[slot], LENGTH_EXTRA[slot])
        slot = bisect_right(DISTANCE_BASE, distance) - 1
        bits.put(*distances[slot])
        bits.put(distance - DISTANCE_BASE[slot], DISTANCE_EXTRA[slot])


def block_head(bits, kind, final):
    bits.put(final, 1)
    bits.put(kind, 2)


def stored_block(bits, data, final, junk=0, complement=None):
    block_head(bits, 0, final)
    bits.align(junk)
    bits.put(len(data), 16)
    bits.put(~len(data) if complement is None else complement, 16)
    bits.put(int.from_bytes(data, "little"), 8 * len(data))


def fixed_block(bits, items, final):
    block_head(bits, 1, final)
    put_tokens(bits, items + [256], codes(FIXED), codes(FIXED_DISTANCE))


def runs(lengths):
    """Code lengths as (meta symbol, extra value, extra width), runs of five or more shortened."""
    out, at = [], 0
    while at < len(lengths):
        value, end = lengths[at], at
        while end < len(lengths) and lengths[end] == value and end - at < 7:
            end += 1
        if end - at >= 5:
            out += [(value, 0, 0), (16, end - at - 4, 2)]
            at = end
        else:
            out.append((value, 0, 0))
            at += 1
    return out


def table_head(bits, literals, distances, final, meta=META, items=None):
    block_head(bits, 2, final)
    bits.put(literals - 257, 5)
    bits.put(distances - 1, 5)
    bits.put(15, 4)
    for symbol in META_ORDER:
        bits.put(meta[symbol], 3)
    table = codes(META)
    for symbol, extra, width in items:
        bits.put(*table[symbol])
        bits.put(extra, width)


def dynamic_block(bits, items, final, literals=DYNAMIC, distances=DYNAMIC_DISTANCE, meta=META):
    table_head(bits, len(literals), len(distances), final, meta, runs(literals + distances))
    put_tokens(bits, items + [256], codes(literals), codes(distances))


DEFLATED = {}


def deflate(data, mode="dynamic"):
    if (data, mode) not in DEFLATED:
        bits = Bits()
        if mode == "stored":
            for at in range(0, max(len(data), 1), 65535):
                stored_block(bits, data[at:at + 65535], at + 65535 >= len(data))
        elif mode == "fixed":
            fixed_block(bits, tokens(data), 1)
        else:
            dynamic_block(bits, tokens(data), 1)
        DEFLATED[data, mode] = bits.done()
    return DEFLATED[data, mode]


# --- zip -------------------------------------------------------------------

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
                        self.record)
            out += pack(LOCATOR, {"sig": 0x07064b50, "offset": at, "disks": 1}, self.locator)
        values.update(sig=0x06054b50, clen=len(self.comment))
        out += pack(END, values, self.end)
        self.hot.append((start, len(out)))
        out += self.comment + self.suffix


# --- the good bundle -------------------------------------------------------

SO = b"\x7fELF\x02\x01\x01" + bytes(9) + random.Random(1).randbytes(3000)
TGZ = b"\x1f\x8b\x08" + bytes(7) + random.Random(2).randbytes(300)

FIELDS = {
    "add_command": [],
    "architecture": "x86_64",
    "author": "Example Ltd",
    "capabilities": ["types", "replica_of", "persistence_rdb"],
    "capability_name": "Sample",
    "command_line_args": "",
    "commands": [{"command_arity": -1, "command_name": "SAMPLE.GET", "first_key": 1,
    "flags": ["readonly", "module"], "last_key": 1, "step": 1}],
    "config_command": "",
    "dependencies": {"core": {"sha256": "0" * 64, "url": "http://example.com/x.tgz"}},
    "description": "A sample module",
    "display_name": "Sample",
    "email": "author@example.com",
    "homepage": "http://example.com",
    "license": "MIT",
    "min_redis_pack_version": "7.2",
    "min_redis_version": "7.2",
    "module_file": "m.so",
    "module_name": "sample",
    "operating_systems": ["ubuntu18.04", "rhel8"],
    "os": "Linux",
    "overide_command": [],
    "ramp_format_version": 1,
    "semantic_version": "1.2.3",
    "sha256": "5f" * 32,
    "version": 10203.0,
}


def fields(**changes):
    """The good fields as JSON texts, with some replaced."""
    out = {key: json.dumps(value, indent=4).replace("\n", "\n    ")
           for key, value in FIELDS.items()}
    out.update(changes)
    return out


def render(pairs):
    """module.json as `ramp pack` writes it, from names and JSON texts."""
    pairs = sorted(pairs.items()) if isinstance(pairs, dict) else pairs
    lines = ["    %s: %s" % (json.dumps(key) if key[:1] != '"' else key, text)
             for key, text in pairs]
    return as_bytes("{\n" + ",\n".join(lines) + "\n}")


def as_bytes(text):
    # Lone surrogates become three bytes each, which json.load takes.
    return text.encode("utf-8", "surrogatepass")


def bundle(text=None, deps=True, method=DEFLATE):
    members = [Member(b"m.so", SO, STORED),
               Member(MODULE.encode(), render(fields()) if text is None else text, method)]
    if deps:
        members.append(Member(b"deps/x.tgz", TGZ, STORED))
    return Archive(members)


def any_method(d):
    return d.one([STORED, DEFLATE, DEFLATE, DEFLATE])


# --- field: values ---------------------------------------------------------

BIG = 2 ** 1024
SPACES = ("\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
          "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\ufeff\u180e\xad\u2060\0")
# Ones and threes of many scripts; the last rows became digits after Unicode 14.
DIGITS = ("\uff13\u0663\u06f3\u0969\u09e9\u0e53\u1043\u17e3\u1813\ua623\uabf3\U0001d7d7"
          "\U0001d7e1\U000104a3\U00011069\U0001e953\U0001fbf3\U00011da3"
          "\u00b2\u00b3\u00b9\u2460\u2162\u4e09\u0bf0\u0f2a\u2083\U00010107\U0001f101"
          "\U00011f53\U0001e4f3\U00010d43\U00016d73\U000116d3\U0001ccf3\U00011bf3\U00011de3")
NUMBERS = (
    "0 -0 0.0 -0.0 1 -1 10203 10203.0 10203.9 -5.5 true false 1e400 -1e400 1e-400 1e-320 0.5 -0.5 "
    "0.9999999999999999 0.99999999999999999 1.9e1 1E+2 1e5 1E5 1e-5 1e308 1e309 -1e308 "
    "1.7976931348623157e308 1.7976931348623158e308 1.7976931348623159e308 0e400 0e-400 "
    "2.2250738585072011e-308 9007199254740991 9007199254740993 9007199254740993.0 "
    "9223372036854775807 9223372036854775808 -9223372036854775808 18446744073709551616 "
    "0.1 1e15 1e16 1e17 1e21 1e22 1e23 123456789012345678.0 0.0001 0.00001 1.5e-7 5e-324 2e-324 "
    "NaN Infinity -Infinity -NaN nan +1 01 -01 1. .5 0x10 1_000 1e 1e+ --1 - 1.e5 1.0.0 00 -0e5"
).split()
LONG_NUMBERS = [
    "9" * 308, "1" + "0" * 308, "2" + "0" * 308, "9" * 309, "9" * 400, "9" * 4300, "9" * 4301,
    "1" * 5000, "-" + "9" * 308, "-" + "9" * 309, "-" + "1" * 4300, "-" + "1" * 4301,
    # The last integer that rounds to a finite float, and the first that does not.
    str(BIG - 2 ** 970 - 1), str(BIG - 2 ** 970), str(BIG - 2 ** 970 + 1), str(BIG - 1),
    "0." + "0" * 5000 + "1", "0." + "3" * 5000, "1." + "1" * 4400, "1" * 5000 + ".0",
    "1" * 4301 + "e-4300", "1e" + "0" * 5000 + "5", "1e" + "9" * 5000, "1e-" + "9" * 5000,
]
FLOAT_TEXTS = (
    "nan NaN +nan -NAN inf Inf -inf +INF infinity Infinity -iNFiNiTY infin in na 1.0 10012 1e4 "
    "1E4 1e+4 1e-4 0 -0 0.0 00 007 -5 +5 ++5 +-5 -+5 .5 5. . + - e5 .e5 1.e1 +.5e1_0 0x10 0x1p3 0b1 0o7 "
    "1_000 1__000 _1 1_ 1_.0 1._0 1.0_1 1.0_ 1e_5 1e5_ 1_e5 1e1_0 1e+_1 1_0.0_1e0_2 -_1 1_000_000 "
    "1,000 1.0.3 1e400 -1e400 1e-400 1e 1e+ abc true None 1j 10f 1L 1e5e5 inf_ i_nf nan(1) 12a ½"
).split() + ["", "1 0", "1 .5", "- 1", "1e 5", "1\x00", "\x001", "1\ud800", "\ud8001",
             "\u22121", "1\u066b5", "\uff11\uff0e\uff15", "\uff0b1", "\uff0d1", "1\uff455",
             "\uff11_\uff12", "\uff11__\uff12", "_\uff11", "\uff11\uff12.\uff13e1",
             "\u0661\u0662", "1\u0663", "\u06631", "\u0663.\u06635e1", "\U0001d7ce\U0001d7cf", "NaN\0",
             "\u0131nf", "\uff49\uff4e\uff46", "n\u0430n", "1\u20dd", "\U0001f600", "1\U0001f600"]
ANY = ["null", "true", "false", "0", "-0", "0.0", "-0.0", "1", "1.5", "1e-400", "1e400", "NaN",
       "Infinity", "-Infinity", "12345678901234567890", '""', '" "', r'"\u0000"', r'"\ud800"', '"a"', '"0"',
       "[]", "[0]", "[[]]", '["a", "b"]', "{}", '{"": 0}', '{"a": [1, {"b": null}]}', '"\u00e9"',
       '"\U0001f600"', "9" * 4300, "9" * 4301]
ARCHITECTURES = ["x86_64", "aarch64", "X86_64", "AArch64", "x86_64 ", "x86-64", "amd64", "arm64",
                 "arm64v8", "i386", "", "x86_64\0", "\uff5886_64", "x86_\uff16\uff14"]
NAMES = ["deps/x.tgz", MODULE, "M.SO", "m.so ", "m.so\0", "m.so\0x", "./m.so", "/m.so", "m", "",
         "MODULE.JSON", "deps/", "deps", "deps/y.tgz", "m\u00e9.so", "m.so\ud800", "\U0001f600.so"]


def number_text(d):
    return d.turn("numbers", NUMBERS + LONG_NUMBERS)


def json_text(d, text):
    """A string as a JSON text, either all ASCII or with the characters themselves."""
    return json.dumps(text, ensure_ascii=d.chance(50))


def spaced(d):
    space = d.turn("spaces", SPACES)
    digit = d.one(["1", "1", "\u0661", "1e2"])
    return d.one([space + digit, digit + space, space + digit + space, digit + space + "0", space * 3 + digit + " ",
        space])


def foreign(d):
    digit = d.turn("digits", DIGITS)
    return d.one([digit, "1" + digit, digit + "1", digit + ".5", "1e" + digit, digit + "_" + digit, "-" + digit,
        " " + digit + "\n", digit * 3])


def scrambled(d):
    return "".join(d.one("0123456789_.eE+- \u0663") for _ in range(1 + d.below(8)))


def version_value(d):
    choice = d.turn("version", "nnnnnnllfffffffffssssddddxxa")
    if choice in "nl":
        return d.turn("version " + choice, NUMBERS if choice == "n" else LONG_NUMBERS)
    if choice == "a":
        return d.turn("any version", ANY)
    if choice == "f":
        text = d.turn("float texts", FLOAT_TEXTS + LONG_NUMBERS)
    else:
        text = {"s": spaced, "d": foreign, "x": scrambled}[choice](d)
    return json_text(d, text)


OS_NAMES = [
    "ubuntu18.04", "rhel 8.10.1.2", "rhel8.10.1.2", "jammy", "9", "Linux", "amzn2", "\u0663x", "_1",
    "\u00e99", "9\u00e9", "x\u0663\u0664.\u0665", "8a9b", "a.1", "a1.", "a1..2", "a1.2.", "a 1 2", "\u00e9a1",
    "A1\n", "a\n1", "\0a1", "a1\0", "a-1_b", "__", "1_", "1.2.3", "\uff41\uff11", "a\u00b2", "a\u2460",
    "\u017f1", "K1", "\u212a1", "a1.\u0663", "a\ud8001", "\U0001f6001", "\U0001f600a1", "a" * 300 + "1",
    "1" * 5000 + "x",
    "a'1", 'a"', "a'", "\\", "{}", "{0}", "%s", "\x7f", "\u202e", "", " ", "\t", "\ud800", "\udfff\ud800",
]
# Characters whose repr() is an escape, is not, or depends on the version of Unicode.
PRINT = ("\0\x01\t\n\r\x1b\x1f \x7f\x80\x85\x9f\xa0\xa1\xad\xff\u0100\u0378\u0300\u034f\u061c\u0890\u180e\u1680"
         "\u200b\u200d\u2028\u2029\u202e\u202f\u2060\u2065\u3000\ud7ff\ud800\udbff\udc00\udfff\ue000"
         "\uf8ff\ufdd0\ufeff\ufff9\ufffd\ufffe\uffff\U00010000\U0001f600\U0001fae8\U0001fae9\U0001faea"
         "\U0001f6dc\u0cf3\U00011f02\U00031350\U000323af\U0002ebf0\u2ffc\u1c89\ua7cb\U0001c000\U00016fe4"
         "\U000e0001\U000e0100\U000f0000\U0010fffd\U0010ffff'\"\\`{}%\u20c0\u0870\u1ac8\U0001e290")


def odd_string(d):
    if d.chance(40):
        return d.turn("os names", OS_NAMES)
    return "".join(d.turn("print", PRINT) for _ in range(1 + d.below(4)))


def nested(d, depth):
    """A JSON text of any type, for items that only str() sees."""
    choice = d.turn("nested", "sssnnnbddll") if depth else d.one("ssnb")
    if choice == "s":
        return json_text(d, odd_string(d))
    if choice == "n":
        return number_text(d) if d.chance(20) else d.turn("valid numbers", NUMBERS[:NUMBERS.index("-NaN")])
    if choice == "b":
        return d.one(["true", "false", "null"])
    items = [nested(d, depth - 1) for _ in range(d.below(4))]
    if choice == "l":
        return "[" + d.one([", ", ",", " ,\n"]).join(items) + "]"
    keys = [json_text(d, odd_string(d)) for _ in items]
    if len(keys) > 1 and d.chance(30):
        # The place of the first and the value of the last.
        keys[-1] = keys[0]
    return "{" + ", ".join(k + ": " + v for k, v in zip(keys, items)) + "}"


def good_item(d):
    return json_text(d, d.one(["ubuntu18.04", "rhel8", "rhel 9", "8x", "_\u0663", "amzn2", "jammy\n22.04"]))


def os_list(d):
    """Mostly good items, so that the last one decides."""
    items = [good_item(d) for _ in range(d.below(3))] + [nested(d, 2)]
    if d.chance(20):
        items.append(nested(d, 1))
    return "[" + ", ".join(items) + "]"


def os_strings(d):
    items = [json_text(d, d.turn("os names", OS_NAMES)) for _ in range(1 + d.below(2))]
    return "[" + ", ".join(items) + "]"


def os_good(d):
    return "[" + ", ".join(good_item(d) for _ in range(1 + d.below(3))) + "]"


def os_dict(d):
    """Its keys are the items; a repeated one counts once."""
    keys = [good_item(d) for _ in range(d.below(4))]
    if d.chance(40):
        keys.append(json_text(d, odd_string(d)))
    if keys and d.chance(40):
        keys.append(keys[0])
    return "{" + ", ".join(k + ": " + nested(d, 1) for k in keys) + "}"


def os_string(d):
    """Iterated per character, of which none has a letter and a digit."""
    return json_text(d, d.one(["", odd_string(d), d.turn("print", PRINT) + "a1"]))


def os_deep(d):
    depth = d.one([5, 64, 400, 900])
    return d.one(["[" * depth + "]" * depth, '[{"a":' * (depth // 2) + "1" + "}]" * (depth // 2)])


def os_value(d):
    kinds = [(7, os_list), (4, os_strings), (2, os_good), (3, os_dict), (2, os_string), (1, os_deep),
             (2, lambda d: d.turn("any os", ANY))]
    return d.kind("os", kinds)(d)


def name_value(d):
    if d.chance(30):
        return d.turn("any name", ANY)
    return json_text(d, d.turn("names", NAMES))


def architecture_value(d):
    if d.chance(40):
        return d.turn("any architecture", ANY + ['["x86_64"]', '{"x86_64": 1}'])
    return json_text(d, d.turn("architectures", ARCHITECTURES))


VALUES = [(12, "version", version_value), (10, "operating_systems", os_value), (3, "os_list", os_value),
          (4, "module_file", name_value), (3, "architecture", architecture_value)]
PLAIN = ["module_name", "sha256", "commands", "capabilities", "dependencies", "semantic_version",
         "display_name", "ramp_format_version", "min_redis_version", "unknown_key"]


def one_value(d):
    choice = d.turn("fields", [v[1:] for v in VALUES for _ in range(v[0])] + ["module_name"] * 2 + ["other"])
    if isinstance(choice, tuple):
        return choice[0], choice[1](d)
    key = d.one(PLAIN) if choice == "other" else choice
    return key, d.turn("any " + choice, ANY)


# --- field -----------------------------------------------------------------


def with_fields(d, changes, drop=()):
    values = fields(**changes)
    for key in drop:
        values.pop(key, None)
    return bundle(render(values), d.chance(50), any_method(d))


def short(text, limit=60):
    return text if len(text) <= limit else "%s... (%d)" % (text[:limit], len(text))


def told(changes):
    return ", ".join("%s = %s" % (key, short(text)) for key, text in changes.items())


def replaced(d):
    changes = dict([one_value(d)])
    return with_fields(d, changes), told(changes)


def replaced_two(d):
    changes = dict([one_value(d), one_value(d)])
    return with_fields(d, changes), told(changes)


def removed(d):
    checked = ["module_name", "module_file", "architecture", "version", "operating_systems"]
    keys = [d.turn("removed", checked + ["sha256", "os", "commands", "license"])]
    changes = dict([one_value(d)]) if d.chance(50) else {}
    return with_fields(d, changes, keys), "without %s; %s" % (", ".join(keys), told(changes))


# Names in the directory, bit 11 of its flags, and what module_file says.
NAMED = [
    (b"m\xc3\xa9.so", 0x800, "m\u00e9.so"), (b"m\xc3\xa9.so", 0, "m\u00e9.so"),
    (b"m\xc3\xa9.so", 0, "m\u251c\u2310.so"), (b"m\x82.so", 0, "m\u00e9.so"), (b"m\x82.so", 0x800, "m\u00e9.so"),
    (b"m\xff.so", 0, "m\xa0.so"), (b"\xe1.so", 0, "\xdf.so"), (b"\xe6.so", 0, "\xb5.so"), (b"\xe6.so", 0, "\u03bc.so"),
    (b"m.so\0.txt", 0, "m.so"), (b"m.so\0", 0, "m.so"), (b"m.so\0x", 0, "m.so\0x"), (b"\0m.so", 0, ""),
    (b"\0m.so", 0, "m.so"),
    (b"M.SO", 0, "M.SO"), (b"a\\m.so", 0, "a\\m.so"), (b"a\\m.so", 0, "a/m.so"), (b"a/m.so", 0, "a/m.so"),
    (b"./m.so", 0, "./m.so"), (b"./m.so", 0, "m.so"), (b".so", 0, ".so"), (b"", 0, ""), (b"deps/m.so", 0, "deps/m.so"),
    (b"m.so ", 0, "m.so "), (b"m.so\n", 0, "m.so\n"), (b"\xed\xa0\x80.so", 0x800, "\ud800.so"),
    (b"\xf0\x9f\x98\x80.so", 0x800, "\U0001f600.so"), (b"\xef\xbb\xbfm.so", 0x800, "m.so"),
    (b"\x01\x7f.so", 0, "\u263a\u2302.so"),
    (b"\x01\x7f.so", 0, "\x01\x7f.so"), (b"e\xcc\x81.so", 0x800, "\u00e9.so"), (b"deps/\xc3\xa9", 0x800, "deps/\u00e9"),
    (b"deps/\x9b", 0, "deps/\xa2"), (b"deps/\xc3\xa9", 0, "deps/\u251c\u2310"),
]


def named(d):
    raw, flags, name = d.turn("named", NAMED)
    archive = bundle(render(fields(module_file=json_text(d, name))), d.chance(50))
    archive.members[0].name = raw
    archive.members[0].flags = flags
    return archive, "member %r flags %#x, module_file %r" % (raw, flags, name)


FIELD = [(24, replaced), (4, replaced_two), (3, removed), (3, named)]


# --- json-text -------------------------------------------------------------

ENCODINGS = ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
MARKS = [b"", b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff"]
WHITE = [" ", "\n", "\t", "\r", "\r\n", "\v", "\f", "\0", "\x1a", "\x1c", "\x85", "\xa0", "\u2028", "\ufeff",
    "\u3000"]
CHECKED = {"module_name": '""', "module_file": '"none.so"', "architecture": '"i386"',
           "version": "0", "operating_systems": '["none"]'}


def base_text():
    return render(fields()).decode()


def encoded(d):
    """Text and mark agree about half of the time."""
    codec = d.turn("codecs", ENCODINGS)
    if d.chance(60):
        own = {"utf-8": 3, "utf-16-le": 4, "utf-16-be": 5, "utf-32-le": 6, "utf-32-be": 7}[codec]
        mark = d.one([b"", MARKS[own], MARKS[own], MARKS[own] * 2])
    else:
        mark = d.one(MARKS)
    word = d.one(['"Sample"', '"S\u00e4mple"', '"\U0001f600"', '"\ud800"'])
    body = render(fields(display_name=word)).decode("utf-8", "surrogatepass")
    data = mark + body.encode(codec, "surrogatepass")
    what = "%s, mark %s" % (codec, mark.hex())
    if d.chance(25):
        cut = d.one([1, 2, 3])
        data = d.one([data[:-cut], data + bytes(cut), data + b" " * cut])
        what += ", length off by %d" % cut
    return data, what


def truncated(d):
    data = render(fields())
    cut = d.one([d.below(len(data)), len(data) - 1 - d.below(12), d.below(8)])
    return data[:cut], "text cut to %d bytes" % cut


EDITS = b'{}[],:"\\ \t\n\r\0\x1f\x7f\x80\xc3\xff/\'0123456789-+.eEtrufalsnN'


def edited(d):
    data, at = bytearray(render(fields())), []
    for _ in range(1 + d.below(3)):
        place = d.below(len(data))
        byte = d.one(EDITS) if d.chance(80) else d.below(256)
        action = d.one(["replace", "replace", "insert", "delete"])
        data[place:place + (action != "insert")] = b"" if action == "delete" else bytes([byte])
        at.append("%s %d" % (action, place))
    return bytes(data), "text: " + ", ".join(at)


def escaped_name(d, key):
    at = d.below(len(key))
    return '"%s\\u%04x%s"' % (key[:at], ord(key[at]), key[at + 1:])


def repeated(d):
    """The last of the two values counts, wherever it stands."""
    key = d.turn("repeated", CHECKED)
    pairs = sorted(fields().items())
    twin = escaped_name(d, key) if d.chance(40) else key
    place = d.one([0, len(pairs)])
    pairs.insert(place, (twin, CHECKED[key]))
    return render(pairs), "%s twice, bad one at %d" % (twin, place)


def repeated_os(d):
    names = ['"rhel8"', r'"rhel\u0038"', '"none"', '"ubuntu18"', '"rhel8"']
    keys = [d.one(names) for _ in range(2 + d.below(3))]
    text = "{" + ", ".join("%s: %s" % (k, d.one(["1", "null", '"none"'])) for k in keys) + "}"
    return render(fields(operating_systems=text)), "operating_systems = " + text


def in_string(d):
    """Bytes put into a string: controls, escapes, surrogates and broken UTF-8."""
    piece = d.turn("in string", [bytes([n]) for n in range(32)] + [
        b"\x7f", b"\xc2\x80", b"\\x41", b"\\u12", b"\\u12G4", b"\\u 123", b"\\u+123", b"\\u1_23", b"\\U0001", b"\\'",
        b"\\a", b"\\0", b"\\/", b"\\b\\f\\n\\r\\t", b"\\ud800", b"\\udc00", b"\\ud800\\u0041", b"\\udc00\\ud800",
        b"\\ud800\\udc00", b"\\uD83D\\uDE00", b"\\ud83d\\ud83d\\ude00", b"\\ud800\\", b"\\ud800\\n", b"\\ud800\\u12",
        b"\\ud800\\uzzzz",
        b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xed\xa0\xbd\xed\xb8\x80", b"\xed\xa0\xbd\\ude00", b"\\ud83d\xed\xb8\x80",
        b"\x80", b"\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xc3", b"\xc3\x28", b"\xe0\x80\x80", b"\xe2\x82",
        b"\xef\xbf\xbf",
        b"\xf0\x80\x80\x80", b"\xf0\x9f\x98", b"\xf4\x8f\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80",
        b"\xff", b"\xfe",
        b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\\u0000", b"\\uFFFF", b"\\ufeff", b'\\"', b"\\\\", b"\\\\\\"])
    key = d.one(["module_name", "description", "description", "operating_systems", "key"])
    data = render(fields(operating_systems='["none@"]', description='"@"', module_name='"@"'))
    if key != "operating_systems":
        data = data.replace(b"none@", b"rhel8")
    if key == "key":
        data = data.replace(b'"author"', b'"@"')
    # Only the first mark left in the chosen place gets the piece.
    anchor = {"module_name": b'"module_name": "', "description": b'"description": "',
              "operating_systems": b"none", "key": b'    "'}[key]
    data = data.replace(anchor + b"@", anchor + piece, 1).replace(b"@", b"x")
    return data, "%r in %s" % (piece, key)


def around(d):
    space, side = d.turn("around", WHITE), d.one(["before", "after", "within"])
    text = base_text()
    if side == "within":
        text = text.replace(": ", ":" + space, 1 + d.below(3))
    else:
        text = space + text if side == "before" else text + space
    return as_bytes(text), "%r %s" % (space, side)


def trailing(d):
    tail = d.turn("tails", ["x", "{}", ",", "\n{}", "}", "]", "//", "\n# c", "\0", "\n\n ", "1", '"', "null", "\t\r\n"])
    return render(fields()) + tail.encode(), "%r after the text" % tail


SYNTAX = [("{\n", "{\n// c\n"), ("{\n", "{\n/* c */"), (",\n", ",\n# c\n"), ('"', "'"), ("\n}", ",\n}"), ("[]", "[,]"),
          ('"types"', '"types",,'), ("]", ",]"), (": ", " = "), (": ", ":: "), (": ", " "), (",\n", "\n"),
          (",\n", ";\n"),
          ('"author"', "author"), ('"x86_64"', "x86_64"), ("10203.0", "10203.0,"), ("\n}", ""), ("{\n", ""),
          ("{\n", "{,\n"),
          ('"version"', "1"), ('"version"', "null"), ('"version"', '"version" "x"'), (": ", " : "), ("\n", "\r\n"),
          ("    ", ""), ("    ", "\t"),
          ("\n", ""), ("\n}", "}"), ("[]", "[ ]"), ("[]", "{}"), ("[]", "[\n\n]"), ("[]", "]["), ("\n}", "]"),
          ("\n", "\\n")]


def syntax(d):
    old, new = d.turn("syntax", SYNTAX)
    times = d.one([1, -1])
    return as_bytes(base_text().replace(old, new, times)), "%r for %r (%d)" % (new, old, times)


def rooted(d):
    text = d.turn("roots", ["[]", "{}", "null", "true", "false", "0", "1.5", '""', '"module_file"', "NaN",
        "Infinity", "[1]", '["module_file"]', "[{}]", '{"module_file": "m.so"}', '{"module_file": null}',
        '{"module_file": []}', '{"module_name": "x"}', "-Infinity", "9" * 4301, "9" * 4300, "1e999", " [] ", '{"": 0}'])
    return as_bytes(text), "root " + short(text)


def deep(d):
    """None from 950 to 1100: there the depth of the caller's stack decides."""
    depth = d.turn("depths", [64, 400, 900, 64, 400, 900, 100000, 100000, 100000])
    opening, closing = d.turn("nests", [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]"), ("[ ", "]"), ("[1,", "]"),
        ("[", "")])
    count = depth // 2 if opening == '[{"a":' else depth
    text = opening * count + d.one(["0", '"x"', "{}"]) + closing * count
    key = d.turn("deep keys", ["", "description", "sha256", "operating_systems", "version"])
    if not key:
        return text.encode(), "depth %d of %s as root" % (depth, opening)
    return render(fields(**{key: text})), "depth %d of %s in %s" % (depth, opening, key)


def big_number(d):
    text = d.turn("big", LONG_NUMBERS)
    key, form = d.turn("big places", [("description", "%s"), ("commands", '[{"x": %s}]'),
        ("dependencies", '{"x": [1, %s]}'), ("operating_systems", "[%s]"), ("sha256", '"%s"'),
        ("os_list", '["rhel8", {"a": %s}]')])
    return render(fields(**{key: form % text})), "%s in %s" % (short(text), key)


def constant(d):
    words = ["NaN", "Infinity", "-Infinity", "nan", "inf", "-inf", "+Infinity", "-NaN", "Nan", "NaNx", "Infinit",
        "-Infinit", "-I",
             "-", "TRUE", "True", "None", "nul", "tru", "fals", "truex", "undefined", "NULL", "N", "I"]
    word = d.turn("constants", words)
    return render(fields(sha256=word)), "sha256 = " + word


TINY = b'{}[]",: \n01-ntfN\\\0\xef\xbb\xbf\xfe\xff\x80a'


def tiny(d):
    known = [b"", b"\xef\xbb\xbf", b"\xef\xbb", b"\xff\xfe", b"\xfe\xff", b"\0", b"{}", b"[]", b"{\0}\0", b"\0{\0}",
        b"{\0\0\0", b"\0\0\0{", b'""',
             b"null", b"true", b"-", b"\xff\xfe{\0", b"\xff\xfe{\0}\0", b"\0\0", b"{", b"1\0", b"\0" + b"1",
             b"1\0\0\0", b"1\0\0", b"\xff\xfe\0\0", b"1", b"[", b'"', b"\xef\xbb\xbf{}"]
    data = d.turn("tiny", known) if d.chance(40) else bytes(d.one(TINY) for _ in range(1 + d.below(5)))
    return data, "text %r" % data


TEXT = [(5, encoded), (2, truncated), (6, edited), (4, repeated), (3, repeated_os), (7, in_string), (3, around),
    (2, trailing),
        (3, syntax), (2, rooted), (6, deep), (4, big_number), (2, constant), (4, tiny)]


def json_texts(d):
    text, what = d.kind("text", TEXT)(d)
    # Stored copies of the deep ones would be hundreds of kB each.
    method = DEFLATE if len(text) > 20000 else any_method(d)
    return bundle(text, d.chance(40), method), what


# --- layout ----------------------------------------------------------------

EXTRA_NAMES = [
    b"README", b"dir/", b"deps/", b"deps", b"DEPS/x", b"deps/x.so", b"b.so", b"B.SO", b"m.dylib", b"MODULE.JSON",
        b"./module.json",
    b"sub/module.json", b"deps/module.json", b"/module.json", b"module.json ", b"module.json\0", b"module.json\0x",
    b"m.so\0x", b"deps/\0x", b"\0", b"",
    b"deps/../x", b"deps\\x", b"deps/y", b"deps//", b"deps/sub/", b"deps/sub/y.tgz", b"/deps/x", b"deps/\xc3\xa9",
    b"\xc3\xa9.so", b"deps/\x82", b"deps/\xff\xfe",
    b"deps/\xed\xa0\x80", b"deps/\xf5", b"deps/\xc0\xaf", b"deps/y\n", b"x.so/", b"so", b".so", b"x.so\0.txt",
    b"x.txt\0.so", b"deps/" + b"n" * 300, b"m.json", b"depsx",
    b"\xef\xbb\xbfmodule.json", b"deps/\xf0\x9f\x98\x80", b"a.SO", b"lib.so.1", b"module.jso", b"modul\x82.json"]


def new_member(d, name):
    data = b"" if name.endswith(b"/") else d.one([TGZ, b"text", b""])
    return Member(name, data, d.one([STORED, DEFLATE]), d.one([0, 0, 0x800]) if max(name + b"\0") > 127 else 0)


def added(d):
    archive = bundle(None, d.chance(70))
    names = [d.turn("extra names", EXTRA_NAMES) for _ in range(d.one([1, 1, 1, 2]))]
    for name in names:
        member = new_member(d, name)
        archive.members.insert(d.below(len(archive.members) + 1), member)
    return archive, "added %r" % names


def missing(d):
    """Some of the three kept; zero is among the cases."""
    archive = bundle()
    keep = d.turn("kept", [(), (0,), (1,), (2,), (0, 2), (1, 2)])
    archive.members = [archive.members[i] for i in keep]
    return archive, "only %r" % [m.name.decode() for m in archive.members]


def counted_twice(d):
    """deps/*.so counts as .so and as deps, so one surplus member is let through."""
    name, surplus_names = d.turn("counted", [("", [b""])] * 4 + [
        ("", [b"", b"README"]), ("", [b"README"]), ("deps/m.so", [b""]), ("deps/m.so", [b"README"]),
        ("README", [b"README"]),
        ("deps/m.so", [b"README", b"m.json"]), ("m.so", [b"README"]), ("deps/m.so", [b"b.so"]), ("", [b"\0x"])])
    archive = bundle(render(fields(module_file=json.dumps(name))), d.chance(50))
    archive.members[0].name = b"deps/m.so"
    for extra in surplus_names:
        archive.members.insert(d.below(len(archive.members) + 1), Member(extra, SO[:40], STORED))
    return archive, "deps/m.so with %r, module_file %r" % ([m.name for m in archive.members], name)


def wrong_module(d):
    """A bundle whose module_file is not its .so."""
    archive = bundle(render(fields(module_file=json_text(d, d.one(["deps/x.tgz", MODULE, "deps/m.so"])))))
    archive.members[0].name = d.one([b"m.so", b"deps/m.so", b"deps/z"])
    return archive, "module_file elsewhere, .so is %r" % archive.members[0].name


def twins(d):
    """The last in the directory counts, and only that one is opened."""
    archive = bundle()
    name = d.turn("twins", [b"module.json"] * 4 + [b"m.so", b"deps/x.tgz", b"deps/"])
    bad = d.one([render(fields(version="0")), render(fields(architecture='"i386"')), b"{", render(fields()), b"[]"])
    other = Member(name, bad if name == b"module.json" else b"other", d.one([STORED, DEFLATE, 99]))
    if name == b"deps/":
        archive.members.append(Member(name, b"", STORED))
    archive.members.insert(d.one([0, len(archive.members), len(archive.members)]), other)
    if d.chance(50):
        archive.order = list(range(len(archive.members)))
        d.rng.shuffle(archive.order)
    return archive, "%r twice, directory order %r" % (name, archive.order)


def shuffled(d):
    archive = bundle()
    d.rng.shuffle(archive.members)
    archive.order = list(range(3))
    d.rng.shuffle(archive.order)
    dropped = d.chance(40)
    if dropped:
        archive.order.pop()
    return archive, "order changed%s" % (", one not in the directory" if dropped else "")


KNOWN = [STORED, DEFLATE, BZIP2, LZMA]
UNKNOWN = [1, 2, 3, 6, 9, 10, 18, 19, 93, 95, 96, 97, 98, 99, 7, 65535]


def methods(d):
    archive = bundle()
    for member in archive.members:
        member.method = d.turn("methods", KNOWN)
    what = [m.method for m in archive.members]
    if d.chance(50):
        member = d.turn("method members", [0, 1, 1, 2])
        what[member] = archive.members[member].method = d.turn("unknown", UNKNOWN)
    return archive, "methods %r" % what


def empty(d):
    archive = bundle()
    target = d.turn("emptied", [0, 1, 2])
    member = archive.members[target]
    member.data, member.method = b"", d.turn("empty methods", KNOWN)
    member.raw = d.one([None, b"", b""])
    return archive, "%r empty, method %d, raw %r" % (member.name, member.method, member.raw)


# Central name and flags, local name and flags: equal after decoding, or not.
PAIRS = [
    (b"deps/\x82", 0, b"deps/\xc3\xa9", 0x800), (b"deps/\xc3\xa9", 0x800, b"deps/\x82", 0),
    (b"deps/\xc3\xa9", 0x800, b"deps/\xc3\xa9", 0),
    (b"deps/\xc3\xa9", 0, b"deps/\xc3\xa9", 0x800), (b"deps/x", 0x800, b"deps/x", 0),
    (b"deps/x", 0, b"deps/x", 0x800), (b"deps/x\0a", 0, b"deps/x\0b", 0),
    (b"deps/x\0a", 0, b"deps/x", 0), (b"deps/x", 0, b"deps/x\0", 0), (b"deps/\x82", 0, b"deps/\x82", 0x800),
    (b"deps/x", 0, b"deps/X", 0),
    (b"deps/x", 0, b"deps\\x", 0), (b"deps/\xff", 0, b"deps/\xc2\xa0", 0x800), (b"deps/x", 0, b"", 0),
    (b"", 0, b"x", 0), (b"deps/\xe6", 0, b"deps/\xc2\xb5", 0x800)]


def name_pair(d):
    name, flags, local_name, local_flags = d.turn("pairs", PAIRS)
    archive = bundle(None, False)
    archive.members.append(Member(name, b"x", STORED, flags, local_name=local_name, local={"flags": local_flags}))
    return archive, "central %r %#x, local %r %#x" % (name, flags, local_name, local_flags)


LAYOUT = [(8, added), (2, missing), (2, wrong_module), (5, counted_twice), (6, twins), (2, shuffled), (5, methods),
    (3, empty), (3, name_pair)]


# --- order -----------------------------------------------------------------
# Two or three faults at once: which is reported first is part of the answer.


def spoil(name, **changes):
    def act(archive):
        member = next((m for m in archive.members if m.name == name), None)
        if member:
            member.central.update(changes)
    return act


def spoil_local(name, **changes):
    def act(archive):
        member = next((m for m in archive.members if m.name == name), None)
        if member:
            member.local.update(changes)
    return act


def unzip_error(archive):
    archive.members[1].raw = b"\xff" * 40


def surplus(archive):
    archive.members.append(Member(b"README", b"x"))


SO_NAME, DEP_NAME, JSON_NAME = b"m.so", b"deps/x.tgz", b"module.json"
ARCHIVE_FAULTS = [
    ("surplus member", surplus), ("so encrypted", spoil(SO_NAME, flags=1)), ("so patched", spoil(SO_NAME, flags=0x20)),
    ("so method 99", spoil(SO_NAME, method=99)), ("so signature", spoil_local(SO_NAME, sig=0)),
    ("dep encrypted", spoil(DEP_NAME, flags=1)),
    ("dep strong", spoil(DEP_NAME, flags=0x41)), ("dep method 1", spoil(DEP_NAME, method=1)),
    ("dep signature", spoil_local(DEP_NAME, sig=0)),
    ("dep offset", spoil(DEP_NAME, offset=lambda v: v + 1)), ("dep need 64", spoil(DEP_NAME, need=64)),
    ("json crc", spoil(JSON_NAME, crc=0)),
    ("json stream", unzip_error), ("json encrypted", spoil(JSON_NAME, flags=1)),
    ("dep name length", spoil_local(DEP_NAME, nlen=3)),
    ("dep bit 11", spoil_local(DEP_NAME, flags=0x800)), ("dep utf-8", spoil_local(DEP_NAME, flags=0x800, nlen=40))]
TEXT_FAULTS = [("module_name", '""'), ("module_name", None), ("module_file", "[]"), ("module_file", '"x"'),
    ("module_file", None),
               ("architecture", '"i386"'), ("architecture", "[]"), ("architecture", None), ("version", "0"),
               ("version", '"x"'), ("version", "1e400"),
               ("version", None), ("os_list", '["x"]'), ("os_list", "null"), ("operating_systems", '["y"]'),
               ("operating_systems", "5"), ("module_file", '"module.json"')]


def order_case(d):
    texts = [d.turn("text faults", TEXT_FAULTS) for _ in range(d.one([0, 1, 1, 2, 2, 3]))]
    values = fields()
    for key, text in texts:
        if text is None:
            values.pop(key, None)
        else:
            values[key] = text
    archive = bundle(render(values))
    faults = [d.turn("archive faults", ARCHIVE_FAULTS) for _ in range(d.one([0, 1, 1, 2]) if texts else 2)]
    for _, act in faults:
        act(archive)
    return archive, "; ".join(["%s = %s" % t for t in texts] + [name for name, _ in faults])


# --- header ----------------------------------------------------------------

# Chosen by how much a reader looks at them.
LOCAL_FIELDS = "sig need flags flags method crc csize usize nlen nlen nlen xlen xlen xlen".split()
CENTRAL_FIELDS = ("sig need need flags flags method method crc csize csize usize usize nlen nlen xlen xlen "
                  "clen clen disk offset offset made need_host eattr").split()
END_FIELDS = "sig disk cddisk here total cdsize cdsize cdoff cdoff clen clen".split()
RECORD_FIELDS = "sig size made need disk cddisk here total cdsize cdsize cdoff cdoff".split()
LOCATOR_FIELDS = "sig disk offset disks disks".split()


def tweak(d, name):
    """A new value for a field, and how to say it."""
    if name == "flags":
        bit = d.turn("bits", list(range(16)) + [0, 0, 5, 6, 11])
        return lambda v: v ^ (1 << bit), "^ bit %d" % bit
    if name in ("need", "method") and d.chance(80):
        value = d.turn(name, [0, 1, 8, 9, 12, 14, 93, 99] if name == "method" else [0, 10, 20, 45, 46, 62, 63, 64, 255])
        return value, "= %d" % value
    if d.chance(45):
        step = d.one([-1, 1, 1, 2, -2, 4, -4, 30, -46, 100])
        return lambda v: v + step, "%+d" % step
    value = d.one([0, 1, 2, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 1 << 16, d.below(5000),
        d.below(1 << 32)])
    return value, "= %#x" % value


def base_archive(d):
    archive = bundle(None, d.chance(80), any_method(d))
    if d.chance(15):
        archive.comment = b"a comment"
    return archive


def some_member(d, archive):
    weights = [MODULE.encode()] * 5 + [m.name for m in archive.members] * 2
    return archive.member(d.one(weights))


def one_field(d):
    archive, notes = base_archive(d), []
    for _ in range(d.one([1, 1, 2])):
        part = d.turn("parts", ["local"] * 3 + ["central"] * 7 + ["end"] * 2)
        name = d.turn(part, {"local": LOCAL_FIELDS, "central": CENTRAL_FIELDS, "end": END_FIELDS}[part])
        value, how = tweak(d, name)
        member = some_member(d, archive)
        {"local": member.local, "central": member.central, "end": archive.end}[part][name] = value
        notes.append("%s %s %s%s" % (part, name, how, "" if part == "end" else " of " + member.name.decode()))
    return archive, "; ".join(notes)


def both_flags(d):
    archive = base_archive(d)
    member, bit = some_member(d, archive), d.turn("both flags", list(range(16)) + [0, 0, 0, 5, 6, 11])
    member.flags = 1 << bit
    return archive, "bit %d in both headers of %s" % (bit, member.name.decode())


def zip64_end(d):
    """Plain fields are ignored as soon as the locator leads to a record."""
    archive = base_archive(d)
    archive.zip64, what = True, ["zip64 end"]
    if d.chance(60):
        archive.end.update(here=0xffff, total=0xffff, cdsize=0xffffffff, cdoff=0xffffffff)
        what.append("sentinels")
    for part, names in d.one([[], [("record", RECORD_FIELDS)], [("locator", LOCATOR_FIELDS)], [("end", END_FIELDS)],
        [("record", RECORD_FIELDS), ("locator", LOCATOR_FIELDS)]]):
        name = d.turn("64 " + part, names)
        value, how = tweak(d, name)
        if d.chance(25):
            value, how = big_offset(d)
        getattr(archive, part)[name] = value
        what.append("%s %s %s" % (part, name, how))
    if d.chance(20):
        archive.prefix, archive.counted = b"prefix" * 3, d.chance(50)
        what.append("prefix, counted %s" % archive.counted)
    return archive, "; ".join(what)


def big_offset(d):
    value = d.turn("big offsets", [2 ** 62, 2 ** 63 - 1, 2 ** 63 - 100, 2 ** 63, 2 ** 64 - 1, 2 ** 64 - 2, 2 ** 32,
        0, 1, 2 ** 31])
    return value, "= %#x" % value


def zip64_entry(d):
    """Offsets and sizes in the 0x0001 field of the directory."""
    archive = base_archive(d)
    member = some_member(d, archive)
    true = {"usize": len(member.data), "csize": len(member.stream()), "offset": archive_offset(archive, member)}
    chosen = d.turn("zip64 fields", [["offset"], ["usize"], ["csize"], ["usize", "csize"], ["csize", "offset"],
        ["usize", "csize", "offset"], []])
    if chosen and d.chance(60):
        true[d.one(chosen)] = big_offset(d)[0]
    for name in chosen:
        member.central[name] = 0xffffffff
    body = b"".join((true[n] & (2 ** 64 - 1)).to_bytes(8, "little") for n in chosen)
    cut = d.one([0, 0, 0, 0, 1, 4, 7, 8])
    body = d.one([body, body, body, body + b"\0" * 8, body + b"\1"]) if not cut else body[:max(0, len(body) - cut)]
    member.extra = tlv(1, body)
    if d.chance(20):
        member.extra = d.one([tlv(1, b"\xff" * 8) + member.extra, member.extra + tlv(1, b"\0" * 24), b"\1\0",
            tlv(0x5455, b"\0" * 5) + member.extra])
    if d.chance(25):
        archive.prefix, archive.counted = b"shift" * 4, d.chance(30)
    return archive, "%s in extra of %s: %s" % (chosen, member.name.decode(), short(member.extra.hex(), 100))


def far_entry(d):
    """A local offset that no seek can take, or one that the prefix brings back."""
    archive = base_archive(d)
    member = some_member(d, archive)
    archive.prefix = d.one([b"", b"", b"prefix", b"p" * 99])
    archive.counted = d.chance(20)
    value = d.turn("far offsets", [2 ** 64 - 1, 2 ** 64 - 2, 2 ** 63, 2 ** 63 + 5, 2 ** 63 - 1, 2 ** 63 - 6,
        2 ** 63 - 7, 2 ** 63 - 99, 2 ** 63 - 100, 2 ** 62, 2 ** 40])
    member.central["offset"] = 0xffffffff
    member.extra = tlv(1, value.to_bytes(8, "little"))
    return archive, "offset %#x of %s, prefix %d" % (value, member.name.decode(), len(archive.prefix))


def moved(d):
    """The difference between the stored and the found place of the directory shifts every offset."""
    archive, step = base_archive(d), d.turn("steps", [1, -1, 4, 50, -50, 5000, 2 ** 31, 2 ** 32 - 1])
    archive.end["cdoff"] = lambda v: v + step
    if d.chance(30):
        return archive, "directory offset %+d" % step
    for other in archive.members:
        other.central["offset"] = lambda v: v + step
    what = "directory offset and all others %+d" % step
    if d.chance(80):
        member, value = some_member(d, archive), d.one([0, 1, 3, 4, 5, 49, 50, 51])
        member.central["offset"] = value
        what += ", offset %d of %s" % (value, member.name.decode())
    return archive, what


def archive_offset(archive, member):
    at = 0
    for other in archive.members:
        if other is member:
            return at
        at += len(other.front()) + len(other.stream())
    return at


def tlv(number, body, length=None):
    return struct.pack("<HH", number, len(body) if length is None else length) + body


def extras(d):
    archive = base_archive(d)
    member = some_member(d, archive)
    name = member.name
    upath = b"\1" + struct.pack("<I", zlib.crc32(name)) + b"deps/other"
    extra = d.turn("extras", [
        b"\0", b"\0\0\0", b"\1\0\x10\0", tlv(1, b""), tlv(1, b"\0" * 7), tlv(1, b"\0" * 8), tlv(1, b"\0" * 24),
            tlv(0x7075, upath), tlv(0x7075, b"\2" + upath[1:]),
        tlv(0x7075, b"\1"), tlv(0x5455, b"\3" + bytes(8)), tlv(0x9901, bytes(7)), tlv(0xcafe, b""), tlv(5, b"abc", 4),
        tlv(5, b"abc", 2), tlv(5, b"", 0xffff),
        tlv(0, b"") + b"\1\2\3", bytes(40), b"\xff" * 9, tlv(5, b"", 1), tlv(5, b"") * 80])
    where = d.one(["central", "central", "local", "both"])
    if where != "local":
        member.extra = extra
    if where != "central":
        member.local_extra = extra
    return archive, "extra %s, %s header of %s" % (short(extra.hex()), where, name.decode())


def descriptors(d):
    archive = base_archive(d)
    member = some_member(d, archive)
    member.flags |= 8
    if d.chance(70):
        member.local.update(crc=0, csize=0, usize=0)
    values = dict(member.values(), sig=0x08074b50)
    wrong = d.one([{}, {"crc": 0}, {"csize": 1}, {"usize": 0xffffffff}])
    member.descriptor = d.one([pack(DESCRIPTOR, values, wrong), pack(DESCRIPTOR[1:], values, wrong), b"", b"junk"])
    if d.chance(30):
        member.central.update(d.one([{"crc": 0}, {"csize": 0}, {"usize": 0}]))
    return archive, "descriptor %s of %s, central %r" % (member.descriptor.hex(), member.name.decode(),
        member.central)


EMPTY_END = b"PK\5\6" + bytes(18)


def comments(d):
    archive = base_archive(d)
    archive.comment = d.turn("comments", [
        b"plain", b"\0", b"PK\5\6", b"x" + EMPTY_END, EMPTY_END + b"x", EMPTY_END[:21], b"PK\5\6" + b"x" * 30,
            b"a" * 21, b"a" * 22, b"a" * 23, b"PK\6\7" + bytes(40),
        b"ab\0\0", b"x" * 18 + b"\0\0", b"PK\5\6" + b"\0" * 20 + b"y", EMPTY_END, b"\xff" * 300,
        b"x" * 700 + EMPTY_END, b""])
    length = len(archive.comment)
    if d.chance(50):
        length = max(0, d.one([0, 1, 0xffff, length - 1, length + 1, length + 20, length - 5]))
        archive.end["clen"] = length
    return archive, "comment %s, said to have %d bytes" % (short(repr(archive.comment)), length)


def far_end(d):
    """The end record is looked for in the last 65558 bytes only."""
    archive = bundle()
    length = d.turn("far", [65534, 65535, 65536, 65537, 70000])
    archive.suffix = b"s" * length
    return archive, "%d bytes after the end record" % length


def surrounded(d):
    archive = base_archive(d)
    junk = d.one([b"\0", b"#!/bin/sh\n", b"PK\3\4" + bytes(40), b"PK\1\2" + bytes(42), b"PK\6\7" + bytes(16),
        b"x" * 200, SO[:100]])
    where = d.turn("where", ["prefix", "prefix", "counted", "suffix", "before_dir", "before_end", "before"])
    if where == "before":
        d.one(archive.members).before = junk
    else:
        setattr(archive, "prefix" if where == "counted" else where, junk)
    archive.counted = where == "counted"
    return archive, "%s of %d bytes" % (where, len(junk))


def concatenated(d):
    first, second = bundle(), bundle(render(fields(version=d.one(["0", "7", '"x"']))), d.chance(50))
    pieces = [first.build(), second.build()]
    d.rng.shuffle(pieces)
    if d.chance(30):
        pieces.append(d.one([EMPTY_END, b"PK\5\6", pieces[0][-22:], pieces[0][-200:]]))
    return b"".join(pieces), "%d archives in a row" % len(pieces)


def overlapping(d):
    """Several directory entries, one local header."""
    archive = base_archive(d)
    archive.order = list(range(len(archive.members)))
    for _ in range(1 + d.below(2)):
        archive.order.insert(d.below(len(archive.order) + 1), d.below(len(archive.members)))
    what = "directory lists %r" % archive.order
    if d.chance(40):
        victim, target = d.rng.sample(archive.members, 2)
        victim.central["offset"] = archive_offset(archive, target)
        what += ", %s at %s" % (victim.name.decode(), target.name.decode())
    return archive, what


def near_start(d):
    """End record so early that the places of a locator or a record lie before the file."""
    tail = pack(LOCATOR, {"sig": 0x07064b50, "disk": d.below(2), "disks": d.below(3)})
    record = pack(RECORD, {"sig": 0x06064b50, "size": 44})
    data = d.one([EMPTY_END, tail + EMPTY_END, record + tail + EMPTY_END, b"PK\6\7" + EMPTY_END,
        tail[:10] + EMPTY_END, record[:50] + tail + EMPTY_END, tail[4:] + EMPTY_END, b"x" * 15 + EMPTY_END,
        record[:56 - d.below(20)] + tail + EMPTY_END])
    if d.chance(30):
        data = data[:-1 - d.below(20)] if d.chance(50) else data[:-2] + b"\1\0" + b"c"
    return data, "short file " + short(data.hex(), 160)


def sizes(d):
    """module.json with white space at its end, sizes and CRC of a part or of too much."""
    text = render(fields()) + b" " * 200
    archive = bundle(text, d.chance(50), d.turn("size methods", KNOWN))
    member = archive.members[1]
    full, raw = len(text), len(member.stream())
    usize = d.one([0, 1, full - 1, full - 100, full - 199, full - 200, full - 201, full + 1, full + 5000,
        0x7fffffff, 0xfffffffe, full])
    member.central["usize"] = usize
    if d.chance(75):
        member.central["crc"] = zlib.crc32(text[:usize])
    if d.chance(50):
        member.central["csize"] = d.one([0, 1, 5, raw - 1, raw - 4, raw // 2, raw + 1, raw + 30, raw + 2000,
            50_000_000, 0xfffffffe])
    return archive, "module.json of %d bytes, method %d, %r" % (full, member.method, member.central)


HEADER = [(17, one_field), (3, both_flags), (6, zip64_end), (5, zip64_entry), (2, far_entry), (2, moved), (3, extras),
    (2, descriptors), (3, comments), (1, far_end),
          (3, surrounded), (2, concatenated), (3, overlapping), (2, near_start), (5, sizes)]


# --- stream ----------------------------------------------------------------


def in_blocks(bits, data, d, final=1):
    """The text in several blocks of mixed kinds."""
    cut = 1 + d.below(len(data) - 1)
    parts = [data[:cut], data[cut:]]
    for index, part in enumerate(parts):
        last = final if index == len(parts) - 1 else 0
        # Blocks that copy from each other would need tokens of the whole.
        kind = d.below(3)
        if kind == 0:
            stored_block(bits, part, last, junk=d.one([0, 0x55]))
        else:
            (fixed_block if kind == 1 else dynamic_block)(bits, tokens(part), last)


def empty_blocks(bits, data, d):
    for _ in range(d.one([1, 3, 40])):
        d.one([lambda: stored_block(bits, b"", 0), lambda: fixed_block(bits, [], 0),
            lambda: dynamic_block(bits, [], 0)])()
    in_blocks(bits, data, d)


def block_type_3(bits, data, d):
    in_blocks(bits, data, d, 0)
    block_head(bits, 3, 1)


def bad_stored(bits, data, d):
    stored_block(bits, data, 1, complement=d.one([0, 1, len(data), 0xffff]))


def long_stored(bits, data, d):
    """Announces more bytes than there are."""
    block_head(bits, 0, 1)
    bits.align()
    bits.put(len(data) + 500, 16)
    bits.put(~(len(data) + 500), 16)
    bits.put(int.from_bytes(data, "little"), 8 * len(data))


def raw_symbol(bits, data, d):
    """A literal code or a distance code that stands for nothing."""
    block_head(bits, 1, 1)
    table = codes(FIXED)
    put_tokens(bits, list(data[:d.one([5, 400])]), table, codes(FIXED_DISTANCE))
    if d.chance(50):
        bits.put(*table[d.one([286, 287])])
    else:
        bits.put(*table[257])
        bits.put(*codes(FIXED_DISTANCE)[d.one([30, 31])])
    bits.put(0, 40)


def too_far(bits, data, d):
    far = (3, len(data) + d.one([1, 1000]))
    (fixed_block if d.chance(50) else dynamic_block)(bits, list(data) + [far], 1)


def just_far(bits, data, d):
    """A distance to the very first byte; a length of 258 by the longer code."""
    fixed_block(bits, list(data), 0)
    block_head(bits, 1, 1)
    table = codes(FIXED)
    put_tokens(bits, list(b" " * 4), table, codes(FIXED_DISTANCE))
    bits.put(*table[284])
    bits.put(31, 5)
    bits.put(*codes(FIXED_DISTANCE)[0])
    bits.put(*table[256])


def spaces_after(data):
    return list(data) + [32, (20, 1)]


def single_distance(bits, data, d):
    """Incomplete, but one code of one bit is allowed."""
    dynamic_block(bits, spaces_after(data), 1, distances=d.one([[1], [1, 0], [1, 0, 0, 0]]))


def other_half(bits, data, d):
    """The unused half of a one-bit distance code."""
    table_head(bits, len(DYNAMIC), 1, 1, META, runs(DYNAMIC + [1]))
    table = codes(DYNAMIC)
    put_tokens(bits, list(data), table, [])
    bits.put(*table[257])
    bits.put(1, 1)
    bits.put(*table[256])


def no_distance(bits, data, d):
    """No distance code at all: fine as long as none is used."""
    dynamic_block(bits, list(data), d.below(2) or 1, distances=[0])


def only_end(bits, data, d):
    """A first block whose only code is the end of the block."""
    dynamic_block(bits, [], 0, literals=[0] * 256 + [d.turn("only", [1, 1, 2])], distances=d.one([[0], [1], [1, 1]]))
    in_blocks(bits, data, d)


LITERAL_SETS = [[(0, 1)], [(0, 0)], [(256, 0)], [(256, 0), (257, 8)], [(285, 15)], [(0, 8), (1, 10), (2, 10)]]
DISTANCE_SETS = [[2], [1, 1, 1], [1, 1], [0, 1], [1, 2], [1, 2, 2], [15], [4] * 2 + [5] * 27, [4] * 3 + [5] * 27,
    [0] * 30]
META_SETS = [[(0, 3)], [(0, 0)], [(0, 7)], [(18, 4)], [(n, 0) for n in range(19)], [(n, 0) for n in range(1, 19)]]


def literal_set(bits, data, d):
    """Too full, not full, or without an end."""
    lengths, changes = list(DYNAMIC), d.turn("literal sets", LITERAL_SETS)
    for symbol, length in changes:
        lengths[symbol] = length
    dynamic_block(bits, list(data), 1, literals=lengths)
    return changes


def distance_set(bits, data, d):
    """Text without any match, so that only the set itself can be wrong."""
    lengths = d.turn("distance sets", DISTANCE_SETS)
    dynamic_block(bits, list(data), 1, distances=lengths)
    return lengths


def meta_set(bits, data, d):
    meta, changes = list(META), d.turn("meta sets", META_SETS)
    for symbol, length in changes:
        meta[symbol] = length
    dynamic_block(bits, tokens(data), 1, meta=meta)
    return changes


def too_many(bits, data, d):
    literals, distances = d.turn("many", [(287, 30), (288, 30), (286, 31), (286, 32), (288, 32)])
    lengths = DYNAMIC + [0] * (literals - 286) + DYNAMIC_DISTANCE + [0] * (distances - 30)
    table_head(bits, literals, distances, 1, META, runs(lengths))
    put_tokens(bits, tokens(data) + [256], codes(DYNAMIC), codes(DYNAMIC_DISTANCE))


def bad_repeat(bits, data, d):
    """A repetition of nothing, or past the end of the list."""
    items = runs(DYNAMIC + DYNAMIC_DISTANCE)
    items = d.one([[(16, 0, 2)] + items, items[:-1] + [(18, 127, 7)], items[:-1] + [(17, 7, 3)],
        items[:-2] + [(18, 20, 7)]])
    table_head(bits, 286, 30, 1, META, items)
    put_tokens(bits, tokens(data) + [256], codes(DYNAMIC), codes(DYNAMIC_DISTANCE))


def all_blocks(bits, data, d):
    in_blocks(bits, data, d)


def unfinished(bits, data, d):
    in_blocks(bits, data, d, 0)


BLOCKS = [all_blocks, unfinished, empty_blocks, block_type_3, bad_stored, long_stored, raw_symbol, too_far, just_far,
    single_distance, other_half, no_distance,
          only_end, literal_set, literal_set, distance_set, distance_set, meta_set, too_many, bad_repeat]


def blocks(d):
    """Deflate streams of correct and incorrect blocks, the sizes and the CRC being those of the text."""
    make, text, bits = d.turn("blocks", BLOCKS), render(fields()), Bits()
    note = make(bits, text, d)
    archive = bundle(text, d.chance(50))
    member = archive.members[1]
    member.raw = bits.done()
    if make in (just_far, single_distance):
        padding = {just_far: 262, single_distance: 21}[make]
        member.data = text + b" " * padding
    return archive, "deflate: %s %s" % (make.__name__.replace("_", " "), "" if note is None else note)


def damaged(d):
    """Bytes of a stream changed, or its length."""
    text = render(fields()) + b" " * d.one([0, 0, 300])
    method = d.turn("damage methods", [DEFLATE] * 4 + [BZIP2] * 3 + [LZMA] * 3)
    archive = bundle(text, d.chance(50), method)
    member = archive.members[1]
    raw = bytearray(deflate(text, d.one(["dynamic", "fixed", "stored"])) if method == DEFLATE else member.stream())
    action = d.turn("damages", ["flip"] * 4 + ["cut"] * 2 + ["tail", "twice", "front", "head", "last"])
    if action == "flip":
        raw[d.below(len(raw))] ^= 1 << d.below(8)
    elif action == "head":
        raw[d.below(12)] = d.below(256)
    elif action == "cut":
        del raw[-d.one([1, 1, 2, 3, 4, 8, 40]):]
    elif action == "last":
        raw[-1 - d.below(6)] = d.below(256)
    elif action == "tail":
        raw += d.one([b"\0", b"x" * 50, b"\xff" * 9])
    elif action == "twice":
        raw += bytes(raw)
    else:
        raw[:0] = d.one([b"\x78\x9c", b"\x1f\x8b\x08\0\0\0\0\0\0\3", b"\0", b"BZh9"])
    member.raw = bytes(raw)
    what = "method %d, %s" % (method, action)
    if d.chance(35):
        # Beyond the member, and sometimes beyond the file.
        change = d.one([1, 50, 10000, -1, -20])
        member.central["csize"] = lambda v: max(0, v + change)
        what += ", csize %+d" % change
    return archive, what


def last_stream(d):
    """module.json as the last member: a csize too large runs into the directory, or out of the file."""
    method = d.turn("last methods", KNOWN + [STORED, DEFLATE])
    text = render(fields()) + b" " * 50
    archive = bundle(text, False, method)
    member = archive.members[1]
    cut = d.one([0, 1, 5, 9, 30])
    member.raw = member.stream()[:len(member.stream()) - cut]
    if method == DEFLATE and d.chance(60):
        bits = Bits()
        long_stored(bits, text, d)
        member.raw = bits.done()
    grow = d.one([0, 10, 140, 200, 2000, 5000, 5000, 50_000_000])
    member.central.update(csize=len(member.raw) + grow, usize=len(text) + d.one([0, grow, grow]))
    return archive, "method %d, stream cut by %d, %r" % (method, cut, member.central)


STREAM = [(5, blocks), (5, damaged), (3, last_stream)]


# --- bytes -----------------------------------------------------------------


def byte_base(d):
    archive = bundle(None, d.chance(70), d.turn("byte methods", KNOWN + [DEFLATE] * 4))
    style = d.one(["plain", "plain", "zip64", "comment", "extra"])
    if style == "zip64":
        archive.zip64 = True
    elif style == "comment":
        archive.comment = b"some comment of the archive"
    elif style == "extra":
        for member in archive.members:
            member.extra = member.local_extra = tlv(0x5455, b"\1\0\0\0\0")
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


# --- all -------------------------------------------------------------------


def of_kinds(name, kinds):
    return lambda d: d.kind(name, kinds)(d)


FAMILIES = [
    (29, "field", of_kinds("field", FIELD)), (17, "json-text", json_texts), (12, "layout", of_kinds("layout", LAYOUT)),
    (10, "order", order_case), (19, "header", of_kinds("header", HEADER)), (11, "stream", of_kinds("stream", STREAM)),
    (9, "bytes", byte_case)]


def cases(seed, count):
    d = Draw(seed)
    deck = [(name, make) for weight, name, make in FAMILIES for _ in range(weight)]
    for _ in range(count):
        family, make = d.turn("families", deck)
        result, what = make(d)
        data = result.build() if isinstance(result, Archive) else result
        yield family, data, what


def clear(folder):
    """Files of an earlier run only: a longer set must not leave its tail behind."""
    for path in folder.iterdir():
        if re.fullmatch(r"\d{5,}-[a-z-]+\.zip|index\.jsonl", path.name):
            path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("outdir", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=20261120)
    parser.add_argument("--count", type=int, default=3000)
    options = parser.parse_args()
    options.outdir.mkdir(parents=True, exist_ok=True)
    clear(options.outdir)
    with open(options.outdir / "index.jsonl", "w", encoding="ascii", newline="\n") as index:
        for number, (family, data, what) in enumerate(cases(options.seed, options.count)):
            name = "%05d-%s.zip" % (number, family)
            (options.outdir / name).write_bytes(data)
            index.write(json.dumps({"file": name, "family": family, "what": what}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
