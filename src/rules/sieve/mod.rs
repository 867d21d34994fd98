//! Which rules can match a line at all, told by one scan of the text.
//!
//! Of every match three neighbouring characters are known: what stands before it, what it begins with and what comes
//! next (or two that it must hold somewhere). All sets of characters that rules name part the characters into a few
//! kinds; by two kinds, a bit for each rule says whether such characters are one of its pairs, and by one kind, whether it
//! may stand before. Two characters that are no pair of any rule cost one test.

mod again;
mod chars;
mod hits;
mod hot;
mod opening;
mod pairs;
mod partition;
mod trigger;

use std::ops::Range;

pub(super) use chars::Chars;
pub(super) use hits::{Hit, Hits, Watch};
use hot::Hot;
pub(super) use opening::Reach;
use pairs::Pairs;
use partition::{Members, Partition};
pub(super) use trigger::Trigger;
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
struct Places {
    /// It may stand before a match.
    left: Bits,
    /// It may be the first of two characters that tell of a match.
    first: Bits,
    /// A match may begin with it; as `first` where that tells matches by how they begin.
    open: Bits,
    /// It may be the second character of a match.
    then: Bits,
}

/// The triggers of a list of rules in one table.
#[derive(Debug, Clone)]
pub(super) struct Sieve {
    kinds: Partition,
    places: Vec<Places>,
    pairs: Pairs,
    hot: Hot,
    /// By kind, whether its characters are white space.
    white: Vec<bool>,
    /// Rules whose matches begin where lines begin, and end on the same line.
    on_one_line: Bits,
    /// Of each rule: how many characters of a match stand at most before the pair that tells of it.
    far: Vec<usize>,
}

/// The sets of characters of a trigger, by their numbers.
struct Named {
    left: usize,
    first: usize,
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

/// The common ideographs.
const IDEOGRAPHS: std::ops::RangeInclusive<u16> = 0x4E00..=0x9FFF;
/// The kind of the edge of a line.
const EDGE: u16 = 0;

impl Sieve {
    /// Of the triggers of rules, in their order.
    pub(super) fn of(triggers: &[Trigger]) -> Self {
        let mut sets = Vec::new();
        let named: Vec<Named> = triggers.iter().map(|trigger| Named::of(trigger, &mut sets)).collect();
        sets.push(white_space());
        let (kinds, members) = Partition::of(&sets);
        let pairs = Pairs::of(&named, &members);
        let white: Vec<bool> = members.iter().map(|kind| kind.contains(sets.len() - 1)).collect();
        let are_hot =
            |first: usize, next: usize| pairs.rules(first as u16, next as u16) != 0 || white[first] && white[next];
        let hot = Hot::of(&kinds, members.len(), are_hot);
        let places = places(&named, &members);
        let with_bits =
            |test: &dyn Fn(usize) -> bool| (0..triggers.len()).filter(|n| test(*n)).fold(0, |all, n| all | bit(n));
        // Rules that share a bit are not told apart.
        let alone = triggers.len() <= 128;
        let opening_lines = with_bits(&|n| alone && triggers[n].opens_line());
        Self {
            kinds,
            places,
            pairs,
            hot,
            white,
            on_one_line: opening_lines & with_bits(&|n| triggers[n].reach.is_none()),
            far: triggers.iter().map(|t| t.far).collect(),
        }
    }

    /// The kind of a character; a line feed has that of the edge.
    #[inline]
    fn kind(&self, c: char) -> u16 {
        self.kinds.of_char(c)
    }

    /// What characters of a kind can be.
    #[inline]
    fn places(&self, kind: u16) -> &Places {
        &self.places[usize::from(kind)]
    }

    /// Whether an empty line tells of nothing.
    pub(super) fn passes_empty_lines(&self) -> bool {
        !self.hot.is(self.hot.of_kind(EDGE), self.hot.of_kind(EDGE))
    }

    /// The end of the line that begins at `start`, and what tells of matches there. O(line).
    #[inline]
    pub(super) fn line(&self, text: &str, start: usize, watch: &mut impl Watch) -> usize {
        self.walk::<false>(text, start, watch)
    }

    /// As [`line`](Self::line), with a look at all characters but the common ideographs.
    #[inline]
    pub(super) fn line_seen(&self, text: &str, start: usize, watch: &mut impl Watch) -> usize {
        self.walk::<true>(text, start, watch)
    }

    /// Looks at each two neighbouring characters of a line: at the edge and the first one, at last at the last one and the edge.
    /// Whether they are worth more than a look is told without asking what the one or the other alone may begin: that takes
    /// less time than to learn it where, of ten characters, two might begin a match.
    #[inline]
    fn walk<const SEEN: bool>(&self, text: &str, start: usize, watch: &mut impl Watch) -> usize {
        let bytes = text.as_bytes();
        let edge = self.hot.of_kind(EDGE);
        let (mut rest, mut before, mut first) = (&bytes[start..], start, edge);
        loop {
            let at = bytes.len() - rest.len();
            let next;
            // Nearly all characters have three bytes; of these none ends a line, and all are of the basic plane.
            (next, rest) = if let Some((code, behind)) = scalar::three_first(rest) {
                let next = self.hot.basic(code);
                if self.hot.is(first, next) {
                    self.look(text, before..at, || start, watch);
                }
                if SEEN && !IDEOGRAPHS.contains(&code) {
                    watch.see(at, code.into());
                }
                (next, behind)
            } else {
                let (code, length) = scalar::at(rest, 0).unwrap_or((u32::from('\n'), 0));
                let next = if length == 0 { edge } else { self.hot.class(code, &self.kinds) };
                if self.hot.is(first, next) {
                    self.look(text, before..at, || start, watch);
                }
                if code == u32::from('\n') {
                    return at;
                }
                if SEEN {
                    watch.see(at, code);
                }
                (next, &rest[length..])
            };
            (before, first) = (at, next);
        }
    }

