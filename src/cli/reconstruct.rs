//! `jiaokan reconstruct`: pages to editions.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::exit::{Exit, Failure};
use super::jobs::JobArgs;
use super::progress::{How, Show};
use super::{RuleArgs, WARNINGS_TOLD, complain, shown, summary, talk, warn};
use crate::batch::{self, BatchError, Job, Outcome};
use crate::ingest::Manifest;
use crate::pipeline::ScriptTarget;

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
  report.json      inputs, what was dropped and why, warnings
  windows.jsonl    what each day gave, for --resume; only where there are several days";

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
    #[command(flatten)]
    jobs: JobArgs,
    /// How many days later another paper may print the same article.
    ///
    /// Work is cut by the days of the issues: from the manifest, the path (2025-08-28, 20250828, 2025/08/28) or the date line.
    /// Where some page has none of them, and no path has one, nothing is cut. When to use: 0 is faster where papers of one day only print
    /// the same; more for weeklies.
    #[arg(long, value_name = "N", default_value_t = 1)]
    days: u32,
    /// Days are reconstructed together as long as their files have at most so many megabytes.
    ///
    /// More of them say more of how reliable a source is, and take more memory: about 30 bytes for each byte of a window. A day that
    /// has more is not cut, unless it has more than 32 MB, too: then pages that share text are kept together as long as they fit, and
    /// a warning tells what was not compared.
    #[arg(long, value_name = "MB", default_value_t = 16)]
    window: u64,
    /// Go on where an interrupted run stopped; redo of an earlier output only what its inputs, rules and options ask for.
    ///
    /// The output is the same to the byte as that of a run from the beginning.
    #[arg(long)]
    resume: bool,
    /// What to show while the run goes on.
    #[arg(long, value_enum, value_name = "HOW", default_value_t = How::Auto)]
    progress: How,
    /// Write even if DIR holds something else, or an interrupted run; files of other names stay.
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
        crate::emit::check(&self.out, self.force)?;
        let (book, rules) = (self.rules.book()?, self.rules.fingerprint()?);
        let manifest = self.manifest.as_deref().map(Manifest::read).transpose()?;
        let pool = self.jobs.pool()?;
        let job = Job {
            paths: &self.paths,
            manifest: manifest.as_ref(),
            out: &self.out,
            force: self.force,
            resume: self.resume,
            book: &book,
            rules: &rules,
            script: self.script.into(),
            days: self.days,
            room: self.window.saturating_mul(1_000_000),
        };
        let show = Show::new(self.progress);
        let done = pool.install(|| batch::run(&job, &show));
        show.clear();
        let Outcome { sums, failures } = done.map_err(failed)?;
        failures.iter().for_each(complain);
        sums.warnings.iter().take(WARNINGS_TOLD).for_each(warn);
        if let Some(more) = sums.warned.checked_sub(WARNINGS_TOLD + 1) {
            talk(&format!("warning: and {} more: see report.json", more + 1));
        }
        if !self.quiet {
            out.write_all(summary::summary(&sums, &shown(&self.out)).as_bytes())?;
            out.flush()?;
        }
        Ok(if failures.is_empty() { Exit::Clean } else { Exit::Partial })
    }
}

fn failed(error: BatchError) -> Failure {
    match error {
        BatchError::Output(error) => error.into(),
        BatchError::Empty { failures } => {
            failures.iter().for_each(complain);
            Failure::new(Exit::Input, "no page could be read", "nothing was written; mend the inputs")
        }
    }
}
