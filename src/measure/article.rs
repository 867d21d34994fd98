//! One gold article against its hypothesis.

use serde::Serialize;

use super::align::{Block, Op, blocks, distance, script};
use super::body::{Body, is_lacuna};
use super::breaks::{self, Breaks, Spots};
use super::calibration::Calibration;
use super::counts::{Counts, Finds, Ratio};
use super::front::{self, Headers, Title};
use super::gold::{Gold, GoldSet};
use super::hypothesis::{Hypothesis, Line};
use super::moved::moved;
use super::unify::Scheme;
use super::words;

/// What was measured of a gold article.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The gold article.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Sources that print it, sorted.
    pub printed: Vec<String>,
    /// The hypothesis, when there is one.
    pub hypothesis: Option<String>,
    /// Sources of its witnesses, where it is an edition, sorted.
    pub witnesses: Vec<String>,
    /// Paths of its witnesses' pages.
    pub pages: Vec<String>,
    /// How its headline was met.
    pub met: Title,
    /// The headline of the hypothesis.
    pub found_title: String,
    /// What was counted.
    pub counts: Counts,
    /// The gold body, one entry a line, white space removed.
    pub gold_lines: Vec<String>,
    /// Where the bodies differ, in the order of the gold text.
    pub differences: Vec<Difference>,
    /// Characters of the gold body before which the hypothesis breaks, and the gold text does not.
    pub false_breaks: Vec<usize>,
    /// Characters of the gold body before which the gold text breaks, and the hypothesis does not.
    pub missed_breaks: Vec<usize>,
    /// Error rate that the edition expects.
    pub estimated: Option<f64>,
    /// Its claims of certainty against gold.
    pub calibration: Option<Calibration>,
}

impl Measured {
    fn set_breaks(&mut self, breaks: Breaks) {
        self.counts.breaks = breaks.finds();
        (self.false_breaks, self.missed_breaks) = (breaks.wrong, breaks.missed);
    }
}

/// Kind of an error, seen from the gold text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 讹: other characters.
    Substitution,
    /// 脱: characters are missing.
    Omission,
    /// 衍: characters too many.
    Insertion,
}

/// A stretch where the hypothesis is not the gold text, white space left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What kind of error it is.
    pub kind: Kind,
    /// Line of the gold body, from 1.
    pub line: usize,
    /// Characters of the gold body, without white space: `[start, end]`, the end not included.
    pub at: (usize, usize),
    /// Gold text before it.
    pub before: String,
    /// What the gold text has.
    pub gold: String,
    /// What the hypothesis has.
    pub hypothesis: String,
    /// Gold text behind it.
    pub after: String,
}

/// Gold characters shown on either side of an error.
const CONTEXT: usize = 8;

/// Measures a gold article against its hypothesis, if it has one. O(n·m/64).
pub(super) fn measure(set: &GoldSet, gold: &Gold, hypothesis: Option<&Hypothesis>) -> Measured {
    let Some(hypothesis) = hypothesis else { return missing(set.scheme, gold) };
    let mut measured = match set.scheme {
        Scheme::Marks => by_marks(gold, hypothesis),
        Scheme::Width => by_width(gold, hypothesis),
    };
    if let Some(byline) = &gold.byline {
        measured.counts.bylines = (usize::from(front::has_byline(set.scheme, byline, hypothesis)), 1);
    }
    measured
}

fn blank(gold: &Gold) -> Measured {
    Measured {
        id: gold.id.clone(),
        title: gold.title.clone(),
        printed: gold.sources.iter().cloned().collect(),
        hypothesis: None,
        witnesses: Vec::new(),
        pages: Vec::new(),
        met: Title::No,
        found_title: String::new(),
        counts: Counts { articles: 1, ..Counts::default() },
        gold_lines: Vec::new(),
        differences: Vec::new(),
        false_breaks: Vec::new(),
        missed_breaks: Vec::new(),
        estimated: None,
        calibration: None,
    }
}

/// Everything is missing.
fn missing(scheme: Scheme, gold: &Gold) -> Measured {
    let byline = gold.byline.as_deref().filter(|_| scheme == Scheme::Marks);
    let lines: Vec<&str> = byline.into_iter().chain(gold.paragraphs.iter().map(String::as_str)).collect();
    let body = Body::new(scheme, lines.iter().map(|l| (*l, None)));
    let title = scheme.unified(&gold.title).len();
    let mut measured = blank(gold);
    let all = body.unified.len();
    measured.counts = Counts {
        articles: 1,
        body: Ratio::all(all),
        exact: Ratio::all(all),
        content: Ratio::all(scheme.content(&body.unified).len()),
        full: Ratio::all(title + all),
        spaced: Ratio::all(words::spaced(&lines).len()),
        words: Ratio::all(words::words(&lines).map_or(0, |words| words.len())),
        title: Ratio::all(title),
        breaks: Finds { missed: body.breaks.len(), ..Finds::default() },
        lacunae: Finds { missed: body.lacunae.len(), ..Finds::default() },
        bylines: (0, usize::from(gold.byline.is_some())),
        uncovered: all,
        rates: 1.0,
        ..measured.counts
    };
    measured.gold_lines = shown_lines(&body);
    measured
}

