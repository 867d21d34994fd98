//! Articles whose headline stands inside the body, or that were parted behind their first piece.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::affinity::Affinity;
use super::groups::content;
use super::offers::{MAX_LINES, NEAR};
use crate::model::bundle::{Bundle, Heading, SourceText};
use crate::model::chain::UnitTable;

/// Joins a text without a headline to the article whose headline stands right behind it, when every source that has the
/// text has one or the other there and nothing shows that the article begins behind its headline: the headline was set
/// into the body. A source that has the text in the midst of the article was read across columns. So is a text under the
/// headline of another one that goes on with it. Returns whether anything was joined. O(joined · articles), and the text once.
pub(super) fn join(table: &UnitTable, bundles: &mut Vec<Bundle>) -> bool {
    let all = bundles.len();
    while let Some((first, second)) = pair(table, bundles, &firsts(bundles)) {
        append_to(bundles, first, second);
        bundles.remove(second);
    }
    for (first, second) in under_headlines(table, bundles, &firsts(bundles)) {
        append_to(bundles, first, second);
    }
    bundles.retain(|bundle| !bundle.parts.is_empty());
    bundles.len() < all
}

/// Puts the texts of an article behind those of another one. Their headline is to be found anew.
fn append_to(bundles: &mut [Bundle], first: usize, second: usize) {
    let tail = std::mem::take(&mut bundles[second]);
    let head = &mut bundles[first];
    let shift = head.parts[0].texts.iter().map(|t| t.end).max().unwrap_or(0);
    for text in tail.parts.into_iter().flat_map(|p| p.texts) {
        append(&mut head.parts[0].texts, text, shift);
    }
    head.headings.clear();
}

fn append(texts: &mut Vec<SourceText>, mut text: SourceText, shift: i64) {
    (text.start, text.end) = (text.start + shift, text.end + shift);
    match texts.iter_mut().find(|t| t.source == text.source) {
        Some(own) => {
            own.joints.push(None);
            own.joints.append(&mut text.joints);
            own.units.append(&mut text.units);
            own.end = text.end;
        }
        None => {
            texts.push(text);
            texts.sort_by_key(|t| t.source);
        }
    }
}

/// The article that begins with a unit.
type Firsts = FxHashMap<u32, usize>;

fn firsts(bundles: &[Bundle]) -> Firsts {
    let of = |(i, bundle): (usize, &Bundle)| -> Vec<(u32, usize)> {
        bundle.parts[0].texts.iter().filter_map(|t| t.units.first()).map(|u| (*u, i)).collect()
    };
    bundles.iter().enumerate().flat_map(of).collect()
}

fn pair(table: &UnitTable, bundles: &[Bundle], firsts: &Firsts) -> Option<(usize, usize)> {
    (0..bundles.len()).find_map(|i| {
        let texts = &bundles[i].parts[0].texts;
        if texts.len() < 2 {
            return None;
        }
        let (j, _) = texts.iter().find_map(|t| followed_by(table, firsts, i, t))?;
        let mut between: Vec<(u32, Range<u32>)> = Vec::new();
        let everywhere = texts.iter().all(|t| match followed_by(table, firsts, i, t) {
            Some((next, heads)) if next == j => {
                between.push((t.source, heads));
                true
            }
            _ => goes_on_in(table, &bundles[j], t),
        });
        // Which of the two the headline was given to does not matter.
        let inside = |h: &Heading| {
            let there = between.iter().find(|(source, _)| *source == h.source);
            there.is_none_or(|(_, heads)| h.title.iter().all(|u| heads.contains(u)))
        };
        let one = is_untitled(&bundles[i]) || is_untitled(&bundles[j]) && bundles[i].headings.iter().all(inside);
        (everywhere && one).then_some((i, j))
    })
}

/// Texts without a headline that stand under that of another one in one source and right before it in another, when the headline
/// says words of both; each article once. O(text) where there are any.
fn under_headlines(table: &UnitTable, bundles: &[Bundle], firsts: &Firsts) -> Vec<(usize, usize)> {
    let texts = |b: usize| bundles[b].parts[0].texts.iter();
    let under = |heading: &Heading| {
        let lines = std::iter::successors(heading.title.last().copied(), |u| table.after(*u)).skip(1);
        let text = lines.take(MAX_LINES).find(|u| !table.units[*u as usize].cues.head)?;
        firsts.get(&text).copied().filter(|i| is_untitled(&bundles[*i]))
    };
    let leads = |i: usize, j: usize| {
        let mut next = texts(i).filter_map(|t| table.after(*t.units.last()?));
        next.any(|unit| firsts.get(&unit) == Some(&j))
    };
    let headings = (0..bundles.len()).flat_map(|j| bundles[j].headings.iter().map(move |h| (j, h)));
    let mut found: Vec<(usize, usize, String)> = headings
        .filter_map(|(j, h)| Some((under(h)?, j, content(table, &h.title))))
        .filter(|(i, j, _)| i != j && leads(*i, *j))
        .collect();
    if found.is_empty() {
        return Vec::new();
    }
    let affinity = Affinity::of(table, bundles, found.iter().map(|(_, _, title)| title.clone()));
    let says = |title: &str, b: usize| affinity.between(title, b).is_some_and(|shared| shared >= NEAR);
    found.retain(|(i, j, title)| says(title, *i) && says(title, *j));
    let mut seen = FxHashSet::default();
    found.retain(|(i, j, _)| !seen.contains(i) && !seen.contains(j) && seen.insert(*i) && seen.insert(*j));
    found.into_iter().map(|(i, j, _)| (i, j)).collect()
}

