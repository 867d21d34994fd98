//! Lines that nobody marks as a headline and that are the headline of an article nonetheless.
//!
//! Where columns were read across, the lines of a headline stand between lines of other texts, and nothing on the page tells what they
//! are. Another page that has the headline does: they attest its characters.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;

use super::groups::content;
use super::lifted;
use crate::model::bundle::{Bundle, Heading, SourceText};
use crate::model::chain::{Unit, UnitTable};
use crate::text::chars;

/// Characters of a headline, at least: shorter ones are said by chance.
const HEADLINE: usize = 6;
/// Characters of a line of it, at least.
const LINE: usize = 3;
/// Characters of a line that are misread, at most: one in so many.
const MISREAD: usize = 5;
/// Share of a headline that its lines have together.
const SHARE: f32 = 0.6;
/// Lines from one line of a headline to the next one, at most: one of each column that was read across.
const COLUMNS: u32 = 8;

/// Gives each article the lines of its headline on pages that print the article and show no headline for it, and takes them out of
/// the bodies they stood in.
/// O(lines of those pages that share letters with the headline · length of both).
pub(super) fn attest(table: &UnitTable, bundles: &mut [Bundle]) {
    let used: BTreeSet<u32> = bundles.iter().flat_map(|b| &b.headings).flat_map(|h| &h.title).copied().collect();
    let held: BTreeSet<u32> = used.iter().copied().chain(texts(bundles).flat_map(attested)).collect();
    bundles.par_iter_mut().for_each(|bundle| complete(table, bundle, &held));
    let now: BTreeSet<u32> = bundles.iter().flat_map(|b| &b.headings).flat_map(|h| &h.title).copied().collect();
    let found: BTreeSet<u32> = now.difference(&used).copied().collect();
    for text in bundles.iter_mut().flat_map(|b| &mut b.parts).flat_map(|p| &mut p.texts) {
        take_all(text, &found);
    }
}

fn texts(bundles: &[Bundle]) -> impl Iterator<Item = &SourceText> {
    bundles.iter().flat_map(|b| &b.parts).flat_map(|p| &p.texts)
}

/// The lines of a text that other sources show together with the lines around them.
fn attested(text: &SourceText) -> impl Iterator<Item = u32> {
    text.units.iter().enumerate().filter(|(at, _)| !lifted::is_loose(text, *at)).map(|(_, unit)| *unit)
}

/// Takes lines out of a body; one line stays.
fn take_all(text: &mut SourceText, lines: &BTreeSet<u32>) {
    for at in (0..text.units.len()).rev() {
        if lines.contains(&text.units[at]) && text.units.len() > 1 {
            lifted::take(text, at);
        }
    }
}

/// Adds to an article the lines of its headline on the pages of each source that shows none.
fn complete(table: &UnitTable, bundle: &mut Bundle, held: &BTreeSet<u32>) {
    let Some(title) = bundle.headings.first().map(|h| content(table, &h.title)) else { return };
    let title: Vec<char> = title.chars().collect();
    if title.len() < HEADLINE {
        return;
    }
    for (source, pages) in silent(table, bundle) {
        let found = pages.into_iter().map(|page| lines_of(table, page, &title, held)).max_by_key(|lines| lines.1);
        let Some((lines, _)) = found.filter(|lines| lines.1 as f32 >= SHARE * title.len() as f32) else { continue };
        match bundle.headings.iter_mut().find(|h| h.source == source) {
            Some(own) => own.title = lines,
            None => bundle.headings.push(Heading { source, title: lines, ..Heading::default() }),
        }
    }
}

/// The sources that print an article and no headline over it, each with its pages.
fn silent(table: &UnitTable, bundle: &Bundle) -> BTreeMap<u32, BTreeSet<u32>> {
    let told: BTreeSet<u32> = bundle.headings.iter().filter(|h| !h.title.is_empty()).map(|h| h.source).collect();
    let mut silent: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for text in bundle.parts.iter().flat_map(|part| &part.texts).filter(|text| !told.contains(&text.source)) {
        silent.entry(text.source).or_default().extend(text.units.iter().map(|u| table.units[*u as usize].page));
    }
    silent
}

/// The lines of a page that are a headline together, and how many of its characters they have. O(lines · (`COLUMNS` + length of
/// both)).
fn lines_of(table: &UnitTable, page: u32, title: &[char], held: &BTreeSet<u32>) -> (Vec<u32>, usize) {
    let letters: BTreeSet<char> = title.iter().copied().collect();
    let of_page = table.pages[page as usize].clone();
    let placed = of_page.filter(|u| !held.contains(u) && may_be_line(&table.units[*u as usize])).filter_map(|u| {
        let line: Vec<char> = content(table, &[u]).chars().collect();
        let misread = line.len() / MISREAD;
        let strange = line.iter().filter(|c| !letters.contains(c)).count();
        let fits = line.len() >= LINE && line.len() <= title.len() + misread && strange <= misread;
        let (at, edits) = fits.then(|| place(&line, title))?;
        (edits <= misread).then_some((u, at, line.len() - edits))
    });
    // Of each line the best chain that ends with it, each line behind the one before on the page and in the headline.
    let mut chains: Vec<(Vec<u32>, Range<usize>, usize)> = Vec::new();
    for (u, at, letters) in placed {
        let near = chains.iter().rev().take_while(|(lines, ..)| lines.last().is_some_and(|last| u - last <= COLUMNS));
        let best = near.filter(|(_, to, _)| to.end <= at.start + 1).max_by_key(|chain| chain.2).cloned();
        let (mut lines, _, before) = best.unwrap_or_default();
        lines.push(u);
        chains.push((lines, at, before + letters));
    }
    chains.into_iter().max_by_key(|chain| chain.2).map(|(lines, _, letters)| (lines, letters)).unwrap_or_default()
}

