//! Headlines that other printings tell: the same line, lines before the same text, last lines.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::chain::UnitTable;
use crate::model::passage::Concordance;

use super::headed::headed;
use super::heads::{self, LINES};
use super::twins::{BORDER, alike, chars_of, end_at, fullest, most_of, start_at};

/// A line that is a whole line (or several) elsewhere, has no mark at its end, and stands in a column of another
/// width (columns of one width break at the same places by chance), is a headline everywhere if it is one anywhere.
pub(super) fn shared_heads(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let printed = printed_heads(table);
    let open = |u: &u32| {
        let unit = &table.units[*u as usize];
        let cues = &unit.cues;
        let closed =
            cues.is_final || unit.text.ends_with(['，', '、', ',']) || cues.furniture.is_some() || cues.caption;
        !(closed || cues.head || table.spans[*u as usize].len() < 4 || cues.byline || cues.credit || cues.section)
    };
    let is_shared = |u: &u32| {
        let unit = &table.units[*u as usize];
        let apart = |v: &u32| {
            let twin = &table.units[*v as usize];
            (twin.full - unit.full).abs() > 1.0 || unit.cues.paragraph || twin.cues.vertical
        };
        printed.get(chars_of(table, *u)).is_some_and(|twins| twins.iter().any(apart))
            || map.partners(unit.page).iter().any(|&other| {
                let one = part_of_head(table, map, *u, other).or_else(|| noisy_head(table, map, *u, other));
                read_as_heads(table, map, *u, other).into_iter().chain(one).any(|v| apart(&v))
            })
    };
    (0..table.units.len() as u32).into_par_iter().filter(open).filter(is_shared).collect()
}

/// Fewer characters are a label, which may stand for anything.
const HEADLINE: usize = 6;

/// Where each headline of a run is printed. A page that continues an article repeats its headline, of which no passage
/// tells where the text before it is printed too: there the headline is part of a longer passage.
fn printed_heads(table: &UnitTable) -> FxHashMap<&[char], Vec<u32>> {
    let mut heads: FxHashMap<&[char], Vec<u32>> = FxHashMap::default();
    for u in (0..table.units.len() as u32).filter(|u| table.units[*u as usize].cues.head) {
        let chars = chars_of(table, u);
        if chars.len() >= HEADLINE {
            heads.entry(chars).or_default().push(u);
        }
    }
    heads
}

