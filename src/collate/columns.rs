//! Blocks side by side: the order of the text that reads them column by column.
//!
//! Where one text reads across a gutter, and another prints the pieces of its lines as lines that do not follow one another,
//! the pieces stand side by side on the page. Of the orders in which the texts read them, the one that changes column least is that
//! of the page, however many read otherwise: a gutter that is not seen is the commonest failure of page segmentation, and blocks
//! side by side are columns far more often than rows of a table.

use std::cmp::Reverse;
use std::ops::Range;

use rayon::prelude::*;

use super::beside::{across, candidates, more};
use super::lines::{Lines, Print};
use super::pieces::{Across, Reading, Texts};
use super::sequence::Sequence;

/// Most texts that are compared, and most blocks that are put in order.
const READERS: usize = 16;
const BLOCKS: usize = 16;

/// The order of each text in which blocks that stand side by side are as in the text that changes column least. `nearest` names the
/// texts, those first that share most with all others: of equals the first decides. `small` says whether a small letter
/// stands in a text at a place. O(texts² · length) for at most sixteen texts; the work for blocks is bounded by their
/// depth and number.
pub(super) fn sequences(
    rows: &[Vec<char>],
    prints: &[&Print],
    nearest: &[usize],
    small: &dyn Fn(usize, usize) -> bool,
) -> Vec<Sequence> {
    let mut sequences = vec![Sequence::default(); rows.len()];
    let readers = &nearest[..nearest.len().min(READERS)];
    let lines: Vec<Lines<'_>> = readers.iter().map(|row| Lines::new(&rows[*row], &prints[*row].starts)).collect();
    let candidates: Vec<Vec<usize>> =
        lines.iter().zip(readers).map(|(text, row)| candidates(text, prints[*row])).collect();
    if candidates.iter().all(Vec::is_empty) {
        return sequences;
    }
    let texts = Texts::new(lines, readers.iter().map(|row| prints[*row]).collect());
    let found = |reader: usize| across(reader, &candidates[reader], &texts);
    let mut blocks: Vec<Across> = (0..readers.len()).into_par_iter().flat_map_iter(found).collect();
    if blocks.is_empty() {
        return sequences;
    }
    blocks.sort_by_key(|block| Reverse(block.lines.len()));
    blocks.truncate(BLOCKS);
    let texts = texts.part(&blocks);
    for block in &mut blocks {
        block.lines.extend(more(block, &texts));
        block.lines.sort_unstable();
    }
    let texts = texts.part(&blocks);
    let small = |reader: usize, at: usize| small(readers[reader], at);
    let mut orders: Vec<Vec<Order>> = vec![Vec::new(); readers.len()];
    for block in &blocks {
        let found = Columns { texts: &texts, small: &small }.orders(block);
        let free = |(reader, order): &(usize, Order)| orders[*reader].iter().all(|known| known.apart(order));
        if found.iter().all(free) {
            found.into_iter().for_each(|(reader, order)| orders[reader].push(order));
        }
    }
    for ((orders, text), row) in orders.into_iter().zip(&texts.lines).zip(readers) {
        sequences[*row] = sequence(text, orders);
    }
    sequences
}

/// A text with some of its lines in another order.
fn sequence(text: &Lines<'_>, mut orders: Vec<Order>) -> Sequence {
    orders.sort_by_key(|order| order.at.start);
    let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
    let (mut done, mut next) = (0, 0);
    for order in orders {
        parts.push((next, text.span(done..order.at.start)));
        done = order.at.end;
        parts.extend(order.at.zip(&order.ranks).map(|(line, rank)| (next + rank, text.span(line..line + 1))));
        next += 1 + order.ranks.iter().max().copied().unwrap_or(0);
    }
    parts.push((next, text.span(done..text.len())));
    Sequence::of(parts)
}

/// Lines of a text, and for each of them its place among them; several may have one.
#[derive(Debug, Clone)]
struct Order {
    at: Range<usize>,
    ranks: Vec<usize>,
}

impl Order {
    fn apart(&self, other: &Self) -> bool {
        self.at.end <= other.at.start || other.at.end <= self.at.start
    }
}

/// Lines of a text, and for each of them the line of the model that it is.
struct Placed {
    at: Range<usize>,
    places: Vec<Option<usize>>,
    /// The lines of the model that hold the same.
    there: Range<usize>,
}

