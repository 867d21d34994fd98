//! Cuts chains where nothing but their own page joins two articles.

use std::collections::BTreeMap;

use crate::model::chain::{Chain, Evidence, UnitTable};
use crate::model::passage::Concordance;

/// Characters of a side that another source's chain must hold to say where the side belongs.
const HELD: u32 = 40;
/// Characters of a side that make a chain of another source a witness of it.
const TOUCHED: u32 = 12;

/// Cuts every chain at joints that nobody attests, when each side belongs to a chain of another source and no chain of
/// another source goes across. One false join in one source would glue two articles in all of them.
/// O(matches + joints × chains met).
pub(super) fn cut_unattested(table: &UnitTable, map: &Concordance, chains: Vec<Chain>) -> Vec<Chain> {
    let mut chain_of: Vec<Option<u32>> = vec![None; table.units.len()];
    for (i, chain) in chains.iter().enumerate() {
        chain.units.iter().for_each(|u| chain_of[*u as usize] = Some(i as u32));
    }
    chains.iter().flat_map(|chain| cut(chain, &met(table, map, chain, &chain_of))).collect()
}

/// For each unit of a chain, the characters of it that other chains hold.
fn met(table: &UnitTable, map: &Concordance, chain: &Chain, chain_of: &[Option<u32>]) -> Vec<BTreeMap<u32, u32>> {
    let of_unit = |u: &u32| {
        let (page, span) = (table.units[*u as usize].page, table.spans[*u as usize].clone());
        let mut counts = BTreeMap::new();
        for &other in map.partners(page) {
            for pos in span.clone() {
                let hit = map.find(page, other, pos).and_then(|(q, _)| table.unit_at(other, q));
                if let Some(c) = hit.and_then(|v| chain_of[v as usize]) {
                    *counts.entry(c).or_insert(0) += 1;
                }
            }
        }
        counts
    };
    chain.units.iter().map(of_unit).collect()
}

fn cut(chain: &Chain, met: &[BTreeMap<u32, u32>]) -> Vec<Chain> {
    let mut before: BTreeMap<u32, u32> = BTreeMap::new();
    let mut after: BTreeMap<u32, u32> = BTreeMap::new();
    met.iter().flatten().for_each(|(c, n)| *after.entry(*c).or_insert(0) += n);
    let mut pieces = vec![Chain { source: chain.source, ..Chain::default() }];
    for (i, unit) in chain.units.iter().enumerate() {
        if let Some(joint) = i.checked_sub(1).map(|j| chain.joints[j]) {
            let across = before.iter().any(|(c, n)| *n >= TOUCHED && after.get(c).is_some_and(|m| *m >= TOUCHED));
            let held = |side: &BTreeMap<u32, u32>| side.values().any(|n| *n >= HELD);
            if joint != Evidence::Attested && !across && held(&before) && held(&after) {
                pieces.push(Chain { source: chain.source, ..Chain::default() });
                before.clear();
            } else if let Some(piece) = pieces.last_mut() {
                piece.joints.push(joint);
            }
        }
        if let Some(piece) = pieces.last_mut() {
            piece.units.push(*unit);
        }
        for (c, n) in &met[i] {
            *before.entry(*c).or_insert(0) += n;
            if let Some(rest) = after.get_mut(c) {
                *rest -= n;
            }
        }
    }
    pieces
}
