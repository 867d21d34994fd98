//! What a source prints: pages, their lines and the marks that rules put on them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::date::Date;
use super::edit::{Edited, RuleId};

/// One page text of a source, after the reader and, later, after the rules.
#[derive(Debug, Clone)]
pub struct Page {
    /// Name of the source: who printed or scanned it.
    pub source: String,
    /// Name of the page: its file name without extension.
    pub name: String,
    /// Path as the user gave it, with `/` between its parts.
    pub path: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Day of the issue, where it is known.
    pub date: Option<Date>,
    /// The text and its map to the file. Byte offsets of the source are byte offsets of the file.
    pub text: Edited,
    /// Physical lines of the clean text that are not blank. Empty until [`Page::cut_lines`].
    pub lines: Vec<Line>,
    /// What the format tells beside the text; plain text tells nothing.
    pub scan: Option<Box<Scan>>,
}

/// What formats richer than plain text tell of a page, by bytes of the file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scan {
    /// The printed lines in reading order; an empty range is a blank line.
    pub lines: Vec<ScanLine>,
    /// How sure the reader was of a character or word, 0 to 1: sorted stretches of the file that do not overlap.
    pub confidence: Vec<(Range<usize>, f32)>,
}

/// A printed line of a [`Scan`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScanLine {
    /// Bytes of the file, from the first character of the line to its last.
    pub at: Range<usize>,
    /// First line of a column, as its box shows.
    pub top: bool,
    /// How far it begins behind the lines near it, in em, as its box shows.
    pub indent: f32,
    /// Left, top, width, height in the unit of the file: pixels of the page image, tenths of a millimetre, 1/1200 inch.
    pub bounds: Option<[f32; 4]>,
    /// The format's own name of the block the line stands in.
    pub block_type: Option<String>,
    /// Whether the line is set vertically.
    pub vertical: bool,
}

/// One physical line of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Bytes of the clean text, without white space at either end and without terminator.
    pub at: Range<usize>,
    /// 1-based number of the line in the file.
    pub number: u32,
    /// Blank lines between this line and the one before.
    pub blank_before: u32,
    /// White space before the first character, in em (U+3000 1, other spaces ½), or what its box shows if that is more.
    pub indent: f32,
    /// First line of a column that was told from the layout: what stands before it in reading order need not be what
    /// it continues.
    pub top: bool,
    /// What rules recognised in the line.
    pub marks: Vec<Mark>,
    /// What formats richer than plain text know of the line.
    pub extras: Option<Box<Extras>>,
}

/// A stretch of a line that a rule recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the clean text.
    pub at: Range<usize>,
    /// What it is.
    pub role: Role,
    /// The rule that says so.
    pub rule: RuleId,
}

/// What a marked stretch of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 下转第二版: the article goes on elsewhere.
    JumpTo,
    /// 上接第一版: the article began elsewhere.
    JumpFrom,
    /// >>>见第三版: a pointer to an article elsewhere; the lines before it are pointer headlines.
    ReadOn,
    /// 图为…, …摄）: text of a picture.
    Caption,
    /// 本报记者 张三摄: who took a picture; the line before it is its caption.
    PhotoCredit,
    /// （新华社北京8月28日电）: agency credit that closes an article.
    Credit,
    /// （张三）: names behind the last sentence of an article.
    Signature,
    /// 本报记者 张三: who wrote the article.
    Byline,
    /// ■ □ ● ◆ before a byline or headline.
    BylineMarker,
    /// 新华社北京8月28日电: opens an article.
    Dateline,
    /// （2025年8月15日） on a line of its own under a headline.
    DateLine,
    /// 一、 （一） 第一条: a heading inside a body, or the number that opens a clause.
    Section,
    /// Name of the paper, its channels.
    Masthead,
    /// Date line of the page, 第1版, 要闻, page number.
    Folio,
    /// 今晚：多云, 美元兑日元 129.86: a line of the weather or of rates.
    Service,
    /// 今日导读: label of an index box.
    IndexLabel,
    /// 扫码看视频: label of a QR code.
    QrLabel,
    /// 责任编辑：…, 电话：…: imprint lines.
    Imprint,
    /// Label of a column or series over a headline.
    ColumnLabel,
    /// 联系人：…, 声明作废: words of advertisements and small notices.
    Advertisement,
}

