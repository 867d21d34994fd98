//! How much a way may cost up to each cell if it is no worse than one that is known.

use std::ops::Range;

use super::block::{Block, first, kind, sum_least};
use super::profile::{Op, Path};

/// No column.
const NOWHERE: usize = usize::MAX;
/// No character.
const NONE: u32 = u32::MAX;

/// What a way may cost up to each cell if it is no worse than the known one. A way that leaves the known one joins it again later. In
/// between every column costs something, whatever enters it, and every token something beside that: it stands outside, or in
/// another column than on the known way. What the known way saves against that up to where they meet is all that the other may
/// have spent more before.
#[derive(Default)]
pub(super) struct Limits {
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
    pub(super) fn prepare(&mut self, tokens: &[char], block: &Block, path: &Path) -> bool {
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
        // What the known way saves at the most, wherever they meet.
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

    /// Whether a way may cost so much when it comes to the cell behind so many tokens and columns.
    #[inline]
    pub(super) fn allow(&self, cost: u32, i: usize, j: usize) -> bool {
        cost <= self.tokens[i] + self.columns[j]
    }
}

/// A way that is known.
#[derive(Default)]
struct Known {
    /// The column of each token.
    columns: Vec<usize>,
    /// What it costs when it leaves so many tokens behind, beside what columns cost in any case.
    beside: Vec<u32>,
}

impl Known {
    /// `least` is what the columns before each cost at the least.
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

/// What tokens cost elsewhere than on the known way.
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

/// A character that somebody has in a column.
struct Same {
    fold: char,
    column: u32,
    cost: u32,
    before: u32,
}

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
        let hash = self.last.len() - 1;
        for column in 0..block.len() {
            for entry in block.entries(column) {
                let last = &mut self.last[entry.fold as usize & hash];
                let cost = block.strange[column][entry.kind as usize] - entry.saved - block.least[column];
                self.same.push(Same { fold: entry.fold, column: column as u32, cost, before: *last });
                *last = self.same.len() as u32 - 1;
            }
        }
    }

    /// What a token costs at the least in some columns but one, beside what these cost in any case.
    fn least(&self, block: &Block, columns: Range<usize>, token: char, but: usize) -> u32 {
        let kind = kind(token);
        let mut least = if columns.len() >= self.span {
            self.strange[kind][columns.start].min(self.strange[kind][columns.end - self.span])
        } else {
            columns.clone().map(|j| block.strange[j][kind] - block.least[j]).min().unwrap_or(u32::MAX)
        };
        let mut next = self.last[token as usize & (self.last.len() - 1)];
        while let Some(same) = self.same.get(next as usize).filter(|same| same.column as usize >= columns.start) {
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
