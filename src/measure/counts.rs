//! What is counted, for one article or for many.

use serde::Serialize;

/// Errors among so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Ratio {
    /// Edits, or whatever is wrong.
    pub errors: usize,
    /// Length of the gold side.
    pub of: usize,
}

impl Ratio {
    /// Errors in each one of it; above 1 where there are more errors than text, 0 where there is no text.
    pub fn rate(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.errors as f64 / self.of as f64 }
    }

    /// `self` is better than `other` by rate; exact, without division.
    pub(super) fn is_below(self, other: Self) -> bool {
        self.errors as u128 * (other.of as u128) < other.errors as u128 * (self.of as u128)
    }

    pub(super) fn all(of: usize) -> Self {
        Self { errors: of, of }
    }

    fn add(&mut self, other: Self) {
        self.errors += other.errors;
        self.of += other.of;
    }
}

/// Things to be found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Finds {
    /// Found and there.
    pub right: usize,
    /// Found and not there.
    pub wrong: usize,
    /// There and not found.
    pub missed: usize,
}

impl Finds {
    /// Share of what was found that is there; 1 where nothing was found.
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// Share of what is there that was found; 1 where nothing is there.
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// Harmonic mean of precision and recall; 1 where nothing is there and nothing was found.
    pub fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.wrong + self.missed)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Counts of one article or of many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Gold articles.
    pub articles: usize,
    /// Of them, found.
    pub found: usize,
    /// Body, typography unified.
    pub body: Ratio,
    /// Body, typography exact.
    pub exact: Ratio,
    /// Body, letters, digits and Han only.
    pub content: Ratio,
    /// Title and body, typography unified.
    pub full: Ratio,
    /// Body with one space for each run of white space and a line end for each break, typography exact.
    pub spaced: Ratio,
    /// Words of the body, in texts whose script sets spaces between words.
    pub words: Ratio,
    /// Titles, typography unified.
    pub title: Ratio,
    /// Titles that are right, in one of the accepted forms.
    pub titles: usize,
    /// Titles that are right, or some of the headline's lines and nothing else.
    pub titles_part: usize,
    /// Bylines: right, and of how many.
    pub bylines: (usize, usize),
    /// Paragraph breaks.
    pub breaks: Finds,
    /// Lacunae.
    pub lacunae: Finds,
    /// Gold characters in missing stretches of 30 and more.
    pub uncovered: usize,
    /// Blocks of text that stand elsewhere.
    pub moved: Moved,
    /// Bodies without an error.
    pub flawless: usize,
    /// Sum of the articles' rates of errors in the body, for the macro average.
    pub rates: f64,
}

/// Text that stands elsewhere than in the gold text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Least number of matched runs that must be put elsewhere.
    pub blocks: usize,
    /// Characters in them.
    pub characters: usize,
    /// Neighbouring matched runs whose order is reversed.
    pub inversions: usize,
}

impl Counts {
    /// Mean of the articles' error rates.
    pub fn macro_rate(&self) -> f64 {
        if self.articles == 0 { 0.0 } else { self.rates / self.articles as f64 }
    }

    /// Share of the gold text that is there at all, wrong or right.
    pub fn coverage(&self) -> f64 {
        1.0 - Ratio { errors: self.uncovered, of: self.body.of }.rate()
    }

    /// Error rate over what is there.
    pub fn covered_rate(&self) -> f64 {
        let of = self.body.of.saturating_sub(self.uncovered);
        if of == 0 { 1.0 } else { Ratio { errors: self.body.errors - self.uncovered, of }.rate() }
    }

    /// Adds the counts of others.
    pub fn add(&mut self, other: &Self) {
        self.articles += other.articles;
        self.found += other.found;
        self.body.add(other.body);
        self.exact.add(other.exact);
        self.content.add(other.content);
        self.full.add(other.full);
        self.spaced.add(other.spaced);
        self.words.add(other.words);
        self.title.add(other.title);
        self.titles += other.titles;
        self.titles_part += other.titles_part;
        self.bylines = (self.bylines.0 + other.bylines.0, self.bylines.1 + other.bylines.1);
        self.breaks.add(other.breaks);
        self.lacunae.add(other.lacunae);
        self.uncovered += other.uncovered;
        self.moved.blocks += other.moved.blocks;
        self.moved.characters += other.moved.characters;
        self.moved.inversions += other.moved.inversions;
        self.flawless += other.flawless;
        self.rates += other.rates;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_find_and_nothing_found_is_right() {
        assert_eq!((Finds::default().f1(), Finds::default().precision()), (1.0, 1.0));
        let finds = Finds { right: 3, wrong: 1, missed: 2 };
        assert_eq!((finds.precision(), finds.recall(), finds.f1()), (0.75, 0.6, 6.0 / 9.0));
    }

    #[test]
    fn rates_over_what_is_there() {
        let counts = Counts { body: Ratio { errors: 40, of: 100 }, uncovered: 35, ..Counts::default() };
        assert_eq!((counts.coverage(), counts.covered_rate()), (0.65, 5.0 / 65.0));
        assert!(Ratio { errors: 1, of: 3 }.is_below(Ratio { errors: 2, of: 3 }));
    }
}
