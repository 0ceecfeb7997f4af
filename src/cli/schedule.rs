//! `schedule`: SM-2 and the countdown for other programs, a JSON line in, a JSON line out.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::env::Env;
use super::error::{CliError, Outcome};
use crate::study::countdown::Countdown;
use crate::study::day::StudyDay;
use crate::study::review::Quality;
use crate::study::schedule::{self, CardHistory};
use crate::study::sm2::Sm2;

/// Use the scheduler from another program: a JSON line in, a JSON line out
///
/// {"op":"plan","today":"2026-01-17","interview":"2026-02-04","round":0,"limit":12,"daily_limit":20,
/// "cards":[{"id":0,"added":"2026-01-05","reviews":[["2026-01-05",4],["2026-01-06",3]]}]} answers
/// {"review":[0]}: the ids to show, in order. {"op":"sm2","grades":[5,4,3]} answers
/// {"repetitions":3,"easiness":2.46,"interval":15}. A line that cannot be read answers
/// {"error":"..."}. No file is read or written.
// The brackets of JSON in the help are no links.
#[allow(rustdoc::broken_intra_doc_links)]
#[derive(clap::Args, Debug)]
pub(crate) struct ScheduleArgs {}

/// A line longer than this is no question.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;

/// One line. The fields of all questions stand side by side, so that a line is read in one
/// pass and its dates are not copied.
#[derive(Deserialize)]
struct ScheduleRequest<'l> {
    #[serde(borrow)]
    op: Cow<'l, str>,
    /// Of `sm2`.
    grades: Option<Vec<u8>>,
    /// Of `plan`, as all that follow.
    #[serde(borrow)]
    today: Option<Cow<'l, str>>,
    #[serde(borrow)]
    interview: Option<Cow<'l, str>>,
    round: Option<u32>,
    /// Showings left today.
    limit: Option<u32>,
    /// Showings of a whole day.
    daily_limit: Option<u32>,
    #[serde(borrow)]
    cards: Option<Vec<ScheduledCard<'l>>>,
}

#[derive(Deserialize)]
struct ScheduledCard<'l> {
    /// As it stands in the line, so that it goes back as it came: a number may be larger than
    /// any that is counted with.
    #[serde(borrow)]
    id: &'l RawValue,
    #[serde(borrow)]
    added: Cow<'l, str>,
    #[serde(borrow)]
    reviews: Vec<(Cow<'l, str>, u8)>,
}

impl ScheduleArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let stdin = std::mem::replace(&mut env.world.stdin, Box::new(std::io::empty()));
        let mut input = BufReader::new(stdin);
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = input
                .by_ref()
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut line);
            let read = read.map_err(|error| {
                CliError::failed(format!("standard input cannot be read: {error}"))
            })?;
            if read == 0 {
                return Ok(0);
            }
            let reply = answer(&line).unwrap_or_else(|error| json!({ "error": error }).to_string());
            env.write(format!("{reply}\n").as_bytes())?;
        }
    }
}

fn answer(line: &[u8]) -> Result<String, String> {
    // Some programs begin whatever they write with a byte order mark.
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let question: ScheduleRequest<'_> =
        serde_json::from_slice(line).map_err(|error| error.to_string())?;
    match &*question.op {
        "plan" => plan(question),
        "sm2" => Ok(sm2(&question.grades.ok_or("missing field `grades`")?)?.to_string()),
        other => Err(format!("unknown op `{other}`; the ops are plan and sm2")),
    }
}

fn sm2(grades: &[u8]) -> Result<Value, String> {
    let mut state = Sm2::default();
    for &grade in grades {
        state = state.after(quality(grade)?);
    }
    Ok(json!({
        "repetitions": state.repetitions,
        "easiness": state.ease_factor(),
        "interval": state.interval,
    }))
}

fn plan(question: ScheduleRequest<'_>) -> Result<String, String> {
    let today = date(&question.today.ok_or("missing field `today`")?)?;
    let interview = question.interview.as_deref().map(date).transpose()?;
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    let mut pasts = Vec::new();
    for card in question.cards.ok_or("missing field `cards`")? {
        if !seen.insert(name(card.id)?) {
            return Err(format!("id {} twice", card.id));
        }
        let past = past(&card, today)?;
        // What is added later is neither shown nor counted.
        if date(&card.added)? <= today {
            ids.push(card.id);
            pasts.push(past);
        }
    }
    let aim = Countdown {
        today,
        interview,
        cards: pasts.len(),
        daily_limit: question.daily_limit,
    };
    let list = schedule::list(&pasts, aim, question.round.unwrap_or(0), question.limit);
    let review: Vec<&str> = list.into_iter().map(|card| ids[card].get()).collect();
    Ok(format!("{{\"review\":[{}]}}", review.join(",")))
}

/// What tells an id from others: the characters of a string, whatever escapes spell them, or a
/// number as it stands; and whether it is a string.
fn name(id: &RawValue) -> Result<(bool, String), String> {
    match id.get() {
        text if text.starts_with('"') => serde_json::from_str(text)
            .map(|string| (true, string))
            .map_err(|error| format!("id {text}: {error}")),
        text if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
            Ok((false, text.to_owned()))
        }
        text => Err(format!("id {text} is neither a number nor a string")),
    }
}

fn past(card: &ScheduledCard<'_>, today: StudyDay) -> Result<CardHistory, String> {
    let mut showings = Vec::with_capacity(card.reviews.len());
    let mut before = None;
    for (text, grade) in &card.reviews {
        let day = date(text)?;
        if day > today {
            return Err(format!("id {}: review of {text} is after today", card.id));
        }
        if before.is_some_and(|before| day < before) {
            return Err(format!("id {}: reviews run backwards at {text}", card.id));
        }
        before = Some(day);
        showings.push((day, quality(*grade)?));
    }
    Ok(CardHistory::replay(showings, today))
}

fn date(text: &str) -> Result<StudyDay, String> {
    StudyDay::parse(text).ok_or_else(|| format!("`{text}` is not a date; write YYYY-MM-DD"))
}

fn quality(grade: u8) -> Result<Quality, String> {
    Quality::new(grade).ok_or_else(|| format!("{grade} is not a quality; write 0 to 5"))
}
