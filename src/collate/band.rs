//! Exact alignment along the diagonal, where it is proved that no better way leaves the band (Ukkonen 1985).

use std::ops::Range;

use super::kernel::{Block, GAP, NEW, OUTSIDE, PAIR, SKIP, kind};
use super::profile::{Op, Path};

/// Steps to either side of the diagonal that are looked at first.
const NARROWEST: usize = 2;
/// Steps from the diagonal up to which a token is looked for in the columns: further away it is hardly where it belongs.
const NEAR: usize = 24;
/// More than any way costs, with room for another step.
const FAR: u32 = u32::MAX / 2;

/// The least costly path of tokens through a block, the same that the whole table gives; `None` where no band that is much
/// narrower than the table proves to be enough.
pub(super) fn solve(tokens: &[char], block: &Block) -> Option<Path> {
    let (p, q) = (tokens.len(), block.len());
    let width = |reach: usize| 2 * reach + 1 + p.abs_diff(q);
    if width(NARROWEST) > q {
        return None;
    }
    let costs = Costs::new(tokens, block);
    let bound = Bound::new(&costs, block);
    let mut reach = NARROWEST;
    while width(reach) <= q {
        let band = Band { costs: &costs, left: p.saturating_sub(q) + reach, width: width(reach) };
        let (turns, cost) = band.fill();
        if cost < bound.beyond(reach) {
            return Some(band.trace(&turns));
        }
        // The best way costs no more than this one: the band is wide enough beyond which all ways cost more.
        reach = (reach + 1..q).find(|reach| cost < bound.beyond(*reach)).unwrap_or(q);
    }
    None
}

/// What each step costs.
struct Costs {
    /// Kind of each token, and which of the `same` have its character.
    tokens: Vec<(usize, Range<u32>)>,
    /// By kind: a token in a column where nobody has the same.
    strange: [Vec<u32>; 3],
    /// Characters of columns, sorted, with their column and what a token saves there that is the same.
    same: Vec<(char, u32, u32)>,
    /// A column that gets nothing.
    skips: Vec<u32>,
    /// A token before a column; the last is behind all.
    joints: Vec<u32>,
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
            skips: block.having.iter().map(|having| GAP * having).collect(),
            joints: block.joints.iter().map(|through| (GAP * through).max(OUTSIDE)).collect(),
            same,
        }
    }

    fn columns(&self) -> usize {
        self.skips.len()
    }

    /// Whether a column near the diagonal has the character of a token.
    fn is_near(&self, token: usize) -> bool {
        let (p, q) = (self.tokens.len(), self.columns());
        let first = token.saturating_sub(NEAR + p.saturating_sub(q));
        let last = token + NEAR + q.saturating_sub(p);
        let same = &self.tokens[token].1;
        let columns = &self.same[same.start as usize..same.end as usize];
        columns.iter().any(|s| (first..=last).contains(&(s.1 as usize)))
    }
}

/// What a way costs at the least that leaves the band.
struct Bound {
    /// The least that all columns cost, whatever enters them.
    least: u32,
    /// What so many columns cost beside that at the least when they get nothing, and when they get tokens that nobody has there.
    skipped: Vec<u32>,
    strange: Vec<u32>,
    /// What a token outside all columns costs at the least.
    new: u32,
    /// Tokens that no column has, and those that none has near the diagonal.
    unknown: usize,
    unknown_near: usize,
    /// Columns more than tokens, and tokens more than columns.
    spare: (usize, usize),
}

impl Bound {
    fn new(costs: &Costs, block: &Block) -> Self {
        let new = costs.joints.iter().copied().min().unwrap_or(OUTSIDE);
        let mut skipped: Vec<u32> = costs.skips.iter().zip(&block.least).map(|(skip, least)| skip - least).collect();
        let beside = |(costs, least): (&[u32; 3], &u32)| {
            costs.iter().map(|cost| cost.saturating_sub(*least)).min().unwrap_or(0).min(new)
        };
        let mut strange: Vec<u32> = block.strange.iter().zip(&block.least).map(beside).collect();
        sum_least(&mut skipped);
        sum_least(&mut strange);
        let (tokens, columns) = (costs.tokens.len(), costs.columns());
        Self {
            least: block.least.iter().sum(),
            skipped,
            strange,
            new,
            unknown: costs.tokens.iter().filter(|token| token.1.is_empty()).count(),
            unknown_near: (0..tokens).filter(|i| !costs.is_near(*i)).count(),
            spare: (columns.saturating_sub(tokens), tokens.saturating_sub(columns)),
        }
    }

    /// Whether a way goes further than [`NEAR`] or not, more than what it costs at the least in either case it cannot save.
    fn beyond(&self, reach: usize) -> u32 {
        let far = self.further(NEAR.max(reach), self.unknown);
        if reach < NEAR { far.min(self.further(reach, self.unknown_near)) } else { far }
    }

