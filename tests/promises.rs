//! The promises of the crate, as laws over pages nobody has seen.

mod press;

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use jiaokan::model::edit::{Edited, replay, undo};
use jiaokan::model::edition::{Attestation, Edition};
use jiaokan::model::page::Page;
use jiaokan::pipeline::{Options, Reconstruction, reconstruct};
use jiaokan::rules::RuleBook;
use press::{Setting, page, paragraph, setting, world};
use proptest::prelude::*;

static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::builtin().expect("built-in rules"));

const LACUNA: &str = "[…]";

fn run(pages: Vec<Page>) -> Reconstruction {
    reconstruct(pages, &BOOK, &Options::default())
}

fn run_with(pages: Vec<Page>, jobs: usize) -> Reconstruction {
    reconstruct(pages, &BOOK, &Options { jobs: NonZeroUsize::new(jobs), ..Options::default() })
}

/// Code points of a text that something must attest: all but white space and the marks of lacunae.
fn written(text: &str) -> Vec<(u32, char)> {
    let mut chars: Vec<(u32, char)> = (0..).zip(text.chars()).collect();
    let marks: Vec<usize> = text.match_indices(LACUNA).map(|(i, _)| text[..i].chars().count()).collect();
    chars.retain(|(i, c)| !c.is_whitespace() && !marks.iter().any(|m| (*m..m + 3).contains(&(*i as usize))));
    chars
}

/// The pages in the order of a report's inputs, cleaned.
fn cleaned(mut pages: Vec<Page>) -> Vec<Page> {
    pages.sort_by(|a, b| (&a.source, &a.name).cmp(&(&b.source, &b.name)));
    pages.iter_mut().for_each(|p| drop(BOOK.clean(&mut p.text)));
    pages
}

/// What is wrong with an attestation of `text`, if anything is.
fn wrong(text: &str, edition: &Edition, run: &Attestation, pages: &[Page]) -> Option<String> {
    let stretch: String = text.chars().skip(run.at.start as usize).take((run.at.end - run.at.start) as usize).collect();
    let page = &pages[run.page as usize];
    let source = page.text.source();
    let bytes = &source[run.bytes.0..run.bytes.1];
    let line = source[..run.bytes.0].matches('\n').count() as u32 + 1;
    if edition.witnesses[run.witness as usize].source != page.source {
        return Some(format!("{run:?} names a page of another source"));
    }
    if line != run.line {
        return Some(format!("{run:?} stands in line {line}"));
    }
    if run.rules.is_empty() {
        return (bytes != stretch).then(|| format!("{run:?}: {bytes:?} is not {stretch:?}"));
    }
    let inside = page.text.edits().iter().filter(|e| e.at.start >= run.bytes.0 && e.at.end <= run.bytes.1);
    let edits: Vec<_> = inside
        .cloned()
        .map(|mut e| {
            e.at = e.at.start - run.bytes.0..e.at.end - run.bytes.0;
            e
        })
        .collect();
    let made = replay(bytes, &edits).unwrap_or_default();
    let named = run.rules.iter().all(|r| edits.iter().any(|e| e.rules.contains(r)));
    (!made.contains(&stretch) || !named).then(|| format!("{run:?}: {bytes:?} becomes {made:?}, not {stretch:?}"))
}

