//! The company that a reading keeps (本校, 他校): evidence for ties, never more.
//!
//! A first pass reads all articles of a batch by the votes alone. What it reads tells which strings occur elsewhere, and how
//! the letters of an alphabetic text follow one another; with that the contested columns are decided again. The
//! occurrence at the place itself proves nothing and is subtracted.

use std::ops::Range;
use std::sync::LazyLock;

use rayon::prelude::*;

use super::choose::Reading;
use super::grams::{Grams, LONGEST, Piece, SHORTEST};
use super::letters::{Letter, Letters, ORDER, What};
use super::sheet::Contested;
use crate::text::chars::is_han;
use crate::text::script::{WORD_LENGTHS, is_word, words};

/// Stands in a draft where the votes leave a column open: what is read there would only confirm itself.
const OPEN: char = '\0';
/// How far neighbours are looked for, in columns.
const NEIGHBOURHOOD: usize = 64;
/// Weight of n-grams, of letters in a row, and of shapes that readers take for others.
const GRAMS: f64 = 0.4;
/// The same in alphabetic text, where they say what letters in a row say too.
const GRAMS_OF_LETTERS: f64 = 0.2;
const SHAPES: f64 = 5.0;
const WORDS: f64 = 2.0;
/// What strings that occur elsewhere say at most: they break ties and do not overrule what the votes have settled. Papers
/// repeat a formula with another name or number in it.
const STRINGS: f64 = 3.0;
/// Of so many characters one may have changed for the strings of a draft to be exchanged and not counted anew.
const FEW: usize = 1 << 6;
/// A lead that is greater by this than what may be said against it is no tie of sums that depend on their order.
const CLEAR: f64 = 1e-6;

/// How often short strings occur in a batch. Empty by default: then nothing is known and nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Context {
    grams: Grams,
    /// Characters counted.
    total: u32,
    letters: Letters,
}

/// An article as the votes alone read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub(super) folds: Vec<char>,
    /// Letters and spaces, where the text is alphabetic.
    letters: Vec<Letter>,
}

impl Draft {
    pub(super) fn new(reading: &Reading, alphabetic: bool) -> Self {
        let folds = folds(reading).flatten().collect();
        let letters = if alphabetic { reading.letters(0..reading.text.len()) } else { Vec::new() };
        Self { folds, letters }
    }
}

/// What a draft has in each column.
fn folds(reading: &Reading) -> impl Iterator<Item = Option<char>> {
    let columns = reading.text.iter().zip(&reading.open);
    columns.map(|(c, open)| if *open { Some(OPEN) } else { *c })
}

/// Two readings of an article, one after the other.
pub(super) struct Revision<'a> {
    pub(super) before: &'a Reading,
    pub(super) after: &'a Reading,
    pub(super) alphabetic: bool,
}

/// Stretches of the one and of the other draft.
type Change = (Range<usize>, Range<usize>);

/// An article that changed, and where.
type Changed<'a> = (&'a Revision<'a>, &'a Vec<Change>);

impl Revision<'_> {
    /// Where the readings make different drafts, each stretch with the characters before it with which it makes strings.
    fn changes(&self) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        let (mut old, mut new) = (0, 0);
        for (a, b) in folds(self.before).zip(folds(self.after)) {
            let ends = (old + usize::from(a.is_some()), new + usize::from(b.is_some()));
            if a != b {
                let starts = (old.saturating_sub(LONGEST - 1), new.saturating_sub(LONGEST - 1));
                match changes.last_mut() {
                    Some(last) if starts.0 <= last.0.end || starts.1 <= last.1.end => (last.0.end, last.1.end) = ends,
                    _ => changes.push((starts.0..ends.0, starts.1..ends.1)),
                }
            }
            (old, new) = ends;
        }
        changes
    }
}

