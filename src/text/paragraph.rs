//! Where paragraphs begin, as far as the lines of one text tell.
//!
//! In wrapped text the marks of a paragraph are widths: its first line is two em narrower than the column (the
//! lost indent), its last line ends anywhere, every other line is full. A line is described by two bits, first and
//! last, where *last* of one line is *first* of the next; the widths and end marks of all lines together give each
//! joint its log-odds by the forward–backward algorithm. Where lines are paragraphs, end marks decide.

use super::chars;
use super::notes::Note;

/// Log-odds that a paragraph begins inside a physical line.
pub const INSIDE_LINE: f32 = -2.2;

/// Spread of the width of full lines in em, beyond what squeezed punctuation and unbreakable words explain.
const SIGMA: f32 = 0.7;
/// A mark can be set half an em narrower; so much can be squeezed into a line in all.
const SQUEEZE: f32 = 0.5;
const MAX_SQUEEZE: f32 = 1.5;
/// Space that setters put between Han and digits, in em; extractors do not always keep it.
const AUTOSPACE: f32 = 0.25;
/// Worst log-likelihood of a width: anything can happen in a newspaper.
const OUTLIER: f32 = -4.5;
/// Share of line joints that are paragraph breaks in newspaper columns.
const PRIOR: f32 = -1.4;
const CERTAIN: f32 = 4.0;
/// Log-likelihood of a line that is just full.
const FULL: f32 = -0.57;
/// Log-likelihood of a line inside and at the end of a paragraph, by whether a paragraph may end with its last mark.
const FINAL: [f32; 2] = [-3.0, -0.03];
const INNER: [f32; 2] = [-0.05, -3.5];

/// What the text of a line shows of its paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traits {
    /// Number of its characters that are no letters or digits, white space among them.
    pub marks: u32,
    /// Borders between Han and ASCII letters or digits.
    pub borders: u32,
    is_final: bool,
    pauses: bool,
    dash: bool,
    opens: bool,
    labelled: bool,
    pushed_down: bool,
}

impl Traits {
    /// Of the text of a line without the white space round it. O(text).
    pub fn of(text: &str) -> Self {
        let marks = text.chars().filter(|c| !Note::of(*c).is_content()).count() as u32;
        Self::counted(text, marks, borders(text))
    }

    /// As [`Traits::of`], where the marks and borders are known. O(1) but for marks at the end.
    pub fn counted(text: &str, marks: u32, borders: u32) -> Self {
        Self {
            marks,
            borders,
            is_final: is_final(text),
            pauses: text.ends_with(['，', '、', ',']),
            dash: text.starts_with("——"),
            opens: text.starts_with(chars::is_opening),
            labelled: is_labelled(text),
            pushed_down: is_pushed_down(text),
        }
    }
}

/// A line, as far as paragraphs are concerned.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// What its text shows.
    pub traits: Traits,
    /// Its width in em, white space left out.
    pub width: f32,
    /// Width of a full line hereabouts in em; infinite where lines are paragraphs.
    pub full: f32,
    /// White space before it in em.
    pub indent: f32,
    /// Blank lines before it.
    pub blank_before: u32,
    /// Whether it opens a section or clause.
    pub section: bool,
    /// Whether it is the agency credit of an article.
    pub credit: bool,
}

impl Line {
    /// Whether a paragraph may end with it.
    pub fn is_final(&self) -> bool {
        self.traits.is_final
    }

    fn wrapped(&self) -> bool {
        self.full.is_finite()
    }
}

/// Log-odds of a paragraph break at each joint of consecutive lines. O(lines).
pub fn breaks(lines: &[Line], layout: Layout) -> Vec<f32> {
    let mut breaks = Breaks::default();
    breaks.tell(lines, layout);
    breaks.odds
}

/// Tells paragraph breaks, with memory that is used again for the next text.
#[derive(Debug, Clone, Default)]
pub struct Breaks {
    extra: Vec<f32>,
    odds: Vec<f32>,
    chain: Chain,
}

impl Breaks {
    /// As [`breaks`].
    pub fn tell(&mut self, lines: &[Line], layout: Layout) -> &[f32] {
        let Self { extra, odds, chain } = self;
        refill(extra, lines.windows(2).map(|w| layout.extra(&w[0], &w[1])));
        refill(odds, extra.iter().map(|_| 0.0));
        let mut start = 0;
        while start < lines.len() {
            let wrapped = lines[start].wrapped();
            let len = lines[start..].iter().take_while(|l| l.wrapped() == wrapped).count();
            let end = start + len;
            if wrapped {
                chain.tell(&lines[start..end], &extra[start..end - 1], &mut odds[start..end - 1]);
            } else {
                for i in start..end - 1 {
                    odds[i] = paragraph_odds(&lines[i]) + extra[i];
                }
            }
            if end < lines.len() {
                odds[end - 1] = paragraph_odds(&lines[end - 1]) + extra[end - 1];
            }
            start = end;
        }
        odds
    }
}