/// All that an edition says without a witness for it.
fn invented(edition: &Edition, pages: &[Page]) -> Vec<String> {
    let mut faults = Vec::new();
    for (text, runs) in [
        (&edition.text, &edition.attestations),
        (&edition.headline.title, &edition.title_attestations),
        (&edition.header, &edition.header_attestations),
    ] {
        let attested = |i: u32| runs.iter().any(|r| r.at.start <= i && i < r.at.end);
        let bare = written(text).into_iter().filter(|(i, _)| !attested(*i));
        faults.extend(bare.map(|(i, c)| format!("{c} at {i} of {text:?} is attested by nobody")));
        faults.extend(runs.iter().filter_map(|run| wrong(text, edition, run, pages)));
    }
    faults
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn edits_of_pages_replay_and_undo(world in world()) {
        for page in world.pages() {
            let source = page.text.source().to_owned();
            for normalise in [false, true] {
                let mut text = Edited::new(source.as_str());
                if normalise { BOOK.normalize(&mut text) } else { BOOK.clean(&mut text) };
                prop_assert_eq!(&replay(&source, text.edits()).unwrap(), text.text());
                prop_assert_eq!(&undo(text.text(), text.edits()).unwrap(), &source);
            }
        }
    }

    #[test]
    fn normalising_twice_is_normalising_once(world in world()) {
        for page in world.pages() {
            let mut once = Edited::new(page.text.source());
            BOOK.normalize(&mut once);
            let mut twice = Edited::new(once.text());
            BOOK.normalize(&mut twice);
            prop_assert_eq!(once.text(), twice.text());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn neither_the_order_of_pages_nor_threads_change_anything(
        (pages, shuffled) in world().prop_flat_map(|w| (Just(w.pages()), Just(w.pages()).prop_shuffle())),
    ) {
        let first = run_with(pages.clone(), 1);
        for jobs in [2, 4] {
            prop_assert_eq!(&run_with(shuffled.clone(), jobs), &first);
        }
    }

    #[test]
    fn every_character_is_attested_and_every_attestation_is_true(world in world()) {
        let pages = world.pages();
        let editions = run(pages.clone()).editions;
        let pages = cleaned(pages);
        for edition in &editions {
            let faults = invented(edition, &pages);
            prop_assert!(faults.is_empty(), "{}", faults.join("\n"));
        }
    }
}

/// Lines of the clean pages that are in no edition, in no reading that lost, and not listed as dropped.
fn lost(pages: &[Page], result: &Reconstruction) -> Vec<String> {
    let editions = &result.editions;
    let places = editions.iter().flat_map(|e| e.places.iter().chain(&e.header_places));
    let readings = places.flat_map(|p| &p.readings);
    let readings: Vec<String> = readings.map(|r| letters(&r.text)).collect();
    let runs: Vec<&Attestation> = editions
        .iter()
        .flat_map(|e| [&e.attestations, &e.title_attestations, &e.header_attestations])
        .flatten()
        .collect();
    let mut lost = Vec::new();
    for (i, page) in (0u32..).zip(pages) {
        let dropped: Vec<u32> = result.report.dropped.iter().filter(|d| d.page == i).map(|d| d.line).collect();
        let mut at = 0;
        for (number, line) in (1u32..).zip(page.text.text().split_inclusive('\n')) {
            let bytes = page.text.to_source(at..at + line.len());
            at += line.len();
            let attested = runs.iter().any(|r| r.page == i && r.bytes.0 < bytes.end && bytes.start < r.bytes.1);
            let line = letters(line);
            let told = attested || dropped.contains(&number) || readings.iter().any(|r| r.contains(&line));
            if !line.is_empty() && !told {
                lost.push(format!("{} line {number}: {line}", page.path));
            }
        }
    }
    lost
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn no_line_goes_in_silence(world in world()) {
        let pages = world.pages();
        let result = run(pages.clone());
        let lost = lost(&cleaned(pages), &result);
        prop_assert!(lost.is_empty(), "{}", lost.join("\n"));
    }
}

/// What stands between title and body is in the header, with places and witnesses of its own, and not in the text.
#[test]
fn a_byline_is_in_the_header_and_not_in_the_text() {
    let body = "生活中的水是开的，人们用它走路，也用它看山。我们在地下看到了自己的影子，心里想着以后的事情。";
    let paper = |name, byline: &str| {
        page(name, "01", &format!("河边人家的新生活\n本报记者 {byline}\n\u{3000}\u{3000}{body}\n"))
    };
    let pages = vec![paper("Bell", "方成"), paper("Drum", "方戍"), paper("Gong", "方成")];
    let editions = run(pages.clone()).editions;
    assert_eq!(editions.len(), 1);
    let edition = &editions[0];
    assert_eq!((edition.text.as_str(), edition.header.as_str()), (body, "本报记者 方成"));
    assert_eq!(edition.headline.byline.as_deref(), Some("本报记者 方成"));
    let lemmas: Vec<(u32, &str)> = edition.header_places.iter().map(|p| (p.at.start, p.lemma.as_str())).collect();
    assert_eq!((lemmas, edition.places.len()), (vec![(6, "成")], 0));
    assert_eq!(invented(edition, &cleaned(pages)), Vec::<String>::new());
}

/// A line end in a title is a space, unless a page has both sides of it on one line.
#[test]
fn a_line_that_runs_on_elsewhere_parts_no_title() {
    let body = "生活中的水是开的，人们用它走路，也用它看山。我们在地下看到了自己的影子，心里想着以后的事情。";
    let titled = |heads: [&str; 3]| {
        let papers = ["Bell", "Drum", "Gong"].into_iter().zip(heads);
        let pages = papers.map(|(name, head)| page(name, "01", &format!("{head}\n\n\u{3000}\u{3000}{body}\n")));
        let titles: Vec<String> = run(pages.collect()).editions.into_iter().map(|e| e.headline.title).collect();
        titles.join("|")
    };
    let (cut, whole, parted) = ("河边人家的\n新生活", "河边人家的新生活", "河边人家的 新生活");
    assert_eq!(titled([cut, cut, cut]), parted);
    assert_eq!(titled([cut, whole, cut]), whole);
    assert_eq!(titled([parted, parted, cut]), parted);
}

/// A long text in three pieces, and how two papers set it.
fn pieces() -> impl Strategy<Value = ([String; 3], [Setting; 2])> {
    let sentences = || prop::collection::vec(paragraph(), 2..3).prop_map(|p| p.concat());
    let piece = move || prop::collection::vec(sentences(), 4..6).prop_map(|p| p.join("\n"));
    // What a rule makes of a comma is no matter of joints.
    let plain = || setting().prop_map(|s| Setting { caption: None, jump: None, ascii: false, ..s });
    (([piece(), piece(), piece()]), [plain(), plain()])
}

fn set(setting: &Setting, pieces: &[&str]) -> String {
    pieces.iter().flat_map(|p| p.lines()).map(|p| setting.paragraph(p)).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Text of all editions, white space left out, a mark of a lacuna for each border of editions.
fn told(pages: Vec<Page>) -> String {
    let editions = run(pages).editions;
    editions
        .iter()
        .map(|e| letters(&e.headline.title) + LACUNA + &letters(&e.header) + &letters(&e.text) + LACUNA)
        .collect()
}

/// The characters around the joint of two pieces.
fn joint(before: &str, after: &str) -> String {
    let (before, after) = (letters(before), letters(after));
    let tail: Vec<char> = before.chars().rev().take(6).collect();
    tail.into_iter().rev().chain(after.chars().take(6)).collect()
}

/// A page that continues two articles: a character too many near the end of the first one, in another paper, must
/// not make its line reach into the second one.
#[test]
fn an_insertion_before_a_continuation_joins_nothing() {
    let gong = "（上接第一版）\n\
                人面成时再些面关年会关。你而说物他着方关心，用如作多是之看对美，开主者年以得个间它。\
                家小从他定就方家从实都，地走是方再者，家心那于出者用也间。\n（上接第一版）\n\n\
                \u{3000}\u{3000}意成出生现理里定而主，的理\n\n\
                你于头出道自走用。关所生其个，\n\n\
                心天之己水再分被分，再物要来者\n\n\
                那。心你然对开，有者子用关从去。\n";
    let here = "意成出生现理里定而主，的理你于头出道自走用。关所生其个，心天之己水再分被分，再物要者那。\
                心你然对下，有走者子用关去。\n";
    let there = "（上接第一版）\n\n\
                \u{3000}\u{3000}人面成时再些面关年会关。你而说物他着\n\n\
                方关心，用如作多是之看对美，开主者年以个\n\n\
                间它。家小从他定就方家从实都，地走是方再\n\n\
                者，家心那于出者用也然间。\n";
    let result = run(vec![page("Gong", "02", gong), page("Horn", "01", here), page("Horn", "02", there)]);
    let texts: Vec<String> = result.editions.iter().map(|e| letters(&e.text)).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// The first paper has the beginning, the second one the end, with or without notes that point at each other.
    #[test]
    fn pieces_that_never_meet_are_not_glued(([a, _, c], [one, two]) in pieces(), notes in any::<bool>()) {
        let mut front = set(&one, &[&a]);
        let mut back = set(&two, &[&c]);
        if notes {
            front.push_str(&one.lines("（下转第二版）"));
            back = two.lines("（上接第一版）") + &back;
        }
        let told = told(vec![page("Bell", "01", &front), page("Drum", "02", &back)]);
        prop_assert!(!told.contains(&joint(&a, &c)), "{told}");
    }

    /// As before, but what is between them stands in both papers: now they meet.
    #[test]
    fn pieces_that_share_a_stretch_make_one_text(([a, b, c], [one, two]) in pieces()) {
        let front = set(&one, &[&a, &b]);
        let back = set(&two, &[&b, &c]);
        let told = told(vec![page("Bell", "01", &front), page("Drum", "02", &back)]);
        prop_assert!(told.contains(&joint(&a, &b)) && told.contains(&joint(&b, &c)), "{told}");
    }
}
