//! What rules point at in a voted text is doubtful, even where all witnesses agree (本校): readers of one kind share
//! their slips.

use crate::model::edition::{Basis, Cause, Class, Place, Reading, Span};
use crate::rules::Suggestion;
use crate::text::chars;

/// How sure a mark is that a rule points at: such hints are right about once in five times.
const CONFIDENCE: f64 = 0.8;
/// Longest mark, in characters.
const MARK: u32 = 2;
/// Characters of context shown on either side.
const CONTEXT: usize = 8;

/// Adds a doubtful place for each punctuation mark of `text` that a suggesting rule points at and no place holds: of what is
/// `suggested`, by place. `sigla` tells which witnesses cover a span of the text. O(text + places · log places).
pub(super) fn add(suggested: &[Suggestion], text: &str, places: &mut Vec<Place>, sigla: impl Fn(Span) -> Vec<String>) {
    places.sort_by_key(|p| p.at);
    let held = Held::new(places.iter().map(|p| p.at));
    let mut added: Vec<Span> = Vec::new();
    let (mut bytes, mut points) = (0, 0);
    for found in suggested {
        let lemma = &text[found.at.clone()];
        points += text[bytes..found.at.start].chars().count() as u32;
        bytes = found.at.start;
        let at = Span { start: points, end: points + lemma.chars().count() as u32 };
        let just_added = added.iter().rev().take_while(|a| a.start + MARK > at.start).any(|a| overlap(*a, at));
        if just_added || held.overlaps(at) || at.end - at.start > MARK || lemma.chars().any(chars::is_content) {
            continue;
        }
        added.push(at);
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

fn overlap(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// Spans, sorted, and how far those before and at each of them reach.
struct Held {
    starts: Vec<u32>,
    reached: Vec<u32>,
}

impl Held {
    fn new(sorted: impl Iterator<Item = Span> + Clone) -> Self {
        let reached = sorted.clone().scan(0, |reached, span| {
            *reached = span.end.max(*reached);
            Some(*reached)
        });
        Self { starts: sorted.clone().map(|span| span.start).collect(), reached: reached.collect() }
    }

    /// Whether one of the spans overlaps another one. O(log spans).
    fn overlaps(&self, span: Span) -> bool {
        let before = self.starts.partition_point(|start| *start < span.end);
        before > 0 && self.reached[before - 1] > span.start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_overlap() {
        let span = |(start, end)| Span { start, end };
        let held = Held::new([(0, 2), (3, 9), (4, 5), (12, 12)].map(span).into_iter());
        for (at, expected) in [((2, 3), false), ((1, 2), true), ((6, 7), true), ((9, 14), true), ((12, 14), false)] {
            assert_eq!(held.overlaps(span(at)), expected, "{at:?}");
        }
    }
}
