//! What contested columns tell about the sources, counted.
//!
//! Sums of probabilities are whole numbers ([`Share`]), so that neither the order of the terms nor the threads that add them
//! change anything. What is added depends on the pattern of a column; so the probabilities of a pattern are summed first, and
//! shared out among its witnesses once.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::estimate::MISREAD_IN_A_ROW;
use super::rates::{INSIDE_LINE, Reliability, Share, Tally};
use super::score::{Scorer, Scores, softmax};
use super::sheet::{Contested, Sheet};
use super::slips::{Slip, is_accented};
use super::votes::{Ballot, Vote};
use crate::model::witness::{Family, Witness};
use crate::text::chars::CharClass;

/// How likely a reading must be for what differs from it to be an error.
const BELIEVED: f64 = 0.5;
/// Where fewer witnesses meet, two that err alike are the majority and would confirm themselves.
const WITNESSES_TO_LEARN: usize = 3;
const WITNESSES_FOR_SHARED: usize = 4;
/// Cases that one thread sums up at the least.
const CASES: usize = 1 << 10;

/// What the columns of one pattern say for one reading, summed.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    /// Probability that it is right, by columns and by events: a run of one pattern is one event.
    columns: Share,
    events: Share,
    /// The same for errors that two have in common or not; a phrase that replaces another one counts fully.
    one_wrong: Share,
    two_wrong: Share,
    /// Of these, where the reading is believed.
    believed: Share,
}

impl AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.columns += other.columns;
        self.events += other.events;
        self.one_wrong += other.one_wrong;
        self.two_wrong += other.two_wrong;
        self.believed += other.believed;
    }
}

impl Sum {
    /// That of so many columns of which each says the same.
    fn times(self, n: u64) -> Self {
        let Self { columns, events, one_wrong, two_wrong, believed } = self;
        Self {
            columns: columns.times(n),
            events: events.times(n),
            one_wrong: one_wrong.times(n),
            two_wrong: two_wrong.times(n),
            believed: believed.times(n),
        }
    }

    fn of(p: f64, contested: &Contested, voters: usize) -> Self {
        let (run, event) = (contested.run, 1.0 / f64::from(contested.run));
        // Two texts that differ over a whole phrase are two phrases, and not so many characters misread.
        let phrase = voters < WITNESSES_TO_LEARN && run == 1 && contested.stretch > MISREAD_IN_A_ROW;
        let replaced = if phrase { f64::from(contested.stretch) } else { 1.0 };
        Self {
            columns: Share::of(p / replaced),
            events: Share::of(p / replaced * event),
            one_wrong: Share::of(p * event),
            two_wrong: Share::of(p * event * 2.0),
            believed: if p > BELIEVED { Share::of(p * event) } else { Share::default() },
        }
    }
}

/// What was seen of a source.
#[derive(Debug, Default)]
struct Source {
    /// Whether a witness of it was read from images.
    read: bool,
    tally: Tally,
    /// Of it, what more than expectation tells.
    told: Tally,
}

/// What was seen of all sources.
#[derive(Debug, Default)]
pub(super) struct Counts<'a> {
    sources: BTreeMap<&'a str, Source>,
    /// The same wrong reading in both; wrong readings of either.
    pairs: BTreeMap<(&'a str, &'a str), (Share, Share)>,
}

impl<'a> Counts<'a> {
    /// What an article says when readings are as likely as `known` makes them. `cases` are those of its contested columns.
    /// O(cells of the cases).
    pub(super) fn of(ballot: &Ballot<'a>, sheet: &Sheet, cases: &[Case], known: &Reliability) -> Self {
        let scores = scores(ballot, sheet, known);
        let mut counts = Self::default();
        counts.add_agreed(ballot, sheet);
        for (contested, sums) in sheet.patterns().zip(sums(sheet, cases, &scores)) {
            let told = !is_alone(ballot, sheet, contested);
            counts.add(ballot, sheet, contested, &sums, told);
        }
        counts
    }

    /// What two parts of a batch say together.
    pub(super) fn and(mut self, other: Self) -> Self {
        for (name, source) in other.sources {
            let sum = self.sources.entry(name).or_default();
            sum.read |= source.read;
            sum.tally += &source.tally;
            sum.told += &source.told;
        }
        for (pair, (both, either)) in other.pairs {
            let sum = self.pairs.entry(pair).or_default();
            sum.0 += both;
            sum.1 += either;
        }
        self
    }

    fn source(&mut self, witness: &'a Witness) -> &mut Source {
        let source = self.sources.entry(&witness.source).or_default();
        source.read |= witness.family != Family::TextLayer;
        source
    }

    fn add_agreed(&mut self, ballot: &Ballot<'a>, sheet: &Sheet) {
        for (rank, agreed) in sheet.agreed.iter().enumerate() {
            let tally = &mut self.source(ballot.voter(rank as u32)).tally;
            for (seen, n) in tally.seen.iter_mut().zip(agreed) {
                seen.add(*n as f64);
            }
            tally.accented.add(sheet.accented[rank] as f64);
        }
    }

    fn add(&mut self, ballot: &Ballot<'a>, sheet: &Sheet, contested: &Contested, sums: &[Sum], told: bool) {
        let votes = sheet.votes(contested);
        for (reading, sum) in sheet.readings(contested).iter().zip(sums) {
            for vote in votes {
                let source = self.source(ballot.voter(vote.rank));
                record(&mut source.tally, vote, *reading, sum, contested.run);
                if told {
                    record(&mut source.told, vote, *reading, sum, contested.run);
                }
            }
            if votes.len() >= WITNESSES_FOR_SHARED {
                self.add_shared(ballot, votes, *reading, sum);
            }
        }
    }

