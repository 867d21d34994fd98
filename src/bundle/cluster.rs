//! Which chains are one article.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::chain::{Chain, UnitTable};
use crate::model::passage::Concordance;
use crate::text::chars::is_han;

use super::template;

/// A chain of so many characters may unite with others.
const LARGE: u32 = 120;
/// What two large chains must share: so many characters, and this share of the shorter.
const SHARED: u32 = 20;
const SHARED_PART: f32 = 0.3;
/// Chains that a chain was last found to share text with.
const RECENT: usize = 8;
/// Share of a small chain that a cluster must hold to take it.
const HELD: f32 = 0.6;
/// A text is an article from so many characters on; one that several sources have under a headline is sooner.
const ALONE: u32 = 45;
const SHORT: u32 = 30;
/// A shorter text of one source that tells where to buy something is no article.
const ADVERTISEMENT: u32 = 160;
/// Without a sentence, a text of which so much is digits is a table.
const DIGITS: f32 = 0.2;

/// Clusters of chains, each sorted; what is short and alone belongs to none.
pub(super) fn clusters(table: &UnitTable, map: &Concordance, chains: Vec<Chain>) -> Vec<Vec<Chain>> {
    let lengths: Vec<u32> = chains.iter().map(|c| length(table, c)).collect();
    let shared = shared(table, map, &chains);
    let large: Vec<bool> = lengths.iter().map(|l| *l >= LARGE).collect();
    let mut sets = Sets::new(&large);
    let shorter = |(a, b): (usize, usize)| lengths[a].min(lengths[b]);
    let difference = |pair: (usize, usize)| template::difference(table, map, &chains[pair.0], &chains[pair.1]);
    let enough = |(pair, n): &&Shared| {
        let shorter = shorter(*pair);
        shorter >= LARGE && *n >= SHARED.min(shorter) && *n as f32 >= SHARED_PART * shorter as f32
    };
    let long: Vec<_> = shared.par_iter().filter(enough).map(|(pair, _)| (*pair, difference(*pair))).collect();
    let readers = template::Readers::of(long.iter().map(|(_, difference)| difference));
    let one = |(a, b): (usize, usize), d: &_| !readers.tell_apart(table, &chains[a], &chains[b], d);
    long.iter().filter(|(pair, d)| one(*pair, d)).for_each(|((a, b), _)| sets.join(*a, *b));
    adopt_small(&mut sets, &shared, &lengths, &large, &chains);
    // Short articles: what is still alone unites with its like, and stays without large ones.
    let alone: Vec<bool> = (0..chains.len()).map(|c| !large[c] && !sets.with_large(c)).collect();
    let alike =
        |(pair, n): &&Shared| alone[pair.0] && alone[pair.1] && *n >= 10 && *n as f32 >= HELD * shorter(*pair) as f32;
    let one = |(pair, _): &&Shared| one(*pair, &difference(*pair));
    let united: Vec<&Shared> = shared.par_iter().filter(alike).filter(one).collect();
    united.into_iter().for_each(|((a, b), _)| sets.join(*a, *b));
    collect(table, sets, chains, &lengths)
}

fn collect(table: &UnitTable, mut sets: Sets, chains: Vec<Chain>, lengths: &[u32]) -> Vec<Vec<Chain>> {
    let mut groups: BTreeMap<usize, Vec<(usize, Chain)>> = BTreeMap::new();
    for (i, chain) in chains.into_iter().enumerate() {
        groups.entry(sets.root(i)).or_default().push((i, chain));
    }
    let article = |group: &Vec<(usize, Chain)>| {
        let shared = group.iter().any(|(_, c)| c.source != group[0].1.source);
        let long = group.iter().map(|(i, _)| lengths[*i]).max().unwrap_or(0);
        let text = group.iter().any(|(_, c)| has_sentence(table, c));
        let headed = group.iter().any(|(_, c)| is_headed(table, c));
        // Han text that one source has without a headline and without the end of a sentence is a scrap.
        let whole = shared || headed || !group.iter().any(|(_, c)| has_han(table, c));
        let sells = !shared && long < ADVERTISEMENT && group.iter().any(|(_, c)| is_advertisement(table, c));
        let words = whole && !group.iter().all(|(_, c)| is_table(table, c));
        (long >= ALONE && (text || words) && !sells) || (long >= SHORT && shared && text && headed)
    };
    groups.into_values().filter(article).map(|group| group.into_iter().map(|(_, c)| c).collect()).collect()
}

fn is_advertisement(table: &UnitTable, chain: &Chain) -> bool {
    chain.units.iter().any(|u| table.units[*u as usize].cues.advertisement)
}

fn is_headed(table: &UnitTable, chain: &Chain) -> bool {
    let before = table.before(chain.units[0]);
    before.is_some_and(|u| table.units[u as usize].cues.head || table.units[u as usize].cues.byline)
}

fn has_sentence(table: &UnitTable, chain: &Chain) -> bool {
    chain.units.iter().any(|u| table.units[*u as usize].text.contains(['。', '！', '？']))
}

fn has_han(table: &UnitTable, chain: &Chain) -> bool {
    chain.units.iter().any(|u| table.units[*u as usize].text.contains(is_han))
}

