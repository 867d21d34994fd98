//! Pages with a known truth: the bytes, the truth, and what the program itself makes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use jiaokan::measure::distance;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Standard output of a command that must succeed.
fn done(dir: &Path, args: &[&str]) -> String {
    let output = Command::cargo_bin("jiaokan").unwrap().current_dir(dir).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Standard error and exit code of a command that must fail.
fn refused(dir: &Path, args: &[&str]) -> (String, i32) {
    let output = Command::cargo_bin("jiaokan").unwrap().current_dir(dir).args(args).output().unwrap();
    (String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

/// All files below a directory, by path, as text: each must be UTF-8.
fn tree(dir: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(tree(&path).into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
        } else {
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    files
}

fn measured(dir: &Path, set: &str) -> Value {
    done(dir, &["reconstruct", &format!("{set}/pages"), "--out", &format!("{set}-out"), "--quiet"]);
    let (hypothesis, gold) = (format!("{set}-out/articles.jsonl"), format!("{set}/gold"));
    serde_json::from_str(&done(dir, &["measure", &hypothesis, "--gold", &gold, "--format", "json"])).unwrap()
}

#[test]
fn a_seed_makes_the_same_bytes_with_any_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    let make = |out: &str, seed: &str, threads: &str| {
        let mut command = Command::cargo_bin("jiaokan").unwrap();
        command.current_dir(dir.path()).env("RAYON_NUM_THREADS", threads);
        command.args(["synth", "--articles", "30", "--days", "3", "--seed", seed, "--out", out]).assert().success();
        tree(&dir.path().join(out))
    };
    let (one, again, other) = (make("one", "7", "1"), make("again", "7", "4"), make("other", "8", "4"));
    assert_eq!(one, again);
    assert!(one.keys().any(|path| path == "pages/A/2025-08-30/01.txt"), "{:?}", one.keys());
    let same = one.iter().filter(|(path, text)| other.get(*path) == Some(text)).count();
    assert_eq!(same, 0, "nothing depends on the seed alone");
}

/// Every machine makes these bytes. When the generator changes on purpose, the new hash goes here: sets made before and
/// after cannot be compared.
#[test]
fn the_bytes_are_the_same_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    done(dir.path(), &["synth", "--articles", "12", "--length", "600", "--days", "2", "--out", "s"]);
    let mut hash = Sha256::new();
    for (path, text) in tree(&dir.path().join("s")) {
        hash.update(format!("{path}\n{text}"));
    }
    let hash: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, "2c4cdf8cdc233822");
}

#[test]
fn plain_pages_without_noise_are_the_gold_texts() {
    let dir = tempfile::tempdir().unwrap();
    let args = ["synth", "--articles", "12", "--copies", "2", "--layout", "plain", "--noise", "0", "--out", "s"];
    done(dir.path(), &args);
    let files = tree(&dir.path().join("s"));
    let of = |start| files.iter().filter(move |(path, _)| path.starts_with(start)).map(|(_, text)| text.as_str());
    let gold: BTreeSet<&str> = of("gold/s").collect();
    assert_eq!(gold.len(), 12);
    let printed: Vec<String> = of("pages/").flat_map(|t| t.split("\n\n")).map(|t| format!("{}\n", t.trim())).collect();
    assert_eq!(printed.len(), 24);
    assert_eq!(printed.iter().map(String::as_str).collect::<BTreeSet<_>>(), gold);
}

#[test]
fn pages_have_the_errors_that_were_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    for (layout, rate) in [("plain", 0.02), ("plain", 0.08), ("newspaper", 0.02), ("newspaper", 0.08)] {
        let (noise, set) = (rate.to_string(), format!("{layout}{rate}"));
        let one = ["synth", "--articles", "1", "--sources", "1", "--families", "ocr", "--length", "20000"];
        done(dir.path(), &[&one[..], &["--layout", layout, "--noise", &noise, "--out", &set]].concat());
        let files = tree(&dir.path().join(&set));
        let manifest: Value = serde_json::from_str(&files["gold/manifest.json"]).unwrap();
        let mut page = files["pages/A/2025-08-28/01.txt"].clone();
        let pages = manifest["pages"].as_array().unwrap().iter();
        for caption in pages.flat_map(|page| page["non_articles"].as_array().unwrap()) {
            page = page.replace(caption.as_str().unwrap(), "");
        }
        let gold = content(&files["gold/s0000001.txt"]);
        let found = distance(&gold, &content(&page)) as f64 / gold.len() as f64;
        assert!((0.85 * rate..1.2 * rate).contains(&found), "{set}: {found}");
    }
}

