//! What the readers of XML formats share: tags with their places in the file, and the text woven from pieces of it.
//!
//! The text of a page stays the file: markup is taken out by edits of a rule that is called after the format, so undoing them gives
//! the file back, and every character knows its bytes in it.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::spacing;
use crate::model::edit::{Change, Edited, RuleId};
use crate::model::page::{Scan, ScanLine};

/// What makes characters of character references.
pub(super) const REFERENCE: &str = "character-reference";

/// What is wrong with a markup file, and at which byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) at: usize,
    pub(super) what: String,
}

/// A step through a markup file.
#[derive(Debug)]
pub(super) enum Step<'s> {
    /// An element begins.
    Open(Tag<'s>),
    /// Text or a character reference, at these bytes.
    Text(Range<usize>),
    /// The innermost open element ends.
    Close,
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag<'s> {
    /// Its name without prefix.
    pub(super) name: &'s str,
    source: &'s str,
    attributes: Vec<(&'s str, Range<usize>)>,
}

impl<'s> Tag<'s> {
    /// Where the value of an attribute stands, its quotes left out.
    pub(super) fn place(&self, attribute: &str) -> Option<Range<usize>> {
        self.attributes.iter().find(|(name, _)| *name == attribute).map(|(_, at)| at.clone())
    }

    /// The value of an attribute as the file has it.
    pub(super) fn value(&self, attribute: &str) -> Option<&'s str> {
        self.place(attribute).map(|at| &self.source[at])
    }

    /// A number that an attribute holds.
    pub(super) fn number(&self, attribute: &str) -> Option<f32> {
        self.value(attribute)?.trim().parse().ok().filter(|n: &f32| n.is_finite())
    }
}

/// Elements of HTML that have no end tag.
const VOID: [&str; 7] = ["area", "br", "hr", "img", "input", "link", "meta"];

/// Walks through a file from tag to tag. Of HTML, end tags may be lacking. O(bytes).
pub(super) fn walk<'s>(source: &'s str, html: bool, mut each: impl FnMut(Step<'s>)) -> Result<(), Broken> {
    // The reader does not count a mark of byte order.
    let mark = source.len() - source.trim_start_matches('\u{FEFF}').len();
    let mut reader = Reader::from_str(&source[mark..]);
    reader.config_mut().check_end_names = !html;
    reader.config_mut().allow_unmatched_ends = html;
    reader.config_mut().allow_dangling_amp = html;
    let mut open = Vec::new();
    loop {
        let start = mark + reader.buffer_position() as usize;
        let event = reader.read_event();
        let event = event.map_err(|e| Broken { at: mark + reader.error_position() as usize, what: e.to_string() })?;
        let end = mark + reader.buffer_position() as usize;
        match event {
            Event::Start(_) | Event::Empty(_) => {
                let tag = tag(source, start..end, html)?;
                let closed = matches!(event, Event::Empty(_)) || html && VOID.contains(&tag.name);
                if !closed {
                    open.push((tag.name, start));
                }
                each(Step::Open(tag));
                if closed {
                    each(Step::Close);
                }
            }
            Event::End(tag) => {
                let name = local(tag.name().into_inner());
                // Of HTML, what is still open inside ends, too, and an end tag without a start means nothing.
                let from = open.iter().rposition(|(open, _)| *open == name).unwrap_or(open.len());
                open.drain(from..).for_each(|_| each(Step::Close));
            }
            Event::Text(_) | Event::GeneralRef(_) => each(Step::Text(start..end)),
            Event::CData(_) => each(Step::Text(start + "<![CDATA[".len()..end - "]]>".len())),
            Event::Eof => break,
            _ => {}
        }
    }
    match open.pop().filter(|_| !html) {
        Some((name, at)) => Err(Broken { at, what: format!("<{name}> is never closed") }),
        None => Ok(()),
    }
}

