//! Named character classes and the contexts built from them.

use std::collections::BTreeMap;

use super::sieve::Chars;

/// General punctuation, the marks of Chinese, and the full forms of ASCII: where each of these blocks begins.
const BLOCKS: [u32; 3] = [0x2000, 0x3000, 0xFF00];

/// The first and the last of the common ideographs.
const IDEOGRAPHS: (char, char) = ('\u{4E00}', '\u{9FFF}');

/// A set of characters: sorted ranges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CharSet {
    /// Those of ASCII, and those of the blocks where the marks of a text stand, a bit each.
    ascii: u128,
    marks: [u128; BLOCKS.len()],
    /// Whether it has all common ideographs or none of them: what texts ask most.
    ideographs: Option<bool>,
    ranges: Vec<(char, char)>,
}

impl CharSet {
    /// The characters of these ranges. O(ranges · log ranges).
    pub(super) fn of(mut ranges: Vec<(char, char)>) -> Self {
        ranges.sort_unstable();
        ranges.dedup_by(|next, last| {
            let joined = next.0 <= last.1;
            last.1 = if joined { last.1.max(next.1) } else { last.1 };
            joined
        });
        let block = |start: u32| {
            let held = |(from, to): &(char, char)| {
                let (from, to) = ((*from as u32).max(start), (*to as u32).min(start + 127));
                if from <= to { u128::MAX >> (127 - (to - from)) << (from - start) } else { 0 }
            };
            ranges.iter().map(held).fold(0, |all, held| all | held)
        };
        let (first, last) = IDEOGRAPHS;
        let ideographs = match () {
            () if ranges.iter().any(|(from, to)| *from <= first && last <= *to) => Some(true),
            () if ranges.iter().all(|(from, to)| *to < first || last < *from) => Some(false),
            () => None,
        };
        Self { ascii: block(0), marks: BLOCKS.map(block), ideographs, ranges }
    }

    /// Parses the inside of a regex character class.
    pub(super) fn parse(class: &str) -> Result<Self, String> {
        let hir = regex_syntax::parse(&format!("[{class}]")).map_err(|e| e.to_string())?;
        match hir.kind() {
            regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(set)) => {
                Ok(Self::of(set.iter().map(|r| (r.start(), r.end())).collect()))
            }
            regex_syntax::hir::HirKind::Literal(l) => {
                let text = String::from_utf8_lossy(&l.0);
                Ok(Self::of(text.chars().map(|c| (c, c)).collect()))
            }
            _ => Err(format!("[{class}] is not a set of characters")),
        }
    }

    /// Whether a character is in the set. O(log ranges).
    #[inline]
    pub(super) fn contains(&self, c: char) -> bool {
        if c.is_ascii() {
            return self.ascii >> (c as u32) & 1 == 1;
        }
        if let Some(all) = self.ideographs.filter(|_| (IDEOGRAPHS.0..=IDEOGRAPHS.1).contains(&c)) {
            return all;
        }
        let code = c as u32;
        if let Some(n) = BLOCKS.iter().position(|start| code & !0x7F == *start) {
            return self.marks[n] >> (code & 0x7F) & 1 == 1;
        }
        let i = self.ranges.partition_point(|(_, end)| *end < c);
        self.ranges.get(i).is_some_and(|(start, _)| *start <= c)
    }

    /// Its ranges, sorted.
    pub(super) fn ranges(&self) -> impl Iterator<Item = (char, char)> {
        self.ranges.iter().copied()
    }
}

/// What must stand on one side of a match.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    set: CharSet,
    edge: bool,
    negated: bool,
    any: bool,
}

/// The named classes of `classes.toml`.
pub(super) type Classes = BTreeMap<String, CharSet>;

impl Context {
    /// No condition.
    pub(super) fn any() -> Self {
        Self { any: true, ..Self::default() }
    }

    /// Parses `han | closing | ^`; a leading `!` negates the whole.
    pub(super) fn parse(expression: &str, classes: &Classes) -> Result<Self, String> {
        let trimmed = expression.trim();
        let (negated, body) = trimmed.strip_prefix('!').map_or((false, trimmed), |b| (true, b));
        let (mut edge, mut ranges) = (false, Vec::new());
        for name in body.split('|').map(str::trim) {
            match (name, classes.get(name)) {
                ("^" | "$", _) => edge = true,
                (_, Some(set)) => ranges.extend(set.ranges()),
                (_, None) => return Err(name.to_owned()),
            }
        }
        Ok(Self { set: CharSet::of(ranges), edge, negated, any: false })
    }

    /// All neighbours that fit.
    pub(super) fn chars(&self) -> Chars {
        if self.any {
            return Chars::all();
        }
        let named = Chars::of(self.set.ranges());
        let found = if self.edge { named.or(&Chars::edge()) } else { named.without_edge() };
        if self.negated { found.negated() } else { found }
    }

    /// Whether the neighbour (none at a line's edge) fits.
    pub(super) fn fits(&self, neighbour: Option<char>) -> bool {
        if self.any {
            return true;
        }
        let found = match neighbour {
            None | Some('\n') => self.edge,
            Some(c) => self.set.contains(c),
        };
        found != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_know_classes_edges_and_negation() {
        let classes = Classes::from([("han".to_owned(), CharSet::parse(r"\p{Han}〇").unwrap())]);
        let context = Context::parse("han | ^", &classes).unwrap();
        assert!(context.fits(Some('字')) && context.fits(None) && !context.fits(Some('a')));
        assert!(!Context::parse("!han", &classes).unwrap().fits(Some('字')));
        assert_eq!(Context::parse("hans", &classes).unwrap_err(), "hans");
    }
}
