//! Finding the matches of a rule at the places that its sieve leaves.

use std::ops::Range;

use super::pattern::{Pattern, Trail};
use super::sieve::{Kinds, Sieve};

/// Calls `found` with each match of the `n`th rule of a sieve in a text, of which the kinds of the characters are known.
/// O(text).
pub(super) fn each_match(
    (sieve, n): (&Sieve, usize),
    pattern: &Pattern,
    (text, kinds): (&str, &Kinds),
    trail: &mut Trail,
    mut found: impl FnMut(Range<usize>),
) {
    let mut fuel = Pattern::fuel(text.len());
    let (mut from, mut told) = (0, None);
    while let Some(i) = sieve.opening(n, kinds, from, &mut told) {
        let start = kinds.offsets[i];
        match pattern.match_at(text, start, trail, &mut fuel) {
            Ok(None) => from = i + 1,
            Ok(Some(end)) => {
                found(start..end);
                from = i + kinds.offsets[i..].partition_point(|offset| *offset < end);
            }
            Err(_) => {
                let mut from = start;
                while let Some(at) = pattern.find_at(text, from, trail) {
                    from = at.end;
                    found(at);
                }
                return;
            }
        }
    }
}
