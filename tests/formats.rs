//! Formats richer than plain text: the same page in each of them, what bytes its characters stand at, and what is wrong with a file.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use jiaokan::ingest::format::Read;
use jiaokan::ingest::{Inputs, plain, read_inputs};
use jiaokan::model::edit::{replay, undo};
use jiaokan::model::page::{Line, Page};
use jiaokan::pipeline::watch::Silent;
use jiaokan::pipeline::window::prepare;
use jiaokan::pipeline::{Options, reconstruct};
use jiaokan::rules::RuleBook;
use proptest::prelude::*;

/// A page of two blocks in plain text, as the other formats below have it.
const PLAIN: &str = "\
THE OLD BRIDGE

The bridge over the river was built when the town of
Smith & Sons was young, and the people who crossed it
used to stop in the middle and look down at the <fishes>
for a while, as the people who never cross it do today.
";

/// The words of a line with a function that writes one: the word, its number on the line, and whether a space follows.
fn words(line: &str, write: impl Fn(&str, bool) -> String) -> String {
    let all: Vec<&str> = line.split(' ').collect();
    let escaped = |word: &str| word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&#62;");
    all.iter().enumerate().map(|(i, word)| write(&escaped(word), i + 1 < all.len())).collect()
}

/// The blocks of the page, each with a function that writes a block from its lines.
fn blocks(write: impl Fn(usize, &str) -> String) -> String {
    PLAIN.split("\n\n").enumerate().map(|(i, block)| write(i, block.trim_end())).collect()
}

fn alto() -> String {
    let line = |line: &str| {
        let words = words(line, |word, space| {
            format!("<String CONTENT=\"{word}\" WC=\"0.75\"/>{}", if space { "<SP WIDTH=\"4\"/>" } else { "" })
        });
        format!("<TextLine HPOS=\"10\" VPOS=\"20\" WIDTH=\"300\" HEIGHT=\"12\">{words}</TextLine>\n")
    };
    let block = |_, block: &str| format!("<TextBlock>{}</TextBlock>\n", block.lines().map(line).collect::<String>());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a page -->\n\
         <alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\"><Description><MeasurementUnit>pixel</MeasurementUnit>\
         </Description><Layout><Page><PrintSpace>\n{}</PrintSpace></Page></Layout></alto>\n",
        blocks(block)
    )
}

fn hocr() -> String {
    let line = |line: &str| {
        let words = words(line, |word, space| {
            let space = if space { "\n  " } else { "" };
            format!("<span class='ocrx_word' title='bbox 1 2 3 4; x_wconf 75'>{word}</span>{space}")
        });
        format!(" <span class='ocr_line' title=\"bbox 10 20 310 32; baseline 0 0\">{words}</span>\n")
    };
    let block = |_, block: &str| format!("<p class='ocr_par'>\n{}</p>", block.lines().map(line).collect::<String>());
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>page</title></head>\n<body><div class='ocr_page'>{}</div><br></body></html>",
        blocks(block)
    )
}

/// With the blocks in the wrong order in the file; `ReadingOrder` puts them right.
fn page_xml() -> String {
    let line = |line: &str| {
        let text = words(line, |word, space| format!("{word}{}", if space { " " } else { "" }));
        let words = words(line, |word, _| {
            format!("<Word><TextEquiv conf=\"0.75\"><Unicode>{word}</Unicode></TextEquiv></Word>")
        });
        format!(
            "<TextLine><Coords points=\"10,20 310,20 310,32 10,32\"/>{words}\n\
             <TextEquiv conf=\"0.5\"><Unicode>{text}</Unicode></TextEquiv></TextLine>\n"
        )
    };
    let region = |i: usize, block: &str| {
        let lines: String = block.lines().map(line).collect();
        format!(
            "<TextRegion id=\"r{i}\" type=\"paragraph\">{lines}<TextEquiv><Unicode>whole</Unicode></TextEquiv></TextRegion>|"
        )
    };
    let regions = blocks(region);
    let turned: String = regions.split('|').rev().collect();
    format!(
        "<pc:PcGts xmlns:pc=\"http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15\"><Page><ReadingOrder><OrderedGroup id=\"o\">\
         <RegionRefIndexed index=\"1\" regionRef=\"r1\"/><RegionRefIndexed index=\"0\" regionRef=\"r0\"/>\
         </OrderedGroup></ReadingOrder>{turned}</Page></pc:PcGts>"
    )
}

