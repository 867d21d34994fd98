//! The ideographs that no rule names: runs of them are passed over at one test a character.

use super::partition::Partition;

/// The common ideographs.
const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;
/// Bytes of each in UTF-8.
pub(super) const BYTES: usize = 3;
const WORDS: usize = (1 << 16) / 64;

/// The common ideographs of one kind, the one that has most of them.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    pub(super) kind: u16,
    /// A bit for each character of the basic plane.
    set: Box<[u64; WORDS]>,
}

impl Plain {
    /// Of the kinds of characters; empty unless `is_cold` says of the kind that two of it side by side tell of nothing.
    pub(super) fn of(kinds: &Partition, is_cold: impl Fn(u16) -> bool) -> Self {
        let ideographs = || (FIRST..=LAST).filter_map(char::from_u32).map(|c| (c, kinds.of_char(c)));
        let mut counts: Vec<u32> = Vec::new();
        for (_, kind) in ideographs() {
            let kind = usize::from(kind);
            counts.resize(counts.len().max(kind + 1), 0);
            counts[kind] += 1;
        }
        let kind = counts.iter().enumerate().max_by_key(|(_, n)| **n).map_or(0, |(kind, _)| kind as u16);
        let mut set = Box::new([0; WORDS]);
        if is_cold(kind) {
            ideographs().filter(|(_, k)| *k == kind).for_each(|(c, _)| set[c as usize / 64] |= 1 << (c as usize % 64));
        }
        Self { kind, set }
    }

    /// Where the run of them ends that begins at a byte. O(run).
    #[inline]
    pub(super) fn end_of_run(&self, text: &[u8], from: usize) -> usize {
        let (triples, _) = text[from..].as_chunks::<BYTES>();
        let run = triples.iter().take_while(|bytes| self.has(**bytes)).count();
        from + run * BYTES
    }

    /// Whether three bytes of a text, of which the first begins a character, are one of them.
    #[inline]
    fn has(&self, [a, b, c]: [u8; BYTES]) -> bool {
        let code = usize::from(a & 0x0F) << 12 | usize::from(b & 0x3F) << 6 | usize::from(c & 0x3F);
        a & 0xF0 == 0xE0 && self.set[code / 64] >> (code % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::super::chars::Chars;
    use super::*;

    #[test]
    fn a_run_ends_at_what_rules_name() {
        let (kinds, _) = Partition::of(&[Chars::of([('年', '年')])]);
        let plain = Plain::of(&kinds, |_| true);
        let text = "春江花月夜2024年，山";
        assert_eq!(plain.end_of_run(text.as_bytes(), 0), "春江花月夜".len());
        let from = text.len() - "山".len();
        assert_eq!(plain.end_of_run(text.as_bytes(), from), text.len());
        for stop in ["年", "，", "é", "a", "\n", "𠀀"] {
            assert_eq!(plain.end_of_run(stop.as_bytes(), 0), 0, "{stop}");
        }
        assert_eq!(Plain::of(&kinds, |_| false).end_of_run(text.as_bytes(), 0), 0);
    }
}
