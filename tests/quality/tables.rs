//! The tables of `docs/quality.md`, between two marks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::common::{read, root};
use crate::figures::Figures;

const BEGIN: &str = "<!-- figures: begin -->";
const END: &str = "<!-- figures: end -->";

/// A table: its heading, the figure that its sets have, and its columns (heading, figure, decimals).
struct Table {
    heading: &'static str,
    mark: &'static str,
    columns: &'static [(&'static str, &'static str, usize)],
}

const TABLES: [Table; 5] = [
    Table {
        heading: "Pages to editions",
        mark: "found",
        columns: &[
            ("articles", "articles", 0),
            ("found", "found", 0),
            ("extra", "extra", 0),
            ("false joins", "false joins", 0),
            ("characters", "characters", 0),
            ("errors", "errors", 0),
            ("CER", "CER", 3),
            ("macro", "CER macro", 3),
            ("CERx", "CERx", 3),
            ("CERc", "CERc", 3),
            ("CERt", "CERt", 3),
            ("titles", "titles", 0),
            ("in part", "titles part", 0),
            ("bylines", "bylines", 0),
            ("break P", "breaks P", 1),
            ("R", "breaks R", 1),
            ("F1", "breaks F1", 1),
            ("lacunae", "lacunae", 0),
            ("false", "false lacunae", 0),
            ("moved", "moved", 0),
        ],
    },
    Table {
        heading: "Certainty",
        mark: "ECE",
        columns: &[
            ("places", "places", 0),
            ("ECE (points)", "ECE", 2),
            ("errors in voted text", "left errors", 0),
            ("of them in doubtful places (%)", "caught", 1),
            ("doubtful share of voted text (%)", "effort", 2),
            ("CER", "CER", 3),
            ("expected CER", "expected CER", 3),
        ],
    },
    Table {
        heading: "Texts known to be the same article",
        mark: "best witness",
        columns: &[
            ("pages", "pages", 0),
            ("characters", "characters", 0),
            ("errors", "errors", 0),
            ("CER", "CER", 3),
            ("best witness", "best witness", 3),
        ],
    },
    Table {
        heading: "The same notice in several issues",
        mark: "unattested",
        columns: &[
            ("notices", "pages", 0),
            ("characters", "characters", 0),
            ("characters that no witness has", "unattested", 0),
            ("pieces lost that all have", "unanimous lost", 0),
            ("other text in another order", "order matters", 0),
        ],
    },
    Table {
        heading: "Printed lines to paragraphs",
        mark: "joins F1",
        columns: &[
            ("pages", "pages", 0),
            ("lines", "lines", 0),
            ("characters", "characters", 0),
            ("characters lost", "lost", 0),
            ("break P", "breaks P", 1),
            ("R", "breaks R", 1),
            ("F1", "breaks F1", 1),
            ("join F1", "joins F1", 1),
        ],
    },
];

fn tables(recorded: &BTreeMap<String, Figures>) -> String {
    let mut out = String::new();
    for table in &TABLES {
        let _ = write!(out, "\n### {}\n\n| set |", table.heading);
        for (heading, ..) in table.columns {
            let _ = write!(out, " {heading} |");
        }
        let _ = write!(out, "\n|---|{}\n", "---:|".repeat(table.columns.len()));
        for (set, figures) in recorded.iter().filter(|(_, figures)| figures.contains_key(table.mark)) {
            let _ = write!(out, "| {set} |");
            for (_, name, decimals) in table.columns {
                let cell = figures.get(*name).map_or("–".to_owned(), |value| format!("{value:.decimals$}"));
                let _ = write!(out, " {cell} |");
            }
            out.push('\n');
        }
    }
    out + "\n"
}

/// What stands before, between and behind the marks.
fn parts(text: &str) -> (&str, &str, &str) {
    let begin = text.find(BEGIN).expect("a mark where the figures begin") + BEGIN.len();
    let end = text.find(END).expect("a mark where the figures end");
    (&text[..begin], &text[begin..end], &text[end..])
}

pub(crate) fn is_stale(recorded: &BTreeMap<String, Figures>) -> bool {
    let text = read(&root().join("docs/quality.md")).replace("\r\n", "\n");
    parts(&text).1 != format!("\n{}", tables(recorded))
}

pub(crate) fn write(recorded: &BTreeMap<String, Figures>) {
    let file = root().join("docs/quality.md");
    let text = read(&file);
    let (before, _, behind) = parts(&text);
    std::fs::write(&file, format!("{before}\n{}{behind}", tables(recorded))).expect("docs/quality.md");
}
