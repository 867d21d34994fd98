//! Lets the witnesses of a line correct what one page made of it.

use rayon::prelude::*;

use crate::model::chain::{Cues, UnitTable};
use crate::model::passage::Concordance;
use crate::text::chars;

use super::headlines::{before_datelines, first_lines, floating_lines, last_lines, opened_lines, shared_heads};
use super::heads::{self, LINES};
use super::notices::{labels, notices};
use super::subheads::subheads;
use super::tables::tables;
use super::testimony::{PHRASE, Testimony, closes_sentence, testify};
use super::twins::{alike, chars_of, end_at, same_start, whole_match};

/// Corrects cues by what the other pages show, step by step; order of pages does not matter, because the findings of a step
/// are taken from the table before it and applied afterwards.
pub(super) fn correct(table: &mut UnitTable, map: &Concordance) {
    for u in finished(table, map).into_iter().chain(misread_stops(table, map)) {
        (table.units[u as usize].cues.is_final, table.units[u as usize].cues.sentence) = (true, true);
    }
    for (u, pooled) in pooled(table, map) {
        let cues = &mut table.units[u as usize].cues;
        cues.dateline |= pooled.dateline;
        cues.credit |= pooled.credit;
        if pooled.byline && !pooled.head && !cues.dateline {
            cues.byline = true;
        }
    }
    let bodies = unmark_bodies(table, map);
    for page in table.pages.clone() {
        heads::mark_before_openings(&mut table.units[page.start as usize..page.end as usize]);
    }
    let found = [
        opened_lines(table),
        shared_heads(table, map),
        first_lines(table, map),
        floating_lines(table, map),
        last_lines(table, map),
        before_datelines(table, map),
    ]
    .concat();
    found.into_iter().for_each(|u| table.units[u as usize].cues.head = true);
    // What is now known of one printing of a headline holds for the others.
    shared_heads(table, map).into_iter().for_each(|u| table.units[u as usize].cues.head = true);
    unmark(table, &bodies);
    unmark_bodies(table, map);
    for u in subheads(table, map) {
        let cues = &mut table.units[u as usize].cues;
        (cues.head, cues.byline, cues.section) = (false, false, true);
    }
    for u in tables(table, map) {
        let cues = &mut table.units[u as usize].cues;
        (cues.notice, cues.head, cues.column) = (true, false, false);
    }
    notices(table, map).into_iter().for_each(|u| table.units[u as usize].cues.notice = true);
    for u in labels(table, map) {
        let cues = &mut table.units[u as usize].cues;
        (cues.notice, cues.head, cues.column) = (true, false, false);
    }
}

/// A line that was taken for a headline hides that others are none, so this is done so often at most.
const ROUNDS: usize = 3;

/// Takes headlines that other pages show to be running text for what they are; returns those lines.
fn unmark_bodies(table: &mut UnitTable, map: &Concordance) -> Vec<u32> {
    let mut all = Vec::new();
    for _ in 0..ROUNDS {
        let found = [hard_joined(table, map), run_through(table, map)].concat();
        if found.is_empty() {
            break;
        }
        unmark(table, &found);
        all.extend(found);
    }
    all
}

fn unmark(table: &mut UnitTable, bodies: &[u32]) {
    for u in bodies {
        let unit = &mut table.units[*u as usize];
        if !unit.cues.vertical {
            (unit.cues.head, unit.cues.column) = (false, false);
        }
    }
}

/// Lines on both sides of a joint that lies inside one physical line elsewhere are no headlines.
fn hard_joined(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let joint = |x: u32| {
        let (y, unit) = (table.after(x)?, &table.units[x as usize]);
        let may_head = |u: u32| table.units[u as usize].cues.head || table.units[u as usize].cues.column;
        if unit.cues.furniture.is_some() || !(may_head(x) || may_head(y)) {
            return None;
        }
        let hard = map.partners(unit.page).iter().any(|&other| {
            testify(table, map, x, y, other) == Some(Testimony::Hard)
                && running_line(table, map, [x, y], other)
                && [x, y].iter().all(|u| reads_so(table, map, *u, other))
        });
        hard.then_some([x, y])
    };
    (0..table.units.len() as u32).into_par_iter().filter_map(joint).flatten_iter().collect()
}

