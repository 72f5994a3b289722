"""The end records, zip64 or not, and bytes in front of, between and behind the records."""

import base64
import struct

from mutants.zip_writer import LOCATOR, RECORD, pack

from .base import SO, accept, bundle, module, reject, warn

COUNT, PLACE = (
    "zip/readers-disagree",
    "zip/readers-disagree zip/broken-header zip/truncated zip/prepended-data zip/trailing-data",
)
SENTINELS = {"here": 0xFFFF, "total": 0xFFFF, "cdsize": 0xFFFFFFFF, "cdoff": 0xFFFFFFFF}


def with_end(**changes):
    archive = bundle()
    archive.end.update(changes)
    return archive


def plain():
    for name in ("here", "total"):
        for how, value in (("0", 0), ("1", 1), ("3", 3), ("fffe", 0xFFFE), ("ffff", 0xFFFF)):
            yield reject("%s-%s" % (name, how), COUNT + " zip/broken-header", with_end(**{name: value}))
    for how, value in (("0", 0), ("1", 1), ("3", 3), ("258", 258), ("ffff", 0xFFFF)):
        yield reject("counts-" + how, COUNT + " zip/broken-header", with_end(here=value, total=value))
    for name in ("disk", "cddisk"):
        for how, value in (("1", 1), ("255", 255), ("ffff", 0xFFFF)):
            yield reject("%s-%s" % (name, how), "zip/broken-header", with_end(**{name: value}))
    for name in ("cdsize", "cdoff"):
        for how, value in (
            ("0", 0),
            ("1", 1),
            ("less-1", lambda v: v - 1),
            ("more-1", lambda v: v + 1),
            ("more-22", lambda v: v + 22),
            ("less-46", lambda v: v - 46),
            ("2g", 0x7FFFFFFF),
            ("4g", 0xFFFFFFFE),
            ("ffffffff", 0xFFFFFFFF),
        ):
            yield reject(
                "%s-%s" % (name, how),
                PLACE + " zip/missing-module-json zip/missing-module-file zip/no-module",
                with_end(**{name: value}),
            )


def zip64(**changes):
    archive = bundle()
    archive.zip64 = True
    archive.end.update(SENTINELS)
    for part, values in changes.items():
        getattr(archive, part).update(values)
    return archive


def wide():
    yield accept("zip64-sentinels", zip64())
    yield accept("zip64-plain-fields", plain_zip64())
    for name in SENTINELS:
        yield reject("zip64-%s-0" % name, COUNT, zip64(end={name: 0}))
    big = (
        ("0", 0),
        ("1", 1),
        ("more-1", lambda v: v + 1),
        ("2-32", 1 << 32),
        ("2-62", 1 << 62),
        ("2-63", 1 << 63),
        ("max", (1 << 64) - 1),
        ("wraps", (1 << 64) - 100),
    )
    for name in ("here", "total", "cdsize", "cdoff"):
        for how, value in big:
            yield reject(
                "zip64-record-%s-%s" % (name, how),
                PLACE + " zip/missing-module-json zip/missing-module-file zip/no-module",
                zip64(record={name: value}),
            )
    for how, value in (("0", 0), ("43", 43), ("45", 45), ("56", 56), ("max", (1 << 64) - 1)):
        yield reject("zip64-record-size-" + how, "zip/readers-disagree", zip64(record={"size": value}))
    for part, name in (("record", "disk"), ("record", "cddisk"), ("locator", "disk")):
        for how, value in (("1", 1), ("max", 0xFFFFFFFF)):
            yield reject("zip64-%s-%s-%s" % (part, name, how), "zip/broken-header", zip64(**{part: {name: value}}))
    for how, value in (("2", 2), ("max", 0xFFFFFFFF)):
        yield reject("zip64-disks-" + how, "zip/broken-header", zip64(locator={"disks": value}))
    for how, value in (
        ("0", 0),
        ("4", 4),
        ("more-1", lambda v: v + 1),
        ("less-1", lambda v: v - 1),
        ("2-63", 1 << 63),
        ("max", (1 << 64) - 1),
    ):
        yield reject("zip64-locator-offset-" + how, "zip/readers-disagree", zip64(locator={"offset": value}))
    for part in ("record", "locator"):
        yield reject("zip64-%s-signature" % part, PLACE, zip64(**{part: {"sig": 0x06064B51}}))
    yield accept("zip64-record-versions", zip64(record={"made": 0x31E, "need": 45}))
    for how, tail in (("null", b"\0"), ("12", b"\1\0\x08\0\0\0" + bytes(6)), ("1000", bytes(1000))):
        archive = zip64(record={"size": 44 + len(tail)})
        archive.after_record = tail
        yield reject("zip64-extensible-data-" + how, PLACE, archive)
        archive = zip64()
        archive.after_record = tail
        yield reject("zip64-behind-record-" + how, PLACE, archive)
        archive = zip64()
        archive.after_locator = tail
        yield reject("zip64-behind-locator-" + how, PLACE, archive)
    yield from lone_records()


