"""module.json as a text: encodings, syntax, depth, size, keys."""

import json

from .base import METADATA, Case, accept, bundle, reject, text, warn

SYNTAX, ENCODING = "meta/nonstandard-json meta/unreadable", "meta/unreadable meta/nonstandard-json"


def of(body):
    return bundle(json_text=body if isinstance(body, bytes) else body.encode())


def with_value(key, value):
    """The good text with one value as it is written."""
    values = {k: json.dumps(v) for k, v in METADATA.items()}
    values[key] = value
    return "{" + ", ".join("%s: %s" % (json.dumps(k), v) for k, v in values.items()) + "}"


def encodings():
    good = text().decode()
    for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7"):
        if name != "utf-7":
            yield reject("text-in-" + name, ENCODING, of(good.encode(name)))
    yield warn("text-with-bom", "meta/nonstandard-json", of(b"\xef\xbb\xbf" + text()))
    yield reject("text-with-two-boms", ENCODING, of(b"\xef\xbb\xbf" * 2 + text()))
    for how, raw in (
        ("latin-1", b"\xe9"),
        ("ff", b"\xff"),
        ("overlong", b"\xc0\xaf"),
        ("surrogate", b"\xed\xa0\x80"),
        ("surrogates", b"\xed\xa0\xbd\xed\xb8\x80"),
        ("cut", b"\xe2\x82"),
        ("too-far", b"\xf4\x90\x80\x80"),
        ("continuation", b"\x80"),
    ):
        yield reject("bytes-" + how, ENCODING, of(with_value("description", '"@"').encode().replace(b"@", raw)))
    for how, written in (
        ("high", "\\ud800"),
        ("low", "\\udc00"),
        ("swapped", "\\udc00\\ud800"),
        ("high-twice", "\\ud83d\\ud83d"),
        ("high-then-text", "\\ud800x"),
    ):
        yield reject(
            "lone-surrogate-" + how,
            "meta/nonstandard-json meta/unreadable meta/control-characters",
            of(with_value("description", '"%s"' % written)),
        )
    yield reject(
        "lone-surrogate-in-key",
        "meta/nonstandard-json meta/unreadable meta/control-characters",
        of(good.replace('"license"', '"license\\ud800"', 1)),
    )
    yield accept("surrogate-pair", of(with_value("description", '"\\ud83d\\ude00"')))
    for how, mark in (("null", b"\0"), ("nulls", bytes(4)), ("newlines", None)):
        if mark:
            yield reject("front-" + how, SYNTAX, of(mark + text()))
            yield reject("behind-" + how, SYNTAX, of(text() + mark))
    yield accept("front-newlines", of(b"\n\r\t " * 5 + text() + b"\n\n"))


SYNTAX_FAULTS = [
    ("nothing", ""),
    ("blanks", " \n\t"),
    ("brace", "{"),
    ("brackets", "[}"),
    ("single-quotes", repr(METADATA)),
    ("two-documents", "{}{}"),
    ("comma-only", ","),
    ("yaml", "module_name: hello\n"),
    ("html", "<html></html>"),
    ("word", "hello"),
    ("none", "None"),
    ("nan", "NaN"),
    ("hash-comment", "# x\n{}"),
    ("xml", "<?xml version='1.0'?><a/>"),
    ("form-feed", "\f{}"),
    ("nbsp", "\u00a0{}"),
    ("line-separator", "\u2028{}"),
    ("jsonp", "callback({});"),
    ("guard", ")]}',\n{}"),
]


