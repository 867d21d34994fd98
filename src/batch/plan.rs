//! Which pages are reconstructed together.

use std::collections::BTreeMap;

use crate::model::date::Date;

/// Pages that are reconstructed together, by index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The day of its own pages; none for pages without one.
    pub date: Option<Date>,
    /// Its own pages.
    pub own: Vec<usize>,
    /// Pages of the days after it, which may print the same articles.
    pub ahead: Vec<usize>,
}

/// A window for each day, in order; pages of up to `days` days later are looked at with it. Pages without a day have a
/// window of their own, which comes first. O(pages · log pages + pages · days).
pub fn windows(dates: &[Option<Date>], days: u32) -> Vec<Window> {
    let mut by_day: BTreeMap<Option<Date>, Vec<usize>> = BTreeMap::new();
    for (page, date) in dates.iter().enumerate() {
        by_day.entry(*date).or_default().push(page);
    }
    let ahead = |date: Option<Date>| {
        let later = date.into_iter().flat_map(|d| by_day.range(Some(d.after(1))..).map(move |later| (d, later)));
        let near =
            later.take_while(|(d, (later, _))| later.is_some_and(|l| l.number() - d.number() <= i64::from(days)));
        near.flat_map(|(_, (_, pages))| pages.iter().copied()).collect()
    };
    by_day.iter().map(|(date, own)| Window { date: *date, own: own.clone(), ahead: ahead(*date) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_sees_the_days_after_it() {
        let day = |text: &str| text.parse::<Date>().ok();
        let dates = [day("2025-08-31"), None, day("2025-08-28"), day("2025-09-01"), day("2025-08-31")];
        let shown = |days| windows(&dates, days).into_iter().map(|w| (w.own, w.ahead)).collect::<Vec<_>>();
        assert_eq!(shown(1), [(vec![1], vec![]), (vec![2], vec![]), (vec![0, 4], vec![3]), (vec![3], vec![])]);
        assert_eq!(shown(3)[1], (vec![2], vec![0, 4]));
        assert!(shown(0).iter().all(|w| w.1.is_empty()));
        assert_eq!(windows(&[None, None], 1).len(), 1);
    }
}
