//! A printing press for tests: random articles, printed by several papers as extractors and recognisers leave them.
//!
//! Everything is drawn by proptest, so that a failing world shrinks to a small one.

use jiaokan::ingest::plain;
use jiaokan::model::page::Page;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

/// Common characters, none of them a numeral or a part of what rules look for in notes and credits.
const HAN: &str = "的是不了人我在有他这为之来以个们到说和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家\
    用发天如然作方成者多都小军起分好看心前开些现主面从样美正实关被再想物很它样定理战长力己意间气水走使手头";

/// One thing a recogniser does to a character.
#[derive(Debug, Clone)]
pub(crate) enum Slip {
    /// 讹: another character.
    Takes(char),
    /// 脱: nothing.
    Drops,
    /// 衍: one more.
    Adds(char),
}

/// How a paper sets and an extractor leaves an article.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    /// Characters a line; none when paragraphs are lines.
    pub(crate) width: Option<usize>,
    /// A blank line after each line.
    pub(crate) airy: bool,
    /// A space after each character.
    pub(crate) spaced: bool,
    /// Commas of ASCII.
    pub(crate) ascii: bool,
    /// A line under a picture, after this paragraph.
    pub(crate) caption: Option<Index>,
    /// Goes on on the next page after this paragraph.
    pub(crate) jump: Option<Index>,
    /// Lines end as on Windows.
    pub(crate) crlf: bool,
}

/// An article as the newsroom wrote it.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) title: String,
    /// Who wrote it, on a line of its own.
    pub(crate) byline: Option<String>,
    pub(crate) paragraphs: Vec<String>,
}

/// One printing of a story: by which paper, how, with what slips.
#[derive(Debug, Clone)]
pub(crate) struct Printing {
    pub(crate) paper: usize,
    pub(crate) setting: Setting,
    pub(crate) slips: Vec<(Index, Slip)>,
}

/// Stories and their printings.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) stories: Vec<(Story, Vec<Printing>)>,
}

const PAPERS: [&str; 4] = ["Bell", "Drum", "Gong", "Horn"];

pub(crate) fn han() -> impl Strategy<Value = char> {
    let all: Vec<char> = HAN.chars().filter(|c| !c.is_whitespace()).collect();
    // A failing world must not shrink to one character repeated: that is another world.
    (0..all.len()).prop_map(move |i| all[i]).no_shrink()
}

fn word(len: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(han(), len).prop_map(String::from_iter)
}

/// A sentence of one to three clauses.
fn sentence() -> impl Strategy<Value = String> {
    prop::collection::vec(word(5..12), 1..4).prop_map(|clauses| clauses.join("，") + "。")
}

pub(crate) fn paragraph() -> impl Strategy<Value = String> {
    prop::collection::vec(sentence(), 2..4).prop_map(|s| s.concat())
}

fn story() -> impl Strategy<Value = Story> {
    let byline = prop::option::weighted(0.25, word(2..4).prop_map(|name| format!("本报记者 {name}")));
    (word(7..12), byline, prop::collection::vec(paragraph(), 2..4)).prop_map(|(title, byline, paragraphs)| Story {
        title,
        byline,
        paragraphs,
    })
}

pub(crate) fn setting() -> impl Strategy<Value = Setting> {
    let rare = || prop::bool::weighted(0.25);
    let cut = || prop::option::weighted(0.25, any::<Index>());
    (prop::option::of(12usize..24), rare(), rare(), rare(), cut(), cut(), rare()).prop_map(
        |(width, airy, spaced, ascii, caption, jump, crlf)| Setting { width, airy, spaced, ascii, caption, jump, crlf },
    )
}

fn slip() -> impl Strategy<Value = (Index, Slip)> {
    let slip = prop_oneof![han().prop_map(Slip::Takes), Just(Slip::Drops), han().prop_map(Slip::Adds)];
    (any::<Index>(), slip)
}

/// Up to 5 in 100 characters of a story of 200.
fn printings() -> impl Strategy<Value = Vec<Printing>> {
    let papers: Vec<usize> = (0..PAPERS.len()).collect();
    subsequence(papers, 1..=PAPERS.len()).prop_flat_map(|papers| {
        let each = papers.into_iter().map(|paper| {
            (setting(), prop::collection::vec(slip(), 0..8)).prop_map(move |(setting, slips)| Printing {
                paper,
                setting,
                slips,
            })
        });
        each.collect::<Vec<_>>()
    })
}

