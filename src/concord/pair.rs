//! The passages of one pair of pages.

use rustc_hash::FxHashMap;

use super::index::K;
use super::span::{self, Run, Runs};
use super::{MIN_LINE, MIN_PASSAGE, chain};
use crate::model::passage::Passage;
use crate::model::stream::Stream;

/// Marks of what is used of two pages, kept from pair to pair.
#[derive(Default)]
pub(super) struct Used {
    a: Vec<bool>,
    b: Vec<bool>,
}

/// Passages of pages A and B by the first positions (sorted) of strings that they share, at least [`K`] long; longest
/// first. Each position is used once. O(length of the strings, plus their sort by length).
pub(super) fn passages(
    pages: (u32, u32),
    sides: (&Stream, &Stream),
    firsts: impl Iterator<Item = (u32, u32)>,
    used: &mut Used,
) -> Vec<Passage> {
    let (a, b) = sides;
    let mut strings = strings(a, b, firsts);
    drop_phrases(&mut strings);
    let mut spans: Vec<Runs> =
        chain::chains(&strings).iter().map(|strings| span::fill_and_extend(a, b, strings)).collect();
    spans.sort_by_key(|runs| (std::cmp::Reverse(length(runs)), runs.first().copied()));
    used.a.resize(a.len().max(used.a.len()), false);
    used.b.resize(b.len().max(used.b.len()), false);
    let mut kept: Vec<Passage> = Vec::new();
    for runs in spans {
        let runs = span::unused(&runs, &mut used.a, &mut used.b);
        if is_passage(&runs, a, b) {
            kept.push(Passage { page_a: pages.0, page_b: pages.1, len: length(&runs), runs });
        } else {
            span::release(&runs, &mut used.a, &mut used.b);
        }
    }
    kept.iter().for_each(|p| span::release(&p.runs, &mut used.a, &mut used.b));
    kept
}

fn is_passage(runs: &Runs, a: &Stream, b: &Stream) -> bool {
    let len = length(runs);
    len >= MIN_PASSAGE || {
        let (in_a, in_b) = span::covers_units(runs, a, b);
        (len >= MIN_LINE && (in_a || in_b)) || (in_a && in_b)
    }
}

/// The strings that begin there, each to its end, without those inside others. Linear in their length.
fn strings(a: &Stream, b: &Stream, firsts: impl Iterator<Item = (u32, u32)>) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut ends: FxHashMap<i64, u32> = FxHashMap::default();
    for (x, y) in firsts {
        let end = ends.entry(i64::from(y) - i64::from(x)).or_insert(0);
        if x < *end {
            continue;
        }
        let pairs = a.chars[x as usize..].iter().zip(&b.chars[y as usize..]);
        let len = pairs.take_while(|(c, d)| c == d).count() as u32;
        *end = x + len;
        // Hashes may be equal where strings are not.
        if len >= K as u32 {
            found.push((x, y, len));
        }
    }
    found
}

/// Drops strings that lie inside longer ones on both pages: what both pages print twice. Behind the end of a passage such
/// a string would carry it on into another place. O(n log n).
fn drop_phrases(strings: &mut Vec<Run>) {
    let in_a = inside(strings.iter().map(|s| (s.0, s.2)));
    let in_b = inside(strings.iter().map(|s| (s.1, s.2)));
    let mut phrases = in_a.into_iter().zip(in_b).map(|(a, b)| a && b);
    strings.retain(|_| !phrases.next().unwrap_or(false));
}

/// Which of some stretches, given by start and length, lie inside longer ones.
fn inside(stretches: impl Iterator<Item = (u32, u32)>) -> Vec<bool> {
    let stretches: Vec<(u32, u32)> = stretches.collect();
    let mut order: Vec<usize> = (0..stretches.len()).collect();
    order.sort_unstable_by_key(|i| (stretches[*i].0, std::cmp::Reverse(stretches[*i].1)));
    let mut inside = vec![false; stretches.len()];
    let mut reached = 0;
    for same in order.chunk_by(|i, j| stretches[*i] == stretches[*j]) {
        let (start, len) = stretches[same[0]];
        same.iter().for_each(|i| inside[*i] = start + len <= reached);
        reached = reached.max(start + len);
    }
    inside
}

fn length(runs: &Runs) -> u32 {
    runs.iter().map(|r| r.2).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(text: &str) -> Stream {
        let chars: Vec<char> = text.chars().collect();
        Stream { at: (0..chars.len() as u32).collect(), unit: vec![0; chars.len()], chars, gaps: Vec::new() }
    }

    #[test]
    fn a_phrase_that_both_pages_print_twice_carries_no_passage_on() {
        // The first page goes on behind its text with a phrase that the second one has behind another text nearby.
        let (text, phrase) = ("春到小河桥边柳绿花红", "家家户户门前");
        let (rest, other) = ("灯笼高挂迎新年", "鞭炮声里辞旧岁");
        let a = stream(&format!("{text}{phrase}{rest}之后几天都下大雪{phrase}{other}"));
        let b = stream(&format!("{text}如今年年又{phrase}{other}又过一阵老人说{phrase}{rest}"));
        let at = |s: &Stream, what: &str| {
            let what: Vec<char> = what.chars().collect();
            s.chars.windows(what.len()).position(|w| w == what).unwrap() as u32
        };
        let firsts = (0..a.len() - K).flat_map(|x| {
            let (a, b) = (&a, &b);
            let same = move |y: &usize| a.chars[x..x + K] == b.chars[*y..*y + K];
            (0..=b.len() - K).filter(same).map(move |y| (x as u32, y as u32))
        });
        let found = passages((0, 1), (&a, &b), firsts, &mut Used::default());
        let there = |x: u32| {
            let runs = || found.iter().flat_map(|p| &p.runs);
            runs().find(|r| (r.0..r.0 + r.2).contains(&x)).map(|r| r.1 + x - r.0)
        };
        assert_eq!(there(at(&a, phrase)), Some(at(&b, rest) - phrase.chars().count() as u32));
    }
}
