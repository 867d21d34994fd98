//! Matching passages between pages of different sources, in any order.
//!
//! An index of all k-mers of all pages gives seeds; seeds near one diagonal form chains; chains are filled by exact
//! alignment of their gaps and extended at both ends. Scrambled columns and captions in mid-sentence come out as
//! separate passages without any special case. Linear in text plus matches, apart from a sort.

mod chain;
mod extend;
mod index;
mod matches;
mod pair;
mod rare;
mod rivals;
mod span;
mod tails;
mod wide;

pub(crate) use rare::PAGES;

use rayon::prelude::*;

use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

use self::index::Axis;
use self::matches::Match;
use self::rare::Groups;
use crate::model::passage::{Concordance, Passage};
use crate::model::stream::Stream;

/// Shortest passage kept, in characters. Shorter ones count when they are (nearly) all of a unit: of a line on one
/// side, of a title or byline on both.
const MIN_PASSAGE: u32 = 10;
const MIN_LINE: u32 = 7;

/// What pages share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// By pages, then by where they stand; each position of a page is used once for each other page.
    pub(crate) passages: Vec<Passage>,
    /// Passages that are no copies, since others outdo them.
    pub(crate) outdone: Vec<Passage>,
    /// What was given up.
    pub(crate) bounded: Bounded,
}

/// What was not compared with everything, so that the work stays in proportion to the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bounded {
    /// Positions whose text stands so often on its page that it was not looked up.
    pub(crate) repeated: u64,
    /// Pages, ascending, that hold text of more than [`PAGES`] pages, and were compared with some of these only.
    pub(crate) pages: Vec<u32>,
}

/// All passages that pages of different sources share that are `near` each other. `sources[p]` is the source of page `p`. The result does not
/// depend on the number of threads. O(n log n) in the characters, plus a bounded number of matches for each.
pub(crate) fn passages(streams: &[Stream], sources: &[u32], near: &Near<'_>) -> Found {
    let all = vec![true; streams.len()];
    passages_again(streams, sources, near, Found::default(), &all)
}

/// The passages of pages, and the short lines they leave over, with look-up in both directions. O(characters), apart from a
/// sort.
pub(crate) fn map(streams: &[Stream], passages: &[Passage]) -> Concordance {
    let tails = tails::of(streams, passages);
    Concordance::new(passages.iter().chain(&tails))
}

/// Whether two pages are compared at all.
pub(crate) type Near<'a> = dyn Fn(u32, u32) -> bool + Sync + 'a;

/// All passages after some pages have changed: what other pages share among themselves is taken from before. Costs as
/// much as the first time for the look-up of strings, and what follows for pairs with changed pages only.
pub(crate) fn passages_again(
    streams: &[Stream],
    sources: &[u32],
    near: &Near<'_>,
    before: Found,
    changed: &[bool],
) -> Found {
    let wanted = |a: u32, b: u32| (changed[a as usize] || changed[b as usize]) && near(a, b);
    let (matches, bounded) = strings(&Axis::new(streams, sources), wanted);
    let mut found = of_pairs(streams, &matches);
    let known = before.passages.into_iter().chain(before.outdone);
    found.extend(known.filter(|p| !changed[p.page_a as usize] && !changed[p.page_b as usize]));
    found.par_sort_by(|x, y| (x.page_a, x.page_b, &x.runs).cmp(&(y.page_a, y.page_b, &y.runs)));
    let (passages, outdone) = rivals::part_outdone(found, streams, sources);
    Found { passages, outdone, bounded }
}

