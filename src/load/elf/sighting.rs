//! Whether a text stands anywhere in a file that goes by in pieces.

use memchr::memmem::Finder;

/// A text that is looked for until it is seen.
pub(super) struct Sighting {
    finder: Finder<'static>,
    /// The end of what went by: the text may begin there.
    tail: Vec<u8>,
    pub(super) is_seen: bool,
}

impl Sighting {
    /// Nothing was seen yet of a text.
    pub(super) fn new(text: &'static [u8]) -> Self {
        Self { finder: Finder::new(text), tail: Vec::new(), is_seen: false }
    }

    /// Looks at the next piece of the file.
    pub(super) fn pass(&mut self, piece: &[u8]) {
        if self.is_seen {
            return;
        }
        let overlap = self.finder.needle().len().saturating_sub(1);
        self.tail.extend_from_slice(piece.get(..overlap).unwrap_or(piece));
        self.is_seen = self.finder.find(&self.tail).is_some() || self.finder.find(piece).is_some();
        if piece.len() >= overlap {
            self.tail.clear();
            self.tail.extend_from_slice(piece.get(piece.len() - overlap..).unwrap_or_default());
        }
        let beyond = self.tail.len().saturating_sub(overlap);
        self.tail.drain(..beyond);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_seen_whatever_the_pieces() {
        for at in 0..20 {
            let mut data = [b'-'; 25];
            data[at..at + 5].copy_from_slice(b"hello");
            for pieces in 1..=25 {
                let mut sighting = Sighting::new(b"hello");
                data.chunks(pieces).for_each(|piece| sighting.pass(piece));
                assert!(sighting.is_seen, "{at} {pieces}");
                let mut sighting = Sighting::new(b"hollo");
                data.chunks(pieces).for_each(|piece| sighting.pass(piece));
                assert!(!sighting.is_seen);
            }
        }
    }
}
