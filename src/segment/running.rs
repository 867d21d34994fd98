//! Running heads and feet: lines that recur at the top or at the foot of the pages of a source.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use super::twins::alike;
use crate::model::page::{Line, Page};
use crate::text::{chars, fold};

/// Lines at the top and at the foot of a page among which running ones are looked for.
const TOP: usize = 8;
const FOOT: usize = 4;
/// Pages before a page and behind it, in the order of their names, on which its lines are looked for.
const NEAR: usize = 4;
/// Of these pages, so many have the line: a headline is repeated on the page on which its article goes on.
const PAGES: usize = 2;
/// Where more lines recur the pages are readings of one page.
const MOST: usize = 6;
/// Lines as alike as this are one; shorter ones must be the same.
const SAME: f32 = 0.75;
const SHORT: usize = 6;
/// Characters of a line between two running ones that belongs to them: the name of the section.
const SECTION: usize = 8;
/// Width of the longest running line in em.
const LONGEST: f32 = 60.0;

/// For each page the indices of its running lines, sorted. O(pages), each with its few neighbours.
pub(super) fn lines(pages: &[Page], sources: &[u32]) -> Vec<Vec<usize>> {
    let borders: Vec<Borders> = pages.par_iter().map(borders).collect();
    let mut of_source: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    sources.iter().enumerate().for_each(|(page, source)| of_source.entry(*source).or_default().push(page));
    let mut running = vec![Vec::new(); pages.len()];
    for pages in of_source.into_values() {
        let neighbours = |i: usize| pages[i.saturating_sub(NEAR)..i].iter().chain(pages[i + 1..].iter().take(NEAR));
        let of_page = |i: usize| {
            let others: Vec<&Borders> = neighbours(i).map(|other| &borders[*other]).collect();
            (pages[i], recurring(&borders[pages[i]], &others))
        };
        let found: Vec<_> = (0..pages.len()).into_par_iter().map(of_page).collect();
        found.into_iter().for_each(|(page, lines)| running[page] = lines);
    }
    running
}

/// The lines of a page that some of the others have, and what stands between them.
fn recurring(page: &Borders, others: &[&Borders]) -> Vec<usize> {
    let mut running = Vec::new();
    for (end, lines) in page.iter().enumerate() {
        let recurs =
            |line: &&Border| others.iter().filter(|other| other[end].iter().any(|l| l.is(line))).count() >= PAGES;
        let found: Vec<usize> = lines.iter().filter(recurs).map(|line| line.index).collect();
        if found.len() <= MOST {
            running.extend(with_sections(lines, &found));
        }
    }
    running.sort_unstable();
    running.dedup();
    running
}

/// The lines at the top of a page, and those at its foot.
type Borders = [Vec<Border>; 2];

/// A line at the top or at the foot of a page.
struct Border {
    index: usize,
    /// Its content, each number as one figure.
    text: Vec<char>,
}

impl Border {
    fn new(page: &Page, index: usize, line: &Line) -> Self {
        let mut text: Vec<char> = Vec::new();
        for c in page.line_text(line).chars().filter(|c| chars::is_content(*c)).map(fold::fold) {
            match c.is_ascii_digit() {
                true if text.last() == Some(&'0') => {}
                true => text.push('0'),
                false => text.push(c),
            }
        }
        Self { index, text }
    }

    fn is(&self, other: &Self) -> bool {
        let (a, b) = (self.text.len(), other.text.len());
        self.text == other.text
            || (a.min(b) >= SHORT && 4 * a.abs_diff(b) <= a.max(b) && alike(&self.text, &other.text, SAME))
    }
}

fn borders(page: &Page) -> Borders {
    let may_run = |(_, line): &(usize, &Line)| {
        let text = page.line_text(line);
        chars::text_width(text) <= LONGEST && !text.contains(['。', '，'])
    };
    let has_letters = |border: &Border| border.text.iter().any(|c| *c != '0');
    let of = |lines: Range<usize>| {
        let lines = page.lines.iter().enumerate().take(lines.end).skip(lines.start).filter(may_run);
        lines.map(|(i, line)| Border::new(page, i, line)).filter(has_letters).collect()
    };
    let lines = page.lines.len();
    let top = TOP.min(lines);
    [of(0..top), of(lines.saturating_sub(FOOT).max(top)..lines)]
}

/// Running lines with the short ones between them.
fn with_sections(lines: &[Border], found: &[usize]) -> Vec<usize> {
    let between = |line: &&Border| {
        let short = line.text.len() <= SECTION;
        short && found.iter().any(|i| *i < line.index) && found.iter().any(|i| *i > line.index)
    };
    lines.iter().filter(between).map(|line| line.index).chain(found.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Running lines of pages of one source.
    fn running(pages: &[&str]) -> Vec<Vec<usize>> {
        let pages: Vec<Page> = pages.iter().map(|text| Page::of_text(text)).collect();
        lines(&pages, &vec![0; pages.len()])
    }

    const TEXT: &str = "春天的小河边有一座石桥，\n老人每天都来钓鱼。\n";

    #[test]
    fn what_recurs_at_the_top_of_three_pages_is_a_running_head() {
        let page =
            |number: u32, section: &str| format!("江城晚报\n{section}\n1998年3月{number}日 第{number}版\n{TEXT}");
        let pages = [page(2, "社会"), page(3, "国际"), page(14, "体育")];
        assert_eq!(
            running(&pages.each_ref().map(String::as_str))[2],
            [0, 1, 2],
            "with the name of the section between"
        );
        assert!(running(&[&pages[0], &pages[1]]).concat().is_empty(), "two pages may print one headline");
    }

    #[test]
    fn misread_heads_are_heads() {
        let page = |head: &str| format!("{head}\n{TEXT}");
        let pages = [page("编辑 王明 校对 李静"), page("编辑 王明 校时 李静"), page("编辑 王明“校对 李静")];
        assert_eq!(running(&pages.each_ref().map(String::as_str)), [[0], [0], [0]]);
    }

    #[test]
    fn text_in_the_midst_of_pages_does_not_run() {
        let page =
            |n: usize| format!("{}同样的一行字\n{0}", "又一座桥\n".repeat(9 + n).replace("又", ["甲", "乙", "丙"][n]));
        let found = running(&[&page(0), &page(1), &page(2)]);
        assert!(found.iter().zip(9..).all(|(lines, at)| !lines.contains(&at)));
    }
}
