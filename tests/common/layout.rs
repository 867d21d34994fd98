//! Made-up articles, set in columns.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use jiaokan::text::chars::width;
use serde_json::Value;

/// Usual width of a column in em.
const COLUMN: f32 = 16.0;

/// Runs the program in a directory.
pub fn run(dir: &Path, args: &[&str]) {
    Command::cargo_bin("jiaokan").unwrap().current_dir(dir).args(args).assert().success();
}

/// Headline and paragraphs of an article that `synth --out s` made.
pub fn gold(dir: &Path, n: usize) -> Vec<String> {
    let text = fs::read_to_string(dir.join(format!("s/gold/s000000{n}.txt"))).unwrap();
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Paragraphs set in a column.
pub fn set(paragraphs: &[String]) -> Vec<String> {
    set_in(COLUMN, paragraphs)
}

/// Paragraphs set in a column of so many em.
pub fn set_in(column: f32, paragraphs: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        let mut line = "\u{3000}\u{3000}".to_owned();
        for c in paragraph.chars() {
            let hangs = "，。；：！？、”）》".contains(c);
            if !hangs && line.chars().map(width).sum::<f32>() + width(c) > column {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
        lines.push(line);
    }
    lines
}

/// The characters of a text without white space.
pub fn content(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What is reconstructed from pages, each a source and a name with its text.
pub fn reconstructed(dir: &Path, pages: &[(&str, String)]) -> Vec<Value> {
    for (name, page) in pages {
        let file = dir.join("pages").join(format!("{name}.txt"));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, page).unwrap();
    }
    run(dir, &["reconstruct", "pages", "--out", "out", "--quiet"]);
    let found = fs::read_to_string(dir.join("out/articles.jsonl")).unwrap();
    found.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
