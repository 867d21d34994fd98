//! Exact alignment of a few tokens with a few columns.

use super::band::{Band, Outcome};
use super::block::{Block, GAP, kind};
use super::corridor::Corridor;
use super::profile::{Op, Path};

/// Ends shorter than this are one stretch that reads differently, not two stretches.
pub(super) const SHORT_END: usize = 8;

/// An open end goes on while its steps cost less than this part of those of tokens that do not belong there.
const STRANGE: (i64, i64) = (23, 25);
/// Most and fewest tokens by which that is measured.
const SAMPLE: usize = 256;
const FEW: usize = 32;

/// From which end an open alignment starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// From the first token and column on.
    Forward,
    /// From the last token and column back.
    Backward,
}

/// Turns. Bands reckon with these very numbers.
const PAIR: u8 = 0;
pub(super) const SKIP: u8 = 1;
pub(super) const NEW: u8 = 2;

/// Aligns tokens with the columns of its block; what it needs room for is used over and over.
#[derive(Default)]
pub(super) struct Solver {
    pub(super) block: Block,
    band: Band,
    corridor: Corridor,
    table: Table,
    known: Path,
}

impl Solver {
    /// Adds to a path the way of all tokens through all columns of the block at the least sum of pairs (Needleman & Wunsch
    /// 1970). Looks only along the diagonal where that is proved to be enough (Ukkonen 1985): O(tokens · differences) time for
    /// what is alike, never more than O(tokens · columns), as many bytes.
    pub(super) fn solve(&mut self, tokens: &[char], path: &mut Path) {
        self.known.0.clear();
        match self.band.solve(tokens, &self.block, &mut self.known) {
            Outcome::Best => self.known.0.iter().for_each(|op| path.push(*op)),
            Outcome::Open => self.corridor.solve(tokens, &self.block, &self.known, path),
            Outcome::Nothing => self.solve_whole(tokens, path),
        }
    }

    /// The same, when some way is known.
    pub(super) fn improve(&mut self, tokens: &[char], known: &Path, path: &mut Path) {
        self.corridor.solve(tokens, &self.block, known, path);
    }

    /// The same by the whole table.
    pub(super) fn solve_whole(&mut self, tokens: &[char], path: &mut Path) {
        let (p, q) = (tokens.len(), self.block.len());
        let steps = Steps { tokens, block: &self.block, backward: false };
        steps.fill(p, q, 0, &mut self.table);
        self.table.trace(p, q);
        self.table.way.iter().rev().for_each(|op| path.push(*op));
    }

    /// Aligns tokens with the block from one end on, as far as they agree (in the manner of Smith & Waterman 1981). Returns
    /// the path in reading order, and how many tokens and columns it uses. O(tokens · columns) time, as many bytes.
    pub(super) fn follow(&mut self, tokens: &[char], end: End) -> (Path, (usize, usize)) {
        let (p, q) = (tokens.len(), self.block.len());
        if p == 0 || q == 0 {
            return (Path::default(), (0, 0));
        }
        let backward = end == End::Backward;
        let reward = self.reward(tokens, backward);
        let steps = Steps { tokens, block: &self.block, backward };
        let filled = steps.fill(p, q, reward, &mut self.table);
        let short = p - filled.best.0 < SHORT_END && q - filled.best.1 < SHORT_END;
        let (i, j) = if short { (p, q) } else { filled.best };
        self.table.trace(i, j);
        let mut path = Path::default();
        if backward {
            self.table.way.iter().for_each(|op| path.push(*op));
        } else {
            self.table.way.iter().rev().for_each(|op| path.push(*op));
        }
        (path, (i, j))
    }

