//! What the lines of columns tell, and what is made of them elsewhere.

use super::*;
use crate::model::page::Page;
use crate::segment::units;

/// One page of lines in a column of so many em.
fn column(lines: &[&str], full: f32) -> UnitTable {
    in_columns(table(&[lines]), full)
}

#[test]
fn a_headline_that_ends_in_the_midst_of_running_text_elsewhere_is_text() {
    let (x, y) = (paragraph(1), paragraph(2));
    let line = "春天河边石桥水清鱼群往来不息两岸花开满";
    let head = |there: [&str; 2]| {
        let own = format!("#{line}");
        let mut table = in_columns(table(&[&[&x, &own, &y], &there]), 60.0);
        let map = runs(&table, &[(1, 3, 0, 19)]);
        pool::correct(&mut table, &map);
        table.units[1].cues.head
    };
    assert!(!head(["春天河边石桥水清鱼群", "往来不息两岸花开满山上树林夏天"]), "text goes on behind it in its line");
    assert!(head(["春天河边石桥水清鱼群", "往来不息两岸花开满"]), "the line ends with it");
    assert!(
        head(["春天河边石桥水清鱼群往来不息两岸花开满山上树林", "夏天"]),
        "a headline may stand before its text in one line"
    );
}

#[test]
fn headlines_go_on_down_to_a_dateline_that_another_page_knows() {
    let (x, y) = (paragraph(1), paragraph(2));
    let lines = ["老人每天都来，在桥边钓鱼", "#春天河边石桥", "山上树林夏天风大雨急", &x];
    let mut table = in_columns(table(&[&lines, &[&y, &x]]), 12.0);
    table.units[5].cues.dateline = true;
    let map = map(&table);
    pool::correct(&mut table, &map);
    assert!(table.units[2].cues.head && !table.units[0].cues.head);
}

#[test]
fn what_two_pages_break_off_over_the_first_line_of_a_paragraph_is_its_headline() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let head = |indented: bool| {
        let pages: [&[&str]; 2] = [&[&x, "春天河边石桥水清鱼群", &z], &[&y, "春天河边石桥水清鱼群", &z]];
        let mut table = in_columns(table(&pages), 12.0);
        for u in [2, 5] {
            table.units[u].width = if indented { 10.0 } else { 12.0 };
        }
        let map = map(&table);
        pool::correct(&mut table, &map);
        (table.units[1].cues.head, table.units[4].cues.head)
    };
    assert_eq!(head(true), (true, true));
    assert_eq!(head(false), (false, false), "the text may go on");
}

#[test]
fn five_letters_of_the_other_side_inside_a_line_are_the_joint() {
    let (x, y) = (paragraph(1), paragraph(2));
    let (x, start) = (x.trim_end_matches('。'), y.chars().take(5).collect::<String>());
    let told = |behind: &str| {
        let table = in_columns(table(&[&[x, &y], &[&format!("{x}{behind}市区")]]), 60.0);
        testimony::testify(&table, &runs(&table, &[(0, 2, 0, 60)]), 0, 1, 1)
    };
    assert_eq!(told(&start), Some(Testimony::Hard));
    assert!(matches!(told("山上树林夏"), Some(Testimony::AgainstHard(_))));
}

#[test]
fn a_notice_behind_a_paragraph_fills_its_line_where_paragraphs_do_not() {
    let first = "春天河边石桥水清鱼群";
    let body = [first, "往来不息两岸花开满树香在", "水边。"];
    let joined = |last: &[&str], full: f32| {
        let lines: Vec<&str> = [&body[..], &body, &body, &body, last].concat();
        let table = column(&lines, full);
        score_of(&table, &Concordance::default(), 11, 12).is_some_and(|score| score > 0.0)
    };
    assert!(joined(&["山上树林夏天风大雨急"], 12.0), "the first line of a paragraph is two em short");
    assert!(!joined(&["山上树林夏天风大雨急行人"], 12.0));
    assert!(joined(&["山上树林夏天风大雨急行人", "多在路边的树下", "躲雨等车，"], 12.0), "running text");
    assert!(!joined(&["山上树林夏天风大雨急行人多在路边", "树下躲雨，等", "车来。"], 12.0), "wider than the column");
}

#[test]
fn a_dot_at_the_end_of_a_line_is_a_stop() {
    let units = units::cut(0, &Page::of_text("春天河边石桥水清·\n鱼群往来不息\n"));
    assert!(units[0].cues.is_final && !units[1].cues.is_final);
}

