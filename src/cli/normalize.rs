//! `jiaokan normalize`: a filter for text.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::exit::{Exit, Failure};
use super::{RuleArgs, STDIN, complain, read_stdin, shown, warn};
use crate::ingest::InputError;
use crate::ingest::plain::{self, Plain};

const EXAMPLES: &str = "\
Examples:
  jiaokan normalize page.txt > clean.txt
  pdftotext page.pdf - | jiaokan normalize
  jiaokan normalize --no-pack NAME page.txt     (jiaokan rules list names the packs)

To learn what a rule does and why: jiaokan explain --rule RULE-ID";

/// Repair the typography of texts by rule.
///
/// Writes the texts to standard output, one after the other; nothing is voted on, joined or dropped. Clean text
/// comes out as it went in, and a second pass changes nothing.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Normalize {
    /// Texts; `-`, or none, is standard input.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    rules: RuleArgs,
}

impl Normalize {
    pub(super) fn run(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        let book = self.rules.book()?;
        let stdin = [PathBuf::from("-")];
        let files = if self.files.is_empty() { &stdin[..] } else { &self.files };
        let mut failed = 0;
        for file in files {
            match read(file)? {
                Ok(Plain { mut text, warnings, .. }) => {
                    warnings.iter().for_each(warn);
                    book.normalize(&mut text);
                    out.write_all(text.text().as_bytes())?;
                }
                // What is empty is clean.
                Err(InputError::Empty { .. }) => {}
                Err(error) => {
                    failed += 1;
                    complain(&error.to_warning());
                }
            }
        }
        out.flush()?;
        Ok(match failed {
            0 => Exit::Clean,
            n if n == files.len() => Exit::Input,
            _ => Exit::Partial,
        })
    }
}

/// A text of a file, or of standard input for `-`.
fn read(file: &Path) -> Result<Result<Plain, InputError>, Failure> {
    Ok(if file == Path::new("-") { plain::decode(read_stdin()?, STDIN) } else { plain::read(file, &shown(file)) })
}