/// [`Scheme::Marks`]: the body with its byline or without, whichever is nearer.
fn by_marks(gold: &Gold, hypothesis: &Hypothesis) -> Measured {
    let scheme = Scheme::Marks;
    let front = front::marks(gold, hypothesis);
    let header: Vec<Line> = hypothesis.header.iter().map(|line| Line { text: line.clone(), at: None }).collect();
    let lines: Vec<&Line> = header.iter().chain(front.body).collect();
    let own = Body::new(scheme, lines.iter().map(|l| (l.text.as_str(), l.at)));
    let paragraphs = gold.paragraphs.iter().map(String::as_str);
    let mut versions: Vec<Vec<&str>> = vec![paragraphs.clone().collect()];
    if let Some(byline) = &gold.byline {
        versions.insert(0, [byline.as_str()].into_iter().chain(paragraphs).collect());
    }
    let title = scheme.unified(front.title);
    let gold_title = scheme.unified(&gold.title);
    let mut best: Option<(Vec<&str>, Body, Ratio)> = None;
    let mut full: Option<Ratio> = None;
    for lines in versions {
        let body = Body::new(scheme, lines.iter().map(|l| (*l, None)));
        let ratio = Ratio { errors: distance(&body.unified, &own.unified), of: body.unified.len() };
        let with_title = with_titles((&gold_title, &body), (&title, &own), ratio);
        if full.is_none_or(|full| with_title.is_below(full)) {
            full = Some(with_title);
        }
        if best.as_ref().is_none_or(|best| ratio.is_below(best.2)) {
            best = Some((lines, body, ratio));
        }
    }
    let (gold_lines, body, _) = best.unwrap_or_default();
    // Breaks go by the script from the hypothesis to the gold text.
    let any = !body.breaks.is_empty() && !own.breaks.is_empty();
    let back = if any { script(&own.unified, &body.unified) } else { Vec::new() };
    let offsets = breaks::offsets(&turned(&back), own.unified.len());
    let own_lines: Vec<&str> = lines.iter().map(|l| l.text.as_str()).collect();
    let mut measured = Compared { scheme, gold, hypothesis, body: &body, own: &own }.measured(&gold_lines, &own_lines);
    measured.set_breaks(breaks::found(&body.breaks, &own.breaks, &offsets));
    measured.counts.lacunae.wrong = lines.iter().filter(|l| is_lacuna(&l.text)).count();
    measured.counts.full = full.unwrap_or_default();
    measured.counts.title = Ratio { errors: distance(&gold_title, &title), of: gold_title.len() };
    measured.counts.titles = usize::from(front.met == Title::Exact);
    measured.counts.titles_part = usize::from(matches!(front.met, Title::Exact | Title::Part));
    (measured.met, measured.found_title) = (front.met, front.title.to_owned());
    measured
}

/// Titles and bodies as one text; `bodies` is what the bodies alone have.
fn with_titles(gold: (&[char], &Body), own: (&[char], &Body), bodies: Ratio) -> Ratio {
    if gold.0 == own.0 {
        return Ratio { errors: bodies.errors, of: bodies.of + gold.0.len() };
    }
    let (whole, own_whole) = ([gold.0, &gold.1.unified].concat(), [own.0, &own.1.unified].concat());
    Ratio { errors: distance(&whole, &own_whole), of: whole.len() }
}

fn turned(ops: &[Op]) -> Vec<Op> {
    let turn = |op: &Op| match op {
        Op::Delete => Op::Insert,
        Op::Insert => Op::Delete,
        same => *same,
    };
    ops.iter().map(turn).collect()
}

