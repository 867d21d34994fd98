//! Editions against gold texts.
//!
//! [`measure`] matches hypotheses to gold articles one to one and measures each pair: character error rates with
//! typography unified, exact, of content alone and with spaces; headlines, bylines, paragraph breaks, lacunae, text
//! out of order; what an edition claims of its own certainty; and every difference, with its place. [`compare`] does
//! it for one article and one text. What is equal, what is a header line and what may be left out depends on the set: see
//! [`Scheme`]. `docs/quality.md` has the definitions. Gold never enters the engine; nothing else imports this module.

mod align;
mod article;
mod body;
mod breaks;
mod calibration;
mod counts;
mod front;
mod gold;
mod hypothesis;
mod moved;
mod pair;
mod totals;
mod unify;
mod words;

use std::collections::BTreeSet;

pub use align::{Block, Op, blocks, distance, script};
pub use article::{Difference, Kind, Measured};
pub use calibration::{BINS, Bin, Calibration};
pub use counts::{Counts, Finds, Moved, Ratio};
pub use front::Title;
pub use gold::{Gold, GoldError, GoldSet};
pub use hypothesis::{Claim, Claims, Covering, Hypothesis, Line, RecordError};
pub use totals::{Estimate, Group, Measurement};
pub use unify::Scheme;

/// Which gold articles count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Those that one of these sources prints; all when empty.
    pub sources: BTreeSet<String>,
    /// Those of these ids; all when empty.
    pub ids: BTreeSet<String>,
}

impl Selection {
    fn has(&self, gold: &Gold) -> bool {
        (self.ids.is_empty() || self.ids.contains(&gold.id))
            && (self.sources.is_empty() || !self.sources.is_disjoint(&gold.sources))
    }
}

/// Measures hypotheses against a set of gold articles. They are matched with the whole set, and those of the
/// `selection` are measured. O(articles · hypotheses) comparisons of character pairs, and for each pair O(n·m/64).
pub fn measure(set: &GoldSet, hypotheses: &[Hypothesis], selection: &Selection) -> Measurement {
    let matching = pair::matched(set, hypotheses);
    let names = |indices: &[usize]| indices.iter().map(|i| hypotheses[*i].name.clone()).collect::<Vec<_>>();
    let selected = set.articles.iter().zip(&matching.of_gold).filter(|(gold, _)| selection.has(gold));
    let articles = selected.map(|(gold, found)| article::measure(set, gold, found.map(|i| &hypotheses[i]))).collect();
    let matched = matching.of_gold.iter().flatten().count();
    Measurement::new(set, articles, matched, names(&matching.extra), names(&matching.furniture))
}

/// Hypotheses that glue articles together: the index of each, and of the gold articles of which it holds a `share` or
/// more, in pieces of six characters. O(hypotheses · gold text).
pub fn glued(set: &GoldSet, hypotheses: &[Hypothesis], share: f64) -> Vec<(usize, Vec<usize>)> {
    pair::glued(set, hypotheses, share)
}

/// Measures one article against a gold text, headlines left out: one paragraph a line. Glyphs of marks are unified.
pub fn compare(gold: &str, hypothesis: &Hypothesis) -> Measured {
    let scheme = Scheme::Marks;
    let own = Hypothesis { title: Some(String::new()), ..hypothesis.clone() };
    let lines = Hypothesis::from_text("", gold).lines.into_iter().map(|l| l.text);
    let gold = Gold { paragraphs: lines.collect(), ..Gold::default() };
    let set = GoldSet { scheme, articles: vec![], furniture: vec![], text_layers: BTreeSet::new() };
    article::measure(&set, &gold, Some(&own))
}

#[cfg(test)]
mod tests;
