//! The pieces of lines that blanks part.

use std::ops::Range;

use crate::text::chars;

/// Letters that a piece of a column has at least; less is a table or a headline's half.
const LETTERS: usize = 4;
/// Blank characters that part two columns.
const GAP: usize = 2;
/// Widths of pieces are alike that differ by less, in em.
pub(super) const ALIKE: f32 = 1.0;
/// Em of the narrowest and of the widest column, and the step from one that is tried to the next.
const NARROWEST: f32 = 8.0;
const WIDEST: f32 = 40.0;
const STEP: f32 = 0.5;
/// Printed lines that tell the width of columns; a page has fewer.
const TELL: usize = 1000;
/// A piece wider than a column by more is two, in em.
const WIDER: f32 = 1.5;
/// A piece fills a column that is narrower by no more, in em.
const FILLS: f32 = 1.5;
/// A line is full that is as wide as its column or narrower by a word that did not fit, as a share.
const FULL: f32 = 0.8;
/// The first line of a paragraph is narrower than its column by no more, in em.
pub(super) const INDENT: f32 = 3.5;
/// Blanks between which a piece of a column may stand, at most.
const BLANKS: usize = 100;
/// What speaks against a piece that is wider than a column, against one that may be the first line of a paragraph, against one
/// that does not fill it, and against the last one of a line that does not.
const TOO_WIDE: f32 = 10.0;
const INDENTED: f32 = 0.2;
const SHORT: f32 = 1.0;
const SHORT_AT_END: f32 = 0.3;

/// A piece of a line.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) at: Range<usize>,
    pub(super) row: usize,
    /// Characters before it on the line.
    pub(super) x: usize,
    /// Characters of it, blanks inside among them.
    pub(super) len: usize,
    /// Width in em.
    pub(super) width: f32,
    /// Cut from the piece before it at a single blank, so its place on the line is not its place on the page.
    pub(super) cut: bool,
    /// The first and the last column it stands in.
    pub(super) first: usize,
    pub(super) last: usize,
    /// Blank lines above it in its column, 0 for the first line of a segment.
    pub(super) gap: usize,
}

/// The printed lines, each cut at wide gaps. O(text).
pub(super) fn rows(text: &str) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut start = 0;
    for (row, line) in text.split('\n').enumerate() {
        let cells = cells(line, start, row);
        if !cells.is_empty() {
            rows.push(cells);
        }
        start += line.len() + 1;
    }
    rows
}

fn cells(line: &str, start: usize, row: usize) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut blanks = GAP;
    for (x, (i, c)) in line.char_indices().enumerate() {
        if c.is_whitespace() {
            blanks += 1;
            continue;
        }
        let end = start + i + c.len_utf8();
        match cells.last_mut().filter(|_| blanks < GAP) {
            Some(cell) => cell.at.end = end,
            None => {
                cells.push(Cell {
                    at: start + i..end,
                    row,
                    x,
                    len: 0,
                    width: 0.0,
                    cut: false,
                    first: 0,
                    last: 0,
                    gap: 0,
                });
            }
        }
        if let Some(cell) = cells.last_mut() {
            cell.width += chars::width(c);
            cell.len = x + 1 - cell.x;
        }
        blanks = 0;
    }
    cells
}

/// The width of a column in em: the one that most of the text is as wide as, when lines are cut at blanks to get there.
/// O(widths · text).
pub(super) fn measure(text: &str, rows: &[Vec<Cell>]) -> Option<f32> {
    let share = |column: f32| {
        let pieces =
            rows.iter().take(TELL).flatten().flat_map(|c| split_wide(text, c.clone(), column)).map(|c| c.width);
        pieces.filter(|w| (column - ALIKE..=column).contains(w)).sum::<f32>()
    };
    let widths = (0..).map(|step| NARROWEST + STEP * step as f32).take_while(|w| *w <= WIDEST);
    // Of several the narrowest: two columns with one blank between them are one piece.
    widths
        .map(|w| (share(w), w))
        .fold(None, |best, now| best.filter(|b: &(f32, f32)| b.0 >= now.0).or(Some(now)))
        .map(|b| b.1)
}

/// Where a column is full to its edge, one blank may be all that parts it from the next: a piece wider than a column is
/// cut at blanks, so that as many pieces as can be are as wide as a column. O(text).
pub(super) fn split_wide(text: &str, cell: Cell, column: f32) -> Vec<Cell> {
    if cell.width <= column + WIDER {
        return vec![cell];
    }
    let blanks = blanks(cell.text(text));
    // Of each blank the least cost of what stands before it, and where its last piece begins.
    let mut best: Vec<(f32, usize)> = vec![(0.0, 0)];
    for to in 1..blanks.len() {
        let fits = |from: &usize| *from + 1 == to || blanks[to].width - blanks[*from].width <= column + WIDER;
        let costs = (to.saturating_sub(BLANKS)..to).filter(fits).map(|from| {
            let width = blanks[to].width - blanks[from].width;
            (best[from].0 + cost(width, column, to + 1 == blanks.len()), from)
        });
        best.push(costs.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default());
    }
    let mut cuts = vec![blanks.len() - 1];
    while let Some(at) = cuts.last().copied().filter(|at| *at > 0) {
        cuts.push(best[at].1);
    }
    cuts.reverse();
    let pieces: Vec<Cell> = cuts.windows(2).map(|cut| piece(&cell, &blanks[cut[0]], &blanks[cut[1]])).collect();
    // Blanks in a headline part no columns.
    let fills = |c: &Cell| (column - INDENT..=column + WIDER).contains(&c.width);
    if pieces.iter().any(fills) { pieces } else { vec![cell] }
}

/// A blank between two pieces, or an end of both.
struct Blank {
    /// Characters and bytes before it, bytes up to its end, and the width before it in em.
    x: usize,
    at: usize,
    end: usize,
    width: f32,
}

fn blanks(text: &str) -> Vec<Blank> {
    let mut blanks = vec![Blank { x: 0, at: 0, end: 0, width: 0.0 }];
    let (mut x, mut width) = (0, 0.0);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            blanks.push(Blank { x, at, end: at + c.len_utf8(), width });
        } else {
            width += chars::width(c);
        }
        x += 1;
    }
    blanks.push(Blank { x, at: text.len(), end: text.len(), width });
    blanks
}

fn piece(cell: &Cell, from: &Blank, to: &Blank) -> Cell {
    let skipped = usize::from(from.end > from.at);
    Cell {
        at: cell.at.start + from.end..cell.at.start + to.at,
        x: cell.x + from.x + skipped,
        len: to.x - from.x - skipped,
        width: to.width - from.width,
        cut: cell.cut || from.end > 0,
        ..cell.clone()
    }
}

/// What speaks against a piece of so many em.
fn cost(width: f32, column: f32, last: bool) -> f32 {
    match width {
        w if w > column + WIDER => TOO_WIDE,
        w if w >= column - FILLS => 0.0,
        w if w >= column - INDENT => INDENTED,
        _ if last => SHORT_AT_END,
        _ => SHORT,
    }
}

impl Cell {
    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.at.clone()]
    }

    /// Whether it has letters enough to be a piece of a column.
    pub(super) fn is_text(&self, text: &str) -> bool {
        self.text(text).chars().filter(|c| chars::is_han(*c)).count() >= LETTERS
    }

    /// Whether it fills a column of so many em.
    pub(super) fn is_full(&self, column: f32) -> bool {
        self.width >= FULL * column
    }

    pub(super) fn end(&self) -> usize {
        self.x + self.len
    }

    pub(super) fn crosses(&self) -> bool {
        self.first < self.last
    }
}
