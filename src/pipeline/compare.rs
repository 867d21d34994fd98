//! Texts already known to be the same article, side by side.

use std::ops::Range;

use rayon::prelude::*;

use crate::collate::{collate, representatives, tokenize};
use crate::decide::{Verdict, decide_alone, read_alone};
use crate::model::collation::{Cell, Collation, Move};
use crate::model::edition::{Place, Quality, Span};
use crate::model::witness::{Family, Witness};
use crate::rules::RuleBook;
use crate::text::siglum::sigla;

use super::doubts;

/// Characters that show where a moved stretch stands.
const CONTEXT: usize = 8;

/// A text to compare with others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Text {
    /// What names it: one source, one text.
    pub source: String,
    /// The text, one paragraph a line.
    pub text: String,
    /// How sure its reader was of stretches of it, 0 to 1: sorted bytes that do not overlap. Empty where it is not told.
    pub confidence: Vec<(Range<usize>, f32)>,
}

impl<S: Into<String>, T: Into<String>> From<(S, T)> for Text {
    /// A source and its text.
    fn from((source, text): (S, T)) -> Self {
        Self { source: source.into(), text: text.into(), confidence: Vec::new() }
    }
}

impl Text {
    fn witness(&self, siglum: &str) -> Witness {
        let mut witness = tokenize(&self.text, siglum, &self.source, Family::Unknown);
        let mut stretches = self.confidence.iter().peekable();
        for token in &mut witness.tokens {
            let at = token.at as usize;
            while stretches.next_if(|(stretch, _)| stretch.end <= at).is_some() {}
            token.confidence = stretches.peek().filter(|(stretch, _)| stretch.start <= at).map(|(_, sure)| *sure);
        }
        witness
    }
}

/// What comparing texts yields.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The text that the vote gives, one paragraph a line.
    pub text: String,
    /// The texts that were compared, sorted by siglum.
    pub witnesses: Vec<Compared>,
    /// Places of variation, in the order of the text.
    pub places: Vec<Place>,
    /// Stretches that stand elsewhere in one of the texts, by siglum, then in the order of that text.
    pub moves: Vec<Moved>,
    /// Expected share of wrong characters in the text, told without a gold text.
    pub estimated_cer: f64,
    /// Sources of texts that have no vote: there were more than a vote needs.
    pub left_out: Vec<String>,
}

/// What voting on texts yields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voted {
    /// The [text](Comparison::text) that the vote gives.
    pub text: String,
    /// Sources of texts that [have no vote](Comparison::left_out).
    pub left_out: Vec<String>,
}

/// A stretch that stands elsewhere in one text than in the others (倒).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Short name of the text.
    pub siglum: String,
    /// Code points of the voted text that correspond to the stretch.
    pub at: Span,
    /// The stretch as the text has it.
    pub text: String,
    /// What stands before it in that text.
    pub after: String,
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

/// Collates texts of different sources and decides where they differ.
/// The result does not depend on their order. Near-linear in their length where they are alike.
/// What `book` points at in the voted text is doubtful. Of more than 64 texts those vote that are needed to attest each stretch
/// some 32 times over.
pub fn compare(texts: &[Text], book: &RuleBook) -> Comparison {
    let (witnesses, left_out) = witnesses(texts);
    let collation = collate(&witnesses);
    let verdict = decide_alone(&witnesses, &collation);
    let compared = |(w, witness): (usize, &Witness)| Compared {
        siglum: witness.siglum.clone(),
        source: witness.source.clone(),
        covers: covers(&verdict, &collation, w),
        quality: verdict.quality.iter().find(|(of, _)| of.0 == w).map(|(_, quality)| *quality),
    };
    let moves = collation.moves().iter().map(|moved| moved_stretch(&verdict, &collation, &witnesses, moved)).collect();
    let witnesses: Vec<Compared> = witnesses.iter().enumerate().map(compared).collect();
    let estimated_cer = verdict.expected_errors / verdict.chars.len().max(1) as f64;
    let (text, mut places) = (verdict.text(), verdict.places);
    doubts::add(&book.suggestions(&text), &text, &mut places, |at| {
        let covered = |w: &&Compared| w.covers.iter().any(|c| c.start <= at.start && at.end <= c.end);
        witnesses.iter().filter(covered).map(|w| w.siglum.clone()).collect()
    });
    Comparison { text, witnesses, places, moves, estimated_cer, left_out }
}

/// The text that [comparing](compare()) yields and nothing else, in less than half the time.
pub fn vote(texts: Vec<Text>) -> Voted {
    let (witnesses, left_out) = witnesses(&texts);
    drop(texts);
    Voted { text: read_alone(&witnesses, &collate(&witnesses)), left_out }
}

