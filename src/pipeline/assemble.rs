//! From verdicts to an edition.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::decide::{Known, LACUNA, Verdict};
use crate::model::bundle::{Heading, SourceText};
use crate::model::chain::Evidence;
use crate::model::edition::{Edition, Headline, Lacuna, Place, Quality, Span, Stitch, WitnessRecord};
use crate::model::witness::Witness;
use crate::rules::Suggestion;

use crate::text::chars;

use super::provenance::Recorder;
use super::{Article, Collated, Run, doubts, witness};

/// Text under construction, with what is recorded about it.
struct Draft<'a> {
    text: String,
    /// Code points of `text`.
    len: u32,
    recorder: Recorder<'a>,
    places: Vec<Place>,
    lacunae: Vec<Lacuna>,
    /// Siglum → index in the edition.
    witnesses: BTreeMap<String, u32>,
    confidence: f64,
    characters: u32,
    /// Errors to be expected.
    errors: f64,
    /// How good the pages are, by index.
    quality: BTreeMap<u32, Quality>,
}

/// The edition of an article, and what else is told of it.
pub(super) struct Assembled {
    pub(super) edition: Edition,
    /// How good its pages are, by index.
    pub(super) quality: BTreeMap<u32, Quality>,
    /// What rules point at in its text, by place.
    pub(super) suggested: Vec<Suggestion>,
}

/// The edition of an article. `decided` gives the verdict on a part of it.
pub(super) fn edition(
    run: &Run<'_>,
    article: &Article,
    known: &Known<'_>,
    decided: &dyn Fn(usize) -> Verdict,
) -> Assembled {
    let records = witness_records(run, article);
    let index: BTreeMap<String, u32> = records.iter().enumerate().map(|(i, r)| (r.siglum.clone(), i as u32)).collect();
    let [mut title, mut header, mut draft] = std::array::from_fn(|_| Draft::new(run, index.clone()));
    let mut headline = front_matter(run, article, known, &mut title, &mut header);
    body(article, decided, &mut draft);
    front_of_body(run, article, &draft.text, &mut headline);
    let recorded = with_cover(records, draft.recorder.runs());
    let suggested = run.book.suggestions(&draft.text);
    doubts::add(&suggested, &draft.text, &mut draft.places, |at| {
        let covered = |w: &&WitnessRecord| w.covers.iter().any(|c| c.start <= at.start && at.end <= c.end);
        recorded.iter().filter(covered).map(|w| w.siglum.clone()).collect()
    });
    let (places, lacunae) = (std::mem::take(&mut draft.places), std::mem::take(&mut draft.lacunae));
    let confidence = if draft.characters == 0 { 0.0 } else { draft.confidence / f64::from(draft.characters) };
    let estimated_cer = draft.errors / f64::from(draft.characters.max(1));
    let (text, attestations) = (std::mem::take(&mut draft.text), draft.recorder.finish());
    let edition = Edition {
        id: id(run, article),
        headline,
        header: header.text,
        text,
        witnesses: recorded,
        attestations,
        title_attestations: title.recorder.finish(),
        header_attestations: header.recorder.finish(),
        places,
        header_places: header.places,
        lacunae,
        stitches: stitches(run, article),
        confidence,
        estimated_cer,
    };
    for (page, quality) in header.quality {
        *draft.quality.entry(page).or_default() += quality;
    }
    Assembled { edition, quality: draft.quality, suggested }
}

/// Decides on what is printed above the body: the title, and the header of date, deck and byline.
fn front_matter<'a>(
    run: &'a Run<'a>,
    article: &Article,
    known: &Known<'_>,
    title: &mut Draft<'a>,
    header: &mut Draft<'a>,
) -> Headline {
    let headings = &article.bundle.headings;
    let known = Known { counted: false, script: super::script::of(&article.parts), ..*known };
    let field = |pick: fn(&Heading) -> &Vec<u32>, draft: &mut Draft<'_>| {
        let lines = collated_lines(run, headings, pick)?;
        let mut verdict = lines.decide(&known);
        for chosen in &mut verdict.chars {
            // Lines of a headline stand in one line of the edition.
            chosen.space_before |= std::mem::take(&mut chosen.break_before);
        }
        if verdict.chars.is_empty() {
            return None;
        }
        if draft.len > 0 {
            draft.newline();
        }
        Some(draft.append(&lines, verdict))
    };
    Headline {
        title: field(|h| &h.title, title).unwrap_or_default(),
        // The header has its lines in this order.
        date: field(|h| &h.date, header),
        deck: field(|h| &h.deck, header),
        byline: field(|h| &h.byline, header),
        column: column(run, headings),
        kicker: headings.first().and_then(|h| {
            let lines: Vec<&str> = h.title.iter().map(|u| run.table.units[*u as usize].text.as_str()).collect();
            kicker(&lines)
        }),
        ..Headline::default()
    }
}

