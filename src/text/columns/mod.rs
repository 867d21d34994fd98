//! Columns set side by side on the lines of one text, as extractors leave them that keep the layout
//! (`pdftotext -layout`): each line holds a piece of every column.

mod blocks;
mod cells;
mod edges;
mod flow;
mod order;
mod segments;
mod setting;
mod strips;

use std::ops::Range;

use cells::Cell;
use segments::Segment;
use setting::Setting;

/// Lines of two and more columns that a page has at least, in all and as a share of its lines.
const MIN_ROWS: usize = 5;
const ROW_SHARE: f32 = 0.15;
/// Blank lines where a column has a gap.
const BLANK: usize = 2;

/// The columns of a text that is set in columns side by side, in reading order, each with its pieces of lines from top to
/// bottom; none when it is not. Where headlines stand above text of several columns, such a block is read before anything else is; else
/// column by column, and where columns end together and others begin below, those above come before those below.
/// Byte ranges, empty ones for blank lines inside a column. O(n log n).
pub fn side_by_side(text: &str) -> Option<Vec<Vec<Range<usize>>>> {
    let rows = cells::rows(text);
    let parted = rows.iter().filter(|row| row.iter().filter(|c| c.is_text(text)).count() >= 2);
    if !are_enough(parted.count(), rows.len()) {
        return None;
    }
    let column = cells::measure(text, &rows)?;
    let mut cells: Vec<Cell> = rows.into_iter().flatten().flat_map(|c| cells::split_wide(text, c, column)).collect();
    let columns = strips::number(text, &mut cells, column);
    let setting = Setting::new(text, &cells, column, columns);
    let segments = segments::segments(cells, &setting);
    let columns = blocks::columns(segments, &setting).unwrap_or_else(|segments| flow::columns(segments, &setting));
    Some(columns.into_iter().map(pieces).collect())
}

/// Whether so many lines of two and more columns can show that a text of so many printed lines is set in columns.
pub fn are_enough(parted: usize, lines: usize) -> bool {
    parted >= MIN_ROWS && parted as f32 >= ROW_SHARE * lines as f32
}

