//! `jiaokan normalize`: a filter for text.

mod units;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::{Exit, Failure};
use super::{RuleArgs, STDIN, complain, jsonl, shown, warn};
use crate::ingest::InputError;
use crate::ingest::plain;
use crate::model::edition::Warning;
use crate::rules::RuleBook;
use units::Units;

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
/// changes nothing.
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
        let stdin = [PathBuf::from("-")];
        let files = if self.files.is_empty() { &stdin[..] } else { &self.files };
        let each = |file: &PathBuf, out: &mut _| {
            if self.jsonl { self.lines(file, &book, out) } else { whole(file, &book, out) }
        };
        let went: Vec<Went> = files.iter().map(|file| each(file, out)).collect::<Result<_, _>>()?;
        out.flush()?;
        Ok(if went.iter().all(|went| *went == Went::Badly) {
            Exit::Input
        } else if went.iter().all(|went| *went == Went::Well) {
            Exit::Clean
        } else {
            Exit::Partial
        })
    }

    /// Passes the lines of a file on, the text of each normalised.
    fn lines(&self, file: &Path, book: &RuleBook, out: &mut impl Write) -> Result<Went, Failure> {
        let mut reader: Box<dyn BufRead> = if is_stdin(file) {
            Box::new(io::stdin().lock())
        } else {
            match File::open(file) {
                Ok(opened) => Box::new(BufReader::new(opened)),
                Err(error) => {
                    complain(&InputError::from_io(&shown(file), &error).to_warning());
                    return Ok(Went::Badly);
                }
            }
        };
        let mut went = Went::Well;
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    complain(&InputError::from_io(&shown(file), &error).to_warning());
                    return Ok(Went::Badly);
                }
            }
            if let Err(what) = self.line(&line, book, out)? {
                complain(&Warning {
                    path: if is_stdin(file) { STDIN.to_owned() } else { shown(file) },
                    line: Some(number),
                    what,
                    remedy: "passed on unchanged; --field names the field of the text".to_owned(),
                });
                went = Went::Partly;
            }
        }
        Ok(went)
    }

    /// Passes one line on; says why when there is no text in it.
    fn line(&self, line: &[u8], book: &RuleBook, out: &mut impl Write) -> io::Result<Result<(), String>> {
        let body = line.trim_ascii_end();
        if body.is_empty() {
            return out.write_all(line).map(Ok);
        }
        let normalized = std::str::from_utf8(body)
            .map_err(|error| format!("not UTF-8 at byte {} of the line", error.valid_up_to()))
            .and_then(|text| {
                jsonl::rewrite(text, &self.field, |text| book.normalized(text).into_owned())
                    .map_err(|error| error.to_string())
            });
        match normalized {
            Ok(text) => {
                out.write_all(text.as_bytes())?;
                out.write_all(&line[body.len()..])?;
                Ok(Ok(()))
            }
            Err(what) => out.write_all(line).map(|()| Err(what)),
        }
    }
}

/// Passes a file on, normalised. A text within [`plain::LIMIT`] is normalised as one, a longer one in units, so that
/// memory stays within a multiple of that bound.
fn whole(file: &Path, book: &RuleBook, out: &mut impl Write) -> Result<Went, Failure> {
    let name = if is_stdin(file) { STDIN.to_owned() } else { shown(file) };
    let reader: Box<dyn Read> = if is_stdin(file) {
        Box::new(io::stdin().lock())
    } else {
        match File::open(file) {
            Ok(opened) => Box::new(opened),
            Err(error) => {
                complain(&InputError::from_io(&name, &error).to_warning());
                return Ok(Went::Badly);
            }
        }
    };
    let mut units = Units::new(reader, plain::LIMIT);
    let mut lines = 0;
    for number in 0.. {
        let unit = match units.next() {
            Ok(Some(unit)) => unit,
            Ok(None) => break,
            Err(error) => {
                complain(&InputError::from_io(&name, &error).to_warning());
                return Ok(if number == 0 { Went::Badly } else { Went::Partly });
            }
        };
        let ends = memchr::memchr_iter(b'\n', &unit).count() as u32;
        match plain::text(&unit, &name) {
            Ok((text, warnings)) => {
                warnings.iter().for_each(|w| warn(&behind(w.clone(), lines)));
                out.write_all(book.normalized(text).as_bytes())?;
            }
            // What is empty is clean.
            Err(InputError::Empty { .. }) => {}
            Err(error) => {
                complain(&behind(error.to_warning(), lines));
                return Ok(if number == 0 { Went::Badly } else { Went::Partly });
            }
        }
        lines += ends;
    }
    Ok(Went::Well)
}

/// A warning about a unit that so many lines come before.
fn behind(warning: Warning, lines: u32) -> Warning {
    Warning { line: warning.line.map(|line| line + lines), ..warning }
}

fn is_stdin(file: &Path) -> bool {
    file == Path::new("-")
}
