//! Columns set side by side on the lines of one text, as extractors leave them that keep the layout
//! (`pdftotext -layout`): each line holds a piece of every column.

use std::ops::Range;

use super::chars;

/// Blank characters that part two columns.
const GAP: usize = 2;
/// Letters that a piece of a column has at least; less is a table or a headline's half.
const LETTERS: usize = 4;
/// Lines of two and more columns that a page has at least, in all and as a share of its lines.
const MIN_ROWS: usize = 5;
const ROW_SHARE: f32 = 0.15;
/// Starts of lines so many characters apart begin different columns.
const APART: usize = 9;
/// Centred and indented lines begin so much before the column in which they stand.
const BEFORE: usize = 3;

/// A piece of a line.
struct Cell {
    at: Range<usize>,
    row: usize,
    /// Characters before it on the line.
    x: usize,
    /// Width in em.
    width: f32,
}

/// The columns of a text that is set in columns side by side, in reading order, each with its pieces of lines from top to
/// bottom; none when it is not. What stands above all columns comes first. Byte ranges, empty ones for blank lines
/// inside a column. O(n log n).
pub fn side_by_side(text: &str) -> Option<Vec<Vec<Range<usize>>>> {
    let rows = rows(text);
    let is_text = |c: &&Cell| text[c.at.clone()].chars().filter(|c| chars::is_han(*c)).count() >= LETTERS;
    let parted = rows.iter().filter(|row| row.iter().filter(is_text).count() >= 2);
    let paired: Vec<&Vec<Cell>> = parted.collect();
    if paired.len() < MIN_ROWS || (paired.len() as f32) < ROW_SHARE * rows.len() as f32 {
        return None;
    }
    let mut widths: Vec<f32> =
        paired.iter().flat_map(|row| &row[..row.len() - 1]).map(|c| c.width).filter(|w| *w >= 8.0).collect();
    widths.sort_by(f32::total_cmp);
    let column = *widths.get(widths.len() / 2)?;
    let cells: Vec<Cell> = rows.into_iter().flatten().flat_map(|c| split_wide(text, c, column)).collect();
    let starts = column_starts(&cells, column);
    let first_full = cells.iter().filter(|c| is_full(c, column)).map(|c| c.row).min().unwrap_or(0);
    let bin = |c: &Cell| if c.row < first_full { 0 } else { 1 + starts.partition_point(|s| *s <= c.x + BEFORE) };
    let mut columns: Vec<Vec<Cell>> = Vec::new();
    columns.resize_with(starts.len() + 2, Vec::new);
    for cell in cells {
        columns[bin(&cell)].push(cell);
    }
    Some(columns.into_iter().filter(|c| !c.is_empty()).map(with_blanks).collect())
}

/// The pieces of a column, with an empty one for each printed line on which it is blank.
fn with_blanks(cells: Vec<Cell>) -> Vec<Range<usize>> {
    let mut pieces = Vec::with_capacity(cells.len());
    let mut row = cells.first().map_or(0, |c| c.row);
    for cell in cells {
        pieces.extend(std::iter::repeat_n(cell.at.start..cell.at.start, (cell.row - row).saturating_sub(1)));
        row = cell.row;
        pieces.push(cell.at);
    }
    pieces
}

fn is_full(cell: &Cell, column: f32) -> bool {
    cell.width >= 0.8 * column
}

/// The printed lines, each cut at wide gaps.
fn rows(text: &str) -> Vec<Vec<Cell>> {
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
            None => cells.push(Cell { at: start + i..end, row, x, width: 0.0 }),
        }
        if let Some(cell) = cells.last_mut() {
            cell.width += chars::width(c);
        }
        blanks = 0;
    }
    cells
}

/// Where a column is full to its edge, one blank may be all that parts it from the next: a piece wider than a column is
/// cut at a blank at which a full line can end.
fn split_wide(text: &str, cell: Cell, column: f32) -> Vec<Cell> {
    let mut pieces = vec![cell];
    while let Some(last) = pieces.last_mut().filter(|c| c.width > 1.35 * column) {
        let mut width = 0.0;
        let mut cut = None;
        for (x, (i, c)) in text[last.at.clone()].char_indices().enumerate() {
            if c.is_whitespace() {
                let fits = (column - 4.0..=column + 2.0).contains(&width);
                cut = if fits { Some((x, i, i + c.len_utf8(), width)) } else { cut };
            } else {
                width += chars::width(c);
            }
        }
        let Some((x, i, behind, left)) = cut else { break };
        let (start, end) = (last.at.start, last.at.end);
        let rest = Cell { at: start + behind..end, row: last.row, x: last.x + x + 1, width: last.width - left };
        (last.at.end, last.width) = (start + i, left);
        pieces.push(rest);
    }
    pieces
}

/// Where columns begin, in characters: full lines begin there.
fn column_starts(cells: &[Cell], column: f32) -> Vec<usize> {
    let mut xs: Vec<usize> = cells.iter().filter(|c| is_full(c, column)).map(|c| c.x).collect();
    xs.sort_unstable();
    let mut starts: Vec<usize> = Vec::new();
    let mut last = None;
    for x in xs {
        if last.is_none_or(|l| x > l + APART) {
            starts.push(x);
        }
        last = Some(x);
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_out_one_after_the_other() {
        let text = "春天的小河边有一座石桥\u{3000}  夏天的山坡上有一片树林\n".repeat(6);
        let columns = side_by_side(&text).unwrap();
        assert_eq!(columns.iter().map(Vec::len).collect::<Vec<_>>(), [6, 6]);
        assert!(columns[0].iter().all(|at| text[at.clone()].starts_with('春')));
        assert!(columns[1].iter().all(|at| text[at.clone()].starts_with('夏')));
    }

    #[test]
    fn wide_blanks_are_cut_out_whole() {
        let text = "春天的小河边有一座石桥\u{3000}夏天的山坡上有一片树林    秋天的田野里有一群大雁\n".repeat(6);
        let columns = side_by_side(&text).unwrap();
        assert!(columns.iter().flatten().all(|at| text[at.clone()].trim() == &text[at.clone()]));
    }

    #[test]
    fn tables_and_headlines_are_no_columns() {
        assert_eq!(side_by_side(&"美元    827.96    828.06\n".repeat(9)), None);
        assert_eq!(side_by_side("集聚未来之城  新区聚力打造\n正文\n正文\n正文\n正文\n正文\n"), None);
    }
}
