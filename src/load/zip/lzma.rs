//! A raw LZMA1 decoder that breaks off where liblzma does.
//!
//! The unpacker hands out what liblzma has decoded when a stream ends too early, symbol by symbol, and lets
//! the checksum decide. The libraries for Rust read ahead of the symbol they decode and so give a byte more or
//! less there. The stream format is that of the LZMA specification by Igor Pavlov.

/// Why decoding stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The end marker, with the range coder in its final state.
    Ended,
    /// The input is used up inside a symbol.
    NeedsInput,
    /// The input is no LZMA stream.
    Corrupt,
    /// As many bytes as were asked for.
    Full,
}

const TOP: u32 = 1 << 24;
const BITS: u32 = 11;
const HALF: u16 = 1 << (BITS - 1);
const MOVE: u32 = 5;
const STATES: usize = 12;
const POSITIONS: usize = 16;

/// Decodes `input`, which starts with the five bytes of the range coder, until it stops or `out` has `most` bytes.
pub(super) fn decode(input: &[u8], properties: Properties, most: usize, out: &mut Vec<u8>) -> Stop {
    let Some((&[first, a, b, c, d], rest)) = input.split_first_chunk::<5>() else { return Stop::NeedsInput };
    if first != 0 {
        return Stop::Corrupt;
    }
    let coder = RangeCoder { range: u32::MAX, code: u32::from_be_bytes([a, b, c, d]), input: rest };
    let mut decoder = Decoder::new(coder, properties);
    loop {
        if out.len() >= most {
            return Stop::Full;
        }
        if let Err(stop) = decoder.symbol(out) {
            return stop;
        }
    }
}

/// What the header of a stream says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Properties {
    /// Literal context bits.
    pub(super) lc: u32,
    /// Literal position bits.
    pub(super) lp: u32,
    /// Position bits.
    pub(super) pb: u32,
    /// Bytes that a distance may reach back.
    pub(super) dictionary: u32,
}

struct RangeCoder<'a> {
    range: u32,
    code: u32,
    input: &'a [u8],
}

impl RangeCoder<'_> {
    /// Before a bit and never after it: only so a stream that breaks off gives the last whole symbol.
    fn normalize(&mut self) -> Result<(), Stop> {
        if self.range < TOP {
            let (&byte, rest) = self.input.split_first().ok_or(Stop::NeedsInput)?;
            self.input = rest;
            self.range <<= 8;
            self.code = self.code << 8 | u32::from(byte);
        }
        Ok(())
    }

    fn bit(&mut self, probability: &mut u16) -> Result<u32, Stop> {
        self.normalize()?;
        let bound = (self.range >> BITS) * u32::from(*probability);
        if self.code < bound {
            self.range = bound;
            *probability += ((1 << BITS) - *probability) >> MOVE;
            return Ok(0);
        }
        self.range -= bound;
        self.code -= bound;
        *probability -= *probability >> MOVE;
        Ok(1)
    }

    fn direct(&mut self, count: u32) -> Result<u32, Stop> {
        let mut value = 0;
        for _ in 0..count {
            self.normalize()?;
            self.range >>= 1;
            let one = u32::from(self.code >= self.range);
            self.code -= self.range * one;
            value = value << 1 | one;
        }
        Ok(value)
    }

    /// A tree of `count` bits, highest first.
    fn tree(&mut self, probabilities: &mut [u16], count: u32) -> Result<u32, Stop> {
        let mut symbol = 1;
        for _ in 0..count {
            symbol = symbol << 1 | self.bit(at(probabilities, symbol)?)?;
        }
        Ok(symbol - (1 << count))
    }

    /// A tree of `count` bits, lowest first, whose root stands at `base + 1`.
    fn reverse_tree(&mut self, probabilities: &mut [u16], base: u32, count: u32) -> Result<u32, Stop> {
        let (mut symbol, mut value) = (1, 0);
        for index in 0..count {
            let bit = self.bit(at(probabilities, base + symbol)?)?;
            symbol = symbol << 1 | bit;
            value |= bit << index;
        }
        Ok(value)
    }
}

/// A probability; an index out of bounds cannot happen, and would be damage.
fn at(probabilities: &mut [u16], index: u32) -> Result<&mut u16, Stop> {
    usize::try_from(index).ok().and_then(|index| probabilities.get_mut(index)).ok_or(Stop::Corrupt)
}

struct Length {
    choice: [u16; 2],
    low: Vec<u16>,
    mid: Vec<u16>,
    high: Vec<u16>,
}

impl Length {
    fn new() -> Self {
        let low = vec![HALF; POSITIONS * 8];
        Self { choice: [HALF; 2], mid: low.clone(), low, high: vec![HALF; 256] }
    }

