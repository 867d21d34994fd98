//! Lines of a column with no gap between them.

use super::cells::Cell;
use super::setting::Setting;

/// Lines of a headline, at most.
const HEADLINE: usize = 6;

/// Lines of one column, or of a headline over several, with no gap between them.
pub(super) struct Segment {
    pub(super) cells: Vec<Cell>,
    /// How many of them are a headline.
    pub(super) heads: usize,
    /// The segment above it.
    pub(super) over: Option<usize>,
}

impl Segment {
    pub(super) fn first(&self) -> usize {
        self.cells[0].first
    }

    pub(super) fn last(&self) -> usize {
        self.cells[0].last
    }

    pub(super) fn top(&self) -> usize {
        self.cells[0].row
    }

    pub(super) fn bottom(&self) -> usize {
        self.last_cell().row
    }

    pub(super) fn last_cell(&self) -> &Cell {
        &self.cells[self.cells.len() - 1]
    }

    pub(super) fn spans(&self) -> bool {
        self.cells[0].crosses()
    }

    pub(super) fn has_body(&self) -> bool {
        self.heads < self.cells.len()
    }

    /// The first line that is no headline.
    pub(super) fn body(&self) -> Option<&Cell> {
        self.cells.get(self.heads)
    }

    /// The parts that stand in the same place each.
    pub(super) fn cut<P: PartialEq>(self, place: &dyn Fn(&Cell) -> P) -> Vec<Segment> {
        let part = |(i, cells): (usize, &[Cell])| {
            let heads = if i == 0 { self.heads.min(cells.len()) } else { 0 };
            Segment { cells: cells.to_vec(), heads, over: None }
        };
        self.cells.chunk_by(|a, b| place(a) == place(b)).enumerate().map(part).collect()
    }
}

/// The segments of a page by their first rows. O(cells · columns · log).
pub(super) fn segments(cells: Vec<Cell>, setting: &Setting) -> Vec<Segment> {
    let rows = Rows::of(&cells, setting.columns);
    let mut segments: Vec<Segment> = Vec::new();
    let mut open: Vec<Option<usize>> = vec![None; setting.columns];
    for mut cell in cells {
        let under = cell.first..=cell.last;
        let goes_on = open[cell.first].filter(|s| {
            let of = &segments[*s];
            let same = of.first() == cell.first && of.spans() == cell.crosses();
            same && under.clone().all(|k| open[k] == Some(*s)) && !rows.is_gap(of.last_cell(), &cell, setting)
        });
        let at = goes_on.unwrap_or_else(|| {
            let over = under.clone().filter_map(|k| open[k]).max_by_key(|s| segments[*s].bottom());
            segments.push(Segment { cells: Vec::new(), heads: 0, over });
            segments.len() - 1
        });
        under.for_each(|k| open[k] = Some(at));
        cell.gap = segments[at].cells.last().map_or(0, |above| rows.blank_between(above, &cell));
        segments[at].cells.push(cell);
    }
    for segment in &mut segments {
        let heads = segment.cells.iter().take(HEADLINE + 1).take_while(|c| setting.is_head(c)).count();
        segment.heads = if heads > HEADLINE { 0 } else { heads };
    }
    drop_strays(&mut segments, setting);
    segments
}

/// Lines between two that belong together are the headline of neither: such a line stands in another column.
fn drop_strays(segments: &mut [Segment], setting: &Setting) {
    for at in 0..segments.len() {
        let body = segments[at].body().filter(|_| !segments[at].spans());
        let above = segments[at].over.map(|over| segments[over].last_cell());
        if let (Some(body), Some(above)) = (body, above)
            && setting.breaks_off(above)
            && setting.goes_on(body)
        {
            segments[at].heads = 0;
        }
    }
}

/// On which rows columns have lines.
struct Rows {
    of: Vec<Vec<usize>>,
    /// Of each row, how many above it have no line.
    blank: Vec<usize>,
    /// Lines from one line of a column to the next, as a rule.
    usual: usize,
}

impl Rows {
    fn of(cells: &[Cell], columns: usize) -> Self {
        let mut of: Vec<Vec<usize>> = vec![Vec::new(); columns];
        for cell in cells {
            (cell.first..=cell.last).for_each(|k| of[k].push(cell.row));
        }
        let height = cells.last().map_or(0, |c| c.row + 1);
        let mut is_blank = vec![true; height];
        cells.iter().for_each(|c| is_blank[c.row] = false);
        let blank = is_blank.iter().scan(0, |n, blank| Some(std::mem::replace(n, *n + usize::from(*blank)))).collect();
        let mut rows = Self { of, blank, usual: 1 };
        let mut steps: Vec<usize> =
            rows.of.iter().flat_map(|of| of.windows(2)).map(|w| rows.step(w[0], w[1])).collect();
        steps.sort_unstable();
        rows.usual = steps.get(steps.len() / 2).copied().unwrap_or(1);
        rows
    }

    /// Lines from one row to another one: as many as any column has between them. The columns of blocks side by side have their
    /// lines at other heights, so that not each row is a line further down.
    fn step(&self, from: usize, to: usize) -> usize {
        let of = |rows: &Vec<usize>| {
            let at = rows.partition_point(|r| *r <= from);
            let level = at > 0 && rows[at - 1] == from;
            rows.partition_point(|r| *r < to + usize::from(level)) - at
        };
        let lines = self.of.iter().map(of).max().unwrap_or(1);
        lines.max(1 + self.blank[to] - self.blank[from])
    }

    fn blank_between(&self, above: &Cell, cell: &Cell) -> usize {
        self.step(above.row, cell.row).saturating_sub(self.usual)
    }

    /// Whether a line stands apart from the one above: more than one line further down than usual, or one that is a headline.
    fn is_gap(&self, above: &Cell, cell: &Cell, setting: &Setting) -> bool {
        match self.blank_between(above, cell) {
            0 => false,
            1 => setting.is_head(cell) && !setting.is_head(above),
            _ => true,
        }
    }
}
