//! The printed lines of a text that changes.

use std::ops::Range;

use super::Measures;
use super::printed::{self, Printed};
use crate::rules::RuleBook;
use crate::rules::normal::Kept;
use crate::rules::sieve::{Hit, Sieve};

/// The printed lines of a text.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Lines {
    pub(super) printed: Vec<Printed>,
    /// The places that tell of marks, in bytes from the beginnings of their lines; those of lines that are gone among them.
    pub(super) hits: Vec<Hit>,
    /// Room for the lines of a text that changes.
    spare: Vec<Printed>,
    pub(super) measures: Measures,
}

impl Lines {
    /// Of a text. O(text).
    pub(in crate::rules) fn of(book: &RuleBook, text: &str) -> Self {
        let mut lines = Self::default();
        lines.read_all(book, text);
        lines
    }

    /// Makes them those of a text, whatever they were. O(text).
    pub(in crate::rules) fn read_all(&mut self, book: &RuleBook, text: &str) {
        self.printed.clear();
        self.hits.clear();
        printed::read(&book.ready_marks().sieve, text, 0..text.len(), &mut self.printed, &mut self.hits);
    }

    /// The places on a line that tell of marks.
    pub(super) fn hits(&self, line: &Printed) -> &[Hit] {
        &self.hits[line.hits.clone()]
    }

    /// On how many lines there are gaps, and how many are printed.
    pub(in crate::rules) fn gaps(&self) -> (usize, usize) {
        (self.printed.iter().filter(|l| l.gap).count(), self.printed.len())
    }

    /// Makes them those of a text that is new but for the stretches kept. O(lines + new text).
    pub(in crate::rules) fn renew(&mut self, book: &RuleBook, text: &str, kept: &[Kept]) {
        let sieve = &book.ready_marks().sieve;
        let old = std::mem::replace(&mut self.printed, std::mem::take(&mut self.spare));
        self.printed.clear();
        let (mut at, mut next) = (0, 0);
        for stretch in kept {
            self.read(sieve, text, at..stretch.start);
            next += old[next..].iter().take_while(|l| l.start() < stretch.old.start).count();
            let count = old[next..].iter().take_while(|l| l.start() < stretch.old.end).count();
            let first = self.printed.len();
            let by = stretch.start as isize - stretch.old.start as isize;
            self.printed.extend(old[next..next + count].iter().map(|l| l.moved(by)));
            self.count_blanks(text, first);
            (at, next) = (stretch.start + stretch.old.len(), next + count);
        }
        self.read(sieve, text, at..text.len());
        self.spare = old;
    }

    fn read(&mut self, sieve: &Sieve, text: &str, at: Range<usize>) {
        let first = self.printed.len();
        printed::read(sieve, text, at, &mut self.printed, &mut self.hits);
        self.count_blanks(text, first);
    }

    /// Counts the blank lines before the first of some lines that were put behind others.
    fn count_blanks(&mut self, text: &str, first: usize) {
        if first < self.printed.len() {
            let end = first.checked_sub(1).map_or(0, |last| self.printed[last].end() + 1);
            let between = &text[end..self.printed[first].start()];
            self.printed[first].blank_before = between.bytes().filter(|b| *b == b'\n').count() as u32;
        }
    }
}
