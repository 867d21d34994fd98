//! Articles that look like language: words as often as a language uses them, sentences, paragraphs, headlines.

use super::random::Random;
use super::words::{FUNCTION, OPENING, Words};
use crate::model::date::Date;

/// An article as it should come out: what is printed, before anything happens to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// The lines of its headline: a kicker, if it has one, and the headline.
    pub title: Vec<String>,
    /// The line that names its author.
    pub byline: Option<String>,
    /// Its body.
    pub paragraphs: Vec<String>,
}

impl Article {
    /// An article from a text: the first line that holds something is the headline, the others are paragraphs.
    /// O(text).
    pub fn of_text(text: &str) -> Self {
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
        Self { title: lines.next().into_iter().collect(), byline: None, paragraphs: lines.collect() }
    }

    /// The headline in one line.
    pub fn headline(&self) -> String {
        self.title.join(" ")
    }

    /// Characters of the body.
    pub(super) fn length(&self) -> usize {
        self.paragraphs.iter().map(|p| p.chars().count()).sum()
    }
}

/// Words that an article keeps coming back to, and how often it does.
const TOPIC: usize = 24;
const ON_TOPIC: f64 = 0.14;
const FAMILY_NAMES: &[char] =
    &['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '胡', '朱', '高', '林'];
const TOWNS: &[&str] =
    &["北京", "上海", "天津", "重庆", "南京", "成都", "武汉", "西安", "广州", "杭州", "沈阳", "昆明"];

/// Writes one article.
pub(super) struct Writer<'a> {
    words: &'a Words,
    random: Random,
    topic: Vec<&'static str>,
    day: Date,
}

impl<'a> Writer<'a> {
    pub(super) fn new(words: &'a Words, mut random: Random, day: Date) -> Self {
        let topic = (0..TOPIC).map(|_| words.any(&mut random)).collect();
        Self { words, random, topic, day }
    }

    /// An article of about so many characters; `credits` adds bylines and datelines.
    pub(super) fn article(mut self, length: usize, credits: bool) -> Article {
        let mut article = Article { title: self.title(), ..Article::default() };
        let opening = if credits { self.credit(&mut article) } else { String::new() };
        let mut written = 0;
        while written < length.max(1) {
            let mut paragraph = if written == 0 { opening.clone() } else { String::new() };
            let before = paragraph.chars().count();
            for _ in 0..self.random.within(2, 6) {
                self.sentence(&mut paragraph);
            }
            written += paragraph.chars().count() - before;
            article.paragraphs.push(paragraph);
        }
        article
    }

    fn title(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.random.chance(0.2) {
            lines.push(self.label(8, 14));
        }
        lines.push(self.label(8, 20));
        lines
    }

    /// Words without marks.
    fn label(&mut self, least: usize, most: usize) -> String {
        let length = self.random.within(least, most - 2);
        let mut label = String::new();
        while label.chars().count() < length {
            let room = most - label.chars().count();
            let word = self.word();
            label.push_str(if word.chars().count() <= room { word } else { self.words.two(&mut self.random) });
        }
        label
    }

    /// A name of two or three characters.
    pub(super) fn name(&mut self) -> String {
        let mut name = String::from(self.random.one(FAMILY_NAMES));
        for _ in 0..self.random.within(1, 2) {
            name.push(self.words.character(&mut self.random));
        }
        name
    }

    /// Gives an article its byline; returns what opens its first paragraph.
    fn credit(&mut self, article: &mut Article) -> String {
        let Date { month, day, .. } = self.day;
        let (town, name) = (self.random.one(TOWNS), self.name());
        match self.random.below(10) {
            0..3 => {
                article.byline = Some(format!("本报记者 {name}"));
                String::new()
            }
            3..5 => format!("新华社{town}{month}月{day}日电 "),
            5..7 => format!("新华社{town}{month}月{day}日电 （记者{name}）"),
            7 => "本报讯 ".to_owned(),
            8 => format!("本报{town}{month}月{day}日电 （记者{name}）"),
            _ => String::new(),
        }
    }

