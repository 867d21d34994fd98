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
pub mod watch;
pub mod window;
mod witness;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::OnceLock;

use crate::decide::{self, Known, Verdict};
use crate::ingest::Declared;
use crate::model::bundle::{Bundle, Part};
use crate::model::chain::UnitTable;
use crate::model::collation::{Cell, Collation};
use crate::model::date::Date;
use crate::model::edition::{Edition, Input, Remark, Report, Span, Warning};
use crate::model::page::{Page, line_starts};
use crate::model::passage::Concordance;
use crate::model::witness::{Family, Witness};
use crate::rules::{RuleBook, Suggestion};
use crate::text::hyphen::Attested;
use crate::{collate, concord, segment};

pub use family::family;
pub use script::ScriptTarget;
use watch::Silent;

/// How to run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Script of the editions.
    pub script: ScriptTarget,
    /// Number of threads; none for one per core. Changes no byte of the output.
    pub jobs: Option<NonZeroUsize>,
    /// What the user declared of pages, by [`Page::path`].
    pub declared: BTreeMap<String, Declared>,
    /// Sources of the run of which these pages are a part: sigla tell all of them apart.
    pub sources: Vec<String>,
    /// Pages are compared when their issues are at most so many days apart; none for all pages.
    pub days: Option<u32>,
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
    /// Where the lines of the file of each page begin, once that is asked for.
    starts: Vec<OnceLock<Vec<usize>>>,
}

impl Run<'_> {
    /// Number of the line of a page's file in which a byte lies, from 1. O(log lines), the first time O(file).
    fn line(&self, page: u32, byte: usize) -> u32 {
        let starts = self.starts[page as usize].get_or_init(|| line_starts(self.pages[page as usize].text.source()));
        starts.partition_point(|start| *start <= byte) as u32
    }
}

/// An article on its way from bundle to edition.
struct Article {
    bundle: Bundle,
    parts: Vec<Collated>,
    /// Units of printings that have no vote, since there were more than a vote needs.
    left_out: Vec<u32>,
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
    let run = || window::reconstruct(window::prepare(pages, book, &Silent), &|_| true, book, options, &Silent).0;
    match rayon::ThreadPoolBuilder::new().num_threads(options.jobs.map_or(0, NonZeroUsize::get)).build() {
        Ok(pool) => pool.install(run),
        // Without threads of its own the run still is what it is.
        Err(_) => run(),
    }
}

/// Cuts pages into units and finds what they share. Lines that others show to hold pieces of two columns are cut, and
/// the pages are compared once more.
fn compared(
    pages: &mut [Page],
    sources: &[u32],
    book: &RuleBook,
    options: &Options,
    report: &mut Report,
) -> (UnitTable, Concordance) {
    let days: Vec<Option<i64>> = pages.iter().map(|page| page.date.map(Date::number)).collect();
    let near = |a: u32, b: u32| match (days[a as usize], days[b as usize], options.days) {
        (Some(a), Some(b), Some(days)) => a.abs_diff(b) <= u64::from(days),
        _ => true,
    };
    let table = segment::units(pages, sources);
    let found = concord::passages(&table.streams, sources, &near);
    let map = concord::map(&table.streams, &found.passages);
    report.warnings.extend(given_up(pages, &found.bounded));
    let seams = segment::seams(pages, &table, &map);
    if seams.iter().all(Vec::is_empty) {
        return (table, map);
    }
    for (page, places) in pages.iter_mut().zip(&seams).filter(|(_, places)| !places.is_empty()) {
        page.cut_at(places);
        book.marks(page);
    }
    let changed: Vec<bool> = seams.iter().map(|places| !places.is_empty()).collect();
    let table = segment::units(pages, sources);
    let again = concord::passages_again(&table.streams, sources, &near, found, &changed);
    let map = concord::map(&table.streams, &again.passages);
    (table, map)
}

/// What the comparison of pages left out.
fn given_up(pages: &[Page], bounded: &concord::Bounded) -> Option<Warning> {
    let first = bounded.pages.first()?;
    let (n, limit) = (bounded.pages.len(), concord::PAGES);
    Some(Warning {
        path: pages[*first as usize].path.clone(),
        line: None,
        what: format!("it and {} others hold text of more than {limit} pages; not all were compared", n - 1),
        remedy: "each is compared with the pages it shares most with; run days of a newspaper apart".to_owned(),
    })
}

/// Index of the source of each page, and the names of the sources.
fn sources(pages: &[Page]) -> (Vec<u32>, Vec<String>) {
    let mut names: Vec<String> = pages.iter().map(|p| p.source.clone()).collect();
    names.dedup();
    let index = |p: &Page| names.partition_point(|n| *n < p.source) as u32;
    (pages.iter().map(index).collect(), names)
}

fn input(page: &Page, family: Family, siglum: &str, options: &Options) -> Input {
    let declared = options.declared.get(&page.path).and_then(|d| d.family);
    Input {
        path: page.path.clone(),
        sha256: page.sha256.clone(),
        source: page.source.clone(),
        siglum: siglum.to_owned(),
        page: page.name.clone(),
        family: declared.unwrap_or(family),
        bytes: page.text.source().len(),
        date: page.date,
    }
}

/// Lays the witnesses of an article side by side. Of very many those vote that are needed to attest each stretch.
fn article(run: &Run<'_>, mut bundle: Bundle) -> Article {
    let mut left_out = Vec::new();
    let collated = |part: &mut Part| {
        let witnesses = witness::of_part(run, part);
        let voting = collate::representatives(&witnesses);
        if voting.len() == witnesses.len() {
            return Collated::new(witnesses).open(&witness::opening(run, part));
        }
        let votes = |w: usize| voting.binary_search(&w).is_ok();
        let (kept, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut part.texts).into_iter().enumerate().partition(|t| votes(t.0));
        part.texts = kept.into_iter().map(|t| t.1).collect();
        left_out.extend(rest.into_iter().flat_map(|t| t.1.units));
        let witnesses = witnesses.into_iter().enumerate().filter(|(w, _)| votes(*w)).map(|(_, witness)| witness);
        Collated::new(witnesses.collect()).open(&witness::opening(run, part))
    };
    let parts = bundle.parts.iter_mut().map(collated).collect();
    if !left_out.is_empty() {
        let sources: BTreeSet<u32> = bundle.parts.iter().flat_map(|p| &p.texts).map(|t| t.source).collect();
        // The first one is the headline that was chosen.
        let rest = bundle.headings.split_off(bundle.headings.len().min(1));
        bundle.headings.extend(rest.into_iter().filter(|h| sources.contains(&h.source)));
    }
    Article { bundle, parts, left_out }
}

/// What rules point at in a text, in code points.
fn remarks(suggested: Vec<Suggestion>, edition: &Edition) -> Vec<Remark> {
    let text = &edition.text;
    let (mut bytes, mut points) = (0, 0);
    let mut remarks = Vec::new();
    for found in suggested {
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
