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
pub struct SuspendArgs {
    /// A card (STORY/action) or a story
    #[arg(value_name = "CARD|STORY")]
    name: String,
}

/// Take up a card or story that was suspended
#[derive(clap::Args, Debug)]
pub struct ResumeArgs {
    /// A card (STORY/action) or a story
    #[arg(value_name = "CARD|STORY")]
    name: String,
}

impl SuspendArgs {
    /// Suspends it.
    pub fn run(self, context: &mut Env<'_>) -> Outcome {
        mark(context, &self.name, MarkKind::Suspend)
    }
}

impl ResumeArgs {
    /// Resumes it.
    pub fn run(self, context: &mut Env<'_>) -> Outcome {
        mark(context, &self.name, MarkKind::Resume)
    }
}

fn mark(context: &mut Env<'_>, name: &str, kind: MarkKind) -> Outcome {
    let mut table = Workspace::open(context)?;
    let cards = table.states.named(&table.library, name);
    if cards.is_empty() {
        // The same refusal as elsewhere, whether the name is unknown or has no cards yet.
        return Err(names::cards(&table.library, &table.states, name)
            .err()
            .unwrap_or_else(|| {
                CliError::usage(format!("`{name}` is a deck; name a story or card"))
            }));
    }
    let day = table.states.day;
    let subject = name.to_owned();
    let fact = NewFact::Mark { day, kind, subject };
    save::append_one(context, &mut table.store, fact)?;
    let cards = counted(cards.len(), "card");
    context.note(&match kind {
        MarkKind::Suspend => {
            format!("{name}: {cards} suspended. `star-cards resume {name}` takes it up again.")
        }
        _ => format!("{name}: {cards} back in the schedule."),
    });
    Ok(0)
}
