//! Sets of characters in which the edge of a line counts as one.

use std::ops::RangeInclusive;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// A set of characters, and whether the edge of a line (a line feed, or an end of the text) is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rules) struct Chars {
    set: ClassUnicode,
    edge: bool,
}

impl Chars {
    /// Nothing.
    pub(in crate::rules) fn none() -> Self {
        Self { set: ClassUnicode::empty(), edge: false }
    }

    /// The edge of a line and nothing else.
    pub(in crate::rules) fn edge() -> Self {
        Self { set: ClassUnicode::empty(), edge: true }
    }

    /// Every character, and the edge.
    pub(in crate::rules) fn all() -> Self {
        Self::of([('\0', char::MAX)])
    }

    /// The characters of these ranges; a line feed is the edge.
    pub(in crate::rules) fn of(ranges: impl IntoIterator<Item = (char, char)>) -> Self {
        let ranges = ranges.into_iter().map(|(from, to)| ClassUnicodeRange::new(from, to));
        Self::of_class(ClassUnicode::new(ranges))
    }

    pub(super) fn of_class(mut set: ClassUnicode) -> Self {
        let edge = set.iter().any(|r| r.start() <= '\n' && '\n' <= r.end());
        set.difference(&ClassUnicode::new([ClassUnicodeRange::new('\n', '\n')]));
        Self { set, edge }
    }

    /// What is not in it.
    pub(in crate::rules) fn negated(mut self) -> Self {
        self.set.negate();
        Self { edge: !self.edge, ..Self::of_class(self.set) }
    }

    /// The same characters without the edge.
    pub(in crate::rules) fn without_edge(self) -> Self {
        Self { edge: false, ..self }
    }

    /// What is in either.
    pub(in crate::rules) fn or(mut self, other: &Self) -> Self {
        self.set.union(&other.set);
        self.edge |= other.edge;
        self
    }

    /// Whether a character is in it. O(log ranges).
    pub(super) fn contains(&self, c: char) -> bool {
        let ranges = self.set.ranges();
        ranges.get(ranges.partition_point(|r| r.end() < c)).is_some_and(|r| r.start() <= c)
    }

    /// Whether one of these characters is in it. O(ranges).
    pub(in crate::rules) fn overlaps(&self, range: RangeInclusive<char>) -> bool {
        self.set.iter().any(|r| r.start() <= *range.end() && *range.start() <= r.end())
    }

    /// Whether the edge of a line is in it.
    pub(super) fn has_edge(&self) -> bool {
        self.edge
    }

    /// The ranges of its characters, sorted.
    pub(super) fn ranges(&self) -> impl Iterator<Item = (char, char)> {
        self.set.iter().map(|r| (r.start(), r.end()))
    }

    /// Rough share of the characters of a Chinese text that are in it; tells which of two tests lets less through.
    pub(super) fn share(&self) -> f32 {
        const COMMON: [(char, f32); 12] = [
            ('，', 0.06),
            ('。', 0.03),
            ('、', 0.02),
            ('“', 0.01),
            ('”', 0.01),
            ('（', 0.01),
            (' ', 0.05),
            ('0', 0.012),
            ('1', 0.012),
            ('2', 0.012),
            ('5', 0.004),
            ('e', 0.02),
        ];
        let has = |c: char| self.contains(c);
        let marks: f32 = COMMON.iter().filter(|(c, _)| has(*c)).map(|(_, share)| share).sum();
        let of_block = |(from, to): (u32, u32)| self.ranges().map(move |r| overlap(r, from, to)).sum::<u32>();
        let han = of_block((0x4E00, 0x9FFF)) as f32 / (0x9FFF - 0x4E00 + 1) as f32;
        // What is named one by one is rare, one character as the other.
        let named = (0.0002 * of_block((0, 0xFFFF)) as f32).min(0.002);
        named + marks + 0.7 * han + if self.edge { 0.03 } else { 0.0 }
    }
}

/// Number of the characters of a range that a block holds.
fn overlap((first, last): (char, char), from: u32, to: u32) -> u32 {
    (u32::from(last).min(to) + 1).saturating_sub(u32::from(first).max(from))
}
