//! What is missing: beginnings and ends cut off by a page jump that nobody else prints.

use crate::model::bundle::{Bundle, Part};
use crate::model::chain::UnitTable;

use super::announced;
use super::groups::content;
use super::headings::alike;

/// Witnesses that end within so many characters of the furthest one end where it ends.
const REACH: i64 = 20;

/// Finds cut ends and joins articles whose beginning one paper holds and whose end another one holds.
pub(super) fn find(table: &UnitTable, bundles: &mut Vec<Bundle>) {
    for bundle in bundles.iter_mut() {
        bundle.cut_before = cut_before(table, &bundle.parts[0]);
        bundle.cut_after = cut_after(table, &bundle.parts[bundle.parts.len() - 1]);
    }
    while let Some((first, second, evidence)) = pair(table, bundles) {
        let tail = bundles[second].clone();
        let head = &mut bundles[first];
        head.parts.extend(tail.parts);
        head.bridges.push(evidence);
        head.bridges.extend(tail.bridges);
        head.cut_after = tail.cut_after;
        let known: Vec<u32> = head.headings.iter().map(|h| h.source).collect();
        head.headings.extend(tail.headings.into_iter().filter(|h| !known.contains(&h.source)));
        bundles.remove(second);
    }
}

/// All witnesses that reach furthest end in a note that the article goes on elsewhere, or in the middle of an
/// enumeration.
fn cut_after(table: &UnitTable, part: &Part) -> Option<String> {
    let end = part.texts.iter().map(|t| t.end).max()?;
    let last: Vec<u32> =
        part.texts.iter().filter(|t| end - t.end <= REACH).filter_map(|t| t.units.last().copied()).collect();
    if last.iter().all(|u| table.units[*u as usize].cues.jump_to) {
        return Some("the text ends at a jump note and no page continues it".to_owned());
    }
    let longest = part.texts.iter().filter(|t| t.end == end).max_by_key(|t| (t.units.len(), t.source))?;
    announced::cut_short(table, longest)
}

fn cut_before(table: &UnitTable, part: &Part) -> Option<String> {
    let start = part.texts.iter().map(|t| t.start).min()?;
    let first: Vec<u32> =
        part.texts.iter().filter(|t| t.start - start <= REACH).filter_map(|t| t.units.first().copied()).collect();
    let cut = first.iter().all(|u| table.units[*u as usize].cues.jump_from);
    cut.then(|| "the text begins at a continuation note and no page holds what comes before".to_owned())
}

/// A beginning and an end that belong together without common text: the first one's headline stands on a page of
/// the second one, whose own headline, if any, is the same. Unique or nothing.
fn pair(table: &UnitTable, bundles: &[Bundle]) -> Option<(usize, usize, String)> {
    let heads = bundles.iter().enumerate().filter(|(_, b)| b.cut_after.is_some());
    for (i, head) in heads {
        let title = head.headings.first().map(|h| content(table, &h.title)).unwrap_or_default();
        if title.chars().count() < 4 {
            continue;
        }
        let tails: Vec<usize> = (0..bundles.len())
            .filter(|j| *j != i && bundles[*j].cut_before.is_some() && names(table, &bundles[*j], &title))
            .collect();
        if let [j] = tails.as_slice() {
            let evidence = "the headline of the beginning stands on the page of the continuation, and no page holds what lies between";
            return Some((i, *j, evidence.to_owned()));
        }
    }
    None
}

/// Whether a page of the article prints this headline.
fn names(table: &UnitTable, bundle: &Bundle, title: &str) -> bool {
    let own = bundle.headings.first().map(|h| content(table, &h.title)).unwrap_or_default();
    if !own.is_empty() {
        return alike(&own, title);
    }
    let pages: std::collections::BTreeSet<u32> = bundle
        .parts
        .iter()
        .flat_map(|p| &p.texts)
        .flat_map(|t| &t.units)
        .map(|u| table.units[*u as usize].page)
        .collect();
    pages.iter().flat_map(|p| table.pages[*p as usize].clone()).any(|u| {
        let cues = &table.units[u as usize].cues;
        cues.head && cues.furniture.is_none() && alike(&content(table, &[u]), title)
    })
}
