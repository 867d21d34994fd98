//! `report.json`: what a run read, did, dropped and doubted.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::Serialize;

use super::Run;
use super::record::{path, rounded};
use crate::model::edit::RuleId;
use crate::model::edition::{Edition, Input, Quality, REPORT_SCHEMA, Remark, Report, Warning};

/// The report. `schema` comes first: readers recognise an output by it.
#[derive(Debug, Serialize)]
struct Record<'a> {
    schema: &'static str,
    version: &'static str,
    totals: Totals,
    sources: Vec<SourceEntry<'a>>,
    inputs: Vec<InputEntry<'a>>,
    failures: &'a [Warning],
    warnings: &'a [Warning],
    articles: Vec<ArticleEntry<'a>>,
    rules: &'a BTreeMap<RuleId, u64>,
    junctions: &'a BTreeMap<String, u64>,
    dropped: Vec<DroppedEntry<'a>>,
    remarks: &'a [Remark],
}

/// Sums over a run.
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

#[derive(Debug, Serialize)]
struct InputEntry<'a> {
    #[serde(flatten)]
    input: &'a Input,
    date: Option<&'a String>,
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

#[derive(Debug, Serialize)]
struct ArticleEntry<'a> {
    id: &'a str,
    title: &'a str,
    characters: usize,
    witnesses: Vec<&'a str>,
    estimated_cer: f64,
    places: usize,
    doubtful: usize,
    lacunae: usize,
}

#[derive(Debug, Serialize)]
struct DroppedEntry<'a> {
    path: String,
    line: u32,
    text: &'a str,
    reason: &'a str,
    rule: Option<&'a RuleId>,
}

/// The report as JSON. O(report).
///
/// # Errors
/// Never with the fields it has; the type is that of the writer.
pub fn report(run: &Run<'_>) -> io::Result<String> {
    let quality = |page: usize| run.report.quality.get(&(page as u32)).and_then(Estimate::new);
    let date = |input: &Input| run.dates.get(&input.path);
    let entry = |(i, input): (usize, _)| InputEntry { input, date: date(input), quality: quality(i) };
    let record = Record {
        schema: REPORT_SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        totals: totals(run),
        sources: sources(run.report),
        inputs: run.report.inputs.iter().enumerate().map(entry).collect(),
        failures: run.failures,
        warnings: &run.report.warnings,
        articles: run.editions.iter().map(article).collect(),
        rules: &run.report.rules,
        junctions: &run.report.junctions,
        dropped: dropped(run),
        remarks: &run.report.remarks,
    };
    Ok(serde_json::to_string_pretty(&record)?)
}

fn sources(report: &Report) -> Vec<SourceEntry<'_>> {
    let mut sources: BTreeMap<&str, SourceEntry<'_>> = BTreeMap::new();
    for input in &report.inputs {
        let new = SourceEntry { siglum: &input.siglum, source: &input.source, pages: 0, quality: None };
        sources.entry(&input.siglum).or_insert(new).pages += 1;
    }
    let qualities = source_quality(report);
    sources.values_mut().for_each(|s| s.quality = qualities.get(s.siglum).and_then(Estimate::new));
    sources.into_values().collect()
}

/// How good the pages of each source are together, by siglum. O(inputs).
pub fn source_quality(report: &Report) -> BTreeMap<&str, Quality> {
    let mut qualities: BTreeMap<&str, Quality> = BTreeMap::new();
    for (page, quality) in &report.quality {
        *qualities.entry(&report.inputs[*page as usize].siglum).or_default() += *quality;
    }
    qualities
}

/// Expected share of wrong characters over all editions. O(editions × text).
pub fn estimated_cer(editions: &[Edition]) -> f64 {
    let length = |e: &Edition| characters(e) as f64;
    let errors: f64 = editions.iter().map(|e| e.estimated_cer * length(e)).sum();
    errors / editions.iter().map(length).sum::<f64>().max(1.0)
}

/// Sums over a run. O(editions + inputs).
pub fn totals(run: &Run<'_>) -> Totals {
    let each = |count: fn(&Edition) -> usize| run.editions.iter().map(count).sum();
    Totals {
        sources: run.report.inputs.iter().map(|input| &input.source).collect::<BTreeSet<_>>().len(),
        pages: run.report.inputs.len(),
        failures: run.failures.len(),
        articles: run.editions.len(),
        characters: each(characters),
        places: each(places),
        doubtful: each(doubtful),
        lacunae: each(|e| e.lacunae.len()),
        dropped: run.report.dropped.len(),
    }
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

fn article(edition: &Edition) -> ArticleEntry<'_> {
    ArticleEntry {
        id: &edition.id,
        title: &edition.headline.title,
        characters: characters(edition),
        witnesses: edition.witnesses.iter().map(|w| w.siglum.as_str()).collect(),
        estimated_cer: rounded(edition.estimated_cer),
        places: places(edition),
        doubtful: doubtful(edition),
        lacunae: edition.lacunae.len(),
    }
}

fn dropped<'a>(run: &Run<'a>) -> Vec<DroppedEntry<'a>> {
    let entry = |d: &'a crate::model::edition::Dropped| DroppedEntry {
        path: path(run.report, d.page),
        line: d.line,
        text: &d.text,
        reason: &d.reason,
        rule: d.rule.as_ref(),
    };
    run.report.dropped.iter().map(entry).collect()
}