/// The start tag at these bytes.
fn tag(source: &str, at: Range<usize>, html: bool) -> Result<Tag<'_>, Broken> {
    let inside = source[at.clone()].trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let name = inside.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
    let start = BytesStart::from_content(inside, name.len());
    let mut attributes = Vec::new();
    let found = if html { start.html_attributes() } else { start.attributes() };
    for attribute in found {
        let attribute = attribute.map_err(|e| Broken { at: at.start, what: e.to_string() })?;
        // Keys and values are pieces of the source; those that an attribute lacks are not.
        let key = place(source, local(attribute.key.into_inner()));
        let value = if let Cow::Borrowed(value) = attribute.value { place(source, value) } else { None };
        attributes.extend(key.zip(value).map(|(key, value)| (&source[key], value)));
    }
    Ok(Tag { name: local(name), source, attributes })
}

/// Where a piece of a text stands in it; none when it is a text of its own.
fn place(text: &str, piece: &str) -> Option<Range<usize>> {
    let start = (piece.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let at = start..start + piece.len();
    (text.get(at.clone()) == Some(piece)).then_some(at)
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// How sure a reader was of a piece of text.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Sure {
    /// It does not tell.
    #[default]
    Untold,
    /// Of all of it alike.
    Whole(f32),
    /// Of each character.
    Each(Vec<f32>),
}

/// A piece of text on a line.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Word {
    /// Bytes of the file.
    pub(super) at: Range<usize>,
    /// Whether a space stands before it, when others stand before it on the line.
    pub(super) spaced: bool,
    /// How many spaces stand there: more than one where the page has a gap.
    pub(super) blanks: usize,
    /// Where it begins and ends on a horizontal line.
    pub(super) span: Option<(f32, f32)>,
    /// What it stands for, by which rule, where it is not taken as it is.
    pub(super) instead: Option<(&'static str, &'static str)>,
    pub(super) sure: Sure,
}

/// A printed line.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Row {
    pub(super) words: Vec<Word>,
    /// Whether it opens a block.
    pub(super) opens: bool,
    /// Whether it is the first of a column.
    pub(super) top: bool,
    /// How far it begins behind the lines near it, in heights of its box.
    pub(super) indent: f32,
    pub(super) bounds: Option<[f32; 4]>,
    pub(super) block_type: Option<String>,
    pub(super) vertical: bool,
    /// Place of its block in reading order; blocks that share one stay in the order of the file.
    pub(super) rank: usize,
}

/// Makes the text of a page of lines; `rule` takes the markup out. O(bytes · log lines).
pub(super) fn weave(source: &str, mut rows: Vec<Row>, rule: &'static str) -> (Edited, Scan) {
    in_order(&mut rows);
    rows.retain(|row| !row.words.is_empty());
    let mut reading: Vec<usize> = (0..rows.len()).collect();
    reading.sort_by_key(|i| rows[*i].rank);
    spacing::read(&mut rows, &reading);
    let mut weaver = Weaver { source, changes: Vec::new(), done: 0, rule: RuleId::new(rule), sure: Vec::new() };
    let mut lines: Vec<(usize, bool, ScanLine)> = Vec::new();
    for row in rows {
        let at = row.words[0].at.start..row.words.last().map_or(0, |w| w.at.end);
        for (i, word) in row.words.iter().enumerate() {
            let gap = match (i, lines.is_empty()) {
                (0, true) => "",
                (0, false) if row.opens => "\n\n",
                (0, false) => "\n",
                _ if word.spaced => &" ".repeat(word.blanks.max(1)),
                _ => "",
            };
            weaver.keep(word, gap);
        }
        let Row { opens, top, indent, bounds, block_type, vertical, rank, .. } = row;
        lines.push((rank, opens, ScanLine { at, top, indent, bounds, block_type, vertical }));
    }
    weaver.replace(weaver.done..source.len(), "\n", None);
    lines.sort_by_key(|(rank, ..)| *rank);
    let blank = |opens: bool| opens.then(ScanLine::default);
    let lines = lines.into_iter().enumerate();
    let lines = lines.flat_map(|(i, (_, opens, line))| blank(opens && i > 0).into_iter().chain([line])).collect();
    let mut text = Edited::new(source);
    text.apply(weaver.changes);
    (text, Scan { lines, confidence: weaver.sure })
}

