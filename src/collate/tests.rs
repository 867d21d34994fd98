mod beside;
mod moved;

use proptest::prelude::*;

use super::*;
use crate::model::witness::Family;

fn witnesses(texts: &[&str]) -> Vec<Witness> {
    let name = |i: usize| char::from(b'A' + i as u8).to_string();
    texts.iter().enumerate().map(|(i, t)| tokenize(t, &name(i), &name(i), Family::Unknown)).collect()
}

/// The collation as one line a witness: `-` for a gap, `.` for absent.
fn lines(witnesses: &[Witness]) -> Vec<String> {
    let collation = collate(witnesses);
    let show = |w: usize, c: usize| match collation.cell(c, w) {
        Cell::Absent => '.',
        Cell::Gap => '-',
        Cell::Token(t) => witnesses[w].tokens[t as usize].ch,
    };
    (0..witnesses.len()).map(|w| (0..collation.columns()).map(|c| show(w, c)).collect()).collect()
}

#[test]
fn punctuation_does_not_pull_content_out_of_line() {
    assert_eq!(lines(&witnesses(&["天地，玄黄。", "天地玄黄"])), ["天地，玄黄。", "天地-玄黄."]);
}

#[test]
fn partial_witnesses_abstain_outside_their_stretch() {
    let seen = lines(&witnesses(&["甲乙丙丁戊己庚辛", "戊己庚辛壬癸子丑", "丙丁戊己庚辛壬癸"]));
    assert_eq!(seen, ["甲乙丙丁戊己庚辛....", "....戊己庚辛壬癸子丑", "..丙丁戊己庚辛壬癸.."]);
}

#[test]
fn a_missing_middle_is_a_lacuna_and_a_missing_word_is_not() {
    let whole = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏";
    let seen =
        lines(&witnesses(&[whole, "天地玄黄宇宙寒来暑往秋收冬藏", "天地玄黄洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"]));
    assert_eq!(seen[1], "天地玄黄宇宙..........寒来暑往秋收冬藏");
    assert_eq!(seen[2], "天地玄黄--洪荒日月盈昃辰宿列张寒来暑往秋收冬藏");
}

#[test]
fn witnesses_without_overlap_stand_in_the_order_of_their_sigla() {
    assert_eq!(lines(&witnesses(&["日月盈昃", "天地玄黄"])), ["日月盈昃....", "....天地玄黄"]);
}

#[test]
fn a_hyphen_at_a_line_end_does_not_vote() {
    let joined = lines(&witnesses(&["an exam-\nple of it", "an exam-\nple of it", "an example of it"]));
    assert_eq!(joined, ["anexampleofit"; 3]);
    let hyphened = lines(&witnesses(&["a well-\nknown man", "a well-known man", "a well-\nknown man"]));
    assert_eq!(hyphened, ["awell.knownman", "awell-knownman", "awell.knownman"]);
    // A mark that is read for it is no testimony either.
    let misread = lines(&witnesses(&["an exam-\nple of it", "an exam—\nple of it", "an exam-\nple of it"]));
    assert_eq!(misread, ["anexam-pleofit", "anexam—pleofit", "anexam-pleofit"]);
    // Nobody has it inside a line: it stays.
    let unknown = lines(&witnesses(&["an exam-\nple of it", "an exam\nple of it", "an exam ple of it"]));
    assert_eq!(unknown, ["anexam-pleofit", "anexam-pleofit", "anexam-pleofit"]);
}

#[test]
fn a_moved_half_stands_where_most_have_it() {
    let (a, b) = (varied(1, 60), varied(2, 50));
    let set = witnesses(&[&format!("{a}{b}"), &format!("{b}{a}"), &format!("誤{a}{b}")]);
    assert!(lines(&set).iter().all(|line| line.ends_with(&format!("{a}{b}"))));
    assert_eq!(collate(&set).moves(), [Move { witness: 1, tokens: 0..50 }]);
}

#[test]
fn blocks_end_where_lines_end() {
    let (a, b, c) = (varied(1, 40), varied(2, 30), varied(3, 40));
    let here = format!("{a}。\n甲乙{b}丙丁。\n{c}。");
    let moved = format!("{a}。\n{c}。\n戊己{b}庚辛。");
    let set = witnesses(&[&here, &moved, &format!("{here}誤")]);
    let collation = collate(&set);
    let tokens = collation.moves()[0].tokens.clone();
    let text: String = set[1].tokens[tokens.start as usize..tokens.end as usize].iter().map(|t| t.ch).collect();
    assert_eq!(text, format!("戊己{b}庚辛。"));
}

#[test]
fn a_repeated_formula_is_not_moved() {
    let (a, b, c, formula) = (varied(1, 60), varied(2, 60), varied(3, 60), varied(4, 30));
    let set = [format!("{a}{formula}{b}{formula}{c}"), format!("{a}{b}{formula}{c}"), format!("{a}{formula}{b}{c}")];
    assert_eq!(collate(&witnesses(&set.each_ref().map(String::as_str))).moves(), []);
}

