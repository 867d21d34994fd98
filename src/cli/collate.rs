//! `jiaokan collate`: texts that are known to be the same article.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::{RuleArgs, message, normalize, shown, talk, warn};
use crate::emit::record::rounded_place;
use crate::model::edition::Place;
use crate::pipeline::compare::{Compared, Comparison, compare};

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
    witnesses: Vec<WitnessEntry>,
    places: Vec<Place>,
}

#[derive(Serialize)]
struct WitnessEntry {
    siglum: String,
    path: String,
    covers: Vec<(u32, u32)>,
}

impl Collate {
    pub(super) fn run(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        let (texts, failed) = self.read()?;
        if texts.len() < 2 {
            return Err(Failure::new(Exit::Input, "fewer than two witnesses could be read", "mend the inputs"));
        }
        let comparison = compare(&texts);
        let text = match self.format {
            Format::Text => comparison.text + "\n",
            Format::Json => json(comparison)? + "\n",
        };
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(if failed == 0 { Exit::Clean } else { Exit::Partial })
    }

    /// The texts by path, and the number of files that could not be read.
    fn read(&self) -> Result<(Vec<(String, String)>, usize), Failure> {
        let book = if self.normalize { Some(self.rules.book()?) } else { None };
        let mut texts = Vec::new();
        let mut failed = 0;
        for file in self.files.iter().collect::<BTreeSet<_>>() {
            match normalize::read(file)? {
                Ok(mut plain) => {
                    plain.warnings.iter().for_each(warn);
                    if let Some(book) = &book {
                        book.normalize(&mut plain.text);
                    }
                    texts.push((shown(file), plain.text.text().to_owned()));
                }
                Err(error) => {
                    failed += 1;
                    talk(&message("error", &error.to_warning()));
                }
            }
        }
        Ok((texts, failed))
    }
}

fn json(comparison: Comparison) -> io::Result<String> {
    let entry = |witness: Compared| WitnessEntry {
        siglum: witness.siglum,
        path: witness.source,
        covers: witness.covers.iter().map(|span| (span.start, span.end)).collect(),
    };
    let record = Record {
        schema: SCHEMA,
        witnesses: comparison.witnesses.into_iter().map(entry).collect(),
        places: comparison.places.iter().map(rounded_place).collect(),
        text: comparison.text,
    };
    Ok(serde_json::to_string_pretty(&record)?)
}
