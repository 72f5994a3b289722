"""What the dynamic section leads to: strings, symbols, hash tables, versions, relocations."""

import struct

from .base import accept, reject, warn
from .elf import ONLOAD, TAGS, Module, elf_hash, verneed
from .elf_header import of

BAD = "elf/malformed elf/no-onload elf/truncated"
FAR = (("0", 0), ("far", 1 << 40), ("max", (1 << 64) - 1), ("end", 0x9000), ("wraps", (1 << 64) - 8))


def addresses():
    for name in ("STRTAB", "SYMTAB", "GNU_HASH"):
        for how, value in FAR:
            if how == "0" and name != "STRTAB":
                continue
            yield reject("%s-%s" % (name.lower(), how), BAD, of(Module().tag(name, value)))
        yield reject("%s-lost" % name.lower(), BAD, of(Module().drop(name)))
    for name in ("RELA", "INIT", "INIT_ARRAY", "FINI_ARRAY"):
        for how, value in FAR[1:3]:
            yield reject("%s-%s" % (name.lower(), how), BAD, of(Module().tag(name, value)))
    for how, value in (("0", 0), ("1", 1), ("3", 3), ("far", 1 << 40), ("max", (1 << 64) - 1)):
        yield reject("strsz-" + how, BAD, of(Module().tag("STRSZ", value)))
    for value in (0, 16, 23, 25, 48):
        yield reject("syment-%d" % value, BAD, of(Module().tag("SYMENT", value)))
    for value in (0, 16, 23, 48):
        yield reject("relaent-%d" % value, BAD, of(Module().tag("RELAENT", value)))
    for how, value in (("far", 1 << 40), ("max", (1 << 64) - 1), ("odd", 169)):
        yield reject("relasz-" + how, BAD, of(Module().tag("RELASZ", value)))
    for how, value in (("far", 1 << 40), ("max", (1 << 64) - 8)):
        yield reject("init-arraysz-" + how, BAD, of(Module().tag("INIT_ARRAYSZ", value)))
    yield warn("no-end-mark", BAD, of(no_end()))
    yield reject("first-entry-ends", BAD, of(Module().put(0x2E78, 8, 0)))


def no_end():
    module = Module()
    for at in module.dynamic():
        if module.get(at, 8) == 0:
            module.put(at, 8, 21)
    return module


def strings():
    for tag, how in (("NEEDED", "needed"), ("SONAME", "soname"), ("RPATH", "rpath"), ("RUNPATH", "runpath")):
        for what, value in (("far", 1 << 40), ("past-end", 105), ("max", (1 << 64) - 1)):
            yield reject("%s-%s" % (how, what), BAD, of(Module().add(tag, value)))
    for how, name, made, rules in (
        ("absolute", b"/tmp/evil.so", warn, "elf/rpath elf/missing-library"),
        ("relative", b"./evil.so", warn, "elf/rpath elf/missing-library"),
        ("parent", b"../lib/evil.so", warn, "elf/rpath elf/missing-library"),
        ("origin", b"$ORIGIN/evil.so", warn, "elf/rpath elf/missing-library"),
        ("empty", b"", warn, "elf/missing-library elf/malformed elf/rpath"),
        ("not-utf-8", b"lib\xff\xfe.so", reject, "elf/malformed elf/missing-library"),
        ("escape", b"lib\x1b[2J.so", reject, "elf/malformed elf/missing-library"),
        ("newline", b"lib\nx.so", reject, "elf/malformed elf/missing-library"),
        ("long", b"l" * 300 + b".so", reject, "elf/malformed elf/missing-library"),
        ("1-mb", b"l" * 1_000_000, reject, "elf/malformed elf/missing-library"),
        ("unknown", b"libnone.so.7", warn, "elf/missing-library"),
        ("openssl", b"libssl.so.1.0.0", warn, "elf/missing-library"),
        ("musl", b"libc.musl-x86_64.so.1", reject, "elf/missing-library"),
        ("darwin", b"libSystem.B.dylib", warn, "elf/missing-library"),
        ("itself", b"hello.so", warn, "elf/missing-library"),
    ):
        module = Module()
        at = module.strings(name)
        yield made("needed-" + how, rules, of(module.add("NEEDED", at)))
    for how, name, made in (
        ("absolute", b"/home/build/lib", warn),
        ("relative", b"lib", warn),
        ("empty-part", b"/opt/x::/opt/y", warn),
        ("tmp", b"/tmp", warn),
    ):
        for tag in ("RPATH", "RUNPATH"):
            module = Module()
            at = module.strings(name)
            yield made("%s-%s" % (tag.lower(), how), "elf/rpath", of(module.add(tag, at)))
    for count in (300, 10_000):
        yield reject("needed-%d" % count, "elf/malformed elf/missing-library", of(many_needed(count)))


