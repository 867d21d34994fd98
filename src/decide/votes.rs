//! Who votes, and on what.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::unsure;
use crate::model::collation::{Cell, Collation};
use crate::model::witness::{Family, Token, Witness};
use crate::text::chars::{is_content, is_han};

/// From the edge of a lacuna, abstention ends after so many agreeing columns, and goes no further than so many.
const AGREEING: usize = 3;
const SEAM: usize = 12;
/// Errors that readers of this kind make in a character at the very least. Two texts that are the same to the last
/// character although this many errors were to be expected are one text.
const LEAST_ERRORS_TEXT_LAYER: f64 = 1e-4;
const LEAST_ERRORS_READER: f64 = 0.004;
const LEAST_ERRORS_ALPHABETIC: f64 = 0.001;
const EXPECTED_ERRORS: f64 = 3.0;

/// By so many standard deviations two texts must differ in fewer places than expected to be one and its copy.
const DEVIATIONS: f64 = 2.3;

/// What one witness reads in a column; `None` is nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Vote {
    /// Rank of the witness in the canonical order of its ballot.
    pub(super) rank: u32,
    pub(super) fold: Option<char>,
    /// How unsure its reader was of the character, in steps; none where it does not say.
    pub(super) unsure: Option<u8>,
}

/// Witnesses and columns as the decision sees them: in an order that does not depend on how they were given,
/// without copies, and without the seams of lacunae.
pub(super) struct Ballot<'a> {
    pub(super) witnesses: &'a [Witness],
    pub(super) collation: &'a Collation,
    /// Voting witnesses by rank: index into `witnesses`.
    pub(super) voters: Vec<usize>,
    /// Whether most content is not Han.
    pub(super) alphabetic: bool,
    /// What all voters read, by column.
    agreed: Vec<Agreed>,
    /// The columns where they do not agree on a character.
    mixed: Vec<u32>,
    /// Column and rank where a witness abstains beside a lacuna.
    seams: FxHashSet<(usize, usize)>,
    /// Pairs of ranks, the lower one first, that are hardly two readings of one print but one and its copy.
    copies: FxHashSet<(usize, usize)>,
}

/// What all voters read in a column: most columns of most texts need no more to be known of them.
#[derive(Clone, Copy, PartialEq)]
enum Agreed {
    /// Not one character, or not all have it.
    Mixed,
    /// This one, in one form in all witnesses.
    OneForm(char),
    /// This one, in several forms.
    Forms(char),
}

/// Columns that one thread reads at the least.
const COLUMNS: usize = 1 << 13;

impl<'a> Ballot<'a> {
    /// O(cells).
    pub(super) fn new(witnesses: &'a [Witness], collation: &'a Collation) -> Self {
        let voters = voters(witnesses);
        let scripts: Vec<Script> = voters.par_iter().map(|w| Script::of(&witnesses[*w])).collect();
        let mut ballot = Self {
            witnesses,
            collation,
            alphabetic: scripts.iter().fold(Script::default(), |sum, s| sum.and(*s)).is_alphabetic(),
            voters,
            agreed: Vec::new(),
            mixed: Vec::new(),
            seams: FxHashSet::default(),
            copies: FxHashSet::default(),
        };
        let columns = (0..collation.columns()).into_par_iter().with_min_len(COLUMNS);
        ballot.agreed = columns.map(|column| ballot.agreed_in(column)).collect();
        ballot.mixed =
            (0..).zip(&ballot.agreed).filter(|(_, a)| **a == Agreed::Mixed).map(|(column, _)| column).collect();
        let ranks = 0..ballot.voters.len();
        ballot.seams = ranks.clone().flat_map(|rank| ballot.seams_of(rank)).collect();
        let least: Vec<f64> = ranks.clone().map(|rank| scripts[rank].least_errors(ballot.voter(rank as u32))).collect();
        ballot.copies = ballot.copies(&least);
        ballot
    }

    fn agreed_in(&self, column: usize) -> Agreed {
        let token = |w: usize| match self.collation.cell(column, w) {
            Cell::Token(t) => Some(&self.witnesses[w].tokens[t as usize]),
            _ => None,
        };
        let Some(first) = self.voters.first().and_then(|w| token(*w)) else { return Agreed::Mixed };
        if !self.voters[1..].iter().all(|w| token(*w).is_some_and(|t| t.fold == first.fold)) {
            return Agreed::Mixed;
        }
        let same = (0..self.witnesses.len()).all(|w| token(w).is_none_or(|t| t.ch == first.ch));
        if same { Agreed::OneForm(first.fold) } else { Agreed::Forms(first.fold) }
    }

