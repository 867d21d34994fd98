//! Which rules can match a line at all, told by one scan of the text.
//!
//! Of every match three neighbouring characters are known: what stands before it, what it begins with and what comes
//! next (or two that it must hold somewhere). All sets of characters that rules name part the characters into a few
//! kinds; by two kinds, a bit for each rule says whether such characters are one of its pairs, and by one kind, whether it
//! may stand before. A character that no pair begins with costs one test, whatever stands beside it.

mod chars;
mod opening;
mod pairs;
mod partition;
mod stops;
mod trigger;

use std::ops::Range;

pub(super) use chars::Chars;
pub(super) use opening::Reach;
use pairs::Pairs;
use partition::{Members, Partition};
use stops::Stops;
pub(super) use trigger::{Shape, Trigger};
use trigger::{firsts, nexts};

use crate::text::scalar;

/// A bit for each rule; rules that are 128 apart share one.
pub(super) type Bits = u128;

/// The bit of the `n`th rule of a sieve.
pub(super) fn bit(n: usize) -> Bits {
    1 << (n % 128)
}

/// Of so many rules those that have one of these bits.
pub(super) fn numbers(mut bits: Bits, rules: usize) -> impl Iterator<Item = usize> {
    let lowest = std::iter::from_fn(move || {
        let lowest = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(lowest)
    });
    lowest.flat_map(move |n| (n..rules).step_by(128))
}

/// What a kind of character can be in the matches of rules.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Places {
    /// It may stand before a match.
    pub(super) left: Bits,
    /// A match may begin with it.
    pub(super) first: Bits,
    /// It may be the second character of a match, or stand behind one of one character.
    pub(super) next: Bits,
    /// It may stand behind a match.
    pub(super) right: Bits,
    /// A match may begin with it; as `first` where that tells matches by how they begin.
    pub(super) open: Bits,
    /// It may be the second character of a match.
    pub(super) then: Bits,
}

/// The triggers of a list of rules in one table.
#[derive(Debug, Clone)]
pub(super) struct Sieve {
    kinds: Partition,
    places: Vec<Places>,
    pairs: Pairs,
    /// By kind, whether pairs begin with it.
    begins: Vec<bool>,
    /// The characters that pairs begin with.
    openers: Stops,
    /// These and all but ideographs.
    seen: Stops,
    /// By kind, the rules whose matches need one of its characters.
    needs: Vec<Bits>,
    /// By kind, whether its characters are white space.
    white: Vec<bool>,
    /// Rules that need nothing in particular.
    needless: Bits,
    /// Rules whose matches begin where lines begin.
    opening_lines: Bits,
    /// Those of them whose matches end on the same line.
    on_one_line: Bits,
    /// Of each rule: how many characters of a match stand at most before the pair that tells of it.
    far: Vec<usize>,
}

/// The sets of characters of a trigger, by their numbers.
struct Named {
    left: usize,
    first: usize,
    next: usize,
    right: usize,
    need: Option<usize>,
    open: usize,
    then: usize,
    /// Of each pair: its first and its second characters.
    pairs: Vec<(usize, usize)>,
}

impl Named {
    /// Adds those sets to `sets` that are not there yet.
    fn of(trigger: &Trigger, sets: &mut Vec<Chars>) -> Self {
        let mut number = |set: Chars| {
            sets.iter().position(|s| *s == set).unwrap_or_else(|| {
                sets.push(set);
                sets.len() - 1
            })
        };
        Self {
            left: number(trigger.left()),
            first: number(firsts(&trigger.pairs)),
            next: number(nexts(&trigger.pairs)),
            right: number(trigger.right.clone()),
            need: trigger.needs.clone().map(&mut number),
            open: number(firsts(&trigger.openings)),
            then: number(nexts(&trigger.openings)),
            pairs: trigger.pairs.iter().map(|p| (number(p.first.clone()), number(p.next.clone()))).collect(),
        }
    }
}

/// What characters of each kind can be in the matches of rules.
fn places(rules: &[Named], kinds: &[Members]) -> Vec<Places> {
    let of_kind = |kind: &Members| {
        let mut place = Places::default();
        for (n, named) in rules.iter().enumerate() {
            let has = |set: usize| if kind.contains(set) { bit(n) } else { 0 };
            place.left |= has(named.left);
            place.first |= has(named.first);
            place.next |= has(named.next);
            place.right |= has(named.right);
            place.open |= has(named.open);
            place.then |= has(named.then);
        }
        place
    };
    kinds.iter().map(of_kind).collect()
}

/// White space but line feeds.
fn white_space() -> Chars {
    let white = ('\0'..='\u{3000}').filter(|c| c.is_whitespace());
    Chars::of(white.map(|c| (c, c))).without_edge()
}

