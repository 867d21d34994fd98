//! Which lines of alphabetic text are wrapped.
//!
//! A line was ended by the setter and not by the writer when the next word would not have fitted: the line leaves no room
//! for it in its column. Prose leaves none at nearly every line end, goes on in small letters, and ends its lines at no mark in
//! particular. Verse, lists, addresses and letter heads leave room, begin their lines with capitals, or end them with marks.

use std::ops::Range;

use super::chars::CharClass;
use super::hyphen::Cut;
use super::paragraph::ends_sentence;

/// A printed line.
#[derive(Debug, Clone, Copy)]
pub struct Row<'t> {
    /// Its text, without white space at either end.
    pub text: &'t str,
    /// White space before it.
    pub lead: &'t str,
    /// Blank lines before it.
    pub blank_before: u32,
    /// A note, furniture or the like: no part of a paragraph.
    pub apart: bool,
}

/// Fewest lines of a block that show a column by themselves.
const MIN_BLOCK: usize = 3;
/// Narrowest column and widest one, in characters: what is narrower is a list of words, what is wider is a paragraph on a line.
const COLUMN: Range<f32> = 20.0..140.0;
/// Share of the lines of a block that are not wider than its column; the others are stray.
const PERCENTILE: f32 = 0.9;
/// A line is full when with the next word it takes so much of its column; setters stretch and squeeze lines, and type is of
/// many widths.
const FULL: f32 = 0.94;
/// Share of full lines in a block of prose.
const FULL_SHARE: f32 = 0.8;
/// Share of full lines of prose that go on in small letters; one German word in three is a noun.
const SMALL_SHARE: f32 = 0.4;
/// Share of full lines of prose that end with a mark, at most.
const MARKED_SHARE: f32 = 0.6;
/// A line is long when it takes so much of its column.
const LONG: f32 = 0.75;
/// Share of the long lines of a page of prose that are in blocks of prose.
const PROSE_SHARE: f32 = 0.5;
/// So much deeper or shallower a line begins a paragraph, in characters.
const INDENT: f32 = 1.5;
/// A tab, in characters.
const TAB: f32 = 4.0;
/// So many blanks in a row inside a line part the cells of a table.
const CELLS: &str = "   ";
/// Share of printed lines with a blank line before them that says that blank lines part lines, not paragraphs.
const SPREAD: f32 = 0.95;

/// Joints inside paragraphs: `joints[i]` is the one behind line `i`. None when the lines show no wrapped prose. O(text · log).
pub fn wrapped(rows: &[Row<'_>]) -> Option<Vec<bool>> {
    let blocks = blocks(rows);
    let prose: Vec<Option<Block<'_, '_>>> = blocks.iter().map(|at| Block::prose(&rows[at.clone()])).collect();
    let widest = prose.iter().flatten().max_by(|a, b| a.full.total_cmp(&b.full))?;
    let (measure, full) = (widest.measure, widest.full);
    // Few lines show nothing by themselves, but on a page of prose they are a short paragraph.
    let short = |at: &Range<usize>| Some(Block { rows: &rows[at.clone()], measure, full }).filter(Block::fills);
    let found = blocks.iter().zip(prose).filter_map(|(at, own)| Some((at.start, own.or_else(|| short(at))?)));
    let found: Vec<(usize, Block<'_, '_>)> = found.collect();
    let long = |rows: &[Row<'_>]| {
        let widths = rows.iter().map(|row| measure.of(row.text));
        widths.filter(|width| (LONG * full..=full / LONG).contains(width)).count()
    };
    // Where few of the long lines are prose, what looks like it is the longest entries of a list.
    if (found.iter().map(|(_, block)| long(block.rows)).sum::<usize>() as f32) < PROSE_SHARE * long(rows) as f32 {
        return None;
    }
    let mut joints = vec![false; rows.len()];
    for (start, block) in &found {
        block.joints().for_each(|i| joints[start + i] = true);
    }
    Some(joints)
}

/// Runs of lines without a blank one between them, or with one between all of them.
fn blocks(rows: &[Row<'_>]) -> Vec<Range<usize>> {
    let spread = rows.iter().skip(1).filter(|r| r.blank_before > 0).count() as f32;
    let usual = u32::from(spread >= SPREAD * (rows.len() - 1) as f32);
    let mut blocks = Vec::new();
    let mut start = 0;
    for i in 0..=rows.len() {
        if rows.get(i).is_none_or(|r| r.blank_before > usual || is_apart(r)) {
            if start < i {
                blocks.push(start..i);
            }
            start = if rows.get(i).is_some_and(is_apart) { i + 1 } else { i };
        }
    }
    blocks
}

/// A note, or a line of a table.
fn is_apart(row: &Row<'_>) -> bool {
    row.apart || row.text.contains(['\t', '|']) || row.text.contains(CELLS) || row.text.contains("....")
}

/// How wide characters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// All the same, as a typewriter has them.
    Typed,
    /// Each its own, as set in common book faces.
    Set,
}

impl Measure {
    /// Width of a text, in characters of average width.
    fn of(self, text: &str) -> f32 {
        match self {
            Self::Typed => text.chars().count() as f32,
            Self::Set => text.chars().map(advance).sum(),
        }
    }
}

/// Width of a character in book faces, in small letters of average width.
fn advance(c: char) -> f32 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | ' ' | '.' | ',' | ':' | ';' | '!' | '\'' | '’' | '(' | ')' | '-' => {
            0.65
        }
        'm' | 'w' | 'M' | 'W' | '—' | '…' | '%' | '@' | 'œ' | 'æ' => 1.7,
        _ if CharClass::of(c) == CharClass::Upper => 1.4,
        _ => 1.0,
    }
}

