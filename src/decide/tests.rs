use proptest::prelude::*;

use super::*;
use crate::collate::{collate, tokenize};
use crate::model::edition::{Basis, Class};
use crate::model::witness::Family;

fn witnesses(texts: &[(&str, Family)]) -> Vec<Witness> {
    let name = |i: usize| char::from(b'A' + i as u8).to_string();
    texts.iter().enumerate().map(|(i, (text, family))| tokenize(text, &name(i), &name(i), *family)).collect()
}

fn verdict(set: &[Witness]) -> Verdict {
    let collation = collate(set);
    let rates = estimate(&[(set, &collation)]);
    let context = Context::new(&[draft(set, &collation, &rates)]);
    decide(set, &collation, &Known { rates: &rates, context: &context, counted: true, script: None })
}

fn read(texts: &[&str]) -> Verdict {
    verdict(&witnesses(&texts.iter().map(|t| (*t, Family::Unknown)).collect::<Vec<_>>()))
}

#[test]
fn a_batch_decides_what_its_articles_decide_with_what_all_tell() {
    let texts = [["天地玄黄宇宙洪荒", "天地言黄宇宙洪荒"], ["日月盈昃辰宿列张", "日月盈昊辰宿列张"]];
    let sets = texts.map(|set| witnesses(&set.map(|text| (text, Family::Unknown))));
    let collations = [collate(&sets[0]), collate(&sets[1])];
    let items: Vec<(&[Witness], &Collation)> = sets.iter().map(Vec::as_slice).zip(&collations).collect();
    let rates = estimate(&items);
    let drafts: Vec<Draft> = items.iter().map(|(w, c)| draft(w, c, &rates)).collect();
    let known = Known { rates: &rates, context: &Context::new(&drafts), counted: true, script: None };
    let batch = Batch::new(&items);
    for (index, (set, collation)) in items.iter().enumerate() {
        assert_eq!(batch.decide(index), decide(set, collation, &known));
    }
}

#[test]
fn the_majority_decides_and_the_place_is_recorded() {
    let seen = read(&["天地玄黄，宇宙洪荒。", "天地玄黄,宇宙洪荒。", "天地言黄，宇宙洪荒。"]);
    assert_eq!(seen.text(), "天地玄黄，宇宙洪荒。");
    let place = seen.places.iter().find(|p| p.lemma == "玄").expect("a place");
    assert_eq!((place.at.start, place.at.end, place.class, place.basis), (2, 3, Class::Substitution, Basis::Majority));
    assert_eq!(place.readings[1].sigla, ["C"]);
    assert_eq!(place.context.0, "天地");
}

#[test]
fn text_wins_a_tie_with_nothing_and_is_doubtful() {
    let seen = read(&["天地玄黄宇宙洪荒", "天地玄宇宙洪荒"]);
    assert_eq!(seen.text(), "天地玄黄宇宙洪荒");
    let place = &seen.places[0];
    assert!(place.doubtful && place.basis == Basis::TextOverNothing);
    assert!(place.confidence <= 0.5, "what is preferred is no likelier for it");
    let sum: f64 = place.readings.iter().map(|r| r.probability).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{sum}");
}

#[test]
fn the_neighbours_of_a_phrase_speak_once() {
    let sure = |wrong: &str| {
        read(&["山上的石桥早已恢复旧时模样", &format!("山上的石桥早已{wrong}旧时模样")]).places[0].confidence
    };
    let (one, two) = (sure("恢夏"), sure("皿夏"));
    assert!(two <= one, "one column {one}, two {two}");
}

#[test]
fn a_text_layer_outweighs_two_readers_that_err_together() {
    let text = "在建设中要坚持公众参与，形成共建共治共享的局面并不断完善";
    let wrong = text.replace('，', "、");
    let set = witnesses(&[(text, Family::TextLayer), (&wrong, Family::Ocr), (&wrong.replace('局', "格"), Family::Ocr)]);
    assert_eq!(verdict(&set).text(), text);
}

#[test]
fn a_phrase_is_decided_as_a_whole() {
    let (a, b) = ("河边新修了石桥凉亭和其他景物", "河边新修了水车、竹林、长廊、荷花池等游人爱看的景点和其他景物");
    let seen = read(&[a, b]).text();
    assert!(seen == a || seen == b, "{seen}");
}

#[test]
fn no_witness_has_both_sides_of_a_lacuna() {
    let seen = read(&["日月盈昃辰宿列张", "天地玄黄宇宙洪荒"]);
    assert_eq!(seen.text(), "日月盈昃辰宿列张\n[…]\n天地玄黄宇宙洪荒");
}

#[test]
fn paragraphs_are_voted_on_and_marks_at_the_seam_do_not_split_the_vote() {
    let seen =
        read(&["他说：“天地玄黄。”\n宇宙洪荒。", "他说：“天地玄黄。\n”宇宙洪荒。", "他说：“天地玄黄。”宇宙\n洪荒。"]);
    assert_eq!(seen.text(), "他说：“天地玄黄。”\n宇宙洪荒。");
}

