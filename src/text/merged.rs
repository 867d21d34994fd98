//! Columns that an engine read straight across: each line holds a piece of every column, with a blank or a stray mark
//! where the gutter was.

use std::ops::Range;

use super::chars;

/// Narrowest and widest column looked for, in em, and the step.
const NARROWEST: f32 = 7.0;
const WIDEST: f32 = 26.0;
const STEP: f32 = 0.5;
/// A gutter is looked for so much before and behind the end of a full column, in em.
const BEFORE: f32 = 1.5;
const BEHIND: f32 = 2.5;
/// Lines of a block that is read across, and gutters found in it, at least.
const MIN_LINES: usize = 4;
const MIN_GUTTERS: usize = 6;
/// Share of the expected gutters that must be found; quotation marks and blanks stand in body text at random, too.
const FOUND: f32 = 0.7;
/// So many blanks part columns wherever they stand.
const WIDE: usize = 3;
/// Share of all blanks and stray marks that are gutters.
const SHARE: f32 = 0.4;
/// What engines make of a gutter.
const STRAY: &[char] = &['”', '“', '’', '‘', '"', '\'', '|', '丨', '′', '″', '`'];

/// One line, cut into pieces.
struct Cut {
    pieces: Vec<Range<usize>>,
    /// Gutters expected and found.
    expected: usize,
    found: usize,
}

/// The lines of a text in reading order, the blocks that were read across cut at their gutters into columns; none when
/// there is no such block. Byte ranges, empty ones for blank lines. O(n) for each width tried.
pub fn unmerged(text: &str) -> Option<Vec<Vec<Range<usize>>>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        lines.push(start..start + line.len());
        start += line.len() + 1;
    }
    let mut columns: Vec<Vec<Range<usize>>> = vec![Vec::new()];
    for block in lines.chunk_by(|a, b| blank(text, a) == blank(text, b)) {
        match (!blank(text, &block[0])).then(|| split(text, block)).flatten() {
            Some(cut) => {
                columns.extend(cut);
                columns.push(Vec::new());
            }
            None => columns.last_mut()?.extend(block.iter().cloned()),
        }
    }
    (columns.len() > 1).then_some(columns)
}

fn blank(text: &str, line: &Range<usize>) -> bool {
    text[line.clone()].trim().is_empty()
}

