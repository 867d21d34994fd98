//! What pages share.

use rustc_hash::FxHashMap;

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

/// All passages of a set of pages, with look-up in both directions.
#[derive(Debug, Clone, Default)]
pub struct Concordance {
    runs: FxHashMap<(u32, u32), Vec<Run>>,
    partners: FxHashMap<u32, Vec<u32>>,
}

impl Concordance {
    /// Indexes passages. O(n log n) in their runs.
    pub fn new(passages: &[Passage]) -> Self {
        let mut runs: FxHashMap<(u32, u32), Vec<Run>> = FxHashMap::default();
        for p in passages {
            for &(a, b, len) in &p.runs {
                runs.entry((p.page_a, p.page_b)).or_default().push(Run { here: a, there: b, len, passage: p.len });
                runs.entry((p.page_b, p.page_a)).or_default().push(Run { here: b, there: a, len, passage: p.len });
            }
        }
        let mut partners: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (&(from, to), list) in &mut runs {
            list.sort_unstable();
            partners.entry(from).or_default().push(to);
        }
        partners.values_mut().for_each(|list| list.sort_unstable());
        Self { runs, partners }
    }

    /// Pages that share a passage with a page, ascending.
    pub fn partners(&self, page: u32) -> &[u32] {
        self.partners.get(&page).map_or(&[], Vec::as_slice)
    }

    /// Runs of a page with another one, ascending.
    pub fn runs(&self, page: u32, other: u32) -> &[Run] {
        self.runs.get(&(page, other)).map_or(&[], Vec::as_slice)
    }

    /// Position in the other page of a stream position, and the length of the passage. O(log runs).
    pub fn find(&self, page: u32, other: u32, pos: u32) -> Option<(u32, u32)> {
        let runs = self.runs(page, other);
        let run = runs[..runs.partition_point(|r| r.here <= pos)].last()?;
        (pos < run.here + run.len).then(|| (run.there + pos - run.here, run.passage))
    }

    /// What the runs with another page have in a stretch of this one, ascending. O(log runs), plus what is found.
    pub fn within(&self, page: u32, other: u32, span: std::ops::Range<u32>) -> impl Iterator<Item = Run> + '_ {
        let runs = self.runs(page, other);
        let first = runs.partition_point(|r| r.here + r.len <= span.start);
        runs[first..].iter().take_while(move |r| r.here < span.end).map(move |r| {
            let (from, to) = (r.here.max(span.start), (r.here + r.len).min(span.end));
            Run { here: from, there: r.there + (from - r.here), len: to - from, passage: r.passage }
        })
    }
}
