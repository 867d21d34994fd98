//! Exact alignment in a narrow band along the diagonal, where it is proved that no better way leaves it (Ukkonen 1985).

use std::ops::Range;

use super::block::{Block, FAR, first, kind, sum_least};
use super::kernel::{NEW, SKIP, trace};
use super::profile::{Op, Path};

/// Steps to either side of the diagonal that are tried.
const REACHES: [usize; 2] = [0, 2];

/// What a band says of the whole table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Its best way is that of the whole table.
    Best,
    /// There may be a better way beside it.
    Open,
    /// It would be as wide as the table.
    Nothing,
}

/// The cells near the diagonal: in row `i` the columns from `i − left` on, `width` of them.
#[derive(Default)]
pub(super) struct Band {
    left: usize,
    width: usize,
    /// The turn taken to each cell.
    turns: Vec<u8>,
    /// Costs of the row above, of the one that is filled, and what its cells cost by a pair.
    above: Vec<u32>,
    row: Vec<u32>,
    pairs: Vec<u32>,
    /// What so many columns cost at the least, beside what they cost in any case, when they get nothing.
    skipped: Vec<u32>,
    /// A way back, last step first.
    way: Vec<Op>,
}

impl Band {
    /// Adds the least costly path of tokens through a block that stays in the band. O(tokens).
    pub(super) fn solve(&mut self, tokens: &[char], block: &Block, path: &mut Path) -> Outcome {
        let (p, q) = (tokens.len(), block.len());
        let width = |reach: usize| 2 * reach + 1 + p.abs_diff(q);
        if width(REACHES[0]) > q {
            return Outcome::Nothing;
        }
        let edges = Edges::new(block, p, &mut self.skipped);
        let mut outcome = Outcome::Open;
        for reach in REACHES.into_iter().filter(|reach| width(*reach) <= q) {
            self.frame(p, q, reach);
            if self.fill(block, tokens) < edges.beyond(&self.skipped, reach) {
                outcome = Outcome::Best;
                break;
            }
        }
        self.trace(p, q, path);
        outcome
    }

    /// Takes the form of a band of a `reach`.
    fn frame(&mut self, p: usize, q: usize, reach: usize) {
        (self.left, self.width) = (p.saturating_sub(q) + reach, 2 * reach + 1 + p.abs_diff(q));
    }

    /// Fills the band and says what the whole way costs.
    fn fill(&mut self, block: &Block, tokens: &[char]) -> u32 {
        let (p, q, left, width) = (tokens.len(), block.len(), self.left, self.width);
        let Self { turns, above, row, pairs, .. } = self;
        refill(turns, (p + 1) * width, SKIP);
        refill(above, width + 1, FAR);
        refill(pairs, width, FAR);
        above[left] = 0;
        // The places of a row that lie in the table.
        let places = |i: usize| left.saturating_sub(i)..width.min(q + left + 1 - i);
        for place in left + 1..places(0).end {
            above[place] = above[place - 1] + block.skips[place - left - 1];
        }
        for i in 1..=p {
            let turns = &mut turns[i * width..(i + 1) * width];
            let mut places = places(i);
            refill(row, width + 1, FAR);
            if i <= left {
                // Before the first column there is nothing but tokens outside.
                row[places.start] = above[places.start + 1] + block.joints[0];
                turns[places.start] = NEW;
                places.start += 1;
            }
            if places.is_empty() {
                std::mem::swap(above, row);
                continue;
            }
            // The columns of these places, one after the other.
            let columns = i + places.start - left - 1..i + places.end - left - 1;
            let pairs = &mut pairs[..places.len()];
            add_pairs(block, tokens[i - 1], &columns, &above[places.clone()], pairs);
            let steps = Row {
                above: &above[places.start + 1..=places.end],
                pairs,
                skips: &block.skips[columns.clone()],
                joints: &block.joints[columns.start + 1..=columns.end],
            };
            let before = places.start.checked_sub(1).map_or(FAR, |place| row[place]);
            steps.fill(before, &mut row[places.clone()], &mut turns[places]);
            std::mem::swap(above, row);
        }
        above[q + left - p]
    }

    fn trace(&mut self, i: usize, j: usize, path: &mut Path) {
        let Self { turns, way, width, left, .. } = self;
        trace(way, |i, j| turns[i * *width + j + *left - i], i, j);
        way.iter().rev().for_each(|op| path.push(*op));
    }
}

fn refill<T: Copy>(room: &mut Vec<T>, length: usize, with: T) {
    room.clear();
    room.resize(length, with);
}