/// The files below a new directory as inputs.
fn read(files: &[(&str, &str)]) -> Inputs {
    let dir = tempfile::tempdir().expect("a directory");
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a directory");
        fs::write(path, text).expect("a file");
    }
    read_inputs(&[dir.path().to_owned()], None)
}

/// The one page of a file.
fn page(name: &str, text: &str) -> Page {
    let mut inputs = read(&[(name, text)]);
    assert!(inputs.failures.is_empty() && inputs.pages.len() == 1, "{:?}", inputs.failures);
    inputs.pages.remove(0)
}

/// The lines of a page in reading order.
fn lines(page: &mut Page) -> Vec<String> {
    page.cut_lines();
    page.lines.iter().map(|line| page.line_text(line).to_owned()).collect()
}

#[test]
fn a_page_is_the_same_in_all_formats() {
    let expected: Vec<&str> = PLAIN.lines().filter(|line| !line.is_empty()).collect();
    for (name, text) in [("a.alto.xml", alto()), ("a.hocr", hocr()), ("a.xml", page_xml())] {
        let mut page = page(name, &text);
        assert_eq!(lines(&mut page), expected, "{name}");
        assert_eq!(page.lines[1].blank_before, 1, "{name}");
        assert_eq!((page.source.as_str(), page.name.as_str()), ("a", "a"), "{name}");
        assert_eq!(page.into_reading_order().trim(), PLAIN.trim(), "{name}");
    }
}

#[test]
fn the_edition_of_a_page_does_not_depend_on_its_format() {
    let book = RuleBook::builtin().expect("built-in rules");
    let edition = |files: &[(&str, &str)]| {
        let inputs = read(files);
        let options = Options { declared: inputs.declared, ..Options::default() };
        let editions = reconstruct(inputs.pages, &book, &options).editions;
        editions.into_iter().map(|e| (e.headline.title, e.text)).collect::<Vec<_>>()
    };
    let (alto, hocr, page_xml) = (alto(), hocr(), page_xml());
    let plain = edition(&[("P/1.txt", PLAIN), ("Q/1.txt", PLAIN)]);
    assert_eq!(plain.len(), 1);
    assert!(plain[0].1.contains("Smith & Sons was young") && plain[0].1.contains("<fishes>"), "{plain:?}");
    for (name, text) in [("Q/1.xml", &alto), ("Q/1.hocr", &hocr), ("Q/1.page.xml", &page_xml)] {
        assert_eq!(edition(&[("P/1.txt", PLAIN), (name, text)]), plain, "{name}");
    }
    assert_eq!(edition(&[("P/1.alto.xml", &alto), ("Q/1.html", &hocr), ("R/1.xml", &page_xml)]), plain);
}

#[test]
fn characters_know_their_bytes_and_edits_can_be_undone() {
    for (name, source) in [("a.alto.xml", alto()), ("a.hocr", hocr()), ("a.xml", page_xml())] {
        let page = page(name, &source);
        let text = &page.text;
        assert_eq!(text.source(), source);
        assert_eq!(undo(text.text(), text.edits()).expect("edits that can be undone"), source);
        assert_eq!(replay(&source, text.edits()).expect("edits that can be replayed"), text.text());
        let at = text.text().find("crossed").expect("a word of the page");
        assert_eq!(&source[text.to_source(at..at + "crossed".len())], "crossed", "{name}");
        let at = text.text().find('<').expect("a reference");
        assert_eq!(&source[text.to_source(at..at + 1)], "&lt;", "{name}");
        let rules: Vec<&str> =
            text.edits_in(at..at + 1).iter().flat_map(|e| &e.rules).map(|rule| rule.as_str()).collect();
        assert!(rules.contains(&"character-reference"), "{name}: {rules:?}");
    }
}

