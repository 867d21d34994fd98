//! Phrases that the conversion tables list, as evidence that a string is one.

use std::sync::LazyLock;

use super::tables::{S2T, entries};

/// Lengths of the phrases that are asked for, in characters.
pub const WORD_LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;

/// The phrases in simplified characters that the tables of OpenCC list, sorted, each once. They list what is ambiguous to
/// convert, and so a part of the vocabulary only. The first call sorts them (some 10 ms).
pub fn words() -> &'static [&'static str] {
    static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut words: Vec<&str> = S2T.phrases.iter().flat_map(|table| entries(table)).map(|e| e.key).collect();
        words.sort_unstable();
        words.dedup();
        words
    });
    &WORDS
}

/// Whether simplified characters are one of [`words`]: what these lack may be a word all the same. O(log phrases).
pub fn is_word(folds: &[char]) -> bool {
    let within = WORD_LENGTHS.contains(&folds.len());
    within && words().binary_search_by(|word| word.chars().cmp(folds.iter().copied())).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_phrases_are_words() {
        let word = |text: &str| is_word(&text.chars().collect::<Vec<char>>());
        assert!(word("恢复") && !word("恢夏") && !word("复"));
    }
}
