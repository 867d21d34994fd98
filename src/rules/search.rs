//! Finding the matches of a rule at the places that its sieve leaves.

use std::ops::Range;

use super::pattern::{Pattern, Trail};
use crate::text::scalar;

/// Where matches of a rule may begin that a pair tells of.
pub(super) struct Near<'p> {
    pub(super) pattern: &'p Pattern,
    /// The first place for a match that holds a pair, given where the pair is.
    pub(super) first: &'p dyn Fn(usize) -> usize,
}

impl Near<'_> {
    /// Calls `found` with each match that holds one of the pairs at `hits`, until it says that it has seen enough.
    /// O(hits · (pattern + distance of the first place)).
    pub(super) fn each_match(
        &self,
        text: &str,
        hits: impl Iterator<Item = usize>,
        trail: &mut Trail,
        mut found: impl FnMut(Range<usize>) -> bool,
    ) {
        let opens_line = self.pattern.opens_line();
        let mut fuel = Pattern::fuel(text.len());
        let mut next = 0;
        for hit in hits {
            next = next.max((self.first)(hit));
            while next <= hit {
                let Some((c, length)) = scalar::char_at(text, next) else { return };
                let begins = !opens_line || next == 0 || text.as_bytes()[next - 1] == b'\n';
                let tried = begins && self.pattern.begins_with(c);
                match if tried { self.pattern.match_at(text, next, trail, &mut fuel) } else { Ok(None) } {
                    Ok(Some(end)) => {
                        if !found(next..end) {
                            return;
                        }
                        next = end;
                    }
                    // There is no other place on this line.
                    Ok(None) if opens_line => next = behind_line(text, next),
                    Ok(None) => next += length,
                    Err(_) => return each_by_regex(self.pattern, text, next, trail, found),
                }
            }
        }
    }
}

/// Where the line ends on which a place is, and the next one begins.
fn behind_line(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |i| at + i + 1)
}

fn each_by_regex(
    pattern: &Pattern,
    text: &str,
    mut from: usize,
    trail: &mut Trail,
    mut found: impl FnMut(Range<usize>) -> bool,
) {
    while let Some(at) = pattern.find_at(text, from, trail) {
        from = at.end;
        if !found(at) {
            return;
        }
    }
}