/// The pieces of a column. The lines of a headline and the text below belong together, however far apart they are.
fn pieces(segments: Vec<Segment>) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for segment in segments {
        for (i, cell) in segment.cells.into_iter().enumerate() {
            let gap = match i {
                0 if pieces.is_empty() => 0,
                0 => BLANK,
                i if i <= segment.heads => 0,
                _ => cell.gap,
            };
            pieces.extend(std::iter::repeat_n(cell.at.start..cell.at.start, gap));
            pieces.push(cell.at);
        }
    }
    pieces
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
    fn where_text_breaks_off_above_a_headline_columns_end_together() {
        let lead = "春天的小河边有一座石桥   桥下的老人每天都来钓鱼\n".repeat(3);
        let below = "夏天的山坡上有一片树林   秋天的田野里有一群飞鸟\n".repeat(3);
        let text = format!("{lead}\n  山村通电\n{below}");
        let columns = side_by_side(&text).unwrap();
        let first = |i: usize| text[columns[i][0].clone()].chars().next().unwrap();
        assert_eq!([first(0), first(1), first(2), first(3)], ['春', '桥', '山', '秋']);
        // Where sentences end, or no headline stands below, a gap may stand between two paragraphs of one column.
        let ended = text.replace("石桥 ", "桥。 ").replace("钓鱼\n", "鱼。\n");
        assert_eq!(side_by_side(&ended).unwrap().len(), 2);
        assert_eq!(side_by_side(&format!("{lead}\n{below}")).unwrap().len(), 2);
    }

    /// Lines of a column, each full, of which the first one is indented.
    fn column(from: char, lines: usize) -> Vec<String> {
        let line = |i: usize, n: u32| (0..n).filter_map(|k| char::from_u32(from as u32 + 20 * i as u32 + k)).collect();
        (0..lines).map(|i| if i == 0 { format!("  {}", line(i, 10) as String) } else { line(i, 12) }).collect()
    }

    /// Columns on the lines of a page, each at its place.
    fn page(columns: &[(usize, usize, Vec<String>)]) -> String {
        let rows = columns.iter().map(|(_, row, lines)| row + lines.len()).max().unwrap_or(0);
        let line = |row: usize| {
            let mut line = String::new();
            for (x, from, lines) in columns {
                if let Some(piece) = row.checked_sub(*from).and_then(|i| lines.get(i)) {
                    line += &" ".repeat(x.saturating_sub(line.chars().count()).max(usize::from(!line.is_empty())));
                    line += piece;
                }
            }
            line + "\n"
        };
        (0..rows).map(line).collect()
    }

    fn read(text: &str) -> Vec<&str> {
        side_by_side(text)
            .unwrap()
            .into_iter()
            .flatten()
            .map(|at| &text[at])
            .filter(|piece| !piece.is_empty())
            .collect()
    }

    fn trimmed(columns: &[&[String]]) -> Vec<String> {
        columns.concat().iter().map(|line| line.trim().to_string()).collect()
    }

    #[test]
    fn a_headline_and_the_columns_under_it_are_read_first() {
        let (a, b, c) = (column('一', 8), column('丨', 9), column('亀', 8));
        let head = |text: &str| vec![text.to_string()];
        let (left, right) = (head("山村通电"), head("桥梁合龙"));
        // The right one of two columns under the first headline goes on beside it; the third one has a headline of its own.
        let mut under = b.clone();
        under[0] = b[0].trim().to_string() + "乐于";
        let pieces = [(4, 0, left.clone()), (32, 0, right.clone()), (0, 2, a.clone()), (14, 2, under.clone())];
        let text = page(&[&pieces[..], &[(28, 2, c.clone())]].concat());
        assert_eq!(read(&text), trimmed(&[&left, &a, &under, &right, &c]));
    }

    #[test]
    fn text_flows_from_the_foot_of_a_column_to_the_head_of_the_next_one() {
        let (a, b, c) = (column('一', 12), column('丨', 5), column('亀', 5));
        let head = vec!["桥梁合龙".to_string()];
        let mut on = b.clone();
        on[0] = b[0].trim().to_string() + "乐于";
        let text = page(&[(0, 0, a.clone()), (14, 0, on.clone()), (18, 6, head.clone()), (14, 8, c.clone())]);
        assert_eq!(read(&text), trimmed(&[&a, &on, &head, &c]));
    }

    #[test]
    fn columns_are_told_where_one_blank_parts_them_and_where_they_move() {
        let (a, b, c) = (column('一', 30), column('丨', 30), column('亀', 30));
        let moved = |from: usize, x: usize| {
            let part = |lines: &[String]| lines[from..from + 15].to_vec();
            [(0, from, part(&a)), (13 + x, from, part(&b)), (26 + 2 * x, from, part(&c))]
        };
        let text = page(&[moved(0, 0), moved(15, 4)].concat());
        assert_eq!(read(&text), trimmed(&[&a, &b, &c]));
    }

    #[test]
    fn a_table_stays_in_its_column() {
        let (a, b) = (column('一', 20), column('丨', 20));
        let mut with = a.clone();
        with[9] = "甲   乙   丙丁".to_string();
        with[10] = "一二  二三  三四".to_string();
        let text = page(&[(0, 0, with.clone()), (15, 0, b.clone())]);
        assert_eq!(read(&text), trimmed(&[&with, &b]));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]
        #[test]
        fn nothing_is_lost_or_read_twice(
            rows in proptest::collection::vec(
                proptest::collection::vec((0..24_usize, 0..5_usize, 0..4_u8), 0..7), 5..80),
        ) {
            let piece = |(i, (letters, blanks, mark)): (usize, &(usize, usize, u8))| {
                let text: String = ('一'..).skip(97 * i).take(*letters).collect();
                let mark = ["", "。", " 3", "，"][usize::from(*mark)];
                format!("{}{text}{mark}", " ".repeat(*blanks))
            };
            let row = |row: &Vec<_>| row.iter().enumerate().map(piece).collect::<String>();
            let text = rows.iter().map(row).collect::<Vec<_>>().join("\n");
            if let Some(columns) = side_by_side(&text) {
                let mut read: Vec<usize> = columns.concat().into_iter().flatten().collect();
                read.retain(|at| !text.as_bytes()[*at].is_ascii_whitespace());
                read.sort_unstable();
                let all: Vec<usize> = (0..text.len()).filter(|at| !text.as_bytes()[*at].is_ascii_whitespace()).collect();
                proptest::prop_assert_eq!(read, all);
            }
        }
    }

    #[test]
    fn thousands_of_pieces_on_a_line_are_read_without_looking_for_columns() {
        let row = "春天的小河边有一座石桥  ".repeat(5000) + "\n";
        let text = row.repeat(6);
        assert_eq!(read(&text).concat().len(), 6 * 5000 * 33);
    }

    #[test]
    fn tables_and_headlines_are_no_columns() {
        assert_eq!(side_by_side(&"美元    827.96    828.06\n".repeat(9)), None);
        assert_eq!(side_by_side("集聚未来之城  新区聚力打造\n正文\n正文\n正文\n正文\n正文\n"), None);
    }
}
