//! What the other printings of a line tell of it, on pages of which each line is a paragraph.

use crate::model::chain::{Cues, Unit, UnitTable};
use crate::model::page::Role;
use crate::model::passage::{Concordance, Passage};
use crate::model::stream::Stream;
use crate::text::chars;

use super::testimony::{self, Testimony};
use super::{chains, heads, notices, pool, score, twins};

mod beside;
mod headlines;
mod lines;
mod order;

/// Pages of one source each; a line that begins with `#` is known for a headline.
fn table(pages: &[&[&str]]) -> UnitTable {
    let mut table = UnitTable::default();
    for (page, lines) in pages.iter().enumerate() {
        let first = table.units.len() as u32;
        let mut stream = Stream::default();
        for line in lines.iter() {
            let from = stream.len() as u32;
            for (at, c) in line.char_indices().filter(|(_, c)| chars::is_content(*c)) {
                stream.chars.push(c);
                stream.at.push(at as u32);
                stream.unit.push(table.units.len() as u32);
            }
            table.spans.push(from..stream.len() as u32);
            table.units.push(unit(page as u32, line));
        }
        table.pages.push(first..table.units.len() as u32);
        table.streams.push(stream);
        table.sources.push(page as u32);
        table.days.push(None);
    }
    table
}

fn unit(page: u32, line: &str) -> Unit {
    let (head, whole) = (line.starts_with('#'), line.ends_with('。'));
    let text = line.trim_start_matches('#').to_owned();
    let cues = Cues { paragraph: true, head, is_final: whole, sentence: whole, ..Cues::default() };
    let width = chars::text_width(&text);
    Unit { page, lines: 0..1, pieces: vec![], text, width, full: f32::INFINITY, indent: 0.0, blank_before: 0, cues }
}

/// Lines one below the other in a column of so many em.
fn lines_in(full: f32, lines: &[&str]) -> Vec<Unit> {
    let in_column = |(i, line): (u32, &&str)| {
        let mut unit = unit(0, line);
        (unit.cues.paragraph, unit.full, unit.lines) = (false, full, i..i + 1);
        unit
    };
    (0..).zip(lines).map(in_column).collect()
}

/// Passages between lines of a sentence or more that begin alike on two pages.
fn map(table: &UnitTable) -> Concordance {
    let mut passages = Vec::new();
    let chars = |u: usize| {
        let span = &table.spans[u];
        &table.streams[table.units[u].page as usize].chars[span.start as usize..span.end as usize]
    };
    for (u, v) in (0..table.units.len()).flat_map(|u| (u + 1..table.units.len()).map(move |v| (u, v))) {
        let (a, b) = (table.units[u].page, table.units[v].page);
        let len = chars(u).len().min(chars(v).len());
        if a != b && len >= 20 && chars(u)[..20] == chars(v)[..20] {
            let run = (table.spans[u].start, table.spans[v].start, len as u32);
            passages.push(Passage { page_a: a, page_b: b, runs: vec![run], len: 80 });
        }
    }
    Concordance::new(&passages)
}

/// A paragraph of 60 characters of its own.
fn paragraph(nth: u32) -> String {
    (0..60).filter_map(|i| char::from_u32(0x4E00 + 100 * nth + i)).chain(['。']).collect()
}

fn corrected(pages: &[&[&str]]) -> UnitTable {
    let mut table = table(pages);
    let map = map(&table);
    pool::correct(&mut table, &map);
    table
}

#[test]
fn a_misread_headline_before_the_same_text_is_one() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let table = corrected(&[&[&x, "春天河边石桥水清鱼群", &z], &[&y, "春夭河边石侨水清鱼郡", &z]]);
    assert!(table.units[1].cues.head && table.units[4].cues.head);
    let table = corrected(&[&[&x, "春天河边石桥水清鱼群", &z], &[&x, "春夭河边石侨水清鱼郡", &z]]);
    assert!(!table.units[1].cues.head, "the same text stands on both sides of it");
}

