//! Pages set in blocks: a headline above text in one or several columns.

use std::collections::BTreeSet;

use super::order::{self, Extent};
use super::segments::Segment;
use super::setting::Setting;

/// What is read from top to bottom and column by column before anything else is.
struct Block {
    segments: Vec<Segment>,
    /// Whether it has a headline.
    headed: bool,
}

/// To which blocks segments belong.
struct Blocks<'a> {
    segments: &'a [Segment],
    columns: usize,
    /// Of each segment, whether what follows it in its column without a headline breaks off.
    breaks: Vec<bool>,
    /// Of each segment its block.
    of: Vec<usize>,
    /// Of each block, whether it has a headline of one column.
    headed: Vec<bool>,
}

/// The columns of a page set in blocks in reading order; none when text flows from the foot of each column to the head of the next
/// one, whatever stands beside. A block with a headline stands below what comes before it.
/// O(segments · columns · log).
pub(super) fn columns(segments: Vec<Segment>, setting: &Setting) -> Result<Vec<Vec<Segment>>, Vec<Segment>> {
    let mut blocks = Blocks {
        segments: &segments,
        columns: setting.columns,
        breaks: breaks(&segments, setting),
        of: Vec::new(),
        headed: Vec::new(),
    };
    blocks.assign(&[]);
    if !blocks.are_likely() {
        return Err(segments);
    }
    blocks.assign(&borders(&segments));
    let of = blocks.of;
    Ok(in_order(gather(segments, &of)))
}

impl Blocks<'_> {
    /// Tells to which block each segment belongs. None goes over a border.
    fn assign(&mut self, borders: &[usize]) {
        let mut above: Vec<Option<usize>> = vec![None; self.columns];
        (self.of, self.headed) = (Vec::new(), Vec::new());
        for (at, segment) in self.segments.iter().enumerate() {
            let is_first = at == 0 || self.segments[at - 1].top() < segment.top();
            if is_first && borders.binary_search(&segment.top()).is_ok() {
                above.fill(None);
            }
            let over = above[segment.first()];
            let block = match over {
                _ if segment.spans() => None,
                Some(over) if !self.segments[over].has_body() => Some(self.of[over]),
                _ if segment.heads > 0 => None,
                over => self.beside(at, &above).or(over.map(|over| self.of[over])),
            };
            self.of.push(block.unwrap_or(self.headed.len()));
            if block.is_none() {
                self.headed.push(segment.heads > 0 && !segment.spans());
            }
            above[segment.first()..=segment.last()].fill(Some(at));
        }
    }

    /// The block of the text in the column to the left, if a segment goes on with it at the same height: because it breaks off, or
    /// because nothing stands beside its headline.
    fn beside(&self, at: usize, above: &[Option<usize>]) -> Option<usize> {
        let segment = &self.segments[at];
        let left = above[segment.first().checked_sub(1)?]?;
        let text = &self.segments[left];
        if text.spans() || text.body()?.row.abs_diff(segment.top()) > 1 {
            return None;
        }
        let over = text.over.map(|over| &self.segments[over]);
        let head = match text.heads {
            0 => over.filter(|over| !over.has_body()).map(Segment::bottom),
            n => Some(text.cells[n - 1].row),
        };
        let above = segment.over.map(|over| self.segments[over].bottom());
        let is_blank = head.is_some_and(|head| above.is_none_or(|above| above < head));
        (is_blank || self.breaks[left]).then_some(self.of[left])
    }

    /// Whether text goes on beside headlines of one column at least as often as other text stands there.
    fn are_likely(&self) -> bool {
        let mut lines: Vec<Vec<usize>> = vec![Vec::new(); self.columns];
        let mut begins: Vec<Vec<usize>> = vec![Vec::new(); self.columns];
        for segment in self.segments {
            for k in segment.first()..=segment.last() {
                lines[k].extend(segment.cells.iter().map(|c| c.row));
                begins[k].extend((segment.heads == 0).then_some(segment.top()));
            }
        }
        lines.iter_mut().for_each(|rows| rows.sort_unstable());
        let any = |rows: &[usize], from: usize, to: usize| {
            rows.get(rows.partition_point(|r| *r < from)).is_some_and(|r| *r <= to)
        };
        let (mut blank, mut busy) = (0, 0);
        for segment in self.segments.iter().filter(|s| s.heads > 0 && !s.spans() && s.first() + 1 < self.columns) {
            let Some(body) = segment.body().map(|c| c.row) else { continue };
            let k = segment.first() + 1;
            if any(&lines[k], segment.top(), segment.cells[segment.heads - 1].row) {
                busy += 1;
            } else if any(&begins[k], body.saturating_sub(1), body + 1) {
                blank += 1;
            }
        }
        let joined = self.joined();
        blank + joined > 0 && blank + joined >= busy
    }

    /// How many columns of text go on with the one to the left, under a headline of one column.
    fn joined(&self) -> usize {
        let mut seen = BTreeSet::new();
        let mut joined = 0;
        for (segment, block) in self.segments.iter().zip(&self.of) {
            let is_new = seen.insert((*block, segment.first()));
            let goes_on = segment.first().checked_sub(1).is_some_and(|left| seen.contains(&(*block, left)));
            joined += usize::from(is_new && goes_on && segment.heads == 0 && !segment.spans() && self.headed[*block]);
        }
        joined
    }
}

