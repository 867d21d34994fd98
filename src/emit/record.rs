//! The records of `articles.jsonl` and `apparatus/<id>.json`.

use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::edit::RuleId;
use crate::model::edition::{Attestation, Edition, Lacuna, Place, Report, SCHEMA, Span, Stitch, WitnessRecord};
use crate::model::witness::Family;

/// Version of the record written to `apparatus/<id>.json`.
pub const APPARATUS_SCHEMA: &str = "jiaokan/apparatus/2";

/// One line of `articles.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditionRecord {
    /// [`SCHEMA`], or [`APPARATUS_SCHEMA`] within an [`ApparatusRecord`].
    pub schema: String,
    /// Stable name; also the name of the files in `texts/` and `apparatus/`.
    pub id: String,
    /// 主题: the main headline; empty when no source prints one.
    pub title: String,
    /// 引题: the line above it.
    pub kicker: Option<String>,
    /// 副题: the line below it.
    pub deck: Option<String>,
    /// Label of a column or series.
    pub column: Option<String>,
    /// Bracketed date line below the headline.
    pub date: Option<String>,
    /// Who wrote it, as printed on a line of its own.
    pub byline: Option<String>,
    /// 电头: place and agency that open the body.
    pub dateline: Option<String>,
    /// Agency credit that closes the body.
    pub credit: Option<String>,
    /// The body, one paragraph a line; title, date, deck and byline are not in it.
    pub text: String,
    /// The witnesses, sorted by siglum.
    pub witnesses: Vec<WitnessEntry>,
    /// Places of variation, in the order of the text.
    pub places: Vec<Place>,
    /// Stretches no witness covers.
    pub lacunae: Vec<Lacuna>,
    /// Joints between fragments.
    pub stitches: Vec<StitchEntry>,
    /// Mean posterior of the characters of the text, 0 to 1.
    pub confidence: f64,
    /// Expected share of wrong characters, 0 to 1.
    pub estimated_cer: f64,
}

/// A witness of an edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WitnessEntry {
    /// Short name used in the apparatus.
    pub siglum: String,
    /// Source it comes from.
    pub source: String,
    /// How the source's pages came to be.
    pub family: Family,
    /// Paths of its pages, in the order of the text.
    pub pages: Vec<String>,
    /// Ranges of code points of `text` that it covers: `[start, end]`, the end not included.
    pub covers: Vec<(u32, u32)>,
    /// Headline as this witness prints it.
    pub title: Option<String>,
}

/// A joint between two fragments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StitchEntry {
    /// Siglum of the witness that was stitched.
    pub siglum: String,
    /// Where the first fragment ends.
    pub from: FilePlace,
    /// Where the second one begins.
    pub to: FilePlace,
    /// Why they belong together.
    pub evidence: String,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePlace {
    /// Path of the page.
    pub path: String,
    /// 1-based line.
    pub line: u32,
}

/// `apparatus/<id>.json`: the edition and where each of its characters stands in each witness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApparatusRecord {
    /// All fields of the edition, with a schema of its own.
    #[serde(flatten)]
    pub edition: EditionRecord,
    /// Date, deck and byline, those there are, one a line.
    pub header: String,
    /// Places of variation in `header`, in its order.
    pub header_places: Vec<Place>,
    /// The pages that attestations refer to.
    pub pages: Vec<PageEntry>,
    /// Where the characters of `text` stand.
    pub attestations: Vec<AttestationEntry>,
    /// Where the characters of `title` stand.
    pub title_attestations: Vec<AttestationEntry>,
    /// Where the characters of `header` stand.
    pub header_attestations: Vec<AttestationEntry>,
}

/// What an [`ApparatusRecord`] holds beside the edition.
#[derive(Serialize)]
struct Beside<'a> {
    header: &'a str,
    header_places: &'a [Place],
    pages: &'a [PageEntry],
    attestations: &'a [AttestationEntry],
    title_attestations: &'a [AttestationEntry],
    header_attestations: &'a [AttestationEntry],
}

/// A page that witnesses of an edition stand on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageEntry {
    /// Path as the user gave it.
    pub path: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// Where a stretch of a text stands in one witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestationEntry {
    /// Code points of the text: `[start, end]`, the end not included.
    pub at: (u32, u32),
    /// Siglum of the witness.
    pub siglum: Arc<str>,
    /// Index in `pages`.
    pub page: u32,
    /// 1-based line of the file.
    pub line: u32,
    /// Bytes of the file: `[start, end]`, the end not included.
    pub bytes: (usize, usize),
    /// Rules that made the stretch what it is; empty when it stands so in the file.
    pub rules: Vec<RuleId>,
}

impl EditionRecord {
    /// The record of an edition whose page indices refer to `report`. O(places + witnesses).
    pub fn new(edition: &Edition, report: &Report) -> Self {
        Self::of(edition.clone(), report)
    }

