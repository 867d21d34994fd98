//! Rules as data: packs of context-dependent rewrites and marks, compiled and applied.
//!
//! A rule is text in a TOML file (see `docs/adding-rules.md`). The engine knows a few kinds: rewrites, character
//! maps, marks, joints of lines, and three gates that no pattern can express. It finds changes; [`Edited::apply`]
//! makes them, so every change is an edit with a rule id and a source span.

mod apply;
mod cases;
mod classes;
mod condition;
mod docs;
mod error;
pub mod files;
mod group;
mod joint;
mod marking;
mod markup;
mod normal;
mod parse;
mod pattern;
mod plan;
mod rule;
mod scan;
mod search;
mod sieve;
mod unwrap;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

pub use error::{CaseFailure, RuleError};
pub use joint::Joint;
use joint::Joints;
pub use normal::Workplace;
pub use parse::Pack;
pub use rule::{Action, Case, Gate, Rule, Safety, Written};

use crate::model::edit::{Change, Edited, RuleId};
use crate::model::page::{Page, Role};
use crate::text::chars;
use condition::Facts;
use plan::{Marks, Plan};

/// How often each rule fired.
pub type RuleCounts = BTreeMap<RuleId, u64>;

/// Rounds in which all rewrites are tried before a text counts as settled. Rules feed one another (a space goes,
/// then the comma beside it stands in Han context); more rounds than this mean that two rules fight.
const MAX_ROUNDS: usize = 8;

/// Compiled rules, ready to run.
#[derive(Debug, Clone)]
pub struct RuleBook {
    packs: Vec<Pack>,
    /// Packs asked for by name: their unsafe rules run.
    wanted: Vec<String>,
    /// Made ready when it is first needed.
    plan: OnceLock<Arc<Plan>>,
    marks: OnceLock<Arc<Marks>>,
    all_marks: OnceLock<Arc<Marks>>,
    joints: OnceLock<Arc<Joints>>,
}

/// Something a rule shows and does not change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Bytes of the text.
    pub at: std::ops::Range<usize>,
    /// The rule.
    pub rule: RuleId,
}

impl RuleBook {
    /// Compiles rule files, given as (name, text). One of them, `classes.toml`, names the character classes.
    ///
    /// # Errors
    /// The first broken rule, with file, line and remedy.
    pub fn parse(files: &[(String, String)]) -> Result<Self, RuleError> {
        let book = Self::of(parse::packs(files)?);
        parse::compile(&book.packs)?;
        Ok(book)
    }

    fn of(packs: Vec<Pack>) -> Self {
        Self {
            packs,
            wanted: Vec::new(),
            plan: OnceLock::new(),
            marks: OnceLock::new(),
            all_marks: OnceLock::new(),
            joints: OnceLock::new(),
        }
    }

    /// The rules that come with the program.
    ///
    /// # Errors
    /// None, as long as the tests of the embedded files pass.
    pub fn builtin() -> Result<Self, RuleError> {
        // That their patterns compile is for the tests to see; here most are never asked for.
        Ok(Self::of(parse::packs(&files::embedded())?))
    }

    /// Switches packs: those in `on` run with their unsafe rules, those in `off` do not run at all.
    ///
    /// # Errors
    /// When there is no pack of that name.
    pub fn with_packs(mut self, on: &[String], off: &[String]) -> Result<Self, RuleError> {
        for name in on.iter().chain(off) {
            if !self.packs.iter().any(|p| p.name == *name) {
                let known: Vec<&str> = self.packs.iter().map(|p| p.name.as_str()).collect();
                return Err(RuleError {
                    file: "packs".to_owned(),
                    line: 0,
                    what: format!("no pack {name:?}"),
                    remedy: format!("take one of: {}", known.join(", ")),
                });
            }
        }
        self.packs.retain(|p| !off.contains(&p.name));
        Ok(Self { wanted: on.to_vec(), ..Self::of(self.packs) })
    }

