//! Phrases that the conversion tables list, as evidence that a string is one.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

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

/// Whether simplified characters are one of [`words`]: what these lack may be a word all the same. O(1).
pub fn is_word(folds: &[char]) -> bool {
    static LISTED: LazyLock<FxHashSet<Word>> =
        LazyLock::new(|| words().iter().filter_map(|word| padded(word.chars())).collect());
    WORD_LENGTHS.contains(&folds.len()) && padded(folds.iter().copied()).is_some_and(|word| LISTED.contains(&word))
}

/// The characters of a short phrase, and nothing behind them.
type Word = [char; *WORD_LENGTHS.end()];

/// None when a phrase is longer, or holds what stands for nothing.
fn padded(chars: impl Iterator<Item = char>) -> Option<Word> {
    let mut word = Word::default();
    for (i, c) in chars.enumerate() {
        *word.get_mut(i)? = Some(c).filter(|c| *c != '\0')?;
    }
    Some(word)
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
