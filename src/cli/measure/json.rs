//! Figures as a record.

use serde::Serialize;

use super::Report;
use crate::emit::record::rounded;
use crate::measure::{Bin, Calibration, Counts, Difference, Estimate, Finds, Measured, Scheme, Title};

/// Version of the record.
const SCHEMA: &str = "jiaokan/measure/1";

#[derive(Serialize)]
struct Record<'a> {
    schema: &'static str,
    hypothesis: &'a str,
    gold: &'a str,
    scheme: Scheme,
    total: Figures,
    detection: Detection<'a>,
    groups: Vec<GroupEntry<'a>>,
    articles: Vec<ArticleEntry<'a>>,
    calibration: Option<CalibrationEntry>,
    estimates: Vec<EstimateEntry<'a>>,
}

#[derive(Serialize)]
struct Figures {
    counts: Counts,
    rates: Rates,
}

/// Rates between 0 and 1 (error rates may be above), rounded to six decimals; null where there is nothing to count.
#[derive(Serialize)]
struct Rates {
    cer: f64,
    cer_macro: f64,
    cer_exact: f64,
    cer_content: f64,
    cer_full: f64,
    cer_spaced: f64,
    wer: Option<f64>,
    title_cer: f64,
    covered: f64,
    cer_covered: f64,
    breaks: Found,
    lacunae: Found,
}

#[derive(Serialize)]
struct Found {
    precision: f64,
    recall: f64,
    f1: f64,
}

#[derive(Serialize)]
struct Detection<'a> {
    precision: f64,
    recall: f64,
    matched: usize,
    found: usize,
    extra: &'a [String],
    furniture: &'a [String],
}

#[derive(Serialize)]
struct GroupEntry<'a> {
    name: &'a str,
    #[serde(flatten)]
    figures: Figures,
}

#[derive(Serialize)]
struct ArticleEntry<'a> {
    id: &'a str,
    title: &'a str,
    printed: &'a [String],
    hypothesis: Option<&'a str>,
    hypothesis_title: &'a str,
    title_met: Title,
    witnesses: &'a [String],
    pages: &'a [String],
    #[serde(flatten)]
    figures: Figures,
    estimated_cer: Option<f64>,
    calibration: Option<CalibrationEntry>,
    false_breaks: &'a [usize],
    missed_breaks: &'a [usize],
    differences: &'a [Difference],
}

#[derive(Serialize)]
struct CalibrationEntry {
    expected_error: f64,
    caught: f64,
    effort: f64,
    voted: usize,
    doubtful: usize,
    errors: usize,
    errors_in_doubt: usize,
    bins: Vec<BinEntry>,
}

#[derive(Serialize)]
struct BinEntry {
    from: f64,
    places: usize,
    right: usize,
    claimed: f64,
}

#[derive(Serialize)]
struct EstimateEntry<'a> {
    name: &'a str,
    articles: usize,
    characters: usize,
    errors: usize,
    expected: f64,
}

/// The report as one JSON object.
pub(super) fn json(report: &Report) -> Result<String, std::io::Error> {
    let m = &report.measurement;
    let record = Record {
        schema: SCHEMA,
        hypothesis: &report.hypothesis,
        gold: &report.gold,
        scheme: m.scheme,
        total: figures(&m.total),
        detection: Detection {
            precision: rounded(m.precision()),
            recall: rounded(m.recall()),
            matched: m.detection.right,
            found: m.found,
            extra: &m.extra,
            furniture: &m.furniture,
        },
        groups: m.groups.iter().map(|g| GroupEntry { name: &g.name, figures: figures(&g.counts) }).collect(),
        articles: m.articles.iter().map(article).collect(),
        calibration: m.calibration.as_ref().map(calibration),
        estimates: m.estimates.iter().map(estimate).collect(),
    };
    Ok(serde_json::to_string_pretty(&record)?)
}

fn article(measured: &Measured) -> ArticleEntry<'_> {
    ArticleEntry {
        id: &measured.id,
        title: &measured.title,
        printed: &measured.printed,
        hypothesis: measured.hypothesis.as_deref(),
        hypothesis_title: &measured.found_title,
        title_met: measured.met,
        witnesses: &measured.witnesses,
        pages: &measured.pages,
        figures: figures(&measured.counts),
        estimated_cer: measured.estimated,
        calibration: measured.calibration.as_ref().map(calibration),
        false_breaks: &measured.false_breaks,
        missed_breaks: &measured.missed_breaks,
        differences: &measured.differences,
    }
}

fn figures(counts: &Counts) -> Figures {
    let rates = Rates {
        cer: rounded(counts.body.rate()),
        cer_macro: rounded(counts.macro_rate()),
        cer_exact: rounded(counts.exact.rate()),
        cer_content: rounded(counts.content.rate()),
        cer_full: rounded(counts.full.rate()),
        cer_spaced: rounded(counts.spaced.rate()),
        wer: (counts.words.of > 0).then(|| rounded(counts.words.rate())),
        title_cer: rounded(counts.title.rate()),
        covered: rounded(counts.coverage()),
        cer_covered: rounded(counts.covered_rate()),
        breaks: found(counts.breaks),
        lacunae: found(counts.lacunae),
    };
    Figures { counts: *counts, rates }
}

fn found(finds: Finds) -> Found {
    Found { precision: rounded(finds.precision()), recall: rounded(finds.recall()), f1: rounded(finds.f1()) }
}

fn calibration(calibration: &Calibration) -> CalibrationEntry {
    let bin = |(bin, from): (&Bin, &f64)| BinEntry {
        from: *from,
        places: bin.places,
        right: bin.right,
        claimed: rounded(bin.claimed),
    };
    CalibrationEntry {
        expected_error: rounded(calibration.expected_error()),
        caught: rounded(calibration.caught()),
        effort: rounded(calibration.effort()),
        voted: calibration.voted,
        doubtful: calibration.doubtful,
        errors: calibration.errors,
        errors_in_doubt: calibration.errors_in_doubt,
        bins: calibration.bins.iter().zip(&crate::measure::BINS).map(bin).collect(),
    }
}

fn estimate(estimate: &Estimate) -> EstimateEntry<'_> {
    EstimateEntry {
        name: &estimate.name,
        articles: estimate.articles,
        characters: estimate.characters,
        errors: estimate.errors,
        expected: rounded(estimate.expected),
    }
}
