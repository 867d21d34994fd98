//! Hyphens at line ends do not vote.
//!
//! A hyphen at a line end says that the word goes on; whether it is part of the word only witnesses can say that have the word
//! inside a line. Where there is one, those that break the line abstain; where there is none, the hyphen stays.

use super::tokens::{is_cut, runs_on};
use crate::model::collation::{Cell, Collation};
use crate::model::witness::Witness;

/// The collation without the hyphens at line ends that others contradict: cells become [`Cell::Absent`], and a column in
/// which nothing is left goes. O(cells).
pub(super) fn settle(table: Collation, witnesses: &[Witness]) -> Collation {
    let cuts = |w: usize, t: u32| is_cut(&witnesses[w].tokens, t as usize);
    if !(0..witnesses.len()).any(|w| (0..witnesses[w].tokens.len()).any(|t| cuts(w, t as u32))) {
        return table;
    }
    let mut settled = Collation::new(witnesses.len());
    let mut before: Vec<Option<u32>> = vec![None; witnesses.len()];
    for column in 0..table.columns() {
        let mut cells: Vec<Cell> = table.column(column).collect();
        let cut = |(w, cell): (usize, &Cell)| matches!(cell, Cell::Token(t) if cuts(w, *t));
        // A witness knows the word when the letters behind this place follow in the same line.
        let knows = |(w, cell): (usize, &Cell)| {
            let last = match cell {
                Cell::Absent => None,
                Cell::Gap => before[w],
                Cell::Token(t) => Some(*t),
            };
            last.is_some_and(|t| witnesses[w].tokens.get(t as usize + 1).is_some_and(runs_on))
        };
        if cells.iter().enumerate().any(cut) && cells.iter().enumerate().any(knows) {
            for (w, cell) in cells.iter_mut().enumerate() {
                *cell = if cut((w, cell)) { Cell::Absent } else { *cell };
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
