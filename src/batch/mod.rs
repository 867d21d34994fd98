//! A run over any number of pages: read, reconstructed and written one window after the other.
//!
//! Work is cut by the days of the issues ([`plan`]), so memory follows the largest window and not the archive. What is known of
//! a page before it is read (its path, source and day) stays in memory: about half a kilobyte a page. Finished
//! windows are kept until the output is whole; each has a key made of all its outcome depends on, by which a later run
//! finds it again.

use std::path::{Path, PathBuf};

use crate::emit::{EmitError, Sums, Work};
use crate::ingest::discover::{Discovery, Found, discover};
use crate::ingest::{InputError, Manifest, read_dates};
use crate::model::date::Date;
use crate::model::edition::Warning;
use crate::pipeline::ScriptTarget;
use crate::pipeline::watch::Watch;
use crate::rules::RuleBook;

mod kin;
pub mod plan;
mod shelf;
mod step;

/// Bytes of a window that is not parted, whatever the room of others.
const LARGEST: u64 = 32_000_000;

/// What to do.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// Page texts and directories of them.
    pub paths: &'a [PathBuf],
    /// Whose pages the files are, where the user says so.
    pub manifest: Option<&'a Manifest>,
    /// Directory to write.
    pub out: &'a Path,
    /// Whether to replace what is no output, and to begin anew where a run was interrupted.
    pub force: bool,
    /// Whether to take over what an interrupted run or an earlier output has finished.
    pub resume: bool,
    /// The rules.
    pub book: &'a RuleBook,
    /// Tells the rules from all others: windows are done again when it changes.
    pub rules: &'a str,
    /// Script of the editions.
    pub script: ScriptTarget,
    /// How many days later another paper may print the same article.
    pub days: u32,
    /// Days go together as long as their files have at most so many bytes. Pages of one day, or without one, that have more,
    /// and more than 32 MB, are parted; those that share text stay together.
    pub room: u64,
}

/// Is told how far a run is.
pub trait Progress: Watch {
    /// The run has so many windows, and files of so many bytes.
    fn planned(&self, windows: usize, bytes: u64);
    /// A window begins, in which so many pages are looked at, and of which files of so many bytes are its own.
    fn begins(&self, dates: Option<(Date, Date)>, pages: usize, bytes: u64);
    /// A window is there: done now, or taken over.
    fn finished(&self, reused: bool);
}

/// What a run came to.
#[derive(Debug)]
pub struct Outcome {
    /// Sums over the run, and its first articles and warnings.
    pub sums: Sums,
    /// Inputs that could not be read.
    pub failures: Vec<Warning>,
}

/// Why a run gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// No page could be read.
    #[error("no page could be read")]
    Empty {
        /// What was wrong with each input.
        failures: Vec<Warning>,
    },
    /// The output could not be written.
    #[error(transparent)]
    Output(#[from] EmitError),
}

/// Reconstructs the articles of page files and writes them. The order of the paths and the number of threads change no
/// byte of the output, nor does it matter whether the run was interrupted. Runs in the current thread pool. O(text plus
/// matches between the pages of each window).
///
/// # Errors
/// When no page can be read, or the output cannot be written; there is no output then, and an earlier one is as it was.
pub fn run(job: &Job<'_>, progress: &dyn Progress) -> Result<Outcome, BatchError> {
    crate::emit::check(job.out, job.force)?;
    let Discovery { mut found, failures, mut warnings } = discover(job.paths, job.manifest);
    let mut failures: Vec<Warning> = failures.iter().map(InputError::to_warning).collect();
    if found.is_empty() {
        return Err(BatchError::Empty { failures });
    }
    warnings.extend(give_days(&mut found));
    let items: Vec<plan::Item> = found.iter().map(|f| plan::Item { date: f.date, bytes: f.bytes }).collect();
    let windows = plan::windows(&items, job.days, job.room);
    let (windows, parted) = kin::part(windows, &found, job.room.max(LARGEST));
    warnings.extend(parted);
    progress.planned(windows.len(), found.iter().map(|f| f.bytes).sum());
    let mut work = Work::open(job.out, job.force, job.resume, windows.len() > 1)?;
    let mut steps = step::Steps::new(job, &found, progress);
    for window in &windows {
        steps.window(window, &mut work)?;
    }
    failures.extend(steps.failures());
    failures.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    if work.sums().totals.pages == 0 {
        return Err(BatchError::Empty { failures });
    }
    let sums = work.finish(&failures, &warnings)?;
    Ok(Outcome { sums, failures })
}

/// Gives pages the days of their date lines, where neither manifest nor path names one. When it is date lines only, and
/// some pages lack one, no page has a day: a paper without a legible date line is as likely to be of the same day.
fn give_days(found: &mut [Found]) -> Option<Warning> {
    let known = found.iter().filter(|f| f.date.is_some()).count();
    if known < found.len() {
        read_dates(found);
    }
    let unknown = found.iter().filter(|f| f.date.is_none()).count();
    if known == 0 && unknown > 0 {
        found.iter_mut().for_each(|f| f.date = None);
        return None;
    }
    let first = found.iter().find(|f| f.date.is_none())?;
    Some(Warning {
        path: first.path.clone(),
        line: None,
        what: format!("this page ({unknown} in all) has no date, and is compared with others that have none only"),
        remedy: "put the date into its path (2025-08-28), or into a manifest".to_owned(),
    })
}
