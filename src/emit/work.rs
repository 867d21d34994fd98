//! Output in the making: finished windows wait in a directory beside the output until all are there.
//!
//! ```text
//! .NAME.jiaokan-work/            beside an output NAME that is not there yet; in one that is: .jiaokan-work/
//!   windows/<key>/               a window, whole or not there at all
//!     articles.jsonl  texts/  apparatus/  window.json
//! ```
//!
//! A run that was killed leaves it behind, and the next one goes on from it. When all windows are there the output is put
//! together from them and appears by renames.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::directory::{self, EmitError};
use super::record::ApparatusRecord;
use super::sums::Sums;
use super::window::{ArticleEntry, WINDOW_SCHEMA, Window, WindowRecord};
use super::{APPARATUS_DIR, ARTICLES_FILE, TEXTS_DIR, WINDOWS_FILE, apparatus, is_file_name, json, report, texts};
use crate::files::{REPORT_FILE, is_output};
use crate::model::edition::{Edition, Report, Warning};

const RECORD_FILE: &str = "window.json";
/// Editions whose lines are in memory at a time.
const AT_ONCE: usize = 64;

/// An output in the making.
#[derive(Debug)]
pub struct Work {
    out: PathBuf,
    dir: PathBuf,
    /// Windows that an earlier output holds, by key.
    earlier: BTreeMap<String, Earlier>,
    /// Windows that are there, in the order of the output.
    keys: Vec<String>,
    sums: Sums,
    /// Whether what is there is worth keeping when the run does not end well.
    keep: bool,
}

/// Where an earlier output has a window.
#[derive(Debug, Clone, Copy)]
struct Earlier {
    /// Offset of its line in `windows.jsonl`.
    line: u64,
    /// Offset of its articles in `articles.jsonl`.
    articles: u64,
}

impl Work {
    /// Begins an output at `out`, or goes on with one. `force` replaces what is no output, and begins anew where a run was
    /// interrupted. A run of several windows keeps what is finished when it ends badly. O(windows of an earlier output).
    ///
    /// # Errors
    /// When `out` holds something else, an interrupted run is there and neither `resume` nor `force` is set, or the system
    /// refuses.
    pub fn open(out: &Path, force: bool, resume: bool, several: bool) -> Result<Self, EmitError> {
        directory::mend(out).map_err(|source| EmitError::Io { dir: out.to_owned(), source })?;
        directory::check(out, force)?;
        let dir = directory::work_dir(out);
        let refused = |source| EmitError::Io { dir: out.to_owned(), source };
        let windows = dir.join("windows");
        let finished = fs::read_dir(&windows).map_or(0, Iterator::count);
        if finished > 0 && !resume && !force {
            return Err(EmitError::Interrupted { out: out.to_owned(), work: dir, windows: finished });
        }
        if !resume && dir.exists() {
            fs::remove_dir_all(&dir).map_err(refused)?;
        }
        fs::create_dir_all(&windows).map_err(refused)?;
        let earlier = if resume && is_output(out) { index(out).map_err(refused)? } else { BTreeMap::new() };
        Ok(Self { out: out.to_owned(), dir, earlier, keys: Vec::new(), sums: Sums::default(), keep: several })
    }

    /// Sums over the windows that are there.
    pub fn sums(&self) -> &Sums {
        &self.sums
    }

    /// Takes over a window that an interrupted run or an earlier output has finished; none when there is none. O(window).
    ///
    /// # Errors
    /// When the system refuses.
    pub fn find(&mut self, key: &str) -> Result<Option<WindowRecord>, EmitError> {
        let refused = |source| EmitError::Io { dir: self.out.clone(), source };
        let dir = self.window(key);
        if !dir.exists() {
            match self.earlier.get(key).copied() {
                // An earlier output that somebody changed is done again, not trusted.
                Some(earlier) if self.adopt(earlier, key).is_ok() => {}
                _ => return Ok(None),
            }
        }
        let Ok(record) = read_record(&dir) else {
            fs::remove_dir_all(&dir).map_err(refused)?;
            return Ok(None);
        };
        self.sums.add(&record);
        self.keys.push(key.to_owned());
        Ok(Some(record))
    }

