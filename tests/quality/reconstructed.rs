//! Pages through the whole machine.

use std::path::Path;

use jiaokan::emit::record::EditionRecord;
use jiaokan::measure::{self, GoldSet, Hypothesis, Measurement, Selection};
use jiaokan::model::page::Page;
use jiaokan::rules::RuleBook;
use jiaokan::{ingest, pipeline};

use crate::common::read;
use crate::figures::{Figures, per_cent, put, put_body, put_calibration, put_count};

/// Share of two articles' text from which an edition glues them together.
const GLUED: f64 = 0.2;

fn pages(path: &Path) -> Vec<Page> {
    let inputs = ingest::read_inputs(&[path.to_path_buf()], None);
    assert!(inputs.failures.is_empty(), "{:?}", inputs.failures);
    inputs.pages
}

fn gold(dir: &Path) -> GoldSet {
    let text = |file: &str| std::fs::read_to_string(dir.join(file));
    GoldSet::from_manifest(&read(&dir.join("manifest.json")), text).expect("gold")
}

fn editions(pages: Vec<Page>) -> Vec<Hypothesis> {
    let book = RuleBook::builtin().expect("built-in rules");
    let done = pipeline::reconstruct(pages, &book, &pipeline::Options::default());
    let record = |edition| serde_json::to_string(&EditionRecord::new(edition, &done.report)).expect("a record");
    done.editions.iter().map(|e| Hypothesis::from_record(&record(e), 0).expect("a record")).collect()
}

/// All pages of a directory.
pub(crate) fn all(dir: &Path, gold_dir: &Path) -> Figures {
    figures(&gold(gold_dir), pages(dir), &Selection::default())
}

/// All pages, those that lie in other folders in the formats there: with boxes and confidences. All sources, and of four all but one.
pub(crate) fn scanned(set: &str, dir: &Path, folders: &[&str]) -> Vec<(String, Figures)> {
    let (gold, plain) = (gold(&dir.join("gold")), pages(&dir.join("pages")));
    let scans: Vec<Page> = folders.iter().flat_map(|folder| pages(&dir.join(folder))).collect();
    let with_boxes = |page: &Page| match scans.iter().find(|scan| scan.name == page.name) {
        Some(scan) => Page { source: page.source.clone(), path: page.path.clone(), date: page.date, ..scan.clone() },
        None => page.clone(),
    };
    let name = format!("{set} in {}", folders.join(" and "));
    without_each(&name, &gold, &plain.iter().map(with_boxes).collect::<Vec<_>>())
}

/// All sources, and of more than three all but one.
fn without_each(set: &str, gold: &GoldSet, pages: &[Page]) -> Vec<(String, Figures)> {
    let sources = sources_of(pages);
    let mut found = vec![(set.to_owned(), figures(gold, pages.to_vec(), &Selection::default()))];
    for left in sources.iter().filter(|_| sources.len() > 3) {
        let kept: Vec<&String> = sources.iter().filter(|s| *s != left).collect();
        let selection = Selection { sources: kept.iter().map(|s| (*s).clone()).collect(), ..Selection::default() };
        found.push((format!("{set} without {left}"), figures(gold, of_sources(pages, &kept), &selection)));
    }
    found
}

fn sources_of(pages: &[Page]) -> Vec<String> {
    let mut sources: Vec<String> = pages.iter().map(|p| p.source.clone()).collect();
    sources.dedup();
    sources
}

fn of_sources(pages: &[Page], kept: &[&String]) -> Vec<Page> {
    pages.iter().filter(|p| kept.contains(&&p.source)).cloned().collect()
}

/// All sources, all but one, and each pair: of the articles that a source prints, for a pair those that both print.
pub(crate) fn sources(set: &str, dir: &Path) -> Vec<(String, Figures)> {
    let (gold, pages) = (gold(&dir.join("gold")), pages(&dir.join("pages")));
    let sources = sources_of(&pages);
    let mut found = without_each(set, &gold, &pages);
    for (i, a) in sources.iter().enumerate() {
        for b in &sources[i + 1..] {
            let both = gold.articles.iter().filter(|g| g.sources.contains(a) && g.sources.contains(b));
            let selection = Selection { ids: both.map(|g| g.id.clone()).collect(), ..Selection::default() };
            found.push((format!("{set} {a} {b}"), figures(&gold, of_sources(&pages, &[a, b]), &selection)));
        }
    }
    found
}

fn figures(gold: &GoldSet, pages: Vec<Page>, selection: &Selection) -> Figures {
    let editions = editions(pages);
    let m: Measurement = measure::measure(gold, &editions, selection);
    let c = &m.total;
    let mut figures = Figures::new();
    put_body(&mut figures, c);
    for (name, count) in [
        ("articles", c.articles),
        ("found", c.found),
        ("extra", m.extra.len()),
        ("false joins", measure::glued(gold, &editions, GLUED).len()),
        ("titles", c.titles),
        ("titles part", c.titles_part),
        ("bylines", c.bylines.0),
        ("lacunae", c.lacunae.right),
        ("false lacunae", c.lacunae.wrong),
        ("moved", c.moved.blocks),
    ] {
        put_count(&mut figures, name, count);
    }
    put(&mut figures, "CERt", per_cent(c.full));
    put(&mut figures, "CER macro", 100.0 * c.macro_rate());
    put(&mut figures, "breaks P", 100.0 * c.breaks.precision());
    put(&mut figures, "breaks R", 100.0 * c.breaks.recall());
    put(&mut figures, "breaks F1", 100.0 * c.breaks.f1());
    put_calibration(&mut figures, &m.calibration.unwrap_or_default());
    let estimated = m.articles.iter().filter_map(|a| Some((a.estimated?, a.counts.body.of)));
    let (expected, of) = estimated.fold((0.0, 0), |(e, n), (rate, of)| (e + rate * of as f64, n + of));
    put(&mut figures, "expected CER", 100.0 * expected / of.max(1) as f64);
    figures
}