#[test]
fn the_first_line_of_a_paragraph_between_blank_lines_is_no_headline() {
    let head = |before: &str, width: f32| {
        let lines =
            [before, "山上树林夏天风大雨急", "行人多在路边的树下躲雨等", "车来。", "春天河边石桥水清鱼群往来", "不息"];
        let mut units = lines_in(12.0, &lines);
        (units[1].width, units[1].blank_before, units[2].blank_before) = (width, 1, 1);
        heads::mark_context(&mut units);
        units[1].cues.head
    };
    assert!(!head("老人每天都来钓鱼。", 10.0));
    assert!(head("老人每天都来钓鱼。", 8.0), "shorter than a first line");
    assert!(head("#夏天", 10.0), "no text ends before it");
}

#[test]
fn a_line_without_a_mark_over_the_first_line_of_a_paragraph_is_a_headline() {
    let head = |before: &str, first: &str, line: &str| {
        let lines = [before, line, first, "行人多在路边的树下躲雨等", "车来。"];
        let mut units = lines_in(12.0, &lines);
        heads::mark_context(&mut units);
        (units[1].cues.head, units[1].cues.column)
    };
    let (finished, first, line) = ("老人每天都来桥边钓鱼。", "山上树林夏天风大雨急", "春天河边石桥水清鱼群往来");
    assert_eq!(head(finished, first, line), (true, false));
    assert_eq!(head("老人每天都来桥边钓鱼看水", first, line), (false, false), "no text ends before it");
    assert_eq!(head(finished, "山上树林夏天风大雨急行人", line), (false, false), "no paragraph begins behind it");
    assert_eq!(head(finished, first, "春天河边石桥水清鱼群"), (false, false), "it is a first line itself");
    assert_eq!(head(finished, first, "生活"), (false, true), "two letters are a label");
}

#[test]
fn two_lines_with_one_of_another_column_between_them_are_near() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let joined = |third: &[&str]| {
        let table = in_columns(table(&[&[&x, &z, &y], &[&x, &y], third]), 60.0);
        score_of(&table, &map(&table), 0, 2).is_some_and(|score| score > 0.0)
    };
    assert!(joined(&[&z]));
    assert!(!joined(&["山上树林"]), "what no other paper has may be part of the text");
}

#[test]
fn the_end_of_a_line_alone_on_its_line_is_that_end() {
    let (x, y) = (paragraph(1), paragraph(2));
    let (start, rest): (String, String) = (x.chars().take(55).collect(), x.chars().skip(55).collect());
    let told = |before: &str| {
        let table = in_columns(table(&[&[&x, &y], &[&start, "山上树林夏天", before, &y]]), 60.0);
        testimony::testify(&table, &runs(&table, &[(1, 5, 0, 60)]), 0, 1, 1)
    };
    assert!(matches!(told(&rest), Some(Testimony::Soft(..))));
    assert!(matches!(told("风大雨急。"), Some(Testimony::AgainstSoft(..))));
}

#[test]
fn texts_that_share_their_words_go_on_across_a_headline() {
    let (x, y, z) = (paragraph(1), paragraph(2), paragraph(3));
    let joined = |before: &str, behind: &str, elsewhere: &str| {
        let (x, y) = (x.replace('。', &format!("{before}。")), format!("{behind}{y}"));
        let lines = [&x, "#夏天", &y, "#秋天", &format!("{elsewhere}{z}")];
        score_of(&column(&lines, 80.0), &Concordance::default(), 0, 2).is_some_and(|score| score > 0.0)
    };
    let words = "河边石桥水清";
    assert!(joined(words, words, ""));
    assert!(!joined(words, "山上树林风大", ""));
    assert!(!joined(words, words, words), "the whole page speaks of it");
    assert!(!joined("河边，石桥", "石桥，河边", ""), "two words");
}

#[test]
fn a_second_report_under_one_headline_is_one_where_two_papers_have_it() {
    let (x, y) = (paragraph(1), paragraph(2));
    let joined = |there: &[&str]| {
        let mut table = in_columns(table(&[&[&x, &y], there]), 60.0);
        let last = table.units.len() - 1;
        (table.units[1].cues.dateline, table.units[last].cues.dateline) = (true, true);
        score_of(&table, &map(&table), 0, 1).is_some_and(|score| score > 0.0)
    };
    assert!(joined(&[&x, &y]));
    assert!(!joined(&[&x, "#山上树林", &y]), "a headline stands over it there");
}

