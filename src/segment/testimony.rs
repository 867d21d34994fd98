//! What another page says of a junction.

use super::twins::chars_of;
use crate::model::chain::UnitTable;
use crate::model::passage::{Concordance, Run};
use crate::text::chars;

/// What one page of another source says of "y continues x".
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Testimony {
    /// The joint lies inside one of its physical lines.
    Hard,
    /// Both sides are neighbours there, at a line end; the units on either side.
    Soft(u32, u32),
    /// Both sides stand there in this order with headlines or captions between them.
    Bridged,
    /// It goes on inside the line with something else; weight of the passage, 0 to 1.
    AgainstHard(f32),
    /// Its line ends there and another unit follows (comes before, when the start of y is what it shows): weight, the
    /// unit that stands for x or y there, and the other unit.
    AgainstSoft(f32, Next),
}

impl Testimony {
    /// Of a source that says several things, what counts: the highest.
    pub(super) fn strength(&self) -> u8 {
        match self {
            Self::Hard => 3,
            Self::Soft(..) | Self::Bridged => 2,
            Self::AgainstHard(_) => 1,
            Self::AgainstSoft(..) => 0,
        }
    }
}

/// Two units that stand next to each other on a page, the first one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Next(pub(super) u32, pub(super) u32);

/// Characters looked at on either side of a joint.
const REACH: u32 = 8;
/// So many characters at the joint may be misread or missing on one side.
pub(super) const SLACK: u32 = 5;
/// Characters of them that must be mapped: one matching character is not a joint.
const MAPPED: u32 = 3;
/// A passage up to this length is a phrase, not a witness; at `PHRASE + FULL` it is the same text.
pub(super) const PHRASE: u32 = 25;
const FULL: f32 = 40.0;

/// Characters of headlines and captions that may stand between two lines of one article.
const MAX_BRIDGE: i64 = 120;

/// Where one side of a junction stands on the other page.
#[derive(Clone, Copy)]
struct Side {
    /// Where the end of x or the start of y should be.
    pos: u32,
    /// The nearest character that is mapped; `pos` is told from it and may, near an omission, lie in the next unit.
    seen: u32,
    weight: f32,
}

/// The testimony of page `other` on the junction x→y; none when it covers neither side or cannot tell.
pub(super) fn testify(table: &UnitTable, map: &Concordance, x: u32, y: u32, other: u32) -> Option<Testimony> {
    // Papers print a byline above a text or below it.
    let is_text = |side: &Side| table.unit_at(other, side.pos).is_none_or(|u| !table.units[u as usize].cues.byline);
    let tail = tail(table, map, x, other).filter(is_text);
    let head = head(table, map, y, other).filter(is_text);
    if let (Some(t), Some(h)) = (tail, head) {
        let step = h.pos as i64 - t.pos as i64;
        if (-1..=4).contains(&step) && !ends_between(table, x, other, t.pos..h.pos) {
            // A character with which one ends and the other one begins is one of them.
            let inside = joined(table, other, t.seen, h.seen.max(t.seen + 1));
            return if ends_in_line_of(table, x, other, h) { inside.and(Some(Testimony::Hard)) } else { inside };
        }
        if step > 4 && step < MAX_BRIDGE && only_residue(table, other, t.pos, h.pos) {
            return Some(Testimony::Bridged);
        }
    }
    let after = tail.and_then(|t| against_tail(table, y, other, t));
    let before = head.and_then(|h| against_head(table, x, other, h));
    strongest(after, before)
}

/// Whether page `other` has the end of the sentence that `x` breaks off right before the start of `y`: it was not read here.
pub(super) fn lost_its_end(table: &UnitTable, map: &Concordance, (x, y): (u32, u32), other: u32) -> bool {
    let sides = tail(table, map, x, other).zip(head(table, map, y, other));
    sides.is_some_and(|(t, h)| h.pos > t.pos && h.pos - t.pos <= SLACK && ends_between(table, x, other, t.pos..h.pos))
}

/// Whether the sentence that `x` breaks off ends in the other page's characters between the two sides: what stands behind
/// it there stands behind those.
fn ends_between(table: &UnitTable, x: u32, other: u32, sides: std::ops::Range<u32>) -> bool {
    !table.units[x as usize].cues.is_final && (sides.start + 1..sides.end).any(|pos| closes_sentence(table, other, pos))
}

