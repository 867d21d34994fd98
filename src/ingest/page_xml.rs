//! PAGE XML: text lines with their `TextEquiv`, in the order that `ReadingOrder` gives.

use std::collections::BTreeMap;
use std::ops::Range;

use super::markup::{Broken, Row, Step, Sure, Tag, Word, plain, walk, weave};
use crate::model::edit::Edited;
use crate::model::page::Scan;

/// What takes the markup out.
pub(super) const RULE: &str = "page-markup";

/// Reads a PAGE file. O(bytes).
pub(super) fn read(source: &str) -> Result<(Edited, Scan), Broken> {
    let mut page = PageXml { source, ..PageXml::default() };
    walk(source, false, |step| match step {
        Step::Open(tag) => page.open(&tag),
        Step::Text(at) => page.text(at),
        Step::Close => page.close(),
    })?;
    Ok(weave(source, page.ranked(), RULE))
}

/// A text that an element has: of several the one with the least index.
#[derive(Debug, Clone, Default)]
struct Equiv {
    index: f32,
    sure: Option<f32>,
    at: Option<Range<usize>>,
}

/// An open element and what it has so far.
#[derive(Default)]
struct Open<'s> {
    name: &'s str,
    id: Option<&'s str>,
    kind: Option<&'s str>,
    vertical: bool,
    /// Its text, by itself.
    equiv: Option<Equiv>,
    /// Texts of its parts: words of a line, glyphs of a word.
    parts: Vec<Word>,
    /// Corners of its outline: least and greatest x and y.
    outline: Option<[f32; 4]>,
    /// Whether a line of it is written.
    written: bool,
}

