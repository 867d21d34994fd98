//! Two columns that one reader takes for one, line by line.

mod common;

use common::layout::{content, gold, reconstructed, run, set};
use jiaokan::measure::distance;

/// Two papers print two articles one below the other, each in an order of its own; a third one prints them side by side,
/// and its reader does not see the gutter.
#[test]
fn lines_read_across_a_gutter_spoil_no_article() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["synth", "--articles", "2", "--length", "600", "--noise", "0", "--out", "s"]);
    let articles = [1, 2].map(|n| gold(dir.path(), n));
    let [first, second] = articles.each_ref().map(|article| set(&article[1..]));
    let below = |order: [usize; 2]| {
        let article = |n: usize| format!("{}\n{}\n", articles[n][0], [&first, &second][n].join("\n"));
        order.map(article).join("\n")
    };
    let line = |side: &[String], n: usize| side.get(n).map_or(String::new(), |line| line.trim().to_owned());
    let rows = (0..first.len().max(second.len())).map(|n| line(&first, n) + &line(&second, n) + "\n");
    let across = format!("{}\n{}\n{}", articles[0][0], articles[1][0], rows.collect::<String>());
    let found = reconstructed(dir.path(), &[("X/1", below([0, 1])), ("Y/1", below([1, 0])), ("Z/1", across)]);
    assert_eq!(found.len(), 2, "{found:?}");
    for article in &articles {
        let same = found.iter().find(|a| a["title"] == article[0].as_str()).expect("an article of this title");
        let (gold, text) = (content(&article[1..].concat()), content(same["text"].as_str().unwrap()));
        let errors = distance(&gold, &text);
        assert!(errors * 50 <= gold.len(), "{errors} errors in {} characters", gold.len());
    }
}

/// One paper is read column by column, but for the last lines of the columns, which are read in rows; the other paper sets
/// its lines just so.
#[test]
fn rows_at_the_foot_of_columns_are_put_back() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["synth", "--articles", "2", "--length", "600", "--noise", "0", "--out", "s"]);
    let articles = [1, 2].map(|n| gold(dir.path(), n));
    let lines = set(&articles[0][1..]);
    let other = set(&articles[1][1..]);
    let (half, foot) = (lines.len() / 2, 2);
    let page = |order: &str| format!("{}\n{order}\n\n{}\n{}\n", articles[0][0], articles[1][0], other.join("\n"));
    for gutter in ["   ", " | ", "            "] {
        let rows = (0..foot).map(|n| {
            let (left, right) = (&lines[half - foot + n], &lines[2 * half - foot + n]);
            format!("{}{gutter}{}", left.trim_end(), right.trim())
        });
        let columns = lines[..half - foot].iter().chain(&lines[half..2 * half - foot]).cloned();
        let rest = lines[2 * half..].iter().cloned();
        let across: Vec<String> = columns.chain(rows).chain(rest).collect();
        let found = reconstructed(dir.path(), &[("X/1", page(&lines.join("\n"))), ("Z/1", page(&across.join("\n")))]);
        let same = found.iter().find(|a| a["title"] == articles[0][0].as_str()).expect("an article of this title");
        let text = content(same["text"].as_str().unwrap());
        assert_eq!(distance(&content(&articles[0][1..].concat()), &text), 0, "with {gutter:?}");
    }
}
