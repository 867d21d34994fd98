//! Cuts chains where nothing but their own page joins two articles.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::model::chain::{Chain, Evidence, UnitTable};
use crate::model::passage::Concordance;

use super::headings::lines_before;

/// Characters of a side that another source's chain must hold to say where the side belongs.
const HELD: u32 = 30;
/// Characters of a side that make a chain of another source a witness of it.
const TOUCHED: u32 = 12;

/// Cuts every chain at joints that nobody attests, when each side belongs to a chain of another source and no chain of
/// another source goes across. One false join in one source would glue two articles in all of them.
/// O(matches + joints × chains met).
pub(super) fn cut_unattested(table: &UnitTable, map: &Concordance, chains: Vec<Chain>) -> Vec<Chain> {
    let mut of_unit: Vec<Option<u32>> = vec![None; table.units.len()];
    for (i, chain) in chains.iter().enumerate() {
        chain.units.iter().for_each(|u| of_unit[*u as usize] = Some(i as u32));
    }
    let all = Chains { all: &chains, of_unit };
    let cut = |chain| cut(table, map, &all, chain, &met(table, map, chain, &all.of_unit));
    chains.par_iter().flat_map_iter(cut).collect()
}

/// All chains and the one of each unit.
struct Chains<'a> {
    all: &'a [Chain],
    of_unit: Vec<Option<u32>>,
}

impl Chains<'_> {
    /// Whether the text of a unit goes on before it (behind it, when not `back`) in its chain by more than a weak joint.
    fn is_inner(&self, table: &UnitTable, unit: u32, back: bool) -> bool {
        let Some(chain) = self.of_unit[unit as usize].map(|c| &self.all[c as usize]) else { return false };
        let Some(at) = chain.units.iter().position(|u| *u == unit) else { return false };
        let joint = if back { at.checked_sub(1) } else { (at + 1 < chain.units.len()).then_some(at) };
        joint.is_some_and(|j| !is_weak(table, chain.joints[j], chain.units[j]))
    }
}

/// For each unit of a chain, the characters of it that other chains hold.
fn met(table: &UnitTable, map: &Concordance, chain: &Chain, chain_of: &[Option<u32>]) -> Vec<BTreeMap<u32, u32>> {
    let of_unit = |u: &u32| {
        let mut counts = BTreeMap::new();
        for piece in table.shared(map, *u) {
            if let Some(c) = chain_of[piece.unit as usize] {
                *counts.entry(c).or_insert(0) += piece.len;
            }
        }
        counts
    };
    chain.units.iter().map(of_unit).collect()
}

/// Whether a joint may be cut: contradicted by another page, or merely cued at the end of a sentence.
fn is_weak(table: &UnitTable, joint: Evidence, before: u32) -> bool {
    match joint {
        Evidence::Contradicted => true,
        Evidence::Cued => table.units[before as usize].cues.is_final,
        Evidence::Attested | Evidence::Notes => false,
    }
}

/// Whether anything shows that the text does not simply go on with unit `i` of a chain: its own page, or another page
/// on which something else stands before it or behind the unit before, or nothing, or a headline that is no part of the
/// headline of this chain. Where a note says that it goes on from elsewhere, it does.
fn begins(table: &UnitTable, map: &Concordance, chains: &Chains<'_>, chain: &Chain, i: usize) -> bool {
    let (x, y) = (chain.units[i - 1], chain.units[i]);
    let cues = &table.units[y as usize].cues;
    if cues.dateline || cues.jump_from || !follows(table, x, y) || table.units[x as usize].cues.ends_article() {
        return true;
    }
    let own = lines_before(table, chain.units[0]);
    let starts = twins(table, map, y, false).filter(|t| !table.units[t.unit as usize].cues.jump_from).any(|twin| {
        let v = twin.unit;
        let other = |h: &Vec<char>| !own.iter().any(|o| similar(o, h));
        let headed = lines_before(table, v);
        twin.off
            || (twin.whole && chains.is_inner(table, v, true))
            || table.before(v).is_none()
            || (!headed.is_empty() && headed.iter().all(other))
            || is_behind_another(table, map, &chain.units[..i], v)
    });
    starts || twins(table, map, x, true).any(|t| t.off || (t.whole && chains.is_inner(table, t.unit, false)))
}

