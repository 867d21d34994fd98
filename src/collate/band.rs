//! Exact alignment along the diagonal, where it is proved that no better way leaves the band (Ukkonen 1985).

use std::ops::Range;

use super::block::{Block, kind};
use super::kernel::{NEW, SKIP, trace};
use super::profile::{Op, Path};

/// Steps to either side of the diagonal up to which nothing is made ready but looked up.
const NARROW: [usize; 2] = [0, 2];
/// Steps from the diagonal up to which a token is looked for in the columns: further away it is hardly where it belongs.
const NEAR: usize = 24;
/// The same where nothing is made ready.
const CLOSE: usize = 10;
/// More than any way costs, with room for another step.
const FAR: u32 = u32::MAX / 2;

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
    /// The same when they get tokens that nobody has there.
    strange: Vec<u32>,
    /// A way back, last step first.
    way: Vec<Op>,
}

impl Band {
    /// Adds the least costly path of tokens through a block, the same that the whole table gives; `false` where no band that is
    /// narrower than the table proves to be enough.
    pub(super) fn solve(&mut self, tokens: &[char], block: &Block, path: &mut Path) -> bool {
        let (p, q) = (tokens.len(), block.len());
        let width = |reach: usize| 2 * reach + 1 + p.abs_diff(q);
        if width(NARROW[0]) > q {
            return false;
        }
        let edges = Edges::new(block, tokens.len(), &mut self.skipped);
        let mut found = (0, 0);
        for reach in NARROW {
            if width(reach) > q {
                return false;
            }
            self.frame(p, q, reach);
            found = (reach, self.fill(block, p, &mut Lookup { tokens, block }));
            if found.1 < edges.beyond(&self.skipped, reach) {
                self.trace(p, q, path);
                return true;
            }
        }
        self.widen(tokens, block, &edges, found) && {
            self.trace(p, q, path);
            true
        }
    }

    /// Wider bands, beginning with what one of a reach yields that is filled already, and its cost: first with a look at the tokens
    /// close by, then at all.
    fn widen(&mut self, tokens: &[char], block: &Block, edges: &Edges, mut found: (usize, u32)) -> bool {
        let mut sums = (std::mem::take(&mut self.skipped), std::mem::take(&mut self.strange));
        sum_strange(block, edges, &mut sums.1);
        let is_close = |i: &usize| block.has(near(*i, CLOSE, tokens.len(), block.len()), tokens[*i]);
        let strangers = (0..tokens.len()).filter(|i| !is_close(i)).count();
        let bound = Bound { edges, sums: &sums, near: CLOSE, unknown: 0, unknown_near: strangers };
        let mut is_found = self.search(block, &bound, &mut Lookup { tokens, block }, &mut found, CLOSE);
        if !is_found {
            let mut costs = Costs::new(tokens, block);
            let (unknown, unknown_near) = costs.unknown();
            let bound = Bound { edges, sums: &sums, near: NEAR, unknown, unknown_near };
            is_found = self.search(block, &bound, &mut costs, &mut found, block.len());
        }
        (self.skipped, self.strange) = sums;
        is_found
    }

    /// Widens the band until it is proved to be enough; `false` where that would take more than the `widest` reach, or the table.
    fn search(
        &mut self,
        block: &Block,
        bound: &Bound<'_>,
        costs: &mut impl Pairs,
        (reach, cost): &mut (usize, u32),
        widest: usize,
    ) -> bool {
        let (p, q) = (costs.tokens(), block.len());
        while *cost >= bound.beyond(*reach) {
            // The best way costs no more than this one: the band is wide enough beyond which all ways cost more.
            let enough = (*reach + 1..=widest).find(|reach| *cost < bound.beyond(*reach));
            let Some(next) = enough.filter(|reach| 2 * reach + 1 + p.abs_diff(q) <= q) else { return false };
            self.frame(p, q, next);
            (*reach, *cost) = (next, self.fill(block, p, costs));
        }
        true
    }

    /// Takes the form of a band of a `reach`.
    fn frame(&mut self, p: usize, q: usize, reach: usize) {
        (self.left, self.width) = (p.saturating_sub(q) + reach, 2 * reach + 1 + p.abs_diff(q));
    }

    /// Fills the band and says what the whole way costs.
    fn fill(&mut self, block: &Block, p: usize, costs: &mut impl Pairs) -> u32 {
        let (q, left, width) = (block.len(), self.left, self.width);
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
            costs.add(i - 1, &columns, &above[places.clone()], pairs);
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

/// What it costs to come to some columns with a token.
trait Pairs {
    /// Number of tokens.
    fn tokens(&self) -> usize;

    /// `above` is what the cells before cost.
    fn add(&mut self, token: usize, columns: &Range<usize>, above: &[u32], pairs: &mut [u32]);
}

/// Costs that are looked up column by column.
struct Lookup<'a> {
    tokens: &'a [char],
    block: &'a Block,
}

impl Pairs for Lookup<'_> {
    fn tokens(&self) -> usize {
        self.tokens.len()
    }

    #[inline]
    fn add(&mut self, token: usize, columns: &Range<usize>, above: &[u32], pairs: &mut [u32]) {
        let token = self.tokens[token];
        let kind = kind(token);
        let cells = pairs.iter_mut().zip(above).zip(columns.clone());
        cells.for_each(|((pair, above), column)| *pair = above + self.block.pair(column, token, kind));
    }
}

/// What a way costs at the least that leaves a band, as far as it is told without a look at the tokens.
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
        let (columns, outside) = self.steps(reach);
        self.least + first(skipped, columns) + outside as u32 * self.new
    }

    /// Columns that get nothing on such a way at the least, and tokens that stand outside.
    fn steps(&self, reach: usize) -> (usize, usize) {
        (reach + 1 + self.spare.0, reach + 1 + self.spare.1)
    }
}

