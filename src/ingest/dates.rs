//! The day of an issue, told from a page's path or from its date line.

use std::ops::RangeInclusive;

use crate::model::date::Date;

/// Years that a number in a path may stand for; newspapers are not older.
const YEARS: RangeInclusive<i32> = 1600..=2199;
/// Characters at either end of a page in which its date line stands.
const EDGE: usize = 1500;
/// Characters behind a date in which its weekday stands: a second date, by the moon, may come between.
const NEAR: usize = 16;

/// The day that a path names: the last of `2025-08-28`, `2025_08_28`, `2025/08/28`, `2025-08/28`, `20250828`,
/// `2025年8月28日`; eight digits may be followed by two of the page. O(path).
pub fn in_path(path: &str) -> Option<Date> {
    let parts = numbers(path);
    (0..parts.len()).rev().find_map(|i| compact(&parts[i]).or_else(|| spaced(path, &parts[i..])))
}

/// A run of ASCII digits.
struct Number<'a> {
    digits: &'a str,
    start: usize,
}

impl Number<'_> {
    fn end(&self) -> usize {
        self.start + self.digits.len()
    }
}

fn numbers(text: &str) -> Vec<Number<'_>> {
    let mut found: Vec<Number<'_>> = Vec::new();
    for (start, _) in text.match_indices(|c: char| c.is_ascii_digit()) {
        let fresh = found.last().is_none_or(|last| last.end() < start);
        match found.last_mut() {
            Some(last) if !fresh && last.end() == start => last.digits = &text[last.start..=start],
            _ => found.push(Number { digits: &text[start..=start], start }),
        }
    }
    found
}

fn compact(number: &Number<'_>) -> Option<Date> {
    let digits = number.digits;
    let part = |at: std::ops::Range<usize>| digits[at].parse().ok();
    matches!(digits.len(), 8 | 10).then(|| day(part(0..4)?, part(4..6)?, part(6..8)?)).flatten()
}

/// Year, month and day in three numbers with one separator each between them; or year, and month and day together.
fn spaced(path: &str, parts: &[Number<'_>]) -> Option<Date> {
    let [year, month, ..] = parts else { return None };
    let near = |a: &Number<'_>, b: &Number<'_>| {
        let between = &path[a.end()..b.start];
        between.chars().count() == 1 && between.contains(['-', '_', '.', '/', '\\', '年', '月'])
    };
    if year.digits.len() != 4 || !near(year, month) {
        return None;
    }
    let number = |n: &Number<'_>| n.digits.parse().ok();
    match parts.get(2) {
        _ if month.digits.len() == 4 => {
            day(number(year)?, month.digits[..2].parse().ok()?, month.digits[2..].parse().ok()?)
        }
        Some(last) if month.digits.len() <= 2 && (1..=2).contains(&last.digits.len()) && near(month, last) => {
            day(number(year)?, number(month)?, number(last)?)
        }
        _ => None,
    }
}

fn day(year: u32, month: u32, day: u32) -> Option<Date> {
    let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    Date::new(year, month, day)
}

/// The day of a page's date line: `2025年8月28日 星期四`, in figures or numerals, near the beginning or the end of the
/// page. Only a date whose weekday is right counts: articles name other days, and readers misread figures. O(1).
pub fn in_text(text: &str) -> Option<Date> {
    let head: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).take(EDGE).collect();
    let mut tail: Vec<char> = text.chars().rev().filter(|c| !c.is_whitespace()).take(EDGE).collect();
    tail.reverse();
    [head, tail].iter().find_map(|edge| in_edge(edge))
}

fn in_edge(text: &[char]) -> Option<Date> {
    let years = (4..text.len()).filter(|at| text[*at] == '年');
    years.into_iter().find_map(|at| {
        let year = digits(&text[at - 4..at])?;
        let (month, at) = count(text, at + 1, '月')?;
        let (of_month, at) = count(text, at, '日')?;
        let date = day(year, month, of_month)?;
        let near = &text[at..text.len().min(at + NEAR)];
        (weekday(near)? == date.weekday()).then_some(date)
    })
}

/// Four figures of a year.
fn digits(text: &[char]) -> Option<u32> {
    text.iter().try_fold(0, |year, c| Some(10 * year + digit(*c)?))
}

fn digit(c: char) -> Option<u32> {
    const NUMERALS: &[char] = &['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match c {
        '○' | '零' | 'Ｏ' => Some(0),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => c.to_digit(10).or_else(|| NUMERALS.iter().position(|n| *n == c).map(|n| n as u32)),
    }
}

/// A number up to 31 before `unit`, in figures or numerals, and where the text goes on behind it.
fn count(text: &[char], from: usize, unit: char) -> Option<(u32, usize)> {
    let length = text[from..].iter().take(4).position(|c| *c == unit)?;
    let part = &text[from..from + length];
    let number = match part.iter().position(|c| *c == '十') {
        Some(ten) => {
            let tens = if ten == 0 { 1 } else { digits(&part[..ten])? };
            10 * tens + digits(&part[ten + 1..])?
        }
        None if part.is_empty() => return None,
        None => digits(part)?,
    };
    Some((number, from + length + 1))
}

/// Days since Monday, of a weekday that a text names.
fn weekday(text: &[char]) -> Option<usize> {
    const DAYS: &[char] = &['一', '二', '三', '四', '五', '六', '日'];
    let named = text.windows(3).find(|w| matches!(w, ['星', '期', _] | ['礼', '拜', _] | ['禮', '拜', _]));
    let name = named.map(|w| w[2]).or_else(|| text.windows(2).find(|w| matches!(w[0], '周' | '週')).map(|w| w[1]))?;
    DAYS.iter().position(|d| *d == if name == '天' { '日' } else { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> Option<String> {
        in_path(path).map(|d| d.to_string())
    }

    #[test]
    fn paths_name_days_in_many_ways() {
        let day = Some("2025-08-28".to_owned());
        for text in [
            "pages/P/2025-08-28/01.txt",
            "P/2025/08/28/01.txt",
            "P/2025/8/28.txt",
            "P/2025-08/28/01.txt",
            "P/20250828.txt",
            "P/paper2025082801.txt",
            "P/2025/0828/01.txt",
            "P/2025_08_28_1.txt",
            "P/2025年8月28日/01.txt",
            "scan-20240101/P/2025-08-28.txt",
        ] {
            assert_eq!(path(text), day, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_days() {
        for text in ["P/dP01.txt", "P/01.txt", "P/12345678.txt", "P/2025-13-01.txt", "P/2025/01.txt", "P/99/12/31.txt"]
        {
            assert_eq!(path(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_line_names_a_day_when_its_weekday_is_right() {
        let text = |text: &str| in_text(text).map(|d| d.to_string());
        let day = Some("2025-08-28".to_owned());
        assert_eq!(text("晨光日报\n2025年8月28日 星期四\n第1版"), day);
        assert_eq!(text("2025 年 8 月 28 日 农历七月初六 星期四"), day);
        assert_eq!(text("二〇二五年八月二十八日 星期四"), day);
        assert_eq!(text("２０２５年８月２８日　周四"), day);
        assert_eq!(text("1949年10月1日，星期六"), Some("1949-10-01".to_owned()));
        // Misread, another day in an article, no weekday.
        assert_eq!(text("2025年8月29日 星期四"), None);
        assert_eq!(text("自2025年8月28日起施行。"), None);
        assert_eq!(text("2025年2月30日 星期日"), None);
    }
}