/// Nothing but units that are no body lies between two positions.
fn only_residue(table: &UnitTable, other: u32, tail: u32, head: u32) -> bool {
    let (Some(u), Some(v)) = (table.unit_at(other, tail), table.unit_at(other, head)) else { return false };
    let cut = table.units[u as usize].cues.jump_to || table.units[v as usize].cues.jump_from;
    u < v && !cut && (u + 1..v).all(|i| !table.units[i as usize].is_body())
}

fn joined(table: &UnitTable, other: u32, tail: u32, head: u32) -> Option<Testimony> {
    let (u, v) = (table.unit_at(other, tail)?, table.unit_at(other, head)?);
    let cues = &table.units[u as usize].cues;
    if u == v {
        // A headline of several lines may be one line elsewhere: that says nothing of bodies.
        let apart = cues.vertical || cues.head || table.streams[other as usize].has_gap(tail, head);
        return (!apart).then_some(Testimony::Hard);
    }
    // Where a page continues several articles, the end of one stands right before the next.
    let cut = cues.jump_to || table.units[v as usize].cues.jump_from || cut_apart(table, u, v);
    (!cut).then_some(Testimony::Soft(u, v))
}

/// Whether one of two lines next to each other was cut off another column: it is none of the column of the other one.
pub(super) fn cut_apart(table: &UnitTable, u: u32, v: u32) -> bool {
    table.units[u as usize].cues.beside || table.units[v as usize].cues.beside
}

/// Whether the line in which `head` stands begins with the last characters of `x`, too few for a passage.
fn ends_in_line_of(table: &UnitTable, x: u32, other: u32, head: Side) -> bool {
    let Some(unit) = table.unit_at(other, head.pos) else { return false };
    let start = table.spans[unit as usize].start;
    let before = preceding(table, other, head.pos);
    let n = ((head.pos - start) as usize).min(SHORT);
    let cues = &table.units[unit as usize].cues;
    n > 0
        && !cues.head
        && !cues.vertical
        && head.pos - start == n as u32
        && tail_chars(table, x).ends_with(&before[before.len() - n..])
}

/// Where the end of `x` stands on another page.
pub(super) fn tail_at(table: &UnitTable, map: &Concordance, x: u32, other: u32) -> Option<u32> {
    tail(table, map, x, other).map(|t| t.pos)
}

/// Where the start of `y` stands on another page.
pub(super) fn head_at(table: &UnitTable, map: &Concordance, y: u32, other: u32) -> Option<u32> {
    head(table, map, y, other).map(|h| h.pos)
}

/// A position, where it is on another page, and the length of the passage.
type Mapped = (u32, (u32, u32));

/// The positions of a few that are mapped to another page.
fn mapped<'r>(
    map: &Concordance,
    page: u32,
    other: u32,
    positions: std::ops::Range<u32>,
    room: &'r mut [Mapped; REACH as usize],
) -> &'r [Mapped] {
    let each = |run: Run| (0..run.len).map(move |i| (run.here + i, (run.there + i, run.passage)));
    let found = map.within(page, other, positions).flat_map(each);
    let n = found.zip(room.iter_mut()).map(|(found, slot)| *slot = found).count();
    &room[..n]
}

fn tail(table: &UnitTable, map: &Concordance, x: u32, other: u32) -> Option<Side> {
    let page = table.units[x as usize].page;
    let span = table.spans[x as usize].clone();
    let first = span.end.saturating_sub(REACH).max(span.start);
    let mut room = [Mapped::default(); REACH as usize];
    let mapped = mapped(map, page, other, first..span.end, &mut room);
    let &(p, (q, len)) = nearest(table, page, other, mapped.iter().rev())?;
    let mapped = beside(mapped, p, q);
    let near = span.end - 1 - p;
    let pos = (q + near).min(table.streams[other as usize].len() as u32 - 1);
    credible(mapped, span.len(), near, len).then_some(Side { pos, seen: q, weight: weight(len) })
}

fn head(table: &UnitTable, map: &Concordance, y: u32, other: u32) -> Option<Side> {
    let page = table.units[y as usize].page;
    let span = table.spans[y as usize].clone();
    let last = (span.start + REACH).min(span.end);
    let mut room = [Mapped::default(); REACH as usize];
    let mapped = mapped(map, page, other, span.start..last, &mut room);
    let &(p, (q, len)) = nearest(table, page, other, mapped.iter())?;
    let mapped = beside(mapped, p, q);
    let near = p - span.start;
    let pos = q.saturating_sub(near);
    credible(mapped, span.len(), near, len).then_some(Side { pos, seen: q, weight: weight(len) })
}

