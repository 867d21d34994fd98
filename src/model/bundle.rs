//! Chains of all sources that are one article.

use super::chain::Evidence;

/// One article: its parts, headline and what is missing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bundle {
    /// Stretches whose witnesses share text, in order; between two of them something is missing.
    pub parts: Vec<Part>,
    /// Headlines that sources print, the winning one first; at most one a source.
    pub headings: Vec<Heading>,
    /// What shows that the beginning is missing.
    pub cut_before: Option<String>,
    /// What shows that the end is missing.
    pub cut_after: Option<String>,
    /// What joins part i and part i + 1, one shorter than `parts`.
    pub bridges: Vec<String>,
}

impl Bundle {
    /// All units it holds, those of headlines among them, in no particular order; one may come twice.
    pub fn units(&self) -> impl Iterator<Item = u32> + '_ {
        let texts = self.parts.iter().flat_map(|p| &p.texts).flat_map(|t| &t.units);
        let heading = |h: &'_ Heading| [&h.title, &h.deck, &h.byline, &h.date, &h.column].map(Vec::as_slice).concat();
        texts.copied().chain(self.headings.iter().flat_map(heading))
    }
}

/// A stretch of an article whose witnesses share text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Part {
    /// One text for each source that has it, by source.
    pub texts: Vec<SourceText>,
}

/// What one source has of a part.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SourceText {
    /// Index of the source.
    pub source: u32,
    /// Its units in reading order.
    pub units: Vec<u32>,
    /// What each joint rests on; none between two chains that other sources put next to each other.
    pub joints: Vec<Option<Evidence>>,
    /// Position of its first character on the part's common axis, in characters.
    pub start: i64,
    /// One past its last character on that axis.
    pub end: i64,
}

/// The headline block of an article as one source prints it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Heading {
    /// Index of the source.
    pub source: u32,
    /// Units of kicker and headline, in order.
    pub title: Vec<u32>,
    /// Units of the deck.
    pub deck: Vec<u32>,
    /// Unit of the byline.
    pub byline: Vec<u32>,
    /// Unit of the bracketed date.
    pub date: Vec<u32>,
    /// Units of column and series labels.
    pub column: Vec<u32>,
}
