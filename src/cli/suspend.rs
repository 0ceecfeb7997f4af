//! `suspend` and `resume`: a card or a story that should rest.

use super::env::Env;
use super::error::{CliError, Outcome};
use super::wording::counted;
use super::workspace::Workspace;
use super::{names, save};
use crate::store::NewFact;
use crate::study::review::MarkKind;

/// Pause a card or a whole story until you resume it
#[derive(clap::Args, Debug)]
pub(crate) struct SuspendArgs {
    /// A card (STORY/action) or a story
    #[arg(value_name = "CARD|STORY")]
    name: String,
}

/// Resume a card or story that you suspended
#[derive(clap::Args, Debug)]
pub(crate) struct ResumeArgs {
    /// A card (STORY/action) or a story
    #[arg(value_name = "CARD|STORY")]
    name: String,
}

impl SuspendArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        mark(env, &self.name, MarkKind::Suspend)
    }
}

impl ResumeArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        mark(env, &self.name, MarkKind::Resume)
    }
}

fn mark(env: &mut Env<'_>, name: &str, kind: MarkKind) -> Outcome {
    let mut workspace = Workspace::open(env)?;
    let (library, states) = (&workspace.library, &workspace.states);
    if !names::of_deck(library, states, name).is_empty() {
        return Err(CliError::usage(format!(
            "`{name}` is a deck; name a story or card"
        )));
    }
    let (name, cards) = names::subject(library, states, name)?;
    let (title, handle) = (states.title(library, &name), library.handle(&name));
    let is_suspended = |card: &usize| workspace.states.flags[*card].suspended;
    if kind == MarkKind::Resume && !cards.iter().any(is_suspended) {
        env.note(&format!("{title} is not suspended. Nothing was changed."));
        return Ok(0);
    }
    let was_suspended = cards.iter().all(is_suspended);
    let day = env.today();
    let fact = NewFact::Mark {
        day,
        kind,
        subject: name,
    };
    save::append_one(env, &mut workspace.store, fact)?;
    let cards = counted(cards.len(), "card");
    env.note(&match kind {
        MarkKind::Suspend => {
            let already = if was_suspended { "still " } else { "" };
            format!(
                "{title}: {cards} {already}suspended. To bring it back: star-cards resume {handle}"
            )
        }
        _ => format!("{title}: {cards} back in the schedule."),
    });
    Ok(0)
}
