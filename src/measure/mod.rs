//! Editions against a gold text.
//!
//! Character error rate is the edit distance of the bodies over the length of the gold body, white space removed.
//! It is given twice: with punctuation width and glyph variants unified, and as written. Gold never enters the
//! engine; nothing else imports this module.

mod align;
mod unify;

pub use align::{Op, distance, script};
pub use unify::{as_written, unified};

use std::collections::BTreeMap;

/// A gold article.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// Its name.
    pub id: String,
    /// The headline as it should be.
    pub title: String,
    /// Other forms of the headline that are right as well.
    pub accepted: Vec<String>,
    /// Lines between headline and body (date, deck, byline): free to be there or not.
    pub header: Vec<String>,
    /// Paragraphs; a line that is `[…]` is a lacuna.
    pub paragraphs: Vec<String>,
    /// Beginnings of paragraphs where a break is free.
    pub optional: Vec<String>,
}

/// An article to be scored: its title and the lines below it.
#[derive(Debug, Clone, Default)]
pub struct Candidate {
    /// Headline.
    pub title: String,
    /// Lines below it.
    pub lines: Vec<String>,
}

/// Counts for one article or for many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Gold articles.
    pub articles: usize,
    /// Of them, found.
    pub found: usize,
    /// Candidates that match no gold article.
    pub extra: usize,
    /// Characters of the gold bodies, white space removed.
    pub characters: usize,
    /// Edit distance, glyphs unified.
    pub errors: usize,
    /// Edit distance as written.
    pub errors_raw: usize,
    /// Headlines that are right.
    pub titles: usize,
    /// Paragraph breaks: right, false, missed.
    pub breaks: (usize, usize, usize),
    /// Lacunae: right, false, missed.
    pub lacunae: (usize, usize, usize),
}

impl Counts {
    /// Character error rate, glyphs unified.
    pub fn cer(&self) -> f64 {
        self.errors as f64 / self.characters.max(1) as f64
    }

    /// Character error rate as written.
    pub fn cer_raw(&self) -> f64 {
        self.errors_raw as f64 / self.characters.max(1) as f64
    }

    /// F1 of paragraph breaks.
    pub fn break_f1(&self) -> f64 {
        let (right, wrong, missed) = self.breaks;
        if right + wrong + missed == 0 { 1.0 } else { 2.0 * right as f64 / (2 * right + wrong + missed) as f64 }
    }

    fn add(&mut self, other: Self) {
        self.articles += other.articles;
        self.found += other.found;
        self.extra += other.extra;
        self.characters += other.characters;
        self.errors += other.errors;
        self.errors_raw += other.errors_raw;
        self.titles += other.titles;
        for (a, b) in [(&mut self.breaks, other.breaks), (&mut self.lacunae, other.lacunae)] {
            *a = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
        }
    }
}

/// Scores candidates against gold articles, matched one to one by shared character pairs. Returns the counts of
/// each gold article, by id, and their sum. O(n²) in the length of an article at worst.
pub fn score(gold: &[Gold], candidates: &[Candidate]) -> (BTreeMap<String, Counts>, Counts) {
    let pairs = matched(gold, candidates);
    let mut each = BTreeMap::new();
    let mut total = Counts { extra: candidates.len() - pairs.len(), ..Counts::default() };
    for (i, g) in gold.iter().enumerate() {
        let counts = match pairs.get(&i) {
            Some(j) => score_one(g, &candidates[*j]),
            None => missing(g),
        };
        total.add(counts);
        each.insert(g.id.clone(), counts);
    }
    (each, total)
}

/// Whether a line marks a lacuna.
fn is_lacuna(line: &str) -> bool {
    line.trim() == "[…]"
}

/// A body cut into paragraphs, with the offsets of breaks and lacunae.
struct Body {
    unified: Vec<char>,
    raw: Vec<char>,
    breaks: Vec<usize>,
    lacunae: Vec<usize>,
}

impl Body {
    fn new<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut body = Self { unified: vec![], raw: vec![], breaks: vec![], lacunae: vec![] };
        for line in lines.filter(|l| !l.trim().is_empty()) {
            if is_lacuna(line) {
                body.lacunae.push(body.unified.len());
                continue;
            }
            if !body.unified.is_empty() {
                body.breaks.push(body.unified.len());
            }
            body.unified.extend(unified(line));
            body.raw.extend(as_written(line));
        }
        body
    }
}

