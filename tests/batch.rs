//! Runs over several days: windows, an interrupted run, and what a change asks to be done again.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("jiaokan"));
    command.current_dir(dir).args(args);
    command
}

fn jiaokan(dir: &Path, args: &[&str]) -> Output {
    command(dir, args).output().unwrap()
}

/// Standard error of a run into `out` that must succeed.
fn reconstruct(dir: &Path, out: &str, more: &[&str]) -> String {
    let fixed = ["reconstruct", "pages", "--out", out, "--progress", "plain", "--quiet", "--window", "0"];
    let output = jiaokan(dir, &[&fixed, more].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    said
}

/// All files below a directory, by path.
fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(tree(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    files
}

/// Five days of three papers.
fn newspapers() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let size = ["--articles", "10", "--sources", "3", "--copies", "3", "--length", "300", "--days", "5"];
    let made = jiaokan(dir.path(), &[&["synth", "--out", "made"][..], &size].concat());
    assert!(made.status.success());
    fs::rename(dir.path().join("made/pages"), dir.path().join("pages")).unwrap();
    dir
}

fn editions(out: &Path) -> Vec<Value> {
    let lines = fs::read_to_string(out.join("articles.jsonl")).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const STORY: &str = "河上石桥修好了\n春天的小河边有一座石桥，桥下的水很清，河边的柳树刚刚发芽。\n\
    孩子们常常到桥上去看鱼，也在树下读书，老人坐在石凳上晒太阳。\n\
    今年夏天，镇上的工匠把栏杆修好了，又在两头立了新的灯。\n";
const OTHER: &str = "图书馆开门迎客\n昨天下午，城里的图书馆开门迎客，三层楼的书架上摆满了新书。\n\
    馆长说，往后每个周末都有人来讲故事，孩子们可以免费借阅。\n";

/// Four papers set sixty articles each in an order of its own: some pairs stand one below the other in two of them.
#[test]
fn articles_in_the_same_order_in_two_papers_stay_apart() {
    let dir = tempfile::tempdir().unwrap();
    let made = ["synth", "--articles", "60", "--length", "400", "--layout", "plain", "--out", "made"];
    assert!(jiaokan(dir.path(), &made).status.success());
    fs::rename(dir.path().join("made/pages"), dir.path().join("pages")).unwrap();
    reconstruct(dir.path(), "out", &[]);
    assert_eq!(editions(&dir.path().join("out")).len(), 60);
}

#[test]
fn a_story_printed_a_day_later_is_one_article() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join("pages").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("A/2025-08-28/1.txt", STORY);
    write("B/2025-08-29/1.txt", &format!("{}{OTHER}", STORY.replace("石桥", "右桥")));
    write("C/2025-08-29/1.txt", OTHER);
    write("C/2025-09-10/1.txt", STORY);
    let witnesses = |out: &str| {
        let of = |edition: &Value| {
            let names = edition["witnesses"].as_array().unwrap().iter().map(|w| w["siglum"].as_str().unwrap());
            names.collect::<Vec<_>>().join("")
        };
        editions(&dir.path().join(out)).iter().map(of).collect::<Vec<_>>()
    };
    reconstruct(dir.path(), "near", &[]);
    assert_eq!(witnesses("near"), ["AB", "BC", "C"]);
    let report: Value = serde_json::from_slice(&fs::read(dir.path().join("near/report.json")).unwrap()).unwrap();
    assert_eq!(report["inputs"][1]["date"], "2025-08-29");
    assert_eq!(report["totals"]["pages"], 4);
    assert_eq!(report["dropped"], Value::Array(vec![]), "each line is decided upon once");
    let one = jiaokan(dir.path(), &["reconstruct", "pages", "--out", "one-window"]);
    assert!(one.status.success());
    assert_eq!(witnesses("one-window"), ["AB", "BC", "C"], "windows cut work, they do not decide");
    reconstruct(dir.path(), "same-day", &["--days", "0"]);
    assert_eq!(witnesses("same-day"), ["A", "B", "BC", "C"]);
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    let dir = newspapers();
    reconstruct(dir.path(), "whole", &["--jobs", "1"]);
    let args = ["reconstruct", "pages", "--out", "out", "--progress", "plain", "--window", "0"];
    let mut run = command(dir.path(), &args).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(run.stderr.take().unwrap()).lines();
    let second = lines.by_ref().map(Result::unwrap).find(|line| line.contains("(2 of 5)"));
    assert!(second.is_some(), "two days are done");
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(!dir.path().join("out").exists(), "an output appears whole or not at all");

    let again = jiaokan(dir.path(), &args);
    assert_eq!(again.status.code(), Some(5));
    assert!(String::from_utf8(again.stderr).unwrap().contains("--resume goes on with it"));

    let said = reconstruct(dir.path(), "out", &["--resume"]);
    assert!(said.matches("done before").count() >= 2, "{said}");
    assert_eq!(tree(&dir.path().join("out")), tree(&dir.path().join("whole")));
    let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_str().unwrap().starts_with('.')), "nothing is left behind: {names:?}");
}

#[test]
fn a_change_redoes_what_it_touches() {
    let dir = newspapers();
    reconstruct(dir.path(), "out", &[]);
    let said = reconstruct(dir.path(), "out", &["--resume"]);
    assert_eq!(said.matches("done before").count(), 5, "{said}");

    let day = dir.path().join("pages/A/2025-08-30");
    let page = fs::read_dir(&day).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, text.replacen('，', "、", 1)).unwrap();
    let said = reconstruct(dir.path(), "out", &["--resume"]);
    // The day itself, and not the day before, which shares no text with it.
    assert_eq!(said.matches("done before").count(), 4, "{said}");
    reconstruct(dir.path(), "fresh", &[]);
    assert_eq!(tree(&dir.path().join("out")), tree(&dir.path().join("fresh")));

    let said = reconstruct(dir.path(), "out", &["--resume", "--no-pack", "spacing"]);
    assert_eq!(said.matches("done before").count(), 0, "{said}");
}

#[test]
fn an_earlier_output_that_somebody_changed_is_done_again() {
    let dir = newspapers();
    reconstruct(dir.path(), "out", &[]);
    let whole = tree(&dir.path().join("out"));
    let text = fs::read_dir(dir.path().join("out/texts")).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(text).unwrap();
    let said = reconstruct(dir.path(), "out", &["--resume"]);
    assert_eq!(said.matches("done before").count(), 4, "{said}");
    assert_eq!(tree(&dir.path().join("out")), whole);
}

#[test]
fn pages_without_a_date_among_dated_ones_are_told() {
    let dir = newspapers();
    fs::create_dir_all(dir.path().join("pages/D")).unwrap();
    fs::write(dir.path().join("pages/D/lone.txt"), OTHER).unwrap();
    let said = reconstruct(dir.path(), "out", &[]);
    assert!(said.contains("pages/D/lone.txt: this page (1 in all) has no date"), "{said}");
    assert!(said.contains("pages without date (1 of 6)"), "{said}");
}
