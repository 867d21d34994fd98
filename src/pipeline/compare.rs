//! Texts already known to be the same article, side by side.

use crate::collate::{collate, tokenize};
use crate::decide::{Context, Known, Verdict, decide, draft, estimate};
use crate::model::collation::{Cell, Collation};
use crate::model::edition::{Place, Quality, Span};
use crate::model::witness::{Family, Witness};
use crate::rules::RuleBook;
use crate::text::siglum::sigla;

use super::doubts;

/// What comparing texts yields.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The text that the vote gives, one paragraph a line.
    pub text: String,
    /// The texts that were compared, sorted by siglum.
    pub witnesses: Vec<Compared>,
    /// Places of variation, in the order of the text.
    pub places: Vec<Place>,
    /// Expected share of wrong characters in the text, told without a gold text.
    pub estimated_cer: f64,
}

/// A text that was compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Short name in the apparatus.
    pub siglum: String,
    /// Its source.
    pub source: String,
    /// Code points of the voted text that it covers.
    pub covers: Vec<Span>,
    /// Errors to be expected in it, told without a gold text; none for a copy of another text.
    pub quality: Option<Quality>,
}

/// Collates texts of different sources, (source, text) each with one paragraph a line, and decides where they differ.
/// The result does not depend on their order. Near-linear in their length where they are alike.
/// What `book` points at in the voted text is doubtful.
pub fn compare(texts: &[(String, String)], book: &RuleBook) -> Comparison {
    let sigla = sigla(texts.iter().map(|(source, _)| source));
    let witness = |(source, text): &(String, String)| tokenize(text, &sigla[source], source, Family::Unknown);
    let mut witnesses: Vec<Witness> = texts.iter().map(witness).collect();
    witnesses.sort_by(|a, b| a.siglum.cmp(&b.siglum));
    let collation = collate(&witnesses);
    let reliability = estimate(&[(&witnesses, &collation)]);
    let context = Context::new(&[draft(&witnesses, &collation, &reliability)]);
    let known = Known { rates: &reliability, context: &context, counted: true, script: None };
    let verdict = decide(&witnesses, &collation, &known);
    let compared = |(w, witness): (usize, &Witness)| Compared {
        siglum: witness.siglum.clone(),
        source: witness.source.clone(),
        covers: covers(&verdict, &collation, w),
        quality: verdict.quality.iter().find(|(of, _)| of.0 == w).map(|(_, quality)| *quality),
    };
    let witnesses: Vec<Compared> = witnesses.iter().enumerate().map(compared).collect();
    let estimated_cer = verdict.expected_errors / verdict.chars.len().max(1) as f64;
    let (text, mut places) = (verdict.text(), verdict.places);
    doubts::add(book, &text, &mut places, |at| {
        let covered = |w: &&Compared| w.covers.iter().any(|c| c.start <= at.start && at.end <= c.end);
        witnesses.iter().filter(covered).map(|w| w.siglum.clone()).collect()
    });
    Comparison { text, witnesses, places, estimated_cer }
}

/// The stretches of the text that a witness covers, what it leaves out within them included. O(characters).
fn covers(verdict: &Verdict, collation: &Collation, witness: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let (mut at, mut inside) = (0, false);
    for chosen in &verdict.chars {
        let start = at + chosen.lead().chars().count() as u32;
        at = start + 1;
        let covered = collation.cell(chosen.column as usize, witness) != Cell::Absent;
        match spans.last_mut() {
            Some(span) if covered && inside && !chosen.gap_before => span.end = at,
            _ if covered => spans.push(Span { start, end: at }),
            _ => {}
        }
        inside = covered;
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> RuleBook {
        RuleBook::builtin().expect("built-in rules")
    }

    fn texts(texts: &[&str]) -> Vec<(String, String)> {
        texts.iter().zip('a'..).map(|(text, name)| (format!("{name}.txt"), (*text).to_owned())).collect()
    }

    #[test]
    fn the_voted_text_and_what_each_text_covers() {
        let whole = "春天的小河边有一座石桥，桥下的水很清。\n孩子们常常到桥上去看鱼，也在树下读书。";
        let half = "春天的小河边有一座石桥，桥下的水很清。";
        let compared = compare(&texts(&[whole, half, whole]), &book());
        assert_eq!(compared.text.replace('\n', ""), whole.replace('\n', ""));
        let ends: Vec<(u32, u32)> = compared.witnesses.iter().map(|w| (w.covers[0].start, w.covers[0].end)).collect();
        let length = compared.text.chars().count() as u32;
        assert_eq!(ends, [(0, length), (0, 19), (0, length)]);
        assert!(compared.witnesses.iter().all(|w| w.covers.len() == 1));
    }

    #[test]
    fn the_order_of_the_texts_does_not_matter() {
        let mut all = texts(&["春天的小河边有一座石桥。", "春天的小河边有一座右桥。", "春天的小河边有一座石桥。"]);
        let one = compare(&all, &book());
        all.reverse();
        assert_eq!(one, compare(&all, &book()));
    }
}
