//! Headings inside articles.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::model::chain::{Unit, UnitTable};
use crate::model::passage::Concordance;

use super::twins::{BORDER, alike, chars_of, end_at, start_at};

/// Characters of the longest heading inside an article.
const LONGEST: usize = 18;
/// Headings as alike as this are one.
const SAME: f32 = 0.6;

/// What a byline says of a name.
const REPORTERS: [&str; 4] = ["记者", "記者", "通讯员", "通訊員"];

/// Lines that stand between the same two texts in two sources, the first text finished and the second one opened by nothing
/// else: two papers seldom set two articles below each other in the same order, and an article keeps its headings
/// everywhere. O(units × partner pages × log).
pub(super) fn subheads(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let candidates = (0..table.units.len() as u32).into_par_iter().filter(|u| between(table, *u).is_some());
    let elsewhere = |u: u32, other: u32| {
        let Some((x, y)) = between(table, u) else { return false };
        let Some(v) = end_at(table, map, x, other, BORDER).and_then(|(v, _)| table.after(v)) else { return false };
        let there = between(table, v).map(|(_, y)| y);
        let is_final = |u: u32| table.units[u as usize].cues.is_final;
        (is_final(x) || table.before(v).is_some_and(is_final))
            && there.is_some()
            && there == start_at(table, map, y, other)
            && alike(chars_of(table, u), chars_of(table, v), SAME)
    };
    let shown: Vec<u32> = candidates
        .filter(|u| {
            let others = map.partners(table.units[*u as usize].page).iter();
            let showing = others.filter(|other| elsewhere(*u, **other)).count();
            showing > 0 && !opens_elsewhere(table, map, *u, 1 + showing)
        })
        .collect();
    let others = shown.par_iter().flat_map_iter(|u| like(table, *u)).filter(|u| !parts(table, map, *u));
    let all: Vec<u32> = shown.par_iter().copied().chain(others).collect();
    let printed = all.par_iter().flat_map_iter(|u| elsewhere_over(table, map, *u));
    all.par_iter().copied().chain(printed).collect()
}

/// The same heading over the same text on other pages, whatever stands before it there.
fn elsewhere_over(table: &UnitTable, map: &Concordance, u: u32) -> Vec<u32> {
    let Some(y) = table.after(u) else { return Vec::new() };
    let over = |other: &u32| {
        let v = start_at(table, map, y, *other).and_then(|w| table.before(w))?;
        let is_head = table.units[v as usize].cues.head && table.spans[v as usize].len() <= LONGEST;
        (is_head && alike(chars_of(table, u), chars_of(table, v), SAME)).then_some(v)
    };
    map.partners(table.units[u as usize].page).iter().filter_map(over).collect()
}

/// Whether the line is the headline of another article: a source has the text behind it under the same line, and the text
/// before it on another page; or as many have it elsewhere as `showing` have it there. Two papers do set two articles below
/// each other in the same order; in columns, a heading may stand at the top of one.
fn opens_elsewhere(table: &UnitTable, map: &Concordance, u: u32, showing: usize) -> bool {
    let Some((x, y)) = between(table, u) else { return false };
    let partners = map.partners(table.units[u as usize].page);
    let source = |page: &u32| table.sources[*page as usize];
    let before: FxHashSet<u32> =
        partners.iter().filter(|page| end_at(table, map, x, **page, BORDER).is_some()).map(source).collect();
    let mut apart = 0;
    for other in partners {
        let over = start_at(table, map, y, *other).and_then(|w| table.before(w));
        let Some(v) = over.filter(|v| alike(chars_of(table, u), chars_of(table, *v), SAME)) else { continue };
        match end_at(table, map, x, *other, BORDER) {
            Some((last, _)) if table.before(v) == Some(last) => {}
            None if before.contains(&source(other)) => return true,
            _ => apart += 1,
        }
    }
    apart >= showing
}

/// Whether a source has the text behind a line under the same line and not the text before it, or the text before it and not
/// the text behind it: another article begins there.
fn parts(table: &UnitTable, map: &Concordance, u: u32) -> bool {
    let Some((x, y)) = between(table, u) else { return false };
    let partners = map.partners(table.units[u as usize].page);
    let of = |holds: &dyn Fn(u32) -> bool| -> FxHashSet<u32> {
        partners.iter().filter(|page| holds(**page)).map(|page| table.sources[*page as usize]).collect()
    };
    let headed = |other: u32| {
        let over = start_at(table, map, y, other).and_then(|w| table.before(w));
        over.is_some_and(|v| alike(chars_of(table, u), chars_of(table, v), SAME))
    };
    let before = of(&|other| end_at(table, map, x, other, BORDER).is_some());
    let behind = of(&|other| start_at(table, map, y, other).is_some());
    let under = of(&headed);
    !before.is_subset(&behind) || !under.is_subset(&before)
}

/// Lines on either side of a heading among which headings like it are looked for.
const AROUND: usize = 60;
/// Headings of one article differ by so many em at most.
const LIKE: f32 = 3.0;

/// The lines below and above a heading inside an article that are headings like it: about as wide, and nothing between begins
/// or ends an article.
fn like(table: &UnitTable, heading: u32) -> Vec<u32> {
    let cues = |u: u32| &table.units[u as usize].cues;
    let begins = |u: u32| cues(u).dateline || cues(u).jump_from;
    let is_head = |u: u32| cues(u).head || cues(u).byline;
    let width = |u: u32| table.units[u as usize].width;
    let alike = |u: u32| between(table, u).is_some() && (width(u) - width(heading)).abs() <= LIKE;
    // A headline in mid-sentence was set into the text.
    let breaks_in = |u: u32| {
        let before = std::iter::successors(table.before(u), |v| table.before(*v)).find(|v| !is_head(*v));
        before.is_some_and(|v| table.units[v as usize].is_body() && !cues(v).is_final)
    };
    let fits = |u: &u32| !is_head(*u) || alike(*u) || breaks_in(*u);
    let below = std::iter::successors(table.after(heading), |u| table.after(*u)).take(AROUND);
    let below = below.take_while(|u| !begins(*u) && !cues(*u).ends_article()).take_while(fits);
    let above = |u: &u32| table.before(*u).filter(|_| !begins(*u)).filter(|v| !cues(*v).ends_article());
    let above = std::iter::successors(above(&heading), above).take(AROUND).take_while(fits);
    below.chain(above).filter(|u| is_head(*u) && alike(*u)).collect()
}

/// The lines before and behind a line that may be a heading inside an article.
fn between(table: &UnitTable, u: u32) -> Option<(u32, u32)> {
    let (x, y) = (table.before(u)?, table.after(u)?);
    let unit = |u: u32| &table.units[u as usize];
    // A short heading may look like a name.
    let named = unit(u).cues.head || unit(u).cues.byline && !REPORTERS.iter().any(|word| unit(u).text.contains(word));
    let heading = named && !unit(u).cues.vertical && table.spans[u as usize].len() <= LONGEST;
    let goes_on = |unit: &Unit| unit.is_body() && !(unit.cues.dateline || unit.cues.jump_from || unit.cues.credit);
    let finished = unit(x).is_body() && !(unit(x).cues.ends_article() || unit(x).cues.jump_to);
    (heading && finished && goes_on(unit(y))).then_some((x, y))
}
