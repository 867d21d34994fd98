//! Conditions that a context of one character cannot express.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use super::joint;
use crate::text::notes::Note;
use crate::text::script::Balance;
use crate::text::{chars, columns, scalar};

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
    /// A line ends inside the match.
    OverLines,
    /// Behind the match three words of two characters with one last character are listed, and what stands before it ends
    /// otherwise.
    ParallelItems,
    /// Asks about two lines that meet.
    Joint(joint::Test),
}

/// Names of all conditions but those of joints, for messages.
const NAMES: &[&str] = &[
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
    "over-lines",
    "parallel-items",
];

/// Names of all conditions, for messages.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied().chain(joint::NAMES.iter().map(|(name, _)| *name))
}

impl Condition {
    /// Whether it asks about the whole text in a way of which nothing can be presumed.
    pub(super) fn needs_whole_text(&self) -> bool {
        matches!(self.test, Test::Edge(_)) || self.test == Test::Html && self.negated
    }

    /// Whether it can hold in marked-up texts only.
    pub(super) fn wants_markup(&self) -> bool {
        self.test == Test::Html && !self.negated
    }

    /// The widest line of which it can hold, in em.
    pub(super) fn widest(&self) -> Option<f32> {
        match self.test {
            Test::Width(std::cmp::Ordering::Less, em) if !self.negated => Some(em),
            _ => None,
        }
    }

    /// How many lines from an edge of the text it can hold at most.
    pub(super) fn nearness(&self) -> Option<usize> {
        match self.test {
            Test::Edge(lines) if !self.negated => Some(lines),
            _ => None,
        }
    }

    /// Whether it asks for the script of the text.
    pub(super) fn asks_script(&self) -> bool {
        matches!(self.test, Test::Traditional | Test::Simplified)
    }

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
            ["over-lines"] => Test::OverLines,
            ["parallel-items"] => Test::ParallelItems,
            ["unbalanced"] => return Some(Self { test: Test::Balanced, negated: !negated }),
            [name] => Test::Joint(joint::NAMES.iter().find(|(known, _)| known == name)?.1),
            _ => return None,
        };
        Some(Self { test, negated })
    }

    /// Whether it holds for two lines that meet; what asks about a match does not.
    pub(super) fn joins(&self, at: &joint::Meeting<'_>) -> bool {
        matches!(&self.test, Test::Joint(test) if test.holds(at) != self.negated)
    }

    /// Whether it holds for a match.
    pub(super) fn holds(&self, site: &Site<'_>) -> bool {
        let line = || &site.text[site.line.at.clone()];
        let found = match &self.test {
            Test::SpacedShare(least) => *site.line.spaced_share.get_or_init(|| spaced_share(line())) >= *least,
            Test::SpacedRun(least) => {
                let runs = site.line.spaced_runs.get_or_init(|| spaced_runs(line()));
                longest_run(runs, site.within()) >= *least
            }
            Test::HanShare(least) => site.line.has_han_share(line(), *least),
            Test::Width(order, em) => {
                let width = site.line.width.get_or_init(|| chars::text_width(line()));
                width.total_cmp(em) != order.reverse()
            }
            Test::Edge(lines) => site.facts.is_edge(site.text, site.line.at.start, *lines),
            Test::Traditional => site.facts.is_traditional(site.text),
            Test::Simplified => !site.facts.is_traditional(site.text),
            Test::WholeLine => line().trim() == site.text[site.at.clone()].trim(),
            Test::Balanced => *site.line.balanced.get_or_init(|| is_balanced(line())),
            Test::OverLines => site.text.as_bytes()[site.at.clone()].contains(&b'\n'),
            Test::ParallelItems => parallel_items(site.text, &site.at),
            Test::OutsideQuotes => {
                let before = &site.text[site.line.at.start..site.at.start];
                before.matches('“').count() <= before.matches('”').count()
            }
            Test::Html => *site.facts.html.get_or_init(|| super::markup::is_html(site.text)),
            // No match is a joint.
            Test::Joint(_) => return false,
            Test::Columns => {
                site.facts.asked_columns.set(true);
                *site.facts.columns.get_or_init(|| columns::side_by_side(site.text).is_some())
            }
        };
        found != self.negated
    }
}

