"""The module file: what it is at all, its header, its segments and sections, its end."""

from .base import SO, accept, bundle, reject, warn
from .elf import DYN, DYNAMIC, LOADS, NOTES, Module

NOT_ELF, BAD, SHORT = "elf/not-elf", "elf/malformed elf/truncated elf/no-dynamic-section elf/no-onload", "elf/truncated"
SECTIONS = "elf/section-table elf/truncated"


def of(module):
    return bundle(so=module if isinstance(module, bytes) else module.bytes())


OTHERS = [
    ("nothing", b""),
    ("one-byte", b"\x7f"),
    ("magic-only", b"\x7fELF"),
    ("text", b"hello\n"),
    ("html", b"<!DOCTYPE html><html>404</html>"),
    ("json", b"{}"),
    ("script", b"#!/bin/sh\nexit\n"),
    ("lfs-pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"),
    ("mach-o-64", b"\xcf\xfa\xed\xfe" + bytes(60)),
    ("mach-o-32", b"\xce\xfa\xed\xfe" + bytes(60)),
    ("mach-o-big-endian", b"\xfe\xed\xfa\xcf" + bytes(60)),
    ("mach-o-fat", b"\xca\xfe\xba\xbe\0\0\0\2" + bytes(60)),
    ("fat-many", b"\xca\xfe\xba\xbe\xff\xff\xff\xff" + bytes(60)),
    ("java-class", b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(60)),
    ("pe", b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + bytes(60)),
    ("mz-far", b"MZ" + bytes(58) + b"\xff\xff\xff\x7f"),
    ("wasm", b"\0asm\1\0\0\0"),
    ("bitcode", b"BC\xc0\xde" + bytes(60)),
    ("ar", b"!<arch>\n" + b"x.o/".ljust(48) + b"4         `\nabcd"),
    ("thin-ar", b"!<thin>\n" + bytes(60)),
    ("ld-script", b"/* GNU ld script */\nINPUT(libx.so.1)\n"),
    ("nulls", bytes(4096)),
    ("ones", b"\xff" * 4096),
    ("bom", b"\xef\xbb\xbf" + SO),
    ("newline", b"\n" + SO),
    ("crlf", SO.replace(b"\n", b"\r\n")[:0] + b"\r\n" + SO),
    ("lower-magic", b"\x7felf" + SO[4:]),
    ("swapped-magic", b"ELF\x7f" + SO[4:]),
    ("aout", b"\x0b\1\x64\0" + bytes(60)),
    ("python", b"\xcb\x0d\x0d\x0a" + bytes(60)),
    ("sqlite", b"SQLite format 3\0" + bytes(60)),
    ("png", b"\x89PNG\r\n\x1a\n" + bytes(60)),
    ("rust-lib", b"!<arch>\nlib.rmeta/" + bytes(60)),
]


def other_files():
    for how, data in OTHERS:
        yield reject("is-" + how, NOT_ELF + " elf/not-shared-object elf/truncated elf/malformed", bundle(so=data))


