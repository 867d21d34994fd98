//! How a page is set: where the lines of its columns begin, and which lines are headlines.

use super::cells::{Cell, INDENT};
use crate::text::chars;
use crate::text::paragraph::is_final;

/// Lines above and below one that tell where it should begin.
const LINES: usize = 6;
/// What begins further from the edge of a column is set in the middle of more than one, as a share of its width.
pub(super) const MIDDLE: f32 = 0.6;

/// Width and number of the columns of a page, and where their lines begin.
pub(super) struct Setting<'a> {
    text: &'a str,
    /// Width of a column in em.
    pub(super) column: f32,
    pub(super) columns: usize,
    /// Of each column the row and the place of lines that fill it.
    starts: Vec<Vec<(usize, usize)>>,
    /// Characters by which first lines of paragraphs are indented, 0 if they are not.
    indent: usize,
}

/// Where a line begins.
#[derive(Clone, Copy, PartialEq)]
enum Start {
    OfLine,
    OfParagraph,
    Elsewhere,
    Unknown,
}

impl<'a> Setting<'a> {
    /// O(cells · log).
    pub(super) fn new(text: &'a str, cells: &[Cell], column: f32, columns: usize) -> Self {
        let whole = || cells.iter().filter(|c| !c.cut && !c.crosses());
        let mut starts: Vec<Vec<(usize, usize)>> = vec![Vec::new(); columns];
        whole().filter(|c| c.is_full(column)).for_each(|c| starts[c.first].push((c.row, c.x)));
        let mut setting = Self { text, column, columns, starts, indent: 0 };
        let lines = whole().filter(|c| (column - INDENT..column).contains(&c.width));
        let shifts = lines.filter_map(|c| c.x.checked_sub(setting.edge(c)?)).filter(|shift| *shift > 0);
        setting.indent = most(shifts.collect()).unwrap_or(0);
        setting
    }

    /// Where most lines near a cell begin that fill its column.
    fn edge(&self, cell: &Cell) -> Option<usize> {
        let of = &self.starts[cell.first];
        let at = of.partition_point(|(row, _)| *row < cell.row);
        most(of[at.saturating_sub(LINES)..(at + LINES).min(of.len())].iter().map(|(_, x)| *x).collect())
    }

    fn start(&self, cell: &Cell) -> Start {
        let Some(edge) = self.edge(cell).filter(|_| !cell.cut) else { return Start::Unknown };
        match cell.x.checked_sub(edge) {
            Some(0) | None => Start::OfLine,
            Some(shift) if self.indent > 0 && shift.abs_diff(self.indent) <= 1 => Start::OfParagraph,
            Some(_) => Start::Elsewhere,
        }
    }

    pub(super) fn is_full(&self, cell: &Cell) -> bool {
        cell.is_full(self.column)
    }

    /// Whether it is a full line in mid-sentence.
    pub(super) fn breaks_off(&self, cell: &Cell) -> bool {
        self.is_full(cell) && !is_final(cell.text(self.text))
    }

    /// Whether it is a line inside a paragraph. Where paragraphs are not indented nothing tells that.
    pub(super) fn goes_on(&self, cell: &Cell) -> bool {
        self.indent > 0 && self.start(cell) == Start::OfLine
    }

    /// Whether it begins so far from the edge of its column that it is set in the middle of more than one.
    pub(super) fn is_in_middle(&self, cell: &Cell) -> bool {
        self.edge(cell).is_some_and(|edge| cell.x as f32 >= edge as f32 + MIDDLE * self.column)
    }

    /// Whether a line may be one of a headline: it does not end with a mark, and neither fills the column nor begins where paragraphs do.
    pub(super) fn is_head(&self, cell: &Cell) -> bool {
        let open = |c: char| chars::is_content(c) || chars::is_closing(c) || chars::is_opening(c);
        let apart = match self.start(cell) {
            Start::Elsewhere => true,
            Start::OfParagraph => cell.width < self.column - INDENT,
            _ => !self.is_full(cell),
        };
        cell.text(self.text).ends_with(open) && (apart || cell.crosses())
    }
}

fn most(mut numbers: Vec<usize>) -> Option<usize> {
    numbers.sort_unstable();
    numbers.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).map(|same| same[0])
}
