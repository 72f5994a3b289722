"""Members of a dependency: names, types, links, members that meet."""

from .base import accept, reject, warn
from .tar import Entry, long_name
from .tar_records import FILE, UNSAFE, of


def folder(name):
    return Entry(name, kind=b"5", mode=0o755)


def link(name, target, kind=b"2"):
    return Entry(name, b"", kind, target, 0o777)


NAMES = [
    ("parent", b"../evil"),
    ("parents", b"../../../../etc/cron.d/x"),
    ("parent-inside", b"core/../../evil"),
    ("parent-last", b"core/.."),
    ("absolute", b"/etc/passwd"),
    ("absolute-two", b"//etc/passwd"),
    ("empty", b""),
    ("escape", b"core/\x1b[2J"),
    ("newline", b"core/a\nb"),
    ("tab", b"core/a\tb"),
    ("delete", b"core/\x7f"),
    ("return", b"core/a\rb"),
]
ODD = [
    ("not-utf-8", b"core/\xff"),
    ("latin-1", b"core/\xe9"),
    ("backslash", b"core\\x"),
    ("backslash-parents", b"core\\..\\..\\evil"),
    ("drive", b"C:/x"),
    ("drive-backslash", b"C:\\x"),
]
UNSEEN = [
    ("bidi", "\u202e"),
    ("zero-width", "\u200b"),
    ("bom", "\ufeff"),
    ("c1", "\u009b"),
    ("line-separator", "\u2028"),
    ("isolate", "\u2067"),
]


def names():
    for how, name in NAMES:
        yield reject("name-" + how, UNSAFE, of([Entry(name, b"x")]))
        if name:
            yield reject("folder-name-" + how, UNSAFE, of([folder(name + b"/")]))
    for how, name in ODD:
        yield warn("name-" + how, UNSAFE, of([Entry(name, b"x")]))
    for how, mark in UNSEEN:
        yield reject("name-" + how, UNSAFE, of([Entry(("core/a%sb" % mark).encode(), b"x")]))
    yield reject("prefix-parent", UNSAFE, of([Entry(b"evil", b"x", raw={"prefix": b"../.."})]))
    yield reject("prefix-absolute", UNSAFE, of([Entry(b"passwd", b"x", raw={"prefix": b"/etc"})]))
    yield accept("prefix-good", of([Entry(b"x", b"x", raw={"prefix": b"core/sub"})]))
    yield accept("name-100", of([Entry(b"n" * 100, b"x")]))
    yield accept("name-dot-slash", of([Entry(b"./", kind=b"5", mode=0o755), Entry(b"./core", b"x")]))
    yield reject("name-too-long", UNSAFE + " deps/bomb", of([long_name(b"core/" + b"n" * 5000), FILE]))
    yield reject("part-too-long", UNSAFE + " deps/bomb", of([long_name(b"core/" + b"n" * 300), FILE]))


def types():
    for how, kind in (("char-device", b"3"), ("block-device", b"4"), ("fifo", b"6")):
        yield reject("type-" + how, UNSAFE, of([Entry(b"core/d", b"", kind)]))
    for kind in b"89ADEIMNVXZaz?\xff":
        how = "%02x" % kind
        expected = {ord("V"): warn}.get(kind, reject)
        yield expected("type-" + how, UNSAFE, of([Entry(b"core/d", b"", bytes([kind]))]))
    yield warn("type-7", UNSAFE, of([Entry(b"core/d", b"x", b"7")]))
    yield accept("type-null", of([Entry(b"core/d", b"x", b"\0")]))
    yield reject("type-null-slash", UNSAFE, of([Entry(b"core/d/", b"", b"\0")]))
    yield reject("type-0-slash", UNSAFE, of([Entry(b"core/d/", b"x", b"0")]))
    for how, kind in (("folder", b"5"), ("symlink", b"2"), ("hardlink", b"1"), ("fifo", b"6"), ("device", b"3")):
        target = b"f" if kind in b"12" else b""
        yield reject(
            "content-of-" + how, UNSAFE, of([FILE, Entry(b"core/d", Entry(b"../../evil", b"").header(), kind, target)])
        )
    for how, mode in (("setuid", 0o4755), ("setgid", 0o2755), ("both", 0o6777)):
        yield warn("mode-" + how, UNSAFE, of([Entry(b"core/d", b"x", mode=mode)]))
    yield accept("mode-0", of([Entry(b"core/d", b"x", mode=0)]))


OUT = [("parent", b"../../x"), ("parents", b"../../../../../etc/passwd"), ("through", b"sub/../../../x"), ("empty", b"")]


