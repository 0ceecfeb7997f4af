//! The parts of a told answer beside their windows, and what to trim.

use super::windows::{RESULT_AND_LEARNING, WHOLE, Window, window};
use crate::story::{AnswerPart, Beat};

/// How long a part took, or two parts that share a window.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimedPart {
    /// Its name.
    pub name: String,
    /// How many words, where they were counted.
    pub words: Option<usize>,
    /// How long it took.
    pub seconds: f64,
    /// How long it may take, if that is its own.
    pub window: Option<Window>,
}

/// The parts of an answer in the order they are told, each with its words and seconds; after
/// Result and Learning come both together, for they share one window.
pub(crate) fn timed_parts(
    parts: impl IntoIterator<Item = (AnswerPart, Option<usize>, f64)>,
) -> Vec<TimedPart> {
    let mut rows = Vec::new();
    let mut result: Option<(Option<usize>, f64)> = None;
    for (part, words, seconds) in parts {
        rows.push(TimedPart {
            name: part.name().to_owned(),
            words,
            seconds,
            window: match part {
                AnswerPart::Beat(beat) => window(beat),
                AnswerPart::Closing => None,
            },
        });
        match (part, result) {
            (AnswerPart::Beat(Beat::Result), _) => result = Some((words, seconds)),
            (AnswerPart::Beat(Beat::Learning), Some(before)) => rows.push(TimedPart {
                name: "Result + Learning".to_owned(),
                words: before.0.zip(words).map(|(before, words)| before + words),
                seconds: before.1 + seconds,
                window: Some(RESULT_AND_LEARNING),
            }),
            _ => {}
        }
    }
    rows
}

/// What to trim, and where to spend it: at most one sentence. `whole` is the time of the
/// whole answer in seconds.
pub(crate) fn advice(parts: &[TimedPart], whole: f64) -> Option<String> {
    let off: Vec<(&str, f64)> = parts
        .iter()
        .filter_map(|part| {
            let window = part.window?;
            let over = (part.seconds - f64::from(window.to)).max(0.0);
            let under = (f64::from(window.from) - part.seconds).max(0.0);
            Some((part.name.as_str(), over - under))
        })
        .collect();
    let by = |a: &&(&str, f64), b: &&(&str, f64)| a.1.total_cmp(&b.1);
    let longest = off.iter().max_by(by).filter(|(_, by)| *by >= 1.0);
    let shortest = off.iter().min_by(by).filter(|(_, by)| *by <= -1.0);
    match (longest, shortest) {
        (Some((long, by)), Some((short, _))) => Some(format!(
            "Trim {by:.0} s from {long} and spend them on {short}."
        )),
        (Some((long, by)), None) => Some(format!("Trim {by:.0} s from {long}.")),
        (None, Some((short, by))) if whole < f64::from(WHOLE.to) => {
            Some(format!("{short} has room for {:.0} s more.", -by))
        }
        _ if whole > f64::from(WHOLE.to) => Some(format!(
            "Each part is close, but the whole is {:.0} s over {} s: trim a little from each.",
            whole - f64::from(WHOLE.to),
            WHOLE.to
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Situation, Task, Action, Result, Learning and Closing of so many seconds; a part of
    /// none was not told.
    fn parts(seconds: [f64; 6]) -> Vec<TimedPart> {
        let told = AnswerPart::ALL.into_iter().zip(seconds);
        let told = told.filter(|(_, seconds)| *seconds > 0.0);
        timed_parts(told.map(|(part, seconds)| (part, Some(10), seconds)))
    }

    fn names(parts: &[TimedPart]) -> Vec<&str> {
        parts.iter().map(|part| part.name.as_str()).collect()
    }

    #[test]
    fn result_and_learning_stand_together_where_both_were_told() {
        let all = parts([15.0, 10.0, 40.0, 12.0, 20.0, 6.0]);
        let expected = [
            "Situation",
            "Task",
            "Action",
            "Result",
            "Learning",
            "Result + Learning",
            "Closing",
        ];
        assert_eq!(names(&all), expected);
        let both = &all[5];
        assert_eq!((both.words, both.seconds), (Some(20), 32.0));
        let windows: Vec<Option<u32>> = all.iter().map(|part| part.window.map(|w| w.to)).collect();
        let own = [Some(20), Some(15), Some(60), None, None, Some(45), None];
        assert_eq!(windows, own);
        let alone = parts([0.0, 0.0, 40.0, 0.0, 20.0, 0.0]);
        assert_eq!(names(&alone), ["Action", "Learning"]);
        let uncounted = timed_parts([
            (AnswerPart::Beat(Beat::Result), None, 1.0),
            (AnswerPart::Beat(Beat::Learning), None, 2.0),
        ]);
        assert_eq!(uncounted[2].words, None);
    }

    #[test]
    fn the_advice_names_the_part_that_is_furthest_off() {
        let table = [
            ([18.0, 12.0, 50.0, 15.0, 20.0, 0.0], None),
            // Less than a second is nothing to a speaker.
            ([20.9, 12.0, 50.0, 15.0, 20.0, 0.0], None),
            (
                [30.0, 12.0, 80.0, 15.0, 20.0, 0.0],
                Some("Trim 20 s from Action."),
            ),
            (
                [40.0, 4.0, 35.0, 15.0, 20.0, 0.0],
                Some("Trim 20 s from Situation and spend them on Task."),
            ),
            (
                [18.0, 12.0, 50.0, 5.0, 10.0, 0.0],
                Some("Result + Learning has room for 15 s more."),
            ),
            (
                [18.0, 12.0, 50.0, 15.0, 20.0, 15.0],
                Some(
                    "Each part is close, but the whole is 10 s over 120 s: trim a little from \
                     each.",
                ),
            ),
        ];
        for (seconds, expected) in table {
            let parts = parts(seconds);
            let whole = seconds.iter().sum();
            assert_eq!(advice(&parts, whole).as_deref(), expected, "{seconds:?}");
        }
    }
}
