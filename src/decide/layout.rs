//! Paragraphs and spaces, by vote.

use rayon::prelude::*;

use super::Chosen;
use super::votes::Ballot;
use crate::model::collation::Cell;
use crate::model::witness::Token;
use crate::text::chars::{CharClass, is_opening};

/// No witness says more than this for or against a paragraph.
const LOUDEST: f32 = 4.0;
/// How far a break may stand from where it belongs, in marks.
const SLIP: usize = 2;
/// Witnesses that are looked at at the same time.
const TOGETHER: usize = 8;

/// Sets breaks and spaces of the chosen characters. A paragraph begins where the witnesses that cover both sides
/// say so in sum. A space stands where at least half of those that have both neighbours side by side have one; a
/// witness that breaks the line there is no evidence. Where nobody has them side by side, as between blocks that were put in
/// another order, those tell that have the second one. O(cells).
pub(super) fn lay_out(ballot: &Ballot<'_>, chars: &mut [Chosen]) {
    let mut breaks = vec![0.0; chars.len()];
    let mut spaces = vec![(0_u32, 0_u32); chars.len()];
    for witnesses in ballot.voters.chunks(TOGETHER) {
        let of = |witness: &usize| {
            let own = Own { ballot, witness: *witness, chars };
            (own.breaks(), own.spaces())
        };
        // Sums of floating-point numbers depend on their order: that of the voters.
        for (evidence, own) in witnesses.par_iter().map(of).collect::<Vec<_>>() {
            breaks.iter_mut().zip(evidence).for_each(|(sum, e)| *sum += e);
            for ((yes, no), space) in spaces.iter_mut().zip(own) {
                *yes += u32::from(space == Some(true));
                *no += u32::from(space == Some(false));
            }
        }
    }
    for (i, chosen) in chars.iter_mut().enumerate().skip(1) {
        let (yes, no) = spaces[i];
        chosen.break_before = breaks[i] > 0.0;
        let space =
            if yes + no > 0 { yes >= no && yes > 0 } else { most(ballot, chosen.column as usize, |t| t.space_before) };
        chosen.space_before = space && !chosen.break_before;
    }
}

/// Where most of those that have something in a column have a space or the end of a line before it. O(cells).
pub(super) fn spaces(ballot: &Ballot<'_>) -> Vec<bool> {
    let space = |token: &Token| token.space_before || token.break_before > 0.0;
    (0..ballot.collation.columns()).map(|column| most(ballot, column, space)).collect()
}

/// Whether something holds for at least half of the tokens of a column.
fn most(ballot: &Ballot<'_>, column: usize, holds: impl Fn(&Token) -> bool) -> bool {
    let token = |witness: &usize| match ballot.collation.cell(column, *witness) {
        Cell::Token(t) => Some(ballot.witnesses[*witness].tokens[t as usize]),
        _ => None,
    };
    let (mut yes, mut all) = (0, 0);
    for token in ballot.voters.iter().filter_map(token) {
        yes += u32::from(holds(&token));
        all += 1;
    }
    2 * yes >= all && yes > 0
}

/// The layout of one witness at the joints of the chosen text.
struct Own<'a> {
    ballot: &'a Ballot<'a>,
    witness: usize,
    chars: &'a [Chosen],
}

impl Own<'_> {
    fn cell(&self, column: u32) -> Cell {
        self.ballot.collation.cell(column as usize, self.witness)
    }

    /// Evidence for a paragraph at each joint.
    fn breaks(&self) -> Vec<f32> {
        let joint = |i| if i == 0 { 0.0 } else { self.evidence(i) };
        let mut evidence: Vec<f32> = (0..self.chars.len()).map(joint).collect();
        for i in 1..self.chars.len() {
            let place = if evidence[i] > 0.0 { self.place(i) } else { i };
            if place != i {
                evidence[place] = evidence[i].max(evidence[place]);
                evidence[i] = 0.0;
            }
        }
        evidence
    }

    /// The strongest evidence of the tokens between two chosen characters, both covered.
    fn evidence(&self, i: usize) -> f32 {
        let (before, at) = (self.chars[i - 1].column, self.chars[i].column);
        if self.cell(before) == Cell::Absent || self.cell(at) == Cell::Absent {
            return 0.0;
        }
        let token = |column| match self.cell(column) {
            Cell::Token(t) => Some(self.ballot.witnesses[self.witness].tokens[t as usize].break_before),
            _ => None,
        };
        (before + 1..=at).filter_map(token).reduce(f32::max).unwrap_or(0.0).clamp(-LOUDEST, LOUDEST)
    }

    /// Where a break at a joint belongs: before opening marks and after all others. Witnesses that point a seam
    /// differently break on different sides of a mark.
    fn place(&self, i: usize) -> usize {
        let mark = |i: usize| self.chars.get(i).map(|c| c.ch).filter(|c| CharClass::of(*c) == CharClass::Punctuation);
        let opening = |i: usize| mark(i).is_some_and(is_opening);
        let closing = |i: usize| mark(i).is_some_and(|c| !is_opening(c) && !is_dash(c));
        let back = (1..=SLIP).take_while(|d| i > *d && opening(i - d)).count();
        let on = (0..SLIP).take_while(|d| i + d + 1 < self.chars.len() && closing(i + d)).count();
        if back > 0 { i - back } else { i + on }
    }

    /// Whether a space stands at each joint.
    fn spaces(&self) -> Vec<Option<bool>> {
        (0..self.chars.len()).map(|i| if i == 0 { None } else { self.space(i) }).collect()
    }

    /// Whether a space stands between two chosen characters that stand side by side here.
    fn space(&self, i: usize) -> Option<bool> {
        let (Cell::Token(before), Cell::Token(at)) =
            (self.cell(self.chars[i - 1].column), self.cell(self.chars[i].column))
        else {
            return None;
        };
        let token = self.ballot.witnesses[self.witness].tokens[at as usize];
        (before + 1 == at && token.break_before <= 0.0).then_some(token.space_before)
    }
}

/// Marks that may begin a paragraph.
fn is_dash(c: char) -> bool {
    matches!(c, '—' | '-' | '–' | '·' | '•' | '●' | '■' | '◆' | '▲' | '★' | '…' | '※')
}
