//! What a rule does and why.

use crate::cli::exit::{Exit, Failure};
use crate::rules::RuleBook;

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
    Ok(format!(
        "{}\n  pack    {}\n  safety  {}\n  why     {}\n  source  {}\n",
        rule.id, rule.pack, rule.safety, rule.why, rule.source
    ))
}