/// Optional facts about a line that formats with geometry give; plain text gives none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extras {
    /// Left, top, width, height in the unit of the file: pixels of the page image, tenths of a millimetre, 1/1200 inch.
    pub bounds: Option<[f32; 4]>,
    /// Font size in points.
    pub font_size: Option<f32>,
    /// Confidence of each character of the line, 0 to 1; empty where it is not told of all of them.
    pub confidence: Vec<f32>,
    /// Other readings of a character: offset in characters, reading, confidence.
    pub alternatives: Vec<(u32, char, f32)>,
    /// The format's own name of the block the line stands in.
    pub block_type: Option<String>,
    /// Whether the line is set vertically.
    pub vertical: bool,
}

impl Page {
    /// The text of a line.
    pub fn line_text(&self, line: &Line) -> &str {
        &self.text.text()[line.at.clone()]
    }

    /// Cuts the clean text into its non-blank lines, those of its [`Scan`] in reading order where there is one; marks are left
    /// empty. O(text), with a scan O(text · log text).
    pub fn cut_lines(&mut self) {
        if let Some(scan) = &self.scan {
            self.lay_out(vec![self.pieces(scan).collect()]);
            return;
        }
        let text = self.text.text();
        let mut at = 0;
        let mut pieces = Vec::new();
        for raw in text.split('\n') {
            pieces.push(at..at + raw.len());
            at += raw.len() + 1;
        }
        self.lay_out(vec![pieces]);
    }

    /// The clean text of each line of a scan, in reading order.
    fn pieces(&self, scan: &Scan) -> impl Iterator<Item = Range<usize>> {
        scan.lines.iter().map(|line| self.text.to_text_range(line.at.clone()))
    }

    /// Whether lines are read in another order than they have in the file.
    pub fn is_reordered(&self) -> bool {
        let printed = |line: &&ScanLine| !line.at.is_empty();
        self.scan.as_ref().is_some_and(|s| !s.lines.iter().filter(printed).is_sorted_by_key(|line| line.at.start))
    }

    /// The clean text with its lines in reading order. O(text).
    pub fn into_reading_order(self) -> String {
        self.into_read_out().0
    }

    /// The clean text with its lines in reading order, and how sure the reader was of stretches of it, 0 to 1: sorted bytes of that
    /// text that do not overlap, nothing where the format does not tell. O(text), with confidences O(text · log text).
    pub fn into_read_out(self) -> (String, Vec<(Range<usize>, f32)>) {
        let Some(scan) = &self.scan else { return (self.text.into_text(), Vec::new()) };
        let mut sure = Vec::new();
        let mut note = |from: Range<usize>, to: usize| {
            let chars = self.text.text()[from.clone()].char_indices().filter(|_| !scan.confidence.is_empty());
            sure.extend(chars.filter_map(|(i, c)| {
                Some((to + i..to + i + c.len_utf8(), scan.confidence_at(&self.text, from.start + i)?))
            }));
        };
        if !self.is_reordered() {
            note(0..self.text.text().len(), 0);
            return (self.text.into_text(), sure);
        }
        let mut read = String::with_capacity(self.text.text().len());
        for at in self.pieces(scan) {
            let raw = &self.text.text()[at.clone()];
            let start = at.start + raw.len() - raw.trim_start().len();
            note(start..start + raw.trim().len(), read.len());
            read.push_str(raw.trim());
            read.push('\n');
        }
        (read, sure)
    }

    /// Notes on each line what a scan knows of it.
    fn add_extras(&mut self, scan: &Scan) {
        let mut by_place: Vec<&ScanLine> = scan.lines.iter().filter(|line| !line.at.is_empty()).collect();
        by_place.sort_by_key(|line| line.at.start);
        let text = &self.text;
        for line in &mut self.lines {
            let at = text.to_source(line.at.clone()).start;
            let before = by_place.partition_point(|known| known.at.start <= at);
            let Some(known) = before.checked_sub(1).map(|i| by_place[i]) else { continue };
            let characters = text.text()[line.at.clone()].char_indices();
            let sure = characters.map(|(i, _)| scan.confidence_at(text, line.at.start + i));
            line.top |= known.top;
            if known.at.start == at {
                line.indent = line.indent.max(known.indent);
            }
            line.extras = Some(Box::new(Extras {
                bounds: known.bounds,
                confidence: sure.collect::<Option<Vec<f32>>>().unwrap_or_default(),
                block_type: known.block_type.clone(),
                vertical: known.vertical,
                ..Extras::default()
            }));
        }
    }

