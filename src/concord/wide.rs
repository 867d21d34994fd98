//! What stands on more pages than all pairs of them can be compared for.
//!
//! Each page is then compared with a few: with those next to it when the pages of all sources are laid out side by side.
//! Every page meets others, and the same ones for every string of an article, whatever misreadings it has; pages far apart
//! meet through those between them.

use std::cmp::Reverse;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::index::{Axis, K, hash};
use super::matches::Match;
use super::rare::{Groups, IN_PAGE};

/// Pages behind it with which a page is linked by one string.
const NEXT: usize = 6;
/// Pages that a page is compared with, at least: those it shares most with.
const PARTNERS: usize = 12;
/// Strings that two pages share, at least.
const STRINGS: u32 = 4;
/// Occurrences that are looked at; of more, evenly spread ones.
const SAMPLE: usize = 1 << 22;

/// Pairs of pages, sorted, that are to be compared for what many pages hold.
/// O(occurrences in wide strings, a sample of them at most, and a sort of the pairs).
pub(super) fn pairs(axis: &Axis<'_>, parts: &[Groups]) -> Vec<(u32, u32)> {
    let total: usize = parts.iter().map(|part| part.wide.len()).sum();
    if total == 0 {
        return Vec::new();
    }
    let order = side_by_side(axis);
    let mut shared: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    let mut pages: Vec<u32> = Vec::new();
    for (i, string) in parts.iter().flat_map(Groups::wide_strings).enumerate() {
        if i % total.div_ceil(SAMPLE) == 0 {
            pages.clear();
            pages.extend_from_slice(string);
            pages.sort_unstable_by_key(|p| order[*p as usize]);
            link(axis, &pages, &mut shared);
        }
    }
    let mut ends: Vec<(u32, Reverse<u32>, u32)> = Vec::with_capacity(2 * shared.len());
    for ((a, b), n) in shared.into_iter().filter(|(_, n)| *n >= STRINGS) {
        ends.extend([(a, Reverse(n), b), (b, Reverse(n), a)]);
    }
    ends.sort_unstable();
    let best = ends.chunk_by(|x, y| x.0 == y.0).flat_map(|of_page| &of_page[..of_page.len().min(PARTNERS)]);
    let mut pairs: Vec<(u32, u32)> = best.map(|&(a, _, b)| (a.min(b), a.max(b))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Rank of each page where first pages of all sources come first, then second ones.
fn side_by_side(axis: &Axis<'_>) -> Vec<u32> {
    let mut seen: FxHashMap<u32, u32> = FxHashMap::default();
    let mut keyed: Vec<(u32, u32)> = Vec::with_capacity(axis.pages());
    for page in 0..axis.pages() as u32 {
        let nth = seen.entry(axis.source(page)).or_insert(0);
        keyed.push((*nth, page));
        *nth += 1;
    }
    keyed.sort_unstable();
    let mut order = vec![0; keyed.len()];
    for (rank, (_, page)) in keyed.into_iter().enumerate() {
        order[page as usize] = rank as u32;
    }
    order
}

/// Counts a string for each of its pages (in order) and the next ones of other sources.
fn link(axis: &Axis<'_>, pages: &[u32], shared: &mut FxHashMap<(u32, u32), u32>) {
    for (i, &a) in pages.iter().enumerate() {
        let near = &pages[i + 1..pages.len().min(i + 1 + 4 * NEXT)];
        for &b in near.iter().filter(|b| axis.source(**b) != axis.source(a)).take(NEXT) {
            *shared.entry((a.min(b), a.max(b))).or_insert(0) += 1;
        }
    }
}

/// The first positions of all strings that the pages of each pair share. O(characters of both pages) a pair, plus
/// a sort of the k-mers of each page.
pub(super) fn matches(axis: &Axis<'_>, pairs: Vec<(u32, u32)>) -> Vec<Match> {
    let mut pages: Vec<u32> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    pages.sort_unstable();
    pages.dedup();
    let own: FxHashMap<u32, Vec<KMer>> =
        pages.par_iter().map(|page| (*page, k_mers(&axis.streams[*page as usize].chars))).collect();
    let of_pair = |&(a, b): &(u32, u32)| {
        let before = |page: u32, at: u32| at.checked_sub(1).map(|p| axis.streams[page as usize].chars[p as usize]);
        meet(&own[&a], &own[&b])
            .into_iter()
            .filter(|(x, y)| !(x.goes_on && y.goes_on && before(a, x.at) == before(b, y.at)))
            .map(|(x, y)| Match { pages: (a, b), at: (x.at, y.at) })
            .collect::<Vec<_>>()
    };
    pairs.par_iter().flat_map_iter(of_pair).collect()
}

/// A k-mer that its page holds few times.
#[derive(Clone, Copy)]
struct KMer {
    hash: u32,
    at: u32,
    /// The one before it on its page is held few times, too.
    goes_on: bool,
}

/// The k-mers that a page holds few times, by hash.
fn k_mers(chars: &[char]) -> Vec<KMer> {
    let mut all: Vec<(u32, u32)> = chars.windows(K).enumerate().map(|(at, k)| (hash(k), at as u32)).collect();
    all.sort_unstable();
    let mut few = vec![false; all.len()];
    let rare = || all.chunk_by(|x, y| x.0 == y.0).filter(|same| same.len() <= IN_PAGE).flatten();
    rare().for_each(|(_, at)| few[*at as usize] = true);
    rare().map(|&(hash, at)| KMer { hash, at, goes_on: at > 0 && few[at as usize - 1] }).collect()
}

/// All pairs of k-mers with the same hash. O(n), plus pairs.
fn meet(a: &[KMer], b: &[KMer]) -> Vec<(KMer, KMer)> {
    let mut found = Vec::new();
    let mut rest = b;
    for same in a.chunk_by(|x, y| x.hash == y.hash) {
        let skip = rest.iter().take_while(|y| y.hash < same[0].hash).count();
        rest = &rest[skip..];
        let equal = rest.iter().take_while(|y| y.hash == same[0].hash).count();
        found.extend(same.iter().flat_map(|x| rest[..equal].iter().map(move |y| (*x, *y))));
        rest = &rest[equal..];
    }
    found
}
