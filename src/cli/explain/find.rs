//! Which article, and where in it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

use crate::cli::exit::{Exit, Failure};
use crate::cli::shown;
use crate::emit::record::{APPARATUS_SCHEMA, ApparatusRecord, AttestationEntry};
use crate::emit::{APPARATUS_DIR, ARTICLES_FILE};
use crate::model::edition::{Place, Span};

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

/// What of an article a stretch is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The headline.
    Title,
    /// Date, deck and byline.
    Header,
    /// The body.
    Text,
}

impl Part {
    /// Its name, and the field of the record that holds it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Header => "header",
            Self::Text => "text",
        }
    }

    /// What it says in an article.
    pub(super) fn of(self, record: &ApparatusRecord) -> &str {
        match self {
            Self::Title => &record.edition.title,
            Self::Header => &record.header,
            Self::Text => &record.edition.text,
        }
    }

    /// Where its characters stand.
    pub(super) fn attestations(self, record: &ApparatusRecord) -> &[AttestationEntry] {
        match self {
            Self::Title => &record.title_attestations,
            Self::Header => &record.header_attestations,
            Self::Text => &record.attestations,
        }
    }

    /// Its places of variation; none are kept of titles.
    pub(super) fn places(self, record: &ApparatusRecord) -> Option<&[Place]> {
        match self {
            Self::Title => None,
            Self::Header => Some(&record.header_places),
            Self::Text => Some(&record.edition.places),
        }
    }
}

/// A stretch of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// Code points.
    pub(super) at: Span,
    /// What they are of.
    pub(super) part: Part,
    /// Code points at which the quote stands again.
    pub(super) again: Vec<usize>,
}

impl Target {
    /// One code point.
    pub(super) fn offset(record: &ApparatusRecord, offset: usize, part: Part) -> Result<Self, Failure> {
        let length = part.of(record).chars().count();
        if offset >= length {
            let what = part.name();
            return Err(Failure::new(
                Exit::Input,
                format!("no code point {offset}: the {what} has {length}"),
                "offsets are code points, counted from 0, line ends included",
            ));
        }
        let start = offset as u32;
        Ok(Self { at: Span { start, end: start + 1 }, part, again: Vec::new() })
    }

    /// The first place where a quote stands in the first of `parts` that has it.
    pub(super) fn quote(record: &ApparatusRecord, quote: &str, parts: &[Part]) -> Result<Self, Failure> {
        parts.iter().find_map(|part| Self::quoted(record, quote, *part)).ok_or_else(|| {
            let names: Vec<&str> = parts.iter().map(|part| part.name()).collect();
            Failure::new(
                Exit::Input,
                format!("{quote:?} is not in the {}", names.join(" or the ")),
                "quote the reconstructed text as it is, or give an offset",
            )
        })
    }

    fn quoted(record: &ApparatusRecord, quote: &str, part: Part) -> Option<Self> {
        let text = part.of(record);
        let points = |byte: usize| text[..byte].chars().count();
        let hits: Vec<usize> = text.match_indices(quote).map(|(byte, _)| points(byte)).collect();
        let (&first, again) = hits.split_first().filter(|_| !quote.is_empty())?;
        let at = Span { start: first as u32, end: (first + quote.chars().count()) as u32 };
        Some(Self { at, part, again: again.to_vec() })
    }
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
        let parts = [Part::Text, Part::Header];
        let target = Target::quote(&record, "石桥", &parts).unwrap();
        assert_eq!((target.at, target.part), (Span { start: 2, end: 4 }, Part::Text));
        let target = Target::quote(&record, "见", &parts).unwrap();
        assert_eq!((target.at, target.part), (Span { start: 1, end: 2 }, Part::Header));
        let message = Target::quote(&record, "木", &parts).unwrap_err().to_string();
        assert!(message.contains("is not in the text or the header"), "{message}");
        assert!(Target::quote(&record, "见", &[Part::Text]).is_err());
        assert!(Target::quote(&record, "", &parts).is_err());
        assert!(Target::offset(&record, 9, Part::Text).is_err());
        assert!(Target::offset(&record, 2, Part::Header).is_err());
        assert_eq!(Target::offset(&record, 0, Part::Title).unwrap().at.end, 1);
    }
}
