//! Which physical lines of a page are one paragraph, told from this page alone.
//!
//! Lines are joined only where the page shows that its lines are cut by a column: most lines about as wide as the
//! column, many of them cut in mid-word, marks inside them. Verse, tables, lists, code and headlines show no such
//! thing and stay as they are. Of alphabetic text, whose words are mostly whole, the room that a line leaves for the next word
//! tells the same.

mod alphabetic;
mod blocks;
mod glance;
mod lines;
mod marks;
mod printed;

use std::cell::LazyCell;
use std::ops::Range;

use super::RuleBook;
use super::plan::Marks;
use crate::model::edit::{Change, RuleId};
use crate::text::column;
use crate::text::hyphen::{Attested, Cut};
use crate::text::paragraph::{Breaks, Layout, Line, Traits};
pub(super) use glance::may_join;
pub(super) use lines::Lines;
use printed::{Printed, is_mostly_han};

/// Fewest lines that can show a column.
const MIN_LINES: usize = 5;
/// Narrowest column in em; what is narrower is verse or a table.
const MIN_COLUMN: f32 = 6.0;
/// Lines of one character each, so many in a row, are one vertical line.
const MIN_VERTICAL: usize = 4;
/// Log-odds below which two lines are one paragraph.
const JOIN_BELOW: f32 = -0.5;

/// Share of a line that a mark takes at least to say what the line is.
pub(super) const WHOLE: f32 = 0.9;

/// The changes that join lines of a text. O(lines) and the cost of the marking rules.
pub(super) fn joints(book: &RuleBook, text: &str, lines: &mut Lines) -> Vec<Change> {
    let changes = vertical(&lines.printed);
    if !changes.is_empty() {
        return changes;
    }
    let blocks = blocks::paragraphs(text, &lines.printed);
    if blocks.is_none() && are_lines_paragraphs(book.ready_marks(), lines) {
        return Vec::new();
    }
    marks::put(book.ready_marks(), text, lines);
    let Lines { printed, measures, .. } = lines;
    wrapped(book, text, printed, blocks, measures)
}

/// What is measured of the lines of a text.
#[derive(Debug, Clone, Default)]
struct Measures {
    widths: Vec<Option<f32>>,
    full: Vec<f32>,
    lines: Vec<Line>,
    breaks: Breaks,
}

/// Whether the widths of lines show, whatever rules say of them, that lines are paragraphs, and none that begins in
/// mid-sentence shows otherwise: so it is with nearly every text whose lines have been joined. O(lines).
fn are_lines_paragraphs(marks: &Marks, lines: &Lines) -> bool {
    let printed = &lines.printed;
    let total: f32 = printed.iter().map(|l| l.width).sum();
    let wide = left(marks, lines).map(|i| printed[i].width).sum();
    column::are_paragraphs(wide, total) && !alphabetic::may_join(printed)
}

/// The numbers of the lines that are too wide for a column and that no rule sets apart, as far as two characters tell.
fn left(marks: &Marks, lines: &Lines) -> impl Iterator<Item = usize> {
    let told = |l: &Printed| marks::told(lines.hits(l));
    (0..lines.printed.len()).filter(move |i| {
        let line = &lines.printed[*i];
        let behind = lines.printed[i + 1..].iter().map(|l| (l.width, told(l)));
        column::is_paragraph(line.width) && marks.leave(line.width, told(line), behind)
    })
}

/// Runs of one-character lines, each joined into one line.
fn vertical(lines: &[Printed]) -> Vec<Change> {
    let single = |l: &Printed| l.chars == 1;
    let mut changes = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        let gap = lines.get(i + 1).map_or(0, |l| l.blank_before);
        let run =
            lines[i..].iter().enumerate().take_while(|(n, l)| single(l) && (*n == 0 || l.blank_before == gap)).count();
        if run >= MIN_VERTICAL {
            let rule = RuleId::new("vertical-line");
            let pairs = lines[i..i + run].windows(2);
            changes.extend(pairs.map(|w| Change {
                at: w[0].at.end..w[1].at.start,
                with: String::new(),
                rule: rule.clone(),
            }));
        }
        i += run.max(1);
    }
    changes
}

fn wrapped(
    book: &RuleBook,
    text: &str,
    lines: &[Printed],
    blocks: Option<Vec<Range<usize>>>,
    measures: &mut Measures,
) -> Vec<Change> {
    let told = blocks.map(|blocks| blocks::joints(text, lines, blocks)).or_else(|| by_widths(text, lines, measures));
    let Some(joined) = told.or_else(|| alphabetic::joints(text, lines)) else { return Vec::new() };
    let pairs = || lines.windows(2).zip(&joined).filter(|(_, joined)| **joined).map(|(w, _)| (&w[0], &w[1]));
    let texts = |(x, y): (&Printed, &Printed)| (&text[x.at.clone()], &text[y.at.clone()]);
    // Only of words that are cut anybody asks what the text attests.
    let (nothing, attested) = (Attested::default(), LazyCell::new(|| Attested::of(std::iter::once(text))));
    pairs()
        .map(|(x, y)| {
            let (before, after) = texts((x, y));
            let attested = if Cut::at(before, after).is_some() { &*attested } else { &nothing };
            let joint = book.join_among(before, after, attested);
            Change { at: x.at.end - joint.drop_before..y.at.start, with: joint.insert, rule: joint.rule }
        })
        .collect()
}

