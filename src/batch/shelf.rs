//! Pages that have been read, and wait for their window.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::page::Page;
use crate::pipeline::watch::Watch;
use crate::pipeline::window::{Prepared, Taken, prepare};
use crate::rules::RuleBook;

/// Pages by the index of their file.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    pages: BTreeMap<usize, Held>,
}

#[derive(Debug)]
struct Held {
    text: Text,
    /// What articles of windows before its own hold of it, a list for each window.
    taken: Vec<Vec<Range<usize>>>,
}

#[derive(Debug)]
enum Text {
    /// As read.
    Read(Page),
    /// After the rules, without what is taken.
    Ready(Prepared),
}

impl Shelf {
    pub(super) fn put(&mut self, index: usize, page: Page) {
        self.pages.insert(index, Held { text: Text::Read(page), taken: Vec::new() });
    }

    /// Puts back what a window left of a page.
    fn put_back(&mut self, index: usize, prepared: Prepared, taken: Vec<Vec<Range<usize>>>) {
        self.pages.insert(index, Held { text: Text::Ready(prepared), taken });
    }

    pub(super) fn holds(&self, index: usize) -> bool {
        self.pages.contains_key(&index)
    }

    pub(super) fn remove(&mut self, index: usize) {
        self.pages.remove(&index);
    }

    pub(super) fn page(&self, index: usize) -> Option<&Page> {
        self.pages.get(&index).map(Held::page)
    }

    /// What was taken out of a page, window by window.
    pub(super) fn taken(&self, index: usize) -> &[Vec<Range<usize>>] {
        self.pages.get(&index).map_or(&[], |held| &held.taken)
    }

    /// Takes out of pages what a finished window holds of them.
    pub(super) fn take_out(&mut self, indices: &[usize], taken: &Taken, book: &RuleBook) {
        for index in indices {
            let Some(held) = self.pages.get_mut(index) else { continue };
            let Some(stretches) = taken.get(&held.page().path) else { continue };
            if let Text::Ready(prepared) = &mut held.text {
                prepared.take_out(stretches, book);
            }
            held.taken.push(stretches.clone());
        }
    }

    /// Takes the pages off the shelf, after the rules, for a window.
    pub(super) fn take(&mut self, indices: &[usize], book: &RuleBook, watch: &dyn Watch) -> Borrowed {
        let (mut ready, mut read, mut borrowed) = (Vec::new(), Vec::new(), BTreeMap::new());
        for index in indices {
            let Some(held) = self.pages.remove(index) else { continue };
            borrowed.insert(held.page().path.clone(), (*index, held.taken));
            match held.text {
                Text::Ready(prepared) => ready.push(prepared),
                Text::Read(page) => read.push(page),
            }
        }
        let mut fresh = prepare(read, book, watch);
        for prepared in &mut fresh {
            for stretches in &borrowed[&prepared.page().path].1 {
                prepared.take_out(stretches, book);
            }
        }
        ready.extend(fresh);
        Borrowed { pages: ready, of: borrowed }
    }

    /// Puts back what a window left, and notes what it took.
    pub(super) fn give_back(&mut self, left: Vec<Prepared>, mut borrowed: BTreeMap<String, Lent>, taken: &Taken) {
        for prepared in left {
            let Some((index, mut before)) = borrowed.remove(&prepared.page().path) else { continue };
            before.extend(taken.get(&prepared.page().path).cloned());
            self.put_back(index, prepared, before);
        }
    }
}

impl Held {
    fn page(&self) -> &Page {
        match &self.text {
            Text::Read(page) => page,
            Text::Ready(prepared) => prepared.page(),
        }
    }
}

/// Index of a page's file, and what was taken out of it.
pub(super) type Lent = (usize, Vec<Vec<Range<usize>>>);

/// Pages off the shelf.
pub(super) struct Borrowed {
    pub(super) pages: Vec<Prepared>,
    /// By path.
    pub(super) of: BTreeMap<String, Lent>,
}
