//! Characters whose printed shapes are taken for one another.

/// Groups of folded characters that differ by a stroke, a dot or a serif in print. Names a cause; decides nothing.
const GROUPS: [&str; 62] = [
    "0Oo〇",
    "1lI|i",
    "5S",
    "8B",
    "2Z",
    "6b",
    "9gq",
    "cC",
    "vV",
    "wW",
    "—一-",
    "二=",
    "三彡",
    "人入八",
    "己已巳",
    "日曰目",
    "田由甲申",
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
    "闻间闸",
    "鸟乌",
    "鸣呜",
    "末来",
    "兔免",
    "见贝",
    "夭天",
    "外处",
    "住往佳",
    "析折拆",
    "治冶",
    "待侍持",
    "侯候",
    "拨拔",
    "辨辩辫",
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
    "密蜜",
    "庆厌",
];

/// Whether two characters look alike.
pub(super) fn alike(a: char, b: char) -> bool {
    a != b && GROUPS.iter().any(|group| group.contains(a) && group.contains(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn groups_are_folded_and_have_no_character_twice() {
        for group in GROUPS {
            let mut seen: Vec<char> = group.chars().collect();
            assert!(seen.len() > 1 && seen.iter().all(|c| fold(*c) == *c), "{group}");
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), group.chars().count(), "{group}");
        }
        assert!(alike('己', '已') && !alike('己', '日') && !alike('日', '日'));
    }
}