#[test]
fn a_headline_in_one_line_is_that_of_several_lines_elsewhere() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let read = |last: &str| {
        corrected(&[&[&x, "春天河边石桥水清鱼群", &z], &[&y, "#春天河边石侨", last, &z]]).units[1].cues.head
    };
    assert!(read("#水清鱼郡"));
    assert!(!read("#城中高楼林立车马喧"), "of another article");
}

#[test]
fn a_line_that_floats_between_other_texts_is_a_headline() {
    let (x, y, z, w) = (paragraph(1), paragraph(2), paragraph(3), paragraph(4));
    let line = "春天河边石桥水清鱼群往来不息两岸花开满树香";
    let heads = |before: &str, after: &str| {
        let table = corrected(&[&[&x, line, &y], &[before, line, after]]);
        (table.units[1].cues.head, table.units[4].cues.head)
    };
    assert_eq!(heads(&z, &w), (true, true));
    assert_eq!(heads(&x, &w), (false, false), "it may be the end of what stands before it");
}

#[test]
fn a_headline_known_somewhere_is_one_wherever_it_is_printed() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let table = corrected(&[&[&x, "春天河边石桥水清", &y], &["#春天河边石桥水清", &z]]);
    assert!(table.units[1].cues.head);
    let table = corrected(&[&[&x, "春天河边石桥水清", &y], &["#山上树林夏天风大", &z]]);
    assert!(!table.units[1].cues.head);
}

#[test]
fn a_paragraph_is_finished_where_more_pages_finish_it_than_not() {
    let (whole, next) = (paragraph(1), paragraph(2));
    let open = whole.trim_end_matches('。');
    let table = corrected(&[&[open, &next], &[&whole]]);
    assert!(table.units[0].cues.is_final, "lines of two pages end alike where paragraphs do");
    let table = corrected(&[&[open, &next], &[&whole], &[open]]);
    assert!(!table.units[0].cues.is_final, "one may have added its mark");
}

#[test]
fn a_line_before_what_other_pages_open_an_article_with_is_a_headline() {
    let (x, y) = (paragraph(1), paragraph(2));
    let opened = |dateline: bool| {
        let mut table = table(&[&[&x, "春天河边石桥水清", &y], &[&y]]);
        table.units[3].cues.dateline = dateline;
        let map = map(&table);
        pool::correct(&mut table, &map);
        table.units[1].cues.head
    };
    assert!(opened(true) && !opened(false));
}

#[test]
fn a_line_of_its_own_may_fill_a_column_elsewhere() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let headed = |before: &str| {
        let mut table = table(&[&[&x, "春天河边石桥水清", &y], &[before, "春天河边石桥水清", &y]]);
        table.units[4].cues.paragraph = false;
        let map = map(&table);
        pool::correct(&mut table, &map);
        table.units[1].cues.head
    };
    assert!(headed(&z) && !headed(&x));
}

#[test]
fn where_a_line_begins_is_told_behind_what_was_misread() {
    let y = paragraph(2);
    let misread: String = "一二三四五六七八九十".chars().chain(y.chars().skip(10)).collect();
    let table = table(&[&[&misread], &[&paragraph(1), &y]]);
    let twin = |from: u32, there: u32| {
        let runs = vec![(from, 60 + there, 40)];
        let map = Concordance::new(&[Passage { page_a: 0, page_b: 1, runs, len: 40 }]);
        twins::same_start(&table, &map, 0, 1).map(|(twin, _)| twin)
    };
    assert_eq!((twin(10, 11), twin(10, 20)), (Some(2), None));
}

#[test]
fn a_joint_that_more_sources_head_than_show_is_none() {
    let (x, y, other) = (paragraph(1), paragraph(2), paragraph(3));
    let judged = |third: &[&str]| {
        let table = table(&[&["#山上树林", &y, &other, "#河边石桥", &x], &[&x, &y], third]);
        let map = map(&table);
        score::junctions(&table, &map).into_iter().find(|j| (j.x, j.y) == (4, 1)).map(|j| j.score)
    };
    let (attested, outvoted) = (judged(&[&x, &y]), judged(&["#山上树林", &y]));
    assert!(attested.is_some_and(|s| s > 0.0), "{attested:?}");
    assert!(outvoted.is_none_or(|s| s <= 0.0), "{outvoted:?}");
}

