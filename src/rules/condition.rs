//! Conditions that a context of one character cannot express.

use std::ops::Range;

use crate::text::script::{self, Target};
use crate::text::{chars, columns};

/// A condition of a rule, possibly negated.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    test: Test,
    negated: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Test {
    /// Share of neighbouring visible characters of the line that one space sets apart.
    SpacedShare(f32),
    /// The match lies in a run of so many single characters set apart by single spaces.
    SpacedRun(usize),
    /// Share of Han among the letters of the line.
    HanShare(f32),
    /// Width of the line in em.
    Width(std::cmp::Ordering, f32),
    /// The line is among the first or last so many printed lines.
    Edge(usize),
    Traditional,
    Simplified,
    WholeLine,
    Balanced,
    Columns,
    /// The tags of the text are markup.
    Html,
    /// No quotation is open before the match on its line.
    OutsideQuotes,
    /// Behind the match three words of two characters with one last character are listed, and what stands before it ends
    /// otherwise.
    ParallelItems,
}

/// Names of all conditions, for messages.
pub(super) const NAMES: &[&str] = &[
    "spaced-share >= X",
    "spaced-run >= N",
    "han-share >= X",
    "width <= N",
    "width >= N",
    "edge <= N",
    "traditional",
    "simplified",
    "whole-line",
    "balanced",
    "unbalanced",
    "columns",
    "html",
    "outside-quotes",
    "parallel-items",
];

impl Condition {
    /// Parses `name`, `name >= value` or `name <= value`, each with an optional leading `!`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let trimmed = text.trim();
        let (negated, body) = trimmed.strip_prefix('!').map_or((false, trimmed), |b| (true, b.trim()));
        let words: Vec<&str> = body.split_whitespace().collect();
        let test = match words.as_slice() {
            ["spaced-share", ">=", x] => Test::SpacedShare(x.parse().ok()?),
            ["spaced-run", ">=", n] => Test::SpacedRun(n.parse().ok()?),
            ["han-share", ">=", x] => Test::HanShare(x.parse().ok()?),
            ["width", "<=", n] => Test::Width(std::cmp::Ordering::Less, n.parse().ok()?),
            ["width", ">=", n] => Test::Width(std::cmp::Ordering::Greater, n.parse().ok()?),
            ["edge", "<=", n] => Test::Edge(n.parse().ok()?),
            ["traditional"] => Test::Traditional,
            ["simplified"] => Test::Simplified,
            ["whole-line"] => Test::WholeLine,
            ["balanced"] => Test::Balanced,
            ["columns"] => Test::Columns,
            ["html"] => Test::Html,
            ["outside-quotes"] => Test::OutsideQuotes,
            ["parallel-items"] => Test::ParallelItems,
            ["unbalanced"] => return Some(Self { test: Test::Balanced, negated: !negated }),
            _ => return None,
        };
        Some(Self { test, negated })
    }

    /// Whether it holds for a match.
    pub(super) fn holds(&self, site: &Site<'_>) -> bool {
        let line = || &site.text[site.line.clone()];
        let found = match &self.test {
            Test::SpacedShare(least) => spaced_share(line()) >= *least,
            Test::SpacedRun(least) => spaced_run(line(), site.within()) >= *least,
            Test::HanShare(least) => han_share(line()) >= *least,
            Test::Width(order, em) => chars::text_width(line()).total_cmp(em) != order.reverse(),
            Test::Edge(lines) => site.facts.is_edge(site.line.start, *lines),
            Test::Traditional => site.facts.script == Some(Target::Hant),
            Test::Simplified => site.facts.script != Some(Target::Hant),
            Test::WholeLine => line().trim() == site.text[site.at.clone()].trim(),
            Test::Balanced => is_balanced(line()),
            Test::ParallelItems => parallel_items(site.text, &site.at),
            Test::OutsideQuotes => {
                let before = &site.text[site.line.start..site.at.start];
                before.matches('“').count() <= before.matches('”').count()
            }
            Test::Html => *site.facts.html.get_or_init(|| super::markup::is_html(site.text)),
            Test::Columns => *site.facts.columns.get_or_init(|| columns::side_by_side(site.text).is_some()),
        };
        found != self.negated
    }
}

/// A match and where it stands.
pub(super) struct Site<'a> {
    pub(super) text: &'a str,
    pub(super) at: Range<usize>,
    pub(super) line: Range<usize>,
    pub(super) facts: &'a Facts,
}

impl Site<'_> {
    fn within(&self) -> Range<usize> {
        self.at.start - self.line.start..self.at.end - self.line.start
    }
}