def many_needed(count):
    """A dynamic section elsewhere, with that many libraries."""
    module = Module()
    at = module.strings(b"libc.so.6")
    entries = [(TAGS["NEEDED"], at)] * count + [(module.get(a, 8), module.get(a + 8, 8)) for a in module.dynamic()]
    address = len(module.data) + 0x1000
    address += -address % 16
    module.data.extend(bytes(address - 0x1000 - len(module.data)))
    module.data.extend(b"".join(struct.pack("<QQ", *entry) for entry in entries))
    size = len(module.data) - 0x2E68
    return module.segment(3, filesz=size, memsz=size).segment(
        4, offset=address - 0x1000, vaddr=address, filesz=16 * len(entries), memsz=16 * len(entries)
    )


def symbols():
    for how, fields in (
        ("undefined", {"shndx": 0, "value": 0}),
        ("undefined-with-value", {"shndx": 0}),
        ("value-0", {"value": 0}),
        ("value-far", {"value": 1 << 40}),
        ("value-in-data", {"value": 0x4000}),
        ("value-in-strings", {"value": 0x318}),
        ("object", {"info": 0x11}),
        ("section", {"info": 0x13}),
        ("file", {"info": 0x14}),
        ("tls", {"info": 0x16}),
        ("local", {"info": 0x02}),
        ("hidden", {"other": 2}),
        ("internal", {"other": 1}),
        ("name-far", {"name": 0xFFFFFFFF}),
        ("name-0", {"name": 0}),
        ("name-other", {"name": 1}),
        ("binding-3", {"info": 0x32}),
        ("value-max", {"value": (1 << 64) - 1}),
    ):
        yield reject("onload-" + how, BAD, of(Module().symbol(ONLOAD, **fields)))
    for how, fields in (("weak", {"info": 0x22}), ("protected", {"other": 3})):
        yield accept("onload-" + how, of(Module().symbol(ONLOAD, **fields)))
    module = Module()
    at = bytes(module.data).index(b"RedisModule_OnLoad")
    for how, name in (
        ("renamed", b"RedisModule_Onload"),
        ("cut", b"RedisModule_OnLoa\0"),
        ("mangled", b"_Z18RedisModule_OnLo"),
    ):
        changed = Module()
        changed.data[at : at + 18] = name[:18]
        yield reject("onload-" + how, BAD, of(changed))


def gnu_hash():
    for how, at, value in (
        ("nbuckets-0", 0, 0),
        ("nbuckets-4g", 0, 0xFFFFFFFF),
        ("symoffset-4g", 4, 0xFFFFFFFF),
        ("symoffset-0", 4, 0),
        ("bloom-0", 8, 0),
        ("bloom-4g", 8, 0xFFFFFFFF),
        ("bloom-3", 8, 3),
        ("shift-255", 12, 255),
    ):
        expected = reject
        yield expected("gnu-hash-" + how, BAD, of(Module().hash(at, 4, value)))
    yield reject("gnu-hash-bloom-empty", BAD, of(Module().hash(16, 8, 0)))
    # two buckets, of which one leads to the only symbol, and its chain
    for slot in (24, 28):
        module = Module()
        if module.get(0x260 + slot, 4) == 0:
            continue
        for how, value in (("0", 0), ("far", 0x7FFFFFFF), ("below", 1)):
            yield reject("gnu-hash-bucket-" + how, BAD, of(Module().hash(slot, 4, value)))
    yield reject("gnu-hash-other-sum", BAD, of(Module().hash(32, 4, 0x12345679)))
    yield reject("gnu-hash-no-end", BAD, of(Module().hash(32, 4, lambda v: v & ~1)))


def sysv_hash():
    tables = {
        "good": (1, 6, 5, 0, 0, 0, 0, 0, 0),
        "nbuckets-0": (0, 6, 5) + (0,) * 6,
        "nbuckets-4g": (0xFFFFFFFF, 6, 5) + (0,) * 6,
        "cycle": (1, 6, 4, 0, 0, 0, 0, 4, 0),
        "bucket-far": (1, 6, 0x7FFFFFFF) + (0,) * 6,
        "not-in-chain": (1, 6, 1) + (0,) * 6,
        "bucket-0": (1, 6, 0) + (0,) * 6,
        "chain-far": (1, 6, 1, 0, 0x7FFFFFFF, 0, 0, 0, 0),
        "nchain-4g": (1, 0xFFFFFFFF, 4, 0, 0, 0, 0, 0, 0),
    }
    for how, words in tables.items():
        module = Module()
        address = module.grow(struct.pack("<%dI" % len(words), *words))
        module.drop("GNU_HASH").add("HASH", address)
        yield accept("hash-good", of(module)) if how == "good" else reject("hash-" + how, BAD, of(module))
    module = Module()
    yield reject("hash-far", BAD, of(module.drop("GNU_HASH").add("HASH", 1 << 40)))