#[test]
fn nothing_goes_on_across_a_headline_that_others_print_over_the_same_text() {
    let (x, y, other) = (paragraph(1), paragraph(2), paragraph(3));
    let open = x.trim_end_matches('。');
    let judged = |second: &[&str], third: &str| {
        let table = table(&[&[open, "#山上树林", &y], second, &[third, &y, &other]]);
        let map = map(&table);
        score::junctions(&table, &map).into_iter().find(|j| (j.x, j.y) == (0, 2)).map(|j| j.score)
    };
    let one = judged(&[&other], "#河边石桥水清");
    assert!(one.is_some_and(|s| s > 0.0), "{one:?}");
    for two in [judged(&[&other, "#城中高楼", &y], "#河边石桥水清"), judged(&[&other], "#山上树林")] {
        assert!(two.is_none_or(|s| s <= 0.0), "{two:?}");
    }
}

#[test]
fn a_dateline_under_a_headline_opens_an_article_whatever_breaks_off() {
    let (x, y) = (paragraph(1), paragraph(2));
    let judged = |dateline: bool| {
        let mut table = table(&[&[x.trim_end_matches('。'), "#山上树林", &y]]);
        table.units[2].cues.dateline = dateline;
        let junctions = score::junctions(&table, &Concordance::default());
        junctions.into_iter().find(|j| (j.x, j.y) == (0, 2)).is_some_and(|j| j.score > 0.0)
    };
    assert!(judged(false) && !judged(true));
}

#[test]
fn text_goes_on_on_a_later_page_or_says_so() {
    let (x, y) = (paragraph(1), paragraph(2));
    let judged = |pages: [&str; 2], noted: bool| {
        let mut table = table(&[&[pages[0]], &[pages[1]], &[&x, &y]]);
        table.sources = vec![0, 0, 1];
        let (a, b) = if pages[0] == x { (0, 1) } else { (1, 0) };
        (table.units[a].cues.jump_to, table.units[b].cues.jump_from) = (noted, noted);
        let map = map(&table);
        let junctions = score::junctions(&table, &map);
        junctions.into_iter().find(|j| (j.x, j.y) == (a as u32, b as u32)).map(|j| j.score)
    };
    let (on, back, noted) = (judged([&x, &y], false), judged([&y, &x], false), judged([&y, &x], true));
    assert!(on > back && noted > back && noted > Some(0.0), "{on:?} {back:?} {noted:?}");
}

/// The same lines set in columns of so many em.
fn in_columns(mut table: UnitTable, full: f32) -> UnitTable {
    for unit in &mut table.units {
        (unit.cues.paragraph, unit.full) = (false, full);
    }
    table
}

fn score_of(table: &UnitTable, map: &Concordance, x: u32, y: u32) -> Option<f32> {
    score::junctions(table, map).into_iter().find(|j| (j.x, j.y) == (x, y)).map(|j| j.score)
}

#[test]
fn a_box_that_one_paper_sets_into_an_article_parts_nothing() {
    let (x, y) = (paragraph(1), paragraph(2));
    let over = |between: &[&str]| {
        let lines: Vec<&str> = [&[x.as_str()], between, &[&y]].concat();
        let table = in_columns(table(&[&lines, &[&x, &y]]), 60.0);
        score_of(&table, &map(&table), 0, lines.len() as u32 - 1).is_some_and(|score| score > 0.0)
    };
    assert!(over(&["#山泉饮水", "代办托运", "#电话联系"]));
    assert!(!over(&["代办托运"]), "a paragraph that one paper adds stays where it is");
}

#[test]
fn what_follows_a_caption_continues_what_stands_before_it() {
    let (x, y) = (paragraph(1), paragraph(2));
    let orphan = |caption: bool| {
        let mut table = table(&[&[&x, "图为山泉", &y]]);
        (table.units[1].cues.caption, table.units[1].cues.head) = (caption, !caption);
        let junctions = score::junctions(&table, &Concordance::default());
        junctions.iter().any(|j| (j.x, j.y) == (0, 2) && j.orphan)
    };
    assert!(orphan(true) && !orphan(false));
}

