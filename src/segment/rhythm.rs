//! Pages whose columns were read in rows, told from the page alone: each line goes on with the second, third or a later
//! one behind it.
//!
//! Of one line that the characters at its end and at the head of another are known side by side tells little; of many
//! lines in a place, all of them known with the line so many behind and hardly any with the next one, it tells how many
//! columns were read by turns.

use std::cmp::Reverse;
use std::ops::Range;

use super::company::Company;
use crate::model::chain::UnitTable;

/// Columns at most of which lines were read by turns.
const COLUMNS: usize = 7;
/// Lines on either side that are looked at.
const AROUND: usize = 6;
/// So many of them at least go on so many lines behind,
const SEVERAL: usize = 5;
/// and more than so many times as many as with the next line.
const TIMES: usize = 2;

/// What each line goes on with where lines stand by turns.
pub(super) struct Rhythm {
    turns: Vec<Turn>,
}

/// Where a line goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// Nothing is known: in the next line, by default.
    Next,
    /// In a later one of its page, or nowhere on it.
    Behind(Option<u32>),
}

impl Rhythm {
    /// O(units × columns × lines looked at).
    pub(super) fn of(table: &UnitTable, company: &Company) -> Self {
        let mut turns = vec![Turn::Next; table.units.len()];
        for page in &table.pages {
            for (x, turn) in of_page(table, company, page) {
                turns[x as usize] = turn;
            }
        }
        Self { turns }
    }

    /// Whether `x` goes on with `y` where its lines stand by turns.
    pub(super) fn joins(&self, x: u32, y: u32) -> bool {
        self.turns[x as usize] == Turn::Behind(Some(y))
    }

    /// Whether `y` only stands behind `x` because lines stand by turns.
    pub(super) fn parts(&self, x: u32, y: u32) -> bool {
        matches!(self.turns[x as usize], Turn::Behind(behind) if behind != Some(y))
    }

    /// All lines that go on with a later one, and with which one.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let pair = |(x, turn): (u32, &Turn)| match turn {
            Turn::Behind(Some(y)) => Some((x, *y)),
            _ => None,
        };
        (0..).zip(&self.turns).filter_map(pair)
    }
}

fn of_page(table: &UnitTable, company: &Company, page: &Range<u32>) -> Vec<(u32, Turn)> {
    let lines: Vec<u32> = page.clone().filter(|u| table.units[*u as usize].cues.furniture.is_none()).collect();
    let known: Vec<Vec<bool>> = (1..=COLUMNS).map(|steps| known_behind(table, company, &lines, steps)).collect();
    let is_body = |u: &u32| table.units[*u as usize].is_body();
    let turn = |i: usize| {
        let steps = steps_at(&known, i).filter(|_| is_body(&lines[i]))?;
        Some((lines[i], Turn::Behind(lines.get(i + steps).copied().filter(is_body))))
    };
    (0..lines.len()).filter_map(turn).collect()
}

/// Of each line, whether the characters at its end and at the head of the line so many behind are known side by side.
fn known_behind(table: &UnitTable, company: &Company, lines: &[u32], steps: usize) -> Vec<bool> {
    let is_known = |i: usize| lines.get(i + steps).is_some_and(|y| company.between(table, lines[i], *y) > 0.0);
    (0..lines.len()).map(is_known).collect()
}

/// How many lines behind the text of line `i` goes on, if not in the next one; `known[steps - 1]` is [`known_behind`].
fn steps_at(known: &[Vec<bool>], i: usize) -> Option<usize> {
    let (next, lines) = (&known[0], known[0].len());
    let near = i.saturating_sub(AROUND)..(i + AROUND + 1).min(lines);
    let count = |known: &[bool]| known[near.clone()].iter().filter(|known| **known).count();
    let counts = (1..).zip(known.iter().map(|known| count(known)));
    let (steps, most) = counts.max_by_key(|(steps, count)| (*count, Reverse(*steps)))?;
    (steps > 1 && !next[i] && most >= SEVERAL && most > TIMES * count(next)).then_some(steps)
}
