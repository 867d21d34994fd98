//! What conversion changes, stretch by stretch.

use std::borrow::Cow;
use std::ops::Range;

use super::{Target, converter};

/// Turns `text` into a script and tells what changes: bytes of `text` and what stands there instead, sorted, not
/// overlapping, one entry for each character changed. Putting the replacements in place gives
/// [`converter`]`(target).convert(text)`. O(text).
///
/// The tables map characters to as many characters, so that entries are single characters. Where a native library
/// with other dictionaries changes their number, the entry is what differs of the physical line.
pub fn convert_aligned(text: &str, target: Target) -> Vec<(Range<usize>, String)> {
    match converter(target).convert(text) {
        Cow::Borrowed(_) => Vec::new(),
        Cow::Owned(after) => changes(text, &after),
    }
}

fn changes(before: &str, after: &str) -> Vec<(Range<usize>, String)> {
    let mut changes = Vec::new();
    if before.matches('\n').count() == after.matches('\n').count() {
        let mut at = 0;
        for (before, after) in before.split_inclusive('\n').zip(after.split_inclusive('\n')) {
            by_line(at, before, after, &mut changes);
            at += before.len();
        }
    } else {
        by_line(0, before, after, &mut changes);
    }
    changes
}

/// Changes within a line that begins at byte `at`: by character, or what is left between the common beginning and the
/// common end.
fn by_line(at: usize, before: &str, after: &str, changes: &mut Vec<(Range<usize>, String)>) {
    if before.chars().count() == after.chars().count() {
        let pairs = before.char_indices().zip(after.chars()).filter(|((_, b), a)| b != a);
        changes.extend(pairs.map(|((i, b), a)| (at + i..at + i + b.len_utf8(), a.to_string())));
        return;
    }
    let start = common_len(before.chars(), after.chars());
    let (b, a) = (&before[start..], &after[start..]);
    let end = common_len(b.chars().rev(), a.chars().rev());
    changes.push((at + start..at + before.len() - end, a[..a.len() - end].to_string()));
}

/// Bytes of the characters that both sequences begin with.
fn common_len(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replayed(before: &str, changes: &[(Range<usize>, String)]) -> String {
        let mut out = before.to_string();
        for (at, with) in changes.iter().rev() {
            out.replace_range(at.clone(), with);
        }
        out
    }

    #[test]
    fn each_changed_character_is_an_entry() {
        let changes = convert_aligned("頭髮，發展", Target::Hans);
        assert_eq!(changes, [(0..3, "头".into()), (3..6, "发".into()), (9..12, "发".into())]);
    }

    #[test]
    fn unchanged_text_has_no_entry() {
        assert!(convert_aligned("人民", Target::Hans).is_empty());
    }

    #[test]
    fn texts_of_other_length_are_told_apart_by_line() {
        let (before, after) = ("甲乙丙\n發展\n丁戊", "甲子丑丙\n发展\n丁");
        let told = changes(before, after);
        assert_eq!(told, [(3..6, "子丑".into()), (10..13, "发".into()), (20..23, String::new())]);
        assert_eq!(replayed(before, &told), after);
    }

    #[test]
    fn texts_of_other_lines_are_one_entry() {
        let (before, after) = ("甲乙\n丙", "甲丙丁");
        let told = changes(before, after);
        assert_eq!(told.len(), 1);
        assert_eq!(replayed(before, &told), after);
    }
}