#[test]
fn nothing_quotes_a_dateline_that_opens_an_article_elsewhere() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let joined = |over: &str| {
        let mut table = in_columns(table(&[&[x.trim_end_matches('。'), &y], &[&z, over, &y]]), 60.0);
        table.units[1].cues.dateline = true;
        score_of(&table, &map(&table), 0, 1).is_some_and(|score| score > 0.0)
    };
    assert!(joined(&paragraph(4)) && !joined("#山上树林"));
}

#[test]
fn a_byline_parts_what_another_paper_prints_under_a_headline() {
    let (x, y) = (paragraph(1), paragraph(2));
    let joined = |byline: bool| {
        let pages: [&[&str]; 2] = [&[x.trim_end_matches('。'), "甲乙", &y], &["#山上树林", &y]];
        let mut table = in_columns(table(&pages), 60.0);
        (table.units[1].cues.byline, table.units[1].cues.head) = (byline, !byline);
        score_of(&table, &map(&table), 0, 2).is_some_and(|score| score > 0.0)
    };
    assert!(joined(false) && !joined(true));
}

#[test]
fn no_sentence_goes_on_in_the_first_line_of_a_paragraph() {
    let score = |width: f32| {
        let (x, y) = (paragraph(1), paragraph(2));
        let mut table = in_columns(table(&[&[x.trim_end_matches('。'), y.trim_end_matches('。')]]), 60.0);
        table.units[1].width = width;
        score_of(&table, &Concordance::default(), 0, 1)
    };
    assert!(score(58.0) < score(60.0) && score(57.0) < score(60.0), "figures leave room");
    assert_eq!(score(52.0), score(60.0));
}

/// A map of one run for each line: page and position, and page and position there, and length.
fn runs(table: &UnitTable, runs: &[(u32, u32, u32, u32)]) -> Concordance {
    let passage = |&(u, v, shift, len): &(u32, u32, u32, u32)| Passage {
        page_a: table.units[u as usize].page,
        page_b: table.units[v as usize].page,
        runs: vec![(table.spans[u as usize].start, table.spans[v as usize].start + shift, len)],
        len: 80,
    };
    Concordance::new(&runs.iter().map(passage).collect::<Vec<_>>())
}

#[test]
fn what_one_side_did_not_read_before_a_joint_contradicts_nothing() {
    let (x, y) = (paragraph(1), paragraph(2));
    let testimony = |before: &str| {
        let table = table(&[&[&x, &y], &[&x, &format!("{before}{y}")]]);
        let shift = before.chars().count() as u32;
        testimony::testify(&table, &runs(&table, &[(1, 3, shift, 60)]), 0, 1, 1)
    };
    assert!(matches!(testimony("甲乙丙"), Some(Testimony::Soft(2, 3))), "{:?}", testimony("甲乙丙"));
    assert!(matches!(testimony("甲乙丙丁戊己"), Some(Testimony::AgainstHard(_))));
}

#[test]
fn a_line_that_begins_with_the_end_of_another_holds_the_joint() {
    let (x, y) = (paragraph(1), paragraph(2));
    let text = x.trim_end_matches('。');
    let (rest, last) = text.split_at(text.len() - 3);
    let testimony = |last: &str| {
        let table = table(&[&[text, &y], &[rest, &format!("{last}{y}")]]);
        testimony::testify(&table, &runs(&table, &[(0, 2, 0, 58), (1, 3, 1, 60)]), 0, 1, 1)
    };
    assert_eq!(testimony(last), Some(Testimony::Hard));
    assert_ne!(testimony("甲"), Some(Testimony::Hard));
}

#[test]
fn a_mark_that_no_text_has_is_the_stop_that_others_print() {
    let (x, y) = (paragraph(1), paragraph(2));
    let is_final = |there: &str| {
        let here = x.replace('。', "*");
        let mut table = in_columns(table(&[&[&here, &y], &[there, &y]]), 60.0);
        let map = map(&table);
        pool::correct(&mut table, &map);
        table.units[0].cues.is_final
    };
    assert!(is_final(&x) && !is_final(&x.replace('。', "，")));
}

