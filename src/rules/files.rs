//! Where rule files come from.

use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::{RuleBook, RuleError};

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The rule files that come with the program, as (name, text), by name.
pub fn embedded() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = RULES
        .files()
        .filter(|f| f.path().extension().is_some_and(|e| e == "toml"))
        .filter_map(|f| Some((format!("rules/{}", f.path().display()), f.contents_utf8()?.to_owned())))
        .collect();
    files.sort();
    files
}

/// The built-in rules with those of a directory on top: a file takes the place of the built-in pack of its name, a
/// rule that of the built-in rule of its id.
///
/// # Errors
/// When the directory or a file cannot be read, there is no rule file, or one is broken.
pub fn load(dir: &Path) -> Result<RuleBook, RuleError> {
    RuleBook::builtin()?.with_files(&read(dir)?)
}

/// A hash over all that decides which rules are in force: the files that come with the program, those of a directory, and
/// the packs that are switched on and off.
///
/// # Errors
/// When the directory or a file cannot be read.
pub fn fingerprint(dir: Option<&Path>, on: &[String], off: &[String]) -> Result<String, RuleError> {
    let own = dir.map(read).transpose()?.unwrap_or_default();
    let mut hash = Sha256::new();
    for (name, text) in embedded().iter().chain(&own) {
        hash.update(format!("{} {} {name}{text}", name.len(), text.len()));
    }
    for (switch, packs) in [("on", on), ("off", off)] {
        packs.iter().for_each(|pack| hash.update(format!("{switch} {pack}\n")));
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The rule files of a directory, as (path, text), by name.
fn read(dir: &Path) -> Result<Vec<(String, String)>, RuleError> {
    let fail = |path: &Path, what: String, remedy: &str| RuleError {
        file: path.display().to_string(),
        line: 0,
        what,
        remedy: remedy.to_owned(),
    };
    let unreadable = |path: &Path, e: std::io::Error| fail(path, e.to_string(), "check the path and its permissions");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(|e| unreadable(dir, e))? {
        let path = entry.map_err(|e| unreadable(dir, e))?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            let text = std::fs::read_to_string(&path).map_err(|e| unreadable(&path, e))?;
            files.push((path.display().to_string(), text));
        }
    }
    if files.is_empty() {
        return Err(fail(
            dir,
            "no rule files (*.toml) in this directory".into(),
            "give a directory of rule files; see docs/adding-rules.md",
        ));
    }
    files.sort();
    Ok(files)
}
