//! Which article, and where in it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

use crate::cli::exit::{Exit, Failure};
use crate::cli::shown;
use crate::emit::record::{APPARATUS_SCHEMA, ApparatusRecord};
use crate::emit::{APPARATUS_DIR, ARTICLES_FILE};
use crate::model::edition::Span;

/// How many articles a message lists.
const LISTED: usize = 10;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Entry {
    id: String,
    title: String,
}

/// Reads the apparatus of the article that `wanted` names: its id, the beginning of it, or a piece of its title.
pub(super) fn article(out: &Path, wanted: &str) -> Result<ApparatusRecord, Failure> {
    let entries = entries(out)?;
    let id = &choose(&entries, wanted)?.id;
    let file = out.join(APPARATUS_DIR).join(format!("{id}.json"));
    let damaged =
        |why: String| Failure::new(Exit::Input, format!("{}: {why}", shown(&file)), "run jiaokan reconstruct again");
    let text = fs::read_to_string(&file).map_err(|error| damaged(error.to_string()))?;
    let record: ApparatusRecord = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
    if record.edition.schema != APPARATUS_SCHEMA {
        return Err(damaged(format!("schema {}, this program reads {APPARATUS_SCHEMA}", record.edition.schema)));
    }
    Ok(record)
}

fn entries(out: &Path) -> Result<Vec<Entry>, Failure> {
    let file = out.join(ARTICLES_FILE);
    let bad = |why: String| {
        Failure::new(Exit::Input, format!("{}: {why}", shown(&file)), "name an output of jiaokan reconstruct")
    };
    let reader = BufReader::new(File::open(&file).map_err(|error| bad(error.to_string()))?);
    let mut entries = Vec::new();
    for (number, line) in reader.lines().enumerate() {
        let line = line.map_err(|error| bad(error.to_string()))?;
        entries.push(serde_json::from_str(&line).map_err(|error| bad(format!("line {}: {error}", number + 1)))?);
    }
    Ok(entries)
}

fn choose<'a>(entries: &'a [Entry], wanted: &str) -> Result<&'a Entry, Failure> {
    if let Some(entry) = entries.iter().find(|entry| entry.id == wanted) {
        return Ok(entry);
    }
    let by_id: Vec<&Entry> = entries.iter().filter(|entry| entry.id.starts_with(wanted)).collect();
    let by_title = || entries.iter().filter(|entry| entry.title.contains(wanted)).collect();
    let hits = if by_id.is_empty() { by_title() } else { by_id };
    match hits[..] {
        [entry] => Ok(entry),
        [] => Err(Failure::new(Exit::Input, format!("no article {wanted:?}"), list("there are", entries.iter()))),
        _ => Err(Failure::new(
            Exit::Input,
            format!("{wanted:?} names {} articles", hits.len()),
            list("say which", hits.into_iter()),
        )),
    }
}

fn list<'a>(lead: &str, entries: impl ExactSizeIterator<Item = &'a Entry>) -> String {
    let more = entries.len().saturating_sub(LISTED);
    let mut text = format!("{lead}:");
    for entry in entries.take(LISTED) {
        text.push_str(&format!("\n    {}  {}", entry.id, entry.title));
    }
    if more > 0 {
        text.push_str(&format!("\n    and {more} more"));
    }
    text
}

/// A stretch of an article's text or title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// Code points.
    pub(super) at: Span,
    /// Whether of the title.
    pub(super) title: bool,
    /// Code points at which the quote stands again.
    pub(super) again: Vec<usize>,
}

impl Target {
    /// One code point.
    pub(super) fn offset(record: &ApparatusRecord, offset: usize, title: bool) -> Result<Self, Failure> {
        let length = text(record, title).chars().count();
        if offset >= length {
            let what = if title { "title" } else { "text" };
            return Err(Failure::new(
                Exit::Input,
                format!("no code point {offset}: the {what} has {length}"),
                "offsets are code points, counted from 0, line ends included",
            ));
        }
        let start = offset as u32;
        Ok(Self { at: Span { start, end: start + 1 }, title, again: Vec::new() })
    }

    /// The first place where a quote stands.
    pub(super) fn quote(record: &ApparatusRecord, quote: &str, title: bool) -> Result<Self, Failure> {
        let text = text(record, title);
        let points = |byte: usize| text[..byte].chars().count();
        let hits: Vec<usize> = text.match_indices(quote).map(|(byte, _)| points(byte)).collect();
        match hits[..] {
            [first, ref again @ ..] if !quote.is_empty() => {
                let at = Span { start: first as u32, end: (first + quote.chars().count()) as u32 };
                Ok(Self { at, title, again: again.to_vec() })
            }
            _ => Err(Failure::new(
                Exit::Input,
                format!("{quote:?} is not in the {}", if title { "title" } else { "text" }),
                "quote the reconstructed text as it is, or give an offset",
            )),
        }
    }
}

/// The text, or the title, of an article.
pub(super) fn text(record: &ApparatusRecord, title: bool) -> &str {
    if title { &record.edition.title } else { &record.edition.text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(pairs: &[(&str, &str)]) -> Vec<Entry> {
        pairs.iter().map(|(id, title)| Entry { id: (*id).into(), title: (*title).into() }).collect()
    }

    #[test]
    fn an_article_goes_by_id_its_beginning_or_its_title() {
        let all = entries(&[("ab12", "石桥"), ("ab3", "木桥"), ("ab", "河")]);
        let id = |wanted: &str| choose(&all, wanted).map(|e| e.id.clone());
        assert_eq!(id("ab").unwrap(), "ab");
        assert_eq!(id("ab1").unwrap(), "ab12");
        assert_eq!(id("木").unwrap(), "ab3");
        let message = id("桥").unwrap_err().to_string();
        assert!(message.contains("names 2 articles") && message.contains("石桥"), "{message}");
        assert!(id("山").unwrap_err().to_string().contains("there are"));
    }

    #[test]
    fn quotes_are_found_in_code_points() {
        let (edition, report) = crate::emit::sample::sample();
        let record = ApparatusRecord::new(&edition, &report);
        let target = Target::quote(&record, "石桥", false).unwrap();
        assert_eq!(target.at, Span { start: 2, end: 4 });
        assert!(Target::quote(&record, "木", false).is_err());
        assert!(Target::offset(&record, 9, false).is_err());
        assert_eq!(Target::offset(&record, 0, true).unwrap().at.end, 1);
    }
}
