//! Stories written from one template: two visits, two appointments. They share sentences and differ in names, numbers
//! and phrases; printings of one article differ in characters.

use crate::model::chain::{Chain, UnitTable};
use crate::model::passage::Concordance;

use super::headings::lines_before;

/// Content characters between two shared ones that are a phrase of its own on both sides, at least and at most; longer
/// ones are cuts and additions.
const PHRASE: std::ops::RangeInclusive<usize> = 2..=24;
/// So many differing phrases there are at least; misreadings stand alone.
const PHRASES: usize = 4;
/// Share of the common stretch that stands in differing phrases, above which two texts under two headlines, under
/// headlines of which one is unknown, and under one headline are two stories.
const UNLIKE: f32 = 0.07;
const UNKNOWN: f32 = 0.15;
const LIKE: f32 = 0.3;
/// Headlines as similar as this are one, misread.
const SAME: f64 = 0.85;

/// Whether two chains tell different things in the same words. Linear in the shorter chain.
pub(super) fn differ(table: &UnitTable, map: &Concordance, a: &Chain, b: &Chain) -> bool {
    let positions = positions(table, map, a, b);
    let (Some(first), Some(last)) = (positions.first(), positions.last()) else { return false };
    let extent = (last.0 - first.0 + 1).max(1) as f32;
    let mut phrases = 0;
    let mut characters = 0;
    for pair in positions.windows(2) {
        let (here, there) = (pair[1].0 - pair[0].0 - 1, pair[1].1.wrapping_sub(pair[0].1 + 1));
        if PHRASE.contains(&here) && PHRASE.contains(&there) {
            phrases += 1;
            characters += here;
        }
    }
    phrases >= PHRASES && characters as f32 > tolerated(table, a, b) * extent
}

/// The share of differing phrases that misreading explains.
fn tolerated(table: &UnitTable, a: &Chain, b: &Chain) -> f32 {
    let lines = |chain: &Chain| -> Vec<String> {
        lines_before(table, chain.units[0]).into_iter().map(|line| line.into_iter().collect()).collect()
    };
    let (a, b) = (lines(a), lines(b));
    let same = |x: &String| b.iter().any(|y| strsim::normalized_levenshtein(x, y) >= SAME);
    match () {
        () if a.is_empty() || b.is_empty() => UNKNOWN,
        () if a.iter().any(same) => LIKE,
        () => UNLIKE,
    }
}

/// Equal characters of two chains: their positions in each, counted along the chain.
fn positions(table: &UnitTable, map: &Concordance, a: &Chain, b: &Chain) -> Vec<(usize, usize)> {
    let mut start_in_b = rustc_hash::FxHashMap::default();
    let mut at = 0;
    for u in &b.units {
        start_in_b.insert(*u, at);
        at += table.spans[*u as usize].len();
    }
    let mut found = Vec::new();
    let mut here = 0;
    for u in &a.units {
        let chars = &table.streams[table.units[*u as usize].page as usize].chars;
        let span = table.spans[*u as usize].clone();
        let mut equal: Vec<Option<usize>> = vec![None; span.len()];
        for piece in table.shared(map, *u) {
            let Some(start) = start_in_b.get(&piece.unit) else { continue };
            let others = &table.streams[piece.page as usize].chars[piece.there as usize..];
            let start = start + (piece.there - table.spans[piece.unit as usize].start) as usize;
            let slots = &mut equal[(piece.here - span.start) as usize..];
            let pairs = chars[piece.here as usize..].iter().zip(others).zip(slots).take(piece.len as usize);
            for (i, ((own, other), slot)) in pairs.enumerate() {
                if slot.is_none() && own == other {
                    *slot = Some(start + i);
                }
            }
        }
        found.extend(equal.iter().enumerate().filter_map(|(i, there)| Some((here + i, (*there)?))));
        here += span.len();
    }
    found
}