/// Whether nothing in a line tells that it is another thing or running text.
fn may_be_line(unit: &Unit) -> bool {
    let ends = unit.text.ends_with(|c: char| !chars::is_content(c) && !chars::is_closing(c));
    unit.cues.furniture.is_none() && !unit.text.contains(['。', '；']) && !ends
}

/// Where in a headline a line is most like it, and the edits that it takes. O(line · headline).
fn place(line: &[char], title: &[char]) -> (Range<usize>, usize) {
    // Of each end in the headline: the edits, and where the place begins.
    let mut row: Vec<(usize, usize)> = (0..=title.len()).map(|at| (0, at)).collect();
    for (i, c) in line.iter().enumerate() {
        let mut next = vec![(i + 1, 0)];
        for (j, t) in title.iter().enumerate() {
            let same = (row[j].0 + usize::from(c != t), row[j].1);
            let more = (row[j + 1].0 + 1, row[j + 1].1);
            let fewer = (next[j].0 + 1, next[j].1);
            next.push(same.min(more).min(fewer));
        }
        row = next;
    }
    let (end, (edits, start)) = row.into_iter().enumerate().min_by_key(|(_, (edits, _))| *edits).unwrap_or_default();
    (start..end, edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::fixtures::pages;
    use crate::model::chain::Evidence;

    const TITLE: &str = "沿江大桥今日通车两岸往来不再摆渡";

    /// Page 0 prints a headline over the article, page 1 what is given; the lines that become its headline there.
    fn lines_found(printed: &[&str]) -> (Vec<String>, Vec<Bundle>) {
        let head = format!("#{TITLE}");
        let body = "记者昨日从指挥部获悉。";
        let (table, mut bundles, _) = pages(&[&[&head, body], printed]);
        let whole = bundles.iter().position(|b| b.parts[0].texts.len() == 2).expect("an article on both pages");
        bundles[whole].headings.push(Heading { source: 0, title: vec![0], ..Heading::default() });
        attest(&table, &mut bundles);
        let title = bundles[whole].headings.iter().find(|h| h.source == 1).map(|h| h.title.clone()).unwrap_or_default();
        (title.iter().map(|u| table.units[*u as usize].text.clone()).collect(), bundles)
    }

    #[test]
    fn lines_between_those_of_other_columns_are_the_headline() {
        let printed = ["市民排队买菜，", "沿江大桥今日通车", "粮价回落", "两岸往来不在摆渡", "记者昨日从指挥部获悉。"];
        assert_eq!(lines_found(&printed).0, [printed[1], printed[3]]);
    }

    #[test]
    fn lines_in_another_order_or_far_apart_are_not_together() {
        let behind = ["两岸往来不再", "沿江大桥今日通车", "记者昨日从指挥部获悉。"];
        assert_eq!(lines_found(&behind).0, [""; 0]);
        let mut far = vec!["沿江大桥今日通车"];
        far.extend(["粮价回落"; COLUMNS as usize]);
        far.extend(["两岸往来不再", "记者昨日从指挥部获悉。"]);
        assert_eq!(lines_found(&far).0, [""; 0]);
        far.remove(1);
        assert_eq!(lines_found(&far).0, ["沿江大桥今日通车", "两岸往来不再"]);
    }

    #[test]
    fn running_text_and_a_small_part_are_no_headline() {
        for line in ["沿江大桥今日通车，两岸往来，", "沿江大桥", "今日通车。两岸往来不再摆渡"]
        {
            assert_eq!(lines_found(&[line, "记者昨日从指挥部获悉。"]).0, [""; 0], "{line}");
        }
    }

    #[test]
    fn a_line_that_others_show_in_a_text_is_not_taken() {
        let text = |joint| SourceText { units: vec![0, 1], joints: vec![joint], ..SourceText::default() };
        assert_eq!(attested(&text(Some(Evidence::Attested))).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(attested(&text(Some(Evidence::Contradicted))).count(), 0);
    }

    #[test]
    fn lines_leave_the_body_but_for_the_last_one() {
        let mut text = SourceText { units: vec![3, 4, 5], joints: vec![None; 2], ..SourceText::default() };
        take_all(&mut text, &BTreeSet::from([3, 5]));
        assert_eq!((text.units.as_slice(), text.joints.len()), (&[4][..], 0));
        take_all(&mut text, &BTreeSet::from([4]));
        assert_eq!(text.units, [4]);
    }

    #[test]
    fn a_place_is_where_the_fewest_edits_are() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(place(&chars("今日通车"), &chars(TITLE)), (4..8, 0));
        assert_eq!(place(&chars("今曰通车两"), &chars(TITLE)), (4..9, 1));
        assert_eq!(place(&chars("两岸往来"), &chars("粮价")), (0..0, 4));
    }
}
