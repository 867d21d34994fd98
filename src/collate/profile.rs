//! The alignment while it grows: columns of token numbers, one cell for each witness.

use std::ops::Range;

/// A cell without a token.
pub(super) const NONE: u32 = u32::MAX;

/// A run of steps through a witness and a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// So many tokens enter so many columns.
    Pair(u32),
    /// So many columns get nothing.
    Skip(u32),
    /// So many tokens make columns of their own.
    New(u32),
}

/// The way of a witness through a profile, as runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Path(pub(super) Vec<Op>);

impl Path {
    /// Adds steps, joining them with the run before where they are alike.
    pub(super) fn push(&mut self, op: Op) {
        match (self.0.last_mut(), op) {
            (_, Op::Pair(0) | Op::Skip(0) | Op::New(0)) => {}
            (Some(Op::Pair(n)), Op::Pair(m)) | (Some(Op::Skip(n)), Op::Skip(m)) | (Some(Op::New(n)), Op::New(m)) => {
                *n += m;
            }
            _ => self.0.push(op),
        }
    }

    /// Adds the steps of another path.
    pub(super) fn extend(&mut self, other: Path) {
        other.0.into_iter().for_each(|op| self.push(op));
    }
}

/// Columns of token numbers; a flat table, `witnesses` cells a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Profile {
    witnesses: usize,
    cells: Vec<u32>,
}

impl Profile {
    /// A profile of one witness of `length` tokens among so many.
    pub(super) fn of(witnesses: usize, witness: usize, length: usize) -> Self {
        let mut cells = vec![NONE; witnesses * length];
        cells.iter_mut().skip(witness).step_by(witnesses).zip(0..).for_each(|(cell, token)| *cell = token);
        Self { witnesses, cells }
    }

    /// A profile without columns.
    pub(super) fn empty(witnesses: usize, columns: usize) -> Self {
        Self { witnesses, cells: Vec::with_capacity(witnesses * columns) }
    }

    /// Number of witnesses, those without a token included.
    pub(super) fn witnesses(&self) -> usize {
        self.witnesses
    }

    pub(super) fn columns(&self) -> usize {
        self.cells.len() / self.witnesses
    }

    /// The cells of a column.
    pub(super) fn column(&self, column: usize) -> &[u32] {
        &self.cells[column * self.witnesses..(column + 1) * self.witnesses]
    }

    /// Appends a column that one witness alone has.
    pub(super) fn push_alone(&mut self, witness: usize, token: usize) {
        let start = self.cells.len();
        self.cells.resize(start + self.witnesses, NONE);
        self.cells[start + witness] = token as u32;
    }

    /// Appends a copy of a column with another cell for one witness.
    pub(super) fn push_with(&mut self, column: &[u32], witness: usize, token: u32) {
        let start = self.cells.len();
        self.cells.extend_from_slice(column);
        self.cells[start + witness] = token;
    }

    /// Appends columns of another profile as they are.
    pub(super) fn push_range(&mut self, other: &Profile, columns: Range<usize>) {
        self.cells.extend_from_slice(&other.cells[columns.start * self.witnesses..columns.end * self.witnesses]);
    }

    /// The last column but one, and the last.
    pub(super) fn last_two_mut(&mut self) -> Option<(&mut [u32], &[u32])> {
        let at = self.cells.len().checked_sub(2 * self.witnesses)?;
        let (before, last) = self.cells[at..].split_at_mut(self.witnesses);
        Some((before, last))
    }

    /// Drops the last column.
    pub(super) fn pop(&mut self) {
        self.cells.truncate(self.cells.len() - self.witnesses);
    }

    /// First and last column with a token of each witness.
    pub(super) fn extents(&self) -> Vec<Option<(usize, usize)>> {
        let has = |w: usize, c: usize| self.cells[c * self.witnesses + w] != NONE;
        let columns = 0..self.columns();
        let extent = |w| Some((columns.clone().find(|c| has(w, *c))?, columns.clone().rev().find(|c| has(w, *c))?));
        (0..self.witnesses).map(extent).collect()
    }

    /// The profile with a witness laid into it along a path that uses all its tokens and all columns.
    pub(super) fn with(&self, witness: usize, path: &Path) -> Self {
        let mut next = Self::empty(self.witnesses, self.columns() + self.columns() / 32);
        let (mut column, mut token) = (0, 0);
        for op in &path.0 {
            match *op {
                Op::Pair(n) => {
                    let paired = next.cells.len();
                    next.push_range(self, column..column + n as usize);
                    let own = next.cells[paired..].iter_mut().skip(witness).step_by(self.witnesses);
                    own.zip(token..).for_each(|(cell, token)| *cell = token);
                    (column, token) = (column + n as usize, token + n);
                }
                Op::Skip(n) => {
                    next.push_range(self, column..column + n as usize);
                    column += n as usize;
                }
                Op::New(n) => {
                    for _ in 0..n {
                        next.push_alone(witness, token as usize);
                        token += 1;
                    }
                }
            }
        }
        next
    }
}