/// Whether unit `y` stands behind `x` on its page, with captions and furniture between them at most.
fn follows(table: &UnitTable, x: u32, y: u32) -> bool {
    let is_none = |u: u32| table.units[u as usize].cues.caption || table.units[u as usize].cues.furniture.is_some();
    table.units[x as usize].page == table.units[y as usize].page && x < y && (x + 1..y).all(is_none)
}

/// Whether unit `v` follows the end of another text than these units, and neither paper has what stands before it in the
/// other: papers print the beginning of an article if they print any of it.
fn is_behind_another(table: &UnitTable, map: &Concordance, units: &[u32], v: u32) -> bool {
    let Some(w) = table.before(v).filter(|w| table.units[*w as usize].is_body()) else { return false };
    let ends = table.units[w as usize].cues.is_final && !table.units[w as usize].cues.jump_to;
    let text = std::iter::successors(Some(w), |w| table.before(*w)).take_while(|w| table.units[*w as usize].is_body());
    let (here, there) = (table.source(units[0]), table.source(v));
    ends && is_unknown(table, map, units.iter().rev().copied(), there) && is_unknown(table, map, text, here)
}

/// Whether a source has nothing of the last lines of a text, given from the end.
fn is_unknown(table: &UnitTable, map: &Concordance, text: impl Iterator<Item = u32>, source: u32) -> bool {
    let mut seen = 0;
    let mut last = text.take_while(|u| {
        let enough = seen >= LAST;
        seen += table.spans[*u as usize].len();
        !enough
    });
    last.all(|u| table.shared(map, u).all(|piece| table.sources[piece.page as usize] != source))
}

/// Characters of the end of a text that a source would share somewhere if it had the text.
const LAST: usize = 60;

/// Characters between a border and its counterpart that misreadings explain.
const NEAR: u32 = 2;
/// Characters at a border among which the nearest shared one is looked for: those of a dateline are often misread.
const BORDER: u32 = 24;

/// A unit of another page that holds the first characters of a unit, or the last ones.
struct Twin {
    unit: u32,
    /// Whether more stands before (behind) these there.
    off: bool,
    /// Whether it holds the very first (last) character: what stands before (behind) it may be that one otherwise.
    whole: bool,
}

/// The units of other pages that hold the first characters of a unit, the last ones with `end`.
fn twins<'a>(table: &'a UnitTable, map: &'a Concordance, unit: u32, end: bool) -> impl Iterator<Item = Twin> + 'a {
    let (page, span) = (table.units[unit as usize].page, table.spans[unit as usize].clone());
    let near = match end {
        true => span.end.saturating_sub(BORDER).max(span.start)..span.end,
        false => span.start..span.end.min(span.start + BORDER),
    };
    map.partners(page).iter().filter_map(move |&other| {
        let mut runs = map.within(page, other, near.clone());
        let run = if end { runs.last() } else { runs.next() }?;
        let last = if end { run.len - 1 } else { 0 };
        let (p, q) = (run.here + last, run.there + last);
        let v = table.unit_at(other, q)?;
        let there = &table.spans[v as usize];
        let (here, there) = if end { (span.end - 1 - p, there.end - 1 - q) } else { (p - span.start, q - there.start) };
        Some(Twin { unit: v, off: there > here + NEAR, whole: here <= there })
    })
}

fn similar(a: &[char], b: &[char]) -> bool {
    strsim::generic_levenshtein(&a.to_vec(), &b.to_vec()) * 4 <= a.len().max(b.len())
}

