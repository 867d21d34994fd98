//! What speaks for a reading: how likely the witnesses are to read what they read if it is right.

use super::rates::{INSIDE_LINE, Reliability};
use super::slips::{SLIPS, Slip};
use super::unsure;
use super::votes::{Ballot, Vote};
use crate::text::chars::CharClass;

/// How much text is preferred to nothing, in log-odds: what a tie between them is decided by.
const TEXT: f64 = 1.5;
/// Wrong characters that a misreading or an addition may come out as.
const WRONG: f64 = 4.0;
const ADDED: f64 = 10.0;
/// Of so many characters in a row that others lack, a reader's confidence says nothing.
const MISPLACED: u32 = 3;
/// What each further witness that shares an error makes it less likely by.
const FURTHER: f64 = 0.3;

/// Share of the accents and capitals lost that readers lose together, for a cause in the print.
const SHARED_SLIPS: f64 = 0.3;
/// How often a second reader adds something, too, where one sees something that is no text.
const STAINED: f64 = 0.5;

/// Share of the errors that a text has in common with its copy.
const SHARED_WITH_A_COPY: f64 = 1.0;

/// Rates of the voters of an article, as logarithms.
pub(super) struct Scorer {
    voters: Vec<LogRates>,
    /// ln κ by rank and rank.
    shared: Vec<f64>,
    alphabetic: bool,
}

struct LogRates {
    right: [f64; CharClass::COUNT],
    other: [f64; CharClass::COUNT],
    nothing: [f64; CharClass::COUNT],
    nothing_in_line: [f64; CharClass::COUNT],
    added: [f64; CharClass::COUNT],
    nothing_added: f64,
    slips: [f64; SLIPS],
}

impl Scorer {
    pub(super) fn new(ballot: &Ballot<'_>, reliability: &Reliability) -> Self {
        let voter = |rank: usize| ballot.voter(rank as u32);
        let log = |rank: usize| {
            let r = reliability.of(voter(rank));
            let each = |f: &dyn Fn(usize) -> f64| std::array::from_fn(|class| f(class).max(1e-9).ln());
            LogRates {
                right: each(&|c| (1.0 - r.substitution[c]) * (1.0 - r.omission[c])),
                other: each(&|c| r.substitution[c] * (1.0 - r.omission[c]) / WRONG),
                nothing: each(&|c| r.omission[c]),
                nothing_in_line: each(&|c| r.omission_in_line[c]),
                added: each(&|c| r.insertion[c] / ADDED),
                nothing_added: (1.0 - r.insertion.iter().sum::<f64>()).max(0.1).ln(),
                slips: r.slips.map(f64::ln),
            }
        };
        let n = ballot.voters.len();
        let kappa = |i: usize| {
            let shared = reliability.shared(&voter(i / n).source, &voter(i % n).source);
            (if ballot.is_copy(i / n, i % n) { SHARED_WITH_A_COPY } else { shared }).max(1e-9).ln()
        };
        Self {
            alphabetic: ballot.alphabetic,
            voters: (0..n).map(log).collect(),
            shared: (0..n * n).map(kappa).collect(),
        }
    }

    /// Score of a reading, in natural logarithms. `run` is the number of columns with this pattern of nothing: a longer
    /// omission is one event, which two witnesses do not share by accident.
    pub(super) fn score(&self, votes: &[Vote], reading: Option<char>, run: u32) -> f64 {
        let prior = if reading.is_some() { TEXT - ADDED.ln() } else { 0.0 };
        let right = votes.iter().filter(|v| v.fold == reading).map(|v| self.likelihood(v, reading, run)).sum::<f64>();
        let wrong = super::sheet::readings(votes)
            .into_iter()
            .filter(|other| *other != reading)
            .map(|other| self.error(votes, other, reading, run))
            .sum::<f64>();
        prior + right + wrong.max(self.stain(votes, reading, run))
    }

    /// What is no text, a rule between columns, a stain or a signature, makes several readers see something where nothing
    /// should be read, each something else.
    fn stain(&self, votes: &[Vote], reading: Option<char>, run: u32) -> f64 {
        let adding = votes.iter().filter(|v| v.fold.is_some());
        let number = adding.clone().count();
        let mark = |v: &Vote| v.fold.is_some_and(|c| CharClass::of(c) == CharClass::Punctuation);
        if !self.alphabetic || reading.is_some() || number < 2 || !adding.clone().any(mark) {
            return f64::NEG_INFINITY;
        }
        let least = adding.map(|v| self.likelihood(v, None, run)).fold(f64::INFINITY, f64::min);
        least + (number - 1) as f64 * (STAINED / ADDED).ln()
    }

    /// How likely a witness is to have what it has, and its reader to be as sure as it is, if `reading` is right.
    fn likelihood(&self, vote: &Vote, reading: Option<char>, run: u32) -> f64 {
        // What stands in the text by mistake, a caption or a line of another article, was read with full confidence.
        let said = vote.unsure.filter(|_| run < MISPLACED).map_or(0.0, |s| unsure::evidence(s, vote.fold == reading));
        said + self.having(vote, reading, run)
    }

