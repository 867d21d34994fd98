//! Blocks side by side: the order of the text that reads them column by column.
//!
//! Where one text reads across a gutter, and another prints the pieces of its lines as lines that do not follow one another,
//! the pieces stand side by side on the page. Of the orders in which the texts read them, the one that changes column least is that
//! of the page, however many read across: a gutter that is not seen is the commonest failure of page segmentation, and whoever
//! reads down has seen it.

use std::cmp::Reverse;
use std::ops::Range;

use rayon::prelude::*;

use super::beside::{Across, DEEPEST, across};
use super::lines::{END, Ends, Lines, WIDEST, likeness};
use super::sequence::Sequence;

/// Most texts that are compared, and most blocks that are put in order.
const READERS: usize = 16;
const BLOCKS: usize = 16;
/// Lines before and behind a block that may belong to it in another text.
const AROUND: usize = 12;

/// What the printed texts show beside their characters.
pub(super) struct Print<'a> {
    /// Whether a line begins with a character of a text.
    pub(super) line: &'a (dyn Fn(usize, usize) -> bool + Sync),
    /// Whether white space stands before it.
    pub(super) gap: &'a (dyn Fn(usize, usize) -> bool + Sync),
    /// Whether it is a small letter.
    pub(super) small: &'a (dyn Fn(usize, usize) -> bool + Sync),
}

/// The texts, blocks that stand side by side put in the order of the text that changes column least. `nearest` names the texts,
/// those first that share most with all others: of equals the first decides. O(texts · length) for at most sixteen texts.
pub(super) fn sequences(rows: &[Vec<char>], nearest: &[usize], print: &Print<'_>) -> Vec<Sequence> {
    let readers = &nearest[..nearest.len().min(READERS)];
    let lines = |row: &usize| Lines::new(&rows[*row], |at| (print.line)(*row, at));
    let mut texts: Vec<Lines<'_>> = readers.par_iter().map(lines).collect();
    let ends: Vec<Ends> = texts.par_iter().map(Ends::of).collect();
    let found = |reader: usize| across(reader, &texts, &ends, &|at| (print.gap)(readers[reader], at));
    let mut blocks: Vec<Across> = (0..readers.len()).into_par_iter().flat_map_iter(found).collect();
    let mut sequences = vec![Sequence::default(); rows.len()];
    if blocks.is_empty() {
        return sequences;
    }
    blocks.sort_by_key(|block| Reverse(block.lines.len()));
    blocks.truncate(BLOCKS);
    cut(&mut texts, &blocks);
    let ends: Vec<Ends> = texts.iter().map(Ends::of).collect();
    let page = Page { texts: &texts, ends: &ends, small: &|reader, at| (print.small)(readers[reader], at) };
    let gap = |reader: usize, at: usize| (print.gap)(readers[reader], at);
    let more: Vec<Vec<Vec<usize>>> = blocks.iter().map(|block| page.more(block, &|at| gap(block.reader, at))).collect();
    for (block, more) in blocks.iter_mut().zip(more) {
        block.lines.extend(more);
        block.lines.sort_unstable();
    }
    cut(&mut texts, &blocks);
    let ends: Vec<Ends> = texts.iter().map(Ends::of).collect();
    let page = Page { texts: &texts, ends: &ends, small: &|reader, at| (print.small)(readers[reader], at) };
    let mut orders: Vec<Vec<Order>> = vec![Vec::new(); readers.len()];
    for block in &blocks {
        let found = page.orders(block);
        let free = |(reader, order): &(usize, Order)| orders[*reader].iter().all(|known| known.apart(order));
        if found.iter().all(free) {
            found.into_iter().for_each(|(reader, order)| orders[reader].push(order));
        }
    }
    for (orders, (text, row)) in orders.into_iter().zip(texts.iter().zip(readers)) {
        sequences[*row] = sequence(text, orders);
    }
    sequences
}

