//! Exact alignment round a way that is known: only where a way may lead that costs no more (A*: Hart, Nilsson & Raphael 1968).

use std::ops::Range;

use super::block::{Block, FAR, kind};
use super::kernel::{NEW, SKIP, trace};
use super::limits::Limits;
use super::profile::{Op, Path};

/// The cells through which a way may lead, row by row.
#[derive(Default)]
pub(super) struct Corridor {
    limits: Limits,
    /// Where the turns of a row begin, and its first column.
    rows: Vec<(usize, usize)>,
    /// The turn taken to each cell.
    turns: Vec<u8>,
    /// Costs of the row above and of the one that is filled; the first is that before the first column.
    above: Vec<u32>,
    row: Vec<u32>,
    /// A way back, last step first.
    way: Vec<Op>,
}

impl Corridor {
    /// Adds the least costly path of tokens through a block, the same that the whole table gives. `known` is some path; the less it
    /// costs, the fewer cells are looked at.
    pub(super) fn solve(&mut self, tokens: &[char], block: &Block, known: &Path, path: &mut Path) {
        if !self.limits.prepare(tokens, block, known) {
            return known.0.iter().for_each(|op| path.push(*op));
        }
        self.fill(tokens, block);
        let Self { rows, turns, way, .. } = self;
        let turn = |i: usize, j: usize| turns[rows[i].0 + j - rows[i].1];
        trace(way, turn, tokens.len(), block.len());
        way.iter().rev().for_each(|op| path.push(*op));
    }

    /// Fills all cells through which a way may lead that costs no more than the known one.
    fn fill(&mut self, tokens: &[char], block: &Block) {
        let q = block.len();
        self.rows.clear();
        self.turns.clear();
        for row in [&mut self.above, &mut self.row] {
            row.clear();
            row.resize(q + 3, FAR);
        }
        self.above[1] = 0;
        self.turns.push(SKIP);
        self.rows.push((0, 0));
        let mut columns = 0..1;
        self.extend(block, &mut columns, 0);
        for (i, token) in tokens.iter().enumerate() {
            self.step(block, *token, &mut columns, i + 1);
            self.extend(block, &mut columns, i + 1);
        }
    }

    /// Goes on to the right in the row in `above`, column by column that gets nothing, and sets its borders.
    fn extend(&mut self, block: &Block, columns: &mut Range<usize>, i: usize) {
        while columns.end <= block.len() {
            let cost = self.above[columns.end] + block.skips[columns.end - 1];
            if !self.limits.allow(cost, i, columns.end) {
                break;
            }
            columns.end += 1;
            self.above[columns.end] = cost;
            self.turns.push(SKIP);
        }
        self.above[columns.start] = FAR;
        self.above[columns.end + 1] = FAR;
    }

    /// Fills the row below the one in `above` and puts it there. `columns` are those of the row above, then of this one.
    fn step(&mut self, block: &Block, token: char, columns: &mut Range<usize>, i: usize) {
        let kind = kind(token);
        let (mut start, end) = (columns.start, (columns.end + 1).min(block.len() + 1));
        let first = self.turns.len();
        let mut before = FAR;
        for j in columns.start..end {
            let new = self.above[j + 1] + block.joints[j];
            let (cost, turn) = if j == 0 {
                (new, NEW)
            } else {
                let pair = self.above[j] + block.pair(j - 1, token, kind);
                let skip = before + block.skips[j - 1];
                let other = skip.min(new);
                (pair.min(other), u8::from(pair > other) * (SKIP + u8::from(skip > new)))
            };
            if start == j && !self.limits.allow(cost, i, j) {
                start += 1;
                continue;
            }
            before = cost;
            self.row[j + 1] = cost;
            self.turns.push(turn);
        }
        let mut last = end;
        while last > start && !self.limits.allow(self.row[last], i, last - 1) {
            last -= 1;
        }
        self.turns.truncate(first + last - start);
        self.rows.push((first, start));
        *columns = start..last;
        std::mem::swap(&mut self.above, &mut self.row);
    }
}
