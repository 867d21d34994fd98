//! A profile as one witness sees it: the others, how far each reaches, and what they read together.

use std::ops::Range;

use rayon::prelude::*;

use super::profile::{NONE, Profile};

/// Columns that one thread reads at a time.
const COLUMNS: usize = 1 << 16;

/// A profile without one of its witnesses.
pub(super) struct View<'a> {
    pub(super) profile: &'a Profile,
    /// Compared characters of each witness.
    pub(super) rows: &'a [Vec<char>],
    /// The witness to look past.
    pub(super) except: usize,
    extents: Vec<Option<(usize, usize)>>,
    /// The joints through which all other witnesses run that have a token, and how many these are.
    inner: (std::ops::RangeInclusive<usize>, u32),
}

/// The plurality text of a view.
#[derive(Debug, Default)]
pub(super) struct Consensus {
    pub(super) text: Vec<char>,
    /// Column of each character.
    pub(super) column: Vec<u32>,
}

impl<'a> View<'a> {
    pub(super) fn new(profile: &'a Profile, rows: &'a [Vec<char>], except: usize) -> Self {
        let extents = profile.extents();
        let others = || extents.iter().enumerate().filter(|(w, _)| *w != except).filter_map(|(_, extent)| *extent);
        let first = others().map(|e| e.0).max().unwrap_or(0);
        let last = others().map(|e| e.1).min().unwrap_or(0);
        let inner = (first + 1..=last, others().count() as u32);
        Self { profile, rows, except, extents, inner }
    }

    /// First and last column with a token of a witness.
    pub(super) fn extent(&self, witness: usize) -> Option<(usize, usize)> {
        self.extents[witness]
    }

    /// Whether a column lies between the first and the last token of a witness.
    pub(super) fn covers(&self, witness: usize, column: usize) -> bool {
        self.extents[witness].is_some_and(|(first, last)| first <= column && column <= last)
    }

    /// How many other witnesses run through the joint before a column.
    pub(super) fn through(&self, column: usize) -> u32 {
        if self.inner.0.contains(&column) {
            return self.inner.1;
        }
        let runs = |e: &Option<(usize, usize)>| e.is_some_and(|(first, last)| first < column && column <= last);
        self.extents.iter().enumerate().filter(|(w, e)| *w != self.except && runs(e)).count() as u32
    }

    /// The commonest character of each column where at least half of the covering witnesses have one.
    /// O(cells).
    pub(super) fn consensus(&self) -> Consensus {
        let starts = (0..self.profile.columns()).into_par_iter().step_by(COLUMNS);
        let parts: Vec<Consensus> = starts.map(|start| self.consensus_of(start..start + COLUMNS)).collect();
        let mut consensus = Consensus::default();
        consensus.text.reserve(self.profile.columns());
        consensus.column.reserve(self.profile.columns());
        for part in parts {
            consensus.text.extend(part.text);
            consensus.column.extend(part.column);
        }
        consensus
    }

    fn consensus_of(&self, columns: Range<usize>) -> Consensus {
        let mut consensus = Consensus::default();
        let mut seen: Vec<(char, u32)> = Vec::new();
        for column in columns.start..columns.end.min(self.profile.columns()) {
            let read = self.read(column, &mut seen);
            consensus.text.extend(read);
            consensus.column.extend(read.map(|_| column as u32));
        }
        consensus
    }

    /// The commonest character of a column, if at least half of the covering witnesses have one; of equals the first.
    fn read(&self, column: usize, seen: &mut Vec<(char, u32)>) -> Option<char> {
        seen.clear();
        let (mut having, mut covering) = (0, 0);
        for (w, token) in self.profile.column(column).iter().enumerate().filter(|(w, _)| *w != self.except) {
            covering += u32::from(self.covers(w, column));
            if *token == NONE {
                continue;
            }
            having += 1;
            let fold = self.rows[w][*token as usize];
            match seen.iter_mut().find(|s| s.0 == fold) {
                Some(entry) => entry.1 += 1,
                None => seen.push((fold, 1)),
            }
        }
        seen.iter().rev().max_by_key(|s| s.1).filter(|_| 2 * having >= covering).map(|s| s.0)
    }
}
