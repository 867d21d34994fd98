//! Editions to files.
//!
//! [`record`] says what is written, one file each how: [`texts`], [`apparatus`] (for readers), [`report`]; [`window`]
//! is what a part of a run gives, and [`sums`] what all of them amount to. [`work`] keeps parts until all are there,
//! [`directory`] sees to it that an output is whole or not there at all. Offsets in all records are Unicode code
//! points of the text they name; byte offsets are named so. The fields are documented in `docs/formats.md`.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::Serialize;

use crate::model::edition::{Edition, Report, Warning};
pub use directory::{EmitError, check};
pub use sums::Sums;
pub use window::Window;
pub use work::Work;

pub mod apparatus;
pub mod directory;
pub mod record;
pub mod report;
#[cfg(test)]
pub(crate) mod sample;
pub mod sums;
pub mod texts;
pub mod window;
pub mod work;

/// One edition a line.
pub const ARTICLES_FILE: &str = "articles.jsonl";
/// Directory of the texts.
pub const TEXTS_DIR: &str = "texts";
/// Directory of the apparatus.
pub const APPARATUS_DIR: &str = "apparatus";

/// What each window of the run gave; only where there were several.
pub const WINDOWS_FILE: &str = "windows.jsonl";

/// What a run has to write.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The editions.
    pub editions: &'a [Edition],
    /// What the run did; indices of pages in the editions refer to its inputs.
    pub report: &'a Report,
    /// Inputs that could not be read.
    pub failures: &'a [Warning],
}

/// Writes a run into the directory `out`: all of it, or nothing. An earlier output there is replaced; files of
/// other names stay. O(size of the output).
///
/// # Errors
/// When `out` holds something else and `force` is not set, an edition has an id that is no file name, or the
/// system refuses.
pub fn write(out: &Path, run: &Run<'_>, force: bool) -> Result<Sums, EmitError> {
    let mut work = Work::open(out, force, false, false)?;
    let own = vec![true; run.report.inputs.len()];
    let taken = BTreeMap::new();
    let window = Window {
        key: "all",
        dates: None,
        editions: run.editions.to_vec(),
        report: run.report,
        own: &own,
        taken: &taken,
    };
    work.put(window)?;
    work.finish(run.failures, &[])
}

fn json(value: &impl Serialize) -> io::Result<String> {
    serde_json::to_string(value).map_err(io::Error::from)
}

/// Whether an id can be the name of a file on any system.
fn is_file_name(id: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    !id.is_empty() && !id.starts_with('.') && !id.contains(odd)
}

#[cfg(test)]
mod tests {
    use super::record::{ApparatusRecord, EditionRecord};
    use super::sample::sample;
    use super::*;
    use crate::model::edition::SCHEMA;

    #[test]
    fn what_two_files_hold_is_the_same_in_both() {
        let (edition, report) = sample();
        let record = ApparatusRecord::new(&edition, &report);
        let (line, whole) = record.lines().unwrap();
        assert_eq!(whole, json(&record).unwrap() + "\n");
        assert_eq!(line, json(&EditionRecord::new(&edition, &report)).unwrap() + "\n");
    }

    #[test]
    fn a_run_is_written_and_read_back() {
        let (edition, report) = sample();
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("deep/out");
        let editions = [edition];
        let run = Run { editions: &editions, report: &report, failures: &[] };
        write(&out, &run, false).unwrap();
        let read = |file: &str| std::fs::read_to_string(out.join(file)).unwrap();
        assert_eq!(read("texts/e1.txt"), "桥\n管见\n河上石桥。\n[…]\n");
        let record: EditionRecord = serde_json::from_str(read("articles.jsonl").trim_end()).unwrap();
        assert_eq!((record.schema.as_str(), record.title.as_str()), (SCHEMA, "桥"));
        assert_eq!(record.witnesses[1].pages, ["pages/B.txt"]);
        let full: ApparatusRecord = serde_json::from_str(&read("apparatus/e1.json")).unwrap();
        assert_eq!(full, ApparatusRecord::new(&editions[0], &report));
        let report: serde_json::Value = serde_json::from_str(&read("report.json")).unwrap();
        assert_eq!(report["inputs"][0]["date"], "2025-08-28");
        assert_eq!(report["totals"]["doubtful"], 2);
        assert!(crate::files::is_output(&out));
    }

    #[test]
    fn an_id_that_is_no_file_name_writes_nothing() {
        let (mut edition, report) = sample();
        edition.id = "../x".into();
        let dir = tempfile::tempdir().unwrap();
        let run = Run { editions: &[edition], report: &report, failures: &[] };
        let error = write(&dir.path().join("out"), &run, false).unwrap_err();
        assert!(matches!(error, EmitError::Id { id } if id == "../x"));
        assert!(!dir.path().join("out").exists());
    }
}