/// The rules whose matches need a character of a kind.
fn needing(rules: &[Named], kind: &Members) -> Bits {
    let needing = rules.iter().enumerate().filter(|(_, named)| named.need.is_some_and(|set| kind.contains(set)));
    needing.fold(0, |all, (n, _)| all | bit(n))
}

/// A pair of characters that tells of matches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    /// Where it begins.
    pub(super) at: usize,
    /// The rules that may match.
    pub(super) rules: Bits,
}

/// What the kinds of the characters of a text say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    /// The rules of which a pair of characters tells, and those among them of which all that they need is there.
    pub(super) told: Bits,
    pub(super) sites: Bits,
    /// Whether white space stands beside white space on a line.
    pub(super) wide: bool,
}

/// The kinds of the characters of a text, and where they begin; an edge stands before and behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Kinds {
    pub(super) kinds: Vec<u16>,
    pub(super) offsets: Vec<usize>,
}

impl Kinds {
    /// Leaves nothing but the edge before.
    fn clear(&mut self) {
        self.kinds.clear();
        self.offsets.clear();
        self.kinds.push(EDGE);
    }

    /// Puts the edge behind, at the end of the text.
    fn close(&mut self, end: usize) {
        self.kinds.push(EDGE);
        self.offsets.push(end);
    }

    /// Appends some characters of another text, so many bytes farther.
    fn append(&mut self, from: &Self, chars: Range<usize>, shift: isize) {
        self.kinds.extend_from_slice(&from.kinds[chars.start + 1..chars.end + 1]);
        self.offsets.extend(from.offsets[chars].iter().map(|offset| offset.wrapping_add_signed(shift)));
    }
}

/// The kind of the edge of a line.
pub(super) const EDGE: u16 = 0;

impl Sieve {
    /// Of the triggers of rules, in their order.
    pub(super) fn of(triggers: &[Trigger]) -> Self {
        let mut sets = Vec::new();
        let named: Vec<Named> = triggers.iter().map(|trigger| Named::of(trigger, &mut sets)).collect();
        sets.push(white_space());
        let (kinds, members) = Partition::of(&sets);
        let pairs = Pairs::of(&named, &members);
        let begins = pairs.beginnings();
        let openers = Stops::of(&kinds, |kind| begins[usize::from(kind)]);
        let places = places(&named, &members);
        let with_bits =
            |test: &dyn Fn(usize) -> bool| (0..triggers.len()).filter(|n| test(*n)).fold(0, |all, n| all | bit(n));
        // Rules that share a bit are not told apart.
        let alone = triggers.len() <= 128;
        let opening_lines = with_bits(&|n| alone && triggers[n].opens_line());
        let needless = with_bits(&|n| named[n].need.is_none());
        Self {
            kinds,
            places,
            pairs,
            begins,
            seen: openers.clone().and_all_but_ideographs(),
            openers,
            needs: members.iter().map(|kind| needing(&named, kind)).collect(),
            white: members.iter().map(|kind| kind.contains(sets.len() - 1)).collect(),
            needless,
            opening_lines,
            on_one_line: opening_lines & with_bits(&|n| triggers[n].reach.is_none()),
            far: triggers.iter().map(|t| t.far).collect(),
        }
    }

    /// The kind of a character; a line feed has that of the edge.
    #[inline]
    pub(super) fn kind(&self, c: char) -> u16 {
        self.kinds.of_char(c)
    }

    /// What characters of a kind can be.
    #[inline]
    pub(super) fn places(&self, kind: u16) -> &Places {
        &self.places[usize::from(kind)]
    }

    /// Which rules a pair of characters tells of, with what stands before it.
    #[inline]
    fn told(&self, before: u16, first: u16, next: u16) -> Bits {
        self.pairs.rules(first, next) & self.places(before).left
    }

    /// The end of the line that begins at `start`; `told` sees the places that tell of matches. O(line).
    #[inline]
    pub(super) fn line(&self, text: &str, start: usize, told: impl FnMut(Hit)) -> usize {
        self.walk(&self.openers, (text, start), |_, _| (), told)
    }

    /// As [`line`](Self::line); `each` sees all characters but ideographs, and some of those.
    #[inline]
    pub(super) fn line_seen(
        &self,
        text: &str,
        start: usize,
        each: impl FnMut(usize, u32),
        told: impl FnMut(Hit),
    ) -> usize {
        self.walk(&self.seen, (text, start), each, told)
    }

