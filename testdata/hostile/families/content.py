"""What is in the bundle: missing, several and wrong members, sums, dependencies."""

from .base import (
    DEP_NAME,
    SO,
    SO_NAME,
    Archive,
    accept,
    bundle,
    deflated,
    dependency,
    json_member,
    module,
    reject,
    sha256,
    stored,
    text,
    warn,
    with_members,
)
from .tar import good_tgz

EXTRA = "zip/unexpected-member"


def missing():
    yield reject("nothing", "zip/missing-module-json zip/no-module zip/empty", Archive([]))
    yield reject("json-only", "zip/missing-module-file zip/no-module", Archive([bundle().members[1]]))
    yield reject("module-only", "zip/missing-module-json", Archive([bundle().members[0]]))
    yield reject("dependency-only", "zip/missing-module-json", Archive([stored(DEP_NAME, good_tgz())]))
    for how, name in (
        ("upper", b"MODULE.JSON"),
        ("mixed", b"Module.json"),
        ("txt", b"module.json.txt"),
        ("yaml", b"module.yaml"),
        ("in-folder", b"hello/module.json"),
        ("in-deps", b"deps/module.json"),
        ("space", b"module.json "),
        ("js", b"module.js"),
        ("dash", b"module-json"),
        ("bom", b"\xef\xbb\xbfmodule.json"),
    ):
        archive = bundle()
        json_member(archive).name = name
        yield reject("json-is-" + how, "zip/missing-module-json", archive)
    for how, said in (
        ("absent", "gone.so"),
        ("case", "Hello.so"),
        ("path", "lib/hello.so"),
        ("no-suffix", "hello"),
        ("json", "module.json"),
        ("dot", "./hello.so"),
        ("space", "hello.so "),
        ("absolute", "/hello.so"),
        ("null", "hello.so\0"),
        ("empty", ""),
        ("folder", "deps/"),
        ("bom", "\ufeffhello.so"),
        ("url", "https://example.com/hello.so"),
    ):
        yield reject(
            "module-file-" + how, "zip/missing-module-file meta/control-characters meta/wrong-type", bundle(module_file=said)
        )
    for how, name in (
        ("dylib", b"hello.dylib"),
        ("dll", b"hello.dll"),
        ("upper", b"hello.SO"),
        ("versioned", b"hello.so.1"),
        ("none", b"hello"),
        ("debug", b"hello.so.debug"),
        ("zip", b"hello.so.zip"),
    ):
        archive = bundle(module_file=name.decode())
        module(archive).name = name
        yield reject("module-is-" + how, "zip/no-module zip/unexpected-member zip/debug-package", archive)


def more():
    for how, name in (
        ("readme", b"README.md"),
        ("license", b"LICENSE"),
        ("macosx", b"__MACOSX/._hello.so"),
        ("ds-store", b".DS_Store"),
        ("thumbs", b"Thumbs.db"),
        ("git", b".git/config"),
        ("debug", b"hello.so.debug"),
        ("yml", b"hello.yml"),
        ("folder", b"docs/"),
        ("nested-deps", b"hello/deps/x.tgz"),
        ("deps-upper", b"DEPS/x.tgz"),
        ("depsx", b"depsx/x.tgz"),
        ("manifest", b"META-INF/MANIFEST.MF"),
        ("second-json", b"sub/module.json"),
        ("pk", b"PK"),
        ("tgz", b"core.tgz"),
    ):
        yield reject(
            "extra-" + how, EXTRA + " zip/several-modules", with_members(stored(name, b"" if name.endswith(b"/") else b"x"))
        )
    for how, name in (
        ("beside", b"other.so"),
        ("in-folder", b"lib/other.so"),
        ("in-deps", b"deps/other.so"),
        ("same-in-deps", b"deps/hello.so"),
        ("hidden", b".so"),
        ("folder", b"x.so/"),
    ):
        yield reject(
            "second-module-" + how,
            "zip/several-modules zip/unexpected-member",
            with_members(stored(name, b"" if name.endswith(b"/") else SO)),
        )
    archive = bundle(module_file="lib/hello.so")
    module(archive).name = b"lib/hello.so"
    yield warn("module-in-folder", "zip/module-in-folder", archive)
    archive = bundle(module_file="deps/hello.so")
    module(archive).name = b"deps/hello.so"
    yield reject("module-in-deps", "zip/module-in-folder", archive)
    archive = with_members(deflated(b"hello.so/", b""))
    yield reject("module-also-folder", "zip/names-collide zip/unexpected-member", archive)
    archive = with_members(deflated(b"deps/", b"data"))
    yield reject("folder-with-data", "zip/broken-header", archive)


def sums():
    good = sha256(SO)
    yield reject("sha256-other", "meta/stale-sha256", bundle(sha256="0" * 64))
    yield reject("sha256-one-digit", "meta/stale-sha256", bundle(sha256=good[:-1] + ("0" if good[-1] != "0" else "1")))
    yield reject("sha256-of-nothing", "meta/stale-sha256", bundle(sha256=sha256(b"")))
    yield reject("sha256-of-json", "meta/stale-sha256", bundle(sha256=sha256(text())))
    yield warn("sha256-upper", "meta/stale-sha256", bundle(sha256=good.upper()))
    for how, value in (
        ("short", good[:63]),
        ("long", good + "0"),
        ("md5", "d41d8cd98f00b204e9800998ecf8427e"),
        ("sha512", good * 2),
        ("empty", ""),
        ("prefixed", "sha256:" + good),
        ("spaced", " " + good),
        ("newline", good + "\n"),
        ("base64", "NE5VwMOJmnAt6lVDXJbkwSbFqca4NY19U+JXZbb2OmA="),
        ("fullwidth", good.replace("3", "\uff13")),
        ("not-hex", "g" * 64),
    ):
        yield reject("sha256-" + how, "meta/stale-sha256", bundle(sha256=value))
    for how, value in (("null", None), ("number", 0), ("list", [good]), ("false", False), ("object", {"value": good})):
        yield reject("sha256-" + how, "meta/stale-sha256", bundle(sha256=value))
    yield warn("sha256-missing", "meta/missing-sha256", bundle(sha256=...))
    archive = bundle()
    archive.members[0] = deflated(SO_NAME, SO + b"\0")
    yield reject("module-changed-after-packing", "meta/stale-sha256", archive)
    archive = bundle()
    archive.members[0] = deflated(SO_NAME, b"")
    yield reject("module-empty", "meta/stale-sha256", archive)


