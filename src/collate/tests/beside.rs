//! Blocks that stand side by side on the page.

use proptest::prelude::*;

use super::*;

const LEFT: [&str; 5] =
    ["TICKET: 4417-B", "SEATS: two, row F", "Mrs. Ada Quillfeather", "9 Limekiln Lane", "Oldbury Cross"];
const RIGHT: [&str; 5] =
    ["BOX OFFICE NO. 88", "Doors open at seven.", "SEND ALL LETTERS TO:", "THE HARBOUR THEATRE", "27 Quay Street"];
const LETTER: &str = "Dear Friends,\nwith your help the old stage has\na new curtain at last.\n";

fn down() -> String {
    format!("{LETTER}{}\n{}\nUntil then!\n", LEFT.join("\n"), RIGHT.join("\n"))
}

/// Read across the gutter, but for the second line.
fn across() -> String {
    let row = |(i, (l, r)): (usize, (&&str, &&str))| if i == 1 { format!("{l}\n{r}\n") } else { format!("{l} {r}\n") };
    let rows: String = LEFT.iter().zip(&RIGHT).enumerate().map(row).collect();
    format!("{LETTER}{rows}Until then!\n")
}

/// Two lines of one column, then two of the other.
fn jumping() -> String {
    let blocks = [&LEFT[..2], &RIGHT[..2], &LEFT[2..], &RIGHT[2..]];
    format!("{LETTER}{}\nUntil then!\n", blocks.map(|b| b.join("\n")).join("\n"))
}

/// What most read, by folds: capitals stand beside small letters.
fn voted(texts: &[&str]) -> String {
    let set = witnesses(texts);
    let collation = collate(&set);
    replay(&set, &collation);
    plurality(&set, &collation)
}

fn tight(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn the_order_that_changes_column_least_is_that_of_the_page() {
    // The only one that reads down misreads, too, and most of all the first piece.
    let misread = down().replace("TICKET: 4417-B", "TlCKFT. 44l7-B").replace("Lane", "Lanc");
    assert_eq!(voted(&[&across(), &jumping(), &misread]), tight(&down()));
    assert_eq!(voted(&[&across(), &across().replace("curtain", "curtaln"), &down()]), tight(&down()));
}

#[test]
fn a_line_that_the_model_lacks_stays_with_the_one_it_goes_on_in() {
    let [across, jumping, down] = [across(), jumping(), down()]
        .map(|text| text.replace("Doors open at seven.", "All doors of the house\nwill open at seven."));
    let torn = down.replace("All doors of the house\n", "");
    assert_eq!(voted(&[&across, &jumping, &torn]), tight(&down));
}

#[test]
fn what_nobody_reads_down_stays() {
    let misread = across().replace("curtain", "curtaln");
    assert_eq!(voted(&[&across(), &misread, &across().replace("row F", "row P")]), tight(&across()));
    assert_eq!(collate(&witnesses(&[&across(), &jumping()])).moves().len(), 3);
}

/// One line that is read across says nothing of what stands behind it.
#[test]
fn one_line_tells_no_columns() {
    let one = format!("{LETTER}{} {}\nUntil then!\nYours truly\n", LEFT[0], RIGHT[0]);
    let other = format!("{LETTER}{}\nUntil then!\n{}\nYours truly\n", LEFT[0], RIGHT[0]);
    assert_eq!(collate(&witnesses(&[&one, &other, &one.replace("curtain", "curtaln")])).moves(), []);
}

#[test]
fn lines_that_are_only_wrapped_otherwise_stay() {
    let wrapped = across().replace("truly", "trulY");
    let parted = across().replace(" BOX", "\nBOX").replace(" SEND", "\n~\nSEND").replace(" THE", "\n~\nTHE");
    assert_eq!(collate(&witnesses(&[&wrapped, &parted])).moves(), []);
}

proptest! {
    /// Neither the order of the witnesses nor a copy of one of them changes a column.
    #[test]
    fn who_comes_first_decides_nothing(picks in prop::collection::vec(0_usize..3, 2..5), seed in 0_usize..1000) {
        let read = |(w, pick): (usize, &usize)| -> String {
            let text = [down(), across(), jumping()][*pick].clone();
            let wrong = |i: usize, c: char| (i * 31 + w * 17 + seed).is_multiple_of(29) && c.is_ascii_alphabetic();
            text.chars().enumerate().map(|(i, c)| if wrong(i, c) { 'x' } else { c }).collect()
        };
        let texts: Vec<String> = picks.iter().enumerate().map(read).collect();
        let set = witnesses(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let collation = collate(&set);
        replay(&set, &collation);
        let mut more = set.clone();
        more.reverse();
        let mut copy = set[seed % set.len()].clone();
        copy.siglum = "Z".to_owned();
        more.push(copy);
        let again = collate(&more);
        for w in 0..set.len() {
            prop_assert_eq!(cells(&again, set.len() - 1 - w), cells(&collation, w));
        }
    }
}