/// What is known of a whole text.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    script: Option<Target>,
    /// Starts of the printed lines.
    printed: Vec<usize>,
    /// Whether the text is set in columns side by side; told when asked.
    columns: std::cell::OnceCell<bool>,
    /// Whether its tags are markup; told when asked.
    html: std::cell::OnceCell<bool>,
}

impl Facts {
    /// O(text).
    pub(super) fn of(text: &str) -> Self {
        let mut at = 0;
        let mut printed = Vec::new();
        for line in text.split('\n') {
            if !line.trim().is_empty() {
                printed.push(at);
            }
            at += line.len() + 1;
        }
        Self { script: script::dominant(text), printed, ..Self::default() }
    }

    fn is_edge(&self, line: usize, lines: usize) -> bool {
        let i = self.printed.partition_point(|s| *s < line);
        i < lines || i + lines >= self.printed.len()
    }
}

/// Share of neighbouring visible characters with exactly one space between them.
fn spaced_share(line: &str) -> f32 {
    let (mut pairs, mut apart, mut gap, mut seen) = (0u32, 0u32, 0u32, false);
    for c in line.chars() {
        if c == ' ' {
            gap += 1;
            continue;
        }
        if seen {
            pairs += 1;
            apart += u32::from(gap == 1);
        }
        (seen, gap) = (true, 0);
    }
    if pairs == 0 { 0.0 } else { apart as f32 / pairs as f32 }
}

/// Number of single-character words in a row, at single spaces, round the match.
fn spaced_run(line: &str, at: Range<usize>) -> usize {
    let (mut best, mut run, mut holds) = (0, 0, false);
    let mut offset = 0;
    for word in line.split(' ') {
        let end = offset + word.len();
        // Marks cling to a neighbour: a word of one Han character and its mark counts as single.
        let letters = word.chars().filter(|c| chars::is_content(*c)).count();
        let single = !word.is_empty() && letters <= 1 && word.chars().count() <= 3;
        if single {
            run += 1;
            holds |= offset <= at.end && at.start <= end;
        }
        if !single || end == line.len() {
            if holds {
                best = best.max(run);
            }
            (run, holds) = (0, false);
        }
        offset = end + 1;
    }
    best
}

fn han_share(line: &str) -> f32 {
    let (mut han, mut letters) = (0u32, 0u32);
    for c in line.chars() {
        let is_han = chars::is_han(c);
        han += u32::from(is_han);
        letters += u32::from(is_han || c.is_alphabetic());
    }
    if letters == 0 { 0.0 } else { han as f32 / letters as f32 }
}

fn parallel_items(text: &str, at: &Range<usize>) -> bool {
    let behind: Vec<char> = text[at.end..].chars().take(8).collect();
    let [a, x, '、', b, y, '、', c, z] = behind[..] else { return false };
    let listed = x == y && y == z && [a, b, c, x].iter().all(|c| chars::is_han(*c));
    listed && !text[..at.start].ends_with(x)
}

/// Whether quotes and brackets close in the order in which they open.
fn is_balanced(line: &str) -> bool {
    let mut open: Vec<char> = Vec::new();
    for c in line.chars() {
        let partner = match c {
            '（' | '(' => ')',
            '“' => '”',
            '‘' => '’',
            '「' => '」',
            '『' => '』',
            '《' => '》',
            '〈' => '〉',
            '【' => '】',
            '〔' => '〕',
            '[' | '［' => ']',
            '）' | ')' | '”' | '’' | '」' | '』' | '》' | '〉' | '】' | '〕' | ']' | '］' => {
                let closing = match c {
                    '）' => ')',
                    '］' => ']',
                    c => c,
                };
                if open.pop() != Some(closing) {
                    return false;
                }
                continue;
            }
            _ => continue,
        };
        open.push(partner);
    }
    open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_spaced_stretches_are_told_from_names() {
        let line = "1 亿 ，捍 卫 正 义 与 和 平";
        assert!(spaced_run(line, 0..1) >= 4 && spaced_share(line) > 0.6);
        assert_eq!(spaced_run("本报记者 王 明", 12..13), 2);
    }

    #[test]
    fn balance_needs_order() {
        assert!(is_balanced("“‘甲’乙”（丙）") && !is_balanced("“‘甲”’") && !is_balanced("乙”"));
    }

    #[test]
    fn unknown_conditions_are_refused() {
        assert_eq!(Condition::parse("spaced-shore >= 1"), None);
    }
}
