//! A part of a run that is reconstructed at one time: the pages of a day, and of some days after it.
//!
//! A paper prints today what another one printed yesterday. So the pages of a day are compared with those of the days
//! after it; an article that stands in one of the day's own pages is reconstructed, with all its printings, and its lines are
//! taken out of the later pages. What is left of these waits for a window of its own. Each line is thus decided upon
//! once, however the days are cut.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::watch::{Stage, Watch};
use super::{
    Article, Options, Reconstruction, Run, article, assemble, compared, dropped, family, input, remarks, sources,
    warnings,
};
use crate::decide::Batch;
use crate::model::bundle::Bundle;
use crate::model::chain::UnitTable;
use crate::model::collation::Collation;
use crate::model::edition::{Edition, Report};
use crate::model::page::{Line, Page};
use crate::model::witness::{Family, Witness};
use crate::rules::{RuleBook, RuleCounts};
use crate::text::hyphen::Attested;
use crate::text::siglum::sigla;
use crate::text::{columns, merged};
use crate::{bundle, segment};

/// A page after the rules.
#[derive(Debug, Clone)]
pub struct Prepared {
    page: Page,
    counts: RuleCounts,
    /// What its text tells of how it came to be.
    family: Family,
}

impl Prepared {
    /// The page.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Takes out of the page what articles of other windows hold: byte ranges of the clean text, sorted and apart from each
    /// other. O(page).
    pub fn take_out(&mut self, taken: &[Range<usize>], book: &RuleBook) {
        self.page.take_out(taken);
        book.marks(&mut self.page);
    }
}

/// What articles hold of pages whose window is still to come, by [`Page::path`]: byte ranges of the clean text, sorted
/// and apart from each other.
pub type Taken = BTreeMap<String, Vec<Range<usize>>>;

/// Runs the rules over pages, in parallel. O(text).
pub fn prepare(pages: Vec<Page>, book: &RuleBook, watch: &dyn Watch) -> Vec<Prepared> {
    watch.begin(Stage::Clean, pages.len());
    let clean = |mut page: Page| {
        let beside = page.scan.is_none().then(|| columns::side_by_side(page.text.text())).flatten();
        let family = family::told(&page, beside.is_some());
        let columns = columns(&page, beside);
        let mut counts = book.clean(&mut page.text);
        match columns {
            Some(columns) => {
                let clean = |column: Vec<_>| column.into_iter().map(|at| page.text.to_text_range(at)).collect();
                page.lay_out(columns.into_iter().map(clean).collect());
            }
            None => page.cut_lines(),
        }
        book.marks(&mut page);
        for mark in page.lines.iter().flat_map(|l| &l.marks) {
            *counts.entry(mark.rule.clone()).or_insert(0) += 1;
        }
        watch.step(Stage::Clean);
        Prepared { page, counts, family }
    };
    pages.into_par_iter().map(clean).collect()
}

/// Reconstructs the articles of which a part stands on a page that is `own` to this window, and gives what is left of the
/// other pages and what was taken out of them. The order of the pages and the number of threads change nothing. Time is linear in the text
/// plus the matches between pages.
pub fn reconstruct(
    mut prepared: Vec<Prepared>,
    own: &(dyn Fn(&Page) -> bool + Sync),
    book: &RuleBook,
    options: &Options,
    watch: &dyn Watch,
) -> (Reconstruction, Vec<Prepared>, Taken) {
    let key = |p: &Page| (p.source.clone(), p.name.clone(), p.path.clone());
    prepared.sort_by_cached_key(|p| key(&p.page));
    let (mut pages, told): (Vec<Page>, Vec<Told>) =
        prepared.into_iter().map(|p| (p.page, (p.counts, p.family))).unzip();
    let own: Vec<bool> = pages.iter().map(own).collect();
    // Comparison may cut lines; a page whose window is still to come waits as it was.
    let waiting: Vec<Option<Vec<Line>>> =
        pages.iter().zip(&own).map(|(p, own)| (!own).then(|| p.lines.clone())).collect();
    let mut report = Report::default();
    for (rule, n) in told.iter().zip(&own).filter(|(_, own)| **own).flat_map(|((counts, _), _)| counts) {
        *report.rules.entry(rule.clone()).or_insert(0) += n;
    }
    let families: Vec<Family> = told.iter().map(|told| told.1).collect();
    let mut done = editions(&mut pages, &families, &own, book, options, watch, report);
    let all = pages.into_par_iter().zip(told).zip(waiting).zip(&mut done.taken);
    let rest =
        all.filter_map(|(((page, told), lines), taken)| Some(rest(Page { lines: lines?, ..page }, told, taken, book)));
    let left = rest.collect();
    let paths = done.reconstruction.report.inputs.iter().map(|input| input.path.clone());
    let taken = paths.zip(done.taken).filter(|(_, taken)| !taken.is_empty()).collect();
    (done.reconstruction, left, taken)
}

/// What is left of a page without what articles hold of it.
fn rest(page: Page, (counts, family): Told, taken: &mut [Range<usize>], book: &RuleBook) -> Prepared {
    taken.sort_by_key(|t| t.start);
    let mut prepared = Prepared { page, counts, family };
    if !taken.is_empty() {
        prepared.take_out(taken, book);
    }
    prepared
}