    fn word(&mut self) -> &'static str {
        if self.random.chance(ON_TOPIC) { self.random.one(&self.topic) } else { self.words.any(&mut self.random) }
    }

    /// A sentence of 8 to 60 characters.
    pub(super) fn sentence(&mut self, into: &mut String) {
        let mut room = self.random.within(8, 28) + self.random.within(0, 28);
        if self.random.chance(0.15) && room > 12 {
            let word = self.random.one(OPENING);
            into.push_str(word);
            into.push('，');
            room -= word.chars().count() + 1;
        }
        loop {
            let clause = self.random.within(5, 16).min(room.max(4));
            self.clause(into, clause);
            room = room.saturating_sub(clause + 1);
            if room < 5 {
                break;
            }
            into.push(if self.random.chance(0.85) { '，' } else { self.random.one(&['、', '；', '：']) });
        }
        into.push(if self.random.chance(0.95) { '。' } else { self.random.one(&['！', '？']) });
    }

    fn clause(&mut self, into: &mut String, length: usize) {
        let mut written = 0;
        let mut push = |into: &mut String, text: &str| {
            into.push_str(text);
            written += text.chars().count();
            written
        };
        loop {
            let done = match self.random.below(100) {
                0..3 => push(into, &self.figure()),
                3..5 => {
                    let (left, right) = self.random.one(&[("“", "”"), ("“", "”"), ("《", "》")]);
                    push(into, &format!("{left}{}{}{right}", self.word(), self.words.two(&mut self.random)))
                }
                5 => push(into, &format!("{}（{}）", self.word(), self.word())),
                _ => push(into, self.word()),
            };
            if done >= length {
                break;
            }
            if self.random.chance(0.3) && push(into, self.random.one(FUNCTION)) >= length {
                break;
            }
        }
    }

    /// A number and what it counts.
    fn figure(&mut self) -> String {
        let random = &mut self.random;
        match random.below(9) {
            0 => format!("{}年", random.within(1949, 2030)),
            1 => format!("{}月{}日", random.within(1, 12), random.within(1, 28)),
            2 => format!("{}.{}%", random.within(1, 99), random.within(1, 9)),
            3 => format!("{}.{}亿元", random.within(1, 99), random.within(1, 9)),
            4 => format!("{}万人", random.within(2, 999)),
            5 => format!("{}多名", random.within(2, 40) * 10),
            6 => format!("{}个", random.within(2, 99)),
            7 => random.one(&["AI", "5G", "GDP", "App"]).to_owned(),
            _ => format!("{}%", random.within(2, 100)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;

    fn article(index: u64, credits: bool) -> Article {
        let day = Date { year: 2025, month: 8, day: 28 };
        Writer::new(&Words::new(), Random::of(1, Purpose::Article, &[index]), day).article(2000, credits)
    }

    #[test]
    fn articles_have_the_measures_of_language() {
        for index in 0..20 {
            let article = article(index, true);
            let title = article.title.last().unwrap().chars().count();
            assert!((8..=20).contains(&title), "{}", article.headline());
            assert!((2000..2400).contains(&article.length()), "{}", article.length());
            for sentence in article.paragraphs.iter().flat_map(|p| p.split_inclusive(['。', '！', '？'])) {
                // A dateline and a last word go beyond it.
                assert!((6..=90).contains(&sentence.chars().count()), "{sentence}");
            }
        }
    }

    #[test]
    fn no_long_passage_repeats() {
        let text: Vec<char> =
            (0..20).flat_map(|i| article(i, false).paragraphs).flat_map(|p| p.chars().collect::<Vec<_>>()).collect();
        let mut seen = std::collections::BTreeSet::new();
        assert!(text.windows(16).all(|w| seen.insert(w)), "sixteen characters stand there twice");
    }

    #[test]
    fn a_text_is_an_article() {
        let article = Article::of_text("\u{20}题\n\n第一段。\r\n第二段。\n");
        assert_eq!(
            (article.headline().as_str(), article.paragraphs),
            ("题", vec!["第一段。".into(), "第二段。".into()])
        );
    }
}
