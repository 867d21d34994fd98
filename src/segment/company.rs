//! How often the characters on either side of a joint stand side by side elsewhere.
//!
//! A line that breaks off in mid-sentence goes on with a character that follows its last one in other places too: in small
//! batches nearly half of the true joints, and one in forty of those between two lines taken at random.

use super::twins::chars_of;
use crate::model::chain::UnitTable;
use crate::model::stream::Stream;
use crate::text::chars::{is_content, is_han};

/// Strings are counted by a hash of so many bits; the counts of two strings of which it is the same are added up.
const BITS: u32 = 22;
/// Characters that are counted at most, of pages evenly from all: more would fill the counts until most joints were known.
const SAMPLE: usize = 1 << 18;
/// A string that stands so many times more often than chance would have it is a habit of the language.
const HABIT: f32 = 4.0;
/// What a joint whose characters stand side by side elsewhere is better by, and one character more on either side: enough
/// between two lines of which nothing else tells which one goes on. That a joint is new says nothing in a small batch.
const KNOWN: f32 = 0.5;
const LONGER: f32 = 0.2;

/// Counts of characters and of two and three of them in a row, inside lines.
pub(super) struct Company {
    strings: Vec<u8>,
    letters: Vec<u32>,
    total: f32,
}

impl Company {
    /// Counts the ideographs of all pages. O(characters, at most [`SAMPLE`]).
    pub(super) fn of(table: &UnitTable) -> Self {
        let mut company = Self { strings: vec![0; 1 << BITS], letters: vec![0; 1 << 16], total: 0.0 };
        let length: usize = table.streams.iter().map(Stream::len).sum();
        let step = length.div_ceil(SAMPLE).max(1);
        for (n, stream) in table.streams.iter().enumerate() {
            if n % step == 0 {
                company.count(stream);
            }
        }
        company
    }

    fn count(&mut self, stream: &Stream) {
        for i in 0..stream.len() {
            let Some(c) = letter(stream.chars[i]) else { continue };
            self.letters[c] += 1;
            self.total += 1.0;
            // The marks between them are not in the stream.
            let joined = |i: usize| {
                i > 0 && stream.unit[i - 1] == stream.unit[i] && stream.at[i - 1] + HAN_BYTES == stream.at[i]
            };
            if joined(i) {
                self.add(&stream.chars[i - 1..=i]);
                if joined(i - 1) {
                    self.add(&stream.chars[i - 2..=i]);
                }
            }
        }
    }

    fn add(&mut self, string: &[char]) {
        if string.iter().all(|c| is_han(*c)) {
            let count = &mut self.strings[slot(string)];
            *count = count.saturating_add(1);
        }
    }

    fn times(&self, string: &[char]) -> f32 {
        f32::from(self.strings[slot(string)])
    }

    /// What speaks for a line going on with another one in mid-word; 0 where a mark stands between them. O(1).
    pub(super) fn between(&self, table: &UnitTable, x: u32, y: u32) -> f32 {
        let (before, behind) = (&table.units[x as usize], &table.units[y as usize]);
        let in_word = before.text.ends_with(is_content) && behind.text.starts_with(is_content);
        let goes_on = in_word && !before.cues.credit && !behind.cues.dateline;
        if goes_on { self.joint(chars_of(table, x), chars_of(table, y)) } else { 0.0 }
    }

    /// What speaks for a text that ends with `before` going on with `behind`; 0 where the characters at the joint are not
    /// known side by side, or one of them is no ideograph. O(1).
    fn joint(&self, before: &[char], behind: &[char]) -> f32 {
        let (Some(&a), Some(&b)) = (before.last(), behind.first()) else { return 0.0 };
        let (Some(left), Some(right)) = (letter(a), letter(b)) else { return 0.0 };
        let chance = self.letters[left] as f32 * self.letters[right] as f32 / self.total.max(1.0);
        if self.times(&[a, b]) <= HABIT * chance {
            return 0.0;
        }
        let longer = |string: [Option<&char>; 3]| match string {
            [Some(a), Some(b), Some(c)] => f32::from(self.times(&[*a, *b, *c]) > 0.0),
            _ => 0.0,
        };
        let left = before.len().checked_sub(2).and_then(|i| before.get(i));
        KNOWN + LONGER * (longer([left, Some(&a), Some(&b)]) + longer([Some(&a), Some(&b), behind.get(1)]))
    }
}

/// Bytes of an ideograph of the basic plane.
const HAN_BYTES: u32 = 3;

fn letter(c: char) -> Option<usize> {
    (is_han(c) && (c as usize) < 1 << 16).then_some(c as usize)
}

/// Where a string is counted: multiplicative hashing (Knuth 6.4).
fn slot(string: &[char]) -> usize {
    let key = string.iter().fold(string.len() as u64, |key, c| key << 20 | *c as u64);
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_stand_side_by_side_elsewhere_go_on_so() {
        let chars: Vec<char> = "商场里人来人往，商店也多，商场外面下雨".chars().filter(|c| *c != '，').collect();
        let at = (0..chars.len() as u32).map(|i| HAN_BYTES * i).collect();
        let stream = Stream { at, unit: vec![0; chars.len()], chars, gaps: Vec::new() };
        let company = Company::of(&UnitTable { streams: vec![stream], ..UnitTable::default() });
        let joint = |a: &str, b: &str| {
            let chars = |s: &str| s.chars().collect::<Vec<char>>();
            company.joint(&chars(a), &chars(b))
        };
        assert!(joint("一家商", "场门前") > 0.0 && joint("一家商", "场外面") > joint("一家商", "场门前"));
        assert_eq!((joint("一家商", "钱可买"), joint("一家A", "场门前"), joint("", "场")), (0.0, 0.0, 0.0));
    }
}
