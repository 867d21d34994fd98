//! Exact alignment round a way that is known: only where a way may lead that costs no more (A*: Hart, Nilsson & Raphael 1968).

use std::ops::Range;

use super::block::{Block, kind};
use super::kernel::{NEW, SKIP, trace};
use super::profile::{Op, Path};

/// More than any way costs, with room for another step.
pub(super) const FAR: u32 = u32::MAX / 2;

/// The cells through which a way may lead, row by row.
#[derive(Default)]
pub(super) struct Corridor {
    bound: Bound,
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
        let limit = self.bound.prepare(tokens, block, known);
        self.fill(tokens, block, limit);
        let Self { rows, turns, way, .. } = self;
        let turn = |i: usize, j: usize| turns[rows[i].0 + j - rows[i].1];
        trace(way, turn, tokens.len(), block.len());
        way.iter().rev().for_each(|op| path.push(*op));
    }

    /// Fills all cells through which a way may lead that costs no more than `limit`; there is one.
    #[inline(never)]
    fn fill(&mut self, tokens: &[char], block: &Block, limit: u32) {
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
        self.extend(block, &mut columns, 0, limit);
        for (i, token) in tokens.iter().enumerate() {
            self.step(block, *token, &mut columns, i + 1, limit);
            self.extend(block, &mut columns, i + 1, limit);
        }
    }

    /// Goes on to the right in the row in `above`, column by column that gets nothing, and sets its borders.
    #[inline(never)]
    fn extend(&mut self, block: &Block, columns: &mut Range<usize>, i: usize, limit: u32) {
        while columns.end <= block.len() {
            let cost = self.above[columns.end] + block.skips[columns.end - 1];
            if cost + self.bound.rest(i, columns.end) > limit {
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
    #[inline(never)]
    fn step(&mut self, block: &Block, token: char, columns: &mut Range<usize>, i: usize, limit: u32) {
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
            if start == j && cost + self.bound.rest(i, j) > limit {
                start += 1;
                continue;
            }
            before = cost;
            self.row[j + 1] = cost;
            self.turns.push(turn);
        }
        let mut last = end;
        while last > start && self.row[last] + self.bound.rest(i, last - 1) > limit {
            last -= 1;
        }
        self.turns.truncate(first + last - start);
        self.rows.push((first, start));
        *columns = start..last;
        std::mem::swap(&mut self.above, &mut self.row);
    }
}

/// What a way costs at the least. Every column costs something, whatever enters it, and every token costs something beside that,
/// whatever column it enters; a column that gets nothing and a token outside cost more.
#[derive(Default)]
struct Bound {
    /// What the columns and the tokens from each on cost at the least.
    columns: Vec<u32>,
    tokens: Vec<u32>,
    /// What so many columns cost at the least, beside that, when they get nothing, and so many tokens when they stand outside.
    skipped: Vec<u32>,
    outside: Vec<u32>,
}

impl Bound {
    /// Makes ready for tokens and a block. Returns what a known path costs; the bound holds for all that cost no more.
    #[inline(never)]
    fn prepare(&mut self, tokens: &[char], block: &Block, known: &Path) -> u32 {
        let (p, q) = (tokens.len(), block.len());
        let new = block.joints.iter().copied().min().unwrap_or(0);
        let limit = self.follow(tokens, block, known, new);
        self.skipped.clear();
        self.skipped.extend(block.skips.iter().zip(&block.least).map(|(skip, least)| skip - least));
        sum_least(&mut self.skipped);
        self.columns.clear();
        self.columns.extend(&block.least);
        sum_from_end(&mut self.columns);
        let reach = self.reach(limit, new, p, q);
        for (i, token) in tokens.iter().enumerate().filter(|(i, _)| self.tokens[*i] > 0).collect::<Vec<_>>() {
            self.tokens[i] = self.tokens[i].min(least(block, near(i, reach, p, q), *token));
        }
        self.outside.clear();
        self.outside.extend(self.tokens.iter().map(|least| new - least));
        sum_least(&mut self.outside);
        sum_from_end(&mut self.tokens);
        limit
    }

    /// What a path costs. Notes what its tokens cost beside what their columns do at the least, or `new`.
    fn follow(&mut self, tokens: &[char], block: &Block, path: &Path, new: u32) -> u32 {
        self.tokens.clear();
        let (mut cost, mut column) = (0, 0);
        for op in &path.0 {
            match *op {
                Op::Pair(n) => {
                    for _ in 0..n {
                        let token = tokens[self.tokens.len()];
                        let pair = block.pair(column, token, kind(token));
                        self.tokens.push(new.min(pair - block.least[column]));
                        (cost, column) = (cost + pair, column + 1);
                    }
                }
                Op::Skip(n) => {
                    cost += block.skips[column..column + n as usize].iter().sum::<u32>();
                    column += n as usize;
                }
                Op::New(n) => {
                    cost += n * block.joints[column];
                    self.tokens.resize(self.tokens.len() + n as usize, new);
                }
            }
        }
        cost
    }

    /// How far from the diagonal a way may lead that costs no more than `limit`, in steps: to get further and back takes one more to
    /// either side.
    fn reach(&self, limit: u32, new: u32, p: usize, q: usize) -> usize {
        let beyond = |reach: usize| {
            let (columns, tokens) = (reach + 1 + q.saturating_sub(p), reach + 1 + p.saturating_sub(q));
            self.columns[0] + first(&self.skipped, columns) + tokens as u32 * new
        };
        (0..p.max(q)).find(|reach| beyond(*reach) > limit).unwrap_or(p.max(q))
    }

    /// What a way costs at the least from a cell to the end.
    #[inline]
    fn rest(&self, i: usize, j: usize) -> u32 {
        let (columns, tokens) = (self.columns.len() - j, self.tokens.len() - i);
        let aside = if columns > tokens {
            first(&self.skipped, columns - tokens)
        } else {
            first(&self.outside, tokens - columns)
        };
        self.columns[j] + self.tokens[i] + aside
    }
}

/// What a token costs at the least beside what columns do in any case.
fn least(block: &Block, columns: Range<usize>, token: char) -> u32 {
    let kind = kind(token);
    let mut least = u32::MAX;
    for column in columns {
        least = least.min(block.pair(column, token, kind) - block.least[column]);
        if least == 0 {
            break;
        }
    }
    least
}

/// The columns in which a token may stand on a way that gets no further than so many steps from the diagonal.
fn near(token: usize, steps: usize, tokens: usize, columns: usize) -> Range<usize> {
    let first = token.saturating_sub(steps + tokens.saturating_sub(columns));
    let end = token + steps + columns.saturating_sub(tokens) + 1;
    first.min(columns)..end.min(columns)
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

/// Puts the sum of all costs from each on in its place, and nothing behind them.
fn sum_from_end(costs: &mut Vec<u32>) {
    costs.push(0);
    let mut sum = 0;
    for cost in costs.iter_mut().rev() {
        sum += *cost;
        *cost = sum;
    }
}