def versions():
    name = b"GLIBC_2.2.5"

    def module(build, number=1, text=name):
        changed = Module()
        old = bytes(changed.data[0x318 : 0x318 + 104])
        strings = old + text + b"\0libc.so.6\0"
        at, file = len(old), len(old) + len(text) + 1
        table = build(at, file)
        address = changed.grow(strings + bytes(-len(strings) % 8) + table)
        start = address + len(strings) + -len(strings) % 8
        changed.move_strings(address, len(strings)).add("NEEDED", file)
        versym = changed.grow_more(struct.pack("<6H", 0, 0, 0, 0, 0, 1))
        return changed.add("VERNEED", start).add("VERNEEDNUM", number).add("VERSYM", versym)

    value = elf_hash(name)
    yield warn("verneed-without-versym", BAD, of(Module().add("VERNEED", 0x318).add("VERNEEDNUM", 0)))
    yield accept("verneed-good", of(module(lambda at, file: verneed([((1, 1, file, 16, 0), [(value, 0, 2, at, 0)])]))))
    for how, build, number, made in (
        (
            "next-self",
            lambda at, file: verneed([((1, 1, file, 16, 0), [(value, 0, 2, at, 0)])])[:12]
            + struct.pack("<I", 0)
            + verneed([((1, 1, file, 16, 0), [(value, 0, 2, at, 0)])])[16:],
            2,
            warn,
        ),
        ("aux-self", lambda at, file: verneed([((1, 2, file, 0, 0), [(value, 0, 2, at, 0)])]), 1, reject),
        ("aux-far", lambda at, file: verneed([((1, 1, file, 0x7FFFFFFF, 0), [(value, 0, 2, at, 0)])]), 1, reject),
        ("next-far", lambda at, file: verneed([((1, 1, file, 16, 0x7FFFFFFF), [(value, 0, 2, at, 0)])]), 2, reject),
        ("aux-next-far", lambda at, file: verneed([((1, 2, file, 16, 0), [(value, 0, 2, at, 0x7FFFFFFF)])]), 1, reject),
        ("count-65535", lambda at, file: verneed([((1, 0xFFFF, file, 16, 0), [(value, 0, 2, at, 0)])]), 1, warn),
        ("name-far", lambda at, file: verneed([((1, 1, file, 16, 0), [(value, 0, 2, 0x7FFFFFFF, 0)])]), 1, reject),
        ("file-far", lambda at, file: verneed([((1, 1, 0x7FFFFFFF, 16, 0), [(value, 0, 2, at, 0)])]), 1, reject),
        ("version-2", lambda at, file: verneed([((2, 1, file, 16, 0), [(value, 0, 2, at, 0)])]), 1, reject),
        ("hash-wrong", lambda at, file: verneed([((1, 1, file, 16, 0), [(value ^ 1, 0, 2, at, 0)])]), 1, warn),
        ("number-more", lambda at, file: verneed([((1, 1, file, 16, 0), [(value, 0, 2, at, 0)])]), 1 << 40, warn),
    ):
        yield made("verneed-" + how, BAD + " elf/glibc-too-new", of(module(build, number)))
    for how, text in (
        ("glibc-9", b"GLIBC_9.9.9"),
        ("glibc-2.35-on-rhel9", b"GLIBC_2.35"),
        ("empty", b""),
        ("escape", b"GLIBC_\x1b[2J"),
    ):
        yield warn(
            "verneed-" + how,
            "elf/glibc-too-new elf/malformed elf/missing-library",
            of(
                module(
                    lambda at, file, text=text: verneed([((1, 1, file, 16, 0), [(elf_hash(text), 0, 2, at, 0)])]), 1, text
                )
            ),
        )
    for how, value_ in (("far", 1 << 40), ("max", (1 << 64) - 1)):
        yield reject("verneed-address-" + how, BAD, of(Module().add("VERNEED", value_).add("VERNEEDNUM", 1)))
        yield reject("versym-" + how, BAD, of(Module().add("VERSYM", value_)))


def relocations():
    for how, at, size, value in (
        ("symbol-far", 12, 4, 0x7FFFFFFF),
        ("type-255", 8, 4, 255),
        ("place-far", 0, 8, 1 << 40),
        ("place-max", 0, 8, (1 << 64) - 1),
        ("place-in-code", 0, 8, 0x1040),
    ):
        yield reject(
            "relocation-" + how,
            BAD + " elf/undefined-symbol elf/text-relocations",
            of(Module().put(0x380 + 24 * 5 + at, size, value)),
        )
    yield warn("textrel", "elf/text-relocations", of(Module().add("TEXTREL", 0)))
    yield reject("flags-pie", "elf/not-shared-object", of(Module().add("FLAGS_1", 0x08000000)))
    yield reject("flags-noopen", "elf/not-shared-object", of(Module().add("FLAGS_1", 0x40)))
    yield accept("flags-now", of(Module().add("FLAGS_1", 1)))


def cases():
    for group in (addresses, strings, symbols, gnu_hash, sysv_hash, versions, relocations):
        yield from group()
