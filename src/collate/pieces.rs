//! Pieces of lines that stand side by side, and how the texts read them.

use std::ops::Range;

use rayon::prelude::*;

use super::lines::{Ends, Lines, Print, likeness};

/// Most lines of one block.
pub(super) const DEEPEST: usize = 64;
/// Lines before and behind a block that may belong to it in another text.
const AROUND: usize = 12;

/// Lines of a text that were read across a gutter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Across {
    /// The text.
    pub(super) reader: usize,
    /// Of each line the characters with which its pieces begin; the first one begins the line.
    pub(super) lines: Vec<Vec<usize>>,
}

/// A piece of a line that was read across.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// The line in its block.
    row: usize,
    column: usize,
    /// The line that it is in the text that reads across.
    pub(super) own: usize,
}

/// How a text reads pieces that stand side by side.
#[derive(Debug)]
pub(super) struct Reading {
    /// Lines of the text, in its order, each with the piece that it is.
    pub(super) pieces: Vec<(usize, Piece)>,
    /// How many changes of column it is spared against a text that reads across.
    pub(super) spared: usize,
    /// Changes to a column further left.
    pub(super) back: usize,
}

impl Reading {
    /// Of lines that a text has in all their pieces. O(pieces²).
    fn new(found: Vec<(usize, Piece)>, pieces: &[Piece]) -> Self {
        let of = |row: usize, pieces: &mut dyn Iterator<Item = &Piece>| pieces.filter(|piece| piece.row == row).count();
        let whole = |row| of(row, &mut pieces.iter()) == of(row, &mut found.iter().map(|(_, piece)| piece));
        let columns: Vec<usize> = found.iter().filter(|(_, piece)| whole(piece.row)).map(|(_, p)| p.column).collect();
        let stays = columns.windows(2).filter(|pair| pair[0] == pair[1]).count();
        let back = columns.windows(2).filter(|pair| pair[0] > pair[1]).count();
        // Whoever reads across changes column with every piece.
        Self { spared: stays, back, pieces: found }
    }

    /// From the first line of these pieces to the last.
    pub(super) fn extent(&self) -> Option<Range<usize>> {
        let (first, last) = (self.pieces.first()?.0, self.pieces.last()?.0);
        Some(first..last + 1)
    }

    /// Whether another text has the same pieces in the same order.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        self.pieces.iter().map(|(_, piece)| piece.own).eq(other.pieces.iter().map(|(_, piece)| piece.own))
    }
}

/// The texts that are compared, in their printed lines; those that were read across, in pieces.
#[derive(Debug)]
pub(super) struct Texts<'a> {
    pub(super) lines: Vec<Lines<'a>>,
    pub(super) prints: Vec<&'a Print>,
    pub(super) ends: Vec<Ends>,
}

impl<'a> Texts<'a> {
    /// O(lines).
    pub(super) fn new(lines: Vec<Lines<'a>>, prints: Vec<&'a Print>) -> Self {
        let ends = lines.par_iter().map(Ends::of).collect();
        Self { lines, prints, ends }
    }

    /// Parts lines that were read across. O(lines · log lines).
    pub(super) fn part(self, blocks: &[Across]) -> Self {
        let mut lines = self.lines;
        blocks.iter().for_each(|block| lines[block.reader].cut(block.lines.iter().flatten().copied()));
        Self::new(lines, self.prints)
    }

    /// The lines of a block and those near it; none if it is too deep for one.
    pub(super) fn around(&self, text: usize, block: &Range<usize>) -> Option<Range<usize>> {
        let lines = self.lines[text].len();
        (block.len() <= 2 * DEEPEST).then(|| block.start.saturating_sub(AROUND)..(block.end + AROUND).min(lines))
    }

    /// The pieces of a block, where its lines are parted.
    pub(super) fn pieces(&self, block: &Across) -> Vec<Piece> {
        let own = &self.lines[block.reader];
        let piece = |row, (column, at): (usize, &usize)| Piece { row, column, own: own.at(*at) };
        let rows = block.lines.iter().enumerate();
        rows.flat_map(|(row, cuts)| cuts.iter().enumerate().map(move |cut| piece(row, cut))).collect()
    }