/// The sum of the first `n` costs, of all that there are.
fn first(sums: &[u32], n: usize) -> u32 {
    n.min(sums.len()).checked_sub(1).map_or(0, |last| sums[last])
}

/// Puts for each number of costs the sum of the least ones in their place.
fn sum_least(costs: &mut [u32]) {
    costs.sort_unstable();
    let mut sum = 0;
    for cost in costs {
        sum += *cost;
        *cost = sum;
    }
}

/// What each step costs, made ready for wide bands.
struct Costs {
    /// Kind of each token, and which of the `same` have its character.
    tokens: Vec<(usize, Range<u32>)>,
    /// By kind: a token in a column where nobody has the same.
    strange: [Vec<u32>; 3],
    /// Characters of columns, sorted, with their column and what a token saves there that is the same.
    same: Vec<(char, u32, u32)>,
    columns: usize,
}

impl Costs {
    fn new(tokens: &[char], block: &Block) -> Self {
        let entries = |column: usize| block.entries(column).iter().map(move |e| (e.fold, column as u32, e.saved));
        let mut same: Vec<(char, u32, u32)> = (0..block.len()).flat_map(entries).collect();
        same.sort_unstable();
        let token = |c: &char| {
            let start = same.partition_point(|s| s.0 < *c);
            let end = start + same[start..].iter().take_while(|s| s.0 == *c).count();
            (kind(*c), start as u32..end as u32)
        };
        Self {
            tokens: tokens.iter().map(token).collect(),
            strange: std::array::from_fn(|kind| block.strange.iter().map(|costs| costs[kind]).collect()),
            same,
            columns: block.len(),
        }
    }

    /// How many tokens no column has, and how many none near the diagonal.
    fn unknown(&self) -> (usize, usize) {
        let nowhere = self.tokens.iter().filter(|token| token.1.is_empty()).count();
        (nowhere, (0..self.tokens.len()).filter(|i| !self.is_near(*i)).count())
    }

    /// Whether a column near the diagonal has the character of a token.
    fn is_near(&self, token: usize) -> bool {
        let near = near(token, NEAR, self.tokens.len(), self.columns);
        let same = &self.tokens[token].1;
        self.same[same.start as usize..same.end as usize].iter().any(|s| near.contains(&(s.1 as usize)))
    }
}

/// The columns in which a token may stand on a way that gets no further than so many steps from the diagonal.
fn near(token: usize, steps: usize, tokens: usize, columns: usize) -> Range<usize> {
    let first = token.saturating_sub(steps + tokens.saturating_sub(columns));
    let end = token + steps + columns.saturating_sub(tokens) + 1;
    first.min(columns)..end.min(columns)
}

impl Pairs for Costs {
    fn tokens(&self) -> usize {
        self.tokens.len()
    }

    fn add(&mut self, token: usize, columns: &Range<usize>, above: &[u32], pairs: &mut [u32]) {
        let (kind, same) = &self.tokens[token];
        let strange = &self.strange[*kind][columns.clone()];
        pairs.iter_mut().zip(above).zip(strange).for_each(|((pair, above), cost)| *pair = above + cost);
        for (_, column, saved) in &self.same[same.start as usize..same.end as usize] {
            if columns.contains(&(*column as usize)) {
                pairs[*column as usize - columns.start] -= saved;
            }
        }
    }
}

/// What a way costs at the least that leaves the band, with a look at the tokens.
struct Bound<'a> {
    edges: &'a Edges,
    /// What so many columns cost at the least, beside what they cost in any case, when they get nothing, and when they get
    /// tokens that nobody has there.
    sums: &'a (Vec<u32>, Vec<u32>),
    /// How far from the diagonal tokens were looked for: those that no column has, as far as is known, and those that none has
    /// so near.
    near: usize,
    unknown: usize,
    unknown_near: usize,
}

impl Bound<'_> {
    /// Whether a way goes further than `near` or not, more than what it costs at the least in either case it cannot save.
    fn beyond(&self, reach: usize) -> u32 {
        let far = self.further(self.near.max(reach), self.unknown);
        if reach < self.near { far.min(self.further(reach, self.unknown_near)) } else { far }
    }

    /// Tokens that no column has where a way gets to are strange, each in a column of its own, or stand outside.
    fn further(&self, reach: usize, unknown: usize) -> u32 {
        let outside = self.edges.steps(reach).1;
        self.edges.beyond(&self.sums.0, reach) + first(&self.sums.1, unknown.saturating_sub(outside))
    }
}

/// Puts into `sums` what so many columns cost at the least, beside what they cost in any case, when they get tokens that nobody
/// has there, or these stand outside.
fn sum_strange(block: &Block, edges: &Edges, sums: &mut Vec<u32>) {
    let beside = |(costs, least): (&[u32; 3], &u32)| {
        costs.iter().map(|cost| cost.saturating_sub(*least)).min().unwrap_or(0).min(edges.new)
    };
    sums.clear();
    sums.extend(block.strange.iter().zip(&block.least).map(beside));
    sum_least(sums);
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
    fn the_band_gives_the_path_of_the_whole_table() {
        let (mut solver, mut band) = (Solver::default(), Band::default());
        let mut proved = 0;
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
                if band.solve(&rows[w], &solver.block, &mut path) {
                    assert_eq!(path, whole, "seed {seed}, witness {w}");
                    proved += 1;
                }
                profile = profile.with(w, &whole);
            }
        }
        assert!(proved > 300, "{proved}");
    }
}