#[test]
fn marks_of_byte_order_and_line_ends_count_as_bytes() {
    for (name, source) in [("a.alto.xml", alto()), ("a.hocr", hocr()), ("a.xml", page_xml())] {
        let source = format!("\u{FEFF}{}", source.replace('\n', "\r\n"));
        let page = page(name, &source);
        let at = page.text.text().find("crossed").expect("a word of the page");
        assert_eq!(&source[page.text.to_source(at..at + "crossed".len())], "crossed", "{name}");
        assert_eq!(page.text.text().lines().count(), PLAIN.lines().count(), "{name}");
    }
}

proptest! {
    #[test]
    fn damaged_markup_is_read_or_refused(
        format in 0..3usize,
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..40usize, "[<>&;/\"' a-z=]{0,3}|<TextLine>|</String>|<TextRegion>"), 1..4),
    ) {
        let mut source = [alto(), hocr(), page_xml()][format].clone();
        for (at, len, with) in cuts {
            let at = at.index(source.len());
            source.replace_range(at..(at + len).min(source.len()), &with);
        }
        let Ok(plain) = plain::decode(source.clone().into_bytes(), "x.xml") else { return Ok(()) };
        match Read::of(plain, "x.xml") {
            Ok(read) => {
                let text = read.plain.text;
                prop_assert_eq!(undo(text.text(), text.edits()).expect("edits that can be undone"), source);
            }
            Err(error) => prop_assert!(error.to_string().starts_with("x.xml")),
        }
    }
}

#[test]
fn lines_know_their_box_and_how_surely_they_were_read() {
    for (name, source) in [("a.alto.xml", alto()), ("a.hocr", hocr()), ("a.xml", page_xml())] {
        let mut page = page(name, &source);
        page.cut_lines();
        let extras = page.lines[2].extras.as_ref().expect("what the format tells");
        assert_eq!(extras.bounds, Some([10.0, 20.0, 300.0, 12.0]), "{name}");
        let at = page.text.text().find("young").expect("a word of the page");
        assert_eq!(page.confidence_at(at), Some(0.75), "{name}");
        assert_eq!(page.confidence_at(at - 1), None, "a space between words, {name}");
    }
}

/// An ALTO page of one word a line: left and top edge of each, its height, whether it opens a block, and its text of Han characters.
fn alto_of_boxes(lines: &[(u32, u32, u32, bool, &str)]) -> String {
    let line = |(left, top, height, opens, text): &(u32, u32, u32, bool, &str)| {
        let at = format!(
            "HPOS=\"{left}\" VPOS=\"{top}\" WIDTH=\"{}\" HEIGHT=\"{height}\"",
            text.chars().count() as u32 * height
        );
        let block = if *opens { "</TextBlock><TextBlock>" } else { "" };
        format!("{block}<TextLine {at}><String {at} CONTENT=\"{text}\"/></TextLine>\n")
    };
    let body: String = lines.iter().map(line).collect();
    format!("<alto><Layout><Page><PrintSpace><TextBlock>{body}</TextBlock></PrintSpace></Page></Layout></alto>")
}

#[test]
fn boxes_tell_where_columns_and_paragraphs_begin() {
    let column = ["春天的小河边有一座石桥", "老人每天都来钓鱼，他的", "篮子里总是空空的，但是"];
    let down = |left: u32, top: u32, i: usize| (left, top + 40 * i as u32, 30, i == 1, column[i]);
    let mut boxes: Vec<_> = (0..3).map(|i| down(100, 200, i)).collect();
    // White space, then a paragraph; then a column beside them, on which the paragraph goes on.
    boxes.extend([(160, 400, 30, true, "夏天的山坡上有树林"), (100, 440, 30, false, "林中的孩子常常来这里玩")]);
    boxes.extend(
        (0..3).map(|i| down(500, 200, i)).map(|(left, top, height, _, text)| (left, top, height, top == 200, text)),
    );
    let mut page = page("a.xml", &alto_of_boxes(&boxes));
    page.cut_lines();
    let told = |test: fn(&Line) -> bool| {
        page.lines.iter().enumerate().filter(|(_, line)| test(line)).map(|(i, _)| i).collect::<Vec<_>>()
    };
    assert_eq!(told(|line| line.blank_before > 0), [3]);
    assert_eq!(told(|line| line.top), [5]);
    assert_eq!(told(|line| line.indent >= 1.0), [3]);
}