    /// How a text reads the pieces of a block that another one reads across: first by lines that begin or end like them, then by
    /// lines near these that are like them.
    pub(super) fn reading(&self, across: usize, pieces: &[Piece], text: usize) -> Reading {
        if text == across {
            return Reading::new(pieces.iter().map(|piece| (piece.own, *piece)).collect(), pieces);
        }
        let mut found = self.told(across, pieces, text);
        let lines = found.iter().map(|(line, _)| *line);
        let extent = lines.clone().min().zip(lines.max()).map(|(first, last)| first..last + 1);
        let near = extent.and_then(|extent| self.around(text, &extent)).unwrap_or(0..0);
        let free = |line: &usize| !found.iter().any(|known| known.0 == *line);
        let unknown = |piece: &&Piece| !found.iter().any(|known| known.1.own == piece.own);
        let like = |piece: &Piece| {
            let line = self.likest(self.lines[across].line(piece.own), text, near.clone().filter(free))?;
            Some((line.1, *piece))
        };
        let more: Vec<(usize, Piece)> = pieces.iter().filter(unknown).filter_map(like).collect();
        found.extend(more);
        found.sort_by_key(|(line, piece)| (*line, piece.own));
        found.dedup_by_key(|(line, _)| *line);
        Reading::new(found, pieces)
    }

    /// Pieces and the lines that they are in a text, told by their beginning or end: of several the one nearest to the others.
    fn told(&self, across: usize, pieces: &[Piece], text: usize) -> Vec<(usize, Piece)> {
        let places: Vec<Vec<usize>> = pieces.iter().map(|piece| self.find(across, piece.own, text)).collect();
        let mut sure: Vec<usize> = places.iter().filter(|places| places.len() == 1).map(|places| places[0]).collect();
        sure.sort_unstable();
        let middle = sure.get(sure.len() / 2).copied().unwrap_or(0);
        let nearest = |places: &Vec<usize>| places.iter().copied().min_by_key(|line| (line.abs_diff(middle), *line));
        places.iter().zip(pieces).filter_map(|(places, piece)| Some((nearest(places)?, *piece))).collect()
    }

    /// The lines of another text that may be a line of a text, told by their beginning or end.
    fn find(&self, text: usize, line: usize, other: usize) -> Vec<usize> {
        let (own, ends) = (self.lines[text].line(line), &self.ends[other]);
        let mut found: Vec<usize> = ends.beginning(own).iter().chain(ends.ending(own)).copied().collect();
        found.retain(|there| likeness(own, self.lines[other].line(*there)).is_some());
        found.sort_unstable();
        found.dedup();
        found
    }

    /// How like the likest line of a stretch of a text is, and the line; of equals the first.
    pub(super) fn likest(
        &self,
        line: &[char],
        text: usize,
        stretch: impl Iterator<Item = usize>,
    ) -> Option<(f64, usize)> {
        let alike = |there| Some((likeness(line, self.lines[text].line(there))?, there));
        stretch.filter_map(alike).max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)))
    }

    /// Lines of two stretches that are the same line. Those that stand several times are the same in their order, where both
    /// stretches have as many; others if none are more alike. O(product of the lengths).
    pub(super) fn pairs(
        &self,
        (text, at): (usize, Range<usize>),
        (other, there): (usize, Range<usize>),
    ) -> Vec<(usize, usize)> {
        let (a, b) = (&self.lines[text], &self.lines[other]);
        let twins = |lines: &Lines<'_>, stretch: &Range<usize>, line: &[char]| -> Vec<usize> {
            stretch.clone().filter(|twin| lines.line(*twin) == line).collect()
        };
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let mut alike: Vec<(f64, usize, usize)> = Vec::new();
        for line in at.clone() {
            let own = a.line(line);
            let (here, across) = (twins(a, &at, own), twins(b, &there, own));
            if here.len() == across.len() {
                pairs.extend(here.into_iter().zip(across).find(|pair| pair.0 == line));
            } else if here.len() == 1 && across.is_empty() {
                alike.extend(there.clone().filter_map(|next| Some((likeness(own, b.line(next))?, line, next))));
            }
        }
        alike.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        for (_, line, next) in alike {
            if pairs.iter().all(|known| known.0 != line && known.1 != next) {
                pairs.push((line, next));
            }
        }
        pairs
    }
}
