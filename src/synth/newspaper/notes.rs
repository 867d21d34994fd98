//! Notes that send the reader from page to page.

use crate::synth::plan::Continued;
use crate::synth::random::Random;
use crate::synth::source::Source;

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A number as it is read aloud; above 99 in digits.
pub(super) fn spelt(number: u32) -> String {
    let digit = |d: u32| DIGITS[d as usize % 10];
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).into(),
        (1, 0) => "十".into(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..10, 0) => format!("{}十", digit(tens)),
        (tens @ 2..10, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => number.to_string(),
    }
}

fn brackets(source: &Source) -> (char, char) {
    if source.narrow.brackets { ('(', ')') } else { ('（', '）') }
}

/// `（下转第二版）`.
pub(super) fn to(source: &Source, page: u32) -> String {
    let (open, close) = brackets(source);
    let page = if source.spelt_numbers { spelt(page) } else { page.to_string() };
    format!("{open}下转第{page}版{close}")
}

/// `（上接第一版）`.
pub(super) fn from(source: &Source, from: Continued, random: &mut Random) -> String {
    let (open, close) = brackets(source);
    if random.chance(0.15) {
        return format!("{open}接{}版{close}", from.page);
    }
    let page = if source.spelt_numbers { spelt(from.page) } else { from.page.to_string() };
    format!("{open}上接第{page}版{close}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelt_as_they_are_read() {
        let read = [1, 10, 12, 20, 21, 99, 100].map(spelt);
        assert_eq!(read, ["一", "十", "十二", "二十", "二十一", "九十九", "100"]);
    }
}
