//! Columns of a profile made ready for alignment: what a token costs in each of them.

use super::profile::NONE;
use super::view::View;
use crate::text::chars::CharClass;

/// Cost of a token beside nothing; other costs are in the same twentieths.
pub(super) const GAP: u32 = 20;

/// Cost of a token outside all others: little, but more than none, so that a character is matched where it can be.
pub(super) const OUTSIDE: u32 = GAP / 4;

/// More than any way costs, with room for another step.
pub(super) const FAR: u32 = u32::MAX / 2;

/// What a character is in the table of costs: Han, other content, punctuation.
#[inline]
pub(super) fn kind(c: char) -> usize {
    match CharClass::of(c) {
        CharClass::Han => 0,
        CharClass::Punctuation => 2,
        _ => 1,
    }
}

/// Cost of two different characters in one column. Content never makes way for punctuation: the pair costs more
/// than two of a kind, but less than two gaps. One twentieth more than a gap where both would do, so that of two
/// ways with the same sum the one with more agreement is taken.
const MISMATCH: [[u32; 3]; 3] = [[21, 25, 33], [25, 21, 29], [33, 29, 19]];

/// Different characters of one column, and how many witnesses have each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) fold: char,
    pub(super) kind: u8,
    /// What a token that is the same saves.
    pub(super) saved: u32,
}

/// Columns made ready for alignment.
#[derive(Debug, Default)]
pub(super) struct Block {
    entries: Vec<Entry>,
    /// Where the entries of a column begin; one more than there are columns.
    start: Vec<u32>,
    /// Cost of a token of each kind in a column where nobody has the same.
    pub(super) strange: Vec<[u32; 3]>,
    /// Cost of a column that gets nothing.
    pub(super) skips: Vec<u32>,
    /// Cost of a token before a column; the last is behind all.
    pub(super) joints: Vec<u32>,
    /// The least that a column can cost, whatever token enters it or none.
    pub(super) least: Vec<u32>,
}

impl Block {
    /// Takes in the columns `columns` instead of what it held, without witness `view.except` and without columns that it alone
    /// has. `end` is the first column after them. O(cells).
    pub(super) fn load(&mut self, view: &View<'_>, columns: impl Iterator<Item = usize>, end: usize) {
        self.entries.clear();
        self.start.clear();
        self.start.push(0);
        self.strange.clear();
        self.skips.clear();
        self.joints.clear();
        self.least.clear();
        for column in columns {
            let (strange, having) = self.read(view, column);
            if having == 0 {
                continue;
            }
            self.start.push(self.entries.len() as u32);
            self.strange.push(strange);
            self.skips.push(GAP * having);
            self.joints.push(outside(view.through(column)));
            self.least.push(self.cheapest(strange).min(GAP * having));
        }
        self.joints.push(outside(view.through(end)));
    }

    /// Reads a column: what a token that nobody has would cost there, and how many have a token.
    fn read(&mut self, view: &View<'_>, column: usize) -> ([u32; 3], u32) {
        let first = self.entries.len();
        let (mut strange, mut having) = ([0; 3], 0);
        for (w, token) in view.profile.column(column).iter().enumerate().filter(|(w, _)| *w != view.except) {
            if *token == NONE {
                let lacking = GAP * u32::from(view.covers(w, column));
                strange.iter_mut().for_each(|cost| *cost += lacking);
                continue;
            }
            having += 1;
            let fold = view.rows[w][*token as usize];
            let known = self.entries[first..].iter().position(|e| e.fold == fold);
            let at = known.map_or(self.entries.len(), |i| first + i);
            if known.is_none() {
                self.entries.push(Entry { fold, kind: kind(fold) as u8, saved: 0 });
            }
            let costs = MISMATCH[self.entries[at].kind as usize];
            self.entries[at].saved += costs[self.entries[at].kind as usize];
            strange.iter_mut().zip(costs).for_each(|(cost, more)| *cost += more);
        }
        (strange, having)
    }

    /// The least that a token costs in the last column.
    fn cheapest(&self, strange: [u32; 3]) -> u32 {
        let first = self.start[self.start.len() - 2] as usize;
        let known = self.entries[first..].iter().map(|e| strange[e.kind as usize] - e.saved);
        known.chain(strange).min().unwrap_or(0)
    }

    /// Number of columns.
    pub(super) fn len(&self) -> usize {
        self.skips.len()
    }

    /// The different characters of a column.
    #[inline]
    pub(super) fn entries(&self, column: usize) -> &[Entry] {
        &self.entries[self.start[column] as usize..self.start[column + 1] as usize]
    }

    /// Cost of a token in a column.
    #[inline]
    pub(super) fn pair(&self, column: usize, token: char, kind: usize) -> u32 {
        let entries = self.entries(column);
        let strange = self.strange[column][kind];
        match entries {
            [only] => strange - if only.fold == token { only.saved } else { 0 },
            _ => strange - entries.iter().find(|e| e.fold == token).map_or(0, |e| e.saved),
        }
    }
}

/// Cost of a token in a joint through which so many witnesses run.
fn outside(through: u32) -> u32 {
    (GAP * through).max(OUTSIDE)
}

/// The sum of the first `n` costs, of all that there are.
pub(super) fn first(sums: &[u32], n: usize) -> u32 {
    n.min(sums.len()).checked_sub(1).map_or(0, |last| sums[last])
}

/// Puts for each number of costs the sum of the least ones in their place.
pub(super) fn sum_least(costs: &mut [u32]) {
    costs.sort_unstable();
    let mut sum = 0;
    for cost in costs {
        sum += *cost;
        *cost = sum;
    }
}