    /// Puts a user's packs on top: a rule with the id of another one takes its place.
    ///
    /// # Errors
    /// As [`RuleBook::parse`].
    pub fn with_files(self, files: &[(String, String)]) -> Result<Self, RuleError> {
        let mut all = files.to_vec();
        if !files.iter().any(|(name, _)| name.ends_with("classes.toml")) {
            all.extend(files::embedded().into_iter().filter(|(name, _)| name.ends_with("classes.toml")));
        }
        let own = parse::packs(&all)?;
        parse::compile(&own)?;
        let ids: Vec<RuleId> = own.iter().flat_map(|p| &p.rules).map(|r| r.id.clone()).collect();
        let mut packs: Vec<Pack> = self.packs.into_iter().filter(|p| !own.iter().any(|o| o.name == p.name)).collect();
        packs.iter_mut().for_each(|p| p.rules.retain(|r| !ids.contains(&r.id)));
        packs.extend(own);
        packs.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        Ok(Self { wanted: self.wanted, ..Self::of(packs) })
    }

    /// The packs in force, in running order.
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// All rules in force, in running order.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.shared_rules().map(|rule| &**rule)
    }

    fn shared_rules(&self) -> impl Iterator<Item = &Arc<Rule>> {
        self.packs.iter().flat_map(|p| &p.rules)
    }

    /// Runs all rewrites over a text until nothing changes. Physical lines stay lines. Idempotent; O(text) for
    /// each rule that occurs in it and each of at most eight rounds.
    pub fn clean(&self, text: &mut Edited) -> RuleCounts {
        let plan = self.plan();
        if let Some(cleaned) = scan::recorded(plan, text.text(), MAX_ROUNDS) {
            scan::replay(plan, cleaned.groups, text);
            return counted(plan, &cleaned.counts);
        }
        self.clean_whole(text)
    }

    fn plan(&self) -> &Plan {
        self.plan.get_or_init(|| Arc::new(Plan::of(self)))
    }

    fn ready_marks(&self) -> &Marks {
        self.marks.get_or_init(|| Arc::new(Marks::apart(self)))
    }

    fn all_marks(&self) -> &Marks {
        self.all_marks.get_or_init(|| Arc::new(Marks::all(self)))
    }

    /// As [`RuleBook::clean`], each rule over the whole text.
    fn clean_whole(&self, text: &mut Edited) -> RuleCounts {
        let mut counts = RuleCounts::new();
        for _ in 0..MAX_ROUNDS {
            if !self.round(text, &mut counts) {
                break;
            }
        }
        counts
    }

    /// Cleans a text, drops the lines that packs asked for by name mark as no part of an article, and joins the
    /// physical lines that are one paragraph, as far as this text alone tells. Idempotent; bounds as for [`RuleBook::clean`].
    pub fn normalize(&self, text: &mut Edited) -> RuleCounts {
        let mut counts = self.clean(text);
        for _ in 0..MAX_ROUNDS {
            let dropped = self.unwanted_lines(text.text());
            let changes = if dropped.is_empty() {
                unwrap::joints(self, text.text(), &mut unwrap::Lines::of(self, text.text()))
            } else {
                dropped
            };
            if changes.is_empty() {
                break;
            }
            for change in &changes {
                *counts.entry(change.rule.clone()).or_insert(0) += 1;
            }
            text.apply(changes);
            for (rule, n) in self.clean(text) {
                *counts.entry(rule).or_insert(0) += n;
            }
        }
        counts
    }

    /// What [`RuleBook::normalize`] makes of a text, without the record of the edits. Bounds as there.
    pub fn normalized<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut place = Workplace::default();
        if normal::normalize(self, text, &mut place) { Cow::Owned(place.into_text()) } else { Cow::Borrowed(text) }
    }

    /// As [`RuleBook::normalized`], in memory that the next text uses again: for many texts, of which each would ask the
    /// system for several times its length. What comes out is the text itself where nothing changed.
    pub fn normalized_in<'t>(&self, text: &'t str, place: &'t mut Workplace) -> &'t str {
        if normal::normalize(self, text, place) { place.text() } else { text }
    }

    /// A text cleaned by each rule over the whole of it.
    fn cleaned_whole(&self, text: &str) -> String {
        let mut edited = Edited::new(text);
        self.clean_whole(&mut edited);
        edited.text().to_owned()
    }

    /// Lines that belong to no article, as marked by packs asked for by name.
    fn unwanted_lines(&self, text: &str) -> Vec<Change> {
        let mut found: BTreeMap<usize, Change> = BTreeMap::new();
        let facts = Facts::default();
        for rule in self.rules().filter(|r| self.wanted.contains(&r.pack) && self.applies(r)) {
            if !matches!(rule.action, Action::Mark(role) if belongs_to_page(role)) {
                continue;
            }
            for at in apply::matches(rule, text, &facts) {
                let start = text[..at.start].rfind('\n').map_or(0, |i| i + 1);
                let end = text[at.end..].find('\n').map_or(text.len(), |i| at.end + i + 1);
                let line = &text[start..end];
                if chars::text_width(&text[at]) >= 0.7 * chars::text_width(line) {
                    let change = Change { at: start..end, with: String::new(), rule: rule.id.clone() };
                    found.entry(start).or_insert(change);
                }
            }
        }
        let mut end = 0;
        found
            .into_values()
            .filter(|c| {
                c.at.start >= end && {
                    end = c.at.end;
                    true
                }
            })
            .collect()
    }

    fn round(&self, text: &mut Edited, counts: &mut RuleCounts) -> bool {
        let mut changed = false;
        let mut facts = Facts::default();
        for rule in self.rules().filter(|r| self.applies(r)) {
            let changes = apply::changes(rule, text.text(), &facts);
            if changes.is_empty() {
                continue;
            }
            *counts.entry(rule.id.clone()).or_insert(0) += changes.len() as u64;
            text.apply(changes);
            facts = Facts::default();
            changed = true;
        }
        changed
    }

    fn applies(&self, rule: &Rule) -> bool {
        match rule.safety {
            Safety::Safe => true,
            Safety::Unsafe => self.wanted.contains(&rule.pack),
            Safety::Suggest => false,
        }
    }

    /// What the rewrites that only suggest point at, by place.
    pub fn suggestions(&self, text: &str) -> Vec<Suggestion> {
        let facts = Facts::default();
        let mut found = Vec::new();
        for rule in self.rules().filter(|r| r.safety == Safety::Suggest && !matches!(r.action, Action::Mark(_))) {
            let at = apply::matches(rule, text, &facts).into_iter();
            found.extend(at.map(|at| Suggestion { at, rule: rule.id.clone() }));
        }
        found.sort_by_key(|s| (s.at.start, s.at.end));
        found
    }

    /// Puts the marks of all marking rules on the lines of a page; what rules call a line is a line of the page, whatever
    /// stands beside it in the text. O(text), and O(line) for each rule that may match in it.
    pub fn marks(&self, page: &mut Page) {
        marking::put(self, page);
    }

    /// The rules that join lines.
    fn joints(&self) -> &Joints {
        self.joints.get_or_init(|| Arc::new(Joints::of(self.shared_rules().cloned())))
    }

    /// Runs the cases of all rules.
    pub fn test(&self) -> Vec<CaseFailure> {
        self.rules().flat_map(|rule| cases::failures(self, rule)).collect()
    }

    /// The rule reference as Markdown.
    pub fn docs(&self) -> String {
        docs::reference(&self.packs)
    }
}

fn counted(plan: &Plan, counts: &[u64]) -> RuleCounts {
    let fired = plan.rules.iter().zip(counts).filter(|(_, n)| **n > 0);
    fired.map(|(rule, n)| (rule.id.clone(), *n)).collect()
}

/// Whether a line of this role is part of no article.
fn belongs_to_page(role: Role) -> bool {
    matches!(
        role,
        Role::Masthead
            | Role::Folio
            | Role::Service
            | Role::IndexLabel
            | Role::QrLabel
            | Role::Imprint
            | Role::ReadOn
            | Role::JumpTo
            | Role::JumpFrom
    )
}

/// What one rule alone changes in a text.
fn alone(rule: &Rule, text: &str) -> Vec<Change> {
    apply::changes(rule, text, &Facts::default())
}