/// Makes the values those of the list, in the memory that it has.
fn refill<T>(list: &mut Vec<T>, values: impl Iterator<Item = T>) {
    list.clear();
    list.extend(values);
}

fn paragraph_odds(x: &Line) -> f32 {
    match () {
        () if x.is_final() => 2.0,
        () if x.traits.pauses => -2.5,
        () => -1.5,
    }
}

/// What blank lines and indents mean on a page.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layout {
    blank: f32,
    no_blank: f32,
    indents: bool,
}

impl Layout {
    /// From the blank lines before each line of a page, and its indent in em. O(lines).
    pub fn of(lines: impl Iterator<Item = (u32, f32)>) -> Self {
        let (mut all, mut blanks, mut indents) = (0, 0, 0);
        for (blank, indent) in lines {
            all += 1;
            blanks += usize::from(blank > 0);
            indents += usize::from(indent >= 1.0);
        }
        let share = |n: usize| n as f32 / all.max(1) as f32;
        let (blanks, indents) = (share(blanks), share(indents));
        // A blank line between all lines says nothing, but its absence joins two halves of one display line.
        let (blank, no_blank) = match blanks {
            b if b > 0.8 => (0.0, -CERTAIN),
            b if (0.03..0.6).contains(&b) => (0.7, -0.7),
            _ => (0.0, 0.0),
        };
        Self { blank, no_blank, indents: (0.05..0.7).contains(&indents) }
    }

    fn extra(&self, x: &Line, y: &Line) -> f32 {
        let mut s = if y.blank_before > 0 { self.blank } else { self.no_blank };
        if self.indents {
            s += if y.indent >= 1.0 { CERTAIN } else { -1.0 };
        }
        if y.credit || x.credit {
            s += CERTAIN;
        }
        if y.section && (x.is_final() || is_heading(x)) {
            s += 2.0;
        }
        if y.section && x.wrapped() && is_heading(y) {
            s += 2.0;
        }
        if is_heading(x) {
            s += if y.blank_before > 0 || !x.wrapped() { CERTAIN } else { 2.0 };
        }
        if x.is_final() && y.traits.dash {
            s += 1.5;
        }
        // Speech opens paragraphs more often than it opens a sentence at the start of a line.
        if x.is_final() && y.traits.opens && !y.section {
            s += 0.8;
        }
        if x.traits.labelled && y.traits.labelled {
            s += CERTAIN;
        }
        s
    }
}

/// A section heading on a line of its own: no mark at its end, and not the full width.
fn is_heading(u: &Line) -> bool {
    u.section && !u.is_final() && u.width < (u.full - 2.6).min(34.0) && !u.traits.pauses
}

/// 地点：…, 时间：…: items with a label.
fn is_labelled(text: &str) -> bool {
    text.chars().take(5).position(|c| c == '：' || c == ':').is_some_and(|n| n >= 2)
}

/// Lines of a column, and what forward–backward over the bits "a paragraph ends with this line" finds of them.
#[derive(Debug, Clone, Default)]
struct Chain {
    widths: Vec<Widths>,
    /// What else speaks for a break behind each line, as a ratio.
    joints: Vec<f32>,
    /// The chances that a paragraph does not and does end with each line, told from the lines up to it.
    forward: Vec<[f32; 2]>,
    /// The same, told from the lines behind it.
    backward: Vec<[f32; 2]>,
}

impl Chain {
    /// Goes both ways twice: the second time with the share of breaks that the first one found.
    fn tell(&mut self, lines: &[Line], extra: &[f32], odds: &mut [f32]) {
        if lines.len() < 2 {
            return;
        }
        refill(&mut self.widths, (0..lines.len()).map(|i| Widths::of(&lines[i], lines.get(i + 1))));
        refill(&mut self.joints, extra.iter().map(|e| if *e == 0.0 { 1.0 } else { e.exp() }));
        self.ratios(PRIOR.exp(), odds);
        let found = odds.iter().map(|ratio| f64::from(1.0 / (1.0 + 1.0 / ratio))).sum::<f64>() as f32;
        let share = ((found + 4.0 * 0.2) / (odds.len() as f32 + 4.0)).clamp(0.05, 0.6);
        self.ratios(share / (1.0 - share), odds);
        odds.iter_mut().for_each(|ratio| *ratio = ratio.ln());
    }

