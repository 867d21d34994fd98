//! The C++ library OpenCC, through the crate `opencc-rust`.
//!
//! It reads its dictionaries when a converter is opened, from the first of these that is set: the environment variable
//! `OPENCC_DATA_DIR` at run time, the same variable at build time (`.cargo/config.toml` sets it to what
//! `scripts/setup-opencc.sh` unpacks), the library's own default.
//!
//! The crate serialises all conversions of a process: convert whole pages, not lines.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::OnceLock;

use opencc_rust::OpenCC;

use super::{ScriptConverter, Target};

/// Why the library cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "OpenCC cannot open {config}: {reason}; set OPENCC_DATA_DIR to the directory with its dictionaries \
     (scripts/setup-opencc.sh unpacks them into vendor/opencc/share/opencc)"
)]
pub struct NativeError {
    /// Path of the configuration.
    pub config: String,
    /// What the library says.
    pub reason: String,
}

/// The native converter into a script. Opened at the first call and kept, or the reason why it could not be.
///
/// # Errors
/// When the library finds no dictionaries or refuses them.
pub fn converter(target: Target) -> Result<&'static dyn ScriptConverter, NativeError> {
    static TO_HANS: OnceLock<Result<Native, NativeError>> = OnceLock::new();
    static TO_HANT: OnceLock<Result<Native, NativeError>> = OnceLock::new();
    let opened = match target {
        Target::Hans => TO_HANS.get_or_init(|| Native::open("opencc-rust-2.0.2/t2s", dictionaries().join("t2s.json"))),
        Target::Hant => TO_HANT.get_or_init(|| Native::open("opencc-rust-2.0.2/s2t", dictionaries().join("s2t.json"))),
    };
    opened.as_ref().map(|native| native as &dyn ScriptConverter).map_err(Clone::clone)
}

/// Where the dictionaries are; empty for the library's own default.
fn dictionaries() -> PathBuf {
    std::env::var_os("OPENCC_DATA_DIR")
        .or_else(|| option_env!("OPENCC_DATA_DIR").map(Into::into))
        .map(PathBuf::from)
        .unwrap_or_default()
}

struct Native {
    id: &'static str,
    opencc: OpenCC,
}

impl Native {
    fn open(id: &'static str, config: PathBuf) -> Result<Self, NativeError> {
        OpenCC::new(&config)
            .map(|opencc| Self { id, opencc })
            .map_err(|error| NativeError { config: config.display().to_string(), reason: error.to_string() })
    }
}

impl ScriptConverter for Native {
    /// Text with the character U+0000 is converted piece by piece: a C string cannot hold it.
    ///
    /// # Panics
    /// When the library fails on valid UTF-8, for which it has no reason but want of memory.
    fn convert<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let pieces: Result<Vec<String>, _> = text.split('\0').map(|piece| self.opencc.convert(piece)).collect();
        match pieces {
            Ok(pieces) => {
                let after = pieces.join("\0");
                if after == text { Cow::Borrowed(text) } else { Cow::Owned(after) }
            }
            Err(error) => panic!("OpenCC ({}) failed on valid text: {error}", self.id),
        }
    }

    fn id(&self) -> &str {
        self.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_dictionaries_are_named() {
        let error = Native::open("", "no/such/t2s.json".into()).err().unwrap();
        assert_eq!(error.config, "no/such/t2s.json");
        assert!(error.to_string().contains("OPENCC_DATA_DIR"), "{error}");
    }

    #[test]
    fn a_null_character_stays_in_place() {
        assert_eq!(converter(Target::Hans).unwrap().convert("發\0展\0"), "发\0展\0");
    }
}
