//! ALTO, versions 2 to 4: `String` elements with their `CONTENT`, confidences `WC` and `CC`, and what became of hyphens.

use std::ops::Range;

use super::markup::{Broken, Row, Step, Sure, Tag, Word, plain, walk, weave};
use crate::model::edit::Edited;
use crate::model::page::Scan;

/// What takes the markup out.
pub(super) const RULE: &str = "alto-markup";
/// What makes a soft hyphen of a hyphen that the format says is not part of the word.
pub(super) const HYPHEN: &str = "alto-hyphen";

/// Reads an ALTO file. O(bytes).
pub(super) fn read(source: &str) -> Result<(Edited, Scan), Broken> {
    let mut alto = Alto { source, spaces: has_spaces(source), ..Alto::default() };
    let mut open = Vec::new();
    walk(source, false, |step| match step {
        Step::Open(tag) => {
            open.push(tag.name);
            alto.open(&tag);
        }
        Step::Text(_) => {}
        Step::Close => alto.close(open.pop().unwrap_or_default()),
    })?;
    Ok(weave(source, alto.rows, RULE))
}

#[derive(Default)]
struct Alto<'s> {
    source: &'s str,
    rows: Vec<Row>,
    row: Row,
    /// Whether the file has elements for spaces; where it has none, words are parted by spaces.
    spaces: bool,
    /// A space stands before the next word.
    spaced: bool,
    /// A block has begun and has no line yet.
    opens: bool,
    /// Confidences of the glyphs of the last word.
    glyphs: Vec<f32>,
    /// What the last word is the first part of, as the file has it.
    whole: Option<&'s str>,
}

impl<'s> Alto<'s> {
    fn open(&mut self, tag: &Tag<'s>) {
        match tag.name {
            "TextBlock" => self.opens = true,
            "TextLine" => {
                let bounds = ["HPOS", "VPOS", "WIDTH", "HEIGHT"].map(|name| tag.number(name));
                let bounds = match bounds {
                    [Some(left), Some(top), Some(width), Some(height)] => Some([left, top, width, height]),
                    _ => None,
                };
                self.row = Row { opens: self.opens, bounds, ..Row::default() };
                (self.spaced, self.whole) = (false, None);
            }
            "String" => self.word(tag),
            "SP" => self.spaced = true,
            "HYP" => self.hyphen(tag),
            "Glyph" => self.glyphs.extend(tag.number("GC")),
            _ => {}
        }
    }

    fn word(&mut self, tag: &Tag<'s>) {
        self.glyphs.clear();
        self.whole = None;
        let Some(at) = tag.place("CONTENT").filter(|at| !self.source[at.clone()].trim().is_empty()) else { return };
        let sure = sure(tag.value("CC"), plain(&self.source[at.clone()]).chars().count(), tag.number("WC"));
        if tag.value("SUBS_TYPE") == Some("HypPart1") {
            self.whole = tag.value("SUBS_CONTENT");
        }
        let spaced = std::mem::take(&mut self.spaced) || !self.spaces;
        let span = tag.number("HPOS").zip(tag.number("WIDTH")).map(|(left, width)| (left, left + width));
        self.row.words.push(Word { at, spaced, sure, span, ..Word::default() });
        // Some writers leave the hyphen in the word.
        if let Some((sign, soft)) = self.cut_within() {
            self.split(sign, soft);
        }
    }

    /// The hyphen that ends the last word, and whether the whole word lacks it.
    fn cut_within(&self) -> Option<(Range<usize>, bool)> {
        let (whole, word) = (plain(self.whole?), self.row.words.last()?);
        let text = &self.source[word.at.clone()];
        let sign = text.chars().next_back().filter(|c| matches!(c, '-' | '\u{2010}' | '\u{AD}' | '⸗' | '¬'))?;
        let start = word.at.end - sign.len_utf8();
        Some((start..word.at.end, is_soft(&whole, &plain(&self.source[word.at.start..start]))))
    }

    fn split(&mut self, sign: Range<usize>, soft: bool) {
        let Some(word) = self.row.words.last_mut().filter(|word| soft && word.at.start < sign.start) else { return };
        word.at.end = sign.start;
        if let Sure::Each(each) = &mut word.sure {
            each.pop();
        }
        let hyphen = Word { at: sign, instead: Some(("\u{AD}", HYPHEN)), ..Word::default() };
        self.row.words.push(hyphen);
    }

    /// A hyphen at the line end: where the format tells the whole word, it tells whether the hyphen is part of it.
    fn hyphen(&mut self, tag: &Tag<'s>) {
        let Some(at) = tag.place("CONTENT").filter(|at| !at.is_empty()) else { return };
        let first = self.row.words.last().map(|word| plain(&self.source[word.at.clone()]));
        let soft = self.whole.zip(first).is_some_and(|(whole, first)| is_soft(&plain(whole), &first));
        let instead = (soft && self.source[at.clone()] != *"\u{AD}").then_some(("\u{AD}", HYPHEN));
        self.row.words.push(Word { at, instead, ..Word::default() });
    }

    fn close(&mut self, name: &str) {
        match name {
            "String" if !self.glyphs.is_empty() => {
                if let Some(word) = self.row.words.last_mut().filter(|word| !matches!(word.sure, Sure::Each(_))) {
                    word.sure = Sure::Each(std::mem::take(&mut self.glyphs));
                }
            }
            "TextLine" if !self.row.words.is_empty() => {
                self.rows.push(std::mem::take(&mut self.row));
                self.opens = false;
            }
            _ => {}
        }
    }
}

/// Whether a file has an element `SP`, in any name space.
fn has_spaces(source: &str) -> bool {
    let named =
        |(at, _): (usize, &str)| source[..at].ends_with(['<', ':']) && source[at + 2..].starts_with([' ', '/', '>']);
    source.match_indices("SP").any(named)
}

/// Whether a word of which this is the first part has no hyphen behind it.
fn is_soft(whole: &str, first: &str) -> bool {
    whole.strip_prefix(first).is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['-', '\u{2010}']))
}

/// Confidences of a word: a figure from 0 (sure) to 9 for each character, with or without spaces between, else that of the word.
fn sure(each: Option<&str>, characters: usize, whole: Option<f32>) -> Sure {
    let figures: Vec<f32> = match each {
        Some(each) if each.trim().contains(char::is_whitespace) => {
            each.split_whitespace().filter_map(|figure| figure.parse().ok()).collect()
        }
        Some(each) => each.trim().chars().filter_map(|c| c.to_digit(10)).map(|figure| figure as f32).collect(),
        None => Vec::new(),
    };
    match whole {
        _ if figures.len() == characters => Sure::Each(figures.iter().map(|figure| 1.0 - figure / 9.0).collect()),
        Some(whole) => Sure::Whole(whole),
        None => Sure::Untold,
    }
}
