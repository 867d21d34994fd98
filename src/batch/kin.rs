//! Pages that are too many for one window, parted so that those stay together that share text.
//!
//! A day of more pages than fit the memory, or an archive without days, cannot be compared page by page with all of
//! itself. A sketch of each page, one of so many of its strings, tells which pages share text (Broder 1997); pages that share
//! most go together first, as long as they fit a window. What is not compared then is told.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::plan::Window;
use crate::ingest::discover::Found;
use crate::ingest::map_pages;
use crate::model::edition::Warning;
use crate::model::page::Page;
use crate::text::{chars, fold};

/// Characters of a string; of how many strings one is in a sketch, and in the rough one that tells of very many pages.
const LENGTH: usize = 8;
const SAMPLED: u64 = 4;
const ROUGHLY: u64 = 32;
/// A string on more pages is a formula.
const PAGES: usize = 48;
/// Pages that share fewer strings of their sketches share a phrase.
const SHARED: u32 = 2;

/// Parts windows of more than `limit` bytes into smaller ones, and leaves out pages to look ahead at where these are more.
/// O(text of such windows), and 12 bytes of memory for each of its strings that is in a sketch.
pub(super) fn part(windows: Vec<Window>, found: &[Found], limit: u64) -> (Vec<Window>, Vec<Warning>) {
    let bytes = |pages: &[usize]| pages.iter().map(|page| found[*page].bytes).sum::<u64>();
    let (mut parted, mut warnings) = (Vec::new(), Vec::new());
    for mut window in windows {
        if bytes(&window.ahead) > limit {
            warnings.push(warning(found, &window.ahead, &window.own));
            window.ahead.clear();
        }
        if bytes(&window.own) <= limit {
            parted.push(window);
            continue;
        }
        let Parts { parts, apart } = parts(&window.own, found, limit);
        if !apart.is_empty() {
            warnings.push(warning(found, &window.own, &apart));
        }
        parted.extend(parts.into_iter().map(|own| Window { dates: window.dates, own, ahead: Vec::new() }));
    }
    (parted, warnings)
}

/// That pages are too many, and what is not compared with what it shares text with.
fn warning(found: &[Found], many: &[usize], apart: &[usize]) -> Warning {
    let size = many.iter().map(|page| found[*page].bytes).sum::<u64>().div_ceil(1_000_000);
    let page = apart.first().or(many.first()).map_or_else(String::new, |page| found[*page].path.clone());
    let n = apart.len();
    Warning {
        path: page,
        line: None,
        what: format!(
            "{} pages of {size} MB are too many to compare at once; this and {} others were not compared with all pages \
             that they may share text with",
            many.len(),
            n.saturating_sub(1),
        ),
        remedy: format!(
            "put dates into their paths where they have none, or give --window {size}; that takes about 30 bytes of memory \
             for each byte"
        ),
    }
}

struct Parts {
    parts: Vec<Vec<usize>>,
    /// Pages that share text with a page of another part.
    apart: Vec<usize>,
}

/// Two pages, and how many strings of their sketches they share.
type Link = (u32, u32, u32);

fn parts(pages: &[usize], found: &[Found], limit: u64) -> Parts {
    let files: Vec<Found> = pages.iter().map(|page| found[*page].clone()).collect();
    let links = links(&map_pages(&files, |page| sampled(page, ROUGHLY)), &files);
    let mut sets = Sets::new(files.iter().map(|file| file.bytes));
    links.iter().for_each(|(a, b, _)| sets.join(*a, *b, limit));
    let bins = sets.bins(limit);
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for (page, bin) in pages.iter().zip(&bins) {
        parts.resize_with(parts.len().max(bin + 1), Vec::new);
        parts[*bin].push(*page);
    }
    let cut = links.iter().filter(|(a, b, _)| bins[*a as usize] != bins[*b as usize]);
    let apart: FxHashSet<u32> = cut.flat_map(|(a, b, _)| [*a, *b]).collect();
    let mut apart: Vec<usize> = apart.into_iter().map(|page| pages[page as usize]).collect();
    apart.sort_unstable();
    Parts { parts, apart }
}

/// Some of the strings of a page, as hashes.
pub(super) type Sketch = Vec<u32>;

/// The sketch of a page: a quarter of its strings. O(text).
pub(super) fn sketch(page: &Page) -> Sketch {
    sampled(page, SAMPLED)
}

