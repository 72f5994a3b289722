"""Names of members: paths, characters, encodings, and names that meet on some file system."""

from .base import accept, bundle, json_member, module, reject, sha256, stored, warn, with_members
from .tar import good_tgz

UNSAFE, ODD, MEET = "zip/unsafe-path", "zip/unportable-name", "zip/names-collide"
UTF8 = 0x800

# How, the name, the rules: an error each.
PATHS = [
    ("parent", b"deps/../x"),
    ("parents", b"deps/../../../../etc/cron.d/x"),
    ("parent-first", b"../x"),
    ("parent-last", b"deps/x/.."),
    ("parent-only", b".."),
    ("dot", b"deps/./x"),
    ("dot-first", b"./deps/x"),
    ("dot-last", b"deps/."),
    ("absolute", b"/deps/x"),
    ("absolute-etc", b"/etc/passwd"),
    ("double-slash", b"deps//x"),
    ("double-slash-first", b"//deps/x"),
    ("backslash", b"deps\\x"),
    ("backslash-parents", b"deps\\..\\..\\x"),
    ("backslash-mixed", b"deps/a\\..\\x"),
    ("drive", b"C:/x"),
    ("drive-backslash", b"C:\\x"),
    ("drive-relative", b"C:x"),
    ("drive-in-deps", b"deps/C:/x"),
    ("unc", b"\\\\host\\share\\x"),
    ("unc-slashes", b"//host/share/x"),
    ("device-path", b"\\\\?\\C:\\x"),
    ("null", b"deps/a\0b"),
    ("null-last", b"deps/a\0"),
    ("null-first", b"\0deps/a"),
    ("null-hides-so", b"deps/x\0.so"),
    ("newline", b"deps/a\nb"),
    ("return", b"deps/a\rb"),
    ("tab", b"deps/a\tb"),
    ("bell", b"deps/a\x07"),
    ("escape", b"deps/\x1b[31mred"),
    ("delete", b"deps/a\x7f"),
    ("soh", b"deps/\x01"),
    ("slash-only", b"/"),
    ("empty", b""),
]

UNSEEN = [
    ("right-to-left", "\u202e"),
    ("left-to-right", "\u202d"),
    ("isolate", "\u2066"),
    ("embedding", "\u202b"),
    ("mark", "\u200f"),
    ("arabic-mark", "\u061c"),
    ("zero-width", "\u200b"),
    ("joiner", "\u200d"),
    ("non-joiner", "\u200c"),
    ("word-joiner", "\u2060"),
    ("bom", "\ufeff"),
    ("soft-hyphen", "\u00ad"),
    ("line-separator", "\u2028"),
    ("paragraph-separator", "\u2029"),
    ("next-line", "\u0085"),
    ("c1-escape", "\u009b"),
    ("private", "\ue000"),
    ("noncharacter", "\ufffe"),
    ("tag", "\U000e0041"),
    ("unassigned", "\u0378"),
    ("annotation", "\ufff9"),
    ("invisible-times", "\u2062"),
]

ODDITIES = [
    ("con", b"deps/CON"),
    ("con-lower", b"deps/con.tgz"),
    ("nul", b"deps/NUL.tgz"),
    ("prn", b"deps/PRN"),
    ("aux", b"deps/aux.so.tgz"),
    ("com1", b"deps/COM1.tgz"),
    ("lpt9", b"deps/LPT9"),
    ("conin", b"deps/CONIN$"),
    ("last-dot", b"deps/x.tgz."),
    ("last-dots", b"deps/x..."),
    ("last-space", b"deps/x.tgz "),
    ("first-space", b"deps/ x.tgz"),
    ("dash", b"deps/-rf"),
    ("checkpoint", b"deps/--checkpoint-action=exec=sh"),
    ("tilde", b"deps/~root"),
    ("hidden", b"deps/.x"),
    ("dots", b"deps/..."),
    ("percent", b"deps/%2e%2e%2fx"),
    ("star", b"deps/*"),
    ("question", b"deps/x?"),
    ("pipe", b"deps/a|b"),
    ("less", b"deps/a<b"),
    ("quote", b'deps/a"b'),
    ("stream", b"deps/x.tgz:hidden"),
    ("folder", b"deps/a/b.tgz"),
    ("folders", b"deps/a/b/c/d.tgz"),
]