    fn decode(&mut self, coder: &mut RangeCoder<'_>, position: usize) -> Result<usize, Stop> {
        let [first, second] = &mut self.choice;
        let part = position * 8..position * 8 + 8;
        let length = if coder.bit(first)? == 0 {
            coder.tree(self.low.get_mut(part).ok_or(Stop::Corrupt)?, 3)?
        } else if coder.bit(second)? == 0 {
            8 + coder.tree(self.mid.get_mut(part).ok_or(Stop::Corrupt)?, 3)?
        } else {
            16 + coder.tree(&mut self.high, 8)?
        };
        Ok(length as usize + 2)
    }
}

struct Decoder<'a> {
    coder: RangeCoder<'a>,
    properties: Properties,
    state: usize,
    distances: [u32; 4],
    literals: Vec<u16>,
    is_match: Vec<u16>,
    is_rep: [u16; STATES],
    is_rep_g0: [u16; STATES],
    is_rep_g1: [u16; STATES],
    is_rep_g2: [u16; STATES],
    is_rep0_long: Vec<u16>,
    slots: Vec<u16>,
    special: Vec<u16>,
    align: Vec<u16>,
    lengths: Length,
    rep_lengths: Length,
}

impl<'a> Decoder<'a> {
    fn new(coder: RangeCoder<'a>, properties: Properties) -> Self {
        Self {
            coder,
            properties,
            state: 0,
            distances: [0; 4],
            literals: vec![HALF; 0x300 << (properties.lc + properties.lp)],
            is_match: vec![HALF; STATES * POSITIONS],
            is_rep: [HALF; STATES],
            is_rep_g0: [HALF; STATES],
            is_rep_g1: [HALF; STATES],
            is_rep_g2: [HALF; STATES],
            is_rep0_long: vec![HALF; STATES * POSITIONS],
            slots: vec![HALF; 4 * 64],
            special: vec![HALF; 128],
            align: vec![HALF; 16],
            lengths: Length::new(),
            rep_lengths: Length::new(),
        }
    }

    /// One literal, match or repeated match.
    fn symbol(&mut self, out: &mut Vec<u8>) -> Result<(), Stop> {
        let position = out.len() & ((1 << self.properties.pb) - 1);
        let cell = self.state * POSITIONS + position;
        let state = self.state;
        if self.coder.bit(self.is_match.get_mut(cell).ok_or(Stop::Corrupt)?)? == 0 {
            return self.literal(out);
        }
        if self.coder.bit(self.is_rep.get_mut(state).ok_or(Stop::Corrupt)?)? == 0 {
            return self.simple_match(out, position);
        }
        let [d0, d1, d2, d3] = self.distances;
        if self.coder.bit(self.is_rep_g0.get_mut(state).ok_or(Stop::Corrupt)?)? == 0 {
            if self.coder.bit(self.is_rep0_long.get_mut(cell).ok_or(Stop::Corrupt)?)? == 0 {
                self.state = if state < 7 { 9 } else { 11 };
                return self.copy(out, 1);
            }
        } else if self.coder.bit(self.is_rep_g1.get_mut(state).ok_or(Stop::Corrupt)?)? == 0 {
            self.distances = [d1, d0, d2, d3];
        } else if self.coder.bit(self.is_rep_g2.get_mut(state).ok_or(Stop::Corrupt)?)? == 0 {
            self.distances = [d2, d0, d1, d3];
        } else {
            self.distances = [d3, d0, d1, d2];
        }
        self.state = if state < 7 { 8 } else { 11 };
        let length = self.rep_lengths.decode(&mut self.coder, position)?;
        self.copy(out, length)
    }

    fn literal(&mut self, out: &mut Vec<u8>) -> Result<(), Stop> {
        let Properties { lc, lp, .. } = self.properties;
        let before = u32::from(out.last().copied().unwrap_or(0));
        let low = u32::try_from(out.len() & ((1 << lp) - 1)).unwrap_or(0);
        let base = usize::try_from(0x300 * ((low << lc) + (before >> (8 - lc)))).unwrap_or(usize::MAX);
        let part = self.literals.get_mut(base..base.saturating_add(0x300)).ok_or(Stop::Corrupt)?;
        let mut symbol = 1;
        if self.state >= 7 {
            let mut matched = u32::from(byte_back(out, self.distances[0], self.properties.dictionary)?);
            while symbol < 0x100 {
                let expected = matched >> 7 & 1;
                matched <<= 1;
                let bit = self.coder.bit(at(part, ((1 + expected) << 8) + symbol)?)?;
                symbol = symbol << 1 | bit;
                if bit != expected {
                    break;
                }
            }
        }
        while symbol < 0x100 {
            symbol = symbol << 1 | self.coder.bit(at(part, symbol)?)?;
        }
        self.state = match self.state {
            0..4 => 0,
            4..10 => self.state - 3,
            _ => self.state - 6,
        };
        out.push(u8::try_from(symbol & 0xff).unwrap_or(0));
        Ok(())
    }