/// Which of the pages to look `ahead` at share text with one of the `own`, or with a page that does: what such pages have
/// around the text that they share shows where it ends. All others have nothing to say. O(n log n) in the strings.
pub(super) fn near(own: &[&Sketch], ahead: &[&Sketch]) -> Vec<bool> {
    let pages: Vec<&Sketch> = own.iter().chain(ahead).copied().collect();
    let of_page = |(page, sketch): (usize, &&Sketch)| {
        let named = move |hash: &u32| u64::from(*hash) << 32 | page as u64;
        sketch.iter().map(named).collect::<Vec<u64>>()
    };
    let mut strings: Vec<u64> = pages.par_iter().enumerate().flat_map_iter(of_page).collect();
    strings.par_sort_unstable();
    let near_own = reached(&strings, &(0..pages.len()).map(|page| page < own.len()).collect::<Vec<_>>());
    let linked = reached(&strings, &near_own);
    near_own.into_iter().zip(linked).skip(own.len()).map(|(near, linked)| near || linked).collect()
}

/// Which pages share enough strings with a page that is one `of` some and are none of these.
fn reached(strings: &[u64], of: &[bool]) -> Vec<bool> {
    let page = |string: &u64| *string as u32;
    let of_string = |same: &[u64]| {
        let others = same.iter().map(page).filter(|page| !of[*page as usize]);
        let some = || same.iter().map(page).filter(|page| of[*page as usize]);
        others.flat_map(|other| some().map(move |one| (other, one))).collect::<Vec<_>>()
    };
    let shared = strings.par_chunk_by(|a, b| a >> 32 == b >> 32).filter(|same| (2..=PAGES).contains(&same.len()));
    let mut pairs: Vec<(u32, u32)> = shared.flat_map_iter(of_string).collect();
    pairs.par_sort_unstable();
    let mut reached = vec![false; of.len()];
    for same in pairs.chunk_by(|a, b| a == b).filter(|same| same.len() >= SHARED as usize) {
        reached[same[0].0 as usize] = true;
    }
    reached
}

/// One of so many strings of a page; which ones depends on nothing but themselves.
fn sampled(page: &Page, of: u64) -> Sketch {
    let content: Vec<char> = page.text.text().chars().filter(|c| chars::is_content(*c)).map(fold::fold).collect();
    let mix = |hash: u64, c: &char| (hash ^ u64::from(*c)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    let hashes = content.windows(LENGTH).map(|string| string.iter().fold(0, mix));
    let mut sketch: Vec<u32> = hashes.filter(|hash| hash % of == 0).map(|hash| (hash >> 32) as u32).collect();
    sketch.sort_unstable();
    sketch.dedup();
    sketch
}

/// Pages of different sources that share text, those that share most first. O(n log n) in the strings of the sketches.
fn links(sketches: &[Option<Sketch>], files: &[Found]) -> Vec<Link> {
    let of_page = |(page, sketch): (usize, &Option<Sketch>)| {
        sketch.iter().flatten().map(|hash| (*hash, page as u32)).collect::<Vec<_>>()
    };
    let mut strings: Vec<(u32, u32)> = sketches.par_iter().enumerate().flat_map_iter(of_page).collect();
    strings.par_sort_unstable();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for same in strings.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() <= PAGES) {
        // Each page with the nearest one before it: that ties the pages of a string together as well as all pairs do.
        for (i, (_, page)) in same.iter().enumerate() {
            let apart = |other: &&(u32, u32)| files[other.1 as usize].source != files[*page as usize].source;
            pairs.extend(same[..i].iter().rev().find(apart).map(|(_, other)| (*other, *page)));
        }
    }
    drop(strings);
    pairs.par_sort_unstable();
    let counted = pairs.chunk_by(|a, b| a == b).map(|same| (same[0].0, same[0].1, same.len() as u32));
    let mut links: Vec<Link> = counted.filter(|(_, _, shared)| *shared >= SHARED).collect();
    links.par_sort_unstable_by_key(|(a, b, shared)| (std::cmp::Reverse(*shared), *a, *b));
    links
}

/// Union-find with the size of each set; the smallest member is the root.
struct Sets {
    parent: Vec<u32>,
    bytes: Vec<u64>,
    alone: Vec<bool>,
}

impl Sets {
    fn new(bytes: impl Iterator<Item = u64>) -> Self {
        let bytes: Vec<u64> = bytes.collect();
        Self { parent: (0..bytes.len() as u32).collect(), alone: vec![true; bytes.len()], bytes }
    }

    fn root(&mut self, mut page: u32) -> u32 {
        while self.parent[page as usize] != page {
            self.parent[page as usize] = self.parent[self.parent[page as usize] as usize];
            page = self.parent[page as usize];
        }
        page
    }