    fn add_shared(&mut self, ballot: &Ballot<'a>, votes: &[Vote], reading: Option<char>, sum: &Sum) {
        for (i, a) in votes.iter().enumerate() {
            for b in &votes[..i] {
                let (x, y) = (ballot.voter(a.rank).source.as_str(), ballot.voter(b.rank).source.as_str());
                let wrong = [a, b].iter().filter(|v| v.fold != reading).count();
                if x == y || wrong == 0 {
                    continue;
                }
                let (both, either) = self.pairs.entry((x.min(y), x.max(y))).or_default();
                *either += if wrong == 2 { sum.two_wrong } else { sum.one_wrong };
                // A small chance everywhere is no evidence: only what is believed wrong is an error in common.
                if wrong == 2 && a.fold == b.fold {
                    *both += sum.believed;
                }
            }
        }
    }

    /// The rates that these counts tell.
    pub(super) fn reliability(&self) -> Reliability {
        let mut reliability = Reliability::default();
        for (name, source) in &self.sources {
            let family = if source.read { Family::Unknown } else { Family::TextLayer };
            reliability.set(name, source.tally.rates(family), source.told.spreads(family));
        }
        for ((a, b), (both, either)) in &self.pairs {
            reliability.set_shared(a, b, *both, either.halved());
        }
        reliability
    }
}

/// Whether so few speak that their rates would only confirm themselves: what two say is decided by their rates.
fn is_alone(ballot: &Ballot<'_>, sheet: &Sheet, contested: &Contested) -> bool {
    let votes = sheet.votes(contested);
    let layer = || votes.iter().any(|v| ballot.voter(v.rank).family == Family::TextLayer);
    votes.len() < WITNESSES_TO_LEARN && contested.run < INSIDE_LINE && !layer()
}

/// The scores that a column counts by: those of the rates, and where so few speak those of what is expected of their families.
fn scores(ballot: &Ballot<'_>, sheet: &Sheet, known: &Reliability) -> Scores {
    let learned = Scorer::new(ballot, known);
    let unlearned = Scorer::new(ballot, &Reliability::default());
    Scores::new(sheet, |contested| if is_alone(ballot, sheet, contested) { &unlearned } else { &learned })
}

/// Contested columns of which each says the same.
pub(super) struct Case {
    /// One of them, by its place among all.
    contested: u32,
    times: u64,
    /// What is said for each reading beside the votes; empty while that is not known.
    said: Vec<f64>,
}

/// The cases of an article; `company` is what is said for each reading of each contested column beside the votes. Empty while
/// that is not known. O(contested columns).
pub(super) fn cases(sheet: &Sheet, company: &[Vec<f64>]) -> Vec<Case> {
    let mut known: FxHashMap<Vec<u64>, usize> = FxHashMap::default();
    let (mut cases, mut key): (Vec<Case>, Vec<u64>) = (Vec::new(), Vec::new());
    for (contested, at) in sheet.contested.iter().zip(0..) {
        let said = company.get(at as usize).map_or(&[][..], Vec::as_slice);
        key.clear();
        key.extend([u64::from(contested.pattern), u64::from(contested.stretch)]);
        key.extend(said.iter().map(|said| said.to_bits()));
        match known.get(&key[..]) {
            Some(case) => cases[*case].times += 1,
            None => {
                known.insert(key.clone(), cases.len());
                cases.push(Case { contested: at, times: 1, said: said.to_vec() });
            }
        }
    }
    cases
}

/// The sums of each pattern, one for each of its readings.
fn sums(sheet: &Sheet, cases: &[Case], scores: &Scores) -> impl Iterator<Item = Vec<Sum>> {
    let none = || vec![Sum::default(); scores.len()];
    let of = |mut sums: Vec<Sum>, case: &Case| {
        let contested = &sheet.contested[case.contested as usize];
        let said = case.said.iter().copied().chain(std::iter::repeat(0.0));
        let total: Vec<f64> = scores.of(contested).iter().zip(said).map(|(score, said)| score + said).collect();
        let voters = sheet.votes(contested).len();
        let sums_of = &mut sums[scores.range(contested)];
        let each = softmax(&total).into_iter().map(|p| Sum::of(p, contested, voters).times(case.times));
        sums_of.iter_mut().zip(each).for_each(|(sum, more)| *sum += more);
        sums
    };
    let together = |mut a: Vec<Sum>, b: Vec<Sum>| {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    };
    let sums = cases.par_iter().with_min_len(CASES).fold(none, of).reduce(none, together);
    sheet.patterns().map(|first| sums[scores.range(first)].to_vec()).collect::<Vec<_>>().into_iter()
}

fn record(tally: &mut Tally, vote: &Vote, reading: Option<char>, sum: &Sum, run: u32) {
    match (vote.fold, reading) {
        (None, None) => {}
        (Some(o), None) => tally.inserted[CharClass::of(o) as usize] += sum.events,
        (None, Some(t)) => {
            see(tally, t, sum);
            tally.omitted[CharClass::of(t) as usize] += sum.events;
            if run < INSIDE_LINE {
                tally.omitted_in_line[CharClass::of(t) as usize] += sum.events;
            }
        }
        (Some(o), Some(t)) => {
            see(tally, t, sum);
            if let Some(slip) = Slip::of(t, o) {
                tally.slips[slip as usize] += sum.columns;
            } else if o != t {
                tally.substituted[CharClass::of(t) as usize] += sum.columns;
            }
        }
    }
}

fn see(tally: &mut Tally, right: char, sum: &Sum) {
    tally.seen[CharClass::of(right) as usize] += sum.columns;
    if is_accented(right) {
        tally.accented += sum.columns;
    }
}
