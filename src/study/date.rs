//! Dates as a person types them, always told back in full.

use chrono::{Datelike, Month, NaiveDate, Weekday};

use super::day::StudyDay;

/// Days ahead, at most, of a date whose year or distance was typed: what is further is a slip
/// of the finger.
const FURTHEST: i64 = 731;

/// Numbers as words, from one.
const NUMBERS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// Reads a date: `2026-12-05`, `5 Dec`, `Dec 5th`, `Saturday, 5th of December 2026`, `29 feb` (the
/// next there is), today, tomorrow, a weekday (the next one after today), `in 9 days`, `in a
/// week`, `+9d`, `2w`; at most two years ahead. What could be two days is refused with both, what
/// is none with the reason.
///
/// # Errors
///
/// A sentence that says what to write instead.
pub(crate) fn parse(text: &str, today: StudyDay) -> Result<StudyDay, String> {
    let lower = text.trim().to_lowercase();
    let words: Vec<&str> = lower
        .split([' ', ','])
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !["", "of", "the"].contains(word))
        .collect();
    let (weekday, words) = match words.as_slice() {
        [word, rest @ ..] if !rest.is_empty() => match word.parse::<Weekday>() {
            Ok(weekday) => (Some(weekday), rest),
            Err(_) => (None, words.as_slice()),
        },
        words => (None, words),
    };
    let (day, has_year) = meant(text, words, today)?;
    let spoken = full(day);
    if day < today {
        return Err(format!(
            "{spoken} is in the past; give today or a later day"
        ));
    }
    if weekday.is_some_and(|weekday| weekday != day.date().weekday()) {
        return Err(format!("`{text}` is not a date: that day is {spoken}"));
    }
    if has_year && day > today.plus(FURTHEST) {
        return Err(format!(
            "{spoken} is more than two years ahead; is the year right?"
        ));
    }
    Ok(day)
}

/// The day that words mean, and whether its year or its distance was among them.
fn meant(text: &str, words: &[&str], today: StudyDay) -> Result<(StudyDay, bool), String> {
    let day = match words {
        ["today"] => today,
        ["tomorrow"] => today.plus(1),
        ["next", rest @ ..] => return Err(ambiguous(text, &rest.join(" "), today)),
        [word] if word.parse::<Weekday>().is_ok() => coming(word.parse().expect("checked"), today),
        words => {
            let iso = words.first().filter(|_| words.len() == 1);
            let iso = iso.and_then(|word| WrittenDate::iso(word));
            let written = iso.or_else(|| WrittenDate::with_month(words));
            match (ahead(words), written, words) {
                (Some(days), ..) => today.plus(days),
                (None, Some(written), _) => {
                    return Ok((written.day(text, today)?, written.year.is_some()));
                }
                (None, None, [word]) => return Err(in_figures(text, word, today)),
                _ => return Err(unknown(text)),
            }
        }
    };
    Ok((day, true))
}

/// `Saturday 5 December 2026`
pub(crate) fn full(day: StudyDay) -> String {
    day.date().format("%A %-d %B %Y").to_string()
}

fn unknown(text: &str) -> String {
    format!("`{text}` is not a date; write 2026-12-05, 5 Dec, tomorrow, friday or +9d")
}

/// The next such weekday after today.
fn coming(weekday: Weekday, today: StudyDay) -> StudyDay {
    let from = i64::from(today.date().weekday().num_days_from_monday());
    let to = i64::from(weekday.num_days_from_monday());
    let days = (to - from).rem_euclid(7);
    today.plus(if days == 0 { 7 } else { days })
}

/// "Next Friday" is this week's to some and the week after's to others.
fn ambiguous(text: &str, weekday: &str, today: StudyDay) -> String {
    match weekday.parse::<Weekday>() {
        Ok(weekday) => {
            let first = coming(weekday, today);
            format!(
                "`{text}` could be {} or {}; write {first} or {}",
                full(first),
                full(first.plus(7)),
                first.plus(7)
            )
        }
        Err(_) => {
            format!("`{text}` could mean several days; write the date, for example 2026-12-05")
        }
    }
}