/// Of each segment, whether the last line of what follows it in its column without a headline is a full one in mid-sentence.
fn breaks(segments: &[Segment], setting: &Setting) -> Vec<bool> {
    let mut below: Vec<Option<usize>> = vec![None; setting.columns];
    let mut breaks = vec![false; segments.len()];
    for (at, segment) in segments.iter().enumerate().rev() {
        let next = below[segment.first()].filter(|s| segments[*s].heads == 0 && !segments[*s].spans());
        breaks[at] = next.map_or_else(|| setting.breaks_off(segment.last_cell()), |next| breaks[next]);
        below[segment.first()..=segment.last()].fill(Some(at));
    }
    breaks
}

/// The first rows below those on which nothing goes on.
fn borders(segments: &[Segment]) -> Vec<usize> {
    let mut borders = Vec::new();
    let mut bottom = 0;
    for segment in segments {
        if segment.top() > bottom {
            borders.push(segment.top());
        }
        bottom = bottom.max(segment.bottom());
    }
    borders
}

fn gather(segments: Vec<Segment>, of: &[usize]) -> Vec<(Extent, Block)> {
    let mut blocks: Vec<(Extent, Block)> = Vec::new();
    for (segment, block) in segments.into_iter().zip(of) {
        let (columns, rows) = ((segment.first(), segment.last()), (segment.top(), segment.bottom()));
        if *block == blocks.len() {
            blocks.push((Extent { columns, rows }, Block { segments: Vec::new(), headed: segment.heads > 0 }));
        }
        let (extent, block) = &mut blocks[*block];
        extent.columns = (extent.columns.0.min(columns.0), extent.columns.1.max(columns.1));
        extent.rows = (extent.rows.0.min(rows.0), extent.rows.1.max(rows.1));
        block.segments.push(segment);
    }
    blocks
}

fn in_order(blocks: Vec<(Extent, Block)>) -> Vec<Vec<Segment>> {
    let over_columns = blocks.iter().any(|(extent, block)| block.headed && extent.columns.0 < extent.columns.1);
    let mut columns: Vec<Vec<Segment>> = Vec::new();
    for mut block in order::sort(blocks, over_columns) {
        block.segments.sort_by_key(|s| (s.first(), s.top()));
        for (i, of) in block.segments.into_iter().fold(Vec::new(), by_column).into_iter().enumerate() {
            match columns.last_mut().filter(|_| i == 0 && block.headed) {
                Some(column) => column.extend(of),
                None => columns.push(of),
            }
        }
    }
    columns
}

fn by_column(mut columns: Vec<Vec<Segment>>, segment: Segment) -> Vec<Vec<Segment>> {
    match columns.last_mut().filter(|of| of[0].first() == segment.first()) {
        Some(of) => of.push(segment),
        None => columns.push(vec![segment]),
    }
    columns
}
