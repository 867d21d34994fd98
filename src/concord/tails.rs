//! Short lines that no passage holds: the rest of a paragraph on a line of its own, the beginning of a line.
//!
//! Where columns stand in another order, or mixed line by line, the last line of a paragraph is parted from the text before
//! it, and too short for a passage. But the other page has it right behind what the passage holds.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::passage::Passage;
use crate::model::stream::Stream;

/// Characters of such a line, at most: longer ones are passages by themselves.
const LONGEST: usize = 9;
/// So many characters tell where the beginning of a longer line stands.
const TELLING: usize = 6;
/// Characters that tell it where the beginning is all that a passage leaves over of a line, and all of what stands there.
const BOUNDED: usize = 3;

/// First position on the page on which lines are looked for, then on the other one; characters.
type Run = (u32, u32, u32);

/// Passages for the lines that passages leave over, each as long as the stretch of the other page in which it stands, all
/// of which this page has: it is believed for its sake. O(n log n) in the runs.
pub(super) fn of(streams: &[Stream], passages: &[Passage]) -> Vec<Passage> {
    let pairs: Vec<&[Passage]> = passages.chunk_by(|p, q| (p.page_a, p.page_b) == (q.page_a, q.page_b)).collect();
    let of_pair = |same: &&[Passage]| {
        let (page_a, page_b) = (same[0].page_a, same[0].page_b);
        let (a, b) = (&streams[page_a as usize], &streams[page_b as usize]);
        let runs = |swap: bool| -> Vec<Run> {
            let all = same.iter().flat_map(|p| &p.runs);
            all.map(|&(x, y, n)| if swap { (y, x, n) } else { (x, y, n) }).collect()
        };
        let passage = |runs: (u32, u32, u32), len: u32| Passage { page_a, page_b, runs: vec![runs], len };
        let mut found: Vec<Passage> =
            lines(a, b, &runs(false)).into_iter().map(|(run, len)| passage(run, len)).collect();
        found.extend(lines(b, a, &runs(true)).into_iter().map(|((y, x, n), len)| passage((x, y, n), len)));
        found
    };
    pairs.par_iter().flat_map_iter(of_pair).collect()
}

/// The lines of a page that the other one has behind what runs hold, whole ones or their beginning up to the end of a line
/// there, each with the length of the stretch there.
fn lines(here: &Stream, there: &Stream, runs: &[Run]) -> Vec<(Run, u32)> {
    let left = LeftOver::of(here, runs);
    if left.starts.is_empty() {
        return Vec::new();
    }
    let mut starts: Vec<u32> = runs.iter().map(|run| run.1).collect();
    starts.sort_unstable();
    let stretches = stretches(runs);
    let mut used = FxHashSet::default();
    let mut found = Vec::new();
    for &(x, y, len) in runs {
        let (end, from) = (x + len, (y + len) as usize);
        let next = starts.get(starts.partition_point(|s| *s < y + len)).map_or(there.len(), |s| *s as usize);
        let ends_line = end as usize == here.len() || here.unit[end as usize] != here.unit[end as usize - 1];
        let rest = &there.chars[from..next.min(from + LONGEST)];
        let stands = |n: usize| from + n == next || ends(there, from + n);
        if let Some((at, n)) = left.beginning(rest, end, stands).filter(|(at, _)| ends_line && used.insert(*at)) {
            found.push(((at, from as u32, n as u32), stretch(&stretches, y)));
        }
    }
    found
}

/// Lines of a page of which no character is in a run, or not the first ones, by their first characters.
struct LeftOver<'s> {
    here: &'s Stream,
    starts: FxHashMap<&'s [char], Vec<(u32, u32)>>,
}

impl<'s> LeftOver<'s> {
    fn of(here: &'s Stream, runs: &[Run]) -> Self {
        let mut held: Vec<(u32, u32)> = runs.iter().map(|run| (run.0, run.0 + run.2)).collect();
        held.sort_unstable();
        let first_held = |from: u32| {
            let next = held.partition_point(|h| h.1 <= from);
            held.get(next).map_or(u32::MAX, |h| h.0)
        };
        let mut starts: FxHashMap<&[char], Vec<(u32, u32)>> = FxHashMap::default();
        let mut from = 0;
        for unit in here.unit.chunk_by(|a, b| a == b) {
            let to = from + unit.len();
            let free = (first_held(from as u32) as usize).min(to);
            if free == to && unit.len() < TELLING || free.saturating_sub(from) >= BOUNDED {
                let first = &here.chars[from..free.min(from + TELLING)];
                starts.entry(first).or_default().push((from as u32, free as u32));
            }
            from = to;
        }
        Self { here, starts }
    }

    /// The line that a text begins with, or that begins with it, behind the position `end` or alone on its page; and how much
    /// of it, as far as one of both `stands` by itself.
    fn beginning(&self, rest: &[char], end: u32, stands: impl Fn(usize) -> bool) -> Option<(u32, usize)> {
        let whole = (1..TELLING.min(rest.len() + 1)).rev().filter(|n| stands(*n)).map(|n| &rest[..n]);
        let telling = rest.get(..TELLING).into_iter().chain(whole);
        telling.filter_map(|first| Some((self.nearest(self.starts.get(first)?, end)?, first.len()))).find_map(
            |((from, free), known)| {
                let line = &self.here.chars[from as usize..free as usize];
                let same = line.iter().zip(rest).take_while(|(a, b)| a == b).count();
                let ends = |n: &usize| stands(*n) && (*n == line.len() || *n >= TELLING);
                (known..=same).rev().find(ends).map(|n| (from, n))
            },
        )
    }

