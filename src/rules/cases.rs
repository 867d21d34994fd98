//! Runs the cases of a rule.

use super::condition::Facts;
use super::error::CaseFailure;
use super::rule::{Action, Case, Rule};
use super::{RuleBook, alone, apply};
use crate::model::edit::Edited;
use crate::text::hyphen::Attested;

/// The cases of a rule that fail; each runs this one rule.
pub(super) fn failures(book: &RuleBook, rule: &Rule) -> Vec<CaseFailure> {
    rule.cases.iter().filter_map(|case| failure(book, rule, case)).collect()
}

fn failure(book: &RuleBook, rule: &Rule, case: &Case) -> Option<CaseFailure> {
    let (input, expected, found) = match case {
        Case::Changes { input, out } => (input, out.clone(), outcome(book, rule, input)),
        Case::Keeps(text) => (text, text.clone(), kept(book, rule, text)),
        Case::Marks { input, piece } => (input, piece.clone(), marked(rule, input).join(" | ")),
    };
    (expected != found).then(|| CaseFailure {
        file: rule.place.0.clone(),
        line: rule.place.1,
        rule: rule.id.to_string(),
        input: input.clone(),
        expected,
        found,
    })
}

fn marked(rule: &Rule, text: &str) -> Vec<String> {
    apply::matches(rule, text, &Facts::default()).into_iter().map(|at| text[at].to_owned()).collect()
}

/// A text that a rule keeps comes back as it is; a match is shown in its place.
fn kept(book: &RuleBook, rule: &Rule, text: &str) -> String {
    let shown = rule.safety == super::Safety::Suggest || matches!(rule.action, Action::Mark(_));
    match marked(rule, text) {
        found if shown && !found.is_empty() => found.join(" | "),
        _ if shown => text.to_owned(),
        _ => outcome(book, rule, text),
    }
}

fn outcome(book: &RuleBook, rule: &Rule, input: &str) -> String {
    if let Action::Joint(_) = rule.action {
        return joined(book, rule, input);
    }
    let mut text = Edited::new(input);
    text.apply(alone(rule, input));
    text.text().to_owned()
}

/// A joint's case ends in two lines; they stay two when another joint rule takes them.
fn joined(book: &RuleBook, rule: &Rule, input: &str) -> String {
    let Some((before, after)) = input.rsplit_once('\n') else { return input.to_owned() };
    let joint = book.join_among(before, after, &Attested::of(std::iter::once(input)));
    if joint.rule != rule.id {
        return input.to_owned();
    }
    format!("{}{}{after}", &before[..before.len() - joint.drop_before], joint.insert)
}
