"""The family `layout`: which members there are, by what names, methods and order."""

import json

from .base import SO, TGZ, bundle, fields, json_string, render
from .zip_writer import DEFLATE, KNOWN_METHODS, MODULE, STORED, Member

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
    archive = bundle(render(fields(module_file=json_string(d, d.one(["deps/x.tgz", MODULE, "deps/m.so"])))))
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


UNKNOWN_METHODS = [1, 2, 3, 6, 9, 10, 18, 19, 93, 95, 96, 97, 98, 99, 7, 65535]


def methods(d):
    archive = bundle()
    for member in archive.members:
        member.method = d.turn("methods", KNOWN_METHODS)
    what = [m.method for m in archive.members]
    if d.chance(50):
        member = d.turn("method members", [0, 1, 1, 2])
        what[member] = archive.members[member].method = d.turn("unknown", UNKNOWN_METHODS)
    return archive, "methods %r" % what


def empty(d):
    archive = bundle()
    target = d.turn("emptied", [0, 1, 2])
    member = archive.members[target]
    member.data, member.method = b"", d.turn("empty methods", KNOWN_METHODS)
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


KINDS = [(8, added), (2, missing), (2, wrong_module), (5, counted_twice), (6, twins), (2, shuffled), (5, methods),
    (3, empty), (3, name_pair)]