    /// Writes a window: all of it, or nothing. O(size of its output).
    ///
    /// # Errors
    /// When an edition has an id that is no file name, or the system refuses.
    pub fn put(&mut self, window: Window<'_>) -> Result<(), EmitError> {
        let key = window.key.to_owned();
        if let Some(edition) = window.editions.iter().find(|edition| !is_file_name(&edition.id)) {
            return Err(EmitError::Id { id: edition.id.clone() });
        }
        let record = self.write(window).map_err(|source| EmitError::Io { dir: self.out.clone(), source })?;
        self.sums.add(&record);
        self.keys.push(key);
        Ok(())
    }

    /// Puts the output together and in its place. `failures` are inputs that could not be read, `warnings` belong to no
    /// window. O(size of the output).
    ///
    /// # Errors
    /// When the system refuses; the output is as it was before, and finished windows are kept.
    pub fn finish(mut self, failures: &[Warning], warnings: &[Warning]) -> Result<Sums, EmitError> {
        self.sums.warn(warnings);
        self.sums.totals.failures = failures.len();
        directory::replace(&self.out, &self.dir, |stage| self.assemble(stage, failures, warnings))?;
        self.keep = false;
        Ok(std::mem::take(&mut self.sums))
    }

    fn window(&self, key: &str) -> PathBuf {
        self.dir.join("windows").join(key)
    }

    /// An empty window in the making.
    fn fresh(&self) -> io::Result<PathBuf> {
        let new = self.dir.join("window");
        if new.exists() {
            fs::remove_dir_all(&new)?;
        }
        fs::create_dir_all(new.join(TEXTS_DIR))?;
        fs::create_dir_all(new.join(APPARATUS_DIR))?;
        Ok(new)
    }

    fn write(&self, mut window: Window<'_>) -> io::Result<WindowRecord> {
        let new = self.fresh()?;
        let mut record = WindowRecord::new(&window);
        record.articles = window.editions.par_iter().map(ArticleEntry::new).collect();
        let mut articles = File::create(new.join(ARTICLES_FILE))?;
        let mut editions = std::mem::take(&mut window.editions).into_iter();
        // The lines of a few editions are in memory at a time, in their order; their files are written as they come. While
        // some are made, those before them are written.
        let mut lines: Vec<String> = Vec::new();
        loop {
            let some: Vec<Edition> = editions.by_ref().take(AT_ONCE).collect();
            let last = some.is_empty();
            let made = || some.into_par_iter().map(|edition| write_edition(&new, edition, window.report)).collect();
            let (written, made): (_, io::Result<Vec<String>>) =
                rayon::join(|| lines.iter().try_for_each(|line| articles.write_all(line.as_bytes())), made);
            written?;
            record.bytes += lines.iter().map(|line| line.len() as u64).sum::<u64>();
            lines = made?;
            if last {
                break;
            }
        }
        fs::write(new.join(RECORD_FILE), json(&record)? + "\n")?;
        fs::rename(new, self.window(window.key))?;
        // As it will be read back, whether the run is interrupted or not.
        read_record(&self.window(window.key))
    }

    /// Makes a window of what an earlier output has of it.
    fn adopt(&self, earlier: Earlier, key: &str) -> io::Result<()> {
        let new = self.fresh()?;
        let mut line = String::new();
        let mut records = BufReader::new(File::open(self.out.join(WINDOWS_FILE))?);
        records.seek(SeekFrom::Start(earlier.line))?;
        records.read_line(&mut line)?;
        let record: WindowRecord = serde_json::from_str(&line)?;
        let mut articles = File::open(self.out.join(ARTICLES_FILE))?;
        articles.seek(SeekFrom::Start(earlier.articles))?;
        let copied = io::copy(&mut articles.take(record.bytes), &mut File::create(new.join(ARTICLES_FILE))?)?;
        if copied != record.bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        for file in record.articles.iter().flat_map(|a| files(&a.id)) {
            link(&self.out.join(&file), &new.join(&file))?;
        }
        fs::write(new.join(RECORD_FILE), line)?;
        fs::rename(new, self.window(key))
    }

