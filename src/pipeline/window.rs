//! A part of a run that is reconstructed at one time: the pages of a day, and of some days after it.
//!
//! A paper prints today what another one printed yesterday. So the pages of a day are compared with those of the days
//! after it; an article that stands in one of the day's own pages is reconstructed, with all its printings, and its lines are
//! taken out of the later pages. What is left of these waits for a window of its own. Each line is thus decided upon
//! once, however the days are cut.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::watch::{Stage, Watch};
use super::{
    Article, Options, Reconstruction, Run, article, assemble, compared, dropped, input, remarks, sources, warnings,
};
use crate::decide::{self, Context, Draft, Known};
use crate::model::bundle::Bundle;
use crate::model::chain::UnitTable;
use crate::model::collation::Collation;
use crate::model::edition::{Edition, Quality, Report};
use crate::model::page::{Line, Page};
use crate::model::witness::Witness;
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
        let columns = columns(&page);
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
        Prepared { page, counts }
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
    let (mut pages, counts): (Vec<Page>, Vec<RuleCounts>) = prepared.into_iter().map(|p| (p.page, p.counts)).unzip();
    let own: Vec<bool> = pages.iter().map(own).collect();
    // Comparison may cut lines; a page whose window is still to come waits as it was.
    let waiting: Vec<Option<Vec<Line>>> =
        pages.iter().zip(&own).map(|(p, own)| (!own).then(|| p.lines.clone())).collect();
    let mut report = Report::default();
    for (rule, n) in counts.iter().zip(&own).filter(|(_, own)| **own).flat_map(|(counts, _)| counts) {
        *report.rules.entry(rule.clone()).or_insert(0) += n;
    }
    let mut done = editions(&mut pages, &own, book, options, watch, report);
    let mut left = Vec::new();
    for (((mut page, counts), lines), taken) in pages.into_iter().zip(counts).zip(waiting).zip(&mut done.taken) {
        let Some(lines) = lines else { continue };
        page.lines = lines;
        taken.sort_by_key(|t| t.start);
        let mut prepared = Prepared { page, counts };
        if !taken.is_empty() {
            prepared.take_out(taken, book);
        }
        left.push(prepared);
    }
    let paths = done.reconstruction.report.inputs.iter().map(|input| input.path.clone());
    let taken = paths.zip(done.taken).filter(|(_, taken)| !taken.is_empty()).collect();
    (done.reconstruction, left, taken)
}

struct Done {
    reconstruction: Reconstruction,
    /// What articles hold of each page that is not the window's own.
    taken: Vec<Vec<Range<usize>>>,
}

fn editions(
    pages: &mut [Page],
    own: &[bool],
    book: &RuleBook,
    options: &Options,
    watch: &dyn Watch,
    mut report: Report,
) -> Done {
    watch.begin(Stage::Compare, 1);
    let (sources, names) = sources(pages);
    let sigla = sigla_of(&names, options);
    report.inputs = pages.iter().zip(&sources).map(|(p, s)| input(p, &sigla[*s as usize], options)).collect();
    let (mut table, map) = compared(pages, &sources, book, options, &mut report);
    let chains = segment::chains(&mut table, &map);
    for joint in chains.iter().flat_map(|c| &c.joints) {
        *report.junctions.entry(joint.name().to_owned()).or_insert(0) += 1;
    }
    let mut bundles = bundle::bundle(&table, &map, chains);
    bundles.retain(|b| b.units().any(|unit| own[table.units[unit as usize].page as usize]));
    let taken = taken(&table, &bundles, own);
    watch.step(Stage::Compare);
    let attested = Attested::of(pages.iter().map(|page| page.text.text()));
    let run = Run { pages, inputs: &report.inputs, table: &table, book, sigla, script: options.script, attested };
    watch.begin(Stage::Collate, bundles.len());
    let collated = |bundle| {
        let article = article(&run, bundle);
        watch.step(Stage::Collate);
        article
    };
    let articles: Vec<Article> = bundles.into_par_iter().map(collated).collect();
    let (editions, quality) = decided(&run, &articles, watch);
    let dropped = dropped::list(&run, &map, &articles);
    report.dropped = dropped.into_iter().filter(|d| own[d.page as usize]).collect();
    for (page, quality) in quality.into_iter().flatten() {
        *report.quality.entry(page).or_default() += quality;
    }
    report.remarks = editions.par_iter().flat_map_iter(|e| remarks(book, e)).collect();
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

fn decided(run: &Run<'_>, articles: &[Article], watch: &dyn Watch) -> (Vec<Edition>, Vec<BTreeMap<u32, Quality>>) {
    let items: Vec<(&[Witness], &Collation)> =
        articles.iter().flat_map(|a| &a.parts).map(|p| (p.witnesses.as_slice(), &p.collation)).collect();
    let rates = decide::estimate(&items);
    let drafts: Vec<Draft> = items.par_iter().map(|(w, c)| decide::draft(w, c, &rates)).collect();
    let known = Known { rates: &rates, context: &Context::new(&drafts), counted: true, script: None };
    watch.begin(Stage::Decide, articles.len());
    let edition = |article| {
        let edition = assemble::edition(run, article, &known);
        watch.step(Stage::Decide);
        edition
    };
    articles.par_iter().map(edition).unzip()
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

/// Columns that show in the blanks between them, which rules take out: bytes of the file, in reading order. What a format puts
/// in order is in order.
fn columns(page: &Page) -> Option<Vec<Vec<Range<usize>>>> {
    let text = page.text.text();
    let columns = match page.is_reordered() {
        true => None,
        false => columns::side_by_side(text).or_else(|| merged::unmerged(text)),
    };
    let place = |column: Vec<_>| column.into_iter().map(|at| page.text.to_source(at)).collect();
    columns.map(|columns| columns.into_iter().map(place).collect())
}