/// Parts lines that were read across.
fn cut(texts: &mut [Lines<'_>], blocks: &[Across]) {
    blocks.iter().for_each(|block| texts[block.reader].cut(block.lines.iter().flatten().copied()));
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

/// Lines of a text in another order.
#[derive(Debug, Clone)]
struct Order {
    at: Range<usize>,
    /// For each of these lines its place among them.
    ranks: Vec<usize>,
}

impl Order {
    fn apart(&self, other: &Self) -> bool {
        self.at.end <= other.at.start || other.at.end <= self.at.start
    }
}

/// A piece of a line that was read across.
#[derive(Debug, Clone, Copy)]
struct Piece {
    line: usize,
    column: usize,
    /// The piece in the text that reads across.
    own: usize,
}

/// How a text reads pieces that stand side by side.
struct Reading {
    /// Lines of the text, each with the piece that it is.
    pieces: Vec<(usize, Piece)>,
    /// How many changes of column it is spared against the text that reads across.
    spared: usize,
    /// Changes to a column further left.
    back: usize,
}

/// Lines of a text, and for each of them the line of the model that it is.
struct Placed {
    at: Range<usize>,
    places: Vec<Option<usize>>,
}

/// The texts that are compared, in pieces of lines.
struct Page<'a> {
    texts: &'a [Lines<'a>],
    ends: &'a [Ends],
    small: &'a dyn Fn(usize, usize) -> bool,
}

