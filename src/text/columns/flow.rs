//! Pages on which text flows from the foot of each column to the head of the next one.

use super::cells::Cell;
use super::segments::Segment;
use super::setting::Setting;

/// Rows below a gap on which a column goes on.
const NEAR: usize = 12;

/// The columns of the bands of a page, in reading order. O(cells · log).
pub(super) fn columns(segments: Vec<Segment>, setting: &Setting) -> Vec<Vec<Segment>> {
    let mut cells: Vec<Cell> = segments.iter().flat_map(|s| s.cells.iter().cloned()).collect();
    cells.sort_by_key(|c| (c.row, c.x));
    let head = head(&cells, setting);
    let bands = bands(&cells, setting);
    let place = |c: &Cell| (c.row >= head, bands.partition_point(|b| *b <= c.row), c.first);
    let below = |s: &Segment| s.top() >= head;
    let mut parts: Vec<Segment> = segments.into_iter().flat_map(|s| s.cut(&place)).filter(below).collect();
    parts.sort_by_key(|s| (place(&s.cells[0]), s.top()));
    let mut columns: Vec<Vec<Segment>> = Vec::new();
    if head > 0 {
        cells.truncate(cells.partition_point(|c| c.row < head));
        columns.push(vec![Segment { heads: cells.len(), cells, over: None }]);
    }
    let mut last = None;
    for part in parts {
        let at = place(&part.cells[0]);
        match columns.last_mut().filter(|_| last == Some(at)) {
            Some(column) => column.push(part),
            None => columns.push(vec![part]),
        }
        last = Some(at);
    }
    columns
}

/// The first row below a headline over the columns at the head of a page, 0 if there is none: such a headline is set in their middle,
/// and may be two pieces.
fn head(cells: &[Cell], setting: &Setting) -> usize {
    let first = cells.iter().find(|c| setting.is_full(c)).map_or(0, |c| c.row);
    let above = &cells[..cells.partition_point(|c| c.row < first)];
    let mut last = above.iter().rev().take_while(|c| Some(c.row) == above.last().map(|c| c.row));
    if last.any(|c| setting.is_in_middle(c)) { first } else { 0 }
}

/// Rows at which other columns begin. A headline set across columns parts what is above it from what is below. Where
/// nothing stands on the row before, columns end together if they stand under such a headline, or if running text above
/// breaks off in mid-sentence and a headline stands below: it goes on at the top of the next column. O(cells).
fn bands(cells: &[Cell], setting: &Setting) -> Vec<usize> {
    let mut found = Vec::new();
    let mut last_row = None;
    // The columns of which the line before is full, and those in which such a one goes on and breaks off; no column twice.
    let (mut full, mut running): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut under_headline = false;
    let mut below = cells;
    for row in cells.chunk_by(|a, b| a.row == b.row) {
        let gap = last_row.is_some_and(|last| last + 1 < row[0].row);
        let headline = row.len() == 1 && row[0].crosses() && setting.is_head(&row[0]);
        let next = |k: usize| below.iter().take_while(|c| c.row <= row[0].row + NEAR).find(|c| c.first == k);
        let ends = |k: &usize| next(*k).is_some_and(|c| setting.is_head(c));
        if gap && (under_headline || headline || running.iter().any(ends)) {
            found.push(row[0].row);
        }
        let on = |c: &&Cell| full.binary_search(&c.first).is_ok();
        running = row.iter().filter(|c| setting.breaks_off(c)).filter(on).map(|c| c.first).collect();
        full = row.iter().filter(|c| setting.is_full(c)).map(|c| c.first).collect();
        running.dedup();
        full.dedup();
        under_headline = headline || under_headline && !gap;
        last_row = Some(row[0].row);
        below = &below[row.len()..];
    }
    found
}
