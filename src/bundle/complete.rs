//! Headlines of which only a part stands where the article does.
//!
//! Readers that go across columns part the lines of a headline, and the last ones alone stay above the body; a narrow column leaves
//! over a character or two, which look like anything. Another page that goes on inside a line where the part ends has the whole.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

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
    let printing = |i: usize| alike(i).into_iter().map(|j| offers[j].page).collect::<BTreeSet<u32>>().len();
    let winners = chosen.iter().enumerate().filter_map(|(article, won)| Some((article, (*won)?)));
    let lines = winners.flat_map(|(article, won)| alike(won).into_iter().map(move |i| (article, i)));
    let mut used: BTreeMap<u32, usize> =
        lines.flat_map(|(article, i)| offers[i].lines.iter().map(move |line| (*line, article))).collect();
    // Many copies offer one text.
    let mut pages: FxHashMap<usize, usize> = FxHashMap::default();
    for _ in 0..ROUNDS {
        let mut best: BTreeMap<usize, ((usize, Reverse<usize>), usize)> = BTreeMap::new();
        for (i, offer) in offers.iter().enumerate() {
            let Some(part) = chosen[offer.article].map(|won| &offers[won]) else { continue };
            let free = offer.lines.iter().all(|line| used.get(line).is_none_or(|article| *article == offer.article));
            if free && has_whole(table, offer, &part.text, affinity) {
                let pages = *pages.entry(likeness.class(i)).or_insert_with(|| printing(i));
                let rank = (pages, Reverse(offer.text.len()));
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

#[cfg(test)]
mod tests {
    use super::super::fixtures::pages;
    use super::super::groups::groups;
    use super::super::headings::assign;
    use super::super::offers::offers;
    use super::*;

    /// The headline of the first article.
    fn headline(printed: &[&[&str]]) -> String {
        let (table, mut bundles, _) = pages(printed);
        assign(&table, &mut bundles);
        bundles[0].headings.first().map_or_else(String::new, |heading| content(&table, &heading.title))
    }

    const BODY: &str = "河上的石桥今年春天建成了，山村的学校也开学了。";

    #[test]
    fn a_page_that_goes_on_inside_a_line_has_the_whole() {
        let whole = "山村学校石桥今年建成";
        assert_eq!(headline(&[&["#石桥今年建成", BODY], &["#山村学校石桥今年建成", BODY]]), whole);
        assert_eq!(headline(&[&["#石桥今年建成", BODY], &["#山村学校石桥今", "#年建成", BODY]]), whole);
        let parted: [&[&str]; 2] = [&["#石桥今年建成", BODY], &["#山村大米三元", "#石桥今年建成", BODY]];
        assert_eq!(headline(&parted), "石桥今年建成", "a line of its own may be anything");
    }

    #[test]
    fn letters_and_a_stray_character_are_no_rest_of_a_headline() {
        let whole = |part: &str, line: &str| {
            let (table, bundles, owner) = pages(&[&[line, BODY]]);
            let groups = groups(&table, &owner);
            let affinity = Affinity::of(&table, &bundles, groups.iter().map(|group| content(&table, &group.units)));
            let offers = offers(&table, &bundles, &groups, &owner, &affinity);
            has_whole(&table, &offers[0], part, &affinity)
        };
        assert!(whole("石桥今年建", "#石桥今年建成") && whole("石桥今年建", "#石桥今年建米面"));
        assert!(whole("桥今年建成", "#石桥今年建成") && !whole("桥今年建成", "#米桥今年建成"));
        assert!(!whole("石桥今年建", "#石桥今年建米"));
        assert!(!whole("石桥今年建", "#石桥今年建NOTES"));
        assert!(!whole("石桥今年建成", "#石桥今年建成") && !whole("", "#石桥今年建成"));
    }

    #[test]
    fn lines_of_another_article_make_no_headline_whole() {
        let other = "大米三元，面粉二元，集市上都有。";
        let printed: [&[&str]; 2] = [
            &["#石桥今年建成", BODY, "#石桥今年建成大米三元", other],
            &["#石桥今年建成", BODY, "#石桥今年建成大米三元", other],
        ];
        assert_eq!(headline(&printed), "石桥今年建成");
    }
}
