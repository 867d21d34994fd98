//! Headlines that are offered to articles.
//!
//! A group of headline lines, and every part of it, is offered to the article around it, to the one that begins behind it and the one
//! that ends before it; to others on the page only when they say the same words.

use std::collections::BTreeSet;

use super::affinity::Affinity;
use super::groups::{Group, content};
use crate::model::bundle::Bundle;
use crate::model::chain::{Cues, UnitTable};

/// Lines of one group; more are no headline.
pub(super) const MAX_LINES: usize = 6;
/// Articles of a page that are asked for all its headlines; where there are more, only those beside a headline are.
const ARTICLES: usize = 40;

/// What the place of a headline says for it.
mod weight {
    pub(super) const INSIDE: f32 = 3.0;
    pub(super) const BEFORE_BEGINNING: f32 = 3.0;
    pub(super) const BEFORE: f32 = 1.0;
    pub(super) const BEHIND: f32 = 1.3;
    pub(super) const APART: f32 = -1.0;
    /// Each line of furniture between it and the text.
    pub(super) const GAP: f32 = -0.4;
    /// Each line of the group that it lacks, and a line that it lacks next to the text.
    pub(super) const LEFT_OUT: f32 = -0.9;
    pub(super) const TOUCHES_NOT: f32 = -0.6;
    /// Each character, up to so many; fewer than four are hardly one.
    pub(super) const LENGTH: f32 = 0.04;
    pub(super) const LONGEST: usize = 40;
    pub(super) const SHORT: f32 = -2.0;
}

/// What a headline elsewhere on the page has at the least, and a line of which the text says much.
pub(super) const NEAR: f32 = 0.35;

/// Where a group stands to the article it is offered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stand {
    Inside,
    Before,
    Behind,
    /// Elsewhere on the page.
    Apart,
}

/// A headline offered to an article.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) article: usize,
    pub(super) page: u32,
    pub(super) stand: Stand,
    pub(super) lines: Vec<u32>,
    pub(super) text: String,
    pub(super) base: f32,
    /// Whether the text says much of it and of each line some, and has none of them.
    pub(super) told: bool,
    /// Whether each line end in it cuts a word that the text has.
    pub(super) goes_on: bool,
}

/// All offers of all groups. O(groups · articles of a page), which are forty at most.
pub(super) fn offers(
    table: &UnitTable,
    bundles: &[Bundle],
    groups: &[Group],
    owner: &[Option<usize>],
    affinity: &Affinity,
) -> Vec<Offer> {
    let firsts: BTreeSet<u32> =
        bundles.iter().flat_map(|b| &b.parts).flat_map(|p| &p.texts).filter_map(|t| t.units.first().copied()).collect();
    let on_page = on_page(table, owner);
    let mut offers = Vec::new();
    for group in groups {
        let mut stands = beside(group, owner, &firsts);
        let others = &on_page[group.page as usize];
        if others.len() <= ARTICLES {
            let near: Vec<usize> = stands.iter().map(|s| s.0).collect();
            stands.extend(others.iter().filter(|a| !near.contains(a)).map(|a| (*a, Stand::Apart, weight::APART)));
        }
        let heads: Vec<u32> = title_lines(table, &group.units);
        for (article, stand, base) in stands {
            for (from, to) in (0..heads.len()).flat_map(|i| (i + 1..=heads.len()).map(move |j| (i, j))) {
                let lines = heads[from..to].to_vec();
                let text = content(table, &lines);
                if stand == Stand::Apart && affinity.between(&text, article).is_none_or(|shared| shared < NEAR) {
                    continue;
                }
                let left_out = (heads.len() - lines.len()) as f32;
                let touches = if stand == Stand::Behind { from == 0 } else { to == heads.len() };
                let beside = if touches { 0.0 } else { weight::TOUCHES_NOT };
                let base = base + weight::LEFT_OUT * left_out + beside + length(&text);
                offers.push(Offer { article, page: group.page, stand, lines, text, base, told: false, goes_on: false });
            }
        }
    }
    offers
}

/// The articles of each page, one more than are asked at most.
fn on_page(table: &UnitTable, owner: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut on_page: Vec<Vec<usize>> = vec![Vec::new(); table.pages.len()];
    for (u, article) in owner.iter().enumerate() {
        let there = &mut on_page[table.units[u].page as usize];
        if let Some(article) = article.filter(|a| there.len() <= ARTICLES && !there.contains(a)) {
            there.push(article);
        }
    }
    on_page
}

