//! The patterns of the built-in rules match what the crate `regex` says.

use std::sync::LazyLock;

use proptest::prelude::*;
use regex::Regex;

use super::{Exhausted, Pattern, Trail};
use crate::rules::RuleBook;

/// The patterns of all built-in rules, and some that rules of users may have.
static ALL: LazyLock<Vec<(Pattern, Regex)>> = LazyLock::new(|| {
    let book = RuleBook::builtin().unwrap();
    let built_in = book.rules().map(|r| r.written.pattern.clone()).filter(|p| !p.is_empty());
    let own =
        ["(a|ab)(c|bcd)?(d*)", "(?:a|b)*?c", "a{2,3}?b", "(?:ab){1,3}", "^a|b$", "(?s:a.b)", "(?:a+b?){2,}", "a*b"];
    let all = built_in.chain(own.map(str::to_owned));
    all.map(|p| (Pattern::parse(&p).unwrap(), Regex::new(&format!("(?m:{p})")).unwrap())).collect()
});

/// Pieces of which patterns are made, so that most texts hold beginnings of matches.
fn pieces() -> impl Strategy<Value = String> {
    let mut all: Vec<String> = "a b c d ab ， 。 、 （ ） ( ) “ ” 《 》 < > - — — … · : ： / 12 3 2024 年 月 日 版 第 新华社 本报 记者 \
        据 电 讯 摄 责任编辑 图 片 供 上接 下转 转 来源 版权所有 日报 客户端 王 明 城市 星期 一 （一） <p> </p> <br/> &amp;"
        .split(' ')
        .map(str::to_owned)
        .collect();
    all.extend([" ", "\u{3000}", "\n", "\t"].map(str::to_owned));
    prop::sample::select(all)
}

proptest! {
    #[test]
    fn matches_are_those_of_regex(pieces in prop::collection::vec(pieces(), 0..24)) {
        let text = pieces.concat();
        for (pattern, regex) in ALL.iter() {
            let expected: Vec<_> = regex.find_iter(&text).map(|m| m.range()).take_while(|m| !m.is_empty()).collect();
            let found: Vec<_> = pattern.find_iter(&text).take_while(|m| !m.is_empty()).collect();
            prop_assert_eq!(found, expected, "{}", regex.as_str());
        }
    }

    #[test]
    fn groups_are_those_of_regex(pieces in prop::collection::vec(pieces(), 0..24)) {
        let text = pieces.concat();
        for (pattern, regex) in ALL.iter() {
            for groups in regex.captures_iter(&text).filter(|g| !g[0].is_empty()) {
                let (mut expected, mut found) = (String::new(), String::new());
                let with = "[$0|$1|$2|$3|$4]";
                groups.expand(with, &mut expected);
                let at = groups.get(0).unwrap().start();
                pattern.expand(&text, at, with, &mut Trail::default(), &mut found);
                prop_assert_eq!(found, expected, "{}", regex.as_str());
            }
        }
    }
}

#[test]
fn texts_that_make_steps_go_back_take_linear_time() {
    let pattern = Pattern::parse("(?:a|a|aa)+b").unwrap();
    let text = "a".repeat(20_000);
    assert_eq!(pattern.find_at(&text, 0, &mut Trail::default()), None);
    assert_eq!(pattern.match_at(&text, 0, &mut Trail::default(), &mut 100), Err(Exhausted));
}

#[test]
fn names_of_groups_are_left_to_regex() {
    let pattern = Pattern::parse("(?P<day>[0-9]+)日(.)").unwrap();
    let mut out = String::new();
    pattern.expand("三月12日晚", 6, "${day}号$$$2", &mut Trail::default(), &mut out);
    assert_eq!(out, "12号$晚");
}
