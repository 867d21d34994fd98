//! The shape of the house: who may know whom, who may touch files, and how large a room may be.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Stages know the nouns and the characters, and not each other.
const STAGES: [&str; 6] = ["bundle", "collate", "concord", "decide", "rules", "segment"];

/// The only places that touch files or print; the C++ library of `opencc-native` opens its own dictionaries.
const HANDS: [&str; 7] = ["ingest/", "emit/", "cli/", "files.rs", "rules/files.rs", "main.rs", "text/script/native.rs"];

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 60;

/// A file of `src/`: its path below it, and its lines without comments and without its tests.
struct Source {
    path: String,
    lines: Vec<String>,
    total: usize,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    assert!(files.len() > 50, "the sources are elsewhere: {}", root.display());
    files.iter().map(|file| read(&root, file)).collect()
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

fn read(root: &Path, file: &Path) -> Source {
    let text = std::fs::read_to_string(file).expect("a source file");
    let path = file.strip_prefix(root).expect("below src").to_string_lossy().replace('\\', "/");
    let test_only = path.ends_with("tests.rs") || path.ends_with("sample.rs");
    let body = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]") && !test_only);
    let code = body.map(|line| line.split("//").next().unwrap_or_default().to_owned());
    Source { path, lines: code.collect(), total: text.lines().count() }
}

impl Source {
    /// The folder or file right below `src/`.
    fn room(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    /// The rooms that this file names after `crate::`.
    fn imports(&self) -> BTreeSet<String> {
        let text = self.lines.join(" ");
        let mut rooms = BTreeSet::new();
        for part in text.split("crate::").skip(1) {
            match part.strip_prefix('{') {
                Some(list) => rooms.extend(first_names(list)),
                None => rooms.extend(name(part)),
            }
        }
        rooms
    }
}

/// The first name of each path in `a::b, c::{d, e}, f}`.
fn first_names(list: &str) -> Vec<String> {
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (i, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.extend(name(&list[start..i]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.extend(name(&list[start..i]));
                start = i + 1;
            }
            _ => {}
        }
    }
    names
}

fn name(path: &str) -> Option<String> {
    let name: String = path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// Faults of all files that `find` names, or nothing.
fn assert_none(find: impl Fn(&Source) -> Vec<String>) {
    let faults: Vec<String> =
        sources().iter().flat_map(|s| find(s).into_iter().map(|f| format!("src/{}: {f}", s.path))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn foreign(source: &Source, known: &[&str]) -> Vec<String> {
    let imports = source.imports().into_iter();
    imports.filter(|i| !known.contains(&i.as_str())).map(|i| format!("knows `{i}`")).collect()
}

#[test]
fn a_stage_knows_the_nouns_and_the_characters_only() {
    assert_none(|s| match STAGES.contains(&s.room()) {
        true => foreign(s, &["model", "text", s.room()]),
        false => Vec::new(),
    });
}

#[test]
fn readers_and_writers_know_no_stage() {
    assert_none(|s| match ["ingest", "emit"].contains(&s.room()) {
        true => s.imports().into_iter().filter(|i| STAGES.contains(&i.as_str())).collect(),
        false => Vec::new(),
    });
}

#[test]
fn the_nouns_and_the_characters_know_nobody() {
    assert_none(|s| match s.room() {
        "model" => foreign(s, &["model"]),
        "text" => foreign(s, &["text", "model"]),
        _ => Vec::new(),
    });
}

#[test]
fn the_engine_touches_no_file_and_prints_nothing() {
    const MEANS: [&str; 7] = ["std::fs", "std::io", "std::env", "print!(", "println!(", "eprintln!(", "dbg!("];
    assert_none(|s| {
        if HANDS.iter().any(|h| s.path.starts_with(h)) {
            return Vec::new();
        }
        let lines = s.lines.iter().enumerate();
        let found = lines.filter_map(|(i, l)| Some((i, MEANS.iter().find(|m| l.contains(**m))?)));
        found.map(|(i, means)| format!("{means} in line {}", i + 1)).collect()
    });
}

#[test]
fn files_have_one_subject() {
    assert_none(|s| match s.total > FILE_LINES {
        true => vec![format!("{} lines", s.total)],
        false => Vec::new(),
    });
}

#[test]
fn functions_fit_on_a_screen() {
    assert_none(|s| {
        let lengths = functions(&s.lines);
        lengths.into_iter().filter(|(_, n)| *n > FUNCTION_LINES).map(|(f, n)| format!("{f}: {n} lines")).collect()
    });
}

/// First line and length of each function: from `fn` to the closing brace of the same indent.
fn functions(lines: &[String]) -> Vec<(String, usize)> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let words = line.trim_start();
        let head = words.split('(').next().unwrap_or_default();
        if !head.split_whitespace().any(|w| w == "fn") || words.starts_with('"') {
            continue;
        }
        let end = lines[i..].iter().position(|l| indent(l) == indent(line) && l.trim() == "}");
        let one_line = line.trim_end().ends_with(['}', ';']);
        found.push((words.trim_end().to_owned(), if one_line { 1 } else { end.map_or(1, |e| e + 1) }));
    }
    found
}

#[test]
fn the_rules_of_the_house_are_seen_when_broken() {
    let source = |path: &str, text: &str| Source {
        path: path.to_owned(),
        lines: text.lines().map(str::to_owned).collect(),
        total: text.lines().count(),
    };
    let stage =
        source("collate/mod.rs", "use crate::{model::page, text::{a, b},\n    decide};\nfn f() { crate::rules::x() }");
    assert_eq!(foreign(&stage, &["model", "text", "collate"]), ["knows `decide`", "knows `rules`"]);
    let long = format!("impl X {{\n    fn f() {{\n{}    }}\n}}", "        x();\n".repeat(70));
    assert_eq!(functions(&source("x.rs", &long).lines), [("fn f() {".to_owned(), 72)]);
}
