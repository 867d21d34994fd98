//! Which format a page file is in, told by its root element, and its reader.

use std::path::Path;

use super::error::InputError;
use super::plain::Plain;
use super::{alto, hocr, markup, page_xml};
use crate::model::page::{Page, Scan};

/// Bytes of a file that are looked at for its root element.
pub const HEAD: usize = 16 << 10;

/// The formats of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Plain,
    /// ALTO.
    Alto,
    /// hOCR.
    Hocr,
    /// PAGE XML.
    PageXml,
}

impl Format {
    /// The format of a text, by its root element: everything that is not one of the others is plain. O(1).
    pub fn of(text: &str) -> Self {
        match root(text) {
            Some("alto") => Self::Alto,
            Some("PcGts") => Self::PageXml,
            Some("html" | "HTML") if ["ocr_page", "ocr_line", "ocrx_"].iter().any(|c| head(text).contains(c)) => {
                Self::Hocr
            }
            _ => Self::Plain,
        }
    }

    /// Whether a file that is not called a text is a page by what it holds.
    pub(super) fn is_page(file: &Path) -> bool {
        use std::io::Read;
        let mut bytes = Vec::new();
        let opened = std::fs::File::open(file).and_then(|file| file.take(HEAD as u64).read_to_end(&mut bytes));
        opened.is_ok() && Self::of(&String::from_utf8_lossy(&bytes)) != Self::Plain
    }
}

/// What the rules do that readers name in their edits, for people; none for other rules.
pub fn reason(rule: &str) -> Option<&'static str> {
    Some(match rule {
        alto::RULE | hocr::RULE | page_xml::RULE => {
            "Markup is no text: words of a line are parted as the format says, lines by a line end, blocks by a blank line."
        }
        alto::HYPHEN => {
            "The format gives the whole word beside its parts, and there it has no hyphen: a soft one stands at the line end."
        }
        markup::REFERENCE => "A character reference of XML is the character that it names.",
        _ => return None,
    })
}

/// The beginning of a text.
fn head(text: &str) -> &str {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Name of the root element, without prefix.
fn root(text: &str) -> Option<&str> {
    let mut rest = head(text).trim_start_matches('\u{FEFF}').trim_start();
    loop {
        rest = match rest.strip_prefix('<')? {
            comment if comment.starts_with("!--") => comment.split_once("-->")?.1,
            declaration if declaration.starts_with(['?', '!']) => declaration.split_once('>')?.1,
            element => {
                let name = element.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
                return name.rsplit(':').next();
            }
        }
        .trim_start();
    }
}

/// A page file as its reader gives it.
#[derive(Debug, Clone)]
pub struct Read {
    /// The text and what is said of the file.
    pub plain: Plain,
    /// What the format tells beside the text.
    pub scan: Option<Box<Scan>>,
}

impl Read {
    /// Takes the text of a file for what its root element says that it is. O(bytes).
    ///
    /// # Errors
    /// When a file with the root of a format is not well-formed, or there is no text in it.
    pub fn of(mut plain: Plain, path: &str) -> Result<Self, InputError> {
        let source = plain.text.source();
        let read = match Format::of(source) {
            Format::Plain => return Ok(Self { plain, scan: None }),
            Format::Alto => alto::read(source),
            Format::Hocr => hocr::read(source),
            Format::PageXml => page_xml::read(source),
        };
        let (text, scan) = read.map_err(|broken| {
            let line =
                source.as_bytes()[..broken.at.min(source.len())].iter().filter(|b| **b == b'\n').count() as u32 + 1;
            InputError::Malformed { path: path.to_owned(), line, what: broken.what }
        })?;
        if text.text().trim().is_empty() {
            return Err(InputError::Empty { path: path.to_owned(), bytes: source.len() });
        }
        plain.text = text;
        Ok(Self { plain, scan: Some(Box::new(scan)) })
    }

    /// The page of this name and source.
    pub fn into_page(self, source: &str, name: &str, path: &str) -> Page {
        Page { scan: self.scan, ..self.plain.into_page(source, name, path) }
    }
}