def dependencies():
    data = good_tgz()
    good = dependency(data)["core"]

    def listed(entry, name="core", **more):
        return bundle(dep=data, dependencies={name: entry}, **more)

    for how, entry, rules in (
        ("sum-other", dict(good, sha256="0" * 64), "deps/sha256-mismatch"),
        ("sum-short", dict(good, sha256="0" * 10), "deps/bad-sha256"),
        ("sum-empty", dict(good, sha256=""), "deps/bad-sha256"),
        ("sum-not-hex", dict(good, sha256="z" * 64), "deps/bad-sha256"),
        ("sum-null", dict(good, sha256=None), "deps/bad-format"),
        ("sum-number", dict(good, sha256=5), "deps/bad-format"),
        ("sum-missing", {"url": good["url"]}, "deps/bad-format"),
        ("sum-padded", dict(good, sha256=good["sha256"] + " "), "deps/bad-sha256"),
        ("url-number", dict(good, url=5), "deps/bad-format"),
        ("url-list", dict(good, url=[good["url"]]), "deps/bad-format"),
        ("url-file", dict(good, url="file:///etc/core.tgz"), "deps/bad-url"),
        ("url-ftp", dict(good, url="ftp://example.com/core.tgz"), "deps/bad-url"),
        ("url-blank", dict(good, url="https://example.com/a b/core.tgz"), "deps/bad-url"),
        ("url-newline", dict(good, url="https://example.com/\ncore.tgz"), "deps/bad-url"),
        ("url-no-host", dict(good, url="https:///core.tgz"), "deps/bad-url"),
        ("url-relative", dict(good, url="../core.tgz"), "deps/bad-url"),
        ("url-javascript", dict(good, url="javascript:alert(1)"), "deps/bad-url"),
        ("url-escape", dict(good, url="https://example.com/\u001b[2J/core.tgz"), "deps/bad-url"),
        ("entry-string", "https://example.com/core.tgz", "deps/bad-format"),
        ("entry-null", None, "deps/bad-format"),
        ("entry-list", [], "deps/bad-format"),
        ("entry-empty", {}, "deps/bad-format deps/bad-url deps/not-packed"),
        ("local-path", {"local_path": "/home/x/core.tgz", "sha256": good["sha256"]}, "deps/local-path-left"),
    ):
        expected = warn if how == "local-path" else reject
        yield expected("dependency-" + how, rules, listed(entry))
    for how, name in (
        ("parent", "../../core"),
        ("slash", "a/b"),
        ("backslash", "a\\b"),
        ("empty", ""),
        ("dots", ".."),
        ("null", "a\0b"),
        ("newline", "a\nb"),
        ("escape", "\u001b[31m"),
        ("bidi", "a\u202eb"),
        ("drive", "C:core"),
        ("zero-width", "co\u200bre"),
        ("long", "n" * 300),
        ("absolute", "/core"),
    ):
        yield reject("dependency-name-" + how, "deps/bad-name", listed(good, name))
    for how, value in (("string", "core"), ("list", ["core"]), ("null", None), ("number", 1), ("true", True)):
        yield reject("dependencies-" + how, "deps/bad-format", bundle(dep=data, dependencies=value))
    yield warn("dependency-not-listed", "deps/orphan-file", bundle(dep=data, dependencies={}))
    yield warn("dependency-plain-http", "deps/bad-url", listed(dict(good, url="http://example.com/core.tgz")))
    yield accept("dependency-by-url-only", bundle(dependencies={"core": good}))
    archive = bundle(dep=data)
    archive.members[2].name = b"deps/core.tar.gz"
    yield warn("dependency-tar-gz", "deps/orphan-file", archive)
    archive = bundle(dep=data)
    archive.members[2].name = b"deps/CORE.tgz"
    yield warn("dependency-other-case", "deps/orphan-file", archive)
    two = {"core": good, "core2": dict(good)}
    yield warn("dependency-two-with-one-url", "deps/name-clash", bundle(dep=data, dependencies=two))
    for how, body in (
        ("text", b"not a tar"),
        ("empty", b""),
        ("html", b"<html>404</html>"),
        ("elf", SO),
        ("zip", bundle().build()),
        ("xz", b"\xfd7zXZ\0" + bytes(60)),
        ("zstd", b"\x28\xb5\x2f\xfd" + bytes(60)),
        ("bzip2", b"BZh91AY&SY" + bytes(60)),
        ("nulls", bytes(1024)),
        ("lfs-pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
        ("deb", b"!<arch>\ndebian-binary   "),
        ("rpm", b"\xed\xab\xee\xdb" + bytes(60)),
    ):
        yield reject("dependency-is-" + how, "deps/unreadable-archive", bundle(dep=body))


def cases():
    for group in (missing, more, sums, dependencies):
        yield from group()