    /// The place right behind a position, or the only one.
    fn nearest(&self, places: &[(u32, u32)], end: u32) -> Option<(u32, u32)> {
        // They are sorted, and may be as many as a page has equal lines.
        let behind = places.binary_search_by_key(&end, |at| at.0).ok().or((places.len() == 1).then_some(0));
        behind.map(|n| places[n])
    }
}

/// Stretches of the other page that runs hold, but for gaps of a short line: where they begin, ascending, and their length.
fn stretches(runs: &[Run]) -> Vec<(u32, u32)> {
    let mut there: Vec<(u32, u32)> = runs.iter().map(|run| (run.1, run.2)).collect();
    there.sort_unstable();
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (from, len) in there {
        match found.last_mut().filter(|last| from <= last.0 + last.1 + LONGEST as u32) {
            Some(last) => last.1 = last.1.max(from + len - last.0),
            None => found.push((from, len)),
        }
    }
    found
}

/// The length of the stretch in which a position lies.
fn stretch(stretches: &[(u32, u32)], at: u32) -> u32 {
    stretches[..stretches.partition_point(|s| s.0 <= at)].last().map_or(0, |s| s.1)
}

/// Whether a line ends, or a mark stands, before a position.
fn ends(stream: &Stream, at: usize) -> bool {
    let last = at - 1;
    at == stream.len()
        || stream.unit[at] != stream.unit[last]
        || stream.at[last] as usize + stream.chars[last].len_utf8() != stream.at[at] as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a page; `，` is a mark.
    fn stream(lines: &[&str]) -> Stream {
        let mut stream = Stream::default();
        let mut at = 0;
        for (unit, line) in (0..).zip(lines) {
            for c in line.chars() {
                if c != '，' {
                    stream.chars.push(c);
                    stream.at.push(at);
                    stream.unit.push(unit);
                }
                at += c.len_utf8() as u32;
            }
            at += 1;
        }
        stream
    }

    /// What is found on the first of two pages that share their first line.
    fn found(first: &[&str], second: &[&str]) -> Vec<(u32, u32, u32)> {
        let len = first[0].chars().count() as u32;
        let passage = Passage { page_a: 0, page_b: 1, runs: vec![(0, 0, len)], len };
        of(&[stream(first), stream(second)], &[passage]).into_iter().flat_map(|p| p.runs).collect()
    }

    const LINE: &str = "春天河边石桥水清";

    #[test]
    fn the_rest_of_a_paragraph_is_found_behind_what_is_shared() {
        assert_eq!(found(&[LINE, "山上树林", "来去"], &["春天河边石桥水清来去"]), [(12, 8, 2)]);
        assert_eq!(found(&[LINE, "山上树林", "来去"], &["春天河边石桥水清来去，人多"]), [(12, 8, 2)]);
        assert_eq!(found(&[LINE, "山上树林", "来去"], &["春天河边石桥水清来去人多"]), [], "no word of it ends there");
        assert_eq!(found(&[LINE, "山上树林", "来人"], &["春天河边石桥水清来去"]), []);
    }

    #[test]
    fn of_equal_lines_the_next_one_is_meant_or_none() {
        let there = ["春天河边石桥水清来去"];
        assert_eq!(found(&[LINE, "来去", "山上树林", "来去"], &there), [(8, 8, 2)]);
        assert_eq!(found(&[LINE, "山上", "来去", "树林", "来去"], &there), []);
    }

    #[test]
    fn a_line_may_begin_with_what_ends_a_line_elsewhere() {
        let here = [LINE, "山上树林", "鱼群往来不息两岸花开"];
        assert_eq!(found(&here, &["春天河边石桥水清鱼群往来不息", "夏天"]), [(12, 8, 6)]);
        assert_eq!(found(&here, &["春天河边石桥水清鱼群往来", "夏天"]), [], "too few letters to tell it");
    }

    #[test]
    fn what_stands_between_the_beginning_of_a_line_and_a_passage_may_be_short() {
        let found = |start: &str| {
            let (second, n) = (format!("{start}两岸花开满树香"), start.chars().count() as u32);
            let there = [&format!("{LINE}{start}"), "夏天", "两岸花开满树香"];
            let passage = |run| Passage { page_a: 0, page_b: 1, runs: vec![run], len: 8 };
            let passages = [passage((0, 0, 8)), passage((12 + n, 10 + n, 7))];
            of(&[stream(&[LINE, "山上树林", &second]), stream(&there)], &passages).first().map(|p| p.runs[0])
        };
        assert_eq!(found("鱼群来"), Some((12, 8, 3)));
        assert_eq!(found("鱼群"), None, "two letters stand together anywhere");
    }

    #[test]
    fn a_piece_is_as_long_as_the_stretch_around_it() {
        let (first, second) = ([LINE, "山上", "来去", "鱼群往来不息两岸"], ["春天河边石桥水清来去鱼群往来不息两岸"]);
        let runs = vec![(0, 0, 8), (12, 10, 8)];
        let passage = |run| Passage { page_a: 0, page_b: 1, runs: vec![run], len: 8 };
        let passages: Vec<Passage> = runs.into_iter().map(passage).collect();
        let found = of(&[stream(&first), stream(&second)], &passages);
        assert_eq!((found[0].runs[0], found[0].len, found.len()), ((10, 8, 2), 18, 1));
    }
}
