//! What pages should become, in the shape that `measure` reads.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Family;
use super::language::Article;
use super::source::Source;

/// An article and who prints it: an entry of `articles` in a manifest of gold texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleTruth {
    /// Its name.
    pub id: String,
    /// The lines of its headline.
    pub title_lines: Vec<String>,
    /// Its byline.
    pub byline: Option<String>,
    /// Sources that print it.
    pub sources: BTreeMap<String, Empty>,
    /// Headline, byline if it has one, and paragraphs, each in a line.
    #[serde(skip)]
    pub text: String,
}

/// An object without fields: nothing more is known of a printing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Empty {}

/// How the pages of a source came to be, and texts on them that are no articles: an entry of `pages` in a manifest of
/// gold texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceTruth {
    /// Name of the source.
    pub source: String,
    /// What made its texts.
    pub engine: &'static str,
    /// Captions.
    pub non_articles: Vec<String>,
}

impl ArticleTruth {
    pub(super) fn of(index: usize, article: &Article, sources: Vec<String>) -> Self {
        let headline = article.headline();
        let lines = [Some(headline.as_str()), article.byline.as_deref()].into_iter().flatten();
        let lines = lines.chain(article.paragraphs.iter().map(String::as_str));
        let text = lines.flat_map(|line| [line, "\n"]).collect();
        Self {
            id: format!("s{:07}", index + 1),
            title_lines: article.title.clone(),
            byline: article.byline.clone(),
            sources: sources.into_iter().map(|source| (source, Empty {})).collect(),
            text,
        }
    }
}

impl SourceTruth {
    pub(super) fn of(source: &Source) -> Self {
        let engine = match source.family {
            Family::TextLayer => "synthetic text layer",
            Family::Ocr => "synthetic reader of images",
        };
        Self { source: source.name.clone(), engine, non_articles: Vec::new() }
    }
}
