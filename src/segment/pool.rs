//! Lets the witnesses of a line correct what one page made of it.

use rustc_hash::FxHashMap;

use crate::model::chain::{Cues, UnitTable};
use crate::model::passage::Concordance;

use super::heads;
use super::score::headed;
use super::testimony::{Testimony, testify};

/// Corrects cues by what the other pages show; order of pages does not matter, because all findings are taken
/// from the uncorrected table and applied afterwards.
pub(super) fn correct(table: &mut UnitTable, map: &Concordance) {
    for u in finished(table, map) {
        (table.units[u as usize].cues.is_final, table.units[u as usize].cues.sentence) = (true, true);
    }
    let found = [shared_heads(table, map), first_lines(table, map), last_lines(table, map)].concat();
    found.into_iter().for_each(|u| table.units[u as usize].cues.head = true);
    // What is now known of one printing of a headline holds for the others.
    shared_heads(table, map).into_iter().for_each(|u| table.units[u as usize].cues.head = true);
    let body = hard_joined(table, map);
    for u in body {
        let unit = &mut table.units[u as usize];
        if !unit.cues.vertical {
            (unit.cues.head, unit.cues.column) = (false, false);
        }
    }
    for (u, pooled) in pooled(table, map) {
        let cues = &mut table.units[u as usize].cues;
        cues.dateline |= pooled.dateline;
        cues.credit |= pooled.credit;
        if pooled.byline && !cues.dateline {
            cues.byline = true;
        }
    }
}

/// A line that is a whole line (or several) elsewhere, has no mark at its end, and stands in a column of another
/// width (columns of one width break at the same places by chance), is a headline everywhere if it is one anywhere.
fn shared_heads(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let printed = printed_heads(table);
    let open = |u: &u32| {
        let unit = &table.units[*u as usize];
        let cues = &unit.cues;
        let closed =
            cues.is_final || unit.text.ends_with(['，', '、', ',']) || cues.furniture.is_some() || cues.caption;
        !(closed || cues.head || table.spans[*u as usize].len() < 4 || cues.byline || cues.credit || cues.section)
    };
    let is_shared = |u: &u32| {
        let unit = &table.units[*u as usize];
        let apart = |v: &u32| {
            let twin = &table.units[*v as usize];
            (twin.full - unit.full).abs() > 1.0 || unit.cues.paragraph || twin.cues.vertical
        };
        printed.get(chars_of(table, *u)).is_some_and(|twins| twins.iter().any(apart))
            || map.partners(unit.page).iter().any(|&other| {
                let one = part_of_head(table, map, *u, other).or_else(|| noisy_head(table, map, *u, other));
                read_as_heads(table, map, *u, other).into_iter().chain(one).any(|v| apart(&v))
            })
    };
    (0..table.units.len() as u32).filter(open).filter(is_shared).collect()
}

/// The content of a unit.
fn chars_of(table: &UnitTable, u: u32) -> &[char] {
    let span = &table.spans[u as usize];
    &table.streams[table.units[u as usize].page as usize].chars[span.start as usize..span.end as usize]
}

/// Fewer characters are a label, which may stand for anything.
const HEADLINE: usize = 6;

/// Where each headline of a run is printed. A page that continues an article repeats its headline, of which no passage
/// tells where the text before it is printed too: there the headline is part of a longer passage.
fn printed_heads(table: &UnitTable) -> FxHashMap<&[char], Vec<u32>> {
    let mut heads: FxHashMap<&[char], Vec<u32>> = FxHashMap::default();
    for u in (0..table.units.len() as u32).filter(|u| table.units[*u as usize].cues.head) {
        let chars = chars_of(table, u);
        if chars.len() >= HEADLINE {
            heads.entry(chars).or_default().push(u);
        }
    }
    heads
}