/// [`Scheme::Width`]: header lines are free, breaks and lacunae count where they are sure.
fn by_width(gold: &Gold, hypothesis: &Hypothesis) -> Measured {
    let scheme = Scheme::Width;
    let gold_lines: Vec<&str> = gold.paragraphs.iter().map(String::as_str).collect();
    let body = Body::new(scheme, gold_lines.iter().map(|l| (*l, None)));
    let headers = Headers::new(gold, &body.unified);
    let front = headers.split(hypothesis);
    let own = Body::new(scheme, front.body.iter().map(|l| (l.text.as_str(), l.at)));
    let own_lines: Vec<&str> = front.body.iter().map(|l| l.text.as_str()).collect();
    let mut measured = Compared { scheme, gold, hypothesis, body: &body, own: &own }.measured(&gold_lines, &own_lines);
    let ops = script(&body.unified, &own.unified);
    let differing = blocks(&ops, 0);
    let spots = Spots(&differing);
    let place = |text: &String| {
        let wanted = scheme.unified(text);
        body.unified.windows(wanted.len().max(1)).position(|w| w == wanted)
    };
    let free: Vec<usize> =
        gold.optional.iter().filter_map(place).chain(breaks::closing_credit(&body.unified)).collect();
    measured.set_breaks(breaks::found_with_free(&body, &own, &spots, &free));
    measured.counts.lacunae = breaks::lacunae(&body, &own, &spots);
    let title = scheme.unified(front.title);
    let titles = headers.titles();
    let nearest = titles.iter().map(|t| Ratio { errors: distance(t, &title), of: t.len() });
    measured.counts.title = nearest.reduce(|a, b| if b.is_below(a) { b } else { a }).unwrap_or_default();
    measured.counts.full = with_titles((&titles[0], &body), (&title, &own), measured.counts.body);
    measured.counts.titles = usize::from(front.met.is_right());
    measured.counts.titles_part = measured.counts.titles;
    (measured.met, measured.found_title) = (front.met, front.title.to_owned());
    measured
}

/// Two bodies side by side.
struct Compared<'a> {
    scheme: Scheme,
    gold: &'a Gold,
    hypothesis: &'a Hypothesis,
    body: &'a Body,
    own: &'a Body,
}

impl Compared<'_> {
    /// What both schemes measure alike.
    fn measured(&self, gold_lines: &[&str], own_lines: &[&str]) -> Measured {
        let (scheme, body, own) = (self.scheme, self.body, self.own);
        let ops = script(&body.unified, &own.unified);
        let differing = blocks(&ops, 0);
        let body_ratio = Ratio { errors: ops.iter().filter(|o| **o != Op::Keep).count(), of: body.unified.len() };
        let (content, own_content) = (scheme.content(&body.unified), scheme.content(&own.unified));
        let (spaced, own_spaced) = (words::spaced(gold_lines), words::spaced(own_lines));
        let words = words::words(gold_lines).map(|words| {
            let own = words::all_words(own_lines);
            Ratio { errors: distance(&words, &own), of: words.len() }
        });
        let counts = Counts {
            articles: 1,
            found: 1,
            body: body_ratio,
            exact: if body.raw == body.unified && own.raw == own.unified {
                body_ratio
            } else {
                Ratio { errors: distance(&body.raw, &own.raw), of: body.raw.len() }
            },
            content: Ratio { errors: distance(&content, &own_content), of: content.len() },
            spaced: Ratio { errors: distance(&spaced, &own_spaced), of: spaced.len() },
            words: words.unwrap_or_default(),
            uncovered: breaks::uncovered(&ops),
            moved: moved(&body.unified, &own.unified),
            flawless: usize::from(body_ratio.errors == 0),
            rates: body_ratio.rate(),
            ..Counts::default()
        };
        let claims = self.hypothesis.edition.as_ref();
        let mut pages: Vec<String> =
            claims.iter().flat_map(|e| &e.witnesses).flat_map(|w| w.pages.iter().cloned()).collect();
        pages.sort();
        pages.dedup();
        Measured {
            hypothesis: Some(self.hypothesis.name.clone()),
            witnesses: self.hypothesis.sources(),
            pages,
            counts,
            gold_lines: shown_lines(body),
            differences: differing.iter().map(|block| self.difference(block)).collect(),
            estimated: claims.and_then(|claims| claims.estimated_cer),
            calibration: claims.map(|claims| Calibration::of(claims, &own.at, &differing)),
            ..blank(self.gold)
        }
    }

    fn difference(&self, block: &Block) -> Difference {
        let ((start, end), gold) = (block.a, &self.body.raw);
        let text = |chars: &[char]| chars.iter().collect::<String>();
        let kind = match (start == end, block.b.0 == block.b.1) {
            (true, _) => Kind::Insertion,
            (false, true) => Kind::Omission,
            (false, false) => Kind::Substitution,
        };
        Difference {
            kind,
            line: self.body.line(start) + 1,
            at: block.a,
            before: text(&gold[start.saturating_sub(CONTEXT)..start]),
            gold: text(&gold[start..end]),
            hypothesis: text(&self.own.raw[block.b.0..block.b.1]),
            after: text(&gold[end..(end + CONTEXT).min(gold.len())]),
        }
    }
}

fn shown_lines(body: &Body) -> Vec<String> {
    let ends = body.starts.iter().skip(1).copied().chain([body.raw.len()]);
    body.starts.iter().zip(ends).map(|(start, end)| body.raw[*start..end].iter().collect()).collect()
}