def header():
    for how, value in (("0", 0), ("1", 1), ("3", 3), ("255", 255)):
        yield reject("class-" + how, "elf/malformed elf/wrong-machine", of(Module().header(**{"class": value})))
        yield reject(
            "byte-order-" + how.replace("1", "2", 1),
            "elf/malformed elf/wrong-machine",
            of(Module().header(data=2 if value == 1 else value)),
        )
    for value in (0, 2, 255):
        yield reject("ident-version-%d" % value, "elf/malformed", of(Module().header(ident_version=value)))
        yield reject("version-%d" % value, "elf/malformed", of(Module().header(version=value)))
    for value in (1, 2, 6, 9, 12, 64, 97, 255):
        yield reject("osabi-%d" % value, "elf/malformed elf/wrong-machine", of(Module().header(osabi=value)))
    yield accept("osabi-linux", of(Module().header(osabi=3)))
    for value in (1, 255):
        yield reject("abi-version-%d" % value, "elf/malformed", of(Module().header(abi_version=value)))
    for value in (0, 1, 2, 4, 0xFE00, 0xFF00, 0xFFFF):
        yield reject("type-%d" % value, "elf/not-shared-object elf/malformed", of(Module().header(type=value)))
    for value in (0, 2, 3, 8, 20, 21, 22, 40, 50, 183, 243, 247, 258, 0xFFFF):
        yield reject("machine-%d" % value, "elf/wrong-machine", of(Module().header(machine=value)))
    for value in (0, 1, 55, 57, 64, 0xFFFF):
        yield reject("phentsize-%d" % value, "elf/malformed elf/truncated", of(Module().header(phentsize=value)))
    for value in (0, 1, 500, 0xFFFF):
        yield reject("phnum-%d" % value, BAD, of(Module().header(phnum=value)))
    for how, value in (
        ("0", 0),
        ("1", 1),
        ("end", len(SO)),
        ("far", 1 << 40),
        ("max", (1 << 64) - 1),
        ("wraps", (1 << 64) - 56),
    ):
        yield reject("phoff-" + how, BAD, of(Module().header(phoff=value)))
    yield accept("entry-anything", of(Module().header(entry=(1 << 64) - 1)))
    for how, fields in (
        ("shoff-max", {"shoff": (1 << 64) - 1}),
        ("shoff-end", {"shoff": len(SO)}),
        ("shoff-1", {"shoff": 1}),
        ("shnum-ffff", {"shnum": 0xFFFF}),
        ("shnum-1000", {"shnum": 1000}),
        ("shentsize-0", {"shentsize": 0}),
        ("shentsize-1", {"shentsize": 1}),
        ("shentsize-128", {"shentsize": 128}),
        ("shstrndx-1000", {"shstrndx": 1000}),
        ("shstrndx-ffff", {"shstrndx": 0xFFFF}),
    ):
        yield warn(how, SECTIONS, of(Module().header(**fields)))
    yield accept("no-sections", of(Module().header(shoff=0, shnum=0, shstrndx=0)))
    yield accept("no-sections-but-size", of(Module().header(shoff=0, shnum=0, shstrndx=0, shentsize=64)))


