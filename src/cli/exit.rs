//! How a command ends.

use std::fmt;
use std::io;
use std::process::ExitCode;

use crate::emit::EmitError;
use crate::ingest::{InputError, ManifestError};
use crate::rules::RuleError;

/// Exit status of the program. The numbers are part of the interface and do not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exit {
    /// Done, nothing to complain of.
    Clean = 0,
    /// Done, but some inputs failed, cases failed, or a generated file is stale.
    Partial = 1,
    /// The command line is wrong.
    Usage = 2,
    /// No input could be used, or what was asked for is not there.
    Input = 3,
    /// A defect of the program.
    Internal = 4,
    /// The output could not be written; nothing was changed.
    Output = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command cannot go on, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    what: String,
    remedy: Option<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { exit, what: what.into(), remedy: Some(remedy.into()) }
    }

    /// A failure to write to standard output; a reader that went away is no failure.
    pub(crate) fn stdout(error: &io::Error) -> Self {
        let exit = if error.kind() == io::ErrorKind::BrokenPipe { Exit::Clean } else { Exit::Output };
        Self { exit, what: format!("standard output: {error}"), remedy: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        match &self.remedy {
            Some(remedy) => write!(f, "\n  help: {remedy}"),
            None => Ok(()),
        }
    }
}

impl From<&InputError> for Failure {
    fn from(error: &InputError) -> Self {
        Self::new(Exit::Input, error.to_string(), error.remedy())
    }
}

impl From<ManifestError> for Failure {
    fn from(error: ManifestError) -> Self {
        Self::new(Exit::Input, error.to_string(), error.remedy())
    }
}

impl From<EmitError> for Failure {
    fn from(error: EmitError) -> Self {
        let exit = if matches!(error, EmitError::Id { .. }) { Exit::Internal } else { Exit::Output };
        Self::new(exit, error.to_string(), error.remedy())
    }
}

impl From<RuleError> for Failure {
    fn from(error: RuleError) -> Self {
        let what = match error.line {
            0 => format!("{}: {}", error.file, error.what),
            _ => error.to_string(),
        };
        Self { exit: Exit::Input, what, remedy: Some(error.remedy) }
    }
}

/// Failures of writing are all of standard output: files are written by `emit`, with errors of its own.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::stdout(&error)
    }
}
