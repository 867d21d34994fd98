//! The order of the chains of a cluster on one common axis.

use crate::model::bundle::{Part, SourceText};
use crate::model::chain::{Chain, UnitTable};
use crate::model::passage::Concordance;

use super::cluster::length;

/// Puts the chains of a cluster on one axis, beginning with the longest: each further chain goes where its matched
/// characters lie. A chain that repeats what a longer one of its source has is left out.
/// O(chains² + matches · log matches).
pub(super) fn part(table: &UnitTable, map: &Concordance, cluster: Vec<Chain>) -> Part {
    let placed = place(table, map, &cluster);
    let mut by_length: Vec<usize> = (0..cluster.len()).collect();
    by_length.sort_by_key(|i| (std::cmp::Reverse(length(table, &cluster[*i])), cluster[*i].units[0]));
    let mut kept: Vec<usize> = Vec::new();
    let extent = |i: usize| placed[i]..placed[i] + i64::from(length(table, &cluster[i]));
    for i in by_length {
        let repeats = kept.iter().any(|k| {
            let (a, b) = (extent(*k), extent(i));
            cluster[*k].source == cluster[i].source && 2 * (a.end.min(b.end) - a.start.max(b.start)) > b.end - b.start
        });
        if !repeats {
            kept.push(i);
        }
    }
    kept.sort_by_key(|i| (cluster[*i].source, placed[*i], cluster[*i].units[0]));
    let mut texts: Vec<SourceText> = Vec::new();
    for i in kept {
        let (chain, at) = (&cluster[i], extent(i));
        match texts.last_mut().filter(|t| t.source == chain.source) {
            Some(text) => {
                text.joints.push(None);
                text.joints.extend(chain.joints.iter().copied().map(Some));
                text.units.extend(&chain.units);
                text.end = text.end.max(at.end);
            }
            None => texts.push(SourceText {
                source: chain.source,
                units: chain.units.clone(),
                joints: chain.joints.iter().copied().map(Some).collect(),
                start: at.start,
                end: at.end,
            }),
        }
    }
    trim(table, &mut texts);
    Part { texts }
}

/// Positions on the axis may be off by so many characters.
const DRIFT: i64 = 6;
/// Longest stretch, in characters, that is taken for a stray line at an article's end.
const STRAY: i64 = 60;

/// Takes away short lines that one source alone has before the place where all others begin or behind the place where
/// all others end: captions, addresses, a neighbour's line. At least two others must agree on the place.
fn trim(table: &UnitTable, texts: &mut [SourceText]) {
    let ends: Vec<(i64, i64)> = texts.iter().map(|t| (t.start, t.end)).collect();
    for (i, text) in texts.iter_mut().enumerate() {
        let others = || ends.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, e)| *e);
        let (Some(start), Some(end)) = (others().map(|e| e.0).min(), others().map(|e| e.1).max()) else { continue };
        let agree = |near: &dyn Fn((i64, i64)) -> bool| others().filter(|e| near(*e)).count() >= 2;
        let length = |u: u32| table.spans[u as usize].len() as i64;
        if agree(&|e| end - e.1 <= DRIFT) && text.end - end <= STRAY {
            while text.units.len() > 1 && text.end - length(text.units[text.units.len() - 1]) >= end - DRIFT / 2 {
                text.end -= text.units.pop().map_or(0, length);
                text.joints.pop();
            }
        }
        if agree(&|e| e.0 - start <= DRIFT) && start - text.start <= STRAY {
            while text.units.len() > 1 && text.start + length(text.units[0]) <= start + DRIFT / 2 {
                text.start += length(text.units.remove(0));
                text.joints.remove(0);
            }
        }
    }
}

/// Offset of each chain on the axis. Always the chain that shares most with those placed goes next, where the median of what
/// its characters say puts it. O(matches · log matches + chains²).
fn place(table: &UnitTable, map: &Concordance, cluster: &[Chain]) -> Vec<i64> {
    let own = own_positions(table, cluster);
    let mut placed: Vec<Option<i64>> = vec![None; cluster.len()];
    let mut said: Vec<Offsets> = vec![Offsets::default(); cluster.len()];
    let lengths: Vec<i64> = cluster.iter().map(|chain| i64::from(length(table, chain))).collect();
    let first = |i: &usize| std::cmp::Reverse(cluster[*i].units[0]);
    let start = (0..cluster.len()).max_by_key(|i| (lengths[*i], first(i))).unwrap_or(0);
    let mut next = (!cluster.is_empty()).then_some(start);
    let mut end = None;
    while let Some(i) = next {
        // Nothing shared with what is placed: behind everything, in page order.
        let at = said[i].median().or(end).unwrap_or(0);
        placed[i] = Some(at);
        end = end.max(Some(at + lengths[i]));
        offer(table, map, &cluster[i], at, &own, &placed, &mut said);
        let left = (0..cluster.len()).filter(|i| placed[*i].is_none());
        next = left.max_by_key(|i| (said[*i].total, first(i)));
    }
    placed.into_iter().map(Option::unwrap_or_default).collect()
}

/// What matches say of the offset of a chain: values, each for so many characters.
#[derive(Debug, Clone, Default)]
struct Offsets {
    values: Vec<(i64, u32)>,
    total: u64,
}

impl Offsets {
    fn add(&mut self, value: i64, characters: u32) {
        self.values.push((value, characters));
        self.total += u64::from(characters);
    }

    /// The upper median.
    fn median(&mut self) -> Option<i64> {
        self.values.sort_unstable();
        let mut before = 0;
        let above = |(_, n): &&(i64, u32)| {
            before += u64::from(*n);
            before > self.total / 2
        };
        self.values.iter().find(above).map(|(value, _)| *value)
    }
}

/// For each unit of the cluster: its chain and the position of its first character in it.
fn own_positions(table: &UnitTable, cluster: &[Chain]) -> rustc_hash::FxHashMap<u32, (usize, i64)> {
    let mut own = rustc_hash::FxHashMap::default();
    for (c, chain) in cluster.iter().enumerate() {
        let mut at = 0;
        for u in &chain.units {
            own.insert(*u, (c, at));
            at += table.spans[*u as usize].len() as i64;
        }
    }
    own
}

/// What the matches of a placed chain say of the offsets of chains that are not placed yet.
fn offer(
    table: &UnitTable,
    map: &Concordance,
    chain: &Chain,
    origin: i64,
    own: &rustc_hash::FxHashMap<u32, (usize, i64)>,
    placed: &[Option<i64>],
    said: &mut [Offsets],
) {
    for u in &chain.units {
        let start = origin + own[u].1 - i64::from(table.spans[*u as usize].start);
        for piece in table.shared(map, *u) {
            let Some(&(c, base)) = own.get(&piece.unit).filter(|(c, _)| placed[*c].is_none()) else { continue };
            let in_chain = base + i64::from(piece.there - table.spans[piece.unit as usize].start);
            said[c].add(start + i64::from(piece.here) - in_chain, piece.len);
        }
    }
}
