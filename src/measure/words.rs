//! Texts with their spaces.

use std::collections::HashMap;

use crate::text::chars::CharClass;

/// Lines with one space for each run of white space, and a line end between them. O(characters).
pub(super) fn spaced(lines: &[&str]) -> Vec<char> {
    let line = |line: &&str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.iter().map(line).collect::<Vec<_>>().join("\n").chars().collect()
}

/// The words of lines, where most letters are of a script that sets spaces between words. O(characters).
pub(super) fn words<'a>(lines: &[&'a str]) -> Option<Vec<&'a str>> {
    let mut counts: HashMap<CharClass, usize> = HashMap::new();
    let visible = lines.iter().flat_map(|l| l.chars()).filter(|c| !c.is_whitespace());
    visible.for_each(|c| *counts.entry(CharClass::of(c)).or_default() += 1);
    let count = |class| counts.get(&class).copied().unwrap_or(0);
    let is_spaced = count(CharClass::Upper) + count(CharClass::Lower) > count(CharClass::Han);
    is_spaced.then(|| all_words(lines))
}

/// The words of lines: what stands between white space.
pub(super) fn all_words<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    lines.iter().flat_map(|line| line.split_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_where_there_are_some() {
        assert_eq!(words(&["A stone  bridge,", "三 small"]).map(|w| w.len()), Some(5));
        assert_eq!(words(&["春天 的 小河 AI"]), None);
        assert_eq!(spaced(&["a  b ", "c"]).iter().collect::<String>(), "a b\nc");
    }
}
