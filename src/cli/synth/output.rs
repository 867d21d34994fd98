//! A directory of pages and gold texts that appears whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;
use tempfile::TempDir;

use super::super::exit::{Exit, Failure};
use super::super::shown;
use crate::synth::{ArticleTruth, Family, Issue, Layout, Options, Sheet, SourceTruth};

/// Name of the record of options, by which an output of ours is known, and its schema.
const RECORD: &str = "synth.json";
const SCHEMA: &str = "jiaokan/synth/1";
const PAGES: &str = "pages";
const GOLD: &str = "gold";
const MANIFEST: &str = "manifest.json";
/// What belongs to an output, in the order in which it is put in place.
const ENTRIES: [&str; 3] = [PAGES, GOLD, RECORD];

/// What was written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Written {
    pub(super) articles: usize,
    pub(super) pages: usize,
    /// Of the pages.
    pub(super) bytes: usize,
}

/// An output on its way: filled in a staging directory inside its place, which may be a file system of its own.
pub(super) struct Output {
    dir: PathBuf,
    stage: Stage,
    /// Entries of the manifest: of articles, and of pages.
    articles: List,
    pages: List,
    written: Written,
}

impl Output {
    /// Begins an output whose pages come from these sources.
    pub(super) fn begin(dir: &Path, sources: &[SourceTruth]) -> Result<Self, Failure> {
        check(dir)?;
        let begun = || {
            let stage = Stage::new(dir)?;
            [PAGES, GOLD].iter().try_for_each(|entry| fs::create_dir(stage.path().join(entry)))?;
            let mut pages = List::new(stage.path())?;
            sources.iter().try_for_each(|source| pages.push(source))?;
            let articles = List::new(stage.path())?;
            Ok(Self { dir: dir.to_owned(), stage, articles, pages, written: Written::default() })
        };
        begun().map_err(|error| refused(dir, &error))
    }

    /// Adds printed pages and their truth.
    pub(super) fn add(&mut self, issue: &Issue) -> Result<(), Failure> {
        self.write(issue).map_err(|error| refused(&self.dir, &error))
    }

    fn write(&mut self, issue: &Issue) -> io::Result<()> {
        let (pages, gold) = (self.stage.path().join(PAGES), self.stage.path().join(GOLD));
        issue.sheets.par_iter().try_for_each(|sheet| write_page(&pages, sheet))?;
        let write_gold = |truth: &ArticleTruth| fs::write(gold.join(format!("{}.txt", truth.id)), &truth.text);
        issue.truth.par_iter().try_for_each(write_gold)?;
        for truth in &issue.truth {
            self.articles.push(truth)?;
        }
        for Sheet { source, captions, .. } in issue.sheets.iter().filter(|sheet| !sheet.captions.is_empty()) {
            self.pages.push(&json!({ "source": source, "non_articles": captions }))?;
        }
        self.written.articles += issue.truth.len();
        self.written.pages += issue.sheets.len();
        self.written.bytes += issue.sheets.iter().map(|sheet| sheet.text.len()).sum::<usize>();
        Ok(())
    }

    /// Puts everything in place.
    pub(super) fn finish(self, options: &Options) -> Result<Written, Failure> {
        let Self { dir, stage, articles, pages, written } = self;
        let finished = || {
            let mut manifest = BufWriter::new(File::create(stage.path().join(GOLD).join(MANIFEST))?);
            manifest.write_all(b"{\"articles\": [\n")?;
            articles.copy(&mut manifest)?;
            manifest.write_all(b"\n],\n\"pages\": [\n")?;
            pages.copy(&mut manifest)?;
            manifest.write_all(b"\n]}\n")?;
            manifest.flush()?;
            fs::write(stage.path().join(RECORD), record(options, written))?;
            stage.put_in_place()
        };
        finished().map_err(|error| refused(&dir, &error))?;
        Ok(written)
    }
}

