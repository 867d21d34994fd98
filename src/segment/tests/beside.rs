//! What stands beside articles or in the midst of them and is none of their text: captions, notices.

use super::*;

/// The score of the joint of two paragraphs with these captions between them, which another page has side by side.
fn across(captions: &[&str]) -> f32 {
    let (x, y) = (paragraph(1), paragraph(2));
    let lines: Vec<&str> = [&[x.as_str()], captions, &[&y]].concat();
    let mut table = in_columns(table(&[&lines, &[&x, &y]]), 60.0);
    table.units[1..=captions.len()].iter_mut().for_each(|unit| unit.cues.caption = true);
    score_of(&table, &map(&table), 0, captions.len() as u32 + 1).unwrap()
}

#[test]
fn captions_part_no_paragraphs_that_another_paper_prints_as_neighbours() {
    let one = across(&["山泉与石桥。"]);
    assert!(one > 0.0);
    assert_eq!(one, across(&["山泉与", "石桥。", "李明摄"]), "however many lines they have");
}

#[test]
fn a_caption_behind_a_finished_paragraph_speaks_less_against_its_going_on_than_a_label() {
    let (x, y) = (paragraph(1), paragraph(2));
    let score = |caption: bool| {
        let mut table = in_columns(table(&[&[&x, "山泉与石桥", &y]]), 60.0);
        (table.units[1].cues.caption, table.units[1].cues.column) = (caption, !caption);
        score_of(&table, &Concordance::default(), 0, 2).unwrap()
    };
    assert!(score(true) > score(false));
}

#[test]
fn a_credit_on_a_line_of_its_own_has_its_caption_before_it() {
    let captions = |credit: &str, behind: &str| {
        let lines = ["水边的石桥。", "山上的树林。", credit, behind, "往来不息两岸花开满树香在"];
        let mut units = lines_in(12.0, &lines);
        (units[2].cues.caption, units[2].cues.photo_credit) = (true, true);
        units[3].cues.byline = behind.ends_with("记者");
        heads::mark_context(&mut units);
        units.iter().map(|unit| unit.cues.caption).collect::<Vec<_>>()
    };
    assert_eq!(captions("李明摄", "往来不息两岸花开满树香在"), [false, true, true, false, false]);
    assert_eq!(captions("李明摄", "本报记者"), [false, true, true, true, false], "its first word may be read last");
    assert_eq!(captions("摄）", "（李明"), [false, true, true, true, false]);
}

#[test]
fn a_line_that_others_have_in_pieces_is_no_notice() {
    let (x, y) = (paragraph(1), paragraph(2));
    let notice = |there: &[&str]| {
        let pages: [&[&str]; 2] = [&[&x, "春天百货服装展销四楼大厅", &y], there];
        corrected(&pages).units[1].cues.notice
    };
    assert!(notice(&[&x, &y]));
    assert!(notice(&[&x, &y, "春天百货", "山上树林夏天"]), "a phrase of it may stand anywhere");
    assert!(!notice(&[&x, &y, "山上树林展销四楼大厅", "春天百货服装夏天"]), "columns were read across");
}

#[test]
fn a_line_above_a_byline_that_is_two_lines_elsewhere_makes_no_text_of_them() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let heads = |byline: bool, full: f32| {
        let pages: [&[&str]; 2] =
            [&[&x, "#春天河边石", "#桥水清鱼群", "李明", &y], &[&z, "春天河边石桥水清鱼群", "李明", &y]];
        let mut table = in_columns(table(&pages), 60.0);
        (table.units[3].cues.byline, table.units[7].cues.byline) = (byline, byline);
        table.units[6].full = full;
        let map = runs(&table, &[(1, 6, 0, 10), (4, 8, 0, 60)]);
        pool::correct(&mut table, &map);
        [1, 2].map(|u: usize| table.units[u].cues.head)
    };
    assert_eq!(heads(true, 10.0), [true, true]);
    assert_eq!(heads(false, 10.0), [false, false], "two lines of a text may be one line elsewhere");
    assert_eq!(heads(false, 60.0), [true, true], "one too narrow for its column");
}