impl Page<'_> {
    /// The order of a block in each text that does not have it; none if no text changes column less often than the one that
    /// reads across.
    fn orders(&self, block: &Across) -> Vec<(usize, Order)> {
        let pieces = self.pieces(block);
        let readings: Vec<Reading> =
            (0..self.texts.len()).map(|text| self.reading(block.reader, &pieces, text)).collect();
        let order = |reading: &Reading| -> Vec<usize> { reading.pieces.iter().map(|(_, piece)| piece.own).collect() };
        let agreeing = |reading: &Reading| readings.iter().filter(|other| order(other) == order(reading)).count();
        let best = (0..readings.len()).filter(|text| readings[*text].spared > 0).max_by_key(|text| {
            let reading = &readings[*text];
            (reading.spared, Reverse(reading.back), agreeing(reading), Reverse(*text))
        });
        let Some(model) = best else { return Vec::new() };
        let extent = |text: usize| extent(readings[text].pieces.iter().map(|(line, _)| *line));
        let Some(there) = extent(model) else { return Vec::new() };
        let others = (0..self.texts.len()).filter(|text| *text != model);
        let placed = |text: usize| Some((text, self.placed((text, extent(text)?), (model, there.clone()))?));
        let placed: Vec<(usize, Placed)> = others.filter_map(placed).collect();
        let order = |(text, own): &(usize, Placed)| {
            let ranks = self.ranks(*text, own, &placed);
            (!ranks.is_sorted()).then(|| (*text, Order { at: own.at.clone(), ranks }))
        };
        placed.iter().filter_map(order).collect()
    }

    fn pieces(&self, block: &Across) -> Vec<Piece> {
        let own = &self.texts[block.reader];
        let piece = |line, (column, at): (usize, &usize)| Piece { line, column, own: own.at(*at) };
        let lines = block.lines.iter().enumerate();
        lines.flat_map(|(line, cuts)| cuts.iter().enumerate().map(move |cut| piece(line, cut))).collect()
    }

    /// Other lines near a block that were read across, by weaker evidence: both pieces are misread lines of another text, not
    /// far from those of the block there.
    fn more(&self, block: &Across, gap: &dyn Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let (own, pieces) = (&self.texts[block.reader], self.pieces(block));
        let known = |line: &usize| pieces.iter().any(|piece| piece.own == *line);
        let near = |lines: Option<Range<usize>>, text: usize| lines.and_then(|at| around(&at, self.texts[text].len()));
        let lines = near(extent(pieces.iter().map(|piece| piece.own)), block.reader).unwrap_or(0..0);
        let others: Vec<(usize, Range<usize>)> = (0..self.texts.len())
            .filter(|text| *text != block.reader)
            .filter_map(|text| {
                let reading = self.reading(block.reader, &pieces, text);
                Some((text, near(extent(reading.pieces.iter().map(|(line, _)| *line)), text)?))
            })
            .collect();
        let parted = |line: usize| {
            let at = own.span(line..line + 1);
            let cut = |(text, there): &(usize, Range<usize>)| self.parted(own.text(), &at, (*text, there), gap);
            others.iter().find_map(cut).map(|cut| vec![at.start, cut])
        };
        lines.filter(|line| !known(line)).filter_map(parted).collect()
    }

    /// Where a line is parted in two lines of another text that do not follow one another there.
    fn parted(
        &self,
        text: &[char],
        line: &Range<usize>,
        (other, there): (usize, &Range<usize>),
        gap: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        let best = |part: Range<usize>| self.likest(&text[part], other, there.clone());
        if line.len() < 2 * END || line.len() > 2 * WIDEST {
            return None;
        }
        let whole = best(line.clone()).map_or(0.0, |whole| whole.0);
        let parts = |at: usize| {
            let (left, right) = (best(line.start..at)?, best(at..line.end)?);
            let apart = left.1 != right.1 && left.1 + 1 != right.1;
            (apart && left.0.min(right.0) > whole).then_some((left.0 + right.0, at))
        };
        let inner = (line.start + END..=line.end - END).filter(|at| gap(*at));
        inner.filter_map(parts).max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1))).map(|(_, at)| at)
    }

    /// How a text reads the pieces of a block that another one reads across.
    fn reading(&self, across: usize, pieces: &[Piece], text: usize) -> Reading {
        let mut found = self.told(across, pieces, text);
        let mut missed: Vec<(usize, Piece)> = Vec::new();
        let around = extent(found.iter().map(|(line, _)| *line)).and_then(|at| around(&at, self.texts[text].len()));
        for piece in pieces.iter().filter(|piece| text != across && !found.iter().any(|known| known.1.own == piece.own))
        {
            let free = around.clone().unwrap_or(0..0).filter(|line| !found.iter().any(|known| known.0 == *line));
            let line = self.likest(self.texts[across].line(piece.own), text, free);
            missed.extend(line.map(|line| (line.1, *piece)));
        }
        found.extend(missed);
        found.sort_by_key(|(line, piece)| (*line, piece.own));
        found.dedup_by_key(|(line, _)| *line);
        let whole = |line: usize| {
            let all = pieces.iter().filter(|piece| piece.line == line).count();
            all == found.iter().filter(|(_, piece)| piece.line == line).count()
        };
        let columns: Vec<usize> = found.iter().filter(|(_, p)| whole(p.line)).map(|(_, p)| p.column).collect();
        let changes = columns.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let back = columns.windows(2).filter(|pair| pair[0] > pair[1]).count();
        // Read across, each of these pieces stands in another column than the one before it.
        Reading { spared: columns.len().saturating_sub(1 + changes), back, pieces: found }
    }

    /// Pieces and the lines that they are in a text, told by their beginning or end: of several the one nearest to the others.
    fn told(&self, across: usize, pieces: &[Piece], text: usize) -> Vec<(usize, Piece)> {
        let places = |piece: &Piece| if text == across { vec![piece.own] } else { self.find(across, piece.own, text) };
        let places: Vec<Vec<usize>> = pieces.iter().map(places).collect();
        let mut sure: Vec<usize> = places.iter().filter(|places| places.len() == 1).map(|places| places[0]).collect();
        sure.sort_unstable();
        let middle = sure.get(sure.len() / 2).copied().unwrap_or(0);
        let nearest = |places: &Vec<usize>| places.iter().copied().min_by_key(|line| (line.abs_diff(middle), *line));
        places.iter().zip(pieces).filter_map(|(places, piece)| Some((nearest(places)?, *piece))).collect()
    }

    /// The line of a stretch of a text that is most like a line, and how like it is.
    fn likest(&self, line: &[char], text: usize, stretch: impl Iterator<Item = usize>) -> Option<(f64, usize)> {
        let alike = |there| Some((likeness(line, self.texts[text].line(there))?, there));
        stretch.filter_map(alike).max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)))
    }

    /// The lines of another text that may be a line of a text, told by their beginning or end.
    fn find(&self, text: usize, line: usize, other: usize) -> Vec<usize> {
        let (own, ends) = (self.texts[text].line(line), &self.ends[other]);
        let mut found: Vec<usize> = ends.beginning(own).iter().chain(ends.ending(own)).copied().collect();
        found.retain(|there| likeness(own, self.texts[other].line(*there)).is_some());
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Where the lines of a text stand in the model. Both stretches grow until they hold the same lines.
    fn placed(
        &self,
        (text, mut at): (usize, Range<usize>),
        (model, mut there): (usize, Range<usize>),
    ) -> Option<Placed> {
        let (wide, wide_there) = (around(&at, self.texts[text].len())?, around(&there, self.texts[model].len())?);
        let pairs = self.pairs((text, wide), (model, wide_there));
        while let Some((line, other)) = pairs.iter().find(|(line, other)| at.contains(line) != there.contains(other)) {
            at = at.start.min(*line)..at.end.max(line + 1);
            there = there.start.min(*other)..there.end.max(other + 1);
        }
        let mut places: Vec<Option<usize>> = vec![None; at.len()];
        for (line, other) in pairs.iter().filter(|(line, _)| at.contains(line)) {
            places[line - at.start] = Some(*other);
        }
        Some(Placed { at, places })
    }

    /// The place of each line. Of one that is not known in the model, another text may tell. Else it stays behind the line before
    /// it, but one that goes on with a small letter before that.
    fn ranks(&self, text: usize, own: &Placed, all: &[(usize, Placed)]) -> Vec<usize> {
        let known: Vec<usize> = own.places.iter().flatten().copied().collect();
        let taken = |place: &usize| known.contains(place);
        let elsewhere = |line: usize| {
            let line = self.texts[text].line(own.at.start + line);
            let others = all.iter().filter(|(other, _)| *other != text);
            let told = others.filter_map(|(other, placed)| {
                let (like, there) = self.likest(line, *other, placed.at.clone())?;
                let place = placed.places[there - placed.at.start].filter(|place| !taken(place))?;
                Some((like, place))
            });
            told.max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1))).map(|(_, place)| place)
        };
        let mut ranks: Vec<Option<usize>> =
            own.places.iter().enumerate().map(|(line, place)| place.or_else(|| elsewhere(line))).collect();
        let goes_on = |line: usize| (self.small)(text, self.texts[text].span(own.at.start + line..own.at.end).start);
        for line in (0..ranks.len().saturating_sub(1)).rev() {
            ranks[line] = ranks[line].or_else(|| ranks[line + 1].filter(|_| goes_on(line + 1)));
        }
        let first = known.iter().min().copied().unwrap_or(0);
        let mut last = 0;
        let behind = |rank: Option<usize>| {
            last = rank.map_or(last, |rank| rank.saturating_sub(first));
            last
        };
        ranks.into_iter().map(behind).collect()
    }

    /// Lines of two texts that are the same line, those that are most alike first. A line that stands twice in one of the
    /// stretches is none of them.
    fn pairs(&self, (text, at): (usize, Range<usize>), (other, there): (usize, Range<usize>)) -> Vec<(usize, usize)> {
        let (a, b) = (&self.texts[text], &self.texts[other]);
        let once = |lines: &Lines<'_>, at: &Range<usize>, line: usize| {
            at.clone().filter(|twin| lines.line(*twin) == lines.line(line)).count() == 1
        };
        let own: Vec<usize> = at.clone().filter(|line| once(a, &at, *line)).collect();
        let others: Vec<usize> = there.clone().filter(|line| once(b, &there, *line)).collect();
        let alike = |line: usize| {
            let like = |other: &usize| Some((likeness(a.line(line), b.line(*other))?, line, *other));
            others.iter().filter_map(like).collect::<Vec<_>>()
        };
        let mut alike: Vec<(f64, usize, usize)> = own.into_iter().flat_map(alike).collect();
        alike.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (_, line, other) in alike {
            if pairs.iter().all(|known| known.0 != line && known.1 != other) {
                pairs.push((line, other));
            }
        }
        pairs
    }
}

/// From the first line to the last.
fn extent(lines: impl Iterator<Item = usize>) -> Option<Range<usize>> {
    lines.map(|line| line..line + 1).reduce(|all, line| all.start.min(line.start)..all.end.max(line.end))
}

/// The lines of a block and those near it; none if it is too deep for one.
fn around(block: &Range<usize>, lines: usize) -> Option<Range<usize>> {
    (block.len() <= 2 * DEEPEST).then(|| block.start.saturating_sub(AROUND)..(block.end + AROUND).min(lines))
}
