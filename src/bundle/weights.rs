//! What the text of an article says for a headline that is offered to it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::affinity::Affinity;
use super::groups::content;
use super::likeness::Likeness;
use super::offers::{NEAR, Offer, Stand};
use crate::model::bundle::{Bundle, SourceText};
use crate::model::chain::UnitTable;

/// What the pairs of characters are worth that the text says again, above or below what headlines have at the least.
const AFFINITY: f32 = 20.0;
const LEAST: f32 = -3.0;
const MOST: f32 = 2.0;
/// A line of which the text says nothing again, above or below one of which it does, printed by nobody else.
const FOREIGN: f32 = -2.0;
/// Affinity that nineteen of twenty headlines reach.
const EXPECTED: f32 = 0.15;
/// A line of so many characters with more than that of its pairs is a line of the text.
const PHRASE: usize = 7;
const TEXT: f32 = 0.9;
/// A line with less than that says nothing that the text does.
const NOTHING: f32 = 0.05;

/// Adds to each offer what the text of the article says of the headline, told from the line of which it says most.
/// O(offers · lines of one).
pub(super) fn weigh(
    table: &UnitTable,
    bundles: &[Bundle],
    offers: &mut [Offer],
    likeness: &Likeness,
    affinity: &Affinity,
) {
    let single = |(i, o): (usize, &Offer)| (o.lines.len() == 1).then(|| ((o.article, o.lines[0]), i));
    let singles: FxHashMap<(usize, u32), usize> = offers.iter().enumerate().filter_map(single).collect();
    let shared = offers.iter().map(|o| affinity.between(&o.text, o.article)).collect();
    let said = Said { table, bundles, offers, likeness, affinity, singles, shared };
    let of_text: FxHashSet<usize> = said.singles.values().copied().filter(|i| said.is_text(*i)).collect();
    let weights: Vec<(f32, bool, bool)> = (0..said.offers.len())
        .map(|i| (said.weight(i).unwrap_or(0.0), said.is_told(i, &of_text), said.goes_on(i)))
        .collect();
    for (offer, (weight, told, goes_on)) in offers.iter_mut().zip(weights) {
        offer.base += weight;
        (offer.told, offer.goes_on) = (told, goes_on);
    }
}

/// Offers beside the texts they are offered to.
struct Said<'a> {
    table: &'a UnitTable,
    bundles: &'a [Bundle],
    offers: &'a [Offer],
    likeness: &'a Likeness,
    affinity: &'a Affinity,
    /// The offers of one line, by article and line.
    singles: FxHashMap<(usize, u32), usize>,
    /// The affinity of each offer.
    shared: Vec<Option<f32>>,
}

