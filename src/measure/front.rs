//! What stands before a body: headline, header lines, byline.

use std::collections::BTreeSet;

use serde::Serialize;

use super::align::distance;
use super::body::is_lacuna;
use super::gold::Gold;
use super::hypothesis::{Hypothesis, Line};
use super::unify::Scheme;

/// How a headline was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Title {
    /// As in the gold text.
    Exact,
    /// Another form that is right as well.
    Accepted,
    /// Some of its lines, or all in another order.
    Part,
    /// Something else that is half like it.
    Near,
    /// Something else, or nothing.
    No,
}

impl Title {
    /// Whether it is right.
    pub fn is_right(self) -> bool {
        matches!(self, Self::Exact | Self::Accepted)
    }
}

/// Front matter told from the body.
pub(super) struct Front<'a> {
    pub(super) title: &'a str,
    pub(super) met: Title,
    /// The lines of the body.
    pub(super) body: &'a [Line],
}

/// Front matter in [`Scheme::Marks`]: the first line of a text is its headline.
pub(super) fn marks<'a>(gold: &Gold, hypothesis: &'a Hypothesis) -> Front<'a> {
    let scheme = Scheme::Marks;
    let (title, body) = hypothesis.split();
    let unified = scheme.unified(title);
    let met = if unified == scheme.unified(&gold.title) {
        Title::Exact
    } else if is_part(&unified, gold) {
        Title::Part
    } else {
        near(&unified, &[scheme.unified(&gold.title)])
    };
    Front { title, met, body }
}

/// Whether a headline is some of the gold headline's lines in any order. Headlines have few lines; more than six are
/// looked at in their order only.
fn is_part(title: &[char], gold: &Gold) -> bool {
    fn made_of(rest: &[char], lines: &[Vec<char>], used: &mut Vec<bool>) -> bool {
        rest.is_empty()
            || (0..lines.len()).any(|i| {
                let fits = !used[i] && !lines[i].is_empty() && rest.starts_with(&lines[i]);
                fits && {
                    used[i] = true;
                    let made = made_of(&rest[lines[i].len()..], lines, used);
                    used[i] = false;
                    made
                }
            })
    }
    let mut lines: Vec<Vec<char>> = gold.title_lines.iter().map(|l| Scheme::Marks.unified(l)).collect();
    if lines.is_empty() {
        lines.push(Scheme::Marks.unified(&gold.title));
    }
    !title.is_empty() && made_of(title, &lines, &mut vec![false; lines.len()])
}

fn near(title: &[char], accepted: &[Vec<char>]) -> Title {
    let like = !title.is_empty() && accepted.iter().any(|a| likeness(title, a) >= 0.5);
    if like { Title::Near } else { Title::No }
}

fn likeness(x: &[char], y: &[char]) -> f64 {
    match x.len().max(y.len()) {
        0 => 1.0,
        longest => 1.0 - distance(x, y) as f64 / longest as f64,
    }
}

/// The lines that may stand before a gold body.
pub(super) struct Headers<'a> {
    gold: &'a Gold,
    /// The body, to see whether a line belongs to it.
    body: &'a [char],
    lines: Vec<Vec<char>>,
    paragraphs: BTreeSet<Vec<char>>,
}

const LINES: usize = 6;
const SCHEME: Scheme = Scheme::Width;

impl<'a> Headers<'a> {
    pub(super) fn new(gold: &'a Gold, body: &'a [char]) -> Self {
        let lines = [&gold.title].into_iter().chain(&gold.header).chain(&gold.accepted);
        let lines = lines.map(|l| SCHEME.unified(l)).filter(|l| !l.is_empty()).collect();
        let paragraphs = gold.paragraphs.iter().map(|p| SCHEME.unified(p)).collect();
        Self { gold, body, lines, paragraphs }
    }

    /// Whether a line is a header line, much like one, or a piece of one.
    fn has(&self, line: &str) -> bool {
        let unified = SCHEME.unified(line);
        let line = without_bullet(&unified);
        line.is_empty()
            || self.lines.iter().any(|header| {
                let header = without_bullet(header);
                let piece = line.len() >= 2 && line.len() < header.len() && line.len() < 40;
                line == header
                    || line.len() >= 4 && header.len() >= 4 && likeness(line, header) >= 0.7
                    || piece && (header.starts_with(line) || header.ends_with(line))
            })
    }

