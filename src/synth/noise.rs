//! Wrong characters: what readers of images make of a text.

use super::random::Random;
use super::words::Words;
use crate::text::chars::is_han;
use crate::text::shapes;

/// How characters go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errors {
    /// Each alone, any character for any other: 70 % substitutions, 15 % omissions, 15 % insertions.
    Random,
    /// In the same proportions, but as models do it: fluent words in place of others, look-alikes, marks taken for
    /// marks, words left out or put in.
    Fluent,
}

/// Of [`Errors::Fluent`]: what an error is. An error of two characters is one error here, so that shares of *characters*
/// are 70, 15 and 15 per cent again.
const FLUENT_SHARES: [f64; 4] = [0.27, 0.43, 0.15, 0.15];
/// Characters in such an error on average: words of two, half of the omissions and insertions of two.
const FLUENT_SIZE: f64 = 0.27 * 2.0 + 0.43 + 0.3 * 1.5;
/// Share of the single substitutions that have the look of the right character, where there is one that does.
const ALIKE: f64 = 0.6;

/// Marks and what they are taken for.
const MARKS: &[(char, &[char])] = &[
    ('，', &['、', '。', '．']),
    ('、', &['，']),
    ('。', &['，', '．']),
    ('；', &['，', '：']),
    ('：', &['；']),
    ('“', &['‘', '"']),
    ('”', &['’', '"']),
    ('！', &['!', 'l']),
    ('《', &['〈']),
    ('》', &['〉']),
    ('（', &['〔']),
    ('）', &['〕']),
];

/// Spoils texts.
pub(super) struct Noise<'a> {
    words: &'a Words,
    errors: Errors,
    /// Probability that an error begins at a character.
    rate: f64,
}

impl<'a> Noise<'a> {
    /// Noise of so many wrong characters per character.
    pub(super) fn new(words: &'a Words, errors: Errors, rate: f64) -> Self {
        let size = if errors == Errors::Fluent { FLUENT_SIZE } else { 1.0 };
        Self { words, errors, rate: rate / size }
    }

    /// The text with errors. O(text).
    pub(super) fn spoilt(&self, text: &str, random: &mut Random) -> String {
        let mut out = String::with_capacity(text.len() + 16);
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            if c == ' ' || !random.chance(self.rate) {
                out.push(c);
                continue;
            }
            match self.errors {
                Errors::Random => self.single(c, &mut out, random),
                Errors::Fluent => {
                    let pair = chars.clone().next().filter(|next| is_han(c) && is_han(*next)).is_some();
                    if self.fluent(c, pair, &mut out, random) {
                        chars.next();
                    }
                }
            }
        }
        out
    }

    fn single(&self, c: char, out: &mut String, random: &mut Random) {
        match random.below(100) {
            0..70 => out.push(self.other(c, random)),
            70..85 => {}
            _ => out.extend([c, self.words.character(random)]),
        }
    }

    /// Whether the error takes the next character, too, which it may when both are a `pair`.
    fn fluent(&self, c: char, pair: bool, out: &mut String, random: &mut Random) -> bool {
        let [word, single, omission, _] = FLUENT_SHARES;
        let shares = [word, word + single, word + single + omission];
        let at = random.below(1000) as f64 / 1000.0;
        let two = pair && random.chance(0.5);
        if at < shares[0] && pair {
            out.push_str(self.words.two(random));
            return true;
        }
        if at < shares[1] {
            out.push(self.mistaken(c, random));
        } else if at < shares[2] {
            return two;
        } else if two {
            out.push(c);
            out.push_str(self.words.two(random));
        } else {
            out.extend([c, self.words.character(random)]);
        }
        false
    }

    /// What a character is taken for.
    fn mistaken(&self, c: char, random: &mut Random) -> char {
        if let Some((_, others)) = MARKS.iter().find(|(mark, _)| *mark == c) {
            return random.one(others);
        }
        match shapes::twins(c) {
            twins if !twins.is_empty() && random.chance(ALIKE) => random.one(&twins),
            _ => self.other(c, random),
        }
    }

    /// Another character.
    fn other(&self, c: char, random: &mut Random) -> char {
        // A word repeats its characters seldom: the second draw is another one.
        let drawn = self.words.character(random);
        if drawn == c { if c == '一' { '二' } else { '一' } } else { drawn }
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;
    use crate::measure::distance;

    /// Errors per character in a long text.
    fn measured(errors: Errors, rate: f64) -> f64 {
        let words = Words::new();
        let mut random = Random::of(3, Purpose::Printing, &[]);
        let text: String = (0..20_000).map(|_| words.two(&mut random)).collect();
        let spoilt = Noise::new(&words, errors, rate).spoilt(&text, &mut random);
        let (a, b): (Vec<char>, Vec<char>) = (text.chars().collect(), spoilt.chars().collect());
        distance(&a, &b) as f64 / a.len() as f64
    }

    #[test]
    fn there_are_as_many_errors_as_asked() {
        for errors in [Errors::Random, Errors::Fluent] {
            for rate in [0.01, 0.05] {
                let found = measured(errors, rate);
                assert!((rate * 0.85..rate * 1.1).contains(&found), "{errors:?}: {found} for {rate}");
            }
            assert_eq!(measured(errors, 0.0), 0.0);
        }
    }
}
