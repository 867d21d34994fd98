//! Days of the calendar.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day of the Gregorian calendar, from the year 1000 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Date {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u32,
    /// Day of the month, from 1.
    pub day: u32,
}

/// A text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date like 2025-08-28")]
pub struct DateError;

impl Date {
    /// The day so many days later. O(1).
    #[must_use]
    pub fn after(self, days: u32) -> Self {
        Self::from_number(self.number() + i64::from(days))
    }

    /// Days since Monday: 0 to 6. O(1).
    pub fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        (self.number() + 3).rem_euclid(7) as usize
    }

    /// The day of this number of the calendar; none where the calendar has no such day. O(1).
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let date = Self { year, month, day };
        // A day that the calendar lacks comes back as another one.
        let there = (1000..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        (there && Self::from_number(date.number()) == date).then_some(date)
    }

    /// Days since 1970-01-01; negative before. O(1). Years begin in March, so that leap days come last (H. Hinnant, days_from_civil).
    pub fn number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = i64::from((self.month + 9) % 12);
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
        era * 146_097 + year * 365 + year / 4 - year / 100 + day_of_year - 719_468
    }

    fn from_number(number: i64) -> Self {
        let number = number + 719_468;
        let (era, day) = (number.div_euclid(146_097), number.rem_euclid(146_097));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * month + 2) / 5 + 1) as u32;
        let month = if month < 10 { month + 3 } else { month - 9 } as u32;
        Self { year: (year + era * 400 + i64::from(month <= 2)) as i32, month, day }
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let number = |part: &str, digits: usize| {
            let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse().ok()).flatten()
        };
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return Err(DateError) };
        let read = |part, digits| number(part, digits).ok_or(DateError);
        Self::new(read(year, 4)? as i32, read(month, 2)?, read(day, 2)?).ok_or(DateError)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_the_calendar() {
        let after = |text: &str, days| text.parse::<Date>().unwrap().after(days).to_string();
        assert_eq!(after("2025-08-28", 4), "2025-09-01");
        assert_eq!(after("2024-02-28", 1), "2024-02-29");
        assert_eq!(after("1999-12-31", 1), "2000-01-01");
        assert_eq!(after("2025-08-28", 0), "2025-08-28");
        assert_eq!("2025-08-28".parse::<Date>().unwrap().weekday(), 3);
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["2025-02-29", "2025-13-01", "2025-8-28", "28.8.2025", "2025-08-00", "", "+025-08-28"] {
            assert_eq!(text.parse::<Date>(), Err(DateError), "{text}");
        }
    }
}
