"""Deflate streams written bit by bit, so that each part of one can be made wrong."""

from bisect import bisect_right

LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83,
               99, 115, 131, 163, 195, 227, 258]
LENGTH_EXTRA = [0] * 8 + [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4 + [5] * 4 + [0]
DISTANCE_EXTRA = [0, 0] + [n // 2 for n in range(28)]
DISTANCE_BASE = [1, 2] + [3 + sum(1 << n // 2 for n in range(i)) for i in range(28)]

FIXED = [8] * 144 + [9] * 112 + [7] * 24 + [8] * 8
FIXED_DISTANCE = [5] * 32
# Complete codes that suit any text: 96 symbols of 7 bits, 66 of 9, 124 of 10.
DYNAMIC = [9] * 32 + [7] * 96 + [10] * 124 + [9] * 34
DYNAMIC_DISTANCE = [4] * 2 + [5] * 28
# Complete over all 19 symbols, so that it can describe any other code.
META = [4] * 13 + [5] * 6
META_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]


class Bits:
    def __init__(self):
        self.acc = 0
        self.used = 0

    def put(self, value, width):
        self.acc |= (value & ((1 << width) - 1)) << self.used
        self.used += width

    def align(self, junk=0):
        self.put(junk, -self.used % 8)

    def done(self):
        return self.acc.to_bytes((self.used + 7) // 8, "little")


def codes(lengths):
    """Canonical Huffman codes as (bits in sending order, width)."""
    code, out = 0, [(0, 0)] * len(lengths)
    for width in range(1, max(lengths) + 1):
        code <<= 1
        for symbol, length in enumerate(lengths):
            if length == width:
                # Codes that do not fit (a set made too full) lose their upper bits.
                text = format(code & ((1 << width) - 1), "0%db" % width)
                out[symbol] = int(text[::-1], 2), width
                code += 1
    return out


def tokens(data):
    """Literals and (length, distance) pairs, greedy."""
    seen, out, at = {}, [], 0
    while at < len(data):
        key = data[at:at + 3]
        last = seen.get(key, -1)
        seen[key] = at
        length = 0
        if last >= 0 and len(key) == 3 and at - last <= 32768:
            top = min(258, len(data) - at)
            while length < top and data[last + length] == data[at + length]:
                length += 1
        out.append((length, at - last) if length else data[at])
        at += length or 1
    return out


def put_tokens(bits, items, literals, distances):
    for item in items:
        if isinstance(item, int):
            bits.put(*literals[item])
            continue
        length, distance = item
        slot = bisect_right(LENGTH_BASE, length) - 1
        bits.put(*literals[257 + slot])
        bits.put(length - LENGTH_BASE[slot], LENGTH_EXTRA[slot])
        slot = bisect_right(DISTANCE_BASE, distance) - 1
        bits.put(*distances[slot])
        bits.put(distance - DISTANCE_BASE[slot], DISTANCE_EXTRA[slot])


def block_head(bits, kind, final):
    bits.put(final, 1)
    bits.put(kind, 2)


def stored_block(bits, data, final, junk=0, complement=None):
    block_head(bits, 0, final)
    bits.align(junk)
    bits.put(len(data), 16)
    bits.put(~len(data) if complement is None else complement, 16)
    bits.put(int.from_bytes(data, "little"), 8 * len(data))


def fixed_block(bits, items, final):
    block_head(bits, 1, final)
    put_tokens(bits, items + [256], codes(FIXED), codes(FIXED_DISTANCE))


def runs(lengths):
    """Code lengths as (meta symbol, extra value, extra width), runs of five or more shortened."""
    out, at = [], 0
    while at < len(lengths):
        value, end = lengths[at], at
        while end < len(lengths) and lengths[end] == value and end - at < 7:
            end += 1
        if end - at >= 5:
            out += [(value, 0, 0), (16, end - at - 4, 2)]
            at = end
        else:
            out.append((value, 0, 0))
            at += 1
    return out


def table_head(bits, literals, distances, final, meta, items):
    block_head(bits, 2, final)
    bits.put(literals - 257, 5)
    bits.put(distances - 1, 5)
    bits.put(15, 4)
    for symbol in META_ORDER:
        bits.put(meta[symbol], 3)
    table = codes(META)
    for symbol, extra, width in items:
        bits.put(*table[symbol])
        bits.put(extra, width)


def dynamic_block(bits, items, final, literals=DYNAMIC, distances=DYNAMIC_DISTANCE, meta=META):
    table_head(bits, len(literals), len(distances), final, meta, runs(literals + distances))
    put_tokens(bits, items + [256], codes(literals), codes(distances))


DEFLATED = {}


def deflate(data, mode="dynamic"):
    if (data, mode) not in DEFLATED:
        bits = Bits()
        if mode == "stored":
            for at in range(0, max(len(data), 1), 65535):
                stored_block(bits, data[at:at + 65535], at + 65535 >= len(data))
        elif mode == "fixed":
            fixed_block(bits, tokens(data), 1)
        else:
            dynamic_block(bits, tokens(data), 1)
        DEFLATED[data, mode] = bits.done()
    return DEFLATED[data, mode]
