//! What can be wrong with an input, and what to do about it.

use std::io;

use crate::model::edition::Warning;

/// Why a path gave no page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Nothing there.
    #[error("{path}: no such file or directory")]
    NotFound {
        /// The path as given.
        path: String,
    },
    /// The system refused.
    #[error("{path}: cannot be read: {reason}")]
    Unreadable {
        /// The path as given.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// The path cannot be written down.
    #[error("{path}: its name is not Unicode")]
    Name {
        /// The path, its odd bytes replaced.
        path: String,
    },
    /// A file given by name whose name is not that of a page text.
    #[error("{path}: not a page text by its name")]
    Format {
        /// The path as given.
        path: String,
    },
    /// A directory holds no page text.
    #[error("{path}: no page text in this directory")]
    NoPages {
        /// The directory as given.
        path: String,
    },
    /// Nothing but white space.
    #[error("{path}: no text in it ({bytes} bytes)")]
    Empty {
        /// The path as given.
        path: String,
        /// Its size.
        bytes: usize,
    },
    /// Not a text at all.
    #[error("{path}: a binary file (NUL at byte {at})")]
    Binary {
        /// The path as given.
        path: String,
        /// Offset of the first NUL byte.
        at: usize,
    },
    /// Text in another encoding, or damaged.
    #[error("{path}:{line}: not UTF-8 at byte {at}; {}", guess(candidates))]
    NotUtf8 {
        /// The path as given.
        path: String,
        /// 1-based line of the first bad byte.
        line: u32,
        /// Offset of the first bad byte.
        at: usize,
        /// Names (as `iconv` has them) of encodings all bytes are possible in, likeliest first.
        candidates: Vec<&'static str>,
    },
    /// Markup that is not well-formed.
    #[error("{path}:{line}: not well-formed: {what}")]
    Malformed {
        /// The path as given.
        path: String,
        /// 1-based line.
        line: u32,
        /// What is wrong there.
        what: String,
    },
    /// Longer than the bound.
    #[error("{path}: longer than {limit} bytes, the bound for one page text")]
    TooLong {
        /// The path as given.
        path: String,
        /// The bound in bytes.
        limit: usize,
    },
}

fn guess(candidates: &[&str]) -> String {
    if candidates.is_empty() { "damaged text".to_owned() } else { format!("it could be {}", candidates.join(" or ")) }
}

impl InputError {
    /// The path concerned, as given.
    pub fn path(&self) -> &str {
        match self {
            Self::NotFound { path }
            | Self::Unreadable { path, .. }
            | Self::Name { path }
            | Self::Format { path }
            | Self::NoPages { path }
            | Self::Empty { path, .. }
            | Self::Binary { path, .. }
            | Self::NotUtf8 { path, .. }
            | Self::Malformed { path, .. }
            | Self::TooLong { path, .. } => path,
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::NotFound { .. } => "check the spelling and the directory you are in".into(),
            Self::Unreadable { .. } => "check its permissions and that it is a file".into(),
            Self::Name { .. } => "rename it".into(),
            Self::Format { .. } => {
                "page texts are named *.txt, *.text or have no extension, or hold ALTO, PAGE XML or hOCR; rename it if it is one".into()
            }
            Self::NoPages { .. } => "put page texts there: files named *.txt, *.text or without extension, or ALTO, PAGE XML or hOCR".into(),
            Self::Empty { .. } => "extract the page again, or leave the file out".into(),
            Self::Binary { .. } => "give the text of the page, not its image or PDF".into(),
            Self::NotUtf8 { path, candidates, .. } => match candidates.first() {
                Some(from) => format!("iconv -f {from} -t UTF-8 '{path}' > '{path}.utf8'"),
                None => "extract the page again; bytes are damaged".into(),
            },
            Self::Malformed { .. } => "write the file again with the program that made it; it may have been cut off".into(),
            Self::TooLong { .. } => "give one file for each page".into(),
        }
    }

    /// The same as an entry of the report.
    pub fn to_warning(&self) -> Warning {
        let line = match self {
            Self::NotUtf8 { line, .. } | Self::Malformed { line, .. } => Some(*line),
            _ => None,
        };
        let place = line.map_or_else(|| format!("{}: ", self.path()), |line| format!("{}:{line}: ", self.path()));
        let told = self.to_string();
        let what = told.strip_prefix(&place).unwrap_or(&told).to_owned();
        Warning { path: self.path().to_owned(), line, what, remedy: self.remedy() }
    }

    /// The error for what the system said of a path.
    pub fn from_io(path: &str, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound { path },
            _ => Self::Unreadable { path, reason: error.to_string() },
        }
    }
}

/// Why a manifest cannot be used. Without it the run does not know whose pages it reads, so it ends.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// The file could not be read.
    #[error("{path}: cannot be read: {reason}")]
    Unreadable {
        /// The manifest.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// It is not TOML, or not a manifest.
    #[error("{path}:{line}: {what}")]
    Malformed {
        /// The manifest.
        path: String,
        /// 1-based line.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// Two entries for one file.
    #[error("{path}: {page} has more than one entry")]
    Twice {
        /// The manifest.
        path: String,
        /// The page file.
        page: String,
    },
}

impl ManifestError {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "check the spelling of --manifest",
            Self::Malformed { .. } => {
                "an entry reads: [[page]] path = \"a.txt\" source = \"A\", with page, date and family = \
                 \"text-layer\" or \"ocr\" if you like"
            }
            Self::Twice { .. } => "keep one of them",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_entry_does_not_repeat_the_path() {
        let error = InputError::NotUtf8 { path: "a.txt".into(), line: 3, at: 40, candidates: vec!["GB18030"] };
        let warning = error.to_warning();
        assert_eq!(warning.what, "not UTF-8 at byte 40; it could be GB18030");
        assert_eq!((warning.path.as_str(), warning.line), ("a.txt", Some(3)));
        assert!(warning.remedy.contains("iconv -f GB18030"));
    }
}
