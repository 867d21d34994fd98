//! The printed lines of a text that changes.

use super::printed::{self, Printed};
use crate::rules::RuleBook;
use crate::rules::normal::Kept;

/// The printed lines of a text.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Lines(Vec<Printed>);

impl Lines {
    /// Of a text. O(text).
    pub(in crate::rules) fn of(book: &RuleBook, text: &str) -> Self {
        Self(printed::printed(&book.ready_marks().sieve, text, 0..text.len()))
    }

    pub(super) fn printed(&self) -> &[Printed] {
        &self.0
    }

    pub(super) fn printed_mut(&mut self) -> &mut [Printed] {
        &mut self.0
    }

    /// On how many lines there are gaps, and how many are printed.
    pub(in crate::rules) fn gaps(&self) -> (usize, usize) {
        (self.0.iter().filter(|l| l.gap).count(), self.0.len())
    }

    /// Makes them those of a text that is new but for the stretches kept. O(lines + new text).
    pub(in crate::rules) fn renew(&mut self, book: &RuleBook, text: &str, kept: &[Kept]) {
        let sieve = &book.ready_marks().sieve;
        let mut renewed: Vec<Printed> = Vec::with_capacity(self.0.len());
        let (mut at, mut next) = (0, 0);
        for stretch in kept {
            append(text, &mut renewed, printed::printed(sieve, text, at..stretch.start).into_iter());
            next += self.0[next..].partition_point(|l| l.line.start < stretch.old.start);
            let count = self.0[next..].partition_point(|l| l.line.start < stretch.old.end);
            let moved = |l: &Printed| l.moved(stretch.start as isize - stretch.old.start as isize);
            append(text, &mut renewed, self.0[next..next + count].iter().map(moved));
            (at, next) = (stretch.start + stretch.old.len(), next + count);
        }
        append(text, &mut renewed, printed::printed(sieve, text, at..text.len()).into_iter());
        self.0 = renewed;
    }
}

/// Puts lines behind others; how many blank ones stand between, only the text tells.
fn append(text: &str, lines: &mut Vec<Printed>, more: impl Iterator<Item = Printed>) {
    let first = lines.len();
    lines.extend(more);
    if first < lines.len() {
        let end = first.checked_sub(1).map_or(0, |last| lines[last].line.end + 1);
        let between = &text[end..lines[first].line.start];
        lines[first].blank_before = between.bytes().filter(|b| *b == b'\n').count() as u32;
    }
}