/// How many characters are mapped to the place to which `p` is mapped. A character or two at the joint may be those of
/// another place by chance.
fn beside(mapped: &[Mapped], p: u32, q: u32) -> usize {
    let shift = i64::from(q) - i64::from(p);
    let near = |&&(x, (y, _)): &&Mapped| (i64::from(y) - i64::from(x)).abs_diff(shift) <= u64::from(SLACK);
    mapped.iter().filter(near).count()
}

/// The mapped character nearest to the joint; but beside an omission, the character that is missing there is mapped to its
/// neighbour on the next line, as if that were its misreading.
fn nearest<'a>(
    table: &UnitTable,
    page: u32,
    other: u32,
    mut mapped: impl Iterator<Item = &'a Mapped>,
) -> Option<&'a Mapped> {
    let first = mapped.next()?;
    let (here, there) = (&table.streams[page as usize], &table.streams[other as usize]);
    let same = here.chars[first.0 as usize] == there.chars[first.1.0 as usize];
    match mapped.next() {
        Some(next) if !same && there.unit[first.1.0 as usize] != there.unit[next.1.0 as usize] => Some(next),
        _ => Some(first),
    }
}

/// Enough characters near the joint are mapped; a unit too short for that must lie in a passage that is no phrase.
fn credible(mapped: usize, unit: usize, near: u32, passage: u32) -> bool {
    mapped as u32 >= MAPPED.min(unit as u32) && near < SLACK && (unit as u32 >= MAPPED || passage > PHRASE)
}

fn weight(passage: u32) -> f32 {
    ((passage as f32 - PHRASE as f32) / FULL).clamp(0.0, 1.0)
}

/// x's end stands on the page: does something else follow there? Near an omission the map has a hole although the
/// text is the same, so the characters themselves are compared first.
fn against_tail(table: &UnitTable, y: u32, other: u32, tail: Side) -> Option<Testimony> {
    let unit = table.unit_at(other, tail.pos)?;
    let end = table.spans[unit as usize].end;
    let target = &table.units[y as usize];
    let (head, there) = (head_chars(table, y), following(table, other, tail.pos + 1));
    // What a page merged into the line behind a few characters is none of it.
    let begins = !target.cues.dateline && tail.pos + BEGINS < end && shared(head.iter(), there.iter()) >= BEGINS;
    let follows = begins || similar(&head, &there);
    if table.streams[other as usize].has_gap(tail.pos, tail.pos + SLACK) && !follows {
        return None;
    }
    if tail.pos + 2 < end {
        return Some(if follows { Testimony::Hard } else { Testimony::AgainstHard(tail.weight) });
    }
    let next = table.after(unit)?;
    let beside = cut_apart(table, unit, next);
    if table.units[unit as usize].cues.jump_to || target.cues.jump_from || beside || !is_text(table, next) {
        return None;
    }
    Some(if follows { Testimony::Soft(unit, next) } else { Testimony::AgainstSoft(tail.weight, Next(unit, next)) })
}

/// Characters of the end of a line that may stand before the next one on its line elsewhere, and are no passage.
const SHORT: usize = 3;

/// Whether a mark that ends sentences follows a character in its unit.
pub(super) fn closes_sentence(table: &UnitTable, page: u32, pos: u32) -> bool {
    let Some(unit) = table.unit_at(page, pos) else { return false };
    let nth = (pos - table.spans[unit as usize].start) as usize;
    let text = &table.units[unit as usize].text;
    let mut content = text.char_indices().filter(|(_, c)| chars::is_content(*c));
    content.nth(nth).is_some_and(|(i, c)| text[i + c.len_utf8()..].starts_with(['。', '！', '？']))
}