/// The articles before and behind a group, or the one around it.
fn beside(group: &Group, owner: &[Option<usize>], firsts: &BTreeSet<u32>) -> Vec<(usize, Stand, f32)> {
    let article = |u: Option<u32>| u.and_then(|u| owner[u as usize]);
    let (before, after) = (article(group.before), article(group.after));
    if let Some(around) = before.filter(|_| before == after) {
        return vec![(around, Stand::Inside, weight::INSIDE)];
    }
    let begins = group.after.is_some_and(|u| firsts.contains(&u));
    let above = if begins { weight::BEFORE_BEGINNING } else { weight::BEFORE };
    let above = after.map(|a| (a, Stand::Before, above + weight::GAP * group.gap.1 as f32));
    let below = before.map(|a| (a, Stand::Behind, weight::BEHIND + weight::GAP * group.gap.0 as f32));
    above.into_iter().chain(below).collect()
}

fn length(text: &str) -> f32 {
    let length = text.chars().count();
    weight::LENGTH * length.min(weight::LONGEST) as f32 + if length < 4 { weight::SHORT } else { 0.0 }
}

/// The lines of a group that make the headline: decks, dates, bylines and labels left out, unless a label is all
/// there is.
fn title_lines(table: &UnitTable, units: &[u32]) -> Vec<u32> {
    let of = |test: fn(&Cues) -> bool| units.iter().copied().filter(move |u| test(&table.units[*u as usize].cues));
    let heads: Vec<u32> = of(|c| c.head && !c.column && !c.byline && !c.date).filter(|u| !is_deck(table, *u)).collect();
    match heads.len() {
        0 => of(|c| c.column).collect(),
        n if n <= MAX_LINES => heads,
        _ => Vec::new(),
    }
}

/// Whether a line is a deck.
pub(super) fn is_deck(table: &UnitTable, u: u32) -> bool {
    let text = &table.units[u as usize].text;
    // Readers take the dashes for 一.
    text.starts_with(['—', '―', '─']) || text.starts_with("一一")
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::pages;
    use super::super::groups::groups;
    use super::super::likeness::Likeness;
    use super::super::weights::weigh;
    use super::*;

    /// The headlines offered to an article, with what speaks for them, best first.
    fn offered(lines: &[&str], article: usize) -> Vec<(String, f32)> {
        let (table, bundles, owner) = pages(&[lines]);
        let groups = groups(&table, &owner);
        let affinity = Affinity::of(&table, &bundles, groups.iter().map(|g| content(&table, &g.units)));
        let mut offers = offers(&table, &bundles, &groups, &owner, &affinity);
        let likeness = Likeness::of(offers.iter().map(|o| (o.article, o.text.as_str())));
        weigh(&table, &bundles, &mut offers, &likeness, &affinity);
        let mut offered: Vec<(String, f32)> =
            offers.into_iter().filter(|o| o.article == article).map(|o| (o.text, o.base)).collect();
        offered.sort_by(|a, b| b.1.total_cmp(&a.1));
        offered
    }

    #[test]
    fn a_row_of_a_table_above_a_headline_is_none_of_it() {
        let offered = offered(&["#大米三元 面粉二元", "#石桥今年建成", "河上的石桥建成了。"], 0);
        assert_eq!(offered[0].0, "石桥今年建成");
    }

    #[test]
    fn lines_of_one_headline_stay_together() {
        let offered = offered(&["#河上传来喜讯", "#石桥今年建成", "河上的石桥建成了。"], 0);
        assert_eq!(offered[0].0, "河上传来喜讯石桥今年建成");
    }

    #[test]
    fn what_a_headline_leaves_over_on_a_line_may_say_anything() {
        let best = |lines: &[&str]| offered(lines, 0)[0].0.clone();
        assert_eq!(best(&["#河上的石桥今年建", "#新面貌", "河上的石桥建成了。"]), "河上的石桥今年建新面貌");
        assert_eq!(
            best(&["#河上的石桥", "#大米三元面粉", "河上的石桥建成了。"]),
            "河上的石桥",
            "longer than what it is left of"
        );
        assert_eq!(
            best(&["#大米三", "#元石桥建", "河上大米三元，石桥建成了。"]),
            "大米三元石桥建",
            "a line end cuts a word"
        );
    }

    #[test]
    fn what_stands_apart_is_offered_when_it_says_what_the_text_does() {
        let lines = ["#石桥今年建成", "山村的学校开学了。", "#山村学校开学", "河上的石桥建成了。"];
        assert!(offered(&lines, 1).iter().any(|(text, _)| text == "石桥今年建成"));
        assert!(offered(&["#大米三元", lines[1], lines[2], lines[3]], 1).iter().all(|(text, _)| text != "大米三元"));
    }
}