#[test]
fn rows_of_dots_stay_side_by_side() {
    let dots = ".".repeat(5000);
    let set = witnesses(&[&format!("甲乙丙丁{dots}戊己庚辛"), &format!("甲乙丙丁{dots}.戊己庚辛")]);
    let collation = collate(&set);
    assert_eq!(collation.columns(), 5009);
    replay(&set, &collation);
}

#[test]
fn a_witness_without_a_single_clean_phrase_is_laid_beside_the_others() {
    let text = varied(1, 400);
    // Every third character is misread: no four in a row are right.
    let bad: String = text
        .chars()
        .zip(varied(9, 400).chars())
        .enumerate()
        .map(|(i, (t, o))| if i % 3 == 0 { o } else { t })
        .collect();
    let seen = collate(&witnesses(&[&text, &bad, &text]));
    assert_eq!(seen.columns(), 400);
}

/// Text without repetitions.
fn varied(seed: u32, length: u32) -> String {
    let mut x = seed;
    let next = |_| {
        x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4E00 + (x >> 16) % 3000).unwrap_or('一')
    };
    (0..length).map(next).collect()
}

#[test]
fn swapped_halves_and_missing_middles_stay_within_bounds() {
    let (a, b, c) = (varied(1, 6000), varied(2, 6000), varied(3, 6000));
    let set = [format!("{a}{b}{c}"), format!("{a}{c}"), format!("{c}{a}{b}"), format!("{a}{}{c}", varied(4, 6000))];
    let set = witnesses(&set.each_ref().map(String::as_str));
    replay(&set, &collate(&set));
}

/// Each token once, and in order where nothing was moved.
fn replay(witnesses: &[Witness], collation: &Collation) {
    for (w, witness) in witnesses.iter().enumerate() {
        let mut tokens: Vec<u32> = (0..collation.columns())
            .filter_map(|c| match collation.cell(c, w) {
                Cell::Token(t) => Some(t),
                _ => None,
            })
            .collect();
        if collation.moves().iter().any(|m| m.witness == w) {
            tokens.sort_unstable();
        }
        assert!(tokens.into_iter().eq(0..witness.tokens.len() as u32), "witness {w}");
    }
}

/// What most witnesses read in each column.
fn plurality(witnesses: &[Witness], collation: &Collation) -> String {
    let read = |column: usize| {
        let reading = |(w, cell): (usize, Cell)| match cell {
            Cell::Absent => None,
            Cell::Gap => Some(None),
            Cell::Token(t) => Some(Some(witnesses[w].tokens[t as usize].ch)),
        };
        let cells: Vec<Option<char>> = collation.column(column).enumerate().filter_map(reading).collect();
        cells.iter().copied().max_by_key(|c| (cells.iter().filter(|other| *other == c).count(), *c)).flatten()
    };
    (0..collation.columns()).filter_map(read).collect()
}

/// The cells, witness by witness.
fn cells(collation: &Collation, witness: usize) -> Vec<Cell> {
    (0..collation.columns()).map(|c| collation.cell(c, witness)).collect()
}

fn short_texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[甲乙丙丁，。a1 \n]{0,24}", 0..6)
}

proptest! {
    #[test]
    fn rows_replay_and_order_does_not_matter(texts in short_texts(), turn in 0_usize..6) {
        let set = witnesses(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let collation = collate(&set);
        replay(&set, &collation);
        for column in 0..collation.columns() {
            prop_assert!(collation.column(column).any(|c| matches!(c, Cell::Token(_))));
        }
        let n = set.len().max(1);
        let mut turned = set.clone();
        turned.rotate_left(turn % n);
        let again = collate(&turned);
        prop_assert_eq!(again.columns(), collation.columns());
        for column in 0..collation.columns() {
            for w in 0..set.len() {
                prop_assert_eq!(again.cell(column, (w + n - turn % n) % n), collation.cell(column, w));
            }
        }
    }

    #[test]
    fn blocks_in_another_order_give_the_same_text(
        lengths in prop::collection::vec(40_u32..120, 2..7),
        turn in 1_usize..6,
        noise in 1_usize..3,
        odd in 0_usize..3,
    ) {
        let text: Vec<char> =
            lengths.iter().zip(1..).flat_map(|(n, seed)| varied(seed, *n).chars().collect::<Vec<_>>()).collect();
        let border = lengths[..turn % lengths.len()].iter().sum::<u32>() as usize;
        let reading = |w: usize| -> String {
            let wrong = |i: usize| i % 60 / noise == 10 * w;
            let mut read: Vec<char> =
                text.iter().enumerate().map(|(i, c)| if wrong(i) { '誤' } else { *c }).collect();
            read.rotate_left(if w == odd { border } else { 0 });
            read.into_iter().collect()
        };
        let texts: Vec<String> = (0..3).map(reading).collect();
        let set = witnesses(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let collation = collate(&set);
        replay(&set, &collation);
        prop_assert_eq!(plurality(&set, &collation), text.iter().collect::<String>());
        // Neither the order of the witnesses nor a copy of one of them changes a column.
        let mut more = set.clone();
        more.reverse();
        let mut copy = set[odd].clone();
        copy.siglum = "Z".to_owned();
        more.push(copy);
        let again = collate(&more);
        for w in 0..3 {
            prop_assert_eq!(cells(&again, 2 - w), cells(&collation, w));
        }
    }
}
