//! What the boxes of lines tell: where columns begin, which blocks stand apart from what is before them, and how far lines are
//! indented.
//!
//! Layout analysis cuts a page where it likes: at the end of a column in mid-sentence, between two lines of a paragraph. What the
//! printer set apart is told by the white space that was left.

use super::markup::Row;

/// White space beyond that between lines, in line pitches, that sets a block apart.
const APART: f32 = 0.5;
/// Line pitches up or down to the first line of another column; what is nearer is a piece of the same printed line.
const AWAY: f32 = 1.5;
/// Lines on either side that tell where the lines of a column begin; scans are askew, so that far ones do not.
const NEIGHBOURS: usize = 4;
/// White space between two words, in heights of the line, that is a gap between columns: no word space of justified text is so
/// wide.
const GUTTER: f32 = 2.0;
/// Most spaces that stand for a gap.
const WIDEST: usize = 40;

/// Notes which rows are at the top of a column, how far they are indented and where gaps are on them, and lets only those open a
/// block before which white space was left: none at the top of a column. Where boxes are not known, the format is believed.
/// `order` are the rows in reading order. O(words + rows · log rows).
pub(super) fn read(rows: &mut [Row], order: &[usize]) {
    rows.iter_mut().for_each(gaps);
    let frames: Vec<Option<Frame>> = order.iter().map(|row| Frame::of(&rows[*row])).collect();
    // Of each row how it follows the one before.
    let first = std::iter::once(None);
    let steps: Vec<Option<Step>> =
        first.chain(frames.windows(2).map(|w| Some(Step::between(w[0]?, w[1]?)))).take(frames.len()).collect();
    indent(rows, order, &frames, &steps);
    let known = || order.iter().zip(&steps).filter_map(|(row, step)| Some((*row, (*step)?)));
    let of_lines: Vec<Step> =
        known().filter(|(row, s)| !rows[*row].opens && s.is_down()).map(|(_, step)| step).collect();
    let pitch = median(of_lines.iter().map(|step| step.pitch));
    let Some((gap, pitch)) = median(of_lines.iter().map(|step| step.gap)).zip(pitch) else { return };
    for (row, step) in known() {
        rows[row].opens &= step.is_down() && step.gap - gap >= APART * pitch;
        rows[row].top = !step.is_down() && step.pitch.abs() > AWAY * pitch;
    }
}

/// Notes how many spaces of half an em stand for the gaps on a line.
fn gaps(row: &mut Row) {
    let Some([_, _, _, height]) = row.bounds.filter(|b| !row.vertical && b[3] > 0.0) else { return };
    for i in 1..row.words.len() {
        let Some(((_, end), (start, _))) = row.words[i - 1].span.zip(row.words[i].span) else { continue };
        if start - end >= GUTTER * height {
            row.words[i].blanks = ((2.0 * (start - end) / height) as usize).min(WIDEST);
        }
    }
}

/// Notes by how many times the height of its box each row is indented.
fn indent(rows: &mut [Row], order: &[usize], frames: &[Option<Frame>], steps: &[Option<Step>]) {
    let mut end = 0;
    while end < order.len() {
        let start = end;
        end += 1;
        end += steps[end..].iter().take_while(|step| step.is_some_and(|step| step.is_down())).count();
        for i in start..end {
            let near = &frames[i.saturating_sub(NEIGHBOURS).max(start)..(i + NEIGHBOURS + 1).min(end)];
            let edge = near.iter().flatten().map(|frame| frame.start).fold(f32::INFINITY, f32::min);
            rows[order[i]].indent = frames[i].map_or(0.0, |f| (f.start - edge) / (f.to - f.from).max(1.0));
        }
    }
}

/// The box of a line as if it were horizontal: vertical lines begin above and go on to the left.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Where the line begins and ends.
    start: f32,
    end: f32,
    /// Its edges towards the lines before and behind.
    from: f32,
    to: f32,
}

impl Frame {
    fn of(row: &Row) -> Option<Self> {
        let [left, top, width, height] = row.bounds?;
        Some(match row.vertical {
            false => Self { start: left, end: left + width, from: top, to: top + height },
            true => Self { start: top, end: top + height, from: -left - width, to: -left },
        })
    }
}

/// The way from one line to the next.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// White space between the two, and from the middle of the one to that of the other.
    gap: f32,
    pitch: f32,
    /// Whether they stand in one column.
    column: bool,
}

impl Step {
    fn between(x: Frame, y: Frame) -> Self {
        let shared = x.end.min(y.end) - x.start.max(y.start);
        let shorter = (x.end - x.start).min(y.end - y.start);
        let pitch = (y.from + y.to - x.from - x.to) / 2.0;
        Self { gap: y.from - x.to, pitch, column: 2.0 * shared >= shorter }
    }

    /// Whether it leads on in the column.
    fn is_down(&self) -> bool {
        self.column && self.pitch > 0.0
    }
}

fn median(values: impl Iterator<Item = f32>) -> Option<f32> {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(opens: bool, bounds: [f32; 4]) -> Row {
        Row { opens, bounds: Some(bounds), ..Row::default() }
    }

    fn opens(mut rows: Vec<Row>) -> Vec<bool> {
        let order: Vec<usize> = (0..rows.len()).collect();
        read(&mut rows, &order);
        rows.iter().map(|row| row.opens).collect()
    }

    #[test]
    fn white_space_sets_blocks_apart_and_columns_do_not() {
        let column = |left: f32, tops: &[(f32, bool)]| -> Vec<Row> {
            tops.iter().map(|(top, opens)| row(*opens, [left, *top, 300.0, 30.0])).collect()
        };
        let first = column(0.0, &[(0.0, true), (40.0, false), (81.0, true), (120.0, false), (190.0, true)]);
        let second = column(330.0, &[(0.0, true), (39.0, false), (80.0, false)]);
        let mut rows = [first, second].concat();
        assert_eq!(opens(rows.clone()), [true, false, false, false, true, false, false, false]);
        read(&mut rows, &[0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(rows.iter().position(|row| row.top), Some(5));
    }

    #[test]
    fn vertical_lines_go_on_to_the_left() {
        let line = |opens, left| Row { vertical: true, ..row(opens, [left, 50.0, 20.0, 400.0]) };
        let rows =
            vec![line(true, 600.0), line(false, 570.0), line(true, 541.0), line(true, 480.0), line(false, 450.0)];
        assert_eq!(opens(rows), [true, false, false, true, false]);
    }

    #[test]
    fn indents_are_told_from_the_lines_nearby() {
        let lefts = [60.0, 0.0, 1.0, 62.0, 2.0, 3.0, 5.0, 64.0];
        let mut rows: Vec<Row> = (0..8).map(|i| row(i == 0, [lefts[i], 40.0 * i as f32, 300.0, 30.0])).collect();
        // Another column is nothing to be told from.
        rows.push(row(true, [400.0, 0.0, 300.0, 30.0]));
        read(&mut rows, &[0, 1, 2, 3, 4, 5, 6, 7, 8]);
        let indented: Vec<usize> = (0..9).filter(|i| rows[*i].indent >= 1.0).collect();
        assert_eq!(indented, [0, 3, 7]);
    }

    #[test]
    fn without_boxes_the_format_is_believed() {
        let rows = [true, false, true].map(|opens| Row { opens, ..Row::default() });
        assert_eq!(opens(rows.to_vec()), [true, false, true]);
    }
}
