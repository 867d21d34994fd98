//! The only place where the stages meet.
//!
//! ```text
//! pages ─ rules ─▶ clean pages ─ segment ─▶ units ─ concord ─▶ passages ─ segment ─▶ chains
//!       ─ bundle ─▶ articles ─ collate ─▶ collations ─ decide ─▶ verdicts ─▶ editions
//! ```

mod assemble;
pub mod compare;
mod doubts;
mod dropped;
mod family;
mod provenance;
mod script;
mod witness;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use rayon::prelude::*;

use crate::decide::{self, Context, Draft, Known, Verdict};
use crate::ingest::Declared;
use crate::model::bundle::{Bundle, Part};
use crate::model::chain::UnitTable;
use crate::model::collation::{Cell, Collation};
use crate::model::edition::{Edition, Input, Quality, Remark, Report, Span, Warning};
use crate::model::page::Page;
use crate::model::passage::Concordance;
use crate::model::witness::Witness;
use crate::rules::RuleBook;
use crate::text::hyphen::Attested;
use crate::text::siglum::sigla;
use crate::text::{columns, merged};
use crate::{bundle, collate, concord, segment};

pub use family::family;
pub use script::ScriptTarget;

/// How to run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Script of the editions.
    pub script: ScriptTarget,
    /// Number of threads; none for one per core. Changes no byte of the output.
    pub jobs: Option<NonZeroUsize>,
    /// What the user declared of pages, by [`Page::path`].
    pub declared: BTreeMap<String, Declared>,
}

/// What a run yields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reconstruction {
    /// The editions, in the order of their first page and line.
    pub editions: Vec<Edition>,
    /// What was done, dropped and doubted.
    pub report: Report,
}

/// What the stages behind bundling need of the ones before it.
struct Run<'a> {
    pages: &'a [Page],
    inputs: &'a [Input],
    table: &'a UnitTable,
    book: &'a RuleBook,
    /// Siglum of each source.
    sigla: Vec<String>,
    script: ScriptTarget,
    /// What all pages attest of words that their line ends cut.
    attested: Attested,
}

/// An article on its way from bundle to edition.
struct Article {
    bundle: Bundle,
    parts: Vec<Collated>,
}

/// Witnesses side by side.
struct Collated {
    witnesses: Vec<Witness>,
    collation: Collation,
}

impl Collated {
    fn new(witnesses: Vec<Witness>) -> Self {
        let collation = collate::collate(&witnesses);
        Self { witnesses, collation }
    }

    /// A witness that opens the article covers what others have right before its first character: it has nothing
    /// there. More than a few words before it mean that the article begins elsewhere after all.
    fn open(mut self, opens: &[bool]) -> Self {
        const WORDS: usize = 8;
        for w in (0..self.witnesses.len()).filter(|w| opens[*w]) {
            let lead = (0..self.collation.columns()).take_while(|c| self.collation.cell(*c, w) == Cell::Absent).count();
            if lead <= WORDS {
                (0..lead).for_each(|c| self.collation.set(c, w, Cell::Gap));
            }
        }
        self
    }

    fn decide(&self, known: &Known<'_>) -> Verdict {
        decide::decide(&self.witnesses, &self.collation, known)
    }
}

/// Reconstructs the articles of a set of pages. The order of `pages` and the number of threads change nothing.
/// Time is linear in the text plus the matches between pages.
pub fn reconstruct(pages: Vec<Page>, book: &RuleBook, options: &Options) -> Reconstruction {
    match rayon::ThreadPoolBuilder::new().num_threads(options.jobs.map_or(0, NonZeroUsize::get)).build() {
        Ok(pool) => pool.install(|| run(pages, book, options)),
        // Without threads of its own the run still is what it is.
        Err(_) => run(pages, book, options),
    }
}

fn run(mut pages: Vec<Page>, book: &RuleBook, options: &Options) -> Reconstruction {
    pages.sort_by(|a, b| (&a.source, &a.name, &a.path).cmp(&(&b.source, &b.name, &b.path)));
    let mut report = Report::default();
    clean(&mut pages, book, &mut report);
    let (sources, names) = sources(&pages);
    let by_name = sigla(&names);
    let sigla: Vec<String> = names.iter().map(|n| by_name[n].clone()).collect();
    report.inputs = pages.iter().zip(&sources).map(|(p, s)| input(p, &sigla[*s as usize], options)).collect();
    let (mut table, map) = compared(&mut pages, &sources, book);
    let chains = segment::chains(&mut table, &map);
    for joint in chains.iter().flat_map(|c| &c.joints) {
        *report.junctions.entry(joint.name().to_owned()).or_insert(0) += 1;
    }
    let bundles = bundle::bundle(&table, &map, chains);
    let attested = Attested::of(pages.iter().map(|page| page.text.text()));
    let run =
        Run { pages: &pages, inputs: &report.inputs, table: &table, book, sigla, script: options.script, attested };
    let articles: Vec<Article> = bundles.into_par_iter().map(|b| article(&run, b)).collect();
    let items: Vec<(&[Witness], &Collation)> =
        articles.iter().flat_map(|a| &a.parts).map(|p| (p.witnesses.as_slice(), &p.collation)).collect();
    let rates = decide::estimate(&items);
    let drafts: Vec<Draft> = items.par_iter().map(|(w, c)| decide::draft(w, c, &rates)).collect();
    let known = Known { rates: &rates, context: &Context::new(&drafts), counted: true, script: None };
    let (editions, quality): (Vec<Edition>, Vec<BTreeMap<u32, Quality>>) =
        articles.par_iter().map(|a| assemble::edition(&run, a, &known)).unzip();
    for (page, quality) in quality.into_iter().flatten() {
        *report.quality.entry(page).or_default() += quality;
    }
    report.dropped = dropped::list(&run, &map, &articles);
    report.remarks = editions.par_iter().flat_map_iter(|e| remarks(book, e)).collect();
    report.warnings.extend(warnings(&editions));
    Reconstruction { editions, report }
}

