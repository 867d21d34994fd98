//! Whether lines of a text might be joined at all, told from how they begin and end.
//!
//! What must hold for lines to be joined, whatever rules say of them, is looked for: text whose lines are paragraphs is
//! told from columns here, without a look at what stands in its lines.

use super::blocks::{MIN_BLOCK, MIN_BLOCKS, MIN_INNER};
use super::{MIN_COLUMN, MIN_LINES, MIN_VERTICAL, alphabetic, cut_balance};
use crate::text::lines;
use crate::text::notes::Note;

/// Lines after which a text that looks like a column is taken for one: the rest of it need not be looked at.
const ENOUGH: usize = 1024;

/// False when nothing that joins lines can find any in this text. O(lines), and a search for line feeds.
pub(in crate::rules) fn may_join(text: &str) -> bool {
    let (mut ends, mut blocks, mut block) = (Ends::default(), Blocks::default(), Block::default());
    for printed in lines::of(text).map(str::trim) {
        if ends.lines == ENOUGH && ends.may_join() {
            return true;
        }
        match printed.chars().next_back() {
            Some(last) => {
                let cut = Note::of(last).is_content();
                ends.see(printed, cut);
                block.see(printed, cut);
            }
            None => blocks.see(std::mem::take(&mut block)),
        }
    }
    blocks.see(block);
    ends.may_join() || blocks.may_join()
}

/// What the first and the last characters of lines tell.
#[derive(Default)]
struct Ends {
    lines: usize,
    cut: usize,
    /// Lines of one character one below the other.
    single: usize,
    may_be_vertical: bool,
    /// Lines that begin in mid-sentence.
    going_on: usize,
}

impl Ends {
    /// Sees what is printed on a line, and whether it ends in mid-sentence.
    fn see(&mut self, printed: &str, cut: bool) {
        let Some(first) = printed.chars().next() else { return };
        self.lines += 1;
        self.cut += usize::from(cut);
        self.single = if first.len_utf8() == printed.len() { self.single + 1 } else { 0 };
        self.may_be_vertical |= self.single >= MIN_VERTICAL;
        self.going_on += usize::from(first.is_lowercase());
    }

    fn may_join(&self) -> bool {
        // The lines that fill a column are half of all at least.
        let column = self.lines >= MIN_LINES && cut_balance(2 * self.cut, self.lines) >= 0;
        column || self.may_be_vertical || self.going_on >= alphabetic::MIN_GOING_ON
    }
}

/// Blocks that may show a width, and the lines in them before the last ones.
#[derive(Default)]
struct Blocks {
    shown: usize,
    inner: usize,
    balance: isize,
}

impl Blocks {
    fn see(&mut self, block: Block) {
        if block.lines >= MIN_BLOCK {
            let balance = cut_balance(block.cut, block.lines - 1);
            self.shown += 1;
            self.inner += block.lines - 1;
            // What is too narrow for a column does not count.
            self.balance += if block.narrow { balance.max(0) } else { balance };
        }
    }

    /// Whether there are enough that might be paragraphs cut by a column.
    fn may_join(&self) -> bool {
        self.shown >= MIN_BLOCKS && self.inner >= MIN_INNER && self.balance >= 0
    }
}

/// Lines with no blank one between them; the last one is not counted among those that are cut or narrow.
#[derive(Default)]
struct Block {
    lines: usize,
    cut: usize,
    narrow: bool,
    last: (bool, bool),
}

impl Block {
    fn see(&mut self, printed: &str, cut: bool) {
        if self.lines > 0 {
            self.cut += usize::from(self.last.0);
            self.narrow |= self.last.1;
        }
        self.lines += 1;
        self.last = (cut, is_narrow(printed));
    }
}

/// Whether a line is narrower than a column. O(column).
fn is_narrow(printed: &str) -> bool {
    let mut halves = 0;
    !printed.chars().any(|c| {
        halves += Note::of(c).halves();
        halves as f32 / 2.0 >= MIN_COLUMN
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::super::{Lines, joints};
    use super::*;
    use crate::rules::RuleBook;

    static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::builtin().unwrap());

    #[test]
    fn paragraphs_are_told_from_columns() {
        let paragraphs = "河邊有一座老橋，橋上行人來往，橋下小船緩緩地經過村莊。\n".repeat(40);
        assert!(!may_join(&paragraphs));
        assert!(!may_join(&paragraphs.replace('\n', "\n\n")));
        let column = "河邊有一座老橋，橋\n上行人來往，橋下小\n船緩緩地經過村莊。\n".repeat(4);
        assert!(may_join(&column));
        assert!(may_join("河\n邊\n有\n一\n"));
        assert!(may_join("A river runs\nby the old bridge\nof the town.\n"));
    }

    /// Lines of columns and of paragraphs in any order.
    fn pieces() -> impl Strategy<Value = &'static str> {
        let all = [
            "河邊有一座老橋，橋\n",
            "上行人來往，橋下小\n",
            "船緩緩地經過村莊。\n",
            "河邊有一座老橋。\n",
            "橋\n",
            "河邊\n",
            "\n",
            "A bridge of the\n",
            "town stands by the\n",
            "river.\n",
            "河邊有一座老橋，橋上行人來往，橋下小船緩緩地經過村莊。\n",
            "\u{3000}\u{3000}橋下小船緩緩地\n",
            "一、橋\n",
            "（記者 王明）\n",
        ];
        prop::sample::select(all.to_vec())
    }

    proptest! {
        #[test]
        fn what_may_not_be_joined_is_not(pieces in prop::collection::vec((pieces(), 1usize..5), 0..12)) {
            let text: String = pieces.iter().map(|(piece, times)| piece.repeat(*times)).collect();
            let joints = joints(&BOOK, &text, &mut Lines::of(&BOOK, &text));
            prop_assert!(joints.is_empty() || may_join(&text), "{joints:?}");
        }
    }
}