/// Puts into `pairs` what it costs to come to some columns with a token, where `above` is what the cells before cost.
#[inline]
fn add_pairs(block: &Block, token: char, columns: &Range<usize>, above: &[u32], pairs: &mut [u32]) {
    let kind = kind(token);
    let cells = pairs.iter_mut().zip(above).zip(columns.clone());
    cells.for_each(|((pair, above), column)| *pair = above + block.pair(column, token, kind));
}

/// What a way costs at the least that leaves a band.
struct Edges {
    /// The least that all columns cost, whatever enters them.
    least: u32,
    /// What a token outside all columns costs at the least.
    new: u32,
    /// Columns more than tokens, and tokens more than columns.
    spare: (usize, usize),
}

impl Edges {
    /// Puts into `skipped` what so many columns cost at the least, beside that, when they get nothing.
    fn new(block: &Block, tokens: usize, skipped: &mut Vec<u32>) -> Self {
        skipped.clear();
        skipped.extend(block.skips.iter().zip(&block.least).map(|(skip, least)| skip - least));
        sum_least(skipped);
        Self {
            least: block.least.iter().sum(),
            new: block.joints.iter().copied().min().unwrap_or(0),
            spare: (block.len().saturating_sub(tokens), tokens.saturating_sub(block.len())),
        }
    }

    /// To get further from the diagonal than `reach` steps and back takes one step more to either side.
    fn beyond(&self, skipped: &[u32], reach: usize) -> u32 {
        let (columns, outside) = (reach + 1 + self.spare.0, reach + 1 + self.spare.1);
        self.least + first(skipped, columns) + outside as u32 * self.new
    }
}

/// The steps to the cells of a row.
struct Row<'a> {
    /// The cells above them, and what a token costs there that enters no column.
    above: &'a [u32],
    joints: &'a [u32],
    /// What they cost by a pair.
    pairs: &'a [u32],
    skips: &'a [u32],
}

impl Row<'_> {
    /// `before` is the cell before the first one. A pair is preferred to a skip, a skip to a token outside.
    fn fill(&self, mut before: u32, row: &mut [u32], turns: &mut [u8]) {
        let n = row.len();
        let (above, joints, pairs, skips) = (&self.above[..n], &self.joints[..n], &self.pairs[..n], &self.skips[..n]);
        let turns = &mut turns[..n];
        for k in 0..n {
            let (pair, skip, new) = (pairs[k], before + skips[k], above[k] + joints[k]);
            let other = skip.min(new);
            before = pair.min(other);
            // Without branches: which way is taken can hardly be foretold.
            turns[k] = u8::from(pair > other) * (SKIP + u8::from(skip > new));
            row[k] = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kernel::Solver;
    use super::super::profile::Profile;
    use super::super::view::View;
    use super::*;

    /// A text with errors of its own: every `rate`th character is lost, doubled or another one.
    fn noisy(text: &[char], seed: u32, rate: u32) -> Vec<char> {
        let mut state = seed;
        let mut random = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 12
        };
        let mut noisy = Vec::new();
        for c in text {
            match (random() % rate, random() % 4) {
                (0, 0) => {}
                (0, 1) => noisy.extend([*c, '，']),
                (0, _) => noisy.push(char::from_u32(0x5000 + random() % 40).unwrap_or('一')),
                _ => noisy.push(*c),
            }
        }
        noisy
    }

    #[test]
    fn band_and_corridor_give_the_path_of_the_whole_table() {
        let (mut solver, mut band) = (Solver::default(), Band::default());
        let mut best = 0;
        for seed in 1..300_u32 {
            let length = 20 + seed % 90;
            let text: Vec<char> = (0..length).filter_map(|i| char::from_u32(0x5000 + i * (i + seed) % 53)).collect();
            let rows: Vec<Vec<char>> = (0..4).map(|w| noisy(&text, seed * 7 + w, 4 + seed % 30)).collect();
            let mut profile = Profile::of(4, 0, rows[0].len());
            for w in 1..4 {
                let view = View::new(&profile, &rows, w);
                solver.block.load(&view, 0..profile.columns(), profile.columns());
                let (mut whole, mut path) = (Path::default(), Path::default());
                solver.solve_whole(&rows[w], &mut whole);
                let outcome = band.solve(&rows[w], &solver.block, &mut path);
                best += usize::from(outcome == Outcome::Best);
                assert!(outcome != Outcome::Best || path == whole, "seed {seed}, witness {w}");
                let apart = Path(vec![Op::New(rows[w].len() as u32), Op::Skip(profile.columns() as u32)]);
                for known in [path, apart, whole.clone()].iter().filter(|known| !known.0.is_empty()) {
                    let mut improved = Path::default();
                    solver.improve(&rows[w], known, &mut improved);
                    assert_eq!(improved, whole, "seed {seed}, witness {w}");
                }
                profile = profile.with(w, &whole);
            }
        }
        assert!((100..700).contains(&best), "{best}");
    }
}