/// Lines that may be a paragraph, or several that follow one another closely.
struct Block<'r, 't> {
    rows: &'r [Row<'t>],
    measure: Measure,
    /// Width of a full line.
    full: f32,
}

impl<'r, 't> Block<'r, 't> {
    /// A block of prose by its own widths; of two measures the one by which more lines are full is that of its type.
    fn prose(rows: &'r [Row<'t>]) -> Option<Self> {
        if rows.len() < MIN_BLOCK {
            return None;
        }
        let measured = [Measure::Typed, Measure::Set].map(|measure| {
            let mut widths: Vec<f32> = rows[..rows.len() - 1].iter().map(|row| measure.of(row.text)).collect();
            widths.sort_by(f32::total_cmp);
            let full = widths[((widths.len() - 1) as f32 * PERCENTILE).round() as usize];
            Self { rows, measure, full }
        });
        measured.into_iter().filter(Self::is_prose).max_by_key(|block| block.joints().count())
    }

    /// Indent of most lines.
    fn indent(&self) -> f32 {
        let mut indents: Vec<f32> = self.rows.iter().map(indent).collect();
        indents.sort_by(f32::total_cmp);
        indents[indents.len() / 2]
    }

    /// Whether all its lines but the last ones of paragraphs fill the column, and one goes on in mid-sentence.
    fn fills(&self) -> bool {
        let mut inside = (0..self.rows.len() - 1).filter(|i| !self.parts(*i)).peekable();
        inside.peek().is_some() && inside.all(|i| self.is_full(i)) && self.joints().any(|i| self.goes_on(i))
    }

    /// Whether its lines are cut by its column.
    fn is_prose(&self) -> bool {
        let inside: Vec<usize> = (0..self.rows.len() - 1).filter(|i| !self.parts(*i)).collect();
        let full: Vec<usize> = inside.iter().copied().filter(|i| self.is_full(*i)).collect();
        let small = full.iter().filter(|i| self.goes_on(**i)).count() as f32;
        let marked = full.iter().filter(|i| self.rows[**i].text.ends_with(is_mark)).count() as f32;
        let of = |share: f32, all: usize| share * all as f32;
        COLUMN.contains(&self.full)
            && full.len() + 1 >= MIN_BLOCK
            && full.len() as f32 >= of(FULL_SHARE, inside.len())
            && small >= of(SMALL_SHARE, full.len())
            && marked <= of(MARKED_SHARE, full.len())
    }

    /// The joints inside paragraphs.
    fn joints(&self) -> impl Iterator<Item = usize> {
        (0..self.rows.len() - 1).filter(|i| !self.parts(*i) && self.is_full(*i))
    }

    /// Whether line `i` leaves no room for the next word, or is cut within a word.
    fn is_full(&self, i: usize) -> bool {
        let (row, next) = (&self.rows[i], &self.rows[i + 1]);
        let word = next.text.split_whitespace().next().unwrap_or_default();
        let shift = (indent(row) - self.indent()).max(0.0);
        let taken = shift + self.measure.of(row.text) + self.measure.of(" ") + self.measure.of(word);
        let cut = Cut::at(row.text, next.text).is_some_and(|cut| cut.is_even());
        (cut || taken >= FULL * self.full) && self.measure.of(row.text) <= self.full / FULL.powi(3)
    }

    /// Whether the line behind line `i` goes on in mid-sentence.
    fn goes_on(&self, i: usize) -> bool {
        self.rows[i + 1].text.starts_with(char::is_lowercase)
    }

    /// Whether a paragraph ends with line `i`: the next one is set in or out, bears the mark of an item, or the line ends a sentence
    /// with room to spare.
    fn parts(&self, i: usize) -> bool {
        let (row, next) = (&self.rows[i], &self.rows[i + 1]);
        let ended = ends_sentence(row.text) || row.text.ends_with(['.', ':', '"', '”']);
        (indent(next) - self.indent()).abs() > INDENT
            || is_item(next.text)
            || ended && !self.goes_on(i) && !self.is_full(i)
    }
}