/// The first positions of strings that wanted pairs of pages share, sorted.
fn strings(axis: &Axis<'_>, wanted: impl Fn(u32, u32) -> bool + Sync) -> (Vec<Match>, Bounded) {
    let grouped = |parts| index::postings(axis, parts).into_par_iter().map(|part| rare::groups(axis, &part));
    let groups: Vec<Groups> = index::rounds(axis).flat_map(|parts| grouped(parts).collect::<Vec<_>>()).collect();
    let wide = wide::pairs(axis, &groups);
    let ends: BTreeSet<u32> = wide.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let repeated = groups.iter().map(|group| group.repeated).sum();
    let bounded = Bounded { repeated, pages: ends.into_iter().collect() };
    let whole: FxHashSet<(u32, u32)> = wide.iter().copied().filter(|(a, b)| wanted(*a, *b)).collect();
    let mut found = matches::matches(axis, groups, |a, b| wanted(a, b) && !whole.contains(&(a, b)));
    found.extend(wide::matches(axis, whole.into_iter().collect()));
    found.par_sort_unstable();
    (found, bounded)
}

fn of_pairs(streams: &[Stream], matches: &[Match]) -> Vec<Passage> {
    let pairs: Vec<&[Match]> = matches.chunk_by(|x, y| x.pages == y.pages).collect();
    let of_pair = |used: &mut pair::Used, same: &&[Match]| {
        let (a, b) = same[0].pages;
        let sides = (&streams[a as usize], &streams[b as usize]);
        pair::passages((a, b), sides, same.iter().map(|m| m.at), used)
    };
    pairs.par_iter().map_init(pair::Used::default, of_pair).flatten_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: fn(u32, u32) -> bool = |_, _| true;

    fn stream(text: &str) -> Stream {
        let chars: Vec<char> = text.chars().filter(|c| *c != '/').collect();
        let mut unit = 0;
        let mut units = Vec::new();
        for c in text.chars() {
            if c == '/' {
                unit += 1;
            } else {
                units.push(unit);
            }
        }
        Stream { at: (0..chars.len() as u32).collect(), unit: units, chars, gaps: Vec::new() }
    }

    #[test]
    fn passages_match_in_any_order_and_bridge_misreadings() {
        let a = stream("甲乙丙丁戊己庚辛壬癸子丑寅卯/春夏秋冬东西南北上下左右前后");
        let b = stream("春夏秋冬东西南北上下左右前后/甲乙丙丁戊己庚辛任癸子丑寅卯辰巳午未申酉戌亥");
        let found = passages(&[a, b], &[0, 1], &ANY).passages;
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|p| p.len == 14));
        assert_eq!(found[0].runs, vec![(0, 14, 14)]);
    }

    #[test]
    fn pages_of_one_source_do_not_meet() {
        let a = stream("甲乙丙丁戊己庚辛壬癸子丑寅卯");
        assert!(passages(&[a.clone(), a], &[0, 0], &ANY).passages.is_empty());
    }

    #[test]
    fn an_omission_splits_a_passage_into_runs() {
        let a = stream("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未");
        let b = stream("甲乙丙丁戊己庚辛子丑寅卯辰巳午未");
        let found = passages(&[a, b], &[0, 1], &ANY).passages;
        assert_eq!(found[0].runs, vec![(0, 0, 8), (10, 8, 8)]);
    }

    /// Distinct characters.
    fn letters(from: u32, n: u32) -> String {
        (from..from + n).filter_map(|i| char::from_u32(0x4E00 + i)).collect()
    }

    #[test]
    fn a_phrase_inside_a_longer_passage_is_no_copy() {
        let pages = |quoted: u32| {
            let article = letters(0, 80);
            let quote = format!("{}{}", letters(100, 40), letters(20, quoted));
            passages(&[stream(&article), stream(&article), stream(&quote)], &[0, 1, 1], &ANY).passages
        };
        let partners = |found: Vec<Passage>| found.iter().map(|p| (p.page_a, p.page_b, p.len)).collect::<Vec<_>>();
        assert_eq!(partners(pages(15)), [(0, 1, 80)]);
        // As long as a third of the other, it may be the copy.
        assert_eq!(partners(pages(40)), [(0, 1, 80), (0, 2, 40)]);
    }

    #[test]
    fn of_two_matches_the_much_more_alike_is_the_copy() {
        let article = letters(0, 80);
        let like = article.chars().enumerate().map(|(i, c)| if i % 8 == 7 { '异' } else { c }).collect::<String>();
        let found = passages(&[stream(&article), stream(&article), stream(&like)], &[0, 1, 1], &ANY).passages;
        assert_eq!(found.iter().map(|p| p.page_b).collect::<Vec<_>>(), [1]);
        assert_eq!(
            passages(&[stream(&article), stream(&like)], &[0, 1], &ANY).passages.len(),
            1,
            "alone it is the best there is"
        );
    }

    /// Characters drawn at random, the same ones for the same seed.
    fn drawn(seed: u64, n: usize) -> String {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        (0..n).filter_map(|_| char::from_u32(0x4E00 + (next() % 3000) as u32)).collect()
    }

    #[test]
    fn a_formula_of_many_pages_does_not_hide_the_article_around_it() {
        // Each page: the formula in an article of its own, which one page of the other source prints as well.
        let formula = drawn(1, 8);
        let article = |i: u64| format!("{}{formula}{}", drawn(100 + i, 30), drawn(500 + i, 30));
        let streams: Vec<Stream> = (0..120).map(|page| stream(&article(page / 2))).collect();
        let sources: Vec<u32> = (0..120).map(|page| page % 2).collect();
        let found = passages(&streams, &sources, &ANY);
        let pairs: Vec<_> = found.passages.iter().map(|p| (p.page_a, p.page_b, p.len)).collect();
        assert_eq!(pairs, (0..60).map(|i| (2 * i, 2 * i + 1, 68)).collect::<Vec<_>>());
        assert_eq!(found.bounded, Bounded::default());
    }

    #[test]
    fn of_very_many_copies_each_meets_some_and_that_is_told() {
        let article = drawn(1, 300);
        let pages = 3 * PAGES as u32;
        let streams: Vec<Stream> = (0..pages).map(|_| stream(&article)).collect();
        let found = passages(&streams, &(0..pages).collect::<Vec<_>>(), &ANY);
        assert_eq!(found.bounded.pages.len() as u32, pages);
        assert!(found.passages.iter().all(|p| p.len == 300));
        assert!(found.passages.len() < pages as usize * 16, "{} pairs", found.passages.len());
        let mut reached = vec![false; pages as usize];
        reached[0] = true;
        // Passages are sorted by pages, so one look from the front finds what hangs together.
        for p in &found.passages {
            reached[p.page_b as usize] |= reached[p.page_a as usize];
        }
        assert!(reached.iter().all(|r| *r));
    }

    #[test]
    fn what_fills_a_page_is_given_up_and_the_rest_is_found() {
        let page = |seed| format!("{}{}{}", "的".repeat(5000), drawn(1, 40), drawn(seed, 40));
        let found = passages(&[stream(&page(2)), stream(&page(3))], &[0, 1], &ANY);
        assert!(found.bounded.repeated >= 2 * 4900);
        assert!(found.passages.iter().any(|p| p.len >= 40 && p.runs[0].0 <= 5000));
        assert!(found.passages.len() < 10);
    }

    #[test]
    fn changed_pages_are_compared_again_as_if_for_the_first_time() {
        let texts = [drawn(1, 90), drawn(2, 90), drawn(3, 90)];
        let page = |parts: &[usize]| stream(&parts.iter().map(|i| texts[*i].as_str()).collect::<String>());
        let mut streams = vec![page(&[0, 1]), page(&[1, 2]), page(&[2, 0]), page(&[0, 2])];
        let sources = [0, 1, 2, 3];
        let before = passages(&streams, &sources, &ANY);
        streams[2] = page(&[1, 0]);
        let again = passages_again(&streams, &sources, &ANY, before, &[false, false, true, false]);
        assert_eq!(again, passages(&streams, &sources, &ANY));
    }
}
