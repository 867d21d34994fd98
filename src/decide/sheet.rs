//! The columns on which the witnesses of an article differ.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::slips::is_accented;
use super::votes::{Ballot, Vote};
use crate::text::chars::CharClass;

/// Columns that one thread looks at at the least.
const COLUMNS: usize = 1 << 14;

/// A column with more than one reading.
#[derive(Debug, Clone)]
pub(super) struct Contested {
    pub(super) column: u32,
    votes: Range<u32>,
    readings: Range<u32>,
    /// Which of the [patterns](Sheet::patterns) its votes make.
    pub(super) pattern: u32,
    /// How many columns in a row the same witnesses, and no others, have nothing: one event. 1 where
    /// nobody lacks anything.
    pub(super) run: u32,
    /// How many contested columns stand in a row here.
    pub(super) stretch: u32,
    /// Whether the run began before this column.
    pub(super) runs_on: bool,
}

/// How the witnesses stand to one another, column by column.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) contested: Vec<Contested>,
    votes: Vec<Vote>,
    readings: Vec<Option<char>>,
    /// The first contested column of each pattern.
    patterns: Vec<u32>,
    /// Agreed characters by rank and class.
    pub(super) agreed: Vec<[u64; CharClass::COUNT]>,
    /// Of them, letters with an accent.
    pub(super) accented: Vec<u64>,
}

impl Sheet {
    /// Reads all columns. O(cells).
    pub(super) fn new(ballot: &Ballot<'_>) -> Self {
        let mut sheet = Self {
            agreed: vec![[0; CharClass::COUNT]; ballot.voters.len()],
            accented: vec![0; ballot.voters.len()],
            ..Self::default()
        };
        let (agreed, accented) = unanimous(ballot);
        sheet.agreed.fill(agreed);
        sheet.accented.fill(accented);
        let mut votes = Vec::new();
        for column in ballot.mixed() {
            ballot.read(*column as usize, &mut votes);
            let Some(first) = votes.first() else { continue };
            if votes.iter().any(|v| v.fold != first.fold) {
                sheet.contest(*column, &votes);
            } else if let Some(fold) = first.fold {
                sheet.agree(fold, votes.iter().map(|v| v.rank));
            }
        }
        sheet.count_runs();
        sheet.count_stretches();
        sheet.find_patterns();
        sheet
    }

    /// The votes on a contested column.
    pub(super) fn votes(&self, contested: &Contested) -> &[Vote] {
        &self.votes[contested.votes.start as usize..contested.votes.end as usize]
    }

    /// The different readings of a contested column: text before nothing, then by character.
    pub(super) fn readings(&self, contested: &Contested) -> &[Option<char>] {
        &self.readings[contested.readings.start as usize..contested.readings.end as usize]
    }

    fn agree(&mut self, fold: char, ranks: impl ExactSizeIterator<Item = u32>) {
        if ranks.len() < 2 {
            return;
        }
        let (class, accented) = (CharClass::of(fold) as usize, u64::from(is_accented(fold)));
        for rank in ranks {
            self.agreed[rank as usize][class] += 1;
            self.accented[rank as usize] += accented;
        }
    }

    fn contest(&mut self, column: u32, votes: &[Vote]) {
        let start = self.votes.len() as u32;
        self.votes.extend_from_slice(votes);
        let first = self.readings.len() as u32;
        self.readings.extend(readings(votes));
        self.contested.push(Contested {
            column,
            votes: start..self.votes.len() as u32,
            readings: first..self.readings.len() as u32,
            pattern: 0,
            run: 1,
            stretch: 1,
            runs_on: false,
        });
    }

    fn count_runs(&mut self) {
        let mut start = 0;
        for i in 1..=self.contested.len() {
            if i < self.contested.len() && self.same_gaps(i - 1, i) {
                self.contested[i].runs_on = true;
                continue;
            }
            let run = (i - start) as u32;
            self.contested[start..i].iter_mut().for_each(|c| c.run = run);
            start = i;
        }
    }

    fn count_stretches(&mut self) {
        for stretch in self.contested.chunk_by_mut(|a, b| a.column + 1 == b.column) {
            let length = stretch.len() as u32;
            stretch.iter_mut().for_each(|c| c.stretch = length);
        }
    }

    /// Columns in which the same voters are of one mind, in a run as long, have one pattern: what their votes say for each of
    /// their readings is the same, whatever characters of a class these are. Of letters the very characters count.
    pub(super) fn patterns(&self) -> impl ExactSizeIterator<Item = &Contested> {
        self.patterns.iter().map(|first| &self.contested[*first as usize])
    }

    fn find_patterns(&mut self) {
        let mut known: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let mut key = Vec::new();
        for i in 0..self.contested.len() {
            key.clear();
            self.describe(&self.contested[i], &mut key);
            let next = self.patterns.len() as u32;
            let pattern = known.get(&key).copied().unwrap_or(next);
            if pattern == next {
                known.insert(key.clone(), next);
                self.patterns.push(i as u32);
            }
            self.contested[i].pattern = pattern;
        }
    }

    fn describe(&self, contested: &Contested, key: &mut Vec<u32>) {
        let readings = self.readings(contested);
        key.extend([contested.run, readings.len() as u32]);
        key.extend(readings.iter().map(|reading| match reading.map(|c| (c, CharClass::of(c))) {
            None => 0,
            Some((c, CharClass::Upper | CharClass::Lower)) => u32::from(c) + CharClass::COUNT as u32,
            Some((_, class)) => class as u32 + 1,
        }));
        for vote in self.votes(contested) {
            let reading = readings.iter().position(|r| *r == vote.fold).unwrap_or(readings.len()) as u32;
            key.extend([vote.rank, reading, vote.unsure.map_or(0, |step| u32::from(step) + 1)]);
        }
    }

    /// Whether two contested columns are neighbours and lack the same witnesses, at least one.
    fn same_gaps(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.contested[a], &self.contested[b]);
        if a.column + 1 != b.column {
            return false;
        }
        let lacking = |c| self.votes(c).iter().filter(|v| v.fold.is_none()).map(|v| v.rank);
        lacking(a).next().is_some() && lacking(a).eq(lacking(b))
    }
}

/// The characters by class, and the letters with an accent, that all voters agree on; none where there is but one voter.
fn unanimous(ballot: &Ballot<'_>) -> ([u64; CharClass::COUNT], u64) {
    let none = || ([0; CharClass::COUNT], 0);
    if ballot.voters.len() < 2 {
        return none();
    }
    let columns = (0..ballot.collation.columns()).into_par_iter().with_min_len(COLUMNS);
    let count = |(mut agreed, accented): ([u64; CharClass::COUNT], u64), column: usize| {
        let Some(fold) = ballot.agreed(column) else { return (agreed, accented) };
        agreed[CharClass::of(fold) as usize] += 1;
        (agreed, accented + u64::from(is_accented(fold)))
    };
    let and = |a: ([u64; CharClass::COUNT], u64), b: ([u64; CharClass::COUNT], u64)| {
        (std::array::from_fn(|class| a.0[class] + b.0[class]), a.1 + b.1)
    };
    columns.fold(none, count).reduce(none, and)
}

/// The different readings of some votes: text before nothing, then by character.
fn readings(votes: &[Vote]) -> Vec<Option<char>> {
    let mut readings: Vec<Option<char>> = votes.iter().map(|v| v.fold).collect();
    readings.sort_unstable_by_key(|r| (r.is_none(), *r));
    readings.dedup();
    readings
}
