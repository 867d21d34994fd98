//! What stands over a line, here and on other pages.

use super::candidates::Candidate;
use super::testimony::{PHRASE, Testimony, testify};
use super::twins::{alike, chars_of, same_start, start_at};
use crate::model::chain::UnitTable;
use crate::model::passage::Concordance;

/// Whether a headline above the second one shows that it does not go on from elsewhere: no note says that it does, and
/// the headline is not the one of the page of the first one, repeated. In the columns of one page a headline may stand
/// anywhere.
pub(super) fn opens_its_own(table: &UnitTable, c: Candidate) -> bool {
    let (x, y) = (&table.units[c.x as usize], &table.units[c.y as usize]);
    let apart = x.page != y.page || (x.cues.paragraph && y.cues.paragraph);
    let over = if c.bridged.is_none() && apart { headlines_over(table, c.y) } else { Vec::new() };
    let noted = x.cues.jump_to || y.cues.jump_from;
    let repeats = |u: u32| {
        let same = |v: u32| alike(chars_of(table, u), chars_of(table, v), SAME);
        table.pages[x.page as usize].clone().any(|v| v != u && table.units[v as usize].cues.head && same(v))
    };
    !noted && !over.is_empty() && !over.into_iter().any(repeats)
}

/// Whether a headline stands over the second one in two other sources too, or this very headline in one, which have the
/// first one elsewhere or not at all: then nothing goes on across it, even where the first one breaks off. What stands
/// under a headline in columns may be a piece of another one, so this holds for paragraphs only; but a byline on the page
/// itself and a headline on another one are enough.
pub(super) fn is_headed_elsewhere(table: &UnitTable, map: &Concordance, c: Candidate, votes: &[Testimony]) -> bool {
    let paragraphs = [c.x, c.y].iter().all(|u| table.units[*u as usize].cues.paragraph);
    let bridged = paragraphs && c.bridged.is_some_and(|n| n > 0);
    let headed = || openings(table, map, c) + usize::from(is_headed_alike(table, map, c)) >= 2;
    let signed = || has_byline_between(table, c) && openings(table, map, c) >= 1;
    !votes.contains(&Testimony::Bridged) && (bridged && headed() || signed())
}

/// Whether the second one stands under a headline and a byline in another source.
pub(super) fn is_signed_elsewhere(table: &UnitTable, map: &Concordance, y: u32) -> bool {
    let cues = |u: u32| &table.units[u as usize].cues;
    let signed = |twin: u32| {
        let byline = table.before(twin).filter(|u| cues(*u).byline);
        byline.and_then(|u| table.before(u)).is_some_and(|u| cues(u).head)
    };
    map.partners(table.units[y as usize].page)
        .iter()
        .any(|other| same_start(table, map, y, *other).is_some_and(|(twin, passage)| passage > PHRASE && signed(twin)))
}

/// Whether a byline stands between the two lines on their page.
pub(super) fn has_byline_between(table: &UnitTable, c: Candidate) -> bool {
    c.bridged.is_some() && (c.x + 1..c.y).any(|u| table.units[u as usize].cues.byline)
}

/// Whether a headline over the second one is over it on a page of another source, too.
fn is_headed_alike(table: &UnitTable, map: &Concordance, c: Candidate) -> bool {
    let own = headlines_over(table, c.y);
    let page = table.units[c.y as usize].page;
    map.partners(page).iter().filter_map(|other| start_at(table, map, c.y, *other)).any(|twin| {
        let there = headlines_over(table, twin);
        own.iter().any(|u| there.iter().any(|v| alike(chars_of(table, *u), chars_of(table, *v), SAME)))
    })
}

/// Headlines as alike as this are one.
const SAME: f32 = 0.6;

/// The headline lines right before a line; its byline and its date may stand between.
fn headlines_over(table: &UnitTable, y: u32) -> Vec<u32> {
    let above = std::iter::successors(table.before(y), |u| table.before(*u));
    let block = above.take_while(|u| !table.units[*u as usize].is_body() && !table.units[*u as usize].cues.caption);
    block.filter(|u| table.units[*u as usize].cues.head).collect()
}

/// Number of sources that print a headline or a byline over the second one, and the first one not before it.
pub(super) fn openings(table: &UnitTable, map: &Concordance, c: Candidate) -> usize {
    let opens = |y: u32| {
        let before = table.before(y).map(|u| &table.units[u as usize].cues);
        before.is_some_and(|cues| cues.head || cues.byline)
    };
    let page = table.units[c.y as usize].page;
    let mut sources: Vec<u32> = map
        .partners(page)
        .iter()
        .filter(|other| start_at(table, map, c.y, **other).is_some_and(opens))
        .filter(|other| testify(table, map, c.x, c.y, **other) != Some(Testimony::Bridged))
        .map(|other| table.sources[*other as usize])
        .chain((c.bridged.is_none() && opens(c.y)).then_some(table.sources[page as usize]))
        .collect();
    sources.sort_unstable();
    sources.dedup();
    sources.len()
}

/// Whether any source prints a headline, byline, note or the top of a page right before y.
pub(super) fn headed(table: &UnitTable, map: &Concordance, y: u32) -> bool {
    let begins = |u: u32| {
        let start = table.pages[table.units[u as usize].page as usize].start;
        if u == start {
            return true;
        }
        // Before the first line of a column stands the foot of another one, imprints and page numbers among it.
        let top = table.units[u as usize].cues.top;
        let before = if top { table.before(u) } else { Some(u - 1) };
        let Some(before) = before.map(|b| &table.units[b as usize].cues) else { return true };
        before.head || before.byline || before.date || before.column || before.furniture.is_some()
    };
    if begins(y) {
        return true;
    }
    let page = table.units[y as usize].page;
    map.partners(page).iter().any(|other| same_start(table, map, y, *other).is_some_and(|(twin, _)| begins(twin)))
}
