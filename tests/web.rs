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

/// Two state visits told from one template.
const VISITS: [[&str; 5]; 2] = [
    [
        "青岭国总统访问江城 双方签署三项合作文件",
        "江城网3月6日电 青岭国总统安德鲁六日抵达江城，开始为期两天的访问，市长周宁在机场迎接。",
        "访问期间，双方签署了农业、教育和旅游三项合作文件，安德鲁参观了江城港和大学城。",
        "周宁说，江城愿同青岭国各城市扩大往来，深化务实合作，造福两地人民。",
        "安德鲁表示，感谢江城的热情接待，期待早日开通直航。",
    ],
    [
        "白湖国总理访问江城 双方签署两项合作文件",
        "江城网3月16日电 白湖国总理玛丽亚十六日抵达江城，开始为期三天的访问，市长周宁在机场迎接。",
        "访问期间，双方签署了科技和体育两项合作文件，玛丽亚参观了博物馆和高新区。",
        "周宁说，江城愿同白湖国各城市扩大往来，深化务实合作，造福两地人民。",
        "玛丽亚表示，感谢江城的热情接待，期待两地青年多走动。",
    ],
];

/// Two appointments told from one template.
const POSTS: [[&str; 4]; 2] = [
    [
        "江城市人大常委会决定任命李远山为副市长",
        "本报讯 江城市第九届人大常委会第十二次会议4月8日决定任命李远山为江城市副市长，任期与本届政府相同。",
        "李远山，1968年生，早年在水利部门工作，参加过三座水库的设计，后任青石县县长、县委书记。",
        "会议向李远山颁发了任命书，李远山进行了宪法宣誓。",
    ],
    [
        "江城市人大常委会决定任命王素琴为教育局局长",
        "本报讯 江城市第九届人大常委会第十四次会议9月3日决定任命王素琴为江城市教育局局长，任期与本届政府相同。",
        "王素琴，1971年生，长期担任中学语文教师，编写过地方教材，后任江城一中校长、市教研室主任。",
        "会议向王素琴颁发了任命书，王素琴进行了宪法宣誓。",
    ],
];

#[test]
fn stories_from_one_template_stay_apart() {
    for [one, two] in [VISITS.map(|s| s.to_vec()), POSTS.map(|s| s.to_vec())] {
        let made = run(&[("甲网", one.join("\n")), ("乙网", two.join("\n"))]);
        let told: Vec<String> = made.editions.iter().map(|e| format!("{}\n{}", e.headline.title, e.text)).collect();
        assert_eq!(told.len(), 2);
        assert!(told.contains(&one.join("\n")) && told.contains(&two.join("\n")), "{told:#?}");
    }
}

#[test]
fn printings_of_one_story_do_not() {
    let misread = VISITS[0].join("\n").replace("安德鲁", "安德雷").replace('六', "大").replace("农业", "衣业");
    assert_eq!(run(&[("甲网", VISITS[0].join("\n")), ("乙网", misread)]).editions.len(), 1);
}
