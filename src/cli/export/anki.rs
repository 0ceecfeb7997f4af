//! `export anki`: the cards as a package for Anki.

use super::Target;
use crate::anki::{self, Outgoing};
use crate::cli::env::Env;
use crate::cli::error::{CliError, Outcome};
use crate::cli::wording::counted;
use crate::cli::workspace::Workspace;
use crate::study::target::InterviewTarget;

/// The file that a terminal gets.
const PACKAGE: &str = "star-cards.apkg";

/// Export your cards as a package for Anki, to review them on a phone
///
/// Each card becomes a note with your text, its answers so far and the day it is due. A later
/// package updates the text of these notes and adds new ones; Anki keeps its own schedule for the
/// notes it has. `import FILE.apkg` brings the phone's answers back. Import before you export
/// again, because an export replaces text that you changed in Anki. Once you have stories of your
/// own, only these and the traps are in it. On a terminal it is saved as star-cards.apkg in the
/// current folder.
#[derive(clap::Args, Debug)]
pub(crate) struct ExportAnkiArgs {
    /// Include the samples, unless they rest
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    target: Target,
}

impl ExportAnkiArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let target = self.target.or_file(env, PACKAGE);
        target.check(env)?;
        if target.is_screen(env) {
            return Err(CliError::usage("an Anki package is binary")
                .hint("Name a file: star-cards export anki -o stories.apkg"));
        }
        let workspace = Workspace::open_whole(env)?;
        let aimed = workspace.aimed();
        let sent = anki::export(&Outgoing {
            library: &workspace.library,
            facts: &workspace.facts,
            states: &workspace.states,
            now: env.now(),
            cutoff: env.settings.cutoff_hour,
            role: aimed.as_ref().and_then(InterviewTarget::role),
            samples: self.all || !workspace.states.any_own(),
        })?;
        env.note(&format!(
            "{} with {}.",
            counted(sent.cards, "card"),
            counted(sent.answers, "answer")
        ));
        target.put(env, &sent.bytes)
    }
}
