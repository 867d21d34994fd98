//! `jiaokan normalize`: a filter for text.

mod crew;
mod records;
mod scans;
mod texts;
mod units;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::{Exit, Failure};
use super::jobs::JobArgs;
use super::{RuleArgs, STDIN, complain, shown};
use crate::ingest::InputError;
use crate::ingest::format::Format;
use crate::rules::RuleBook;
use crew::Crew;
use records::Records;
use texts::Texts;

const EXAMPLES: &str = "\
Examples:
  jiaokan normalize page.txt > clean.txt
  pdftotext page.pdf - | jiaokan normalize
  jiaokan normalize --no-pack NAME page.txt      (jiaokan rules list names the packs)
  jiaokan normalize --jsonl corpus.jsonl > clean.jsonl

To learn what a rule does and why: jiaokan explain --rule RULE-ID";

/// Repair the typography of texts by rule.
///
/// Writes the texts to standard output, one after the other. Nothing is voted on or dropped; lines are joined
/// where a text shows that a column has broken them. Clean text comes out as it went in, and a second pass
/// changes nothing. Of ALTO, hOCR and PAGE XML it is the text that is written, lines in reading order.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Normalize {
    /// Texts; `-`, or none, is standard input.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read JSON lines: one object a line, of which one field is a text.
    ///
    /// All other fields stay as they are. A line without such a text is passed on unchanged and told; the exit code is
    /// 1 then.
    #[arg(long)]
    jsonl: bool,
    /// The field that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text", requires = "jsonl")]
    field: String,
    #[command(flatten)]
    jobs: JobArgs,
    #[command(flatten)]
    rules: RuleArgs,
}

/// How a file went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Went {
    Well,
    /// Some of its lines did not.
    Partly,
    Badly,
}

impl Normalize {
    pub(super) fn run(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        let book = self.rules.book()?;
        let mut crew = Crew::of(&self.jobs);
        let stdin = [PathBuf::from("-")];
        let files = if self.files.is_empty() { &stdin[..] } else { &self.files };
        let mut went = Vec::with_capacity(files.len());
        for file in files {
            went.push(self.pass(&Input::of(file), &book, &mut crew, out)?);
        }
        out.flush()?;
        Ok(if went.iter().all(|went| *went == Went::Badly) {
            Exit::Input
        } else if went.iter().all(|went| *went == Went::Well) {
            Exit::Clean
        } else {
            Exit::Partial
        })
    }

    fn pass(
        &self,
        input: &Input<'_>,
        book: &RuleBook,
        crew: &mut Crew<'_>,
        out: &mut impl Write,
    ) -> Result<Went, Failure> {
        let opened = input.open().and_then(|reader| {
            // Records are passed on as they come: nothing is waited for to look at it.
            if self.jsonl { Ok((None, reader)) } else { scans::peek(reader).map(|(format, all)| (Some(format), all)) }
        });
        match opened {
            Ok((None, reader)) => Records { input, field: &self.field, book }.pass(reader, crew, out),
            Ok((Some(Format::Plain), reader)) => Texts { input, book }.pass(reader, crew, out),
            Ok((Some(_), reader)) => scans::pass(input, book, reader, out),
            Err(error) => {
                input.complain(&error);
                Ok(Went::Badly)
            }
        }
    }
}

/// A file, or standard input.
struct Input<'f> {
    file: Option<&'f Path>,
    /// What messages call it.
    name: String,
}

impl<'f> Input<'f> {
    fn of(path: &'f Path) -> Self {
        let file = (path != Path::new("-")).then_some(path);
        Self { file, name: file.map_or_else(|| STDIN.to_owned(), shown) }
    }

    fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match self.file {
            Some(file) => Box::new(File::open(file)?),
            None => Box::new(io::stdin().lock()),
        })
    }

    /// Says that it cannot be read.
    fn complain(&self, error: &io::Error) {
        complain(&InputError::from_io(&self.name, error).to_warning());
    }
}
