//! Long texts with noise made to measure: sentences of the carried law, so that it runs anywhere.

use jiaokan::measure::{self, Ratio};

use crate::collated::{hypothesis, vote};
use crate::common::{Dice, read, root};
use crate::figures::{Figures, per_cent, put, put_body, put_calibration};

const WITNESSES: usize = 4;

/// Ten thousand characters with every tenth wrong, and a hundred thousand with every fiftieth.
pub(crate) fn sets() -> Vec<(String, Figures)> {
    [(10_000, 0.1), (100_000, 0.02)]
        .into_iter()
        .map(|(length, rate)| (format!("noise {} % of {length}", 100.0 * rate), figures(length, rate)))
        .collect()
}

fn figures(length: usize, rate: f64) -> Figures {
    let gold = base(length);
    let witnesses: Vec<Vec<char>> = (0..WITNESSES).map(|w| noisy(&gold, rate, (length * 10 + w) as u64)).collect();
    let best = witnesses.iter().map(|w| measure::distance(&gold, w)).min().unwrap_or(0);
    let named = |(i, text): (usize, &Vec<char>)| (format!("w{i}"), text.iter().collect());
    let texts: Vec<(String, String)> = witnesses.iter().enumerate().map(named).collect();
    let measured = measure::compare(&gold.iter().collect::<String>(), &hypothesis(&vote(&texts)));
    let mut figures = Figures::new();
    put_body(&mut figures, &measured.counts);
    put(&mut figures, "best witness", per_cent(Ratio { errors: best, of: gold.len() }));
    put_calibration(&mut figures, &measured.calibration.unwrap_or_default());
    figures
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

fn law() -> Vec<char> {
    read(&root().join("tests/data/free/gold/d10.txt")).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Sentences drawn from the law, with 15 % of their Han characters drawn anew so that no long passage repeats.
fn base(length: usize) -> Vec<char> {
    let law = law();
    let han: Vec<char> = law.iter().copied().filter(|c| is_han(*c)).collect();
    let sentences: Vec<&[char]> =
        law.split_inclusive(|c| "。！？；".contains(*c)).filter(|s| (6..300).contains(&s.len())).collect();
    let mut dice = Dice(length as u64);
    let mut text = Vec::with_capacity(length + 300);
    while text.len() < length {
        let sentence = sentences[dice.below(sentences.len())];
        for c in sentence {
            text.push(if is_han(*c) && dice.is_below(0.15) { han[dice.below(han.len())] } else { *c });
        }
    }
    text.truncate(length);
    text
}

/// A witness: of its errors 70 % are wrong characters, 15 % missing ones, 15 % ones too many.
fn noisy(gold: &[char], rate: f64, seed: u64) -> Vec<char> {
    let han: Vec<char> = law().into_iter().filter(|c| is_han(*c)).collect();
    let mut dice = Dice(seed);
    let mut text = Vec::with_capacity(gold.len() + gold.len() / 8);
    for c in gold {
        if !dice.is_below(rate) {
            text.push(*c);
            continue;
        }
        match dice.below(20) {
            0..14 => text.push(han[dice.below(han.len())]),
            14..17 => {}
            _ => text.extend([*c, han[dice.below(han.len())]]),
        }
    }
    text
}
