"""The good module as bytes whose header, segments, dynamic entries and tables can be changed."""

import struct

from .base import SO

EHDR = {
    "class": (4, 1),
    "data": (5, 1),
    "ident_version": (6, 1),
    "osabi": (7, 1),
    "abi_version": (8, 1),
    "type": (16, 2),
    "machine": (18, 2),
    "version": (20, 4),
    "entry": (24, 8),
    "phoff": (32, 8),
    "shoff": (40, 8),
    "flags": (48, 4),
    "ehsize": (52, 2),
    "phentsize": (54, 2),
    "phnum": (56, 2),
    "shentsize": (58, 2),
    "shnum": (60, 2),
    "shstrndx": (62, 2),
}
PHDR = {
    "type": (0, 4),
    "flags": (4, 4),
    "offset": (8, 8),
    "vaddr": (16, 8),
    "paddr": (24, 8),
    "filesz": (32, 8),
    "memsz": (40, 8),
    "align": (48, 8),
}
SHDR = {
    "name": (0, 4),
    "type": (4, 4),
    "flags": (8, 8),
    "addr": (16, 8),
    "offset": (24, 8),
    "size": (32, 8),
    "link": (40, 4),
    "info": (44, 4),
    "addralign": (48, 8),
    "entsize": (56, 8),
}
SYM = {"name": (0, 4), "info": (4, 1), "other": (5, 1), "shndx": (6, 2), "value": (8, 8), "size": (16, 8)}
LOAD, DYNAMIC, NOTE, STACK = 1, 2, 4, 0x6474E551
# The program headers of the good module.
LOADS, DYN, NOTES = (0, 1, 2, 3), 4, 5
TAGS = {
    "NULL": 0,
    "NEEDED": 1,
    "HASH": 4,
    "STRTAB": 5,
    "SYMTAB": 6,
    "RELA": 7,
    "RELASZ": 8,
    "RELAENT": 9,
    "STRSZ": 10,
    "SYMENT": 11,
    "INIT": 12,
    "SONAME": 14,
    "RPATH": 15,
    "TEXTREL": 22,
    "INIT_ARRAY": 25,
    "INIT_ARRAYSZ": 27,
    "RUNPATH": 29,
    "GNU_HASH": 0x6FFFFEF5,
    "VERNEED": 0x6FFFFFFE,
    "VERNEEDNUM": 0x6FFFFFFF,
    "VERSYM": 0x6FFFFFF0,
    "FLAGS_1": 0x6FFFFFFB,
    "RELACOUNT": 0x6FFFFFF9,
    "FINI_ARRAY": 26,
}
ONLOAD = 5


class Module:
    """Bytes of the module; every method changes them and gives the module back."""

    def __init__(self, data=SO):
        self.data = bytearray(data)

    def put(self, at, size, value):
        if callable(value):
            value = value(int.from_bytes(self.data[at : at + size], "little"))
        self.data[at : at + size] = (value & (1 << 8 * size) - 1).to_bytes(size, "little")
        return self

    def get(self, at, size):
        return int.from_bytes(self.data[at : at + size], "little")

    def header(self, **fields):
        for name, value in fields.items():
            self.put(*EHDR[name], value)
        return self

    def segment(self, index, **fields):
        for name, value in fields.items():
            at, size = PHDR[name]
            self.put(64 + 56 * index + at, size, value)
        return self

    def section(self, index, **fields):
        for name, value in fields.items():
            at, size = SHDR[name]
            self.put(self.get(40, 8) + 64 * index + at, size, value)
        return self

    def dynamic(self):
        start = self.get(64 + 56 * DYN + 8, 8)
        return [start + 16 * i for i in range(self.get(64 + 56 * DYN + 32, 8) // 16)]

    def tag(self, name, value):
        """Changes the value of a dynamic entry that is there."""
        at = next(a for a in self.dynamic() if self.get(a, 8) == TAGS[name])
        return self.put(at + 8, 8, value)

    def drop(self, name):
        at = next(a for a in self.dynamic() if self.get(a, 8) == TAGS[name])
        # DT_DEBUG, which the loader passes over
        return self.put(at, 8, 21)

    def add(self, name, value):
        """One more dynamic entry, in the room behind the last; there are four."""
        tag = TAGS[name] if isinstance(name, str) else name
        at = next(a for a in self.dynamic() if self.get(a, 8) == 0)
        return self.put(at, 8, tag).put(at + 8, 8, value)

    def symbol(self, index, **fields):
        for name, value in fields.items():
            at, size = SYM[name]
            self.put(0x288 + 24 * index + at, size, value)
        return self

    def hash(self, at, size, value):
        return self.put(0x260 + at, size, value)

    def grow(self, body):
        """Puts a table at the end of the file into a longer last segment; gives its address."""
        # between .data and what follows: the segment has .bss behind, so file and memory size both grow
        end = 0x8000
        self.data.extend(bytes(end - 0x1000 - len(self.data)))
        self.data.extend(body)
        size = len(self.data) - 0x2E68
        self.segment(3, filesz=size, memsz=size)
        return end

    def grow_more(self, body):
        """Puts one more table behind the grown ones."""
        self.data.extend(bytes(-len(self.data) % 8))
        address = len(self.data) + 0x1000
        self.data.extend(body)
        size = len(self.data) - 0x2E68
        self.segment(3, filesz=size, memsz=size)
        return address

    def strings(self, text):
        """A longer string table with one more text; gives the offset of that."""
        old = bytes(self.data[0x318 : 0x318 + 104])
        address = self.grow(old + text + b"\0")
        self.move_strings(address, len(old) + len(text) + 1)
        return len(old)

    def move_strings(self, address, size):
        """Says in the dynamic section and in the section table where the strings are now."""
        self.section(4, addr=address, offset=address - 0x1000, size=size)
        return self.tag("STRTAB", address).tag("STRSZ", size)

    def bytes(self):
        return bytes(self.data)


def verneed(records):
    """Version needs, each of (version, count, file, aux, next) and its auxiliaries."""
    out = b""
    for need, auxiliaries in records:
        out += struct.pack("<HHIII", *need)
        for auxiliary in auxiliaries:
            out += struct.pack("<IHHII", *auxiliary)
    return out


def elf_hash(name):
    value = 0
    for byte in name:
        value = (value << 4) + byte
        high = value & 0xF0000000
        value = (value ^ high >> 24 ^ high) & 0xFFFFFFFF
    return value
