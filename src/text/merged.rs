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

/// A run of blanks and stray marks in a line.
struct Gutter {
    at: Range<usize>,
    /// How many of its characters are marks, and how many blanks.
    marks: usize,
    blanks: usize,
    /// Width of the line before it, a mark of an earlier gutter being half an em, in em.
    em: f32,
    /// Width of the line from its end on, in em.
    rest: f32,
}

/// A line, measured once for all widths that are tried. Widths are halves of an em: sums of them are exact, whatever
/// their order.
struct Measured {
    at: Range<usize>,
    gutters: Vec<Gutter>,
    width: f32,
}

/// How many gutters a line should have, and has.
#[derive(Clone, Copy, Default)]
struct Count {
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
    let lines: Vec<Measured> = block.iter().map(|line| Measured::new(text, line)).collect();
    let widths = (0..).map(|i| NARROWEST + STEP * i as f32).take_while(|w| *w <= WIDEST);
    let tried = widths.filter_map(|width| Some((width, worth(&lines, width, blanks as f32)?)));
    let (width, _) = tried.max_by(|a, b| a.1.total_cmp(&b.1))?;
    let mut columns: Vec<Vec<Range<usize>>> = Vec::new();
    for line in &lines {
        line.cut(width, |column, piece| {
            columns.resize_with(columns.len().max(column + 1), Vec::new);
            columns[column].push(piece);
        });
    }
    columns.retain(|pieces| !pieces.is_empty());
    Some(columns)
}

/// What cutting a block at a width is worth; none when too few of the expected gutters are there, or when there are so
/// many `blanks` and stray marks that they are found anywhere.
fn worth(lines: &[Measured], width: f32, blanks: f32) -> Option<f32> {
    let (mut expected, mut found, mut wide) = (0, 0, 0);
    for count in lines.iter().map(|line| line.cut(width, |_, _| ())) {
        expected += count.expected;
        found += count.found;
        wide += usize::from(count.expected > 0);
    }
    let holds =
        wide >= MIN_LINES && found >= MIN_GUTTERS && found as f32 >= (FOUND * expected as f32).max(SHARE * blanks);
    holds.then(|| found as f32 - (expected - found) as f32)
}

/// Columns that one piece may hold when the gutters between them left no mark.
const MISSED: usize = 3;

impl Measured {
    /// O(characters).
    fn new(text: &str, at: &Range<usize>) -> Self {
        let mut line = Self { at: at.clone(), gutters: Vec::new(), width: 0.0 };
        let mut em = 0.0;
        for (i, c) in text[at.clone()].char_indices() {
            let (start, end) = (at.start + i, at.start + i + c.len_utf8());
            if is_gutter(c) {
                if line.gutters.last().is_none_or(|g| g.at.end < start) {
                    line.gutters.push(Gutter { at: start..start, marks: 0, blanks: 0, em, rest: 0.0 });
                }
                if let Some(gutter) = line.gutters.last_mut() {
                    let mark = !c.is_whitespace();
                    gutter.at.end = end;
                    gutter.marks += usize::from(mark);
                    gutter.blanks += usize::from(!mark);
                    // For now the width up to its end.
                    gutter.rest = line.width + chars::width(c);
                    em += if mark { 0.5 } else { 0.0 };
                }
            } else {
                em += chars::width(c);
            }
            line.width += chars::width(c);
        }
        line.gutters.iter_mut().for_each(|gutter| gutter.rest = line.width - gutter.rest);
        line
    }

    /// Cuts the line where columns of `width` em end at a gutter, and at wide blanks anywhere; of each piece also the number of
    /// the column in which it begins. O(gutters).
    fn cut(&self, width: f32, mut piece: impl FnMut(usize, Range<usize>)) -> Count {
        let mut count = Count::default();
        let mut column = 0;
        let (mut from, mut next) = (self.at.start, 0);
        while from < self.at.end {
            let end = |n: usize| Some((n, self.piece_end(next, n as f32 * (width + 0.5) - 0.5)?));
            let Some((n, gutter)) = (1..=MISSED).find_map(end) else {
                // The last column needs no gutter; a rest that is much wider than one lacks some.
                let rest = next.checked_sub(1).map_or(self.width, |before| self.gutters[before].rest);
                count.expected += (rest / (width + 0.5) - 0.3).max(0.0) as usize;
                piece(column, from..self.at.end);
                break;
            };
            count.expected += n;
            count.found += 1;
            piece(column, from..self.gutters[gutter].at.start);
            column += n;
            (from, next) = (self.gutters[gutter].at.end, gutter + 1);
        }
        count
    }

    /// The gutter where a piece of `width` em ends that begins before the gutter `next`; none without one there.
    fn piece_end(&self, next: usize, width: f32) -> Option<usize> {
        let start = next.checked_sub(1).map_or(0.0, |i| self.gutters[i].em + 0.5 * self.gutters[i].marks as f32);
        let mut best: Option<(f32, usize)> = None;
        for (i, gutter) in self.gutters.iter().enumerate().skip(next) {
            let em = gutter.em - start;
            if em > width + BEHIND || gutter.at.end == self.at.end {
                break;
            }
            if em > 0.0 && gutter.blanks >= WIDE {
                return Some(i);
            }
            let off = (em - width).abs();
            if em >= width - BEFORE && best.is_none_or(|b| off < b.0) {
                best = Some((off, i));
            }
        }
        best.map(|(_, gutter)| gutter)
    }
}

/// Runs of blanks and stray marks in a line.
fn gutters(line: &str) -> usize {
    line.trim().split(is_gutter).filter(|piece| !piece.is_empty()).count().saturating_sub(1)
}

fn is_gutter(c: char) -> bool {
    // Most characters are Han.
    !('\u{4E29}'..='\u{9FFF}').contains(&c) && (c.is_whitespace() || STRAY.contains(&c))
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
    fn a_gutter_without_a_mark_moves_no_other_column() {
        let text = ACROSS.replace("蘑菇“鸟群", "蘑菇鸟群").replace("钓鱼 林中", "钓鱼林中");
        let columns = unmerged(&text).unwrap();
        let third = columns.iter().find(|c| c.first().is_some_and(|at| text[at.clone()].starts_with('秋'))).unwrap();
        assert!(text[third[1].clone()].starts_with("它们"), "{:?}", &text[third[1].clone()]);
        let text = ACROSS.replace("钓鱼 林中", "钓鱼林中");
        let columns = unmerged(&text).unwrap();
        let third = columns.iter().find(|c| c.first().is_some_and(|at| text[at.clone()].starts_with('秋'))).unwrap();
        assert!(text[third[1].clone()].starts_with("鸟群"), "{:?}", &text[third[1].clone()]);
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
