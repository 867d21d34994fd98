//! How the letters of alphabetic texts follow one another, spaces and capitals included.
//!
//! Learned from what a first pass reads of the whole batch. A character is told in three steps: its letter from the
//! letters before it, its case from the cases before it, its accent from the letters before it and its own. So a
//! name in capitals is as familiar as the same name in small letters, and yet a capital inside a word in small letters is
//! strange. Figures count as one: which of them stands in a number nobody can tell.

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::text::chars::CharClass;

/// Letters that a letter is told from, plus one; the same for its case, and for its accent.
pub(super) const ORDER: usize = 5;
const CASES: usize = 4;
const ACCENTS: usize = 3;
/// Observations that the prediction from fewer characters is worth.
const BACK_OFF: f64 = 4.0;
/// Probability of a letter never seen, of a capital, and of an accent, before anything is seen.
const UNSEEN: f64 = 1.0 / 200.0;
const CAPITAL: f64 = 0.1;
const ACCENT: f64 = 0.02;
/// Weight of what letters say, where a text predicts itself well.
const WEIGHT: f64 = 0.6;
/// Share of the cost of letters that a text which predicts itself well saves: names and words that come again and again.
const WELL_TOLD: f64 = 0.35;

/// A character as this model sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Letter {
    /// Small, without accent; one figure for all.
    base: char,
    /// Small, with its accent.
    small: char,
    case: Case,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Case {
    None,
    Space,
    Small,
    Capital,
}

impl Letter {
    pub(super) const SPACE: Self = Self { base: ' ', small: ' ', case: Case::Space };

    pub(super) fn of(c: char) -> Self {
        let class = CharClass::of(c);
        let case = match class {
            CharClass::Upper => Case::Capital,
            CharClass::Lower => Case::Small,
            _ => Case::None,
        };
        if case == Case::None {
            let base = if class == CharClass::Digit { '0' } else { c };
            return Self { base, small: base, case };
        }
        let mut lower = c.to_lowercase();
        let small = lower.next().filter(|_| lower.next().is_none()).unwrap_or(c);
        Self { base: plain(small), small, case }
    }

    /// Whether two letters are the same as far as that is told of them.
    pub(super) fn same(self, other: Self, what: What) -> bool {
        match what {
            What::Base => self.base == other.base,
            What::Case => self.case == other.case,
            What::Accent => self.small == other.small,
        }
    }

    fn turned(self) -> Case {
        if self.case == Case::Small { Case::Capital } else { Case::Small }
    }

    fn is_letter(self) -> bool {
        matches!(self.case, Case::Small | Case::Capital)
    }
}

/// A letter without its accents.
pub(super) fn plain(c: char) -> char {
    if c.is_ascii() { c } else { std::iter::once(c).nfd().next().unwrap_or(c) }
}

/// How often short strings of letters occur in a batch.
#[derive(Debug, Clone, Default)]
pub(super) struct Letters {
    counts: FxHashMap<u64, u32>,
    total: u32,
    /// Mean cost of a character, in natural logarithms.
    pub(super) cost: f64,
    /// What a difference in cost is worth: little where a small batch hardly predicts itself.
    pub(super) weight: f64,
}

/// What is told of a letter.
#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    Base,
    Case,
    Accent,
}

impl Letters {
    /// Counts the strings of texts, and tells how well the texts predict themselves. O(length).
    pub(super) fn new(texts: &[&[Letter]]) -> Self {
        let mut letters = Self::default();
        for text in texts {
            letters.total = letters.total.saturating_add(text.len() as u32);
            for end in 1..=text.len() {
                for (what, longest) in [(What::Base, ORDER), (What::Case, CASES), (What::Accent, ACCENTS)] {
                    for start in end.saturating_sub(longest)..end {
                        *letters.counts.entry(key(what, &text[start..end])).or_default() += 1;
                    }
                }
            }
        }
        let (mut cost, mut alone, mut length) = (0.0, 0.0, 0);
        for text in texts {
            cost += (0..text.len()).map(|i| letters.cost(text, i, &|_, _| 1)).sum::<f64>();
            alone += (0..text.len()).map(|i| letters.cost(&text[i..=i], 0, &|_, _| 1)).sum::<f64>();
            length += text.len();
        }
        if length > 0 {
            let told = (1.0 - cost / alone) / WELL_TOLD;
            letters.cost = cost / length as f64;
            letters.weight = WEIGHT * told.clamp(0.0, 1.0).powi(2);
        }
        letters
    }

