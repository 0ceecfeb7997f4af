//! The calendar: interviews and the study days before them, as RFC 5545 asks for.

use crate::story::text::visible;
use crate::study::day::{Instant, StudyDay};
use crate::study::interview::Interview;

/// Octets of a line before it must be folded.
const LINE: usize = 75;

/// A calendar of whole-day events: each interview, and the days to practise before it with
/// what they ask for. `made` is the moment of the export, which the format demands of each event.
pub(crate) fn calendar(
    interviews: &[Interview],
    study_days: &[(StudyDay, String)],
    made: Instant,
) -> String {
    let mut out = String::new();
    let head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//star-cards//EN",
        "CALSCALE:GREGORIAN",
    ];
    head.into_iter().for_each(|line| push(&mut out, line));
    let mut event = |uid: &str, day: StudyDay, summary: &str| {
        let compact = |day: StudyDay| day.date().format("%Y%m%d");
        for line in [
            "BEGIN:VEVENT",
            &format!("UID:{uid}@star-cards"),
            &format!("DTSTAMP:{}", stamp(made)),
            &format!("DTSTART;VALUE=DATE:{}", compact(day)),
            &format!("DTEND;VALUE=DATE:{}", compact(day.plus(1))),
            &format!("SUMMARY:{}", escaped(summary)),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ] {
            push(&mut out, line);
        }
    };
    for Interview { id, details, .. } in interviews {
        let role = details.role.iter().map(|role| format!(" ({role})"));
        let role: String = role.collect();
        let uid = format!("interview-{:016x}-{}", id.session, id.number);
        event(
            &uid,
            details.date,
            &format!("Interview: {}{role}", details.name),
        );
    }
    for (day, asks) in study_days {
        event(
            &format!("study-{day}"),
            *day,
            &format!("star-cards: {asks}"),
        );
    }
    push(&mut out, "END:VCALENDAR");
    out
}

/// `20260117T190000Z`
fn stamp(made: Instant) -> String {
    let seconds: String = made.to_rfc3339().chars().take(19).collect();
    format!("{}Z", seconds.replace(['-', ':'], ""))
}

/// Text with the characters escaped that the format gives a meaning; controls are dropped.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text).chars().filter(|c| !c.is_control()) {
        if matches!(c, '\\' | ';' | ',') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A line with its ending, folded so that none is longer than 75 octets.
fn push(out: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::facts::InterviewDetails;
    use crate::study::review::RowId;

    #[test]
    fn events_are_escaped_folded_and_end_the_day_after() {
        let interview = Interview {
            id: RowId {
                session: 255,
                number: 3,
            },
            details: InterviewDetails {
                name: format!("Acme; Sons, {}", "ü".repeat(60)),
                date: StudyDay::parse("2026-02-28").unwrap(),
                role: Some("a\nb".to_owned()),
                stories: None,
                job: None,
            },
            done: false,
            twin: None,
        };
        let text = calendar(
            &[interview],
            &[(
                StudyDay::parse("2026-02-27").unwrap(),
                "12 cards, 5 min".to_owned(),
            )],
            Instant(0),
        );
        assert!(text.lines().all(|line| line.len() <= LINE), "{text}");
        assert_eq!(
            text.matches("\r\n").count(),
            text.lines().count(),
            "every line ends in CRLF"
        );
        let unfolded = text.replace("\r\n ", "");
        for line in [
            "UID:interview-00000000000000ff-3@star-cards",
            "DTSTAMP:19700101T000000Z",
            "DTSTART;VALUE=DATE:20260228",
            "DTEND;VALUE=DATE:20260301",
            "DTSTART;VALUE=DATE:20260227",
            "SUMMARY:star-cards: 12 cards\\, 5 min",
        ] {
            assert!(
                unfolded.contains(&format!("{line}\r\n")),
                "{line}: {unfolded}"
            );
        }
        assert!(
            unfolded.contains("SUMMARY:Interview: Acme\\; Sons\\, ü"),
            "{unfolded}"
        );
        assert!(unfolded.contains("(ab)\r\n"), "{unfolded}");
    }
}