fn against_head(table: &UnitTable, x: u32, other: u32, head: Side) -> Option<Testimony> {
    let unit = table.unit_at(other, head.pos)?;
    let start = table.spans[unit as usize].start;
    let tail = tail_chars(table, x);
    let before = preceding(table, other, head.pos);
    let ends = head.pos >= start + BEGINS && shared(tail.iter().rev(), before.iter().rev()) >= BEGINS;
    let mut precedes = ends || similar(&tail, &before);
    if !precedes && table.streams[other as usize].has_gap(head.pos.saturating_sub(SLACK), head.pos) {
        return None;
    }
    if head.pos > start + 1 {
        // What one side has before it, the other may not have read.
        if precedes || head.pos > start + SLACK {
            return Some(if precedes { Testimony::Hard } else { Testimony::AgainstHard(head.weight) });
        }
        precedes = similar(&tail, &preceding(table, other, start));
    }
    let previous = table.before(unit)?;
    let cues = &table.units[previous as usize].cues;
    let beside = cut_apart(table, previous, unit);
    if cues.jump_to || table.units[unit as usize].cues.jump_from || beside || !is_text(table, previous) {
        return None;
    }
    Some(if precedes || is_rest(table, x, previous) {
        Testimony::Soft(previous, unit)
    } else {
        Testimony::AgainstSoft(head.weight, Next(previous, unit))
    })
}

/// Whether a line of the other page is the last part of `x`, alone on its line: what stands before it there, where columns
/// are in another order, tells nothing.
fn is_rest(table: &UnitTable, x: u32, line: u32) -> bool {
    let rest = chars_of(table, line);
    (2..chars_of(table, x).len()).contains(&rest.len()) && chars_of(table, x).ends_with(rest)
}

/// Whether x ends a sentence and a line of the other page, and no text follows there.
pub(super) fn ends_text(table: &UnitTable, map: &Concordance, x: u32, other: u32) -> bool {
    let Some(tail) = tail(table, map, x, other).filter(|tail| tail.weight > 0.0) else { return false };
    let Some(unit) = table.unit_at(other, tail.pos) else { return false };
    let cues = &table.units[unit as usize].cues;
    let ends = cues.is_final && !cues.jump_to && tail.pos + 2 >= table.spans[unit as usize].end;
    let furniture =
        table.pages[other as usize].contains(&(unit + 1)) && table.units[unit as usize + 1].cues.furniture.is_some();
    ends && (furniture || table.after(unit).is_none_or(|next| !is_text(table, next)))
}

fn is_text(table: &UnitTable, unit: u32) -> bool {
    let c = &table.units[unit as usize].cues;
    !c.head && !c.caption && !c.byline
}

fn strongest(a: Option<Testimony>, b: Option<Testimony>) -> Option<Testimony> {
    let rank = |t: &Testimony| match t {
        Testimony::Hard => 4.0,
        Testimony::Soft(..) => 3.0,
        Testimony::Bridged => 2.5,
        Testimony::AgainstHard(w) => 1.0 + w,
        Testimony::AgainstSoft(w, _) => *w,
    };
    [a, b].into_iter().flatten().max_by(|x, y| rank(x).total_cmp(&rank(y)))
}

fn head_chars(table: &UnitTable, y: u32) -> Vec<char> {
    let span = &table.spans[y as usize];
    let page = table.units[y as usize].page as usize;
    table.streams[page].chars[span.start as usize..span.end.min(span.start + REACH) as usize].to_vec()
}

fn tail_chars(table: &UnitTable, x: u32) -> Vec<char> {
    let span = &table.spans[x as usize];
    let page = table.units[x as usize].page as usize;
    table.streams[page].chars[span.end.saturating_sub(REACH).max(span.start) as usize..span.end as usize].to_vec()
}

fn following(table: &UnitTable, page: u32, from: u32) -> Vec<char> {
    let chars = &table.streams[page as usize].chars;
    chars[(from as usize).min(chars.len())..(from as usize + 8).min(chars.len())].to_vec()
}

fn preceding(table: &UnitTable, page: u32, to: u32) -> Vec<char> {
    table.streams[page as usize].chars[to.saturating_sub(REACH) as usize..to as usize].to_vec()
}

/// So many characters inside one line that are those of the other side, whatever follows.
const BEGINS: u32 = 5;

/// Number of characters that two sequences begin with.
fn shared<'c>(a: impl Iterator<Item = &'c char>, b: impl Iterator<Item = &'c char>) -> u32 {
    a.zip(b).take_while(|(a, b)| a == b).count() as u32
}

/// At least four characters, at most a third of them different.
fn similar(a: &[char], b: &[char]) -> bool {
    let n = a.len().min(b.len());
    n >= 4 && strsim::generic_levenshtein(&a[..n].to_vec(), &b[..n].to_vec()) * 3 <= n
}
