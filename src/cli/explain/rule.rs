//! What a rule does and why.

use std::fmt::Write as _;

use crate::cli::exit::{Exit, Failure};
use crate::rules::{Rule, RuleBook};

/// How like a name must be to be suggested, 0 to 1.
const LIKE: f64 = 0.7;

pub(super) fn explain(book: &RuleBook, id: &str) -> Result<String, Failure> {
    let Some(rule) = book.rules().find(|rule| rule.id.as_str() == id) else {
        let likeness = |name: &str| strsim::jaro_winkler(name, id);
        let names = book.rules().map(|rule| rule.id.as_str());
        let near = names.filter(|name| likeness(name) >= LIKE).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let help =
            near.map_or_else(|| "jiaokan rules list names them".to_owned(), |name| format!("did you mean {name}?"));
        return Err(Failure::new(Exit::Input, format!("no rule {id:?}"), help));
    };
    Ok(described(rule))
}

fn described(rule: &Rule) -> String {
    let mut out = format!("{}\n  {:<7} {}\n  {:<7} {}\n", rule.id, "pack", rule.pack, "why", rule.why);
    for (name, value) in rule.facts() {
        let _ = writeln!(out, "  {:<7} {value}", name.to_lowercase());
    }
    for example in rule.examples() {
        let _ = writeln!(out, "  {:<7} {example}", "example");
    }
    out
}