/// Days ahead: `in 9 days`, `in a week`, `+9d`, `2w`.
fn ahead(words: &[&str]) -> Option<i64> {
    let words: String = match words {
        ["in", "a" | "an", unit] => format!("1{unit}"),
        ["in", number, unit] if NUMBERS.contains(number) => {
            let number = NUMBERS.iter().position(|word| word == number)? + 1;
            format!("{number}{unit}")
        }
        ["in", rest @ ..] => rest.concat(),
        words => words.concat(),
    };
    let words = words.strip_prefix('+').unwrap_or(&words);
    let unit_at = words.find(|c: char| !c.is_ascii_digit())?;
    let days_of_unit = match &words[unit_at..] {
        "d" | "day" | "days" => 1,
        "w" | "week" | "weeks" => 7,
        _ => return None,
    };
    let count: u16 = words[..unit_at].parse().ok()?;
    Some(i64::from(count) * days_of_unit)
}

/// A day and a month as they were written, which need not exist.
#[derive(Debug, Clone, Copy)]
struct WrittenDate {
    year: Option<i32>,
    month: u32,
    day: u32,
}

impl WrittenDate {
    /// `2026-12-05`, `2026-12-5`
    fn iso(word: &str) -> Option<WrittenDate> {
        let numbers: Vec<&str> = word.split('-').collect();
        match numbers.as_slice() {
            [year, month, day] if year.len() == 4 => Some(WrittenDate {
                year: i32::try_from(figure(year)?).ok(),
                month: figure(month)?,
                day: figure(day)?,
            }),
            _ => None,
        }
    }

    /// `5 dec`, `dec 5th`, `5 december 2027`
    fn with_month(words: &[&str]) -> Option<WrittenDate> {
        let (first, second, year) = match *words {
            [first, second] => (first, second, None),
            [first, second, year] if year.len() == 4 => (first, second, Some(year.parse().ok()?)),
            _ => return None,
        };
        let month = |word: &str| {
            let word = if word == "sept" { "sep" } else { word };
            Some(word.parse::<Month>().ok()?.number_from_month())
        };
        let of = |day: &str, word: &str| {
            Some(WrittenDate {
                year,
                month: month(word)?,
                day: number_of(day)?,
            })
        };
        of(first, second).or_else(|| of(second, first))
    }

    /// The day that is meant: without a year the next one that exists.
    fn day(self, text: &str, today: StudyDay) -> Result<StudyDay, String> {
        let of =
            |year| NaiveDate::from_ymd_opt(year, self.month, self.day).map(StudyDay::from_date);
        let found = match self.year {
            Some(year) => of(year),
            // Between two leap days lie eight years at most.
            None => (0..=8)
                .filter_map(|years| of(today.date().year() + years))
                .find(|day| *day >= today),
        };
        found.ok_or_else(|| self.does_not_exist(text))
    }

    /// Why there is no such day.
    fn does_not_exist(self, text: &str) -> String {
        let Some(month) = u8::try_from(self.month)
            .ok()
            .and_then(|month| Month::try_from(month).ok())
        else {
            return format!("`{text}` does not exist: a year has 12 months");
        };
        let longest = month.num_days(self.year.unwrap_or(2000)).unwrap_or(31);
        let of_year = match (month, self.year) {
            (Month::February, Some(year)) => format!(" {year}"),
            _ => String::new(),
        };
        let at_most = match (month, self.year) {
            (Month::February, None) => " at most",
            _ => "",
        };
        format!(
            "`{text}` does not exist: {}{of_year} has {longest} days{at_most}",
            month.name()
        )
    }
}

/// `5`, `5th`
fn number_of(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending));
    figure(digits.unwrap_or(word))
}

/// One or more digits and nothing else.
fn figure(word: &str) -> Option<u32> {
    let is_figure = word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse().ok().filter(|_| is_figure)
}

