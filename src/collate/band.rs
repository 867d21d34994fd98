//! Exact alignment along the diagonal, where it is proved that no better way leaves the band (Ukkonen 1985).

use super::kernel::{Block, GAP, NEW, OUTSIDE, PAIR, SKIP, kind, least};
use super::profile::{Op, Path};

/// Steps to either side of the diagonal that are looked at first, and by what the band widens when that is not enough.
const NARROWEST: usize = 2;
const WIDENED: usize = 3;
/// More than any way costs, with room for another step.
const FAR: u32 = u32::MAX / 2;

/// The least costly path of tokens through a block, the same that the whole table gives; `None` where no band that is much
/// narrower than the table proves to be enough.
pub(super) fn solve(tokens: &[char], block: &Block) -> Option<Path> {
    let (p, q) = (tokens.len(), block.len());
    let bound = Bound::new(block, p);
    let mut reach = NARROWEST;
    while 2 * (2 * reach + 1 + p.abs_diff(q)) <= q {
        let band = Band { tokens, block, skips: &bound.skips, joints: &bound.joints, left: p.saturating_sub(q) + reach, width: 2 * reach + 1 + p.abs_diff(q) };
        let (turns, cost) = band.fill();
        if cost < bound.beyond(reach) {
            return Some(band.trace(&turns));
        }
        reach *= WIDENED;
    }
    None
}

/// What a way costs at the least that leaves the band.
struct Bound {
    skips: Vec<u32>,
    joints: Vec<u32>,
    /// The least that all columns cost.
    least: u32,
    /// What skipping so many columns costs beside that, the cheapest first.
    skipping: Vec<u32>,
    /// What a token outside all columns costs at the least.
    new: u32,
    /// Columns more than tokens, and tokens more than columns.
    spare: (usize, usize),
}

impl Bound {
    fn new(block: &Block, tokens: usize) -> Self {
        let skips: Vec<u32> = block.having.iter().map(|having| GAP * having).collect();
        let joints: Vec<u32> = block.joints.iter().map(|through| (GAP * through).max(OUTSIDE)).collect();
        let mut skipping: Vec<u32> = skips.iter().zip(&block.least).map(|(skip, least)| skip - least).collect();
        skipping.sort_unstable();
        let columns = block.len();
        Self {
            least: block.least.iter().sum(),
            skipping,
            new: joints.iter().copied().min().unwrap_or(OUTSIDE),
            spare: (columns.saturating_sub(tokens), tokens.saturating_sub(columns)),
            skips,
            joints,
        }
    }

    /// To get further from the diagonal than `reach` steps and back takes one step more to either side.
    fn beyond(&self, reach: usize) -> u32 {
        let skipped: u32 = self.skipping.iter().take(reach + 1 + self.spare.0).sum();
        self.least + skipped + (reach + 1 + self.spare.1) as u32 * self.new
    }
}

/// The cells near the diagonal: in row `i` the columns from `i − left` on, `width` of them.
struct Band<'a> {
    tokens: &'a [char],
    block: &'a Block,
    skips: &'a [u32],
    joints: &'a [u32],
    left: usize,
    width: usize,
}

impl Band<'_> {
    /// The places of a row that lie in the table.
    fn row(&self, i: usize) -> std::ops::Range<usize> {
        self.left.saturating_sub(i)..self.width.min(self.block.len() + self.left + 1 - i)
    }

    /// The turn taken to each cell, and what the whole way costs.
    fn fill(&self) -> (Vec<u8>, u32) {
        let (p, q) = (self.tokens.len(), self.block.len());
        let mut turns = vec![SKIP; (p + 1) * self.width];
        let mut above = vec![FAR; self.width + 1];
        let mut row = vec![FAR; self.width + 1];
        above[self.left] = 0;
        for place in self.left + 1..self.row(0).end {
            above[place] = above[place - 1] + self.skips[place - self.left - 1];
        }
        for i in 1..=p {
            let token = self.tokens[i - 1];
            let kind = kind(token);
            let turns = &mut turns[i * self.width..(i + 1) * self.width];
            let places = self.row(i);
            let mut before = FAR;
            row[..places.start].fill(FAR);
            for place in places.clone() {
                let j = i + place - self.left;
                let new = above[place + 1] + self.joints[j];
                let pair = if j == 0 { FAR } else { above[place] + self.block.pair(j - 1, token, kind) };
                let skip = if j == 0 { FAR } else { before + self.skips[j - 1] };
                (before, turns[place]) = least(pair, skip, new);
                row[place] = before;
            }
            row[places.end..].fill(FAR);
            std::mem::swap(&mut above, &mut row);
        }
        (turns, above[q + self.left - p])
    }

    fn trace(&self, turns: &[u8]) -> Path {
        let (mut i, mut j) = (self.tokens.len(), self.block.len());
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
                turn => {
                    debug_assert_eq!(turn, NEW);
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
