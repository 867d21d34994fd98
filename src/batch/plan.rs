//! Which pages are reconstructed together.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::model::date::Date;

/// Days of the longest window: a power of two, so that windows can be halved down to days.
const LONGEST: i64 = 1 << 14;

/// Pages that are reconstructed together, by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The first and the last day of its own pages; none for pages without one.
    pub dates: Option<(Date, Date)>,
    /// Its own pages.
    pub own: Vec<usize>,
    /// Pages of the days after it, which may print the same articles.
    pub ahead: Vec<usize>,
}

/// A page as it is known before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Day of its issue.
    pub date: Option<Date>,
    /// Size of its file.
    pub bytes: u64,
}

/// Cuts pages into windows by their days, in order; pages of up to `days` days later are looked at with each. Days go together as long as
/// their files have at most `room` bytes: stretches of the calendar are halved until they do, so a page that comes or goes
/// changes its own stretch and no other. Pages without a day have a window of their own, which comes first.
/// O(pages · log pages + pages · days).
pub fn windows(items: &[Item], days: u32, room: u64) -> Vec<Window> {
    let mut by_day: BTreeMap<i64, Day> = BTreeMap::new();
    let mut undated = Vec::new();
    for (page, item) in items.iter().enumerate() {
        match item.date {
            Some(date) => {
                let day = by_day.entry(date.number()).or_insert_with(|| Day { date, pages: Vec::new(), bytes: 0 });
                day.pages.push(page);
                day.bytes += item.bytes;
            }
            None => undated.push(page),
        }
    }
    let mut windows = Vec::new();
    if !undated.is_empty() {
        windows.push(Window { dates: None, own: undated, ahead: Vec::new() });
    }
    let (first, last) = (by_day.keys().next().copied(), by_day.keys().next_back().copied());
    let (Some(first), Some(last)) = (first, last) else { return windows };
    let cut = Cut { by_day: &by_day, days: i64::from(days), room };
    let mut start = first.div_euclid(LONGEST) * LONGEST;
    while start <= last {
        cut.halve(start..start + LONGEST, &mut windows);
        start += LONGEST;
    }
    windows
}

struct Day {
    date: Date,
    pages: Vec<usize>,
    bytes: u64,
}

struct Cut<'a> {
    by_day: &'a BTreeMap<i64, Day>,
    days: i64,
    room: u64,
}

impl Cut<'_> {
    fn halve(&self, stretch: Range<i64>, windows: &mut Vec<Window>) {
        let (mut first, mut last, mut bytes) = (None, None, 0);
        for day in self.by_day.range(stretch.clone()).map(|(_, day)| day) {
            first = first.or(Some(day.date));
            last = Some(day.date);
            bytes += day.bytes;
        }
        let Some(dates) = first.zip(last) else { return };
        if bytes > self.room && dates.0 != dates.1 {
            let middle = stretch.start + (stretch.end - stretch.start) / 2;
            self.halve(stretch.start..middle, windows);
            self.halve(middle..stretch.end, windows);
            return;
        }
        let pages = |days: Range<i64>| self.by_day.range(days).flat_map(|(_, day)| day.pages.iter().copied()).collect();
        let end = dates.1.number() + 1;
        windows.push(Window { dates: Some(dates), own: pages(stretch), ahead: pages(end..end + self.days) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(dates: &[&str], days: u32, room: u64) -> Vec<(Vec<usize>, Vec<usize>)> {
        let items: Vec<Item> = dates.iter().map(|text| Item { date: text.parse().ok(), bytes: 10 }).collect();
        windows(&items, days, room).into_iter().map(|w| (w.own, w.ahead)).collect()
    }

    const DATES: &[&str] = &["2025-08-31", "", "2025-08-28", "2025-09-01", "2025-08-31"];

    #[test]
    fn a_day_sees_the_days_after_it() {
        let days = [(vec![1], vec![]), (vec![2], vec![]), (vec![0, 4], vec![3]), (vec![3], vec![])];
        assert_eq!(shown(DATES, 1, 0), days);
        assert_eq!(shown(DATES, 3, 0)[1], (vec![2], vec![0, 4]));
        assert!(shown(DATES, 0, 0).iter().all(|w| w.1.is_empty()));
        assert_eq!(shown(&["", ""], 1, 0), [(vec![0, 1], vec![])]);
    }

    #[test]
    fn days_that_fit_go_together() {
        assert_eq!(shown(DATES, 1, 40), [(vec![1], vec![]), (vec![2, 0, 4, 3], vec![])]);
    }

    #[test]
    fn a_new_day_changes_its_own_stretch_only() {
        let month: Vec<String> = (1..=30).map(|day| format!("2025-09-{day:02}")).collect();
        let dates: Vec<&str> = month.iter().map(String::as_str).collect();
        let before = shown(&dates, 1, 40);
        let longer: Vec<&str> = dates.iter().copied().chain(["2025-08-01", "2025-09-07"]).collect();
        let after = shown(&longer, 1, 40);
        let kept = before.iter().filter(|w| after.contains(w)).count();
        assert!(before.len() >= 8 && kept >= before.len() - 2, "{before:?} {after:?}");
        assert!(before.iter().all(|w| w.0.len() <= 4));
    }
}