/// The headline of another page of which a line that may be one is a bad reading.
fn noisy_head(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<u32> {
    let shares = |v: &u32| table.units[*v as usize].cues.head && alike(chars_of(table, u), chars_of(table, *v), 0.6);
    let may_head = heads::may_be_headline(&table.units[u as usize]) && is_open(table, u);
    may_head.then(|| fullest(table, map, u, other))?.map(|(v, _)| v).filter(shares)
}

/// The headline of another page, in one line, of which this line and its neighbours are the lines.
fn part_of_head(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<u32> {
    let head = most_of(table, map, u, other).filter(|v| table.units[*v as usize].cues.head)?;
    let belongs = |v: &u32| most_of(table, map, *v, other) == Some(head);
    let back = std::iter::successors(table.before(u), |v| table.before(*v)).take_while(belongs);
    let on = std::iter::successors(table.after(u), |v| table.after(*v)).take_while(belongs);
    let length = |v: u32| table.spans[v as usize].len();
    let others: Vec<u32> = back.chain(on).collect();
    let total = length(u) + others.iter().map(|v| length(*v)).sum::<usize>();
    let first = others.iter().copied().chain([u]).min().unwrap_or(u);
    (!others.is_empty() && total.abs_diff(length(head)) <= 2 && is_open(table, first)).then_some(head)
}

/// The headline lines of another page that are, together, this line.
fn read_as_heads(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Vec<u32> {
    let page = table.units[u as usize].page;
    let span = table.spans[u as usize].clone();
    let mut hits: Vec<u32> =
        span.clone().filter_map(|p| map.find(page, other, p)).filter_map(|(q, _)| table.unit_at(other, q)).collect();
    hits.sort_unstable();
    let length = |v: u32| table.spans[v as usize].len();
    let whole: Vec<(u32, usize)> =
        hits.chunk_by(|a, b| a == b).map(|c| (c[0], c.len())).filter(|(v, n)| n * 5 >= length(*v) * 4).collect();
    let there: usize = whole.iter().map(|(v, _)| length(*v)).sum();
    let held: usize = whole.iter().map(|(_, n)| n).sum();
    let heads = whole.iter().all(|(v, _)| table.units[*v as usize].cues.head);
    let one = whole.len() == 1 || heads::may_be_headline(&table.units[u as usize]);
    let same = one && held * 5 >= span.len() * 4 && there.abs_diff(span.len()) <= 2;
    if heads && same { whole.into_iter().map(|(v, _)| v).collect() } else { Vec::new() }
}

/// Lines of pages with one paragraph a line that stand behind a finished text and before one that opens an article, now
/// that other pages told which text is finished and which opens one.
pub(super) fn opened_lines(table: &UnitTable) -> Vec<u32> {
    let of_page = |page: &Range<u32>| {
        let units = &table.units[page.start as usize..page.end as usize];
        let headed = |i: &u32| units[*i as usize].cues.paragraph && heads::is_opened(units, *i as usize);
        (0..units.len() as u32).filter(headed).map(|i| page.start + i).collect::<Vec<u32>>()
    };
    table.pages.par_iter().flat_map_iter(of_page).collect()
}

/// A short line without a mark at its end that two sources print as a line of its own, behind different texts of which
/// one is finished, and before the same text, is a headline: there begins what they share.
pub(super) fn first_lines(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let alone = |u: &u32| may_head(table, *u) || stands_over_paragraph(table, *u);
    let candidates = (0..table.units.len() as u32).into_par_iter().filter(alone);
    let begins = |u: u32, other: u32| {
        let Some(y) = table.after(u) else { return false };
        let twin = start_at(table, map, y, other).and_then(|w| table.before(w));
        // In a column it may be as wide as other lines.
        let may_head = |v: &u32| may_head(table, *v) || heads::may_be_headline(&table.units[*v as usize]);
        let Some(v) = twin.filter(may_head) else { return false };
        let Some(first) = headline_like(table, u, v) else { return false };
        if !is_open(table, u) && !is_open(table, first) {
            return false;
        }
        let precedes = |(x, there): (u32, u32)| end_at(table, map, x, other, BORDER).is_some_and(|(v, _)| v == there);
        !table.before(u).zip(table.before(first)).is_some_and(precedes)
    };
    candidates.filter(|u| map.partners(table.units[*u as usize].page).iter().any(|other| begins(*u, *other))).collect()
}

/// A line without a mark at its end that two sources print as a line of its own, each of them behind another text and before
/// another text, is part of none of them: extractors set headlines before bodies or behind them, or between others.
pub(super) fn floating_lines(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let candidates = (0..table.units.len() as u32).into_par_iter().filter(|u| floats(table, *u));
    let elsewhere = |u: u32, other: u32| {
        let twin = fullest(table, map, u, other).map(|(v, _)| v).filter(|v| floats(table, *v));
        let same = |v: &u32| alike(chars_of(table, u), chars_of(table, *v), 0.6);
        twin.filter(same).is_some_and(|v| parted(table, u, v, false) && parted(table, u, v, true))
    };
    candidates
        .filter(|u| map.partners(table.units[*u as usize].page).iter().any(|other| elsewhere(*u, *other)))
        .collect()
}

/// Whether a line may be a headline that stands anywhere: on a page of paragraphs, or a headline as it is.
fn floats(table: &UnitTable, u: u32) -> bool {
    let unit = &table.units[u as usize];
    may_head(table, u) && !unit.text.contains(['，', ',']) && table.spans[u as usize].len() >= HEADLINE
}

/// Whether the texts before two lines differ, or those behind them.
fn parted(table: &UnitTable, u: u32, v: u32, behind: bool) -> bool {
    let next = |u: u32| if behind { table.after(u) } else { table.before(u) };
    let border = |u: u32| {
        let chars = chars_of(table, u);
        let near = chars.len().min(NEIGHBOUR);
        if behind { &chars[..near] } else { &chars[chars.len() - near..] }
    };
    next(u).zip(next(v)).is_some_and(|(a, b)| !alike(border(a), border(b), 0.3))
}

/// Characters of a neighbour that are compared.
const NEIGHBOUR: usize = 16;

/// The first line of the headline, of one line or more, that ends with line `v` and of which line `u` is a reading.
fn headline_like(table: &UnitTable, u: u32, v: u32) -> Option<u32> {
    let is_head = |u: &u32| table.units[*u as usize].cues.head;
    let above = std::iter::successors(table.before(v), |w| table.before(*w)).take_while(is_head).take(LINES - 1);
    let mut lines: Vec<char> = Vec::new();
    std::iter::once(v).chain(above).find(|first| {
        lines.splice(..0, chars_of(table, *first).iter().copied());
        alike(chars_of(table, u), &lines, 0.5)
    })
}

/// Whether something may begin with a line: nothing stands before it that goes on.
fn is_open(table: &UnitTable, u: u32) -> bool {
    table.before(u).is_none_or(|b| heads::closes(&table.units[b as usize]))
}

/// Whether a line of a page with one paragraph a line may be a headline.
fn may_head(table: &UnitTable, u: u32) -> bool {
    let unit = &table.units[u as usize];
    unit.cues.head || (unit.cues.paragraph && heads::may_be_headline(unit))
}

/// Whether a line of a column that may be a headline ends short of it, and the next one is two em short, as the first line
/// of a paragraph is.
fn stands_over_paragraph(table: &UnitTable, u: u32) -> bool {
    let unit = &table.units[u as usize];
    let short = unit.width <= unit.full - 1.0 && table.spans[u as usize].len() >= HEADLINE;
    short
        && heads::may_be_headline(unit)
        && !unit.cues.paragraph
        && table.after(u).is_some_and(|y| heads::is_two_em_short(&table.units[y as usize]))
}

/// A line behind a headline that nobody else prints, before a line at which another source begins an article, is
/// the headline's last line: papers head one article differently.
pub(super) fn last_lines(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let mapped = |u: u32| {
        let unit = &table.units[u as usize];
        let best =
            |other: &u32| table.spans[u as usize].clone().filter(|p| map.find(unit.page, *other, *p).is_some()).count();
        map.partners(unit.page).iter().map(best).max().unwrap_or(0)
    };
    let candidates = (1..table.units.len() as u32).into_par_iter().filter(|u| {
        let unit = &table.units[*u as usize];
        let c = &unit.cues;
        let plain =
            unit.is_body() && !c.is_final && !c.credit && !c.dateline && !unit.text.contains(['，', '。', '；']);
        plain && table.before(*u).is_some_and(|b| table.units[b as usize].cues.head)
    });
    candidates
        .filter(|u| {
            let Some(next) = table.after(*u).filter(|n| table.units[*n as usize].is_body()) else { return false };
            let whole = table.spans[next as usize].len();
            mapped(*u) * 5 <= table.spans[*u as usize].len() && mapped(next) * 2 > whole && headed(table, map, next)
        })
        .collect()
}

/// Lines that end no sentence before a dateline, in two sources, and those before them: a sentence may break off there by
/// chance in one, not in two, so they are the headline.
pub(super) fn before_datelines(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let opening = |y: &u32| table.units[*y as usize].cues.dateline && table.units[*y as usize].is_body();
    let found = |y: u32| {
        let others = map.partners(table.units[y as usize].page).iter();
        let lines = others.filter_map(|other| start_at(table, map, y, *other)).map(|twin| same_lines(table, y, twin));
        lines.max_by_key(Vec::len).unwrap_or_default()
    };
    (0..table.units.len() as u32).into_par_iter().filter(opening).flat_map_iter(found).collect()
}

/// The lines before `y` that stand before `twin`, too, as far as each may be one of a headline.
fn same_lines(table: &UnitTable, y: u32, twin: u32) -> Vec<u32> {
    let above = |u: u32| std::iter::successors(table.before(u), |u| table.before(*u)).take(LINES);
    let heads = |u: &u32| heads::may_head(&table.units[*u as usize]);
    let same = |(u, v): &(u32, u32)| alike(chars_of(table, *u), chars_of(table, *v), 0.6) || ends_in(table, *v, *u);
    above(y).zip(above(twin)).take_while(|pair| heads(&pair.0) && same(pair)).map(|(u, _)| u).collect()
}

/// Whether a line ends in the characters of another one: a caption stands before it on the line.
fn ends_in(table: &UnitTable, line: u32, end: u32) -> bool {
    let (line, end) = (chars_of(table, line), chars_of(table, end));
    line.len() > end.len() && end.len() >= HEADLINE && alike(&line[line.len() - end.len()..], end, 0.6)
}
