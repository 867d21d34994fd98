//! The k-mer index.

use std::collections::BTreeMap;

use rustc_hash::FxHasher;
use std::hash::Hasher;

use crate::model::stream::Stream;

/// Characters of a k-mer: long enough to be rare in Han text, short enough to stand between two misreadings.
const K: usize = 6;
/// A k-mer that occurs more often on one page says nothing about where it belongs.
const MAX_IN_PAGE: usize = 4;
/// Pages that one k-mer may bring together; bounds the work for formulas that every page prints.
const MAX_PAGES: usize = 48;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    hash: u64,
    page: u32,
    pos: u32,
}

/// Pairs of equal k-mers (position in A, position in B) for each pair of pages A < B of different sources.
/// O(n log n) in the characters of all pages, plus matches.
pub(super) fn seeds(streams: &[Stream], sources: &[u32]) -> BTreeMap<(u32, u32), Vec<(u32, u32)>> {
    let mut postings = postings(streams);
    rayon::slice::ParallelSliceMut::par_sort_unstable(postings.as_mut_slice());
    let mut pairs: BTreeMap<(u32, u32), Vec<(u32, u32)>> = BTreeMap::new();
    for group in postings.chunk_by(|x, y| x.hash == y.hash) {
        let pages: Vec<&[Posting]> =
            group.chunk_by(|x, y| x.page == y.page).filter(|p| p.len() <= MAX_IN_PAGE).take(MAX_PAGES).collect();
        for (i, a) in pages.iter().enumerate() {
            for b in &pages[i + 1..] {
                let (pa, pb) = (a[0].page, b[0].page);
                if sources[pa as usize] == sources[pb as usize] {
                    continue;
                }
                let seeds = pairs.entry((pa, pb)).or_default();
                seeds.extend(a.iter().flat_map(|x| b.iter().map(move |y| (x.pos, y.pos))));
            }
        }
    }
    pairs.values_mut().for_each(|seeds| seeds.sort_unstable());
    pairs
}

fn postings(streams: &[Stream]) -> Vec<Posting> {
    let mut all = Vec::with_capacity(streams.iter().map(Stream::len).sum());
    for (page, stream) in streams.iter().enumerate() {
        for (pos, window) in stream.chars.windows(K).enumerate() {
            let mut hasher = FxHasher::default();
            window.iter().for_each(|c| hasher.write_u32(*c as u32));
            all.push(Posting { hash: hasher.finish(), page: page as u32, pos: pos as u32 });
        }
    }
    all
}

/// Length of a seed in characters.
pub(super) const SEED: u32 = K as u32;