/// A match and where it stands.
pub(super) struct Site<'a> {
    pub(super) text: &'a str,
    pub(super) at: Range<usize>,
    pub(super) line: &'a LineFacts,
    pub(super) facts: &'a Facts,
}

impl Site<'_> {
    fn within(&self) -> Range<usize> {
        self.at.start - self.line.at.start..self.at.end - self.line.at.start
    }
}

/// What is known of the line of a match, each told when it is first asked.
#[derive(Debug, Clone, Default)]
pub(super) struct LineFacts {
    /// From one line feed to another, with those inside the match where it crosses lines.
    pub(super) at: Range<usize>,
    crossed: bool,
    width: OnceCell<f32>,
    letters: OnceCell<Letters>,
    letters_at_worst: OnceCell<Letters>,
    spaced_share: OnceCell<f32>,
    spaced_runs: OnceCell<Vec<(Range<usize>, usize)>>,
    balanced: OnceCell<bool>,
}

impl LineFacts {
    /// Of the line at these bytes, or of the lines round a match that crosses them.
    pub(super) fn of(at: Range<usize>, crossed: bool) -> Self {
        Self { at, crossed, ..Self::default() }
    }

    /// Whether a text is nothing but this line.
    pub(super) fn is_whole(&self, text: &str) -> bool {
        self.at.start == 0 && self.at.end + 1 >= text.len()
    }

    /// Its letters, if they have been counted.
    pub(super) fn letters(&self) -> Option<Letters> {
        self.letters.get().copied()
    }

    /// Its letters were counted elsewhere.
    pub(super) fn know_letters(&mut self, letters: Letters) {
        self.letters = letters.into();
    }

    /// Whether ideographs are at least such a share of its letters. O(line).
    fn has_han_share(&self, line: &str, least: f32) -> bool {
        let is_enough = |letters: Letters| letters.han_share() >= least;
        // Letters are counted one by one only where their bytes do not tell.
        let at_worst = || is_enough(*self.letters_at_worst.get_or_init(|| Letters::at_worst(line)));
        let exact = || is_enough(*self.letters.get_or_init(|| Letters::of(line)));
        self.letters().map_or_else(|| at_worst() || exact(), is_enough)
    }

    /// Whether this is the line of that match.
    pub(super) fn holds(&self, at: &Range<usize>) -> bool {
        !self.crossed && self.at.start <= at.start && at.end <= self.at.end && !self.at.is_empty()
    }
}

/// What is known of a whole text, each told when it is first asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    script: OnceCell<Balance>,
    /// Starts of the printed lines.
    printed: OnceCell<Vec<usize>>,
    /// Whether the text is set in columns side by side.
    columns: OnceCell<bool>,
    asked_columns: Cell<bool>,
    /// Whether its tags are markup.
    html: OnceCell<bool>,
}

impl Facts {
    /// What is taken for granted of a text until the whole of it is seen: no columns, no markup, and the script that a
    /// text had of which this one was made.
    pub(super) fn presumed(script: Option<Balance>, asked_columns: bool) -> Self {
        let script = script.map_or_else(OnceCell::new, OnceCell::from);
        Self {
            columns: false.into(),
            html: false.into(),
            script,
            asked_columns: asked_columns.into(),
            ..Self::default()
        }
    }

    /// Whether a condition has asked for columns.
    pub(super) fn asked_columns(&self) -> bool {
        self.asked_columns.get()
    }

    /// Whether a text is in traditional script: this one, when it is the first that is asked about.
    pub(super) fn is_traditional(&self, text: &str) -> bool {
        self.script.get_or_init(|| Balance::of(text)).is_traditional()
    }

    /// What has been told of the script.
    pub(super) fn told_script(&self) -> Option<Balance> {
        self.script.get().copied()
    }

    fn is_edge(&self, text: &str, line: usize, lines: usize) -> bool {
        let printed = self.printed.get_or_init(|| printed_lines(text));
        let i = printed.partition_point(|s| *s < line);
        i < lines || i + lines >= printed.len()
    }
}

