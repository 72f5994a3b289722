"""Compressed data that is wrong, unfinished, too long, or of an odd but legal form."""

import struct
import zlib

from mutants.deflate import Bits, block_head, stored_block

from .base import SO, accept, bundle, deflated, json_member, module, raw_deflate, reject, text, with_members

DAMAGED = "zip/corrupt-member"


def with_stream(who, raw):
    archive = bundle()
    archive.members[who].raw = raw
    return archive


def blocks(data, final=1, sizes=60000):
    bits = Bits()
    parts = [data[i : i + sizes] for i in range(0, len(data), sizes)] or [b""]
    for index, part in enumerate(parts):
        stored_block(bits, part, final if index == len(parts) - 1 else 0)
    return bits.done()


def block_type(kind, data=b""):
    bits = Bits()
    block_head(bits, kind, 1)
    return bits.done() + data


def good(data):
    for level in (0, 1, 6, 9):
        yield "level-%d" % level, raw_deflate(data, level)
    for name, strategy in (
        ("huffman-only", zlib.Z_HUFFMAN_ONLY),
        ("runs", zlib.Z_RLE),
        ("fixed", zlib.Z_FIXED),
        ("filtered", zlib.Z_FILTERED),
    ):
        squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, 8, strategy)
        yield name, squeezer.compress(data) + squeezer.flush()
    for name, mode in (
        ("sync-flush", zlib.Z_SYNC_FLUSH),
        ("full-flush", zlib.Z_FULL_FLUSH),
        ("partial-flush", zlib.Z_PARTIAL_FLUSH),
    ):
        squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
        yield name, b"".join(
            squeezer.compress(data[i : i + 500]) + squeezer.flush(mode) for i in range(0, len(data), 500)
        ) + squeezer.flush()
    yield "small-window", (lambda s: s.compress(data) + s.flush())(zlib.compressobj(9, zlib.DEFLATED, -9))
    yield "stored-blocks", blocks(data, sizes=100)
    yield "empty-last-block", b"".join((raw_blocks_open(data), b"\x01\0\0\xff\xff"))
    yield "many-empty-blocks", b"\0\0\0\xff\xff" * 3000 + raw_deflate(data)


def raw_blocks_open(data):
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezer.compress(data) + squeezer.flush(zlib.Z_FULL_FLUSH)


def damaged(data):
    raw = raw_deflate(data)
    flipped = bytearray(raw)
    flipped[len(raw) // 2] ^= 0x10
    yield "flipped-bit", bytes(flipped)
    yield "first-byte-ff", b"\xff" + raw[1:]
    yield "cut-last", raw[:-1]
    yield "cut-half", raw[: len(raw) // 2]
    yield "empty", b""
    yield "no-final-block", raw_blocks_open(data)
    yield "one-zero", b"\0"
    yield "block-type-3", block_type(3, bytes(30))
    yield "stored-complement", b"\1" + struct.pack("<HH", len(data) & 0xFFFF, 0) + data
    yield "stored-too-long", b"\1" + struct.pack("<HH", len(data) + 9, ~(len(data) + 9) & 0xFFFF) + data
    yield "distance-too-far", bytes([0x63, 0x00, 0x82, 0x00, 0x00, 0x00]) + raw
    yield "zlib-wrapped", zlib.compress(data)
    yield "gzip-wrapped", b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + raw + struct.pack("<II", zlib.crc32(data), len(data))
    yield "plain-text", data
    yield "code-lengths-all-zero", block_type(2, bytes(20))
    yield "code-lengths-all-one", b"\xed" + b"\xff" * 40


def behind(data):
    raw = raw_deflate(data)
    for how, more in (
        ("null", b"\0"),
        ("nulls", bytes(100)),
        ("text", b"hidden text"),
        ("second-stream", raw),
        ("local-header", b"PK\3\4" + bytes(26)),
        ("empty-block", b"\1\0\0\xff\xff"),
        ("newline", b"\n"),
    ):
        yield how, raw + more


def lengths():
    data = text()
    for how, change in (
        ("more", data + b" "),
        ("much-more", data + b" " * 5000),
        ("less", data[:-1]),
        ("much-less", data[:30]),
        ("nothing", b""),
    ):
        archive = bundle()
        member = json_member(archive)
        member.raw = raw_deflate(change)
        yield reject("declares-other-size-%s" % how, DAMAGED, archive)
        archive = bundle()
        member = json_member(archive)
        member.raw = raw_deflate(change)
        for side in (member.local, member.central):
            side["crc"] = zlib.crc32(change[: len(data)])
        yield reject("declares-other-size-%s-crc-fits" % how, DAMAGED, archive)
    for who in (0, 1):
        for how, usize in (("1", 1), ("0", 0), ("half", len(bundle().members[who].data) // 2)):
            archive = bundle()
            member = archive.members[who]
            for side in (member.local, member.central):
                side.update(usize=usize, crc=zlib.crc32(member.data[:usize]))
            yield reject("declares-less-%s-crc-fits-%d" % (how, who), DAMAGED, archive)
    archive = bundle()
    member = module(archive)
    member.method, member.raw = 0, None
    for side in (member.local, member.central):
        side["usize"] = lambda v: v - 1
    yield reject("stored-sizes-differ", DAMAGED, archive)
    archive = with_members(
        deflated(b"deps/a", b""),
        dependencies={
            "a": {
                "url": "https://example.com/a",
                "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            }
        },
    )
    archive.members[2].raw = b""
    yield reject("deflated-nothing", DAMAGED, archive)


def cases():
    for who, name, data in ((0, "module", SO), (1, "json", text())):
        for how, raw in good(data):
            yield accept("good-%s-%s" % (how, name), with_stream(who, raw))
        for how, raw in damaged(data):
            yield reject("bad-%s-%s" % (how, name), DAMAGED, with_stream(who, raw))
        for how, raw in behind(data):
            yield reject("behind-%s-%s" % (how, name), DAMAGED, with_stream(who, raw))
    yield from lengths()
