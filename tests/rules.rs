//! The rules as data: cases, ids, reference, broken files, and what must not change.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiaokan::model::edit::{Edited, replay, undo};
use jiaokan::rules::{Case, RuleBook};
use proptest::prelude::*;

fn book() -> RuleBook {
    static BOOK: LazyLock<RuleBook> =
        LazyLock::new(|| RuleBook::builtin().unwrap_or_else(|e| panic!("{e}\n  help: {}", e.remedy)));
    BOOK.clone()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn normalized(book: &RuleBook, text: &str) -> String {
    let mut edited = Edited::new(text);
    book.normalize(&mut edited);
    edited.text().to_owned()
}

#[test]
fn every_case_comes_out() {
    let failures: Vec<String> = book().test().iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_rule_has_a_positive_and_a_negative_case_and_a_reason() {
    for rule in book().rules() {
        assert!(rule.cases.iter().any(|c| matches!(c, Case::Keeps(_))), "{}", rule.id);
        assert!(rule.cases.iter().any(|c| !matches!(c, Case::Keeps(_))), "{}", rule.id);
        assert!(rule.why.len() > 20 && !rule.source.is_empty(), "{}", rule.id);
    }
}

#[test]
fn the_rule_reference_is_fresh() {
    let file = root().join("docs/rules.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, book().docs()).expect("docs/rules.md");
    }
    let text = std::fs::read_to_string(&file).expect("docs/rules.md");
    assert!(text == book().docs(), "stale: run `cargo run -- rules docs > docs/rules.md`");
}

fn broken(rule: &str) -> jiaokan::rules::RuleError {
    let text = format!("summary = 'x'\norder = 1\n\n{rule}");
    RuleBook::parse(&[("my/pack.toml".to_owned(), text)]).expect_err("a broken rule")
}

const TAIL: &str = "safety = 'safe'\nwhy = 'w'\nsource = 's'\ncases = [{ in = 'a', out = 'b' }, { keep = 'c' }]\n";

#[test]
fn broken_rules_are_told_with_file_line_and_remedy() {
    let cases = [
        ("[[rule]]\nid = 'x'\nmatch = '['\nreplace = ''\n", "bad pattern"),
        ("[[rule]]\nid = 'Big'\nmatch = 'a'\nreplace = ''\n", "kebab-case"),
        ("[[rule]]\nid = 'x'\nmatch = 'a'\nreplace = ''\nleft = 'hann'\n", "no character class \"hann\""),
        ("[[rule]]\nid = 'x'\nmatch = 'a'\nreplace = ''\nwhen = ['spaced-shore >= 1']\n", "no condition"),
        ("[[rule]]\nid = 'x'\nmatch = 'a'\nreplace = ''\nmark = 'byline'\n", "2 actions"),
        ("[[rule]]\nid = 'x'\nmatch = 'a*'\nreplace = ''\n", "empty text"),
        ("[[rule]]\nid = 'x'\nmatch = 'a'\nreplace = ''\nreplce = ''\n", "unknown field"),
        ("[[rule]]\nid = 'x'\nreplace = ''\n", "no match"),
    ];
    for (rule, message) in cases {
        let error = broken(&format!("{rule}{TAIL}"));
        assert!(error.what.contains(message), "{error}");
        assert!(error.file == "my/pack.toml" && error.line >= 4 && !error.remedy.is_empty(), "{error:?}");
    }
}

#[test]
fn a_missing_case_and_a_duplicate_id_are_told() {
    let one = "[[rule]]\nid = 'x'\nmatch = 'a'\nreplace = 'b'\nsafety = 'safe'\nwhy = 'w'\nsource = 's'\ncases = [{ in = 'a', out = 'b' }]\n";
    assert!(broken(one).what.contains("negative case is missing"));
    let twice = format!("[[rule]]\nid = 'x'\nmatch = 'a'\nreplace = 'b'\n{TAIL}\n").repeat(2);
    assert!(broken(&twice).what.contains("already defined"));
}

#[test]
fn a_users_rule_takes_the_place_of_the_built_in_one() {
    let own =
        format!("summary = 'mine'\norder = 45\n[[rule]]\nid = 'truncated-dash'\nmatch = 'a'\nreplace = 'b'\n{TAIL}");
    let book = book().with_files(&[("own.toml".to_owned(), own)]).expect("a valid pack");
    assert_eq!(normalized(&book, "a—写在"), "b—写在");
}

#[test]
fn packs_can_be_switched_off_and_unknown_ones_are_told() {
    let off = book().with_packs(&[], &["punctuation".to_owned()]).expect("a pack");
    assert_eq!(normalized(&off, "福祉,为的是"), "福祉,为的是");
    let error = book().with_packs(&["punctation".to_owned()], &[]).expect_err("no such pack");
    assert!(error.remedy.contains("punctuation"));
}

fn unchanged(book: &RuleBook, path: &Path) {
    let text = std::fs::read_to_string(path).expect("text");
    let now = normalized(book, &text);
    for (a, b) in text.lines().zip(now.lines()) {
        assert_eq!(a, b, "{}", path.display());
    }
    assert!(text == now, "{}: the number of lines changed", path.display());
}

#[test]
fn clean_text_is_left_alone() {
    let book = book();
    let mut lines = 0;
    for entry in std::fs::read_dir(root().join("tests/negative")).expect("negative corpus") {
        let path = entry.expect("entry").path();
        unchanged(&book, &path);
        lines += std::fs::read_to_string(&path).expect("text").lines().filter(|l| !l.trim().is_empty()).count();
    }
    assert!(lines >= 200, "{lines} lines");
}

#[test]
fn gold_texts_are_left_alone() {
    let book = book();
    let sets = ["tests/data/seeds-gold", "../shared/gold", "../shared/corpus/gold", "../shared/corpus2/gold"];
    for dir in sets.map(|d| root().join(d)).into_iter().filter(|d| d.is_dir()) {
        for entry in std::fs::read_dir(&dir).expect("gold") {
            let path = entry.expect("entry").path();
            if path.extension().is_some_and(|e| e == "txt") {
                unchanged(&book, &path);
            }
        }
    }
}

/// Pieces that rules act on, mixed at random.
const NOISE: &str =
    "[城市人民，。、：；！？（）()“”‘’「」『』,.:;!?0-9a-zA-Z%％＋２ \u{3000}\u{A0}\u{200B}\u{FEFF}—…·•⼀\r\n]{0,80}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn cleaning_and_normalising_are_idempotent(text in NOISE) {
        let book = book();
        let once = normalized(&book, &text);
        prop_assert_eq!(&normalized(&book, &once), &once);
        let mut clean = Edited::new(text.as_str());
        book.clean(&mut clean);
        let mut again = Edited::new(clean.text());
        prop_assert!(book.clean(&mut again).is_empty(), "{:?} becomes {:?}", clean.text(), again.text());
    }

    #[test]
    fn edits_replay_and_undo(text in NOISE) {
        let mut edited = Edited::new(text.as_str());
        book().normalize(&mut edited);
        prop_assert_eq!(&replay(&text, edited.edits()).unwrap(), edited.text());
        prop_assert_eq!(undo(edited.text(), edited.edits()).unwrap(), text);
    }
}