fn is_table(table: &UnitTable, chain: &Chain) -> bool {
    let texts = || chain.units.iter().flat_map(|u| table.units[*u as usize].text.chars());
    let digits = texts().filter(char::is_ascii_digit).count();
    digits as f32 >= DIGITS * texts().count() as f32
}

/// Gives every small chain to the one cluster of large chains that holds most of it.
fn adopt_small(sets: &mut Sets, shared: &[Shared], lengths: &[u32], large: &[bool], chains: &[Chain]) {
    // Small chain → cluster → source → characters.
    let mut held: BTreeMap<usize, BTreeMap<usize, BTreeMap<u32, u32>>> = BTreeMap::new();
    for &((a, b), n) in shared {
        for (small, big) in [(a, b), (b, a)] {
            if !large[small] && large[big] {
                let root = sets.root(big);
                *held.entry(small).or_default().entry(root).or_default().entry(chains[big].source).or_default() += n;
            }
        }
    }
    for (small, by_cluster) in held {
        let best = by_cluster
            .into_iter()
            .map(|(root, by_source)| (by_source.into_values().max().unwrap_or(0), std::cmp::Reverse(root)))
            .max();
        if let Some((n, std::cmp::Reverse(root))) = best
            && n as f32 >= HELD * lengths[small] as f32
        {
            sets.join(root, small);
        }
    }
}

pub(super) fn length(table: &UnitTable, chain: &Chain) -> u32 {
    chain.units.iter().map(|u| table.spans[*u as usize].len() as u32).sum()
}

/// Two chains, the lower one first, and how many characters they share.
type Shared = ((usize, usize), u32);

/// Characters that two chains share, for all pairs that share any, sorted.
fn shared(table: &UnitTable, map: &Concordance, chains: &[Chain]) -> Vec<Shared> {
    let mut chain_of: Vec<Option<usize>> = vec![None; table.units.len()];
    for (i, chain) in chains.iter().enumerate() {
        chain.units.iter().for_each(|u| chain_of[*u as usize] = Some(i));
    }
    let of_chain = |(a, chain): (usize, &Chain)| {
        let mut with: Vec<Shared> = Vec::new();
        for unit in &chain.units {
            let page = table.units[*unit as usize].page;
            for piece in table.shared(map, *unit).filter(|piece| piece.page > page) {
                let Some(pair) = chain_of[piece.unit as usize].map(|b| (a.min(b), a.max(b))) else { continue };
                // A unit and the one after it share text with the same few chains.
                match with.iter_mut().rev().take(RECENT).find(|(known, _)| *known == pair) {
                    Some((_, length)) => *length += piece.len,
                    None => with.push((pair, piece.len)),
                }
            }
        }
        with.sort_unstable();
        added(with)
    };
    let mut all: Vec<Shared> = chains.par_iter().enumerate().flat_map_iter(of_chain).collect();
    all.par_sort_unstable();
    added(all)
}

/// Sorted counts with those of one pair added up.
fn added(mut counts: Vec<Shared>) -> Vec<Shared> {
    counts.dedup_by(|b, a| {
        let same = a.0 == b.0;
        a.1 += if same { b.1 } else { 0 };
        same
    });
    counts
}

/// Union-find; the smallest member is the root.
struct Sets {
    parent: Vec<usize>,
    /// Whether a set holds a large chain, by its root.
    large: Vec<bool>,
}

impl Sets {
    fn new(large: &[bool]) -> Self {
        Self { parent: (0..large.len()).collect(), large: large.to_vec() }
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.parent[i] != i {
            self.parent[i] = self.parent[self.parent[i]];
            i = self.parent[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b)] = a.min(b);
        self.large[a.min(b)] |= self.large[a.max(b)];
    }

    fn with_large(&mut self, i: usize) -> bool {
        let root = self.root(i);
        self.large[root]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::chain::{Cues, Unit};
    use crate::model::stream::Stream;

    /// Whether a line of so many characters under a headline is an article of its own.
    fn is_article(length: u32, advertisement: bool) -> bool {
        let text: String = "春天河边石桥水清。".chars().cycle().take(length as usize).collect();
        let unit = |text: &str, cues: Cues| Unit {
            page: 0,
            lines: 0..1,
            pieces: Vec::new(),
            text: text.to_owned(),
            width: length as f32,
            full: f32::INFINITY,
            indent: 0.0,
            blank_before: 0,
            cues,
        };
        let head = Cues { head: true, ..Cues::default() };
        let table = UnitTable {
            units: vec![unit("石桥重修", head), unit(&text, Cues { advertisement, ..Cues::default() })],
            pages: std::iter::once(0..2).collect(),
            streams: vec![Stream::default()],
            spans: vec![0..4, 4..4 + length],
            sources: vec![0],
            days: vec![None],
        };
        let chain = Chain { source: 0, units: vec![1], joints: Vec::new() };
        !clusters(&table, &Concordance::default(), vec![chain]).is_empty()
    }

    #[test]
    fn a_short_text_of_one_paper_that_sells_something_is_no_article() {
        assert!(is_article(100, false) && !is_article(100, true) && is_article(300, true));
    }
}