/// Two articles in a column: nothing but its size says that a line as wide as the others, with a mark in it, heads the second.
#[test]
fn large_type_heads_an_article_wherever_it_stands() {
    let first = [
        "春天的小河边有一座石桥",
        "老人每天都来钓鱼，他的",
        "篮子里总是空空的。路过",
        "的人问他钓到了什么，他",
        "说今天的水太浅，鱼都到",
        "下游去了，明天再来吧。",
    ];
    let second = [
        "夏天的山坡上有一片树林",
        "林中的孩子常常来这里玩",
        "到了晚上他们才肯回家。",
        "树林边住着一位木匠，他",
        "为孩子们做了三只秋千和",
        "一间小木屋。",
    ];
    let titled = |size: u32| {
        let text = |i: usize, top: u32, line| (100, top + 40 * i as u32, 30, false, line);
        let mut boxes = vec![(100, 0, 2 * size, true, "石桥边的老人")];
        boxes.extend(first.iter().enumerate().map(|(i, line)| text(i, 100, *line)));
        boxes.push((100, 350, size, false, "山坡上的树林，和孩子们"));
        boxes.extend(second.iter().enumerate().map(|(i, line)| text(i, 420, *line)));
        let book = RuleBook::builtin().expect("built-in rules");
        let editions = reconstruct(vec![page("a.xml", &alto_of_boxes(&boxes))], &book, &Options::default()).editions;
        editions.iter().map(|edition| edition.headline.title.clone()).collect::<Vec<_>>()
    };
    assert_eq!(titled(48), ["石桥边的老人", "山坡上的树林，和孩子们"]);
    assert_ne!(titled(30), titled(48));
}

#[test]
fn lines_read_across_columns_are_cut_at_the_gaps_between_words() {
    let rows: Vec<String> = (0..8)
        .map(|row| {
            let pieces = ["左边的文字很长，", "中间的文字也很长，", "右边的文字更长，"];
            let word = |i: usize| {
                format!("<String HPOS=\"{}\" WIDTH=\"290\" CONTENT=\"{}第{row}行\"/>", 10 + 390 * i, pieces[i])
            };
            let words = (0..3).map(word).collect::<Vec<_>>().join("<SP/>");
            format!("<TextLine HPOS=\"10\" VPOS=\"{}\" WIDTH=\"1070\" HEIGHT=\"28\">{words}</TextLine>\n", 40 * row)
        })
        .collect();
    let source = format!("<alto><Layout><Page><TextBlock>{}</TextBlock></Page></Layout></alto>", rows.concat());
    let book = RuleBook::builtin().expect("built-in rules");
    let prepared = prepare(vec![page("a.xml", &source)], &book, &Silent);
    let lines = &prepared[0].page().lines;
    let first: Vec<&str> = lines.iter().step_by(8).map(|line| prepared[0].page().line_text(line)).collect();
    assert_eq!(first, ["左边的文字很长，第0行", "中间的文字也很长，第0行", "右边的文字更长，第0行"]);
}

/// The text of an ALTO page of these lines.
fn alto_text(lines: &str) -> String {
    let source =
        format!("<alto><Layout><Page><PrintSpace><TextBlock>{lines}</TextBlock></PrintSpace></Page></Layout></alto>");
    page("a.xml", &source).text.text().to_owned()
}

