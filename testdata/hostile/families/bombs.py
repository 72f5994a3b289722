"""Bundles that cost far more to read than to send, and sizes that nobody has."""

import functools
import zlib

from mutants.zip_writer import extra_field

from .base import MIB, accept, bundle, deflated, module, reject, stored, with_members
from .tar import Entry, gzip, long_name, pax, tar

BOMB, DEP_BOMB = "zip/bomb", "deps/bomb"


@functools.cache
def zeros(size):
    """A deflate stream of zeros, made without the zeros at hand."""
    squeezer, chunk = zlib.compressobj(9, zlib.DEFLATED, -15), bytes(MIB)
    return (
        b"".join(squeezer.compress(chunk) for _ in range(size // MIB))
        + squeezer.compress(bytes(size % MIB))
        + squeezer.flush()
    )


@functools.cache
def crc_of_zeros(size):
    crc, chunk = 0, bytes(MIB)
    for _ in range(size // MIB):
        crc = zlib.crc32(chunk, crc)
    return zlib.crc32(bytes(size % MIB), crc)


def of_zeros(who, size, honest=True):
    archive = bundle()
    member = archive.members[who]
    member.raw = zeros(size)
    if honest:
        for side in (member.local, member.central):
            side.update(usize=size, crc=crc_of_zeros(size))
    return archive


def flat():
    for who, name in ((0, "module"), (1, "json")):
        for size in (20, 64, 200):
            yield reject("zeros-%d-mib-%s" % (size, name), BOMB, of_zeros(who, size * MIB), limits={"reads": 32 * MIB})
            yield reject(
                "zeros-%d-mib-undeclared-%s" % (size, name),
                BOMB + " zip/corrupt-member",
                of_zeros(who, size * MIB, False),
                limits={"reads": 32 * MIB},
            )
    archive = with_members(deflated(b"deps/z", b""))
    member = archive.members[2]
    member.raw = zeros(200 * MIB)
    for side in (member.local, member.central):
        side.update(usize=200 * MIB, crc=crc_of_zeros(200 * MIB))
    yield reject("zeros-200-mib-dep", BOMB, archive)
    piece = zeros(15 * MIB)
    archive = bundle()
    for index in range(80):
        member = deflated(b"deps/%02d" % index, b"")
        member.raw = piece
        for side in (member.local, member.central):
            side.update(usize=15 * MIB, crc=0)
        archive.members.append(member)
    yield reject("many-below-the-limit", BOMB, archive, limits={"reads": 1100 * MIB})


def declared():
    for how, usize, csize in (
        ("usize-2g", 0x7FFFFFFF, None),
        ("usize-4g", 0xFFFFFFFE, None),
        ("csize-2g", None, 0x7FFFFFFF),
        ("csize-4g", None, 0xFFFFFFFE),
        ("both-4g", 0xFFFFFFFE, 0xFFFFFFFE),
    ):
        for who, name in ((0, "module"), (1, "json")):
            archive = bundle()
            member = archive.members[who]
            for side in (member.local, member.central):
                if usize:
                    side["usize"] = usize
                if csize:
                    side["csize"] = csize
            yield reject(
                "declares-%s-%s" % (how, name), BOMB + " zip/truncated zip/corrupt-member zip/readers-disagree", archive
            )
    for power in (32, 40, 62, 63):
        archive = bundle()
        member = module(archive)
        member.extra = member.local_extra = extra_field(
            1, (1 << power).to_bytes(8, "little") + len(member.stream()).to_bytes(8, "little")
        )
        for side in (member.local, member.central):
            side.update(usize=-1, csize=-1, need=45)
        yield reject("declares-2-%d" % power, BOMB + " zip/corrupt-member", archive)


def many():
    for how, count in (("257", 257), ("3000", 3000), ("65535", 20000)):
        archive = bundle()
        archive.members.extend(stored(b"deps/%05d" % i, b"") for i in range(count))
        yield reject("members-" + how, BOMB, archive)
    archive = bundle()
    archive.order = [0] + [1] * 5000
    yield reject("one-member-5000-times", BOMB + " zip/duplicate-member zip/readers-disagree", archive)
    for how, count in (("65534", 0xFFFE), ("65535", 0xFFFF)):
        archive = bundle()
        archive.end.update(here=count, total=count)
        yield reject("counts-" + how, "zip/readers-disagree zip/broken-header", archive)
    archive = bundle()
    for index in range(200):
        archive.members.append(stored(b"deps/%d" % index, b"", comment=b"c" * 60000))
    yield reject("comments-12-mb", "zip/comment", archive)
    archive = bundle()
    for index in range(40):
        archive.members.append(stored(b"deps/%d" % index, b"", extra=extra_field(0x5455, b"") * 16000))
    yield reject("extra-fields-640k", "zip/broken-header", archive)
    archive = bundle()
    for index in range(200):
        archive.members.append(stored(b"deps/" + b"%03d" % index + b"n" * 60000, b""))
    yield reject("names-12-mb", "zip/name-limits", archive)


def overlapping():
    """One kernel of zeros that many members share, with their headers quoted in front of it."""
    kernel = zeros(30 * MIB)
    for how, count in (("full-20", 20), ("full-200", 200)):
        archive = bundle()
        member = deflated(b"deps/k", b"")
        member.raw = kernel
        for side in (member.local, member.central):
            side.update(usize=30 * MIB, crc=crc_of_zeros(30 * MIB))
        archive.members.append(member)
        archive.order = [0, 1] + [2] * count
        yield reject(
            "overlap-" + how, BOMB + " zip/readers-disagree zip/duplicate-member", archive, limits={"reads": 64 * MIB}
        )
    archive = bundle()
    for index in range(50):
        member = deflated(b"deps/%02d" % index, b"")
        member.raw = kernel if index == 49 else b""
        behind = 49 - index
        for side in (member.local, member.central):
            side.update(usize=30 * MIB, crc=crc_of_zeros(30 * MIB), csize=len(kernel) + 5)
        member.local_extra = extra_field(0xBEEF, b"", behind * 41 if behind else 0)
        archive.members.append(member)
    yield reject(
        "overlap-quoted-in-extra", BOMB + " zip/readers-disagree zip/broken-header", archive, limits={"reads": 64 * MIB}
    )


def dep_bombs():
    def dep(data, name, rules=DEP_BOMB, **more):
        return reject("tgz-" + name, rules, bundle(dep=data), **more)

    head = Entry(b"core/z", b"", raw={"size": b"%011o" % (1100 * MIB)}).header()
    squeezer, chunk = zlib.compressobj(9, zlib.DEFLATED, -15), bytes(MIB)
    body = (
        squeezer.compress(head)
        + b"".join(squeezer.compress(chunk) for _ in range(1100))
        + squeezer.compress(bytes(1024))
        + squeezer.flush()
    )
    yield dep(b"\x1f\x8b\x08" + bytes(7) + body + bytes(8), "1100-mib-of-zeros", limits={"reads": 1100 * MIB})
    yield dep(gzip(tar([Entry(b"core/%06d" % i) for i in range(66_000)])), "66000-members")
    yield dep(gzip(tar([long_name(b"n" * 200_000), Entry(b"x")])), "long-name-200-kb")
    yield dep(gzip(tar([long_name(b"n" * 5_000_000), Entry(b"x")])), "long-name-5-mb")
    yield dep(gzip(tar([pax({b"comment": b"c" * 200_000}), Entry(b"x")])), "extended-header-200-kb")
    yield dep(gzip(tar([pax({b"comment": b"c" * 5_000_000}, b"g"), Entry(b"x")])), "global-header-5-mb")
    yield dep(gzip(tar([pax({b"k%d" % i: b"v" for i in range(20_000)}), Entry(b"x")])), "extended-header-20000-records")
    for count in (17, 20_000):
        yield dep(gzip(tar([Entry(b"x")])) + gzip(b"") * count, "%d-gzip-members" % count)
    yield dep(
        b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 200_000, "gzip-name-without-end", DEP_BOMB + " deps/unreadable-archive"
    )
    yield accept("tgz-gzip-extra-64-kb", bundle(dep=gzip(tar([Entry(b"x")]), 4, b"\xff\xff" + bytes(65535))))
    yield dep(
        gzip(tar([Entry(b"x", raw={"size": b"\x80" + (1 << 60).to_bytes(11, "big")})])),
        "declares-2-60",
        DEP_BOMB + " deps/unreadable-archive",
    )
    many = [x for i in range(1500) for x in (long_name(b"core/" + b"d%05d/" % i * 2000), Entry(b"y"))]
    yield dep(gzip(tar(many)), "long-names-together", DEP_BOMB + " deps/unsafe-archive")


def cases():
    for group in (flat, declared, many, overlapping, dep_bombs):
        yield from group()
