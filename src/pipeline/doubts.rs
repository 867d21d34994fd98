//! What rules point at in a voted text is doubtful, even where all witnesses agree (本校): readers of one kind share
//! their slips.

use crate::model::edition::{Basis, Cause, Class, Place, Reading, Span};
use crate::rules::RuleBook;
use crate::text::chars;

/// How sure a mark is that a rule points at: such hints are right about once in five times.
const CONFIDENCE: f64 = 0.8;
/// Longest mark, in characters.
const MARK: u32 = 2;
/// Characters of context shown on either side.
const CONTEXT: usize = 8;

/// Adds a doubtful place for each punctuation mark of `text` that a suggesting rule points at and no place holds.
/// `sigla` tells which witnesses cover a span of the text. O(text for each such rule).
pub(super) fn add(book: &RuleBook, text: &str, places: &mut Vec<Place>, sigla: impl Fn(Span) -> Vec<String>) {
    for found in book.suggestions(text) {
        let lemma = &text[found.at.clone()];
        let start = text[..found.at.start].chars().count() as u32;
        let at = Span { start, end: start + lemma.chars().count() as u32 };
        let held = places.iter().any(|p| p.at.start < at.end && at.start < p.at.end);
        if held || at.end - at.start > MARK || lemma.chars().any(chars::is_content) {
            continue;
        }
        let before: Vec<char> = text[..found.at.start].chars().rev().take(CONTEXT).collect();
        places.push(Place {
            at,
            lemma: lemma.to_owned(),
            readings: vec![Reading { text: lemma.to_owned(), sigla: sigla(at), probability: CONFIDENCE }],
            absent: Vec::new(),
            class: Class::Punctuation,
            cause: Cause::Fluent,
            basis: Basis::Context,
            confidence: CONFIDENCE,
            doubtful: true,
            context: (before.into_iter().rev().collect(), text[found.at.end..].chars().take(CONTEXT).collect()),
        });
    }
    places.sort_by_key(|p| p.at);
}