fn printed_lines(text: &str) -> Vec<usize> {
    let mut at = 0;
    let mut printed = Vec::new();
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            printed.push(at);
        }
        at += line.len() + 1;
    }
    printed
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

/// Runs of single-character words at single spaces: where each stands, and how many words it has.
fn spaced_runs(line: &str) -> Vec<(Range<usize>, usize)> {
    let mut runs: Vec<(Range<usize>, usize)> = Vec::new();
    let mut open = false;
    let mut offset = 0;
    for word in line.split(' ') {
        let end = offset + word.len();
        let single = is_single(word);
        match runs.last_mut().filter(|_| open) {
            Some((at, words)) if single => (at.end, *words) = (end, *words + 1),
            _ if single => runs.push((offset..end, 1)),
            _ => {}
        }
        open = single;
        offset = end + 1;
    }
    runs
}

/// Marks cling to a neighbour: a word of one Han character and its mark counts as single.
fn is_single(word: &str) -> bool {
    // Three characters are twelve bytes at most.
    let short = (1..=12).contains(&word.len());
    short && word.chars().count() <= 3 && word.chars().filter(|c| chars::is_content(*c)).count() <= 1
}

/// Words in the longest run that the match touches.
fn longest_run(runs: &[(Range<usize>, usize)], at: Range<usize>) -> usize {
    // A line can be a whole book.
    let first = runs.partition_point(|(run, _)| run.end < at.start);
    let touched = runs[first..].iter().take_while(|(run, _)| run.start <= at.end);
    touched.map(|(_, words)| *words).max().unwrap_or(0)
}

/// Letters of a text, and ideographs among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Letters {
    han: u32,
    all: u32,
}

impl Letters {
    /// Of a text. O(text).
    pub(super) fn of(text: &str) -> Self {
        let (mut letters, mut at) = (Self::default(), 0);
        let bytes = text.as_bytes();
        while let Some(first) = bytes.get(at) {
            // Most are ideographs that their first byte tells, U+5000 to U+9FFF.
            if matches!(first, 0xE5..=0xE9) {
                (letters.han, letters.all, at) = (letters.han + 1, letters.all + 1, at + 3);
                continue;
            }
            let Some((c, length)) = scalar::char_at(text, at) else { break };
            let note = Note::of(c);
            letters.han += u32::from(note.is_han());
            letters.all += u32::from(note.is_han() || note.is_letter());
            at += length;
        }
        letters
    }

    /// Of a text: no more ideographs than there are, and no fewer other letters. O(text), many bytes at a time.
    fn at_worst(text: &str) -> Self {
        let (mut han, mut all) = (0, 0);
        // So many bytes are counted in a byte.
        for part in text.as_bytes().chunks(usize::from(u8::MAX)) {
            // U+5000 to U+9FFF; whatever has more than one byte may be a letter.
            han += u32::from(part.iter().map(|b| u8::from(matches!(b, 0xE5..=0xE9))).sum::<u8>());
            all += u32::from(part.iter().map(|b| u8::from(*b >= 0xC0 || b.is_ascii_alphabetic())).sum::<u8>());
        }
        Self { han, all }
    }

    fn han_share(self) -> f32 {
        if self.all == 0 { 0.0 } else { self.han as f32 / self.all as f32 }
    }
}

impl std::ops::Add for Letters {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { han: self.han + other.han, all: self.all + other.all }
    }
}

impl std::ops::Sub for Letters {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { han: self.han - other.han, all: self.all - other.all }
    }
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
        assert!(longest_run(&spaced_runs(line), 0..1) >= 4 && spaced_share(line) > 0.6);
        assert_eq!(longest_run(&spaced_runs("本报记者 王 明"), 12..13), 2);
        let runs = [(0..3, 1), (8..13, 2), (20..30, 4)];
        let longest = |at| longest_run(&runs, at);
        assert_eq!([longest(4..7), longest(3..4), longest(13..20), longest(31..32)], [0, 1, 4, 0]);
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
