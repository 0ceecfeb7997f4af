//! The one way into the log: where it is locked or the disk is full, what was given stays in
//! hand, and a person who is there decides when to try again.

use super::env::Env;
use super::error::CliError;
use crate::prompt::stop;
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Bar, Key};
use crate::store::{NewFact, Store, StoreError, Written};
use crate::study::facts::Facts;

/// Appends facts in one stroke.
pub(crate) fn append(
    env: &mut Env<'_>,
    store: &mut Store,
    facts: &[NewFact],
) -> Result<Vec<Written>, CliError> {
    let (written, _) = keep_trying(env, store, word(facts), |env, store| {
        store.append_all(env.now().instant(), facts)
    })?;
    Ok(written)
}

/// Appends what `decide` makes of the log at the moment of writing, when no other program can
/// come between; that may be nothing. `what` is a person's word for it.
pub(crate) fn append_decided(
    env: &mut Env<'_>,
    store: &mut Store,
    what: &'static str,
    mut decide: impl FnMut(Facts) -> Vec<NewFact>,
) -> Result<Vec<Written>, CliError> {
    let (written, _) = keep_trying(env, store, what, |env, store| {
        let now = env.now().instant();
        store.append_decided(now, |facts| decide(facts.up_to(env.today())))
    })?;
    Ok(written)
}

/// Appends one fact.
pub(crate) fn append_one(
    env: &mut Env<'_>,
    store: &mut Store,
    fact: NewFact,
) -> Result<Written, CliError> {
    Ok(append(env, store, &[fact])?[0])
}

/// Writes to the log, tells what it has to say, and whether the person had to wait: where it
/// fails for a reason that may pass and somebody can be asked, it is tried as often as they
/// like. `what` is the word for what is in hand meanwhile.
pub(crate) fn keep_trying<T>(
    env: &mut Env<'_>,
    store: &mut Store,
    what: &'static str,
    mut write: impl FnMut(&mut Env<'_>, &mut Store) -> Result<T, StoreError>,
) -> Result<(T, bool), CliError> {
    let mut promised = None;
    loop {
        let error = match write(env, store) {
            Ok(written) => {
                promised.map(stop::promise);
                stop::something_changes();
                env.print_notices(store);
                return Ok((written, promised.is_some()));
            }
            Err(error) if error.is_transient() && env.world.prompt.can_ask() => error,
            Err(error) => return Err(error.into()),
        };
        let before = stop::promise(not_saved(what));
        promised.get_or_insert(before);
        let prompt = &mut env.world.prompt;
        prompt.say(&[
            Line::toned(Tone::Warn, format!("Not saved yet: {error}.")),
            Line::plain(error.hint()),
            Line::plain(format!(
                "Your {what} is not lost. Try again when that is done."
            )),
        ]);
        let bar = Bar {
            first: vec![("Enter".to_owned(), "try again".to_owned())],
            others: vec![('q', give_up(what))],
            fresh: true,
            ..Bar::default()
        };
        if prompt.key(&bar)? == Key::Char('q') {
            return Err(error.into());
        }
    }
}

/// What a person would call facts that are not in the log yet.
fn word(facts: &[NewFact]) -> &'static str {
    match facts.first() {
        Some(NewFact::Review { .. } | NewFact::Debrief { .. } | NewFact::MockStep { .. }) => {
            "answer"
        }
        Some(
            NewFact::Run { .. }
            | NewFact::Lap { .. }
            | NewFact::Heard { .. }
            | NewFact::Point { .. },
        ) => "run",
        _ => "change",
    }
}

/// What is said when the program is stopped with it in hand.
fn not_saved(what: &str) -> &'static str {
    match what {
        "answer" => "The last answer could not be saved. The ones before it are.",
        "run" => "The last part of the run could not be saved.",
        "input" => "None of the answers could be saved.",
        "import" => "Its answers could not be saved in the log.",
        _ => "The change could not be saved.",
    }
}

fn give_up(what: &str) -> &'static str {
    match what {
        "answer" => "drop this answer and quit",
        "run" => "drop this run and quit",
        _ => "drop this and quit",
    }
}
