"""The family `header`: wrong, rare and ambiguous zip headers."""

import struct
import zlib

from .base import SO, any_method, bundle, fields, render, short
from .zip_writer import DESCRIPTOR, KNOWN_METHODS, LOCATOR, MODULE, RECORD, extra_field, pack

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
    member.extra = extra_field(1, body)
    if d.chance(20):
        member.extra = d.one([
            extra_field(1, b"\xff" * 8) + member.extra, member.extra + extra_field(1, b"\0" * 24), b"\1\0",
            extra_field(0x5455, b"\0" * 5) + member.extra])
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
    member.extra = extra_field(1, value.to_bytes(8, "little"))
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


def extras(d):
    archive = base_archive(d)
    member = some_member(d, archive)
    name = member.name
    upath = b"\1" + struct.pack("<I", zlib.crc32(name)) + b"deps/other"
    extra = d.turn("extras", [
        b"\0", b"\0\0\0", b"\1\0\x10\0",
        extra_field(1, b""), extra_field(1, b"\0" * 7), extra_field(1, b"\0" * 8), extra_field(1, b"\0" * 24),
        extra_field(0x7075, upath), extra_field(0x7075, b"\2" + upath[1:]), extra_field(0x7075, b"\1"),
        extra_field(0x5455, b"\3" + bytes(8)), extra_field(0x9901, bytes(7)), extra_field(0xcafe, b""),
        extra_field(5, b"abc", 4), extra_field(5, b"abc", 2), extra_field(5, b"", 0xffff),
        extra_field(0, b"") + b"\1\2\3", bytes(40), b"\xff" * 9, extra_field(5, b"", 1), extra_field(5, b"") * 80])
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
    archive = bundle(text, d.chance(50), d.turn("size methods", KNOWN_METHODS))
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


KINDS = [(17, one_field), (3, both_flags), (6, zip64_end), (5, zip64_entry), (2, far_entry), (2, moved), (3, extras),
    (2, descriptors), (3, comments), (1, far_end),
          (3, surrounded), (2, concatenated), (3, overlapping), (2, near_start), (5, sizes)]