    /// Unites the sets of two pages, when they are not too large together. Two pages that are nobody else's go together
    /// however large: a page without the one that shares most with it is not compared at all.
    fn join(&mut self, a: u32, b: u32, limit: u64) {
        let (a, b) = (self.root(a), self.root(b));
        let together = self.bytes[a as usize] + self.bytes[b as usize];
        if a != b && (together <= limit || self.alone[a as usize] && self.alone[b as usize]) {
            (self.alone[a as usize], self.alone[b as usize]) = (false, false);
            self.parent[a.max(b) as usize] = a.min(b);
            self.bytes[a.min(b) as usize] = together;
        }
    }

    /// The bin of each page: sets in the order of their first pages, as many in a bin as fit.
    fn bins(mut self, limit: u64) -> Vec<usize> {
        let mut bins: Vec<usize> = vec![0; self.parent.len()];
        let (mut bin, mut held) = (0, 0);
        for page in 0..self.parent.len() as u32 {
            let root = self.root(page);
            if root != page {
                bins[page as usize] = bins[root as usize];
                continue;
            }
            let bytes = self.bytes[page as usize];
            if held > 0 && held + bytes > limit {
                (bin, held) = (bin + 1, 0);
            }
            held += bytes;
            bins[page as usize] = bin;
        }
        bins
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::discover::discover;

    /// Characters drawn at random, the same ones for the same seed.
    fn drawn(seed: u64) -> String {
        let next = |state: &mut u64| {
            *state = state.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            char::from_u32(0x4E00 + (*state >> 40) as u32 % 5000)
        };
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (0..600).filter_map(|_| next(&mut state)).collect()
    }

    /// Six pages of two sources; those of one number print one article.
    fn pages(dir: &std::path::Path) -> Vec<Found> {
        for (source, name, article) in
            [("A", "1", 1), ("A", "2", 2), ("A", "3", 3), ("B", "4", 3), ("B", "5", 1), ("B", "6", 2)]
        {
            std::fs::create_dir_all(dir.join(source)).unwrap();
            std::fs::write(dir.join(source).join(name), drawn(article)).unwrap();
        }
        discover(&[dir.to_owned()], None).found
    }

    #[test]
    fn pages_that_share_text_stay_together() {
        let dir = tempfile::tempdir().unwrap();
        let found = pages(dir.path());
        let all = Window { dates: None, own: (0..6).collect(), ahead: Vec::new() };
        let (windows, warnings) = part(vec![all.clone()], &found, 4000);
        let own: Vec<Vec<usize>> = windows.into_iter().map(|w| w.own).collect();
        assert_eq!(own, [[0, 4], [1, 5], [2, 3]]);
        assert!(warnings.is_empty(), "nothing was given up: {warnings:?}");
        assert_eq!(part(vec![all.clone()], &found, 20_000), (vec![all], Vec::new()));
    }

    #[test]
    fn pages_that_share_nothing_are_not_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        let mut found = pages(dir.path());
        found[1].file = found[0].file.with_file_name("both");
        std::fs::write(&found[1].file, drawn(1) + &drawn(2)).unwrap();
        let sketches: Vec<Sketch> = map_pages(&found, sketch).into_iter().flatten().collect();
        let near = |own: &[usize], ahead: &[usize]| {
            let of = |pages: &[usize]| pages.iter().map(|page| &sketches[*page]).collect::<Vec<_>>();
            super::near(&of(own), &of(ahead))
        };
        assert_eq!(near(&[0], &[2, 4]), [false, true]);
        assert_eq!(near(&[4], &[1, 2, 3, 5]), [true, false, false, true]);
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let found = pages(dir.path());
        let days = Window { dates: None, own: vec![0], ahead: (1..6).collect() };
        let (windows, warnings) = part(vec![days], &found, 2000);
        assert_eq!((windows[0].own.as_slice(), windows[0].ahead.len()), (&[0][..], 0));
        assert!(warnings[0].what.starts_with("5 pages of 1 MB"), "{warnings:?}");
        let Parts { parts, apart } = parts(&[0, 1, 2, 3, 4, 5], &found, 2000);
        assert_eq!((parts.len(), apart.len()), (3, 0));
        std::fs::write(dir.path().join("B/6"), drawn(1) + &drawn(2)).unwrap();
        let Parts { parts, apart } = super::parts(&[0, 1, 2, 3, 4, 5], &found, 2000);
        assert_eq!((parts.len(), apart), (3, vec![0, 5]), "page 5 shares as much with one part as with another");
    }
}
