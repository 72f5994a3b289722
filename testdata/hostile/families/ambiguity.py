"""Archives in which two readers find two things."""

import struct
import zlib

from mutants.zip_writer import DESCRIPTOR, Archive, extra_field, pack

from .base import (
    JSON_NAME,
    SO,
    SO_NAME,
    accept,
    bundle,
    deflated,
    json_member,
    module,
    reject,
    stored,
    text,
    warn,
    with_members,
)

OTHER = text(module_name="other")
DISAGREE = "zip/readers-disagree"


def twice():
    for how, name, data in (
        ("json", JSON_NAME, OTHER),
        ("same-json", JSON_NAME, text()),
        ("module", SO_NAME, SO[:4000]),
        ("dep", b"deps/a.tgz", b"x"),
    ):
        for at in (0, 1, 2):
            archive = bundle()
            if how == "dep":
                archive.members.append(stored(name, b"y"))
            archive.members.insert(at, deflated(name, data))
            yield reject("twice-%s-at-%d" % (how, at), "zip/duplicate-member", archive)
    archive = bundle()
    archive.order = [0, 1, 1]
    yield reject("listed-twice", "zip/duplicate-member zip/readers-disagree", archive)
    archive = bundle()
    archive.order = [0, 1] * 3
    yield reject("listed-three-times", "zip/duplicate-member zip/readers-disagree", archive)
    archive = with_members(deflated(b"deps/a", b"a"))
    archive.members[2].central["offset"] = 0
    yield reject("two-names-one-header", DISAGREE + " zip/broken-header", archive)


def hidden():
    for how, member in (
        ("json", deflated(JSON_NAME, OTHER)),
        ("module", deflated(SO_NAME, SO)),
        ("dep", stored(b"deps/h", b"h")),
    ):
        for at in (0, 1, 2):
            archive = bundle()
            archive.members.insert(at, member)
            archive.order = [i for i in range(3) if i != at]
            yield reject("unlisted-%s-at-%d" % (how, at), DISAGREE + " zip/prepended-data", archive)
    inner = Archive([deflated(JSON_NAME, OTHER)])
    hidden_entry = inner.members[0].front() + inner.members[0].stream()
    for how, put in (
        ("extra", "local_extra"),
        ("central-extra", "extra"),
        ("comment", "comment"),
        ("descriptor", "descriptor"),
    ):
        archive = bundle()
        value = extra_field(0xBEEF, hidden_entry) if put.endswith("extra") else hidden_entry
        setattr(module(archive), put, value)
        yield reject("record-in-" + how, DISAGREE + " zip/broken-header zip/comment", archive)
    for at in (0, 10, 5000):
        archive = with_members(stored(b"deps/n.bin", bytes(at) + hidden_entry + b"z" * 30))
        archive.members.append(deflated(JSON_NAME, OTHER))
        archive.members.pop(1)
        archive.members[2].central["offset"] = archive_offset(archive, 1) + 30 + 10 + at
        yield reject("record-in-data-%d" % at, DISAGREE + " zip/duplicate-member", archive)


def archive_offset(archive, index):
    return sum(len(m.front()) + len(m.stream()) + len(m.descriptor) for m in archive.members[:index])


def names_differ():
    for how, name in (
        ("other", b"readme.text"),
        ("case", b"MODULE.JSON"),
        ("null", b"module.jso\0"),
        ("longer", b"module.json.bak"),
        ("empty", b""),
        ("slash", b"module/json"),
        ("dot-slash", b"./module.json"),
        ("nfd", b"module.j\xcc\x81"),
    ):
        archive = bundle()
        json_member(archive).local_name = name
        yield reject("local-name-" + how, DISAGREE, archive)
    archive = bundle()
    module(archive).local_name, json_member(archive).local_name = JSON_NAME, SO_NAME
    yield reject("local-names-swapped", DISAGREE, archive)
    for part in ("local", "central"):
        archive = with_members(stored("deps/\u00e9".encode(), b"x"))
        archive.members[2].flags = 0
        getattr(archive.members[2], part)["flags"] = 0x800
        yield reject("utf-8-flag-only-" + part, DISAGREE, archive)


