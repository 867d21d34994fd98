//! The printed lines of a text, and what one look at each tells.

use std::ops::Range;

use crate::rules::sieve::{Hit, Sieve, Watch};
use crate::text::notes::Note;

/// How many bytes a common ideograph has.
const IDEOGRAPH_BYTES: usize = 3;

/// A printed line of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Printed {
    /// What is printed, without the white space round it.
    pub(super) at: Range<usize>,
    /// Bytes of white space before it, and behind it to the end of the line.
    lead: u32,
    tail: u32,
    /// Width and indent in em.
    pub(super) width: f32,
    pub(super) indent: f32,
    pub(super) blank_before: u32,
    /// Number of its characters, of letters and digits among them, and of ideographs.
    pub(super) chars: u32,
    pub(super) content: u32,
    pub(super) han: u32,
    /// Borders between Han and ASCII letters or digits.
    pub(super) borders: u32,
    /// It begins with a small letter.
    pub(super) goes_on: bool,
    /// No mark ends it: it may be cut in mid-word.
    pub(super) cut: bool,
    /// A mark of a sentence stands before its last word.
    pub(super) pointed: bool,
    /// The numbers of the places that tell which marking rules may match in it.
    pub(super) hits: Range<usize>,
    /// Two blanks or more stand between what is printed.
    pub(super) gap: bool,
    /// What rules say of it.
    pub(super) said: Said,
    /// What those say that see nothing but this line, where that is known.
    pub(super) alone: Option<Said>,
}

/// What rules say a line is: the number of a section, a credit, something that stands apart from the text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said {
    pub(super) section: bool,
    pub(super) credit: bool,
    pub(super) apart: bool,
}

impl Printed {
    /// Where the whole line begins and ends.
    pub(super) fn start(&self) -> usize {
        self.at.start - self.lead as usize
    }

    pub(super) fn end(&self) -> usize {
        self.at.end + self.tail as usize
    }

    /// The same line so many bytes behind.
    pub(super) fn moved(&self, by: isize) -> Self {
        Self { at: self.at.start.wrapping_add_signed(by)..self.at.end.wrapping_add_signed(by), ..self.clone() }
    }
}

/// Appends the printed lines of a stretch of whole lines, and the places that tell of marks on them; what rules say of
/// the lines is still open. O(stretch).
pub(super) fn read(sieve: &Sieve, text: &str, stretch: Range<usize>, lines: &mut Vec<Printed>, hits: &mut Vec<Hit>) {
    let (mut start, mut blank) = (stretch.start, 0);
    while start < stretch.end {
        if text.as_bytes()[start] == b'\n' {
            (start, blank) = (start + 1, blank + 1);
            continue;
        }
        let first = hits.len();
        let mut reader = Reader { line: Look::at(start), start, hits };
        let end = sieve.line_seen(text, start, &mut reader);
        let line = reader.line;
        match line.printed(start..end, first..hits.len(), blank) {
            Some(line) => {
                lines.push(line);
                blank = 0;
            }
            None => blank += 1,
        }
        start = end + 1;
    }
}

/// A line that is read.
struct Reader<'h> {
    line: Look,
    start: usize,
    hits: &'h mut Vec<Hit>,
}

impl Watch for Reader<'_> {
    #[inline]
    fn see(&mut self, at: usize, code: u32) {
        self.line.see(at, code);
    }

    fn tell(&mut self, hit: Hit) {
        if hit.rules != 0 {
            self.hits.push(Hit { at: hit.at - self.start, ..hit });
        }
    }
}

/// What is seen of a line so far. Ideographs, which are nearly all of a line, are not looked at: how many there are is told by
/// the bytes that nothing else takes, and where they stand by where nothing else does.
#[derive(Default)]
struct Look {
    /// Where the last character ends that is no ideograph.
    next: usize,
    /// Bytes and number of the characters that are no ideographs.
    bytes: usize,
    others: u32,
    /// Whether anything is printed on the line.
    seen: bool,
    /// What the others add to width, letters and digits, and to ideographs.
    halves: u32,
    content: u32,
    han: u32,
    borders: u32,
    goes_on: bool,
    alphanumeric: bool,
    cut: bool,
    /// Whether a point was seen, and a letter behind it.
    point: bool,
    pointed: bool,
    lead: White,
    /// The last white space behind what is printed.
    white: White,
    /// Whether two blanks or more stood before something printed.
    gap: bool,
}

/// White space in a row.
#[derive(Default, Clone, Copy)]
struct White {
    /// Where it begins and ends.
    start: usize,
    end: usize,
    chars: u32,
    /// Its width in halves of an em.
    halves: u32,
}

impl White {
    fn add(&mut self, at: usize, c: char) {
        if at != self.end || self.chars == 0 {
            *self = Self { start: at, ..Self::default() };
        }
        self.end = at + c.len_utf8();
        self.chars += 1;
        self.halves += 1 + u32::from(c == '\u{3000}');
    }
}

impl Look {
    fn at(start: usize) -> Self {
        let white = White { start, end: start, ..White::default() };
        Self { next: start, lead: white, white, ..Self::default() }
    }

    /// Sees a character that is no common ideograph.
    #[inline]
    fn see(&mut self, at: usize, code: u32) {
        let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        self.count_run(at);
        self.next = at + c.len_utf8();
        self.bytes += c.len_utf8();
        self.others += 1;
        self.count(at, c);
    }

