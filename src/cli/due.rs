//! `due`: today's list, for a glance or for a script.

use super::env::Env;
use super::error::Outcome;
use super::names;
use super::wording::{counted, detail, heading};
use super::workspace::Workspace;
use crate::export::json;
use crate::prompt::text::{Line, Tone};
use crate::study::next_step::JustDone;
use crate::study::{queue, session};

/// Exit code of `due --exit-code` with nothing on the list.
const NOTHING_DUE: u8 = 3;

/// Show today's cards without starting a review
#[derive(clap::Args, Debug)]
pub(crate) struct DueArgs {
    /// Print JSON: {"version":1,"cards":[...],"put_off":[...]}
    #[arg(long)]
    json: bool,
    /// Exit with 0 if a card is on the list, with 3 if there is none
    #[arg(long)]
    exit_code: bool,
}

impl DueArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        names::warn_orphaned(env, &workspace.states);
        let today = workspace.today_list();
        if self.json {
            let text = json::due(&workspace.library, &workspace.states, &today);
            env.write(text.as_bytes())?;
        } else {
            let mut lines = vec![heading(workspace.due_sentence(&today))];
            let aimed = workspace.aimed();
            lines.extend(today.cards.iter().map(|&card| {
                let title = workspace.states.cards[card].title(&workspace.library);
                let why = queue::told_why(&workspace.states, aimed.as_ref(), card);
                detail(format!("{title}  ")).and(Tone::Quiet, why.to_string())
            }));
            env.print(&lines)?;
            env.done = Some(JustDone::Other);
        }
        workspace.leave_step(env, &today);
        leave_words(workspace);
        Ok(match self.exit_code && today.cards.is_empty() {
            true => NOTHING_DUE,
            false => 0,
        })
    }
}

/// Without a command: a welcome in an empty home, else what is due and the one next step.
pub(crate) fn welcome_or_due(env: &mut Env<'_>) -> Outcome {
    let workspace = Workspace::open(env)?;
    if workspace.is_untouched(env) {
        env.print(&welcome(&workspace))?;
        return Ok(0);
    }
    names::warn_orphaned(env, &workspace.states);
    workspace.warn_future(env);
    let today = workspace.today_list();
    let mut lines = vec![heading(workspace.due_sentence(&today))];
    workspace.end_with_step(env, &mut lines, &today);
    env.print(&lines)?;
    leave_words(workspace);
    Ok(0)
}

/// Leaves the words of all stories to the end of the program, which is near: to give each back by
/// itself takes longer than to find out what is due.
fn leave_words(workspace: Workspace) {
    std::mem::forget(workspace.library);
}

/// What the program is, and two ways to begin, each as a command.
fn welcome(workspace: &Workspace) -> Vec<Line> {
    let way = |words: String, command: &str| {
        Line::plain(words)
            .and(Tone::Bold, command.to_owned())
            .hanging(2)
    };
    let samples = workspace.today_list().cards.len();
    let minutes = session::minutes(samples as u32, session::pace(&workspace.facts));
    let (cards, minutes) = (
        counted(samples, "sample card"),
        counted(minutes as usize, "minute"),
    );
    vec![
        Line::plain("Practise how you tell a failure: what you decided, what you changed."),
        way(format!("Try {cards} ({minutes}): "), "star-cards review"),
        way("Write your own story: ".to_owned(), "star-cards add")
            .and(Tone::Normal, "   Bring your notes: ".to_owned())
            .and(Tone::Bold, "star-cards import FILE".to_owned()),
    ]
}
