//! Stories written from one template: two visits, two appointments. They share sentences and differ in names, numbers
//! and phrases; printings of one article differ in characters.

use crate::model::chain::{Chain, UnitTable};
use crate::model::passage::Concordance;

use super::headings::lines_before;
use super::pieces::pieces;

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
    let mut pages: Vec<u32> = b.units.iter().map(|u| table.units[*u as usize].page).collect();
    pages.sort_unstable();
    pages.dedup();
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for u in &a.units {
        let (page, span) = (table.units[*u as usize].page, table.spans[*u as usize].clone());
        let before = found.len();
        for &other in &pages {
            for (_, v, run) in map.within(page, other, span.clone()).flat_map(|run| pieces(table, page, other, run)) {
                let Some(start) = start_in_b.get(&v) else { continue };
                let here = at + (run.here - span.start) as usize;
                let there = start + (run.there - table.spans[v as usize].start) as usize;
                let chars =
                    |page: u32, from: u32| &table.streams[page as usize].chars[from as usize..][..run.len as usize];
                let equal = chars(page, run.here).iter().zip(chars(other, run.there)).enumerate();
                found.extend(equal.filter(|(_, (x, y))| x == y).map(|(i, _)| (here + i, there + i)));
            }
        }
        // Of several pages that have a character, the first one counts.
        if pages.len() > 1 {
            found[before..].sort_by_key(|(here, _)| *here);
        }
        at += span.len();
    }
    found.dedup_by_key(|(here, _)| *here);
    found
}