    /// Looks closer at two neighbouring characters: the one that has this place, or none but the edge of a line, and the one
    /// that begins behind it, or the edge. The line may be asked for where it begins.
    #[inline(never)]
    fn look(&self, text: &str, at: Range<usize>, line_start: impl FnOnce() -> usize, watch: &mut impl Watch) {
        let first = if at.is_empty() { EDGE } else { self.kind_at(text, at.start) };
        let next = self.kind_at(text, at.end);
        if self.white[usize::from(first)] && self.white[usize::from(next)] {
            watch.see_wide();
        }
        let mut held = self.pairs.rules(first, next);
        if held & self.on_one_line != 0 {
            held &= !self.on_one_line | self.beginning(text, line_start());
        }
        if held != 0 {
            let before = text[..at.start].chars().next_back().map_or(EDGE, |c| self.kind(c));
            let left = self.places(before).left;
            watch.tell(Hit { at: at.start, held, rules: held & left });
        }
    }

    /// The kind of the character that begins here; at the end of the text that of the edge.
    #[inline]
    fn kind_at(&self, text: &str, at: usize) -> u16 {
        scalar::at(text.as_bytes(), at).map_or(EDGE, |(code, _)| self.kinds.of_code(code))
    }

    /// Which rules have matches that begin as the line begins that starts here.
    fn beginning(&self, text: &str, start: usize) -> Bits {
        let mut kinds = text[start..].chars().map(|c| self.kind(c));
        let (first, next) = (kinds.next().unwrap_or(EDGE), kinds.next().unwrap_or(EDGE));
        self.places(first).open & self.places(next).then
    }

    /// Appends what tells of matches in a text, line feeds among them. O(text).
    pub(super) fn read(&self, text: &str, into: &mut Hits) {
        self.read_part(text, 0..text.len(), &mut LineStart::default(), into);
    }

    /// As [`read`](Self::read), in the characters that begin in a range.
    fn read_part(&self, text: &str, range: Range<usize>, line: &mut LineStart, into: &mut Hits) {
        let bytes = text.as_bytes();
        let class = |ahead: Option<(u32, usize)>| {
            ahead.map_or(self.hot.of_kind(EDGE), |(code, _)| self.hot.class(code, &self.kinds))
        };
        let mut ahead = scalar::at(bytes, range.start);
        let (mut at, mut first) = (range.start, class(ahead));
        while let Some((_, length)) = ahead.filter(|_| at < range.end) {
            let behind = at + length;
            ahead = scalar::at(bytes, behind);
            let next = class(ahead);
            if self.hot.is(first, next) {
                self.look(text, at..behind, || line.of(text, at), into);
            }
            (at, first) = (behind, next);
        }
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

/// Where the lines begin on which places are, each of them behind the one before.
#[derive(Default)]
struct LineStart {
    start: usize,
    /// Up to where line feeds have been looked for.
    seen: usize,
}

impl LineStart {
    /// Of this place. O(text) for all places together.
    fn of(&mut self, text: &str, at: usize) -> usize {
        if let Some(feed) = memchr::memrchr(b'\n', &text.as_bytes()[self.seen..at]) {
            self.start = self.seen + feed + 1;
        }
        self.seen = at;
        self.start
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::rules::RuleBook;
    use crate::rules::plan::{self, Plan};

    static PLAN: LazyLock<Plan> = LazyLock::new(|| Plan::of(&RuleBook::builtin().unwrap()));

    #[test]
    fn rules_that_share_a_bit_all_have_it() {
        assert_eq!(numbers(bit(3) | bit(130), 140).collect::<Vec<_>>(), [2, 130, 3, 131]);
        assert_eq!(numbers(bit(127), 128).collect::<Vec<_>>(), [127]);
        assert_eq!(numbers(0, 128).next(), None);
    }

    #[test]
    fn two_characters_tell_of_the_rules_that_have_them_as_a_pair() {
        let Plan { sieve, rules, .. } = &*PLAN;
        let triggers: Vec<Trigger> = rules.iter().map(|rule| plan::trigger(rule, false)).collect();
        let chars: Vec<char> = "城一〇記，。、（“”(,.- \u{3000}\u{301}1Oa<&—…【\u{AD}".chars().collect();
        for (first, next) in chars.iter().flat_map(|first| chars.iter().map(move |next| (*first, *next))) {
            let has =
                |trigger: &Trigger| trigger.pairs.iter().any(|p| p.first.contains(first) && p.next.contains(next));
            let rules = (0..triggers.len()).filter(|n| has(&triggers[*n])).fold(0, |all, n| all | bit(n));
            let class = |c: char| sieve.hot.class(c.into(), &sieve.kinds);
            let is_hot = sieve.hot.is(class(first), class(next));
            let (first, next) = (sieve.kind(first), sieve.kind(next));
            assert_eq!(sieve.pairs.rules(first, next), rules);
            let white = sieve.white[usize::from(first)] && sieve.white[usize::from(next)];
            assert_eq!(is_hot, rules != 0 || white);
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
            let (mut hits, mut again, mut anew) = (Hits::default(), Hits::default(), Hits::default());
            sieve.read(&old, &mut hits);
            sieve.read_again((&old, &hits), &new, replaced.iter().map(|(at, with)| (at, *with)), &mut again);
            sieve.read(&new, &mut anew);
            prop_assert_eq!(again.list, anew.list);
            prop_assert!(again.wide || !anew.wide);
        }
    }
}
