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
fn a_moved_half_is_covered_by_those_who_have_it_elsewhere() {
    let (a, b) = (varied(1, 60), varied(2, 50));
    let set = [format!("{a}{b}"), format!("{b}{a}"), format!("{a}{b}")];
    let seen = lines(&witnesses(&set.each_ref().map(String::as_str)));
    assert_eq!(seen[0], format!("{}{a}{b}", "-".repeat(50)));
    assert_eq!(seen[1], format!("{b}{a}{}", "-".repeat(50)));
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

/// Each token once, in order.
fn replay(witnesses: &[Witness], collation: &Collation) {
    for (w, witness) in witnesses.iter().enumerate() {
        let tokens = (0..collation.columns()).filter_map(|c| match collation.cell(c, w) {
            Cell::Token(t) => Some(t as usize),
            _ => None,
        });
        assert!(tokens.eq(0..witness.tokens.len()), "witness {w}");
    }
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
}