/// Headlines whose last letters stand in another line elsewhere than their first ones, and running text goes on behind them
/// there: no headline ends in the midst of a line that does not begin with it.
fn run_through(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let goes_on = |u: u32, other: u32| {
        let (page, first) = (table.units[u as usize].page, table.spans[u as usize].start);
        let Some((last, there)) = line_of_tail(table, map, u, other) else { return false };
        let begins = map.find(page, other, first).and_then(|(q, _)| table.unit_at(other, q));
        let follows = table.spans[there as usize].end.saturating_sub(last + 1);
        let is_body = |v: u32| table.units[v as usize].is_body();
        let runs = is_body(there) && !table.streams[other as usize].has_gap(last, last + 2);
        let wraps = begins.is_some_and(|v| v != there && is_body(v));
        let behind = &table.streams[other as usize].chars[last as usize + 1..table.spans[there as usize].end as usize];
        let headline = is_signed_below(table, u) && (is_next_line(table, u, behind) || leads_to_dateline(table, there));
        runs && follows > OFF && wraps && stands_whole(table, map, u, other) && !headline
    };
    let head = |u: &u32| table.units[*u as usize].cues.head && !table.spans[*u as usize].is_empty();
    let elsewhere = |u: &u32| map.partners(table.units[*u as usize].page).iter().any(|other| goes_on(*u, *other));
    (0..table.units.len() as u32).into_par_iter().filter(head).filter(elsewhere).collect()
}

/// Whether the line below a headline is one of it, and these letters begin it or are it: it is broken elsewhere there.
fn is_next_line(table: &UnitTable, u: u32, letters: &[char]) -> bool {
    let below = table.after(u).filter(|v| table.units[*v as usize].cues.head);
    below.is_some_and(|v| {
        let line = chars_of(table, v);
        alike(letters, &line[..letters.len().min(line.len())], 0.6)
    })
}

