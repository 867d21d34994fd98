//! Exact alignment of a few tokens with a few columns.

use super::band;
use super::profile::{NONE, Op, Path};
use super::view::View;
use crate::text::chars::CharClass;

/// Cost of a token beside nothing; other costs are in the same twentieths.
pub(super) const GAP: u32 = 20;

/// Ends shorter than this are one stretch that reads differently, not two stretches.
pub(super) const SHORT_END: usize = 8;

/// Cost of a token outside all others: little, but more than none, so that a character is matched where it can be.
pub(super) const OUTSIDE: u32 = GAP / 4;

/// An open end goes on while its steps cost less than this part of those of tokens that do not belong there.
const STRANGE: (i64, i64) = (23, 25);
/// Most and fewest tokens by which that is measured.
const SAMPLE: usize = 256;
const FEW: usize = 32;

/// What a character is in the table of costs: Han, other content, punctuation.
pub(super) fn kind(c: char) -> usize {
    match CharClass::of(c) {
        CharClass::Han => 0,
        CharClass::Punctuation => 2,
        _ => 1,
    }
}

/// Cost of two different characters in one column. Content never makes way for punctuation: the pair costs more
/// than two of a kind, but less than two gaps. One twentieth more than a gap where both would do, so that of two
/// ways with the same sum the one with more agreement is taken.
const MISMATCH: [[u32; 3]; 3] = [[21, 25, 33], [25, 21, 29], [33, 29, 19]];

/// Different characters of one column, and how many witnesses have each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) fold: char,
    kind: u8,
    /// What a token that is the same saves.
    pub(super) saved: u32,
}

/// Columns made ready for alignment.
#[derive(Debug, Default)]
pub(super) struct Block {
    entries: Vec<Entry>,
    /// Where the entries of a column begin; one more than there are columns.
    start: Vec<u32>,
    /// Cost of a token of each kind in a column where nobody has the same.
    pub(super) strange: Vec<[u32; 3]>,
    /// Witnesses that have a token in a column.
    pub(super) having: Vec<u32>,
    /// Witnesses that run through the joint before a column; the last is the joint after all.
    pub(super) joints: Vec<u32>,
    /// The least that a column can cost, whatever token enters it or none.
    pub(super) least: Vec<u32>,
}

impl Block {
    /// The columns `columns`, without witness `view.except` and without columns that it alone has. `end` is the
    /// first column after them.
    pub(super) fn new(view: &View<'_>, columns: impl Iterator<Item = usize>, end: usize) -> Self {
        let mut block = Self { start: vec![0], ..Self::default() };
        for column in columns {
            let (strange, having) = block.read(view, column);
            if having == 0 {
                continue;
            }
            block.start.push(block.entries.len() as u32);
            block.strange.push(strange);
            block.having.push(having);
            block.joints.push(view.through(column));
            block.least.push(block.cheapest(strange).min(GAP * having));
        }
        block.joints.push(view.through(end));
        block
    }

    /// Reads a column: what a token that nobody has would cost there, and how many have a token.
    fn read(&mut self, view: &View<'_>, column: usize) -> ([u32; 3], u32) {
        let first = self.entries.len();
        let (mut strange, mut having) = ([0; 3], 0);
        for (w, token) in view.profile.column(column).iter().enumerate().filter(|(w, _)| *w != view.except) {
            if *token == NONE {
                let lacking = GAP * u32::from(view.covers(w, column));
                strange.iter_mut().for_each(|cost| *cost += lacking);
                continue;
            }
            having += 1;
            let fold = view.rows[w][*token as usize];
            let known = self.entries[first..].iter().position(|e| e.fold == fold);
            let at = known.map_or(self.entries.len(), |i| first + i);
            if known.is_none() {
                self.entries.push(Entry { fold, kind: kind(fold) as u8, saved: 0 });
            }
            let costs = MISMATCH[self.entries[at].kind as usize];
            self.entries[at].saved += costs[self.entries[at].kind as usize];
            strange.iter_mut().zip(costs).for_each(|(cost, more)| *cost += more);
        }
        (strange, having)
    }

    /// The least that a token costs in the last column.
    fn cheapest(&self, strange: [u32; 3]) -> u32 {
        let first = self.start[self.start.len() - 2] as usize;
        let known = self.entries[first..].iter().map(|e| strange[e.kind as usize] - e.saved);
        known.chain(strange).min().unwrap_or(0)
    }

    /// Number of columns.
    pub(super) fn len(&self) -> usize {
        self.having.len()
    }

    /// The different characters of a column.
    pub(super) fn entries(&self, column: usize) -> &[Entry] {
        &self.entries[self.start[column] as usize..self.start[column + 1] as usize]
    }

    /// Cost of a token in a column.
    #[inline]
    fn pair(&self, column: usize, token: char, kind: usize) -> u32 {
        let entries = self.entries(column);
        let strange = self.strange[column][kind];
        match entries {
            [only] => strange - if only.fold == token { only.saved } else { 0 },
            _ => strange - entries.iter().find(|e| e.fold == token).map_or(0, |e| e.saved),
        }
    }

