//! One witness against a profile: anchors first, exact alignment between them.

use std::ops::Range;

use super::anchors::{Anchor, anchors};
use super::kernel::{Block, Mode, SHORT_END, solve};
use super::profile::{Op, Path};
use super::view::{Consensus, View};
use crate::text::chars::CharClass;

/// Gaps of at most so many cells are aligned without looking for anchors.
const SMALL: usize = 1 << 12;
/// Gaps of more cells are not aligned at all: the tokens stand beside the columns, block against block.
const LARGEST: usize = 4_000_000;
/// Cells that one call may fill, besides so many for each token.
const CELLS: usize = 32_000_000;
const CELLS_A_TOKEN: usize = 256;
/// How far an open end is followed from its anchor, in tokens.
const REACH: usize = 1_500;
/// Lengths of the k-mers tried one after the other.
const HAN: [usize; 3] = [12, 6, 4];
const ALPHABETIC: [usize; 3] = [24, 12, 8];

/// The path of a witness through a profile. `None` when they share nothing: no anchor, and no stretch of
/// at least two characters that agrees more often than not. The ends are free on both sides.
/// Near-linear for texts that are alike; never more than the cells above.
pub(super) fn align(view: &View<'_>) -> Option<Path> {
    let tokens = &view.rows[view.except];
    let consensus = view.consensus();
    let lengths = if alphabetic(tokens) { ALPHABETIC } else { HAN };
    let budget = CELLS + CELLS_A_TOKEN * tokens.len();
    let mut work = Work { view, tokens, consensus, lengths, budget, path: Path::default() };
    let whole = Gap { tokens: 0..tokens.len(), text: 0..work.consensus.text.len(), columns: 0..view.profile.columns() };
    let found = lengths.iter().find_map(|k| Some(work.anchors(&whole, *k)).filter(|found| !found.is_empty()));
    match found {
        Some(found) => work.between(&whole, &found, 0, Some(Mode::Whole)),
        None => work.unanchored()?,
    }
    Some(work.path)
}

/// Whether most content of a text is not Han.
pub(super) fn alphabetic(text: &[char]) -> bool {
    let han = text.iter().filter(|c| CharClass::of(**c) == CharClass::Han).count();
    let content = text.iter().filter(|c| CharClass::of(**c) != CharClass::Punctuation).count();
    2 * han < content
}

/// Tokens, consensus and columns between two anchors.
#[derive(Debug, Clone)]
struct Gap {
    tokens: Range<usize>,
    text: Range<usize>,
    columns: Range<usize>,
}

impl Gap {
    fn cells(&self) -> usize {
        self.tokens.len().saturating_mul(self.columns.len())
    }
}

/// Whether what is left on both sides is one stretch that reads differently.
fn is_short(gap: &Gap) -> bool {
    gap.tokens.len() < SHORT_END && gap.columns.len() < SHORT_END
}

struct Work<'a> {
    view: &'a View<'a>,
    tokens: &'a [char],
    consensus: Consensus,
    lengths: [usize; 3],
    /// Cells left.
    budget: usize,
    path: Path,
}

