//! Stand-in.
#![allow(missing_docs)]
use crate::model::edit::{Edited, RuleId};

pub mod files {
    use super::*;
    pub fn load(dir: &std::path::Path) -> Result<RuleBook, RuleError> {
        if dir.is_dir() {
            Ok(RuleBook { rules: vec![] })
        } else {
            Err(RuleError(format!("{}: no such directory", dir.display())))
        }
    }
}

#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct RuleError(String);

#[derive(Debug, Clone)]
pub struct Rule {
    pub id: RuleId,
    pub pack: String,
    pub safety: String,
    pub why: String,
    pub source: String,
}

#[derive(Debug, Clone)]
pub struct CaseFailure(String);
impl std::fmt::Display for CaseFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone)]
pub struct RuleBook {
    rules: Vec<Rule>,
}

impl RuleBook {
    pub fn builtin() -> Result<Self, RuleError> {
        let rule = Rule {
            id: RuleId::new("spaced-han"),
            pack: "space".into(),
            safety: "safe".into(),
            why: "Justified lines are set with a space after every character; extraction keeps them.".into(),
            source: "clreq 3.2.1".into(),
        };
        Ok(Self { rules: vec![rule] })
    }
    pub fn with_packs(self, on: &[String], _off: &[String]) -> Result<Self, RuleError> {
        match on.first() {
            Some(name) if name != "space" => Err(RuleError(format!("no pack {name}"))),
            _ => Ok(self),
        }
    }
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }
    pub fn test(&self) -> Vec<CaseFailure> {
        vec![]
    }
    pub fn docs(&self) -> String {
        "# Rules\n".into()
    }
    pub fn normalize(&self, _text: &mut Edited) {}
}
