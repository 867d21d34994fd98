//! Notices and advertisements that one page sets beside an article: no other page prints them, and they are no sentences.

use rayon::prelude::*;

use crate::model::chain::UnitTable;
use crate::model::passage::Concordance;

use super::testimony::{head_at, tail_at};

/// Characters of a notice, at most.
const NOTICE: usize = 60;
/// Characters that another page may have between two lines that are neighbours there.
const NEIGHBOURS: u32 = 4;

/// The lines of a few that nobody else prints and in which no sentence ends, behind the end of what others print, or between
/// that and something that is no text. A paragraph that only one paper has ends a sentence; where others have something
/// else between the lines round it, it is what they have, misread. O(units · partner pages · log).
pub(super) fn notices(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let of_page = |page: &std::ops::Range<u32>| {
        let lines: Vec<u32> = page.clone().filter(|u| table.units[*u as usize].cues.furniture.is_none()).collect();
        let blocks = lines.chunk_by(|a, b| may_be_notice(table, map, *a) && may_be_notice(table, map, *b));
        blocks.filter(|block| is_notice(table, map, block)).flatten().copied().collect::<Vec<u32>>()
    };
    table.pages.par_iter().flat_map_iter(of_page).collect()
}

fn may_be_notice(table: &UnitTable, map: &Concordance, u: u32) -> bool {
    let (unit, cues) = (&table.units[u as usize], &table.units[u as usize].cues);
    let opens_or_ends = cues.dateline || cues.credit || cues.section || cues.jump_to || cues.jump_from;
    unit.is_body() && !opens_or_ends && !unit.text.contains(['。', '！', '？']) && !is_shared(table, map, u)
}

/// Whether others print half of a line, or more.
fn is_shared(table: &UnitTable, map: &Concordance, u: u32) -> bool {
    2 * table.shared(map, u).map(|piece| piece.len as usize).sum::<usize>() > table.spans[u as usize].len()
}

fn is_notice(table: &UnitTable, map: &Concordance, block: &[u32]) -> bool {
    let ([first, ..], [.., last]) = (block, block) else { return false };
    let length: usize = block.iter().map(|u| table.spans[*u as usize].len()).sum();
    if length > NOTICE || !may_be_notice(table, map, *first) {
        return false;
    }
    let body = |u: Option<u32>| u.filter(|u| table.units[*u as usize].is_body());
    match (body(table.before(*first)), body(table.after(*last))) {
        (Some(x), y) if ends(table, map, x) => match y {
            Some(y) => is_shared(table, map, y) && !is_misread(table, map, x, y, length as u32),
            None => true,
        },
        _ => false,
    }
}

/// Whether a text that others print ends a sentence with a line.
fn ends(table: &UnitTable, map: &Concordance, x: u32) -> bool {
    let cues = &table.units[x as usize].cues;
    (cues.sentence || cues.credit) && is_shared(table, map, x)
}

/// Whether another page has about as much between two lines as stands there.
fn is_misread(table: &UnitTable, map: &Concordance, x: u32, y: u32, length: u32) -> bool {
    map.partners(table.units[x as usize].page).iter().any(|other| {
        let between = tail_at(table, map, x, *other).zip(head_at(table, map, y, *other));
        let step = between.and_then(|(tail, head)| head.checked_sub(tail));
        step.is_some_and(|step| step > NEIGHBOURS && step <= 2 * length + NEIGHBOURS)
    })
}
