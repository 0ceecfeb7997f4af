//! `suspend` and `resume`: a card or a story that should rest.

use super::env::Env;
use super::error::{CliError, Outcome};
use super::wording::counted;
use super::workspace::Workspace;
use super::{names, save};
use crate::store::NewFact;
use crate::study::review::MarkKind;

/// Let a card or all cards of a story rest until you resume them
#[derive(clap::Args, Debug)]
pub(crate) struct SuspendArgs {
    /// A card (STORY/action) or a story
    #[arg(value_name = "CARD|STORY")]
    name: String,
}

/// Take up a card or story that was suspended
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
    let cards = workspace.states.named(&workspace.library, name);
    if cards.is_empty() {
        // The same refusal as elsewhere, whether the name is unknown or has no cards yet.
        return Err(names::cards(&workspace.library, &workspace.states, name)
            .err()
            .unwrap_or_else(|| {
                CliError::usage(format!("`{name}` is a deck; name a story or card"))
            }));
    }
    let is_suspended = |card: &usize| workspace.states.flags[*card].suspended;
    if kind == MarkKind::Resume && !cards.iter().any(is_suspended) {
        env.note(&format!("{name} is not suspended. Nothing was changed."));
        return Ok(0);
    }
    let was_suspended = cards.iter().all(is_suspended);
    let day = env.today();
    let subject = name.to_owned();
    let fact = NewFact::Mark { day, kind, subject };
    save::append_one(env, &mut workspace.store, fact)?;
    let cards = counted(cards.len(), "card");
    env.note(&match kind {
        MarkKind::Suspend => {
            let already = if was_suspended { "still " } else { "" };
            format!(
                "{name}: {cards} {already}suspended. `star-cards resume {name}` takes it up again."
            )
        }
        _ => format!("{name}: {cards} back in the schedule."),
    });
    Ok(0)
}