#[test]
fn spaces_follow_those_that_have_both_neighbours() {
    assert_eq!(read(&["the red fox ran", "the red fox ran", "thered fox ran"]).text(), "the red fox ran");
}

#[test]
fn a_majority_of_readers_does_not_tell_which_apostrophe_is_printed() {
    let sure = |texts: [&str; 3], last: Family| {
        let seen = verdict(&witnesses(&texts.into_iter().zip([Family::Ocr, Family::Ocr, last]).collect::<Vec<_>>()));
        seen.places.iter().find(|p| p.lemma == "’").expect("a place").confidence
    };
    let letters = ["the miller’s bridge", "the miller's bridge", "the miller’s bridge"];
    assert_eq!(sure(letters, Family::Ocr), 0.5);
    assert!(sure(letters, Family::TextLayer) > 0.8);
    assert!(sure(["石桥’边", "石桥'边", "石桥’边"], Family::Ocr) > 0.8);
}

#[test]
fn copies_under_other_names_add_no_votes() {
    let a: String = (0..600).filter_map(|i| char::from_u32(0x4E00 + i * 7)).collect();
    let b: String = a.chars().enumerate().filter(|(i, _)| i % 50 != 7).map(|(_, c)| c).collect();
    let b = b.replace(a.chars().nth(100).unwrap_or('一'), "错");
    let (once, thrice) = (read(&[&a, &b]), read(&[&a, &b, &b]));
    assert_eq!(once.text(), thrice.text());
    assert_eq!(once.text().chars().count(), a.chars().count());
}

#[test]
fn a_copy_with_changes_of_its_own_is_no_second_witness() {
    let a: String = (0..900).filter_map(|i| char::from_u32(0x4E00 + i * 7)).collect();
    let change = |text: &str, step: usize, at: usize, wrong: char| -> String {
        text.chars().enumerate().map(|(i, c)| if i % step == at { wrong } else { c }).collect()
    };
    let b = change(&a, 45, 7, '丁');
    let copy = change(&b, 900, 450, '七');
    let (two, three) = (read(&[&a, &b]), read(&[&a, &b, &copy]));
    assert_eq!(two.text(), three.text());
    let another = change(&change(&b, 900, 450, '七'), 60, 11, '三');
    assert_ne!(two.text(), read(&[&a, &b, &another]).text());
}

#[test]
fn three_that_read_a_text_well_are_three() {
    let printed: String = (0..780).filter_map(|i| char::from_u32(0x4E00 + i * 7)).collect();
    let change = |at: usize, wrong: char| -> String {
        printed.chars().enumerate().map(|(i, c)| if i == at { wrong } else { c }).collect()
    };
    // A reader that takes blanks for quotation marks.
    let quoting = printed
        .chars()
        .enumerate()
        .fold(String::new(), |text, (i, c)| text + if i % 65 == 3 { "”" } else { "" } + c.encode_utf8(&mut [0; 4]));
    let (one, two) = (change(200, '丁'), change(500, '七'));
    assert_eq!(read(&[&printed, &one, &two, &quoting]).text(), printed);
}

#[test]
fn of_two_readings_the_one_its_reader_was_sure_of_is_believed() {
    let mut set = witnesses(&[("天地玄黄宇宙洪荒", Family::Ocr), ("天地言黄宇宙洪荒", Family::Ocr)]);
    for (unsure, text) in [(0, "天地言黄宇宙洪荒"), (1, "天地玄黄宇宙洪荒")] {
        set.iter_mut().flat_map(|w| &mut w.tokens).for_each(|t| t.confidence = Some(1.0));
        set[unsure].tokens[2].confidence = Some(0.4);
        assert_eq!(verdict(&set).text(), text);
    }
}

#[test]
fn witnesses_are_charged_with_what_the_others_do_not_have() {
    let text = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏";
    let seen = read(&[text, &text.replace('日', "目").replace('寒', ""), text, text]);
    let of = |w: usize| seen.quality[&(w, 0)];
    assert!(of(1).substituted > 0.9 && of(1).omitted > 0.9 && of(1).inserted < 0.1);
    assert!(of(0).cer() < 0.02 && of(1).cer() > 0.08);
}

#[test]
fn nothing_from_nothing() {
    assert_eq!(read(&[]), Verdict::default());
    assert_eq!(read(&["", " \n"]).text(), "");
}

