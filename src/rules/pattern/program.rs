//! A pattern as instructions for a matcher that goes back where it went wrong.

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

use crate::rules::classes::CharSet;

/// Longer programs cost more than they save.
const MOST_STEPS: usize = 4096;

/// As the most characters of a run.
pub(super) const NO_BOUND: u32 = u32::MAX;

/// One step of a match.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// These bytes come next.
    Text(Box<[u8]>),
    /// A character of a set comes next.
    One(CharSet),
    /// So many characters of a set come next: as many as possible, or as few.
    Run {
        set: CharSet,
        min: u32,
        max: u32,
        greedy: bool,
    },
    /// Goes on at one way and, if that fails, at the other.
    Split(Way, Way),
    Jump(usize),
    /// A group begins or ends here.
    Save(usize),
    At(Place),
    Match,
}

/// A step to go on at, and which characters it may begin with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub(super) step: usize,
    signs: u64,
    /// Whether it may go on to a match without another character.
    empty: bool,
}

impl Way {
    fn to(step: usize) -> Self {
        Self { step, signs: u64::MAX, empty: true }
    }

    /// Whether a text may go on here with a character, or with none.
    #[inline]
    pub(super) fn is_open(&self, next: Option<char>) -> bool {
        self.empty || next.is_some_and(|c| self.signs & sign(c) != 0)
    }
}

/// One of 64 bits: characters of different bits differ.
#[inline]
fn sign(c: char) -> u64 {
    let c = c as u32;
    1 << ((c ^ c >> 6) & 63)
}

/// The signs of ranges of characters.
fn signs(ranges: &[(char, char)]) -> u64 {
    let of_range = |(from, to): &(char, char)| match *to as u32 - *from as u32 {
        0..64 => (*from..=*to).fold(0, |all, c| all | sign(c)),
        _ => u64::MAX,
    };
    ranges.iter().fold(0, |all, range| all | of_range(range))
}

/// Where a text must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,
}

/// The steps of a pattern, and what its matches begin with.
#[derive(Debug, Clone)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    /// Number of places that groups begin and end at.
    pub(super) slots: usize,
    /// Whether matches begin where lines begin.
    pub(super) opens_line: bool,
    /// What matches begin with; none when one may be empty.
    pub(super) first: Option<CharSet>,
}

impl Program {
    /// The program of a pattern; none where it needs what steps cannot do.
    pub(super) fn of(hir: &Hir) -> Option<Self> {
        let slots = 2 * (hir.properties().explicit_captures_len() + 1);
        let mut program = Self { steps: Vec::new(), slots, opens_line: false, first: None };
        program.add(hir)?;
        program.steps.push(Step::Match);
        let mut heads =
            Heads { ranges: Vec::new(), anywhere: false, empty: false, seen: vec![false; program.steps.len()] };
        program.heads(0, false, &mut heads);
        program.opens_line = !heads.anywhere;
        program.first = (!heads.empty).then(|| CharSet::of(heads.ranges));
        program.show_ways();
        Some(program)
    }

    /// The first place at or behind another at which a match may begin.
    #[inline]
    pub(super) fn next_start(&self, text: &str, from: usize) -> Option<usize> {
        let fits = |c: char| self.first.as_ref().is_none_or(|set| set.contains(c));
        if !self.opens_line {
            let Some(first) = &self.first else { return Some(from) };
            return text[from..].char_indices().find(|(_, c)| first.contains(*c)).map(|(i, _)| from + i);
        }
        let mut at = from;
        loop {
            if at > 0 && text.as_bytes()[at - 1] != b'\n' {
                at += text[at..].find('\n')? + 1;
            }
            match text[at..].chars().next() {
                Some(c) if fits(c) => return Some(at),
                Some(c) => at += c.len_utf8(),
                None => return self.first.is_none().then_some(at),
            }
        }
    }

    /// Tells of each way what it may begin with.
    fn show_ways(&mut self) {
        for i in 0..self.steps.len() {
            if let Step::Split(first, second) = self.steps[i] {
                self.steps[i] = Step::Split(self.shown(first.step), self.shown(second.step));
            }
        }
    }

    fn shown(&self, step: usize) -> Way {
        let mut heads = Heads { ranges: Vec::new(), anywhere: true, empty: false, seen: vec![false; self.steps.len()] };
        self.heads(step, false, &mut heads);
        Way { step, signs: signs(&heads.ranges), empty: heads.empty }
    }

    fn push(&mut self, step: Step) -> Option<()> {
        self.steps.push(step);
        (self.steps.len() < MOST_STEPS).then_some(())
    }

