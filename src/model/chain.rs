//! Units of a page and the chains they form.

use std::ops::Range;

use super::date::Date;
use super::edit::RuleId;
use super::page::Role;
use super::passage::Concordance;
use super::stream::Stream;

/// What articles are made of: a physical line without its notes, or a run of one-character lines that is one
/// vertical headline.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Index of the page.
    pub page: u32,
    /// Indices of the page's lines that it takes up.
    pub lines: Range<u32>,
    /// Byte ranges of the clean text; several when it is set vertically.
    pub pieces: Vec<Range<usize>>,
    /// The pieces joined.
    pub text: String,
    /// Width in em, white space left out.
    pub width: f32,
    /// Width of a full line hereabouts in em; infinite where lines are paragraphs.
    pub full: f32,
    /// White space before the first character in em.
    pub indent: f32,
    /// Blank lines before it.
    pub blank_before: u32,
    /// What kind of line it is, as far as one page tells.
    pub cues: Cues,
}

/// What one page tells of a unit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cues {
    /// Set one character a line.
    pub vertical: bool,
    /// Stands on a page whose lines are paragraphs.
    pub paragraph: bool,
    /// A note behind it says that the article goes on elsewhere.
    pub jump_to: bool,
    /// A note before it says that the article began elsewhere.
    pub jump_from: bool,
    /// Opens with place and agency.
    pub dateline: bool,
    /// Agency credit that closes an article.
    pub credit: bool,
    /// Ends in the name of who wrote the article.
    pub signed: bool,
    /// Who wrote the article.
    pub byline: bool,
    /// Bracketed date under a headline.
    pub date: bool,
    /// Opens a section or clause.
    pub section: bool,
    /// Text of a picture, or who took it.
    pub caption: bool,
    /// Who took a picture, and nothing else.
    pub photo_credit: bool,
    /// Holds words of advertisements.
    pub advertisement: bool,
    /// A notice that no other page prints, or a table of figures beside the articles.
    pub notice: bool,
    /// Looks like a headline.
    pub head: bool,
    /// Set in larger type than the text of its page.
    pub display: bool,
    /// Label of a column or series.
    pub column: bool,
    /// Belongs to the page and not to an article, for this reason.
    pub furniture: Option<(Role, Option<RuleId>)>,
    /// First of a column that was told from the layout.
    pub top: bool,
    /// Stands in one line of the file with the unit before it, in another column.
    pub beside: bool,
    /// Ends in a mark that may end a paragraph.
    pub is_final: bool,
    /// Ends a sentence.
    pub sentence: bool,
}

impl Cues {
    /// Whether an article ends with it.
    pub fn ends_article(&self) -> bool {
        self.credit || self.signed
    }
}

impl Unit {
    /// Whether it takes part in the text of articles.
    pub fn is_body(&self) -> bool {
        let c = &self.cues;
        !(c.head || c.caption || c.notice || c.byline || c.date || c.column || c.furniture.is_some())
    }
}

/// The units of all pages of a run, and the characters pages are compared by.
#[derive(Debug, Clone, Default)]
pub struct UnitTable {
    /// All units, page by page.
    pub units: Vec<Unit>,
    /// Units of each page.
    pub pages: Vec<Range<u32>>,
    /// Stream of each page; its `unit` refers to `units`.
    pub streams: Vec<Stream>,
    /// Where each unit stands in its page's stream; empty for furniture.
    pub spans: Vec<Range<u32>>,
    /// Source of each page.
    pub sources: Vec<u32>,
    /// Day of the issue that each page belongs to.
    pub days: Vec<Option<Date>>,
}

impl UnitTable {
    /// The source of a unit.
    pub fn source(&self, unit: u32) -> u32 {
        self.sources[self.units[unit as usize].page as usize]
    }

    /// Whether two units stand in one issue of one source, as far as that is known: an article does not go on in another.
    pub fn one_issue(&self, a: u32, b: u32) -> bool {
        let issue = |unit: u32| {
            let page = self.units[unit as usize].page as usize;
            (self.sources[page], self.days.get(page))
        };
        issue(a) == issue(b)
    }

    /// The unit at a position of a page's stream.
    pub fn unit_at(&self, page: u32, pos: u32) -> Option<u32> {
        self.streams[page as usize].unit.get(pos as usize).copied()
    }

    /// What a unit shares with units of other pages: by page, then by position, each piece within one unit there.
    /// O(partners × log runs + pieces).
    pub fn shared<'a>(&'a self, map: &'a Concordance, unit: u32) -> impl Iterator<Item = Shared> + 'a {
        let (page, span) = (self.units[unit as usize].page, self.spans[unit as usize].clone());
        map.over(page, span.clone()).flat_map(move |(other, runs)| {
            let span = span.clone();
            runs.iter().flat_map(move |run| {
                let from = span.start.max(run.here);
                let there = run.there + (from - run.here);
                self.cut(Shared {
                    page: other,
                    unit: 0,
                    here: from,
                    there,
                    len: span.end.min(run.here + run.len) - from,
                })
            })
        })
    }

    /// A piece cut at the borders of the units of the other page.
    fn cut(&self, whole: Shared) -> impl Iterator<Item = Shared> + '_ {
        let mut done = 0;
        std::iter::from_fn(move || {
            let there = whole.there + done;
            let unit = (done < whole.len).then(|| self.unit_at(whole.page, there)).flatten()?;
            let len = (self.spans[unit as usize].end - there).min(whole.len - done);
            let piece = Shared { unit, here: whole.here + done, there, len, ..whole };
            done += len;
            Some(piece)
        })
    }

    /// The nearest unit before this one on its page that is not furniture.
    pub fn before(&self, unit: u32) -> Option<u32> {
        let page = &self.pages[self.units[unit as usize].page as usize];
        (page.start..unit).rev().find(|u| self.units[*u as usize].cues.furniture.is_none())
    }

    /// The nearest unit after this one on its page that is not furniture.
    pub fn after(&self, unit: u32) -> Option<u32> {
        let page = &self.pages[self.units[unit as usize].page as usize];
        (unit + 1..page.end).find(|u| self.units[*u as usize].cues.furniture.is_none())
    }
}

/// Text that a unit shares with one unit of another page, character by character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// The other page.
    pub page: u32,
    /// The unit there.
    pub unit: u32,
    /// First position in the stream of the unit's own page.
    pub here: u32,
    /// First position in the stream of the other page.
    pub there: u32,
    /// Characters.
    pub len: u32,
}

/// Units of one source that continue one another, pages jumped included.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chain {
    /// Index of the source.
    pub source: u32,
    /// Indices of its units, in reading order.
    pub units: Vec<u32>,
    /// What each joint between neighbours rests on; one shorter than `units`.
    pub joints: Vec<Evidence>,
}

/// What a joint rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Another source shows both sides joined.
    Attested,
    /// Only the page itself suggests it.
    Cued,
    /// A page jump, by its notes alone.
    Notes,
    /// Others could attest it, and one shows something else there.
    Contradicted,
}

impl Evidence {
    /// Name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Attested => "attested",
            Self::Cued => "cued",
            Self::Notes => "notes",
            Self::Contradicted => "contradicted",
        }
    }
}