def second_names():
    def field(name, new, version=1, crc=None):
        return extra_field(0x7075, struct.pack("<BI", version, zlib.crc32(name) if crc is None else crc) + new)

    good = [
        ("other", field(b"deps/a", b"deps/b")),
        ("to-json", field(b"deps/a", JSON_NAME)),
        ("to-outside", field(b"deps/a", b"../x")),
        ("version-2", field(b"deps/a", b"deps/b", 2)),
        ("version-0", field(b"deps/a", b"deps/b", 0)),
        ("bad-crc", field(b"deps/a", b"deps/b", crc=1)),
        ("not-utf-8", field(b"deps/a", b"deps/\xff")),
        ("null", field(b"deps/a", b"deps/b\0")),
        ("empty", field(b"deps/a", b"")),
        ("short", extra_field(0x7075, b"\1\0\0")),
        ("nothing", extra_field(0x7075, b"")),
        ("two", field(b"deps/a", b"deps/a") * 2),
        ("two-others", field(b"deps/a", b"deps/a") + field(b"deps/a", b"deps/c")),
    ]
    for how, area in good:
        for part in ("local", "central", "both"):
            archive = with_members(stored(b"deps/a", b"x"))
            if part != "central":
                archive.members[2].local_extra = area
            if part != "local":
                archive.members[2].extra = area
            yield reject("second-name-%s-%s" % (how, part), DISAGREE, archive)
    archive = with_members(
        stored(b"deps/a", b"x", extra=field(b"deps/a", b"deps/a"), local_extra=field(b"deps/a", b"deps/a"))
    )
    yield warn("second-name-same", "zip/extra-field", archive)
    archive = bundle()
    json_member(archive).extra = field(JSON_NAME, b"other.json")
    yield reject("second-name-of-json", DISAGREE, archive)


def zip64_fields():
    def wide(*values):
        return extra_field(1, b"".join(struct.pack("<Q", v & (1 << 64) - 1) for v in values))

    size = len(SO)
    packed = len(bundle().members[0].stream())
    cases_ = [
        ("no-sentinel", {}, wide(size, packed)),
        ("one-of-two", {"usize": -1, "csize": -1}, wide(size)),
        ("short", {"usize": -1}, extra_field(1, bytes(4))),
        ("7-bytes", {"usize": -1}, extra_field(1, struct.pack("<Q", size)[:7])),
        ("too-many", {"usize": -1}, wide(size, packed, 0)),
        ("stray-byte", {"usize": -1}, extra_field(1, struct.pack("<Q", size) + b"\0")),
        ("missing", {"usize": -1}, b""),
        ("missing-both", {"usize": -1, "csize": -1}, b""),
        ("twice", {"usize": -1}, wide(size) * 2),
        ("twice-different", {"usize": -1}, wide(size) + wide(1)),
        ("order-swapped", {"usize": -1, "csize": -1}, wide(packed, size)),
        ("other-size", {"usize": -1}, wide(size + 1)),
        ("size-2-63", {"usize": -1}, wide(1 << 63)),
        ("size-max", {"usize": -1}, wide(-1)),
        ("packed-wraps", {"csize": -1}, wide(-16)),
        ("packed-2-62", {"csize": -1}, wide(1 << 62)),
        ("offset-max", {"offset": -1}, wide(-1)),
        ("offset-wraps", {"offset": -1}, wide(-40)),
        ("offset-2-63", {"offset": -1}, wide(1 << 63)),
        ("offset-1", {"offset": -1}, wide(1)),
        ("disk-1", {"disk": -1}, extra_field(1, struct.pack("<I", 1))),
    ]
    for how, central, area in cases_:
        archive = bundle()
        module(archive).central.update(central)
        module(archive).extra = area
        yield reject(
            "zip64-field-%s-central" % how,
            DISAGREE + " zip/corrupt-member zip/truncated zip/broken-header zip/bomb",
            archive,
        )
        local = {key: value for key, value in central.items() if key in ("usize", "csize")}
        if "offset" in how or "disk" in how:
            continue
        archive = bundle()
        module(archive).local.update(local)
        module(archive).local_extra = area
        yield reject("zip64-field-%s-local" % how, DISAGREE + " zip/corrupt-member zip/truncated", archive)
    for how, names in (
        ("sizes", ("usize", "csize")),
        ("size", ("usize",)),
        ("packed", ("csize",)),
        ("all", ("usize", "csize", "offset")),
        ("offset", ("offset",)),
    ):
        archive = bundle()
        values = {"usize": size, "csize": packed, "offset": 0}
        module(archive).central.update({name: -1 for name in names})
        module(archive).central["need"] = module(archive).local["need"] = 45
        module(archive).extra = wide(*(values[name] for name in ("usize", "csize", "offset") if name in names))
        yield accept("zip64-field-good-" + how, archive)


