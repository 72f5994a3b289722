"""The family `stream`: compressed data that is wrong, unfinished or of another length."""

from .base import bundle, fields, render
from .deflate import (DYNAMIC, DYNAMIC_DISTANCE, FIXED, FIXED_DISTANCE, META, Bits, block_head, codes, deflate,
                      dynamic_block, fixed_block, put_tokens, runs, stored_block, table_head, tokens)
from .zip_writer import BZIP2, DEFLATE, KNOWN_METHODS, LZMA, STORED


def in_blocks(bits, data, d, final=1):
    """The text in several blocks of mixed kinds."""
    cut = 1 + d.below(len(data) - 1)
    parts = [data[:cut], data[cut:]]
    for index, part in enumerate(parts):
        last = final if index == len(parts) - 1 else 0
        # Blocks that copy from each other would need tokens of the whole.
        kind = d.below(3)
        if kind == 0:
            stored_block(bits, part, last, junk=d.one([0, 0x55]))
        else:
            (fixed_block if kind == 1 else dynamic_block)(bits, tokens(part), last)


def empty_blocks(bits, data, d):
    for _ in range(d.one([1, 3, 40])):
        d.one([lambda: stored_block(bits, b"", 0), lambda: fixed_block(bits, [], 0),
            lambda: dynamic_block(bits, [], 0)])()
    in_blocks(bits, data, d)


def block_type_3(bits, data, d):
    in_blocks(bits, data, d, 0)
    block_head(bits, 3, 1)


def bad_stored(bits, data, d):
    stored_block(bits, data, 1, complement=d.one([0, 1, len(data), 0xffff]))


def long_stored(bits, data, d):
    """Announces more bytes than there are."""
    block_head(bits, 0, 1)
    bits.align()
    bits.put(len(data) + 500, 16)
    bits.put(~(len(data) + 500), 16)
    bits.put(int.from_bytes(data, "little"), 8 * len(data))


def raw_symbol(bits, data, d):
    """A literal code or a distance code that stands for nothing."""
    block_head(bits, 1, 1)
    table = codes(FIXED)
    put_tokens(bits, list(data[:d.one([5, 400])]), table, codes(FIXED_DISTANCE))
    if d.chance(50):
        bits.put(*table[d.one([286, 287])])
    else:
        bits.put(*table[257])
        bits.put(*codes(FIXED_DISTANCE)[d.one([30, 31])])
    bits.put(0, 40)


def too_far(bits, data, d):
    far = (3, len(data) + d.one([1, 1000]))
    (fixed_block if d.chance(50) else dynamic_block)(bits, list(data) + [far], 1)


def just_far(bits, data, d):
    """A distance to the very first byte; a length of 258 by the longer code."""
    fixed_block(bits, list(data), 0)
    block_head(bits, 1, 1)
    table = codes(FIXED)
    put_tokens(bits, list(b" " * 4), table, codes(FIXED_DISTANCE))
    bits.put(*table[284])
    bits.put(31, 5)
    bits.put(*codes(FIXED_DISTANCE)[0])
    bits.put(*table[256])


def spaces_after(data):
    return list(data) + [32, (20, 1)]


def single_distance(bits, data, d):
    """Incomplete, but one code of one bit is allowed."""
    dynamic_block(bits, spaces_after(data), 1, distances=d.one([[1], [1, 0], [1, 0, 0, 0]]))


def other_half(bits, data, d):
    """The unused half of a one-bit distance code."""
    table_head(bits, len(DYNAMIC), 1, 1, META, runs(DYNAMIC + [1]))
    table = codes(DYNAMIC)
    put_tokens(bits, list(data), table, [])
    bits.put(*table[257])
    bits.put(1, 1)
    bits.put(*table[256])


def no_distance(bits, data, d):
    """No distance code at all: fine as long as none is used."""
    dynamic_block(bits, list(data), d.below(2) or 1, distances=[0])


def only_end(bits, data, d):
    """A first block whose only code is the end of the block."""
    dynamic_block(bits, [], 0, literals=[0] * 256 + [d.turn("only", [1, 1, 2])], distances=d.one([[0], [1], [1, 1]]))
    in_blocks(bits, data, d)


LITERAL_SETS = [[(0, 1)], [(0, 0)], [(256, 0)], [(256, 0), (257, 8)], [(285, 15)], [(0, 8), (1, 10), (2, 10)]]
DISTANCE_SETS = [[2], [1, 1, 1], [1, 1], [0, 1], [1, 2], [1, 2, 2], [15], [4] * 2 + [5] * 27, [4] * 3 + [5] * 27,
    [0] * 30]
META_SETS = [[(0, 3)], [(0, 0)], [(0, 7)], [(18, 4)], [(n, 0) for n in range(19)], [(n, 0) for n in range(1, 19)]]


def literal_set(bits, data, d):
    """Too full, not full, or without an end."""
    lengths, changes = list(DYNAMIC), d.turn("literal sets", LITERAL_SETS)
    for symbol, length in changes:
        lengths[symbol] = length
    dynamic_block(bits, list(data), 1, literals=lengths)
    return changes


