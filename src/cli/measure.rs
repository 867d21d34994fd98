//! `jiaokan measure`: editions and texts against gold texts.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::exit::{Exit, Failure};
use super::{shown, warn};
use crate::files::write_whole;
use crate::measure::{Measurement, Selection, measure};

mod html;
mod json;
mod read;
mod text;

use read::Gold;

const EXAMPLES: &str = "\
Examples:
  jiaokan measure out/ --gold gold/
      The editions of a run against a directory of gold texts.
  jiaokan measure out/ --gold gold/ --format html --out differences.html
      Every difference marked in the text, to read in a browser.
  jiaokan measure voted.txt --gold right.txt
      One plain text against another.
  jiaokan measure out/ --gold gold/ --format json | jq .total.rates.cer

Gold is a directory with a manifest.json, or plain .txt files: the title, then one paragraph a line. What the figures
mean, and what manifests look like, is in docs/quality.md and docs/formats.md.";

/// Measure editions against gold texts.
///
/// Matches articles to gold articles and counts what is wrong: characters, headlines, bylines, paragraph breaks,
/// lacunae, text out of order; for editions also whether they know what they do not know.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Measure {
    /// Output of `reconstruct`, a JSONL file, a directory of .txt files, or one text.
    #[arg(value_name = "HYP")]
    hypothesis: PathBuf,
    /// Directory of gold texts, or one gold text for one text.
    #[arg(long, value_name = "GOLD")]
    gold: PathBuf,
    /// Only articles that one of these sources prints, as the manifest says.
    #[arg(long, value_name = "SOURCE", value_delimiter = ',')]
    sources: Vec<String>,
    /// Only these gold articles.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    /// What to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Errors to list as text; json and html list all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    errors: usize,
    /// Write into FILE instead of standard output; it appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables.
    Text,
    /// One JSON object; see docs/formats.md.
    Json,
    /// A page that shows every difference in its text.
    Html,
}

/// What was measured, and of what.
struct Report {
    hypothesis: String,
    gold: String,
    /// Two plain texts: no headlines, nothing to find.
    plain: bool,
    measurement: Measurement,
}

impl Measure {
    pub(super) fn run(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        let gold = read::gold(&self.gold)?;
        let (hypotheses, failures) = read::hypotheses(&self.hypothesis, &gold)?;
        failures.iter().for_each(warn);
        let (plain, measurement) = match &gold {
            Gold::Text(text) => {
                let own = read::text(&self.hypothesis)?;
                (true, Measurement::of_texts(text, &own))
            }
            Gold::Set(set) => {
                let set_of = |values: &[String]| values.iter().cloned().collect::<BTreeSet<_>>();
                let selection = Selection { sources: set_of(&self.sources), ids: set_of(&self.only) };
                (false, measure(set, &hypotheses, &selection))
            }
        };
        if measurement.articles.is_empty() {
            let what = format!("{}: no gold article is selected", shown(&self.gold));
            return Err(Failure::new(Exit::Input, what, "check --sources and --only against the manifest"));
        }
        let report = Report { hypothesis: shown(&self.hypothesis), gold: shown(&self.gold), plain, measurement };
        self.write(out, &report)?;
        Ok(if failures.is_empty() { Exit::Clean } else { Exit::Partial })
    }

    fn write(&self, out: &mut impl Write, report: &Report) -> Result<(), Failure> {
        let text = match self.format {
            Format::Text => text::text(report, self.errors),
            Format::Json => json::json(report)? + "\n",
            Format::Html => html::html(report),
        };
        match &self.out {
            Some(file) => write_whole(file, text.as_bytes()).map_err(|error| {
                let what = format!("{}: cannot be written: {error}", shown(file));
                Failure::new(Exit::Output, what, "check the directory and free space; nothing was changed")
            }),
            None => {
                out.write_all(text.as_bytes())?;
                Ok(out.flush()?)
            }
        }
    }
}
