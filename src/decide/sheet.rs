//! The columns on which the witnesses of an article differ.

use std::ops::Range;

use super::slips::is_accented;
use super::votes::{Ballot, Vote};
use crate::text::chars::CharClass;

/// A column with more than one reading.
#[derive(Debug, Clone)]
pub(super) struct Contested {
    pub(super) column: u32,
    votes: Range<u32>,
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
        let mut votes = Vec::new();
        for column in 0..ballot.collation.columns() {
            ballot.read(column, &mut votes);
            let Some(first) = votes.first() else { continue };
            if votes.iter().all(|v| v.fold == first.fold) {
                sheet.agree(&votes);
            } else {
                sheet.contest(column as u32, &votes);
            }
        }
        sheet.count_runs();
        sheet.count_stretches();
        sheet
    }

    /// The votes on a contested column.
    pub(super) fn votes(&self, contested: &Contested) -> &[Vote] {
        &self.votes[contested.votes.start as usize..contested.votes.end as usize]
    }

    fn agree(&mut self, votes: &[Vote]) {
        if let (Some(fold), true) = (votes[0].fold, votes.len() > 1) {
            let class = CharClass::of(fold) as usize;
            votes.iter().for_each(|v| self.agreed[v.rank as usize][class] += 1);
            if is_accented(fold) {
                votes.iter().for_each(|v| self.accented[v.rank as usize] += 1);
            }
        }
    }

    fn contest(&mut self, column: u32, votes: &[Vote]) {
        let start = self.votes.len() as u32;
        self.votes.extend_from_slice(votes);
        self.contested.push(Contested {
            column,
            votes: start..self.votes.len() as u32,
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

    /// Whether two contested columns are neighbours and lack the same witnesses, at least one.
    fn same_gaps(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.contested[a], &self.contested[b]);
        let lacking = |c: &Contested| self.votes(c).iter().filter(|v| v.fold.is_none()).map(|v| v.rank).collect();
        let (here, there): (Vec<u32>, Vec<u32>) = (lacking(a), lacking(b));
        a.column + 1 == b.column && !here.is_empty() && here == there
    }
}

/// The different readings of some votes: text before nothing, then by character.
pub(super) fn readings(votes: &[Vote]) -> Vec<Option<char>> {
    let mut readings: Vec<Option<char>> = votes.iter().map(|v| v.fold).collect();
    readings.sort_unstable_by_key(|r| (r.is_none(), *r));
    readings.dedup();
    readings
}