def descriptors():
    def archive(body, member=0, method=8, zero=True, flags=8, **more):
        made = bundle()
        target = made.members[member]
        if method == 0:
            target.method, target.raw = 0, None
        target.flags = flags
        if zero:
            target.local.update(crc=0, csize=0, usize=0)
        target.local.update(more.get("local", {}))
        target.local_extra = more.get("local_extra", b"")
        values = {
            "sig": 0x08074B50,
            "crc": zlib.crc32(target.data),
            "csize": len(target.stream()),
            "usize": len(target.data),
        }
        target.descriptor = body(values)
        return made

    def narrow(**wrong):
        return lambda values: pack(DESCRIPTOR, values, wrong)

    def bare(**wrong):
        return lambda values: pack(DESCRIPTOR[1:], values, wrong)

    def long(sig=True, **wrong):
        layout = [("sig", 4), ("crc", 4), ("csize", 8), ("usize", 8)][0 if sig else 1 :]
        return lambda values: pack(layout, values, wrong)

    wide_extra = extra_field(1, bytes(16))
    sentinel = {"csize": -1, "usize": -1, "need": 45}
    for who in (0, 1):
        yield accept("descriptor-signed-%d" % who, archive(narrow(), who))
        yield accept("descriptor-bare-%d" % who, archive(bare(), who))
    yield accept("descriptor-full-local", archive(narrow(), zero=False))
    yield accept("descriptor-crc-zero", archive(narrow(), zero=False, local={"crc": 0}))
    yield accept("descriptor-64-announced", archive(long(), local=dict(sentinel), local_extra=wide_extra))
    yield accept("descriptor-64-bare", archive(long(False), local=dict(sentinel), local_extra=wide_extra))
    yield reject("descriptor-64-not-announced", DISAGREE, archive(long()))
    yield reject("descriptor-64-bare-not-announced", DISAGREE, archive(long(False)))
    yield reject("descriptor-32-of-64", DISAGREE, archive(narrow(), local=dict(sentinel), local_extra=wide_extra))
    for how, body in (
        ("missing", lambda values: b""),
        ("cut", lambda values: pack(DESCRIPTOR, values)[:12]),
        ("junk", lambda values: b"j" * 16),
        ("signature-only", lambda values: b"PK\7\x08"),
        ("crc-0", narrow(crc=0)),
        ("crc-1", narrow(crc=lambda v: v ^ 1)),
        ("packed-0", narrow(csize=0)),
        ("packed-more", narrow(csize=lambda v: v + 1)),
        ("size-0", narrow(usize=0)),
        ("size-more", narrow(usize=lambda v: v + 1)),
        ("swapped", lambda v: pack(DESCRIPTOR, dict(v, csize=v["usize"], usize=v["csize"]))),
        ("zeros", narrow(crc=0, csize=0, usize=0)),
        ("bare-crc-0", bare(crc=0)),
        ("bare-size-0", bare(usize=0)),
        ("signature-wrong", narrow(sig=0x08074B51)),
        ("twice", lambda v: pack(DESCRIPTOR, v) * 2),
        ("padded", lambda v: pack(DESCRIPTOR, v) + b"\0"),
    ):
        yield reject("descriptor-" + how, DISAGREE, archive(body))
    for how, body in (("signed", narrow()), ("bare", bare()), ("64", long())):
        yield reject("descriptor-not-promised-" + how, DISAGREE, archive(body, zero=False, flags=0))
    for how, local in (("crc", {"crc": 7}), ("packed", {"csize": 7}), ("size", {"usize": 7})):
        yield reject("descriptor-local-%s-wrong" % how, DISAGREE, archive(narrow(), local=local))
    yield warn("descriptor-stored", "zip/odd-header", archive(narrow(), method=0))
    for how, sig in (("descriptor", b"PK\7\x08"), ("local", b"PK\3\4"), ("central", b"PK\1\2")):
        made = bundle(so=SO + sig + bytes(40))
        target = module(made)
        target.method, target.raw, target.flags = 0, None, 8
        target.local.update(crc=0, csize=0, usize=0)
        target.descriptor = pack(DESCRIPTOR, dict(target.values(), sig=0x08074B50))
        yield reject("descriptor-stored-holds-" + how, DISAGREE, made)


