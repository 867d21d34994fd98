//! Which rules can match a line at all, told by one scan of the text.
//!
//! Of every match three neighbouring characters are known: what stands before it, what it begins with and what comes
//! next (or two that it must hold somewhere). All sets of characters that rules name part the characters into a few
//! kinds; per kind, a bit for each rule says whether such a character may stand in each of the three places. Three
//! loads and two ANDs per place give the rules that may match there. A place that no rule can begin at costs one look.

mod chars;
mod opening;
mod partition;
mod plain;
mod trigger;

pub(super) use chars::Chars;
pub(super) use opening::Reach;
use partition::{Members, Partition};
use plain::Plain;
pub(super) use trigger::{Shape, Trigger};
use trigger::{firsts, nexts};

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
    /// It is one of those that matches need.
    pub(super) need: Bits,
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
    /// A bit for two kinds that may tell of a match: the number of the first times `width` words, and the second.
    hot: Vec<u64>,
    width: usize,
    plain: Plain,
    /// Rules that need nothing in particular.
    needless: Bits,
    /// Rules whose matches begin where lines begin.
    opening_lines: Bits,
    /// Of each rule: how many characters of a match stand at most before the pair that tells of it.
    far: Vec<usize>,
    /// Rules of which some first and second characters do not go together.
    choosy: Bits,
    /// Of each such rule: by two kinds, whether they go together.
    together: Vec<(Bits, Vec<bool>)>,
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
            place.need |= named.need.map_or(0, has);
            place.open |= has(named.open);
            place.then |= has(named.then);
        }
        place
    };
    kinds.iter().map(of_kind).collect()
}

/// A pair of characters that tells of matches.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    /// Where it begins.
    pub(super) at: usize,
    /// The rules that may match.
    pub(super) rules: Bits,
}

/// The kinds of the characters of a text, and where they begin; an edge stands before and behind.
#[derive(Debug, Clone, Default)]
pub(super) struct Kinds {
    pub(super) kinds: Vec<u16>,
    pub(super) offsets: Vec<usize>,
}

/// The kind of the edge of a line.
pub(super) const EDGE: u16 = 0;

