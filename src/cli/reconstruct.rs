//! `jiaokan reconstruct`: pages to editions.

use std::collections::BTreeMap;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::exit::{Exit, Failure};
use super::{RuleArgs, complain, shown, summary, talk, warn};
use crate::emit::{self, Run};
use crate::ingest::{InputError, Inputs, Manifest, read_inputs};
use crate::model::edition::Warning;
use crate::pipeline::{self, Options, Reconstruction, ScriptTarget};

/// Warnings told on the terminal; all are in the report.
const WARNINGS_TOLD: usize = 20;

const EXAMPLES: &str = "\
Examples:
  jiaokan reconstruct seeds/ --out out/
      Each file of seeds/ is a source of its own.
  jiaokan reconstruct pages/ --out out/
      pages/P/dP01.txt is page dP01 of source P.
  jiaokan reconstruct --manifest pages.toml --out out/
      The manifest names sources, pages, dates and families:
          [[page]]
          path   = \"scans/0828-1.txt\"
          source = \"Morning Post\"
          page   = \"01\"              # default: the file name
          date   = 2025-08-28
          family = \"ocr\"             # or \"text-layer\"; default: told from the text

What it writes into DIR (see docs/formats.md):
  articles.jsonl   one article a line, with its places of variation
  texts/           one plain text for each article
  apparatus/       the critical apparatus, to read (.txt) and to process (.json)
  report.json      inputs, what was dropped and why, warnings";

/// Reconstruct the articles of newspaper pages.
///
/// Reads page texts (plain text, ALTO, PAGE XML, hOCR) of several sources, cuts them into articles, and merges the printings of
/// each article into one text. In a directory, the first component below it names the source; files that lie
/// directly in it, and files given by name, are sources of their own. A file that cannot be read costs itself only.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Reconstruct {
    /// Page texts, and directories of them (*.txt, *.text, or without extension).
    #[arg(value_name = "PATH", required_unless_present = "manifest")]
    paths: Vec<PathBuf>,
    /// Directory to write; appears whole or not at all. An earlier output there is replaced.
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
    /// TOML file that says whose pages the files are; goes before what paths tell.
    ///
    /// When to use: when directories do not name the sources, or you know dates and how texts were made.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleArgs,
    /// Script of the output.
    #[arg(long, value_enum, default_value_t = Script::Keep)]
    script: Script,
    /// Number of threads [default: one per core]. Does not change the output.
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Write even if DIR holds something else; files of other names stay.
    #[arg(long)]
    force: bool,
    /// Print no summary.
    #[arg(long, short)]
    quiet: bool,
}

/// Script of the output.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Script {
    /// As the witnesses have it.
    Keep,
    /// Simplified.
    Hans,
    /// Traditional.
    Hant,
}

impl From<Script> for ScriptTarget {
    fn from(script: Script) -> Self {
        match script {
            Script::Keep => Self::Keep,
            Script::Hans => Self::Hans,
            Script::Hant => Self::Hant,
        }
    }
}

impl Reconstruct {
    pub(super) fn run(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        // Told before the work is done, not after.
        emit::check(&self.out, self.force)?;
        let book = self.rules.book()?;
        let manifest = self.manifest.as_deref().map(Manifest::read).transpose()?;
        let threads = self.jobs.map_or(0, NonZeroUsize::get);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| Failure::new(Exit::Internal, format!("no threads: {error}"), "give a smaller --jobs"))?;
        let Inputs { pages, declared, failures, warnings } =
            pool.install(|| read_inputs(&self.paths, manifest.as_ref()));
        let failures: Vec<Warning> = failures.iter().map(InputError::to_warning).collect();
        failures.iter().for_each(complain);
        if pages.is_empty() {
            return Err(Failure::new(Exit::Input, "no page could be read", "nothing was written; mend the inputs"));
        }
        let dates = declared.iter().filter_map(|(path, d)| Some((path.clone(), d.date.clone()?))).collect();
        let options = Options { script: self.script.into(), jobs: self.jobs, declared };
        let mut done = pool.install(|| pipeline::reconstruct(pages, &book, &options));
        done.report.warnings.splice(0..0, warnings);
        done.report.warnings.iter().take(WARNINGS_TOLD).for_each(warn);
        if let Some(more) = done.report.warnings.len().checked_sub(WARNINGS_TOLD + 1) {
            talk(&format!("warning: and {} more: see report.json", more + 1));
        }
        self.write(out, &done, &failures, &dates)?;
        Ok(if failures.is_empty() { Exit::Clean } else { Exit::Partial })
    }

    fn write(
        &self,
        out: &mut impl Write,
        done: &Reconstruction,
        failures: &[Warning],
        dates: &BTreeMap<String, String>,
    ) -> Result<(), Failure> {
        let run = Run { editions: &done.editions, report: &done.report, failures, dates };
        emit::write(&self.out, &run, self.force)?;
        if !self.quiet {
            out.write_all(summary::summary(&run, &shown(&self.out)).as_bytes())?;
            out.flush()?;
        }
        Ok(())
    }
}