#[test]
fn what_stands_in_one_block_with_text_is_no_headline() {
    let lines = ["春天的小河边有一座石桥。", "桥边的老人每天早晨钓鱼他不", "管天气怎样都坐在那里，从不"];
    let head = |blank: u32| {
        let mut units: Vec<Unit> = lines.iter().chain(&lines[1..]).map(|line| unit(0, line)).collect();
        units.iter_mut().for_each(|u| (u.cues.paragraph, u.full, u.width) = (false, 16.0, 16.0));
        // A first line of which some letters were not read.
        (units[1].width, units[1].blank_before, units[2].blank_before) = (12.0, 1, blank);
        heads::mark_context(&mut units);
        units[1].cues.head
    };
    assert!(!head(0) && head(1));
}

#[test]
fn a_byline_that_fills_its_line_goes_on_below() {
    let byline = |width: f32| {
        let mut units: Vec<Unit> = ["本报记者王", "小河", "春天的小河"].iter().map(|line| unit(0, line)).collect();
        units.iter_mut().for_each(|u| (u.cues.paragraph, u.full) = (false, 10.0));
        (units[0].cues.byline, units[0].width) = (true, width);
        heads::mark_context(&mut units);
        units[1].cues.byline
    };
    assert!(byline(10.0) && !byline(6.0));
}

/// Whether text that breaks off goes on with a dateline of so many em below it, in a column of sixty.
fn goes_on_with_dateline(width: f32) -> bool {
    let (x, y) = (paragraph(1), paragraph(2));
    let mut table = in_columns(table(&[&[x.trim_end_matches('。'), y.trim_end_matches('。')]]), 60.0);
    (table.units[1].cues.dateline, table.units[1].width) = (true, width);
    score_of(&table, &Concordance::default(), 0, 1).is_some_and(|score| score > 0.0)
}

#[test]
fn a_dateline_in_the_first_line_of_a_paragraph_is_no_quotation() {
    assert!(goes_on_with_dateline(60.0) && !goes_on_with_dateline(57.0));
}

#[test]
fn a_notice_that_nobody_else_prints_is_no_part_of_an_article() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let notice = |between: &str, there: &[&str]| {
        let pages: [&[&str]; 2] = [&[&x, between, "#山上树林夏天风大", &z], there];
        corrected(&pages).units[1].cues.notice
    };
    assert!(notice("春天百货服装展销四楼大厅", &[&x, &y]));
    assert!(!notice("春天百货服装展销四楼大厅。", &[&x, &y]), "a sentence may be a paragraph that others lack");
    assert!(!notice("春天百货服装展销四楼大厅", &[&z, &y]), "nobody tells that a text ends before it");
    let misread = |there: &[&str]| corrected(&[&[&x, "春天河边石桥水清鱼群往来", &y], there]).units[1].cues.notice;
    assert!(misread(&[&x, &y]));
    assert!(!misread(&[&x, "眷夭河辺石侨氷清鱼郡住来", &y]), "others have it otherwise");
}

#[test]
fn what_stands_behind_the_end_of_a_sentence_does_not_go_on_with_one_that_breaks_off_before_it() {
    let (x, y) = (paragraph(1), paragraph(2));
    let open = x.trim_end_matches('。');
    let shown = |there: &str| {
        let table = table(&[&[open, &y], &[there, &y]]);
        testimony::testify(&table, &map(&table), 0, 1, 1)
    };
    assert!(matches!(shown(&x), Some(Testimony::Soft(..))));
    assert!(!matches!(shown(&format!("{open}石桥。")), Some(Testimony::Soft(..))));
    assert!(matches!(shown(&format!("{open}石桥")), Some(Testimony::Soft(..))), "characters may be misread");
}

