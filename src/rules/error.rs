//! What can be wrong with rule files.

/// A broken rule file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {what}")]
pub struct RuleError {
    /// The file.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// A case that does not come out as its rule says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: rule {rule}: {input:?} gives {found:?} and should give {expected:?}")]
pub struct CaseFailure {
    /// The file.
    pub file: String,
    /// 1-based line of the rule.
    pub line: usize,
    /// The rule.
    pub rule: String,
    /// The text of the case.
    pub input: String,
    /// What should come of it.
    pub expected: String,
    /// What came of it.
    pub found: String,
}