    /// The character that all voters have in a column; none when one of them abstains, has nothing or another one.
    pub(super) fn agreed(&self, column: usize) -> Option<char> {
        match self.agreed[column] {
            Agreed::Mixed => None,
            Agreed::OneForm(fold) | Agreed::Forms(fold) => Some(fold),
        }
    }

    /// Whether all voters have one character in a column, and no witness another form of it.
    pub(super) fn has_one_form(&self, column: usize) -> bool {
        matches!(self.agreed[column], Agreed::OneForm(_))
    }

    /// The columns that are not [agreed on](Self::agreed), in order.
    pub(super) fn mixed(&self) -> &[u32] {
        &self.mixed
    }

    /// Whether one of two voters is copied from the other, with or without a few changes.
    pub(super) fn is_copy(&self, a: usize, b: usize) -> bool {
        self.copies.contains(&(a.min(b), a.max(b)))
    }

    /// Pairs of voters that differ in fewer places than independent readers do, beyond chance; `least` holds how many errors in
    /// a character each makes. O(mixed cells · voters).
    fn copies(&self, least: &[f64]) -> FxHashSet<(usize, usize)> {
        let voters = self.voters.len();
        let none = || (vec![Pair::default(); voters * voters], Vec::new());
        let columns = self.mixed.par_iter().with_min_len(COLUMNS);
        let counted = columns.fold(none, |(mut pairs, mut votes), column| {
            votes.clear();
            votes.extend((0..voters).filter_map(|rank| self.vote(*column as usize, rank)));
            for (i, b) in votes.iter().enumerate() {
                for a in &votes[..i] {
                    pairs[a.rank as usize * voters + b.rank as usize].count(a, b);
                }
            }
            (pairs, votes)
        });
        let agreed = (self.agreed.len() - self.mixed.len()) as u32;
        let pairs = counted.map(|(pairs, _)| pairs).reduce(
            || none().0,
            |mut sum, pairs| {
                sum.iter_mut().zip(pairs).for_each(|(sum, pair)| sum.add(pair));
                sum
            },
        );
        let all = (0..voters).flat_map(|b| (0..b).map(move |a| (a, b)));
        all.filter(|(a, b)| {
            let Pair { shared, differing } = pairs[a * voters + b];
            let expected = (least[*a] + least[*b]) * f64::from(shared + agreed);
            f64::from(differing) < expected - DEVIATIONS * expected.sqrt()
        })
        .collect()
    }

    /// The voter of a rank.
    pub(super) fn voter(&self, rank: u32) -> &'a Witness {
        &self.witnesses[self.voters[rank as usize]]
    }

    /// What a voter reads in a column; `None` when it abstains.
    fn vote(&self, column: usize, rank: usize) -> Option<Vote> {
        let token = match self.collation.cell(column, self.voters[rank]) {
            Cell::Absent => return None,
            Cell::Gap => None,
            Cell::Token(t) => Some(self.witnesses[self.voters[rank]].tokens[t as usize]),
        };
        let unsure = token.and_then(|t| t.confidence).map(unsure::step);
        Some(Vote { rank: rank as u32, fold: token.map(|t| t.fold), unsure })
    }

    /// The votes on a column, by rank. Seams abstain unless nobody else would be left.
    pub(super) fn read(&self, column: usize, votes: &mut Vec<Vote>) {
        votes.clear();
        votes.extend((0..self.voters.len()).filter_map(|rank| self.vote(column, rank)));
        if self.seams.is_empty() {
            return;
        }
        let seam = |v: &Vote| self.seams.contains(&(column, v.rank as usize));
        if votes.iter().any(|v| !seam(v)) {
            votes.retain(|v| !seam(v));
        }
    }

    /// Cells beside the inner lacunae of a voter where it agrees with nobody: there it may carry characters of the
    /// neighbouring column of the page.
    fn seams_of(&self, rank: usize) -> Vec<(usize, usize)> {
        let absent = |c: u32| self.collation.cell(c as usize, self.voters[rank]) == Cell::Absent;
        // A voter is there wherever all agree.
        let lacunae: Vec<u32> = self.mixed.iter().copied().filter(|c| absent(*c)).collect();
        let columns = self.collation.columns() as u32;
        let lead = (0..).zip(&lacunae).take_while(|(i, c)| i == *c).count();
        let tail = (1..).zip(lacunae.iter().rev()).take_while(|(i, c)| columns - i == **c).count();
        let (first, end) = (lead, columns as usize - tail);
        let mut seams = Vec::new();
        if first >= end {
            return seams;
        }
        for lacuna in lacunae[lead..lacunae.len() - tail].chunk_by(|a, b| a + 1 == *b) {
            let (start, behind) = (lacuna[0] as usize, lacuna[lacuna.len() - 1] as usize + 1);
            self.seam(rank, (first..start).rev(), &mut seams);
            self.seam(rank, behind..end, &mut seams);
        }
        seams
    }

    fn seam(&self, rank: usize, columns: impl Iterator<Item = usize>, seams: &mut Vec<(usize, usize)>) {
        let mut agreeing = 0;
        for column in columns.take(SEAM) {
            let Some(own) = self.vote(column, rank) else { break };
            let alike = |other: usize| other != rank && self.vote(column, other).is_some_and(|v| v.fold == own.fold);
            let agrees = own.fold.is_some() && (0..self.voters.len()).any(alike);
            agreeing = if agrees { agreeing + 1 } else { 0 };
            if agreeing == AGREEING {
                break;
            }
            if !agrees {
                seams.push((column, rank));
            }
        }
    }
}