/// The columns of a block that was read across.
fn split(text: &str, block: &[Range<usize>]) -> Option<Vec<Vec<Range<usize>>>> {
    if block.len() < MIN_LINES {
        return None;
    }
    let blanks = block.iter().map(|l| gutters(&text[l.clone()])).sum::<usize>();
    if blanks < MIN_GUTTERS {
        return None;
    }
    let widths = (0..).map(|i| NARROWEST + STEP * i as f32).take_while(|w| *w <= WIDEST);
    let tried = widths.map(|width| block.iter().map(|l| cut(text, l, width)).collect::<Vec<Cut>>());
    let (cuts, _) =
        tried.filter_map(|cuts| worth(&cuts, blanks as f32).map(|w| (cuts, w))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    let columns = cuts.iter().map(|c| c.pieces.len()).max()?;
    Some((0..columns).map(|i| cuts.iter().filter_map(|c| c.pieces.get(i).cloned()).collect()).collect())
}

/// What cutting a block so is worth; none when too few of the expected gutters are there, or when there are so many
/// `blanks` and stray marks that they are found anywhere.
fn worth(cuts: &[Cut], blanks: f32) -> Option<f32> {
    let expected: usize = cuts.iter().map(|c| c.expected).sum();
    let found: usize = cuts.iter().map(|c| c.found).sum();
    let wide = cuts.iter().filter(|c| c.expected > 0).count();
    let holds =
        wide >= MIN_LINES && found >= MIN_GUTTERS && found as f32 >= (FOUND * expected as f32).max(SHARE * blanks);
    holds.then(|| found as f32 - (expected - found) as f32)
}

/// Columns that one piece may hold when the gutters between them left no mark.
const MISSED: usize = 3;

/// Cuts a line where columns of `width` em end at a blank or stray mark, and at wide blanks anywhere.
fn cut(text: &str, line: &Range<usize>, width: f32) -> Cut {
    let mut out = Cut { pieces: Vec::new(), expected: 0, found: 0 };
    let chars: Vec<(usize, char)> = text[line.clone()].char_indices().map(|(i, c)| (line.start + i, c)).collect();
    let at = |i: usize| chars.get(i).map_or(line.end, |c| c.0);
    let mut from = 0;
    while from < chars.len() {
        let found =
            (1..=MISSED).find_map(|n| piece_end(&chars[from..], n as f32 * (width + 0.5) - 0.5).map(|e| (n, e)));
        let (stop, next) = match found {
            Some((n, (stop, next))) => {
                out.expected += n;
                out.found += 1;
                (from + stop, from + next)
            }
            None => {
                // The last column needs no gutter; a rest that is much wider than one lacks some.
                let rest: f32 = chars[from..].iter().map(|(_, c)| chars::width(*c)).sum();
                out.expected += (rest / (width + 0.5) - 0.3).max(0.0) as usize;
                (chars.len(), chars.len())
            }
        };
        if chars[from..stop].iter().any(|(_, c)| !c.is_whitespace()) {
            out.pieces.push(at(from)..at(stop));
        }
        from = next;
    }
    out
}

/// Where a piece of `width` em at the start of `chars` ends, and where the next one begins; none without a gutter there.
fn piece_end(chars: &[(usize, char)], width: f32) -> Option<(usize, usize)> {
    let mut em = 0.0;
    let mut best: Option<(f32, usize, usize)> = None;
    let mut i = 0;
    while i < chars.len() && em <= width + BEHIND {
        if !is_gutter(chars[i].1) {
            em += chars::width(chars[i].1);
            i += 1;
            continue;
        }
        let end = i + chars[i..].iter().take_while(|(_, c)| is_gutter(*c)).count();
        let blanks = chars[i..end].iter().filter(|(_, c)| c.is_whitespace()).count();
        if end == chars.len() {
            break;
        }
        if em > 0.0 && blanks >= WIDE {
            return Some((i, end));
        }
        let off = (em - width).abs();
        if em >= width - BEFORE && best.is_none_or(|b| off < b.0) {
            best = Some((off, i, end));
        }
        em += (end - i - blanks) as f32 * 0.5;
        i = end;
    }
    best.map(|(_, stop, next)| (stop, next))
}

/// Runs of blanks and stray marks in a line.
fn gutters(line: &str) -> usize {
    line.trim().split(is_gutter).filter(|piece| !piece.is_empty()).count().saturating_sub(1)
}

fn is_gutter(c: char) -> bool {
    c.is_whitespace() || STRAY.contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACROSS: &str = "春天的小河边有一座石桥”夏天的山坡上有一片树林 秋天的田野里有一群飞鸟\n\
                          桥边的老人每天早晨钓鱼 林中的孩子常常来采蘑菇“鸟群飞过高高的青色天空\n\
                          他的篮子里总是空空的， 他们的竹篓里装满了香气 它们要到很远很远的南方\n\
                          但是他从来都没有抱怨过”母亲在家里等着他们回来 在温暖的湖边度过寒冬。\n\
                          因为钓鱼本来就是闲事 晚饭的时候全家都很高兴”\n";

    #[test]
    fn columns_read_across_come_out_one_after_the_other() {
        let columns = unmerged(ACROSS).unwrap();
        let first = |i: usize| ACROSS[columns[i][0].clone()].chars().next().unwrap();
        assert_eq!(columns.iter().map(Vec::len).collect::<Vec<_>>(), [0, 5, 5, 4, 1]);
        assert_eq!([first(1), first(2), first(3)], ['春', '夏', '秋']);
    }

    #[test]
    fn running_text_with_quotations_stays() {
        let text = "他说：“这条路走了三十年，还要再走三十年。”大家听了都笑起来，没有人觉得\n\
                    “三十年”是一个可怕的数字。第二天清早，队伍又出发了，前面是一座“无名山”，\n\
                    山上没有路，只有风。队长说：“没有路，就走出一条路。”这句话后来刻在山口的\n\
                    石碑上，过往的人都要停下来读一读，然后继续往前走，走向更远的“三十年”。\n";
        assert_eq!(unmerged(text), None);
    }
}
