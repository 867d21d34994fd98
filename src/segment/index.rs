//! Entries of an index of the issue: lines one below the other that all end, or all begin, with the number of a page.

use crate::model::chain::Unit;
use crate::model::page::Role;
use crate::text::chars;

/// Letters of an entry beside the number of its page.
const LETTERS: std::ops::RangeInclusive<usize> = 4..=26;

/// Where an entry has its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Before,
    Behind,
}

/// Marks entries of which two or more follow one another. O(text).
pub(super) fn mark_entries(units: &mut [Unit]) {
    let kinds: Vec<Option<Number>> = units.iter().map(number).collect();
    for i in 1..units.len() {
        if kinds[i].is_some() && kinds[i] == kinds[i - 1] {
            for unit in &mut units[i - 1..=i] {
                unit.cues.furniture.get_or_insert((Role::IndexLabel, None));
            }
        }
    }
}

fn number(unit: &Unit) -> Option<Number> {
    let text = unit.text.trim();
    if unit.cues.vertical || text.contains(['，', '。', '；']) {
        return None;
    }
    let entry = |title: &str| {
        let letters = title.chars().filter(|c| chars::is_content(*c)).count();
        LETTERS.contains(&letters) && !title.contains(|c: char| c.is_ascii_alphanumeric())
    };
    let numbered = |c: char| c.is_ascii_digit() || matches!(c, 'A'..='D');
    let body = text.trim_end_matches('版');
    let named = |c: char| numbered(c) || body.len() < text.len() && (c == '第' || "一二三四五六七八九十".contains(c));
    let (title, behind) = body.split_at(body.trim_end_matches(named).len());
    let (before, rest) = body.split_at(body.len() - body.trim_start_matches(numbered).len());
    let closes = is_page(behind) || body.len() < text.len() && !behind.is_empty();
    match () {
        () if closes && entry(title) => Some(Number::Behind),
        () if is_page(before) && before.starts_with(|c: char| c.is_ascii_alphabetic()) && entry(rest) => {
            Some(Number::Before)
        }
        () => None,
    }
}

/// 02 to 19, A2: numbers of pages as papers write them; a single figure may be anything.
fn is_page(number: &str) -> bool {
    let bytes = number.as_bytes();
    match bytes {
        [b'0', b'2'..=b'9'] | [b'1', b'0'..=b'9'] => true,
        [b'A'..=b'D', rest @ ..] => (1..=2).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::Page;
    use crate::segment::units;

    /// The lines that are entries.
    fn entries(text: &str) -> Vec<usize> {
        let mut units = units::cut(0, &Page::of_text(text));
        mark_entries(&mut units);
        (0..units.len()).filter(|i| units[*i].cues.furniture.is_some()).collect()
    }

    #[test]
    fn lines_that_all_name_a_page_are_an_index() {
        assert_eq!(entries("今日要闻\n春天的第一场雨 02\n城南新桥昨日通车 03\n老人钓鱼"), [1, 2]);
        assert_eq!(entries("春天的第一场雨 3版\n城南新桥昨日通车 4版"), [0, 1]);
        assert_eq!(entries("春天的第一场雨/第二版\n城南新桥昨日通车”三版"), [0, 1]);
        assert_eq!(entries("A2 春天的第一场雨\n\nA3 城南新桥昨日通车"), [0, 1]);
    }

    #[test]
    fn one_line_or_any_number_is_none() {
        assert!(entries("春天的第一场雨 02\n城南新桥昨日通车").is_empty());
        assert!(entries("春天的第一场雨 3\n城南新桥昨日通车 4").is_empty());
        assert!(entries("春天的小河，石桥 02\n老人每天都来，钓鱼 03").is_empty());
    }
}
