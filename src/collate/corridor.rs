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
    #[inline(never)]
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
    #[inline(never)]
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
    #[inline(never)]
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

/// What a way may cost up to each cell if it is no worse than the known one. A way that leaves the known one joins it again later. In
/// between every column costs something, whatever enters it, and every token something beside that: it stands outside, or in
/// another column than on the known way. What the known way saves against that up to where they meet is all that the other may
/// have spent more before.
#[derive(Default)]
struct Limits {
    /// What the columns before each cost at the least.
    columns: Vec<u32>,
    /// What a way may cost beside that when it comes to so many tokens.
    tokens: Vec<u32>,
    known: Known,
    elsewhere: Elsewhere,
    /// What so many columns cost at the least, beside what they cost in any case, when they get nothing.
    skipped: Vec<u32>,
}

impl Limits {
    /// `false` where no other way than the known one costs as little.
    fn prepare(&mut self, tokens: &[char], block: &Block, path: &Path) -> bool {
        let (p, q) = (tokens.len(), block.len());
        self.columns.clear();
        self.columns.push(0);
        self.columns.extend(block.least.iter().scan(0, |sum, least| {
            *sum += least;
            Some(*sum)
        }));
        self.known.follow(tokens, block, path, &self.columns);
        let new = block.joints.iter().copied().min().unwrap_or(0);
        let skipped = block.skips.iter().zip(&block.least).map(|(skip, least)| skip - least);
        if path.0.len() == 1 && p == q && skipped.clone().min().is_some_and(|skip| self.known.beside[p] < skip + new) {
            // There is none but along the diagonal.
            return false;
        }
        self.skipped.clear();
        self.skipped.extend(skipped);
        sum_least(&mut self.skipped);
        let reach = self.reach(self.known.beside[p], new, p, q);
        self.elsewhere.prepare(block, (2 * reach + 1 + p.abs_diff(q)).min(q));
        self.tokens.clear();
        self.tokens.push(0);
        let mut sum = 0;
        for (i, token) in tokens.iter().enumerate() {
            sum += self.elsewhere.least(block, near(i, reach, p, q), *token, self.known.columns[i]).min(new);
            self.tokens.push(sum);
        }
        let mut most = i64::MIN;
        for (limit, beside) in self.tokens.iter_mut().zip(&self.known.beside).rev() {
            most = most.max(i64::from(*beside) - i64::from(*limit));
            *limit = (i64::from(*limit) + most) as u32;
        }
        true
    }

    /// How far from the diagonal a way may lead that costs no more than the known one, which costs `limit` beside what columns do in any
    /// case, in steps: to get further and back takes one more to either side.
    fn reach(&self, limit: u32, new: u32, p: usize, q: usize) -> usize {
        let beyond = |reach: usize| {
            let (columns, tokens) = (reach + 1 + q.saturating_sub(p), reach + 1 + p.saturating_sub(q));
            first(&self.skipped, columns) + tokens as u32 * new
        };
        (0..p.max(q)).find(|reach| beyond(*reach) > limit).unwrap_or(p.max(q))
    }

    #[inline]
    fn allow(&self, cost: u32, i: usize, j: usize) -> bool {
        cost <= self.tokens[i] + self.columns[j]
    }
}

/// No column.
const NOWHERE: usize = usize::MAX;

/// A way that is known.
#[derive(Default)]
struct Known {
    /// The column of each token.
    columns: Vec<usize>,
    /// What it costs when it leaves so many tokens behind, beside what columns cost in any case.
    beside: Vec<u32>,
}

impl Known {
    fn follow(&mut self, tokens: &[char], block: &Block, path: &Path, least: &[u32]) {
        self.columns.clear();
        self.beside.clear();
        let (mut cost, mut column) = (0, 0);
        for op in &path.0 {
            match *op {
                Op::Pair(n) => {
                    for _ in 0..n {
                        self.beside.push(cost - least[column]);
                        let token = tokens[self.columns.len()];
                        self.columns.push(column);
                        cost += block.pair(column, token, kind(token));
                        column += 1;
                    }
                }
                Op::Skip(n) => {
                    cost += block.skips[column..column + n as usize].iter().sum::<u32>();
                    column += n as usize;
                }
                Op::New(n) => {
                    for _ in 0..n {
                        self.beside.push(cost - least[column]);
                        self.columns.push(NOWHERE);
                        cost += block.joints[column];
                    }
                }
            }
        }
        self.beside.push(cost - least[column]);
    }
}

/// Where else tokens may stand.
#[derive(Default)]
struct Elsewhere {
    /// By kind: what a token costs at the least, beside what columns cost in any case, in `span` columns from each on where nobody has
    /// the same.
    strange: [Vec<u32>; 3],
    span: usize,
    /// The last character of columns with each hash.
    last: Vec<u32>,
    /// Characters of columns: their column, what a token costs there that is the same, and the one before with its hash.
    same: Vec<Same>,
}

struct Same {
    fold: char,
    column: u32,
    cost: u32,
    before: u32,
}

const NONE: u32 = u32::MAX;

impl Elsewhere {
    /// Makes ready for a block, where at least so many columns are asked for at a time.
    fn prepare(&mut self, block: &Block, width: usize) {
        for (kind, strange) in self.strange.iter_mut().enumerate() {
            strange.clear();
            strange.extend(block.strange.iter().zip(&block.least).map(|(costs, least)| costs[kind] - least));
        }
        self.span = 1;
        while 2 * self.span <= width {
            for strange in &mut self.strange {
                for j in 0..strange.len() - self.span {
                    strange[j] = strange[j].min(strange[j + self.span]);
                }
            }
            self.span *= 2;
        }
        self.same.clear();
        self.last.clear();
        self.last.resize((2 * block.len()).next_power_of_two(), NONE);
        for column in 0..block.len() {
            for entry in block.entries(column) {
                let last = &mut self.last[entry.fold as usize & (2 * block.len()).next_power_of_two() - 1];
                let cost = block.pair(column, entry.fold, kind(entry.fold)) - block.least[column];
                self.same.push(Same { fold: entry.fold, column: column as u32, cost, before: *last });
                *last = self.same.len() as u32 - 1;
            }
        }
    }

    /// What a token costs at the least in some columns but one, beside what these cost in any case.
    fn least(&self, block: &Block, columns: Range<usize>, token: char, but: usize) -> u32 {
        let mut least = u32::MAX;
        let kind = kind(token);
        if columns.len() >= self.span {
            least = self.strange[kind][columns.start].min(self.strange[kind][columns.end - self.span]);
        } else if !columns.is_empty() {
            least = block.strange[columns.clone()].iter().zip(&block.least[columns.clone()]).map(|(c, l)| c[kind] - l).min().unwrap();
        }
        let mut next = self.last[token as usize & self.last.len() - 1];
        while next != NONE {
            let same = &self.same[next as usize];
            if same.fold == token && same.column as usize != but && columns.contains(&(same.column as usize)) {
                least = least.min(same.cost);
            }
            next = same.before;
        }
        least
    }
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
