"""Archives in archives, and files that are two things at once."""

import base64
import zlib

from .base import MIB, SO, SO_NAME, bundle, deflated, module, raw_deflate, reject, text, warn
from .bombs import zeros
from .tar import Entry, good_entries, good_tgz, gzip, tar

FORM = "deps/unreadable-archive"


def zip_of(name, data, copies=1):
    from mutants.zip_writer import Archive

    return Archive([deflated(b"%d-%s" % (i, name), data) for i in range(copies)]).build()


def levels(depth, copies, core):
    data = core
    for _ in range(depth):
        data = zip_of(b"n.zip", data, copies)
    return data


def zips():
    for depth, copies in ((1, 1), (2, 1), (6, 10), (50, 1), (3, 16)):
        yield reject("zip-%d-deep-%d-wide" % (depth, copies), FORM, bundle(dep=levels(depth, copies, b"x" * 1000)))
    yield reject("bundle-in-deps", FORM, bundle(dep=bundle().build()))
    archive = bundle()
    archive.members[0] = deflated(SO_NAME, bundle().build())
    yield reject("bundle-as-module", "elf/not-elf meta/stale-sha256", archive)
    yield reject("bundle-in-a-zip", "zip/missing-module-json", zip_of(b"hello.zip", bundle().build()))
    yield reject("bundle-in-a-folder", "zip/missing-module-json", in_folder())
    yield reject("bundle-gzipped", "zip/not-a-zip", gzip(bundle().build()))
    yield reject(
        "bundle-in-a-tar", "zip/not-a-zip zip/prepended-data zip/trailing-data", tar([Entry(b"hello.zip", bundle().build())])
    )
    yield reject("bundle-in-a-tgz", "zip/not-a-zip", gzip(tar([Entry(b"hello.zip", bundle().build())])))
    yield warn("stored-module-holds-a-zip", "zip/odd-header elf/trailing-data", holding(bundle().build()))


def in_folder():
    archive = bundle()
    for member in archive.members:
        member.name = b"hello/" + member.name
    return archive


def holding(data):
    archive = bundle(so=SO + data)
    module(archive).method, module(archive).raw = 0, None
    return archive


def gzips():
    good = tar(good_entries())
    data = gzip(good)
    for depth in (1, 2, 20):
        data = gzip(data)
        yield reject("gzip-%d-around-tgz" % depth, FORM, bundle(dep=data))
    yield reject("tar-of-tgz-plain", FORM, bundle(dep=tar([Entry(b"core.tgz", good_tgz())])))
    yield reject("gzip-of-zip", FORM, bundle(dep=gzip(bundle().build())))
    yield reject("gzip-of-elf", FORM, bundle(dep=gzip(SO)))
    yield reject("gzip-of-text", FORM, bundle(dep=gzip(b"hello\n" * 200)))
    yield reject("gzip-of-zeros", FORM + " deps/bomb", bundle(dep=b"\x1f\x8b\x08" + bytes(7) + zeros(80 * MIB) + bytes(8)))
    yield reject("zlib-of-tar", FORM, bundle(dep=zlib.compress(good)))
    yield reject("deflate-of-tar", FORM, bundle(dep=raw_deflate(good)))
    for how, data in (
        ("tgz-then-zip", good_tgz() + bundle().build()),
        ("tgz-then-elf", good_tgz() + SO),
        ("tgz-then-text", good_tgz() + b"text"),
        ("tgz-then-nulls", good_tgz() + bytes(512)),
    ):
        yield warn(how, FORM, bundle(dep=data))
    for how, data in (
        ("zip-then-tgz", bundle().build() + good_tgz()),
        ("text-then-tgz", b"#!/bin/sh\n" + good_tgz()),
        ("null-then-tgz", b"\0" + good_tgz()),
    ):
        yield reject(how, FORM, bundle(dep=data))


def modules():
    for how, data in (
        ("gzip", gzip(SO)),
        ("zip", zip_of(b"hello.so", SO)),
        ("tar", tar([Entry(b"hello.so", SO)])),
        ("tgz", gzip(tar([Entry(b"hello.so", SO)]))),
        ("xz", b"\xfd7zXZ\0" + bytes(60)),
        ("zstd", b"\x28\xb5\x2f\xfd" + bytes(60)),
        ("bzip2", b"BZh91AY&SY" + bytes(60)),
        ("base64", base64.b64encode(SO)),
        ("hex", SO.hex().encode()),
        ("ar", b"!<arch>\nhello.o/        0           0     0     644     4         `\n" + SO),
    ):
        yield reject("module-in-" + how, "elf/not-elf elf/not-shared-object", bundle(so=data))
    yield reject("tar-and-zip", "zip/prepended-data zip/not-a-zip", tar_and_zip())


def tar_and_zip():
    archive = bundle()
    archive.prefix, archive.counted = tar([Entry(b"module.json", text())]), True
    return archive


def cases():
    for group in (zips, gzips, modules):
        yield from group()
