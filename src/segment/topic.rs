//! Whether two texts with a headline between them are about one thing.
//!
//! The parts of an article repeat its names and terms, and other articles of the page do not have them: lexical cohesion
//! (Hearst, TextTiling, 1997).

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::candidates::Candidate;
use crate::model::chain::UnitTable;
use crate::text::chars::is_han;

/// Characters on either side of the headline that are enough: whole lines are looked at until there are as many.
const TEXT: usize = 300;
/// So many pairs of characters that the two texts share, and the rest of the page hardly has, show one article: two texts
/// that are not had one to four.
const PAIRS: usize = 5;
/// Share of the places of a pair of characters on the page that are in the two texts, at least, in percent.
const OWN: u32 = 80;

/// How often pairs of ideographs stand in a text.
type Pairs = FxHashMap<(char, char), u32>;

/// The candidates that are about one thing.
pub(super) struct Topics(FxHashSet<(u32, u32)>);

impl Topics {
    /// Looks at candidates with a headline between two paragraphs; they are sorted. O(text of their pages).
    pub(super) fn of(table: &UnitTable, candidates: &[Candidate]) -> Self {
        let page = |c: &Candidate| table.units[c.x as usize].page;
        let over: Vec<Candidate> = candidates.iter().copied().filter(|c| parts(table, *c)).collect();
        let pages: Vec<&[Candidate]> = over.chunk_by(|a, b| page(a) == page(b)).collect();
        let of_page = |same: &&[Candidate]| {
            let all = pairs(table, table.pages[page(&same[0]) as usize].clone());
            same.iter().filter(|c| is_one(table, &all, **c)).map(|c| (c.x, c.y)).collect::<Vec<_>>()
        };
        Self(pages.par_iter().flat_map_iter(of_page).collect())
    }

    /// Whether a candidate is one of them. O(1).
    pub(super) fn are_one(&self, c: Candidate) -> bool {
        self.0.contains(&(c.x, c.y))
    }
}

/// Whether a headline stands between a finished paragraph and one that nothing else opens.
fn parts(table: &UnitTable, c: Candidate) -> bool {
    let (x, y) = (&table.units[c.x as usize].cues, &table.units[c.y as usize].cues);
    let between = || (c.x + 1..c.y).any(|u| table.units[u as usize].cues.head);
    let ends = x.is_final && !x.ends_article() && !x.jump_to;
    ends && !y.dateline && !y.jump_from && !y.credit && c.bridged.is_some_and(|n| n > 0) && between()
}

fn is_one(table: &UnitTable, page: &Pairs, c: Candidate) -> bool {
    let before = pairs(table, text(table, c.x, |u| table.before(u)));
    let behind = pairs(table, text(table, c.y, |u| table.after(u)));
    let between = pairs(table, c.x + 1..c.y);
    let own = |(pair, n): (&(char, char), &u32)| {
        let here = n + behind.get(pair)? + between.get(pair).unwrap_or(&0);
        (100 * here >= OWN * page.get(pair)?).then_some(())
    };
    before.iter().filter_map(own).count() >= PAIRS
}

/// The lines of running text from one on, until there are so many characters, and no further than a dateline.
fn text(table: &UnitTable, from: u32, next: impl Fn(u32) -> Option<u32>) -> Vec<u32> {
    let mut length = 0;
    let lines = std::iter::successors(Some(from), |u| next(*u).filter(|_| !table.units[*u as usize].cues.dateline));
    let lines = lines.take_while(|u| table.units[*u as usize].is_body());
    let near = lines.take_while(|u| {
        let fits = length < TEXT;
        length += table.spans[*u as usize].len();
        fits
    });
    near.collect()
}

fn pairs(table: &UnitTable, units: impl IntoIterator<Item = u32>) -> Pairs {
    let mut pairs = Pairs::default();
    for unit in units.into_iter().map(|u| &table.units[u as usize]).filter(|u| u.cues.furniture.is_none()) {
        for (a, b) in unit.text.chars().zip(unit.text.chars().skip(1)).filter(|(a, b)| is_han(*a) && is_han(*b)) {
            *pairs.entry((a, b)).or_default() += 1;
        }
    }
    pairs
}
