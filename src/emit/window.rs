//! `windows.jsonl`: what each window of a run gave, so that a later run need not do it again.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::record::{path, rounded};
use super::report::{characters, doubtful, places};
use crate::model::date::Date;
use crate::model::edit::RuleId;
use crate::model::edition::{Edition, Input, Quality, Remark, Report, Warning};

/// Version of the record.
pub const WINDOW_SCHEMA: &str = "jiaokan/window/1";

/// What a window has to write.
#[derive(Debug, Clone)]
pub struct Window<'a> {
    /// Tells the window and everything its outcome depends on from all others; a file name.
    pub key: &'a str,
    /// The first and the last day of its own pages, where they are known.
    pub dates: Option<(Date, Date)>,
    /// The editions.
    pub editions: Vec<Edition>,
    /// What was done; indices of pages in the editions refer to its inputs.
    pub report: &'a Report,
    /// Which of the inputs are pages of the window's own; the others are looked at in it and come later.
    pub own: &'a [bool],
    /// What editions hold of pages that come later, by path: bytes of the clean text.
    pub taken: &'a BTreeMap<String, Vec<Range<usize>>>,
}

/// One line of `windows.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WindowRecord {
    /// [`WINDOW_SCHEMA`].
    pub schema: String,
    /// Tells the window and everything its outcome depends on from all others.
    pub key: String,
    /// The first and the last day of its own pages, where they are known.
    pub dates: Option<(Date, Date)>,
    /// Bytes that its articles take in `articles.jsonl`.
    pub bytes: u64,
    /// Its articles.
    pub articles: Vec<ArticleEntry>,
    /// Its own pages.
    pub inputs: Vec<Input>,
    /// How good pages are where its articles use them; pages of later windows may be among them.
    pub quality: Vec<PageQuality>,
    /// What should be known or mended.
    pub warnings: Vec<Warning>,
    /// How often each rule changed or marked something on its own pages.
    pub rules: BTreeMap<RuleId, u64>,
    /// Line joints by what they rest on.
    pub junctions: BTreeMap<String, u64>,
    /// Lines of its own pages that are in no edition.
    pub dropped: Vec<DroppedEntry>,
    /// What rules point at in its texts.
    pub remarks: Vec<Remark>,
    /// What its articles hold of pages that come later, by path: bytes of the clean text.
    pub taken: BTreeMap<String, Vec<Range<usize>>>,
}

/// An article of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleEntry {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Code points of its text, line ends left out.
    pub characters: usize,
    /// Sigla of its witnesses.
    pub witnesses: Vec<String>,
    /// Expected share of wrong characters.
    pub estimated_cer: f64,
    /// Places of variation, those of its header among them.
    pub places: usize,
    /// Of them, those the evidence does not settle.
    pub doubtful: usize,
    /// Stretches no witness covers.
    pub lacunae: usize,
    /// How the text begins, where there is no headline.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub incipit: String,
}

impl ArticleEntry {
    /// What there is to say of an edition. O(text).
    pub fn new(edition: &Edition) -> Self {
        let untitled = edition.headline.title.is_empty();
        Self {
            id: edition.id.clone(),
            title: edition.headline.title.clone(),
            characters: characters(edition),
            witnesses: edition.witnesses.iter().map(|w| w.siglum.clone()).collect(),
            estimated_cer: rounded(edition.estimated_cer),
            places: places(edition),
            doubtful: doubtful(edition),
            lacunae: edition.lacunae.len(),
            incipit: if untitled { edition.text.lines().next().unwrap_or("").to_owned() } else { String::new() },
        }
    }
}

/// How good a page is where the articles of a window use it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageQuality {
    /// Its path.
    pub path: String,
    /// Siglum of its source.
    pub siglum: String,
    /// Errors to be expected.
    pub quality: Quality,
}

/// A line that is in no edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedEntry {
    /// The file.
    pub path: String,
    /// 1-based line.
    pub line: u32,
    /// The text.
    pub text: String,
    /// Why it is in no edition.
    pub reason: String,
    /// The rule that recognised it, if a rule did.
    pub rule: Option<RuleId>,
}

impl WindowRecord {
    /// The record of a window, its articles and the bytes that they take left out. O(report).
    pub(super) fn new(window: &Window<'_>) -> Self {
        let report = window.report;
        let quality = report.quality.iter().filter_map(|(page, quality)| {
            let input = report.inputs.get(*page as usize)?;
            Some(PageQuality { path: input.path.clone(), siglum: input.siglum.clone(), quality: *quality })
        });
        let dropped = report.dropped.iter().map(|d| DroppedEntry {
            path: path(report, d.page),
            line: d.line,
            text: d.text.clone(),
            reason: d.reason.clone(),
            rule: d.rule.clone(),
        });
        let own = report.inputs.iter().zip(window.own).filter(|(_, own)| **own);
        Self {
            schema: WINDOW_SCHEMA.to_owned(),
            key: window.key.to_owned(),
            dates: window.dates,
            bytes: 0,
            articles: Vec::new(),
            inputs: own.map(|(input, _)| input.clone()).collect(),
            quality: quality.collect(),
            warnings: report.warnings.clone(),
            rules: report.rules.clone(),
            junctions: report.junctions.clone(),
            dropped: dropped.collect(),
            remarks: report.remarks.clone(),
            taken: window.taken.clone(),
        }
    }
}
