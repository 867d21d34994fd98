//! What a page has besides articles: its head and its foot.

use super::{Line, Setting, notes};
use crate::synth::random::Random;

const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
const SECTIONS: &[&str] = &["要闻", "综合", "经济", "社会", "文化", "国际", "体育"];
const EDITORS: &[&str] = &["责任编辑", "本版编辑", "版式设计"];
const LETTERS: &[char] = &['王', '明', '红', '林', '静', '强', '芳', '军'];

/// Masthead, date and folio, in one line or in several; some pages have none.
pub(super) fn top(setting: &Setting<'_>, random: &mut Random) -> Vec<Line> {
    if random.chance(0.3) {
        return Vec::new();
    }
    let (day, section) = (setting.day, random.one(SECTIONS));
    let date = format!("{}年{}月{}日 星期{}", day.year, day.month, day.day, WEEKDAYS[day.weekday()]);
    let folio = match setting.source.spelt_numbers {
        true => format!("第{}版 {section}", notes::spelt(setting.number)),
        false => format!("{:02} {section}", setting.number),
    };
    let masthead = setting.source.masthead.clone();
    match random.below(3) {
        0 => vec![Line::new(format!("{masthead} {date} {folio}"))],
        1 => [masthead, date, folio].into_iter().map(Line::new).collect(),
        _ => [folio, date].into_iter().map(Line::new).collect(),
    }
}

/// Who made the page.
pub(super) fn bottom(setting: &Setting<'_>, random: &mut Random) -> Vec<Line> {
    if random.chance(0.6) {
        return Vec::new();
    }
    let colon = if setting.source.narrow.commas { ':' } else { '：' };
    let mut part = || {
        let name: String = [random.one(LETTERS), random.one(LETTERS)].into_iter().collect();
        format!("{}{colon}{name}", random.one(EDITORS))
    };
    vec![Line::new(format!("{} {}", part(), part()))]
}