impl Context {
    /// The context of the articles that `self` is of when they read otherwise. O(columns), and with little to change nothing
    /// more.
    pub(super) fn revised(mut self, articles: &[Revision<'_>]) -> Self {
        let changes: Vec<Vec<Change>> = articles.par_iter().map(Revision::changes).collect();
        let spaced = articles.iter().any(|article| article.before.spaces != article.after.spaces);
        if changes.iter().all(Vec::is_empty) && !spaced {
            return self;
        }
        let changed: Vec<Changed<'_>> = articles.iter().zip(&changes).filter(|(_, all)| !all.is_empty()).collect();
        let few = FEW * changes.iter().map(Vec::len).sum::<usize>() <= self.total as usize;
        if few && self.exchange(&changed) {
            if articles.iter().any(|article| article.alphabetic) {
                let letters = |a: &Revision<'_>| Draft::new(a.after, a.alphabetic).letters;
                let letters: Vec<Vec<Letter>> = articles.par_iter().map(letters).collect();
                self.letters = Letters::new(&letters.iter().map(Vec::as_slice).collect::<Vec<_>>());
            }
            return self;
        }
        drop(self);
        Self::new(&articles.par_iter().map(|a| Draft::new(a.after, a.alphabetic)).collect::<Vec<_>>())
    }

    /// Exchanges the strings of articles where these changed. `false` when they must be counted anew.
    fn exchange(&mut self, changed: &[Changed<'_>]) -> bool {
        let old: Vec<Vec<char>> =
            changed.par_iter().map(|(article, _)| folds(article.before).flatten().collect()).collect();
        let new: Vec<Vec<char>> =
            changed.par_iter().map(|(article, _)| folds(article.after).flatten().collect()).collect();
        let taken = old
            .iter()
            .zip(changed)
            .flat_map(|(text, (_, changes))| changes.iter().map(|(starts, _)| Piece { text, starts: starts.clone() }));
        let given = new
            .iter()
            .zip(changed)
            .flat_map(|(text, (_, changes))| changes.iter().map(|(_, starts)| Piece { text, starts: starts.clone() }));
        let length = |texts: &[Vec<char>]| texts.iter().map(Vec::len).sum::<usize>();
        let total = self.total as usize + length(&new) - length(&old);
        self.total = u32::try_from(total).unwrap_or(u32::MAX);
        self.grams.exchange(taken, given, OPEN)
    }

    /// Counts the strings of two to six characters in all articles of a batch. O(length) time; memory of 27 to 54 bytes a
    /// character.
    pub fn new<'a>(drafts: impl IntoIterator<Item = &'a Draft>) -> Self {
        let (folds, letters): (Vec<&[char]>, Vec<&[Letter]>) =
            drafts.into_iter().map(|draft| (&draft.folds[..], &draft.letters[..])).unzip();
        let total = folds.iter().map(|folds| folds.len()).sum::<usize>();
        Self {
            grams: Grams::new(&folds, OPEN),
            total: u32::try_from(total).unwrap_or(u32::MAX),
            letters: Letters::new(&letters),
        }
    }

    /// How familiar the strings of a window are that hold its character `at`, beyond the `own` times that they stand
    /// here.
    fn familiarity(&self, window: &[char], at: usize, own: u32) -> f64 {
        let found = self.grams.elsewhere(window, at, own);
        let mut sum = 0.0;
        for (counts, n) in found.iter().zip(SHORTEST..) {
            let weight = if n == SHORTEST { 1.0 } else { 1.5 };
            for elsewhere in counts.iter().filter(|count| **count > 0) {
                sum += weight * f64::from(1 + elsewhere).ln().min(1.0);
            }
        }
        sum
    }
}

/// The text as a first pass reads it, by column; `None` where nothing is read.
pub(super) struct FirstPass<'a> {
    pub(super) reading: &'a Reading,
    pub(super) context: &'a Context,
    /// Whether the context counted this text too.
    pub(super) counted: bool,
    pub(super) alphabetic: bool,
}

/// What stands around a column, nearest first.
#[derive(Default)]
struct Neighbours {
    before: Few<{ LONGEST - 1 }>,
    after: Few<{ LONGEST - 1 }>,
}

/// A reading between its neighbours.
type Window = Few<{ 2 * LONGEST - 1 }>;

/// A few characters, at most so many.
#[derive(Clone, Copy)]
struct Few<const MOST: usize> {
    chars: [char; MOST],
    held: usize,
}

impl<const MOST: usize> Default for Few<MOST> {
    fn default() -> Self {
        Self { chars: ['\0'; MOST], held: 0 }
    }
}