impl Sieve {
    /// Of the triggers of rules, in their order.
    pub(super) fn of(triggers: &[Trigger]) -> Self {
        let mut sets = Vec::new();
        let named: Vec<Named> = triggers.iter().map(|trigger| Named::of(trigger, &mut sets)).collect();
        let (kinds, members) = Partition::of(&sets);
        let together = together(triggers, &named, &members);
        let places = places(&named, &members);
        let with_bits =
            |test: &dyn Fn(usize) -> bool| (0..triggers.len()).filter(|n| test(*n)).fold(0, |all, n| all | bit(n));
        // Rules that share a bit are not told apart.
        let alone = triggers.len() <= 128;
        let opening_lines = with_bits(&|n| alone && triggers[n].opens_line());
        let needless = with_bits(&|n| named[n].need.is_none());
        let (hot, width) = hot(&places);
        let choosy = together.iter().fold(0, |all, (bit, _)| all | bit);
        let plain = Plain::of(&kinds, |kind| !is_hot(&hot, width, kind, kind));
        Self {
            kinds,
            places,
            hot,
            width,
            plain,
            needless,
            opening_lines,
            far: triggers.iter().map(|t| t.far).collect(),
            choosy,
            together,
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

    /// Those of some rules whose matches can begin with characters of these two kinds.
    #[inline]
    pub(super) fn going_together(&self, rules: Bits, first: u16, next: u16) -> Bits {
        if rules & self.choosy == 0 { rules } else { self.chosen(rules, first, next) }
    }

    fn chosen(&self, rules: Bits, first: u16, next: u16) -> Bits {
        let at = usize::from(first) * self.places.len() + usize::from(next);
        let refused = self.together.iter().filter(|(_, pairs)| !pairs[at]);
        refused.fold(rules, |rules, (bit, _)| rules & !bit)
    }

    /// Whether a pair of characters of these kinds may tell of a match, whatever stands before it.
    #[inline]
    fn is_hot(&self, first: u16, next: u16) -> bool {
        is_hot(&self.hot, self.width, first, next)
    }

    /// Which rules a pair of characters tells of, with what stands before it.
    fn told(&self, before: u16, first: u16, next: u16) -> Bits {
        let here = self.places(first).first & self.places(before).left & self.places(next).next;
        self.going_together(here, first, next)
    }

    /// The end of the line that begins at `start`; `each` sees its characters but for ideographs that no rule names, `told`
    /// the places that tell of matches. O(line).
    #[inline]
    pub(super) fn line(
        &self,
        text: &str,
        start: usize,
        mut each: impl FnMut(usize, char),
        mut told: impl FnMut(Hit),
    ) -> usize {
        let (mut before, mut last, mut last_at, mut at) = (EDGE, EDGE, start, start);
        loop {
            let run = self.plain.end_of_run(text.as_bytes(), at);
            if run > at {
                let plain = self.plain.kind;
                if self.is_hot(last, plain) {
                    self.tell(last_at, [before, last, plain], &mut told);
                }
                last_at = run - plain::BYTES;
                before = if last_at > at { plain } else { last };
                (last, at) = (plain, run);
            }
            let Some(c) = text[at..].chars().next().filter(|c| *c != '\n') else { break };
            each(at, c);
            let kind = self.kind(c);
            if self.is_hot(last, kind) {
                self.tell(last_at, [before, last, kind], &mut told);
            }
            (before, last, last_at) = (last, kind, at);
            at += c.len_utf8();
        }
        if self.is_hot(last, EDGE) {
            self.tell(last_at, [before, last, EDGE], &mut told);
        }
        at
    }

    fn tell(&self, at: usize, [before, first, next]: [u16; 3], told: &mut impl FnMut(Hit)) {
        let rules = self.told(before, first, next);
        if rules != 0 {
            told(Hit { at, rules });
        }
    }

    /// Tells the kinds of the characters of a text, which rules may match it, and whether all that they need is in it.
    /// O(text).
    pub(super) fn read(&self, text: &str, into: &mut Kinds) -> (Bits, Bits) {
        into.kinds.clear();
        into.offsets.clear();
        into.kinds.push(EDGE);
        let (mut sites, mut has) = (0, self.needless);
        let (mut before, mut last) = (EDGE, None);
        let mut see = |kind: u16| {
            if let Some(last) = last {
                sites |= if self.is_hot(last, kind) { self.told(before, last, kind) } else { 0 };
                before = last;
            }
            last = Some(kind);
        };
        for (offset, c) in text.char_indices() {
            let kind = self.kind(c);
            see(kind);
            has |= self.places(kind).need;
            into.kinds.push(kind);
            into.offsets.push(offset);
        }
        see(EDGE);
        into.kinds.push(EDGE);
        into.offsets.push(text.len());
        (sites, has)
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

/// Of rules whose pairs are much rarer than what their firsts and seconds make of each other: by two kinds, which go
/// together.
fn together(triggers: &[Trigger], named: &[Named], members: &[Members]) -> Vec<(Bits, Vec<bool>)> {
    let of_set = |set: usize| (0..members.len()).filter(move |kind| members[*kind].contains(set));
    let table = |pairs: &[(usize, usize)]| {
        let mut table = vec![false; members.len() * members.len()];
        for (first, next) in pairs {
            for kind in of_set(*first) {
                of_set(*next).for_each(|next| table[kind * members.len() + next] = true);
            }
        }
        table
    };
    // Rules that share a bit are not told apart.
    let alone = triggers.len() <= 128;
    let choosy = |t: &Trigger| {
        let mixed = firsts(&t.pairs).share() * nexts(&t.pairs).share();
        mixed > 0.005 && mixed > 2.0 * opening::share(&t.pairs)
    };
    let choosy = triggers.iter().zip(named).enumerate().filter(|(_, (trigger, _))| alone && choosy(trigger));
    choosy.map(|(n, (_, named))| (bit(n), table(&named.pairs))).collect()
}

#[inline]
fn is_hot(hot: &[u64], width: usize, first: u16, next: u16) -> bool {
    let next = usize::from(next);
    hot[usize::from(first) * width + next / 64] >> (next % 64) & 1 == 1
}

/// A bit for two kinds of which a rule can begin with the one before the other, and the number of words for each kind.
fn hot(places: &[Places]) -> (Vec<u64>, usize) {
    let width = places.len().div_ceil(64);
    let mut hot = vec![0; places.len() * width];
    for (row, first) in hot.chunks_mut(width).zip(places).filter(|(_, place)| place.first != 0) {
        for (n, _) in places.iter().enumerate().filter(|(_, next)| next.next & first.first != 0) {
            row[n / 64] |= 1 << (n % 64);
        }
    }
    (hot, width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_share_a_bit_all_have_it() {
        assert_eq!(numbers(bit(3) | bit(130), 140).collect::<Vec<_>>(), [2, 130, 3, 131]);
        assert_eq!(numbers(bit(127), 128).collect::<Vec<_>>(), [127]);
        assert_eq!(numbers(0, 128).next(), None);
    }
}
