use super::*;

fn options() -> Options {
    Options {
        articles: 30,
        sources: 3,
        copies: 2,
        length: 600,
        per_page: 4,
        days: 2,
        from: Date { year: 2025, month: 8, day: 31 },
        noise: 0.02,
        families: vec![Family::TextLayer, Family::Ocr],
        layout: Layout::Newspaper,
        seed: 1,
    }
}

fn printed(options: Options) -> Vec<Issue> {
    let synth = Synth::new(options).unwrap();
    let mut press = Press::new(&synth);
    synth.batches().map(|batch| press.print(&batch, &synth.articles(&batch))).collect()
}

#[test]
fn days_follow_each_other_and_pages_count_from_one() {
    let issues = printed(options());
    let days: Vec<String> = issues.iter().map(|i| i.sheets[0].day.to_string()).collect();
    assert_eq!(days, ["2025-08-31", "2025-09-01"]);
    for issue in &issues {
        let of_a: Vec<u32> = issue.sheets.iter().filter(|s| s.source == "A").map(|s| s.number).collect();
        assert_eq!(of_a, (1..=of_a.len() as u32).collect::<Vec<_>>());
        assert_eq!(issue.truth.len(), 15);
        assert!(issue.truth.iter().all(|t| t.sources.len() == 2));
    }
}

#[test]
fn batches_of_a_day_count_on() {
    let issues = printed(Options { articles: 4, length: BATCH_CHARS, days: 1, per_page: 1, copies: 3, ..options() });
    let numbers: Vec<u32> = issues.iter().map(|i| i.sheets[0].number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
}

#[test]
fn threads_change_nothing() {
    let with = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let (one, many) = (with(1).install(|| printed(options())), with(5).install(|| printed(options())));
    assert_eq!(one, many);
}

#[test]
fn plain_pages_without_noise_are_the_truth() {
    for issue in printed(Options { noise: 0.0, layout: Layout::Plain, ..options() }) {
        for source in ["A", "B", "C"] {
            let own = issue.sheets.iter().filter(|s| s.source == source).flat_map(|s| s.text.split("\n\n"));
            let mut own: Vec<String> = own.map(|article| format!("{}\n", article.trim_end())).collect();
            let truth = issue.truth.iter().filter(|t| t.sources.contains_key(source));
            let mut truth: Vec<String> = truth.map(|t| t.text.clone()).collect();
            own.sort();
            truth.sort();
            assert_eq!(own, truth);
        }
    }
}

#[test]
fn text_layers_have_every_character() {
    let options = Options { copies: 3, families: vec![Family::TextLayer], ..options() };
    for issue in printed(options) {
        let text: String = issue.sheets.iter().filter(|s| s.source == "A").map(|s| s.text.as_str()).collect();
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        for truth in &issue.truth {
            let last = truth.text.lines().last().unwrap();
            let end: String = last.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
            assert!(bare.contains(&end.replace(' ', "")), "{end}");
        }
    }
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let error = |options: Options| Synth::new(options).err().unwrap();
    assert_eq!(error(Options { per_page: 0, ..options() }), OptionsError::Zero("per-page"));
    assert_eq!(error(Options { copies: 4, ..options() }), OptionsError::Copies { copies: 4, sources: 3 });
    assert_eq!(error(Options { noise: 0.6, ..options() }), OptionsError::Noise(0.6));
    assert!(matches!(error(Options { noise: f64::NAN, ..options() }), OptionsError::Noise(_)));
    assert_eq!(error(Options { families: vec![], ..options() }), OptionsError::Families);
    let late = Date { year: 9999, month: 12, day: 31 };
    assert_eq!(error(Options { from: late, ..options() }), OptionsError::Days);
}
