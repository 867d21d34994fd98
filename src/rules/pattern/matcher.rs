//! Runs the steps of a pattern at one place of a text.

use super::program::{NO_BOUND, Place, Program, Step};
use crate::text::scalar::char_at;

/// How an attempt went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A match, and where it ends.
    Match(usize),
    Nothing,
    /// It took more steps than allowed.
    Exhausted,
}

/// What to do when the steps taken do not lead to a match.
#[derive(Debug, Clone)]
enum Turn {
    /// Go on at a step.
    Branch { step: usize, at: usize },
    /// Give one character of a run back, as far as `floor`, and go on at a step.
    Less { step: usize, floor: usize, at: usize },
    /// Take one more character of the run at a step, so many at most.
    More { step: usize, left: u32, at: usize },
    /// Put a place of a group back.
    Slot { slot: usize, old: usize },
}

/// Memory of a matcher, used again by the next attempt.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    turns: Vec<Turn>,
    /// Where groups begin and end; `usize::MAX` for those that took no part.
    pub(super) slots: Vec<usize>,
}

impl Program {
    /// Tries to match at a place of a text: of all ways the one that is tried first, as the alternatives and repetitions
    /// of the pattern are ordered. Takes steps from `fuel`. Notes groups in the trail if `groups`.
    pub(super) fn run(&self, text: &str, start: usize, trail: &mut Trail, groups: bool, fuel: &mut usize) -> Outcome {
        trail.turns.clear();
        if groups {
            trail.slots.clear();
            trail.slots.resize(self.slots, usize::MAX);
        }
        let (mut step, mut at) = (0, start);
        loop {
            if *fuel == 0 {
                return Outcome::Exhausted;
            }
            *fuel -= 1;
            let next = match &self.steps[step] {
                Step::Text(expected) => {
                    begins_with(&text.as_bytes()[at..], expected).then(|| (step + 1, at + expected.len()))
                }
                Step::One(set) => {
                    char_at(text, at).filter(|(c, _)| set.contains(*c)).map(|(_, length)| (step + 1, at + length))
                }
                Step::Run { greedy: true, .. } => self.longest(step, text, at, &mut trail.turns),
                Step::Run { greedy: false, .. } => self.shortest(step, text, at, &mut trail.turns),
                Step::Split(first, second) => {
                    let next = char_at(text, at).map(|(c, _)| c);
                    match (first.is_open(next), second.is_open(next)) {
                        (true, true) => {
                            trail.turns.push(Turn::Branch { step: second.step, at });
                            Some((first.step, at))
                        }
                        (true, false) => Some((first.step, at)),
                        (false, true) => Some((second.step, at)),
                        (false, false) => None,
                    }
                }
                Step::Jump(to) => Some((*to, at)),
                Step::Save(slot) => {
                    if groups {
                        trail.turns.push(Turn::Slot { slot: *slot, old: trail.slots[*slot] });
                        trail.slots[*slot] = at;
                    }
                    Some((step + 1, at))
                }
                Step::At(place) => is_at(*place, text.as_bytes(), at).then_some((step + 1, at)),
                Step::Match => return Outcome::Match(at),
            };
            (step, at) = match next.or_else(|| self.turn(text, trail)) {
                Some(next) => next,
                None => return Outcome::Nothing,
            };
        }
    }

    /// As many characters of a run as there are.
    fn longest(&self, step: usize, text: &str, at: usize, turns: &mut Vec<Turn>) -> Option<(usize, usize)> {
        let Step::Run { set, min, max, .. } = &self.steps[step] else { return None };
        let (mut end, mut floor, mut taken) = (at, at, 0);
        while let Some((_, length)) = char_at(text, end).filter(|(c, _)| taken < *max && set.contains(*c)) {
            end += length;
            taken += 1;
            if taken == *min {
                floor = end;
            }
        }
        if taken < *min {
            return None;
        }
        if end > floor {
            turns.push(Turn::Less { step: step + 1, floor, at: end });
        }
        Some((step + 1, end))
    }

    /// As few characters of a run as are asked for.
    fn shortest(&self, step: usize, text: &str, at: usize, turns: &mut Vec<Turn>) -> Option<(usize, usize)> {
        let Step::Run { set, min, max, .. } = &self.steps[step] else { return None };
        let mut end = at;
        for _ in 0..*min {
            end += char_at(text, end).filter(|(c, _)| set.contains(*c))?.1;
        }
        let left = if *max == NO_BOUND { NO_BOUND } else { max - min };
        if left > 0 {
            turns.push(Turn::More { step, left, at: end });
        }
        Some((step + 1, end))
    }

    /// Where to go on after a failure.
    fn turn(&self, text: &str, trail: &mut Trail) -> Option<(usize, usize)> {
        while let Some(turn) = trail.turns.pop() {
            match turn {
                Turn::Branch { step, at } => return Some((step, at)),
                Turn::Less { step, floor, at } => {
                    let at = at - text[floor..at].chars().next_back().map_or(0, char::len_utf8);
                    if at > floor {
                        trail.turns.push(Turn::Less { step, floor, at });
                    }
                    return Some((step, at));
                }
                Turn::More { step, left, at } => {
                    let Step::Run { set, .. } = &self.steps[step] else { continue };
                    let Some((_, length)) = char_at(text, at).filter(|(c, _)| set.contains(*c)) else { continue };
                    let at = at + length;
                    let left = if left == NO_BOUND { left } else { left - 1 };
                    if left > 0 {
                        trail.turns.push(Turn::More { step, left, at });
                    }
                    return Some((step + 1, at));
                }
                Turn::Slot { slot, old } => trail.slots[slot] = old,
            }
        }
        None
    }
}

/// Texts of patterns are short: a call to compare them costs more than comparing them.
#[inline]
fn begins_with(text: &[u8], expected: &[u8]) -> bool {
    text.len() >= expected.len() && text.iter().zip(expected).all(|(a, b)| a == b)
}

fn is_at(place: Place, text: &[u8], at: usize) -> bool {
    match place {
        Place::LineStart => at == 0 || text[at - 1] == b'\n',
        Place::LineEnd => text.get(at).is_none_or(|b| *b == b'\n'),
        Place::TextStart => at == 0,
        Place::TextEnd => at == text.len(),
    }
}
