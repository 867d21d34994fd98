//! A map from characters that costs two loads.

const PAGE: usize = 256;
const PAGES: usize = (char::MAX as usize + 1) / PAGE;

/// A total map from characters to `T`, where most characters have the default. Two levels, so that the few blocks
/// that are used are stored in full and all others share one page. Lookup O(1).
#[derive(Debug)]
pub(super) struct CharTable<T> {
    /// Index of the page that holds the cells of 256 characters; 0 is the page of defaults.
    page_of: Box<[u16; PAGES]>,
    cells: Vec<T>,
}

impl<T: Copy + Default> CharTable<T> {
    /// A table in which every character has the default.
    pub(super) fn new() -> Self {
        Self { page_of: Box::new([0; PAGES]), cells: vec![T::default(); PAGE] }
    }

    /// What a character has.
    #[inline]
    pub(super) fn get(&self, c: char) -> T {
        let c = c as usize;
        self.cells[usize::from(self.page_of[c / PAGE]) * PAGE + c % PAGE]
    }

    /// What a character has, to be changed.
    pub(super) fn get_mut(&mut self, c: char) -> &mut T {
        let c = c as usize;
        let page = &mut self.page_of[c / PAGE];
        if *page == 0 {
            *page = (self.cells.len() / PAGE) as u16;
            self.cells.resize(self.cells.len() + PAGE, T::default());
        }
        &mut self.cells[usize::from(*page) * PAGE + c % PAGE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_one_page_do_not_leak_into_others() {
        let mut table = CharTable::<u8>::new();
        *table.get_mut('\u{4E00}') = 1;
        *table.get_mut('\u{4EFF}') = 2;
        *table.get_mut(char::MAX) = 3;
        assert_eq!(['\u{4E00}', '\u{4EFF}', char::MAX].map(|c| table.get(c)), [1, 2, 3]);
        assert_eq!(['\0', '\u{4DFF}', '\u{4E01}', '\u{4F00}', '\u{10FF00}'].map(|c| table.get(c)), [0; 5]);
    }
}
