//! The longest phrase that begins at a position.

use std::ops::Range;

/// A phrase and what it becomes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    /// What stands in the text.
    pub(super) from: &'static str,
    /// What conversion writes.
    pub(super) to: &'static str,
    /// Index of the longest other phrase that this one begins with.
    shorter: Option<u32>,
}

/// A sorted list of phrases.
#[derive(Debug)]
pub(super) struct Phrases(Vec<Phrase>);

impl Phrases {
    /// Sorts the phrases given; of two with the same key the first one given counts. O(n log n), and O(n) where the
    /// input is sorted, as the tables are.
    pub(super) fn new(pairs: impl Iterator<Item = (&'static str, &'static str)>) -> Self {
        let mut phrases: Vec<Phrase> = pairs.map(|(from, to)| Phrase { from, to, shorter: None }).collect();
        phrases.sort_by_key(|phrase| phrase.from);
        phrases.dedup_by_key(|phrase| phrase.from);
        // Phrases that the current one may begin with, the longest on top.
        let mut open: Vec<u32> = Vec::new();
        for i in 0..phrases.len() {
            while open.last().is_some_and(|&j| !phrases[i].from.starts_with(phrases[j as usize].from)) {
                open.pop();
            }
            phrases[i].shorter = open.last().copied();
            open.push(i as u32);
        }
        Self(phrases)
    }

    /// The index ranges of phrases that share their first character, with that character.
    pub(super) fn by_first_char(&self) -> impl Iterator<Item = (char, Range<usize>)> {
        let mut at = 0;
        self.0.chunk_by(|a, b| a.from.chars().next() == b.from.chars().next()).filter_map(move |chunk| {
            at += chunk.len();
            Some((chunk[0].from.chars().next()?, at - chunk.len()..at))
        })
    }

    /// The longest phrase that `text` begins with. `range` is that of the first character of `text`, as
    /// [`Phrases::by_first_char`] gives it. O(log range).
    pub(super) fn longest(&self, range: Range<usize>, text: &str) -> Option<Phrase> {
        // Whatever sorts between a prefix of the text and the text itself begins with that prefix too. So every
        // prefix of the text is on the chain of shorter phrases of the last phrase that does not sort after it.
        let after = range.start + self.0[range.clone()].partition_point(|phrase| phrase.from <= text);
        let mut candidate = (after > range.start).then(|| self.0[after - 1])?;
        while !text.starts_with(candidate.from) {
            candidate = self.0[candidate.shorter? as usize];
        }
        Some(candidate)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn phrases(keys: &[&'static str]) -> Phrases {
        Phrases::new(keys.iter().map(|key| (*key, *key)))
    }

    fn longest(phrases: &Phrases, text: &str) -> Option<&'static str> {
        let (_, range) = phrases.by_first_char().find(|(c, _)| text.starts_with(*c))?;
        phrases.longest(range, text).map(|phrase| phrase.from)
    }

    #[test]
    fn a_longer_phrase_that_fails_gives_way_to_a_shorter_one() {
        let phrases = phrases(&["乾隆年間", "乾隆", "乾隆年間製", "坤"]);
        assert_eq!(longest(&phrases, "乾隆年號"), Some("乾隆"));
        assert_eq!(longest(&phrases, "乾隆年間製造"), Some("乾隆年間製"));
        assert_eq!(longest(&phrases, "乾燥"), None);
    }

    #[test]
    fn of_two_phrases_with_one_key_the_first_counts() {
        let phrases = Phrases::new([("ab", "1"), ("ab", "2")].into_iter());
        assert_eq!(phrases.longest(0..1, "abc").unwrap().to, "1");
    }

    proptest! {
        #[test]
        fn equals_trying_all(keys in prop::collection::vec("[ab]{1,5}", 1..12), text in "[ab]{0,8}") {
            let leaked: Vec<&'static str> = keys.iter().map(|key| &*key.clone().leak()).collect();
            let expected = keys.iter().filter(|key| text.starts_with(key.as_str())).max_by_key(|key| key.len());
            prop_assert_eq!(longest(&phrases(&leaked), &text), expected.map(String::as_str));
        }
    }
}
