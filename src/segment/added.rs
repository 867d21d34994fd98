//! Texts of one page behind a text that others end.

use super::candidates::Candidate;
use super::headed::headed;
use super::testimony::ends_text;
use crate::model::chain::UnitTable;
use crate::model::passage::Concordance;

/// Characters that papers cut from an article, and others print: less is a caption, more is another article.
const CUT: std::ops::RangeInclusive<usize> = 25..=200;

/// Whether others end a text with x, nobody else prints what begins with y, and it is no paragraph that others have cut.
/// `goes_on` tells that another text follows x elsewhere; where none does, columns may go on anywhere, and only what is as
/// short as a caption is told from a paragraph.
pub(super) fn is_added(table: &UnitTable, map: &Concordance, c: Candidate, goes_on: bool) -> bool {
    let (length, next) = own_text(table, map, c.y);
    let ends = || {
        let goes_on = next.is_some_and(|u| table.units[u as usize].is_body() && !headed(table, map, u));
        let pages = map.partners(table.units[c.x as usize].page);
        !goes_on && pages.iter().any(|other| ends_text(table, map, c.x, *other))
    };
    match length {
        0 => false,
        _ if length < *CUT.start() => goes_on || ends(),
        _ => goes_on && length > *CUT.end(),
    }
}

/// Characters from y on that nobody else prints, a few more than are asked for at most, and the line behind them.
fn own_text(table: &UnitTable, map: &Concordance, y: u32) -> (usize, Option<u32>) {
    let page = table.units[y as usize].page;
    // A line of which any page has more may be a bad reading of what is printed there.
    let is_own = |u: &u32| {
        let span = &table.spans[*u as usize];
        let shared = |other: &u32| map.within(page, *other, span.clone()).map(|run| run.len as usize).sum::<usize>();
        table.units[*u as usize].is_body() && map.partners(page).iter().all(|other| 4 * shared(other) <= span.len())
    };
    let (mut length, mut next) = (0, Some(y));
    for _ in 0..*CUT.end() {
        let Some(u) = next.filter(|u| length <= *CUT.end() && is_own(u)) else { break };
        length += table.spans[u as usize].len();
        next = table.after(u);
    }
    (length, next)
}
