//! Phrases that the conversion tables list, as evidence that a string is one.

use std::sync::LazyLock;

use super::tables::{S2T, entries};

/// Lengths of the phrases that are asked for, in characters.
pub const WORD_LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;

/// Whether simplified characters are a phrase that the tables of OpenCC list. They list what is ambiguous to convert, and so a
/// part of the vocabulary only: what they lack may be a word all the same. O(log phrases); the first call sorts
/// them (some 10 ms).
pub fn is_word(folds: &[char]) -> bool {
    static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut words: Vec<&str> = S2T.phrases.iter().flat_map(|table| entries(table)).map(|e| e.key).collect();
        words.sort_unstable();
        words.dedup();
        words
    });
    let within = WORD_LENGTHS.contains(&folds.len());
    within && WORDS.binary_search_by(|word| word.chars().cmp(folds.iter().copied())).is_ok()
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
