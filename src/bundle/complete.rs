//! Headlines of which only a part stands where the article does.
//!
//! Readers that go across columns part the lines of a headline, and the last ones alone stay above the body; a narrow column leaves
//! over a character or two, which look like anything. Another page that goes on inside a line where the part ends has the whole.

use std::collections::BTreeMap;

use super::affinity::Affinity;
use super::groups::content;
use super::likeness::Likeness;
use super::offers::{NEAR, Offer, Stand};
use crate::model::chain::UnitTable;
use crate::text::chars::is_han;

/// Times that a headline is made longer, at most.
const ROUNDS: usize = 3;

/// Puts in the place of a chosen headline the one of which it is the beginning or the end, if another page prints that on lines
/// no other article has: of several the one that most pages print, then the shortest. O(offers · headline).
pub(super) fn complete(
    table: &UnitTable,
    offers: &[Offer],
    likeness: &Likeness,
    affinity: &Affinity,
    chosen: &mut [Option<usize>],
) {
    let alike = |i: usize| likeness.like(likeness.class(i));
    let winners = chosen.iter().enumerate().filter_map(|(article, won)| Some((article, (*won)?)));
    let lines = winners.flat_map(|(article, won)| alike(won).into_iter().map(move |i| (article, i)));
    let mut used: BTreeMap<u32, usize> =
        lines.flat_map(|(article, i)| offers[i].lines.iter().map(move |line| (*line, article))).collect();
    for _ in 0..ROUNDS {
        let mut best: BTreeMap<usize, ((usize, std::cmp::Reverse<usize>), usize)> = BTreeMap::new();
        for (i, offer) in offers.iter().enumerate() {
            let Some(part) = chosen[offer.article].map(|won| &offers[won]) else { continue };
            let free = offer.lines.iter().all(|line| used.get(line).is_none_or(|article| *article == offer.article));
            if free && has_whole(table, offer, &part.text, affinity) {
                let mut pages: Vec<u32> = alike(i).into_iter().map(|j| offers[j].page).collect();
                pages.dedup();
                let rank = (pages.len(), std::cmp::Reverse(offer.text.len()));
                if best.get(&offer.article).is_none_or(|(most, _)| rank > *most) {
                    best.insert(offer.article, (rank, i));
                }
            }
        }
        for (article, (_, i)) in best {
            if offers[i].lines.iter().all(|line| *used.entry(*line).or_insert(article) == article) {
                chosen[article] = Some(i);
            }
        }
    }
}

/// Whether a headline is a part of an offered one that goes on inside one of its lines.
fn has_whole(table: &UnitTable, offer: &Offer, part: &str, affinity: &Affinity) -> bool {
    let text = offer.text.as_str();
    let (joint, rest) = match (text.strip_prefix(part), text.strip_suffix(part)) {
        (Some(rest), _) => (part.chars().count(), rest),
        (_, Some(rest)) => (rest.chars().count(), rest),
        _ => return false,
    };
    if part.is_empty() || !rest.contains(is_han) {
        return false;
    }
    let ends = offer.lines.iter().scan(0, |end, line| {
        *end += content(table, &[*line]).chars().count();
        Some(*end)
    });
    let inside = ends.into_iter().all(|end| end != joint);
    let said = |text: &str, least: f32| affinity.between(text, offer.article).is_some_and(|shared| shared >= least);
    let pair: String = text.chars().skip(joint - 1).take(2).collect();
    let goes_on = rest.chars().count() > 1 || said(&pair, f32::MIN_POSITIVE);
    let near = offer.stand == Stand::Before || said(text, NEAR);
    inside && goes_on && near
}
