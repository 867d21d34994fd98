//! What kind of difference a place is, and what most likely made it.

use crate::model::edition::{Cause, Class};
use crate::model::witness::Family;
use crate::text::chars::is_content;
use crate::text::fold::fold;
use crate::text::shapes::alike;

/// A difference longer than this that readers of images do not explain is the work of an editor.
const EDITORIAL: usize = 8;

/// The class of a place, from the folded lemma and the other readings, folded.
pub(super) fn class(lemma: &[char], others: &[Vec<char>]) -> Class {
    let all = || lemma.iter().chain(others.iter().flatten());
    if all().all(|c| !is_content(*c)) {
        return if all().all(|c| is_quote(*c)) { Class::Quotes } else { Class::Punctuation };
    }
    let sorted = |text: &[char]| {
        let mut text = text.to_vec();
        text.sort_unstable();
        text
    };
    if others.iter().any(|o| o != lemma && sorted(o) == sorted(lemma)) {
        Class::Transposition
    } else if others.iter().all(|o| is_within(o, lemma)) {
        Class::Omission
    } else if others.iter().all(|o| is_within(lemma, o)) {
        Class::Insertion
    } else {
        Class::Substitution
    }
}

/// The cause of a place, from its class, the folded lemma, and the readings of the losing witnesses.
pub(super) fn cause(class: Class, lemma: &[char], losers: &[(Family, Vec<char>)]) -> Cause {
    let content = |text: &[char]| text.iter().filter(|c| is_content(**c)).count();
    let longest = losers.iter().map(|l| content(&l.1)).chain([content(lemma)]).max().unwrap_or(0);
    let read = losers.iter().all(|l| l.0 == Family::Ocr);
    match class {
        Class::Punctuation | Class::Quotes => Cause::Setting,
        Class::Script => Cause::Unknown,
        Class::Substitution if losers.iter().all(|l| look_alike(lemma, &l.1)) => Cause::LookAlike,
        _ if read && longest >= 2 => Cause::Fluent,
        Class::Omission | Class::Insertion if !read && longest > EDITORIAL => Cause::Editorial,
        _ => Cause::Unknown,
    }
}

/// Whether characters differ in nothing but shapes that are taken for one another.
fn look_alike(a: &[char], b: &[char]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || alike(*a, *b))
}

fn is_quote(c: char) -> bool {
    matches!(fold(c), '“' | '”' | '"' | '\'')
}

/// Whether `part` is what is left of `whole` when characters are taken out.
fn is_within(part: &[char], whole: &[char]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|c| rest.any(|w| w == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lemma: &str, others: &[&str]) -> Class {
        let chars = |t: &&str| t.chars().collect::<Vec<_>>();
        class(&chars(&lemma), &others.iter().map(chars).collect::<Vec<_>>())
    }

    #[test]
    fn differences_are_named_from_the_lemma() {
        assert_eq!(of("，", &["、"]), Class::Punctuation);
        assert_eq!(of("“", &[""]), Class::Quotes);
        assert_eq!(of("天地", &["地天"]), Class::Transposition);
        assert_eq!(of("天地", &["天"]), Class::Omission);
        assert_eq!(of("", &["玄黄"]), Class::Insertion);
        assert_eq!(of("天地", &["天他"]), Class::Substitution);
    }

    #[test]
    fn shapes_taken_for_others_are_a_cause_of_their_own() {
        let of = |lemma: char, other: char| cause(Class::Substitution, &[lemma], &[(Family::Ocr, vec![other])]);
        assert_eq!(of('己', '已'), Cause::LookAlike);
        assert_eq!(of('桥', '已'), Cause::Unknown);
    }
}
