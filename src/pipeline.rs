//! The only place where the stages meet.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use crate::ingest::Declared;
use crate::model::edition::{Edition, Input, Report};
use crate::model::page::Page;
use crate::model::witness::Family;
use crate::rules::RuleBook;
use crate::text::siglum::sigla;

pub mod compare;

/// The script of what is emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ScriptTarget {
    /// As the witnesses have it.
    #[default]
    Keep,
    /// Simplified.
    Hans,
    /// Traditional.
    Hant,
}

/// How to run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The script of what is emitted.
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

/// Reconstructs the articles of `pages`.
pub fn reconstruct(pages: Vec<Page>, _book: &RuleBook, options: &Options) -> Reconstruction {
    let names = sigla(pages.iter().map(|p| p.source.as_str()));
    let input = |page: Page| Input {
        siglum: names[&page.source].clone(),
        family: options.declared.get(&page.path).and_then(|d| d.family).unwrap_or(Family::Unknown),
        bytes: page.text.source().len(),
        path: page.path,
        sha256: page.sha256,
        source: page.source,
        page: page.name,
    };
    let report = Report { inputs: pages.into_iter().map(input).collect(), ..Report::default() };
    Reconstruction { editions: Vec::new(), report }
}