    #[inline]
    fn walk(
        &self,
        stops: &Stops,
        (text, start): (&str, usize),
        mut each: impl FnMut(usize, u32),
        mut told: impl FnMut(Hit),
    ) -> usize {
        let bytes = text.as_bytes();
        let kind_at = |at: usize| scalar::at(bytes, at).map_or(EDGE, |(code, _)| self.kinds.of_code(code));
        if self.begins[usize::from(EDGE)] && self.pairs.are_hot(EDGE, kind_at(start)) {
            self.tell((text, start), start, [EDGE, EDGE, kind_at(start)], &mut told);
        }
        let mut at = start;
        loop {
            let Some((code, length)) = scalar::at(bytes, at) else { return at };
            if !stops.has(code) {
                at += length;
                continue;
            }
            if code == u32::from('\n') {
                return at;
            }
            each(at, code);
            let first = self.kinds.of_code(code);
            if self.begins[usize::from(first)] {
                let next = kind_at(at + length);
                if self.pairs.are_hot(first, next) {
                    let before = text[start..at].chars().next_back().map_or(EDGE, |c| self.kind(c));
                    self.tell((text, start), at, [before, first, next], &mut told);
                }
            }
            at += length;
        }
    }

    fn tell(
        &self,
        (text, start): (&str, usize),
        at: usize,
        [before, first, next]: [u16; 3],
        told: &mut impl FnMut(Hit),
    ) {
        let mut rules = self.told(before, first, next);
        if rules & self.on_one_line != 0 {
            rules &= !self.on_one_line | self.beginning(text, start);
        }
        if rules != 0 {
            told(Hit { at, rules });
        }
    }

    /// Which rules have matches that begin as a line begins.
    fn beginning(&self, text: &str, start: usize) -> Bits {
        let mut kinds = text[start..].chars().map(|c| self.kind(c));
        let (first, next) = (kinds.next().unwrap_or(EDGE), kinds.next().unwrap_or(EDGE));
        self.places(first).open & self.places(next).then
    }

    /// Tells the kinds of the characters of a text, and what they say of it. O(text).
    pub(super) fn read(&self, text: &str, into: &mut Kinds) -> Reading {
        into.clear();
        self.append(text, 0, into);
        into.close(text.len());
        self.reading(&into.kinds)
    }

