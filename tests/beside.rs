//! Blocks that stand side by side on a page, as three readers print them.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const HEAD: &str = "Meadowbank Choir\n\nDear Miss Thornley,\n\n\
    thank you for the parcel of scores that came on Tuesday. We shall sing\nfrom them at the summer concert.\n\n";
const TAIL: &str = "\nWe look forward to seeing you in the front row.\n";
const LEFT: [&str; 4] = ["ORDER: 77-1204", "PAID: 12 guineas", "Miss Edith Thornley", "3 Orchard Row, Wexcombe"];
const RIGHT: [&str; 4] =
    ["CHOIR LEDGER NO. 58", "Keep this slip for the door.", "REPLIES ARE SENT TO:", "MEADOWBANK CHOIR HOUSE"];

fn page(lines: &[&str]) -> String {
    format!("{HEAD}{}\n{TAIL}", lines.join("\n"))
}

fn collate(dir: &Path, texts: &[(&str, &str)]) -> String {
    for (name, text) in texts {
        fs::write(dir.join(name), text).unwrap();
    }
    let names = texts.iter().map(|(name, _)| *name);
    let run = Command::new(env!("CARGO_BIN_EXE_jiaokan")).current_dir(dir).arg("collate").args(names).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// One reads across the gutter, one jumps from column to column, and one, the worst, reads down.
#[test]
fn columns_are_read_whole_though_one_reader_alone_does_so() {
    let across: Vec<String> = LEFT.iter().zip(RIGHT).map(|(left, right)| format!("{left} {right}")).collect();
    let across = page(&across.iter().map(String::as_str).collect::<Vec<_>>());
    let jumping = page(&[&LEFT[..1], &RIGHT[..2], &LEFT[1..], &RIGHT[2..]].concat());
    let down = page(&[LEFT, RIGHT].concat());
    let misread = down.replace("ORDER: 77-1204", "ORDER: 77-I2O4").replace("guineas", "gumeas").replace("SENT", "5ENT");
    let dir = tempfile::tempdir().unwrap();
    let text = collate(dir.path(), &[("a.txt", &across), ("b.txt", &jumping), ("c.txt", &misread)]);
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&text), words(&down));
    assert_eq!(collate(dir.path(), &[("c.txt", &misread), ("a.txt", &across), ("b.txt", &jumping)]), text);
}
