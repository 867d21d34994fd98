//! The printed lines of a text, and which of them stand in another text too.

use std::ops::{Range, RangeInclusive};

use rustc_hash::FxHashMap;

use super::tokens::begins_line;
use crate::model::witness::Token;

/// Characters by which the ends of lines are known.
pub(super) const END: usize = 5;
/// Longer lines are paragraphs: no column holds so many characters in one line.
pub(super) const WIDEST: usize = 160;
/// Most lines that are told from others by what they begin or end with.
const FEW: usize = 4;
/// Of ten characters of two lines that are the same line so many stand in both, in order. Half of them do so in lines of one
/// language by chance.
const ALIKE: usize = 7;
/// Of a line of fewer characters one may differ: two numbers of a table are often as like as that.
const SHORT: usize = 8;

/// What a printed text shows beside its characters.
#[derive(Debug, Default)]
pub(super) struct Print {
    /// Characters with which lines begin, but the first one.
    pub(super) starts: Vec<u32>,
    /// Characters inside lines before which white space stands.
    pub(super) gaps: Vec<u32>,
}

impl Print {
    /// Notes what is seen before a character; to be called in the order of the text.
    pub(super) fn see(&mut self, at: usize, token: &Token) {
        if begins_line(token) {
            self.starts.extend((at > 0).then_some(at as u32));
        } else if token.space_before {
            self.gaps.push(at as u32);
        }
    }

    /// Those before which white space stands, among some characters.
    pub(super) fn gaps(&self, among: &RangeInclusive<usize>) -> &[u32] {
        let from = self.gaps.partition_point(|at| (*at as usize) < *among.start());
        let to = self.gaps.partition_point(|at| *at as usize <= *among.end());
        &self.gaps[from..to.max(from)]
    }
}

/// A text in its printed lines, or in pieces of these.
#[derive(Debug, Clone)]
pub(super) struct Lines<'a> {
    text: &'a [char],
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// `starts` are the characters with which lines begin, but the first one. O(lines).
    pub(super) fn new(text: &'a [char], starts: &[u32]) -> Self {
        let first = if text.is_empty() { None } else { Some(0) };
        Self { text, starts: first.into_iter().chain(starts.iter().map(|start| *start as usize)).collect() }
    }

    /// Makes lines begin at these characters, too.
    pub(super) fn cut(&mut self, at: impl IntoIterator<Item = usize>) {
        self.starts.extend(at);
        self.starts.sort_unstable();
        self.starts.dedup();
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The characters of some lines that follow one another.
    pub(super) fn span(&self, lines: Range<usize>) -> Range<usize> {
        let start = |line: usize| self.starts.get(line).copied().unwrap_or(self.text.len());
        start(lines.start)..start(lines.end)
    }

    pub(super) fn line(&self, line: usize) -> &'a [char] {
        &self.text[self.span(line..line + 1)]
    }

    pub(super) fn text(&self) -> &'a [char] {
        self.text
    }

    /// The line in which a character stands.
    pub(super) fn at(&self, token: usize) -> usize {
        self.starts.partition_point(|start| *start <= token).saturating_sub(1)
    }
}

/// The lines of a text by what they begin and end with.
#[derive(Debug, Default)]
pub(super) struct Ends {
    begin: FxHashMap<[char; END], Few>,
    end: FxHashMap<[char; END], Few>,
}

impl Ends {
    /// O(lines).
    pub(super) fn of(lines: &Lines<'_>) -> Self {
        let mut ends = Self::default();
        for line in 0..lines.len() {
            let text = lines.line(line);
            if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
                ends.begin.entry(*first).or_default().note(line);
                ends.end.entry(*last).or_default().note(line);
            }
        }
        ends
    }

    /// The lines that begin as a text does; none if these are too many.
    pub(super) fn beginning(&self, text: &[char]) -> &[usize] {
        text.first_chunk().and_then(|first| self.begin.get(first)).map_or(&[], Few::known)
    }

    /// The lines that end as a text does; none if these are too many.
    pub(super) fn ending(&self, text: &[char]) -> &[usize] {
        text.last_chunk().and_then(|last| self.end.get(last)).map_or(&[], Few::known)
    }
}

/// Lines that begin or end alike.
#[derive(Debug, Default, Clone, Copy)]
struct Few {
    lines: [usize; FEW],
    count: usize,
}

impl Few {
    fn note(&mut self, line: usize) {
        if let Some(free) = self.lines.get_mut(self.count) {
            *free = line;
        }
        self.count += 1;
    }

    fn known(&self) -> &[usize] {
        self.lines.get(..self.count).unwrap_or(&[])
    }
}

/// How alike two lines are that may be readings of one: the share of their characters that both have in order. None where they
/// may not. O(product of lengths), which are at most [`WIDEST`].
pub(super) fn likeness(a: &[char], b: &[char]) -> Option<f64> {
    let (all, short) = (a.len() + b.len(), a.len().min(b.len()) < SHORT);
    let enough = |common: usize| 10 * 2 * common >= ALIKE * all && (!short || 2 * (common + 1) >= all);
    if a.len().max(b.len()) > WIDEST || all == 0 || !enough(a.len().min(b.len())) {
        return None;
    }
    let common = common(a, b);
    enough(common).then_some(2.0 * common as f64 / all as f64)
}

/// The length of the longest common subsequence.
fn common(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut corner = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { corner + 1 } else { above.max(row[j]) };
            corner = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn lines_are_known_by_their_ends() {
        let text = chars("thebridgethebridgehouseoldmill");
        let mut lines = Lines::new(&text, &[9]);
        lines.cut([23]);
        assert_eq!((0..3).map(|line| lines.span(line..line + 1)).collect::<Vec<_>>(), [0..9, 9..23, 23..30]);
        assert_eq!((lines.at(8), lines.at(9), lines.at(29)), (0, 1, 2));
        let ends = Ends::of(&lines);
        assert_eq!(ends.beginning(&chars("oldmiller")), [2]);
        assert_eq!(ends.beginning(&chars("thebridge")), [0, 1]);
        assert_eq!(ends.ending(&chars("onthebridge")), [0]);
    }

    #[test]
    fn misread_lines_are_alike() {
        assert!(likeness(&chars("date:02/20/87"), &chars("ddate.o2/2o/87")).is_some());
        assert_eq!(likeness(&chars("designation"), &chars("receiptno.")), None);
        assert_eq!(likeness(&chars("receipt"), &chars("receiptno.301003")), None);
        assert!(likeness(&chars("27.50"), &chars("27.5O")).is_some());
        assert_eq!(likeness(&chars("27.50"), &chars("21.60")), None);
        assert_eq!(likeness(&[], &[]), None);
    }
}