    /// As [`read`](Self::read), of a text in which some places have been replaced, whose kinds were `old`. Only what is new
    /// is read. O(characters).
    pub(super) fn read_again<'t>(
        &self,
        old: &Kinds,
        replaced: impl Iterator<Item = (&'t Range<usize>, &'t str)>,
        into: &mut Kinds,
    ) -> Reading {
        into.clear();
        let (mut next, mut shift) = (0, 0isize);
        for (at, with) in replaced {
            let start = next + old.offsets[next..].partition_point(|offset| *offset < at.start);
            into.append(old, next..start, shift);
            self.append(with, at.start.wrapping_add_signed(shift), into);
            next = start + old.offsets[start..].partition_point(|offset| *offset < at.end);
            shift += with.len() as isize - at.len() as isize;
        }
        let last = old.offsets.len() - 1;
        into.append(old, next..last, shift);
        into.close(old.offsets[last].wrapping_add_signed(shift));
        self.reading(&into.kinds)
    }

    /// Appends the kinds of the characters of a piece that begins at an offset.
    fn append(&self, piece: &str, start: usize, into: &mut Kinds) {
        let mut at = 0;
        while let Some((code, length)) = scalar::at(piece.as_bytes(), at) {
            into.kinds.push(self.kinds.of_code(code));
            into.offsets.push(start + at);
            at += length;
        }
    }

    /// What kinds say, with an edge before and behind.
    fn reading(&self, kinds: &[u16]) -> Reading {
        let (mut told, mut wide) = (0, false);
        for window in kinds.windows(3) {
            let [before, first, next] = [window[0], window[1], window[2]];
            if self.begins[usize::from(first)] && self.pairs.are_hot(first, next) {
                told |= self.told(before, first, next);
            }
            wide |= self.white[usize::from(first)] && self.white[usize::from(next)];
        }
        let needing = told & !self.needless;
        let has = || kinds.iter().fold(self.needless, |has, kind| has | self.needs[usize::from(*kind)]);
        Reading { told, sites: if needing == 0 { told } else { told & has() }, wide }
    }

    /// The first place at or behind the `from`th character at which a match of the `n`th rule may begin. `told` is the
    /// place of a pair that told of a match, and is moved on. O(text).
    #[inline]
    pub(super) fn opening(&self, n: usize, text: &Kinds, from: usize, told: &mut Option<usize>) -> Option<usize> {
        let far = self.far[n];
        if far == 0 {
            return self.opens(n, text, from, usize::MAX);
        }
        let mut from = from;
        loop {
            let pair = match *told {
                Some(pair) if pair >= from => pair,
                _ => *told.insert(self.pair(n, text, from)?),
            };
            from = from.max(pair.saturating_sub(far));
            match self.opens(n, text, from, pair) {
                Some(start) => return Some(start),
                None => from = pair + 1,
            }
        }
    }

    /// The first place from here to there at which a match may begin.
    fn opens(&self, n: usize, text: &Kinds, from: usize, to: usize) -> Option<usize> {
        let bit = bit(n);
        let starts = self.opening_lines & bit != 0;
        let fits = |w: &[u16]| {
            self.places(w[1]).open & bit != 0 && self.places(w[2]).then & bit != 0 && (!starts || w[0] == EDGE)
        };
        let end = to.saturating_add(3).min(text.kinds.len());
        text.kinds.get(from..end)?.windows(3).position(fits).map(|i| from + i)
    }

    /// The first pair at or behind this place that tells of a match.
    fn pair(&self, n: usize, text: &Kinds, from: usize) -> Option<usize> {
        let bit = bit(n);
        let fits = |w: &[u16]| self.places(w[1]).first & bit != 0 && self.places(w[2]).next & bit != 0;
        text.kinds.get(from..)?.windows(3).position(fits).map(|i| from + i)
    }

    /// How many characters of a match of the `n`th rule stand at most before the pair that tells of it.
    pub(super) fn far(&self, n: usize) -> usize {
        self.far[n]
    }

    /// Where matches of the `n`th rule begin at the earliest that hold a pair: so many characters before it, or anywhere.
    pub(super) fn first_start(&self, n: usize, text: &str, pair: usize) -> usize {
        match self.far[n] {
            0 => pair,
            usize::MAX => 0,
            far => text[..pair].char_indices().rev().take(far).last().map_or(pair, |(i, _)| i),
        }
    }

    /// Whether a match of one of these rules may begin so near to the end of a text that it goes on behind it. O(reach).
    pub(super) fn reaches_out(&self, text: &str, reach: &Reach, rules: Bits) -> bool {
        reach.tail(text).chars().any(|c| self.places(self.kind(c)).first & rules != 0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::rules::RuleBook;
    use crate::rules::plan::Plan;

    static PLAN: LazyLock<Plan> = LazyLock::new(|| Plan::of(&RuleBook::builtin().unwrap()));

    #[test]
    fn rules_that_share_a_bit_all_have_it() {
        assert_eq!(numbers(bit(3) | bit(130), 140).collect::<Vec<_>>(), [2, 130, 3, 131]);
        assert_eq!(numbers(bit(127), 128).collect::<Vec<_>>(), [127]);
        assert_eq!(numbers(0, 128).next(), None);
    }

    #[test]
    fn two_characters_tell_of_the_rules_that_have_them_as_a_pair() {
        let Plan { sieve, triggers, .. } = &*PLAN;
        let chars: Vec<char> = "城一〇記，。、（“”(,.- \u{3000}\u{301}1Oa<&—…【\u{AD}".chars().collect();
        for (first, next) in chars.iter().flat_map(|first| chars.iter().map(move |next| (*first, *next))) {
            let has =
                |trigger: &Trigger| trigger.pairs.iter().any(|p| p.first.contains(first) && p.next.contains(next));
            let rules = (0..triggers.len()).filter(|n| has(&triggers[*n])).fold(0, |all, n| all | bit(n));
            let (first, next) = (sieve.kind(first), sieve.kind(next));
            assert_eq!(sieve.pairs.rules(first, next), rules);
            assert_eq!(sieve.pairs.are_hot(first, next), rules != 0);
        }
    }

    /// Pieces of texts, nothing and line feeds among them.
    fn piece() -> impl Strategy<Value = &'static str> {
        prop::sample::select(
            "城 市 ， 。 （記者） 1 O \u{301} \n 𠀀 é".split(' ').chain(["", " ", "  "]).collect::<Vec<_>>(),
        )
    }

    proptest! {
        #[test]
        fn what_is_read_again_is_as_if_read_anew(
            pieces in prop::collection::vec((piece(), prop::option::of(piece())), 0..16),
        ) {
            let old: String = pieces.iter().map(|(piece, _)| *piece).collect();
            let new: String = pieces.iter().map(|(piece, with)| with.unwrap_or(piece)).collect();
            let ends = pieces.iter().scan(0, |end, (piece, with)| {
                let start = std::mem::replace(end, *end + piece.len());
                Some((start..*end, *with))
            });
            let replaced: Vec<_> = ends.filter_map(|(at, with)| Some((at, with?))).collect();
            let sieve = &PLAN.sieve;
            let (mut kinds, mut again, mut anew) = (Kinds::default(), Kinds::default(), Kinds::default());
            sieve.read(&old, &mut kinds);
            let told = sieve.read_again(&kinds, replaced.iter().map(|(at, with)| (at, *with)), &mut again);
            prop_assert_eq!(told, sieve.read(&new, &mut anew));
            prop_assert_eq!(again, anew);
        }
    }
}
