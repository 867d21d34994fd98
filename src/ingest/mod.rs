//! Files to pages.
//!
//! [`discover`] says which files there are and whose pages they hold, [`manifest`] lets the user say it,
//! [`plain`] reads a page of plain text, [`format`] tells others by what they hold, [`error`] tells what was wrong with a file. A bad file costs itself and
//! nothing else.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::model::edition::Warning;
use crate::model::page::Page;
use crate::model::witness::Family;
use discover::{Discovery, Found};
pub use error::{InputError, ManifestError};
use format::Read;
pub use manifest::Manifest;

mod alto;
pub mod discover;
pub mod error;
pub mod format;
mod hocr;
pub mod manifest;
mod markup;
mod page_xml;
pub mod plain;

/// All pages of a run and what went wrong in reading them.
#[derive(Debug, Default)]
pub struct Inputs {
    /// The pages, sorted by source, name and path.
    pub pages: Vec<Page>,
    /// What the user declared of pages, by [`Page::path`].
    pub declared: BTreeMap<String, Declared>,
    /// Files that could not be read; they cost themselves only.
    pub failures: Vec<InputError>,
    /// Files that were passed over, and pages that look damaged.
    pub warnings: Vec<Warning>,
}

/// What a manifest says of a page beside its source and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// How the page text came to be; none when it is to be told from the text.
    pub family: Option<Family>,
    /// Date of the issue, `2025-08-28`.
    pub date: Option<String>,
}

/// Reads all page texts in `paths` (files and directories, see [`discover`]) and in the manifest, whose word
/// on source and name goes before what paths tell. The result does not depend on the order of `paths`; a file
/// that is named more than once counts once. O(bytes), files in parallel.
pub fn read_inputs(paths: &[PathBuf], manifest: Option<&Manifest>) -> Inputs {
    let Discovery { found, mut failures, mut warnings } = discover::discover(paths, manifest);
    let read: Vec<_> = found.par_iter().map(read_page).collect();
    let (mut pages, mut declared) = (Vec::new(), BTreeMap::new());
    for (found, outcome) in found.into_iter().zip(read) {
        match outcome {
            Ok((page, doubts)) => {
                let mut found = found;
                // Markup with confidences is what recognisers write.
                if page.scan.as_ref().is_some_and(|scan| !scan.confidence.is_empty()) {
                    found.declared.family.get_or_insert(Family::Ocr);
                }
                if found.declared != Declared::default() {
                    declared.insert(page.path.clone(), found.declared);
                }
                warnings.extend(doubts);
                pages.push(page);
            }
            Err(error) => failures.push(error),
        }
    }
    pages.sort_by(|a, b| (&a.source, &a.name, &a.path).cmp(&(&b.source, &b.name, &b.path)));
    warnings.extend(twins(&pages));
    warnings.extend(namesakes(&pages));
    failures.sort_by(|a, b| a.path().cmp(b.path()));
    warnings.sort_by(|a, b| (&a.path, a.line, &a.what).cmp(&(&b.path, b.line, &b.what)));
    Inputs { pages, declared, failures, warnings }
}

fn read_page(found: &Found) -> Result<(Page, Vec<Warning>), InputError> {
    let mut plain = plain::read(&found.file, &found.path)?;
    let warnings = std::mem::take(&mut plain.warnings);
    let read = Read::of(plain, &found.path)?;
    Ok((read.into_page(&found.source, &found.name, &found.path), warnings))
}

/// Pages of different sources that are the same bytes: one printing would vote twice.
fn twins(pages: &[Page]) -> Vec<Warning> {
    let mut first: BTreeMap<&str, &Page> = BTreeMap::new();
    let mut warnings = Vec::new();
    for page in pages {
        let before = *first.entry(&page.sha256).or_insert(page);
        if before.source != page.source {
            warnings.push(Warning {
                path: page.path.clone(),
                line: None,
                what: format!("holds the same bytes as {}, and counts as another witness", before.path),
                remedy: "leave one of the two out if they are one printing".to_owned(),
            });
        }
    }
    warnings
}

/// Pages of one name in one source: one printing in two formats would be printed twice.
fn namesakes(pages: &[Page]) -> Vec<Warning> {
    let same = pages.windows(2).filter(|pair| (&pair[0].source, &pair[0].name) == (&pair[1].source, &pair[1].name));
    let warning = |pair: &[Page]| Warning {
        path: pair[1].path.clone(),
        line: None,
        what: format!("is page {} of {}, and so is {}", pair[1].name, pair[1].source, pair[0].path),
        remedy: "leave one of the two out if they are one page in two formats".to_owned(),
    };
    same.map(warning).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_bad_file_costs_itself_only_and_order_does_not_matter() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::write(path("b.txt"), "乙").unwrap();
        fs::write(path("a.txt"), "甲").unwrap();
        fs::write(path("bad.txt"), [0xFF, 0xFE, 0x41, 0x00]).unwrap();
        let names = |inputs: &Inputs| inputs.pages.iter().map(|p| p.source.clone()).collect::<Vec<_>>();
        let one = read_inputs(&[path("b.txt"), path("bad.txt"), path("a.txt")], None);
        let two = read_inputs(&[path("a.txt"), path("b.txt"), path("a.txt"), path("bad.txt")], None);
        assert_eq!(names(&one), ["a", "b"]);
        assert_eq!(names(&one), names(&two));
        assert_eq!((one.failures.len(), two.failures.len()), (1, 1));
    }

    #[test]
    fn the_same_bytes_under_two_names_are_told() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.txt"), "甲").unwrap();
        fs::write(dir.path().join("b.txt"), "甲").unwrap();
        let inputs = read_inputs(&[dir.path().to_owned()], None);
        assert_eq!(inputs.pages.len(), 2);
        assert!(inputs.warnings.iter().any(|w| w.what.contains("same bytes")), "{:?}", inputs.warnings);
    }
}
