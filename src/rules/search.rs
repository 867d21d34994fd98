//! Finding the matches of a rule at the places that its sieve leaves.

use std::ops::Range;

use super::pattern::{Pattern, Trail};
use super::sieve::{Kinds, Sieve};

/// Calls `found` with each match of the `n`th rule of a sieve that begins at one of the characters of which the kinds are
/// known, at `from` or behind it; returns where the last one ends, or `from`. O(text) where `regex` must help, else
/// O(characters).
pub(super) fn each_match(
    (sieve, n): (&Sieve, usize),
    pattern: &Pattern,
    (text, kinds): (&str, &Kinds),
    from: usize,
    trail: &mut Trail,
    mut found: impl FnMut(Range<usize>),
) -> usize {
    let offsets = &kinds.offsets;
    let mut fuel = Pattern::fuel(offsets.len());
    let (mut next, mut told, mut done) = (offsets.partition_point(|offset| *offset < from), None, from);
    while let Some(i) = sieve.opening(n, kinds, next, &mut told) {
        match pattern.match_at(text, offsets[i], trail, &mut fuel) {
            Ok(None) => next = i + 1,
            Ok(Some(end)) => {
                found(offsets[i]..end);
                done = end;
                next = i + offsets[i..].partition_point(|offset| *offset < end);
            }
            Err(_) => {
                let last = offsets[offsets.len() - 1];
                let mut from = offsets[i];
                while let Some(at) = pattern.find_at(text, from, trail).filter(|at| at.start < last) {
                    (from, done) = (at.end, at.end);
                    found(at);
                }
                break;
            }
        }
    }
    done
}