/// Which joints are inside a paragraph, told from the widths of all lines; none where lines are paragraphs.
fn by_widths(text: &str, lines: &[Printed], measures: &mut Measures) -> Option<Vec<bool>> {
    let Measures { widths, full, lines: measured, breaks } = measures;
    widths.clear();
    widths.extend(lines.iter().map(|l| (!l.said.apart).then_some(l.width)));
    if !column::full_widths(widths, full) || !shows_column(lines, full) {
        return None;
    }
    let line = |(l, full): (&Printed, &f32)| Line {
        traits: Traits::counted(&text[l.at.clone()], l.chars - l.content, l.borders),
        width: l.width,
        full: *full,
        indent: l.indent,
        blank_before: l.blank_before,
        section: l.said.section,
        credit: l.said.credit,
    };
    measured.clear();
    measured.extend(lines.iter().zip(&*full).map(line));
    let odds = breaks.tell(measured, Layout::of(lines.iter().map(|l| (l.blank_before, l.indent))));
    let join = |i: usize| {
        let (x, y) = (&lines[i], &lines[i + 1]);
        let filled = column::is_full(x.width, full[i]) || !measured[i].is_final() && x.width > 0.8 * full[i];
        odds[i] < JOIN_BELOW && filled && !x.said.apart && !y.said.apart
    };
    Some((0..odds.len()).map(join).collect())
}

/// Whether the lines of a text are cut by a column and not by their writer.
fn shows_column(lines: &[Printed], full: &[f32]) -> bool {
    if lines.len() < MIN_LINES {
        return false;
    }
    let (mut n, mut cut, mut pointed) = (0, 0, 0);
    for (line, full) in lines.iter().zip(full) {
        let filled = !line.said.apart && *full >= MIN_COLUMN && (line.width - *full).abs() <= 3.0;
        n += usize::from(filled);
        cut += usize::from(filled && line.cut);
        pointed += usize::from(filled && line.pointed);
    }
    n * 2 >= lines.len() && is_mostly_han(lines) && cut_balance(cut, n) >= 0 && pointed * 10 >= n * 3
}

/// By how much cut lines outnumber the share of them that a column has at least, seven in twenty.
fn cut_balance(cut: usize, lines: usize) -> isize {
    (cut * 20) as isize - (lines * 7) as isize
}

/// The lines that rules say stand apart.
#[cfg(test)]
pub(super) fn apart<'t>(book: &RuleBook, text: &'t str) -> Vec<&'t str> {
    let mut lines = Lines::of(book, text);
    marks::put(book.ready_marks(), text, &mut lines);
    lines.printed.iter().filter(|l| l.said.apart).map(|l| &text[l.at.clone()]).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    /// A rule that two characters at the end of its matches tell, beside those there are.
    const TOLD_AT_THE_END: &str = r"
        summary = 's'
        order = 900

        [[rule]]
        id = 'told-at-the-end'
        match = '石[^。]{2,90}桥桥'
        mark = 'caption'
        safety = 'safe'
        why = 'w'
        source = 's'
        cases = [{ in = '石边桥桥桥', marks = '石边桥桥桥' }, { keep = '石' }]
    ";

    static BOOK: LazyLock<RuleBook> = LazyLock::new(|| {
        let pack = ("end.toml".to_owned(), TOLD_AT_THE_END.to_owned());
        RuleBook::builtin().unwrap().with_files(&[pack]).unwrap()
    });

    /// Lines of paragraphs and of what rules set apart, on one line or over several.
    fn pieces() -> impl Strategy<Value = String> {
        let marked = ["", "▲", "（作者系", "责任编辑：王明", "地址：", "石", "桥桥", "）", "。", "\n", "\n\n"];
        let plain =
            || (2usize..100).prop_map(|n| "河边有一座老桥，桥上行人来往".chars().cycle().take(n).collect::<String>());
        (prop::sample::select(marked.to_vec()), plain(), prop::sample::select(marked.to_vec()))
            .prop_map(|(before, plain, behind)| format!("{before}{plain}{behind}"))
    }

    proptest! {
        #[test]
        fn lines_that_rules_leave_are_not_set_apart(pieces in prop::collection::vec((pieces(), "\n?"), 1..6)) {
            let text: String = pieces.into_iter().map(|(piece, end)| piece + &end).collect();
            let mut lines = Lines::of(&BOOK, &text);
            let left: Vec<usize> = left(BOOK.ready_marks(), &lines).collect();
            marks::put(BOOK.ready_marks(), &text, &mut lines);
            for i in left {
                prop_assert!(!lines.printed[i].said.apart, "{}", &text[lines.printed[i].at.clone()]);
            }
        }
    }
}
