//! A body as a score sees it: characters that count, where its paragraphs begin, where something is missing.

use std::sync::LazyLock;

use regex::Regex;

use super::unify::Scheme;

/// A body cut into lines.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    /// Characters as they are compared.
    pub(super) unified: Vec<char>,
    /// The same characters as written.
    pub(super) raw: Vec<char>,
    /// The code point of its record's text at which each stands; none in lines that the text does not hold.
    pub(super) at: Vec<Option<usize>>,
    /// Offset of the first character of each line.
    pub(super) starts: Vec<usize>,
    /// Offsets at which lines break: the starts of all but the first.
    pub(super) breaks: Vec<usize>,
    /// Offsets at which a lacuna is marked.
    pub(super) lacunae: Vec<usize>,
}

impl Body {
    /// The body of lines, (text, code point at which it begins, if the record's text holds it) each. In [`Scheme::Width`] marks of lacunae are taken
    /// out of the text and remembered. O(characters).
    pub(super) fn new<'a>(scheme: Scheme, lines: impl Iterator<Item = (&'a str, Option<usize>)>) -> Self {
        let mut body = Self::default();
        for (line, at) in lines {
            match scheme {
                Scheme::Marks => body.begin(),
                Scheme::Width if is_lacuna(line) => {
                    body.lacunae.push(body.unified.len());
                    continue;
                }
                Scheme::Width => {
                    let glued: Vec<(usize, usize)> = glued_marks(line);
                    if glued.is_empty() {
                        body.begin();
                    } else {
                        body.extend_around(line, at, &glued);
                        continue;
                    }
                }
            }
            body.extend(scheme, line, at);
        }
        body.breaks = body.starts.iter().skip(1).copied().collect();
        body
    }

    fn begin(&mut self) {
        self.starts.push(self.unified.len());
    }

    fn extend(&mut self, scheme: Scheme, text: &str, at: Option<usize>) {
        for (unified, raw, i) in scheme.characters(text) {
            self.unified.push(unified);
            self.raw.push(raw);
            self.at.push(at.map(|at| at + i));
        }
    }

    /// A line with marks of lacunae inside, `glued` their bytes: what stands around them.
    fn extend_around(&mut self, line: &str, at: Option<usize>, glued: &[(usize, usize)]) {
        let start = self.unified.len();
        let mut from = 0;
        for (begin, end) in glued.iter().copied().chain([(line.len(), line.len())]) {
            self.extend(Scheme::Width, &line[from..begin], at.map(|at| at + line[..from].chars().count()));
            if begin < line.len() {
                self.lacunae.push(self.unified.len());
            }
            from = end;
        }
        if self.unified.len() > start {
            self.starts.push(start);
        }
    }

    /// The line (from 0) in which an offset lies; a break belongs to the line behind it.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }
}

/// Whether a line says that something is missing, and nothing else.
pub(super) fn is_lacuna(line: &str) -> bool {
    static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let words = "缺.*|.*缺失.*|.*缺文.*|gap.*|GAP.*|lacuna.*|LACUNA.*|此处.*缺.*|missing.*";
        Regex::new(&format!(r"^[\[［【〔<（(]\s*(?:…+|\.{{3,}}|⋯+|{words})\s*[\]］】〕>）)]$")).ok()
    });
    MARK.as_ref().is_some_and(|mark| mark.is_match(line.trim_matches(super::unify::is_space)))
}

/// Bytes of marks of lacunae that stand among text.
fn glued_marks(line: &str) -> Vec<(usize, usize)> {
    static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\[［](?:…+|\.{3,})[\]］]").ok());
    MARK.iter().flat_map(|mark| mark.find_iter(line)).map(|found| (found.start(), found.end())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lacunae_are_marks_where_they_count_and_text_where_they_do_not() {
        let lines = [("一二，", None), ("[…]", Some(4)), ("三［……］四", Some(8))];
        let body = Body::new(Scheme::Width, lines.into_iter());
        assert_eq!(body.unified.iter().collect::<String>(), "一二，三四");
        assert_eq!(
            (body.breaks, body.lacunae, body.at),
            (vec![3], vec![3, 4], vec![None, None, None, Some(8), Some(13)])
        );
        let body = Body::new(Scheme::Marks, lines.into_iter());
        assert_eq!((body.unified.len(), &body.breaks, body.lacunae.len()), (12, &vec![3, 6], 0));
        assert_eq!((body.line(2), body.line(3)), (0, 1));
    }

    #[test]
    fn marks_of_lacunae() {
        for mark in ["[…]", "【缺】", "（此处有缺）", "<gap 20>", "[...]"] {
            assert!(is_lacuna(mark), "{mark}");
        }
        for text in ["（完）", "缺", "[1]", "第一段[…]"] {
            assert!(!is_lacuna(text), "{text}");
        }
    }
}
