//! The reconstructed article: its text, where each character comes from, and what was doubtful.

use serde::{Deserialize, Serialize};

/// Version of the record written to `articles.jsonl`; raised when a field changes its meaning.
pub const SCHEMA: &str = "jiaokan/edition/1";

/// A range of code points of a text, `start` included, `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// What kind of difference a place is, in the terms of textual criticism.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// 讹: other characters.
    Substitution,
    /// 脱: witnesses lack what the lemma has.
    Omission,
    /// 衍: witnesses have what the lemma lacks.
    Insertion,
    /// 倒: the same characters in another order.
    Transposition,
    /// Punctuation only.
    Punctuation,
    /// Quotation marks only.
    Quotes,
    /// Simplified against traditional or variant forms only.
    Script,
}

/// What most likely made a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A recogniser took one shape for another.
    LookAlike,
    /// A fluent but wrong word, invented or dropped by a reader that models language.
    Fluent,
    /// Setting or extraction: marks cut, doubled, dropped at a seam.
    Setting,
    /// The papers print different words on purpose.
    Editorial,
    /// Not told.
    Unknown,
}

/// What settled a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// More witnesses have it.
    Majority,
    /// Fewer or as many witnesses, but more reliable ones.
    Reliability,
    /// A tie between text and nothing: text is kept.
    TextOverNothing,
    /// A tie, broken by the same phrase elsewhere or by the company it keeps.
    Context,
    /// A tie that nothing breaks: the first of the readings in a fixed order.
    Undecided,
    /// One witness only covers the stretch.
    Sole,
}

/// What some witnesses have at a place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The text; empty when they have nothing.
    pub text: String,
    /// Sigla of the witnesses that have it, sorted.
    pub sigla: Vec<String>,
    /// Posterior probability that it is right.
    pub probability: f64,
}

/// A place of variation 校点 and its decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Code points of the edition's text that hold the lemma; empty where the lemma is nothing.
    pub at: Span,
    /// The reading chosen.
    pub lemma: String,
    /// All readings, the lemma's first, then by probability.
    pub readings: Vec<Reading>,
    /// Sigla of witnesses that do not cover the place.
    pub absent: Vec<String>,
    /// What kind of difference it is, seen from the lemma.
    pub class: Class,
    /// What most likely made it.
    pub cause: Cause,
    /// What settled it.
    pub basis: Basis,
    /// Posterior probability that the lemma is right.
    pub confidence: f64,
    /// Whether a reader should look: the evidence does not settle it.
    pub doubtful: bool,
    /// A few characters before and after the lemma.
    pub context: (String, String),
}