#[derive(Default)]
struct PageXml<'s> {
    source: &'s str,
    open: Vec<Open<'s>>,
    rows: Vec<(Option<&'s str>, Row)>,
    /// Indices of the open groups of the reading order.
    groups: Vec<u32>,
    /// Regions by their place in the reading order.
    order: Vec<(Vec<u32>, &'s str)>,
    /// The text that is being read.
    equiv: Option<Equiv>,
}

impl<'s> PageXml<'s> {
    fn open(&mut self, tag: &Tag<'s>) {
        match tag.name {
            "OrderedGroup" | "UnorderedGroup" | "OrderedGroupIndexed" | "UnorderedGroupIndexed" => {
                self.groups.push(self.index(tag));
            }
            "RegionRef" | "RegionRefIndexed" => {
                if let Some(region) = tag.value("regionRef") {
                    let place = self.groups.iter().copied().chain([self.index(tag)]).collect();
                    self.order.push((place, region));
                }
            }
            "TextEquiv" => {
                let sure = tag.number("conf");
                self.equiv = Some(Equiv { index: tag.number("index").unwrap_or(0.0), sure, at: None });
            }
            "Coords" => self.outline(tag.value("points").unwrap_or_default()),
            "Point" => {
                let corner = [tag.value("x"), tag.value("y")].map(Option::unwrap_or_default).join(",");
                self.outline(&corner);
            }
            _ => {}
        }
        let vertical = |name| matches!(tag.value(name), Some("top-to-bottom" | "bottom-to-top"));
        self.open.push(Open {
            name: tag.name,
            id: tag.value("id"),
            kind: tag.value("type"),
            vertical: vertical("readingDirection"),
            ..Open::default()
        });
    }

    /// The index of an entry of the reading order: its own, else its place in the file.
    fn index(&self, tag: &Tag<'_>) -> u32 {
        tag.value("index").and_then(|index| index.parse().ok()).unwrap_or(self.order.len() as u32)
    }

    /// Adds points to the outline of the element that they belong to: the nearest that is no `Coords` itself.
    fn outline(&mut self, points: &str) {
        let Some(of) = self.open.iter_mut().rev().find(|open| open.name != "Coords") else { return };
        let numbers = |point: &str| point.split_once(',').and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)));
        for (x, y) in points.split_whitespace().filter_map(numbers) {
            let [left, top, right, bottom] = of.outline.unwrap_or([x, y, x, y]);
            of.outline = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
        }
    }

    fn text(&mut self, at: Range<usize>) {
        let inside = self.open.last().is_some_and(|open| open.name == "Unicode");
        if let Some(equiv) = self.equiv.as_mut().filter(|_| inside) {
            let start = equiv.at.as_ref().map_or(at.start, |known| known.start);
            equiv.at = Some(start..at.end);
        }
    }

    fn close(&mut self) {
        let Some(closed) = self.open.pop() else { return };
        match closed.name {
            "OrderedGroup" | "UnorderedGroup" | "OrderedGroupIndexed" | "UnorderedGroupIndexed" => {
                self.groups.pop();
            }
            "TextEquiv" => {
                let equiv = self.equiv.take().filter(|equiv| equiv.at.is_some());
                if let (Some(of), Some(equiv)) = (self.open.last_mut(), equiv)
                    && of.equiv.as_ref().is_none_or(|known| equiv.index < known.index)
                {
                    of.equiv = Some(equiv);
                }
            }
            "Glyph" | "Word" => {
                let parts = self.words(&closed);
                if let Some(of) = self.open.last_mut() {
                    of.parts.extend(parts);
                }
            }
            "TextLine" => self.line(closed),
            "TextRegion" if !closed.written => self.region(&closed),
            _ => {}
        }
    }

    /// The text of an element: its own, with the confidences of its parts where they spell the same; else that of its parts.
    fn words(&self, of: &Open<'s>) -> Vec<Word> {
        let Some((equiv, at)) = of.equiv.as_ref().and_then(|e| Some((e, trimmed(self.source, e.at.clone()?)?))) else {
            return of.parts.clone();
        };
        let sure = self.parts_sure(&of.parts, &at).or_else(|| Some(Sure::Whole(equiv.sure?))).unwrap_or_default();
        vec![Word { at, spaced: of.name == "Word", sure, ..Word::default() }]
    }

    /// The confidences of parts for each character of a text, when they spell it.
    fn parts_sure(&self, parts: &[Word], at: &Range<usize>) -> Option<Sure> {
        let text = plain(&self.source[at.clone()]);
        let mut sure = Vec::with_capacity(text.len());
        let mut rest = text.as_str();
        for part in parts {
            while let Some(behind) = rest.strip_prefix(char::is_whitespace) {
                sure.push(1.0);
                rest = behind;
            }
            let spelt = plain(&self.source[part.at.clone()]);
            rest = rest.strip_prefix(spelt.as_str())?;
            match &part.sure {
                Sure::Untold => return None,
                Sure::Whole(one) => sure.extend(spelt.chars().map(|_| *one)),
                Sure::Each(each) => sure.extend(each),
            }
        }
        (rest.is_empty() && !sure.is_empty()).then_some(Sure::Each(sure))
    }

    fn line(&mut self, line: Open<'s>) {
        let words = self.words(&line);
        let mut regions = self.open.iter_mut().rev().filter(|open| open.name == "TextRegion");
        let (opens, id, kind, turned) = match regions.next() {
            Some(region) => (!std::mem::replace(&mut region.written, true), region.id, region.kind, region.vertical),
            None => (false, None, None, false),
        };
        // The text of a region round this one holds the line, too.
        regions.for_each(|outer| outer.written = true);
        let bounds = line.outline.map(|[left, top, right, bottom]| [left, top, right - left, bottom - top]);
        let vertical = line.vertical || turned;
        self.rows
            .push((id, Row { words, opens, bounds, block_type: kind.map(str::to_owned), vertical, ..Row::default() }));
    }

    /// A region whose lines are not told apart: each line of its text is one.
    fn region(&mut self, region: &Open<'s>) {
        let Some((equiv, at)) = region.equiv.as_ref().and_then(|e| Some((e, e.at.clone()?))) else { return };
        let sure = equiv.sure.map_or(Sure::Untold, Sure::Whole);
        let mut start = at.start;
        let mut opens = true;
        for line in self.source[at].split('\n') {
            let place = trimmed(self.source, start..start + line.len());
            start += line.len() + 1;
            let Some(at) = place else { continue };
            let words = vec![Word { at, sure: sure.clone(), ..Word::default() }];
            let block_type = region.kind.map(str::to_owned);
            self.rows.push((region.id, Row { words, opens: std::mem::take(&mut opens), block_type, ..Row::default() }));
        }
    }

    /// The lines, with the place of their region in reading order; regions that it does not name come last.
    fn ranked(mut self) -> Vec<Row> {
        self.order.sort();
        let ranks: BTreeMap<&str, usize> = self.order.iter().rev().enumerate().map(|(i, (_, id))| (*id, i)).collect();
        let last = self.order.len();
        let rank = |id: Option<&str>| id.and_then(|id| ranks.get(id)).map_or(last, |i| last - 1 - i);
        self.rows.into_iter().map(|(id, row)| Row { rank: rank(id), ..row }).collect()
    }
}

/// A stretch without white space at either end; none when nothing is left.
fn trimmed(source: &str, at: Range<usize>) -> Option<Range<usize>> {
    let raw = &source[at.clone()];
    let start = at.start + raw.len() - raw.trim_start().len();
    (!raw.trim().is_empty()).then(|| start..start + raw.trim().len())
}
