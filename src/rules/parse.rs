//! Rule files → rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::classes::{CharSet, Classes, Context};
use super::condition::{self, Condition};
use super::error::RuleError;
use super::pattern::Pattern;
use super::rule::{Action, Case, Gate, Rule, Safety, Written};
use crate::model::edit::RuleId;
use crate::model::page::Role;

/// Name of the file that defines character classes.
const CLASSES: &str = "classes.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassFile {
    classes: BTreeMap<String, Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PackFile {
    summary: String,
    order: i64,
    #[serde(default)]
    rule: Vec<Spanned<RawRule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    left: Option<String>,
    #[serde(rename = "match")]
    pattern: Option<String>,
    right: Option<String>,
    replace: Option<String>,
    map: Option<BTreeMap<String, String>>,
    mark: Option<Role>,
    joint: Option<String>,
    gate: Option<String>,
    #[serde(default)]
    when: Vec<String>,
    safety: String,
    why: String,
    source: String,
    cases: Vec<RawCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCase {
    #[serde(rename = "in")]
    input: Option<String>,
    out: Option<String>,
    keep: Option<String>,
    marks: Option<String>,
}

/// A pack: a file of rules.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Name of the file without extension.
    pub name: String,
    /// What kind of noise it is about.
    pub summary: String,
    /// Packs run in ascending order.
    pub order: i64,
    /// Its rules, in file order.
    pub rules: Vec<Arc<Rule>>,
}

/// Parses rule files, given as (name, text); one of them is `classes.toml`. Packs come out in running order.
pub(super) fn packs(files: &[(String, String)]) -> Result<Vec<Pack>, RuleError> {
    let classes = match files.iter().find(|(name, _)| base(name) == CLASSES) {
        Some((name, text)) => classes(name, text)?,
        None => Classes::new(),
    };
    let mut packs = Vec::new();
    for (name, text) in files.iter().filter(|(name, _)| base(name) != CLASSES) {
        packs.push(pack(name, text, &classes)?);
    }
    packs.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
    no_duplicates(&packs)?;
    Ok(packs)
}

/// Builds what the patterns of packs may need.
///
/// # Errors
/// When one is too large.
pub(super) fn compile(packs: &[Pack]) -> Result<(), RuleError> {
    for rule in packs.iter().flat_map(|p| &p.rules) {
        rule.pattern.compile().map_err(|e| {
            let what = format!("rule {:?}: bad pattern: {e}", rule.id.as_str());
            error(&rule.place.0, rule.place.1, what, "make the pattern smaller")
        })?;
    }
    Ok(())
}

fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

fn classes(file: &str, text: &str) -> Result<Classes, RuleError> {
    let parsed: ClassFile = toml::from_str(text).map_err(|e| syntax(file, text, &e))?;
    let mut classes = Classes::new();
    for (name, class) in parsed.classes {
        let line = line_of(text, class.span().start);
        let set = CharSet::parse(class.get_ref()).map_err(|e| {
            error(
                file,
                line,
                format!("class {name:?}: {e}"),
                "give the inside of a regex character class, such as \\p{Han}〇",
            )
        })?;
        classes.insert(name, set);
    }
    Ok(classes)
}

fn pack(file: &str, text: &str, classes: &Classes) -> Result<Pack, RuleError> {
    let parsed: PackFile = toml::from_str(text).map_err(|e| syntax(file, text, &e))?;
    let name = base(file).trim_end_matches(".toml").to_owned();
    let mut rules = Vec::new();
    for raw in parsed.rule {
        let line = line_of(text, raw.span().start);
        rules.push(Arc::new(rule(raw.into_inner(), &name, file, line, classes)?));
    }
    Ok(Pack { name, summary: parsed.summary, order: parsed.order, rules })
}

fn rule(raw: RawRule, pack: &str, file: &str, line: usize, classes: &Classes) -> Result<Rule, RuleError> {
    let fail = |what: String, remedy: &str| error(file, line, format!("rule {:?}: {what}", raw.id), remedy);
    let kebab = raw.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if raw.id.is_empty() || !kebab {
        return Err(fail("the id is not kebab-case".into(), "use lower-case letters, digits and hyphens"));
    }
    let context = |expression: &Option<String>| match expression {
        None => Ok(Context::any()),
        Some(e) => Context::parse(e, classes).map_err(|unknown| {
            let known = nearest(&unknown, classes.keys().map(String::as_str));
            fail(
                format!("no character class {unknown:?}"),
                &format!("did you mean {known:?}? Classes are defined in {CLASSES}"),
            )
        }),
    };
    let (left, right) = (context(&raw.left)?, context(&raw.right)?);
    let (action, written) = action(&raw, &fail)?;
    let bad = |why: &dyn std::fmt::Display| {
        let what = format!("bad pattern: {why}");
        fail(what, "see docs.rs/regex for the syntax; put contexts into left and right")
    };
    let pattern = Pattern::parse(&written).map_err(|e| bad(&e))?;
    if pattern.matches_empty() && !matches!(action, Action::Joint(_) | Action::Gate(_)) {
        return Err(fail("the pattern matches the empty text".into(), "make it match at least one character"));
    }
    let when = conditions(&raw.when, &fail)?;
    let safety = match raw.safety.as_str() {
        "safe" => Safety::Safe,
        "unsafe" => Safety::Unsafe,
        "suggest" => Safety::Suggest,
        other => return Err(fail(format!("no safety {other:?}"), "take safe, unsafe or suggest")),
    };
    let cases = cases(&raw, &fail)?;
    let written =
        Written { left: raw.left.clone(), pattern: written, right: raw.right.clone(), when: raw.when.clone() };
    Ok(Rule {
        id: RuleId::new(&raw.id),
        pack: pack.to_owned(),
        action,
        left,
        right,
        pattern,
        when,
        safety,
        why: raw.why,
        source: raw.source,
        cases,
        written,
        place: (file.to_owned(), line),
    })
}