fn is_untitled(bundle: &Bundle) -> bool {
    bundle.headings.iter().all(|h| h.title.is_empty())
}

/// Whether a text stands right before a piece of an article that is not its beginning: columns in another order.
fn goes_on_in(table: &UnitTable, article: &Bundle, text: &SourceText) -> bool {
    let own = article.parts[0].texts.iter().find(|t| t.source == text.source);
    let next = text.units.last().and_then(|last| table.after(*last));
    own.zip(next).is_some_and(|(own, next)| own.units.iter().skip(1).any(|u| *u == next))
}

/// The article that begins behind the headline that stands behind this text, and the lines of that headline.
fn followed_by(table: &UnitTable, firsts: &Firsts, own: usize, text: &SourceText) -> Option<(usize, Range<u32>)> {
    let last = *text.units.last()?;
    if table.units[last as usize].cues.ends_article() || table.units[last as usize].cues.jump_to {
        return None;
    }
    let first = table.after(last)?;
    let mut at = first;
    while table.units[at as usize].cues.head {
        at = table.after(at)?;
    }
    let cues = &table.units[at as usize].cues;
    if at == first || cues.dateline || cues.byline || cues.jump_from {
        return None;
    }
    let next = firsts.get(&at).copied().filter(|j| *j != own);
    next.map(|j| (j, first..at))
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::line;
    use super::*;
    use crate::model::bundle::Part;
    use crate::model::chain::Cues;
    use crate::model::stream::Stream;

    /// A page of so many lines.
    fn page(lines: u32) -> UnitTable {
        UnitTable {
            units: (0..lines).map(|i| line(0, i, "", Cues::default())).collect(),
            pages: std::iter::once(0..lines).collect(),
            ..UnitTable::default()
        }
    }

    #[test]
    fn a_text_before_a_later_piece_of_an_article_is_a_piece_of_it() {
        let text = |units: &[u32]| SourceText { units: units.to_vec(), ..SourceText::default() };
        let article = |units: &[u32]| Bundle { parts: vec![Part { texts: vec![text(units)] }], ..Bundle::default() };
        assert!(goes_on_in(&page(6), &article(&[4, 5, 2]), &text(&[0, 1])));
        assert!(!goes_on_in(&page(6), &article(&[2, 4, 5]), &text(&[0, 1])), "the article begins there");
        assert!(!goes_on_in(&page(6), &article(&[4, 5]), &text(&[0, 1])));
    }

    #[test]
    fn a_headline_between_two_texts_is_inside_whichever_it_was_given_to() {
        let mut table = page(6);
        table.pages = vec![0..3, 3..6];
        for (u, unit) in table.units.iter_mut().enumerate() {
            (unit.page, unit.cues.head) = (u as u32 / 3, u % 3 == 1);
        }
        let text = |source: u32, unit: u32| SourceText { source, units: vec![unit], ..SourceText::default() };
        let article = |units: [u32; 2], title: Option<u32>| Bundle {
            parts: vec![Part { texts: vec![text(0, units[0]), text(1, units[1])] }],
            headings: title.map(|u| Heading { title: vec![u], ..Heading::default() }).into_iter().collect(),
            ..Bundle::default()
        };
        for (titles, joined) in [([Some(1), None], true), ([None, Some(1)], true), ([Some(1), Some(4)], false)] {
            let mut bundles = vec![article([0, 3], titles[0]), article([2, 5], titles[1])];
            assert_eq!(join(&table, &mut bundles), joined, "{titles:?}");
        }
    }

    #[test]
    fn a_text_under_a_headline_that_says_its_words_goes_on_with_the_article() {
        let joined = |title: &str| {
            let lines = [title, "河上的石桥建成了。", "村民走上新路。", "河上的石桥建成了。", "村民走上新路。"];
            let mut table = page(0);
            for (u, text) in (0..).zip(lines) {
                let from = table.streams.first().map_or(0, |s: &Stream| s.len() as u32);
                let cues = Cues { head: u == 0, ..Cues::default() };
                table.units.push(line(u / 3, u, text, cues));
                table.spans.push(from..from + text.chars().count() as u32);
                table.streams.resize_with(2, Stream::default);
                table.streams.iter_mut().for_each(|s| s.chars.extend(text.chars()));
                table.streams.iter_mut().for_each(|s| s.at.extend(text.chars().map(|_| 0)));
            }
            table.pages = vec![0..3, 3..5];
            let text = |source: u32, unit: u32| SourceText { source, units: vec![unit], ..SourceText::default() };
            let part = |texts| Bundle { parts: vec![Part { texts }], ..Bundle::default() };
            let mut bundles = vec![part(vec![text(0, 1), text(1, 3)]), part(vec![text(0, 2), text(1, 4)])];
            bundles[1].headings.push(Heading { title: vec![0], ..Heading::default() });
            join(&table, &mut bundles)
        };
        assert!(joined("石桥建成村民走上") && !joined("大米三元"));
    }
}
