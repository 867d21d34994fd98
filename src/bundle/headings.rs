//! Which headline belongs to which article.
//!
//! Headline lines that stand together on a page form a group, which is offered to the articles of the page. Other
//! sources that offer a similar headline to the same article support it; a page that is seen to set headlines behind
//! bodies has its offers weighed anew.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::affinity::Affinity;
use super::complete::complete;
use super::groups::{Group, content, groups};
use super::likeness::Likeness;
use super::offers::{Offer, Stand, is_deck, offers};
use super::weights::weigh;
use crate::model::bundle::{Bundle, Heading};
use crate::model::chain::UnitTable;

/// Headlines as similar as this are one headline.
pub(super) const SIMILAR: f64 = 0.75;

/// So similar, they are one even when two articles ask for them: stories from one template have similar ones.
const SAME: f64 = 0.9;

/// Gives each article the headlines that sources print for it.
pub(super) fn assign(table: &UnitTable, bundles: &mut [Bundle]) {
    let owner = owners(table, bundles);
    let groups = groups(table, &owner);
    let affinity = Affinity::of(table, bundles, groups.iter().map(|g| content(table, &g.units)));
    let mut offers = offers(table, bundles, &groups, &owner, &affinity);
    let likeness = Likeness::of(offers.iter().map(|o| (o.article, o.text.as_str())));
    weigh(table, bundles, &mut offers, &likeness, &affinity);
    let first = choose(&offers, &likeness, &BTreeMap::new(), bundles.len());
    let habits = habits(&offers, &likeness, &first);
    let parts = choose(&offers, &likeness, &habits, bundles.len());
    let mut chosen = parts.clone();
    complete(table, &offers, &likeness, &affinity, &mut chosen);
    for (article, (whole, part)) in chosen.into_iter().zip(parts).enumerate() {
        let Some(whole) = whole else { continue };
        // Where a page prints a part only, that is its headline.
        let won = std::iter::once(whole).chain(part.filter(|part| *part != whole));
        let printed = won.flat_map(|won| {
            let like = likeness.like(likeness.class(won)).into_iter().map(|i| &offers[i]);
            headings(table, &offers[won], like, &groups)
        });
        let mut sources = BTreeSet::new();
        bundles[article].headings = printed.filter(|heading| sources.insert(heading.source)).collect();
    }
    add_front_matter(table, bundles, &groups, &owner);
}

/// The content of each line of the headline right before a unit, the nearest first.
pub(super) fn lines_before(table: &UnitTable, unit: u32) -> Vec<Vec<char>> {
    let mut lines = Vec::new();
    let mut at = table.before(unit);
    while let Some(u) = at.filter(|u| !table.units[*u as usize].is_body()) {
        let span = &table.spans[u as usize];
        let page = table.units[u as usize].page as usize;
        // Captions and notices may stand anywhere.
        if !table.units[u as usize].cues.caption && !table.units[u as usize].cues.notice {
            lines.push(table.streams[page].chars[span.start as usize..span.end as usize].to_vec());
        }
        at = table.before(u);
    }
    lines
}

/// The article of each unit that is in a body.
fn owners(table: &UnitTable, bundles: &[Bundle]) -> Vec<Option<usize>> {
    let mut owner = vec![None; table.units.len()];
    for (i, bundle) in bundles.iter().enumerate() {
        for u in bundle.parts.iter().flat_map(|p| &p.texts).flat_map(|t| &t.units) {
            owner[*u as usize] = Some(i);
        }
    }
    owner
}

/// Whether two headlines are readings of one. Misreadings change characters where they stand; where the same characters
/// stand elsewhere, papers have worded it differently. O(a · b).
pub(super) fn alike(a: &str, b: &str) -> bool {
    let longer = a.chars().count().max(b.chars().count());
    let edits = strsim::levenshtein(a, b);
    edits as f64 <= (1.0 - SIMILAR) * longer as f64 && edits <= longer - in_both(a, b) + 1
}

/// Number of characters that both have, wherever they stand.
fn in_both(a: &str, b: &str) -> usize {
    let sorted = |text: &str| {
        let mut chars: Vec<char> = text.chars().collect();
        chars.sort_unstable();
        chars
    };
    let (a, b) = (sorted(a), sorted(b));
    let (mut i, mut j, mut both) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
        }
    }
    both
}

