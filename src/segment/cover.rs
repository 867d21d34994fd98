//! Path cover: each unit gets at most one successor and one predecessor.

use crate::model::chain::{Chain, Evidence, UnitTable};

use super::score::Junction;

/// A headless paragraph has to continue something: neighbours down to this score are joined in a second pass.
const ORPHAN_THRESHOLD: f32 = -1.6;

/// Accepts junctions, best first, and reads the chains off. Ties go by unit, so the order of inputs cannot
/// matter. O(E log E) in the junctions.
pub(super) fn chains(table: &UnitTable, mut junctions: Vec<Junction>) -> Vec<Chain> {
    junctions.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.x, a.y).cmp(&(b.x, b.y))));
    let mut paths = Paths::new(table.units.len());
    for j in junctions.iter().filter(|j| j.score > 0.0) {
        paths.join(j.x, j.y, j.evidence);
    }
    for j in junctions.iter().filter(|j| j.orphan && j.score <= 0.0 && j.score > ORPHAN_THRESHOLD) {
        paths.join(j.x, j.y, j.evidence);
    }
    join_by_notes(table, &mut paths);
    paths.chains(table)
}

/// A chain that ends in 下转 and one on another page of the source that begins with 上接 are one, if there is no
/// choice.
fn join_by_notes(table: &UnitTable, paths: &mut Paths) {
    let sources = table.sources.iter().max().map_or(0, |s| s + 1);
    for source in 0..sources {
        let of_source = |u: &u32| table.source(*u) == source;
        let units = || (0..table.units.len() as u32).filter(of_source);
        let ends: Vec<u32> =
            units().filter(|u| table.units[*u as usize].cues.jump_to && paths.next[*u as usize].is_none()).collect();
        let starts: Vec<u32> = units()
            .filter(|u| table.units[*u as usize].cues.jump_from && paths.previous[*u as usize].is_none())
            .collect();
        if let ([x], [y]) = (ends.as_slice(), starts.as_slice())
            && table.units[*x as usize].page != table.units[*y as usize].page
        {
            paths.join(*x, *y, Evidence::Notes);
        }
    }
}

struct Paths {
    next: Vec<Option<(u32, Evidence)>>,
    previous: Vec<Option<u32>>,
    /// Union-find over paths, to refuse cycles.
    parent: Vec<u32>,
}

impl Paths {
    fn new(units: usize) -> Self {
        Self { next: vec![None; units], previous: vec![None; units], parent: (0..units as u32).collect() }
    }

    fn root(&mut self, mut u: u32) -> u32 {
        while self.parent[u as usize] != u {
            self.parent[u as usize] = self.parent[self.parent[u as usize] as usize];
            u = self.parent[u as usize];
        }
        u
    }

    fn join(&mut self, x: u32, y: u32, evidence: Evidence) {
        let (a, b) = (self.root(x), self.root(y));
        if a != b && self.next[x as usize].is_none() && self.previous[y as usize].is_none() {
            self.next[x as usize] = Some((y, evidence));
            self.previous[y as usize] = Some(x);
            self.parent[b as usize] = a;
        }
    }

    fn chains(&self, table: &UnitTable) -> Vec<Chain> {
        let starts = (0..self.next.len() as u32)
            .filter(|u| self.previous[*u as usize].is_none() && table.units[*u as usize].is_body());
        starts
            .map(|start| {
                let mut chain = Chain { source: table.source(start), units: vec![start], joints: Vec::new() };
                let mut at = start;
                while let Some((next, evidence)) = self.next[at as usize] {
                    chain.units.push(next);
                    chain.joints.push(evidence);
                    at = next;
                }
                chain
            })
            .collect()
    }
}