    /// How sure the reader was of the character at a byte of the clean text, 0 to 1; none where the format does not tell.
    /// O(log text).
    pub fn confidence_at(&self, at: usize) -> Option<f32> {
        self.scan.as_ref()?.confidence_at(&self.text, at)
    }

    /// Makes these pieces of the clean text its lines, column by column in reading order; blank ones count as blank
    /// lines. Marks are left empty. O(pieces · log).
    ///
    /// # Panics
    /// When a piece cuts a character: a defect of the caller.
    pub fn lay_out(&mut self, columns: Vec<Vec<Range<usize>>>) {
        let source_breaks: Vec<usize> = line_starts(self.text.source());
        let mut lines = Vec::new();
        let (mut blank, mut column) = (0, 0);
        let pieces = columns.into_iter().enumerate().flat_map(|(i, pieces)| pieces.into_iter().map(move |p| (i, p)));
        for (of, piece) in pieces {
            let raw = &self.text.text()[piece.clone()];
            let body = raw.trim();
            if body.is_empty() {
                blank += 1;
                continue;
            }
            let lead = raw.len() - raw.trim_start().len();
            let range = piece.start + lead..piece.start + lead + body.len();
            let indent = raw[..lead].chars().map(|c| if c == '\u{3000}' { 1.0 } else { 0.5 }).sum();
            let source = self.text.to_source(range.clone()).start;
            lines.push(Line {
                at: range,
                number: source_breaks.partition_point(|b| *b <= source) as u32,
                blank_before: blank,
                indent,
                top: of != column,
                marks: Vec::new(),
                extras: None,
            });
            (blank, column) = (0, of);
        }
        self.lines = lines;
        if let Some(scan) = self.scan.take() {
            self.add_extras(&scan);
            self.scan = Some(scan);
        }
    }

    /// Cuts lines at these places of the clean text, sorted and apart from each other; what lies within a place is in
    /// no line. Where several lines one below the other are cut, their pieces are columns, read one after the other. Marks are
    /// left empty. O(lines · log places + places).
    pub fn cut_at(&mut self, places: &[Range<usize>]) {
        let lines = std::mem::take(&mut self.lines);
        self.lines = in_columns(lines.into_iter().map(|line| pieces(line, places)).collect());
    }
}

/// A line cut at places, all pieces but the first of which stand at the top of something.
fn pieces(line: Line, places: &[Range<usize>]) -> Vec<Line> {
    let from = places.partition_point(|p| p.start <= line.at.start);
    let inside = places[from..].iter().take_while(|p| p.end < line.at.end);
    let starts = std::iter::once(line.at.start).chain(inside.clone().map(|p| p.end));
    let pieces = starts.zip(inside.map(|p| p.start).chain([line.at.end])).map(|(start, end)| {
        let first = start == line.at.start;
        Line {
            at: start..end,
            blank_before: if first { line.blank_before } else { 0 },
            indent: if first { line.indent } else { 0.0 },
            top: line.top || !first,
            marks: Vec::new(),
            extras: None,
            ..line
        }
    });
    pieces.collect()
}

/// Fewest lines cut into as many pieces that show columns, and most lines between two of them that are not cut.
const ROWS: usize = 4;
const UNCUT: usize = 2;

/// The pieces of lines in reading order. O(pieces).
fn in_columns(rows: Vec<Vec<Line>>) -> Vec<Line> {
    let mut lines = Vec::with_capacity(rows.len());
    let mut rest = rows.as_slice();
    while let Some(first) = rest.first() {
        let (columns, mut taken, mut cut) = (first.len(), 1, 1);
        while columns > 1
            && let Some(more) = rest[taken..].iter().take(UNCUT + 1).position(|row| row.len() == columns)
        {
            (taken, cut) = (taken + more + 1, cut + 1);
        }
        let (block, behind) = rest.split_at(if cut < ROWS { 1 } else { taken });
        for n in 0..columns {
            let column = block.iter().filter(|row| n == 0 || row.len() == columns);
            let pieces = column.flat_map(|row| if row.len() == columns { &row[n..=n] } else { row });
            let top = |(i, line): (usize, &Line)| Line { top: if n > 0 { i == 0 } else { line.top }, ..line.clone() };
            lines.extend(pieces.enumerate().map(top));
        }
        rest = behind;
    }
    lines
}

