//! `jiaokan collate`: texts that are known to be the same article.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::{RuleArgs, STDIN, complain, read_stdin, shown, warn};
use crate::emit::record::{rounded, rounded_place};
use crate::emit::report::Estimate;
use crate::ingest::{InputError, Inputs, plain, read_inputs};
use crate::model::edition::{Place, Span, Warning};
use crate::model::page::Page;
use crate::pipeline::compare::{Compared, Comparison, Moved, Text, compare, vote};
use crate::rules::RuleBook;

/// Version of the record that `--format json` prints.
const SCHEMA: &str = "jiaokan/collation/1";

const EXAMPLES: &str = "\
Examples:
  jiaokan collate a.txt b.txt c.txt > voted.txt
  jiaokan collate --normalize --format json a.txt b.txt | jq '.places[] | select(.doubtful)'";

/// Collate texts of one article and vote.
///
/// Every FILE is one witness, one paragraph a line. Prints the voted text, or with --format json the text and all
/// places where witnesses differ. The order of the files does not matter.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Collate {
    /// The witnesses, two at least; `-` is standard input.
    #[arg(value_name = "FILE", num_args = 2.., required = true)]
    files: Vec<PathBuf>,
    /// What to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Repair the typography of the witnesses by rule first.
    #[arg(long)]
    normalize: bool,
    #[command(flatten)]
    rules: RuleArgs,
}

/// What to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The voted text.
    Text,
    /// The text and its places of variation; offsets are code points of the text.
    Json,
}

#[derive(Serialize)]
struct Record {
    schema: &'static str,
    text: String,
    estimated_cer: f64,
    witnesses: Vec<WitnessEntry>,
    places: Vec<Place>,
    moves: Vec<MoveEntry>,
    /// Files that were read and have no vote.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<String>,
}

#[derive(Serialize)]
struct MoveEntry {
    siglum: String,
    at: Span,
    text: String,
    after: String,
}

#[derive(Serialize)]
struct WitnessEntry {
    siglum: String,
    path: String,
    covers: Vec<(u32, u32)>,
    quality: Option<Estimate>,
}

impl From<Moved> for MoveEntry {
    fn from(moved: Moved) -> Self {
        let Moved { siglum, at, text, after } = moved;
        Self { siglum, at, text, after }
    }
}

impl Collate {
    pub(super) fn run(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        // Reading the rules takes longer than collating an article.
        let book = if self.needs_rules() { Some(self.rules.book()?) } else { None };
        let (pages, failed) = self.read(book.as_ref())?;
        if pages.len() < 2 {
            return Err(Failure::new(Exit::Input, "fewer than two witnesses could be read", "mend the inputs"));
        }
        let paths: Vec<(String, String)> = pages.iter().map(|page| (page.source.clone(), page.path.clone())).collect();
        let text = |page: Page| {
            let source = page.source.clone();
            let (text, confidence) = page.into_read_out();
            Text { source, text, confidence }
        };
        let texts: Vec<Text> = pages.into_iter().map(text).collect();
        let (text, left_out) = match (self.format, &book) {
            (Format::Json, Some(book)) => {
                let comparison = compare(&texts, book);
                let left_out = comparison.left_out.clone();
                (json(comparison, &paths)?, left_out)
            }
            _ => {
                let voted = vote(texts);
                (voted.text, voted.left_out)
            }
        };
        warn_of(&left_out, &paths);
        out.write_all(text.as_bytes())?;
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(if failed == 0 { Exit::Clean } else { Exit::Partial })
    }

    /// Whether the rules change anything, or are asked for by name.
    fn needs_rules(&self) -> bool {
        let RuleArgs { rules, on, off } = &self.rules;
        self.normalize || self.format == Format::Json || rules.is_some() || !on.is_empty() || !off.is_empty()
    }

    /// The texts, each a source of its own, and the number of files that could not be read.
    fn read(&self, book: Option<&RuleBook>) -> Result<(Vec<Page>, usize), Failure> {
        if let Some(dir) = self.files.iter().find(|file| file.is_dir()) {
            let what = format!("{}: a directory", shown(dir));
            return Err(Failure::new(Exit::Input, what, "name the files; every file is one witness"));
        }
        let (stdin, files): (Vec<_>, Vec<_>) = self.files.iter().cloned().partition(|file| file == Path::new("-"));
        let Inputs { mut pages, failures, warnings, .. } = read_inputs(&files, None);
        let mut failures: Vec<Warning> = failures.iter().map(InputError::to_warning).collect();
        if !stdin.is_empty() {
            match plain::decode(read_stdin()?, STDIN) {
                Ok(plain) => pages.push(plain.into_page("-", "-", STDIN)),
                Err(error) => failures.push(error.to_warning()),
            }
        }
        warnings.iter().for_each(warn);
        failures.iter().for_each(complain);
        if let Some(book) = book.filter(|_| self.normalize) {
            pages.iter_mut().for_each(|page| drop(book.normalize(&mut page.text)));
        }
        Ok((pages, failures.len()))
    }
}

/// Says which witnesses have no vote.
fn warn_of(left_out: &[String], paths: &[(String, String)]) {
    let Some(first) = left_out.first() else { return };
    let (more, all) = (left_out.len() - 1, paths.len());
    warn(&Warning {
        path: path(paths, first).unwrap_or(first).to_owned(),
        line: None,
        what: format!(
            "has no vote, nor have {more} more of {all} witnesses: others attest often enough what they share"
        ),
        remedy: "collate fewer witnesses to choose yourself which of them vote".to_owned(),
    });
}

/// The file of a source.
fn path<'p>(paths: &'p [(String, String)], source: &str) -> Option<&'p str> {
    paths.iter().find(|known| known.0 == source).map(|known| known.1.as_str())
}

/// `paths` holds the file of each source.
fn json(comparison: Comparison, paths: &[(String, String)]) -> io::Result<String> {
    let entry = |witness: Compared| WitnessEntry {
        siglum: witness.siglum,
        path: path(paths, &witness.source).map_or(witness.source, str::to_owned),
        quality: witness.quality.as_ref().and_then(Estimate::new),
        covers: witness.covers.iter().map(|span| (span.start, span.end)).collect(),
    };
    let record = Record {
        schema: SCHEMA,
        estimated_cer: rounded(comparison.estimated_cer),
        witnesses: comparison.witnesses.into_iter().map(entry).collect(),
        places: comparison.places.iter().cloned().map(rounded_place).collect(),
        moves: comparison.moves.into_iter().map(MoveEntry::from).collect(),
        left_out: comparison.left_out.iter().map(|source| path(paths, source).unwrap_or(source).to_owned()).collect(),
        text: comparison.text,
    };
    Ok(serde_json::to_string_pretty(&record)?)
}
