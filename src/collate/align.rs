//! One witness against a profile: anchors first, exact alignment between them.

use std::ops::Range;

use rayon::prelude::*;

use super::anchors::{Anchor, Rare, Text, anchors, anchors_of};
use super::kernel::{End, SHORT_END, Solver};
use super::profile::{Op, Path};
use super::view::{Consensus, View};
use crate::text::chars::CharClass;

/// Gaps of at most so many cells are aligned without looking for anchors.
const SMALL: usize = 1 << 12;
/// Gaps of more cells are followed from their ends only; what is left stands beside the columns, block against block.
const LARGEST: usize = 4_000_000;
/// Cells that one call may fill, besides so many for each token.
const CELLS: usize = 32_000_000;
const CELLS_A_TOKEN: usize = 256;
/// How far an open end is followed from its anchor, in tokens.
const REACH: usize = 1_500;
/// Anchors between which one thread aligns.
const ANCHORS: usize = 1 << 9;
/// Lengths of the k-mers tried one after the other.
const HAN: [usize; 3] = [12, 6, 4];
const ALPHABETIC: [usize; 3] = [24, 12, 8];

/// The path of a witness through a profile. `None` when they share nothing: no anchor, and no stretch of
/// at least two characters that agrees more often than not. The ends are free on both sides.
/// Near-linear for texts that are alike; never more than the cells above. `own` and `other` are the k-mers of the witness and
/// of what the profile reads, where they are known.
pub(super) fn align(view: &View<'_>, own: Option<&Rare>, other: Option<&Rare>) -> Option<Path> {
    let tokens = &view.rows[view.except];
    let consensus = view.consensus();
    let lengths = if alphabetic(tokens) { ALPHABETIC } else { HAN };
    let budget = CELLS + CELLS_A_TOKEN * tokens.len();
    let texts = Texts { view, tokens, consensus: &consensus, lengths };
    let mut work = Work::new(texts, budget);
    let whole = Gap { tokens: 0..tokens.len(), text: 0..consensus.text.len(), columns: 0..view.profile.columns() };
    let texts = (Text { chars: tokens, known: own }, Text { chars: &consensus.text, known: other });
    let enough = |k: &&usize| **k <= tokens.len().min(consensus.text.len());
    let found = lengths.iter().filter(enough).map(|k| anchors_of(texts.0, texts.1, *k)).find(|found| !found.is_empty());
    match found {
        Some(found) => work.between(&whole, &found, 0, true),
        None => work.unanchored()?,
    }
    Some(work.path)
}

/// Whether most content of a text is not Han.
pub(super) fn alphabetic(text: &[char]) -> bool {
    // Told sooner where half of all is Han beyond doubt.
    if 2 * text.iter().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(*c)).count() >= text.len() {
        return false;
    }
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

/// What is aligned, and by k-mers of which lengths.
#[derive(Clone, Copy)]
struct Texts<'a> {
    view: &'a View<'a>,
    tokens: &'a [char],
    consensus: &'a Consensus,
    lengths: [usize; 3],
}

struct Work<'a> {
    texts: Texts<'a>,
    /// Cells left.
    budget: usize,
    /// Whether something was left undone because there were too few.
    is_short: bool,
    path: Path,
    solver: Solver,
}

impl<'a> std::ops::Deref for Work<'a> {
    type Target = Texts<'a>;

    fn deref(&self) -> &Texts<'a> {
        &self.texts
    }
}

impl<'a> Work<'a> {
    fn new(texts: Texts<'a>, budget: usize) -> Self {
        Self { texts, budget, is_short: false, path: Path::default(), solver: Solver::default() }
    }

    /// Whether there are so many cells; then they are taken.
    fn afford(&mut self, cells: usize) -> bool {
        let left = self.budget.checked_sub(cells);
        self.is_short |= left.is_none();
        self.budget = left.unwrap_or(self.budget);
        left.is_some()
    }

    fn anchors(&self, gap: &Gap, k: usize) -> Vec<Anchor> {
        if gap.tokens.len() < k || gap.text.len() < k {
            return Vec::new();
        }
        anchors(self.tokens, gap.tokens.clone(), &self.consensus.text, gap.text.clone(), k)
    }