impl Page {
    /// Takes stretches of the clean text, sorted and apart from each other, out of the lines; what is left of a line stands
    /// as if it were the first of a column. Marks are left empty. O(lines · log stretches + stretches).
    pub fn take_out(&mut self, stretches: &[Range<usize>]) {
        let mut gap = false;
        for line in std::mem::take(&mut self.lines) {
            let from = stretches.partition_point(|s| s.end <= line.at.start);
            let over = stretches[from..].iter().take_while(|s| s.start < line.at.end);
            let mut start = line.at.start;
            for (end, next) in over.map(|s| (s.start, s.end)).chain([(line.at.end, line.at.end)]) {
                let raw = &self.text.text()[start..end.max(start)];
                let left = start + (raw.len() - raw.trim_start().len());
                if !raw.trim().is_empty() {
                    let first = left == line.at.start;
                    self.lines.push(Line {
                        at: left..left + raw.trim().len(),
                        blank_before: if first { line.blank_before } else { 0 },
                        indent: if first { line.indent } else { 0.0 },
                        top: line.top || !first || gap,
                        marks: Vec::new(),
                        extras: None,
                        ..line
                    });
                    gap = false;
                }
                gap |= next > end;
                start = next;
            }
        }
    }
}

impl Scan {
    fn confidence_at(&self, text: &Edited, at: usize) -> Option<f32> {
        let next = text.text()[at..].chars().next()?;
        let source = text.to_source(at..at + next.len_utf8()).start;
        let (piece, sure) = self.confidence[..self.confidence.partition_point(|(p, _)| p.start <= source)].last()?;
        (source < piece.end).then_some(*sure)
    }
}

impl Line {
    /// Whether a rule gave the line this role.
    pub fn has(&self, role: Role) -> bool {
        self.marks.iter().any(|m| m.role == role)
    }
}

/// Byte offsets at which the physical lines of a file begin; LF, CRLF and CR end a line. O(text).
pub fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (i, b) in bytes.iter().enumerate() {
        if *b == b'\n' || (*b == b'\r' && bytes.get(i + 1) != Some(&b'\n')) {
            starts.push(i + 1);
        }
    }
    starts
}

#[cfg(test)]
impl Page {
    /// A page of a text, cut into its lines.
    pub(crate) fn of_text(text: &str) -> Self {
        let mut page = Self {
            source: "A".to_owned(),
            name: "1".to_owned(),
            path: "A/1".to_owned(),
            sha256: String::new(),
            date: None,
            text: Edited::new(text),
            lines: Vec::new(),
            scan: None,
        };
        page.cut_lines();
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_lines_one_below_the_other_are_columns() {
        let cut = |text: &str| {
            let mut page = Page::of_text(text);
            let places: Vec<Range<usize>> = text.match_indices('|').map(|(i, _)| i..i + 1).collect();
            page.cut_at(&places);
            page.lines.iter().map(|l| (page.line_text(l).to_owned(), l.top)).collect::<Vec<_>>()
        };
        let lines = |all: &[(&str, bool)]| all.iter().map(|(l, top)| ((*l).to_owned(), *top)).collect::<Vec<_>>();
        let few = lines(&[("h", false), ("a", false), ("d", true), ("b", false), ("e", true), ("c", false)]);
        assert_eq!(cut("h\na|d\nb|e\nc"), few);
        let columns = lines(&[
            ("h", false),
            ("a", false),
            ("b", false),
            ("-", false),
            ("c", false),
            ("d", false),
            ("A", true),
            ("B", false),
            ("C", false),
            ("D", false),
            ("f", false),
        ]);
        assert_eq!(cut("h\na|A\nb|B\n-\nc|C\nd|D\nf"), columns);
    }

    #[test]
    fn what_is_taken_out_leaves_a_gap() {
        let mut page = Page::of_text("one\ntwo three\nfour\nfive");
        page.take_out(&[7..14, 14..18]);
        let lines = page.lines.iter().map(|l| (page.line_text(l), l.number, l.top)).collect::<Vec<_>>();
        assert_eq!(lines, [("one", 1, false), ("two", 2, false), ("five", 4, true)]);
        page.take_out(std::slice::from_ref(&(1..2)));
        let lines = page.lines.iter().map(|l| (page.line_text(l), l.top)).collect::<Vec<_>>();
        assert_eq!(lines, [("o", false), ("e", true), ("two", false), ("five", true)]);
    }
}