/// What normalising makes of a text, and the rules of the edits that make it, sorted.
fn joined(text: &str) -> (String, Vec<String>) {
    let mut edited = Edited::new(text);
    book().normalize(&mut edited);
    assert_eq!(undo(edited.text(), edited.edits()).expect("edits that can be undone"), text);
    let mut rules: Vec<String> = edited
        .edits()
        .iter()
        .flat_map(|e| &e.rules)
        .map(ToString::to_string)
        .filter(|r| r != "alphabetic-wrap")
        .collect();
    rules.sort();
    (edited.text().to_owned(), rules)
}

#[test]
fn a_hyphen_at_a_line_end_goes_or_stays_by_a_named_rule() {
    let (text, rules) = joined(
        "The old bridge over the river was built when the gov-\n\
         ernment was young, and a well-known painter from the\n\
         North has drawn it; the painter was so well-\n\
         known that his draw\u{AD}\n\
         ings hang in every house, and his pupils, the pre-\n\
         and the post-war ones, call him the founder of neo-\n\
         Gothic painting in our town, as the government says.\n",
    );
    assert_eq!(
        text,
        "The old bridge over the river was built when the government was young, and a well-known painter from the North \
         has drawn it; the painter was so well-known that his drawings hang in every house, and his pupils, the pre- and \
         the post-war ones, call him the founder of neo-Gothic painting in our town, as the government says.\n"
    );
    // Where the hyphen stays, the edit is that of the line end.
    let expected =
        ["attested-compound-wrap", "attested-word-wrap", "compound-wrap", "soft-hyphen-wrap", "suspended-compound"];
    assert_eq!(rules, expected);
}

#[test]
fn blackletter_and_long_s_are_joined_as_they_are() {
    let (text, rules) = joined(
        "Die alte Brücke über den Fluß wurde gebaut, als die Re=\n\
         gierung noch jung war, und wer an den Markttagen über ſie\n\
         ging, blieb in der Mitte ſtehen und ſah hinab zu den Fi=\n\
         ſchen und zu den Booten der Händler, die aus den Nach=\n\
         barſtädten gekommen waren und dort ihre Waren feilboten.\n",
    );
    assert!(
        text.contains("die Regierung noch") && text.contains("den Fiſchen") && text.contains("Nachbarſtädten"),
        "{text}"
    );
    assert_eq!(rules, ["double-hyphen-wrap"; 3]);
}