def distance_set(bits, data, d):
    """Text without any match, so that only the set itself can be wrong."""
    lengths = d.turn("distance sets", DISTANCE_SETS)
    dynamic_block(bits, list(data), 1, distances=lengths)
    return lengths


def meta_set(bits, data, d):
    meta, changes = list(META), d.turn("meta sets", META_SETS)
    for symbol, length in changes:
        meta[symbol] = length
    dynamic_block(bits, tokens(data), 1, meta=meta)
    return changes


def too_many(bits, data, d):
    literals, distances = d.turn("many", [(287, 30), (288, 30), (286, 31), (286, 32), (288, 32)])
    lengths = DYNAMIC + [0] * (literals - 286) + DYNAMIC_DISTANCE + [0] * (distances - 30)
    table_head(bits, literals, distances, 1, META, runs(lengths))
    put_tokens(bits, tokens(data) + [256], codes(DYNAMIC), codes(DYNAMIC_DISTANCE))


def bad_repeat(bits, data, d):
    """A repetition of nothing, or past the end of the list."""
    items = runs(DYNAMIC + DYNAMIC_DISTANCE)
    items = d.one([[(16, 0, 2)] + items, items[:-1] + [(18, 127, 7)], items[:-1] + [(17, 7, 3)],
        items[:-2] + [(18, 20, 7)]])
    table_head(bits, 286, 30, 1, META, items)
    put_tokens(bits, tokens(data) + [256], codes(DYNAMIC), codes(DYNAMIC_DISTANCE))


def all_blocks(bits, data, d):
    in_blocks(bits, data, d)


def unfinished(bits, data, d):
    in_blocks(bits, data, d, 0)


BLOCKS = [all_blocks, unfinished, empty_blocks, block_type_3, bad_stored, long_stored, raw_symbol, too_far, just_far,
    single_distance, other_half, no_distance,
          only_end, literal_set, literal_set, distance_set, distance_set, meta_set, too_many, bad_repeat]


def blocks(d):
    """Deflate streams of correct and incorrect blocks, the sizes and the CRC being those of the text."""
    make, text, bits = d.turn("blocks", BLOCKS), render(fields()), Bits()
    note = make(bits, text, d)
    archive = bundle(text, d.chance(50))
    member = archive.members[1]
    member.raw = bits.done()
    if make in (just_far, single_distance):
        padding = {just_far: 262, single_distance: 21}[make]
        member.data = text + b" " * padding
    return archive, "deflate: %s %s" % (make.__name__.replace("_", " "), "" if note is None else note)


def damaged(d):
    """Bytes of a stream changed, or its length."""
    text = render(fields()) + b" " * d.one([0, 0, 300])
    method = d.turn("damage methods", [DEFLATE] * 4 + [BZIP2] * 3 + [LZMA] * 3)
    archive = bundle(text, d.chance(50), method)
    member = archive.members[1]
    raw = bytearray(deflate(text, d.one(["dynamic", "fixed", "stored"])) if method == DEFLATE else member.stream())
    action = d.turn("damages", ["flip"] * 4 + ["cut"] * 2 + ["tail", "twice", "front", "head", "last"])
    if action == "flip":
        raw[d.below(len(raw))] ^= 1 << d.below(8)
    elif action == "head":
        raw[d.below(12)] = d.below(256)
    elif action == "cut":
        del raw[-d.one([1, 1, 2, 3, 4, 8, 40]):]
    elif action == "last":
        raw[-1 - d.below(6)] = d.below(256)
    elif action == "tail":
        raw += d.one([b"\0", b"x" * 50, b"\xff" * 9])
    elif action == "twice":
        raw += bytes(raw)
    else:
        raw[:0] = d.one([b"\x78\x9c", b"\x1f\x8b\x08\0\0\0\0\0\0\3", b"\0", b"BZh9"])
    member.raw = bytes(raw)
    what = "method %d, %s" % (method, action)
    if d.chance(35):
        # Beyond the member, and sometimes beyond the file.
        change = d.one([1, 50, 10000, -1, -20])
        member.central["csize"] = lambda v: max(0, v + change)
        what += ", csize %+d" % change
    return archive, what


def last_stream(d):
    """module.json as the last member: a csize too large runs into the directory, or out of the file."""
    method = d.turn("last methods", KNOWN_METHODS + [STORED, DEFLATE])
    text = render(fields()) + b" " * 50
    archive = bundle(text, False, method)
    member = archive.members[1]
    cut = d.one([0, 1, 5, 9, 30])
    member.raw = member.stream()[:len(member.stream()) - cut]
    if method == DEFLATE and d.chance(60):
        bits = Bits()
        long_stored(bits, text, d)
        member.raw = bits.done()
    grow = d.one([0, 10, 140, 200, 2000, 5000, 5000, 50_000_000])
    member.central.update(csize=len(member.raw) + grow, usize=len(text) + d.one([0, grow, grow]))
    return archive, "method %d, stream cut by %d, %r" % (method, cut, member.central)


KINDS = [(5, blocks), (5, damaged), (3, last_stream)]
