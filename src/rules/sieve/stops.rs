//! The characters at which a scan stops: all others are passed over at one test each.

use super::partition::Partition;
use crate::text::scalar;

/// The common ideographs.
const IDEOGRAPHS: std::ops::RangeInclusive<u32> = 0x4E00..=0x9FFF;
/// Bytes of nearly all characters of a Chinese text in UTF-8.
const BYTES: usize = 3;
const WORDS: usize = (1 << 16) / 64;

/// A set of characters at which a scan stops. Line feeds and what lies beyond the basic plane are in it.
#[derive(Debug, Clone)]
pub(super) struct Stops {
    /// A bit for each character of the basic plane.
    set: Box<[u64; WORDS]>,
}

impl Stops {
    /// The characters of these kinds. O(1).
    pub(super) fn of(kinds: &Partition, stops: impl Fn(u16) -> bool) -> Self {
        let mut set = Box::new([0; WORDS]);
        let basic = (0..=0xFFFF).filter_map(char::from_u32);
        for c in basic.filter(|c| *c == '\n' || stops(kinds.of_char(*c))) {
            set[c as usize / 64] |= 1 << (c as usize % 64);
        }
        Self { set }
    }

    /// With all characters but the common ideographs.
    pub(super) fn and_all_but_ideographs(mut self) -> Self {
        for code in (0..=0xFFFF).filter(|code| !IDEOGRAPHS.contains(code)) {
            self.set[code as usize / 64] |= 1 << (code % 64);
        }
        self
    }

    /// The first place from here on where a stop or a character of another length than ideographs and ASCII begins; else the
    /// end. O(text passed over).
    #[inline]
    pub(super) fn next(&self, text: &[u8], mut at: usize) -> usize {
        loop {
            let (triples, _) = text[at..].as_chunks::<BYTES>();
            at += BYTES * triples.iter().take_while(|bytes| self.passes(**bytes)).count();
            match text.get(at) {
                Some(b) if b.is_ascii() && !self.has(usize::from(*b)) => at += 1,
                _ => return at,
            }
        }
    }

    /// Whether three bytes of a text, of which the first begins a character, are one that is no stop.
    #[inline]
    fn passes(&self, [a, b, c]: [u8; BYTES]) -> bool {
        a & 0xF0 == 0xE0 && !self.has(scalar::three(a, b, c) as usize)
    }

    #[inline]
    fn has(&self, code: usize) -> bool {
        self.set[code / 64] >> (code % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::super::chars::Chars;
    use super::*;

    #[test]
    fn a_scan_stops_at_what_is_named() {
        let (kinds, _) = Partition::of(&[Chars::of([('年', '年'), ('4', '4')])]);
        let named = kinds.of_char('年');
        let stops = Stops::of(&kinds, |kind| kind == named);
        let text = "春江花月夜，202年，山";
        assert_eq!(stops.next(text.as_bytes(), 0), text.find('年').unwrap());
        let from = text.len() - "，山".len();
        assert_eq!(stops.next(text.as_bytes(), from), text.len());
        for stop in ["年", "4", "é", "\n", "𠀀"] {
            assert_eq!(stops.next(stop.as_bytes(), 0), 0, "{stop}");
        }
        let stops = stops.and_all_but_ideographs();
        assert_eq!(stops.next(text.as_bytes(), 0), text.find('，').unwrap());
        assert_eq!(stops.next("年".as_bytes(), 0), 0);
    }
}