/// Whether a page has nearly all letters of a line, as they are: what a headline says, the text may repeat in part.
fn stands_whole(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> bool {
    4 * read_alike(table, map, u, other).0 >= 3 * table.spans[u as usize].len()
}

/// So many letters of a headline no text repeats by chance.
const LONG: usize = 12;

/// Where the last letter of a line stands on another page as part of a passage that is more than a phrase, and its line.
fn line_of_tail(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<(u32, u32)> {
    let (page, span) = (table.units[u as usize].page, &table.spans[u as usize]);
    let (q, _) = map
        .find(page, other, span.end.checked_sub(1)?)
        .filter(|(_, passage)| *passage > PHRASE || (span.len() >= LONG && *passage as usize >= span.len()))?;
    Some((q, table.unit_at(other, q)?))
}

/// Whether most characters of a unit that are mapped to a page stand there as they are. A stretch that has nothing in
/// common is mapped when what surrounds it is the same: the headline between a phrase and a formula.
fn reads_so(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> bool {
    let (alike, mapped) = read_alike(table, map, u, other);
    2 * alike > mapped
}

/// How many characters of a unit are mapped to the same character of a page, and to any.
fn read_alike(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> (usize, usize) {
    let page = table.units[u as usize].page;
    let (here, there) = (&table.streams[page as usize].chars, &table.streams[other as usize].chars);
    let mapped = || table.spans[u as usize].clone().filter_map(|p| Some((p, map.find(page, other, p)?.0)));
    (mapped().filter(|(p, q)| here[*p as usize] == there[*q as usize]).count(), mapped().count())
}

/// The line of the other page that holds two lines is running text and no headline: a line of a column that holds nothing but
/// them is the headline that is broken here, above what opens an article.
fn running_line(table: &UnitTable, map: &Concordance, [x, y]: [u32; 2], other: u32) -> bool {
    let page = table.units[x as usize].page;
    let hit = table.spans[x as usize].clone().rev().find_map(|p| map.find(page, other, p));
    hit.and_then(|(q, _)| table.unit_at(other, q)).is_some_and(|v| {
        let (unit, letters) = (&table.units[v as usize], |u: u32| table.spans[u as usize].len());
        let marked = unit.cues.sentence || unit.text.contains(['，', '。', ',']);
        let signed = is_signed_below(table, y);
        let goes_on = lines_of_headline(table, y, UnitTable::after);
        let headline = lines_of_headline(table, x, UnitTable::before).chain([x, y]).chain(goes_on);
        let headline: usize = headline.map(letters).sum();
        let broken_here = signed && letters(v) <= headline;
        // Headlines have commas, and a reader puts a mark at the end of one now and then.
        let whole = broken_here && letters(v) + 1 >= headline && !unit.text.ends_with(['，', '、', ',']);
        let runs = marked && !whole || !unit.cues.paragraph && !broken_here && fills_line(table, v);
        !unit.cues.head && runs && !(signed && leads_to_dateline(table, v))
    })
}

/// Whether a line is as wide as its column, or as the first line of a paragraph.
fn fills_line(table: &UnitTable, u: u32) -> bool {
    let unit = &table.units[u as usize];
    unit.width >= unit.full - FIRST_SHORT
}

/// Em by which the first line of a paragraph is narrower than its column, at most.
const FIRST_SHORT: f32 = 2.6;

/// The headline lines that stand right behind a line, or right before it.
fn lines_of_headline(
    table: &UnitTable,
    u: u32,
    next: fn(&UnitTable, u32) -> Option<u32>,
) -> impl Iterator<Item = u32> + '_ {
    let head = |u: &u32| table.units[*u as usize].cues.head;
    std::iter::successors(next(table, u), move |u| next(table, *u)).take_while(head).take(LINES)
}

/// Whether no sentence ends between a line and a dateline right below it or a few lines below: what stands so in two papers is the
/// headline, however wide it is set in one of them.
fn leads_to_dateline(table: &UnitTable, u: u32) -> bool {
    let lines = std::iter::successors(Some(u), |u| table.after(*u)).take(LINES);
    let cues = lines.map(|u| &table.units[u as usize].cues);
    cues.take_while(|cues| !cues.sentence || cues.dateline).any(|cues| cues.dateline)
}

/// Whether a byline, a date or a dateline stands right below a line, or below the lines of a headline that goes on there.
fn is_signed_below(table: &UnitTable, u: u32) -> bool {
    let cues = |u: u32| &table.units[u as usize].cues;
    let below = std::iter::successors(table.after(u), |u| table.after(*u)).take(LINES);
    below.map(cues).find(|cues| !cues.head).is_some_and(|cues| cues.byline || cues.date || cues.dateline)
}

/// So many characters at the end of a line may be misread marks, or missing.
const OFF: u32 = 3;

/// Paragraphs that lost their last mark: two sources end a sentence and a line there, and they are the majority. A line of
/// a column may end as near to the end of a sentence and go on.
fn finished(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let open = |u: &u32| {
        let unit = &table.units[*u as usize];
        unit.is_body() && unit.cues.paragraph && !unit.cues.is_final
    };
    let is_finished = |u: &u32| {
        let page = table.units[*u as usize].page;
        let mut ends: Vec<(u32, bool)> = map
            .partners(page)
            .iter()
            .filter_map(|other| {
                let (twin, _) = end_at(table, map, *u, *other, OFF).filter(|(_, passage)| *passage > PHRASE)?;
                Some((table.sources[*other as usize], table.units[twin as usize].cues.sentence))
            })
            .collect();
        ends.sort_unstable();
        ends.dedup();
        let whole = ends.iter().filter(|(_, sentence)| *sentence).count();
        whole >= 1 && whole > ends.len() - whole
    };
    (0..table.units.len() as u32).into_par_iter().filter(open).filter(is_finished).collect()
}

/// Lines that end in a mark which is none of a text, where other sources end a sentence behind the same letter: what
/// readers make of a full stop.
fn misread_stops(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let stop = |c: char| {
        !chars::is_content(c) && (c.is_ascii_punctuation() || c == '·') && !matches!(c, ',' | '(' | '%' | '-')
    };
    let open = |u: &u32| {
        let unit = &table.units[*u as usize];
        unit.is_body() && !unit.cues.is_final && unit.text.ends_with(stop) && !table.spans[*u as usize].is_empty()
    };
    let ends = |u: &u32| {
        let (page, last) = (table.units[*u as usize].page, table.spans[*u as usize].end - 1);
        let there = map.partners(page).iter().filter_map(|other| Some((*other, map.find(page, *other, last)?)));
        let told: Vec<bool> = there
            .filter(|(_, (_, passage))| *passage > PHRASE)
            .map(|(other, (q, _))| closes_sentence(table, other, q))
            .collect();
        let whole = told.iter().filter(|ends| **ends).count();
        whole > told.len() - whole
    };
    (0..table.units.len() as u32).into_par_iter().filter(open).filter(ends).collect()
}

/// Datelines, credits and bylines seen by one witness hold for all whose line starts (ends) at the same place; with `head`, a
/// witness has the line as a headline.
fn pooled(table: &UnitTable, map: &Concordance) -> Vec<(u32, Cues)> {
    let of = |u: usize| {
        let (unit, span, mut cues) = (&table.units[u], &table.spans[u], Cues::default());
        if span.is_empty() {
            return None;
        }
        for &other in map.partners(unit.page) {
            // A formula of place and agency opens one article and closes another.
            if let Some((v, len)) = same_start(table, map, u as u32, other)
                && (len > PHRASE || len as usize == span.len())
            {
                let c = &table.units[v as usize].cues;
                cues.dateline |= c.dateline && !unit.cues.credit;
                let same = (c.byline || c.head) && whole_match(table, map, u as u32, other) == Some(v);
                (cues.byline, cues.head) = (cues.byline || c.byline && same, cues.head || c.head && same);
            }
            if let Some((q, _)) = map.find(unit.page, other, span.end - 1)
                && let Some(v) = table.unit_at(other, q)
                && table.spans[v as usize].end.abs_diff(q + 1) <= 2
            {
                cues.credit |=
                    table.units[v as usize].cues.credit && whole_match(table, map, u as u32, other) == Some(v);
            }
        }
        (cues != Cues::default()).then_some((u as u32, cues))
    };
    (0..table.units.len()).into_par_iter().filter_map(of).collect()
}