#[test]
fn what_was_cut_off_a_line_is_no_neighbour_of_what_stands_before_it() {
    let (x, y) = (paragraph(1), paragraph(2));
    let score = |beside: bool| {
        let mut table = column(&[x.trim_end_matches('。'), &y], 60.0);
        table.units[1].cues.beside = beside;
        score_of(&table, &Concordance::default(), 0, 1).is_some_and(|score| score > 0.5)
    };
    assert!(score(false) && !score(true));
}

#[test]
fn a_piece_of_a_row_of_running_text_is_no_headline() {
    let head = |beside: bool, right: &str| {
        let lines = ["春天河边石桥水清鱼群往来不息。", "山上树林夏", right, "不息两岸花开满，树香随风而来"];
        let mut units = lines_in(16.0, &lines);
        units[2].cues.beside = beside;
        heads::mark_context(&mut units);
        units[1].cues.head
    };
    assert!(head(false, "老人每天，都来"));
    assert!(!head(true, "老人每天，都来") && head(true, "老人每天都来"), "headlines may stand side by side");
}

#[test]
fn a_page_that_has_two_columns_in_one_line_cuts_no_line_of_others() {
    let (first, start, rest) = ("春天河边石桥水清鱼群往来不息", "山上树林夏天风大", "雨急行人多在路边");
    let cut = |behind: &str| {
        let texts = [format!("{first}\n{start}{rest}\n"), format!("{first}{rest}{behind}\n")];
        let pages = texts.each_ref().map(|text| Page::of_text(text));
        let table = crate::segment::units(&pages, &[0, 1]);
        let (at, here) = (first.chars().count() as u32, start.chars().count() as u32);
        let passage =
            |here: u32, there: u32, len: u32| Passage { page_a: 0, page_b: 1, runs: vec![(here, there, len)], len: 80 };
        let map = Concordance::new(&[passage(0, 0, at), passage(at + here, at, rest.chars().count() as u32)]);
        !crate::segment::seams(&pages, &table, &map)[0].is_empty()
    };
    assert!(cut(""));
    assert!(!cut("城中高楼林立车马喧闹街头小店"), "the line there holds two like it");
}

#[test]
fn a_paragraph_set_to_another_measure_is_of_another_article() {
    let goes_on = |before: f32, behind: f32| {
        let lines = ["春天河边", "鱼群往来", "水边。", "山上树林", "行人多在", "树下躲雨", "车来。"];
        let mut table = column(&lines, 20.0);
        let widths = [before, before, 3.0, behind - 2.0, behind, behind, 3.0];
        table.units.iter_mut().zip(widths).for_each(|(unit, width)| unit.width = width);
        let junctions = score::junctions(&table, &Concordance::default());
        junctions.iter().any(|j| (j.x, j.y) == (2, 3) && (j.score > 0.0 || j.orphan))
    };
    assert!(goes_on(20.0, 20.0) && goes_on(20.0, 18.0), "a mark or two may not have been read");
    assert!(!goes_on(20.0, 16.0) && !goes_on(16.0, 20.0));
}

#[test]
fn a_short_line_that_ends_in_a_comma_goes_on_under_no_headline() {
    let score = |between: &[&str], width: f32| {
        let lines = [&["春天河边石桥水清，"], between, &["往来不息两岸花开满树香在"]].concat();
        let mut table = column(&lines, 12.0);
        table.units[0].width = width;
        score_of(&table, &Concordance::default(), 0, lines.len() as u32 - 1).unwrap()
    };
    assert!(score(&["#山上树林"], 5.0) < score(&["#山上树林"], 10.5));
    assert_eq!(score(&[], 5.0), score(&[], 10.5), "a mark may have been lost");
}

#[test]
fn what_stands_below_a_line_that_it_does_not_fit_tells_nothing() {
    let (x, y) = (paragraph(1), paragraph(2));
    let body = ["山上树林夏天风大雨急", "行人多在路边的树下躲雨等", "车来。"];
    // The other page has a line that fills its column behind the end of the first text.
    let told = |width: f32| {
        let below = [&[x.as_str(), "老人每天都来桥边钓鱼看水"], &body[..], &body, &body].concat();
        let mut table = in_columns(table(&[&[&x, &y], &below]), 12.0);
        for (u, unit) in table.units.iter_mut().enumerate() {
            unit.width = [10.0, 12.0, 3.0][(u + 2) % 3];
        }
        (table.units[2].width, table.units[3].width) = (4.0, width);
        score_of(&table, &map(&table), 0, 1).unwrap()
    };
    assert!(told(12.0) > told(10.0));
}

