//! Characters whose printed shapes are taken for one another.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Groups of ideographs that differ by a stroke, by its length, or by one component that shares its outline.
const IDEOGRAPHS: &[&str] = &[
    "人入八",
    "己已巳",
    "土士",
    "干千于",
    "未末",
    "大太犬",
    "天夭夫无",
    "刀力",
    "九丸",
    "万方",
    "王玉主",
    "木本",
    "白自",
    "目且",
    "今令",
    "失矢",
    "午牛",
    "问间同",
    "鸟乌",
    "鸣呜",
    "来末",
    "免兔",
    "见贝",
    "外处",
    "住往佳",
    "治冶",
    "待侍持",
    "侯候",
    "拔拨",
    "历厉",
    "师帅",
    "设没",
    "活话",
    "情清请",
    "续绩",
    "竞竟",
    "微徽",
    "晴睛",
    "即既",
    "小少",
    "名各",
    "庆厌",
    "域城",
    "组纽",
    "潜谱",
    "县具",
    "复夏",
    "石右",
    "季李",
    "体休",
    "代伐",
    "传侍",
    "防妨",
    "经轻",
    "运远",
    "建健",
    "社杜",
    "场扬",
    "地他",
    "明朋",
    "材村",
    "林木",
    "值植",
    "构沟",
    "增僧",
    "推堆",
    "进近",
    "这边",
    "过还",
    "技枝",
    "风凤",
    "员贡",
    "贵责",
    "质贤",
    "特持",
    "领颁",
    "项顶",
    "强弹",
    "观现",
    "规现",
    "三彡",
    "日曰目",
    "田由甲申",
    "闻间闸",
    "析折拆",
    "辨辩辫",
    "密蜜",
];

/// Groups of folded letters, digits and marks that differ by a stroke, a dot or a serif.
const OTHERS: &[&str] = &["0Oo〇", "1lI|i", "5S", "8B", "2Z", "6b", "9gq", "cC", "vV", "wW", "—一-", "二="];

/// The groups of each character, a bit for each.
static GROUPS: LazyLock<FxHashMap<char, u128>> = LazyLock::new(|| {
    let mut groups: FxHashMap<char, u128> = FxHashMap::default();
    for (n, group) in IDEOGRAPHS.iter().chain(OTHERS).enumerate() {
        group.chars().for_each(|c| *groups.entry(c).or_default() |= 1 << n);
    }
    groups
});

/// Whether two folded characters look alike. O(1).
pub fn alike(a: char, b: char) -> bool {
    let groups = |c: char| GROUPS.get(&c).copied().unwrap_or(0);
    a != b && groups(a) & groups(b) != 0
}

/// The ideographs that look like one. O(groups).
pub fn twins(c: char) -> Vec<char> {
    let groups = IDEOGRAPHS.iter().filter(|group| group.contains(c));
    let mut twins: Vec<char> = groups.flat_map(|group| group.chars()).filter(|other| *other != c).collect();
    twins.sort_unstable();
    twins.dedup();
    twins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn groups_are_folded_and_have_no_character_twice() {
        assert!(IDEOGRAPHS.len() + OTHERS.len() <= u128::BITS as usize, "a bit for each group");
        for group in IDEOGRAPHS.iter().chain(OTHERS) {
            let mut seen: Vec<char> = group.chars().collect();
            assert!(seen.len() > 1 && seen.iter().all(|c| fold(*c) == *c), "{group}");
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), group.chars().count(), "{group}");
        }
    }

    #[test]
    fn likeness_goes_both_ways_and_not_through_others() {
        assert!(alike('己', '已') && alike('已', '己') && !alike('己', '日') && !alike('日', '日'));
        assert!(alike('末', '来') && alike('末', '未') && !alike('来', '未'));
        assert_eq!((twins('末'), twins('岛')), (vec!['未', '来'], vec![]));
    }
}