/// What a text has, whatever the width of its marks.
fn content(text: &str) -> Vec<char> {
    let wide = |c| match c {
        '(' => '（',
        ')' => '）',
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '!' => '！',
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(wide).collect()
}

/// Every paper has the articles in an order of its own, four on a page, some continued elsewhere.
#[test]
fn newspapers_come_together_again() {
    let dir = tempfile::tempdir().unwrap();
    let sets: [&[&str]; 2] = [&["--articles", "40"], &["--articles", "24", "--noise", "0.1", "--seed", "3"]];
    for options in sets {
        done(dir.path(), &[&["synth", "--per-page", "4", "--length", "1000", "--out", "s"], options].concat());
        let report = measured(dir.path(), "s");
        let of = |what: &str| report["detection"][what].as_f64().unwrap();
        assert!(of("recall") >= 0.975 && of("precision") >= 0.975, "{options:?} {}", report["detection"]);
    }
}

#[test]
fn texts_of_the_user_are_articles() {
    let dir = tempfile::tempdir().unwrap();
    let texts = [
        "石桥边的一天\n\n春天的小河边有一座石桥，桥下的水很清。\n孩子们到桥上去看鱼。\n",
        "山上的树林\n夏天的山坡上有一片树林。\n",
    ];
    for (name, text) in ["a.txt", "b.txt"].iter().zip(texts) {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let said = done(dir.path(), &["synth", "--text", "a.txt", "b.txt", "--noise", "0", "--out", "s"]);
    assert!(said.starts_with("2 articles on 4 pages"), "{said}");
    let files = tree(&dir.path().join("s"));
    assert_eq!(files["gold/s0000001.txt"], texts[0].replace("\n\n", "\n"));
    fs::write(dir.path().join("b.txt"), "只有题目\n").unwrap();
    let (said, code) = refused(dir.path(), &["synth", "--text", "a.txt", "b.txt", "--out", "t"]);
    assert!(said.contains("b.txt: no article") && code == 3, "{said}");
    assert!(!dir.path().join("t").exists(), "a failed run leaves something behind");
}

#[test]
fn an_earlier_output_is_replaced_and_anything_else_refused() {
    let dir = tempfile::tempdir().unwrap();
    let make = |articles: &str| done(dir.path(), &["synth", "--articles", articles, "--length", "80", "--out", "s"]);
    make("9");
    make("2");
    let files = tree(&dir.path().join("s"));
    assert_eq!(files.keys().filter(|path| path.starts_with("gold/s")).count(), 2);
    fs::create_dir(dir.path().join("thesis")).unwrap();
    fs::write(dir.path().join("thesis/chapter.txt"), "mine").unwrap();
    let (said, code) = refused(dir.path(), &["synth", "--out", "thesis"]);
    assert!(said.contains("not empty") && code == 5, "{said}");
    assert_eq!(tree(&dir.path().join("thesis")).len(), 1);
}

#[test]
fn options_that_make_no_sense_are_told() {
    let dir = tempfile::tempdir().unwrap();
    for (args, word) in [
        (["--copies", "5"], "5 copies"),
        (["--noise", "0.9"], "noise"),
        (["--per-page", "0"], "per-page"),
        (["--from", "2025-02-30"], "2025-02-30"),
    ] {
        let (said, code) = refused(dir.path(), &["synth", "--out", "s", args[0], args[1]]);
        assert!(said.contains(word) && code == 2, "{said}");
    }
    assert!(!dir.path().join("s").exists());
}