def segments():
    for index in LOADS:
        for how, fields in (
            ("filesz-huge", {"filesz": 1 << 40}),
            ("filesz-max", {"filesz": (1 << 64) - 1}),
            ("filesz-above-memsz", {"memsz": lambda v: v // 2}),
            ("memsz-0", {"memsz": 0}),
            ("offset-far", {"offset": 1 << 40}),
            ("offset-max", {"offset": (1 << 64) - 0x1000}),
            ("vaddr-wraps", {"vaddr": (1 << 64) - 0x1000}),
            ("offset-not-aligned", {"offset": lambda v: v + 1}),
            ("align-3", {"align": 3}),
        ):
            yield reject("load-%d-%s" % (index, how), BAD, of(Module().segment(index, **fields)))
    yield reject("load-memsz-huge", BAD, of(Module().segment(3, memsz=1 << 50)))
    yield reject("load-order-wrong", BAD, of(Module().segment(1, vaddr=0x9000)))
    yield reject("load-overlap", BAD, of(Module().segment(1, vaddr=0)))
    yield reject("load-none", BAD, of(all_segments(type=0)))
    yield warn("load-2-lost", "elf/section-table", of(Module().segment(2, type=0)))
    for index in (0, 1, 3):
        yield reject("load-%d-lost" % index, BAD + " elf/executable-stack", of(Module().segment(index, type=0)))
    yield reject("load-code-not-executable", BAD, of(Module().segment(1, flags=4)))
    for how, fields in (
        ("lost", {"type": 0}),
        ("vaddr-elsewhere", {"vaddr": 0x2000}),
        ("vaddr-out", {"vaddr": 1 << 40}),
        ("filesz-0", {"filesz": 0, "memsz": 0}),
        ("filesz-7", {"filesz": 7, "memsz": 7}),
        ("huge", {"filesz": 1 << 40, "memsz": 1 << 40}),
    ):
        # the loader walks to the end mark, whatever the size
        yield (warn if how in ("filesz-7", "huge") else reject)("dynamic-" + how, BAD, of(Module().segment(DYN, **fields)))
    yield reject("dynamic-two", BAD, of(Module().segment(6, type=DYNAMIC, vaddr=0x2000, offset=0x2000)))
    yield reject("dynamic-offset-elsewhere", BAD, of(Module().segment(DYN, offset=0x2000)))
    yield accept("interpreter-far", of(Module().segment(6, type=3, offset=1 << 40)))
    yield warn("stack-executable", "elf/executable-stack", of(Module().segment(7, flags=7)))
    for how, fields in (("sizes-max", None), ("far", {"offset": 1 << 40}), ("huge", {"filesz": 1 << 40})):
        module = Module()
        if fields:
            module.segment(NOTES, **fields)
        else:
            module.put(0x238, 4, 0xFFFFFFFF).put(0x23C, 4, 0xFFFFFFFF)
        yield warn("note-" + how, "elf/malformed elf/truncated elf/section-table", of(module))
    yield accept("note-align-0", of(Module().segment(NOTES, align=0)))
    yield accept("segment-unknown", of(Module().segment(6, type=0x60000000)))


def all_segments(**fields):
    module = Module()
    for index in LOADS:
        module.segment(index, **fields)
    return module


def sections():
    for how, index, fields in (
        ("offset-wraps", 3, {"offset": (1 << 64) - 8}),
        ("size-huge", 3, {"size": 1 << 50}),
        ("size-max", 11, {"size": (1 << 64) - 1}),
        ("offset-far", 9, {"offset": 1 << 40}),
        ("name-far", 9, {"name": 0xFFFFFFFF}),
        ("dynsym-nobits", 3, {"type": 8}),
        ("dynsym-elsewhere", 3, {"addr": 0x2000, "offset": 0x2000}),
        ("dynamic-elsewhere", 16, {"addr": 0x2000, "offset": 0x2000}),
        ("dynstr-elsewhere", 4, {"addr": 0x2000, "offset": 0x2000}),
        ("names-far", 22, {"offset": 1 << 40}),
    ):
        yield warn("section-" + how, SECTIONS, of(Module().section(index, **fields)))
    module = Module()
    for index in range(23):
        for at in range(8):
            module.put(module.get(40, 8) + 64 * index + 8 * at, 8, 0)
    yield warn("sections-all-zero", SECTIONS, of(module))


def ends():
    length = len(SO)
    for at in (4, 15, 16, 17, 20, 52, 63):
        yield reject("cut-at-%d" % at, "elf/truncated elf/not-elf elf/malformed", bundle(so=SO[:at]))
    for at in (64, 100, 600, 0x1000, 0x2000, 0x2E68, 0x2F00, 0x3007):
        yield reject("cut-at-%d" % at, SHORT, bundle(so=SO[:at]))
    for at in (0x3008, 0x3100, length - 64, length - 1):
        yield warn("cut-at-%d" % at, SHORT + " elf/section-table", bundle(so=SO[:at]))
    for how, more in (
        ("text", b"hidden text" * 9),
        ("zip", b"PK\3\4" + bytes(200)),
        ("nulls-64-kb", bytes(65536)),
        ("second-module", SO),
        ("script", b"#!/bin/sh\nrm -rf /\n" * 4),
    ):
        yield warn("behind-" + how, "elf/trailing-data", bundle(so=SO + more))
    yield reject(
        "text-mode",
        "elf/truncated elf/malformed elf/not-elf elf/no-dynamic-section elf/no-onload",
        bundle(so=SO.replace(b"\n", b"\r\n")),
    )
    yield reject(
        "utf-8-mode",
        "elf/truncated elf/malformed elf/not-elf elf/no-dynamic-section elf/no-onload elf/wrong-machine",
        bundle(so=SO.decode("utf-8", "replace").encode()),
    )
    yield reject(
        "all-ones-behind-ident",
        BAD + " elf/wrong-machine elf/not-shared-object",
        bundle(so=SO[:16] + b"\xff" * (length - 16)),
    )
    yield reject(
        "zeros-behind-ident", BAD + " elf/wrong-machine elf/not-shared-object", bundle(so=SO[:16] + bytes(length - 16))
    )
    yield reject("zeros-behind-header", BAD, bundle(so=SO[:64] + bytes(length - 64)))
    yield reject("zeros-behind-segments", BAD, bundle(so=SO[:0x238] + bytes(length - 0x238)))
    archive = bundle(architecture="aarch64")
    yield reject("metadata-says-aarch64", "elf/wrong-machine", archive)


def cases():
    for group in (other_files, header, segments, sections, ends):
        yield from group()