fn write_page(pages: &Path, sheet: &Sheet) -> io::Result<()> {
    let dir = pages.join(&sheet.source).join(sheet.day.to_string());
    fs::create_dir_all(&dir)?;
    fs::write(dir.join(format!("{:02}.txt", sheet.number)), &sheet.text)
}

/// Entries of a JSON list, in a file without a name until the list is written: memory holds none of them.
struct List {
    file: BufWriter<File>,
    empty: bool,
}

impl List {
    fn new(dir: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(tempfile::tempfile_in(dir)?), empty: true })
    }

    fn push(&mut self, entry: &impl Serialize) -> io::Result<()> {
        if !self.empty {
            self.file.write_all(b",\n")?;
        }
        self.empty = false;
        Ok(serde_json::to_writer(&mut self.file, entry)?)
    }

    fn copy(self, into: &mut impl Write) -> io::Result<()> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        io::copy(&mut file, into).map(drop)
    }
}

/// A staging directory; what it is for is taken away again when nothing comes of it.
struct Stage {
    dir: PathBuf,
    made: bool,
    temporary: Option<TempDir>,
}

impl Stage {
    fn new(dir: &Path) -> io::Result<Self> {
        let made = !dir.exists();
        fs::create_dir_all(dir)?;
        let temporary = tempfile::Builder::new().prefix(".jiaokan-").tempdir_in(dir)?;
        Ok(Self { dir: dir.to_owned(), made, temporary: Some(temporary) })
    }

    fn path(&self) -> &Path {
        self.temporary.as_ref().map_or(&self.dir, TempDir::path)
    }

    /// The record marks a whole output: it leaves first and comes last.
    fn put_in_place(&self) -> io::Result<()> {
        for entry in ENTRIES.iter().rev().filter(|entry| self.dir.join(entry).exists()) {
            fs::rename(self.dir.join(entry), self.path().join(format!("old-{entry}")))?;
        }
        ENTRIES.iter().try_for_each(|entry| fs::rename(self.path().join(entry), self.dir.join(entry)))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        drop(self.temporary.take());
        if self.made {
            // Fails when there is something in it, as it should.
            let _ = fs::remove_dir(&self.dir);
        }
    }
}

/// Whether `dir` may be written: it is not there, is empty, or is an output of this command.
fn check(dir: &Path) -> Result<(), Failure> {
    match fs::read_dir(dir).map(|mut entries| entries.next().is_none()) {
        Ok(empty) if empty || is_ours(dir) => Ok(()),
        Ok(_) => Err(Failure::new(
            Exit::Output,
            format!("{}: not empty, and not an output of `jiaokan synth`", shown(dir)),
            "give a new directory",
        )),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(refused(dir, &error)),
    }
}

fn is_ours(dir: &Path) -> bool {
    let mut head = String::new();
    let read = File::open(dir.join(RECORD)).and_then(|file| file.take(64).read_to_string(&mut head));
    read.is_ok() && head.contains(&format!("\"schema\": \"{SCHEMA}\""))
}

fn refused(dir: &Path, error: &io::Error) -> Failure {
    let what = format!("{}: cannot be written: {error}", shown(dir));
    Failure::new(Exit::Output, what, "give a directory that you may write in, with room for the pages")
}

/// What made an output, so that it can be made again.
fn record(options: &Options, written: Written) -> String {
    let Options { articles, sources, copies, length, per_page, days, from, noise, families, layout, seed } = options;
    let families = families.iter().map(|family| match family {
        Family::TextLayer => "text-layer",
        Family::Ocr => "ocr",
    });
    let options = json!({
        "articles": articles, "sources": sources, "copies": copies, "length": length, "per_page": per_page,
        "days": days, "from": from.to_string(), "noise": noise, "families": families.collect::<Vec<_>>(),
        "layout": match layout { Layout::Plain => "plain", Layout::Newspaper => "newspaper" }, "seed": seed,
    });
    let Written { pages, bytes, .. } = written;
    format!("{{\n\"schema\": \"{SCHEMA}\",\n\"options\": {options},\n\"pages\": {pages},\n\"bytes\": {bytes}\n}}\n")
}