/// Two to four stories in up to four papers.
pub(crate) fn world() -> impl Strategy<Value = World> {
    prop::collection::vec((story(), printings()), 2..5).prop_map(|stories| World { stories })
}

impl World {
    /// The pages of all papers: page 01 has the stories, page 02 what was continued there.
    pub(crate) fn pages(&self) -> Vec<Page> {
        let mut pages = Vec::new();
        for (paper, name) in PAPERS.iter().enumerate() {
            let (mut first, mut second) = (String::new(), String::new());
            for (i, (story, printings)) in self.stories.iter().enumerate() {
                for printing in printings.iter().filter(|p| p.paper == paper) {
                    let (here, there) = printing.print(story, i);
                    first.push_str(&here);
                    second.push_str(&there);
                }
            }
            for (number, text) in [("01", first), ("02", second)] {
                if !text.is_empty() {
                    pages.push(page(name, number, &text));
                }
            }
        }
        pages
    }
}

/// A page of plain text.
pub(crate) fn page(source: &str, name: &str, text: &str) -> Page {
    let path = format!("pages/{source}/{name}.txt");
    let plain = plain::decode(text.as_bytes().to_vec(), &path).expect("a page text");
    plain.into_page(source, name, &path)
}

impl Printing {
    /// What stands on the first and on the second page.
    fn print(&self, story: &Story, number: usize) -> (String, String) {
        let mut paragraphs = story.paragraphs.clone();
        for (at, slip) in &self.slips {
            let len = paragraphs.len();
            let paragraph = &mut paragraphs[at.index(len)];
            *paragraph = slipped(paragraph, at, slip);
        }
        let last = paragraphs.len() - 1;
        let jump = self.setting.jump.map(|i| i.index(last));
        let caption = self.setting.caption.map(|i| i.index(last + 1));
        let (mut here, mut there) = (self.setting.lines(&story.title), String::new());
        here.extend(story.byline.iter().map(|byline| self.setting.lines(byline)));
        for (i, paragraph) in paragraphs.iter().enumerate() {
            let part = if jump.is_some_and(|j| i > j) { &mut there } else { &mut here };
            part.push_str(&self.setting.paragraph(paragraph));
            if caption == Some(i) {
                part.push_str(&self.setting.lines(&format!("图为第{number}处的情景。")));
            }
            if jump == Some(i) {
                part.push_str(&self.setting.lines("（下转第二版）"));
                there.push_str(&self.setting.lines("（上接第一版）"));
            }
        }
        (here, there)
    }
}

fn slipped(text: &str, at: &Index, slip: &Slip) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let i = at.index(chars.len() - 1);
    match slip {
        Slip::Takes(c) => chars[i] = *c,
        Slip::Drops => drop(chars.remove(i)),
        Slip::Adds(c) => chars.insert(i, *c),
    }
    chars.into_iter().collect()
}

impl Setting {
    /// A paragraph with its indent, cut into lines.
    pub(crate) fn paragraph(&self, text: &str) -> String {
        let Some(width) = self.width else { return self.lines(text) };
        let mut lines = vec![String::from("\u{3000}\u{3000}")];
        let mut used = 2;
        for c in text.chars() {
            // A line does not begin with a mark; it hangs.
            if used >= width && !"，。".contains(c) {
                lines.push(String::new());
                used = 0;
            }
            lines.last_mut().expect("a line").push(c);
            used += 1;
        }
        lines.iter().map(|line| self.lines(line)).collect()
    }

    /// One line with its end and what the extractor does to it.
    pub(crate) fn lines(&self, text: &str) -> String {
        let mut line = text.to_owned();
        if self.ascii {
            line = line.replace('，', ",");
        }
        if self.spaced {
            line = line.chars().flat_map(|c| [c, ' ']).collect::<String>().trim_end().to_owned();
        }
        let end = if self.crlf { "\r\n" } else { "\n" };
        line + end + if self.airy { end } else { "" }
    }
}