def syntax():
    good = text().decode()
    for how, body in SYNTAX_FAULTS:
        yield reject("syntax-" + how, SYNTAX + " meta/not-an-object meta/missing-field zip/empty", of(body))
    for how, body in (
        ("trailing-comma", good[:-1].rstrip() + ",}"),
        ("line-comment", good.replace("{", "{ // x\n", 1)),
        ("block-comment", good.replace("{", "{ /* x */", 1)),
        ("missing-comma", good.replace(",", "", 1)),
        ("missing-colon", good.replace(":", "", 1)),
        ("cut-half", good[: len(good) // 2]),
        ("cut-last", good[:-1]),
        ("cut-in-string", good[: good.index("Samples")]),
        ("text-behind", good + "x"),
        ("brace-behind", good + "}"),
        ("semicolon-behind", good + ";"),
        ("key-without-quotes", good.replace('"license"', "license", 1)),
        ("key-number", good.replace('"license"', "5", 1)),
        ("merge-conflict", good.replace("{", "{\n<<<<<<< HEAD\n", 1)),
        ("double-colon", good.replace(":", "::", 1)),
        ("colon-comma", good.replace(":", ",", 1)),
    ):
        yield reject("syntax-" + how, SYNTAX, of(body))
    for how, value in (
        ("tab-in-string", '"a\tb"'),
        ("newline-in-string", '"a\nb"'),
        ("null-in-string", '"a\0b"'),
        ("escape-in-string", '"\x1b[2J"'),
        ("bad-escape", '"\\x41"'),
        ("bad-u-escape", '"\\u12"'),
        ("u-escape-blanks", '"\\u 123"'),
        ("single-quote-escape", '"\\\'"'),
        ("undefined", "undefined"),
        ("python-none", "None"),
        ("python-true", "True"),
        ("plus", "+1"),
        ("leading-zero", "01"),
        ("bare-dot", ".5"),
        ("last-dot", "5."),
        ("hex", "0x10"),
        ("exponent-only", "1e"),
        ("minus", "-"),
        ("nan", "NaN"),
        ("infinity", "Infinity"),
        ("minus-infinity", "-Infinity"),
        ("underscore", "1_000"),
        ("octal", "0o7"),
        ("capital-true", "TRUE"),
        ("fullwidth", "\uff11"),
        ("open-string", '"abc'),
        ("empty", ""),
    ):
        yield reject("value-" + how, SYNTAX, of(with_value("description", value)))


def shapes():
    for how, body in (
        ("null", "null"),
        ("true", "true"),
        ("number", "5"),
        ("string", '"hello"'),
        ("list", "[]"),
        ("list-of-object", "[%s]" % text().decode()),
        ("float", "1.5"),
        ("empty-string", '""'),
        ("string-of-json", json.dumps(text().decode())),
    ):
        yield reject("root-" + how, "meta/not-an-object meta/unreadable", of(body))
    yield reject("root-empty-object", "meta/missing-field meta/empty-module-name", of("{}"))
    for depth in (65, 200, 900, 1100, 5000, 100_000):
        for how, opening, closing in (("lists", "[", "]"), ("objects", '{"a":', "}")):
            middle = "1" if how == "objects" else ""
            yield reject(
                "depth-%d-%s" % (depth, how),
                "meta/unreadable meta/nonstandard-json",
                of(with_value("crdb", '{"a":' + opening * depth + middle + closing * depth + "}")),
            )
            yield reject("open-%d-%s" % (depth, how), "meta/unreadable meta/nonstandard-json", of(opening * depth))
    yield accept("depth-20", of(with_value("crdb", '{"a":' + "[" * 20 + "]" * 20 + "}")))


def keys():
    good = text().decode()
    for key, value in (
        ("module_name", '"other"'),
        ("module_name", '"hello"'),
        ("sha256", '"0"'),
        ("version", "1"),
        ("commands", "[]"),
        ("architecture", '"aarch64"'),
        ("unheard_of", "1"),
        ("", "1"),
    ):
        twice = good.replace(
            "{",
            '{"%s": %s, "%s": %s, ' % (key, value, key, value) if key not in METADATA else '{"%s": %s, ' % (key, value),
            1,
        )
        yield reject("twice-%s-%s" % (key or "empty", value.strip('"[]') or "nothing"), "meta/duplicate-key", of(twice))
    yield reject("twice-escaped", "meta/duplicate-key", of(good.replace("{", '{"module\\u005fname": "other", ', 1)))
    yield reject("twice-last", "meta/duplicate-key", of(good[:-1].rstrip() + ', "module_name": "other"}'))
    for how, where, more in (
        ("in-command", '"command_arity": -1', '"command_arity": -2'),
        ("in-command-name", '"command_name": "hello.echo"', '"command_name": "x"'),
    ):
        yield reject("twice-" + how, "meta/duplicate-key", of(good.replace(where, where + ", " + more, 1)))
    yield reject(
        "twice-in-dependency",
        "meta/duplicate-key",
        of(
            with_value(
                "dependencies",
                '{"a": {"url": "https://example.com/a.tgz", "url": "https://example.com/b.tgz", "sha256": "%s"}}'
                % ("0" * 64),
            )
        ),
    )
    yield reject(
        "twice-dependency",
        "meta/duplicate-key",
        of(
            with_value(
                "dependencies",
                '{"a": {"url": "https://example.com/a.tgz", "sha256": "%s"}, "a": {"url": "https://example.com/b.tgz", "sha256": "%s"}}'
                % ("0" * 64, "1" * 64),
            )
        ),
    )
    yield reject("twice-1000-times", "meta/duplicate-key", of(good.replace("{", "{" + '"k": 1, ' * 1000, 1)))
    for how, key in (
        ("case", "Module_Name"),
        ("proto", "__proto__"),
        ("constructor", "constructor"),
        ("blank", "module_name "),
        ("dash", "module-name"),
        ("bom", "\ufeffmodule_name"),
        ("cyrillic", "m\u043edule_name"),
        ("empty", ""),
        ("zero-width", "module\u200b_name"),
        ("script", "<script>alert(1)</script>"),
        ("format", "%s%n{0}"),
        ("100-kb", "k" * 100_000),
    ):
        yield warn(
            "key-" + how,
            "meta/unknown-field meta/control-characters",
            of(good.replace("{", "{%s: 1, " % json.dumps(key), 1)),
        )
    yield warn(
        "keys-10000", "meta/unknown-field", of(good.replace("{", "{" + "".join('"k%d": 1, ' % i for i in range(10_000)), 1))
    )


def sizes():
    for how, value in (
        ("string-1-mib", json.dumps("x" * (1 << 20))),
        ("string-5-mib", json.dumps("x" * 5_000_000)),
        ("blanks-2-mib", '""' + " " * (2 << 20)),
        ("lists-400k", "[" + "[]," * 400_000 + "[]]"),
        ("digits-2m", "1" * 2_000_000),
        ("escapes-2m", '"' + "\\u0041" * 400_000 + '"'),
    ):
        yield reject("size-" + how, "zip/bomb meta/unreadable", of(with_value("crdb", value)), limits={"reads": 2 << 20})
    yield reject(
        "size-key-2-mib", "zip/bomb meta/unreadable", of(text().decode().replace("{", '{"%s": 1, ' % ("k" * (2 << 20)), 1))
    )
    yield accept("size-description-100-kb", of(with_value("description", json.dumps("x" * 100_000))))
    command = json.dumps(METADATA["commands"][0])
    yield Case(
        "size-4000-commands",
        "warn",
        ["elf/command-not-in-binary", "meta/duplicate-command", "meta/wrong-type"],
        of(
            with_value("commands", "[" + ",".join(command.replace("hello.echo", "hello.c%d" % i) for i in range(4000)) + "]")
        ),
    )
    yield reject(
        "size-digits-5000",
        "meta/version-not-integer meta/unreadable meta/nonstandard-json meta/odd-version",
        of(with_value("version", "1" * 5000)),
    )


def cases():
    for group in (encodings, syntax, shapes, keys, sizes):
        yield from group()