    /// The ratio of the chances that a paragraph does and does not end with each line. Chances are kept near one: only their
    /// ratio counts. Both ways are gone side by side, since each step waits for the one before.
    fn ratios(&mut self, prior: f32, ratios: &mut [f32]) {
        let Self { widths, joints, forward, backward } = self;
        let n = widths.len();
        forward.resize(n, [0.0; 2]);
        backward.resize(n, [0.0; 2]);
        // forward[i][b]: lines 0..=i, break after line i = b. Whether the chain begins a paragraph is open.
        forward[0] = [0, 1].map(|last| widths[0].0[0][last] + widths[0].0[1][last]);
        // backward[i][b]: lines i+1.., given break after line i = b.
        let mut ahead = [1.0, 1.0];
        for i in 1..n {
            let before = [forward[i - 1][0], forward[i - 1][1] * prior * joints[i - 1]];
            forward[i] = scaled([0, 1].map(|last| before[0] * widths[i].0[0][last] + before[1] * widths[i].0[1][last]));
            let j = n - 1 - i;
            backward[j] = scaled([0, 1].map(|b| widths[j + 1].0[b][0] * ahead[0] + widths[j + 1].0[b][1] * ahead[1]));
            ahead = [backward[j][0], prior * joints[j] * backward[j][1]];
        }
        for (i, ratio) in ratios.iter_mut().enumerate().take(n - 1) {
            *ratio = forward[i][1] * (prior * joints[i]) * backward[i][1] / (forward[i][0] * backward[i][0]);
        }
    }
}

fn scaled([a, b]: [f32; 2]) -> [f32; 2] {
    let sum = a + b;
    [a / sum, b / sum]
}

/// Likelihood of a line's width and end mark, by `[first][last]`.
#[derive(Debug, Clone)]
struct Widths([[f32; 2]; 2]);

impl Widths {
    fn of(u: &Line, next: Option<&Line>) -> Self {
        let over = (SQUEEZE * u.traits.marks as f32).min(MAX_SQUEEZE);
        let pushed = if next.is_some_and(|n| n.traits.pushed_down) { 1.0 } else { 0.0 };
        let under = pushed + AUTOSPACE * u.traits.borders as f32;
        let marks = if u.is_final() { FINAL } else { INNER };
        let mut table = [[0.0; 2]; 2];
        for (first, row) in table.iter_mut().enumerate() {
            let room = u.full - 2.0 * first as f32;
            let d = u.width - room;
            let off = if d > 0.0 { (d - over).max(0.0) } else { (d + under).min(0.0) };
            let inside = if off == 0.0 { FULL } else { (FULL - off * off / (2.0 * SIGMA * SIGMA)).max(OUTLIER) };
            row[0] = (inside + marks[0]).exp();
            row[1] =
                if u.width > room + over + 1.0 { (OUTLIER + marks[1]).exp() } else { marks[1].exp() / u.full.max(2.0) };
        }
        Self(table)
    }
}

/// A line whose first character had to come down from the line before: it is followed by a mark that may not
/// begin a line, or begins a word or number that may not be cut.
fn is_pushed_down(text: &str) -> bool {
    let mut chars = text.chars();
    let (first, second) = (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '));
    let hangs = |c: char| !chars::is_content(c) && !chars::is_opening(c) && c != ' ';
    hangs(second) || (first.is_ascii_alphanumeric() && second.is_ascii_alphanumeric()) || chars::is_opening(first)
}

/// Borders between Han and ASCII letters or digits.
fn borders(text: &str) -> u32 {
    let mut kinds = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.is_ascii_alphanumeric());
    let Some(mut last) = kinds.next() else { return 0 };
    kinds.filter(|kind| std::mem::replace(&mut last, *kind) != *kind).count() as u32
}

/// Whether a paragraph may end here: a sentence end, a colon, a dash or a semicolon, closing marks peeled.
pub fn is_final(text: &str) -> bool {
    last_mark(text).is_some_and(|c| chars::is_sentence_end(c) || matches!(c, '—' | '：' | ':' | '；' | ';' | '.'))
}

/// Whether a sentence ends here, closing marks peeled.
pub fn ends_sentence(text: &str) -> bool {
    last_mark(text).is_some_and(chars::is_sentence_end)
}

fn last_mark(text: &str) -> Option<char> {
    text.trim_end().trim_end_matches(chars::is_closing).chars().next_back()
}
