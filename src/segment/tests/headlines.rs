//! Headlines cut by narrow columns, and lines that are taken for one or for its rest.

use super::*;

/// What the lines of a headline in a column of ten em are, above a dateline or a text of these lines: H for headline, B for byline.
fn marked(lines: &[&str], dateline: bool) -> String {
    let mut units = lines_in(10.0, lines);
    let opening = units.iter().position(|unit| unit.text.starts_with("本报")).unwrap();
    units[opening].cues.dateline = dateline;
    units[0].cues.sentence = true;
    heads::mark_context(&mut units);
    let kind = |unit: &Unit| match (unit.cues.head, unit.cues.byline) {
        (true, _) => 'H',
        (_, true) => 'B',
        _ => '-',
    };
    units[1..opening].iter().map(kind).collect()
}

#[test]
fn a_word_that_the_text_says_again_is_the_rest_of_a_headline() {
    let above = |rest: &str| {
        marked(
            &["石桥边花开。", "山村石桥今年", rest, "本报江城一月一日讯", "山村的石桥已经竣工了", "，村民十分高兴。"],
            true,
        )
    };
    assert_eq!(above("竣工"), "HH");
    assert_eq!(above("石山"), "HB", "a pen name");
    assert_eq!(above("王明"), "HB");
}

#[test]
fn a_word_that_a_line_end_cuts_is_one_of_the_headline() {
    let above = |rest: &str| {
        marked(
            &["石桥边花开。", "各界人士联谊", rest, "本报江城一月一日讯", "各界人士在联谊会上见", "面，大家十分高兴。"],
            true,
        )
    };
    assert_eq!(above("会"), "HH");
    assert_eq!(above("二"), "H-");
}

#[test]
fn a_family_name_begins_words_too() {
    let above = |text: &str| {
        marked(&["石桥边花开。", "石桥杯赛四位九", "段棋手", "本报江城一月一日讯", text, "都十分高兴地下棋了。"], true)
    };
    assert_eq!(above("四位九段棋手和九段名"), "HH");
    assert_eq!(above("四位棋手和两位名人下"), "HB", "said once or not at all it may be a name");
}

#[test]
fn a_line_of_clauses_too_wide_for_its_column_is_a_headline_above_what_opens_an_article() {
    let above = |line: &str, dateline: bool| {
        marked(&["石桥边花开。", line, "本报江城一月一日讯", "山村的石桥已经竣工了", "，村民十分高兴。"], dateline)
    };
    assert_eq!(above("山村石桥竣工，各界人士联谊", true), "H");
    assert_eq!(above("山村石桥竣工，各界人士联谊", false), "-", "nothing opens below it");
    assert_eq!(above("山村石桥竣工，各界", true), "-", "a line of the column may be text");
    assert_eq!(above("山村石桥竣工，各界人士联谊。", true), "-", "a sentence");
}

/// Which lines above a dateline, in a column of fourteen em, are headlines.
fn heads_above_dateline(lines: &[&str], first: impl Fn(&mut Unit)) -> Vec<bool> {
    let mut units = lines_in(14.0, &[lines, &["本报江城一月一日讯", "村民今天走过石桥的时候都十分"]].concat());
    units[lines.len()].cues.dateline = true;
    first(&mut units[0]);
    heads::mark_context(&mut units);
    units[..lines.len()].iter().map(|unit| unit.cues.head).collect()
}

#[test]
fn lines_wrapped_at_one_measure_below_text_that_breaks_off_are_a_headline() {
    let heads = |lines: &[&str]| heads_above_dateline(&[&["石桥边的花今天都开了，村民们"], lines].concat(), |_| ());
    assert_eq!(heads(&["山村石桥今", "年竣工了"]), [false, true, true]);
    assert_eq!(heads(&["山村石桥今", "年竣工通车", "热闹典礼"]), [false, true, true, true]);
    assert_eq!(heads(&["都来了", "山村石桥竣工"]), [false, false, true], "text that lost its mark above a headline");
}