fn noisy_sets() -> impl Strategy<Value = Vec<String>> {
    let edit = (0_usize..40, 0_u8..4, prop::char::range('甲', '癸'));
    let base = "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。\n寒来暑往，秋收冬藏。";
    let noisy = prop::collection::vec(edit, 0..5).prop_map(move |edits| {
        let mut text: Vec<char> = base.chars().collect();
        for (at, what, c) in edits {
            let at = at % text.len();
            match what {
                0 => text[at] = c,
                1 => drop(text.remove(at)),
                2 => text.insert(at, c),
                _ => text.insert(at, '\n'),
            }
        }
        text.into_iter().collect::<String>()
    });
    let stray = "[甲乙丙丁，。a1 \n]{0,24}";
    prop::collection::vec(prop_oneof![3 => noisy, 1 => stray], 0..6)
}

proptest! {
    #[test]
    fn every_character_is_attested_and_places_point_into_the_text(texts in noisy_sets()) {
        let set = witnesses(&texts.iter().map(|t| (t.as_str(), Family::Unknown)).collect::<Vec<_>>());
        let collation = collate(&set);
        let seen = verdict(&set);
        for (i, chosen) in seen.chars.iter().enumerate() {
            let by = seen.attested(&set, &collation, i);
            prop_assert!(by.iter().any(|(w, t)| set[*w].tokens[*t as usize].ch == chosen.ch));
        }
        let text: Vec<char> = seen.text().chars().collect();
        for place in &seen.places {
            let lemma: String = text[place.at.start as usize..place.at.end as usize].iter().collect();
            prop_assert_eq!(&lemma, &place.lemma);
            prop_assert!(place.readings.iter().all(|r| r.probability <= 1.0 + 1e-9));
        }
    }

    #[test]
    fn order_changes_nothing(texts in noisy_sets(), turn in 0_usize..6) {
        let set = witnesses(&texts.iter().map(|t| (t.as_str(), Family::Unknown)).collect::<Vec<_>>());
        let mut turned = set.clone();
        turned.rotate_left(turn % set.len().max(1));
        let (mut one, mut other) = (verdict(&set), verdict(&turned));
        let named = |verdict: &mut Verdict, set: &[Witness]| -> Vec<(String, Quality)> {
            let quality = std::mem::take(&mut verdict.quality);
            let mut named: Vec<_> = quality.into_iter().map(|((w, _), q)| (set[w].siglum.clone(), q)).collect();
            named.sort_by(|a, b| a.0.cmp(&b.0));
            named
        };
        prop_assert_eq!(named(&mut one, &set), named(&mut other, &turned));
        prop_assert_eq!(one, other);
    }

    #[test]
    fn a_witness_given_twice_changes_nothing(texts in noisy_sets(), which in 0_usize..6) {
        let mut set = witnesses(&texts.iter().map(|t| (t.as_str(), Family::Unknown)).collect::<Vec<_>>());
        let once = verdict(&set).text();
        if let Some(witness) = set.get(which).cloned() {
            set.push(Witness { siglum: "Z".into(), ..witness });
        }
        prop_assert_eq!(verdict(&set).text(), once);
    }
}

#[test]
fn a_moved_half_is_not_printed_twice_when_two_have_the_same_order() {
    let letters =
        |from: u32, n: u32| (0..n).filter_map(move |i| char::from_u32(0x4E00 + from + i * 7)).collect::<String>();
    let (a, b) = (letters(0, 90), letters(3, 80));
    let slip = format!("{a}{b}").replacen(a.chars().nth(20).unwrap_or('一'), "错", 1);
    assert_eq!(read(&[&format!("{a}{b}"), &format!("{b}{a}"), &slip]).text(), format!("{a}{b}"));
}

#[test]
fn two_accents_outweigh_the_reader_that_drops_them_all() {
    let text = "Le général a décidé de réunir les députés après la séance. Le préfet a été prévenu à temps. ".repeat(3);
    let bare: String = text.chars().map(letters::plain).collect();
    let seen = read(&[&text, &text.replacen("temps", "ternps", 1), &bare]);
    assert_eq!(seen.text(), text.trim());
}

#[test]
fn order_changes_nothing_where_readings_tie() {
    let cases: [(&[&str], usize); 3] = [
        (&["乙，。乙", "。甲。a甲乙", "丁。1。乙乙"], 1),
        (&["a1乙。", "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。\n寒来暑往，秋收冬藏。", "甲1丁a", "a1丁"], 3),
        (
            &[
                "甲天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。",
                "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。",
                "天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。",
                "甲地玄黄，宇宙洪荒。日月盈昃，辰宿列张。",
                "申天地黄，宇宙洪荒。日月盈昃，辰宿列张。",
            ],
            3,
        ),
    ];
    for (texts, turn) in cases {
        let set = witnesses(&texts.iter().map(|t| (*t, Family::Unknown)).collect::<Vec<_>>());
        let mut turned = set.clone();
        turned.rotate_left(turn);
        let (mut one, mut other) = (verdict(&set), verdict(&turned));
        (one.quality, other.quality) = Default::default();
        assert_eq!(one, other, "{texts:?} turned by {turn}");
    }
}