#[test]
fn alto_tells_what_becomes_of_hyphens() {
    let cut = |whole: &str, first: &str, sign: &str, second: &str| {
        alto_text(&format!(
            "<TextLine><String CONTENT=\"the\"/><SP/><String CONTENT=\"{first}\" SUBS_TYPE=\"HypPart1\" SUBS_CONTENT=\"{whole}\"/>{sign}\
             </TextLine><TextLine><String CONTENT=\"{second}\" SUBS_TYPE=\"HypPart2\" SUBS_CONTENT=\"{whole}\"/></TextLine>"
        ))
    };
    assert_eq!(cut("government", "gov", "<HYP CONTENT=\"-\"/>", "ernment"), "the gov\u{AD}\nernment\n");
    assert_eq!(cut("government", "gov-", "", "ernment"), "the gov\u{AD}\nernment\n");
    assert_eq!(cut("well-known", "well", "<HYP CONTENT=\"-\"/>", "known"), "the well-\nknown\n");
    assert_eq!(cut("well-known", "well-", "", "known"), "the well-\nknown\n");
    let untold = "<TextLine><String CONTENT=\"gov\"/><HYP CONTENT=\"-\"/></TextLine><TextLine><String CONTENT=\"ernment\"/></TextLine>";
    assert_eq!(alto_text(untold), "gov-\nernment\n");
}

#[test]
fn words_without_space_elements_are_parted() {
    assert_eq!(alto_text("<TextLine><String CONTENT=\"a\"/><String CONTENT=\"b\"/></TextLine>"), "a b\n");
    assert_eq!(
        alto_text("<TextLine><String CONTENT=\"a\"/><SP/><String CONTENT=\"b\"/><String CONTENT=\"c\"/></TextLine>"),
        "a bc\n"
    );
}

#[test]
fn confidences_are_those_of_characters_where_they_are_given() {
    let sure = |string: &str| {
        let page = page("a.xml", &format!("<alto><TextLine><String CONTENT=\"甲&amp;丙\" {string}</TextLine></alto>"));
        let text = page.text.text().to_owned();
        text.trim_end().char_indices().map(|(at, _)| page.confidence_at(at)).collect::<Vec<_>>()
    };
    assert_eq!(sure("CC=\"0 9 0\" WC=\"0.5\"/>"), [Some(1.0), Some(0.0), Some(1.0)]);
    assert_eq!(sure("CC=\"090\"/>"), [Some(1.0), Some(0.0), Some(1.0)]);
    assert_eq!(sure("CC=\"09\" WC=\"0.5\"/>"), [Some(0.5); 3], "figures for another number of characters");
    assert_eq!(
        sure("><Glyph GC=\"1\"/><Glyph GC=\"0.25\"/><Glyph GC=\"1\"/></String>"),
        [Some(1.0), Some(0.25), Some(1.0)]
    );
    assert_eq!(sure("/>"), [None; 3]);
    let source =
        "<html><span class='ocr_line'><span class='ocrx_word' title='x_confs 100 20'>甲乙</span></span></html>";
    let page = page("a.hocr", source);
    assert_eq!([0, 3].map(|at| page.confidence_at(at)), [Some(1.0), Some(0.2)]);
}

#[test]
fn a_page_region_without_lines_gives_its_text() {
    let source = "<PcGts><Page><TextRegion><TextEquiv index=\"1\"><Unicode>no</Unicode></TextEquiv>\
                  <TextEquiv index=\"0\" conf=\"0.5\"><Unicode>one\n two </Unicode></TextEquiv></TextRegion></Page></PcGts>";
    let mut page = page("a.xml", source);
    assert_eq!(lines(&mut page), ["one", "two"]);
    assert_eq!(page.confidence_at(0), Some(0.5));
}

#[test]
fn a_broken_file_costs_itself_and_is_told_with_its_line() {
    let broken = [
        ("cut.xml", "<alto>\n<Layout>\n<TextLine><String CONTENT=\"a\"/>", 3),
        ("crossed.xml", "<alto>\n<Layout></Page></alto>", 2),
        ("attribute.xml", "<PcGts>\n\n<Page id=1/></PcGts>", 3),
    ];
    for (name, text, line) in broken {
        let inputs = read(&[(name, text), ("good.txt", PLAIN)]);
        assert_eq!(inputs.pages.len(), 1, "{name}");
        let [failure] = &inputs.failures[..] else { panic!("{name}: {:?}", inputs.failures) };
        let told = failure.to_warning();
        assert!(told.path.ends_with(name) && told.what.starts_with("not well-formed"), "{told:?}");
        assert_eq!(told.line, Some(line), "{told:?}");
    }
    let empty = read(&[("empty.xml", "<alto><Layout/></alto>")]);
    assert!(empty.failures[0].to_string().contains("no text in it"));
}