    /// What a step along both is worth, from what the steps of tokens cost that certainly do not belong here: the
    /// same ones in the opposite order. Noisy witnesses of one text cost less, other texts of the language as much.
    /// Of too few tokens nothing can be told: then a stretch that agrees a third of the time comes to nothing.
    fn reward(&self, tokens: &[char], backward: bool) -> i64 {
        let n = tokens.len().min(self.len()).min(SAMPLE);
        if n < FEW {
            let having: u32 = self.having.iter().sum();
            return i64::from(GAP * 3 / 4 * having).checked_div(self.len() as i64).unwrap_or(1).max(1);
        }
        let near = if backward { &tokens[tokens.len() - n..] } else { &tokens[..n] };
        let strange: Vec<char> = near.iter().rev().copied().collect();
        let cost = Steps { tokens: &strange, block: self, backward }.fill(n, n, 0).cost;
        (i64::from(cost) * STRANGE.0 / STRANGE.1 / n as i64).max(1)
    }
}

/// From which end an open alignment starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// From the first token and column on.
    Forward,
    /// From the last token and column back.
    Backward,
}

pub(super) const PAIR: u8 = 0;
pub(super) const SKIP: u8 = 1;
pub(super) const NEW: u8 = 2;

/// Aligns all tokens with all columns of a block at the least sum of pairs (Needleman & Wunsch 1970). Looks only along
/// the diagonal where that is proved to be enough (Ukkonen 1985): O(tokens · differences) time for what is alike, never more
/// than O(tokens · columns), as many bytes.
pub(super) fn solve(tokens: &[char], block: &Block) -> Path {
    band::solve(tokens, block).unwrap_or_else(|| solve_whole(tokens, block))
}

/// The same by the whole table.
pub(super) fn solve_whole(tokens: &[char], block: &Block) -> Path {
    let (p, q) = (tokens.len(), block.len());
    let steps = Steps { tokens, block, backward: false };
    let mut way = steps.trace(&steps.fill(p, q, 0).turns, p, q);
    way.reverse();
    let mut path = Path::default();
    way.into_iter().for_each(|op| path.push(op));
    path
}

/// Aligns tokens with a block from one end on, as far as they agree (in the manner of Smith & Waterman 1981). Returns
/// the path in reading order, and how many tokens and columns it uses. O(tokens · columns) time, as many bytes.
pub(super) fn follow(tokens: &[char], block: &Block, end: End) -> (Path, (usize, usize)) {
    let (p, q) = (tokens.len(), block.len());
    if p == 0 || q == 0 {
        return (Path::default(), (0, 0));
    }
    let backward = end == End::Backward;
    let steps = Steps { tokens, block, backward };
    let filled = steps.fill(p, q, block.reward(tokens, backward));
    let short = p - filled.best.0 < SHORT_END && q - filled.best.1 < SHORT_END;
    let (i, j) = if short { (p, q) } else { filled.best };
    let mut way = steps.trace(&filled.turns, i, j);
    if !backward {
        way.reverse();
    }
    let mut path = Path::default();
    way.into_iter().for_each(|op| path.push(op));
    (path, (i, j))
}

/// What filling a table yields.
struct Filled {
    /// The turn taken to each cell.
    turns: Vec<u8>,
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
        let through = self.block.joints[if self.backward { self.block.len() - j } else { j }];
        (GAP * through).max(OUTSIDE)
    }

    /// Fills the table of the first `p` tokens and `q` columns, seen from the end they start at. `reward` is what a step
    /// along both is worth.
    fn fill(&self, p: usize, q: usize, reward: i64) -> Filled {
        let skips: Vec<u32> = (0..q).map(|j| GAP * self.block.having[self.column(j)]).collect();
        let mut turns = vec![SKIP; (p + 1) * (q + 1)];
        let mut above: Vec<u32> = std::iter::once(0)
            .chain(skips.iter().scan(0, |sum, skip| {
                *sum += skip;
                Some(*sum)
            }))
            .collect();
        let mut row = vec![0; q + 1];
        let mut best = (0, (0, 0));
        for i in 1..=p {
            let token = self.token(i - 1);
            let kind = kind(token);
            let turns = &mut turns[i * (q + 1)..(i + 1) * (q + 1)];
            row[0] = above[0] + self.joint(0);
            turns[0] = NEW;
            for j in 1..=q {
                let pair = above[j - 1] + self.block.pair(self.column(j - 1), token, kind);
                let skip = row[j - 1] + skips[j - 1];
                let new = above[j] + self.joint(j);
                (row[j], turns[j]) = least(pair, skip, new);
                let worth = reward * (i + j) as i64 - 2 * i64::from(row[j]);
                if worth > best.0 {
                    best = (worth, (i, j));
                }
            }
            std::mem::swap(&mut above, &mut row);
        }
        Filled { turns, best: best.1, cost: above[q] }
    }

    /// The way back from a cell, last step first.
    fn trace(&self, turns: &[u8], mut i: usize, mut j: usize) -> Vec<Op> {
        let q = self.block.len();
        let mut way = Vec::with_capacity(i + j);
        while i + j > 0 {
            match turns[i * (q + 1) + j] {
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
        way
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