    /// To get further from the diagonal than `reach` steps and back takes one step more to either side. Tokens that no column
    /// has where they get to are strange, each in a column of its own, or stand outside.
    fn further(&self, reach: usize, unknown: usize) -> u32 {
        let (skipped, outside) = (reach + 1 + self.spare.0, reach + 1 + self.spare.1);
        let first = |sums: &[u32], n: usize| n.min(sums.len()).checked_sub(1).map_or(0, |last| sums[last]);
        let strange = first(&self.strange, unknown.saturating_sub(outside));
        self.least + first(&self.skipped, skipped) + outside as u32 * self.new + strange
    }
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

/// The cells near the diagonal: in row `i` the columns from `i − left` on, `width` of them.
struct Band<'a> {
    costs: &'a Costs,
    left: usize,
    width: usize,
}

impl Band<'_> {
    /// The places of a row that lie in the table.
    fn row(&self, i: usize) -> Range<usize> {
        self.left.saturating_sub(i)..self.width.min(self.costs.columns() + self.left + 1 - i)
    }

    /// The turn taken to each cell, and what the whole way costs.
    fn fill(&self) -> (Vec<u8>, u32) {
        let Costs { tokens, skips, joints, .. } = self.costs;
        let (p, q) = (tokens.len(), skips.len());
        let mut turns = vec![SKIP; (p + 1) * self.width];
        let (mut above, mut row) = (vec![FAR; self.width + 1], vec![FAR; self.width + 1]);
        let mut pairs = vec![FAR; self.width];
        above[self.left] = 0;
        for place in self.left + 1..self.row(0).end {
            above[place] = above[place - 1] + skips[place - self.left - 1];
        }
        for i in 1..=p {
            let turns = &mut turns[i * self.width..(i + 1) * self.width];
            let mut places = self.row(i);
            row.fill(FAR);
            if i <= self.left {
                // Before the first column there is nothing but tokens outside.
                row[places.start] = above[places.start + 1] + joints[0];
                turns[places.start] = NEW;
                places.start += 1;
            }
            if places.is_empty() {
                std::mem::swap(&mut above, &mut row);
                continue;
            }
            // The columns of these places, one after the other.
            let columns = i + places.start - self.left - 1..i + places.end - self.left - 1;
            let pairs = &mut pairs[..places.len()];
            self.pairs(i - 1, &columns, &above[places.clone()], pairs);
            let steps = Row {
                above: &above[places.start + 1..=places.end],
                pairs,
                skips: &skips[columns.clone()],
                joints: &joints[columns.start + 1..=columns.end],
            };
            let before = places.start.checked_sub(1).map_or(FAR, |place| row[place]);
            steps.fill(before, &mut row[places.clone()], &mut turns[places]);
            std::mem::swap(&mut above, &mut row);
        }
        (turns, above[q + self.left - p])
    }

    /// What it costs to come to some columns with a token.
    fn pairs(&self, token: usize, columns: &Range<usize>, above: &[u32], pairs: &mut [u32]) {
        let (kind, same) = &self.costs.tokens[token];
        let strange = &self.costs.strange[*kind][columns.clone()];
        pairs.iter_mut().zip(above).zip(strange).for_each(|((pair, above), cost)| *pair = above + cost);
        for (_, column, saved) in &self.costs.same[same.start as usize..same.end as usize] {
            if columns.contains(&(*column as usize)) {
                pairs[*column as usize - columns.start] -= saved;
            }
        }
    }

    fn trace(&self, turns: &[u8]) -> Path {
        let (mut i, mut j) = (self.costs.tokens.len(), self.costs.columns());
        let mut way = Vec::with_capacity(i.max(j));
        while i + j > 0 {
            match turns[i * self.width + j + self.left - i] {
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
        let mut path = Path::default();
        way.into_iter().rev().for_each(|op| path.push(op));
        path
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
            let turn = if skip <= new { SKIP } else { NEW };
            turns[k] = if pair <= other { PAIR } else { turn };
            row[k] = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kernel::solve_whole;
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
        let mut proved = 0;
        for seed in 1..300_u32 {
            let length = 20 + seed % 90;
            let text: Vec<char> = (0..length).filter_map(|i| char::from_u32(0x5000 + i * (i + seed) % 53)).collect();
            let rows: Vec<Vec<char>> = (0..4).map(|w| noisy(&text, seed * 7 + w, 4 + seed % 30)).collect();
            let mut profile = Profile::of(4, 0, rows[0].len());
            for w in 1..4 {
                let view = View::new(&profile, &rows, w);
                let block = Block::new(&view, 0..profile.columns(), profile.columns());
                let whole = solve_whole(&rows[w], &block);
                if let Some(path) = solve(&rows[w], &block) {
                    assert_eq!(path, whole, "seed {seed}, witness {w}");
                    proved += 1;
                }
                profile = profile.with(w, &whole);
            }
        }
        assert!(proved > 300, "{proved}");
    }
}
