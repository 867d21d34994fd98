//! The quality gate: editions against gold texts, never below the recorded figures.
//!
//! The gold of the sample pages is carried here; further sets are scored where they are found beside the
//! checkout. `UPDATE_QUALITY=1 cargo test --release --test quality` records better figures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiaokan::measure::{self, Candidate, Counts, Gold};
use jiaokan::rules::RuleBook;
use jiaokan::{ingest, pipeline};
use serde::{Deserialize, Serialize};

/// Figures of one set, as recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Figures {
    found: usize,
    articles: usize,
    extra: usize,
    cer_percent: f64,
    cer_raw_percent: f64,
    titles: usize,
    break_f1: f64,
    lacunae: usize,
    false_lacunae: usize,
}

impl From<Counts> for Figures {
    fn from(c: Counts) -> Self {
        let round = |x: f64, places: i32| (x * 10f64.powi(places)).round() / 10f64.powi(places);
        Self {
            found: c.found,
            articles: c.articles,
            extra: c.extra,
            cer_percent: round(100.0 * c.cer(), 4),
            cer_raw_percent: round(100.0 * c.cer_raw(), 4),
            titles: c.titles,
            break_f1: round(c.break_f1(), 4),
            lacunae: c.lacunae.0,
            false_lacunae: c.lacunae.1,
        }
    }
}

impl Figures {
    /// What is worse than recorded.
    fn losses(&self, recorded: &Self) -> Vec<String> {
        let mut losses = Vec::new();
        let mut check = |name: &str, now: f64, then: f64, more_is_better: bool| {
            if if more_is_better { now < then } else { now > then } {
                losses.push(format!("{name}: {now} after {then}"));
            }
        };
        check("articles found", self.found as f64, recorded.found as f64, true);
        check("extra articles", self.extra as f64, recorded.extra as f64, false);
        check("CER %", self.cer_percent, recorded.cer_percent, false);
        check("CER % as written", self.cer_raw_percent, recorded.cer_raw_percent, false);
        check("titles", self.titles as f64, recorded.titles as f64, true);
        check("paragraph F1", self.break_f1, recorded.break_f1, true);
        check("lacunae", self.lacunae as f64, recorded.lacunae as f64, true);
        check("false lacunae", self.false_lacunae as f64, recorded.false_lacunae as f64, false);
        losses
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn reconstruct(path: &Path) -> Vec<Candidate> {
    let inputs = ingest::read_inputs(&[path.to_path_buf()], None);
    assert!(inputs.failures.is_empty(), "{:?}", inputs.failures);
    let book = RuleBook::builtin().expect("built-in rules");
    let editions = pipeline::reconstruct(inputs.pages, &book, &pipeline::Options::default()).editions;
    let candidate = |e: jiaokan::model::edition::Edition| Candidate {
        title: e.headline.title,
        lines: e.text.lines().map(str::to_owned).collect(),
    };
    editions.into_iter().map(candidate).collect()
}

fn seeds_gold() -> Vec<Gold> {
    #[derive(Deserialize)]
    struct Entry {
        file: String,
        header_lines: usize,
        accepted: Vec<String>,
        header: Vec<String>,
        optional: Vec<String>,
    }
    let dir = root().join("tests/data/seeds-gold");
    let text = std::fs::read_to_string(dir.join("manifest.json")).expect("manifest");
    let entries: Vec<Entry> = serde_json::from_str(&text).expect("manifest");
    entries
        .into_iter()
        .map(|e| {
            let text = std::fs::read_to_string(dir.join(&e.file)).expect("gold text");
            let mut lines = text.lines().map(str::to_owned);
            let title = lines.next().unwrap_or_default();
            let header: Vec<String> = lines.by_ref().take(e.header_lines - 1).chain(e.header).collect();
            Gold { id: e.file, title, accepted: e.accepted, header, paragraphs: lines.collect(), optional: e.optional }
        })
        .collect()
}

/// Gold of a set with `gold/manifest.json` and one text an article.
fn set_gold(dir: &Path) -> Vec<Gold> {
    let text = std::fs::read_to_string(dir.join("gold/manifest.json")).expect("manifest");
    let manifest: serde_json::Value = serde_json::from_str(&text).expect("manifest");
    let articles = manifest["articles"].as_array().expect("articles");
    articles
        .iter()
        .map(|a| {
            let id = a["id"].as_str().expect("id").to_owned();
            let text = std::fs::read_to_string(dir.join(format!("gold/{id}.txt"))).expect("gold text");
            let mut lines = text.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned);
            let title = lines.next().unwrap_or_default();
            let header = a["byline"].as_str().filter(|b| !b.is_empty()).map(str::to_owned);
            let skip = usize::from(header.is_some());
            Gold {
                id,
                title,
                header: header.into_iter().collect(),
                paragraphs: lines.skip(skip).collect(),
                ..Gold::default()
            }
        })
        .collect()
}

fn gate(name: &str, gold: &[Gold], candidates: &[Candidate]) {
    let (each, total) = measure::score(gold, candidates);
    for (id, c) in &each {
        println!(
            "{id:28} {:6} characters {:5} errors {:5} raw  breaks {:?} lacunae {:?} title {}",
            c.characters, c.errors, c.errors_raw, c.breaks, c.lacunae, c.titles
        );
    }
    let now = Figures::from(total);
    println!("{name}: {now:?}");
    let file = root().join("tests/data/quality.json");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|_| "{}".to_owned());
    let mut recorded: BTreeMap<String, Figures> = serde_json::from_str(&text).expect("recorded figures");
    if std::env::var_os("UPDATE_QUALITY").is_some() {
        recorded.insert(name.to_owned(), now);
        let text = serde_json::to_string_pretty(&recorded).expect("figures") + "\n";
        std::fs::write(&file, text).expect("recorded figures");
        return;
    }
    let before = recorded.get(name).expect("a recorded figure");
    assert!(now.losses(before).is_empty(), "{name} lost quality: {:?}", now.losses(before));
}

/// One test, so that recording cannot race.
#[test]
fn quality_is_not_below_the_recorded_figures() {
    gate("seeds", &seeds_gold(), &reconstruct(&root().join("seeds")));
    for set in ["corpus", "corpus2"] {
        let dir = root().join("../shared").join(set);
        if dir.join("gold/manifest.json").exists() {
            gate(set, &set_gold(&dir), &reconstruct(&dir.join("pages")));
        }
    }
}