def plain_zip64():
    """Both end records say all: the zip64 one is not needed, and agrees."""
    archive = bundle()
    archive.zip64 = True
    return archive


def lone_records():
    record = pack(RECORD, {"sig": 0x06064B50, "size": 44, "made": 45, "need": 45, "here": 2, "total": 2})
    locator = pack(LOCATOR, {"sig": 0x07064B50, "disks": 1})
    for how, junk in (
        ("record", record),
        ("locator", locator),
        ("record-of-nothing", record[:12] + bytes(44)),
        ("two-locators", locator * 2),
        ("locator-then-record", locator + record),
    ):
        archive = bundle()
        archive.before_end = junk
        yield reject("zip64-lone-" + how, PLACE, archive)
    archive = zip64()
    archive.before_end = record
    yield reject("zip64-two-records", PLACE, archive)
    archive = bundle()
    archive.comment = record + locator
    yield reject("zip64-records-in-comment", "zip/broken-header zip/comment", archive)


def filler(name):
    return {
        "byte": b"\0",
        "newline": b"\n",
        "nulls": bytes(512),
        "text": b"hello there\n" * 9,
        "4k": bytes(4096),
        "shebang": b'#!/bin/sh\nexec unzip -o "$0"\n',
        "elf": SO[:400],
        "gzip": b"\x1f\x8b\x08" + bytes(15),
        "html": b"<!DOCTYPE html><html>",
        "pdf": b"%PDF-1.7\n",
        "tar": tar_head(),
        "exe": b"MZ" + bytes(126),
        "png": b"\x89PNG\r\n\x1a\n" + bytes(9),
        "bom": b"\xef\xbb\xbf",
        "spanning": b"PK\x07\x08",
        "spanned-one": b"PK00",
        "local-header": b"PK\3\4" + bytes(40),
        "descriptor": b"PK\x07\x08" + bytes(12),
        "central-header": b"PK\1\2" + bytes(60),
        "end-record": b"PK\5\6" + bytes(18),
        "extra-data-record": b"PK\6\x08" + struct.pack("<I", 8) + bytes(8),
        "signature-record": b"PK\5\5" + struct.pack("<H", 8) + bytes(8),
        "zip-inside": bundle().build(),
    }[name]


def tar_head():
    name = b"module.json".ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + b"00000000002\0" + b"0" * 11 + b"\0"
    head = bytearray(name + b" " * 8 + b"0" + bytes(100) + b"ustar\x0000").ljust(512, b"\0")
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + b"{}".ljust(512, b"\0")


FILLERS = [
    "byte",
    "newline",
    "nulls",
    "text",
    "4k",
    "shebang",
    "elf",
    "gzip",
    "html",
    "pdf",
    "tar",
    "exe",
    "png",
    "bom",
    "spanning",
    "spanned-one",
    "local-header",
    "descriptor",
    "central-header",
    "end-record",
    "extra-data-record",
    "signature-record",
    "zip-inside",
]


def around():
    for name in FILLERS:
        junk = filler(name)
        for where in ("prefix", "counted", "suffix", "before_dir", "before_end", "between", "padded"):
            if where in ("between", "padded") and name not in ("byte", "nulls", "local-header", "zip-inside", "text"):
                continue
            archive = bundle()
            if where == "between":
                archive.members[1].before = junk
            elif where == "padded":
                module(archive).descriptor = junk
            elif where == "counted":
                archive.prefix, archive.counted = junk, True
            else:
                setattr(archive, where, junk)
            rules = {
                "prefix": "zip/prepended-data zip/not-a-zip",
                "counted": "zip/prepended-data",
                "suffix": "zip/trailing-data zip/readers-disagree zip/prepended-data zip/broken-header zip/truncated",
            }.get(where, PLACE)
            if name == "end-record" and where == "suffix":
                rules += " zip/missing-module-json"
            yield reject("%s-%s" % (where.replace("_", "-"), name), rules, archive)


def comments():
    end = b"PK\5\6" + bytes(18)
    for how, comment, expected in (
        ("text", b"built on 2024-01-01", "accept"),
        ("utf-8", "gr\u00fc\u00dfe".encode(), "accept"),
        ("newlines", b"a\r\nb\n", "accept"),
        ("null", b"\0", "reject"),
        ("nulls", bytes(22), "reject"),
        ("escape", b"\x1b[2J", "reject"),
        ("delete", b"\x7f", "reject"),
        ("4096", b"c" * 4096, "accept"),
        ("4097", b"c" * 4097, "reject"),
        ("65535", b"c" * 65535, "reject"),
        ("end-signature", b"PK\5\6", "reject"),
        ("end-record", end, "reject"),
        ("end-record-then-text", end + b"text", "reject"),
        ("local-signature", b"see PK\3\4", "reject"),
        ("central-signature", b"PK\1\2", "reject"),
        ("locator", b"PK\6\7" + b"x" * 16, "reject"),
        ("split-signature", b"PK\7\x08", "reject"),
        ("tail-of-an-end", bytes(18), "reject"),
        ("pk-text", b"PK is Phil Katz", "accept"),
        ("zip", bundle().build(), "reject"),
    ):
        archive = bundle()
        archive.comment = comment
        rules = "zip/comment zip/broken-header zip/readers-disagree zip/prepended-data zip/truncated"
        yield accept("comment-" + how, archive) if expected == "accept" else reject("comment-" + how, rules, archive)
        if len(comment) > 4000 or how == "zip":
            continue
        archive = bundle()
        module(archive).comment = comment
        made = (warn if expected == "accept" else reject)(
            "member-comment-" + how, "zip/comment zip/broken-header zip/readers-disagree", archive
        )
        yield made
    for how, step in (("short", -1), ("shorter", -5), ("long", 1), ("longer", 100), ("max", 0xFF00)):
        archive = bundle()
        archive.comment = b"ten bytes!"
        archive.end["clen"] = lambda v, step=step: v + step
        yield reject("comment-length-" + how, "zip/readers-disagree zip/trailing-data zip/truncated", archive)