    /// Lays the anchors and what stands between them. The ends of an `open` gap are ends of the texts.
    fn between(&mut self, gap: &Gap, found: &[Anchor], level: usize, open: bool) {
        let (first, last) = (&found[0], &found[found.len() - 1]);
        let start = Gap {
            tokens: gap.tokens.start..first.a,
            text: gap.text.start..first.b,
            columns: gap.columns.start..self.column(first.b),
        };
        let (token, text, column) = self.behind(last);
        let rest = Gap { tokens: token..gap.tokens.end, text: text..gap.text.end, columns: column..gap.columns.end };
        if open {
            self.end(&start, End::Backward);
        } else {
            self.fill(&start, level);
        }
        self.lay(first);
        if found.len() < 2 * ANCHORS || !self.chain_in_parts(found, level) {
            self.chain(found, level);
        }
        if open {
            self.end(&rest, End::Forward);
        } else {
            self.fill(&rest, level);
        }
    }

    /// Lays all anchors but the first, and what stands before each.
    fn chain(&mut self, found: &[Anchor], level: usize) {
        for pair in found.windows(2) {
            let ((token, text, column), next) = (self.behind(&pair[0]), &pair[1]);
            let gap = Gap { tokens: token..next.a, text: text..next.b, columns: column..self.column(next.b) };
            self.fill(&gap, level);
            self.lay(next);
        }
    }

    /// The same, each part of the chain for itself and with its share of the cells. Does nothing and is `false` where one of them
    /// has too few: then it matters which gap comes first.
    fn chain_in_parts(&mut self, found: &[Anchor], level: usize) -> bool {
        let parts: Vec<&[Anchor]> =
            (0..found.len() - 1).step_by(ANCHORS).map(|at| &found[at..found.len().min(at + ANCHORS + 1)]).collect();
        let (texts, share) = (self.texts, self.budget / parts.len());
        let part = |anchors: &&[Anchor]| {
            let mut work = Work::new(texts, share);
            work.chain(anchors, level);
            (!work.is_short).then_some((work.path, share - work.budget))
        };
        let Some(done) = parts.par_iter().map(part).collect::<Option<Vec<(Path, usize)>>>() else { return false };
        for (path, cells) in done {
            self.budget -= cells;
            self.path.extend(path);
        }
        true
    }

    /// The column of a character of the consensus.
    fn column(&self, text: usize) -> usize {
        self.consensus.column[text] as usize
    }

    /// Token, character of the consensus and column behind an anchor.
    fn behind(&self, anchor: &Anchor) -> (usize, usize, usize) {
        let text = anchor.b + anchor.len;
        (anchor.a + anchor.len, text, self.column(text - 1) + 1)
    }

