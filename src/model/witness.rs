//! One article as one source has it, ready for collation.

use serde::{Deserialize, Serialize};

/// How a page text came to be; sets what errors to expect of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// PDF text layer: characters right, layout destroyed.
    TextLayer,
    /// Optical recognition: layout fair, characters and words doubtful.
    Ocr,
    /// Not told apart.
    #[default]
    Unknown,
}

/// The text of one article as one source has it: its fragments in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness {
    /// Short name in the apparatus.
    pub siglum: String,
    /// Source it comes from.
    pub source: String,
    /// How the page text came to be.
    pub family: Family,
    /// Characters that are not white space, in order.
    pub tokens: Vec<Token>,
}

/// One character of a witness.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Token {
    /// The character as the clean page has it.
    pub ch: char,
    /// What it is compared by: width, quote form and script folded (see `text::fold`).
    pub fold: char,
    /// Index of the page in the run.
    pub page: u32,
    /// Byte offset of the character in the page's clean text.
    pub at: u32,
    /// Whether white space stands before it.
    pub space_before: bool,
    /// Evidence that a paragraph begins here, in log-odds: negative inside a physical line, positive after a
    /// short line that ends a sentence. The first token of a witness says nothing (0).
    pub break_before: f32,
    /// Confidence of the reader, 0 to 1, where the format gives one.
    pub confidence: Option<f32>,
}
