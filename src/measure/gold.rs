//! Gold texts and the manifests that describe them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::unify::Scheme;

/// A gold article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gold {
    /// Its name.
    pub id: String,
    /// The headline as it should be, its lines joined by a space.
    pub title: String,
    /// The lines of the headline, where it has several.
    pub title_lines: Vec<String>,
    /// Other forms of the headline that are right as well.
    pub accepted: Vec<String>,
    /// Lines between headline and body (date, deck, byline) that are free to be there or not.
    pub header: Vec<String>,
    /// The byline; where [`Scheme::Marks`] compares, its line opens the body or is left out.
    pub byline: Option<String>,
    /// Lines of the body below the byline: paragraphs, and marks of lacunae.
    pub paragraphs: Vec<String>,
    /// Beginnings of paragraphs where a break is free.
    pub optional: Vec<String>,
    /// Sources that print it.
    pub sources: BTreeSet<String>,
    /// Its script, as the manifest names it.
    pub script: Option<String>,
}

/// A set of gold articles and how it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldSet {
    /// How it is compared.
    pub scheme: Scheme,
    /// Its articles.
    pub articles: Vec<Gold>,
    /// Texts on the pages that are no articles: captions, index boxes.
    pub furniture: Vec<String>,
    /// Sources whose pages are text layers.
    pub text_layers: BTreeSet<String>,
}

/// Why gold texts cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GoldError {
    /// The manifest is no JSON, or not of a shape we know.
    #[error("manifest: {0}")]
    Manifest(String),
    /// A text that the manifest names cannot be had.
    #[error("text of article {id:?}: {what}")]
    Text {
        /// The article.
        id: String,
        /// What is wrong with it.
        what: String,
    },
    /// There is nothing to compare with.
    #[error("no gold article")]
    Empty,
}

impl GoldError {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Manifest(_) => {
                "a manifest lists `articles` with `id` and `title_lines`, or with `file` and `header_lines`: see \
                 docs/formats.md"
            }
            Self::Text { .. } => "give the file that the manifest names, or take the article out of the manifest",
            Self::Empty => "give a directory with a manifest.json or with .txt files: title, then one paragraph a line",
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Manifest {
    Listed(Vec<Described>),
    Whole {
        articles: Vec<Described>,
        #[serde(default)]
        pages: Vec<PageEntry>,
    },
}

/// An article as a manifest describes it; the shapes differ in what they leave out.
#[derive(Deserialize)]
struct Described {
    id: Option<String>,
    file: Option<String>,
    header_lines: Option<usize>,
    #[serde(default)]
    title_lines: Vec<String>,
    #[serde(default, alias = "accepted")]
    title_accept: Vec<String>,
    #[serde(default, alias = "header")]
    header_accept: Vec<String>,
    #[serde(default, alias = "optional")]
    optional_breaks: Vec<String>,
    byline: Option<String>,
    script: Option<String>,
    #[serde(default)]
    sources: BTreeMap<String, serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct PageEntry {
    source: Option<String>,
    #[serde(default)]
    engine: String,
    #[serde(default)]
    non_articles: Vec<String>,
}

impl GoldSet {
    /// The set that a manifest describes; `read` gives the text of a file that lies beside it. An article with
    /// `header_lines` makes it a set of [`Scheme::Width`], otherwise it is one of [`Scheme::Marks`].
    ///
    /// # Errors
    /// When the manifest has no shape we know, a text is missing, or there is no article.
    pub fn from_manifest<E: ToString>(
        manifest: &str,
        mut read: impl FnMut(&str) -> Result<String, E>,
    ) -> Result<Self, GoldError> {
        let manifest = serde_json::from_str(manifest).map_err(|error| GoldError::Manifest(error.to_string()))?;
        let (described, pages) = match manifest {
            Manifest::Listed(articles) => (articles, Vec::new()),
            Manifest::Whole { articles, pages } => (articles, pages),
        };
        let width = described.iter().any(|article| article.header_lines.is_some());
        let scheme = if width { Scheme::Width } else { Scheme::Marks };
        let article = |described| article(described, scheme, &mut read);
        let articles = described.into_iter().map(article).collect::<Result<Vec<Gold>, _>>()?;
        let layer = |page: &PageEntry| page.engine.to_lowercase().contains("text layer");
        let text_layers = pages.iter().filter(|p| layer(p)).filter_map(|p| p.source.clone()).collect();
        let furniture = pages.into_iter().flat_map(|p| p.non_articles).collect();
        Self { scheme, articles, furniture, text_layers }.filled()
    }