fn missing(gold: &Gold) -> Counts {
    let body = Body::new(gold.paragraphs.iter().map(String::as_str));
    Counts {
        articles: 1,
        characters: body.unified.len(),
        errors: body.unified.len(),
        errors_raw: body.unified.len(),
        breaks: (0, 0, body.breaks.len()),
        lacunae: (0, 0, body.lacunae.len()),
        ..Counts::default()
    }
}

fn score_one(gold: &Gold, candidate: &Candidate) -> Counts {
    let headers: Vec<Vec<char>> = gold.header.iter().chain([&gold.title]).map(|h| unified(h)).collect();
    let front =
        candidate.lines.iter().take(6).take_while(|l| !is_lacuna(l) && is_header(&unified(l), &headers)).count();
    let g = Body::new(gold.paragraphs.iter().map(String::as_str));
    let c = Body::new(candidate.lines[front..].iter().map(String::as_str));
    let ops = script(&g.unified, &c.unified);
    let to_gold = align::positions(&ops, c.unified.len());
    let free: Vec<usize> = gold.optional.iter().filter_map(|o| find(&g.unified, &unified(o))).collect();
    let required: Vec<usize> = g.breaks.iter().copied().filter(|b| !free.contains(b)).collect();
    let found: Vec<(usize, usize)> =
        c.breaks.iter().map(|b| to_gold[*b]).filter(|at| !free.iter().any(|f| near(*at, *f, 2))).collect();
    let marks: Vec<(usize, usize)> = c.lacunae.iter().map(|l| to_gold[*l]).collect();
    let title = unified(&candidate.title);
    Counts {
        articles: 1,
        found: 1,
        extra: 0,
        characters: g.unified.len(),
        errors: ops.iter().filter(|o| !matches!(o, Op::Keep)).count(),
        errors_raw: distance(&g.raw, &c.raw),
        titles: usize::from([&gold.title].into_iter().chain(&gold.accepted).any(|t| unified(t) == title)),
        breaks: compare(&required, &found, 2),
        lacunae: compare(&g.lacunae, &marks, 12),
    }
}

fn is_header(line: &[char], headers: &[Vec<char>]) -> bool {
    headers
        .iter()
        .any(|h| line == h.as_slice() || (line.len() >= 4 && 10 * distance(h, line) <= 3 * h.len().max(line.len())))
}

fn find(text: &[char], piece: &[char]) -> Option<usize> {
    text.windows(piece.len().max(1)).position(|w| w == piece)
}

fn near(at: (usize, usize), target: usize, tolerance: usize) -> bool {
    at.0 <= target + tolerance && target <= at.1 + tolerance
}

/// Right, false and missed among found positions (ranges where a deletion makes them ambiguous).
fn compare(required: &[usize], found: &[(usize, usize)], tolerance: usize) -> (usize, usize, usize) {
    let mut open: Vec<usize> = required.to_vec();
    let mut right = 0;
    for at in found {
        if let Some(i) = open.iter().position(|r| near(*at, *r, tolerance)) {
            open.remove(i);
            right += 1;
        }
    }
    (right, found.len() - right, open.len())
}

/// Gold article → candidate, best overlap first.
fn matched(gold: &[Gold], candidates: &[Candidate]) -> BTreeMap<usize, usize> {
    let bigrams = |lines: &[String]| {
        let text: Vec<char> = lines.iter().flat_map(|l| unified(l)).collect();
        let mut counts: BTreeMap<[char; 2], usize> = BTreeMap::new();
        text.windows(2).for_each(|w| *counts.entry([w[0], w[1]]).or_default() += 1);
        (counts, text.len().saturating_sub(1))
    };
    let g: Vec<_> = gold.iter().map(|g| bigrams(&g.paragraphs)).collect();
    let c: Vec<_> = candidates.iter().map(|c| bigrams(&c.lines)).collect();
    let mut pairs = Vec::new();
    for (i, (x, nx)) in g.iter().enumerate() {
        for (j, (y, ny)) in c.iter().enumerate() {
            let shared: usize = x.iter().map(|(k, n)| n.min(y.get(k).unwrap_or(&0))).sum();
            pairs.push((2.0 * shared as f64 / (nx + ny).max(1) as f64, i, j));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut found = BTreeMap::new();
    let mut used = std::collections::BTreeSet::new();
    for (similarity, i, j) in pairs {
        if similarity >= 0.2 && !found.contains_key(&i) && used.insert(j) {
            found.insert(i, j);
        }
    }
    found
}
