//! The lines of a text.

/// The lines of a text without their line feeds; a text that ends with one has an empty line behind it, as with
/// `split('\n')`, which takes longer to find the ends. O(text).
pub fn of(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    ends.scan(0, |start, end| Some(&text[std::mem::replace(start, end + 1)..end]))
}

#[cfg(test)]
mod tests {
    #[test]
    fn lines_are_those_of_split() {
        for text in ["", "\n", "石", "石\n桥", "石\n\n桥\n"] {
            assert!(super::of(text).eq(text.split('\n')), "{text:?}");
        }
    }
}