    /// The set of texts, (name, text) each: a title line, then one paragraph a line.
    ///
    /// # Errors
    /// When there is none.
    pub fn from_texts(texts: impl IntoIterator<Item = (String, String)>) -> Result<Self, GoldError> {
        let articles = texts.into_iter().map(|(id, text)| {
            let mut lines = lines(&text);
            let title = lines.next().unwrap_or_default();
            Gold { id, title, paragraphs: lines.collect(), ..Gold::default() }
        });
        let none = (Vec::new(), BTreeSet::new());
        Self { scheme: Scheme::Marks, articles: articles.collect(), furniture: none.0, text_layers: none.1 }.filled()
    }

    fn filled(self) -> Result<Self, GoldError> {
        if self.articles.is_empty() { Err(GoldError::Empty) } else { Ok(self) }
    }
}

fn article<E: ToString>(
    described: Described,
    scheme: Scheme,
    read: &mut impl FnMut(&str) -> Result<String, E>,
) -> Result<Gold, GoldError> {
    let file = described.file.or_else(|| described.id.as_ref().map(|id| format!("{id}.txt")));
    let file = file.ok_or_else(|| GoldError::Manifest("an article has neither `id` nor `file`".to_owned()))?;
    let id = described.id.unwrap_or_else(|| file.clone());
    let fail = |what: String| GoldError::Text { id: id.clone(), what };
    let text = read(&file).map_err(|error| fail(error.to_string()))?;
    let mut lines = lines(&text);
    let title = lines.next().ok_or_else(|| fail(format!("{file} is empty")))?;
    let byline = described.byline.filter(|byline| !byline.trim().is_empty());
    let mut header = Vec::new();
    if scheme == Scheme::Width {
        header.extend(lines.by_ref().take(described.header_lines.unwrap_or(1).saturating_sub(1)));
        header.extend(described.header_accept);
    } else if let Some(byline) = &byline {
        let line = lines.next().unwrap_or_default();
        if scheme.unified(&line) != scheme.unified(byline) {
            return Err(fail(format!("{file}: the second line is not the byline {byline:?} of the manifest")));
        }
    }
    let (paragraphs, sources) = (lines.collect(), described.sources.into_keys().collect());
    Ok(Gold {
        title,
        title_lines: described.title_lines,
        accepted: described.title_accept,
        header,
        byline,
        paragraphs,
        optional: described.optional_breaks,
        sources,
        script: described.script,
        id,
    })
}

/// The lines that hold something, trimmed.
fn lines(text: &str) -> impl Iterator<Item = String> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let lines = text.split(['\n', '\r']).map(|line| line.trim_matches(super::unify::is_space));
    lines.filter(|line| !line.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Result<String, String> {
        match file {
            "a.txt" => Ok("桥头 旧事\n管见\n第一段。\n第二段。\n".to_owned()),
            _ => Err("not there".to_owned()),
        }
    }

    #[test]
    fn the_shapes_of_manifests() {
        let printed = r#"{"articles": [{"id": "a", "byline": "管见", "sources": {"P": {}}}],
            "pages": [{"source": "P", "engine": "PDF text layer, x", "non_articles": ["导读"]}]}"#;
        let set = GoldSet::from_manifest(printed, read).unwrap();
        assert_eq!((set.scheme, set.furniture.len(), set.text_layers.len()), (Scheme::Marks, 1, 1));
        assert_eq!(set.articles[0].paragraphs, ["第一段。", "第二段。"]);
        let listed = r#"[{"file": "a.txt", "header_lines": 2, "accepted": ["旧事"], "header": [], "optional": []}]"#;
        let set = GoldSet::from_manifest(listed, read).unwrap();
        assert_eq!((set.scheme, &set.articles[0].header), (Scheme::Width, &vec!["管见".to_owned()]));
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let error = |manifest: &str| GoldSet::from_manifest(manifest, read).unwrap_err();
        assert!(matches!(error("{"), GoldError::Manifest(_)));
        assert_eq!(error("[]"), GoldError::Empty);
        assert_eq!(error(r#"[{"id": "b"}]"#).to_string(), "text of article \"b\": not there");
        let byline = error(r#"[{"id": "a", "byline": "旁人"}]"#).to_string();
        assert!(byline.contains("not the byline"), "{byline}");
    }
}
