//! How the time of a vote grows with the text and with what is wrong with it.
//!
//! `cargo bench --bench collate` prints a table: characters of a text, what is peculiar to the set, seconds of tokenizing,
//! collating, and deciding with and without the apparatus, and the most memory that the process had so far. `cargo bench --bench
//! collate -- 100000` goes up to so many characters.

use std::time::Instant;

use jiaokan::collate::{collate, representatives, tokenize};
use jiaokan::decide::{decide_alone, read_alone};
use jiaokan::model::witness::{Family, Witness};

/// Characters of a text unless said otherwise.
const LONGEST: usize = 1_000_000;
/// Different characters, the commoner ones first.
const ALPHABET: u64 = 3_000;

/// Random numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }

    fn ideograph(&mut self) -> char {
        let rank = self.below(ALPHABET) * self.below(ALPHABET) / ALPHABET;
        char::from_u32(0x4E00 + rank as u32 * 5).unwrap_or('一')
    }
}

/// A text with a comma or a stop every ten characters or so.
fn text(length: usize, random: &mut Random) -> Vec<char> {
    let character = |_| match random.below(30) {
        0 | 1 => '，',
        2 => '。',
        _ => random.ideograph(),
    };
    (0..length).map(character).collect()
}

/// As one of several readers has it; of a thousand characters so many are wrong, lost or added.
fn read(text: &[char], errors: u64, random: &mut Random) -> Vec<char> {
    let mut read = Vec::with_capacity(text.len());
    for c in text {
        match (random.below(1_000) < errors, random.below(20)) {
            (true, 0..14) => read.push(random.ideograph()),
            (true, 14..17) => {}
            (true, _) => read.extend([*c, random.ideograph()]),
            _ => read.push(*c),
        }
    }
    read
}

fn witness(name: usize, text: &[char]) -> Witness {
    let name = format!("{name:04}");
    tokenize(&text.iter().collect::<String>(), &name, &name, Family::Unknown)
}

fn readers(length: usize, number: usize, errors: u64) -> Vec<Vec<char>> {
    let mut random = Random(length as u64 + errors);
    let text = text(length, &mut random);
    (0..number).map(|_| read(&text, errors, &mut random)).collect()
}

fn main() {
    let longest = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(LONGEST);
    println!(
        "{:>9}  {:<26} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "length", "set", "tokens", "collate", "decide", "read", "MiB"
    );
    for length in [10_000, 100_000, 1_000_000].into_iter().filter(|length| *length <= longest) {
        measure(length, "4 readers, 2 % errors", &readers(length, 4, 20));
        measure(length, "4 readers, 10 % errors", &readers(length, 4, 100));
        let mut hole = readers(length, 4, 20);
        let middle = hole[3].len() / 2;
        hole[3].drain(middle - length / 60..middle + length / 60);
        measure(length, "one lacks a thirtieth", &hole);
        let mut swapped = readers(length, 4, 20);
        swapped[3].rotate_left(length / 2);
        measure(length, "one has its halves swapped", &swapped);
        let strangers: Vec<Vec<char>> = (1..3).map(|seed| text(length, &mut Random(seed))).collect();
        measure(length, "two with nothing in common", &strangers);
        measure(length, "one character over and over", &[vec!['中'; length], vec!['中'; length - length / 100]]);
        let line: Vec<char> = "春天的小河边有一座石桥，桥下的水很清。".chars().collect();
        let lines = |n: usize| line.repeat(n / line.len());
        measure(length, "one line over and over", &[lines(length), lines(length - length / 100), lines(length / 2)]);
    }
    measure(2_000, "5,000 readers, 2 % errors", &readers(2_000, 5_000, 20));
}

fn measure(length: usize, what: &str, texts: &[Vec<char>]) {
    let start = Instant::now();
    let all: Vec<Witness> = texts.iter().enumerate().map(|(name, text)| witness(name, text)).collect();
    let voting = representatives(&all);
    let witnesses: Vec<Witness> = voting.into_iter().map(|w| all[w].clone()).collect();
    let tokenized = start.elapsed();
    let collation = collate(&witnesses);
    let collated = start.elapsed();
    let verdict = decide_alone(&witnesses, &collation);
    let decided = start.elapsed();
    let text = read_alone(&witnesses, &collation);
    let read = start.elapsed();
    assert_eq!(verdict.text(), text, "{what}");
    let seconds = [tokenized, collated - tokenized, decided - collated, read - decided].map(|d| d.as_secs_f64());
    let [tokens, collate, decide, read] = seconds;
    println!("{length:>9}  {what:<26} {tokens:>8.3} {collate:>8.3} {decide:>8.3} {read:>8.3} {:>8}", peak());
}

/// The most memory that the process had so far, in MiB; nothing where the system does not tell.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.map_or_else(String::new, |kib| (kib / 1024).to_string())
}