    fn add(&mut self, hir: &Hir) -> Option<()> {
        match hir.kind() {
            HirKind::Empty => Some(()),
            HirKind::Literal(literal) => self.push(Step::Text(literal.0.clone())),
            HirKind::Class(class) => self.push(Step::One(set(class)?)),
            HirKind::Look(look) => self.push(Step::At(place(*look)?)),
            HirKind::Repetition(repetition) => self.add_repetition(repetition),
            HirKind::Capture(group) => {
                let slot = 2 * group.index as usize;
                self.push(Step::Save(slot))?;
                self.add(&group.sub)?;
                self.push(Step::Save(slot + 1))
            }
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.add(part)),
            HirKind::Alternation(branches) => self.add_branches(branches),
        }
    }

    fn add_branches(&mut self, branches: &[Hir]) -> Option<()> {
        let mut ends = Vec::new();
        for (i, branch) in branches.iter().enumerate() {
            let split = self.steps.len();
            let last = i + 1 == branches.len();
            if !last {
                self.push(Step::Jump(0))?;
            }
            self.add(branch)?;
            if !last {
                ends.push(self.steps.len());
                self.push(Step::Jump(0))?;
                self.steps[split] = Step::Split(Way::to(split + 1), Way::to(self.steps.len()));
            }
        }
        let behind = self.steps.len();
        ends.into_iter().for_each(|end| self.steps[end] = Step::Jump(behind));
        Some(())
    }

    fn add_repetition(&mut self, repetition: &Repetition) -> Option<()> {
        let (min, max, greedy) = (repetition.min, repetition.max, repetition.greedy);
        if let Some(set) = single(&repetition.sub) {
            return self.push(Step::Run { set, min, max: max.unwrap_or(NO_BOUND), greedy });
        }
        for _ in 0..min {
            self.add(&repetition.sub)?;
        }
        let fork = |on: usize, out: usize| {
            let (on, out) = (Way::to(on), Way::to(out));
            if greedy { Step::Split(on, out) } else { Step::Split(out, on) }
        };
        let Some(max) = max else {
            // What may be empty would turn for ever.
            repetition.sub.properties().minimum_len().filter(|n| *n > 0)?;
            let split = self.steps.len();
            self.push(Step::Jump(0))?;
            self.add(&repetition.sub)?;
            self.push(Step::Jump(split))?;
            self.steps[split] = fork(split + 1, self.steps.len());
            return Some(());
        };
        let mut splits = Vec::new();
        for _ in min..max {
            splits.push(self.steps.len());
            self.push(Step::Jump(0))?;
            self.add(&repetition.sub)?;
        }
        let behind = self.steps.len();
        splits.into_iter().for_each(|split| self.steps[split] = fork(split + 1, behind));
        Some(())
    }

    /// Gathers what a match that goes on at a step begins with.
    fn heads(&self, at: usize, line_start: bool, heads: &mut Heads) {
        if std::mem::replace(&mut heads.seen[at], true) && (line_start || heads.anywhere) {
            return;
        }
        match &self.steps[at] {
            Step::Text(text) => {
                heads.anywhere |= !line_start;
                let first = String::from_utf8_lossy(text).chars().next();
                heads.ranges.extend(first.map(|c| (c, c)));
            }
            Step::One(set) => {
                heads.anywhere |= !line_start;
                heads.ranges.extend(set.ranges());
            }
            Step::Run { set, min, .. } => {
                heads.anywhere |= !line_start;
                heads.ranges.extend(set.ranges());
                if *min == 0 {
                    self.heads(at + 1, line_start, heads);
                }
            }
            Step::Split(first, second) => {
                self.heads(first.step, line_start, heads);
                self.heads(second.step, line_start, heads);
            }
            Step::Jump(to) => self.heads(*to, line_start, heads),
            Step::Save(_) => self.heads(at + 1, line_start, heads),
            Step::At(place) => {
                let starts = matches!(place, Place::LineStart | Place::TextStart);
                self.heads(at + 1, line_start || starts, heads);
            }
            Step::Match => {
                heads.anywhere |= !line_start;
                heads.empty = true;
            }
        }
    }
}

/// What matches begin with, as far as gathered.
struct Heads {
    ranges: Vec<(char, char)>,
    /// Whether a match may begin inside a line.
    anywhere: bool,
    /// Whether a match may be empty.
    empty: bool,
    seen: Vec<bool>,
}

/// The set of a pattern of one character.
fn single(hir: &Hir) -> Option<CharSet> {
    match hir.kind() {
        HirKind::Class(class) => set(class),
        HirKind::Literal(literal) => {
            let mut chars = std::str::from_utf8(&literal.0).ok()?.chars();
            let c = chars.next()?;
            chars.next().is_none().then(|| CharSet::of(vec![(c, c)]))
        }
        _ => None,
    }
}

fn set(class: &Class) -> Option<CharSet> {
    match class {
        Class::Unicode(set) => Some(CharSet::of(set.iter().map(|r| (r.start(), r.end())).collect())),
        Class::Bytes(_) => None,
    }
}

fn place(look: Look) -> Option<Place> {
    match look {
        Look::StartLF => Some(Place::LineStart),
        Look::EndLF => Some(Place::LineEnd),
        Look::Start => Some(Place::TextStart),
        Look::End => Some(Place::TextEnd),
        _ => None,
    }
}
