//! Instants and study days.
//!
//! A study day is worked out once, when something happens, from the wall clock at that
//! place, and then stored as a fact. Nothing here reads a clock.

use std::fmt;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, SecondsFormat, Timelike};

/// A point in time: milliseconds since 1970-01-01T00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// Milliseconds. A row further ahead of now than this was written under a wrong clock, or the
/// clock is wrong now.
const TRUSTED_LEAD_MS: i64 = 3_600_000;

/// The years that are believed.
const YEARS: std::ops::RangeInclusive<i32> = 0..=9999;

impl Instant {
    /// RFC 3339 in UTC with milliseconds, the form of every export.
    pub fn to_rfc3339(self) -> String {
        DateTime::from_timestamp_millis(self.0)
            .map(|at| at.to_rfc3339_opts(SecondsFormat::Millis, true))
            .unwrap_or_else(|| format!("{} ms", self.0))
    }

    /// The last instant, seen from this one, that a row may have without some clock being wrong.
    #[must_use]
    pub fn latest_trusted(self) -> Instant {
        Instant(self.0.saturating_add(TRUSTED_LEAD_MS))
    }

    /// What the wall showed where the clock was that far from UTC; none beyond the calendar.
    pub fn local(self, offset: FixedOffset) -> Option<DateTime<FixedOffset>> {
        DateTime::from_timestamp_millis(self.0).map(|at| at.with_timezone(&offset))
    }

    /// As a person at that offset reads it: `Thu 5 Dec 2026, 20:04`.
    pub fn spoken(self, offset: FixedOffset) -> String {
        match self.local(offset) {
            Some(at) => at.format("%a %-d %b %Y, %H:%M").to_string(),
            None => self.to_rfc3339(),
        }
    }
}

/// A calendar day that ends at the cutoff hour of the next, not at midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StudyDay(i32);

/// The day that [`StudyDay::number`] counts from, as chrono numbers days.
const EPOCH: i32 = 719_163;

impl StudyDay {
    /// The study day of a local time: the date, or the day before while the wall clock
    /// reads less than `cutoff_hour` (0 to 23).
    pub fn of(local: DateTime<FixedOffset>, cutoff_hour: u32) -> StudyDay {
        let date = StudyDay::from_date(local.date_naive());
        if local.hour() < cutoff_hour {
            date.plus(-1)
        } else {
            date
        }
    }

    /// The study day that bears a calendar date.
    pub fn from_date(date: NaiveDate) -> StudyDay {
        StudyDay(date.num_days_from_ce() - EPOCH)
    }

    /// The study day of a stored number: days since 1970-01-01.
    #[inline]
    pub fn from_number(number: i32) -> StudyDay {
        StudyDay(number)
    }

    /// Days since 1970-01-01, as the log stores it.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The study day of an ISO date, `2026-01-17`.
    pub fn parse(text: &str) -> Option<StudyDay> {
        // By hand, since a scheduler reads them by the million.
        let [a, b, c, d, b'-', e, f, b'-', g, h] = *text.as_bytes() else {
            return None;
        };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0, |number: u32, digit| {
                digit
                    .is_ascii_digit()
                    .then(|| number * 10 + u32::from(digit - b'0'))
            })
        };
        let year = i32::try_from(number(&[a, b, c, d])?).ok()?;
        let date = NaiveDate::from_ymd_opt(year, number(&[e, f])?, number(&[g, h])?)?;
        Some(StudyDay::from_date(date))
    }

    /// The date it bears.
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(EPOCH)).unwrap_or(NaiveDate::MAX)
    }

    /// Whether it lies in a year of four digits. Others come from a damaged or made-up row.
    pub fn is_a_date(self) -> bool {
        YEARS.contains(&self.date().year())
    }

    /// Days from `earlier` to this day, negative if it is later.
    #[inline]
    pub fn since(self, earlier: StudyDay) -> i64 {
        i64::from(self.0) - i64::from(earlier.0)
    }

    /// The day `days` later (earlier if negative).
    #[must_use]
    #[inline]
    pub fn plus(self, days: i64) -> StudyDay {
        let number = i64::from(self.0).saturating_add(days);
        let bound = |limit: i32| i64::from(limit);
        StudyDay(number.clamp(bound(i32::MIN), bound(i32::MAX)) as i32)
    }

    /// The Monday of its week.
    #[must_use]
    pub fn monday(self) -> StudyDay {
        self.plus(-i64::from(self.date().weekday().num_days_from_monday()))
    }

    /// The day as a person reads it: `Thu 5 Dec`, and with its year where that is not the year
    /// of `today`.
    pub fn spoken(self, today: StudyDay) -> String {
        format!("{} {}", self.date().format("%a"), self.short(today))
    }

    /// The same without the weekday: `5 Dec`.
    pub(crate) fn short(self, today: StudyDay) -> String {
        let format = match self.date().year() == today.date().year() {
            true => "%-d %b",
            false => "%-d %b %Y",
        };
        self.date().format(format).to_string()
    }
}

impl fmt::Display for StudyDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

/// One reading of the clock: the instant, and what the wall shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The local time with its offset.
    pub local: DateTime<FixedOffset>,
}

impl ClockReading {
    /// The instant of the reading.
    pub fn instant(self) -> Instant {
        Instant(self.local.timestamp_millis())
    }

    /// The study day of the reading.
    pub fn day(self, cutoff_hour: u32) -> StudyDay {
        StudyDay::of(self.local, cutoff_hour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_the_cutoff_of_the_wall_clock() {
        let table = [
            ("2026-03-02T03:59:59+01:00", 4, "2026-03-01"),
            ("2026-03-02T04:00:00+01:00", 4, "2026-03-02"),
            ("2026-03-02T00:00:00+01:00", 0, "2026-03-02"),
            ("2026-01-01T01:00:00-11:00", 4, "2025-12-31"),
            ("2026-01-01T23:30:00+14:00", 4, "2026-01-01"),
        ];
        for (at, cutoff, expected) in table {
            let local = DateTime::parse_from_rfc3339(at).unwrap();
            assert_eq!(StudyDay::of(local, cutoff).to_string(), expected, "{at}");
        }
    }

    #[test]
    fn a_day_of_another_year_is_spoken_with_its_year() {
        let today = StudyDay::parse("2026-12-30").unwrap();
        for (day, spoken) in [
            ("2026-01-05", "Mon 5 Jan"),
            ("2027-01-05", "Tue 5 Jan 2027"),
            ("2126-12-30", "Mon 30 Dec 2126"),
            ("2025-12-31", "Wed 31 Dec 2025"),
        ] {
            assert_eq!(StudyDay::parse(day).unwrap().spoken(today), spoken);
        }
    }

    #[test]
    fn numbers_and_dates_agree() {
        let day = StudyDay::parse("1970-01-01").unwrap();
        assert_eq!(day.number(), 0);
        assert_eq!(day.plus(59).to_string(), "1970-03-01");
        assert_eq!(StudyDay::parse("2026-02-29"), None);
        for wrong in [
            "2026-2-9",
            "2026-13-01",
            "2026-02-1x",
            "+026-02-01",
            "2026/02/01",
            "",
            "2026-02-011",
        ] {
            assert_eq!(StudyDay::parse(wrong), None, "{wrong}");
        }
    }
}
