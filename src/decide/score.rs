//! What speaks for a reading: how likely the witnesses are to read what they read if it is right.

use std::collections::BTreeMap;
use std::ops::Range;

use super::rates::{INSIDE_LINE, Rates, Reliability, Spreads};
use super::sheet::{Contested, Sheet};
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

/// What a score is a sum of: logarithms of rates of the sources of an article, and how well each is known.
pub(super) struct Scorer {
    /// Source by rank, as a number.
    source: Vec<usize>,
    values: Vec<f64>,
    /// Variances of `values`.
    spreads: Vec<f64>,
    alphabetic: bool,
}

/// Rates of a source, in the order in which they are kept; each by class of character.
#[derive(Clone, Copy)]
enum Rate {
    Right,
    Other,
    Nothing,
    NothingInLine,
    Added,
    NothingAdded,
}

const RATES: usize = 6;
/// Terms of a source: its rates by class, and those of its slips.
const TERMS: usize = RATES * CharClass::COUNT + SLIPS;

/// One of the logarithms that a score is a sum of.
type Term = usize;

impl Scorer {
    pub(super) fn new(ballot: &Ballot<'_>, reliability: &Reliability) -> Self {
        let n = ballot.voters.len();
        let voter = |rank: usize| ballot.voter(rank as u32);
        let first_of = |rank: usize| (0..n).find(|r| voter(*r).source == voter(rank).source).unwrap_or(rank);
        let mut scorer = Self {
            source: (0..n).map(first_of).collect(),
            values: Vec::new(),
            spreads: Vec::new(),
            alphabetic: ballot.alphabetic,
        };
        (0..n).for_each(|rank| scorer.add_rates(&reliability.of(voter(rank)), &reliability.spreads(voter(rank))));
        for (a, b) in (0..n).flat_map(|a| (0..n).map(move |b| (a, b))) {
            let (x, y) = (&voter(a).source, &voter(b).source);
            let copy = ballot.is_copy(a, b);
            scorer.values.push((if copy { SHARED_WITH_A_COPY } else { reliability.shared(x, y) }).max(1e-9).ln());
            scorer.spreads.push(if copy { 0.0 } else { reliability.shared_spread(x, y) });
        }
        scorer
    }

    /// In the order of [`Rate`].
    fn add_rates(&mut self, r: &Rates, known: &Spreads) {
        let mut add = |value: &dyn Fn(usize) -> f64, spread: &dyn Fn(usize) -> f64| {
            self.values.extend((0..CharClass::COUNT).map(|class| value(class).max(1e-9).ln()));
            self.spreads.extend((0..CharClass::COUNT).map(spread));
        };
        let nothing_added = (1.0 - r.insertion.iter().sum::<f64>()).max(0.1);
        add(&|c| (1.0 - r.substitution[c]) * (1.0 - r.omission[c]), &|_| 0.0);
        add(&|c| r.substitution[c] * (1.0 - r.omission[c]) / WRONG, &|c| known.substitution[c]);
        add(&|c| r.omission[c], &|c| known.omission[c]);
        add(&|c| r.omission_in_line[c], &|c| known.omission_in_line[c]);
        add(&|c| r.insertion[c] / ADDED, &|c| known.insertion[c]);
        add(&|_| nothing_added, &|_| 0.0);
        self.values.extend(r.slips.map(f64::ln));
        self.spreads.extend([0.0; SLIPS]);
    }

    fn term(rank: usize, rate: Rate, class: CharClass) -> Term {
        rank * TERMS + rate as usize * CharClass::COUNT + class as usize
    }

    fn slip(rank: usize, slip: Slip) -> Term {
        rank * TERMS + RATES * CharClass::COUNT + slip as usize
    }

    fn shared(&self, a: usize, b: usize) -> Term {
        let n = self.source.len();
        n * TERMS + a * n + b
    }

