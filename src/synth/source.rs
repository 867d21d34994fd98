//! The habits of a source: what is the same on all its pages.

use super::Family;
use super::random::{Purpose, Random};
use super::words::Words;

/// A newspaper and how its pages are read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Source {
    /// Name of its directory.
    pub(super) name: String,
    pub(super) family: Family,
    /// What stands at the head of its pages.
    pub(super) masthead: String,
    /// Width of its columns in em.
    pub(super) column: f32,
    /// Whether its lines have blank lines between them.
    pub(super) blank_lines: bool,
    /// Whether page numbers in its notes are spelt.
    pub(super) spelt_numbers: bool,
    pub(super) narrow: Narrow,
    /// Share of the sides of numbers that have a space.
    pub(super) number_spaces: f64,
}

/// Which marks a reader of images writes half as wide as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Narrow {
    pub(super) brackets: bool,
    pub(super) commas: bool,
}

const KINDS: &[&str] = &["日报", "晚报", "晨报", "时报"];

impl Source {
    /// The source of an index, which it is told apart by: `A`, `B`, … `Z`, `AA`.
    pub(super) fn new(words: &Words, seed: u64, index: usize, family: Family) -> Self {
        let mut random = Random::of(seed, Purpose::Source, &[index as u64]);
        let masthead = format!("{}{}", words.two(&mut random), random.one(KINDS));
        let column = random.within(16, 22) as f32;
        let layer = family == Family::TextLayer;
        Self {
            name: name(index),
            family,
            masthead,
            column,
            blank_lines: !layer || random.chance(0.7),
            spelt_numbers: random.chance(0.6),
            narrow: Narrow { brackets: !layer && random.chance(0.7), commas: !layer && random.chance(0.35) },
            number_spaces: if layer { 0.7 } else { 0.0 },
        }
    }
}

fn name(index: usize) -> String {
    let letter = char::from(b'A' + (index % 26) as u8);
    if index < 26 { letter.into() } else { format!("{}{letter}", name(index / 26 - 1)) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_go_on_after_z() {
        assert_eq!([0, 25, 26, 27, 701, 702].map(super::name), ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }
}