def links():
    yield reject("symlink-absolute", UNSAFE, of([link(b"core/l", b"/etc/passwd")]))
    yield reject("symlink-absolute-root", UNSAFE, of([link(b"core/l", b"/")]))
    for how, target in OUT:
        yield reject("symlink-" + how, UNSAFE, of([FILE, link(b"core/l", target)]))
        yield reject("hardlink-" + how, UNSAFE, of([FILE, link(b"core/l", target, b"1")]))
    yield reject("hardlink-absolute", UNSAFE, of([FILE, link(b"core/l", b"/etc/passwd", b"1")]))
    yield reject("hardlink-missing", UNSAFE, of([FILE, link(b"core/l", b"core/none", b"1")]))
    yield reject("hardlink-later", UNSAFE, of([link(b"core/l", b"core/f", b"1"), FILE]))
    yield reject("hardlink-self", UNSAFE, of([FILE, link(b"core/l", b"core/l", b"1")]))
    yield reject("hardlink-to-symlink", UNSAFE, of([FILE, link(b"core/s", b"f"), link(b"core/l", b"core/s", b"1")]))
    yield reject("hardlink-to-folder", UNSAFE, of([folder(b"core/d/"), link(b"core/l", b"core/d", b"1")]))
    yield accept("hardlink-good", of([FILE, link(b"core/l", b"core/f", b"1")]))
    yield accept("symlink-good", of([FILE, link(b"core/l", b"f")]))
    yield accept("symlink-good-parent", of([FILE, folder(b"core/d/"), link(b"core/d/l", b"../f")]))
    for how, members in (
        ("self", [link(b"core/a", b"a")]),
        ("two", [link(b"core/a", b"b"), link(b"core/b", b"a")]),
        ("three", [link(b"core/a", b"b"), link(b"core/b", b"c"), link(b"core/c", b"a")]),
        ("folder", [link(b"core/a", b"a/b")]),
    ):
        yield reject("symlink-loop-" + how, UNSAFE, of([FILE] + members))
    yield reject("through-symlink", UNSAFE, of([folder(b"core/d/"), link(b"core/l", b"d"), Entry(b"core/l/x", b"x")]))
    yield reject("through-symlink-after", UNSAFE, of([Entry(b"core/l/x", b"x"), link(b"core/l", b"d")]))
    yield reject("through-symlink-folder", UNSAFE, of([folder(b"core/d/"), link(b"core/l", b"d"), folder(b"core/l/")]))
    yield reject(
        "symlink-through-symlink", UNSAFE, of([folder(b"core/d/"), link(b"core/s", b"."), link(b"core/t", b"s/s/../../..")])
    )
    yield reject("symlink-through-symlink-after", UNSAFE, of([link(b"core/t", b"s/s/../../.."), link(b"core/s", b".")]))
    yield reject("symlink-then-file", UNSAFE, of([link(b"core/l", b"f"), Entry(b"core/l", b"x")]))
    yield reject("symlink-null", UNSAFE, of([link(b"core/l", b"", b"2")]))
    yield reject("symlink-escape", UNSAFE, of([link(b"core/l", b"\x1b[2J")]))


def meeting():
    yield reject("twice-file", UNSAFE, of([FILE, FILE]))
    yield reject("twice-other-content", UNSAFE, of([FILE, Entry(b"core/f", b"other")]))
    yield reject("twice-dot", UNSAFE, of([FILE, Entry(b"./core/f", b"other")]))
    yield reject("twice-slashes", UNSAFE, of([FILE, Entry(b"core//f", b"other")]))
    yield accept("twice-folder", of([folder(b"core/"), FILE, folder(b"core/")]))
    yield reject("folder-then-file", UNSAFE, of([folder(b"core/x/"), Entry(b"core/x", b"x")]))
    yield reject("file-then-folder", UNSAFE, of([Entry(b"core/x", b"x"), folder(b"core/x/")]))
    yield reject("file-is-parent", UNSAFE, of([Entry(b"core/x", b"x"), Entry(b"core/x/y", b"y")]))
    yield reject("file-is-parent-after", UNSAFE, of([Entry(b"core/x/y", b"y"), Entry(b"core/x", b"x")]))
    yield warn("case", UNSAFE, of([Entry(b"core/a", b"x"), Entry(b"core/A", b"y")]))
    yield warn(
        "case-folder",
        UNSAFE,
        of([folder(b"core/d/"), Entry(b"core/d/a", b"x"), folder(b"core/D/"), Entry(b"core/D/b", b"y")]),
    )


def cases():
    for group in (names, types, links, meeting):
        yield from group()
