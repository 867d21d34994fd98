//! Short names of sources for an apparatus.

use std::collections::{BTreeMap, BTreeSet};

use super::chars::width;

/// Widest siglum, in half-width columns, before a name part is cut.
const WIDEST: usize = 16;
/// Fewest characters left of a name part that is cut.
const SHORTEST_CUT: usize = 6;

/// A siglum for each source: the shortest run of leading name parts (separated by `_`, `-`, `.`, `/` or white
/// space) that no other source begins with, cut within the part where that is very long, and the whole name
/// where nothing shorter is its own. `000_4ab77b75` among `001_…` becomes `000`, `P` stays `P`.
///
/// The sigla are unique, and depend on the set of names only, not on their order. O(n² · parts) comparisons for n
/// sources; a run has few.
pub fn sigla<S: AsRef<str>>(sources: impl IntoIterator<Item = S>) -> BTreeMap<String, String> {
    let names: BTreeSet<String> = sources.into_iter().map(|s| s.as_ref().to_owned()).collect();
    names
        .iter()
        .map(|name| {
            let others = || names.iter().filter(|other| *other != name);
            let own = |short: &&str| others().all(|other| !claims(other, short));
            let siglum = candidates(name).into_iter().find(own).unwrap_or(name);
            (name.clone(), siglum.to_owned())
        })
        .collect()
}

/// Leading pieces of a name, shortest first.
fn candidates(name: &str) -> Vec<&str> {
    let borders = name.char_indices().filter(|(_, c)| is_separator(*c)).map(|(i, _)| i).chain([name.len()]);
    let parts = borders.map(|end| &name[..end]).filter(|part| part.ends_with(|c| !is_separator(c)));
    parts.flat_map(|part| if columns(part) > WIDEST { cuts(part) } else { vec![part] }).collect()
}

/// Beginnings of a part that is too long to be a siglum, the whole of it last.
fn cuts(part: &str) -> Vec<&str> {
    let ends = part.char_indices().map(|(i, _)| i).skip(SHORTEST_CUT);
    ends.map(|end| &part[..end]).filter(|cut| cut.ends_with(|c| !is_separator(c))).chain([part]).collect()
}

/// Whether `name` could go by `short` as well: it begins with it, and either the name part ends there or `short`
/// cuts the part.
fn claims(name: &str, short: &str) -> bool {
    let Some(rest) = name.strip_prefix(short) else { return false };
    rest.is_empty() || rest.starts_with(is_separator) || columns(short) >= SHORTEST_CUT
}

fn is_separator(c: char) -> bool {
    matches!(c, '_' | '-' | '.' | '/') || c.is_whitespace()
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if width(c) > 0.5 { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(names: &[&str]) -> Vec<String> {
        let sigla = sigla(names);
        names.iter().map(|name| sigla[*name].clone()).collect()
    }

    #[test]
    fn the_first_part_is_enough_when_it_is_its_own() {
        assert_eq!(of(&["000_4ab77b75b2333e8b", "001_63554f8c481afa1f", "P"]), ["000", "001", "P"]);
    }

    #[test]
    fn parts_are_added_until_names_differ() {
        assert_eq!(of(&["daily_a_1", "daily_b_1", "daily"]), ["daily_a", "daily_b", "daily"]);
        assert_eq!(of(&["p1_x", "p10_y"]), ["p1", "p10"]);
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(of(&["4ab77b75b2333e8b00", "4ab77b75ffffffff00"]), ["4ab77b75b", "4ab77b75f"]);
        assert_eq!(of(&["晨光日报"]), ["晨光日报"]);
    }

    proptest! {
        #[test]
        fn sigla_are_unique_whatever_the_names(
            names in prop::collection::hash_set("[ab_.报 -]{1,24}|[0-9a-f]{15,24}", 1..12),
        ) {
            let sigla = sigla(&names);
            let distinct: BTreeSet<&String> = sigla.values().collect();
            prop_assert_eq!(distinct.len(), names.len());
            prop_assert!(sigla.values().all(|s| !s.is_empty()));
        }

        #[test]
        fn sigla_do_not_depend_on_order(names in prop::collection::vec("[ab_]{1,9}", 1..8)) {
            let backwards: Vec<&String> = names.iter().rev().collect();
            prop_assert_eq!(sigla(&names), sigla(backwards));
        }
    }
}