#[test]
fn at_the_top_of_a_page_no_paragraph_leaves_its_first_line_behind() {
    let lines = ["石桥边上", "山村石桥今年春天竣工通车", "各界人士都来了"];
    let masthead = |unit: &mut Unit| unit.cues.furniture = Some((Role::Masthead, None));
    assert_eq!(heads_above_dateline(&lines, masthead)[1..], [true, true]);
    let finished = |unit: &mut Unit| (unit.cues.sentence, unit.cues.is_final) = (true, true);
    assert_eq!(heads_above_dateline(&lines, finished)[1..], [false, false]);
}

/// Whether the lines of a headline over three lines stay one, where another page has them as these lines, above a dateline or not.
fn stays(there: &[&str], dateline: bool) -> bool {
    let (x, y) = (paragraph(1), paragraph(2));
    let here: [&str; 5] = [&x, "#春天河边石", "#桥水清鱼群", "#往来不息", &y];
    let there: Vec<&str> = there.iter().copied().chain([y.as_str()]).collect();
    let mut table = in_columns(table(&[&here, &there]), 60.0);
    let last = table.units.len() - 1;
    (table.units[4].cues.dateline, table.units[last].cues.dateline) = (true, dateline);
    let map = runs(&table, &[(1, 5, 0, 14), (4, last as u32, 0, 60)]);
    pool::correct(&mut table, &map);
    [1, 2, 3].iter().all(|u: &usize| table.units[*u].cues.head)
}

#[test]
fn what_stands_above_one_dateline_in_two_papers_is_the_headline() {
    assert!(stays(&["春天河边石桥水清鱼群往来不息"], true));
    assert!(!stays(&["春天河边石桥水清鱼群往来不息，", "山上树林。"], false));
    assert!(
        stays(&["春天河边石桥水清鱼群往来不息。", "山上树林。"], false),
        "nothing but the headline, and a stray mark"
    );
    assert!(stays(&["春天河边石桥，水清鱼群往来不息", "山上树林。"], false));
    assert!(!stays(&["春天河边石桥水清鱼群往来不息。山上", "树林。"], false));
}

#[test]
fn what_follows_a_byline_elsewhere_is_no_neighbour() {
    let (x, y) = (paragraph(1) + "记者李明水", paragraph(2));
    let says = |byline: bool| {
        let mut table = table(&[&[&x, &y], &["记者李明水", &y]]);
        table.units[2].cues.byline = byline;
        let passage = |runs, len| Passage { page_a: 0, page_b: 1, runs: vec![runs], len };
        let map = Concordance::new(&[passage((60, 0, 5), 5), passage((65, 5, 60), 60)]);
        testimony::testify(&table, &map, 0, 1, 1)
    };
    assert!(matches!(says(false), Some(Testimony::Soft(..))));
    assert_eq!(says(true), None);
}

#[test]
fn what_stands_over_a_notice_is_none_of_an_article() {
    let (x, y) = (paragraph(1), paragraph(2));
    let labels = |label: &str| {
        let mut table = table(&[&[&x, label, "城中 晴 三至九度", &y], &[&x, &y]]);
        table.units[2].cues.notice = true;
        notices::labels(&table, &map(&table))
    };
    assert_eq!(labels("#今日天气"), [1]);
    assert_eq!(labels("#山村石桥今年竣工"), [0; 0], "long enough for a headline");
}

#[test]
fn where_blank_lines_part_articles_the_line_below_one_is_the_headline() {
    let (x, y) = (paragraph(1), paragraph(2));
    let is_head = |blank: &[usize]| {
        let lines = [x.as_str(), &y, "山村石桥今年竣工", &y, &x, &y, &x, &y];
        let mut units: Vec<Unit> = lines.iter().map(|line| unit(0, line)).collect();
        blank.iter().for_each(|i| units[*i].blank_before = 1);
        heads::mark_context(&mut units);
        units[2].cues.head
    };
    assert!(is_head(&[2]) && is_head(&[2, 5]));
    assert!(!is_head(&[]) && !is_head(&[5]), "a paragraph cut at the end of a column");
    assert!(!is_head(&[1, 2, 3, 4, 5]), "blank lines between all paragraphs");
}
