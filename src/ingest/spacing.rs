//! What the boxes of lines tell: where columns begin, and which blocks stand apart from what is before them.
//!
//! Layout analysis cuts a page where it likes: at the end of a column in mid-sentence, between two lines of a paragraph. What the
//! printer set apart is told by the white space that was left.

use super::markup::Row;

/// White space beyond that between lines, in line pitches, that sets a block apart.
const APART: f32 = 0.5;
/// Line pitches up or down to the first line of another column; what is nearer is a piece of the same printed line.
const AWAY: f32 = 1.5;

/// Notes which rows are at the top of a column, and lets only those open a block before which white space was left: none at the
/// top of a column. Where boxes are not known, the format is believed. `order` are the rows in reading order.
/// O(rows · log rows).
pub(super) fn read(rows: &mut [Row], order: &[usize]) {
    let steps: Vec<(usize, Step)> =
        order.windows(2).filter_map(|w| Some((w[1], Step::between(&rows[w[0]], &rows[w[1]])?))).collect();
    let of_lines = || steps.iter().filter(|(row, step)| !rows[*row].opens && step.is_down()).map(|(_, step)| step);
    let Some((gap, pitch)) = median(of_lines().map(|s| s.gap)).zip(median(of_lines().map(|s| s.pitch))) else { return };
    for (row, step) in steps {
        rows[row].opens &= step.is_down() && step.gap - gap >= APART * pitch;
        rows[row].top = !step.is_down() && step.pitch.abs() > AWAY * pitch;
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
    /// None where the boxes are not known.
    fn between(x: &Row, y: &Row) -> Option<Self> {
        let ([left, top, width, height], [x_left, x_top, x_width, x_height]) = (y.bounds?, x.bounds?);
        let along = |a: f32, a_size: f32, b: f32, b_size: f32| (a + a_size).min(b + b_size) - a.max(b);
        // Lines that are set vertically go on to the left.
        let (gap, pitch, shared, shorter) = if x.vertical && y.vertical {
            let pitch = x_left + x_width / 2.0 - left - width / 2.0;
            (x_left - left - width, pitch, along(top, height, x_top, x_height), height.min(x_height))
        } else {
            let pitch = top + height / 2.0 - x_top - x_height / 2.0;
            (top - x_top - x_height, pitch, along(left, width, x_left, x_width), width.min(x_width))
        };
        Some(Self { gap, pitch, column: 2.0 * shared >= shorter })
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
    fn without_boxes_the_format_is_believed() {
        let rows = [true, false, true].map(|opens| Row { opens, ..Row::default() });
        assert_eq!(opens(rows.to_vec()), [true, false, true]);
    }
}
