//! Columns set side by side on the lines of one text, as extractors leave them that keep the layout
//! (`pdftotext -layout`): each line holds a piece of every column.

use std::ops::Range;

use super::chars;
use super::paragraph::is_final;

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
    /// Cut from the piece before it at a single blank, so its place on the line is not its place on the page.
    cut: bool,
    /// Number of its column, from 1.
    column: usize,
}

/// The columns of a text that is set in columns side by side, in reading order, each with its pieces of lines from top to
/// bottom; none when it is not. What stands above all columns comes first; where columns end together and others begin
/// below, those above come before those below. Byte ranges, empty ones for blank lines inside a column. O(n log n).
pub fn side_by_side(text: &str) -> Option<Vec<Vec<Range<usize>>>> {
    let rows = rows(text);
    let is_text = |c: &&Cell| text[c.at.clone()].chars().filter(|c| chars::is_han(*c)).count() >= LETTERS;
    let parted = rows.iter().filter(|row| row.iter().filter(is_text).count() >= 2);
    let paired: Vec<&Vec<Cell>> = parted.collect();
    if !are_enough(paired.len(), rows.len()) {
        return None;
    }
    let mut widths: Vec<f32> =
        paired.iter().flat_map(|row| &row[..row.len() - 1]).map(|c| c.width).filter(|w| *w >= 8.0).collect();
    widths.sort_by(f32::total_cmp);
    let column = *widths.get(widths.len() / 2)?;
    let mut cells: Vec<Cell> = rows.into_iter().flatten().flat_map(|c| split_wide(text, c, column)).collect();
    let starts = column_starts(&cells, column);
    number(&mut cells, &starts);
    let first_full = cells.iter().filter(|c| is_full(c, column)).map(|c| c.row).min().unwrap_or(0);
    let bands = bands(text, &cells, &starts, column);
    let bin = |c: &Cell| match c.row < first_full {
        true => 0,
        false => 1 + bands.partition_point(|b| *b <= c.row) * (starts.len() + 1) + c.column,
    };
    let mut columns: Vec<Vec<Cell>> = Vec::new();
    columns.resize_with(1 + (bands.len() + 1) * (starts.len() + 1), Vec::new);
    for cell in cells {
        columns[bin(&cell)].push(cell);
    }
    Some(columns.into_iter().filter(|c| !c.is_empty()).map(with_blanks).collect())
}

/// Whether so many lines of two and more columns can show that a text of so many printed lines is set in columns.
pub fn are_enough(parted: usize, lines: usize) -> bool {
    parted >= MIN_ROWS && parted as f32 >= ROW_SHARE * lines as f32
}

/// Rows at which other columns begin. A headline set across columns parts what is above it from what is below. Where
/// nothing stands on the row before, columns end together if they stand under such a headline, or if running text above
/// breaks off in mid-sentence: it goes on at the top of the next column and not below. O(cells × columns).
fn bands(text: &str, cells: &[Cell], starts: &[usize], column: f32) -> Vec<usize> {
    let crosses = |c: &Cell| starts.iter().any(|s| c.x + BEFORE < *s && *s < c.x + c.letters(text));
    let breaks_off = |c: &&Cell| !is_final(&text[c.at.clone()]);
    let mut found = Vec::new();
    let (mut last, mut running, mut under_headline): (&[Cell], bool, bool) = (&[], false, false);
    for row in cells.chunk_by(|a, b| a.row == b.row) {
        let full = |c: &&Cell| is_full(c, column);
        let gap = last.first().is_some_and(|c| c.row + 1 < row[0].row);
        let headline = row.len() == 1 && !is_full(&row[0], column) && crosses(&row[0]);
        if gap && (running || under_headline || headline) {
            found.push(row[0].row);
        }
        let over = |c: &&Cell| last.iter().filter(full).any(|l| l.column == c.column);
        running = row.iter().filter(full).filter(over).any(|c| breaks_off(&c));
        under_headline = headline || under_headline && !gap;
        last = row;
    }
    found
}

/// Tells in which column each piece stands: by its place on the line, or next to the piece it was cut from.
fn number(cells: &mut [Cell], starts: &[usize]) {
    let mut before = 0;
    for cell in cells {
        let by_place = starts.partition_point(|s| *s <= cell.x + BEFORE);
        cell.column = if cell.cut { by_place.max(before + 1).min(starts.len()) } else { by_place };
        before = cell.column;
    }
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

impl Cell {
    fn letters(&self, text: &str) -> usize {
        text[self.at.clone()].chars().count()
    }
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
            None => cells.push(Cell { at: start + i..end, row, x, width: 0.0, cut: false, column: 0 }),
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
        let rest = Cell {
            at: start + behind..end,
            row: last.row,
            x: last.x + x + 1,
            width: last.width - left,
            cut: true,
            column: 0,
        };
        (last.at.end, last.width) = (start + i, left);
        pieces.push(rest);
    }
    pieces
}

/// Where columns begin, in characters: full lines begin there.
fn column_starts(cells: &[Cell], column: f32) -> Vec<usize> {
    let mut xs: Vec<usize> = cells.iter().filter(|c| !c.cut && is_full(c, column)).map(|c| c.x).collect();
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
    fn what_spans_the_page_is_read_before_what_stands_below() {
        let lead = "春天的小河边有一座石桥   桥下的老人每天都来钓鱼\n".repeat(3);
        let below = "夏天的山坡上有一片树林   秋天的田野里有一群飞鸟\n".repeat(3);
        let columns = side_by_side(&format!("{lead}\n{below}")).unwrap();
        let text = format!("{lead}\n{below}");
        let first = |i: usize| text[columns[i][0].clone()].chars().next().unwrap();
        assert_eq!([first(0), first(1), first(2), first(3)], ['春', '桥', '夏', '秋']);
        // Where sentences end, a gap may stand between two paragraphs of one column.
        let ended = text.replace("石桥 ", "桥。 ").replace("钓鱼\n", "鱼。\n");
        assert_eq!(side_by_side(&ended).unwrap().len(), 2);
    }

    #[test]
    fn tables_and_headlines_are_no_columns() {
        assert_eq!(side_by_side(&"美元    827.96    828.06\n".repeat(9)), None);
        assert_eq!(side_by_side("集聚未来之城  新区聚力打造\n正文\n正文\n正文\n正文\n正文\n"), None);
    }
}