impl<const MOST: usize> Few<MOST> {
    /// What there is room for of some characters is added.
    fn extend(&mut self, chars: impl Iterator<Item = char>) {
        for (slot, c) in self.chars[self.held..].iter_mut().zip(chars) {
            *slot = c;
            self.held += 1;
        }
    }
}

impl<const MOST: usize> std::ops::Deref for Few<MOST> {
    type Target = [char];

    fn deref(&self) -> &[char] {
        &self.chars[..self.held]
    }
}

impl FirstPass<'_> {
    /// What the neighbours say for each reading of a column, in natural logarithms.
    pub(super) fn evidence(&self, contested: &Contested, readings: &[Option<char>]) -> Vec<f64> {
        let column = contested.column as usize;
        let around = self.neighbours(column);
        let first = self.reading.text[column].filter(|_| self.counted && !self.reading.open[column]);
        let familiar: Vec<f64> = readings.iter().map(|r| self.familiar(&around, *r, first)).collect();
        // Nothing is as familiar as the best text: a string always occurs less often than its absence.
        let most = familiar.iter().copied().fold(0.0, f64::max);
        let grams = if self.alphabetic { GRAMS_OF_LETTERS } else { GRAMS };
        let evidence = |(r, familiar): (&Option<char>, f64)| {
            let familiar = if r.is_some() { familiar } else { most };
            WORDS * f64::from(u8::from(is_in_word(&around, *r))) + (grams * familiar).min(STRINGS)
                - self.unlikely(column, *r, first)
                - SHAPES * mistakable(*r, &around)
        };
        readings.iter().zip(familiar).map(evidence).collect()
    }

    /// Whether what the neighbours say can change nothing: `best` is ahead of all `others` of a column by so much.
    pub(super) fn is_settled(
        &self,
        column: usize,
        best: Option<char>,
        others: impl Iterator<Item = (Option<char>, f64)> + Clone,
    ) -> bool {
        if self.alphabetic {
            return false;
        }
        if others.clone().all(|(_, lead)| lead > STRINGS + WORDS + SHAPES + CLEAR) {
            return true;
        }
        let around = self.neighbours(column);
        let lost = SHAPES * mistakable(best, &around);
        let mut left = others.map(|(r, lead)| (r, lead - lost + SHAPES * mistakable(r, &around) - STRINGS - CLEAR));
        left.all(|(reading, left)| left > WORDS || (left > 0.0 && !is_in_word(&around, reading)))
    }

    fn neighbours(&self, column: usize) -> Neighbours {
        let start = column.saturating_sub(NEIGHBOURHOOD);
        let mut around = Neighbours::default();
        around.before.extend(self.reading.text[start..column].iter().rev().flatten().copied());
        around.after.extend(self.reading.text[column + 1..].iter().take(NEIGHBOURHOOD).flatten().copied());
        around
    }

    fn familiar(&self, around: &Neighbours, reading: Option<char>, own: Option<char>) -> f64 {
        let Some(c) = reading.filter(|_| self.context.total > 0) else { return 0.0 };
        let window = around.with(Some(c));
        self.context.familiarity(&window, around.before.len(), u32::from(own == reading))
    }

    /// How much less likely than usual the letters of a reading and those behind it are, weighed.
    fn unlikely(&self, column: usize, reading: Option<char>, first: Option<char>) -> f64 {
        let letters = &self.context.letters;
        if !self.alphabetic || letters.weight == 0.0 {
            return 0.0;
        }
        let mut window = self.reading.letters_before(column, ORDER);
        let at = window.len();
        window.extend(self.reading.letter(column, reading));
        let behind = window.len();
        window.extend(self.reading.letters_behind(column, ORDER - 1));
        // Strings that end before the column stand here whatever the reading; the others if it is that of the first pass.
        let same = |what: What| match (first, reading) {
            (Some(a), Some(b)) => Letter::of(a).same(Letter::of(b), what),
            (a, b) => a == b,
        };
        let own = |what: What, range: Range<usize>| {
            u32::from(self.counted && (range.end <= at || range.start >= behind || same(what)))
        };
        let cost: f64 = (at..window.len()).map(|i| letters.cost(&window, i, &own)).sum();
        letters.weight * (cost - letters.cost * (window.len() - at) as f64)
    }
}