/// Columns that two voters cover and at least one has something in, and those where they differ.
#[derive(Clone, Copy, Default)]
struct Pair {
    shared: u32,
    differing: u32,
}

impl Pair {
    fn count(&mut self, a: &Vote, b: &Vote) {
        self.shared += u32::from(a.fold.is_some() || b.fold.is_some());
        self.differing += u32::from(a.fold != b.fold);
    }

    fn add(&mut self, other: Self) {
        self.shared += other.shared;
        self.differing += other.differing;
    }
}

/// The witnesses that vote, in canonical order. Of witnesses with the same text one votes, when they are of one
/// source or when so long a text cannot come out the same twice.
fn voters(witnesses: &[Witness]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..witnesses.len()).filter(|w| !witnesses[*w].tokens.is_empty()).collect();
    let text = |w: usize| witnesses[w].tokens.iter().map(|t| t.ch);
    let name = |w: usize| (witnesses[w].family != Family::TextLayer, &witnesses[w].source, &witnesses[w].siglum);
    order.sort_by(|a, b| name(*a).cmp(&name(*b)).then_with(|| text(*a).cmp(text(*b))));
    let mut voters: Vec<usize> = Vec::new();
    for w in order {
        let copy = |v: &usize| {
            let (a, b) = (&witnesses[*v], &witnesses[w]);
            a.tokens.len() == b.tokens.len() && text(*v).eq(text(w)) && (a.source == b.source || unlikely(a, b))
        };
        if !voters.iter().any(copy) {
            voters.push(w);
        }
    }
    voters
}

/// What a text is written in.
#[derive(Clone, Copy, Default)]
struct Script {
    han: u64,
    content: u64,
}

impl Script {
    /// O(tokens).
    fn of(witness: &Witness) -> Self {
        let count = |script: Self, token: &Token| Self {
            han: script.han + u64::from(is_han(token.ch)),
            content: script.content + u64::from(is_content(token.fold)),
        };
        witness.tokens.iter().fold(Self::default(), count)
    }

    fn and(self, other: Self) -> Self {
        Self { han: self.han + other.han, content: self.content + other.content }
    }

    /// Whether most content is not Han.
    fn is_alphabetic(self) -> bool {
        2 * self.han < self.content
    }

    /// Errors that a reader of such a text makes in a character at the very least.
    fn least_errors(self, witness: &Witness) -> f64 {
        match witness.family {
            Family::TextLayer => LEAST_ERRORS_TEXT_LAYER,
            Family::Ocr | Family::Unknown if self.is_alphabetic() => LEAST_ERRORS_ALPHABETIC,
            Family::Ocr | Family::Unknown => LEAST_ERRORS_READER,
        }
    }
}

/// Whether independent readers could hardly agree on a text as long as these.
fn unlikely(a: &Witness, b: &Witness) -> bool {
    let least = |witness| Script::of(witness).least_errors(witness);
    (least(a) + least(b)) * a.tokens.len() as f64 >= EXPECTED_ERRORS
}