#[test]
fn papers_cut_a_paragraph_and_no_article() {
    let (x, w) = (paragraph(1), paragraph(9));
    let own: Vec<String> = (2..6).map(paragraph).collect();
    let score = |behind: &[&str]| {
        let here: Vec<&str> = std::iter::once(x.as_str()).chain(behind.iter().copied()).collect();
        let table = table(&[&here, &[&x, &w]]);
        score_of(&table, &map(&table), 0, 1).unwrap()
    };
    assert!(score(&[&own[0]]) > 0.0);
    assert!(score(&["春天河边的石桥。"]) < 0.0, "a caption");
    assert!(score(&own.iter().map(String::as_str).collect::<Vec<_>>()) < 0.0, "another article");
}

#[test]
fn a_text_behind_an_index_box_is_rather_another_one() {
    let (x, y) = (paragraph(1), paragraph(2));
    let score = |role: Role| {
        let mut table = table(&[&[&x, "小城的春天", &y]]);
        table.units[1].cues.furniture = Some((role, None));
        score_of(&table, &map(&table), 0, 2).unwrap()
    };
    assert!(score(Role::ReadOn) < score(Role::Folio));
}

#[test]
fn a_line_that_is_a_headline_somewhere_is_no_byline_for_being_one_elsewhere() {
    let line = "春天河边石桥水清鱼群往来不息两岸花开满树香";
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let byline = |first: &str| {
        let mut table = table(&[&[first, &x], &[line, &y], &[line, &z]]);
        table.units[2].cues.byline = true;
        let map = map(&table);
        pool::correct(&mut table, &map);
        table.units[4].cues.byline
    };
    assert!(byline(line) && !byline(&format!("#{line}")));
}

#[test]
fn a_heading_that_two_papers_have_between_the_same_texts_belongs_to_them() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let sections = |first: &[&str], dateline: bool| {
        let mut table = table(&[&[&x, "#春天河边", &y, "#夏天山上", &z], first]);
        table.units.iter_mut().filter(|u| u.text == y).for_each(|u| u.cues.dateline = dateline);
        let map = map(&table);
        pool::correct(&mut table, &map);
        [1, 3].map(|u: usize| (table.units[u].cues.section, table.units[u].cues.head))
    };
    let (text, headline) = ((true, false), (false, true));
    assert_eq!(sections(&[&x, "#春天河边", &y, &z], false), [text, text], "the one below it is like it");
    assert_eq!(sections(&[&y, "#夏天山上", &z], false), [text, text], "and so is the one above it");
    assert_eq!(
        sections(&["#春天河边", &y, "#夏天山上", &z], false),
        [headline, text],
        "the other paper begins with it"
    );
    assert_eq!(
        sections(&[&x, "#春天河边", &y], false),
        [text, headline],
        "the other paper has nothing of what follows"
    );
    assert_eq!(sections(&[&x, "#春天河边", &y, &z], true), [headline; 2], "an article begins there");
    assert_eq!(sections(&[&z, "#春天河边", &y], false), [headline; 2], "something else stands before it");
}

#[test]
fn a_headline_in_mid_sentence_parts_no_headings() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let (start, rest): (String, String) = (y.chars().take(30).collect(), y.chars().skip(30).collect());
    let above = |mark: &str| {
        let lines = [&x, "#春天河边", &format!("{start}{mark}"), "#山上树林夏天风大雨急", &rest, "#夏天山上", &z];
        let mut table = table(&[&lines, &[&y, "#夏天山上", &z]]);
        let at = [(2, 7, 0, 30), (4, 7, 30, 30), (6, 9, 0, 60)];
        let map = runs(&table, &at);
        pool::correct(&mut table, &map);
        [1, 5].map(|u: usize| table.units[u].cues.section)
    };
    assert_eq!(above(""), [true, true]);
    assert_eq!(above("。"), [false, true], "another article may begin there");
}

#[test]
fn a_short_heading_may_look_like_a_name() {
    let (x, y) = (paragraph(1), paragraph(2));
    let section = |line: &str| {
        let mut table = table(&[&[&x, line, &y], &[&x, line, &y]]);
        table.units.iter_mut().filter(|u| u.text == line).for_each(|u| u.cues.byline = true);
        let map = map(&table);
        pool::correct(&mut table, &map);
        table.units[1].cues.section
    };
    assert!(section("年货遇冷") && !section("本报记者 王明"));
}

