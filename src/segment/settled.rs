//! What goes together for sure, what does not, and the lines that stand next to each other by accident.

use rustc_hash::FxHashSet;

use super::apart::{Indents, differs_in_measure, does_not_fit};
use super::candidates::Candidate;
use super::company::Company;
use super::contests;
use super::testimony::{Next, Testimony};
use crate::model::chain::UnitTable;
use crate::model::passage::Concordance;

/// Units on either side of one that tell whether lines were read across columns there, and how many must.
const AROUND: u32 = 8;
const SEVERAL: usize = 3;

/// What a page says of a joint against it, at least, to break it.
const BREAKS: f32 = 0.5;

/// What stands before and behind a unit: one physical line of another source holds both, or two sources show them as
/// neighbours.
pub(super) struct Settled {
    before: Vec<Option<u32>>,
    behind: Vec<Option<u32>>,
    /// Pairs one or both of which go on otherwise inside a line of another source, or that do not fit each other.
    torn: FxHashSet<(u32, u32)>,
    /// Neighbours of which pages that are more in order show other ones.
    lost: FxHashSet<(u32, u32)>,
    /// The units that stand among lines that were read across columns.
    mixed: Vec<bool>,
}

impl Settled {
    /// What the votes of all candidates settle. O(candidates × sources × log).
    pub(super) fn of(
        table: &UnitTable,
        map: &Concordance,
        (indents, company): (&Indents, &Company),
        (candidates, votes): (&[Candidate], &[Vec<Testimony>]),
    ) -> Self {
        let none = || vec![None; table.units.len()];
        let torn = torn(table, indents, candidates, votes);
        let mut settled = Self { before: none(), behind: none(), torn, lost: FxHashSet::default(), mixed: Vec::new() };
        let neighbours: fn(&[Testimony]) -> bool =
            |votes| votes.iter().filter(|v| matches!(v, Testimony::Soft(..))).count() >= 2;
        let hard: fn(&[Testimony]) -> bool = |votes| votes.contains(&Testimony::Hard);
        // What is hard comes last and prevails.
        for test in [neighbours, hard] {
            for (c, _) in candidates.iter().zip(votes).filter(|(_, v)| test(v)) {
                settled.before[c.y as usize] = Some(c.x);
                settled.behind[c.x as usize] = Some(c.y);
            }
        }
        settled.lost = contests::lost(table, map, company, (candidates, votes), |x, y| settled.tells(x, y));
        settled.mixed = settled.mixed(table);
        settled
    }

    /// Whether two neighbours go together, where that is settled.
    fn tells(&self, x: u32, y: u32) -> Option<bool> {
        let behind = self.behind[x as usize].map(|behind| behind == y);
        let before = || self.before[y as usize].map(|before| before == x);
        behind.or_else(before).or_else(|| self.torn.contains(&(x, y)).then_some(false))
    }

    /// Whether two neighbours on a page stand next to each other by accident: columns were read across there, or others show
    /// other ones, and this page is out of order.
    pub(super) fn by_accident(&self, x: u32, y: u32) -> bool {
        self.lost.contains(&(x, y)) || self.mixed[x as usize] && self.mixed[y as usize]
    }

    /// The units that stand among lines that were read across columns: most of those hereabouts that break off in
    /// mid-sentence go on elsewhere. O(units).
    fn mixed(&self, table: &UnitTable) -> Vec<bool> {
        let goes_on = |u: u32| {
            let open = table.units[u as usize].is_body() && !table.units[u as usize].cues.is_final;
            let next = table.after(u).filter(|_| open)?;
            let behind = self.behind[u as usize].map(|behind| behind == next);
            let apart = || self.torn.contains(&(u, next)) || self.lost.contains(&(u, next));
            behind.or_else(|| apart().then_some(false))
        };
        let told: Vec<Option<bool>> = (0..table.units.len() as u32).map(goes_on).collect();
        let is_mixed = |u: u32| {
            let page = &table.pages[table.units[u as usize].page as usize];
            let near = u.saturating_sub(AROUND).max(page.start)..(u + AROUND + 1).min(page.end);
            let near = &told[near.start as usize..near.end as usize];
            let count = |goes_on: bool| near.iter().filter(|told| **told == Some(goes_on)).count();
            count(false) >= SEVERAL && count(false) > count(true)
        };
        (0..table.units.len() as u32).map(is_mixed).collect()
    }

    /// The votes without those of lines that stand next to a line by accident: where a page puts together what does
    /// not belong together, the end of a line does not tell that an article ends, nor what goes on behind it.
    pub(super) fn heard(&self, mut votes: Vec<Testimony>) -> Vec<Testimony> {
        votes.retain(|t| match *t {
            Testimony::AgainstSoft(_, Next(u, v)) | Testimony::Soft(u, v) if self.by_accident(u, v) => false,
            Testimony::AgainstSoft(_, Next(u, v)) => {
                let settled =
                    self.before[v as usize].is_none_or(|x| x == u) && self.behind[u as usize].is_none_or(|y| y == v);
                settled && !self.torn.contains(&(u, v))
            }
            Testimony::Soft(u, v) => !self.torn.contains(&(u, v)),
            _ => true,
        });
        votes
    }
}

fn torn(
    table: &UnitTable,
    indents: &Indents,
    candidates: &[Candidate],
    votes: &[Vec<Testimony>],
) -> FxHashSet<(u32, u32)> {
    let is_torn = |(c, votes): &(&Candidate, &Vec<Testimony>)| {
        let shown = votes.iter().any(|v| v.strength() >= Testimony::Bridged.strength());
        let against = |v: &Testimony| matches!(v, Testimony::AgainstHard(weight) if *weight > BREAKS);
        let unfit = || does_not_fit(table, indents, **c) || differs_in_measure(table, **c, !votes.is_empty());
        !shown && (votes.iter().any(against) || unfit())
    };
    candidates.iter().zip(votes).filter(is_torn).map(|(c, _)| (c.x, c.y)).collect()
}
