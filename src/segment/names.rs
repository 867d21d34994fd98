//! Names of persons.

/// The family names of nine in ten persons, in both scripts.
const FAMILY: &str = "王李张张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許\
傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范範方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬\
段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文";

/// Whether a line can be a name: a family name and one or two characters.
pub(super) fn is_name(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let han = letters.iter().all(|c| crate::text::chars::is_han(*c));
    (2..=3).contains(&letters.len()) && han && FAMILY.contains(letters[0])
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_begin_with_a_family_name() {
        assert!(is_name("王 明") && is_name("趙小河"));
        assert!(!is_name("简讯") && !is_name("王") && !is_name("王府井大街"));
    }
}