def two_archives():
    first, second = bundle(), bundle(module_name="other")
    a, b = first.build(), second.build()
    yield reject("two-archives", "zip/prepended-data zip/readers-disagree", a + b)
    yield reject("three-archives", "zip/prepended-data zip/readers-disagree", a + b + a)
    yield reject(
        "archive-then-end",
        "zip/trailing-data zip/readers-disagree zip/prepended-data zip/missing-module-json zip/broken-header",
        a + b"PK\5\6" + bytes(18),
    )
    archive = bundle()
    archive.comment = b
    yield reject("archive-in-comment", "zip/broken-header zip/comment zip/prepended-data zip/readers-disagree", archive)
    archive = bundle()
    archive.prefix, archive.counted = b, True
    yield reject("archive-in-front", "zip/prepended-data", archive)
    both = Archive(first.members + second.members)
    for how, order, count in (
        ("count-low", [0, 1, 2, 3], 2),
        ("second-only", [2, 3], 2),
        ("first-only", [0, 1], 2),
        ("mixed", [0, 3], 2),
    ):
        both.order, both.end = order, {"here": count, "total": count}
        data = both.build()
        yield reject("two-sets-" + how, DISAGREE + " zip/duplicate-member zip/prepended-data", data)
    directory = b"".join(m.entry(0) for m in second.members)
    for how, where in (("before-dir", "before_dir"), ("before-end", "before_end")):
        archive = bundle()
        setattr(archive, where, directory)
        yield reject("second-directory-" + how, DISAGREE + " zip/broken-header zip/prepended-data", archive)
    archive = bundle()
    archive.end["cdoff"] = lambda v: v + len(archive.members[0].entry(0))
    yield reject("directory-skips-one", DISAGREE + " zip/broken-header", archive)
    archive = bundle()
    archive.end["cdsize"] = lambda v: v - len(archive.members[0].entry(0))
    yield reject("directory-too-short-by-one", DISAGREE + " zip/truncated zip/broken-header", archive)
    archive = bundle()
    archive.end.update(here=1, total=1)
    yield reject("count-hides-json", DISAGREE, archive)


def overlaps():
    archive = bundle()
    inner = json_member(archive)
    entry = inner.front() + inner.stream()
    made = bundle(so=SO + entry)
    made.members[0].method, made.members[0].raw = 0, None
    made.members.append(made.members.pop(1))
    made.members[1].central["offset"] = len(made.members[0].front()) + len(SO)
    made.members[1].raw = inner.stream()
    yield reject("member-inside-another", DISAGREE + " zip/broken-header", made)
    archive = bundle()
    archive.members[0].local["xlen"] = 10
    yield reject("extra-covers-data", DISAGREE + " zip/corrupt-member zip/broken-header", archive)
    archive = Archive(
        [deflated(SO_NAME, SO), deflated(JSON_NAME, text())] + [deflated(b"deps/q%d" % i, b"q") for i in range(4)]
    )
    for member in archive.members[3:]:
        member.central["offset"] = archive_offset(archive, 2)
        member.local_name = b"deps/q0"
    yield reject("several-in-one-header", DISAGREE + " zip/broken-header", archive)


def order():
    for how, directory, local in (("reversed", [1, 0], None), ("json-first", None, True), ("both", [1, 0], True)):
        archive = bundle()
        if local:
            archive.members.reverse()
        archive.order = directory
        yield accept("order-" + how, archive)


def cases():
    for group in (twice, hidden, names_differ, second_names, zip64_fields, descriptors, two_archives, overlaps, order):
        yield from group()
