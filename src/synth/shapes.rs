//! Characters that readers of images take for one another.

/// Groups whose members differ by a stroke, by its length, or by one component that shares its outline.
const GROUPS: &[&str] = &[
    "人入八",
    "己已巳",
    "日曰",
    "土士",
    "干千于",
    "未末",
    "大太犬",
    "天夫无",
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
    "闻间",
    "鸟乌",
    "鸣呜",
    "来末",
    "免兔",
    "见贝",
    "外处",
    "住往佳",
    "析折",
    "治冶",
    "待侍持",
    "侯候",
    "拔拨",
    "辨辩",
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
    "候侯",
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
];

/// The characters that look like one, if there are any. O(groups).
pub(super) fn alike(c: char) -> Option<Vec<char>> {
    let group = GROUPS.iter().find(|group| group.contains(c))?;
    Some(group.chars().filter(|other| *other != c).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_hold_two_characters_or_more_and_none_twice() {
        for group in GROUPS {
            let mut seen: Vec<char> = group.chars().collect();
            seen.sort_unstable();
            seen.dedup();
            assert!(seen.len() > 1 && seen.len() == group.chars().count(), "{group}");
        }
        assert_eq!((alike('末'), alike('岛')), (Some(vec!['未']), None));
    }
}
