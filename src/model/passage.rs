//! What two pages share.

/// A stretch of text that two pages of different sources share: runs of equal length whose characters match
/// position by position, apart from single misreadings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage {
    /// Index of the first page.
    pub page_a: u32,
    /// Index of the second page.
    pub page_b: u32,
    /// Runs (position in A's stream, position in B's stream, length), ascending in both.
    pub runs: Vec<(u32, u32, u32)>,
    /// Characters matched.
    pub len: u32,
}
