//! Neighbours on a page in the place of which other pages show other ones.
//!
//! Two pages that have different lines behind one line cannot both be right, and the lines themselves seldom tell which one is.
//! But pages that were read across columns lose nearly all contests that something decides, and pages that were read in order
//! win most of theirs: what nothing decides goes against the page that loses.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::candidates::Candidate;
use super::company::Company;
use super::testimony::Testimony;
use super::twins::holding;
use crate::model::chain::UnitTable;
use crate::model::passage::Concordance;

/// A page is out of order that loses so many contests, and so many times more than it wins.
const SEVERAL: usize = 3;
const TIMES: usize = 2;

/// Two neighbours on a page.
type Pair = (u32, u32);

/// Neighbours that nobody else shows, and what others show behind the first one or before the second one.
#[derive(Default)]
struct Contest {
    /// How well the best of the other joints is known.
    best: f32,
    /// Whether a physical line holds one.
    inside: bool,
    /// The pages that show one at the end of a line.
    shown: Vec<u32>,
}

impl Contest {
    fn add(&mut self, vote: &Testimony, joint: f32, table: &UnitTable) {
        self.best = self.best.max(joint);
        match *vote {
            Testimony::Soft(u, _) => self.shown.push(table.units[u as usize].page),
            _ => self.inside = true,
        }
    }
}

/// Contests of a page that something decides.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    won: usize,
    lost: usize,
}

/// The neighbours that stand next to each other by accident. `known` tells of two neighbours whether they go together.
/// O(candidates × sources), times log passages.
pub(super) fn lost(
    table: &UnitTable,
    map: &Concordance,
    company: &Company,
    (candidates, votes): (&[Candidate], &[Vec<Testimony>]),
    known: impl Fn(u32, u32) -> Option<bool>,
) -> FxHashSet<Pair> {
    let mut contests = contests(table, company, candidates, votes);
    let breaks_off = |x: u32| !table.units[x as usize].cues.is_final;
    // A paragraph that another paper has not got takes nothing from its neighbours.
    let held = |unit: u32, at_end: bool| !holding(table, map, unit, at_end).is_empty();
    contests.retain(|(x, y), _| breaks_off(*x) || held(*x, true) && held(*y, false));
    let in_company = |(x, y): Pair, best: f32| match (company.between(table, x, y) > 0.0, best > 0.0) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    let decided = |(pair, contest): (Pair, Contest)| {
        (pair, known(pair.0, pair.1).or_else(|| in_company(pair, contest.best)), contest)
    };
    let contests: Vec<(Pair, Option<bool>, Contest)> = contests.into_iter().map(decided).collect();
    let page = |pair: &Pair| table.units[pair.0 as usize].page as usize;
    let mut tallies = vec![Tally::default(); table.pages.len()];
    // Papers have different things behind a finished paragraph.
    for (pair, right, _) in contests.iter().filter(|(pair, ..)| breaks_off(pair.0)) {
        let tally = &mut tallies[page(pair)];
        tally.won += usize::from(*right == Some(true));
        tally.lost += usize::from(*right == Some(false));
    }
    let often = |here: usize, there: usize| tallies[here].lost * table.pages[there].len();
    let loses = |(pair, right, contest): &&(Pair, Option<bool>, Contest)| {
        let (here, tally) = (page(pair), tallies[page(pair)]);
        let out_of_order = tally.lost >= SEVERAL && tally.lost > TIMES * tally.won;
        let better = |there: &u32| often(*there as usize, here) < often(here, *there as usize);
        out_of_order && *right != Some(true) && (contest.inside || contest.shown.iter().any(better))
    };
    contests.iter().filter(loses).map(|(pair, ..)| *pair).collect()
}

/// All contests; those of neighbours that another page shows too are none.
fn contests(
    table: &UnitTable,
    company: &Company,
    candidates: &[Candidate],
    votes: &[Vec<Testimony>],
) -> BTreeMap<Pair, Contest> {
    let mut contests: BTreeMap<Pair, Contest> = BTreeMap::new();
    let is_body = |u: &u32| table.units[*u as usize].is_body();
    let shows = |vote: &&Testimony| matches!(vote, Testimony::Hard | Testimony::Soft(..));
    for (c, votes) in candidates.iter().zip(votes).filter(|(c, _)| c.bridged.is_none()) {
        let neighbours = [(Some(c.x), table.after(c.x)), (table.before(c.y), Some(c.y))];
        let joint = company.between(table, c.x, c.y);
        for (x, y) in neighbours.iter().filter_map(|(x, y)| x.filter(is_body).zip(y.filter(is_body))) {
            votes.iter().filter(shows).for_each(|vote| contests.entry((x, y)).or_default().add(vote, joint, table));
        }
    }
    for (c, _) in candidates.iter().zip(votes).filter(|(_, votes)| votes.iter().any(|vote| shows(&vote))) {
        contests.remove(&(c.x, c.y));
    }
    contests
}
