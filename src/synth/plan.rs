//! Who prints what, on which page: which articles a source has, and where it cuts one and goes on elsewhere.

use super::language::Article;
use super::random::Random;

/// The part of an article that stands on one page.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    pub(super) article: &'a Article,
    pub(super) paragraphs: Vec<&'a str>,
    /// Where it comes from, when its beginning stands elsewhere.
    pub(super) from: Option<Continued>,
    /// The page on which it goes on.
    pub(super) to: Option<u32>,
}

/// Where a continuation begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Continued {
    /// The page that it comes from.
    pub(super) page: u32,
    /// Whether it begins in the middle of a paragraph.
    pub(super) within_paragraph: bool,
}

/// Shortest article that is cut, in characters, and the share of them that are.
const WORTH_CUTTING: usize = 500;
const CUT: f64 = 0.12;
/// A continuation stands at most so many pages later.
const REACH: usize = 6;

/// The sources that print each of `articles`: `copies` of `sources`, each in ascending order. O(articles · sources).
pub(super) fn printers(
    sources: usize,
    copies: usize,
    mut random: impl FnMut(usize) -> Random,
    articles: usize,
) -> Vec<Vec<usize>> {
    let pick = |article: usize| {
        let mut all: Vec<usize> = (0..sources).collect();
        random(article).shuffle(&mut all);
        all.truncate(copies);
        all.sort_unstable();
        all
    };
    (0..articles).map(pick).collect()
}

/// Articles whole, `per_page` on a page.
pub(super) fn whole<'a>(articles: &[&'a Article], per_page: usize) -> Vec<Vec<Piece<'a>>> {
    let piece = |article: &&'a Article| Piece {
        article,
        paragraphs: article.paragraphs.iter().map(String::as_str).collect(),
        from: None,
        to: None,
    };
    articles.chunks(per_page).map(|page| page.iter().map(piece).collect()).collect()
}

/// Cuts some of the longer articles and puts their ends on later pages, of which the first has the number `first`.
pub(super) fn jumps(pages: &mut [Vec<Piece<'_>>], first: u32, random: &mut Random) {
    let number = |page: usize| first + page as u32;
    for page in 0..pages.len().saturating_sub(1) {
        for at in 0..pages[page].len() {
            let piece = &pages[page][at];
            if piece.from.is_some() || piece.article.length() < WORTH_CUTTING || !random.chance(CUT) {
                continue;
            }
            let target = random.within(page + 1, (page + REACH).min(pages.len() - 1));
            let Some(mut rest) = cut(&mut pages[page][at], random) else { continue };
            pages[page][at].to = Some(number(target));
            rest.from = rest.from.map(|from| Continued { page: number(page), ..from });
            let place = random.within(0, pages[target].len());
            pages[target].insert(place, rest);
        }
    }
}

/// Takes the end off a piece, mostly in mid-sentence. The page it comes from is left for the caller to fill in.
fn cut<'a>(piece: &mut Piece<'a>, random: &mut Random) -> Option<Piece<'a>> {
    let total: usize = piece.paragraphs.iter().map(|p| p.chars().count()).sum();
    let mut at = random.within(total * 3 / 10, total * 7 / 10);
    let which = piece.paragraphs.iter().position(|p| {
        let length = p.chars().count();
        let here = at < length;
        at -= if here { 0 } else { length };
        here
    })?;
    let within = random.chance(0.7) && at > 0;
    let paragraph = piece.paragraphs[which];
    let byte = paragraph.char_indices().nth(at).map_or(0, |(byte, _)| byte);
    let mut rest = piece.paragraphs.split_off(which);
    if within {
        piece.paragraphs.push(&paragraph[..byte]);
        rest[0] = &paragraph[byte..];
    }
    let whole = piece.paragraphs.is_empty();
    if whole {
        piece.paragraphs = rest;
        return None;
    }
    let from = Some(Continued { page: 0, within_paragraph: within });
    Some(Piece { article: piece.article, paragraphs: rest, from, to: None })
}

#[cfg(test)]
mod tests {
    use super::super::random::Purpose;
    use super::*;

    #[test]
    fn cut_articles_are_whole_when_put_together() {
        let paragraphs = (0..9).map(|i| format!("第{i}段。").repeat(40)).collect();
        let article = Article { title: vec!["题".into()], byline: None, paragraphs };
        let articles = [&article; 40];
        let mut pages = whole(&articles, 4);
        jumps(&mut pages, 1, &mut Random::of(5, Purpose::Page, &[]));
        let pieces: Vec<(usize, &Piece<'_>)> =
            pages.iter().enumerate().flat_map(|(n, p)| p.iter().map(move |x| (n, x))).collect();
        let cuts = pieces.iter().filter(|(_, piece)| piece.to.is_some()).count();
        let rests = pieces.iter().filter(|(_, piece)| piece.from.is_some()).count();
        assert!(cuts > 0 && cuts == rests && pieces.len() == 40 + cuts, "{cuts} {rests} {}", pieces.len());
        let all = |text: &[&str]| text.iter().map(|p| p.chars().count()).sum::<usize>();
        assert_eq!(pieces.iter().map(|(_, p)| all(&p.paragraphs)).sum::<usize>(), 40 * article.length());
        for (page, piece) in pieces {
            assert!(piece.to.is_none_or(|to| to as usize > page + 1) && !piece.paragraphs.is_empty());
            assert!(piece.from.is_none_or(|from| (from.page as usize) < page + 1));
        }
    }
}
