//! A text that has changed in some places, read again only there.

use std::ops::Range;

use super::hits::{Hit, Hits};
use super::{LineStart, Sieve};

impl Sieve {
    /// Appends what tells of matches in a text in which some places have been replaced, sorted; `before` and `old` are what
    /// it was and what told of matches there. O(hits), and O(new text) with the characters beside it.
    pub(in crate::rules) fn read_again<'t>(
        &self,
        (before, old): (&str, &Hits),
        text: &str,
        replaced: impl Iterator<Item = (&'t Range<usize>, &'t str)>,
        into: &mut Hits,
    ) {
        into.wide |= old.wide;
        let line = LineStart::default();
        let mut again = Again { sieve: self, text, old: &old.list, done: 0, fresh: 0..0, line, into };
        let mut shift = 0isize;
        for (at, with) in replaced {
            if begins_line(before, at.start)
                || before.as_bytes()[at.clone()].contains(&b'\n')
                || with.as_bytes().contains(&b'\n')
            {
                // How a line begins counts on the whole of it.
                again.into.list.clear();
                return self.read(text, again.into);
            }
            let from = at.start - before[..at.start].chars().next_back().map_or(0, char::len_utf8);
            again.go_on(from, shift);
            shift += with.len() as isize - at.len() as isize;
            again.done = at.end + before[at.end..].chars().next().map_or(0, char::len_utf8);
            again.fresh.end = again.done.wrapping_add_signed(shift);
        }
        again.go_on(usize::MAX, shift);
    }
}

/// Whether a place is before the third character of its line.
fn begins_line(text: &str, at: usize) -> bool {
    text[..at].chars().rev().take(2).filter(|c| *c != '\n').count() < 2
}

/// A text that is read again, from first to last.
struct Again<'s, 't, 'i> {
    sieve: &'s Sieve,
    text: &'t str,
    old: &'t [Hit],
    /// Up to where the old text has been dealt with.
    done: usize,
    /// What is new in the text and was not read.
    fresh: Range<usize>,
    line: LineStart,
    into: &'i mut Hits,
}

impl Again<'_, '_, '_> {
    /// Takes over what the old text told up to here, so many bytes farther, and reads what is new before it.
    fn go_on(&mut self, to: usize, shift: isize) {
        if to <= self.done {
            return;
        }
        self.sieve.read_part(self.text, self.fresh.clone(), &mut self.line, self.into);
        let gone = self.old.iter().take_while(|hit| hit.at < self.done).count();
        let kept = self.old[gone..].iter().take_while(|hit| hit.at < to).count();
        let moved = |hit: &Hit| Hit { at: hit.at.wrapping_add_signed(shift), ..*hit };
        self.into.list.extend(self.old[gone..gone + kept].iter().map(moved));
        self.old = &self.old[gone + kept..];
        self.fresh.start = to.wrapping_add_signed(shift);
    }
}
