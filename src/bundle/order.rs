//! The order of the chains of a cluster on one common axis.

use crate::model::bundle::{Part, SourceText};
use crate::model::chain::{Chain, UnitTable};
use crate::model::passage::Concordance;

use super::cluster::length;
use super::pieces::pieces;

/// Puts the chains of a cluster on one axis, beginning with the longest: each further chain goes where its matched
/// characters lie. A chain that repeats what a longer one of its source has is left out.
/// O(chains² + matches).
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

/// Offset of each chain on the axis. O(chains² + matches).
fn place(table: &UnitTable, map: &Concordance, cluster: &[Chain]) -> Vec<i64> {
    let own = own_positions(table, cluster);
    let matches: Vec<Vec<Match>> = cluster.iter().map(|chain| matches(table, map, chain, &own)).collect();
    let mut placed: Vec<Option<i64>> = vec![None; cluster.len()];
    let start = (0..cluster.len())
        .max_by_key(|i| (length(table, &cluster[*i]), std::cmp::Reverse(cluster[*i].units[0])))
        .unwrap_or(0);
    placed[start] = Some(0);
    // Characters of each chain that placed ones hold.
    let mut held = vec![0; cluster.len()];
    let mut last = start;
    loop {
        for (i, own) in matches.iter().enumerate() {
            let with_last = own[own.partition_point(|m| m.chain < last)..].iter().take_while(|m| m.chain == last);
            held[i] += with_last.map(|m| m.len).sum::<u32>();
        }
        let next = (0..cluster.len())
            .filter(|i| placed[*i].is_none())
            .max_by_key(|i| (held[*i], std::cmp::Reverse(cluster[*i].units[0])));
        let Some(i) = next else { break };
        // Nothing shared with what is placed: behind everything, in page order.
        let end = (0..cluster.len()).filter_map(|j| Some(placed[j]? + i64::from(length(table, &cluster[j])))).max();
        placed[i] = Some(median(&matches[i], &placed).unwrap_or(end.unwrap_or(0)));
        last = i;
    }
    placed.into_iter().map(Option::unwrap_or_default).collect()
}

/// A stretch of a chain that another chain of the cluster holds.
struct Match {
    /// The other chain.
    chain: usize,
    /// Where this chain begins when the other one begins at 0.
    offset: i64,
    /// Characters.
    len: u32,
}

/// The offset of a chain in the middle of what its characters say, as far as placed chains hold them.
fn median(matches: &[Match], placed: &[Option<i64>]) -> Option<i64> {
    let mut said: Vec<(i64, u32)> = matches.iter().filter_map(|m| Some((placed[m.chain]? + m.offset, m.len))).collect();
    said.sort_unstable();
    let mut before = said.iter().map(|s| s.1).sum::<u32>() / 2;
    said.into_iter()
        .find(|(_, len)| {
            let here = before < *len;
            before = before.saturating_sub(*len);
            here
        })
        .map(|(offset, _)| offset)
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

/// What other chains of the cluster hold of a chain, by chain.
fn matches(
    table: &UnitTable,
    map: &Concordance,
    chain: &Chain,
    own: &rustc_hash::FxHashMap<u32, (usize, i64)>,
) -> Vec<Match> {
    let mut found = Vec::new();
    for u in &chain.units {
        let (page, span) = (table.units[*u as usize].page, table.spans[*u as usize].clone());
        for &other in map.partners(page) {
            for (_, v, run) in map.within(page, other, span.clone()).flat_map(|run| pieces(table, page, other, run)) {
                let Some(&(chain, base)) = own.get(&v) else { continue };
                let there = base + i64::from(run.there - table.spans[v as usize].start);
                let here = own[u].1 + i64::from(run.here - span.start);
                found.push(Match { chain, offset: there - here, len: run.len });
            }
        }
    }
    found.sort_unstable_by_key(|m| m.chain);
    found
}
