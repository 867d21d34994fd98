//! One character to one character: what characters are compared by.

use unicode_normalization::UnicodeNormalization;

use super::script;

/// Folds width, presentation forms of quotes and dashes, and script (simplified), so that the same character of
/// two witnesses compares equal whatever its typography. Never used for output. O(1).
pub fn fold(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    match c {
        '，' => ',',
        '：' | '︰' => ':',
        '；' => ';',
        '！' => '!',
        '？' => '?',
        '（' => '(',
        '）' => ')',
        '．' => '.',
        '“' | '‘' | '「' | '『' | '﹁' | '﹃' | '〝' | '„' => '“',
        '”' | '’' | '」' | '』' | '﹂' | '﹄' | '〞' | '″' | '＂' => '”',
        '—' | '―' | '─' | '━' | '–' | '－' => '—',
        '…' | '⋯' => '…',
        '·' | '・' | '•' | '‧' | '∙' => '·',
        '〈' | '《' | '＜' => '《',
        '〉' | '》' | '＞' => '》',
        // Unified ideographs have no compatibility forms.
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => script::simplified(c),
        _ if super::chars::is_han(c) => script::simplified(single_nfkc(c)),
        _ => single_nfkc(c),
    }
}

/// Compatibility form of a character where it is one character, else the character itself.
fn single_nfkc(c: char) -> char {
    let mut forms = std::iter::once(c).nfkc();
    match (forms.next(), forms.next()) {
        (Some(form), None) => form,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_quotes_and_compatibility_forms_fold() {
        assert_eq!(fold('％'), '%');
        assert_eq!(fold('﹃'), fold('“'));
        assert_eq!(fold('⼀'), '一');
        assert_eq!(fold('⑮'), '⑮');
    }

    #[test]
    fn unified_ideographs_are_their_own_compatibility_forms() {
        assert!(('\u{3400}'..='\u{4DBF}').chain('\u{4E00}'..='\u{9FFF}').all(|c| single_nfkc(c) == c));
    }
}
