//! The company that a reading keeps (本校, 他校): evidence for ties, never more.

use rustc_hash::FxHashMap;

use super::sheet::{Contested, Sheet};
use super::votes::Vote;
use crate::text::chars::is_blank;
use crate::text::fold::fold;

/// Lengths of the n-grams counted.
const SHORTEST: usize = 2;
const LONGEST: usize = 6;
/// How far neighbours are looked for, in columns.
const NEIGHBOURHOOD: usize = 64;
/// Weight of n-grams, and of shapes that readers take for others.
const GRAMS: f64 = 0.4;
const SHAPES: f64 = 5.0;

/// How often short strings occur in a batch. Empty by default: then nothing is known and nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Context {
    counts: FxHashMap<u64, u32>,
}

impl Context {
    /// Counts the strings of two to six characters in the texts of all witnesses of a batch. O(length), and about
    /// as many entries as there are different strings.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut context = Self::default();
        for text in texts {
            let folds: Vec<char> = text.chars().filter(|c| !is_blank(*c)).map(fold).collect();
            for start in 0..folds.len() {
                for end in start + SHORTEST..=(start + LONGEST).min(folds.len()) {
                    *context.counts.entry(hash(&folds[start..end])).or_default() += 1;
                }
            }
        }
        context
    }

    /// How familiar the strings of a window are that hold its character `at`, beyond the `own` times that they stand
    /// here.
    fn familiarity(&self, window: &[char], at: usize, own: u32) -> f64 {
        let mut sum = 0.0;
        for n in SHORTEST..=LONGEST {
            let weight = if n == SHORTEST { 1.0 } else { 1.5 };
            for start in (at + 1).saturating_sub(n)..=at {
                let count = window.get(start..start + n).and_then(|gram| self.counts.get(&hash(gram)));
                let elsewhere = count.map_or(0, |c| c.saturating_sub(own));
                sum += weight * f64::from(1 + elsewhere).ln().min(1.0);
            }
        }
        sum
    }
}

fn hash(gram: &[char]) -> u64 {
    gram.iter().fold(gram.len() as u64, |h, c| (h ^ u64::from(*c)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29))
}

/// The text as a first pass reads it, by column; `None` where nothing is read.
pub(super) struct FirstPass<'a> {
    pub(super) text: &'a [Option<char>],
    pub(super) context: &'a Context,
}

impl FirstPass<'_> {
    /// What the neighbours say for each reading of a column, in natural logarithms.
    pub(super) fn evidence(&self, sheet: &Sheet, contested: &Contested, readings: &[Option<char>]) -> Vec<f64> {
        let column = contested.column as usize;
        let before: Vec<char> = self.text[column.saturating_sub(NEIGHBOURHOOD)..column]
            .iter()
            .rev()
            .flatten()
            .take(LONGEST - 1)
            .copied()
            .collect();
        let after: Vec<char> =
            self.text[column + 1..].iter().take(NEIGHBOURHOOD).flatten().take(LONGEST - 1).copied().collect();
        let votes = sheet.votes(contested);
        let familiar: Vec<f64> = readings.iter().map(|r| self.familiar(&before, &after, *r, votes)).collect();
        // Nothing is as familiar as the best text: a string always occurs less often than its absence.
        let most = familiar.iter().copied().fold(0.0, f64::max);
        let shape =
            |r: &Option<char>| r.map_or(0.0, |c| mistakable(c, before.first().copied(), after.first().copied()));
        let familiar = readings.iter().zip(familiar).map(|(r, f)| if r.is_some() { f } else { most });
        familiar.zip(readings).map(|(f, r)| GRAMS * f - SHAPES * shape(r)).collect()
    }

    fn familiar(&self, before: &[char], after: &[char], reading: Option<char>, votes: &[Vote]) -> f64 {
        let Some(c) = reading.filter(|_| !self.context.counts.is_empty()) else { return 0.0 };
        let own = votes.iter().filter(|v| v.fold == reading).count() as u32;
        let window: Vec<char> = before.iter().rev().copied().chain([c]).chain(after.iter().copied()).collect();
        self.context.familiarity(&window, before.len(), own)
    }
}

/// How much a character looks like a misread neighbour: 一 for half a dash or between digits, a letter for a digit.
fn mistakable(c: char, before: Option<char>, after: Option<char>) -> f64 {
    let beside = |f: &dyn Fn(char) -> bool| before.is_some_and(f) || after.is_some_and(f);
    let digit = |c: char| c.is_ascii_digit();
    if c == '一' {
        let between = before.is_some_and(digit) && after.is_some_and(digit);
        f64::from(u8::from(between || beside(&|c| c == '一' || c == '—')))
    } else if c.is_ascii_alphabetic() && beside(&digit) {
        0.5
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_count_only_where_they_stand_elsewhere() {
        let context = Context::from_texts(["春风又绿", "春风 又绿"]);
        let window: Vec<char> = "春风又绿".chars().collect();
        assert!(context.familiarity(&window, 1, 1) > 0.0);
        assert_eq!(context.familiarity(&window, 1, 2), 0.0);
    }

    #[test]
    fn a_stroke_beside_a_dash_is_suspect() {
        assert_eq!(mistakable('一', Some('—'), Some('他')), 1.0);
        assert_eq!(mistakable('一', Some('第'), Some('次')), 0.0);
        assert_eq!(mistakable('一', Some('3'), Some('5')), 1.0);
        assert_eq!(mistakable('O', Some('2'), None), 0.5);
    }
}
