//! Copies of web pages: what stands round the article goes, the article stays.

use jiaokan::ingest::plain;
use jiaokan::model::edit::{Edited, replay, undo};
use jiaokan::pipeline::{Options, Reconstruction, reconstruct};
use jiaokan::rules::RuleBook;

const TITLE: &str = "江城新桥今日通车";

const BODY: [&str; 4] = [
    "江城网3月5日电（记者王明）连接南北两岸的新桥今天上午正式通车，全长一千二百米，双向六车道，市民过江不再绕行老城。",
    "“以前送孩子上学要坐轮渡，遇到大雾就得等，现在开车五分钟就到了。”家住北岸的李红说，她一早就带着孩子来看桥。",
    "据建设单位介绍，新桥采用斜拉结构，主塔高九十八米，施工历时三年，参与建设的工人最多时超过八百名。",
    "通车首日，两岸公交同步开出三条新线路，票价一元，早晚高峰每六分钟一班。",
];

fn web() -> RuleBook {
    RuleBook::builtin().and_then(|book| book.with_packs(&["web".to_owned()], &[])).expect("built-in rules")
}

/// A page normalised, its lines without white space round them; the record of its edits is checked on the way.
fn lines(book: &RuleBook, page: &str) -> Vec<String> {
    let mut text = Edited::new(page);
    book.normalize(&mut text);
    assert_eq!(replay(page, text.edits()).unwrap(), text.text());
    assert_eq!(undo(text.text(), text.edits()).unwrap(), page);
    let mut again = Edited::new(text.text());
    book.normalize(&mut again);
    assert_eq!(again.text(), text.text(), "a second pass changes the text");
    text.text().lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
}

fn article() -> Vec<String> {
    std::iter::once(TITLE).chain(BODY).map(str::to_owned).collect()
}

/// As a browser shows the page of a portal.
fn portal() -> String {
    format!(
        "{TITLE}\n首页 > 新闻 > 江城 > 正文\n2021-03-05 08:30:12 来源：江城网\n　　{}\n\n（责编：陈明、李莉）\n分享到：微信 新浪微博 \
         QQ空间\n【打印】【关闭窗口】\n上一篇：江城花展开幕\n下一篇：江城机场新航线开通\n相关新闻\n版权所有 江城网 未经授权禁止转载\n",
        BODY.join("\n　　")
    )
}

/// The source of a page.
fn saved() -> String {
    let paragraphs: String = BODY.iter().map(|p| format!("<p style=\"text-indent: 2em\">{p}</p>\n")).collect();
    let page = format!(
        "<!DOCTYPE html>\n<html><head>\n<script type=\"text/javascript\">\nvar n = 1; if (n < 2) {{ n = \"<p>\"; \
         }}\n</script>\n<style>p {{ margin: 0; }}</style>\n</head>\n<body>\n<!-- 正文 -->\n<h1>{TITLE}</h1>\n<div \
         class=\"text\">\n{paragraphs}</div>\n</body></html>\n"
    );
    page.replace('“', "&ldquo;").replace('”', "&#8221;").replace("<p style=\"text-indent: 2em\">", "<p>&nbsp;&nbsp;")
}

/// A mirror that puts all paragraphs on one line.
fn mirror() -> String {
    format!(
        "{TITLE}<br>发布时间：2021年3月5日 09:10<br/>浏览次数：1024<br/>{}<br/>转载请注明出处<br>\n",
        BODY.join("<br />")
    )
}

#[test]
fn what_stands_round_the_article_goes() {
    for page in [portal(), saved(), mirror()] {
        assert_eq!(lines(&web(), &page), article(), "{page}");
    }
}

#[test]
fn lines_stay_unless_the_pack_is_asked_for() {
    let book = RuleBook::builtin().expect("built-in rules");
    let kept = lines(&book, &portal());
    assert_eq!(kept.len(), portal().lines().filter(|l| !l.trim().is_empty()).count());
}

#[test]
fn an_english_page_loses_its_buttons_only() {
    let page = "A bridge for the river town\nAdvertisement\nThe new bridge between the two banks opened on Friday \
                morning&mdash;three years after work began.\nRead more: Ferry makes its last trip\n&ldquo;We used to wait for the \
                ferry,&rdquo; said one resident. Read more books, he added.\nShare this article\n© 2021 River News. All rights \
                reserved.\n";
    let expected = [
        "A bridge for the river town",
        "The new bridge between the two banks opened on Friday morning—three years after work began.",
        "“We used to wait for the ferry,” said one resident. Read more books, he added.",
    ];
    assert_eq!(lines(&web(), page), expected);
}

#[test]
fn angle_brackets_that_are_text_stay() {
    let text = "若a<b且b>c，则a<b>c不成立。\n《江城》<上>篇\n段落的标签是<p>，换行用<br>。\n1 < 2 && 3 > 2\n&lt;p&gt; 是标签\n";
    let kept: Vec<String> = text.replace("&lt;", "<").replace("&gt;", ">").lines().map(str::to_owned).collect();
    assert_eq!(lines(&web(), text), kept);
}

#[test]
fn readings_go_only_when_asked_for() {
    let text = "他在睢(suī)阳古城为群众服務（wù）了三十年。\n";
    let asked = RuleBook::builtin().and_then(|b| b.with_packs(&["readings".to_owned()], &[])).expect("built-in rules");
    assert_eq!(lines(&asked, text), ["他在睢阳古城为群众服務了三十年。"]);
    assert!(lines(&web(), text)[0].contains("uī"));
}

fn run(pages: &[(&str, String)]) -> Reconstruction {
    let book = RuleBook::builtin().expect("built-in rules");
    let pages = pages.iter().map(|(source, text)| {
        let path = format!("{source}/p.txt");
        let text = plain::decode(text.as_bytes().to_vec(), &path).expect("a page text");
        text.into_page(source, "p.txt", &path)
    });
    reconstruct(pages.collect(), &book, &Options::default())
}

/// The article in a column of 18 characters.
fn newspaper() -> String {
    let wrapped = |p: &&str| {
        let chars: Vec<char> = format!("〓〓{p}").chars().collect();
        let lines: Vec<String> = chars.chunks(18).map(|l| l.iter().filter(|c| **c != '〓').collect()).collect();
        lines.join("\n")
    };
    format!("{TITLE}\n{}\n", BODY.iter().map(wrapped).collect::<Vec<_>>().join("\n"))
}

#[test]
fn two_copies_and_a_newspaper_make_one_article() {
    let made = run(&[("甲网", portal()), ("乙网", saved()), ("江城日报", newspaper())]);
    assert_eq!(made.editions.len(), 1);
    let edition = &made.editions[0];
    assert_eq!((edition.headline.title.as_str(), edition.witnesses.len()), (TITLE, 3));
    assert_eq!(edition.text, BODY.join("\n"));
}

#[test]
fn a_single_copy_has_the_title_of_its_first_line() {
    let made = run(&[("甲网", portal())]);
    assert_eq!(made.editions.len(), 1);
    assert_eq!(made.editions[0].headline.title, TITLE);
}