/// Cuts pages into units and finds what they share. Lines that others show to hold pieces of two columns are cut, and
/// the pages are compared once more.
fn compared(pages: &mut [Page], sources: &[u32], book: &RuleBook) -> (UnitTable, Concordance) {
    let compare = |pages: &[Page]| {
        let table = segment::units(pages, sources);
        let map = Concordance::new(&concord::passages(&table.streams, sources));
        (table, map)
    };
    let (table, map) = compare(pages);
    let seams = segment::seams(pages, &table, &map);
    if seams.iter().all(Vec::is_empty) {
        return (table, map);
    }
    for (page, places) in pages.iter_mut().zip(&seams).filter(|(_, places)| !places.is_empty()) {
        page.cut_at(places);
        book.marks(page);
    }
    compare(pages)
}

/// Runs the rules over all pages.
fn clean(pages: &mut [Page], book: &RuleBook, report: &mut Report) {
    let counts: Vec<BTreeMap<_, u64>> = pages
        .par_iter_mut()
        .map(|page| {
            // Columns show in the blanks between them, which rules take out. What a format puts in order is in order.
            let columns = match page.is_reordered() {
                true => None,
                false => columns::side_by_side(page.text.text()).or_else(|| merged::unmerged(page.text.text())),
            };
            let place = |column: Vec<_>| column.into_iter().map(|at| page.text.to_source(at)).collect::<Vec<_>>();
            let columns = columns.map(|columns| columns.into_iter().map(place).collect::<Vec<_>>());
            let mut counts = book.clean(&mut page.text);
            match columns {
                Some(columns) => {
                    let clean = |column: Vec<_>| column.into_iter().map(|at| page.text.to_text_range(at)).collect();
                    page.lay_out(columns.into_iter().map(clean).collect());
                }
                None => page.cut_lines(),
            }
            book.marks(page);
            for mark in page.lines.iter().flat_map(|l| &l.marks) {
                *counts.entry(mark.rule.clone()).or_insert(0) += 1;
            }
            counts
        })
        .collect();
    for (rule, n) in counts.into_iter().flatten() {
        *report.rules.entry(rule).or_insert(0) += n;
    }
}

/// Index of the source of each page, and the names of the sources.
fn sources(pages: &[Page]) -> (Vec<u32>, Vec<String>) {
    let mut names: Vec<String> = pages.iter().map(|p| p.source.clone()).collect();
    names.dedup();
    let index = |p: &Page| names.partition_point(|n| *n < p.source) as u32;
    (pages.iter().map(index).collect(), names)
}

fn input(page: &Page, siglum: &str, options: &Options) -> Input {
    let declared = options.declared.get(&page.path).and_then(|d| d.family);
    Input {
        path: page.path.clone(),
        sha256: page.sha256.clone(),
        source: page.source.clone(),
        siglum: siglum.to_owned(),
        page: page.name.clone(),
        family: declared.unwrap_or_else(|| family(page)),
        bytes: page.text.source().len(),
    }
}

fn article(run: &Run<'_>, bundle: Bundle) -> Article {
    let collated = |p: &Part| Collated::new(witness::of_part(run, p)).open(&witness::opening(run, p));
    let parts = bundle.parts.iter().map(collated).collect();
    Article { bundle, parts }
}

/// What rules point at in a text, in code points.
fn remarks(book: &RuleBook, edition: &Edition) -> Vec<Remark> {
    let text = &edition.text;
    let (mut bytes, mut points) = (0, 0);
    let mut remarks = Vec::new();
    for found in book.suggestions(text) {
        points += text[bytes..found.at.start].chars().count() as u32;
        bytes = found.at.start;
        let piece = &text[found.at.clone()];
        let at = Span { start: points, end: points + piece.chars().count() as u32 };
        remarks.push(Remark { article: edition.id.clone(), at, text: piece.to_owned(), rule: found.rule });
    }
    remarks
}

fn warnings(editions: &[Edition]) -> Vec<Warning> {
    let untitled = editions.iter().filter(|e| e.headline.title.is_empty());
    untitled
        .map(|e| Warning {
            path: format!("texts/{}.txt", e.id),
            line: None,
            what: "no source prints a headline for this article".to_owned(),
            remedy: "look at the pages of its witnesses; a headline set as a picture has no text".to_owned(),
        })
        .collect()
}
