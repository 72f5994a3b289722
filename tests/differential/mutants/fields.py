"""The family `field`: other values, missing fields, and names of members that may or may not match."""

from .base import any_method, bundle, fields, json_string, render, short
from .values import one_value


def with_fields(d, changes, drop=()):
    values = fields(**changes)
    for key in drop:
        values.pop(key, None)
    return bundle(render(values), d.chance(50), any_method(d))


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
    archive = bundle(render(fields(module_file=json_string(d, name))), d.chance(50))
    archive.members[0].name = raw
    archive.members[0].flags = flags
    return archive, "member %r flags %#x, module_file %r" % (raw, flags, name)


KINDS = [(24, replaced), (4, replaced_two), (3, removed), (3, named)]