/// Puts lines in the order of the file, and takes out words that stand within others: no sound file has such.
fn in_order(rows: &mut [Row]) {
    rows.sort_by_key(|row| row.words.first().map(|word| word.at.start));
    let mut done = 0;
    for words in rows.iter_mut().map(|row| &mut row.words) {
        words.retain(|word| {
            let kept = word.at.start >= done;
            done = done.max(word.at.end);
            kept
        });
    }
}

struct Weaver<'s> {
    source: &'s str,
    changes: Vec<Change>,
    /// Up to which byte the text is made.
    done: usize,
    rule: RuleId,
    sure: Vec<(Range<usize>, f32)>,
}

impl Weaver<'_> {
    /// Puts a gap and a word behind what is there.
    fn keep(&mut self, word: &Word, gap: &str) {
        self.replace(self.done..word.at.start, gap, None);
        let pieces = pieces(&self.source[word.at.clone()]);
        let count = pieces.len();
        for (i, (piece, is)) in pieces.into_iter().enumerate() {
            let at = word.at.start + piece.start..word.at.start + piece.end;
            let sure = match &word.sure {
                _ if self.source[at.clone()].trim().is_empty() => None,
                Sure::Untold => None,
                Sure::Whole(sure) => Some(*sure),
                Sure::Each(each) if each.len() == count => Some(each[i]),
                Sure::Each(each) => Some(each.iter().sum::<f32>() / each.len().max(1) as f32),
            };
            self.sure.extend(sure.map(|sure| (at.clone(), sure.clamp(0.0, 1.0))));
            match is {
                _ if word.instead.is_some() => {}
                Piece::Itself => {}
                Piece::Space => self.replace(at, " ", None),
                Piece::Reference(c) => self.replace(at, c.encode_utf8(&mut [0; 4]), Some(REFERENCE)),
            }
        }
        if let Some((with, rule)) = word.instead {
            self.replace(word.at.clone(), with, Some(rule));
        }
        self.done = word.at.end;
    }

    fn replace(&mut self, at: Range<usize>, with: &str, rule: Option<&str>) {
        if self.source[at.clone()] != *with {
            let rule = rule.map_or_else(|| self.rule.clone(), RuleId::new);
            self.changes.push(Change { at, with: with.to_owned(), rule });
        }
    }
}

/// A character of the text in the file.
enum Piece {
    Itself,
    /// White space other than a space.
    Space,
    /// A character reference.
    Reference(char),
}

/// The characters of a piece of markup, references as one. A run of white space with a line end or tab in it is one space.
fn pieces(raw: &str) -> Vec<(Range<usize>, Piece)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(c) = raw[at..].chars().next() {
        let rest = &raw[at..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\t']).len();
        let (len, piece) = match reference(rest) {
            Some((len, c)) => (len, Piece::Reference(c)),
            None if rest[..blank].contains(['\n', '\r', '\t']) => (blank, Piece::Space),
            None => (c.len_utf8(), Piece::Itself),
        };
        pieces.push((at..at + len, piece));
        at += len;
    }
    pieces
}

/// The character reference that a text begins with, and its length. Others than these stay as they are.
fn reference(text: &str) -> Option<(usize, char)> {
    let name = text.strip_prefix('&')?;
    let name = &name[..name.find(';').filter(|end| *end <= 10)?];
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "shy" => '\u{AD}',
        _ => char::from_u32(match name.strip_prefix('#')?.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => name[1..].parse().ok()?,
        })?,
    };
    // What XML does not allow cannot have been meant.
    (!matches!(c, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F')).then_some((name.len() + 2, c))
}

/// A piece of markup as text.
pub(super) fn plain(raw: &str) -> String {
    let of = |(at, piece): (Range<usize>, Piece)| match piece {
        Piece::Itself => raw[at].to_owned(),
        Piece::Space => " ".to_owned(),
        Piece::Reference(c) => c.to_string(),
    };
    pieces(raw).into_iter().map(of).collect()
}
