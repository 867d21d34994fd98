//! Files to pages.
//!
//! [`discover`] says which files there are and whose pages they hold, [`manifest`] lets the user say it,
//! [`dates`] tells the day of an issue, [`plain`] reads a page of plain text, [`mod@format`] tells others by what they hold,
//! [`error`] tells what was wrong with a file. A bad file costs itself and
//! nothing else.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::model::date::Date;
use crate::model::edition::Warning;
use crate::model::page::Page;
use crate::model::witness::Family;
use discover::{Discovery, Found};
pub use error::{InputError, ManifestError};
use format::Read;
pub use manifest::Manifest;

mod alto;
pub mod dates;
pub mod discover;
pub mod error;
pub mod format;
mod hocr;
pub mod manifest;
mod markup;
mod page_xml;
pub mod plain;
mod spacing;

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
    /// Day of the issue.
    pub date: Option<Date>,
}

/// Reads all page texts in `paths` (files and directories, see [`discover`]) and in the manifest, whose word
/// on source and name goes before what paths tell. The result does not depend on the order of `paths`; a file
/// that is named more than once counts once. O(bytes), files in parallel.
pub fn read_inputs(paths: &[PathBuf], manifest: Option<&Manifest>) -> Inputs {
    let Discovery { found, failures, warnings } = discover::discover(paths, manifest);
    let mut inputs = read_pages(&found);
    inputs.failures.extend(failures);
    inputs.warnings.extend(warnings);
    inputs.sort();
    inputs
}

/// Reads page files. O(bytes), files in parallel.
pub fn read_pages(found: &[Found]) -> Inputs {
    let read: Vec<_> = found.par_iter().map(read_page).collect();
    let mut inputs = Inputs::default();
    for (found, outcome) in found.iter().zip(read) {
        match outcome {
            Ok((page, doubts)) => {
                let mut declared = found.declared.clone();
                // Markup with confidences is what recognisers write.
                if page.scan.as_ref().is_some_and(|scan| !scan.confidence.is_empty()) {
                    declared.family.get_or_insert(Family::Ocr);
                }
                if declared != Declared::default() {
                    inputs.declared.insert(page.path.clone(), declared);
                }
                inputs.warnings.extend(doubts);
                inputs.pages.push(page);
            }
            Err(error) => inputs.failures.push(error),
        }
    }
    inputs.sort();
    inputs.warnings.extend(twins(&inputs.pages));
    inputs.warnings.extend(namesakes(&inputs.pages));
    inputs.sort();
    inputs
}

/// What something makes of each page as it is read, none where a file cannot be read; pages are not kept. O(bytes), files
/// in parallel.
pub fn map_pages<T: Send>(found: &[Found], make: impl Fn(&Page) -> T + Sync) -> Vec<Option<T>> {
    found.par_iter().map(|found| read_page(found).ok().map(|(page, _)| make(&page))).collect()
}

/// Gives pages without a day the one in their date line. O(bytes of those pages), files in parallel.
pub fn read_dates(found: &mut [Found]) {
    found.par_iter_mut().filter(|f| f.date.is_none()).for_each(|f| {
        // A file that cannot be read has no day; why it cannot be read is told when it is read as a page.
        f.date = read_page(f).ok().and_then(|(page, _)| dates::in_text(page.text.text()));
    });
}

impl Inputs {
    fn sort(&mut self) {
        self.pages.sort_by(|a, b| (&a.source, &a.name, &a.path).cmp(&(&b.source, &b.name, &b.path)));
        self.failures.sort_by(|a, b| a.path().cmp(b.path()));
        self.warnings.sort_by(|a, b| (&a.path, a.line, &a.what).cmp(&(&b.path, b.line, &b.what)));
    }
}

fn read_page(found: &Found) -> Result<(Page, Vec<Warning>), InputError> {
    let mut plain = plain::read(&found.file, &found.path)?;
    let warnings = std::mem::take(&mut plain.warnings);
    let read = Read::of(plain, &found.path)?;
    let mut page = read.into_page(&found.source, &found.name, &found.path);
    page.date = found.date;
    Ok((page, warnings))
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
