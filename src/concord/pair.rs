//! The passages of one pair of pages.

use rustc_hash::FxHashMap;

use super::index::K;
use super::span::{self, Run, Runs};
use super::{MIN_LINE, MIN_PASSAGE, chain};
use crate::model::passage::Passage;
use crate::model::stream::Stream;

/// Marks of what is used of two pages, kept from pair to pair.
#[derive(Default)]
pub(super) struct Used {
    a: Vec<bool>,
    b: Vec<bool>,
}

/// Passages of pages A and B by the first positions (sorted) of strings that they share, at least [`K`] long; longest
/// first. Each position is used once. O(length of the strings, plus their sort by length).
pub(super) fn passages(
    pages: (u32, u32),
    sides: (&Stream, &Stream),
    firsts: impl Iterator<Item = (u32, u32)>,
    used: &mut Used,
) -> Vec<Passage> {
    let (a, b) = sides;
    let mut spans: Vec<Runs> =
        chain::chains(&strings(a, b, firsts)).iter().map(|strings| span::fill_and_extend(a, b, strings)).collect();
    spans.sort_by_key(|runs| (std::cmp::Reverse(length(runs)), runs.first().copied()));
    used.a.resize(a.len().max(used.a.len()), false);
    used.b.resize(b.len().max(used.b.len()), false);
    let mut kept: Vec<Passage> = Vec::new();
    for runs in spans {
        let runs = span::unused(&runs, &mut used.a, &mut used.b);
        if is_passage(&runs, a, b) {
            kept.push(Passage { page_a: pages.0, page_b: pages.1, len: length(&runs), runs });
        } else {
            span::release(&runs, &mut used.a, &mut used.b);
        }
    }
    kept.iter().for_each(|p| span::release(&p.runs, &mut used.a, &mut used.b));
    kept
}

fn is_passage(runs: &Runs, a: &Stream, b: &Stream) -> bool {
    let len = length(runs);
    len >= MIN_PASSAGE || {
        let (in_a, in_b) = span::covers_units(runs, a, b);
        (len >= MIN_LINE && (in_a || in_b)) || (in_a && in_b)
    }
}

/// The strings that begin there, each to its end, without those inside others. Linear in their length.
fn strings(a: &Stream, b: &Stream, firsts: impl Iterator<Item = (u32, u32)>) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut ends: FxHashMap<i64, u32> = FxHashMap::default();
    for (x, y) in firsts {
        let end = ends.entry(i64::from(y) - i64::from(x)).or_insert(0);
        if x < *end {
            continue;
        }
        let pairs = a.chars[x as usize..].iter().zip(&b.chars[y as usize..]);
        let len = pairs.take_while(|(c, d)| c == d).count() as u32;
        *end = x + len;
        // Hashes may be equal where strings are not.
        if len >= K as u32 {
            found.push((x, y, len));
        }
    }
    found
}

fn length(runs: &Runs) -> u32 {
    runs.iter().map(|r| r.2).sum()
}