fn conditions(written: &[String], fail: &impl Fn(String, &str) -> RuleError) -> Result<Vec<Condition>, RuleError> {
    let parse = |text: &String| {
        Condition::parse(text).ok_or_else(|| {
            let names: Vec<&str> = condition::names().collect();
            let known = nearest(text, names.iter().copied());
            fail(format!("no condition {text:?}"), &format!("did you mean {known:?}? Known: {}", names.join(", ")))
        })
    };
    written.iter().map(parse).collect()
}

/// The cases of a rule: at least one where it acts and one where it must not.
fn cases(raw: &RawRule, fail: &impl Fn(String, &str) -> RuleError) -> Result<Vec<Case>, RuleError> {
    let cases = raw.cases.iter().map(|c| case(c, fail)).collect::<Result<Vec<_>, _>>()?;
    let negative = |c: &Case| matches!(c, Case::Keeps(_));
    if cases.iter().all(negative) || !cases.iter().any(negative) {
        return Err(fail(
            "a positive or a negative case is missing".into(),
            "give { in, out } or { in, marks }, and { keep }",
        ));
    }
    Ok(cases)
}

/// The one action of a rule, and its pattern.
fn action(raw: &RawRule, fail: &impl Fn(String, &str) -> RuleError) -> Result<(Action, String), RuleError> {
    let mut found = Vec::new();
    let pattern = raw.pattern.clone();
    let needed = || pattern.clone().ok_or_else(|| fail("no match".into(), "add match = '…'"));
    if let Some(with) = &raw.replace {
        found.push((Action::Replace(with.clone()), needed()?));
    }
    if let Some(role) = raw.mark {
        found.push((Action::Mark(role), needed()?));
    }
    if let Some(map) = &raw.map {
        found.push(character_map(map, fail)?);
    }
    if let Some(between) = &raw.joint {
        found.push((Action::Joint(between.clone()), pattern.clone().unwrap_or_default()));
    }
    if let Some(gate) = &raw.gate {
        let gate = match gate.as_str() {
            "line-ends" => Gate::LineEnds,
            "nfc" => Gate::Nfc,
            "parallel-halves" => Gate::ParallelHalves,
            "html-entities" => Gate::Entities,
            other => {
                return Err(fail(
                    format!("no gate {other:?}"),
                    "take line-ends, nfc, parallel-halves or html-entities",
                ));
            }
        };
        found.push((Action::Gate(gate), pattern.clone().unwrap_or_default()));
    }
    match found.len() {
        1 => Ok(found.remove(0)),
        n => Err(fail(format!("{n} actions"), "give exactly one of replace, map, mark, joint, gate")),
    }
}

fn character_map(
    map: &BTreeMap<String, String>,
    fail: &impl Fn(String, &str) -> RuleError,
) -> Result<(Action, String), RuleError> {
    let mut by_char = BTreeMap::new();
    for (from, to) in map {
        let mut chars = from.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => by_char.insert(c, to.clone()),
            _ => return Err(fail(format!("{from:?} is not one character"), "map takes one character to a text")),
        };
    }
    let class: String = by_char.keys().map(|c| regex::escape(&c.to_string())).collect();
    Ok((Action::Map(by_char), format!("[{class}]")))
}

fn case(raw: &RawCase, fail: &impl Fn(String, &str) -> RuleError) -> Result<Case, RuleError> {
    match (&raw.input, &raw.out, &raw.keep, &raw.marks) {
        (Some(input), Some(out), None, None) => Ok(Case::Changes { input: input.clone(), out: out.clone() }),
        (Some(input), None, None, Some(piece)) => Ok(Case::Marks { input: input.clone(), piece: piece.clone() }),
        (None, None, Some(text), None) => Ok(Case::Keeps(text.clone())),
        _ => Err(fail("a case of no known form".into(), "take { in, out }, { in, marks } or { keep }")),
    }
}

fn no_duplicates(packs: &[Pack]) -> Result<(), RuleError> {
    let mut seen: BTreeMap<&RuleId, &Rule> = BTreeMap::new();
    for rule in packs.iter().flat_map(|p| &p.rules) {
        if let Some(first) = seen.insert(&rule.id, rule) {
            let (file, line) = &rule.place;
            let what = format!("rule {:?} is already defined at {}:{}", rule.id.as_str(), first.place.0, first.place.1);
            return Err(error(file, *line, what, "give it another id"));
        }
    }
    Ok(())
}

fn error(file: &str, line: usize, what: String, remedy: &str) -> RuleError {
    RuleError { file: file.to_owned(), line, what, remedy: remedy.to_owned() }
}

fn syntax(file: &str, text: &str, e: &toml::de::Error) -> RuleError {
    let line = line_of(text, e.span().map_or(0, |s| s.start));
    let message = e.message();
    let remedy = if message.contains("unknown field") {
        "take one of the fields named above"
    } else {
        "see docs/adding-rules.md for the form of a rule file"
    };
    error(file, line, message.to_owned(), remedy)
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].matches('\n').count() + 1
}

fn nearest<'n>(wrong: &str, names: impl Iterator<Item = &'n str>) -> &'n str {
    names.max_by(|a, b| strsim::jaro_winkler(wrong, a).total_cmp(&strsim::jaro_winkler(wrong, b))).unwrap_or("")
}
