//! The vocabulary: which words there are, and how often each is used.

use super::random::{Purpose, Random};
use crate::text::chars::is_han;
use crate::text::script::words;

/// Zipf's law with Mandelbrot's offset: a word of rank r is used in proportion to 1 / (r + OFFSET).
const OFFSET: usize = 40;
/// Slots of the commonest word times [`OFFSET`]; the rarest words have one slot.
const SLOTS: usize = 8_000;
/// Characters of words that no newspaper prints.
const UNPRINTED: &[char] = &['奸', '淫', '妓', '娼', '嫖', '屎', '尿', '屁', '屌', '婊', '肏', '屄'];
/// Order of the ranks: any will do, and it is no matter of the user's seed, as a language is none.
const LANGUAGE: u64 = 1;

/// Words that carry the grammar; about every fourth word of running text is one.
pub(super) const FUNCTION: &[&str] = &[
    "的",
    "的",
    "的",
    "的",
    "了",
    "在",
    "和",
    "是",
    "与",
    "对",
    "为",
    "从",
    "将",
    "把",
    "被",
    "以",
    "而",
    "也",
    "都",
    "就",
    "还",
    "又",
    "并",
    "更",
    "不",
    "要",
    "会",
    "能",
    "可以",
    "已经",
    "正在",
    "通过",
    "我们",
    "他们",
    "这个",
    "一个",
    "没有",
    "以及",
    "其中",
    "因为",
    "不断",
    "进一步",
    "有关",
    "这些",
    "成为",
    "作为",
];

/// Words that stand at the beginning of a sentence.
pub(super) const OPENING: &[&str] =
    &["目前", "同时", "此外", "近日", "其中", "随着", "据介绍", "不过", "因此", "今年", "随后", "如今", "对此", "当天"];

/// The words of the language, each as often as it is used.
pub(super) struct Words {
    two: Vec<&'static str>,
    longer: Vec<&'static str>,
}

impl Words {
    /// The phrases that the conversion tables list, ranked. Takes some 10 ms.
    pub(super) fn new() -> Self {
        let mut random = Random::of(LANGUAGE, Purpose::Words, &[]);
        let mut of = |lengths: std::ops::RangeInclusive<usize>| {
            let printed = |c: char| is_han(c) && !UNPRINTED.contains(&c);
            let fits = |word: &&'static str| lengths.contains(&word.chars().count()) && word.chars().all(printed);
            let mut ranked: Vec<&'static str> = words().iter().copied().filter(fits).collect();
            random.shuffle(&mut ranked);
            let slots = |rank: usize| (SLOTS / (rank + OFFSET)).max(1);
            ranked.iter().enumerate().flat_map(|(rank, word)| std::iter::repeat_n(*word, slots(rank))).collect()
        };
        Self { two: of(2..=2), longer: of(3..=4) }
    }

    /// A word of two characters.
    pub(super) fn two(&self, random: &mut Random) -> &'static str {
        random.one(&self.two)
    }

    /// A word.
    pub(super) fn any(&self, random: &mut Random) -> &'static str {
        if random.chance(0.82) { self.two(random) } else { random.one(&self.longer) }
    }

    /// A character, as often as words use it.
    pub(super) fn character(&self, random: &mut Random) -> char {
        let (word, second) = (self.two(random), random.chance(0.5));
        word.chars().nth(usize::from(second)).unwrap_or('的')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_words_are_common_and_many_are_rare() {
        let words = Words::new();
        let mut random = Random::of(1, Purpose::Article, &[]);
        let mut counts = std::collections::BTreeMap::<&str, usize>::new();
        (0..20_000).for_each(|_| *counts.entry(words.any(&mut random)).or_default() += 1);
        let most = counts.values().max().copied().unwrap_or(0);
        assert!(counts.len() > 5_000 && (50..200).contains(&most), "{} words, {most}", counts.len());
        assert!(counts.keys().all(|w| (2..=4).contains(&w.chars().count()) && w.chars().all(is_han)));
    }
}
