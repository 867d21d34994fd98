//! Transcripts of the command line: arguments, standard input, standard output, standard error, exit code.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// What a command said and how it ended.
struct Said {
    stdout: String,
    stderr: String,
    code: i32,
}

fn jiaokan(dir: &Path, args: &[&str]) -> Said {
    said(&command(dir, args).output().unwrap())
}

fn piped(dir: &Path, args: &[&str], stdin: &str) -> Said {
    said(&command(dir, args).write_stdin(stdin).output().unwrap())
}

fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("jiaokan").unwrap();
    command.current_dir(dir).args(args);
    command
}

fn said(output: &Output) -> Said {
    Said {
        stdout: String::from_utf8(output.stdout.clone()).unwrap(),
        stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        code: output.status.code().unwrap(),
    }
}

const BRIDGE: &str = "春天的小河边有一座石桥，桥下的水很清。\n孩子们常常到桥上去看鱼，也在树下读书。\n";

/// Two sources with a page each, and files of every kind that is no page.
fn workplace() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    write("pages/A/a1.txt", BRIDGE.as_bytes());
    write("pages/B/b1.txt", BRIDGE.replace("石桥", "右桥").as_bytes());
    write("bad/empty.txt", b"");
    write("bad/image.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d\x01\x02\x03\x00");
    write("bad/old.txt", b"\xB3\xC7\xCA\xD0\n\xB5\xC4\xD6\xD0");
    dir
}

