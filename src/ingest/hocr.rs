//! hOCR: HTML whose classes say what was recognised; `x_wconf` and `x_confs` in the titles say how surely.

use std::ops::Range;

use super::markup::{Broken, Row, Step, Sure, Tag, Word, walk, weave};
use crate::model::edit::Edited;
use crate::model::page::Scan;

/// What takes the markup out.
pub(super) const RULE: &str = "hocr-markup";

/// Classes of lines.
const LINES: [&str; 5] = ["ocr_line", "ocrx_line", "ocr_header", "ocr_textfloat", "ocr_caption"];
/// Classes of blocks.
const BLOCKS: [&str; 4] = ["ocr_par", "ocr_carea", "ocrx_block", "ocr_column"];

/// Reads an hOCR file. O(bytes).
pub(super) fn read(source: &str) -> Result<(Edited, Scan), Broken> {
    let mut hocr = Hocr { source, ..Hocr::default() };
    walk(source, true, |step| match step {
        Step::Open(tag) => hocr.open(&tag),
        Step::Text(at) => hocr.text(at),
        Step::Close => hocr.close(),
    })?;
    Ok(weave(source, hocr.rows, RULE))
}

/// An open element.
#[derive(Default)]
struct Open {
    line: bool,
    /// Where it begins and ends from left to right.
    span: Option<(f32, f32)>,
    /// What it says of the text in it.
    sure: Sure,
}

#[derive(Default)]
struct Hocr<'s> {
    source: &'s str,
    rows: Vec<Row>,
    row: Row,
    open: Vec<Open>,
    /// White space stands before the next word.
    spaced: bool,
    /// A block has begun and has no line yet.
    opens: bool,
}

impl Hocr<'_> {
    fn open(&mut self, tag: &Tag<'_>) {
        let is = |classes: &[&str]| {
            tag.value("class").is_some_and(|c| c.split_whitespace().any(|class| classes.contains(&class)))
        };
        let title = tag.value("title").unwrap_or_default();
        let line = is(&LINES) && !self.in_line();
        if is(&BLOCKS) {
            self.opens = true;
        }
        if line {
            let vertical = property(title, "textangle").is_some_and(|angle| angle.trim() == "90");
            self.row = Row { opens: self.opens, bounds: bounds(title), vertical, ..Row::default() };
            self.spaced = false;
        }
        let span = bounds(title).filter(|_| !line).map(|[left, _, width, _]| (left, left + width));
        self.open.push(Open { line, span, sure: sure(title) });
    }

    fn in_line(&self) -> bool {
        self.open.iter().any(|open| open.line)
    }

    fn text(&mut self, at: Range<usize>) {
        if !self.in_line() {
            return;
        }
        let raw = &self.source[at.clone()];
        let body = raw.trim();
        self.spaced |= body.is_empty() || raw.starts_with(char::is_whitespace);
        if body.is_empty() {
            return;
        }
        let start = at.start + raw.len() - raw.trim_start().len();
        let place = start..start + body.len();
        let of = self.open.iter().rev().find(|open| open.sure != Sure::Untold).map(|open| open.sure.clone());
        match self.row.words.last_mut().filter(|word| word.at.end == place.start) {
            // References are steps of their own.
            Some(word) => word.at.end = place.end,
            None => {
                let spaced = std::mem::take(&mut self.spaced);
                let within = self.open.iter().rev().take_while(|open| !open.line);
                let span = within.filter_map(|open| open.span).next();
                let sure = of.unwrap_or_default();
                self.row.words.push(Word { at: place, spaced, span, sure, ..Word::default() });
            }
        }
        self.spaced = raw.ends_with(char::is_whitespace);
    }

    fn close(&mut self) {
        if !self.open.pop().is_some_and(|open| open.line) {
            return;
        }
        if !self.row.words.is_empty() {
            self.rows.push(std::mem::take(&mut self.row));
            self.opens = false;
        }
    }
}

/// The value of a property of a title: `bbox 1 2 3 4; x_wconf 96`.
fn property<'t>(title: &'t str, name: &str) -> Option<&'t str> {
    title.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix(char::is_whitespace))
}

fn numbers(value: &str) -> Vec<f32> {
    value.split_whitespace().filter_map(|number| number.parse().ok()).filter(|n: &f32| n.is_finite()).collect()
}

/// Left, top, width and height of the box that a title gives by its corners.
fn bounds(title: &str) -> Option<[f32; 4]> {
    match numbers(property(title, "bbox")?)[..] {
        [left, top, right, bottom] => Some([left, top, right - left, bottom - top]),
        _ => None,
    }
}

/// What a title says of how surely its text was read: in hundredths, by some engines between 0 and 1.
fn sure(title: &str) -> Sure {
    let each = property(title, "x_confs").map(numbers).filter(|each| !each.is_empty());
    let unit = |all: &[f32]| if all.iter().any(|n| *n > 1.0) { 100.0 } else { 1.0 };
    match (each, property(title, "x_wconf").map(numbers).as_deref()) {
        (Some(each), _) => Sure::Each(each.iter().map(|n| n / unit(&each)).collect()),
        (None, Some([whole])) => Sure::Whole(whole / 100.0),
        _ => Sure::Untold,
    }
}
