//! Setting text in a narrow column, and what extraction leaves of it.

use crate::synth::random::Random;
use crate::text::chars::{is_closing, is_han, is_opening, width};

/// What may stand beyond the end of a full line, squeezed in, since no line begins with a mark: em.
const SQUEEZE: f32 = 1.0;
/// The indent of a first line, which extraction loses: em.
const INDENT: f32 = 2.0;
/// A line so much narrower than the column is spread over it.
const LOOSE: f32 = 0.9;

/// How a column is set and extracted.
pub(super) struct Column {
    /// Width in em.
    pub(super) width: f32,
    /// Share of the sides of numbers that have a space.
    pub(super) number_spaces: f64,
}

/// Shares of loose and of other full lines that come out with a space after every character.
const SPACED_LOOSE: f64 = 0.3;
const SPACED: f64 = 0.01;

impl Column {
    /// The lines of a paragraph; one that goes on from elsewhere has no indent. O(text).
    pub(super) fn set(&self, paragraph: &str, indent: bool, random: &mut Random) -> Vec<String> {
        let lines = broken(paragraph, self.width, if indent { INDENT } else { 0.0 });
        let last = lines.len().saturating_sub(1);
        let mut out = Vec::with_capacity(lines.len());
        for (i, (line, measured)) in lines.into_iter().enumerate() {
            let room = self.width - if i == 0 && indent { INDENT } else { 0.0 };
            let share = if room - measured > LOOSE { SPACED_LOOSE } else { SPACED };
            let spaced = i < last && random.chance(share);
            out.push(if spaced { spread(line) } else { self.numbers(line, random) });
        }
        out
    }

    /// A line with spaces on some sides of its numbers.
    fn numbers(&self, line: &str, random: &mut Random) -> String {
        let mut out = String::with_capacity(line.len() + 8);
        let mut before: Option<char> = None;
        for c in line.chars() {
            let border = before.is_some_and(|b| (is_han(b) && c.is_ascii_digit()) || (b.is_ascii_digit() && is_han(c)));
            if border && random.chance(self.number_spaces) {
                out.push(' ');
            }
            out.push(c);
            before = Some(c);
        }
        out
    }
}

/// A line with a space before each character that follows a letter: marks keep to what is after them.
fn spread(line: &str) -> String {
    let mut out = String::with_capacity(line.len() * 2);
    let mut before: Option<char> = None;
    for c in line.chars().filter(|c| *c != ' ') {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '%';
        let together = before.is_none_or(|b| (word(b) && word(c)) || !(is_han(b) || word(b)));
        if !together {
            out.push(' ');
        }
        out.push(c);
        before = Some(c);
    }
    out
}

/// The lines of a paragraph and their widths. Numbers and words of letters stay whole, no line begins with a closing
/// mark or ends with an opening one.
fn broken(paragraph: &str, column: f32, indent: f32) -> Vec<(&str, f32)> {
    let chars: Vec<(usize, char)> = paragraph.char_indices().collect();
    let byte = |i: usize| chars.get(i).map_or(paragraph.len(), |c| c.0);
    let mut lines = Vec::new();
    let mut start = 0;
    while start < chars.len() {
        let room = column - if start == 0 { indent } else { 0.0 };
        let end = line_end(&chars, start, room);
        let line = paragraph[byte(start)..byte(end)].trim();
        lines.push((line, chars[start..end].iter().map(|c| width(c.1)).sum()));
        start = end;
    }
    lines
}

fn line_end(chars: &[(usize, char)], start: usize, room: f32) -> usize {
    let (mut end, mut em) = (start, 0.0);
    while end < chars.len() {
        let (c, em_of) = (chars[end].1, width(chars[end].1));
        let limit = if is_mark(c) { room + SQUEEZE } else { room };
        if em + em_of > limit {
            break;
        }
        em += em_of;
        end += 1;
    }
    if end == chars.len() {
        return end;
    }
    let parts = |at: usize| {
        let (before, after) = (chars[at - 1].1, chars[at].1);
        let one = (in_word(before) && in_word(after)) || (before == '—' && after == '—');
        !(one || is_mark(after) || is_opening(before))
    };
    // A word wider than the column is cut where it must be.
    (start + 1..=end).rev().find(|at| parts(*at)).unwrap_or(end.max(start + 1))
}

fn is_mark(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '%') || is_closing(c)
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '.'
}

#[cfg(test)]
mod tests {
    use super::super::super::random::Purpose;
    use super::*;

    const TEXT: &str = "春天的小河边有一座石桥，桥边的老人每天早晨钓鱼。他的篮子里总是空空的，但是他从来都没有抱怨过，因为2025年5月的那一天，“他终于钓到了一条大鱼”。";

    #[test]
    fn lines_fill_the_column_and_lose_nothing() {
        let lines = broken(TEXT, 12.0, INDENT);
        assert_eq!(lines.iter().map(|l| l.0).collect::<String>(), TEXT);
        assert!(lines[0].1 <= 11.0 && lines[1..].iter().all(|l| l.1 <= 13.0), "{lines:?}");
        assert!(lines.iter().all(|l| !l.0.starts_with(is_mark) && !l.0.ends_with('“')), "{lines:?}");
        assert!(lines.len() < 9);
    }

    #[test]
    fn spread_lines_are_as_justified_ones_come_out() {
        assert_eq!(spread("要做到：转变2025年"), "要 做 到 ：转 变 2025 年");
    }

    #[test]
    fn only_spaces_are_added() {
        let mut random = Random::of(1, Purpose::Page, &[]);
        let lines = Column { width: 14.0, number_spaces: 1.0 }.set(TEXT, true, &mut random);
        assert_eq!(lines.concat().replace(' ', ""), TEXT);
        assert!(lines.concat().contains(" 5 月"), "{lines:?}");
    }
}
