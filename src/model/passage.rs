//! What pages share.

use std::ops::Range;

/// A stretch of text that two pages of different sources share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Index of the first page.
    pub page_a: u32,
    /// Index of the second page.
    pub page_b: u32,
    /// Runs (position in A's stream, position in B's stream, length), ascending in both; within a run the
    /// characters of both pages match one by one, single misreadings included.
    pub runs: Vec<(u32, u32, u32)>,
    /// Characters covered by the runs.
    pub len: u32,
}

/// A run of a passage, seen from one of its two pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// First position in this page's stream.
    pub here: u32,
    /// First position in the other page's stream.
    pub there: u32,
    /// Number of characters.
    pub len: u32,
    /// Length of the passage it belongs to.
    pub passage: u32,
}

impl Run {
    /// Its positions that lie in a stretch of this page, each with the position on the other page.
    pub fn within(self, span: &Range<u32>) -> impl Iterator<Item = (u32, u32)> + use<> {
        (self.here.max(span.start)..(self.here + self.len).min(span.end)).map(move |p| (p, self.there + p - self.here))
    }
}

/// All passages of a set of pages, with look-up in both directions.
#[derive(Debug, Clone, Default)]
pub struct Concordance {
    /// Where the links of each page begin, and the end of the last.
    pages: Vec<u32>,
    /// Pages that share a passage with a page, page by page, ascending.
    partners: Vec<u32>,
    /// Where the runs of each link begin, and the end of the last.
    links: Vec<u32>,
    /// Runs link by link, ascending.
    runs: Vec<Run>,
}

impl Concordance {
    /// Indexes passages. O(n log n) in their runs.
    pub fn new<'p>(passages: impl IntoIterator<Item = &'p Passage, IntoIter: Clone>) -> Self {
        let passages = passages.into_iter();
        let runs = passages.clone().map(|p| p.runs.len()).sum::<usize>();
        let mut all: Vec<(u32, u32, Run)> = Vec::with_capacity(2 * runs);
        for p in passages {
            for &(a, b, len) in &p.runs {
                all.push((p.page_a, p.page_b, Run { here: a, there: b, len, passage: p.len }));
                all.push((p.page_b, p.page_a, Run { here: b, there: a, len, passage: p.len }));
            }
        }
        all.sort_unstable();
        let mut map = Self { pages: vec![0], links: vec![0], ..Self::default() };
        for link in all.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
            // Pages without passages stand between.
            map.pages.resize(link[0].0 as usize + 1, map.partners.len() as u32);
            map.partners.push(link[0].1);
            map.runs.extend(link.iter().map(|(_, _, run)| *run));
            map.links.push(map.runs.len() as u32);
        }
        map.pages.push(map.partners.len() as u32);
        map
    }

    /// Pages that share a passage with a page, ascending. O(1).
    pub fn partners(&self, page: u32) -> &[u32] {
        &self.partners[self.links_of(page)]
    }

    /// Runs of a page with another one, ascending. O(log partners).
    pub fn runs(&self, page: u32, other: u32) -> &[Run] {
        let links = self.links_of(page);
        match self.partners[links.clone()].binary_search(&other) {
            Ok(i) => &self.runs[self.links[links.start + i] as usize..self.links[links.start + i + 1] as usize],
            Err(_) => &[],
        }
    }

    /// Position in the other page of a stream position, and the length of the passage. O(log partners + log runs).
    pub fn find(&self, page: u32, other: u32, pos: u32) -> Option<(u32, u32)> {
        place(self.runs(page, other), pos)
    }

    /// Partners of a page with a run that overlaps a stretch of its stream, ascending, each with its runs that do.
    /// O(partners × log runs).
    pub fn over(&self, page: u32, span: Range<u32>) -> impl Iterator<Item = (u32, &[Run])> {
        self.links_of(page).filter_map(move |link| {
            let runs = &self.runs[self.links[link] as usize..self.links[link + 1] as usize];
            // Runs of a page with another do not overlap, so their ends ascend as well.
            let from = runs.partition_point(|r| r.here + r.len <= span.start);
            let to = from + runs[from..].partition_point(|r| r.here < span.end);
            (from < to).then(|| (self.partners[link], &runs[from..to]))
        })
    }

    /// What the runs with another page have in a stretch of this one, ascending. O(log runs), plus what is found.
    pub fn within(&self, page: u32, other: u32, span: Range<u32>) -> impl Iterator<Item = Run> + '_ {
        let runs = self.runs(page, other);
        let first = runs.partition_point(|r| r.here + r.len <= span.start);
        runs[first..].iter().take_while(move |r| r.here < span.end).map(move |r| {
            let (from, to) = (r.here.max(span.start), (r.here + r.len).min(span.end));
            Run { here: from, there: r.there + (from - r.here), len: to - from, passage: r.passage }
        })
    }

    fn links_of(&self, page: u32) -> Range<usize> {
        match self.pages.get(page as usize..page as usize + 2) {
            Some(bounds) => bounds[0] as usize..bounds[1] as usize,
            None => 0..0,
        }
    }
}

/// Position in the other page of a stream position, and the length of the passage, by runs of the two pages (ascending).
/// O(log runs).
pub fn place(runs: &[Run], pos: u32) -> Option<(u32, u32)> {
    let run = runs[..runs.partition_point(|r| r.here <= pos)].last()?;
    (pos < run.here + run.len).then(|| (run.there + pos - run.here, run.passage))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> Concordance {
        let passage = |page_a, page_b, runs: &[(u32, u32, u32)]| Passage {
            page_a,
            page_b,
            runs: runs.to_vec(),
            len: runs.iter().map(|r| r.2).sum(),
        };
        let two = [(0, 10, 5), (6, 15, 4)];
        Concordance::new(&[passage(0, 2, &two), passage(0, 3, &[(20, 0, 12)]), passage(0, 2, &[(40, 50, 12)])])
    }

    #[test]
    fn positions_are_found_from_both_pages() {
        let map = map();
        assert_eq!(map.find(0, 2, 4), Some((14, 9)));
        assert_eq!(map.find(2, 0, 14), Some((4, 9)));
        assert_eq!(map.find(0, 2, 5), None, "between two runs");
        assert_eq!(map.find(0, 2, 52), None, "behind the last");
        assert_eq!((map.find(0, 1, 0), map.find(7, 0, 0)), (None, None));
    }

    #[test]
    fn partners_are_those_of_the_page() {
        let map = map();
        assert_eq!(map.partners(0), [2, 3]);
        assert_eq!(map.partners(3), [0]);
        assert!(map.partners(1).is_empty() && map.partners(9).is_empty());
        assert_eq!(map.runs(0, 2).iter().map(|r| r.here).collect::<Vec<_>>(), [0, 6, 40]);
    }

    #[test]
    fn a_stretch_has_the_runs_that_overlap_it() {
        let map = map();
        let over = |span| map.over(0, span).map(|(other, runs)| (other, runs.len())).collect::<Vec<_>>();
        assert_eq!(over(4..7), [(2, 2)]);
        assert_eq!(over(5..6), []);
        assert_eq!(over(9..21), [(2, 1), (3, 1)]);
        assert_eq!(over(31..40), [(3, 1)]);
        let pairs = map.over(0, 3..8).flat_map(|(_, runs)| runs).flat_map(|run| run.within(&(3..8)));
        assert_eq!(pairs.collect::<Vec<_>>(), [(3, 13), (4, 14), (6, 15), (7, 16)]);
    }
}
