//! Which physical lines of a page are one paragraph, told from this page alone.
//!
//! Lines are joined only where the page shows that its lines are cut by a column: most lines about as wide as the
//! column, many of them cut in mid-word, marks inside them. Verse, tables, lists, code and headlines show no such
//! thing and stay as they are. Of alphabetic text, whose words are mostly whole, the room that a line leaves for the next word
//! tells the same.

mod alphabetic;
mod blocks;
mod marks;

use std::ops::Range;

use super::RuleBook;
use crate::model::edit::{Change, RuleId};
use crate::text::hyphen::Attested;
use crate::text::paragraph::{self, Layout, Shape};
use crate::text::{chars, column};

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

/// A printed line of a text.
struct Printed {
    at: Range<usize>,
    width: f32,
    indent: f32,
    blank_before: u32,
    /// Rules say what it is: a note, furniture, a headline's neighbour.
    section: bool,
    credit: bool,
    apart: bool,
}

/// The changes that join lines. O(text) and the cost of the marking rules.
pub(super) fn joints(book: &RuleBook, text: &str) -> Vec<Change> {
    let lines = printed(book, text);
    let mut changes = vertical(text, &lines);
    if changes.is_empty() {
        changes = wrapped(book, text, &lines);
    }
    changes
}

fn printed(book: &RuleBook, text: &str) -> Vec<Printed> {
    let mut lines: Vec<Printed> = Vec::new();
    let (mut at, mut blank) = (0, 0);
    for raw in text.split('\n') {
        let body = raw.trim();
        let lead = raw.len() - raw.trim_start().len();
        if body.is_empty() {
            blank += 1;
        } else {
            lines.push(Printed {
                at: at + lead..at + lead + body.len(),
                width: chars::text_width(body),
                indent: raw[..lead].chars().map(|c| if c == '\u{3000}' { 1.0 } else { 0.5 }).sum(),
                blank_before: std::mem::take(&mut blank),
                section: false,
                credit: false,
                apart: false,
            });
        }
        at += raw.len() + 1;
    }
    marks::put(book.ready_marks(), text, &mut lines);
    lines
}

/// Runs of one-character lines, each joined into one line.
fn vertical(text: &str, lines: &[Printed]) -> Vec<Change> {
    let single = |l: &Printed| text[l.at.clone()].chars().count() == 1;
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

fn wrapped(book: &RuleBook, text: &str, lines: &[Printed]) -> Vec<Change> {
    let told = blocks::joints(text, lines).or_else(|| by_widths(text, lines));
    let Some(joined) = told.or_else(|| alphabetic::joints(text, lines)) else { return Vec::new() };
    let pairs = lines.windows(2).zip(joined).filter(|(_, joined)| *joined);
    let attested = Attested::of(std::iter::once(text));
    pairs
        .map(|(w, _)| {
            let joint = book.join_among(&text[w[0].at.clone()], &text[w[1].at.clone()], &attested);
            let at = w[0].at.end - joint.drop_before..w[1].at.start;
            Change { at, with: joint.insert, rule: joint.rule }
        })
        .collect()
}

/// Which joints are inside a paragraph, told from the widths of all lines; none where lines are paragraphs.
fn by_widths(text: &str, lines: &[Printed]) -> Option<Vec<bool>> {
    let widths: Vec<Option<f32>> = lines.iter().map(|l| (!l.apart).then_some(l.width)).collect();
    let full = column::full_widths(&widths).filter(|full| shows_column(text, lines, full))?;
    let shapes: Vec<Shape<'_>> = lines
        .iter()
        .zip(&full)
        .map(|(l, full)| Shape {
            text: &text[l.at.clone()],
            width: l.width,
            full: *full,
            indent: l.indent,
            blank_before: l.blank_before,
            section: l.section,
            credit: l.credit,
        })
        .collect();
    let odds = paragraph::breaks(&shapes, Layout::of(lines.iter().map(|l| (l.blank_before, l.indent))));
    let join = |i: usize| {
        let (x, y) = (&lines[i], &lines[i + 1]);
        let filled =
            column::is_full(x.width, full[i]) || !paragraph::is_final(shapes[i].text) && x.width > 0.8 * full[i];
        odds[i] < JOIN_BELOW && filled && !x.apart && !y.apart
    };
    Some((0..odds.len()).map(join).collect())
}

/// Whether the lines of a text are cut by a column and not by their writer.
fn shows_column(text: &str, lines: &[Printed], full: &[f32]) -> bool {
    if lines.len() < MIN_LINES {
        return false;
    }
    let filled: Vec<&str> = lines
        .iter()
        .zip(full)
        .filter(|(l, f)| !l.apart && **f >= MIN_COLUMN && (l.width - **f).abs() <= 3.0)
        .map(|(l, _)| &text[l.at.clone()])
        .collect();
    let cut = filled.iter().filter(|l| ends_inside_word(l)).count();
    let pointed = filled.iter().filter(|l| is_pointed_inside(l)).count();
    let n = filled.len();
    n * 2 >= lines.len() && is_mostly_han(text) && cut * 20 >= n * 7 && pointed * 10 >= n * 3
}

/// No mark ends the line: it may be cut in mid-word.
fn ends_inside_word(line: &str) -> bool {
    line.chars().next_back().is_some_and(chars::is_content)
}

/// A mark of a sentence stands before its last word.
fn is_pointed_inside(line: &str) -> bool {
    line.trim_end_matches(|c| !chars::is_content(c)).contains(['，', '。', '、', '；', '：', ','])
}

fn is_mostly_han(text: &str) -> bool {
    let (mut han, mut letters) = (0u32, 0u32);
    for c in text.chars() {
        han += u32::from(chars::is_han(c));
        letters += u32::from(chars::is_content(c));
    }
    han * 2 > letters
}
