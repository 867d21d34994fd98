//! The characters of a page that pages are compared by.

/// The folded letters, digits and Han characters of the lines of a page, in page order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stream {
    /// Folded characters: white space and punctuation left out, width and script folded.
    pub chars: Vec<char>,
    /// Byte offset of each in the page's clean text.
    pub at: Vec<u32>,
    /// Unit (index into the page's units) of each.
    pub unit: Vec<u32>,
    /// Positions of characters inside a unit before which the file has a wide gap, sorted: a gutter, if lines were read
    /// across it.
    pub gaps: Vec<u32>,
}

impl Stream {
    /// No characters, with room for so many.
    pub fn with_capacity(length: usize) -> Self {
        let room = || Vec::with_capacity(length);
        Self { chars: Vec::with_capacity(length), at: room(), unit: room(), gaps: Vec::new() }
    }

    /// Whether a wide gap stands between two positions. O(log gaps).
    pub fn has_gap(&self, before: u32, behind: u32) -> bool {
        let next = self.gaps.partition_point(|p| *p <= before);
        self.gaps.get(next).is_some_and(|p| *p <= behind)
    }

    /// Number of characters.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }
}