    /// Counts a character that is no ideograph.
    #[inline]
    fn count(&mut self, at: usize, c: char) {
        let note = Note::of(c);
        if note.is_white() {
            return self.count_white(at, c);
        }
        self.goes_on |= !self.seen && c.is_lowercase();
        self.borders += u32::from(self.seen && self.alphanumeric != note.is_alphanumeric());
        self.alphanumeric = note.is_alphanumeric();
        self.seen = true;
        self.halves += note.halves();
        self.cut = note.is_content();
        self.content += u32::from(self.cut);
        self.han += u32::from(note.is_han());
        self.pointed |= self.point && self.cut;
        self.point |= note.is_point();
    }

    fn count_white(&mut self, at: usize, c: char) {
        if self.seen {
            self.gap |= at != self.white.end && self.white.chars > 1;
            self.white.add(at, c);
        } else {
            self.lead.add(at, c);
        }
    }

    /// Sees that there are ideographs up to here, if there are any.
    #[inline]
    fn count_run(&mut self, to: usize) {
        if to > self.next {
            self.borders += u32::from(self.alphanumeric);
            self.alphanumeric = false;
            self.seen = true;
            self.cut = true;
            self.pointed |= self.point;
        }
    }

    /// What was seen of a line that ends here.
    fn printed(mut self, line: Range<usize>, hits: Range<usize>, blank_before: u32) -> Option<Printed> {
        self.count_run(line.end);
        if !self.seen {
            return None;
        }
        let tail = if self.white.end == line.end { self.white } else { White::default() };
        let gap = self.gap || self.white.chars > 1 && tail.chars == 0;
        let ideographs = ((line.len() - self.bytes) / IDEOGRAPH_BYTES) as u32;
        let (lead, tail_bytes) = (self.lead.end - self.lead.start, tail.end - tail.start);
        Some(Printed {
            at: line.start + lead..line.end - tail_bytes,
            lead: lead as u32,
            tail: tail_bytes as u32,
            width: (self.halves + 2 * ideographs) as f32 / 2.0,
            indent: self.lead.halves as f32 / 2.0,
            blank_before,
            chars: ideographs + self.others - self.lead.chars - tail.chars,
            content: self.content + ideographs,
            han: self.han + ideographs,
            borders: self.borders,
            goes_on: self.goes_on,
            cut: self.cut,
            pointed: self.pointed,
            hits,
            gap,
            said: Said::default(),
            alone: None,
        })
    }
}

/// Whether most letters of a text are ideographs. O(lines).
pub(super) fn is_mostly_han(lines: &[Printed]) -> bool {
    let count = |of: fn(&Printed) -> u32| lines.iter().map(|l| u64::from(of(l))).sum::<u64>();
    count(|l| l.han) * 2 > count(|l| l.content)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::rules::RuleBook;
    use crate::text::chars;

    static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::builtin().unwrap());

    fn piece() -> impl Strategy<Value = &'static str> {
        let all = "石 桥 〇 𠀀 ， 。 “ （ a b Z 9 １ é".split(' ').chain([" ", " ", "\t", "\u{3000}", "\n"]);
        prop::sample::select(all.collect::<Vec<_>>())
    }

    fn count(text: &str, is_one: impl Fn(char) -> bool) -> u32 {
        text.chars().filter(|c| is_one(*c)).count() as u32
    }

    /// Two blanks or more between what is printed.
    fn has_gap(printed: &str) -> bool {
        let blanks: Vec<bool> = printed.chars().map(char::is_whitespace).collect();
        blanks.windows(2).any(|pair| pair == [true, true])
    }

    fn borders(printed: &str) -> u32 {
        let kinds: Vec<bool> =
            printed.chars().filter(|c| !c.is_whitespace()).map(|c| c.is_ascii_alphanumeric()).collect();
        kinds.windows(2).filter(|pair| pair[0] != pair[1]).count() as u32
    }

    proptest! {
        #[test]
        fn lines_are_measured_as_if_counted(pieces in prop::collection::vec(piece(), 0..40)) {
            let text = pieces.concat();
            let (mut lines, mut hits) = (Vec::new(), Vec::new());
            read(&BOOK.ready_marks().sieve, &text, 0..text.len(), &mut lines, &mut hits);
            let expected: Vec<&str> = text.split('\n').filter(|line| !line.trim().is_empty()).collect();
            prop_assert_eq!(lines.len(), expected.len());
            for (line, whole) in lines.iter().zip(expected) {
                let printed = whole.trim();
                prop_assert_eq!(&text[line.start()..line.end()], whole);
                prop_assert_eq!(&text[line.at.clone()], printed);
                prop_assert_eq!(line.width, chars::text_width(printed));
                prop_assert_eq!(line.chars, count(printed, |_| true));
                prop_assert_eq!(line.content, count(printed, chars::is_content));
                prop_assert_eq!(line.han, count(printed, chars::is_han));
                prop_assert_eq!(line.borders, borders(printed));
                prop_assert_eq!(line.gap, has_gap(printed));
                prop_assert_eq!(line.goes_on, printed.starts_with(char::is_lowercase));
                prop_assert_eq!(line.cut, printed.ends_with(chars::is_content));
                let word = printed.trim_end_matches(|c| !chars::is_content(c));
                prop_assert_eq!(line.pointed, word.chars().any(|c| Note::of(c).is_point()));
                let lead = &whole[..whole.len() - whole.trim_start().len()];
                let halves = count(lead, |_| true) + count(lead, |c| c == '\u{3000}');
                prop_assert_eq!(line.indent, halves as f32 / 2.0);
            }
        }
    }
}