/// What is known of a page beside its text.
type Told = (RuleCounts, Family);

struct Done {
    reconstruction: Reconstruction,
    /// What articles hold of each page that is not the window's own.
    taken: Vec<Vec<Range<usize>>>,
}

fn editions(
    pages: &mut [Page],
    families: &[Family],
    own: &[bool],
    book: &RuleBook,
    options: &Options,
    watch: &dyn Watch,
    mut report: Report,
) -> Done {
    watch.begin(Stage::Compare, 1);
    let (sources, names) = sources(pages);
    let sigla = sigla_of(&names, options);
    let inputs = pages.iter().zip(families).zip(&sources);
    report.inputs = inputs.map(|((p, family), s)| input(p, *family, &sigla[*s as usize], options)).collect();
    let (mut table, map) = compared(pages, &sources, book, options, &mut report);
    let chains = segment::chains(&mut table, &map);
    for joint in chains.iter().flat_map(|c| &c.joints) {
        *report.junctions.entry(joint.name().to_owned()).or_insert(0) += 1;
    }
    let mut bundles = bundle::bundle(&table, &map, chains);
    bundles.retain(|b| b.units().any(|unit| own[table.units[unit as usize].page as usize]));
    let taken = taken(&table, &bundles, own);
    let shared = dropped::shared(&table, &map, &bundles, own);
    // What pages were compared by takes a good part of the memory, and is not needed any more.
    drop((map, std::mem::take(&mut table.streams)));
    watch.step(Stage::Compare);
    let attested = Attested::of(pages.iter().map(|page| page.text.text()));
    let starts = pages.iter().map(|_| OnceLock::new()).collect();
    let run =
        Run { pages, inputs: &report.inputs, table: &table, book, sigla, script: options.script, attested, starts };
    watch.begin(Stage::Collate, bundles.len());
    let collated = |bundle| {
        let article = article(&run, bundle);
        watch.step(Stage::Collate);
        article
    };
    let articles: Vec<Article> = bundles.into_par_iter().map(collated).collect();
    let (mut editions, beside): (Vec<Edition>, Vec<_>) =
        decided(&run, &articles, watch).into_iter().map(|a| (a.edition, (a.quality, a.suggested))).unzip();
    assemble::tell_apart(&mut editions);
    report.dropped = dropped::list(&run, &shared, &articles, own);
    for (edition, (quality, suggested)) in editions.iter().zip(beside) {
        for (page, quality) in quality {
            *report.quality.entry(page).or_default() += quality;
        }
        report.remarks.extend(remarks(suggested, edition));
    }
    report.warnings.extend(warnings(&editions));
    Done { reconstruction: Reconstruction { editions, report }, taken }
}

/// Siglum of each source, told apart from all sources of the run.
fn sigla_of(names: &[String], options: &Options) -> Vec<String> {
    let mut all: Vec<String> = names.iter().chain(&options.sources).cloned().collect();
    all.sort();
    all.dedup();
    let by_name = sigla(&all);
    names.iter().map(|n| by_name[n].clone()).collect()
}

fn decided(run: &Run<'_>, articles: &[Article], watch: &dyn Watch) -> Vec<assemble::Assembled> {
    let items: Vec<(&[Witness], &Collation)> =
        articles.iter().flat_map(|a| &a.parts).map(|p| (p.witnesses.as_slice(), &p.collation)).collect();
    let batch = Batch::new(&items);
    let first_part = |before: &mut usize, article: &Article| {
        *before += article.parts.len();
        Some(*before - article.parts.len())
    };
    let first_parts: Vec<usize> = articles.iter().scan(0, first_part).collect();
    watch.begin(Stage::Decide, articles.len());
    let edition = |(article, first): (&Article, &usize)| {
        let decided = |part: usize| batch.decide(first + part);
        let edition = assemble::edition(run, article, &batch.known(), &decided);
        watch.step(Stage::Decide);
        edition
    };
    articles.par_iter().zip(&first_parts).map(edition).collect()
}

/// What articles hold of each page that is not the window's own.
fn taken(table: &UnitTable, bundles: &[Bundle], own: &[bool]) -> Vec<Vec<Range<usize>>> {
    let mut taken = vec![Vec::new(); own.len()];
    for unit in bundles.iter().flat_map(Bundle::units).map(|unit| &table.units[unit as usize]) {
        if !own[unit.page as usize] {
            taken[unit.page as usize].extend(unit.pieces.iter().cloned());
        }
    }
    taken
}

/// Stretches of a text, column by column in reading order.
type Columns = Vec<Vec<Range<usize>>>;

/// Columns that show in the blanks between them, which rules take out: bytes of the file, in reading order. What a format puts
/// in order is in order.
fn columns(page: &Page, beside: Option<Columns>) -> Option<Columns> {
    let text = page.text.text();
    let columns = match page.is_reordered() {
        true => None,
        false if page.scan.is_some() => columns::side_by_side(text).or_else(|| merged::unmerged(text)),
        false => beside.or_else(|| merged::unmerged(text)),
    };
    let place = |column: Vec<_>| column.into_iter().map(|at| page.text.to_source(at)).collect();
    columns.map(|columns| columns.into_iter().map(place).collect())
}
