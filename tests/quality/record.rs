//! Figures as recorded.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::common::root;
use crate::figures::{Figures, is_worse};
use crate::{say, tables};

/// The recorded figures, and those of this run.
pub(crate) struct Record {
    recorded: BTreeMap<String, Figures>,
    now: BTreeMap<String, Figures>,
    losses: Vec<String>,
    updating: bool,
}

fn file() -> PathBuf {
    root().join("tests/data/quality.json")
}

impl Record {
    pub(crate) fn open() -> Self {
        let text = std::fs::read_to_string(file()).unwrap_or_else(|_| "{}".to_owned());
        let recorded = serde_json::from_str(&text).expect("recorded figures");
        let updating = std::env::var_os("UPDATE_QUALITY").is_some();
        Self { recorded, now: BTreeMap::new(), losses: Vec::new(), updating }
    }

    /// Compares the figures of a set with the recorded ones.
    pub(crate) fn meet(&mut self, set: &str, figures: Figures) {
        let told: Vec<String> = figures.iter().map(|(name, value)| format!("{name} {value}")).collect();
        println!("{set}: {}", told.join(", "));
        match self.recorded.get(set) {
            Some(then) => {
                for (name, value) in &figures {
                    match then.get(name) {
                        Some(then) if is_worse(name, *value, *then) => {
                            self.losses.push(format!("{set}: {name} {value} after {then}"));
                        }
                        Some(_) => {}
                        None => self.losses.push(format!("{set}: {name} {value} is not recorded")),
                    }
                }
            }
            None => self.losses.push(format!("{set} is not recorded")),
        }
        self.now.insert(set.to_owned(), figures);
    }

    /// Fails on a loss; or records and writes the tables.
    pub(crate) fn close(mut self) {
        const COMMAND: &str = "UPDATE_QUALITY=1 cargo test --release --test quality";
        if self.updating {
            self.losses.iter().for_each(|loss| say(&format!("recorded all the same: {loss}")));
            let sets = self.now.len();
            self.recorded.append(&mut self.now);
            let text = serde_json::to_string_pretty(&self.recorded).expect("figures") + "\n";
            std::fs::write(file(), text).expect("recorded figures");
            tables::write(&self.recorded);
            return say(&format!("{sets} sets recorded"));
        }
        let stale = tables::is_stale(&self.recorded);
        assert!(self.losses.is_empty(), "quality was lost ({COMMAND} records):\n{}", self.losses.join("\n"));
        assert!(!stale, "docs/quality.md is not what was recorded: {COMMAND}");
        let better = self.now.iter().filter(|(set, figures)| self.recorded.get(*set) != Some(figures)).count();
        say(&format!("{} sets, none worse; {better} with other figures than recorded", self.now.len()));
    }
}
