//! The command line. One file for each subcommand; [`Exit`] lists the exit codes.
//!
//! Standard output carries the product, standard error the talk: messages say what, where and what to do.

use std::fmt;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::files::path_text;
use crate::model::edition::Warning;
use crate::rules::RuleBook;
pub use exit::Exit;
use exit::Failure;

mod collate;
mod exit;
mod explain;
mod jobs;
mod jsonl;
mod measure;
mod normalize;
mod progress;
mod reconstruct;
mod rules;
mod summary;
mod synth;
mod table;

const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  done, but some inputs failed, rule cases failed, or a generated file is stale
  2  the command line is wrong
  3  no input could be used, or what was asked for is not there
  4  a defect of the program
  5  the output could not be written; nothing was changed

Begin with:
  jiaokan reconstruct pages/ --out out/";

/// 校勘: reconstructs newspaper articles from all their printings, every character traceable.
///
/// Reads the noisy page texts of several newspapers (PDF text layers, OCR), repairs what rules can repair, finds the
/// articles, and merges the printings of each by vote into one text.
#[derive(Debug, Parser)]
#[command(name = "jiaokan", version, after_long_help = AFTER_HELP, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Reconstruct(reconstruct::Reconstruct),
    Normalize(normalize::Normalize),
    Collate(collate::Collate),
    Explain(explain::Explain),
    Measure(measure::Measure),
    Rules(rules::Rules),
    Synth(synth::Synth),
}

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A reader that went away is no failure.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Clean }.into();
        }
    };
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| cli.command.run(&mut io::stdout().lock())));
    let exit = match outcome {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => {
            if failure.exit != Exit::Clean {
                talk(&failure);
            }
            failure.exit
        }
        Err(_) => {
            talk(&"error: a defect of jiaokan\n  help: please report it with the message above");
            Exit::Internal
        }
    };
    exit.into()
}

impl Command {
    fn run(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        match self {
            Self::Reconstruct(command) => command.run(out),
            Self::Normalize(command) => command.run(out),
            Self::Collate(command) => command.run(out),
            Self::Explain(command) => command.run(out),
            Self::Measure(command) => command.run(out),
            Self::Rules(command) => command.run(out),
            Self::Synth(command) => command.run(out),
        }
    }
}

/// Which rules are in force.
#[derive(Debug, Args)]
struct RuleArgs {
    /// Put the rule files of this directory on top of the built-in ones.
    ///
    /// A file takes the place of the built-in pack of its name, a rule that of the built-in rule of its id. When to
    /// use: to change a rule or try out your own. `jiaokan rules test --rules DIR` checks it.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Apply the unsafe rules of a pack too; may be repeated. `jiaokan rules list` names packs and safety.
    #[arg(long = "pack", value_name = "NAME")]
    on: Vec<String>,
    /// Switch a rule pack off; may be repeated.
    #[arg(long = "no-pack", value_name = "NAME")]
    off: Vec<String>,
}

impl RuleArgs {
    /// Tells these rules from all others.
    fn fingerprint(&self) -> Result<String, Failure> {
        Ok(crate::rules::files::fingerprint(self.rules.as_deref(), &self.on, &self.off)?)
    }

    fn book(&self) -> Result<RuleBook, Failure> {
        let book = load_rules(self.rules.as_deref())?;
        Ok(book.with_packs(&self.on, &self.off)?)
    }
}

fn load_rules(dir: Option<&Path>) -> Result<RuleBook, Failure> {
    Ok(match dir {
        Some(dir) => crate::rules::files::load(dir)?,
        None => RuleBook::builtin()?,
    })
}

/// Says something on standard error. When nobody listens there, nobody can be told so.
fn talk(message: &impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{message}");
}

/// Most warnings told of one input; how many more there are is told too.
const WARNINGS_TOLD: usize = 20;

/// Says what a user should know or mend.
fn warn(warning: &Warning) {
    talk(&message("warning", warning));
}

/// Says what failed, though the command goes on.
fn complain(failure: &Warning) {
    talk(&message("error", failure));
}

fn message(kind: &str, warning: &Warning) -> String {
    let Warning { path, line, what, remedy } = warning;
    let line = line.map(|line| format!(":{line}")).unwrap_or_default();
    let place = if path.is_empty() { String::new() } else { format!("{path}{line}: ") };
    format!("{kind}: {place}{what}\n  help: {remedy}")
}

fn shown(path: &Path) -> String {
    path_text(path).unwrap_or_else(|| path.to_string_lossy().into_owned())
}

/// What messages call standard input.
const STDIN: &str = "standard input";

/// Everything on standard input.
fn read_stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes);
    read.map_err(|error| Failure::new(Exit::Input, format!("{STDIN}: {error}"), "pipe a text into it"))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn messages_say_what_where_and_what_to_do() {
        let warning = Warning { path: "a.txt".into(), line: Some(3), what: "odd".into(), remedy: "mend it".into() };
        assert_eq!(message("warning", &warning), "warning: a.txt:3: odd\n  help: mend it");
    }
}