/// White space before a line, in characters.
fn indent(row: &Row<'_>) -> f32 {
    row.lead.chars().map(|c| if c == '\t' { TAB } else { 1.0 }).sum()
}

fn is_mark(c: char) -> bool {
    CharClass::of(c) == CharClass::Punctuation && !super::hyphen::SIGNS.contains(&c)
}

/// A bullet, or a number or letter with a mark behind it, and a blank.
fn is_item(text: &str) -> bool {
    let Some((label, _)) = text.split_once(char::is_whitespace) else { return false };
    let named = label.trim_start_matches('(').trim_end_matches(['.', ')']);
    let short = named.len() <= 3 && !named.is_empty() && named.len() < label.len();
    matches!(label, "-" | "*" | "•" | "·" | "–" | "■" | "○")
        || short && (named.chars().all(|c| c.is_ascii_digit()) || label.ends_with(')') && named.len() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a text, joined where they are wrapped.
    fn unwrapped(text: &str) -> Vec<String> {
        let mut rows = Vec::new();
        let mut blank_before = 0;
        for line in text.lines() {
            let body = line.trim();
            if body.is_empty() {
                blank_before += 1;
                continue;
            }
            let lead = &line[..line.len() - line.trim_start().len()];
            rows.push(Row { text: body, lead, blank_before: std::mem::take(&mut blank_before), apart: false });
        }
        let joints = wrapped(&rows).unwrap_or_else(|| vec![false; rows.len()]);
        let mut lines: Vec<String> = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            match lines.last_mut().filter(|_| i > 0 && joints[i - 1]) {
                Some(line) => *line = format!("{line}|{}", row.text),
                None => lines.push(row.text.to_owned()),
            }
        }
        lines
    }

    fn stays(text: &str) {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        assert_eq!(unwrapped(text), lines);
    }

    const PROSE: &str = "The old bridge over the river was built when the\n\
                         town was young, and the people who crossed it on\n\
                         market days used to stop in the middle and look\n\
                         down at the fishes.\n";

    #[test]
    fn prose_is_joined() {
        assert_eq!(unwrapped(PROSE).len(), 1);
        let german = "Die alte Brücke über den Fluß wurde gebaut, als die\n\
                      Stadt noch jung war, und wer an den Markttagen über\n\
                      sie ging, blieb in der Mitte stehen und ſah hinab zu\n\
                      den Fiſchen und zu den Booten der Händler.\n";
        assert_eq!(unwrapped(german).len(), 1);
    }

    #[test]
    fn blank_lines_indents_and_short_lines_part_paragraphs() {
        assert_eq!(unwrapped(&format!("{PROSE}\n{PROSE}")).len(), 2);
        assert_eq!(unwrapped(&format!("    {PROSE}    {PROSE}")).len(), 2);
        assert_eq!(unwrapped(&format!("{PROSE}{PROSE}")).len(), 2);
        assert_eq!(unwrapped(&PROSE.replace('\n', "\n\n")).len(), 1, "a blank line between all lines says nothing");
    }

    #[test]
    fn a_page_of_prose_shows_what_short_paragraphs_are() {
        let pair = "Nobody remembers today who had drawn the plan of\nthe bridge.\n";
        stays(pair);
        assert_eq!(unwrapped(&format!("{PROSE}\n{pair}")).len(), 2);
    }

    #[test]
    fn verse_stays() {
        stays(
            "Shall I compare thee to a summer's day?\nThou art more lovely and more temperate:\n\
             Rough winds do shake the darling buds of May,\nAnd summer's lease hath all too short a date;\n",
        );
        stays(
            "so much depends\nupon the old\nstone bridge\nglazed with rain\nbeside the white\nboats of the\nfishermen\n",
        );
    }

    #[test]
    fn lists_addresses_and_tables_stay() {
        stays(
            "Miller, baker, Bridge Street, 12.\nMills, joiner, river bank, 3.\nMilne and Co., wine and spirits, 40.\n",
        );
        stays("Mr. John Miller\n12 Bridge Street\nRivertown\n\nDear John,\n");
        stays(
            "apples from the north   12   3.50\npears from the south     7   2.25\nplums from the river    9   1.75\n",
        );
        stays("a = the_sum_of_all_things(b)\nb = a + the_sum_of(c)\nreturn a\nc = b\n");
    }

    #[test]
    fn a_directory_with_some_wrapped_entries_stays() {
        let entry = |n: u32| format!("Miller, baker and maker of fine cakes, Bridge Road, {n}.\n\n");
        let entries: String = (10..30).map(entry).collect();
        let wrapped = "Mills and brothers, makers of cloth, wool and silk, at\nthe corner of the market and the old bridge, by the\n\
                       mill, 4.\n\n";
        stays(&format!("{entries}{wrapped}{entries}"));
    }
}