PAIRS = [
    ("case", "deps/a.tgz", "deps/A.tgz"),
    ("case-folder", "deps/x.tgz", "DEPS/x.tgz"),
    ("sharp-s", "deps/stra\u00dfe", "deps/strasse"),
    ("composed", "deps/\u00e9", "deps/e\u0301"),
    ("composed-case", "deps/\u00c9", "deps/e\u0301"),
    ("angstrom", "deps/\u00c5", "deps/\u212b"),
    ("kelvin", "deps/k", "deps/\u212a"),
    ("final-sigma", "deps/\u03c3", "deps/\u03c2"),
    ("dotted-i", "deps/\u0130", "deps/i\u0307"),
    ("ligature", "deps/\ufb01", "deps/fi"),
    ("long-s", "deps/s", "deps/\u017f"),
    ("hangul", "deps/\uac00", "deps/\u1100\u1161"),
    ("file-and-folder", "deps/a", "deps/a/b"),
    ("file-and-folder-case", "deps/a", "deps/A/b"),
    ("folder-entry", "deps/a", "deps/a/"),
    ("deps-is-file", "deps", "deps/a"),
]

LETTERS = [
    ("cyrillic-o", "deps/m\u043edule.json"),
    ("cyrillic-a", "deps/d\u0430ta.tgz"),
    ("greek-o", "deps/c\u03bfre.tgz"),
    ("cyrillic-json", "m\u043edule.json"),
    ("armenian", "deps/\u0578ode.tgz"),
]


def dep(name, data=b"", flags=0):
    return stored(name, data, flags=flags)


def single():
    for how, name in PATHS:
        yield reject("path-" + how, UNSAFE, with_members(dep(name)))
    for how, mark in UNSEEN:
        yield reject(
            "unseen-" + how, UNSAFE, with_members(dep(("deps/a%sb" % mark).encode("utf-8", "surrogatepass"), flags=UTF8))
        )
    for how, name in ODDITIES:
        yield warn("odd-" + how, ODD, with_members(dep(name)))
    for how, mark in (("nbsp", "\u00a0"), ("ideographic-space", "\u3000"), ("thin-space", "\u2009")):
        yield warn("odd-space-" + how, ODD, with_members(dep(("deps/a%sb" % mark).encode(), flags=UTF8)))
    for how, name in (
        ("part-256", b"deps/" + b"n" * 256),
        ("name-1025", b"deps/" + b"/".join([b"p" * 170] * 6)),
        ("parts-9", b"deps/" + b"a/" * 7 + b"x"),
        ("parts-5000", b"deps/" + b"a/" * 5000 + b"x"),
        ("bytes-65535", b"deps/" + b"n" * 65530),
        ("utf-8-part-300-bytes", None),
    ):
        flags = UTF8 if name is None else 0
        name = ("deps/" + "\u00e9" * 150).encode() if name is None else name
        yield reject("long-" + how, "zip/name-limits", with_members(dep(name, flags=flags)))


def pairs():
    for how, one, two in PAIRS:
        for name, order in (("", (one, two)), ("-reversed", (two, one))):
            yield reject(
                "pair-%s%s" % (how, name),
                MEET + " zip/unexpected-member zip/unsafe-path",
                with_members(*(dep(n.encode(), flags=UTF8 if not n.isascii() else 0) for n in order)),
            )
    for how, name in LETTERS:
        made = warn if name.startswith("deps/") else reject
        yield made("letters-" + how, MEET + " zip/unexpected-member", with_members(dep(name.encode(), flags=UTF8)))
    for how, name in (
        ("case", b"MODULE.JSON"),
        ("case-first", b"Module.json"),
        ("so-case", b"HELLO.SO"),
        ("so-suffix-case", b"hello.SO"),
        ("space", b"module.json "),
        ("dot", b"module.json."),
        ("dot-slash", b"./module.json"),
        ("deps-parent", b"deps/../module.json"),
        ("null", b"module.json\0"),
        ("null-more", b"module.json\0.txt"),
        ("so-null", b"hello.so\0.txt"),
        ("slash", b"module.json/"),
        ("below", b"module.json/x"),
        ("slash-first", b"/module.json"),
        ("stream", b"module.json::$DATA"),
    ):
        yield reject(
            "beside-" + how, MEET + " zip/unsafe-path zip/unexpected-member zip/duplicate-member", with_members(dep(name))
        )