def cuts():
    data = bundle().build()
    directory = data.rfind(b"PK\1\2", 0, data.rfind(b"PK\1\2"))
    second, end = data.find(b"PK\3\4", 4), len(data) - 22
    for how, at in (
        ("0", 0),
        ("1", 1),
        ("3", 3),
        ("4", 4),
        ("21", 21),
        ("22", 22),
        ("29", 29),
        ("30", 30),
        ("38", 38),
        ("1000", 1000),
        ("second-header", second),
        ("in-second-header", second + 10),
        ("directory", directory),
        ("in-directory", directory + 5),
        ("second-central", directory + 54),
        ("end", end),
        ("in-end", end + 4),
        ("end-less-1", len(data) - 1),
        ("end-less-2", len(data) - 2),
    ):
        yield reject("cut-at-" + how, "zip/truncated zip/not-a-zip zip/empty", data[:at])
    for how, at in (("1", 1), ("4", 4), ("30", 30), ("second", second), ("directory", directory), ("end", end)):
        yield reject(
            "front-lost-" + how,
            "zip/truncated zip/prepended-data zip/not-a-zip zip/readers-disagree zip/broken-header zip/missing-module-json zip/no-module",
            data[at:],
        )
    for how, gone in (("1-byte", 1), ("100-bytes", 100), ("512-bytes", 512)):
        yield reject(
            "middle-lost-" + how,
            "zip/truncated zip/readers-disagree zip/broken-header zip/corrupt-member",
            data[:1000] + data[1000 + gone :],
        )
    yield reject(
        "text-mode-crlf",
        "zip/truncated zip/readers-disagree zip/broken-header zip/corrupt-member zip/prepended-data",
        data.replace(b"\n", b"\r\n"),
    )
    yield reject(
        "text-mode-lf",
        "zip/truncated zip/readers-disagree zip/broken-header zip/corrupt-member zip/prepended-data",
        text_mode(data),
    )
    yield reject(
        "text-mode-utf-8",
        "zip/truncated zip/readers-disagree zip/broken-header zip/corrupt-member zip/prepended-data zip/not-a-zip",
        data.decode("utf-8", "replace").encode(),
    )
    yield reject("twice", "zip/prepended-data", data + data)
    yield reject("base64", "zip/not-a-zip", base64.b64encode(data))
    yield reject(
        "swapped-bytes",
        "zip/not-a-zip zip/truncated",
        bytes(b for i in range(0, len(data) - 1, 2) for b in (data[i + 1], data[i])),
    )


def text_mode(data):
    return data.replace(b"\r\n", b"\n") if b"\r\n" in data else data.replace(b"\r", b"\n")


def others():
    for how, data in (
        ("nulls", bytes(4096)),
        ("space", b" " * 100),
        ("text", b"not a zip\n" * 20),
        ("html", b"<html><body>404</body></html>"),
        ("rar", b"Rar!\x1a\x07\x01\0" + bytes(90)),
        ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(90)),
        ("gzip", b"\x1f\x8b\x08" + bytes(90)),
        ("tar", tar_head() + bytes(1024)),
        ("xz", b"\xfd7zXZ\0" + bytes(90)),
        ("zstd", b"\x28\xb5\x2f\xfd" + bytes(90)),
        ("bzip2", b"BZh91AY&SY" + bytes(90)),
        ("cab", b"MSCF" + bytes(90)),
        ("ones", b"\xff" * 4096),
        ("pdf", b"%PDF-1.7\n" + bytes(90)),
        ("rpm", b"\xed\xab\xee\xdb" + bytes(100)),
        ("deb", b"!<arch>\ndebian-binary   " + bytes(80)),
        ("yaml", b"module: x\n" * 9),
    ):
        yield reject("not-a-zip-" + how, "zip/not-a-zip zip/truncated meta/unreadable elf/not-elf meta/not-an-object", data)


def cases():
    for group in (plain, wide, around, comments, cuts, others):
        yield from group()