impl Said<'_> {
    /// The offers of the lines of an offer.
    fn lines(&self, i: usize) -> Vec<usize> {
        let Offer { article, lines, .. } = &self.offers[i];
        lines.iter().filter_map(|u| self.singles.get(&(*article, *u)).copied()).collect()
    }

    fn length(&self, line: usize) -> usize {
        self.offers[line].text.chars().count()
    }

    fn says_nothing(&self, line: usize) -> bool {
        self.shared[line].map_or(self.length(line) > 1, |part| part < NOTHING)
    }

    /// Whether another source offers what is like it.
    fn stands_elsewhere(&self, line: usize) -> bool {
        let source = |i: usize| self.table.sources[self.offers[i].page as usize];
        self.likeness.like(self.likeness.class(line)).into_iter().any(|j| source(j) != source(line))
    }

    /// Whether a line end cuts a word of which the text says the whole.
    fn is_cut(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.offers[a], &self.offers[b]);
        let ends: String = a.text.chars().next_back().into_iter().chain(b.text.chars().next()).collect();
        self.affinity.between(&ends, a.article).is_some_and(|shared| shared > 0.0)
    }

    /// Whether a line of several says nothing that the text does, goes on in none of the others and is printed by nobody else.
    fn is_foreign(&self, lines: &[usize], n: usize) -> bool {
        let goes_on =
            n > 0 && self.is_cut(lines[n - 1], lines[n]) || n + 1 < lines.len() && self.is_cut(lines[n], lines[n + 1]);
        self.says_nothing(lines[n]) && !self.stands_elsewhere(lines[n]) && !goes_on
    }

    /// What speaks for an offer; nothing known of one that is mostly in Latin letters.
    fn weight(&self, i: usize) -> Option<f32> {
        let lines = self.lines(i);
        let best = lines.iter().chain([&i]).filter_map(|i| self.shared[*i]).reduce(f32::max)?;
        // What a narrow column leaves over of a headline may be anything.
        let ends = |n: usize| self.offers[i].stand == Stand::Before && n > 0 && n + 1 == lines.len();
        let shorter = |n: usize| self.length(lines[n]) < self.length(lines[n - 1]);
        let is_rest = |n: usize| ends(n) && !self.says_nothing(lines[n - 1]) && shorter(n);
        let is_apart = |n: &usize| self.is_foreign(&lines, *n) && !is_rest(*n);
        let foreign = if lines.len() > 1 { (0..lines.len()).filter(is_apart).count() } else { 0 };
        Some((AFFINITY * (best - EXPECTED)).clamp(LEAST, MOST) + FOREIGN * foreign as f32)
    }

    /// Whether a line is one of the text, beside which it stands.
    fn is_text(&self, line: usize) -> bool {
        let Offer { article, page, text, .. } = &self.offers[line];
        text.chars().count() >= PHRASE
            && self.affinity.held(text, *article) > Some(TEXT)
            && !says_again(self.table, &self.bundles[*article], *page, text)
    }

    /// Whether the text says much of an offer, and something of each line of it.
    fn is_told(&self, i: usize, of_text: &FxHashSet<usize>) -> bool {
        let lines = self.lines(i);
        let says = |n: usize| !of_text.contains(&lines[n]) && !self.is_foreign(&lines, n);
        self.shared[i] >= Some(NEAR) && (0..lines.len()).all(says)
    }

    fn goes_on(&self, i: usize) -> bool {
        let lines = self.lines(i);
        lines.len() > 1 && lines.windows(2).all(|w| self.is_cut(w[0], w[1]))
    }
}

/// Whether the text of an article on a page has all of a line beside it: the line is none that the text lacks there. O(text).
fn says_again(table: &UnitTable, bundle: &Bundle, page: u32, line: &str) -> bool {
    let texts = bundle.parts.iter().flat_map(|part| &part.texts);
    let on_page = |text: &SourceText| {
        let units = text.units.iter().copied().filter(|u| table.units[*u as usize].page == page);
        content(table, &units.collect::<Vec<_>>()).contains(line)
    };
    texts.filter(|text| text.source == table.sources[page as usize]).any(on_page)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::pages;
    use super::super::groups::groups;
    use super::super::offers::offers;
    use super::*;

    #[test]
    fn a_line_that_the_text_below_it_has_whole_is_none_of_the_text() {
        let told = |printed: &[&[&str]]| {
            let (table, bundles, owner) = pages(printed);
            let groups = groups(&table, &owner);
            let affinity = Affinity::of(&table, &bundles, groups.iter().map(|g| content(&table, &g.units)));
            let mut offers = offers(&table, &bundles, &groups, &owner, &affinity);
            let likeness = Likeness::of(offers.iter().map(|o| (o.article, o.text.as_str())));
            weigh(&table, &bundles, &mut offers, &likeness, &affinity);
            offers[0].told
        };
        let line = "#山村的学校开学了";
        assert!(told(&[&[line, "河上的石桥建成了，山村的学校开学了。"]]));
        assert!(
            !told(&[&[line, "河上的石桥建成了，学校开学了，孩子在山村的学校开心了。"]]),
            "said in pieces: its beginning"
        );
    }
}
