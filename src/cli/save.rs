//! Writing to the log while a person is there: where it fails for a reason that may pass, the
//! answer stays in hand, and they decide when to try again.

use super::env::Env;
use super::error::CliError;
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Bar, Key, stop};
use crate::store::{NewFact, Store, Written};

/// Appends facts in one stroke. Where the log is locked or the disk is full and somebody can
/// be asked, it is tried as often as they like.
pub fn append(
    context: &mut Env<'_>,
    store: &mut Store,
    facts: &[NewFact],
) -> Result<Vec<Written>, CliError> {
    loop {
        let error = match store.append_all(context.now().instant(), facts) {
            Ok(written) => {
                stop::answer_in_hand(false);
                context.pass_on(store);
                return Ok(written);
            }
            Err(error) if error.may_pass() && context.world.prompt.can_ask() => error,
            Err(error) => return Err(error.into()),
        };
        let prompt = &mut context.world.prompt;
        prompt.say(&[
            Line::toned(Tone::Warn, format!("Not saved yet: {error}.")),
            Line::plain(error.way_out()),
            Line::plain("Your answer is kept in hand meanwhile."),
        ]);
        stop::answer_in_hand(true);
        let bar = Bar {
            first: vec![("Enter".to_owned(), "try again".to_owned())],
            others: vec![('q', "give this answer up and end")],
            fresh: true,
        };
        if prompt.key(&bar)? == Key::Char('q') {
            return Err(error.into());
        }
    }
}