def encodings():
    cp437, latin = "\u00e9".encode("cp437"), b"\xe9"
    yield warn("bytes-utf-8-without-flag", "zip/not-utf8-name", with_members(dep("deps/\u00e9".encode())))
    yield warn("bytes-cp437", "zip/not-utf8-name", with_members(dep(b"deps/" + cp437)))
    yield warn("bytes-latin-1", "zip/not-utf8-name", with_members(dep(b"deps/" + latin)))
    yield warn(
        "bytes-shift-jis",
        "zip/not-utf8-name zip/unportable-name zip/unsafe-path",
        with_members(dep(b"deps/\x83\x5c\x83\x8b")),
    )
    for how, name in (
        ("ff", b"\xff"),
        ("latin-1", latin),
        ("overlong-slash", b"..\xc0\xaf.."),
        ("overlong-dot", b"\xc0\xae"),
        ("surrogate", b"\xed\xa0\x80"),
        ("surrogates", b"\xed\xa0\xbd\xed\xb8\x80"),
        ("cut", b"\xe2\x82"),
        ("lone-continuation", b"\x80"),
        ("too-far", b"\xf4\x90\x80\x80"),
        ("five-bytes", b"\xf8\x88\x80\x80\x80"),
        ("overlong-null", b"\xc0\x80"),
    ):
        yield reject("utf-8-" + how, "zip/not-utf8-name", with_members(dep(b"deps/" + name, flags=UTF8)))
    yield accept("utf-8-ascii-with-flag", with_listed("deps/plain.tgz", UTF8))
    for how, name in (
        ("letters", "deps/\u00fcber.tgz"),
        ("kanji", "deps/\u6a21\u5757.tgz"),
        ("emoji", "deps/\U0001f600.tgz"),
    ):
        yield accept("utf-8-" + how, with_listed(name, UTF8))
    for how, raw, flags, said in (
        ("utf-8-no-flag", "h\u00e9.so".encode(), 0, "h\u00e9.so"),
        ("cp437-flagged-text", b"h\x82.so", UTF8, "h\u00e9.so"),
    ):
        archive = bundle(module_file=said)
        module(archive).name, module(archive).flags = raw, flags
        yield reject("module-" + how, "zip/missing-module-file zip/not-utf8-name", archive)
    archive = bundle(module_file="h\u00e9.so")
    module(archive).name, module(archive).flags = "h\u00e9.so".encode(), UTF8
    yield accept("module-utf-8", archive)
    archive = bundle(module_file="h\u00e9.so")
    module(archive).name = b"h\x82.so"
    yield warn("module-cp437", "zip/not-utf8-name", archive)


def with_listed(name, flags):
    data = good_tgz()
    last = name.split("/")[-1]
    listed = {last[:-4]: {"url": "https://example.com/" + last, "sha256": sha256(data)}}
    return with_members(dep(name.encode(), data, flags), dependencies=listed)


def modules():
    for how, name in (
        ("absolute", b"/tmp/hello.so"),
        ("parent", b"../hello.so"),
        ("drive", b"C:\\hello.so"),
        ("null", b"hello.so\0.txt"),
        ("newline", b"hello\n.so"),
        ("escape", b"\x1b[2Jhello.so"),
        ("backslash", b"lib\\hello.so"),
        ("deps-parent", b"deps/../hello.so"),
        ("dot", b"./hello.so"),
    ):
        archive = bundle(module_file=name.decode())
        module(archive).name = name
        yield reject("module-path-" + how, UNSAFE, archive)
    for how, name in (("dash", b"-x.so"), ("hidden", b".so"), ("con", b"con.so"), ("space", b" x.so"), ("star", b"*.so")):
        archive = bundle(module_file=name.decode())
        module(archive).name = name
        yield warn("module-odd-" + how, ODD, archive)
    archive = bundle(module_file="m" * 252 + ".so")
    module(archive).name = b"m" * 252 + b".so"
    yield accept("module-255-bytes", archive)
    archive = bundle(module_file="m" * 253 + ".so")
    module(archive).name = b"m" * 253 + b".so"
    yield reject("module-256-bytes", "zip/name-limits", archive)
    for how, name in (("empty-local-too", b""),):
        archive = bundle()
        json_member(archive).name = name
        yield reject("json-" + how, UNSAFE + " zip/missing-module-json", archive)


def cases():
    for group in (single, pairs, encodings, modules):
        yield from group()