    /// Pairs the tokens of an anchor with its columns; columns between them, where most have nothing, are skipped.
    fn lay(&mut self, anchor: &Anchor) {
        let columns = &self.texts.consensus.column[anchor.b..anchor.b + anchor.len];
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
                    return self.between(gap, &found, level + 1, false);
                }
            }
        }
        self.solve(gap);
    }

    /// An open end: followed from anchor to anchor, and from the last one as far as the texts agree.
    fn end(&mut self, gap: &Gap, end: End) {
        let mut rest = gap.clone();
        let mut pieces = Vec::new();
        while let Some((level, found)) = self.next_anchors(&rest, end) {
            let (piece, left) = self.cut(&rest, &found, end);
            pieces.push((piece, found, level));
            rest = left;
        }
        if end == End::Backward {
            self.last(&rest, end);
            pieces.reverse();
        }
        for (piece, found, level) in pieces {
            self.between(&piece, &found, level + 1, false);
        }
        if end == End::Forward {
            self.last(&rest, end);
        }
    }

    /// Shorter anchors within reach; the shortest only in a small gap, where they hardly occur by chance.
    fn next_anchors(&mut self, gap: &Gap, end: End) -> Option<(usize, Vec<Anchor>)> {
        let near = self.split(gap, end == End::Backward);
        if is_short(gap) || !self.afford(near.tokens.len() + near.columns.len()) {
            return None;
        }
        let levels = if near.cells() <= SMALL { 1..3 } else { 1..2 };
        levels.map(|level| (level, self.anchors(&near, self.lengths[level]))).find(|(_, found)| !found.is_empty())
    }

    /// An open end cut behind its anchors: the closed part, and what is left open.
    fn cut(&self, gap: &Gap, found: &[Anchor], end: End) -> (Gap, Gap) {
        let (first, last) = (found[0], found[found.len() - 1]);
        let (token, text) = match end {
            End::Backward => (first.a, first.b),
            _ => (last.a + last.len, last.b + last.len),
        };
        let column = match end {
            End::Backward => self.consensus.column[text] as usize,
            _ => self.consensus.column[text - 1] as usize + 1,
        };
        let before =
            Gap { tokens: gap.tokens.start..token, text: gap.text.start..text, columns: gap.columns.start..column };
        let after = Gap { tokens: token..gap.tokens.end, text: text..gap.text.end, columns: column..gap.columns.end };
        if end == End::Backward { (after, before) } else { (before, after) }
    }

    /// What is open beyond the last anchor.
    fn last(&mut self, gap: &Gap, end: End) {
        if is_short(gap) {
            return self.solve(gap);
        }
        let (mut pieces, rest) = self.followed(gap, end);
        if end == End::Backward {
            // What is its own stands next to what it shares: a witness covers no columns before it.
            self.path.push(Op::Skip(rest.columns.len() as u32));
            self.path.push(Op::New(rest.tokens.len() as u32));
            pieces.reverse();
        }
        pieces.into_iter().for_each(|piece| self.path.extend(piece));
        if end == End::Forward {
            self.apart(&rest);
        }
    }

    /// Follows a gap from one end as far as the texts agree, window by window. The paths, nearest to that end first, and
    /// what is left.
    fn followed(&mut self, gap: &Gap, end: End) -> (Vec<Path>, Gap) {
        let (mut pieces, mut rest) = (Vec::new(), gap.clone());
        loop {
            let near = self.split(&rest, end == End::Backward);
            let cells = near.cells();
            if cells == 0 || !self.afford(cells) {
                return (pieces, rest);
            }
            self.solver.block.load(self.texts.view, near.columns.clone(), near.columns.end);
            let (path, used) = self.solver.follow(&self.texts.tokens[near.tokens.clone()], end);
            pieces.push(path);
            rest = self.beyond(&rest, used, end);
            // An alignment that stops inside its window has come to the end of what is alike.
            let inside = 4 * used.0 < 3 * near.tokens.len() && 4 * used.1 < 3 * near.columns.len();
            if inside || used == (0, 0) {
                return (pieces, rest);
            }
        }
    }

    /// What is left of a gap when so many tokens and columns are taken away at one end.
    fn beyond(&self, gap: &Gap, used: (usize, usize), end: End) -> Gap {
        let (tokens, columns) = match end {
            End::Forward => (gap.tokens.start + used.0..gap.tokens.end, gap.columns.start + used.1..gap.columns.end),
            End::Backward => (gap.tokens.start..gap.tokens.end - used.0, gap.columns.start..gap.columns.end - used.1),
        };
        let text = |column: usize| self.consensus.column.partition_point(|c| (*c as usize) < column);
        let (first, last) = (text(columns.start), text(columns.end));
        Gap { tokens, text: first.max(gap.text.start)..last.min(gap.text.end), columns }
    }

    /// The part of a gap that is within reach of one end.
    fn split(&self, gap: &Gap, backward: bool) -> Gap {
        let tokens = gap.tokens.len().min(2 * gap.columns.len() + 64).min(REACH);
        let columns = gap.columns.len().min(2 * gap.tokens.len() + 64).min(REACH);
        let far = (gap.tokens.len() - tokens, gap.columns.len() - columns);
        self.beyond(gap, far, if backward { End::Forward } else { End::Backward })
    }

    fn solve(&mut self, gap: &Gap) {
        let cells = gap.cells();
        if cells == 0 {
            return self.apart(gap);
        }
        if cells > LARGEST || !self.afford(cells) {
            return self.squeeze(gap);
        }
        self.solver.block.load(self.texts.view, gap.columns.clone(), gap.columns.end);
        self.solver.solve(&self.texts.tokens[gap.tokens.clone()], &mut self.path);
    }

    /// A gap too large for an exact alignment: followed from both its ends, what is left in the middle block against
    /// block.
    fn squeeze(&mut self, gap: &Gap) {
        let (head, rest) = self.followed(gap, End::Forward);
        let (tail, rest) = self.followed(&rest, End::Backward);
        head.into_iter().for_each(|piece| self.path.extend(piece));
        self.apart(&rest);
        tail.into_iter().rev().for_each(|piece| self.path.extend(piece));
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
        self.solver.block.load(self.texts.view, 0..columns, columns);
        let mut path = Path::default();
        self.solver.solve(self.texts.tokens, &mut path);
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
