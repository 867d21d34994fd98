//! Pairs of units that may be neighbours in an article.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::model::chain::UnitTable;
use crate::model::passage::Concordance;

use super::testimony::SLACK;

/// A pair is bridged over at most so many headlines and captions.
const MAX_BRIDGE: usize = 4;

/// A junction to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    /// The unit before.
    pub(super) x: u32,
    /// The unit after.
    pub(super) y: u32,
    /// Headlines and captions between them on the page; none when they are not neighbours on one page.
    pub(super) bridged: Option<u8>,
}

/// All candidates, sorted: neighbours on a page, neighbours but for headlines and captions, and pairs of one
/// source that another source's page shows side by side, page jumps among them. O(units + matches).
pub(super) fn all(table: &UnitTable, map: &Concordance, turns: impl Iterator<Item = (u32, u32)>) -> Vec<Candidate> {
    let neighbour = |x: u32| {
        let mut y = x;
        for bridged in 0..=MAX_BRIDGE {
            y = table.after(y)?;
            if table.units[y as usize].is_body() {
                return Some(Candidate { x, y, bridged: Some(bridged as u8) });
            }
        }
        None
    };
    let bodies = (0..table.units.len() as u32).into_par_iter().filter(|x| table.units[*x as usize].is_body());
    let mut found: Vec<Candidate> = bodies.filter_map(neighbour).collect();
    let own: FxHashSet<(u32, u32)> = found.iter().map(|c| (c.x, c.y)).collect();
    let mut far = attested_pairs(table, map);
    far.extend(turns);
    far.par_sort_unstable();
    far.dedup();
    far.retain(|pair| !own.contains(pair));
    found.extend(far.into_iter().map(|(x, y)| Candidate { x, y, bridged: None }));
    found.par_sort_unstable();
    found
}

/// Pairs that pages of other sources show side by side; some more than once.
fn attested_pairs(table: &UnitTable, map: &Concordance) -> Vec<(u32, u32)> {
    let of_page = |page: u32| {
        let mut pairs = Vec::new();
        let mut by_source: BTreeMap<u32, Vec<(u32, u32, u32)>> = Default::default();
        for &other in map.partners(page) {
            let runs = by_source.entry(table.sources[other as usize]).or_default();
            runs.extend(
                map.runs(page, other)
                    .iter()
                    .flat_map(|r| [(r.here, other, r.there), (r.here + r.len - 1, other, r.there + r.len - 1)]),
            );
            inner_joints(table, map, page, other, &mut pairs);
        }
        for mut ends in by_source.into_values() {
            ends.sort_unstable();
            for w in ends.windows(2) {
                if w[1].0 - w[0].0 <= 1 + SLACK {
                    consider(table, (w[0].1, w[0].2), (w[1].1, w[1].2), &mut pairs);
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    };
    (0..table.pages.len() as u32).into_par_iter().flat_map_iter(of_page).collect()
}

/// Unit borders of the other page inside a run.
fn inner_joints(table: &UnitTable, map: &Concordance, page: u32, other: u32, pairs: &mut Vec<(u32, u32)>) {
    for run in map.runs(page, other) {
        let mut pos = run.there;
        let end = run.there + run.len;
        while let Some(unit) = table.unit_at(other, pos).filter(|_| pos < end) {
            let next = table.spans[unit as usize].end;
            if next < end {
                consider(table, (other, next - 1), (other, next), pairs);
            }
            pos = next;
        }
    }
}

fn consider(table: &UnitTable, a: (u32, u32), b: (u32, u32), pairs: &mut Vec<(u32, u32)>) {
    let (Some(x), Some(y)) = (table.unit_at(a.0, a.1), table.unit_at(b.0, b.1)) else { return };
    let at_end = table.spans[x as usize].end - a.1 <= SLACK;
    let at_start = b.1 - table.spans[y as usize].start < SLACK;
    let bodies = table.units[x as usize].is_body() && table.units[y as usize].is_body();
    if x != y && at_end && at_start && bodies && table.one_issue(x, y) {
        pairs.push((x, y));
    }
}