/// The texts that vote as witnesses, sorted by siglum, and the sources of those that do not.
fn witnesses(texts: &[Text]) -> (Vec<Witness>, Vec<String>) {
    let sigla = sigla(texts.iter().map(|text| &text.source));
    let mut witnesses: Vec<Witness> = texts.par_iter().map(|text| text.witness(&sigla[&text.source])).collect();
    witnesses.sort_by(|a, b| a.siglum.cmp(&b.siglum));
    let voting = representatives(&witnesses);
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for (w, witness) in witnesses.into_iter().enumerate() {
        match voting.binary_search(&w) {
            Ok(_) => kept.push(witness),
            Err(_) => left_out.push(witness.source),
        }
    }
    (kept, left_out)
}

/// What was moved, in the words of the text. O(columns).
fn moved_stretch(verdict: &Verdict, collation: &Collation, witnesses: &[Witness], moved: &Move) -> Moved {
    let witness = &witnesses[moved.witness];
    let own = |column: usize| match collation.cell(column, moved.witness) {
        Cell::Token(token) => moved.tokens.contains(&token),
        Cell::Gap | Cell::Absent => false,
    };
    let first = (0..collation.columns()).find(|column| own(*column)).unwrap_or(0);
    let last = (first..collation.columns()).rfind(|column| own(*column)).unwrap_or(first);
    let (mut end, mut at) = (0, Span { start: 0, end: 0 });
    for chosen in &verdict.chars {
        let start = end + chosen.lead().chars().count() as u32;
        end = start + 1;
        match chosen.column as usize {
            column if column < first => at = Span { start: end, end },
            column if column <= last => at = Span { start: if at.start == at.end { start } else { at.start }, end },
            _ => break,
        }
    }
    let (from, to) = (moved.tokens.start as usize, moved.tokens.end as usize);
    Moved {
        siglum: witness.siglum.clone(),
        at,
        text: written(witness, from..to),
        after: written(witness, from.saturating_sub(CONTEXT)..from),
    }
}

/// Tokens as they are written, a line end as a space.
fn written(witness: &Witness, tokens: Range<usize>) -> String {
    let mut text = String::new();
    for token in &witness.tokens[tokens] {
        if token.space_before && !text.is_empty() {
            text.push(' ');
        }
        text.push(token.ch);
    }
    text
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

    fn texts(texts: &[&str]) -> Vec<Text> {
        texts.iter().zip('a'..).map(|(text, name)| Text::from((format!("{name}.txt"), *text))).collect()
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
    fn the_surer_of_two_readers_is_followed() {
        let read = |surer: usize| {
            let mut set = texts(&["春天的小河边有一座石桥。", "春天的小河边有一座右桥。"]);
            for (i, text) in set.iter_mut().enumerate() {
                let at = text.text.find(['石', '右']).unwrap();
                text.confidence = vec![(0..at, 0.99), (at..at + 3, if i == surer { 0.99 } else { 0.2 })];
            }
            compare(&set, &book()).text
        };
        assert_eq!([read(0), read(1)], ["春天的小河边有一座石桥。", "春天的小河边有一座右桥。"]);
    }

    #[test]
    fn ligatures_meet_their_letters_and_long_s_is_a_form_of_s() {
        let set = ["die Wachſtube fließt über", "die Wachſtube ﬂießt über", "die Wachstube fließt über"];
        let compared = compare(&texts(&set), &book());
        assert_eq!(compared.text, "die Wachſtube fließt über");
        assert!(
            compared.places.iter().all(|p| !p.lemma.contains('f') && p.lemma.chars().count() <= 1),
            "{:?}",
            compared.places
        );
    }

    #[test]
    fn the_order_of_the_texts_does_not_matter() {
        let mut all = texts(&["春天的小河边有一座石桥。", "春天的小河边有一座右桥。", "春天的小河边有一座石桥。"]);
        let one = compare(&all, &book());
        all.reverse();
        assert_eq!(one, compare(&all, &book()));
    }

    #[test]
    fn what_stands_elsewhere_is_told() {
        let (a, b) = (
            "春天的小河边有一座石桥，桥下的水很清，鱼虾成群，岸边住着打鱼的人家。",
            "孩子们常常到桥上去看鱼，也在树下读书写字，直到太阳落山才肯回家吃饭。",
        );
        let compared = compare(&texts(&[&format!("{a}\n{b}"), &format!("{b}\n{a}"), &format!("甲{a}\n{b}")]), &book());
        let [moved] = &compared.moves[..] else { panic!("{:?}", compared.moves) };
        assert_eq!((moved.siglum.as_str(), moved.after.chars().count()), ("b", CONTEXT));
        let at = compared.text.chars().skip(moved.at.start as usize).take((moved.at.end - moved.at.start) as usize);
        assert_eq!(at.collect::<String>(), moved.text);
    }
}
