//! Gold texts and hypotheses from files.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::exit::{Exit, Failure};
use super::super::shown;
use crate::emit::ARTICLES_FILE;
use crate::ingest::plain;
use crate::measure::{GoldError, GoldSet, Hypothesis};
use crate::model::edition::Warning;

/// File that describes a directory of gold texts.
const MANIFEST: &str = "manifest.json";

/// What is compared with.
pub(super) enum Gold {
    /// Articles.
    Set(GoldSet),
    /// One text.
    Text(String),
}

/// The gold texts of a directory (with a manifest in it or in `gold/` below it, or without), of a manifest, or of one
/// text file.
pub(super) fn gold(path: &Path) -> Result<Gold, Failure> {
    if path.is_dir() {
        let manifest = [path.join(MANIFEST), path.join("gold").join(MANIFEST)].into_iter().find(|file| file.is_file());
        return match manifest {
            Some(manifest) => set(&manifest),
            None => {
                let texts = texts(path)?.into_iter().map(|(name, text)| (stem(&name), text));
                GoldSet::from_texts(texts).map(Gold::Set).map_err(|error| refused(path, &error))
            }
        };
    }
    if path.extension().is_some_and(|e| e == "json") { set(path) } else { text(path).map(Gold::Text) }
}

fn set(manifest: &Path) -> Result<Gold, Failure> {
    let dir = manifest.parent().unwrap_or(Path::new("."));
    let read = |file: &str| fs::read_to_string(dir.join(file)).map_err(|error| format!("{file}: {error}"));
    GoldSet::from_manifest(&text(manifest)?, read).map(Gold::Set).map_err(|error| refused(manifest, &error))
}

fn refused(path: &Path, error: &GoldError) -> Failure {
    Failure::new(Exit::Input, format!("{}: {error}", shown(path)), error.remedy())
}

/// A text file.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    if path.is_dir() {
        let what = format!("{}: a directory, but the gold is one text", shown(path));
        return Err(Failure::new(Exit::Usage, what, "give a directory of gold texts, or one text for one text"));
    }
    let read = plain::read(path, &shown(path)).map_err(|error| Failure::from(&error))?;
    Ok(read.text.text().to_owned())
}

/// The articles to be measured, and what is wrong with lines that hold none.
pub(super) fn hypotheses(path: &Path, gold: &Gold) -> Result<(Vec<Hypothesis>, Vec<Warning>), Failure> {
    if matches!(gold, Gold::Text(_)) {
        return Ok((Vec::new(), Vec::new()));
    }
    let records = path.join(ARTICLES_FILE);
    let found = if records.is_file() {
        records_of(&records)?
    } else if path.is_dir() {
        let texts = texts(path)?;
        (texts.iter().map(|(name, text)| Hypothesis::from_text(name, text)).collect(), Vec::new())
    } else if path.extension().is_some_and(|e| e == "jsonl") {
        records_of(path)?
    } else {
        (vec![Hypothesis::from_text(&shown(path), &text(path)?)], Vec::new())
    };
    if found.0.is_empty() {
        let what = format!("{}: no article to measure", shown(path));
        let remedy = "give the output of `jiaokan reconstruct`, a JSONL file with `title` and `text`, or a directory of \
                      .txt files";
        return Err(Failure::new(Exit::Input, what, remedy));
    }
    Ok(found)
}

fn records_of(path: &Path) -> Result<(Vec<Hypothesis>, Vec<Warning>), Failure> {
    let (mut articles, mut failures) = (Vec::new(), Vec::new());
    for (i, line) in text(path)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match Hypothesis::from_record(line, i) {
            Ok(article) => articles.push(article),
            Err(error) => failures.push(Warning {
                path: shown(path),
                line: Some(i as u32 + 1),
                what: error.to_string(),
                remedy: "mend the line; the others are measured".to_owned(),
            }),
        }
    }
    Ok((articles, failures))
}

/// The .txt files below a directory by their path in it.
fn texts(dir: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut files = Vec::new();
    collect(dir, &mut files).map_err(|error| {
        Failure::new(Exit::Input, format!("{}: {error}", shown(dir)), "check the name and the permissions")
    })?;
    files.sort();
    let name = |file: &Path| shown(file.strip_prefix(dir).unwrap_or(file));
    files.iter().map(|file| Ok((name(file), text(file)?))).collect()
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() && !path.is_symlink() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "txt") {
            files.push(path);
        }
    }
    Ok(())
}

fn stem(name: &str) -> String {
    name.strip_suffix(".txt").unwrap_or(name).to_owned()
}
