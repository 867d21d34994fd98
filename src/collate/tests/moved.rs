//! Blocks that stand in another order (倒).

use proptest::prelude::*;

use super::*;

const FIRST: &str = "春天的小河边有一座石桥，桥上走过挑担的农人和放学的孩子。\n";
const MILL: &str = "桥下的流水绕过老磨坊，带着落花一直流到南边的集镇上去，镇上的人家临水开窗，窗下系着乌篷小船。\n";
const NIGHT: &str = "入夜以后，只剩守桥的老人在灯下补他的渔网，等着最后一班船从上游带回远方亲人的书信和消息。\n";

/// What was moved, as text.
fn moved(set: &[Witness], collation: &Collation) -> Vec<(usize, String)> {
    let text = |m: &Move| set[m.witness].tokens[m.tokens.start as usize..m.tokens.end as usize].iter().map(|t| t.ch);
    collation.moves().iter().map(|m| (m.witness, text(m).collect())).collect()
}

#[test]
fn neighbours_that_end_in_the_same_mark_change_places() {
    let misread = MILL.replace('坊', "访");
    let set = witnesses(&[
        &format!("{FIRST}{MILL}{NIGHT}"),
        &format!("{FIRST}{NIGHT}{MILL}"),
        &format!("{FIRST}{misread}{NIGHT}"),
    ]);
    let collation = collate(&set);
    replay(&set, &collation);
    assert_eq!(plurality(&set, &collation), format!("{FIRST}{MILL}{NIGHT}").replace('\n', ""));
    assert_eq!(moved(&set, &collation), [(1, NIGHT.trim_end().to_owned())]);
}

#[test]
fn neighbours_that_begin_alike_change_places() {
    let (a, b, c) = (varied(1, 40), varied(2, 30), varied(3, 40));
    let set = witnesses(&[
        &format!("本报讯{a}\n本报讯{b}\n本报讯{c}"),
        &format!("本报讯{a}\n本报讯{c}\n本报讯{b}"),
        &format!("本报讯{a}\n本报讯{b}\n本报讯{c}誤"),
    ]);
    let collation = collate(&set);
    assert_eq!(moved(&set, &collation), [(1, format!("本报讯{b}"))]);
}

/// Blocks of a text in a permuted order: from numbers that say which of those left comes next.
fn permuted(blocks: usize, picks: &[usize]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..blocks).collect();
    let mut order = Vec::new();
    for pick in picks.iter().cycle().take(blocks) {
        order.push(left.remove(pick % left.len()));
    }
    order
}

/// Three witnesses of a text in blocks: one has them in any order, the others are misread.
struct Turned {
    blocks: Vec<String>,
    order: Vec<usize>,
    odd: usize,
    /// Every so many characters, of three times as many, one is misread where the others are right.
    wrong: usize,
}

impl Turned {
    /// Blocks of so many characters, each with this end.
    fn new(lengths: &[u32], picks: &[usize], odd: usize, end: &str, wrong: usize) -> Self {
        let blocks = lengths.iter().zip(1..).map(|(n, seed)| format!("{}{end}", varied(seed, *n))).collect();
        Self { blocks, order: permuted(lengths.len(), picks), odd, wrong }
    }

    fn witness(&self, w: usize) -> String {
        if w == self.odd {
            return self.order.iter().map(|b| self.blocks[*b].as_str()).collect();
        }
        let misread = |i: usize, c: char| i % (3 * self.wrong) == w * self.wrong && c > '一';
        self.blocks.concat().chars().enumerate().map(|(i, c)| if misread(i, c) { '誤' } else { c }).collect()
    }

    /// Nothing is printed twice, nothing lost, each character stands beside its own, and only the odd witness has moved.
    fn check(&self) -> Result<(), TestCaseError> {
        let texts: Vec<String> = (0..3).map(|w| self.witness(w)).collect();
        let set = witnesses(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let collation = collate(&set);
        replay(&set, &collation);
        prop_assert_eq!(plurality(&set, &collation), self.blocks.concat().replace('\n', ""));
        prop_assert_eq!(!self.order.is_sorted(), !collation.moves().is_empty());
        let in_lines = self.blocks[0].ends_with('\n');
        for (witness, stretch) in moved(&set, &collation) {
            let begins = |block: &String| stretch.starts_with(&block.chars().take(8).collect::<String>());
            let ends = |block: &String| stretch.ends_with(block.trim_end());
            let whole = !in_lines || self.blocks.iter().any(begins) && self.blocks.iter().any(ends);
            prop_assert!(witness == self.odd && whole, "{witness} {stretch}");
        }
        Ok(())
    }
}

#[test]
fn blocks_behind_which_others_of_one_length_stood_are_not_one() {
    for (lengths, picks, end) in [([76, 46, 55, 40, 40], [2, 1, 2], "。\n"), ([41, 42, 63, 40, 71], [1, 3, 3], "。”\n")]
    {
        Turned::new(&lengths, &picks, 0, end, 11).check().unwrap();
    }
}

proptest! {
    /// Two of three witnesses have one order, the third any.
    #[test]
    fn blocks_stand_in_the_order_of_most(
        lengths in prop::collection::vec(40_u32..90, 2..6),
        picks in prop::collection::vec(0_usize..6, 1..6),
        odd in 0_usize..3,
        mark in prop::sample::select(vec!["。", "。”", "", "了。"]),
        line in prop::sample::select(vec!["\n", ""]),
        wrong in 5_usize..12,
    ) {
        Turned::new(&lengths, &picks, odd, &format!("{mark}{line}"), wrong).check()?;
    }
}