#[test]
fn the_caption_of_a_picture_stands_behind_a_line_that_ends_a_paragraph() {
    let caption = |before: &str| {
        let lines = ["往来不息两岸花开满树香在", before, "山上的树林。", "（资料图片）"];
        let mut units = lines_in(12.0, &lines);
        units[3].cues.caption = true;
        heads::mark_context(&mut units);
        units[2].cues.caption
    };
    assert!(caption("水边的石桥。") && caption("水边的石桥"), "its mark may be lost");
    assert!(!caption("水边的石桥与河里来来往往"), "the sentence goes on below");
}

#[test]
fn lines_without_a_mark_between_a_text_and_a_dateline_are_its_headline() {
    let heads = |before: &str, width: f32| {
        let lines = [before, "春天河边石桥水清两岸花开", "山上树林夏天", "本报江城一月八日电"];
        let mut units = lines_in(width, &lines);
        units[3].cues.dateline = true;
        heads::mark_context(&mut units);
        [1, 2].map(|u: usize| units[u].cues.head)
    };
    assert_eq!(heads("老人每天都来钓鱼。", 12.0), [true, true], "as wide as the column");
    assert_eq!(heads("老人每天都来，在桥边钓鱼", 12.0), [false, false], "the text before it goes on");
    assert_eq!(heads("老人每天都来钓鱼。", 14.0), [false, false], "a paragraph begins there, and goes on elsewhere");
}

#[test]
fn a_line_between_two_that_are_one_elsewhere_strayed_in() {
    let (x, y) = (paragraph(1), paragraph(2));
    let open = x.trim_end_matches('。');
    let read = |other: &[&str], behind: (u32, u32)| {
        let mut table = table(&[&[open, "石桥上走来挑担的农人。", &y], other]);
        let map = runs(&table, &[(0, 3, 0, 60), (2, behind.0, behind.1, 60)]);
        let chains = chains(&mut table, &map);
        let chain = chains.into_iter().find(|chain| chain.units[0] == 0).unwrap();
        (chain.units, table.units[1].cues.caption)
    };
    assert_eq!(read(&[&format!("{open}{y}")], (3, 60)), (vec![0, 2], true));
    assert_eq!(read(&[open, &y], (4, 0)), (vec![0, 1, 2], false), "a line may be lost at the end of another");
}

#[test]
fn what_stands_over_a_name_above_a_paragraph_is_its_headline() {
    let read = |above: &str| {
        let lines = [above, "河边的石桥建成", "王小明", "村民走上新桥", "看见河水流过两岸"];
        let mut units = lines_in(8.0, &lines);
        heads::mark_context(&mut units);
        (units[1].cues.head, units[2].cues.byline)
    };
    assert_eq!(read("城里的人回来了。"), (true, true));
    assert_eq!(read("城里的人，回来了"), (false, false), "text may break off before a name");
}

#[test]
fn a_sentence_may_have_lost_its_end_before_what_follows_elsewhere() {
    let (x, y) = (paragraph(1), paragraph(2));
    let text = x.trim_end_matches('。');
    let cut: String = text.chars().take(58).collect();
    let lost = |there: &str| {
        let table = table(&[&[&cut, "#山上树林", &y], &[there, &y]]);
        testimony::lost_its_end(&table, &runs(&table, &[(0, 3, 0, 58), (2, 4, 0, 60)]), (0, 2), 1)
    };
    assert!(lost(&x) && !lost(text));
}

#[test]
fn a_dateline_too_wide_for_the_column_above_opens_an_article_in_mid_sentence() {
    let read = |dateline: &str| {
        let lines = ["桥下流水很清，行人往来", "春天河边石桥", dateline];
        let mut units = lines_in(11.0, &lines);
        units[2].cues.dateline = true;
        heads::mark_before_openings(&mut units);
        units[1].cues.head
    };
    assert!(read("本报讯石桥镇的村民昨天走上新桥看河水") && !read("本报讯石桥镇的村民走上"));
    assert!(goes_on_with_dateline(60.0) && !goes_on_with_dateline(64.0));
}
