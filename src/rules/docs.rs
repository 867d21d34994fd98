//! The rule reference.

use std::fmt::Write;

use super::parse::Pack;
use super::rule::{Action, Case, Gate, Rule};

/// All packs and rules as Markdown.
pub(super) fn reference(packs: &[Pack]) -> String {
    let mut out = String::from(
        "# Rule reference\n\nGenerated from `rules/*.toml` by `jiaokan rules docs`; do not edit.\n\n\
         A rule is applied when its safety is *safe*, when it is *unsafe* and its pack is asked for with `--pack`, and \
         never when it is *suggest*: then it is only shown.\n",
    );
    for pack in packs {
        let _ = write!(out, "\n## {}\n\n{}\n", pack.name, pack.summary);
        for rule in &pack.rules {
            entry(&mut out, rule);
        }
    }
    out
}

fn entry(out: &mut String, rule: &Rule) {
    let _ = write!(out, "\n### {}\n\n{}\n\n", rule.id, rule.why);
    for (name, value) in rule.facts() {
        let _ = writeln!(out, "- {name}: {value}");
    }
    for example in rule.examples() {
        let _ = writeln!(out, "- {example}");
    }
}

impl Rule {
    /// What it does, where, how safe that is and what it rests on, as pairs of name and value in Markdown.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let code = |text: &String| format!("`{text}`");
        let written = &self.written;
        let mut facts = vec![("Does", deed(self))];
        facts.extend(written.left.iter().map(|left| ("After", code(left))));
        facts.extend(written.right.iter().map(|right| ("Before", code(right))));
        if !written.when.is_empty() {
            facts.push(("When", written.when.iter().map(code).collect::<Vec<_>>().join(", ")));
        }
        facts.extend([("Safety", self.safety.to_string()), ("Source", self.source.clone())]);
        facts
    }

    /// Its cases in Markdown, one each.
    pub fn examples(&self) -> impl Iterator<Item = String> {
        self.cases.iter().map(|case| match case {
            Case::Changes { input, out: to } => format!("{} → {}", shown(input), shown(to)),
            Case::Marks { input, piece } => format!("{}: marks {}", shown(input), shown(piece)),
            Case::Keeps(text) => format!("{} stays", shown(text)),
        })
    }
}

fn deed(rule: &Rule) -> String {
    let pattern = &rule.written.pattern;
    match &rule.action {
        Action::Replace(with) => format!("`{pattern}` becomes {}", shown(with)),
        Action::Map(map) => format!("replaces {} characters, each by its own", map.len()),
        Action::Mark(role) => {
            let role = serde_json::to_string(role).unwrap_or_default();
            format!("marks `{pattern}` as {}", role.trim_matches('"'))
        }
        Action::Joint(between) if pattern.is_empty() => {
            format!("joins two lines of a paragraph with {}", shown(between))
        }
        Action::Joint(between) => format!(
            "joins two lines of a paragraph with {}, without `{pattern}` at the end of the first",
            shown(between)
        ),
        Action::Gate(Gate::LineEnds) => "makes every line end a line feed".to_owned(),
        Action::Gate(Gate::Nfc) => "composes characters canonically (NFC)".to_owned(),
        Action::Gate(Gate::Entities) => "turns character references of HTML into their characters".to_owned(),
        Action::Gate(Gate::ParallelHalves) => "puts one space between parallel slogans of equal length".to_owned(),
    }
}

/// A text in code marks, with what cannot be seen made visible.
fn shown(text: &str) -> String {
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let mut out = String::from("`");
    for c in text.chars() {
        match c {
            '\n' => out.push('⏎'),
            '`' => out.push('ˋ'),
            ' ' => out.push(' '),
            c if crate::text::chars::is_blank(c) || c.is_control() => {
                let _ = write!(out, "<U+{:04X}>", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('`');
    out
}
