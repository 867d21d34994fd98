//! Whole sets.

use super::*;

fn set(scheme: Scheme) -> GoldSet {
    let manifest = match scheme {
        Scheme::Marks => {
            r#"{"articles": [{"id": "a", "byline": "管见", "script": "simplified", "sources": {"P": {}, "Q": {}}},
                {"id": "b", "sources": {"Q": {}}}],
                "pages": [{"source": "P", "engine": "PDF text layer"}]}"#
        }
        Scheme::Width => r#"[{"id": "a", "header_lines": 2}, {"id": "b", "header_lines": 1}]"#,
    };
    let read = |file: &str| match file {
        "a.txt" => Ok("桥头旧事\n管见\n春天的小河边有一座石桥，桥下的水很清。\n孩子们常常到桥上去看鱼。\n"),
        "b.txt" => Ok("集市\n镇上的人都到集市去买东西，热闹得很。\n[…]\n天黑了，人们才慢慢散去。\n"),
        _ => Err("not there"),
    };
    GoldSet::from_manifest(manifest, |file| read(file).map(str::to_owned)).unwrap()
}

fn articles(texts: &[&str]) -> Vec<Hypothesis> {
    texts.iter().zip('1'..).map(|(text, name)| Hypothesis::from_text(&name.to_string(), text)).collect()
}

const A: &str = "桥头旧事\n春天的小河边有一座右桥，桥下水很清。孩子们常常到桥上去看鱼。";
const B: &str = "集市\n镇上的人都到集市去买东西，热闹得很。\n[…]\n天黑了，人们才慢慢散去了。";

#[test]
fn marks_count_the_body_with_or_without_its_byline() {
    let found = measure(&set(Scheme::Marks), &articles(&[B, A]), &Selection::default());
    let a = &found.articles[0];
    assert_eq!((a.hypothesis.as_deref(), a.met), (Some("2"), Title::Exact));
    assert_eq!(a.counts.body, Ratio { errors: 2, of: 31 });
    assert_eq!(a.counts.bylines, (0, 1));
    assert_eq!(a.counts.breaks, Finds { right: 0, wrong: 0, missed: 1 });
    let kinds: Vec<(Kind, usize, &str, &str)> =
        a.differences.iter().map(|d| (d.kind, d.line, d.gold.as_str(), d.hypothesis.as_str())).collect();
    assert_eq!(kinds, [(Kind::Substitution, 1, "石", "右"), (Kind::Omission, 1, "的", "")]);
    assert_eq!((found.precision(), found.recall()), (1.0, 1.0));
    let names: Vec<&str> = found.groups.iter().map(|g| g.name.as_str()).collect();
    assert!(names.contains(&"with PDF text layer witness (P)") && names.contains(&"printed by P Q"), "{names:?}");
}

#[test]
fn widths_know_lacunae() {
    let found = measure(&set(Scheme::Width), &articles(&[B, A]), &Selection::default());
    let b = &found.articles[1].counts;
    assert_eq!((b.body.errors, b.lacunae.right, b.breaks.right), (1, 1, 1));
    assert_eq!(found.articles[1].differences[0].kind, Kind::Insertion);
    assert_eq!(found.total.body.of, 31 + 30);
}

#[test]
fn what_is_not_found_counts_as_missing() {
    for scheme in [Scheme::Marks, Scheme::Width] {
        let found = measure(&set(scheme), &articles(&[B]), &Selection::default());
        let a = &found.articles[0];
        assert_eq!((a.hypothesis.as_ref(), a.counts.body.rate(), a.counts.coverage()), (None, 1.0, 0.0));
        assert_eq!((found.recall(), found.precision()), (0.5, 1.0));
    }
}

#[test]
fn a_selection_leaves_the_matching_alone() {
    let only = Selection { sources: BTreeSet::from(["P".to_owned()]), ..Selection::default() };
    let found = measure(&set(Scheme::Marks), &articles(&[B, A]), &only);
    assert_eq!((found.articles.len(), found.detection.right, found.extra.len()), (1, 2, 0));
}

#[test]
fn glued_articles_are_seen() {
    let both = format!("{A}{B}");
    let glued = glued(&set(Scheme::Marks), &articles(&[A, &both]), 0.2);
    assert_eq!(glued, [(1, vec![0, 1])]);
}

#[test]
fn plain_texts() {
    let found = compare("一二三四五，\n六七八九十。", &Hypothesis::from_text("", "一二三五,六七八九十。"));
    assert_eq!((found.counts.body, found.counts.exact.errors), (Ratio { errors: 1, of: 12 }, 2));
    assert_eq!(found.counts.breaks.missed, 1);
    let own = Hypothesis::from_text("", "A stone bridge ouer the river.");
    let words = compare("A stone bridge over the river.", &own);
    assert_eq!(words.counts.words, Ratio { errors: 1, of: 6 });
}