fn cut(
    table: &UnitTable,
    map: &Concordance,
    chains: &Chains<'_>,
    chain: &Chain,
    met: &[BTreeMap<u32, u32>],
) -> Vec<Chain> {
    let mut before: BTreeMap<u32, u32> = BTreeMap::new();
    let mut after: BTreeMap<u32, u32> = BTreeMap::new();
    met.iter().flatten().for_each(|(c, n)| *after.entry(*c).or_insert(0) += n);
    let mut pieces = vec![Chain { source: chain.source, ..Chain::default() }];
    for (i, unit) in chain.units.iter().enumerate() {
        if let Some(joint) = i.checked_sub(1).map(|j| chain.joints[j]) {
            let across = before.iter().any(|(c, n)| *n >= TOUCHED && after.get(c).is_some_and(|m| *m >= TOUCHED));
            let held = |side: &BTreeMap<u32, u32>| side.values().any(|n| *n >= HELD);
            let weak = is_weak(table, joint, chain.units[i - 1]) && begins(table, map, chains, chain, i);
            if weak && !across && held(&before) && held(&after) {
                pieces.push(Chain { source: chain.source, ..Chain::default() });
                before.clear();
            } else if let Some(piece) = pieces.last_mut() {
                piece.joints.push(joint);
            }
        }
        if let Some(piece) = pieces.last_mut() {
            piece.units.push(*unit);
        }
        for (c, n) in &met[i] {
            *before.entry(*c).or_insert(0) += n;
            if let Some(rest) = after.get_mut(c) {
                *rest -= n;
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::chain::{Cues, Unit};
    use crate::model::passage::Passage;
    use crate::model::stream::Stream;

    /// Characters of a text.
    const LENGTH: u32 = 60;

    /// Pages of finished texts, each of one letter and given as such, a page for each source.
    fn table(pages: &[&str]) -> UnitTable {
        let mut table = UnitTable::default();
        for (page, texts) in pages.iter().enumerate() {
            let (mut stream, first) = (Stream::default(), table.units.len() as u32);
            for c in texts.chars() {
                let unit = table.units.len() as u32;
                table.spans.push(stream.len() as u32..stream.len() as u32 + LENGTH);
                stream.chars.extend((0..LENGTH).map(|_| c));
                stream.at.extend(0..LENGTH);
                stream.unit.extend((0..LENGTH).map(|_| unit));
                table.units.push(unit_of(page as u32));
            }
            table.pages.push(first..table.units.len() as u32);
            table.streams.push(stream);
            table.sources.push(page as u32);
        }
        table
    }

    fn unit_of(page: u32) -> Unit {
        let cues = Cues { paragraph: true, is_final: true, sentence: true, ..Cues::default() };
        let text = "。".to_owned();
        let (lines, full) = (0..1, f32::INFINITY);
        Unit { page, lines, pieces: vec![], text, width: 60.0, full, indent: 0.0, blank_before: 0, cues }
    }

    /// Equal texts are shared.
    fn map(table: &UnitTable) -> Concordance {
        let letter = |u: usize| table.streams[table.units[u].page as usize].chars[table.spans[u].start as usize];
        let pairs = (0..table.units.len()).flat_map(|u| (u + 1..table.units.len()).map(move |v| (u, v)));
        let passage = |(u, v): (usize, usize)| Passage {
            page_a: table.units[u].page,
            page_b: table.units[v].page,
            runs: vec![(table.spans[u].start, table.spans[v].start, LENGTH)],
            len: LENGTH,
        };
        let apart = |(u, v): &(usize, usize)| table.units[*u].page != table.units[*v].page;
        let passages: Vec<Passage> =
            pairs.filter(apart).filter(|(u, v)| letter(*u) == letter(*v)).map(passage).collect();
        Concordance::new(&passages)
    }

    /// The lengths of the pieces of the chain of the first two texts of the first page, when chains join so much of each
    /// page as is said.
    fn pieces(pages: &[&str], joined: &[usize], change: impl Fn(&mut UnitTable)) -> Vec<usize> {
        let mut table = table(pages);
        change(&mut table);
        let chain = |(page, len): (usize, &usize)| Chain {
            source: page as u32,
            units: (table.pages[page].start..).take(*len).collect(),
            joints: vec![Evidence::Cued; *len - 1],
        };
        let mut chains: Vec<Chain> = joined.iter().enumerate().map(chain).collect();
        for (page, len) in joined.iter().enumerate() {
            let rest = table.pages[page].clone().skip(*len);
            chains.extend(rest.map(|u| Chain { source: page as u32, units: vec![u], joints: vec![] }));
        }
        let cut = cut_unattested(&table, &map(&table), chains);
        cut.iter().filter(|c| c.source == 0).map(|c| c.units.len()).collect()
    }

    #[test]
    fn what_stands_behind_two_texts_belongs_to_neither() {
        let pages = ["xy", "zy", "x", "z"];
        assert_eq!(pieces(&pages, &[2, 2, 1, 1], |_| ()), [1, 1]);
        let known = ["xy", "zyx", "x", "z"];
        assert_eq!(pieces(&known, &[2, 2, 1, 1], |_| ()), [2], "one of them stands in both papers");
    }

    #[test]
    fn a_caption_between_two_paragraphs_parts_them_as_little_as_nothing() {
        let pieces = |caption: bool| {
            let mut table = table(&["xcy", "wxzy"]);
            table.units[1].cues.caption = caption;
            let chain = |source, units: &[u32], joint: Option<Evidence>| Chain {
                source,
                units: units.to_vec(),
                joints: joint.into_iter().collect(),
            };
            let others = [chain(1, &[3], None), chain(1, &[4], None), chain(1, &[5], None), chain(1, &[6], None)];
            let all = [chain(0, &[0, 2], Some(Evidence::Cued))].into_iter().chain(others).collect();
            cut_unattested(&table, &map(&table), all).iter().filter(|c| c.source == 0).count()
        };
        assert_eq!((pieces(true), pieces(false)), (1, 2));
    }

    #[test]
    fn a_headline_elsewhere_parts_two_paragraphs_and_a_notice_does_not() {
        let pieces = |is_notice: bool| {
            let mut table = table(&["xy", "cxcy"]);
            for u in [2, 4] {
                (table.units[u].cues.notice, table.units[u].cues.head) = (is_notice, !is_notice);
            }
            let chain = |source, units: &[u32]| Chain {
                source,
                units: units.to_vec(),
                joints: vec![Evidence::Cued; units.len() - 1],
            };
            let cut = cut_unattested(&table, &map(&table), vec![chain(0, &[0, 1]), chain(1, &[3]), chain(1, &[5])]);
            cut.iter().filter(|c| c.source == 0).count()
        };
        assert_eq!((pieces(false), pieces(true)), (2, 1));
    }

    #[test]
    fn a_text_that_opens_a_page_begins_unless_a_note_says_that_it_goes_on() {
        let pages = ["xy", "x", "y"];
        assert_eq!(pieces(&pages, &[2, 1, 1], |_| ()), [1, 1]);
        assert_eq!(pieces(&pages, &[2, 1, 1], |table| table.units[3].cues.jump_from = true), [2]);
    }

    #[test]
    fn what_goes_on_elsewhere_may_be_the_last_character_here() {
        // The second page has the end of the first text on a line of its own, which no passage holds.
        let pieces = |is_mapped: bool| {
            let mut table = table(&["xy", "xry"]);
            table.spans[2].end -= 1;
            table.spans[0].end -= u32::from(is_mapped);
            let run = |u: usize, v: usize, len: u32| (table.spans[u].start, table.spans[v].start, len);
            let passage = |run| Passage { page_a: 0, page_b: 1, runs: vec![run], len: LENGTH };
            let map = Concordance::new(&[passage(run(0, 2, LENGTH - 1)), passage(run(1, 4, LENGTH))]);
            let chain = |source, units: &[u32], joint: Option<Evidence>| Chain {
                source,
                units: units.to_vec(),
                joints: joint.into_iter().collect(),
            };
            let first = chain(0, &[0, 1], Some(Evidence::Cued));
            let others = [chain(1, &[2, 3], Some(Evidence::Attested)), chain(1, &[4], None)];
            let cut = cut_unattested(&table, &map, [first].into_iter().chain(others).collect());
            cut.iter().filter(|c| c.source == 0).count()
        };
        assert_eq!(pieces(false), 1);
        assert_eq!(pieces(true), 2, "all of it is mapped, and something else follows");
    }
}
