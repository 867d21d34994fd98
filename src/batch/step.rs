//! One window after the other.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use super::kin::{self, Sketch};
use super::plan;
use super::shelf::Shelf;
use super::{Job, Progress};
use crate::emit::{EmitError, Window, Work};
use crate::ingest::discover::Found;
use crate::ingest::plain::sha256;
use crate::ingest::{Declared, Inputs, read_pages};
use crate::model::edition::Warning;
use crate::model::page::Page;
use crate::model::witness::Family;
use crate::pipeline::Options;
use crate::pipeline::window;
use crate::text::siglum::sigla;

/// Characters of a key: enough that no two windows share one.
const KEY: usize = 32;

/// The windows of a run, done one after the other.
pub(super) struct Steps<'a> {
    job: &'a Job<'a>,
    found: &'a [Found],
    progress: &'a dyn Progress,
    sources: Vec<String>,
    sigla: BTreeMap<String, String>,
    shelf: Shelf,
    /// Files that cannot be read.
    bad: BTreeSet<usize>,
    failures: Vec<Warning>,
    /// What is declared of pages that wait, by path.
    declared: BTreeMap<String, Declared>,
    /// What looks damaged in pages that wait, by path.
    doubts: BTreeMap<String, Vec<Warning>>,
    /// What tells which pages share text, by index.
    sketches: BTreeMap<usize, Sketch>,
}

/// What a window's outcome depends on.
#[derive(Serialize)]
struct Facts<'a> {
    version: &'a str,
    rules: &'a str,
    script: String,
    days: u32,
    pages: Vec<PageFacts<'a>>,
}

#[derive(Serialize)]
struct PageFacts<'a> {
    own: bool,
    path: &'a str,
    source: &'a str,
    siglum: &'a str,
    name: &'a str,
    sha256: &'a str,
    date: Option<String>,
    family: Option<Family>,
    taken: &'a [Vec<std::ops::Range<usize>>],
}

impl<'a> Steps<'a> {
    pub(super) fn new(job: &'a Job<'a>, found: &'a [Found], progress: &'a dyn Progress) -> Self {
        let sources: BTreeSet<&String> = found.iter().map(|f| &f.source).collect();
        let sources: Vec<String> = sources.into_iter().cloned().collect();
        let sigla = sigla(&sources);
        Self {
            job,
            found,
            progress,
            sources,
            sigla,
            shelf: Shelf::default(),
            bad: BTreeSet::new(),
            failures: Vec::new(),
            declared: BTreeMap::new(),
            doubts: BTreeMap::new(),
            sketches: BTreeMap::new(),
        }
    }

    /// Inputs that could not be read.
    pub(super) fn failures(self) -> Vec<Warning> {
        self.failures
    }

    /// Does a window, or takes it over.
    pub(super) fn window(&mut self, window: &plan::Window, work: &mut Work) -> Result<(), EmitError> {
        let pages: Vec<usize> = window.own.iter().chain(&window.ahead).copied().collect();
        let bytes = window.own.iter().map(|i| self.found[*i].bytes).sum();
        self.progress.begins(window.dates, pages.len(), bytes);
        self.read(&pages, !window.ahead.is_empty());
        let waiting: BTreeSet<usize> = window.ahead.iter().copied().collect();
        let window = &self.near(window);
        let pages: Vec<usize> = window.own.iter().chain(&window.ahead).copied().collect();
        let key = self.key(window);
        let reused = match work.find(&key)? {
            Some(record) => {
                window.own.iter().for_each(|i| self.shelf.remove(*i));
                self.shelf.take_out(&window.ahead, &record.taken, self.job.book);
                true
            }
            None => {
                self.reconstruct(window, &pages, &key, work)?;
                false
            }
        };
        let ahead: BTreeSet<&String> = waiting.iter().map(|i| &self.found[*i].path).collect();
        self.sketches.retain(|index, _| waiting.contains(index));
        self.doubts.retain(|path, _| ahead.contains(path));
        self.declared.retain(|path, _| ahead.contains(path));
        self.progress.finished(reused);
        Ok(())
    }

