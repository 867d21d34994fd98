//! The quality gate: editions against gold texts, never below the recorded figures.
//!
//! The gold of the sample pages is carried here; further sets are scored where they are found beside the
//! checkout. `UPDATE_QUALITY=1 cargo test --release --test quality` records better figures.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiaokan::emit::record::EditionRecord;
use jiaokan::measure::{self, Counts, GoldSet, Hypothesis, Measurement, Selection};
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

impl From<&Measurement> for Figures {
    fn from(m: &Measurement) -> Self {
        let c: Counts = m.total;
        let round = |x: f64, places: i32| (x * 10f64.powi(places)).round() / 10f64.powi(places);
        Self {
            found: c.found,
            articles: c.articles,
            extra: m.extra.len(),
            cer_percent: round(100.0 * c.body.rate(), 4),
            cer_raw_percent: round(100.0 * c.exact.rate(), 4),
            titles: c.titles,
            break_f1: round(c.breaks.f1(), 4),
            lacunae: c.lacunae.right,
            false_lacunae: c.lacunae.wrong,
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

fn reconstruct(path: &Path) -> Vec<Hypothesis> {
    let inputs = ingest::read_inputs(&[path.to_path_buf()], None);
    assert!(inputs.failures.is_empty(), "{:?}", inputs.failures);
    let book = RuleBook::builtin().expect("built-in rules");
    let done = pipeline::reconstruct(inputs.pages, &book, &pipeline::Options::default());
    let record = |edition| serde_json::to_string(&EditionRecord::new(edition, &done.report)).expect("a record");
    done.editions.iter().map(|e| Hypothesis::from_record(&record(e), 0).expect("a record")).collect()
}

fn gold(dir: &Path) -> GoldSet {
    let manifest = std::fs::read_to_string(dir.join("manifest.json")).expect("manifest");
    GoldSet::from_manifest(&manifest, |file| std::fs::read_to_string(dir.join(file))).expect("gold")
}

fn gate(name: &str, gold: &GoldSet, articles: &[Hypothesis]) {
    let measured = measure::measure(gold, articles, &Selection::default());
    let now = Figures::from(&measured);
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
    gate("seeds", &gold(&root().join("tests/data/seeds-gold")), &reconstruct(&root().join("seeds")));
    for set in ["corpus", "corpus2"] {
        let dir = root().join("../shared").join(set);
        if dir.join("gold/manifest.json").exists() {
            gate(set, &gold(&dir.join("gold")), &reconstruct(&dir.join("pages")));
        }
    }
}