/// The winning offer of each article: best score first, each line and each headline once.
fn choose(offers: &[Offer], likeness: &Likeness, habits: &BTreeMap<u32, Stand>, articles: usize) -> Vec<Option<usize>> {
    let own = |o: &Offer| {
        o.base
            + match (habits.get(&o.page), o.stand) {
                (Some(Stand::Behind), Stand::Before) => -2.2,
                (Some(Stand::Behind), Stand::Behind) => 1.9,
                (Some(Stand::Before), Stand::Behind) => -1.0,
                _ => 0.0,
            }
    };
    // What each page that prints a headline says for it.
    let said = |class: usize| -> Vec<(u32, f32)> {
        let mut by_page: BTreeMap<u32, f32> = BTreeMap::new();
        for o in likeness.like(class).into_iter().map(|i| &offers[i]).filter(|o| o.stand != Stand::Apart) {
            let best = by_page.entry(o.page).or_insert(0.0);
            *best = best.max(own(o).max(0.5));
        }
        by_page.into_iter().collect()
    };
    let said: Vec<Vec<(u32, f32)>> = (0..likeness.classes()).into_par_iter().map(said).collect();
    let runs: Runs =
        offers.iter().enumerate().map(|(i, o)| ((o.article, o.lines[0], o.lines[o.lines.len() - 1]), i)).collect();
    let support = |i: usize| -> f32 {
        let mut by_page: BTreeMap<u32, f32> = BTreeMap::new();
        for (page, best) in parts(offers, i, &runs).chain([i]).flat_map(|part| &said[likeness.class(part)]) {
            let most = by_page.entry(*page).or_insert(0.0);
            *most = most.max(*best);
        }
        by_page.into_iter().filter(|(page, _)| *page != offers[i].page).map(|(_, best)| best).sum()
    };
    let score = |i: usize| (own(&offers[i]) + 1.2 * support(i), i);
    let mut ranked: Vec<(f32, usize)> =
        (0..offers.len()).into_par_iter().map(score).filter(|(s, _)| *s > 0.0).collect();
    // What stands elsewhere on the page is for those that have nothing nearer.
    let apart = |i: usize| offers[i].stand == Stand::Apart;
    ranked.sort_by(|a, b| apart(a.1).cmp(&apart(b.1)).then(b.0.total_cmp(&a.0)).then(a.1.cmp(&b.1)));
    let mut picked: Vec<Option<usize>> = vec![None; articles];
    let mut used: BTreeSet<u32> = BTreeSet::new();
    let mut spent = Spent::default();
    for (_, i) in ranked {
        let o = &offers[i];
        let taken = picked[o.article].is_some() || o.lines.iter().any(|u| used.contains(u));
        if taken || spent.has(&o.text) {
            continue;
        }
        // Of readings of one headline those are supported most that support the others least: the best of them is taken.
        let free = |j: &usize| !offers[*j].lines.iter().any(|u| used.contains(u)) && !apart(*j);
        let readings = likeness.like(likeness.class(i)).into_iter().filter(free);
        let best = readings.fold(i, |best, j| if own(&offers[j]) > own(&offers[best]) { j } else { best });
        picked[o.article] = Some(best);
        spent.add(&offers[best].text);
        used.extend(&offers[best].lines);
        // The same headline on other pages is spent as well.
        likeness.like(likeness.class(i)).into_iter().for_each(|j| used.extend(&offers[j].lines));
    }
    picked
}

/// Offers by article, first and last line.
type Runs = FxHashMap<(usize, u32, u32), usize>;

