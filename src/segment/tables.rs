//! Tables that a page sets beside its articles: rates, prices, temperatures, times of trains and films.

use std::ops::Range;

use crate::model::chain::{Unit, UnitTable};
use crate::model::passage::Concordance;
use crate::text::chars;

use super::twins::is_shared;

/// Lines of figures that make a table.
const FIGURES: usize = 3;
/// Letters of an entry beside its figures, at most.
const LETTERS: usize = 8;
/// Share of its column that the name of an entry fills, at most: no two lines of a text stand so short one below the other.
const NAME: f32 = 0.65;
/// Names without figures for each line of figures, at most: what, from where, where to.
const NAMES: usize = 3;

/// The lines of tables that nobody else prints: lines of figures without a mark of a sentence, and the names between and beside
/// them. What is nothing but figures two papers may have alike. O(units · partner pages).
pub(super) fn tables(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let is_own = |u: u32| letters(&table.units[u as usize].text) == 0 || !is_shared(table, map, u);
    table.pages.iter().flat_map(|page| of_page(table, page.clone(), &is_own)).collect()
}

fn of_page(table: &UnitTable, page: Range<u32>, is_own: &dyn Fn(u32) -> bool) -> Vec<u32> {
    let mut found = Vec::new();
    let mut next = page.start;
    while next < page.end {
        let entries = (next..page.end).map_while(|u| entry(&table.units[u as usize]).filter(|_| is_own(u)));
        let kinds: Vec<Entry> = entries.collect();
        let behind = next + kinds.len() as u32;
        let figures = kinds.iter().filter(|kind| **kind == Entry::Figures).count();
        if figures >= FIGURES && kinds.len() <= figures * (NAMES + 1) {
            found.extend(without_headlines(table, next..behind));
        }
        next = behind + 1;
    }
    found
}

/// The lines of a table without the headlines at its borders, which may be those of other texts.
fn without_headlines(table: &UnitTable, mut lines: Range<u32>) -> Range<u32> {
    let is_head = |u: u32| table.units[u as usize].cues.head && !has_figure(&table.units[u as usize].text);
    while lines.start < lines.end && is_head(lines.start) {
        lines.start += 1;
    }
    while lines.start < lines.end && is_head(lines.end - 1) {
        lines.end -= 1;
    }
    lines
}

/// A line of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Figures,
    Name,
}

/// What a line is in a table; none where it can be none of its lines.
fn entry(unit: &Unit) -> Option<Entry> {
    let c = &unit.cues;
    let other = c.vertical || c.caption || c.byline || c.dateline || c.credit || c.jump_to || c.jump_from || c.section;
    let marked = unit.text.contains(['，', '。', '、', '；', '！', '？', ',']);
    if other || marked || c.furniture.is_some() || c.is_final {
        return None;
    }
    let letters = letters(&unit.text);
    match () {
        () if letters <= LETTERS && has_figure(&unit.text) => Some(Entry::Figures),
        () if letters > 0 && unit.width <= NAME * unit.full && !c.paragraph => Some(Entry::Name),
        () => None,
    }
}

/// Letters of a text, digits not among them.
fn letters(text: &str) -> usize {
    text.chars().filter(|c| chars::is_content(*c) && !c.is_ascii_digit()).count()
}

/// Whether a text holds a number with a sign, a decimal, a time or degrees.
fn has_figure(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let is_digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    (0..chars.len()).any(|i| {
        let inner = matches!(chars[i], '.' | ':' | '：' | '．') && i > 0 && is_digit(i - 1) && is_digit(i + 1);
        let signed = matches!(chars[i], '-' | '+' | '－' | '＋') && (i == 0 || !is_digit(i - 1)) && is_digit(i + 1);
        inner || signed || matches!(chars[i], '℃' | '°')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::chain::Cues;

    /// The lines, counted from 0, that are a table on a page of these lines in a column of ten em; a line that begins with `#` is
    /// known for a headline.
    fn lines(texts: &[&str]) -> Vec<u32> {
        let unit = |text: &&str| Unit {
            page: 0,
            lines: 0..1,
            pieces: vec![],
            text: text.trim_start_matches('#').to_owned(),
            width: chars::text_width(text),
            full: 10.0,
            indent: 0.0,
            blank_before: 0,
            cues: Cues { is_final: text.ends_with('。'), head: text.starts_with('#'), ..Cues::default() },
        };
        let table = UnitTable { units: texts.iter().map(unit).collect(), ..UnitTable::default() };
        of_page(&table, 0..texts.len() as u32, &|_| true)
    }

    #[test]
    fn figures_and_the_names_between_them_are_a_table() {
        let text = ["春天的小河边有一座", "石桥。"];
        let weather = ["今日天气", "北京", "上海", "晴", "多云", "-7℃～11℃", "2℃～13℃", "4℃～11℃"];
        assert_eq!(lines(&[&text[..], &weather, &text].concat()), (2..10).collect::<Vec<_>>());
        assert_eq!(lines(&[&text[..], &["苹果2.26", "鲤鱼7.59", "土豆0.95"]].concat()), [2, 3, 4]);
    }

    #[test]
    fn a_headline_at_the_border_of_a_table_is_none_of_its_lines() {
        assert_eq!(lines(&["#市场", "苹果2.26", "#鲤鱼", "7.59", "土豆0.95", "#石桥"]), [1, 2, 3, 4]);
    }

    #[test]
    fn figures_in_a_text_are_none() {
        assert!(
            lines(&["去年增长12.5个百", "分点，比上年提高了3.2", "个百分点，今年再提高", "4.1个百分点。"]).is_empty()
        );
        assert!(lines(&["今日天气", "北京", "上海", "晴", "多云", "小雨", "-7℃～11℃"]).is_empty());
    }
}
