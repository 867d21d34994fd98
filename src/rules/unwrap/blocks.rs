//! Pages on which a blank line parts paragraphs: runs of wrapped lines with nothing between them are one paragraph each.
//!
//! Transcribers and layout readers write a page block by block, and every block has a column of its own. There the
//! width of a block says how wide a full line is, and the page says whether its blocks are paragraphs: nearly all
//! lines but the last of each are full, and almost none ends a sentence short.

use std::collections::BTreeMap;
use std::ops::Range;

use super::printed::{Printed, is_mostly_han};
use super::{MIN_COLUMN, cut_balance};
use crate::text::column;
use crate::text::paragraph;

/// Fewest lines of a block that show its width.
pub(super) const MIN_BLOCK: usize = 3;
/// Fewest such blocks, and fewest lines before the last ones in them, that show what blank lines mean.
pub(super) const MIN_BLOCKS: usize = 3;
pub(super) const MIN_INNER: usize = 12;
/// Spread of full lines in em: squeezed marks, and marks that must not begin a line.
const SPREAD: f32 = 1.5;
/// The indent of a paragraph, lost in extraction, in em.
const INDENT: f32 = 2.0;

/// The blocks of a page, or none when it does not show that they are paragraphs; whatever rules say of its lines.
/// O(lines · log lines).
pub(super) fn paragraphs(text: &str, lines: &[Printed]) -> Option<Vec<Range<usize>>> {
    Some(blocks(lines)).filter(|blocks| are_paragraphs(text, lines, blocks))
}

/// Joints inside such blocks of a page that are inside a paragraph. `joints[i]` is the joint behind line `i`.
/// O(lines · log lines).
pub(super) fn joints(text: &str, lines: &[Printed], blocks: Vec<Range<usize>>) -> Vec<bool> {
    let mut joined = vec![false; lines.len()];
    for block in blocks.into_iter().filter(|b| b.len() > 1 && !is_verse(&lines[b.clone()])) {
        let full = full_width(&lines[block.clone()]);
        for i in block.start..block.end - 1 {
            joined[i] = continues(text, &lines[i], &lines[i + 1], full);
        }
    }
    joined
}

fn blocks(lines: &[Printed]) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for i in 1..=lines.len() {
        if i == lines.len() || lines[i].blank_before > 0 {
            blocks.push(start..i);
            start = i;
        }
    }
    blocks
}

/// The commonest width of the lines before the last one; of equally common ones the widest.
fn full_width(block: &[Printed]) -> f32 {
    let mut counts: BTreeMap<i32, u32> = BTreeMap::new();
    block[..block.len() - 1].iter().for_each(|l| *counts.entry((l.width * 2.0).round() as i32).or_insert(0) += 1);
    counts.into_iter().max_by_key(|(w, n)| (*n, *w)).map_or(0.0, |(w, _)| w as f32 / 2.0)
}

/// Whether the page shows that its blocks are paragraphs cut by a column.
fn are_paragraphs(text: &str, lines: &[Printed], blocks: &[Range<usize>]) -> bool {
    let (mut shown, mut inner, mut held, mut ended, mut cut, mut pointed) = (0, 0, 0, 0, 0, 0);
    for block in blocks.iter().filter(|b| b.len() >= MIN_BLOCK) {
        let block = &lines[block.clone()];
        let full = full_width(block);
        if full < MIN_COLUMN {
            continue;
        }
        shown += 1;
        for (i, line) in block[..block.len() - 1].iter().enumerate() {
            let words = &text[line.at.clone()];
            let first = i == 0 && (line.width - full + INDENT).abs() <= 1.0;
            inner += 1;
            held += usize::from(first || (line.width - full).abs() <= SPREAD);
            ended += usize::from(ends_short(words, line.width, full));
            cut += usize::from(line.cut);
            pointed += usize::from(line.pointed);
        }
    }
    let enough = shown >= MIN_BLOCKS && inner >= MIN_INNER && is_mostly_han(lines);
    enough && held * 20 >= inner * 17 && ended * 30 <= inner && cut_balance(cut, inner) >= 0 && pointed * 5 >= inner
}

fn ends_short(words: &str, width: f32, full: f32) -> bool {
    !column::is_full(width, full) && paragraph::is_final(words)
}

/// Whether `y` goes on with the paragraph of `x`. What is marked as a thing of its own may be as long as its column, and
/// then goes on like anything else.
fn continues(text: &str, x: &Printed, y: &Printed, full: f32) -> bool {
    let words = &text[x.at.clone()];
    let cut = full >= MIN_COLUMN && column::is_full(x.width, full) && x.cut;
    let alone = x.said.apart || y.said.apart || x.said.credit || y.said.credit;
    let opens = y.said.section && paragraph::is_final(words);
    !ends_short(words, x.width, full) && !opens && (cut || !alone)
}

/// Lines that all end where a clause ends are cut by their writer: in prose one end in five falls there.
fn is_verse(block: &[Printed]) -> bool {
    block.len() >= 4 && block.iter().all(|l| !l.cut)
}

#[cfg(test)]
mod tests {
    use super::super::{Lines, marks};
    use super::*;
    use crate::rules::RuleBook;

    fn joined(text: &str) -> Option<usize> {
        let book = RuleBook::builtin().expect("built-in rules");
        let mut lines = Lines::of(&book, text);
        marks::put(book.ready_marks(), text, &mut lines);
        paragraphs(text, &lines.printed)
            .map(|b| joints(text, &lines.printed, b))
            .map(|j| j.into_iter().filter(|j| *j).count())
    }

    /// Paragraphs of 3 to 5 lines in a column of `width` characters.
    fn page(width: usize, between: &str) -> String {
        let sentence: Vec<char> = "河邊有一座老橋，橋上行人來往，橋下小船緩緩地經過村莊。".chars().collect();
        let paragraph = |n: usize| -> String {
            let body: Vec<char> = sentence.iter().copied().cycle().take(width * 3 + n).collect();
            body.chunks(width).map(|l| l.iter().collect::<String>() + "\n").collect()
        };
        (1..=6).map(paragraph).collect::<Vec<_>>().join(between)
    }

    #[test]
    fn blocks_of_any_width_are_paragraphs() {
        let text = page(8, "\n") + "\n" + &page(17, "\n");
        assert_eq!(joined(&text), Some(36));
    }

    #[test]
    fn verse_and_lists_do_not_show_paragraphs() {
        let stanza = "床前明月光，\n疑是地上霜。\n舉頭望明月，\n低頭思故鄉。\n\n";
        assert_eq!(joined(&stanza.repeat(8)), None);
        assert_eq!(joined(&"江城第一小學\n江城第二小學\n江城第三小學\n江城中心小學\n\n".repeat(8)), None);
    }

    #[test]
    fn verse_stays_on_a_page_of_prose() {
        let stanza = "床前明月光，\n疑是地上霜。\n舉頭望明月，\n低頭思故鄉。\n";
        assert_eq!(joined(&(page(12, "\n") + "\n" + stanza)), Some(18));
    }
}