/// Blocks that stand side by side.
struct Columns<'a> {
    texts: &'a Texts<'a>,
    small: &'a dyn Fn(usize, usize) -> bool,
}

impl Columns<'_> {
    /// The order of a block in each text that has it; none if no text changes column less often than the one that reads across.
    fn orders(&self, block: &Across) -> Vec<(usize, Order)> {
        let pieces = self.texts.pieces(block);
        let all = 0..self.texts.lines.len();
        let readings: Vec<Reading> = all.clone().map(|text| self.texts.reading(block.reader, &pieces, text)).collect();
        let agreeing = |reading: &Reading| readings.iter().filter(|other| other.agrees(reading)).count();
        let best = all.clone().filter(|text| readings[*text].spared > 0).max_by_key(|text| {
            let reading = &readings[*text];
            (reading.spared, Reverse(reading.back), agreeing(reading), Reverse(*text))
        });
        let Some((model, there)) = best.and_then(|model| Some((model, readings[model].extent()?))) else {
            return Vec::new();
        };
        let placed = |text: usize| Some((text, self.placed((text, readings[text].extent()?), (model, there.clone()))?));
        let placed: Vec<(usize, Placed)> = all.filter(|text| *text != model).filter_map(placed).collect();
        let order = |(text, own): &(usize, Placed)| {
            let ranks = self.ranks(*text, own, &placed);
            (*text, Order { at: own.at.clone(), ranks })
        };
        let mut orders: Vec<(usize, Order)> = placed.iter().map(order).collect();
        let whole = placed.iter().fold(there, |at, (_, own)| at.start.min(own.there.start)..at.end.max(own.there.end));
        orders.push((model, Order { ranks: (0..whole.len()).collect(), at: whole }));
        orders
    }

    /// Where the lines of a text stand in the model. Both stretches grow until they hold the same lines.
    fn placed(
        &self,
        (text, mut at): (usize, Range<usize>),
        (model, mut there): (usize, Range<usize>),
    ) -> Option<Placed> {
        let (near, near_there) = (self.texts.around(text, &at)?, self.texts.around(model, &there)?);
        let pairs = self.texts.pairs((text, near), (model, near_there));
        while let Some((line, other)) = pairs.iter().find(|(line, other)| at.contains(line) != there.contains(other)) {
            at = at.start.min(*line)..at.end.max(line + 1);
            there = there.start.min(*other)..there.end.max(other + 1);
        }
        let mut places: Vec<Option<usize>> = vec![None; at.len()];
        for (line, other) in pairs.iter().filter(|(line, _)| at.contains(line)) {
            places[line - at.start] = Some(*other);
        }
        Some(Placed { at, places, there })
    }

    /// The place of each line. Of one that is not known in the model, another text may tell. Else it stays behind the line before
    /// it, or before the one behind it that goes on with a small letter.
    fn ranks(&self, text: usize, own: &Placed, all: &[(usize, Placed)]) -> Vec<usize> {
        let told = |line: usize| own.places[line].or_else(|| self.elsewhere(text, own.at.start + line, own, all));
        let mut places: Vec<Option<usize>> = (0..own.places.len()).map(told).collect();
        let lines = &self.texts.lines[text];
        let goes_on = |line: usize| (self.small)(text, lines.span(own.at.start + line..own.at.end).start);
        for line in (1..places.len()).rev() {
            places[line - 1] = places[line - 1].or_else(|| places[line].filter(|_| goes_on(line)));
        }
        let first = places.iter().flatten().min().copied().unwrap_or(0);
        let mut last = 0;
        let rank = |place: Option<usize>| {
            last = place.map_or(last, |place| place - first);
            last
        };
        places.into_iter().map(rank).collect()
    }

    /// The line of the model that a line is by way of a third text.
    fn elsewhere(&self, text: usize, line: usize, own: &Placed, all: &[(usize, Placed)]) -> Option<usize> {
        let line = self.texts.lines[text].line(line);
        let told = |(other, placed): &(usize, Placed)| {
            let (like, there) = self.texts.likest(line, *other, placed.at.clone())?;
            let place = placed.places[there - placed.at.start]?;
            (!own.places.contains(&Some(place))).then_some((like, place))
        };
        let told = all.iter().filter(|(other, _)| *other != text).filter_map(told);
        told.max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1))).map(|(_, place)| place)
    }
}