#[test]
fn other_markup_is_passed_over_and_pages_in_two_formats_are_told() {
    let inputs = read(&[
        ("P/1.txt", PLAIN),
        ("P/mets.xml", "<mets/>"),
        ("P/1.alto.xml", &alto()),
        ("P/web.html", "<html><p>x</html>"),
    ]);
    assert_eq!(inputs.pages.len(), 2);
    let told: Vec<&str> = inputs.warnings.iter().map(|w| w.what.as_str()).collect();
    assert!(told.iter().any(|w| w.contains("passed over") && w.contains("and 1 more")), "{told:?}");
    assert!(told.iter().any(|w| w.contains("is page 1 of P, and so is")), "{told:?}");
}

#[test]
fn the_surer_of_two_readers_wins() {
    let book = RuleBook::builtin().expect("built-in rules");
    let misread = |text: &str, word: &str, sure: &str| {
        let from = "CONTENT=\"crossed\" WC=\"0.75\"";
        assert!(text.contains(from));
        text.replace(from, &format!("CONTENT=\"{word}\" WC=\"{sure}\""))
    };
    for (right, wrong) in [("P", "Q"), ("Q", "P")] {
        let (good, bad) = (misread(&alto(), "crossed", "0.99"), misread(&alto(), "crosaed", "0.1"));
        let inputs = read(&[(&format!("{right}/1.xml"), &good), (&format!("{wrong}/1.xml"), &bad)]);
        let options = Options { declared: inputs.declared, ..Options::default() };
        let editions = reconstruct(inputs.pages, &book, &options).editions;
        assert!(editions[0].text.contains("people who crossed it"), "{right}: {}", editions[0].text);
        let dir = tempfile::tempdir().expect("a directory");
        for (name, text) in [(right, &good), (wrong, &bad)] {
            fs::write(dir.path().join(name), text).expect("a file");
        }
        let files = ["P", "Q"].map(|name| dir.path().join(name));
        let run =
            Command::cargo_bin("jiaokan").expect("the program").arg("collate").args(files).output().expect("a run");
        let text = String::from_utf8_lossy(&run.stdout);
        assert!(text.contains("people who crossed it"), "collate, {right}: {text}");
    }
}

#[test]
fn normalize_writes_the_text_of_a_page_in_any_format() {
    let dir = tempfile::tempdir().expect("a directory");
    for (name, source) in [("a.alto.xml", alto()), ("a.hocr", hocr()), ("a.xml", page_xml())] {
        let file = dir.path().join(name);
        fs::write(&file, source).expect("a file");
        let of_file =
            Command::cargo_bin("jiaokan").expect("the program").arg("normalize").arg(&file).output().expect("a run");
        let of_stream = Command::cargo_bin("jiaokan")
            .expect("the program")
            .arg("normalize")
            .pipe_stdin(&file)
            .expect("a file")
            .output()
            .expect("a run");
        let text = String::from_utf8(of_file.stdout).expect("a text");
        assert!(
            text.contains("The bridge over the river was built when the town of Smith & Sons was young"),
            "{name}: {text}"
        );
        assert_eq!(text.as_bytes(), of_stream.stdout, "{name}");
    }
    let broken = Command::cargo_bin("jiaokan")
        .expect("the program")
        .arg("normalize")
        .write_stdin("<alto><Layout>")
        .output()
        .expect("a run");
    assert_eq!((broken.status.code(), broken.stdout.len()), (Some(3), 0));
    assert!(String::from_utf8_lossy(&broken.stderr).contains("standard input:1: not well-formed"));
}