    fn assemble(&self, stage: &Path, failures: &[Warning], warnings: &[Warning]) -> io::Result<()> {
        match &self.keys[..] {
            // The only window is no use without the output, and is the output but for its record.
            [only] => {
                let moved = |entry| fs::rename(self.window(only).join(entry), stage.join(entry));
                [TEXTS_DIR, APPARATUS_DIR, ARTICLES_FILE].into_iter().try_for_each(moved)?;
            }
            several => self.join(several, stage)?,
        }
        let records: Vec<PathBuf> = self.keys.iter().map(|key| self.window(key).join(RECORD_FILE)).collect();
        if records.len() > 1 {
            let mut all = File::create(stage.join(WINDOWS_FILE))?;
            records.iter().try_for_each(|file| io::copy(&mut File::open(file)?, &mut all).map(drop))?;
        }
        let mut file = BufWriter::new(File::create(stage.join(REPORT_FILE))?);
        report::report(&mut file, &self.sums, &records, failures, warnings)?;
        file.write_all(b"\n")?;
        file.flush()
    }
}

impl Work {
    /// Puts the articles of windows together; the windows stay as they are.
    fn join(&self, keys: &[String], stage: &Path) -> io::Result<()> {
        let articles = || {
            let mut articles = File::create(stage.join(ARTICLES_FILE))?;
            for key in keys {
                io::copy(&mut File::open(self.window(key).join(ARTICLES_FILE))?, &mut articles)?;
            }
            Ok(())
        };
        let files = |dir: &&str| {
            fs::create_dir(stage.join(dir))?;
            for key in keys {
                for entry in fs::read_dir(self.window(key).join(dir))? {
                    let entry = entry?;
                    link(&entry.path(), &stage.join(dir).join(entry.file_name()))?;
                }
            }
            Ok(())
        };
        let all = || [TEXTS_DIR, APPARATUS_DIR].par_iter().try_for_each(files);
        let (articles, files): (io::Result<()>, io::Result<()>) = rayon::join(articles, all);
        articles.and(files)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let worth = self.keep && !self.keys.is_empty();
        if !worth && !directory::is_torn(&self.dir) {
            self.keys.par_iter().for_each(|key| {
                let _ = fs::remove_dir_all(self.window(key));
            });
            // What cannot be removed is in nobody's way: the next run removes it.
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

/// Writes the files of an edition, and gives its line of `articles.jsonl`.
fn write_edition(dir: &Path, edition: Edition, report: &Report) -> io::Result<String> {
    let [text, to_process, to_read] = files(&edition.id);
    fs::write(dir.join(text), texts::text(&edition))?;
    let full = ApparatusRecord::of(edition, report);
    let (line, whole) = full.lines()?;
    fs::write(dir.join(to_process), whole)?;
    fs::write(dir.join(to_read), apparatus::apparatus(&full))?;
    Ok(line)
}

/// The files of an edition but its line in `articles.jsonl`, from the directory of the output.
fn files(id: &str) -> [PathBuf; 3] {
    let file = |dir: &str, extension: &str| Path::new(dir).join(format!("{id}.{extension}"));
    [file(TEXTS_DIR, "txt"), file(APPARATUS_DIR, "json"), file(APPARATUS_DIR, "txt")]
}

/// The same file under another name; a copy where the file system knows no such names.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
}

/// The record of a finished window.
fn read_record(window: &Path) -> io::Result<WindowRecord> {
    record(&window.join(RECORD_FILE))
}

/// Reads a record from a file of its own. O(size).
pub(super) fn record(file: &Path) -> io::Result<WindowRecord> {
    let record: WindowRecord = serde_json::from_str(&fs::read_to_string(file)?)?;
    if record.schema == WINDOW_SCHEMA { Ok(record) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// Where an output has its windows, by key; nothing when it was not cut into several.
fn index(out: &Path) -> io::Result<BTreeMap<String, Earlier>> {
    let mut found = BTreeMap::new();
    let Ok(file) = File::open(out.join(WINDOWS_FILE)) else { return Ok(found) };
    let (mut lines, mut line) = (BufReader::new(file), String::new());
    let mut at = Earlier { line: 0, articles: 0 };
    loop {
        line.clear();
        let read = lines.read_line(&mut line)?;
        if read == 0 {
            return Ok(found);
        }
        let record: WindowRecord = serde_json::from_str(&line)?;
        if record.schema == WINDOW_SCHEMA {
            found.insert(record.key, at);
        }
        at = Earlier { line: at.line + read as u64, articles: at.articles + record.bytes };
    }
}
