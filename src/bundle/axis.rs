//! The common axis of the chains of a cluster: where each of them stands.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::model::chain::{Chain, Evidence, UnitTable};
use crate::model::passage::Concordance;

/// Characters that a stretch must share with other chains for them to tell where it goes; half of a shorter one.
const TOLD: u32 = 20;

/// A chain, or what of it stands between two joints that other sources contradict.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// Index of the chain, and of the piece in it.
    pub(super) chain: usize,
    number: usize,
    pub(super) source: u32,
    pub(super) units: Vec<u32>,
    pub(super) joints: Vec<Evidence>,
}

impl Piece {
    /// Whether this is the piece behind another one of its chain.
    pub(super) fn follows(&self, other: &Self) -> bool {
        self.chain == other.chain && self.number == other.number + 1
    }
}

/// Cuts chains at joints that other sources contradict, where these tell the place of both sides. O(matches).
pub(super) fn pieces(table: &UnitTable, map: &Concordance, cluster: &[Chain]) -> Vec<Piece> {
    let chains = cluster.iter().enumerate();
    let of_unit: FxHashMap<u32, usize> =
        chains.flat_map(|(c, chain)| chain.units.iter().map(move |u| (*u, c))).collect();
    let told = |c: usize, unit: u32| -> u32 {
        let others = table.shared(map, unit).filter(|piece| of_unit.get(&piece.unit).is_some_and(|other| *other != c));
        others.map(|piece| piece.len).sum()
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for (c, chain) in cluster.iter().enumerate() {
        let joints = chain.joints.iter().copied().enumerate().filter(|(_, joint)| *joint == Evidence::Contradicted);
        let mut starts = vec![0];
        starts.extend(joints.map(|(i, _)| i + 1));
        let ends = starts.iter().copied().skip(1).chain([chain.units.len()]);
        let parts: Vec<Range<usize>> = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
        let weights = parts
            .iter()
            .map(|part| if parts.len() == 1 { 0 } else { chain.units[part.clone()].iter().map(|u| told(c, *u)).sum() });
        for (number, part) in told_apart(&parts, &weights.collect::<Vec<u32>>()).into_iter().enumerate() {
            let joints = chain.joints[part.start..part.end - 1].to_vec();
            pieces.push(Piece { chain: c, number, source: chain.source, units: chain.units[part].to_vec(), joints });
        }
    }
    pieces
}

/// Stretches one after the other, those of which too little is told together with one beside them.
fn told_apart(parts: &[Range<usize>], told: &[u32]) -> Vec<Range<usize>> {
    let mut apart: Vec<(Range<usize>, u32)> = Vec::new();
    for (part, told) in parts.iter().zip(told) {
        match apart.last_mut().filter(|(_, before)| *before < TOLD || *told < TOLD) {
            Some((last, before)) => (last.end, *before) = (part.end, *before + told),
            None => apart.push((part.clone(), *told)),
        }
    }
    apart.into_iter().map(|(part, _)| part).collect()
}

/// Where each piece stands on the axis. Always the piece that shares most with those placed goes next, where the median of
/// what its characters say puts it. Pieces that share next to nothing with those placed begin a stretch of their own; stretches
/// follow one another as on the pages. O(matches · log matches + pieces²).
pub(super) fn place(table: &UnitTable, map: &Concordance, pieces: &[Piece]) -> Vec<Range<i64>> {
    let lengths: Vec<i64> =
        pieces.iter().map(|piece| piece.units.iter().map(|u| table.spans[*u as usize].len() as i64).sum()).collect();
    let own = own_positions(table, pieces);
    let mut placed: Vec<Option<(usize, i64)>> = vec![None; pieces.len()];
    let mut said: Vec<Offsets> = vec![Offsets::default(); pieces.len()];
    let mut stretches = 0;
    loop {
        // A name or two may stand anywhere.
        let is_told =
            |i: usize| said[i].total > 0 && said[i].total >= u64::from(TOLD).min(lengths[i].unsigned_abs() / 2);
        let left = (0..pieces.len()).filter(|i| placed[*i].is_none());
        let next = left.max_by_key(|i| (is_told(*i), said[*i].total, lengths[*i], Reverse(pieces[*i].units[0])));
        let Some(i) = next else { break };
        let median = if is_told(i) { said[i].median() } else { None };
        if median.is_none() {
            // What little has been said is of another stretch.
            said.fill(Offsets::default());
            stretches += 1;
        }
        let (stretch, at) = (stretches - 1, median.unwrap_or(0));
        placed[i] = Some((stretch, at));
        offer(table, map, &pieces[i].units, at, &own, &placed, &mut said);
    }
    let placed: Vec<(usize, Range<i64>)> =
        placed.into_iter().flatten().zip(lengths).map(|((stretch, at), length)| (stretch, at..at + length)).collect();
    laid_out(pieces, &placed, stretches)
}

/// Lays stretches one behind the other, as on the pages of the source that has most of the text; what this source lacks
/// goes behind what it stands behind in another.
fn laid_out(pieces: &[Piece], placed: &[(usize, Range<i64>)], stretches: usize) -> Vec<Range<i64>> {
    let mut extents: Vec<Option<Range<i64>>> = vec![None; stretches];
    for (stretch, at) in placed {
        let extent = extents[*stretch].get_or_insert_with(|| at.clone());
        *extent = extent.start.min(at.start)..extent.end.max(at.end);
    }
    let mut shifts = vec![0; stretches];
    let mut end = None;
    for stretch in in_page_order(pieces, placed, stretches) {
        let Some(extent) = &extents[stretch] else { continue };
        // The first one stays where it is.
        shifts[stretch] = end.map_or(0, |end: i64| end - extent.start);
        end = Some(extent.end + shifts[stretch]);
    }
    placed.iter().map(|(stretch, at)| at.start + shifts[*stretch]..at.end + shifts[*stretch]).collect()
}

/// The stretches, in the order of the pages.
fn in_page_order(pieces: &[Piece], placed: &[(usize, Range<i64>)], stretches: usize) -> Vec<usize> {
    // Of each source: how much it has, and where each stretch begins in it.
    let mut sources: BTreeMap<u32, (i64, Vec<Option<u32>>)> = BTreeMap::new();
    for (piece, (stretch, at)) in pieces.iter().zip(placed) {
        let (length, starts) = sources.entry(piece.source).or_insert_with(|| (0, vec![None; stretches]));
        *length += at.end - at.start;
        let first = piece.units.iter().min().copied();
        starts[*stretch] = [starts[*stretch], first].into_iter().flatten().min();
    }
    let mut sources: Vec<(i64, Vec<Option<u32>>)> = sources.into_values().collect();
    sources.sort_by_key(|(length, _)| Reverse(*length));
    let mut order: Vec<usize> = Vec::new();
    for (_, starts) in sources {
        let mut here: Vec<(u32, usize)> = starts.iter().enumerate().filter_map(|(s, at)| Some(((*at)?, s))).collect();
        here.sort_unstable();
        let mut at = 0;
        for (_, stretch) in here {
            match order.iter().position(|known| *known == stretch) {
                Some(known) => at = known + 1,
                None => {
                    order.insert(at, stretch);
                    at += 1;
                }
            }
        }
    }
    order
}

/// What matches say of the offset of a piece: values, each for so many characters.
#[derive(Debug, Clone, Default)]
struct Offsets {
    values: Vec<(i64, u32)>,
    total: u64,
}

impl Offsets {
    fn add(&mut self, value: i64, characters: u32) {
        self.values.push((value, characters));
        self.total += u64::from(characters);
    }

    /// The upper median.
    fn median(&mut self) -> Option<i64> {
        self.values.sort_unstable();
        let mut before = 0;
        let above = |(_, n): &&(i64, u32)| {
            before += u64::from(*n);
            before > self.total / 2
        };
        self.values.iter().find(above).map(|(value, _)| *value)
    }
}

/// For each unit: its piece and the position of its first character in it.
fn own_positions(table: &UnitTable, pieces: &[Piece]) -> FxHashMap<u32, (usize, i64)> {
    let mut own = FxHashMap::default();
    for (p, piece) in pieces.iter().enumerate() {
        let mut at = 0;
        for u in &piece.units {
            own.insert(*u, (p, at));
            at += table.spans[*u as usize].len() as i64;
        }
    }
    own
}

/// What the matches of a placed piece say of the offsets of pieces that are not placed yet.
fn offer(
    table: &UnitTable,
    map: &Concordance,
    units: &[u32],
    origin: i64,
    own: &FxHashMap<u32, (usize, i64)>,
    placed: &[Option<(usize, i64)>],
    said: &mut [Offsets],
) {
    for u in units {
        let start = origin + own[u].1 - i64::from(table.spans[*u as usize].start);
        for piece in table.shared(map, *u) {
            let Some(&(p, base)) = own.get(&piece.unit).filter(|(p, _)| placed[*p].is_none()) else { continue };
            let in_piece = base + i64::from(piece.there - table.spans[piece.unit as usize].start);
            said[p].add(start + i64::from(piece.here) - in_piece, piece.len);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::chain::{Cues, Unit};
    use crate::model::passage::Passage;
    use crate::model::stream::Stream;

    #[test]
    fn a_stretch_of_which_little_is_told_stays_with_its_neighbour() {
        let parts = [0..2, 2..3, 3..6, 6..9];
        assert_eq!(told_apart(&parts, &[30, 5, 40, 25]), [0..3, 3..6, 6..9]);
        assert_eq!(told_apart(&parts, &[0, 40, 40, 3]), [0..3, 3..9]);
    }

    #[test]
    fn stretches_stand_as_on_the_pages() {
        let piece = |source: u32, unit: u32| Piece { chain: 0, number: 0, source, units: vec![unit], joints: vec![] };
        // The first source has most, but not the stretch 2, which stands behind stretch 1 in the other.
        let pieces = [piece(0, 5), piece(0, 2), piece(1, 7), piece(1, 9), piece(1, 8)];
        let placed = [(0, 0..50), (1, -9..31), (0, 3..13), (2, 0..10), (1, 0..10)];
        let at = laid_out(&pieces, &placed, 3);
        assert_eq!(at, [10..60, -40..0, 13..23, 0..10, -31..-21].map(|at| at.start + 31..at.end + 31));
    }

    fn unit_of(page: u32) -> Unit {
        let (lines, cues) = (0..1, Cues::default());
        let text = String::new();
        Unit { page, lines, pieces: vec![], text, width: 60.0, full: 60.0, indent: 0.0, blank_before: 0, cues }
    }

    #[test]
    fn a_name_that_two_texts_share_tells_no_place() {
        // Two pages of two texts of 60 characters each; they share the first one, and so many characters of the others.
        let at = |shared: u32| {
            let mut table = UnitTable { sources: vec![0, 1], ..UnitTable::default() };
            for page in 0..2 {
                let mut stream = Stream::default();
                for start in [0, 60] {
                    let unit = table.units.len() as u32;
                    table.spans.push(start..start + 60);
                    table.units.push(unit_of(page));
                    stream.unit.extend([unit; 60]);
                }
                stream.chars.resize(120, '城');
                table.pages.push(2 * page..2 * page + 2);
                table.streams.push(stream);
            }
            let passage = |run| Passage { page_a: 0, page_b: 1, runs: vec![run], len: 60 };
            let map = Concordance::new(&[passage((0, 0, 60)), passage((30, 90, shared))]);
            let piece =
                |source: u32, unit: u32| Piece { chain: 0, number: 0, source, units: vec![unit], joints: vec![] };
            place(&table, &map, &[piece(0, 0), piece(1, 2), piece(1, 3)])[2].clone()
        };
        assert_eq!(at(2), 60..120);
        assert_eq!(at(28), 0..60);
    }
}
