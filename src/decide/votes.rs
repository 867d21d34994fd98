//! Who votes, and on what.

use rustc_hash::FxHashSet;

use super::unsure;
use crate::model::collation::{Cell, Collation};
use crate::model::witness::{Family, Witness};
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
const DEVIATIONS: f64 = 2.0;

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
    /// Column and rank where a witness abstains beside a lacuna.
    seams: FxHashSet<(usize, usize)>,
    /// Pairs of ranks, the lower one first, that are hardly two readings of one print but one and its copy.
    copies: FxHashSet<(usize, usize)>,
}

impl<'a> Ballot<'a> {
    /// O(cells).
    pub(super) fn new(witnesses: &'a [Witness], collation: &'a Collation) -> Self {
        let mut ballot = Self {
            witnesses,
            collation,
            alphabetic: false,
            voters: voters(witnesses),
            seams: FxHashSet::default(),
            copies: FxHashSet::default(),
        };
        ballot.alphabetic = is_alphabetic(ballot.voters.iter().map(|w| &witnesses[*w]));
        let seams = (0..ballot.voters.len()).flat_map(|rank| ballot.seams_of(rank)).collect();
        ballot.seams = seams;
        let pairs = (0..ballot.voters.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
        let copies = pairs.filter(|(a, b)| ballot.differ_too_little(*a, *b)).collect();
        ballot.copies = copies;
        ballot
    }

    /// Whether one of two voters is copied from the other, with or without a few changes.
    pub(super) fn is_copy(&self, a: usize, b: usize) -> bool {
        self.copies.contains(&(a.min(b), a.max(b)))
    }

    /// Whether two voters differ in fewer places than independent readers do, beyond chance.
    fn differ_too_little(&self, a: usize, b: usize) -> bool {
        let (mut shared, mut differing) = (0_u32, 0_u32);
        for column in 0..self.collation.columns() {
            if let (Some(x), Some(y)) = (self.vote(column, a), self.vote(column, b)) {
                shared += u32::from(x.fold.is_some() || y.fold.is_some());
                differing += u32::from(x.fold != y.fold);
            }
        }
        let (a, b) = (self.voter(a as u32), self.voter(b as u32));
        let expected = (least_errors(a) + least_errors(b)) * f64::from(shared);
        f64::from(differing) < expected - DEVIATIONS * expected.sqrt()
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
        let absent = |c: usize| self.collation.cell(c, self.voters[rank]) == Cell::Absent;
        let columns = self.collation.columns();
        let present: Vec<bool> = (0..columns).map(|c| !absent(c)).collect();
        let (first, last) = (present.iter().position(|p| *p), present.iter().rposition(|p| *p));
        let (Some(first), Some(last)) = (first, last) else { return Vec::new() };
        let mut seams = Vec::new();
        for column in first + 1..=last {
            match (present[column - 1], present[column]) {
                (true, false) => self.seam(rank, (first..column).rev(), &mut seams),
                (false, true) => self.seam(rank, column..last + 1, &mut seams),
                _ => {}
            }
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
            a.tokens.len() == b.tokens.len() && (a.source == b.source || unlikely(a, b)) && text(*v).eq(text(w))
        };
        if !voters.iter().any(copy) {
            voters.push(w);
        }
    }
    voters
}

fn least_errors(witness: &Witness) -> f64 {
    match witness.family {
        Family::TextLayer => LEAST_ERRORS_TEXT_LAYER,
        Family::Ocr | Family::Unknown if is_alphabetic(std::iter::once(witness)) => LEAST_ERRORS_ALPHABETIC,
        Family::Ocr | Family::Unknown => LEAST_ERRORS_READER,
    }
}

/// Whether most content of some texts is not Han.
pub(super) fn is_alphabetic<'w>(witnesses: impl Iterator<Item = &'w Witness>) -> bool {
    let (mut han, mut content) = (0_u64, 0_u64);
    for token in witnesses.flat_map(|witness| &witness.tokens) {
        han += u64::from(is_han(token.ch));
        content += u64::from(is_content(token.fold));
    }
    2 * han < content
}

/// Whether independent readers could hardly agree on a text as long as these.
fn unlikely(a: &Witness, b: &Witness) -> bool {
    (least_errors(a) + least_errors(b)) * a.tokens.len() as f64 >= EXPECTED_ERRORS
}