impl Neighbours {
    fn with(&self, reading: Option<char>) -> Window {
        let mut window = Window::default();
        window.extend(self.before.iter().rev().copied().chain(reading).chain(self.after.iter().copied()));
        window
    }
}

/// Whether a reading makes a listed phrase with its neighbours.
fn is_in_word(around: &Neighbours, reading: Option<char>) -> bool {
    if !reading.is_some_and(is_han) {
        return false;
    }
    let (window, at) = (around.with(reading), around.before.len());
    let held = |n: usize| ((at + 1).saturating_sub(n)..=at).map(move |start| start..start + n);
    WORD_LENGTHS.flat_map(held).filter_map(|r| window.get(r)).any(|text| may_be_word(text) && is_word(text))
}

/// Bits of the filter of listed phrases.
const BITS: usize = 1 << 20;

/// By two bits each, the phrases that are listed.
static LISTED: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0; BITS / 64];
    let all = words().iter().flat_map(|word| places(word.chars()));
    all.for_each(|place| bits[place / 64] |= 1 << (place % 64));
    bits
});

/// Makes ready what is known of phrases, which takes some 10 ms, while other things are done.
pub(super) fn foresee() {
    rayon::spawn(|| {
        LazyLock::force(&LISTED);
    });
}

fn places(text: impl Iterator<Item = char>) -> [usize; 2] {
    let hash = text.fold(0, |h: u64, c| (h ^ u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29));
    [(hash >> 44) as usize % BITS, (hash >> 22) as usize % BITS]
}

/// Whether characters may be a listed phrase: most that are none are told from it without a search in the list (Bloom 1970).
fn may_be_word(text: &[char]) -> bool {
    places(text.iter().copied()).iter().all(|place| LISTED[place / 64] & 1 << (place % 64) != 0)
}

/// How much a character looks like a misread neighbour: 一 for half a dash or between digits, a letter for a digit.
fn mistakable(reading: Option<char>, around: &Neighbours) -> f64 {
    let Some(c) = reading else { return 0.0 };
    let (before, after) = (around.before.first(), around.after.first());
    let beside = |f: &dyn Fn(char) -> bool| before.is_some_and(|c| f(*c)) || after.is_some_and(|c| f(*c));
    let digit = |c: char| c.is_ascii_digit();
    if c == '一' {
        let between = before.is_some_and(|c| digit(*c)) && after.is_some_and(|c| digit(*c));
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

    fn draft(text: &str) -> Draft {
        Draft { folds: text.chars().collect(), letters: text.chars().map(Letter::of).collect() }
    }

    fn around(before: &str, after: &str) -> Neighbours {
        let mut around = Neighbours::default();
        around.before.extend(before.chars().rev());
        around.after.extend(after.chars());
        around
    }

    #[test]
    fn strings_count_only_where_they_stand_elsewhere() {
        let context = Context::new(&[draft("春风又绿"), draft("春风又绿")]);
        let window: Vec<char> = "春风又绿".chars().collect();
        assert!(context.familiarity(&window, 1, 1) > 0.0);
        assert_eq!(context.familiarity(&window, 1, 2), 0.0);
    }

    #[test]
    fn letters_that_follow_one_another_elsewhere_are_likely() {
        let context = Context::new(&[draft("the red fox and the grey fox and the brown fox")]);
        let text: Vec<Option<char>> = "andth?fox".chars().map(Some).collect();
        let spaces = vec![false; text.len()];
        let reading = Reading { open: spaces.clone(), spaces, text };
        let first = FirstPass { reading: &reading, context: &context, counted: false, alphabetic: true };
        assert!(first.unlikely(5, Some('e'), None) < first.unlikely(5, Some('c'), None));
    }

    #[test]
    fn a_stroke_beside_a_dash_is_suspect() {
        assert_eq!(mistakable(Some('一'), &around("—", "他")), 1.0);
        assert_eq!(mistakable(Some('一'), &around("第", "次")), 0.0);
        assert_eq!(mistakable(Some('一'), &around("3", "5")), 1.0);
        assert_eq!(mistakable(Some('O'), &around("2", "")), 0.5);
    }
}