/// The parts of a headline that stand for the whole of it where another page prints or reads no more: the text says much of what
/// is above them and below, or line ends cut words of it.
fn parts<'a>(offers: &'a [Offer], i: usize, runs: &'a Runs) -> impl Iterator<Item = usize> + 'a {
    let lines = &offers[i].lines;
    let run =
        move |range: Range<usize>| runs.get(&(offers[i].article, lines[range.start], lines[range.end - 1])).copied();
    let told = move |range: Range<usize>| range.is_empty() || run(range).is_some_and(|run| offers[run].told);
    let goes_on = move |range: Range<usize>| run(range).is_some_and(|run| offers[run].goes_on);
    let above = move |start: usize| told(0..start) || goes_on(0..start + 1);
    let below = move |end: usize| told(end..lines.len()) || goes_on(end - 1..lines.len());
    let ranges = (0..lines.len()).flat_map(move |from| (from + 1..=lines.len()).map(move |to| from..to));
    ranges
        .filter(|range| range.len() < lines.len())
        .filter(move |range| above(range.start) && below(range.end))
        .filter_map(run)
}

/// Headlines that have found their article.
#[derive(Default)]
struct Spent<'a> {
    texts: Vec<&'a str>,
    exact: BTreeSet<&'a str>,
    /// Texts that hold three characters in a row.
    holding: FxHashMap<[char; 3], Vec<usize>>,
}

impl<'a> Spent<'a> {
    fn add(&mut self, text: &'a str) {
        for gram in grams(text) {
            self.holding.entry(gram).or_default().push(self.texts.len());
        }
        self.texts.push(text);
        self.exact.insert(text);
    }

    /// Whether a headline is spent, but for a misreading in ten characters. Shorter ones leave no room for any; of longer
    /// ones three characters in a row are left, and wherever they stand: a misreading spoils three strings of that length
    /// at most. So those are looked up that fewest others hold. O(length · headlines that hold the same rare string).
    fn has(&self, text: &str) -> bool {
        if self.exact.contains(text) {
            return true;
        }
        let grams = grams(text);
        let misread = (1.0 - SAME) * (grams.len() + 2) as f64 / SAME;
        let mut holding: Vec<&[usize]> =
            grams.iter().map(|gram| self.holding.get(gram).map_or(&[][..], Vec::as_slice)).collect();
        holding.sort_by_key(|texts| texts.len());
        holding.truncate(3 * misread.ceil() as usize + 1);
        let near = |i: &&usize| strsim::normalized_levenshtein(self.texts[**i], text) >= SAME;
        holding.into_iter().flatten().any(|i| near(&i))
    }
}

fn grams(text: &str) -> Vec<[char; 3]> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(3).map(|w| [w[0], w[1], w[2]]).collect()
}

/// Whether a page sets its headlines before or behind the bodies, told from headlines that another page supports.
fn habits(offers: &[Offer], likeness: &Likeness, chosen: &[Option<usize>]) -> BTreeMap<u32, Stand> {
    let mut seen: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for winner in chosen.iter().flatten() {
        let same: Vec<&Offer> = likeness.like(likeness.class(*winner)).into_iter().map(|i| &offers[i]).collect();
        let supported = same.iter().any(|o| o.page != same[0].page);
        for o in same.iter().filter(|_| supported) {
            let counts = seen.entry(o.page).or_default();
            match o.stand {
                Stand::Before => counts.0 += 1,
                Stand::Behind => counts.1 += 1,
                Stand::Inside | Stand::Apart => {}
            }
        }
    }
    seen.into_iter()
        .filter_map(|(page, (before, behind))| match before.cmp(&behind) {
            std::cmp::Ordering::Less => Some((page, Stand::Behind)),
            std::cmp::Ordering::Greater => Some((page, Stand::Before)),
            std::cmp::Ordering::Equal => None,
        })
        .collect()
}

/// The winner and the same headline as other pages print it, the winner first. `like` are the offers that are like it.
fn headings<'a>(
    table: &UnitTable,
    won: &'a Offer,
    like: impl Iterator<Item = &'a Offer>,
    groups: &[Group],
) -> Vec<Heading> {
    let mut best: BTreeMap<u32, &Offer> = BTreeMap::new();
    for o in like.filter(|o| o.page != won.page) {
        let slot = best.entry(table.sources[o.page as usize]).or_insert(o);
        let close = |x: &Offer| strsim::normalized_levenshtein(&x.text, &won.text);
        if close(o) > close(slot) {
            *slot = o;
        }
    }
    best.remove(&table.sources[won.page as usize]);
    std::iter::once(won)
        .chain(best.into_values())
        .map(|o| {
            let mut heading =
                Heading { source: table.sources[o.page as usize], title: o.lines.clone(), ..Heading::default() };
            let behind = groups.partition_point(|g| g.units[0] <= o.lines[0]);
            if let Some(group) = behind.checked_sub(1).map(|i| &groups[i]) {
                let above = if o.stand == Stand::Before { signature(table, group).len() } else { 0 };
                front_matter(table, &group.units[above..], &mut heading);
            }
            heading
        })
        .collect()
}