    /// The record that an edition becomes. O(places + witnesses).
    pub(super) fn of(edition: Edition, report: &Report) -> Self {
        let headline = edition.headline;
        let line = |(page, line): (u32, u32)| FilePlace { path: path(report, page), line };
        let stitch = |stitch: Stitch| StitchEntry {
            siglum: stitch.siglum,
            from: line(stitch.from),
            to: line(stitch.to),
            evidence: stitch.evidence,
        };
        Self {
            schema: SCHEMA.to_owned(),
            id: edition.id,
            title: headline.title,
            kicker: headline.kicker,
            deck: headline.deck,
            column: headline.column,
            date: headline.date,
            byline: headline.byline,
            dateline: headline.dateline,
            credit: headline.credit,
            text: edition.text,
            witnesses: edition.witnesses.into_iter().map(|witness| WitnessEntry::new(witness, report)).collect(),
            places: edition.places.into_iter().map(rounded_place).collect(),
            lacunae: edition.lacunae,
            stitches: edition.stitches.into_iter().map(stitch).collect(),
            confidence: rounded(edition.confidence),
            estimated_cer: rounded(edition.estimated_cer),
        }
    }
}

impl WitnessEntry {
    fn new(witness: WitnessRecord, report: &Report) -> Self {
        Self {
            siglum: witness.siglum,
            source: witness.source,
            family: witness.family,
            pages: witness.pages.iter().map(|page| path(report, *page)).collect(),
            covers: witness.covers.iter().map(pair).collect(),
            title: witness.title,
        }
    }
}

impl ApparatusRecord {
    /// The edition's line of `articles.jsonl` and this record, as JSON. What both hold is written down once.
    /// O(places + attestations).
    ///
    /// # Errors
    /// When a number cannot be written in JSON; none of a run is of that kind.
    pub fn lines(&self) -> io::Result<(String, String)> {
        let beside = Beside {
            header: &self.header,
            header_places: &self.header_places,
            pages: &self.pages,
            attestations: &self.attestations,
            title_attestations: &self.title_attestations,
            header_attestations: &self.header_attestations,
        };
        let (edition, beside) = (super::json(&self.edition)?, super::json(&beside)?);
        let named = |schema: &str| format!("{{\"schema\":\"{schema}\"");
        // The schema is the first field of both.
        let fields = &edition[named(&self.edition.schema).len()..];
        let line = [&named(SCHEMA), fields, "\n"].concat();
        let whole = [&named(APPARATUS_SCHEMA), &fields[..fields.len() - 1], ",", &beside[1..], "\n"].concat();
        Ok((line, whole))
    }

    /// The full record of an edition whose page indices refer to `report`. O(places + attestations).
    pub fn new(edition: &Edition, report: &Report) -> Self {
        Self::of(edition.clone(), report)
    }

    /// The full record that an edition becomes. O(places + attestations).
    pub(super) fn of(mut edition: Edition, report: &Report) -> Self {
        let attestations = std::mem::take(&mut edition.attestations);
        let title_attestations = std::mem::take(&mut edition.title_attestations);
        let header_attestations = std::mem::take(&mut edition.header_attestations);
        let mut used: Vec<u32> = edition.witnesses.iter().flat_map(|w| w.pages.iter().copied()).collect();
        let all = [&attestations, &title_attestations, &header_attestations];
        used.extend(all.into_iter().flatten().map(|a| a.page));
        used.sort_unstable();
        used.dedup();
        let pages = used.iter().filter_map(|page| report.inputs.get(*page as usize));
        let pages = pages.map(|input| PageEntry { path: input.path.clone(), sha256: input.sha256.clone() }).collect();
        let sigla: Vec<Arc<str>> = edition.witnesses.iter().map(|w| w.siglum.as_str().into()).collect();
        let entry = |attestation: Attestation| AttestationEntry {
            at: pair(&attestation.at),
            siglum: sigla.get(attestation.witness as usize).cloned().unwrap_or_default(),
            page: used.partition_point(|page| *page < attestation.page) as u32,
            line: attestation.line,
            bytes: attestation.bytes,
            rules: attestation.rules,
        };
        let (header, header_places) = (std::mem::take(&mut edition.header), std::mem::take(&mut edition.header_places));
        Self {
            edition: EditionRecord { schema: APPARATUS_SCHEMA.to_owned(), ..EditionRecord::of(edition, report) },
            header,
            header_places: header_places.into_iter().map(rounded_place).collect(),
            pages,
            attestations: attestations.into_iter().map(entry).collect(),
            title_attestations: title_attestations.into_iter().map(entry).collect(),
            header_attestations: header_attestations.into_iter().map(entry).collect(),
        }
    }
}

pub(super) fn path(report: &Report, page: u32) -> String {
    report.inputs.get(page as usize).map_or_else(String::new, |input| input.path.clone())
}

fn pair(span: &Span) -> (u32, u32) {
    (span.start, span.end)
}

/// A place with its probabilities rounded; the digits behind say nothing.
pub fn rounded_place(mut place: Place) -> Place {
    place.confidence = rounded(place.confidence);
    for reading in &mut place.readings {
        reading.probability = rounded(reading.probability);
    }
    place
}

/// A probability to six decimals.
pub fn rounded(probability: f64) -> f64 {
    (probability * 1e6).round() / 1e6
}