/// The headline of another page of which a line that may be one is a bad reading.
fn noisy_head(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<u32> {
    let shares = |v: &u32| table.units[*v as usize].cues.head && alike(table, u, *v, 0.6);
    let may_head = heads::may_be_headline(&table.units[u as usize]) && is_open(table, u);
    may_head.then(|| fullest(table, map, u, other))?.map(|(v, _)| v).filter(shares)
}

/// The headline of another page, in one line, of which this line and its neighbours are the lines.
fn part_of_head(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<u32> {
    let head = most_of(table, map, u, other).filter(|v| table.units[*v as usize].cues.head)?;
    let belongs = |v: &u32| most_of(table, map, *v, other) == Some(head);
    let back = std::iter::successors(table.before(u), |v| table.before(*v)).take_while(belongs);
    let on = std::iter::successors(table.after(u), |v| table.after(*v)).take_while(belongs);
    let length = |v: u32| table.spans[v as usize].len();
    let others: Vec<u32> = back.chain(on).collect();
    let total = length(u) + others.iter().map(|v| length(*v)).sum::<usize>();
    let first = others.iter().copied().chain([u]).min().unwrap_or(u);
    (!others.is_empty() && total.abs_diff(length(head)) <= 2 && is_open(table, first)).then_some(head)
}

/// Whether something may begin with a line: nothing stands before it that goes on.
fn is_open(table: &UnitTable, u: u32) -> bool {
    table.before(u).is_none_or(|b| heads::closes(&table.units[b as usize]))
}

/// The unit of another page that holds at least four fifths of a line.
fn most_of(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<u32> {
    let (unit, held) = fullest(table, map, u, other)?;
    (held * 5 >= table.spans[u as usize].len() * 4).then_some(unit)
}

/// The unit of another page that holds most of a line, and how many characters.
fn fullest(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<(u32, usize)> {
    let page = table.units[u as usize].page;
    let span = table.spans[u as usize].clone();
    let mut hits: Vec<u32> =
        span.filter_map(|p| map.find(page, other, p)).filter_map(|(q, _)| table.unit_at(other, q)).collect();
    hits.sort_unstable();
    hits.chunk_by(|a, b| a == b).max_by_key(|c| c.len()).map(|c| (c[0], c.len()))
}

/// The headline lines of another page that are, together, this line.
fn read_as_heads(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Vec<u32> {
    let page = table.units[u as usize].page;
    let span = table.spans[u as usize].clone();
    let mut hits: Vec<u32> =
        span.clone().filter_map(|p| map.find(page, other, p)).filter_map(|(q, _)| table.unit_at(other, q)).collect();
    hits.sort_unstable();
    let length = |v: u32| table.spans[v as usize].len();
    let whole: Vec<(u32, usize)> =
        hits.chunk_by(|a, b| a == b).map(|c| (c[0], c.len())).filter(|(v, n)| n * 5 >= length(*v) * 4).collect();
    let there: usize = whole.iter().map(|(v, _)| length(*v)).sum();
    let held: usize = whole.iter().map(|(_, n)| n).sum();
    let heads = whole.iter().all(|(v, _)| table.units[*v as usize].cues.head);
    let one = whole.len() == 1 || heads::may_be_headline(&table.units[u as usize]);
    let same = one && held * 5 >= span.len() * 4 && there.abs_diff(span.len()) <= 2;
    if heads && same { whole.into_iter().map(|(v, _)| v).collect() } else { Vec::new() }
}

/// A short line without a mark at its end that two sources print as a line of its own, behind different texts of which
/// one is finished, and before the same text, is a headline: there begins what they share.
fn first_lines(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let candidates = (0..table.units.len() as u32).filter(|u| may_head(table, *u));
    let begins = |u: u32, other: u32| {
        let Some(y) = table.after(u) else { return false };
        let twin = start_at(table, map, y, other).and_then(|w| table.before(w));
        let Some(v) = twin.filter(|v| may_head(table, *v) && alike(table, u, *v, 0.5)) else { return false };
        if !is_open(table, u) && !is_open(table, v) {
            return false;
        }
        let precedes = |(x, there): (u32, u32)| end_at(table, map, x, other) == Some(there);
        !table.before(u).zip(table.before(v)).is_some_and(precedes)
    };
    candidates.filter(|u| map.partners(table.units[*u as usize].page).iter().any(|other| begins(*u, *other))).collect()
}

/// Characters next to a border of a line of which one is matched where the line is.
const BORDER: u32 = 8;

/// The unit of another page that begins where `y` begins.
pub(super) fn start_at(table: &UnitTable, map: &Concordance, y: u32, other: u32) -> Option<u32> {
    let page = table.units[y as usize].page;
    let begins = |q: u32| table.unit_at(other, q).filter(|v| q - table.spans[*v as usize].start <= BORDER);
    let span = table.spans[y as usize].clone();
    span.take(BORDER as usize).find_map(|p| map.find(page, other, p).and_then(|(q, _)| begins(q)))
}

/// The unit of another page that ends where `x` ends.
fn end_at(table: &UnitTable, map: &Concordance, x: u32, other: u32) -> Option<u32> {
    let page = table.units[x as usize].page;
    let ends = |q: u32| table.unit_at(other, q).filter(|v| table.spans[*v as usize].end - 1 - q <= BORDER);
    let span = table.spans[x as usize].clone();
    span.rev().take(BORDER as usize).find_map(|p| map.find(page, other, p).and_then(|(q, _)| ends(q)))
}

/// Whether two lines are readings of one. Lines that stand before the same text need not be alike enough for a
/// passage: in a short one, a few misreadings leave no six characters together.
fn alike(table: &UnitTable, u: u32, v: u32, least: f32) -> bool {
    let (a, b) = (chars_of(table, u).to_vec(), chars_of(table, v).to_vec());
    let longer = a.len().max(b.len());
    (longer - strsim::generic_levenshtein(&a, &b)) as f32 >= least * longer as f32
}

/// Whether a line of a page with one paragraph a line may be a headline.
fn may_head(table: &UnitTable, u: u32) -> bool {
    let unit = &table.units[u as usize];
    unit.cues.head || (unit.cues.paragraph && heads::may_be_headline(unit))
}

/// A line behind a headline that nobody else prints, before a line at which another source begins an article, is
/// the headline's last line: papers head one article differently.
fn last_lines(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let mapped = |u: u32| {
        let unit = &table.units[u as usize];
        let best =
            |other: &u32| table.spans[u as usize].clone().filter(|p| map.find(unit.page, *other, *p).is_some()).count();
        map.partners(unit.page).iter().map(best).max().unwrap_or(0)
    };
    let candidates = (1..table.units.len() as u32).filter(|u| {
        let unit = &table.units[*u as usize];
        let c = &unit.cues;
        let plain =
            unit.is_body() && !c.is_final && !c.credit && !c.dateline && !unit.text.contains(['，', '。', '；']);
        plain && table.before(*u).is_some_and(|b| table.units[b as usize].cues.head)
    });
    candidates
        .filter(|u| {
            let Some(next) = table.after(*u).filter(|n| table.units[*n as usize].is_body()) else { return false };
            let whole = table.spans[next as usize].len();
            mapped(*u) * 5 <= table.spans[*u as usize].len() && mapped(next) * 2 > whole && headed(table, map, next)
        })
        .collect()
}

/// The unit of another page that is the same line: at least four fifths of both match.
pub(super) fn whole_match(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> Option<u32> {
    let twin = most_of(table, map, u, other)?;
    let length = |v: u32| table.spans[v as usize].len();
    (5 * held(table, map, u, twin) >= 4 * length(twin) && length(twin).abs_diff(length(u)) <= 2).then_some(twin)
}

/// Characters of a unit that a unit of another page holds.
fn held(table: &UnitTable, map: &Concordance, u: u32, v: u32) -> usize {
    let (page, other) = (table.units[u as usize].page, table.units[v as usize].page);
    let inside = |p: u32| map.find(page, other, p).is_some_and(|(q, _)| table.spans[v as usize].contains(&q));
    table.spans[u as usize].clone().filter(|p| inside(*p)).count()
}

/// Lines on both sides of a joint that lies inside one physical line elsewhere are no headlines.
fn hard_joined(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let mut found = Vec::new();
    for x in 0..table.units.len() as u32 {
        let (Some(y), unit) = (table.after(x), &table.units[x as usize]) else { continue };
        if unit.cues.furniture.is_some()
            || ![unit, &table.units[y as usize]].iter().any(|u| u.cues.head || u.cues.column)
        {
            continue;
        }
        let hard = map.partners(unit.page).iter().any(|&other| {
            testify(table, map, x, y, other) == Some(Testimony::Hard)
                && long_line(table, map, x, other)
                && [x, y].iter().all(|u| reads_so(table, map, *u, other))
        });
        if hard {
            found.extend([x, y]);
        }
    }
    found
}

/// Whether most characters of a unit that are mapped to a page stand there as they are. A stretch that has nothing in
/// common is mapped when what surrounds it is the same: the headline between a phrase and a formula.
fn reads_so(table: &UnitTable, map: &Concordance, u: u32, other: u32) -> bool {
    let page = table.units[u as usize].page;
    let (here, there) = (&table.streams[page as usize].chars, &table.streams[other as usize].chars);
    let mapped = || table.spans[u as usize].clone().filter_map(|p| Some((p, map.find(page, other, p)?.0)));
    let equal = mapped().filter(|(p, q)| here[*p as usize] == there[*q as usize]).count();
    2 * equal > mapped().count()
}

/// The line of the other page is running text and no headline that holds both lines.
fn long_line(table: &UnitTable, map: &Concordance, x: u32, other: u32) -> bool {
    let page = table.units[x as usize].page;
    let hit = table.spans[x as usize].clone().rev().find_map(|p| map.find(page, other, p));
    hit.and_then(|(q, _)| table.unit_at(other, q)).is_some_and(|v| {
        let unit = &table.units[v as usize];
        !unit.cues.head && (unit.cues.sentence || unit.text.contains(['，', '。', ',']) || !unit.cues.paragraph)
    })
}

/// Lines that lost their last mark: two sources end a sentence and a line there, and they are the majority.
fn finished(table: &UnitTable, map: &Concordance) -> Vec<u32> {
    let open = |u: &u32| table.units[*u as usize].is_body() && !table.units[*u as usize].cues.is_final;
    let is_finished = |u: &u32| {
        let page = table.units[*u as usize].page;
        let mut ends: Vec<(u32, bool)> = map
            .partners(page)
            .iter()
            .filter_map(|other| {
                let twin = end_at(table, map, *u, *other)?;
                Some((table.sources[*other as usize], table.units[twin as usize].cues.sentence))
            })
            .collect();
        ends.sort_unstable();
        ends.dedup();
        let whole = ends.iter().filter(|(_, sentence)| *sentence).count();
        whole >= 2 && whole > ends.len() - whole + 1
    };
    (0..table.units.len() as u32).filter(open).filter(is_finished).collect()
}

/// Datelines, credits and bylines seen by one witness hold for all whose line starts (ends) at the same place.
fn pooled(table: &UnitTable, map: &Concordance) -> Vec<(u32, Cues)> {
    let mut found = Vec::new();
    for (u, unit) in table.units.iter().enumerate() {
        let (span, mut cues) = (&table.spans[u], Cues::default());
        if span.is_empty() {
            continue;
        }
        for &other in map.partners(unit.page) {
            let twin = |pos: u32| {
                map.find(unit.page, other, pos).and_then(|(q, len)| Some((table.unit_at(other, q)?, q, len)))
            };
            // A formula of place and agency opens one article and closes another.
            if let Some((v, q, len)) = twin(span.start)
                && (len > 25 || len as usize == span.len())
                && q.abs_diff(table.spans[v as usize].start) <= 2
            {
                let c = &table.units[v as usize].cues;
                cues.dateline |= c.dateline && !unit.cues.credit;
                cues.byline |= c.byline && whole_match(table, map, u as u32, other) == Some(v);
            }
            if let Some((v, q, _)) = twin(span.end - 1)
                && table.spans[v as usize].end.abs_diff(q + 1) <= 2
            {
                cues.credit |=
                    table.units[v as usize].cues.credit && whole_match(table, map, u as u32, other) == Some(v);
            }
        }
        if cues != Cues::default() {
            found.push((u as u32, cues));
        }
    }
    found
}
