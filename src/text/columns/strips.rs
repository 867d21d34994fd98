//! In which columns pieces of lines stand.

use std::ops::Range;

use super::cells::Cell;
use super::edges::Evidence;
use super::setting::MIDDLE;

/// Characters by which a piece reaches over the edge of a column before it stands in the next one too.
const OVER: usize = 2;
/// Characters by which a headline in the middle of two columns reaches into each of them.
const INTO: usize = 4;
/// Rows from one stretch to the next one, and rows above and below that tell of it.
const STEP: usize = 4;
const NEAR: usize = 12;
/// Of so many stretches one must show as many columns as the page has.
const ENOUGH: usize = 5;

/// Tells in which columns each piece stands, and gives their number.
/// Extractors put on the line what stands further right on the page further right, but move columns by some characters from block to
/// block. So columns are told by what stands on one line, stretch by stretch, and carried from the stretch that tells most to those above
/// and below. O(stretches · columns³ · places · lines of a stretch), where places and lines of a stretch are bounded.
pub(super) fn number(text: &str, cells: &mut Vec<Cell>, column: f32) -> usize {
    let evidence = Evidence::of(text, cells, column);
    let rows = cells.last().map_or(0, |c| c.row + 1);
    let stretches: Vec<Range<usize>> = (0..rows.div_ceil(STEP)).map(|i| around(i * STEP, rows)).collect();
    let mut edges: Vec<Vec<usize>> = stretches.iter().map(|at| evidence.within(at).edges()).collect();
    let most = usual(&edges);
    let cost = |i: &usize| evidence.within(&stretches[*i]).cost(&edges[*i]);
    let Some(best) = (0..edges.len()).filter(|i| edges[*i].len() == most).min_by(|a, b| cost(a).total_cmp(&cost(b)))
    else {
        return 1;
    };
    for i in (0..best).rev() {
        edges[i] = evidence.within(&stretches[i]).near(&edges[i + 1], &edges[i]);
    }
    for i in best + 1..edges.len() {
        edges[i] = evidence.within(&stretches[i]).near(&edges[i - 1], &edges[i]);
    }
    assign(cells, &edges, column);
    join(cells, column);
    reach(text, cells, &edges, column);
    most + 1
}

/// Tells in which column each piece begins.
fn assign(cells: &mut [Cell], edges: &[Vec<usize>], column: f32) {
    let mut before: Option<Cell> = None;
    for cell in cells {
        let edges = &edges[cell.row / STEP];
        let place = edges.partition_point(|e| *e <= cell.x);
        cell.first = match before.filter(|b| b.row == cell.row) {
            Some(b) if cell.cut => (b.first + 1).min(edges.len()),
            Some(b) if b.first >= place && !fits(&b, cell, column) => (b.first + 1).min(edges.len()),
            Some(b) => place.max(b.first),
            None => place,
        };
        cell.last = cell.first;
        before = Some(cell.clone());
    }
}

/// Whether two pieces of a line have room in one column, as cells of a table have.
fn fits(left: &Cell, right: &Cell, column: f32) -> bool {
    left.width + right.x.saturating_sub(left.end()) as f32 + right.width <= column
}

/// Makes one piece of those that stand on one line of one column.
fn join(cells: &mut Vec<Cell>, column: f32) {
    cells.dedup_by(|right, left| {
        let one = right.row == left.row && right.first == left.first && !right.cut && fits(left, right, column);
        if one {
            left.width += right.x.saturating_sub(left.end()) as f32 + right.width;
            left.len = right.end() - left.x;
            left.at.end = right.at.end;
        }
        one
    });
}

/// Tells in which column pieces end that are no line of one column.
fn reach(text: &str, cells: &mut [Cell], edges: &[Vec<usize>], column: f32) {
    for at in 0..cells.len() {
        let cell = &cells[at];
        let edges = &edges[cell.row / STEP];
        let reach = edges.partition_point(|e| e + OVER < cell.end());
        let fits = cell.is_text(text) && cell.width <= column;
        let is_line = fits && (cell.is_full(column) || !is_over_edge(cells, at, edges, column));
        if !cell.cut && !is_line {
            cells[at].last = reach.max(cells[at].first);
        }
    }
}

/// Whether a piece stands alone on its line, in the middle of two columns.
fn is_over_edge(cells: &[Cell], at: usize, edges: &[usize], column: f32) -> bool {
    let cell = &cells[at];
    let is_alone = |i: usize| cells.get(i).is_none_or(|c| c.row != cell.row);
    let start = cell.first.checked_sub(1).map_or(0, |k| edges[k]);
    let next = edges.get(cell.first);
    is_alone(at + 1)
        && is_alone(at.wrapping_sub(1))
        && cell.x.saturating_sub(start) as f32 >= MIDDLE * column
        && next.is_some_and(|e| cell.x + INTO <= *e && e + INTO <= cell.end())
}

/// The most edges that enough stretches have.
fn usual(edges: &[Vec<usize>]) -> usize {
    let mut numbers: Vec<usize> = edges.iter().map(Vec::len).collect();
    numbers.sort_unstable();
    numbers.get(numbers.len() - 1 - numbers.len() / ENOUGH).copied().unwrap_or(0)
}

/// The rows near one.
fn around(row: usize, rows: usize) -> Range<usize> {
    row.saturating_sub(NEAR)..(row + STEP + NEAR).min(rows)
}
