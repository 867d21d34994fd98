//! What a run amounts to, added up window by window.

use std::collections::BTreeMap;

use serde::Serialize;

use super::window::{ArticleEntry, WindowRecord};
use crate::model::edit::RuleId;
use crate::model::edition::{Quality, Warning};
use crate::model::witness::Family;

/// Articles and warnings that are kept for the summary; all are in the files.
pub const SHOWN: usize = 100;

/// Sums over a run, and the first of what is too much to keep.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sums {
    /// Counts.
    pub totals: Totals,
    /// Sources, by siglum.
    pub sources: BTreeMap<String, SourceSum>,
    /// How often each rule changed or marked something.
    pub rules: BTreeMap<RuleId, u64>,
    /// Line joints by what they rest on.
    pub junctions: BTreeMap<String, u64>,
    /// Lines in no edition, by reason.
    pub dropped: BTreeMap<String, usize>,
    /// The first articles, at most [`SHOWN`].
    pub articles: Vec<ArticleEntry>,
    /// The first warnings, at most [`SHOWN`].
    pub warnings: Vec<Warning>,
    /// How many warnings there are.
    pub warned: usize,
    /// Wrong characters to be expected in all editions.
    pub errors: f64,
}

/// Counts over a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Sources with at least one page.
    pub sources: usize,
    /// Pages read.
    pub pages: usize,
    /// Inputs that could not be read.
    pub failures: usize,
    /// Articles reconstructed.
    pub articles: usize,
    /// Code points of their texts, line ends left out.
    pub characters: usize,
    /// Places of variation, those of headers among them.
    pub places: usize,
    /// Of them, those the evidence does not settle.
    pub doubtful: usize,
    /// Stretches no witness covers.
    pub lacunae: usize,
    /// Lines that are in no edition.
    pub dropped: usize,
}

/// What there is of a source.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceSum {
    /// Its name.
    pub source: String,
    /// Its pages.
    pub pages: usize,
    /// How its first page came to be.
    pub family: Family,
    /// How good its pages are together.
    pub quality: Quality,
}

impl Sums {
    /// Adds a window. O(record).
    pub fn add(&mut self, record: &WindowRecord) {
        for input in &record.inputs {
            let new = SourceSum { source: input.source.clone(), family: input.family, ..SourceSum::default() };
            let source = self.sources.entry(input.siglum.clone()).or_default();
            if source.pages == 0 {
                *source = SourceSum { quality: source.quality, ..new };
            }
            source.pages += 1;
        }
        for page in &record.quality {
            self.sources.entry(page.siglum.clone()).or_default().quality += page.quality;
        }
        record.rules.iter().for_each(|(rule, n)| *self.rules.entry(rule.clone()).or_default() += n);
        record.junctions.iter().for_each(|(kind, n)| *self.junctions.entry(kind.clone()).or_default() += n);
        record.dropped.iter().for_each(|d| *self.dropped.entry(d.reason.clone()).or_default() += 1);
        self.warn(&record.warnings);
        let room = SHOWN - self.articles.len();
        self.articles.extend(record.articles.iter().take(room).cloned());
        self.count(record);
    }

    /// Adds warnings that belong to no window. O(warnings).
    pub fn warn(&mut self, warnings: &[Warning]) {
        self.warned += warnings.len();
        let room = SHOWN - self.warnings.len();
        self.warnings.extend(warnings.iter().take(room).cloned());
    }

    fn count(&mut self, record: &WindowRecord) {
        let totals = &mut self.totals;
        totals.sources = self.sources.len();
        totals.pages += record.inputs.len();
        totals.dropped += record.dropped.len();
        totals.articles += record.articles.len();
        for article in &record.articles {
            totals.characters += article.characters;
            totals.places += article.places;
            totals.doubtful += article.doubtful;
            totals.lacunae += article.lacunae;
            self.errors += article.estimated_cer * article.characters as f64;
        }
    }

    /// Expected share of wrong characters over all editions.
    pub fn estimated_cer(&self) -> f64 {
        self.errors / self.totals.characters.max(1) as f64
    }
}
