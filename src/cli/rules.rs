//! `jiaokan rules`: what rules there are and whether they keep their word.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::exit::{Exit, Failure};
use super::table::{Align, table};
use super::{RuleArgs, load_rules, shown, talk};

/// List, test and document the rules.
///
/// Rules are data: one TOML file for each kind of noise. To add one, write it with its cases and run
/// `jiaokan rules test --rules DIR`.
#[derive(Debug, Args)]
pub(super) struct Rules {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the rules in force: id, pack, safety, why.
    List(RuleArgs),
    /// Run the cases of all rules; the exit code is 1 when one fails.
    Test {
        /// Directory of rule files to put on top of the built-in ones.
        #[arg(long, value_name = "DIR")]
        rules: Option<PathBuf>,
    },
    /// Print the rule reference, in Markdown.
    Docs {
        /// Directory of rule files to put on top of the built-in ones.
        #[arg(long, value_name = "DIR")]
        rules: Option<PathBuf>,
        /// Print nothing; the exit code is 1 when FILE is not the reference of these rules.
        #[arg(long, value_name = "FILE")]
        check: Option<PathBuf>,
    },
}

impl Rules {
    pub(super) fn run(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        match &self.action {
            Action::List(rules) => list(rules, out),
            Action::Test { rules } => test(rules.as_ref(), out),
            Action::Docs { rules, check } => docs(rules.as_ref(), check.as_ref(), out),
        }
    }
}

fn list(rules: &RuleArgs, out: &mut impl Write) -> Result<Exit, Failure> {
    let book = rules.book()?;
    let rows = book
        .rules()
        .map(|rule| vec![rule.id.to_string(), rule.pack.to_string(), rule.safety.to_string(), rule.why.to_string()]);
    out.write_all(table(&[Align::Left; 4], &rows.collect::<Vec<_>>()).as_bytes())?;
    Ok(Exit::Clean)
}

fn test(rules: Option<&PathBuf>, out: &mut impl Write) -> Result<Exit, Failure> {
    let book = load_rules(rules.map(PathBuf::as_path))?;
    let failures = book.test();
    for failure in &failures {
        writeln!(out, "{failure}")?;
    }
    writeln!(out, "{} rules, {} cases failed", book.rules().count(), failures.len())?;
    Ok(if failures.is_empty() { Exit::Clean } else { Exit::Partial })
}

fn docs(rules: Option<&PathBuf>, check: Option<&PathBuf>, out: &mut impl Write) -> Result<Exit, Failure> {
    let docs = load_rules(rules.map(PathBuf::as_path))?.docs();
    let Some(file) = check else {
        out.write_all(docs.as_bytes())?;
        return Ok(Exit::Clean);
    };
    let there = fs::read_to_string(file).map_err(|error| {
        Failure::new(Exit::Input, format!("{}: {error}", shown(file)), "make it with: jiaokan rules docs > FILE")
    })?;
    if there == docs {
        return Ok(Exit::Clean);
    }
    talk(&Failure::new(
        Exit::Partial,
        format!("{}: not the reference of these rules", shown(file)),
        format!("jiaokan rules docs > {}", shown(file)),
    ));
    Ok(Exit::Partial)
}
