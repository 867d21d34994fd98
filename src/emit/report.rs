//! `report.json`: what a run read, did, dropped and doubted.
//!
//! It is written from the records of the windows, read one after the other for each of its lists, so that memory holds one
//! window however long the run was.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};

use super::record::rounded;
use super::sums::{Sums, Totals};
use super::window::{ArticleEntry, DroppedEntry, WindowRecord};
use super::work;
use crate::model::edit::RuleId;
use crate::model::edition::{Edition, Input, Quality, REPORT_SCHEMA, Remark, Warning};

/// The report. `schema` comes first: readers recognise an output by it.
#[derive(Serialize)]
struct Record<'a, I, W, A, D, R> {
    schema: &'static str,
    version: &'static str,
    totals: Totals,
    sources: Vec<SourceEntry<'a>>,
    inputs: I,
    failures: &'a [Warning],
    warnings: W,
    articles: A,
    rules: &'a BTreeMap<RuleId, u64>,
    junctions: &'a BTreeMap<String, u64>,
    dropped: D,
    remarks: R,
}

#[derive(Debug, Serialize)]
struct InputEntry {
    #[serde(flatten)]
    input: Input,
    quality: Option<Estimate>,
}

#[derive(Debug, Serialize)]
struct SourceEntry<'a> {
    siglum: &'a str,
    source: &'a str,
    pages: usize,
    quality: Option<Estimate>,
}

/// Errors to be expected, as rates for each character that should be there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Characters that editions use.
    pub characters: u64,
    /// 讹, 脱 and 衍 together.
    pub estimated_cer: f64,
    /// 讹.
    pub substitution: f64,
    /// 脱.
    pub omission: f64,
    /// 衍.
    pub insertion: f64,
}

impl Estimate {
    /// The rates of a quality; none where no edition uses a character.
    pub fn new(quality: &Quality) -> Option<Self> {
        let length = quality.characters + quality.omitted - quality.inserted;
        let rate = |errors: f64| rounded(errors / length);
        (length >= 1.0).then(|| Self {
            characters: quality.characters as u64,
            estimated_cer: rounded(quality.cer()),
            substitution: rate(quality.substituted),
            omission: rate(quality.omitted),
            insertion: rate(quality.inserted),
        })
    }
}

/// A list of the report: what `items` makes of each window, one window in memory at a time.
struct Each<'a, T, F: FnMut(WindowRecord) -> Vec<T>> {
    /// Items that belong to no window; they come first.
    head: &'a [T],
    records: &'a [PathBuf],
    items: RefCell<F>,
}

impl<'a, T, F: FnMut(WindowRecord) -> Vec<T>> Each<'a, T, F> {
    fn new(head: &'a [T], records: &'a [PathBuf], items: F) -> Self {
        Self { head, records, items: RefCell::new(items) }
    }
}

impl<T: Serialize, F: FnMut(WindowRecord) -> Vec<T>> Serialize for Each<'_, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        self.head.iter().try_for_each(|item| list.serialize_element(item))?;
        for file in self.records {
            let record = work::record(file).map_err(S::Error::custom)?;
            let items = (self.items.borrow_mut())(record);
            items.iter().try_for_each(|item| list.serialize_element(item))?;
        }
        list.end()
    }
}

/// Writes the report as JSON from the files of the windows' records. `failures` and `warnings` belong to no window.
/// O(report).
///
/// # Errors
/// When a record cannot be read or the report not written.
pub(super) fn report(
    out: &mut impl Write,
    sums: &Sums,
    records: &[PathBuf],
    failures: &[Warning],
    warnings: &[Warning],
) -> serde_json::Result<()> {
    // A page may be used by windows before its own.
    let mut before: BTreeMap<String, Quality> = BTreeMap::new();
    let record = Record {
        schema: REPORT_SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        totals: sums.totals,
        sources: sources(sums),
        inputs: Each::new(&[], records, |record| inputs(record, &mut before)),
        failures,
        warnings: Each::new(warnings, records, |record: WindowRecord| -> Vec<Warning> { record.warnings }),
        articles: Each::new(&[], records, |record| -> Vec<ArticleEntry> {
            record.articles.into_iter().map(|a| ArticleEntry { incipit: String::new(), ..a }).collect()
        }),
        rules: &sums.rules,
        junctions: &sums.junctions,
        dropped: Each::new(&[], records, |record| -> Vec<DroppedEntry> { record.dropped }),
        remarks: Each::new(&[], records, |record| -> Vec<Remark> { record.remarks }),
    };
    serde_json::to_writer_pretty(out, &record)
}

fn inputs(record: WindowRecord, before: &mut BTreeMap<String, Quality>) -> Vec<InputEntry> {
    for page in record.quality {
        *before.entry(page.path).or_default() += page.quality;
    }
    let entry = |input: Input| {
        let quality = before.remove(&input.path).as_ref().and_then(Estimate::new);
        InputEntry { input, quality }
    };
    record.inputs.into_iter().map(entry).collect()
}

fn sources(sums: &Sums) -> Vec<SourceEntry<'_>> {
    let sources = sums.sources.iter();
    sources
        .map(|(siglum, sum)| SourceEntry {
            siglum,
            source: &sum.source,
            pages: sum.pages,
            quality: Estimate::new(&sum.quality),
        })
        .collect()
}

/// Code points of an edition's text, line ends left out. O(text).
pub fn characters(edition: &Edition) -> usize {
    edition.text.chars().filter(|c| *c != '\n').count()
}

/// Places of variation of an edition, those of its header among them. O(1).
pub fn places(edition: &Edition) -> usize {
    edition.places.len() + edition.header_places.len()
}

/// Places of an edition, those of its header among them, that the evidence does not settle. O(places).
pub fn doubtful(edition: &Edition) -> usize {
    edition.places.iter().chain(&edition.header_places).filter(|place| place.doubtful).count()
}
