//! Dates as a person types them, always told back in full.

use chrono::{Datelike, NaiveDate, Weekday};

use super::day::StudyDay;

/// Days ahead, at most: what is further is a slip of the finger.
const FURTHEST: i64 = 731;

/// Reads a date: `2026-12-05`, `5 Dec`, `5 Dec 2026`, today, tomorrow, a weekday (the next
/// one after today), `+9d`; at most two years ahead. The error says what to write instead.
pub(crate) fn parse(text: &str, today: StudyDay) -> Result<StudyDay, String> {
    let lower = text.trim().to_lowercase();
    let day = if let Some(weekday) = lower.strip_prefix("next ") {
        return Err(ambiguous(weekday, today));
    } else if lower == "today" {
        today
    } else if lower == "tomorrow" {
        today.plus(1)
    } else if let Some(days) = lower
        .strip_prefix('+')
        .and_then(|rest| rest.strip_suffix('d'))
    {
        let days: u16 = days.parse().map_err(|_| unknown(text))?;
        today.plus(i64::from(days))
    } else if let Ok(weekday) = lower.parse::<Weekday>() {
        coming(weekday, today)
    } else {
        StudyDay::parse(&lower)
            .or_else(|| day_and_month(&lower, today))
            .ok_or_else(|| unknown(text))?
    };
    if day < today {
        return Err(format!("{} is past", full(day)));
    }
    if day > today.plus(FURTHEST) {
        return Err(format!(
            "{} is more than two years ahead; is the year right?",
            full(day)
        ));
    }
    Ok(day)
}

/// `Saturday 5 December 2026`
pub(crate) fn full(day: StudyDay) -> String {
    day.date().format("%A %-d %B %Y").to_string()
}

fn unknown(text: &str) -> String {
    format!("`{text}` is no date; write 2026-12-05, 5 Dec, tomorrow, friday or +9d")
}

/// The next such weekday after today.
fn coming(weekday: Weekday, today: StudyDay) -> StudyDay {
    let from = i64::from(today.date().weekday().num_days_from_monday());
    let to = i64::from(weekday.num_days_from_monday());
    let days = (to - from).rem_euclid(7);
    today.plus(if days == 0 { 7 } else { days })
}

/// "Next Friday" is this week's to some and the week after's to others.
fn ambiguous(weekday: &str, today: StudyDay) -> String {
    match weekday.parse::<Weekday>() {
        Ok(weekday) => {
            let first = coming(weekday, today);
            format!(
                "`next {weekday:?}` could be {} or {}; write {first} or {}",
                full(first),
                full(first.plus(7)),
                first.plus(7)
            )
        }
        Err(_) => format!(
            "`next {weekday}` could mean several days; write the date, for example 2026-12-05"
        ),
    }
}

/// `5 dec`, with or without a year; without one, the next such day.
fn day_and_month(text: &str, today: StudyDay) -> Option<StudyDay> {
    let mut parts = text.split_whitespace();
    let day: u32 = parts.next()?.parse().ok()?;
    let month = parts
        .next()?
        .parse::<chrono::Month>()
        .ok()?
        .number_from_month();
    let year = match parts.next() {
        Some(year) if year.len() == 4 => year.parse().ok()?,
        Some(_) => return None,
        None => today.date().year(),
    };
    let given_year = text.split_whitespace().count() > 2;
    if parts.next().is_some() {
        return None;
    }
    let of = |year: i32| NaiveDate::from_ymd_opt(year, month, day).map(StudyDay::from_date);
    match of(year) {
        Some(date) if date < today && !given_year => of(year + 1),
        date => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_type_them() {
        // A Saturday.
        let today = StudyDay::parse("2026-01-17").unwrap();
        let table = [
            ("2026-02-04", "2026-02-04"),
            ("5 Dec", "2026-12-05"),
            ("5 december 2027", "2027-12-05"),
            ("3 jan", "2027-01-03"),
            ("today", "2026-01-17"),
            ("Tomorrow", "2026-01-18"),
            ("saturday", "2026-01-24"),
            ("sun", "2026-01-18"),
            ("+9d", "2026-01-26"),
        ];
        for (text, expected) in table {
            assert_eq!(
                parse(text, today).map(|day| day.to_string()),
                Ok(expected.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_unclear_or_past_is_refused_with_a_way_out() {
        let today = StudyDay::parse("2026-01-17").unwrap();
        let table = [
            (
                "next friday",
                "Friday 23 January 2026 or Friday 30 January 2026",
            ),
            ("next week", "write the date"),
            ("2026-01-16", "Friday 16 January 2026 is past"),
            ("3 jan 2026", "is past"),
            ("31 feb", "is no date"),
            ("+-3d", "is no date"),
            ("+800d", "is more than two years ahead"),
            ("9999-12-31", "is more than two years ahead"),
            ("5 dec 26", "is no date"),
            ("soon", "is no date"),
        ];
        for (text, expected) in table {
            let error = parse(text, today).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