    /// Score of one of the readings of some votes, in natural logarithms. `run` is the number of columns with this pattern of nothing: a longer
    /// omission is one event, which two witnesses do not share by accident.
    pub(super) fn score(&self, votes: &[Vote], readings: &[Option<char>], reading: Option<char>, run: u32) -> f64 {
        let prior = Self::preference(reading) - if reading.is_some() { ADDED.ln() } else { 0.0 };
        let right = votes.iter().filter(|v| v.fold == reading).map(|v| self.likelihood(v, reading, run)).sum::<f64>();
        let wrong = readings
            .iter()
            .filter(|other| **other != reading)
            .map(|other| self.error(votes, *other, reading, run).0)
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

    /// What of the score of a reading is no evidence but the choice of text rather than nothing.
    pub(super) fn preference(reading: Option<char>) -> f64 {
        if reading.is_some() { TEXT } else { 0.0 }
    }

    /// The rates that the score of a reading rests on, each `weight` times, are added to those of a question.
    pub(super) fn rest(
        &self,
        sheet: &Sheet,
        contested: &Contested,
        reading: Option<char>,
        weight: f64,
        on: &mut Rests,
    ) {
        let (votes, run) = (sheet.votes(contested), contested.run);
        let having = |vote: &Vote| {
            let of_source = Vote { rank: self.source[vote.rank as usize] as u32, ..*vote };
            Self::having(&of_source, reading, run)
        };
        for &other in sheet.readings(contested) {
            let holding = votes.iter().filter(|v| v.fold == other);
            let together = if other == reading { None } else { self.error(votes, other, reading, run).1 };
            let terms: Vec<Term> = match together {
                None => holding.map(having).collect(),
                Some((least, shared)) => holding.filter(|v| v.rank == least).map(having).chain([shared]).collect(),
            };
            terms.into_iter().for_each(|term| *on.0.entry(term).or_default() += weight);
        }
    }

    /// Variance of the difference between two scores.
    pub(super) fn spread(&self, a: &Rests, b: &Rests) -> f64 {
        let weight = |of: &Rests, term: &Term| of.0.get(term).copied().unwrap_or(0.0);
        let only_b = b.0.iter().filter(|(term, _)| !a.0.contains_key(term));
        let differences = a.0.iter().map(|(t, w)| (t, w - weight(b, t))).chain(only_b.map(|(t, w)| (t, *w)));
        differences.map(|(term, difference)| difference * difference * self.spreads[*term]).sum()
    }

    /// How likely a witness is to have what it has, and its reader to be as sure as it is, if `reading` is right.
    fn likelihood(&self, vote: &Vote, reading: Option<char>, run: u32) -> f64 {
        // What stands in the text by mistake, a caption or a line of another article, was read with full confidence.
        let said = vote.unsure.filter(|_| run < MISPLACED).map_or(0.0, |s| unsure::evidence(s, vote.fold == reading));
        said + self.values[Self::having(vote, reading, run)]
    }

    fn having(vote: &Vote, reading: Option<char>, run: u32) -> Term {
        let rank = vote.rank as usize;
        let (rate, c) = match (vote.fold, reading) {
            (None, None) => (Rate::NothingAdded, '\0'),
            (Some(o), None) => (Rate::Added, o),
            (None, Some(t)) if run < INSIDE_LINE => (Rate::NothingInLine, t),
            (None, Some(t)) => (Rate::Nothing, t),
            (Some(o), Some(t)) if o == t => (Rate::Right, t),
            (Some(o), Some(t)) if let Some(slip) = Slip::of(t, o) => return Self::slip(rank, slip),
            (Some(_), Some(t)) => (Rate::Other, t),
        };
        Self::term(rank, rate, CharClass::of(c))
    }

    /// How likely all that read `other` are to err: alone, or together for a common reason; then also the rank whose
    /// error it is, and the share.
    fn error(
        &self,
        votes: &[Vote],
        other: Option<char>,
        reading: Option<char>,
        run: u32,
    ) -> (f64, Option<(u32, Term)>) {
        let erring = votes.iter().filter(|v| v.fold == other);
        let each = erring.clone().map(|v| (self.likelihood(v, reading, run), v.rank));
        let apart: f64 = each.clone().map(|e| e.0).sum();
        let number = erring.clone().count();
        if number < 2 || (other.is_none() && run > 1) {
            return (apart, None);
        }
        let least = each.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 0));
        let shared = self.closest(erring);
        let slip =
            other.zip(reading).is_some_and(|(o, t)| matches!(Slip::of(t, o), Some(Slip::AccentLost | Slip::Lowered)));
        let together = if slip { self.values[shared].max(SHARED_SLIPS.ln()) } else { self.values[shared] };
        let together = least.0 + together + (number - 2) as f64 * FURTHER.ln();
        if apart >= together { (apart, None) } else { (together, Some((least.1, shared))) }
    }

    /// κ of the two most dependent of two voters or more.
    fn closest<'v>(&self, voters: impl Iterator<Item = &'v Vote> + Clone) -> Term {
        let pairs = voters.clone().enumerate().flat_map(|(i, a)| voters.clone().take(i).map(move |b| (a, b)));
        let terms = pairs.map(|(a, b)| self.shared(a.rank as usize, b.rank as usize));
        terms.max_by(|a, b| self.values[*a].total_cmp(&self.values[*b])).unwrap_or(0)
    }

    /// Rate at which a voter leaves out characters like the one it has.
    pub(super) fn omission(&self, vote: &Vote) -> f64 {
        let class = vote.fold.map_or(CharClass::Punctuation, CharClass::of);
        self.values[Self::term(vote.rank as usize, Rate::Nothing, class)].exp()
    }

    /// What may be wrong with a character that all voters of a ballot have, by its class.
    pub(super) fn agreed(&self, ballot: &Ballot<'_>) -> AgreedErrors {
        let ranks = 0..ballot.voters.len() as u32;
        AgreedErrors(SAMPLES.map(|(class, fold)| {
            debug_assert_eq!(CharClass::of(fold), class);
            let votes: Vec<Vote> = ranks.clone().map(|rank| Vote { rank, fold: Some(fold), unsure: None }).collect();
            let omission = match &votes[..] {
                [sole] => self.omission(sole),
                _ => 0.0,
            };
            AgreedError { error: self.common_error(&votes), omission }
        }))
    }

    /// Probability that what all voters agree on is wrong all the same.
    pub(super) fn common_error(&self, votes: &[Vote]) -> f64 {
        let wrong = |v: &Vote| {
            let class = v.fold.map_or(CharClass::Punctuation, CharClass::of);
            let rate = |rate| self.values[Self::term(v.rank as usize, rate, class)].exp();
            rate(Rate::Other) * WRONG + rate(Rate::Added) * ADDED
        };
        let least = votes.iter().map(wrong).fold(1.0, f64::min);
        match votes.len() {
            0 | 1 => least,
            n => least * self.values[self.closest(votes.iter())].exp() * FURTHER.powi(n as i32 - 2),
        }
    }
}

