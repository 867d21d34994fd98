//! Hyphens at line ends do not vote.
//!
//! A hyphen at a line end says that the word goes on; whether it is part of the word only witnesses can say that have the word
//! inside a line. Where there is one, those that break the line abstain; where there is none, the hyphen stays.

use rayon::prelude::*;

use super::tokens::{self, runs_on};
use crate::model::collation::{Cell, Collation};
use crate::model::witness::Witness;
use crate::text::hyphen::SIGNS;

/// The collation without the hyphens at line ends that others contradict: cells become [`Cell::Absent`], and a column in
/// which nothing is left goes. O(cells).
pub(super) fn settle(table: Collation, witnesses: &[Witness]) -> Collation {
    let is_cut =
        |(w, cell): (usize, &Cell)| matches!(cell, Cell::Token(t) if tokens::is_cut(&witnesses[w].tokens, *t as usize));
    let has_cut = |w: &Witness| (0..w.tokens.len()).any(|at| tokens::is_cut(&w.tokens, at));
    if !witnesses.par_iter().any(has_cut) {
        return table;
    }
    let mut settled = Collation::new(witnesses.len());
    let mut before: Vec<Option<u32>> = vec![None; witnesses.len()];
    for column in 0..table.columns() {
        let mut cells: Vec<Cell> = table.column(column).collect();
        let known: Vec<Word> =
            cells.iter().enumerate().filter_map(|(w, c)| inside(&witnesses[w], *c, before[w])).collect();
        for (w, cell) in cells.iter_mut().enumerate().filter(|(w, cell)| !known.is_empty() && is_cut((*w, *cell))) {
            if letters(&witnesses[w], *cell).is_some_and(|cut| known.contains(&cut)) {
                *cell = Cell::Absent;
            }
        }
        for (last, cell) in before.iter_mut().zip(table.column(column)) {
            *last = if let Cell::Token(t) = cell { Some(t) } else { *last };
        }
        if cells.iter().any(|cell| matches!(cell, Cell::Token(_))) {
            settled.push(cells);
        }
    }
    settled.record_moves(table.moves().to_vec());
    settled
}

/// The letters on either side of a place, as they are compared.
type Word = (char, char);

/// The letters on either side of a token.
fn letters(witness: &Witness, cell: Cell) -> Option<Word> {
    let Cell::Token(t) = cell else { return None };
    Some((witness.tokens.get(t.checked_sub(1)? as usize)?.fold, witness.tokens.get(t as usize + 1)?.fold))
}

/// The letters on either side of a place that a witness has inside a line, with a hyphen between or with nothing; `before` is its
/// last token before the place.
fn inside(witness: &Witness, cell: Cell, before: Option<u32>) -> Option<Word> {
    let next = |t: u32| witness.tokens.get(t as usize + 1).filter(|next| runs_on(next));
    match cell {
        Cell::Absent => None,
        Cell::Gap => Some((witness.tokens[before? as usize].fold, next(before?)?.fold)),
        Cell::Token(t) => {
            next(t).filter(|_| SIGNS.contains(&witness.tokens[t as usize].ch))?;
            letters(witness, cell)
        }
    }
}