    fn simple_match(&mut self, out: &mut Vec<u8>, position: usize) -> Result<(), Stop> {
        let length = self.lengths.decode(&mut self.coder, position)?;
        let group = length.saturating_sub(2).min(3) * 64;
        let slot = self.coder.tree(self.slots.get_mut(group..group + 64).ok_or(Stop::Corrupt)?, 6)?;
        let distance = self.distance(slot)?;
        let [d0, d1, d2, _] = self.distances;
        self.distances = [distance, d0, d1, d2];
        self.state = if self.state < 7 { 7 } else { 10 };
        if distance == u32::MAX {
            // the end marker; liblzma then wants the coder's code to be used up
            self.coder.normalize()?;
            return Err(if self.coder.code == 0 { Stop::Ended } else { Stop::Corrupt });
        }
        self.copy(out, length)
    }

    fn distance(&mut self, slot: u32) -> Result<u32, Stop> {
        if slot < 4 {
            return Ok(slot);
        }
        let bits = (slot >> 1) - 1;
        let base = (2 | slot & 1) << bits;
        if slot < 14 {
            // the trees of the slots lie one behind the other, each shortened by its first element
            return Ok(base + self.coder.reverse_tree(&mut self.special, base - slot, bits)?);
        }
        let high = self.coder.direct(bits - 4)? << 4;
        Ok(base.wrapping_add(high).wrapping_add(self.coder.reverse_tree(&mut self.align, 0, 4)?))
    }

    fn copy(&mut self, out: &mut Vec<u8>, length: usize) -> Result<(), Stop> {
        for _ in 0..length {
            let byte = byte_back(out, self.distances[0], self.properties.dictionary)?;
            out.push(byte);
        }
        Ok(())
    }
}

/// The byte `distance + 1` back, within what was decoded and within the dictionary.
fn byte_back(out: &[u8], distance: u32, dictionary: u32) -> Result<u8, Stop> {
    // liblzma's smallest dictionary
    if distance >= dictionary.max(4096) {
        return Err(Stop::Corrupt);
    }
    let back = usize::try_from(distance).ok().and_then(|distance| distance.checked_add(1)).ok_or(Stop::Corrupt)?;
    out.len().checked_sub(back).and_then(|at| out.get(at)).copied().ok_or(Stop::Corrupt)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `lzma.compress(b"Hello, hello, hello!", FORMAT_RAW, filters=[{"id": FILTER_LZMA1}])` of CPython 3.11.7.
    const STREAM: &str = "00241949986f16028b2547c93f0b07fffff17f8000";
    const DEFAULT: Properties = Properties { lc: 3, lp: 0, pb: 2, dictionary: 1 << 23 };

    fn stream() -> Vec<u8> {
        STREAM.as_bytes().chunks(2).map(|d| u8::from_str_radix(std::str::from_utf8(d).unwrap(), 16).unwrap()).collect()
    }

    #[test]
    fn a_whole_stream_ends_at_its_marker() {
        let mut out = Vec::new();
        assert_eq!(decode(&stream(), DEFAULT, 100, &mut out), Stop::Ended);
        assert_eq!(out, b"Hello, hello, hello!");
    }

    #[test]
    fn a_stream_that_breaks_off_gives_its_whole_symbols() {
        // lengths that liblzma gives for each prefix, by CPython 3.11.7
        let given: Vec<usize> = [0, 0, 0, 0, 0, 1, 1, 2, 4, 5, 5, 6, 7, 8, 8, 19, 20, 20, 20, 20, 20].to_vec();
        let prefixes = (0..stream().len()).map(|length| {
            let mut out = Vec::new();
            assert_eq!(decode(&stream()[..length], DEFAULT, 100, &mut out), Stop::NeedsInput, "{length}");
            out.len()
        });
        assert_eq!(prefixes.collect::<Vec<_>>(), given);
    }

    #[test]
    fn a_wrong_last_byte_is_damage() {
        let mut bytes = stream();
        *bytes.last_mut().unwrap() ^= 1;
        assert_eq!(decode(&bytes, DEFAULT, 100, &mut Vec::new()), Stop::Corrupt);
    }
}
