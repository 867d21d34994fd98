//! Articles of two papers that set them in columns in different ways.

mod common;

use std::path::Path;

use common::layout::{content, gold, reconstructed, run, set, set_in};
use jiaokan::text::chars::width;

fn made(dir: &Path) -> [Vec<String>; 2] {
    run(dir, &["synth", "--articles", "2", "--length", "600", "--noise", "0", "--out", "s"]);
    [1, 2].map(|n| gold(dir, n))
}

/// A headline with columns under it.
fn page(articles: &[(&str, &[String])]) -> String {
    articles.iter().map(|(title, lines)| format!("{title}\n{}\n", lines.join("\n"))).collect::<Vec<_>>().join("\n")
}

/// Both articles of the pages are found, and the first one has all its paragraphs.
fn assert_both_found(dir: &Path, first: &[String], pages: &[(&str, String)]) {
    let found = reconstructed(dir, pages);
    assert_eq!(found.len(), 2, "{found:?}");
    let article = found.iter().find(|a| a["title"] == first[0]).expect("an article of this title");
    assert_eq!(content(article["text"].as_str().unwrap()), content(&first[1..].concat()));
}

#[test]
fn a_note_that_a_column_breaks_leads_to_the_other_page() {
    let dir = tempfile::tempdir().unwrap();
    let [one, two] = made(dir.path());
    let (first, second) = (set(&one[1..]), set(&two[1..]));
    let (front, rest) = first.split_at(first.len() / 2);
    let (mut front, mut rest) = (front.to_vec(), rest.to_vec());
    front.last_mut().unwrap().push_str("（下转第");
    front.push("二版）".to_owned());
    rest[0] = format!("（上接\n第一版）{}", rest[0].trim());
    assert_both_found(
        dir.path(),
        &one,
        &[
            ("X/1", page(&[(&one[0], &front), (&two[0], &second)])),
            ("X/2", rest.join("\n")),
            ("Y/1", page(&[(&two[0], &second), (&one[0], &first)])),
        ],
    );
}

/// In the other paper, whose columns are narrower by the note, what stands behind the note is a line.
#[test]
fn text_behind_a_note_on_its_line_is_no_headline() {
    let dir = tempfile::tempdir().unwrap();
    let [one, two] = made(dir.path());
    let (note, wide) = ("（上接第一版）", 20.0);
    let narrow = wide - note.chars().map(width).sum::<f32>();
    let (front, rest) = one[1..].split_at(one.len() / 2);
    let front = [set_in(wide, front), vec!["（下转第二版）".to_owned()]].concat();
    let mut rest = rest.to_vec();
    rest[0].insert_str(0, note);
    let second = set_in(wide, &two[1..]);
    assert_both_found(
        dir.path(),
        &one,
        &[
            ("X/1", page(&[(&one[0], &front)])),
            ("X/2", page(&[(&two[0], &second)]) + &set_in(wide, &rest).join("\n")),
            ("Y/1", page(&[(&one[0], &set_in(narrow, &one[1..])), (&two[0], &set_in(narrow, &two[1..]))])),
        ],
    );
}

/// One paper has the headline between two paragraphs, the other one was read across its columns.
#[test]
fn blocks_read_across_columns_are_put_in_place_one_by_one() {
    let dir = tempfile::tempdir().unwrap();
    let [one, two] = made(dir.path());
    let (first, second) = (set(&one[1..]), set(&two[1..]));
    let quarter = first.len() / 4;
    let blocks: Vec<&[String]> = first.chunks(quarter).collect();
    // The columns hold the blocks 0 1, 2 3 and what is left; the reader goes from column to column at half their height.
    let across = [0, 2, 1, 3].iter().flat_map(|n| blocks[*n]).chain(blocks[4..].iter().copied().flatten());
    let across: Vec<String> = across.cloned().collect();
    let ends = one[1..].iter().map(|p| set(std::slice::from_ref(p)).len()).scan(0, |at, n| {
        *at += n;
        Some(*at)
    });
    let middle = ends.take(one.len() / 2 - 1).last().unwrap();
    let inside = format!("{}\n\n{}\n\n{}\n", first[..middle].join("\n"), one[0], first[middle..].join("\n"));
    assert_both_found(
        dir.path(),
        &one,
        &[
            ("X/1", format!("{inside}\n{}", page(&[(&two[0], &second)]))),
            ("Y/1", page(&[(&two[0], &second), (&one[0], &across)])),
        ],
    );
}
