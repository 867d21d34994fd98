//! `jiaokan explain`: why a character stands where it stands, or what a rule does.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::exit::{Exit, Failure};
use super::load_rules;
use find::{Part, Target, article};

mod character;
mod find;
mod rule;

const EXAMPLES: &str = "\
Examples:
  jiaokan explain out/ 3f2a 120              code point 120 of the text of the article whose id begins with 3f2a
  jiaokan explain out/ 'city plan' --text QUOTE
                                             the first QUOTE in the article with 'city plan' in its title
  jiaokan explain out/ 3f2a 0 --title        the first character of its title
  jiaokan explain out/ 3f2a 0 --header       the first character of the lines between title and body
  jiaokan explain --rule letter-spaced       what a rule does and why

Run it where reconstruct was run: it reads the page files again to show what they hold.";

/// Explain a character of an output, or a rule.
///
/// Shows for a character of a reconstructed text: its context, the lemma, every witness that attests it with file,
/// line, bytes and the rules that touched it, and the readings that lost.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Explain {
    /// An output of `jiaokan reconstruct`.
    #[arg(value_name = "OUT", required_unless_present = "rule")]
    out: Option<PathBuf>,
    /// The article: its id, the beginning of it, or a piece of its title that no other title has.
    #[arg(value_name = "ID", required_unless_present = "rule")]
    id: Option<String>,
    /// Code point of the text below title and header, counted from 0, line ends included.
    #[arg(value_name = "OFFSET", required_unless_present_any = ["rule", "text"])]
    offset: Option<usize>,
    /// Explain this piece of the text, or else of the header, instead of one offset.
    #[arg(long, value_name = "QUOTE", conflicts_with = "offset")]
    text: Option<String>,
    /// Look in the title instead of the text.
    #[arg(long)]
    title: bool,
    /// Look in the header (date, deck, byline) instead of the text.
    #[arg(long, conflicts_with = "title")]
    header: bool,
    /// Explain a rule.
    #[arg(long, value_name = "RULE-ID", conflicts_with_all = ["out", "text", "title", "header"])]
    rule: Option<String>,
    /// Directory of rule files the output was made with, if --rules was given.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

impl Explain {
    pub(super) fn run(&self, out: &mut impl Write) -> Result<Exit, Failure> {
        let book = load_rules(self.rules.as_deref())?;
        let explained = match (&self.rule, &self.out, &self.id) {
            (Some(id), ..) => rule::explain(&book, id)?,
            (None, Some(dir), Some(id)) => {
                let record = article(dir, id)?;
                let parts = self.parts();
                let target = match (&self.text, self.offset) {
                    (Some(quote), _) => Target::quote(&record, quote, parts)?,
                    (None, offset) => Target::offset(&record, offset.unwrap_or(0), parts[0])?,
                };
                character::explain(&record, &target, &book)
            }
            (None, ..) => return Err(Failure::new(Exit::Usage, "nothing to explain", "see jiaokan explain --help")),
        };
        out.write_all(explained.as_bytes())?;
        out.flush()?;
        Ok(Exit::Clean)
    }

    /// Where to look, first things first: an offset is of the first part, a quote may be in any.
    fn parts(&self) -> &'static [Part] {
        match (self.title, self.header) {
            (true, _) => &[Part::Title],
            (_, true) => &[Part::Header],
            _ => &[Part::Text, Part::Header],
        }
    }
}
