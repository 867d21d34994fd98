//! Printed lines into paragraphs.

use std::path::Path;

use jiaokan::measure::{Finds, Op, script};
use jiaokan::model::edit::Edited;
use jiaokan::rules::RuleBook;

use crate::common::read;
use crate::figures::{Figures, put, put_count};

/// A text as its visible characters, and the offsets at which its lines end.
struct Lines {
    characters: Vec<char>,
    ends: Vec<usize>,
}

impl Lines {
    fn new(text: &str) -> Self {
        let (mut characters, mut ends): (Vec<char>, Vec<usize>) = (Vec::new(), Vec::new());
        for line in text.lines() {
            characters.extend(line.chars().filter(|c| !c.is_whitespace()));
            if ends.last().copied().unwrap_or(0) < characters.len() {
                ends.push(characters.len());
            }
        }
        Self { characters, ends }
    }

    /// Whether a line ends at each of the offsets of another text, and how many characters of that text are lost here.
    fn ends_at(&self, other: &Lines) -> (Vec<bool>, usize) {
        let ops = script(&other.characters, &self.characters);
        let lost = ops.iter().filter(|op| **op == Op::Delete).count();
        // Where each of the other's characters lies here.
        let (mut here, mut j) = (vec![0], 0);
        for op in ops {
            j += usize::from(op != Op::Delete);
            match op {
                // What is added belongs to the character before it.
                Op::Insert => *here.last_mut().expect("a first offset") = j,
                _ => here.push(j),
            }
        }
        (other.ends.iter().map(|end| self.ends.contains(&here[*end])).collect(), lost)
    }
}

/// Pages as printed, one line a line, through `normalize`: which line ends stay as ends of paragraphs, against gold.
/// The end of a page is no decision.
pub(crate) fn wraps(dir: &Path) -> Figures {
    let book = RuleBook::builtin().expect("built-in rules");
    let (mut breaks, mut joins) = (Finds::default(), Finds::default());
    let (mut pages, mut lines, mut characters, mut lost) = (0, 0, 0, 0);
    let mut entries: Vec<_> = std::fs::read_dir(dir).expect("a set").map(|e| e.expect("an entry").path()).collect();
    entries.sort();
    for page in entries.iter().filter(|path| path.is_dir()) {
        let text = read(&page.join("w1_printed_lines.txt"));
        let printed = Lines::new(&text);
        let mut clean = Edited::new(text.as_str());
        book.normalize(&mut clean);
        let (kept, gone) = Lines::new(clean.text()).ends_at(&printed);
        let (right, _) = Lines::new(&read(&page.join("gold_paragraphs.txt"))).ends_at(&printed);
        for (own, gold) in kept.iter().zip(&right).rev().skip(1) {
            let (of_kind, of_other) = if *gold { (&mut breaks, &mut joins) } else { (&mut joins, &mut breaks) };
            if own == gold {
                of_kind.right += 1;
            } else {
                of_kind.missed += 1;
                of_other.wrong += 1;
            }
        }
        pages += 1;
        lines += printed.ends.len();
        characters += printed.characters.len();
        lost += gone;
    }
    let mut figures = Figures::new();
    for (name, count) in [("pages", pages), ("lines", lines), ("characters", characters), ("lost", lost)] {
        put_count(&mut figures, name, count);
    }
    put(&mut figures, "breaks P", 100.0 * breaks.precision());
    put(&mut figures, "breaks R", 100.0 * breaks.recall());
    put(&mut figures, "breaks F1", 100.0 * breaks.f1());
    put(&mut figures, "joins F1", 100.0 * joins.f1());
    figures
}
