//! Which line continues which.
//!
//! Junctions are decided, not blocks: "does unit y continue unit x in the same article?" Every source whose page
//! covers both sides testifies; the strongest testimony is a joint that lies inside one physical line of another
//! source, because a physical line is never scrambled inside and columns of different width break at different
//! places. Cues decide where no witness can. What nobody attests and no cue carries is not joined: one false join
//! in one source would glue two articles in all of them.
//!
//! [`units()`] cuts pages, [`chains`] joins units, [`paragraphs`] tells where paragraphs begin.

mod added;
mod apart;
mod candidates;
mod company;
mod contests;
mod cover;
mod gaps;
mod headed;
mod headlines;
mod heads;
mod index;
mod names;
mod notices;
pub(crate) mod paragraphs;
mod pool;
mod rhythm;
mod running;
mod score;
mod seams;
mod settled;
mod subheads;
mod tables;
mod testimony;
#[cfg(test)]
mod tests;
mod topic;
mod twins;
mod type_size;
mod units;
mod wrapped;

pub(crate) use seams::seams;

use std::ops::Range;

use rayon::prelude::*;

use crate::model::chain::{Chain, Unit, UnitTable};
use crate::model::page::{Page, Role};
use crate::model::passage::Concordance;
use crate::model::stream::Stream;
use crate::text::column::{self, Broken};
use crate::text::{chars, fold};

/// Cuts pages into units and folds their characters into streams. `sources[p]` is the source of page `p`. O(text).
pub(crate) fn units(pages: &[Page], sources: &[u32]) -> UnitTable {
    let days = pages.iter().map(|page| page.date).collect();
    let mut table = UnitTable { sources: sources.to_vec(), days, ..UnitTable::default() };
    let running = running::lines(pages, sources);
    let cut = |(index, page): (usize, &Page)| cut_page(index as u32, page, &running[index]);
    let cut: Vec<CutPage> = pages.par_iter().enumerate().map(cut).collect();
    for mut page in cut {
        let start = table.units.len() as u32;
        page.stream.unit.iter_mut().for_each(|unit| *unit += start);
        table.spans.extend(page.spans);
        table.units.extend(page.units);
        table.pages.push(start..table.units.len() as u32);
        table.streams.push(page.stream);
    }
    table
}

/// The units of a page, numbered from 0.
struct CutPage {
    units: Vec<Unit>,
    spans: Vec<Range<u32>>,
    stream: Stream,
}

fn cut_page(index: u32, page: &Page, running: &[usize]) -> CutPage {
    let mut units = units::cut(index, page);
    for unit in units.iter_mut().filter(|unit| running.contains(&(unit.lines.start as usize))) {
        unit.cues.furniture.get_or_insert((Role::Folio, None));
    }
    index::mark_entries(&mut units);
    gaps::mark_beside(&mut units, page);
    measure(&mut units);
    heads::mark_context(&mut units);
    let mut stream = Stream::with_capacity(units.iter().map(|unit| unit.text.chars().count()).sum());
    let mut spans = Vec::with_capacity(units.len());
    for (i, unit) in units.iter().enumerate() {
        let from = stream.len() as u32;
        if unit.cues.furniture.is_none() {
            fill(&mut stream, page, &unit.pieces, i as u32);
        }
        spans.push(from..stream.len() as u32);
    }
    CutPage { units, spans, stream }
}

/// Sets the local full width of every unit, or that its page holds one paragraph a line.
fn measure(units: &mut [Unit]) {
    let printed = |u: &Unit| (!u.cues.vertical && u.cues.furniture.is_none()).then_some(u.width);
    let widths: Vec<Option<f32>> = units.iter().map(printed).collect();
    let mut full = Vec::new();
    if column::full_widths(&widths, &mut full) && !ends_sentences(units) {
        let broken: Vec<Broken> = units.iter().map(broken).collect();
        column::set_narrower(&mut full, &widths, &broken);
        units.iter_mut().zip(full).for_each(|(u, full)| u.full = full);
    } else {
        units.iter_mut().for_each(|u| u.cues.paragraph = true);
    }
}

fn broken(unit: &Unit) -> Broken {
    let open = unit.text.ends_with(chars::is_content);
    Broken { runs: unit.text.trim_end_matches(['，', '。']).contains(['，', '。']), open }
}

/// Whether nearly every line but the short ones ends a sentence: lines of a column break off anywhere.
fn ends_sentences(units: &[Unit]) -> bool {
    const LONG: f32 = 12.0;
    const LINES: usize = 3;
    let lines: Vec<&Unit> = units.iter().filter(|u| u.width >= LONG && u.cues.furniture.is_none()).collect();
    let whole = lines.iter().filter(|u| u.cues.is_final).count();
    lines.len() >= LINES && 4 * whole >= 3 * lines.len()
}

fn fill(stream: &mut Stream, page: &Page, pieces: &[Range<usize>], unit: u32) {
    for piece in pieces {
        let from = stream.len();
        for (at, c) in page.text.text()[piece.clone()].char_indices() {
            if chars::is_content(c) {
                stream.chars.push(fold::fold(c));
                stream.at.push((piece.start + at) as u32);
                stream.unit.push(unit);
            }
        }
        gaps::mark(stream, from, page, piece);
    }
}

/// Joins units into chains. Cues that one page gives are first corrected by what the others attest, so the table
/// changes. O(units × sources × log), plus a sort of the candidates.
pub(crate) fn chains(table: &mut UnitTable, concordance: &Concordance) -> Vec<Chain> {
    pool::correct(table, concordance);
    let scored = score::junctions(table, concordance);
    cover::chains(table, scored)
}
