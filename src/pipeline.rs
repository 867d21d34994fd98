//! The only place where the stages meet.

use crate::model::edition::{Edition, Report};

/// What a run yields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reconstruction {
    /// The editions, in the order of their first page and line.
    pub editions: Vec<Edition>,
    /// What was done, dropped and doubted.
    pub report: Report,
}
