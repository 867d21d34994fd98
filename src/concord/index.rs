//! Where k-mers stand: all of them, sorted by their hash.

use std::hash::Hasher;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHasher;

use crate::model::stream::Stream;

/// Characters of a k-mer: long enough to be rare in Han text, short enough to stand between two misreadings.
pub(super) const K: usize = 6;
/// Postings are sorted in so many parts, by the leading bits of the hash.
const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 8;
/// Postings in memory at a time: 16 bytes each while they are sorted.
const ROUND: usize = 1 << 24;
/// Positions in a row that share an entry of the table that leads from a position to its page.
const STEP: u32 = 256;

/// All pages as one axis of positions.
pub(super) struct Axis<'a> {
    pub(super) streams: &'a [Stream],
    pub(super) sources: &'a [u32],
    /// First position of each page, and the end of the last.
    starts: Vec<u32>,
    /// The page of every [`STEP`]th position.
    pages: Vec<u32>,
}

impl<'a> Axis<'a> {
    /// O(pages + characters / 256). Positions are 32 bits: pages beyond 4 billion characters are left out.
    pub(super) fn new(streams: &'a [Stream], sources: &'a [u32]) -> Self {
        let mut starts = vec![0u32];
        let mut pages = Vec::new();
        for (page, stream) in streams.iter().enumerate() {
            let Some(end) = u32::try_from(stream.len()).ok().and_then(|n| starts[page].checked_add(n)) else { break };
            pages.resize(end.div_ceil(STEP) as usize, page as u32);
            starts.push(end);
        }
        Self { streams, sources, starts, pages }
    }

    /// Number of pages.
    pub(super) fn pages(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of positions.
    pub(super) fn len(&self) -> usize {
        self.starts[self.pages()] as usize
    }

    /// Page and position in it. O(pages that begin within 256 characters).
    pub(super) fn place(&self, at: u32) -> (u32, u32) {
        let mut page = self.pages[(at / STEP) as usize] as usize;
        while self.starts[page] > at {
            page -= 1;
        }
        while self.starts[page + 1] <= at {
            page += 1;
        }
        (page as u32, at - self.starts[page])
    }

    /// The source of a page.
    pub(super) fn source(&self, page: u32) -> u32 {
        self.sources[page as usize]
    }

    /// The first position of a page.
    pub(super) fn start(&self, page: u32) -> u32 {
        self.starts[page as usize]
    }
}

/// Hash of a k-mer, well mixed in all 32 bits.
pub(super) fn hash(chars: &[char]) -> u32 {
    let mut hasher = FxHasher::default();
    chars.iter().for_each(|c| hasher.write_u32(*c as u32));
    (hasher.finish().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

/// Parts of the postings, in rounds that hold so many at a time.
pub(super) fn rounds(axis: &Axis<'_>) -> impl Iterator<Item = Range<usize>> {
    let step = PARTS / axis.len().div_ceil(ROUND).clamp(1, PARTS);
    (0..PARTS).step_by(step).map(move |part| part..PARTS.min(part + step))
}

/// Some parts of the k-mers of all pages: hash in the upper, position in the lower half of each; sorted. Different k-mers
/// may share a hash. O(characters + n log n).
pub(super) fn postings(axis: &Axis<'_>, parts: Range<usize>) -> Vec<Vec<u64>> {
    let chunk = axis.pages().div_ceil(4 * rayon::current_num_threads()).max(1);
    let pages: Vec<u32> = (0..axis.pages() as u32).collect();
    let split: Vec<Vec<Vec<u64>>> = pages.par_chunks(chunk).map(|pages| scattered(axis, pages, &parts)).collect();
    (0..parts.len())
        .into_par_iter()
        .map(|part| {
            let mut all = Vec::with_capacity(split.iter().map(|s| s[part].len()).sum());
            split.iter().for_each(|s| all.extend_from_slice(&s[part]));
            all.sort_unstable();
            all
        })
        .collect()
}

/// Some parts of the postings of some pages, unsorted.
fn scattered(axis: &Axis<'_>, pages: &[u32], wanted: &Range<usize>) -> Vec<Vec<u64>> {
    let chars: usize = pages.iter().map(|p| axis.streams[*p as usize].len()).sum();
    let mut parts: Vec<Vec<u64>> = wanted.clone().map(|_| Vec::with_capacity(chars / PARTS * 9 / 8)).collect();
    for &page in pages {
        let start = axis.start(page);
        for (pos, window) in axis.streams[page as usize].chars.windows(K).enumerate() {
            let hash = hash(window);
            let part = (hash >> (32 - PART_BITS)) as usize;
            if wanted.contains(&part) {
                parts[part - wanted.start].push(u64::from(hash) << 32 | u64::from(start + pos as u32));
            }
        }
    }
    parts
}
