//! Two columns that one reader takes for one, line by line.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use jiaokan::measure::distance;
use jiaokan::text::chars::width;
use serde_json::Value;

/// Width of a column in em.
const COLUMN: f32 = 16.0;

fn run(dir: &Path, args: &[&str]) {
    Command::cargo_bin("jiaokan").unwrap().current_dir(dir).args(args).assert().success();
}

/// The body of an article set in a column.
fn set(paragraphs: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        let mut line = "\u{3000}\u{3000}".to_owned();
        for c in paragraph.chars() {
            let hangs = "，。；：！？、”）》".contains(c);
            if !hangs && line.chars().map(width).sum::<f32>() + width(c) > COLUMN {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
        lines.push(line);
    }
    lines
}

fn content(text: &str) -> Vec<char> {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Two papers print two articles one below the other, each in an order of its own; a third one prints them side by side,
/// and its reader does not see the gutter.
#[test]
fn lines_read_across_a_gutter_spoil_no_article() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["synth", "--articles", "2", "--length", "600", "--noise", "0", "--out", "s"]);
    let gold = |n: usize| fs::read_to_string(dir.path().join(format!("s/gold/s000000{n}.txt"))).unwrap();
    let texts = [gold(1), gold(2)];
    let articles = texts.each_ref().map(|text| text.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>());
    let [first, second] = articles.each_ref().map(|article| set(&article[1..]));
    let below = |order: [usize; 2]| {
        let article = |n: usize| format!("{}\n{}\n", articles[n][0], [&first, &second][n].join("\n"));
        order.map(article).join("\n")
    };
    let line = |side: &[String], n: usize| side.get(n).map_or(String::new(), |line| line.trim().to_owned());
    let rows = (0..first.len().max(second.len())).map(|n| line(&first, n) + &line(&second, n) + "\n");
    let across = format!("{}\n{}\n{}", articles[0][0], articles[1][0], rows.collect::<String>());
    for (paper, page) in [("X", below([0, 1])), ("Y", below([1, 0])), ("Z", across)] {
        fs::create_dir_all(dir.path().join("pages").join(paper)).unwrap();
        fs::write(dir.path().join("pages").join(paper).join("1.txt"), page).unwrap();
    }
    run(dir.path(), &["reconstruct", "pages", "--out", "out", "--quiet"]);
    let found = fs::read_to_string(dir.path().join("out/articles.jsonl")).unwrap();
    let found: Vec<Value> = found.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    for article in &articles {
        let same = found.iter().find(|a| a["title"] == article[0]).expect("an article of this title");
        let (gold, text) = (content(&article[1..].concat()), content(same["text"].as_str().unwrap()));
        let errors = distance(&gold, &text);
        assert!(errors * 50 <= gold.len(), "{errors} errors in {} characters", gold.len());
    }
}