    /// Front matter in [`Scheme::Width`]: the headline where it is told apart, or a first line that is no text; then
    /// up to six header lines.
    pub(super) fn split<'h>(&self, hypothesis: &'h Hypothesis) -> Front<'h> {
        let mut lines = hypothesis.lines.as_slice();
        let title = match (&hypothesis.title, lines.split_first()) {
            (Some(title), _) => title.as_str(),
            (None, Some((first, rest))) if self.has(&first.text) || self.is_no_text(&first.text) => {
                lines = rest;
                &first.text
            }
            _ => "",
        };
        let is_front =
            |l: &&Line| !is_lacuna(&l.text) && self.has(&l.text) && !self.paragraphs.contains(&SCHEME.unified(&l.text));
        let (front, body) = lines.split_at(lines.iter().take(LINES).take_while(is_front).count());
        Front { title, met: self.met(title, front), body }
    }

    fn is_no_text(&self, line: &str) -> bool {
        const TITLE: usize = 60;
        const PROBE: usize = 12;
        let line_unified = SCHEME.unified(line);
        let probe = &line_unified[..line_unified.len().min(PROBE)];
        let in_body = probe.is_empty() || self.body.windows(probe.len()).any(|w| w == probe);
        line_unified.len() <= TITLE && !in_body && !is_lacuna(line)
    }

    fn met(&self, title: &str, front: &[Line]) -> Title {
        let accepted: Vec<Vec<char>> = self.titles();
        let unified = SCHEME.unified(title);
        let joined: Vec<char> =
            [title].into_iter().chain(front.iter().map(|l| l.text.as_str())).flat_map(|l| SCHEME.unified(l)).collect();
        if unified.is_empty() {
            Title::No
        } else if unified == accepted[0] {
            Title::Exact
        } else if accepted.contains(&unified) || accepted.contains(&joined) {
            Title::Accepted
        } else {
            near(&unified, &accepted)
        }
    }

    /// Right headlines, the gold text's first.
    pub(super) fn titles(&self) -> Vec<Vec<char>> {
        [&self.gold.title].into_iter().chain(&self.gold.accepted).map(|t| SCHEME.unified(t)).collect()
    }
}

fn without_bullet(line: &[char]) -> &[char] {
    let bullets = line.iter().take_while(|c| "■□◆◇●○▲△".contains(**c)).count();
    &line[bullets..]
}

/// Whether the byline stands among the first lines, or was told apart from them.
pub(super) fn has_byline(scheme: Scheme, byline: &str, hypothesis: &Hypothesis) -> bool {
    let wanted = scheme.unified(byline);
    let first = hypothesis.lines.iter().take(LINES).map(|l| l.text.as_str());
    first.chain(hypothesis.header.iter().map(String::as_str)).any(|line| {
        let line = scheme.unified(line);
        without_bullet(&line) == without_bullet(&wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold() -> Gold {
        let lines = ["桥头旧事", "一座石桥的故事"].map(str::to_owned);
        Gold {
            title: lines.join(" "),
            accepted: vec![lines[1].clone()],
            title_lines: lines.to_vec(),
            header: vec!["■本报记者 管见".to_owned()],
            paragraphs: vec!["春天的小河边有一座石桥。".to_owned()],
            ..Gold::default()
        }
    }

    #[test]
    fn headlines_in_part() {
        let met = |text: &str| marks(&gold(), &Hypothesis::from_text("", text)).met;
        assert_eq!(met("桥头旧事　一座石桥的故事\n正文"), Title::Exact);
        assert_eq!(met("一座石桥的故事 桥头旧事\n正文"), Title::Part);
        assert_eq!(met("桥头旧事\n正文"), Title::Part);
        assert_eq!(met("桥头旧事 一座石桥\n正文"), Title::Near);
        assert_eq!(met("集市\n正文"), Title::No);
    }

    #[test]
    fn header_lines_are_told_from_the_body() {
        let gold = gold();
        let body = SCHEME.unified(&gold.paragraphs[0]);
        let headers = Headers::new(&gold, &body);
        let text = "一座石桥的故事\n□本报记者管见\n春天的小河边有一座石桥。";
        let article = Hypothesis::from_text("", text);
        let front = headers.split(&article);
        assert_eq!((front.met, front.body.len()), (Title::Accepted, 1));
        let lines = Hypothesis::from_text("", "桥头旧事\n一座石桥的故事\n春天的小河边有一座石桥。");
        assert_eq!((headers.split(&lines).met, headers.split(&lines).body.len()), (Title::Accepted, 1));
        let bare = Hypothesis::from_text("", "春天的小河边有一座石桥。");
        assert_eq!((headers.split(&bare).title, headers.split(&bare).body.len()), ("", 1));
        assert!(has_byline(SCHEME, "■本报记者 管见", &article));
    }
}
