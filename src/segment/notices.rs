//! Notices and advertisements that one page sets beside an article: no other page prints them, and they are no sentences.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::model::chain::UnitTable;
use crate::model::passage::Concordance;

use super::testimony::{head_at, tail_at};
use super::twins::{chars_of, is_shared};

/// Characters and lines of a notice, at most.
const NOTICE: usize = 60;
const LINES: usize = 8;
/// Characters that another page may have between two lines that are neighbours there.
const NEIGHBOURS: u32 = 4;

/// The lines of a few that nobody else prints and in which no sentence ends, behind the end of what others print, or between
/// that and something that is no text. A paragraph that only one paper has ends a sentence; where others have something
/// else between the lines round it, it is what they have, misread. O(units · partner pages · log).
pub(super) fn notices(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    (0..table.units.len() as u32).into_par_iter().flat_map_iter(|x| notice_behind(table, map, x)).collect()
}

/// The lines of the notice behind a line; none where there is no notice.
fn notice_behind(table: &UnitTable, map: &Concordance, x: u32) -> Vec<u32> {
    let cues = &table.units[x as usize].cues;
    if !table.units[x as usize].is_body() || !(cues.sentence || cues.credit) {
        return Vec::new();
    }
    let (mut lines, mut length) = (Vec::new(), 0);
    let behind = std::iter::successors(table.after(x), |u| table.after(*u));
    for u in behind.take_while(|u| may_be_notice(table, map, *u)) {
        length += table.spans[u as usize].len();
        lines.push(u);
        if length > NOTICE || lines.len() > LINES {
            return Vec::new();
        }
    }
    let Some(last) = lines.last().filter(|_| is_shared(table, map, x)) else { return Vec::new() };
    let next = table.after(*last).filter(|u| table.units[*u as usize].is_body());
    let is_notice = |y: u32| {
        is_shared(table, map, y)
            && !is_misread(table, map, x, y, length as u32)
            && !stands_in_pieces(table, map, x, y, &lines)
    };
    if next.is_none_or(is_notice) { lines } else { Vec::new() }
}

/// Characters of what stands over a notice, at most.
const LABEL: usize = 6;

/// The short headlines of notices: lines right above one that nobody else prints. O(units).
pub(super) fn labels(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let is_label = |u: &u32| {
        let cues = &table.units[*u as usize].cues;
        let over = || table.after(*u).is_some_and(|v| table.units[v as usize].cues.notice);
        (cues.head || cues.column) && chars_of(table, *u).len() <= LABEL && over() && !is_shared(table, map, *u)
    };
    (0..table.units.len() as u32).filter(is_label).collect()
}

fn may_be_notice(table: &UnitTable, map: &Concordance, u: u32) -> bool {
    let (unit, cues) = (&table.units[u as usize], &table.units[u as usize].cues);
    let opens_or_ends = cues.dateline || cues.credit || cues.section || cues.jump_to || cues.jump_from;
    unit.is_body() && !opens_or_ends && !unit.text.contains(['。', '！', '？']) && !is_shared(table, map, u)
}

/// Whether another page has about as much between two lines as stands there.
fn is_misread(table: &UnitTable, map: &Concordance, x: u32, y: u32, length: u32) -> bool {
    map.partners(table.units[x as usize].page).iter().any(|other| {
        let between = tail_at(table, map, x, *other).zip(head_at(table, map, y, *other));
        let step = between.and_then(|(tail, head)| head.checked_sub(tail));
        step.is_some_and(|step| step > NEIGHBOURS && step <= 2 * length + NEIGHBOURS)
    })
}

/// Characters on either side of a place of another page among which pieces are looked for.
const AROUND: u32 = 1000;
/// Characters of such a piece.
const PIECE: usize = 3;

/// Whether another page has most of these lines near the one before or behind them, in pieces that are no passages: its
/// columns were read across. O(partner pages), a bounded stretch of each.
fn stands_in_pieces(table: &UnitTable, map: &Concordance, x: u32, y: u32, lines: &[u32]) -> bool {
    let pieces = || lines.iter().flat_map(|u| chars_of(table, *u).windows(PIECE));
    let near = |(other, at): (u32, u32)| {
        let chars = &table.streams[other as usize].chars;
        let end = chars.len().min((at + AROUND) as usize);
        let known: FxHashSet<&[char]> = chars[at.saturating_sub(AROUND) as usize..end].windows(PIECE).collect();
        let found = pieces().filter(|piece| known.contains(piece)).count();
        found > 0 && 2 * found >= pieces().count()
    };
    let place = |other: &u32| {
        let at = tail_at(table, map, x, *other).or_else(|| head_at(table, map, y, *other));
        at.map(|at| (*other, at))
    };
    map.partners(table.units[x as usize].page).iter().filter_map(place).any(near)
}
