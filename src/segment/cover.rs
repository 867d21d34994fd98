//! Path cover: each unit gets at most one successor and one predecessor.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::model::chain::{Chain, Evidence, UnitTable};

use super::score::Junction;

/// A headless paragraph has to continue something: neighbours down to this score are joined in a second pass, so one behind a
/// caption of which another paper tells nothing.
const ORPHAN_THRESHOLD: f32 = -1.7;

/// Accepts junctions, best first, and reads the chains off. Lines between two that are one line elsewhere become captions. Ties go
/// by unit, so the order of inputs cannot matter. O(E log E) in the junctions.
pub(super) fn chains(table: &mut UnitTable, mut junctions: Vec<Junction>) -> Vec<Chain> {
    junctions.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.x, a.y).cmp(&(b.x, b.y))));
    let mut paths = Paths::new(table.units.len());
    for j in junctions.iter().filter(|j| j.score > 0.0) {
        paths.join(j.x, j.y, j.evidence);
    }
    for j in junctions.iter().filter(|j| j.orphan && j.score <= 0.0 && j.score > ORPHAN_THRESHOLD) {
        paths.join(j.x, j.y, j.evidence);
    }
    join_by_notes(table, &mut paths);
    let inside: FxHashSet<(u32, u32)> = junctions.iter().filter(|j| j.inside).map(|j| (j.x, j.y)).collect();
    for stray in paths.insert_stranded(table, &inside) {
        table.units[stray as usize].cues.caption = true;
    }
    paths.chains(table)
}

/// Longest run of lines between two joined neighbours that is put between them.
const STRANDED: usize = 3;

/// A chain that ends in 下转 and one on another page of the source that begins with 上接 are one, if there is no
/// choice.
fn join_by_notes(table: &UnitTable, paths: &mut Paths) {
    let mut loose: BTreeMap<u32, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
    for (u, unit) in table.units.iter().enumerate().filter(|(_, u)| u.cues.jump_to || u.cues.jump_from) {
        let (ends, starts) = loose.entry(table.source(u as u32)).or_default();
        if unit.cues.jump_to && paths.next[u].is_none() {
            ends.push(u as u32);
        }
        if unit.cues.jump_from && paths.previous[u].is_none() {
            starts.push(u as u32);
        }
    }
    for (ends, starts) in loose.into_values() {
        if let ([x], [y]) = (ends.as_slice(), starts.as_slice())
            && table.units[*x as usize].page != table.units[*y as usize].page
            && !opens_article(table, paths, *y)
        {
            paths.join(*x, *y, Evidence::Notes);
        }
    }
}

/// Lines of a headline above a dateline that were read as text, at most.
const ABOVE: usize = 6;

/// Whether a dateline stands below the first lines of what begins here: then it is a headline, which stands below the note in the
/// place of the text that goes on.
fn opens_article(table: &UnitTable, paths: &Paths, y: u32) -> bool {
    let lines = std::iter::successors(Some(y), |u| paths.next[*u as usize].map(|next| next.0));
    lines.take(ABOVE).skip(1).any(|u| table.units[u as usize].cues.dateline)
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

    /// Lines that stand between two lines of a page which others show joined, and that belong to nothing else: the
    /// others miss them. They are text until the witnesses are compared, when the others may vote against them. But where another
    /// source has the joint inside a line nobody has lost a line there; such lines strayed in, and are given back.
    fn insert_stranded(&mut self, table: &UnitTable, inside: &FxHashSet<(u32, u32)>) -> Vec<u32> {
        let mut strays = Vec::new();
        for x in 0..self.next.len() as u32 {
            let Some((y, evidence)) = self.next[x as usize] else { continue };
            let same = table.units[x as usize].page == table.units[y as usize].page;
            if !same || y <= x + 1 {
                continue;
            }
            let between: Vec<u32> = (x + 1..y).collect();
            let text =
                between.iter().all(|u| table.units[*u as usize].is_body() && !table.spans[*u as usize].is_empty());
            let whole = between.windows(2).all(|w| self.next[w[0] as usize].is_some_and(|n| n.0 == w[1]));
            let (first, last) = (between[0], between[between.len() - 1]);
            let free = self.previous[first as usize].is_none() && self.next[last as usize].is_none();
            if between.len() > STRANDED || !text || !whole || !free || !table.units[last as usize].cues.is_final {
                continue;
            }
            if inside.contains(&(x, y)) {
                strays.extend(between);
            } else {
                (self.next[x as usize], self.previous[first as usize]) = (Some((first, Evidence::Cued)), Some(x));
                (self.next[last as usize], self.previous[y as usize]) = (Some((y, evidence)), Some(last));
            }
        }
        strays
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::chain::{Cues, Unit};

    /// Two pages of one source, the first one a line that goes on elsewhere, the second one three lines behind a note; whether both
    /// are joined.
    fn is_joined(dateline: Option<usize>) -> bool {
        let unit = |i: usize| {
            let cues = Cues { jump_to: i == 0, jump_from: i == 1, dateline: dateline == Some(i), ..Cues::default() };
            let (page, lines, text) = (u32::from(i > 0), 0..1, String::new());
            Unit { page, lines, pieces: vec![], text, width: 12.0, full: 12.0, indent: 0.0, blank_before: 0, cues }
        };
        let table = UnitTable {
            units: (0..4).map(unit).collect(),
            spans: vec![0..0; 4],
            pages: vec![0..1, 1..4],
            sources: vec![0, 0],
            ..UnitTable::default()
        };
        let mut paths = Paths::new(4);
        paths.join(1, 2, Evidence::Cued);
        paths.join(2, 3, Evidence::Cued);
        join_by_notes(&table, &mut paths);
        paths.next[0].is_some()
    }

    #[test]
    fn what_stands_below_a_note_may_be_a_headline() {
        assert!(is_joined(None));
        assert!(!is_joined(Some(3)));
        assert!(is_joined(Some(1)), "an article may go on with a report of its own");
    }
}