/// Half of the world reads `5/12` as December, the other half as May.
fn in_figures(text: &str, word: &str, today: StudyDay) -> String {
    let numbers: Option<Vec<u32>> = word.split(['/', '.', '-']).map(figure).collect();
    let (first, second, year) = match numbers.as_deref() {
        Some(&[first, second]) => (first, second, None),
        Some(&[first, second, year @ (1000..)]) => (first, second, i32::try_from(year).ok()),
        _ => return unknown(text),
    };
    let readings = [(first, second), (second, first)];
    let readings = readings.map(|(day, month)| WrittenDate { year, month, day });
    let days = readings.map(|written| written.day(text, today));
    match days {
        [Ok(one), Ok(other)] if one != other => format!(
            "`{text}` could be {} or {}; write {one} or {other}",
            full(one),
            full(other)
        ),
        [Ok(one), _] | [_, Ok(one)] => format!("write {one} for {}", full(one)),
        // A reading with a month that there is says why it is no day.
        _ => {
            let with_month = readings.into_iter().find(|it| (1..=12).contains(&it.month));
            with_month.map_or_else(|| unknown(text), |it| it.does_not_exist(text))
        }
    }
}

/// So many days from today, none of them past: `today`, `tomorrow`, `in 9 days`.
pub(crate) fn away(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        _ => format!("in {days} days"),
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
            ("9d", "2026-01-26"),
            ("in 9 days", "2026-01-26"),
            ("+2w", "2026-01-31"),
            ("in 2 weeks", "2026-01-31"),
            ("in 1 day", "2026-01-18"),
            ("dec 5", "2026-12-05"),
            ("5 Dec.", "2026-12-05"),
            ("5 sept", "2026-09-05"),
            ("Sept. 5", "2026-09-05"),
            ("2026-12-5", "2026-12-05"),
            ("Saturday, 5 December 2026", "2026-12-05"),
            ("sat 5 dec", "2026-12-05"),
            ("the 5th of December", "2026-12-05"),
            ("in a week", "2026-01-24"),
            ("in two weeks", "2026-01-31"),
            ("in nine days", "2026-01-26"),
            ("29 feb", "2028-02-29"),
            ("Dec 5th, 2026", "2026-12-05"),
            ("5th december 2027", "2027-12-05"),
            ("17 jan", "2026-01-17"),
            ("16 jan", "2027-01-16"),
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
    fn the_29th_of_february_is_the_next_there_is() {
        for (today, expected) in [
            ("2027-03-05", "2028-02-29"),
            ("2028-02-28", "2028-02-29"),
            ("2028-02-29", "2028-02-29"),
            ("2028-03-01", "2032-02-29"),
            ("2096-03-01", "2104-02-29"),
        ] {
            let today = StudyDay::parse(today).unwrap();
            let day = parse("29 feb", today).map(|day| day.to_string());
            assert_eq!(day, Ok(expected.to_owned()));
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
            ("2026-01-16", "Friday 16 January 2026 is in the past"),
            ("3 jan 2026", "is in the past"),
            ("31 feb", "does not exist: February has 29 days at most"),
            ("31 nov", "`31 nov` does not exist: November has 30 days"),
            ("29 feb 2027", "does not exist: February 2027 has 28 days"),
            ("2026-11-31", "does not exist: November has 30 days"),
            ("2026-13-01", "a year has 12 months"),
            (
                "5/12/2026",
                "could be Saturday 5 December 2026 or Tuesday 12 May 2026; write 2026-12-05 or 2026-05-12",
            ),
            (
                "5.12.2026",
                "could be Saturday 5 December 2026 or Tuesday 12 May 2026",
            ),
            ("5-12", "could be"),
            (
                "31/11/2026",
                "`31/11/2026` does not exist: November has 30 days",
            ),
            (
                "friday 5 december 2026",
                "that day is Saturday 5 December 2026",
            ),
            ("Next Friday", "`Next Friday` could be"),
            ("29 february 2036", "is more than two years ahead"),
            ("25/12/2026", "write 2026-12-25"),
            ("12/12", "write 2026-12-12"),
            ("++5d", "is not a date"),
            ("5 6", "is not a date"),
            ("in days", "is not a date"),
            ("+5 dec", "is not a date"),
            ("+-3d", "is not a date"),
            ("+800d", "is more than two years ahead"),
            ("9999-12-31", "is more than two years ahead"),
            ("5 dec 26", "is not a date"),
            ("soon", "is not a date"),
        ];
        for (text, expected) in table {
            let error = parse(text, today).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
