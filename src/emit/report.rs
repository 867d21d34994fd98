//! `report.json`: what a run read, did, dropped and doubted.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::Serialize;

use super::Run;
use super::record::path;
use crate::model::edit::RuleId;
use crate::model::edition::{Edition, Input, REPORT_SCHEMA, Remark, Warning};

/// The report. `schema` comes first: readers recognise an output by it.
#[derive(Debug, Serialize)]
struct Record<'a> {
    schema: &'static str,
    version: &'static str,
    totals: Totals,
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
    /// Places of variation.
    pub places: usize,
    /// Places the evidence does not settle.
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
}

#[derive(Debug, Serialize)]
struct ArticleEntry<'a> {
    id: &'a str,
    title: &'a str,
    characters: usize,
    witnesses: Vec<&'a str>,
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
    let input = |input| InputEntry { input, date: run.dates.get(&input.path) };
    let record = Record {
        schema: REPORT_SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        totals: totals(run),
        inputs: run.report.inputs.iter().map(input).collect(),
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

/// Sums over a run. O(editions + inputs).
pub fn totals(run: &Run<'_>) -> Totals {
    let each = |count: fn(&Edition) -> usize| run.editions.iter().map(count).sum();
    Totals {
        sources: run.report.inputs.iter().map(|input| &input.source).collect::<BTreeSet<_>>().len(),
        pages: run.report.inputs.len(),
        failures: run.failures.len(),
        articles: run.editions.len(),
        characters: each(characters),
        places: each(|e| e.places.len()),
        doubtful: each(doubtful),
        lacunae: each(|e| e.lacunae.len()),
        dropped: run.report.dropped.len(),
    }
}

/// Code points of an edition's text, line ends left out. O(text).
pub fn characters(edition: &Edition) -> usize {
    edition.text.chars().filter(|c| *c != '\n').count()
}

/// Places of an edition that the evidence does not settle. O(places).
pub fn doubtful(edition: &Edition) -> usize {
    edition.places.iter().filter(|place| place.doubtful).count()
}

fn article(edition: &Edition) -> ArticleEntry<'_> {
    ArticleEntry {
        id: &edition.id,
        title: &edition.headline.title,
        characters: characters(edition),
        witnesses: edition.witnesses.iter().map(|w| w.siglum.as_str()).collect(),
        places: edition.places.len(),
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
