//! The manifest: a TOML file in which a user says whose pages the files are.
//!
//! ```toml
//! [[page]]
//! path   = "scans/0828-1.txt"   # from the directory of the manifest
//! source = "晨光日报"
//! page   = "01"                 # default: the file name without extension
//! date   = 2025-08-28           # default: none
//! family = "ocr"                # or "text-layer"; default: told from the text
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Declared;
use super::error::ManifestError;
use crate::files::path_text;
use crate::model::date::Date;
use crate::model::page::line_starts;
use crate::model::witness::Family;

/// What a user says of the pages of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The entries, in the order of the file.
    pub pages: Vec<Entry>,
}

/// What a manifest says of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The page file: the manifest's directory joined with the path of the entry.
    pub file: PathBuf,
    /// Its source.
    pub source: String,
    /// Its name; none for the file name.
    pub page: Option<String>,
    /// What else is said of it.
    pub declared: Declared,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default, rename = "page")]
    pages: Vec<toml::Spanned<Raw>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    path: String,
    source: String,
    page: Option<String>,
    date: Option<toml::Value>,
    family: Option<Family>,
}

impl Manifest {
    /// Reads a manifest. O(bytes).
    ///
    /// # Errors
    /// When the file cannot be read, is no manifest, or names a page twice.
    pub fn read(file: &Path) -> Result<Self, ManifestError> {
        let path = path_text(file).unwrap_or_else(|| file.to_string_lossy().into_owned());
        let text = fs::read_to_string(file)
            .map_err(|error| ManifestError::Unreadable { path: path.clone(), reason: error.to_string() })?;
        Self::parse(&text, &path, file.parent().unwrap_or(Path::new("")))
    }

    /// Parses the text of a manifest called `path` whose entries lie below `base`. O(bytes).
    ///
    /// # Errors
    /// When it is no manifest or names a page twice.
    pub fn parse(text: &str, path: &str, base: &Path) -> Result<Self, ManifestError> {
        let line = |offset: usize| line_starts(text).partition_point(|start| *start <= offset);
        let malformed =
            |offset: usize, what: String| ManifestError::Malformed { path: path.into(), line: line(offset), what };
        let document: Document = toml::from_str(text)
            .map_err(|error| malformed(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let mut pages = Vec::with_capacity(document.pages.len());
        let mut seen = BTreeSet::new();
        for entry in document.pages {
            let at = entry.span().start;
            let raw = entry.into_inner();
            if raw.source.trim().is_empty() {
                return Err(malformed(at, "a source needs a name".into()));
            }
            if !seen.insert(raw.path.clone()) {
                return Err(ManifestError::Twice { path: path.into(), page: raw.path });
            }
            let date = raw.date.map(|value| date(&value).ok_or_else(|| malformed(at, no_date(&value)))).transpose()?;
            let declared = Declared { family: raw.family, date };
            pages.push(Entry { file: base.join(raw.path), source: raw.source, page: raw.page, declared });
        }
        Ok(Self { pages })
    }
}

/// A calendar date, as a TOML date or as text.
fn date(value: &toml::Value) -> Option<Date> {
    let date = match value {
        toml::Value::Datetime(date) => *date,
        toml::Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    date.time.is_none().then(|| date.date?.to_string().parse().ok()).flatten()
}

fn no_date(value: &toml::Value) -> String {
    format!("{value} is no date; write 2025-08-28")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Manifest, ManifestError> {
        Manifest::parse(text, "m.toml", Path::new("base"))
    }

    #[test]
    fn an_entry_says_source_page_date_and_family() {
        let manifest = parse(
            "[[page]]\npath = 'a/1.txt'\nsource = 'A'\npage = '01'\ndate = 2025-08-28\nfamily = 'text-layer'\n\
             [[page]]\npath = 'b.txt'\nsource = 'B'\ndate = '2025-08-29'\n",
        )
        .unwrap();
        assert_eq!(manifest.pages[0].file, Path::new("base/a/1.txt"));
        assert_eq!(manifest.pages[0].page.as_deref(), Some("01"));
        assert_eq!(
            manifest.pages[0].declared,
            Declared { family: Some(Family::TextLayer), date: "2025-08-28".parse().ok() }
        );
        assert_eq!(manifest.pages[1].declared, Declared { family: None, date: "2025-08-29".parse().ok() });
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let line = |text: &str| match parse(text).unwrap_err() {
            ManifestError::Malformed { line, what, .. } => (line, what),
            other => panic!("{other}"),
        };
        let (at, what) = line("[[page]]\npath = 'a'\nsource = 'A'\nfamliy = 'ocr'\n");
        assert_eq!(at, 4);
        assert!(what.contains("famliy") && what.contains("family"), "{what}");
        assert_eq!(line("[[page]]\npath = 'a'\nsource = 'A'\nfamily = 'pdf'\n").0, 4);
        assert_eq!(line("\n[[page]]\npath = 'a'\nsource = 'A'\ndate = 'yesterday'\n").0, 2);
        assert_eq!(line("[[page]]\npath = 'a'\nsource = ' '\n").0, 1);
    }

    #[test]
    fn one_file_has_one_entry() {
        let twice = "[[page]]\npath = 'a'\nsource = 'A'\n[[page]]\npath = 'a'\nsource = 'B'\n";
        assert_eq!(parse(twice).unwrap_err(), ManifestError::Twice { path: "m.toml".into(), page: "a".into() });
    }
}
