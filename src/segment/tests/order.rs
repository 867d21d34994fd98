//! Pages that were read across columns, beside pages that were read in order.

use super::*;

/// Lines of one text, each of 24 characters of its own, that break off in mid-word.
fn lines(text: u32) -> Vec<String> {
    let line = |n: u32| (0..24).filter_map(|i| char::from_u32(0x4E00 + 1000 * text + 40 * n + i)).collect();
    (0..5).map(line).collect()
}

/// The words that stand across the ends of lines, in lines of another text.
fn words<'l>(lines: impl IntoIterator<Item = (&'l String, &'l String)>) -> Vec<String> {
    let word = |(x, y): (&String, &String)| {
        let (before, behind) = (x.chars().next_back(), y.chars().next());
        before.into_iter().chain(behind).collect::<String>() + "石桥"
    };
    lines.into_iter().map(word).collect()
}

/// The texts of a page that has two texts by turns, and of which no other page has either; `known` are words that a page of
/// something else prints.
fn chains_by_turns(known: &[String]) -> Vec<String> {
    let (a, b) = (lines(1), lines(2));
    let by_turns: Vec<&str> = a.iter().zip(&b).flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let mut table = in_columns(table(&[&by_turns, &known]), 24.0);
    let map = map(&table);
    let chains = chains(&mut table, &map);
    let text = |units: &[u32]| units.iter().map(|u| table.units[*u as usize].text.as_str()).collect();
    chains.iter().filter(|c| c.source == 0).map(|c| text(&c.units)).collect()
}

#[test]
fn lines_by_turns_are_told_by_the_words_at_their_ends() {
    let (a, b) = (lines(1), lines(2));
    let known = words(a.iter().zip(&a[1..]).chain(b.iter().zip(&b[1..])));
    assert_eq!(chains_by_turns(&known), [a.concat(), b.concat()]);
}

#[test]
fn words_that_speak_for_the_order_of_a_page_keep_it() {
    let (a, b) = (lines(1), lines(2));
    let known = words(a.iter().zip(&b).chain(b.iter().zip(&a[1..])).chain(a.iter().zip(&a[1..])));
    let by_turns: String = a.iter().zip(&b).flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
    assert_eq!(chains_by_turns(&known), [by_turns.as_str()]);
    assert_eq!(chains_by_turns(&[]), [by_turns]);
}

#[test]
fn few_words_are_no_rhythm() {
    let a = lines(1);
    let known = words(a.iter().zip(&a[1..]));
    assert_eq!(chains_by_turns(&known).len(), 1);
}

/// The texts of two pages, one of which has two texts one behind the other, the other one by turns; `known` are words that a
/// third page prints.
fn chains_with(known: &[String]) -> [Vec<String>; 2] {
    let (a, b) = (lines(1), lines(2));
    let in_order: Vec<&str> = a.iter().chain(&b).map(String::as_str).collect();
    let by_turns: Vec<&str> = a.iter().zip(&b).flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let mut table = in_columns(table(&[&in_order, &by_turns, &known]), 24.0);
    let map = map(&table);
    let chains = chains(&mut table, &map);
    let text = |units: &[u32]| units.iter().map(|u| table.units[*u as usize].text.as_str()).collect();
    [0, 1].map(|source| chains.iter().filter(|c| c.source == source).map(|c| text(&c.units)).collect())
}

#[test]
fn a_page_of_which_the_words_fit_nowhere_was_read_across() {
    let (a, b) = (lines(1), lines(2));
    let known = words(a.iter().zip(&a[1..]).chain(b.iter().zip(&b[1..])));
    let whole = a.concat() + &b.concat();
    assert_eq!(chains_with(&known), [[whole.clone()], [whole]]);
}

#[test]
fn words_tell_which_of_two_orders_is_right() {
    let (a, b) = (lines(1), lines(2));
    let known = words(a.iter().zip(&b).chain(b.iter().zip(&a[1..])));
    let whole: String = a.iter().zip(&b).flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
    let [in_order, by_turns] = chains_with(&known);
    assert_eq!(by_turns.as_slice(), std::slice::from_ref(&whole), "the other page is the one that is out of order");
    assert!(in_order.contains(&whole), "{in_order:?}");
}

#[test]
fn without_words_each_page_keeps_its_order() {
    let (a, b) = (lines(1), lines(2));
    let by_turns = a.iter().zip(&b).flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
    assert_eq!(chains_with(&[]), [[a.concat() + &b.concat()], [by_turns]]);
}

#[test]
fn what_follows_a_finished_text_on_such_a_page_may_belong_elsewhere() {
    let (a, b) = (lines(1), lines(2));
    let (end, before, behind) = (paragraph(300), paragraph(310), paragraph(320));
    let known = words(a.iter().zip(&a[1..]).chain(b.iter().zip(&b[1..])));
    // So far away from the lines by turns that nothing but contests tells.
    let between: Vec<String> = (330..340).map(paragraph).collect();
    let is_joined = |last: &str| {
        let turns = a.iter().zip(&b).flat_map(|(a, b)| [a.as_str(), b.as_str()]);
        let between = || between.iter().map(String::as_str);
        let by_turns: Vec<&str> = turns.chain(between()).chain([end.as_str(), &behind, last]).collect();
        let in_order: Vec<&str> =
            a.iter().chain(&b).map(String::as_str).chain(between()).chain([end.as_str()]).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let table = in_columns(table(&[&by_turns, &in_order, &[&before, &behind], &known]), 60.0);
        let score = score_of(&table, &map(&table), 20, 21);
        score.is_some_and(|score| score > 0.0)
    };
    assert!(!is_joined(&before), "another paper has it behind another text of the page");
    assert!(is_joined(&paragraph(350)));
}

#[test]
fn a_character_with_which_one_line_ends_and_the_other_one_begins_holds_no_joint() {
    let (x, y) = (paragraph(1), paragraph(2));
    let text = x.trim_end_matches('。');
    let last: String = text.chars().next_back().into_iter().collect();
    let second = last + &y;
    let table = table(&[&[text, &second], &[text, &y]]);
    let map = runs(&table, &[(0, 2, 0, 60), (1, 2, 59, 61)]);
    assert_eq!(testimony::testify(&table, &map, 0, 1, 1), Some(Testimony::Soft(2, 3)));
}