    fn having(&self, vote: &Vote, reading: Option<char>, run: u32) -> f64 {
        let rates = &self.voters[vote.rank as usize];
        match (vote.fold, reading) {
            (None, None) => rates.nothing_added,
            (Some(o), None) => rates.added[CharClass::of(o) as usize],
            (None, Some(t)) if run < INSIDE_LINE => rates.nothing_in_line[CharClass::of(t) as usize],
            (None, Some(t)) => rates.nothing[CharClass::of(t) as usize],
            (Some(o), Some(t)) if o == t => rates.right[CharClass::of(t) as usize],
            (Some(o), Some(t)) if let Some(slip) = Slip::of(t, o) => rates.slips[slip as usize],
            (Some(_), Some(t)) => rates.other[CharClass::of(t) as usize],
        }
    }

    /// How likely all that read `other` are to err: alone, or together for a common reason.
    fn error(&self, votes: &[Vote], other: Option<char>, reading: Option<char>, run: u32) -> f64 {
        let erring = votes.iter().filter(|v| v.fold == other);
        let each = erring.clone().map(|v| self.likelihood(v, reading, run));
        let apart: f64 = each.clone().sum();
        let number = erring.clone().count();
        if number < 2 || (other.is_none() && run > 1) {
            return apart;
        }
        let least = each.fold(f64::INFINITY, f64::min);
        let slip =
            other.zip(reading).is_some_and(|(o, t)| matches!(Slip::of(t, o), Some(Slip::AccentLost | Slip::Lowered)));
        let shared = if slip { self.closest(erring).max(SHARED_SLIPS.ln()) } else { self.closest(erring) };
        apart.max(least + shared + (number - 2) as f64 * FURTHER.ln())
    }

    /// ln κ of the two most dependent of some voters.
    fn closest<'v>(&self, voters: impl Iterator<Item = &'v Vote> + Clone) -> f64 {
        let n = self.voters.len();
        let pairs = voters.clone().enumerate().flat_map(|(i, a)| voters.clone().take(i).map(move |b| (a, b)));
        pairs.map(|(a, b)| self.shared[a.rank as usize * n + b.rank as usize]).fold(f64::NEG_INFINITY, f64::max)
    }

    /// Rate at which a voter leaves out characters like the one it has.
    pub(super) fn omission(&self, vote: &Vote) -> f64 {
        let class = vote.fold.map_or(CharClass::Punctuation, CharClass::of) as usize;
        self.voters[vote.rank as usize].nothing[class].exp()
    }

    /// Probability that what all voters agree on is wrong all the same.
    pub(super) fn common_error(&self, votes: &[Vote]) -> f64 {
        let wrong = |v: &Vote| {
            let class = v.fold.map_or(CharClass::Punctuation, CharClass::of) as usize;
            let rates = &self.voters[v.rank as usize];
            rates.other[class].exp() * WRONG + rates.added[class].exp() * ADDED
        };
        let least = votes.iter().map(wrong).fold(1.0, f64::min);
        match votes.len() {
            0 | 1 => least,
            n => least * self.closest(votes.iter()).exp() * FURTHER.powi(n as i32 - 2),
        }
    }
}

/// Probabilities from scores.
pub(super) fn softmax(scores: &[f64]) -> Vec<f64> {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = scores.iter().map(|s| (s - most).exp()).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|w| w / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collate::{collate, tokenize};
    use crate::decide::sheet::Sheet;
    use crate::model::witness::Family;

    /// Whether marks before a word are more likely to be nothing than if their readers had added them independently.
    fn stained(texts: [&str; 3]) -> bool {
        let name = |i: usize| char::from(b'A' + i as u8).to_string();
        let witness = |(i, text): (usize, &str)| tokenize(text, &name(i), &name(i), Family::Unknown);
        let witnesses: Vec<_> = texts.into_iter().enumerate().map(witness).collect();
        let collation = collate(&witnesses);
        let ballot = Ballot::new(&witnesses, &collation);
        let (scorer, sheet) = (Scorer::new(&ballot, &Reliability::default()), Sheet::new(&ballot));
        let votes = sheet.votes(&sheet.contested[0]);
        let alone: f64 = votes.iter().map(|v| scorer.likelihood(v, None, 1)).sum();
        scorer.score(votes, None, 1) > alone + 1e-9
    }

    #[test]
    fn one_stain_makes_two_readers_see_something() {
        assert!(stained(["Dupont, rue de Paris", "Dupont, |rue de Paris", "Dupont, ]rue de Paris"]));
        assert!(!stained(["Dupont, rue de Paris", "Dupont, rue de Paris", "Dupont, ]rue de Paris"]));
        assert!(!stained(["巴黎的街道上人来人往", "巴黎的街|道上人来人往", "巴黎的街]道上人来人往"]));
    }
}