impl<'a> Draft<'a> {
    fn new(run: &'a Run<'a>, witnesses: BTreeMap<String, u32>) -> Self {
        Self {
            text: String::new(),
            len: 0,
            recorder: Recorder::new(run),
            places: Vec::new(),
            lacunae: Vec::new(),
            witnesses,
            confidence: 0.0,
            characters: 0,
            errors: 0.0,
            quality: BTreeMap::new(),
        }
    }

    fn push(&mut self, c: char) {
        self.text.push(c);
        self.len += 1;
    }

    fn newline(&mut self) {
        self.push('\n');
    }

    /// Appends a verdict and returns its text.
    fn append(&mut self, item: &Collated, verdict: Verdict) -> String {
        let (start, from) = (self.len, self.text.len());
        self.places.extend(verdict.places.into_iter().map(|place| {
            let at = Span { start: place.at.start + start, end: place.at.end + start };
            Place { at, ..place }
        }));
        let witness_of = |w: usize| self.witnesses[&item.witnesses[w].siglum];
        let indices: Vec<u32> = (0..item.witnesses.len()).map(witness_of).collect();
        for (i, chosen) in verdict.chars.iter().enumerate() {
            if chosen.gap_before {
                self.lacuna(true, true, "no page holds both sides of this joint");
            } else if i > 0 {
                chosen.lead().chars().for_each(|c| self.push(c));
            }
            self.recorder.character(self.len, chosen.ch, chosen.column, item, |w| indices[w]);
            self.push(chosen.ch);
            self.confidence += f64::from(chosen.confidence);
            self.characters += 1;
        }
        self.errors += verdict.expected_errors;
        for ((_, page), quality) in &verdict.quality {
            *self.quality.entry(*page).or_default() += *quality;
        }
        self.text[from..].to_owned()
    }

    fn lacuna(&mut self, before: bool, after: bool, evidence: &str) {
        if before {
            self.newline();
        }
        self.lacunae.push(Lacuna {
            at: self.len,
            text_before: before,
            text_after: after,
            evidence: evidence.to_owned(),
        });
        LACUNA.chars().for_each(|c| self.push(c));
        if after {
            self.newline();
        }
    }
}

fn collated_lines(run: &Run<'_>, headings: &[Heading], pick: fn(&Heading) -> &Vec<u32>) -> Option<Collated> {
    let mut lines: Vec<Witness> =
        headings.iter().filter(|h| !pick(h).is_empty()).map(|h| witness::of_lines(run, h.source, pick(h))).collect();
    super::script::unify(run.script, &mut lines);
    (!lines.is_empty()).then(|| Collated::new(lines))
}

/// The kicker among the lines of a headline: the first line, when its length is not that of the next one. Lines of one
/// length are halves of one headline, or one headline broken.
fn kicker(lines: &[&str]) -> Option<String> {
    const ALIKE: usize = 2;
    let [first, second, ..] = lines else { return None };
    let length = |line: &str| line.chars().filter(|c| chars::is_content(*c)).count();
    (length(first) >= 4 && length(first).abs_diff(length(second)) > ALIKE).then(|| (*first).to_owned())
}

fn column(run: &Run<'_>, headings: &[Heading]) -> Option<String> {
    let labels = headings.iter().find(|h| !h.column.is_empty())?;
    let text: Vec<&str> = labels.column.iter().map(|u| run.table.units[*u as usize].text.as_str()).collect();
    Some(text.join(" "))
}

fn body(article: &Article, decided: &dyn Fn(usize) -> Verdict, draft: &mut Draft<'_>) {
    let bundle = &article.bundle;
    if let Some(evidence) = &bundle.cut_before {
        draft.lacuna(false, true, evidence);
    }
    for (i, part) in article.parts.iter().enumerate() {
        if i > 0 {
            draft.lacuna(true, true, &bundle.bridges[i - 1]);
        }
        draft.append(part, decided(i));
    }
    if let Some(evidence) = &bundle.cut_after {
        draft.lacuna(true, false, evidence);
    }
}

/// Dateline and credit are part of the body; the record names them.
fn front_of_body(run: &Run<'_>, article: &Article, text: &str, headline: &mut Headline) {
    let mut lines = text.lines().filter(|l| *l != LACUNA);
    let first = lines.next().unwrap_or_default();
    let units = |end: bool| {
        let parts = &article.bundle.parts;
        let part = if end { parts.last() } else { parts.first() };
        part.into_iter().flat_map(|p| &p.texts).filter_map(move |t| if end { t.units.last() } else { t.units.first() })
    };
    let dateline = units(false).any(|u| run.table.units[*u as usize].cues.dateline);
    if dateline {
        let end = ["电", "讯", "電", "訊", "报道", "報道"].iter().filter_map(|m| Some(first.find(m)? + m.len())).min();
        headline.dateline = end.map(|e| first[..e].to_owned());
    }
    if units(true).any(|u| run.table.units[*u as usize].cues.credit) {
        headline.credit = lines.next_back().map(str::to_owned);
    }
}

