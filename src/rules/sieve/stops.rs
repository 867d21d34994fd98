//! The characters at which a scan stops: all others are passed over at one test each.

use super::partition::Partition;

/// The common ideographs.
const IDEOGRAPHS: std::ops::RangeInclusive<u32> = 0x4E00..=0x9FFF;
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

    /// Whether the character of this code is one.
    #[inline]
    pub(super) fn has(&self, code: u32) -> bool {
        self.set.get(code as usize / 64).is_none_or(|word| word >> (code % 64) & 1 == 1)
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
        let has = |stops: &Stops, c: char| stops.has(c.into());
        assert!(['年', '4', '\n', '𠀀'].iter().all(|c| has(&stops, *c)));
        assert!(!['春', '，', 'a', 'é'].iter().any(|c| has(&stops, *c)));
        let stops = stops.and_all_but_ideographs();
        assert!(['年', '，', 'a', 'é', '\n'].iter().all(|c| has(&stops, *c)) && !has(&stops, '春'));
    }
}