impl Work<'_> {
    fn anchors(&self, gap: &Gap, k: usize) -> Vec<Anchor> {
        if gap.tokens.len() < k || gap.text.len() < k {
            return Vec::new();
        }
        anchors(self.tokens, gap.tokens.clone(), &self.consensus.text, gap.text.clone(), k)
    }

    /// Lays the anchors and what stands between them. `open` names the end of the gap that is an end of the texts, if
    /// any; [`Mode::Whole`] is both.
    fn between(&mut self, gap: &Gap, found: &[Anchor], level: usize, open: Option<Mode>) {
        let (mut token, mut text, mut column) = (gap.tokens.start, gap.text.start, gap.columns.start);
        for (n, anchor) in found.iter().enumerate() {
            let first = self.consensus.column[anchor.b] as usize;
            let before = Gap { tokens: token..anchor.a, text: text..anchor.b, columns: column..first };
            if n == 0 && matches!(open, Some(Mode::Whole | Mode::Backward)) {
                self.end(&before, Mode::Backward);
            } else {
                self.fill(&before, level);
            }
            self.lay(anchor);
            (token, text) = (anchor.a + anchor.len, anchor.b + anchor.len);
            column = self.consensus.column[text - 1] as usize + 1;
        }
        let rest = Gap { tokens: token..gap.tokens.end, text: text..gap.text.end, columns: column..gap.columns.end };
        match open {
            Some(Mode::Whole | Mode::Forward) => self.end(&rest, Mode::Forward),
            _ => self.fill(&rest, level),
        }
    }

    /// Pairs the tokens of an anchor with its columns; columns between them, where most have nothing, are skipped.
    fn lay(&mut self, anchor: &Anchor) {
        let columns = &self.consensus.column[anchor.b..anchor.b + anchor.len];
        for (n, column) in columns.iter().enumerate() {
            let next = columns.get(n + 1).unwrap_or(column);
            self.path.push(Op::Pair(1));
            self.path.push(Op::Skip(next.saturating_sub(column + 1)));
        }
    }

    fn fill(&mut self, gap: &Gap, level: usize) {
        if gap.tokens.is_empty() || gap.columns.is_empty() {
            return self.apart(gap);
        }
        if gap.cells() > SMALL {
            for level in level..self.lengths.len() {
                let found = self.anchors(gap, self.lengths[level]);
                if !found.is_empty() {
                    return self.between(gap, &found, level + 1, None);
                }
            }
        }
        self.solve(gap, Mode::Whole);
    }

    /// An open end: followed from anchor to anchor, and from the last one as far as the texts agree.
    fn end(&mut self, gap: &Gap, mode: Mode) {
        let mut rest = gap.clone();
        let mut pieces = Vec::new();
        while let Some((level, found)) = self.next_anchors(&rest, mode) {
            let (piece, left) = self.cut(&rest, &found, mode);
            pieces.push((piece, found, level));
            rest = left;
        }
        if mode == Mode::Backward {
            self.last(&rest, mode);
            pieces.reverse();
        }
        for (piece, found, level) in pieces {
            self.between(&piece, &found, level + 1, None);
        }
        if mode == Mode::Forward {
            self.last(&rest, mode);
        }
    }

    /// Shorter anchors within reach; the shortest only in a small gap, where they hardly occur by chance.
    fn next_anchors(&mut self, gap: &Gap, mode: Mode) -> Option<(usize, Vec<Anchor>)> {
        let (near, _) = self.split(gap, mode == Mode::Backward);
        let work = near.tokens.len() + near.columns.len();
        if is_short(gap) || work > self.budget {
            return None;
        }
        self.budget -= work;
        let levels = if near.cells() <= SMALL { 1..3 } else { 1..2 };
        levels.map(|level| (level, self.anchors(&near, self.lengths[level]))).find(|(_, found)| !found.is_empty())
    }

    /// An open end cut behind its anchors: the closed part, and what is left open.
    fn cut(&self, gap: &Gap, found: &[Anchor], mode: Mode) -> (Gap, Gap) {
        let (first, last) = (found[0], found[found.len() - 1]);
        let (token, text) = match mode {
            Mode::Backward => (first.a, first.b),
            _ => (last.a + last.len, last.b + last.len),
        };
        let column = match mode {
            Mode::Backward => self.consensus.column[text] as usize,
            _ => self.consensus.column[text - 1] as usize + 1,
        };
        let before =
            Gap { tokens: gap.tokens.start..token, text: gap.text.start..text, columns: gap.columns.start..column };
        let after = Gap { tokens: token..gap.tokens.end, text: text..gap.text.end, columns: column..gap.columns.end };
        if mode == Mode::Backward { (after, before) } else { (before, after) }
    }

    /// What is open beyond the last anchor.
    fn last(&mut self, gap: &Gap, mode: Mode) {
        if is_short(gap) {
            return self.solve(gap, Mode::Whole);
        }
        let (near, (new, skip)) = self.split(gap, mode == Mode::Backward);
        let far = [Op::New(new), Op::Skip(skip)];
        if mode == Mode::Backward {
            far.into_iter().rev().for_each(|op| self.path.push(op));
            self.solve(&near, mode);
        } else {
            self.solve(&near, mode);
            far.into_iter().for_each(|op| self.path.push(op));
        }
    }

    /// The part of an open end that is within reach of its anchor, and how many tokens and columns are not.
    fn split(&self, gap: &Gap, backward: bool) -> (Gap, (u32, u32)) {
        let tokens = gap.tokens.len().min(2 * gap.columns.len() + 64).min(REACH);
        let columns = gap.columns.len().min(2 * gap.tokens.len() + 64).min(REACH);
        let far = (gap.tokens.len() - tokens, gap.columns.len() - columns);
        let columns = &self.consensus.column;
        let near = if backward {
            let start = gap.columns.start + far.1;
            let text = gap.text.start.max(columns.partition_point(|c| (*c as usize) < start));
            Gap {
                tokens: gap.tokens.start + far.0..gap.tokens.end,
                text: text..gap.text.end,
                columns: start..gap.columns.end,
            }
        } else {
            let end = gap.columns.end - far.1;
            let text = gap.text.end.min(columns.partition_point(|c| (*c as usize) < end));
            Gap {
                tokens: gap.tokens.start..gap.tokens.end - far.0,
                text: gap.text.start..text,
                columns: gap.columns.start..end,
            }
        };
        (near, (far.0 as u32, far.1 as u32))
    }

    fn solve(&mut self, gap: &Gap, mode: Mode) {
        let cells = gap.cells();
        if cells == 0 || cells > LARGEST || cells > self.budget {
            return self.apart(gap);
        }
        self.budget -= cells;
        let block = Block::new(self.view, gap.columns.clone(), gap.columns.end);
        self.path.extend(solve(&self.tokens[gap.tokens.clone()], &block, mode));
    }

    /// Block against block: the tokens beside the columns.
    fn apart(&mut self, gap: &Gap) {
        self.path.push(Op::New(gap.tokens.len() as u32));
        self.path.push(Op::Skip(gap.columns.len() as u32));
    }

    /// Texts without an anchor: the stretch that agrees best stands in for one.
    fn unanchored(&mut self) -> Option<()> {
        let (tokens, columns) = (self.tokens.len(), self.view.profile.columns());
        if tokens.saturating_mul(columns) > LARGEST.min(self.budget) {
            return None;
        }
        let block = Block::new(self.view, 0..columns, columns);
        let path = solve(self.tokens, &block, Mode::Whole);
        let agreeing = self.agreeing(&path);
        (agreeing >= 1 && 2 * agreeing >= tokens.min(columns)).then(|| self.path = path)
    }

    /// Pairs of a path that agree with the consensus.
    fn agreeing(&self, path: &Path) -> usize {
        let read = |column: usize| {
            let at = self.consensus.column.binary_search(&(column as u32)).ok()?;
            self.consensus.text.get(at)
        };
        let (mut token, mut column, mut agreeing) = (0, 0, 0);
        for op in &path.0 {
            match *op {
                Op::Pair(n) => {
                    let n = n as usize;
                    agreeing += (0..n).filter(|d| read(column + d) == Some(&self.tokens[token + d])).count();
                    (token, column) = (token + n, column + n);
                }
                Op::Skip(n) => column += n as usize,
                Op::New(n) => token += n as usize,
            }
        }
        agreeing
    }
}