fn witness_records(run: &Run<'_>, article: &Article) -> Vec<WitnessRecord> {
    let mut records: BTreeMap<String, WitnessRecord> = BTreeMap::new();
    let mut add = |source: u32, units: &[u32]| {
        let pages: Vec<u32> = units.iter().map(|u| run.table.units[*u as usize].page).collect();
        let Some(&first) = pages.first() else { return };
        let siglum = run.sigla[source as usize].clone();
        let record = records.entry(siglum.clone()).or_insert_with(|| WitnessRecord {
            siglum,
            source: run.inputs[first as usize].source.clone(),
            family: run.inputs[first as usize].family,
            pages: Vec::new(),
            covers: Vec::new(),
            title: None,
        });
        for page in pages {
            if !record.pages.contains(&page) {
                record.pages.push(page);
            }
        }
    };
    let texts = || article.bundle.parts.iter().flat_map(|p| &p.texts);
    texts().for_each(|t: &SourceText| add(t.source, &t.units));
    for h in &article.bundle.headings {
        for units in [&h.title, &h.deck, &h.byline, &h.date] {
            add(h.source, units);
        }
    }
    for h in article.bundle.headings.iter().filter(|h| !h.title.is_empty()) {
        let lines: Vec<&str> = h.title.iter().map(|u| run.table.units[*u as usize].text.as_str()).collect();
        if let Some(record) = records.get_mut(&run.sigla[h.source as usize]) {
            record.title = Some(lines.join(" "));
        }
    }
    records.into_values().collect()
}

/// Spans of the text that each witness attests; stretches apart by less than a sentence are one.
fn with_cover(
    mut records: Vec<WitnessRecord>,
    attestations: &[crate::model::edition::Attestation],
) -> Vec<WitnessRecord> {
    const APART: u32 = 30;
    for run in attestations {
        let covers = &mut records[run.witness as usize].covers;
        match covers.last_mut() {
            Some(last) if run.at.start <= last.end + APART => last.end = last.end.max(run.at.end),
            _ => covers.push(run.at),
        }
    }
    records
}

fn stitches(run: &Run<'_>, article: &Article) -> Vec<Stitch> {
    let mut found = Vec::new();
    for text in article.bundle.parts.iter().flat_map(|p| &p.texts) {
        for (pair, joint) in text.units.windows(2).zip(&text.joints) {
            let (x, y) = (&run.table.units[pair[0] as usize], &run.table.units[pair[1] as usize]);
            let far = x.page != y.page || x.cues.jump_to || joint.is_none();
            if !far {
                continue;
            }
            let line = |u: &crate::model::chain::Unit, i: u32| run.pages[u.page as usize].lines[i as usize].number;
            found.push(Stitch {
                siglum: run.sigla[text.source as usize].clone(),
                from: (x.page, line(x, x.lines.end - 1)),
                to: (y.page, line(y, y.lines.start)),
                evidence: match joint {
                    Some(Evidence::Attested) => "another source prints both sides together",
                    Some(Evidence::Notes) => "the notes of the two pages fit, and no others do",
                    Some(_) => "the lines themselves",
                    None => "other sources put them in this order",
                }
                .to_owned(),
            });
        }
    }
    found
}

/// Gives articles of one name, which stand in the same bytes of pages of several sources, names of their own; the first
/// keeps it. O(editions).
pub(super) fn tell_apart(editions: &mut [Edition]) {
    let mut known: FxHashMap<String, u32> = FxHashMap::default();
    for edition in editions {
        let before = known.entry(edition.id.clone()).or_default();
        *before += 1;
        if *before > 1 {
            edition.id = name(Sha256::digest(format!("{} {before}", edition.id)));
        }
    }
}

/// A name that depends on what the article is made of and on nothing else.
fn id(run: &Run<'_>, article: &Article) -> String {
    let mut hasher = Sha256::new();
    for text in article.bundle.parts.iter().flat_map(|p| &p.texts) {
        for end in [text.units.first(), text.units.last()].into_iter().flatten() {
            let unit = &run.table.units[*end as usize];
            let line = &run.pages[unit.page as usize].lines[unit.lines.start as usize];
            hasher.update(run.inputs[unit.page as usize].sha256.as_bytes());
            hasher.update(line.number.to_le_bytes());
            hasher.update((unit.pieces[0].start as u64).to_le_bytes());
        }
    }
    name(hasher.finalize())
}

fn name(digest: impl IntoIterator<Item = u8>) -> String {
    digest.into_iter().take(6).map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Edition, kicker, tell_apart};

    #[test]
    fn articles_in_the_same_bytes_have_names_of_their_own() {
        let named = |id: &str| Edition { id: id.to_owned(), ..crate::emit::sample::sample().0 };
        let mut editions = [named("a"), named("b"), named("a"), named("a")];
        tell_apart(&mut editions);
        let mut ids: Vec<&str> = editions.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids[..2], ["a", "b"]);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 4);
    }

    #[test]
    fn a_first_line_of_another_length_is_the_kicker() {
        assert_eq!(
            kicker(&["市水务局等发布通知", "开展2024年“爱水月”系列活动"]).as_deref(),
            Some("市水务局等发布通知")
        );
        assert_eq!(kicker(&["春到小河边石桥", "人在桥头看游鱼"]), None);
        assert_eq!(kicker(&["春到小河边"]), None);
    }
}