#[test]
fn what_two_papers_have_before_a_dateline_is_its_headline() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let head = |there: &str| {
        let (x, z) = (x.trim_end_matches('。'), z.trim_end_matches('。'));
        let mut table = table(&[&[x, "春天河边石桥水清", &y], &[z, there, &y]]);
        table.units.iter_mut().filter(|u| u.text == y).for_each(|u| u.cues.dateline = true);
        let map = map(&table);
        pool::correct(&mut table, &map);
        (table.units[0].cues.head, table.units[1].cues.head)
    };
    assert_eq!(head("春夭河边石桥水清"), (false, true));
    assert_eq!(head("图为山泉饮水春天河边石桥水清"), (false, true), "a caption stands before it on the line");
    assert_eq!(head("山上树林夏天风大"), (false, false));
}

#[test]
fn a_headline_with_a_byline_elsewhere_begins_an_article() {
    let (x, y) = (paragraph(1), paragraph(2));
    let joined = |byline: bool| {
        let mut table = in_columns(table(&[&[x.trim_end_matches('。'), &y], &["#山上树林", "甲乙", &y]]), 60.0);
        (table.units[3].cues.byline, table.units[3].cues.head) = (byline, !byline);
        score_of(&table, &map(&table), 0, 1).is_some_and(|score| score > 0.0)
    };
    assert!(joined(false), "columns stand under headlines of others");
    assert!(!joined(true));
}

#[test]
fn nothing_follows_a_signature_and_no_advertisement_a_text() {
    let (x, y) = (paragraph(1), paragraph(2));
    let joined = |signed: bool, advertisement: bool| {
        let mut table = in_columns(table(&[&[&x, &y]]), 60.0);
        (table.units[0].cues.signed, table.units[1].cues.advertisement) = (signed, advertisement);
        score_of(&table, &Concordance::default(), 0, 1).is_some_and(|score| score > 0.0)
    };
    assert!(joined(false, false) && !joined(true, false) && !joined(false, true));
}

#[test]
fn a_line_shows_nothing_across_a_wide_gap() {
    let (x, y) = (paragraph(1), paragraph(2));
    let told = |gap: bool| {
        let (x, y) = (x.trim_end_matches('。'), y.trim_end_matches('。'));
        let mut table = in_columns(table(&[&[x, y], &[&format!("{x}{y}")]]), 60.0);
        table.streams[1].gaps = if gap { vec![60] } else { Vec::new() };
        testimony::testify(&table, &runs(&table, &[(0, 2, 0, 60), (1, 2, 60, 60)]), 0, 1, 1)
    };
    assert_eq!((told(false), told(true)), (Some(Testimony::Hard), None));
}

#[test]
fn a_brief_behind_a_text_that_ends_elsewhere_is_none_of_it() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let joined = |here: &[&str], there: &[&str]| {
        let table = in_columns(table(&[here, there]), 60.0);
        score_of(&table, &map(&table), 0, 1).is_some_and(|score| score > 0.0)
    };
    let brief = "山上树林昨日开放。";
    assert!(!joined(&[&x, brief], &[&x]), "the page ends there");
    assert!(!joined(&[&x, brief], &[&x, "#夏天山上", &z]));
    assert!(joined(&[&x, brief], &[&z]), "nobody else prints the text");
    assert!(joined(&[&x, brief, &y], &[&x, "#夏天山上", &z, &y]), "the text goes on behind it");
    assert!(joined(&[&x, &y], &[&x]), "others cut paragraphs");
}

#[test]
fn a_line_that_fills_its_column_over_running_text_is_no_label() {
    let label = |full: f32| {
        let mut units: Vec<Unit> =
            [paragraph(1).as_str(), "春天河边·石桥水清", "鱼群往来不息，两"].map(|line| unit(0, line)).into();
        for unit in &mut units {
            (unit.cues.paragraph, unit.full) = (false, full);
        }
        units[1].cues.column = true;
        heads::mark_context(&mut units);
        units[1].cues.column
    };
    assert!(label(16.0) && !label(9.0));
}