    /// A window without the pages to look ahead at that share no text with its own.
    fn near(&self, window: &plan::Window) -> plan::Window {
        let sketches = |pages: &[usize]| pages.iter().filter_map(|i| self.sketches.get(i)).collect::<Vec<_>>();
        let ahead: Vec<usize> = window.ahead.iter().copied().filter(|i| self.sketches.contains_key(i)).collect();
        let near = kin::near(&sketches(&window.own), &sketches(&ahead));
        let ahead = ahead.into_iter().zip(near).filter(|(_, near)| *near).map(|(i, _)| i).collect();
        plan::Window { dates: window.dates, own: window.own.clone(), ahead }
    }

    /// Reads the pages that are not there yet, and sketches them when that is asked for.
    fn read(&mut self, pages: &[usize], sketched: bool) {
        let missing = |i: &usize| !self.shelf.holds(*i) && !self.bad.contains(i);
        let missing: Vec<usize> = pages.iter().copied().filter(missing).collect();
        let files: Vec<Found> = missing.iter().map(|i| self.found[*i].clone()).collect();
        let Inputs { pages, failures, warnings, declared } = read_pages(&files);
        self.declared.extend(declared);
        let sketches: Vec<Option<Sketch>> = pages.par_iter().map(|p| sketched.then(|| kin::sketch(p))).collect();
        let mut by_path: BTreeMap<String, (Page, Option<Sketch>)> =
            pages.into_iter().zip(sketches).map(|(page, sketch)| (page.path.clone(), (page, sketch))).collect();
        for index in missing {
            match by_path.remove(&self.found[index].path) {
                Some((page, sketch)) => {
                    self.sketches.extend(sketch.map(|sketch| (index, sketch)));
                    self.shelf.put(index, page);
                }
                None => {
                    self.bad.insert(index);
                }
            }
        }
        self.failures.extend(failures.iter().map(crate::ingest::InputError::to_warning));
        for warning in warnings {
            self.doubts.entry(warning.path.clone()).or_default().push(warning);
        }
    }

    /// A name for a window and all that its outcome depends on.
    fn key(&self, window: &plan::Window) -> String {
        let facts = |own: bool| {
            move |index: &usize| {
                let page = self.shelf.page(*index)?;
                Some(PageFacts {
                    own,
                    path: &page.path,
                    source: &page.source,
                    siglum: &self.sigla[&page.source],
                    name: &page.name,
                    sha256: &page.sha256,
                    date: page.date.map(|d| d.to_string()),
                    family: self.declared.get(&page.path).and_then(|d| d.family),
                    taken: self.shelf.taken(*index),
                })
            }
        };
        let own = window.own.iter().filter_map(facts(true));
        let facts = Facts {
            version: env!("CARGO_PKG_VERSION"),
            rules: self.job.rules,
            script: format!("{:?}", self.job.script),
            days: self.job.days,
            pages: own.chain(window.ahead.iter().filter_map(facts(false))).collect(),
        };
        // Nothing in it can fail to be written down.
        let facts = serde_json::to_vec(&facts).unwrap_or_default();
        sha256(&facts)[..KEY].to_owned()
    }

    fn reconstruct(
        &mut self,
        window: &plan::Window,
        pages: &[usize],
        key: &str,
        work: &mut Work,
    ) -> Result<(), EmitError> {
        let own: BTreeSet<&str> = window.own.iter().map(|i| self.found[*i].path.as_str()).collect();
        let options = Options {
            script: self.job.script,
            jobs: None,
            declared: self.declared.clone(),
            sources: self.sources.clone(),
            days: Some(self.job.days),
        };
        let borrowed = self.shelf.take(pages, self.job.book, self.progress);
        let is_own = |page: &Page| own.contains(page.path.as_str());
        let (mut done, left, taken) =
            window::reconstruct(borrowed.pages, &is_own, self.job.book, &options, self.progress);
        self.shelf.give_back(left, borrowed.of, &taken);
        let doubts = own.iter().filter_map(|path| self.doubts.get(*path)).flatten().cloned();
        done.report.warnings.splice(0..0, doubts);
        let own: Vec<bool> = done.report.inputs.iter().map(|input| own.contains(input.path.as_str())).collect();
        work.put(Window {
            key,
            dates: window.dates,
            editions: done.editions,
            report: &done.report,
            own: &own,
            taken: &taken,
        })
    }
}