/// What the votes of each pattern say for its readings.
pub(super) struct Scores {
    /// Where the scores of a pattern begin, and where the last ones end.
    start: Vec<usize>,
    of: Vec<f64>,
}

impl Scores {
    /// `by` tells by which rates a pattern is judged. O(cells of the patterns).
    pub(super) fn new<'s>(sheet: &Sheet, by: impl Fn(&Contested) -> &'s Scorer) -> Self {
        let mut scores = Self { start: vec![0], of: Vec::new() };
        for contested in sheet.patterns() {
            let (votes, readings, scorer) = (sheet.votes(contested), sheet.readings(contested), by(contested));
            scores.of.extend(readings.iter().map(|r| scorer.score(votes, readings, *r, contested.run)));
            scores.start.push(scores.of.len());
        }
        scores
    }

    /// The scores of the readings of a contested column.
    pub(super) fn of(&self, contested: &Contested) -> &[f64] {
        &self.of[self.range(contested)]
    }

    /// Where these scores stand among all.
    pub(super) fn range(&self, contested: &Contested) -> Range<usize> {
        let pattern = contested.pattern as usize;
        self.start[pattern]..self.start[pattern + 1]
    }

    /// Number of scores.
    pub(super) fn len(&self) -> usize {
        self.of.len()
    }
}

/// A character of each class, in the order of the classes.
const SAMPLES: [(CharClass, char); CharClass::COUNT] = [
    (CharClass::Han, '一'),
    (CharClass::Upper, 'A'),
    (CharClass::Lower, 'a'),
    (CharClass::Digit, '0'),
    (CharClass::Punctuation, ','),
];

/// What may be wrong with what all agree on.
#[derive(Debug, Clone, Copy)]
pub(super) struct AgreedError {
    /// Probability that the character is wrong all the same.
    pub(super) error: f64,
    /// Rate at which a sole voter leaves out such characters.
    pub(super) omission: f64,
}

/// By class of character.
pub(super) struct AgreedErrors([AgreedError; CharClass::COUNT]);

impl AgreedErrors {
    /// What may be wrong with a character on which all agree.
    pub(super) fn of(&self, fold: char) -> AgreedError {
        self.0[CharClass::of(fold) as usize]
    }
}

/// How often each rate enters a score.
#[derive(Debug, Clone, Default)]
pub(super) struct Rests(BTreeMap<Term, f64>);

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
    use crate::model::witness::Family;

    /// Whether marks before a word are more likely to be nothing than if their readers had added them independently.
    fn stained(texts: [&str; 3]) -> bool {
        let name = |i: usize| char::from(b'A' + i as u8).to_string();
        let witness = |(i, text): (usize, &str)| tokenize(text, &name(i), &name(i), Family::Unknown);
        let witnesses: Vec<_> = texts.into_iter().enumerate().map(witness).collect();
        let collation = collate(&witnesses);
        let ballot = Ballot::new(&witnesses, &collation);
        let (scorer, sheet) = (Scorer::new(&ballot, &Reliability::default()), Sheet::new(&ballot));
        let (votes, readings) = (sheet.votes(&sheet.contested[0]), sheet.readings(&sheet.contested[0]));
        let alone: f64 = votes.iter().map(|v| scorer.likelihood(v, None, 1)).sum();
        scorer.score(votes, readings, None, 1) > alone + 1e-9
    }

    #[test]
    fn one_stain_makes_two_readers_see_something() {
        assert!(stained(["Dupont, rue de Paris", "Dupont, |rue de Paris", "Dupont, ]rue de Paris"]));
        assert!(!stained(["Dupont, rue de Paris", "Dupont, rue de Paris", "Dupont, ]rue de Paris"]));
        assert!(!stained(["巴黎的街道上人来人往", "巴黎的街|道上人来人往", "巴黎的街]道上人来人往"]));
    }
}