    /// −ln P of a letter of a window, told from those before it. `own` tells how often a stretch of the window stands at
    /// this very place, and must not count.
    pub(super) fn cost(&self, window: &[Letter], at: usize, own: &dyn Fn(What, Range<usize>) -> u32) -> f64 {
        let starts = |longest: usize| (at + 1).saturating_sub(longest)..=at;
        let count = |what: What, start: usize| self.count(what, &window[start..=at], own(what, start..at + 1));
        let told = |p: f64, seen: u32, of: u32| (f64::from(seen) + BACK_OFF * p) / (f64::from(of.max(seen)) + BACK_OFF);
        let base = starts(ORDER).rev().fold(UNSEEN, |p, start| {
            let before = &window[start..at];
            let of =
                if before.is_empty() { self.total } else { self.count(What::Base, before, own(What::Base, start..at)) };
            told(p, count(What::Base, start), of)
        });
        let letter = window[at];
        if !letter.is_letter() {
            return -base.ln();
        }
        let first = if letter.case == Case::Capital { CAPITAL } else { 1.0 - CAPITAL };
        let case = starts(CASES).rev().fold(first, |p, start| {
            let seen = count(What::Case, start);
            let turned = self.counts.get(&cases(&window[start..at], letter.turned())).copied().unwrap_or(0);
            told(p, seen, seen + turned)
        });
        let first = if letter.small == letter.base { 1.0 - ACCENT } else { ACCENT };
        let accent =
            starts(ACCENTS).rev().fold(first, |p, start| told(p, count(What::Accent, start), count(What::Base, start)));
        -(base.ln() + case.ln() + accent.ln())
    }

    fn count(&self, what: What, gram: &[Letter], own: u32) -> u32 {
        self.counts.get(&key(what, gram)).map_or(0, |c| c.saturating_sub(own))
    }
}

fn key(what: What, gram: &[Letter]) -> u64 {
    let last = gram.len() - 1;
    let part = |(i, letter): (usize, &Letter)| match what {
        What::Base => u64::from(letter.base),
        What::Case => letter.case as u64,
        What::Accent => u64::from(if i == last { letter.small } else { letter.base }),
    };
    hash(what, gram.len(), gram.iter().enumerate().map(part))
}

fn cases(before: &[Letter], last: Case) -> u64 {
    hash(What::Case, before.len() + 1, before.iter().map(|l| l.case as u64).chain([last as u64]))
}

fn hash(what: What, length: usize, parts: impl Iterator<Item = u64>) -> u64 {
    let start = ((what as u64 + 1) << 8) | length as u64;
    parts.fold(start, |h, part| (h ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<Letter> {
        text.chars().map(|c| if c == ' ' { Letter::SPACE } else { Letter::of(c) }).collect()
    }

    /// What the last letter of a text costs after `learned`.
    fn cost(learned: &str, of: &str) -> f64 {
        let (learned, of) = (text(learned), text(of));
        Letters::new(&[&learned]).cost(&of, of.len() - 1, &|_, _| 0)
    }

    #[test]
    fn names_in_capitals_are_as_familiar_as_in_small_letters() {
        let learned = "Dupont, rue; Dupont, rue; DURAND, rue; DURAND, rue; ";
        assert!(cost(learned, "DUPO") < cost(learned, "DUPA"));
        assert!(cost(learned, "DUPO") < cost(learned, "DUPo"), "small letters do not stand among capitals");
    }

    #[test]
    fn an_accent_is_told_from_the_letters_before_it() {
        let learned = "cherché chassé chanté chose cheval";
        assert!(cost(learned, "chanté") < cost(learned, "chante") && cost(learned, "che") < cost(learned, "ché"));
    }

    #[test]
    fn figures_are_not_told_apart() {
        assert_eq!(cost("12, 12, 12, ", "12"), cost("12, 12, 12, ", "17"));
    }

    #[test]
    fn what_stands_at_the_place_itself_proves_nothing() {
        let learned = text("bravo, charlie, delta");
        let letters = Letters::new(&[&learned]);
        assert!(letters.cost(&learned, 3, &|_, _| 1) > letters.cost(&learned, 3, &|_, _| 0));
    }
}