    /// What a step along both is worth, from what the steps of tokens cost that certainly do not belong here: the
    /// same ones in the opposite order. Noisy witnesses of one text cost less, other texts of the language as much.
    /// Of too few tokens nothing can be told: then a stretch that agrees a third of the time comes to nothing.
    fn reward(&mut self, tokens: &[char], backward: bool) -> i64 {
        let columns = self.block.len();
        let n = tokens.len().min(columns).min(SAMPLE);
        if n < FEW {
            let having = self.block.skips.iter().map(|skip| i64::from(skip / GAP)).sum::<i64>();
            return (i64::from(GAP * 3 / 4) * having).checked_div(columns as i64).unwrap_or(1).max(1);
        }
        let near = if backward { &tokens[tokens.len() - n..] } else { &tokens[..n] };
        let strange: Vec<char> = near.iter().rev().copied().collect();
        let steps = Steps { tokens: &strange, block: &self.block, backward };
        let cost = steps.fill(n, n, 0, &mut self.table).cost;
        (i64::from(cost) * STRANGE.0 / STRANGE.1 / n as i64).max(1)
    }
}

/// The whole table, row by row.
#[derive(Default)]
struct Table {
    /// The turn taken to each cell; `width` cells a row.
    turns: Vec<u8>,
    width: usize,
    /// Costs of the row above and of the one that is filled.
    above: Vec<u32>,
    row: Vec<u32>,
    /// A way back, last step first.
    way: Vec<Op>,
}

impl Table {
    /// Finds the way back from a cell.
    fn trace(&mut self, i: usize, j: usize) {
        let Self { turns, width, way, .. } = self;
        trace(way, |i, j| turns[i * *width + j], i, j);
    }
}

/// Finds the way back from a cell, last step first, given the turn taken to each cell.
pub(super) fn trace(way: &mut Vec<Op>, turn: impl Fn(usize, usize) -> u8, mut i: usize, mut j: usize) {
    way.clear();
    while i + j > 0 {
        match turn(i, j) {
            PAIR => {
                way.push(Op::Pair(1));
                (i, j) = (i - 1, j - 1);
            }
            SKIP => {
                way.push(Op::Skip(1));
                j -= 1;
            }
            _ => {
                way.push(Op::New(1));
                i -= 1;
            }
        }
    }
}

/// What filling a table yields.
struct Filled {
    /// The cell where an open end stops best.
    best: (usize, usize),
    /// What the whole way costs.
    cost: u32,
}

struct Steps<'a> {
    tokens: &'a [char],
    block: &'a Block,
    backward: bool,
}

impl Steps<'_> {
    fn token(&self, i: usize) -> char {
        self.tokens[if self.backward { self.tokens.len() - 1 - i } else { i }]
    }

    fn column(&self, j: usize) -> usize {
        if self.backward { self.block.len() - 1 - j } else { j }
    }

    fn joint(&self, j: usize) -> u32 {
        self.block.joints[if self.backward { self.block.len() - j } else { j }]
    }

    /// Fills the table of the first `p` tokens and `q` columns, seen from the end they start at. `reward` is what a step
    /// along both is worth.
    fn fill(&self, p: usize, q: usize, reward: i64, table: &mut Table) -> Filled {
        let Table { turns, width, above, row, .. } = table;
        *width = q + 1;
        turns.clear();
        turns.resize((p + 1) * (q + 1), SKIP);
        above.clear();
        above.push(0);
        above.extend((0..q).scan(0, |sum, j| {
            *sum += self.block.skips[self.column(j)];
            Some(*sum)
        }));
        row.clear();
        row.resize(q + 1, 0);
        let mut best = (0, (0, 0));
        for i in 1..=p {
            let token = self.token(i - 1);
            let kind = kind(token);
            let turns = &mut turns[i * (q + 1)..(i + 1) * (q + 1)];
            row[0] = above[0] + self.joint(0);
            turns[0] = NEW;
            for j in 1..=q {
                let column = self.column(j - 1);
                let pair = above[j - 1] + self.block.pair(column, token, kind);
                let skip = row[j - 1] + self.block.skips[column];
                let new = above[j] + self.joint(j);
                (row[j], turns[j]) = least(pair, skip, new);
                let worth = reward * (i + j) as i64 - 2 * i64::from(row[j]);
                if worth > best.0 {
                    best = (worth, (i, j));
                }
            }
            std::mem::swap(above, row);
        }
        Filled { best: best.1, cost: above[q] }
    }
}

fn least(pair: u32, skip: u32, new: u32) -> (u32, u8) {
    if pair <= skip && pair <= new {
        (pair, PAIR)
    } else if skip <= new {
        (skip, SKIP)
    } else {
        (new, NEW)
    }
}