/// All files below a directory with their bytes.
fn tree(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(tree(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            files.push((name, fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

#[test]
fn help_is_the_product_and_lists_exit_codes() {
    let dir = workplace();
    let help = jiaokan(dir.path(), &["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    for word in ["reconstruct", "normalize", "collate", "explain", "rules", "Exit codes"] {
        assert!(help.stdout.contains(word), "{word} is missing");
    }
    for command in ["reconstruct", "normalize", "collate", "explain"] {
        assert!(jiaokan(dir.path(), &[command, "--help"]).stdout.contains("Examples:"), "{command}");
    }
}

#[test]
fn a_wrong_command_line_is_told_from_a_wrong_input() {
    let dir = workplace();
    let wrong = jiaokan(dir.path(), &["reconstruct", "pages", "--out", "o", "--frce"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""));
    assert!(wrong.stderr.contains("--force"), "a suggestion is missing: {}", wrong.stderr);
    assert_eq!(jiaokan(dir.path(), &["reconstruct", "--out", "o"]).code, 2);
    assert_eq!(jiaokan(dir.path(), &["reconstruct", "nowhere", "--out", "o"]).code, 3);
    assert_eq!(jiaokan(dir.path(), &["reconstruct", "pages", "--out", "o", "--rules", "nowhere"]).code, 3);
}

#[test]
fn bad_files_are_told_and_the_rest_goes_on() {
    let dir = workplace();
    let said = jiaokan(dir.path(), &["reconstruct", "pages", "bad", "none.txt", "--out", "out"]);
    assert_eq!(said.code, 1, "{}", said.stderr);
    for message in [
        "error: bad/empty.txt: no text in it (0 bytes)\n  help: ",
        "error: bad/image.txt: a binary file (NUL at byte 8)\n  help: ",
        "error: bad/old.txt:1: not UTF-8 at byte 0; it could be GB18030",
        "  help: iconv -f GB18030 -t UTF-8 'bad/old.txt'",
        "error: none.txt: no such file or directory\n  help: ",
    ] {
        assert!(said.stderr.contains(message), "{message:?} is missing in\n{}", said.stderr);
    }
    assert!(said.stdout.contains("2 pages of 2 sources"), "{}", said.stdout);
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.path().join("out/report.json")).unwrap()).unwrap();
    assert_eq!(report["schema"], "jiaokan/report/1");
    assert_eq!(report["totals"]["failures"], 4);
    assert_eq!(report["inputs"][1]["path"], "pages/B/b1.txt");
    assert_eq!(report["failures"][2]["line"], 1);
}

#[test]
fn with_no_page_nothing_is_written() {
    let dir = workplace();
    let said = jiaokan(dir.path(), &["reconstruct", "bad", "--out", "out"]);
    assert_eq!(said.code, 3);
    assert!(said.stderr.contains("no page could be read"));
    assert!(!dir.path().join("out").exists());
}

#[test]
fn a_directory_of_something_else_is_refused() {
    let dir = workplace();
    fs::create_dir(dir.path().join("thesis")).unwrap();
    fs::write(dir.path().join("thesis/chapter"), "mine").unwrap();
    let args = ["reconstruct", "pages", "--out", "thesis"];
    let refused = jiaokan(dir.path(), &args);
    assert_eq!(refused.code, 5);
    assert!(refused.stderr.contains("thesis: not empty") && refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(tree(&dir.path().join("thesis")).len(), 1);
    let forced = jiaokan(dir.path(), &[&args[..], &["--force"]].concat());
    assert_eq!(forced.code, 0, "{}", forced.stderr);
    assert_eq!(fs::read_to_string(dir.path().join("thesis/chapter")).unwrap(), "mine");
    assert_eq!(jiaokan(dir.path(), &args).code, 0, "an earlier output is replaced without being asked");
}

#[test]
fn the_order_of_arguments_and_the_number_of_threads_change_no_byte() {
    let dir = workplace();
    let run = |out: &str, args: &[&str]| {
        let said = jiaokan(dir.path(), &[&["reconstruct", "--out", out], args].concat());
        assert_eq!(said.code, 0, "{}", said.stderr);
        (tree(&dir.path().join(out)), said.stdout.replace(out, "OUT"))
    };
    let one = run("one", &["pages/A", "pages/B", "--jobs", "1"]);
    let two = run("two", &["pages/B", "pages/A/a1.txt", "pages/A", "--jobs", "3"]);
    assert_eq!(one, two);
}

#[test]
fn an_output_among_the_inputs_is_not_read() {
    let dir = workplace();
    let run = || jiaokan(dir.path(), &["reconstruct", "pages", "--out", "pages/out"]);
    assert_eq!(run().code, 0);
    let again = run();
    assert_eq!(again.code, 0);
    assert!(again.stderr.contains("pages/out: an output of jiaokan; passed over"), "{}", again.stderr);
    assert!(again.stdout.contains("2 pages of 2 sources"));
}

#[test]
fn quiet_says_nothing() {
    let dir = workplace();
    let said = jiaokan(dir.path(), &["reconstruct", "pages", "--out", "out", "--quiet"]);
    assert_eq!((said.code, said.stdout.as_str(), said.stderr.as_str()), (0, "", ""));
}

#[test]
fn the_manifest_names_sources_and_its_mistakes_end_the_run() {
    let dir = workplace();
    let manifest = dir.path().join("m.toml");
    fs::write(&manifest, "[[page]]\npath = 'pages/A/a1.txt'\nsource = '晨报'\nfamily = 'ocr'\n").unwrap();
    let said = jiaokan(dir.path(), &["reconstruct", "--manifest", "m.toml", "--out", "out"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert!(said.stdout.contains("晨报"), "{}", said.stdout);
    fs::write(&manifest, "[[page]]\npath = 'pages/A/a1.txt'\nsuorce = '晨报'\n").unwrap();
    let said = jiaokan(dir.path(), &["reconstruct", "--manifest", "m.toml", "--out", "out"]);
    assert_eq!(said.code, 3);
    assert!(said.stderr.contains("m.toml:3: ") && said.stderr.contains("source"), "{}", said.stderr);
}

#[test]
fn normalize_is_a_filter() {
    let dir = workplace();
    for args in [&["normalize"][..], &["normalize", "-"]] {
        let said = piped(dir.path(), args, BRIDGE);
        assert_eq!((said.code, said.stdout.as_str(), said.stderr.as_str()), (0, BRIDGE, ""));
    }
    let empty = piped(dir.path(), &["normalize"], "");
    assert_eq!((empty.code, empty.stdout.as_str()), (0, ""));
    let file = jiaokan(dir.path(), &["normalize", "pages/A/a1.txt"]);
    assert_eq!(file.stdout, BRIDGE);
    let partly = jiaokan(dir.path(), &["normalize", "bad/old.txt", "pages/A/a1.txt"]);
    assert_eq!((partly.code, partly.stdout.as_str()), (1, BRIDGE));
    assert!(partly.stderr.starts_with("error: bad/old.txt:1: not UTF-8"));
    assert_eq!(jiaokan(dir.path(), &["normalize", "bad/old.txt"]).code, 3);
}

#[test]
fn long_texts_are_normalized_by_any_number_of_threads() {
    let dir = workplace();
    let page = |n: usize| {
        format!("第{n}页\n{}石\u{200B}桥{n}。\u{FFFD}\n\n", "春天的小河边有一座石桥，桥下的水很清。\n".repeat(2000))
    };
    let text: String = (0..12).map(page).collect();
    let one = piped(dir.path(), &["normalize", "-j", "1"], &text);
    let three = piped(dir.path(), &["normalize", "-j", "3"], &text);
    assert!(one.code == 0 && one.stdout == three.stdout && one.stderr == three.stderr);
    assert!(one.stdout == text.replace('\u{200B}', ""));
    // Two units; the second is told where it begins.
    let warned: Vec<&str> = one.stderr.lines().filter(|l| l.starts_with("warning: standard input:")).collect();
    assert_eq!(warned.len(), 2, "{}", one.stderr);
    let line = |warning: &str| warning.split(':').nth(2).and_then(|n| n.parse::<usize>().ok()).unwrap();
    let marked: Vec<usize> = warned.iter().map(|w| line(w)).collect();
    let is_marked = |n: &usize| text.lines().nth(n - 1).is_some_and(|line| line.contains('\u{FFFD}'));
    assert!(marked.iter().all(is_marked) && marked[0] < marked[1], "{marked:?}");
}

#[test]
fn normalize_takes_json_lines() {
    let dir = workplace();
    let lines = "{\"id\": 1.0, \"body\": \"石桥\"}\r\n\nno json\n{\"body\":7}";
    let said = piped(dir.path(), &["normalize", "--jsonl", "--field", "body"], lines);
    assert_eq!((said.code, said.stdout.as_str()), (1, lines));
    assert!(said.stderr.contains("error: standard input:3: not a JSON object"), "{}", said.stderr);
    assert!(said.stderr.contains("error: standard input:4: field \"body\" is not a string"), "{}", said.stderr);
    assert_eq!(jiaokan(dir.path(), &["normalize", "--jsonl", "none.jsonl"]).code, 3);
    assert_eq!(jiaokan(dir.path(), &["normalize", "--field", "body"]).code, 2);
}

#[test]
fn collate_votes() {
    let dir = workplace();
    fs::write(dir.path().join("c.txt"), BRIDGE).unwrap();
    let files = ["pages/B/b1.txt", "c.txt", "pages/A/a1.txt"];
    let text = jiaokan(dir.path(), &[&["collate"], &files[..]].concat());
    assert_eq!((text.code, text.stdout.as_str()), (0, BRIDGE), "{}", text.stderr);
    let json = jiaokan(dir.path(), &[&["collate", "--format", "json"], &files[..]].concat());
    let record: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let sigla: Vec<&str> =
        record["witnesses"].as_array().unwrap().iter().map(|w| w["siglum"].as_str().unwrap()).collect();
    assert_eq!(sigla, ["a1", "b1", "c"]);
    assert_eq!(record["witnesses"][1]["path"], "pages/B/b1.txt");
    assert_eq!(record["places"][0]["lemma"], "石");
    assert_eq!(record["places"][0]["at"]["start"], 9);
    let mut turned = files;
    turned.reverse();
    let again = jiaokan(dir.path(), &[&["collate", "--format", "json"], &turned[..]].concat());
    assert_eq!(again.stdout, json.stdout);
}

#[test]
fn collate_needs_two_texts() {
    let dir = workplace();
    assert_eq!(jiaokan(dir.path(), &["collate", "pages/A/a1.txt"]).code, 2);
    assert_eq!(jiaokan(dir.path(), &["collate", "pages/A/a1.txt", "bad/old.txt"]).code, 3);
    assert_eq!(jiaokan(dir.path(), &["collate", "pages/A/a1.txt", "pages"]).code, 3);
    let stdin = piped(dir.path(), &["collate", "pages/A/a1.txt", "-"], BRIDGE);
    assert_eq!((stdin.code, stdin.stdout.as_str()), (0, BRIDGE));
}

#[test]
fn explain_knows_rules_and_suggests_them() {
    let dir = workplace();
    let list = jiaokan(dir.path(), &["rules", "list"]);
    let id = list.stdout.split_whitespace().next().unwrap().to_owned();
    let rule = jiaokan(dir.path(), &["explain", "--rule", &id]);
    assert!(rule.code == 0 && rule.stdout.starts_with(&id), "{}{}", rule.stdout, rule.stderr);
    let near = jiaokan(dir.path(), &["explain", "--rule", &format!("{id}x")]);
    assert_eq!(near.code, 3);
    assert!(near.stderr.contains(&format!("did you mean {id}?")), "{}", near.stderr);
}

#[test]
fn explain_wants_an_output_and_a_place_in_it() {
    let dir = workplace();
    assert_eq!(jiaokan(dir.path(), &["explain"]).code, 2);
    assert_eq!(jiaokan(dir.path(), &["explain", "out", "x"]).code, 2);
    let said = jiaokan(dir.path(), &["explain", "pages", "x", "0"]);
    assert_eq!(said.code, 3);
    assert!(said.stderr.contains("articles.jsonl") && said.stderr.contains("reconstruct"), "{}", said.stderr);
}

#[test]
fn rules_hold_their_cases_and_their_reference() {
    let dir = workplace();
    let test = jiaokan(dir.path(), &["rules", "test"]);
    assert_eq!(test.code, 0, "{}", test.stdout);
    let docs = jiaokan(dir.path(), &["rules", "docs"]).stdout;
    fs::write(dir.path().join("rules.md"), &docs).unwrap();
    assert_eq!(jiaokan(dir.path(), &["rules", "docs", "--check", "rules.md"]).code, 0);
    fs::write(dir.path().join("rules.md"), docs + "stale").unwrap();
    let stale = jiaokan(dir.path(), &["rules", "docs", "--check", "rules.md"]);
    assert_eq!((stale.code, stale.stdout.as_str()), (1, ""));
    assert!(stale.stderr.contains("rules.md"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::Stdio;
    let dir = workplace();
    let big = BRIDGE.repeat(20_000);
    fs::write(dir.path().join("big.txt"), &big).unwrap();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("jiaokan"))
        .current_dir(dir.path())
        .args(["normalize", "big.txt"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

/// A program that writes records and waits for what becomes of each must not wait for ever.
#[test]
fn json_lines_are_passed_on_as_they_come() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::Stdio;
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("jiaokan"))
        .args(["normalize", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || from.lines().map_while(Result::ok).try_for_each(|line| tell.send(line)));
    for n in 1..3 {
        writeln!(to, "{{\"n\":{n},\"text\":\"石 桥,水\"}}").unwrap();
        to.flush().unwrap();
        let line = told.recv_timeout(std::time::Duration::from_secs(60)).expect("a record while the stream is open");
        assert!(line.contains(&format!("\"n\":{n}")), "{line}");
    }
    drop(to);
    assert!(child.wait().unwrap().success());
}

/// A page of one source, without a headline: text of any script is an article, a scrap of Han text is none.
#[test]
fn text_without_a_headline_is_an_article_and_a_scrap_is_none() {
    let texts = [
        (
            "The bridge over the river was built when the town was young, and\nthe people who crossed it used to stop.\n",
            1,
        ),
        (
            "春天的小河边有一座石桥，桥下的水很清，老人每天都来钓鱼，他的篮子里总是空空的。\n路过的人问他钓到了什么。\n",
            1,
        ),
        (
            "春天的小河边有一座石桥，桥下的水很清，老人每天都来钓鱼，他的篮子里总是空空的，\n路过的人问他钓到了什么，但\n",
            0,
        ),
    ];
    for (text, articles) in texts {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("pages/A")).unwrap();
        fs::write(dir.path().join("pages/A/1.txt"), text).unwrap();
        let said = jiaokan(dir.path(), &["reconstruct", "pages", "--out", "out", "-q"]);
        let found = fs::read_to_string(dir.path().join("out/articles.jsonl")).unwrap_or_default();
        assert_eq!(found.lines().count(), articles, "{text}{}", said.stderr);
    }
}
