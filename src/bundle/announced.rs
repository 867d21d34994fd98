//! Enumerations that end before the number of items they announce.

use crate::model::bundle::SourceText;
use crate::model::chain::UnitTable;

const NUMERALS: &[char] = &['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
/// Words behind the number of announced items.
const MEASURES: &[&str] =
    &["个方面", "個方面", "方面", "个问题", "个要求", "项", "項", "点", "點", "条", "條", "个", "個"];

/// What shows that a text ends in the middle of an enumeration: a sentence announces so many items, paragraphs begin 一是,
/// 二是 …, and the last paragraph is an earlier item than the announced last one. O(text).
pub(super) fn cut_short(table: &UnitTable, text: &SourceText) -> Option<String> {
    let lines: Vec<&str> = text.units.iter().map(|u| table.units[*u as usize].text.as_str()).collect();
    let last = item(lines.last()?)?;
    let first = lines.iter().rposition(|l| item(l) == Some(1))?;
    let items: Vec<usize> = lines[first..].iter().filter_map(|l| item(l)).collect();
    let in_order = items.iter().copied().eq(1..=last);
    let announced = number(lines.get(first.checked_sub(1)?)?)?;
    (in_order && last < announced).then(|| format!("the text announces {announced} items and ends in item {last}"))
}

/// The number of a paragraph that begins 一是, 二是 …
fn item(line: &str) -> Option<usize> {
    let mut chars = line.chars();
    let numeral = chars.next()?;
    let n = NUMERALS.iter().position(|c| *c == numeral)?;
    (chars.next() == Some('是')).then_some(n + 1)
}

/// The number that stands last before a measure word in a line.
fn number(line: &str) -> Option<usize> {
    let found = MEASURES.iter().flat_map(|m| line.match_indices(m).map(|(i, _)| i)).filter_map(|i| {
        let c = line[..i].chars().next_back()?;
        let n = match c {
            '两' | '兩' => 2,
            '2'..='9' => c as usize - '0' as usize,
            _ => NUMERALS.iter().position(|n| *n == c)? + 1,
        };
        let digits = line[..i].chars().rev().take_while(char::is_ascii_digit).count();
        (n >= 2 && digits <= 1).then_some((i, n))
    });
    found.max().map(|(_, n)| n)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::line;
    use super::*;
    use crate::model::chain::Cues;

    fn cut(lines: &[&str]) -> Option<String> {
        let units = (0..).zip(lines).map(|(i, text)| line(0, i, text, Cues::default())).collect();
        let table = UnitTable { units, ..UnitTable::default() };
        cut_short(&table, &SourceText { units: (0..lines.len() as u32).collect(), ..SourceText::default() })
    }

    #[test]
    fn an_enumeration_that_stops_early_is_told() {
        assert!(cut(&["今年有3个方面的安排。", "一是修路。", "二是架桥。"]).is_some());
    }

    #[test]
    fn whole_enumerations_and_other_endings_say_nothing() {
        assert_eq!(cut(&["今年有两项安排。", "一是修路。", "二是架桥。"]), None);
        assert_eq!(cut(&["今年有3个方面的安排。", "一是修路。", "二是架桥。", "他说，还要绿化。"]), None);
        assert_eq!(cut(&["今年完成了130个项目。", "一是修路。", "二是架桥。"]), None);
    }
}
