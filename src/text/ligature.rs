//! Letters that type joins.
//!
//! ﬁ, ﬂ and the like are one piece of type; Unicode has them for round trips with old character sets only and says that text is
//! written with the letters. ſ, œ, æ, ß and ĳ are letters of their own and no ligatures here.

/// The letters of a ligature of the block Alphabetic Presentation Forms; none for any other character. O(1).
pub fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        // The long s stays one.
        'ﬅ' => "ſt",
        'ﬆ' => "st",
        'ﬓ' => "մն",
        'ﬔ' => "մե",
        'ﬕ' => "մի",
        'ﬖ' => "վն",
        'ﬗ' => "մխ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn letters_are_those_of_unicode() {
        let forms = ('\u{FB00}'..='\u{FB17}').filter(|c| c.is_alphabetic());
        for c in forms {
            let folded: String = letters(c).expect("a ligature").chars().nfkc().collect();
            assert_eq!(folded, std::iter::once(c).nfkc().collect::<String>(), "{c}");
        }
        assert!(['ſ', 'œ', 'æ', 'ß', 'ĳ', 'f'].iter().all(|c| letters(*c).is_none()));
        assert_eq!(letters('ﬅ'), Some("ſt"));
    }
}
