//! What is measured: articles as an edition, a text file or another program gives them.

use serde::Deserialize;

use super::unify::is_space;
use crate::model::edition::Span;

/// An article to be measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hypothesis {
    /// Its name.
    pub name: String,
    /// Headline; none where it is not told apart from the body.
    pub title: Option<String>,
    /// Lines between headline and body that are told apart: the byline; of our own records date and deck as well.
    pub header: Vec<String>,
    /// The other lines below the headline.
    pub lines: Vec<Line>,
    /// What the edition says of itself.
    pub edition: Option<Claims>,
}

/// A line that holds something, trimmed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// Code point of the record's text at which it begins; none where that text does not hold it.
    pub at: Option<usize>,
}

/// What an edition says of itself.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Claims {
    /// The witnesses.
    pub witnesses: Vec<Covering>,
    /// Places of variation.
    pub places: Vec<Claim>,
    /// Expected share of wrong characters.
    pub estimated_cer: Option<f64>,
}

/// A witness and what it covers.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Covering {
    /// Its source.
    pub source: String,
    /// Paths of its pages.
    pub pages: Vec<String>,
    /// Code points of the text: `[start, end]`, the end not included.
    pub covers: Vec<(u32, u32)>,
}

/// A place of variation and how sure the edition is of it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Claim {
    /// Code points of the text.
    pub at: Span,
    /// Probability that the text is right there.
    pub confidence: f64,
    /// Whether a reader should look.
    #[serde(default)]
    pub doubtful: bool,
}

/// Why a line of a JSONL file is no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not a JSON object with fields of the right kind.
    #[error("not a record of an article: {0}")]
    Json(String),
    /// It has no text.
    #[error("no field `text`, `body` or `paragraphs`")]
    NoText,
}

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    schema: String,
    id: Option<serde_json::Value>,
    title: Option<String>,
    date: Option<String>,
    deck: Option<String>,
    byline: Option<String>,
    text: Option<String>,
    body: Option<String>,
    paragraphs: Option<Vec<String>>,
    #[serde(flatten)]
    claims: Claims,
}

impl Hypothesis {
    /// An article from its text: a title line, then one paragraph a line. Without a title line the first paragraph is
    /// taken for it by [`Scheme::Marks`](super::Scheme::Marks); [`Scheme::Width`](super::Scheme::Width) looks first.
    pub fn from_text(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), lines: lines(text), ..Self::default() }
    }

    /// An article from a line of a JSONL file with `title` and `text` (or `body`, or `paragraphs`) and optionally `id`
    /// and `byline`, which the text does not hold. Of our own records (`jiaokan/edition/…`) `date` and `deck` are lines
    /// of their own like it, and what they say of themselves is kept. A record without an `id` is called by `number`,
    /// its place in the file.
    ///
    /// # Errors
    /// When the line is no such record.
    pub fn from_record(line: &str, number: usize) -> Result<Self, RecordError> {
        let record: Record = serde_json::from_str(line).map_err(|error| RecordError::Json(error.to_string()))?;
        let text = record.paragraphs.map(|p| p.join("\n")).or(record.text).or(record.body);
        let lines = lines(&text.ok_or(RecordError::NoText)?);
        let ours = record.schema.starts_with("jiaokan/edition/");
        let header = if ours {
            let fields = [record.date, record.deck, record.byline].into_iter().flatten();
            fields.flat_map(|field| field.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
        } else {
            record.byline.into_iter().filter(|byline| !byline.trim().is_empty()).collect()
        };
        let name = match record.id {
            Some(serde_json::Value::String(id)) => id,
            Some(id) => id.to_string(),
            None => number.to_string(),
        };
        let title = Some(record.title.unwrap_or_default().trim().to_owned());
        Ok(Self { name, title, header, lines, edition: ours.then_some(record.claims) })
    }

    /// Headline and lines below it, the first line being the headline of a plain text.
    pub(super) fn split(&self) -> (&str, &[Line]) {
        match (&self.title, self.lines.split_first()) {
            (Some(title), _) => (title, &self.lines),
            (None, Some((first, rest))) => (&first.text, rest),
            (None, None) => ("", &[]),
        }
    }

    /// Sources of its witnesses, sorted.
    pub fn sources(&self) -> Vec<String> {
        let witnesses = self.edition.iter().flat_map(|e| &e.witnesses);
        let mut sources: Vec<String> = witnesses.map(|w| w.source.clone()).collect();
        sources.sort();
        sources.dedup();
        sources
    }
}

fn lines(text: &str) -> Vec<Line> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split(['\n', '\r']) {
        let indent = line.chars().take_while(|c| is_space(*c) || *c == '\u{FEFF}').count();
        let kept = line.trim_start_matches('\u{FEFF}').trim_matches(is_space);
        if !kept.is_empty() {
            found.push(Line { text: kept.to_owned(), at: Some(at + indent) });
        }
        at += line.chars().count() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_where_they_stand() {
        let article = Hypothesis::from_text("a", "桥\n\n  第一段。\n第二段。");
        assert_eq!(article.split().0, "桥");
        let at: Vec<usize> = article.lines.iter().filter_map(|l| l.at).collect();
        assert_eq!(at, [0, 5, 10]);
    }

    #[test]
    fn the_header_is_no_part_of_the_text() {
        let record = |schema: &str| {
            let fields = r#""title": "桥", "date": "（八月）", "byline": "管见", "text": "正文""#;
            Hypothesis::from_record(&format!(r#"{{"schema": "{schema}", {fields}}}"#), 3).unwrap()
        };
        let ours = record("jiaokan/edition/2");
        assert_eq!(
            (ours.header, ours.lines.len(), ours.edition.is_some()),
            (vec!["（八月）".into(), "管见".into()], 1, true)
        );
        assert_eq!((record("").header, record("").edition), (vec!["管见".to_owned()], None));
        assert_eq!(record("").name, "3");
        assert_eq!(Hypothesis::from_record("{}", 0), Err(RecordError::NoText));
        assert!(matches!(Hypothesis::from_record("[]", 0), Err(RecordError::Json(_))));
    }
}