/// Bylines right behind a body and above the next headline: they sign the body.
fn signature<'a>(table: &UnitTable, group: &'a Group) -> &'a [u32] {
    let rest = group.units.iter().position(|u| !table.units[*u as usize].cues.byline);
    &group.units[..rest.filter(|_| group.before.is_some() && group.gap.0 <= 1).unwrap_or(0)]
}

fn front_matter(table: &UnitTable, units: &[u32], heading: &mut Heading) {
    for u in units.iter().filter(|u| !heading.title.contains(u)) {
        let cues = &table.units[*u as usize].cues;
        match () {
            () if cues.byline => heading.byline.push(*u),
            () if cues.date => heading.date.push(*u),
            () if cues.column => heading.column.push(*u),
            () if is_deck(table, *u) => heading.deck.push(*u),
            () => {}
        }
    }
}

/// Whether the dateline that opens an article names who wrote it: a byline apart from its headline is another article's.
fn names_reporter(table: &UnitTable, bundle: &Bundle) -> bool {
    let firsts = bundle.parts.iter().flat_map(|p| &p.texts).filter_map(|t| t.units.first());
    firsts.map(|u| &table.units[*u as usize]).any(|unit| {
        let opening: String = unit.text.chars().take(DATELINE).collect();
        unit.cues.dateline && ["记者", "記者"].iter().any(|word| opening.contains(word))
    })
}

/// Characters of a dateline with the name of a reporter, at most.
const DATELINE: usize = 30;

/// Gives an article without a byline the one that stands behind its body.
fn sign(table: &UnitTable, bundles: &mut [Bundle], group: &Group, owner: &[Option<usize>]) {
    let signed = signature(table, group);
    let Some(article) = group.before.and_then(|u| owner[u as usize]).filter(|_| !signed.is_empty()) else { return };
    if names_reporter(table, &bundles[article]) {
        return;
    }
    let source = table.sources[group.page as usize];
    let headings = &mut bundles[article].headings;
    // A byline that another source prints is read once more; another one is not of this article.
    let text = content(table, signed);
    if headings
        .iter()
        .any(|h| !h.byline.is_empty() && (h.source == source || !alike(&content(table, &h.byline), &text)))
    {
        return;
    }
    match headings.iter_mut().find(|h| h.source == source) {
        Some(own) => own.byline = signed.to_vec(),
        None => headings.push(Heading { source, byline: signed.to_vec(), ..Heading::default() }),
    }
}

