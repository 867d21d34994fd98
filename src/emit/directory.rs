//! An output directory that is whole or not there at all.
//!
//! Everything is written into a staging directory first, then moved into place by renames. `report.json`, which
//! marks the directory as an output, is taken away first and put back last: while it is there, the output is
//! whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{APPARATUS_DIR, ARTICLES_FILE, TEXTS_DIR};
use crate::files::{REPORT_FILE, is_output};

/// What belongs to an output, in the order in which it is put in place.
const ENTRIES: [&str; 4] = [TEXTS_DIR, APPARATUS_DIR, ARTICLES_FILE, REPORT_FILE];

/// Why an output was not written.
#[derive(Debug, thiserror::Error)]
pub enum EmitError {
    /// The directory holds something else.
    #[error("{}: not empty, and not an output of jiaokan", dir.display())]
    Foreign {
        /// The directory.
        dir: PathBuf,
    },
    /// Something that is no directory has its name.
    #[error("{}: not a directory", dir.display())]
    NotADirectory {
        /// The path.
        dir: PathBuf,
    },
    /// An edition's id cannot be a file name.
    #[error("edition id {id:?} cannot be a file name")]
    Id {
        /// The id.
        id: String,
    },
    /// The system refused to put the entries in place, and to put the earlier ones back.
    #[error("{}: half replaced: {source}", dir.display())]
    Torn {
        /// The directory.
        dir: PathBuf,
        /// Holds what is missing: the earlier entries in `old`, the new ones in `new`.
        stage: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused.
    #[error("{}: cannot be written: {source}", dir.display())]
    Io {
        /// The directory.
        dir: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl EmitError {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        let fixed = match self {
            Self::Foreign { .. } => {
                "name another directory with --out, or give --force: it replaces texts/, apparatus/, articles.jsonl \
                 and report.json there and leaves the rest alone"
            }
            Self::NotADirectory { .. } => "name another directory with --out",
            Self::Id { .. } => "this is a defect of jiaokan; please report it",
            Self::Io { .. } => "check permissions and free space; nothing was changed",
            Self::Torn { stage, .. } => return format!("the earlier output is in {}/old", stage.display()),
        };
        fixed.to_owned()
    }
}

/// Whether an output can go to `out`: it is not there, empty, an earlier output, or `force` is set.
///
/// # Errors
/// When it is something else, or cannot be looked into.
pub fn check(out: &Path, force: bool) -> Result<(), EmitError> {
    let dir = || out.to_owned();
    match fs::read_dir(out).map(|mut entries| entries.next().is_none()) {
        Ok(empty) if force || empty || is_output(out) => Ok(()),
        Ok(_) => Err(EmitError::Foreign { dir: dir() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(EmitError::NotADirectory { dir: dir() }),
        Err(source) => Err(EmitError::Io { dir: dir(), source }),
    }
}

/// Has `write` fill a staging directory and moves what it wrote to `out`; when anything fails, `out` is as before.
pub(super) fn replace(out: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), EmitError> {
    if out.exists() {
        return replace_entries(out, write);
    }
    create(out, write).map_err(|source| EmitError::Io { dir: out.to_owned(), source })
}

/// One rename makes a directory that was not there.
fn create(out: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let parent = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let stage = stage(parent)?;
    let whole = stage.path().join("out");
    // Not the staging directory itself: that one is readable by its owner only.
    fs::create_dir(&whole)?;
    write(&whole)?;
    fs::rename(&whole, out)
}

/// Replaces the entries of an output one by one; files of other names stay. The stage lies inside, because `out`
/// may be on a file system of its own.
fn replace_entries(out: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), EmitError> {
    let refused = |source| EmitError::Io { dir: out.to_owned(), source };
    let stage = stage(out).map_err(refused)?;
    let (new, old) = (stage.path().join("new"), stage.path().join("old"));
    fs::create_dir(&new).and_then(|()| fs::create_dir(&old)).and_then(|()| write(&new)).map_err(refused)?;
    let there = ENTRIES.iter().rev().filter(|entry| out.join(entry).symlink_metadata().is_ok());
    let mut moves: Vec<(PathBuf, PathBuf)> = there.map(|entry| (out.join(entry), old.join(entry))).collect();
    moves.extend(ENTRIES.iter().map(|entry| (new.join(entry), out.join(entry))));
    for (done, (from, to)) in moves.iter().enumerate() {
        let Err(error) = fs::rename(from, to) else { continue };
        let put_back = moves[..done].iter().rev().try_for_each(|(from, to)| fs::rename(to, from));
        return Err(match put_back {
            Ok(()) => refused(error),
            // What was taken away must outlive this call.
            Err(source) => EmitError::Torn { dir: out.to_owned(), stage: stage.keep(), source },
        });
    }
    Ok(())
}

fn stage(parent: &Path) -> io::Result<TempDir> {
    tempfile::Builder::new().prefix(".jiaokan-").tempdir_in(parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(dir: &Path, text: &str) -> io::Result<()> {
        fs::create_dir(dir.join(TEXTS_DIR))?;
        fs::create_dir(dir.join(APPARATUS_DIR))?;
        fs::write(dir.join(TEXTS_DIR).join(text), text)?;
        fs::write(dir.join(ARTICLES_FILE), text)?;
        fs::write(dir.join(REPORT_FILE), format!("{{\"schema\":\"{}\"}}", crate::model::edition::REPORT_SCHEMA))
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_earlier_output_is_replaced_with_its_stale_texts() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        replace(&out, |stage| output(stage, "one")).unwrap();
        fs::write(out.join("notes"), "mine").unwrap();
        check(&out, false).unwrap();
        replace(&out, |stage| output(stage, "two")).unwrap();
        assert_eq!(names(&out), ["apparatus", "articles.jsonl", "notes", "report.json", "texts"]);
        assert_eq!(names(&out.join("texts")), ["two"]);
        assert_eq!(names(dir.path()), ["out"]);
    }

    #[test]
    fn a_failure_leaves_everything_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        let broken = |stage: &Path| output(stage, "two").and(Err(io::Error::other("disk full")));
        assert!(replace(&out, broken).is_err());
        assert_eq!(names(dir.path()), [""; 0]);
        replace(&out, |stage| output(stage, "one")).unwrap();
        assert!(replace(&out, broken).is_err());
        // An output without one of its entries fails while it is moved.
        assert!(replace(&out, |stage| fs::create_dir(stage.join(TEXTS_DIR))).is_err());
        assert_eq!(names(&out), ["apparatus", "articles.jsonl", "report.json", "texts"]);
        assert_eq!(names(&out.join("texts")), ["one"]);
    }

    #[test]
    fn a_foreign_directory_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        check(dir.path(), false).unwrap();
        fs::write(dir.path().join("thesis"), "mine").unwrap();
        assert!(matches!(check(dir.path(), false), Err(EmitError::Foreign { .. })));
        check(dir.path(), true).unwrap();
        assert!(matches!(check(&dir.path().join("thesis"), true), Err(EmitError::NotADirectory { .. })));
    }
}
