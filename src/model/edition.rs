//! The reconstructed article: its text, where each character comes from, and what was doubtful.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::date::Date;
use super::edit::RuleId;
use super::witness::Family;

/// Version of the record written to `articles.jsonl`; raised when a field changes its meaning.
pub const SCHEMA: &str = "jiaokan/edition/2";

/// Version of the record written to `report.json`; it also marks a directory as an output of this program.
pub const REPORT_SCHEMA: &str = "jiaokan/report/1";

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

/// The headline block and the other front and end matter of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headline {
    /// The headline as printed, its lines joined by a space, the kicker included; empty when no source prints one.
    pub title: String,
    /// 引题: the first line of the title, where it is one.
    pub kicker: Option<String>,
    /// 副题: the line below it.
    pub deck: Option<String>,
    /// Label of a column or series.
    pub column: Option<String>,
    /// Bracketed date line below the headline.
    pub date: Option<String>,
    /// Who wrote it, as printed on a line of its own.
    pub byline: Option<String>,
    /// 电头: place and agency that open the body, where it has one.
    pub dateline: Option<String>,
    /// Agency credit that closes the body, where it has one.
    pub credit: Option<String>,
}

/// Where a stretch of the text stands in one witness. Within a run text and file agree byte for byte, or the run
/// is the outcome of the rules it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// Code points of the edition's text.
    pub at: Span,
    /// Index of the witness in [`Edition::witnesses`].
    pub witness: u32,
    /// Index of the page in [`Report::inputs`].
    pub page: u32,
    /// 1-based line of the file.
    pub line: u32,
    /// Bytes of the file, `start` included, `end` not.
    pub bytes: (usize, usize),
    /// Rules that made this stretch what it is; empty when it stands so in the file.
    pub rules: Vec<RuleId>,
}

/// A witness of an edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WitnessRecord {
    /// Short name used in the apparatus.
    pub siglum: String,
    /// Source it comes from.
    pub source: String,
    /// How the source's pages came to be, as told from the text.
    pub family: Family,
    /// Indices of its pages in [`Report::inputs`], in the order of the text.
    pub pages: Vec<u32>,
    /// Code points of the edition's text that it covers.
    pub covers: Vec<Span>,
    /// Headline as this witness prints it, when it prints one.
    pub title: Option<String>,
}

/// A stretch no witness covers 阙文.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacuna {
    /// Code point of the edition's text at which the mark `[…]` begins.
    pub at: u32,
    /// Whether text stands before it.
    pub text_before: bool,
    /// Whether text stands after it.
    pub text_after: bool,
    /// What shows that something is missing.
    pub evidence: String,
}

/// A joint between two fragments of an article, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stitch {
    /// Siglum of the witness that was stitched.
    pub siglum: String,
    /// Page index and file line where the first fragment ends.
    pub from: (u32, u32),
    /// Page index and file line where the second one begins.
    pub to: (u32, u32),
    /// Why they belong together.
    pub evidence: String,
}

/// The reconstructed article 定本.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// Stable name: the same inputs give the same id on every machine.
    pub id: String,
    /// Front and end matter.
    pub headline: Headline,
    /// What is printed between title and body: date, deck and byline, those there are, one a line. The same stands in
    /// the fields of `headline`; here it has positions.
    pub header: String,
    /// The body, one paragraph a line.
    pub text: String,
    /// The witnesses, sorted by siglum.
    pub witnesses: Vec<WitnessRecord>,
    /// Where each character of `text` stands in each witness that has it; sorted by span, then witness.
    pub attestations: Vec<Attestation>,
    /// The same for the characters of the title.
    pub title_attestations: Vec<Attestation>,
    /// The same for the characters of `header`.
    pub header_attestations: Vec<Attestation>,
    /// Places of variation, in the order of the text.
    pub places: Vec<Place>,
    /// Places of variation in `header`, whose code points they name.
    pub header_places: Vec<Place>,
    /// Stretches no witness covers.
    pub lacunae: Vec<Lacuna>,
    /// Page jumps and other joints between fragments.
    pub stitches: Vec<Stitch>,
    /// Mean posterior of the characters of the text.
    pub confidence: f64,
    /// Expected share of wrong characters, told without a gold text.
    pub estimated_cer: f64,
}

/// Something the run left out of every edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Index of the page in [`Report::inputs`].
    pub page: u32,
    /// 1-based line of the file.
    pub line: u32,
    /// The text.
    pub text: String,
    /// Why it is in no edition.
    pub reason: String,
    /// The rule that recognised it, if a rule did.
    pub rule: Option<RuleId>,
}

/// Something a user should know or mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The file concerned.
    pub path: String,
    /// 1-based line, where there is one.
    pub line: Option<u32>,
    /// What happened.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// Something in a finished text that a rule would have a person look at: unbalanced or swapped marks and the like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Id of the edition.
    pub article: String,
    /// Code points of its text.
    pub at: Span,
    /// What stands there.
    pub text: String,
    /// The rule that points at it.
    pub rule: RuleId,
}

/// A page that went into a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Path as the user gave it.
    pub path: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Its source.
    pub source: String,
    /// Siglum of the source.
    pub siglum: String,
    /// Name of the page.
    pub page: String,
    /// How the page text came to be, as told from the text.
    pub family: Family,
    /// Size of the file in bytes.
    pub bytes: usize,
    /// Day of the issue, where it is known.
    pub date: Option<Date>,
}

/// How good a witness is where editions use it: errors to be expected, told without a gold text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Characters of the witness.
    pub characters: f64,
    /// 讹: of them, to be expected to be others.
    pub substituted: f64,
    /// 脱: characters to be expected to be missing.
    pub omitted: f64,
    /// 衍: characters to be expected to be too many.
    pub inserted: f64,
}

impl Quality {
    /// Errors for each character that should be there; 0 where there is nothing.
    pub fn cer(&self) -> f64 {
        let length = self.characters + self.omitted - self.inserted;
        if length < 1.0 { 0.0 } else { (self.substituted + self.omitted + self.inserted) / length }
    }
}

impl std::ops::AddAssign for Quality {
    fn add_assign(&mut self, other: Self) {
        self.characters += other.characters;
        self.substituted += other.substituted;
        self.omitted += other.omitted;
        self.inserted += other.inserted;
    }
}

/// What a run did, beside its editions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The pages, sorted by source and name; other records refer to their index here.
    pub inputs: Vec<Input>,
    /// How often each rule changed or marked something.
    pub rules: BTreeMap<RuleId, u64>,
    /// Lines that are in no edition.
    pub dropped: Vec<Dropped>,
    /// What rules point at in the finished texts and do not change.
    pub remarks: Vec<Remark>,
    /// What should be known or mended.
    pub warnings: Vec<Warning>,
    /// How good the pages are where editions use them, by index in `inputs`.
    pub quality: BTreeMap<u32, Quality>,
    /// Line joints by what they rest on: `attested`, `cued`, `contradicted`.
    pub junctions: BTreeMap<String, u64>,
}