/// Bylines and dates that stand before a body without a headline of their own page, or before a body whose
/// headline stands elsewhere.
fn add_front_matter(table: &UnitTable, bundles: &mut [Bundle], groups: &[Group], owner: &[Option<usize>]) {
    let used: BTreeSet<u32> = bundles
        .iter()
        .flat_map(|b| &b.headings)
        .flat_map(|h| h.title.iter().chain(&h.deck).chain(&h.byline).chain(&h.date).chain(&h.column).copied())
        .collect();
    let begins: BTreeSet<u32> =
        bundles.iter().flat_map(|b| &b.parts).flat_map(|p| &p.texts).filter_map(|t| t.units.first().copied()).collect();
    for group in groups {
        sign(table, bundles, group, owner);
        let free: Vec<u32> = group.units.iter().filter(|u| !used.contains(u)).copied().collect();
        let headed = group.units.iter().any(|u| used.contains(u));
        let after = group.after.filter(|u| begins.contains(u));
        let Some(article) = after.and_then(|u| owner[u as usize]).filter(|_| !headed) else { continue };
        if free.iter().any(|u| table.units[*u as usize].cues.head) {
            continue;
        }
        let source = table.sources[group.page as usize];
        let mut heading = Heading { source, ..Heading::default() };
        front_matter(table, &free, &mut heading);
        if names_reporter(table, &bundles[article]) {
            heading.byline.clear();
        }
        if heading == (Heading { source, ..Heading::default() }) {
            continue;
        }
        match bundles[article].headings.iter_mut().find(|h| h.source == source) {
            Some(own) => {
                if own.byline.is_empty() {
                    own.byline = heading.byline;
                }
                if own.date.is_empty() {
                    own.date = heading.date;
                }
            }
            None => bundles[article].headings.push(heading),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{line, pages};
    use super::*;
    use crate::model::bundle::{Part, SourceText};
    use crate::model::chain::Cues;

    #[test]
    fn a_dateline_may_name_the_reporter() {
        let named = |text: &str, dateline: bool| {
            let cues = Cues { dateline, ..Cues::default() };
            let table = UnitTable { units: vec![line(0, 0, text, cues)], ..UnitTable::default() };
            let texts = vec![SourceText { units: vec![0], ..SourceText::default() }];
            names_reporter(&table, &Bundle { parts: vec![Part { texts }], ..Bundle::default() })
        };
        assert!(named("本报石桥镇8月28日电 记者王明报道：桥通车了。", true));
        assert!(!named("本报石桥镇8月28日电 桥通车了。", true) && !named("记者王明说，桥通车了。", false));
    }

    #[test]
    fn a_part_of_a_headline_speaks_for_it_when_the_text_says_the_rest() {
        let offer = |lines: &[u32], (told, goes_on): (bool, bool)| Offer {
            article: 0,
            page: 0,
            stand: Stand::Before,
            lines: lines.to_vec(),
            text: String::new(),
            base: 0.0,
            told,
            goes_on,
        };
        // Lines 4, 5 and 6: each alone, two of them, all.
        let parts = |told: [bool; 6], goes_on: [bool; 6]| {
            let lines: [&[u32]; 6] = [&[4], &[5], &[6], &[4, 5], &[5, 6], &[4, 5, 6]];
            let said = told.into_iter().zip(goes_on);
            let offers: Vec<Offer> = lines.iter().zip(said).map(|(lines, said)| offer(lines, said)).collect();
            let runs = (0..6).map(|i| ((0, lines[i][0], lines[i][lines[i].len() - 1]), i)).collect();
            parts(&offers, 5, &runs).collect::<Vec<_>>()
        };
        let none = [false; 6];
        assert_eq!(parts([true; 6], none), [0, 3, 1, 4, 2]);
        assert_eq!(
            parts([true, false, true, true, false, true], none),
            [3, 1, 4, 2],
            "two below the first are not told"
        );
        assert_eq!(parts(none, none), [0; 0]);
        assert_eq!(parts(none, [false, false, false, true, false, false]), [4], "the first line end cuts a word");
        assert_eq!(parts(none, [false, false, false, true, true, true]), [0, 3, 1, 4, 2], "all line ends cut words");
    }

    #[test]
    fn other_words_are_another_headline() {
        assert!(alike("石桥镇新桥今年五月建成", "石桥镇断桥今年五月建成"));
        assert!(alike("石桥镇新桥今年五月建成", "石桥镇新桥年五月建成"));
        assert!(!alike("石桥镇新桥今年五月建成通车", "石桥镇今年五月新桥建成通车"));
        assert!(!alike("石桥镇新桥今年五月建成", "城里的人今年五月回乡"));
    }

    #[test]
    fn of_readings_of_one_headline_the_best_is_taken() {
        let body = "河上的石桥今年春天建成通车了，山村的学校也开学了。";
        let title = |printed: &[&[&str]]| {
            let (table, mut bundles, _) = pages(printed);
            assign(&table, &mut bundles);
            content(&table, &bundles[0].headings[0].title)
        };
        let (whole, cut) = (["#山村学校石桥今年建成通车", body], ["#山村学校桥今年建成通车", body]);
        assert_eq!(title(&[&whole, &cut, &cut]), "山村学校石桥今年建成通车");
        assert_eq!(title(&[&cut, &whole, &cut]), "山村学校石桥今年建成通车");
    }
}
