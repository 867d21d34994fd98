//! An output directory that is whole or not there at all.
//!
//! Everything is written into a staging directory first, then moved into place by renames. `report.json`, which
//! marks the directory as an output, is taken away first and put back last: while it is there, the output is
//! whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{APPARATUS_DIR, ARTICLES_FILE, TEXTS_DIR, WINDOWS_FILE};
use crate::files::{REPORT_FILE, is_output};

/// What belongs to an output, in the order in which it is put in place.
const ENTRIES: [&str; 5] = [TEXTS_DIR, APPARATUS_DIR, ARTICLES_FILE, WINDOWS_FILE, REPORT_FILE];

/// Name of the directory in which an output is made.
const WORK: &str = ".jiaokan-work";
/// In it, the output before it is in place …
const NEW: &str = "new";
/// … and what it takes the place of.
const OLD: &str = "old";

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
    /// A run was interrupted there, and what it finished is worth something.
    #[error("{}: an interrupted run is there, with {windows} finished windows", out.display())]
    Interrupted {
        /// The directory.
        out: PathBuf,
        /// Holds the windows.
        work: PathBuf,
        /// How many there are.
        windows: usize,
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
                "name another directory with --out, or give --force: it replaces texts/, apparatus/, articles.jsonl, \
                 windows.jsonl and report.json there and leaves the rest alone"
            }
            Self::NotADirectory { .. } => "name another directory with --out",
            Self::Id { .. } => "this is a defect of jiaokan; please report it",
            Self::Io { .. } => "check permissions and free space; nothing was changed",
            Self::Interrupted { work, .. } => {
                return format!("--resume goes on with it, --force begins anew; it is kept in {}", work.display());
            }
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
    let foreign = |entry: &io::Result<fs::DirEntry>| entry.as_ref().map_or(true, |e| e.file_name() != WORK);
    match fs::read_dir(out).map(|mut entries| !entries.any(|e| foreign(&e))) {
        Ok(empty) if force || empty || is_output(out) => Ok(()),
        Ok(_) => Err(EmitError::Foreign { dir: dir() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(EmitError::NotADirectory { dir: dir() }),
        Err(source) => Err(EmitError::Io { dir: dir(), source }),
    }
}

/// Where an output in the making is kept: beside an output that is not there yet, inside one that is, because `out` may be
/// on a file system of its own.
pub(super) fn work_dir(out: &Path) -> PathBuf {
    match out.file_name() {
        Some(name) if !out.exists() => {
            let name = format!(".{}{WORK}", name.to_string_lossy());
            parent(out).join(name)
        }
        _ => out.join(WORK),
    }
}

fn parent(out: &Path) -> &Path {
    out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a working directory holds entries of an output that could not be put back.
pub(super) fn is_torn(work: &Path) -> bool {
    fs::read_dir(work.join(OLD)).is_ok_and(|mut entries| entries.next().is_some())
}

/// Puts back what a run that was killed in the last moment had taken away; when it had already put everything in place, drops
/// what it replaced.
///
/// # Errors
/// When the system refuses.
pub(super) fn mend(out: &Path) -> io::Result<()> {
    let old = out.join(WORK).join(OLD);
    if !old.exists() {
        return Ok(());
    }
    if !is_output(out) {
        // The texts go last: when they are away, what stands in their place or beside it is new.
        let emptied = old.join(TEXTS_DIR).exists();
        for (there, old) in ENTRIES.iter().map(|entry| (out.join(entry), old.join(entry))) {
            match old.exists() {
                false if !emptied => continue,
                _ if there.is_dir() => fs::remove_dir_all(&there)?,
                _ if there.exists() => fs::remove_file(&there)?,
                _ => {}
            }
            if old.exists() {
                fs::rename(old, there)?;
            }
        }
    }
    fs::remove_dir_all(old)
}

/// Has `write` fill a directory in `work` and moves what it wrote to `out`; when anything fails, `out` is as before.
pub(super) fn replace(out: &Path, work: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), EmitError> {
    let refused = |source| EmitError::Io { dir: out.to_owned(), source };
    let new = work.join(NEW);
    if new.exists() {
        fs::remove_dir_all(&new).map_err(refused)?;
    }
    fs::create_dir_all(&new).and_then(|()| write(&new)).map_err(refused)?;
    match out.exists() {
        true => replace_entries(out, work),
        // One rename makes a directory that was not there.
        false => fs::create_dir_all(parent(out)).and_then(|()| fs::rename(&new, out)).map_err(refused),
    }
}

/// Replaces the entries of an output one by one; files of other names stay.
fn replace_entries(out: &Path, work: &Path) -> Result<(), EmitError> {
    let refused = |source| EmitError::Io { dir: out.to_owned(), source };
    let (new, old) = (work.join(NEW), work.join(OLD));
    fs::create_dir_all(&old).map_err(refused)?;
    let there = ENTRIES.iter().rev().filter(|entry| out.join(entry).symlink_metadata().is_ok());
    let mut moves: Vec<(PathBuf, PathBuf)> = there.map(|entry| (out.join(entry), old.join(entry))).collect();
    let wanted = ENTRIES.iter().filter(|entry| **entry != WINDOWS_FILE || new.join(entry).exists());
    moves.extend(wanted.map(|entry| (new.join(entry), out.join(entry))));
    for (done, (from, to)) in moves.iter().enumerate() {
        let Err(error) = fs::rename(from, to) else { continue };
        let put_back = moves[..done].iter().rev().try_for_each(|(from, to)| fs::rename(to, from));
        return Err(match put_back {
            Ok(()) => refused(error),
            // What was taken away must outlive this call.
            Err(source) => EmitError::Torn { dir: out.to_owned(), stage: work.to_owned(), source },
        });
    }
    fs::remove_dir_all(old).map_err(refused)
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

    /// As a run does it.
    fn made(out: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), EmitError> {
        let work = work_dir(out);
        let outcome = replace(out, &work, write);
        assert!(!is_torn(&work));
        fs::remove_dir_all(work).unwrap();
        outcome
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
        made(&out, |stage| output(stage, "one")).unwrap();
        fs::write(out.join("notes"), "mine").unwrap();
        check(&out, false).unwrap();
        made(&out, |stage| output(stage, "two")).unwrap();
        assert_eq!(names(&out), ["apparatus", "articles.jsonl", "notes", "report.json", "texts"]);
        assert_eq!(names(&out.join("texts")), ["two"]);
        assert_eq!(names(dir.path()), ["out"]);
    }

    #[test]
    fn a_failure_leaves_everything_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        let broken = |stage: &Path| output(stage, "two").and(Err(io::Error::other("disk full")));
        assert!(made(&out, broken).is_err());
        assert_eq!(names(dir.path()), [""; 0]);
        made(&out, |stage| output(stage, "one")).unwrap();
        assert!(made(&out, broken).is_err());
        // An output without one of its entries fails while it is moved.
        assert!(made(&out, |stage| fs::create_dir(stage.join(TEXTS_DIR))).is_err());
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

    #[test]
    fn what_a_killed_run_took_away_is_put_back() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        let old = out.join(WORK).join(OLD);
        for taken in 1..=4 {
            made(&out, |stage| output(stage, "one")).unwrap();
            // Killed while the old entries were taken away, or the first new ones put in their place.
            fs::create_dir_all(&old).unwrap();
            for entry in [REPORT_FILE, ARTICLES_FILE, APPARATUS_DIR, TEXTS_DIR].into_iter().take(taken) {
                fs::rename(out.join(entry), old.join(entry)).unwrap();
            }
            if taken == 4 {
                fs::create_dir(out.join(TEXTS_DIR)).unwrap();
                fs::write(out.join(WINDOWS_FILE), "new").unwrap();
            }
            mend(&out).unwrap();
            assert_eq!(names(&out), [WORK, "apparatus", "articles.jsonl", "report.json", "texts"]);
            assert_eq!(names(&out.join("texts")), ["one"]);
            assert!(is_output(&out));
        }
    }
}
