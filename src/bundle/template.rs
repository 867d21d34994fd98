//! Stories written from one template: two visits, two appointments. They share sentences and differ in names, numbers
//! and phrases; printings of one article differ in characters.

use std::collections::BTreeMap;

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
/// Texts that two sources share, at least, to tell how far their readers differ.
const TEXTS: usize = 5;
/// Headlines as similar as this are one, misread.
const SAME: f64 = 0.85;

/// How far what two chains share differs in phrases.
pub(super) struct Difference {
    /// The sources of the two chains, the lower one first.
    sources: (u32, u32),
    /// Number of differing phrases.
    phrases: usize,
    /// Share of the common stretch that stands in them.
    share: f32,
}

/// How two chains differ. Linear in the shorter chain.
pub(super) fn difference(table: &UnitTable, map: &Concordance, a: &Chain, b: &Chain) -> Difference {
    let sources = (a.source.min(b.source), a.source.max(b.source));
    let positions = positions(table, map, a, b);
    let (Some(first), Some(last)) = (positions.first(), positions.last()) else {
        return Difference { sources, phrases: 0, share: 0.0 };
    };
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
    Difference { sources, phrases, share: characters as f32 / extent }
}

/// How far any text differs that two sources share: what their readers misread differs in phrases, too.
#[derive(Default)]
pub(super) struct Readers {
    /// Of two sources, the lower one first, the share of differing phrases in half of what they share.
    usual: BTreeMap<(u32, u32), f32>,
}

impl Readers {
    /// Tells from texts that are mostly printings of one article. O(n log n).
    pub(super) fn of<'a>(differences: impl Iterator<Item = &'a Difference>) -> Self {
        let mut shares: BTreeMap<(u32, u32), Vec<f32>> = BTreeMap::new();
        differences.for_each(|d| shares.entry(d.sources).or_default().push(d.share));
        let median = |mut shares: Vec<f32>| {
            shares.sort_unstable_by(f32::total_cmp);
            shares[(shares.len() - 1) / 2]
        };
        let known = shares.into_iter().filter(|(_, shares)| shares.len() >= TEXTS);
        Self { usual: known.map(|(sources, shares)| (sources, median(shares))).collect() }
    }

    /// Whether two chains tell different things in the same words.
    pub(super) fn tell_apart(&self, table: &UnitTable, a: &Chain, b: &Chain, difference: &Difference) -> bool {
        let misread = self.usual.get(&difference.sources).copied().unwrap_or(0.0);
        difference.phrases >= PHRASES && difference.share > tolerated(table, a, b) + misread
    }
}

/// The share of differing phrases that good readers' misreadings explain.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::chain::{Cues, Unit};

    #[test]
    fn bad_readers_do_not_tell_two_stories() {
        let text = String::new();
        let (pieces, cues) = (vec![], Cues::default());
        let unit =
            Unit { page: 0, lines: 0..1, pieces, text, width: 0.0, full: 0.0, indent: 0.0, blank_before: 0, cues };
        let mut table = UnitTable { units: vec![unit], ..UnitTable::default() };
        table.pages.push(0..1);
        table.spans.push(0..0);
        let chain = Chain { source: 0, units: vec![0], joints: vec![] };
        let differing = |share: f32| Difference { sources: (0, 1), phrases: 9, share };
        let apart = |usual: &[f32]| {
            let known: Vec<Difference> = usual.iter().map(|share| differing(*share)).collect();
            Readers::of(known.iter()).tell_apart(&table, &chain, &chain, &differing(0.2))
        };
        assert!(apart(&[]) && apart(&[0.01; 9]) && !apart(&[0.1; 9]));
        assert!(apart(&[0.1; TEXTS - 1]), "too few to tell");
    }
}
