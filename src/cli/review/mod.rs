//! `review`: the daily sitting.

mod ask;
mod questions;
mod sitting;
mod spare;
mod summary;
mod traps;

use super::card_view::GradeScale;
use super::env::Env;
use super::error::{CliError, Outcome};
use super::wording::counted;
use super::workspace::Workspace;
use super::{names, problems};
use crate::prompt::stop;
use crate::study::card_states::CardState;
use crate::study::next_step::JustDone;
use crate::study::queue::{self, Limits};
use sitting::Sitting;
use spare::SpareChoice;

/// Review today's cards: say the answer aloud, compare, grade yourself
///
/// You see the title, the role and the question. Say the decision or the change aloud, then press
/// Space to see your own words and the points that had to come. One key grades the answer: 1
/// again, 2 hard, 3 good, 4 easy. Beside each grade you see when the card comes back. Each answer
/// is saved at once, so you can stop at any time with q or Ctrl-C. ? shows all keys.
#[derive(clap::Args, Debug)]
pub(crate) struct ReviewArgs {
    /// Practise these stories, cards or decks now, due or not (early answers move no card)
    #[arg(value_name = "STORY")]
    stories: Vec<String>,
    /// Show up to N cards beyond today's limit
    #[arg(long, value_name = "N")]
    more: Option<u32>,
    /// Grade with the keys 0 to 5, SM-2's own scale
    #[arg(long, value_name = "SCALE", value_parser = ["1-4", "0-5"])]
    scale: Option<String>,
}

impl ReviewArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        if !env.world.prompt.can_ask() {
            return Err(CliError::usage("review needs a terminal to ask on").hint(
                "For scripts: `star-cards due --json` lists the cards, `star-cards grade CARD \
                 QUALITY` records an answer.",
            ));
        }
        stop::promise(stop::ANSWERS_SAVED);
        let workspace = Workspace::open(env)?;
        names::warn_orphaned(env, &workspace.states);
        problems::tell(env, &workspace.library);
        let limits = env.settings.limits.with_more(self.more.unwrap_or(0));
        let Some((cards, drill)) = self.cards(env, &workspace, limits)? else {
            workspace.leave_step(env, &workspace.today_list());
            return Ok(0);
        };
        let scale = match self.scale.as_deref() {
            Some("0-5") => GradeScale::ZeroToFive,
            None if env.settings.scale_0_5 => GradeScale::ZeroToFive,
            _ => GradeScale::OneToFour,
        };
        let mut sitting = Sitting::begin(env, workspace, (cards, drill), limits, scale);
        sitting.tell_once()?;
        sitting.say_aim();
        sitting.run()?;
        Ok(0)
    }

    /// The cards of the sitting, and whether they are drilled; none where the person chose
    /// something else to do.
    fn cards(
        &self,
        env: &mut Env<'_>,
        workspace: &Workspace,
        limits: Limits,
    ) -> Result<Option<(Vec<usize>, bool)>, CliError> {
        if !self.stories.is_empty() {
            return drilled(env, workspace, &self.stories).map(|cards| Some((cards, true)));
        }
        if self.more.is_some() {
            // On the day of an interview nothing is shown unless it is asked for.
            let today = queue::today(&workspace.states, limits, workspace.aimed().as_ref());
            return Ok(Some((today.cards, false)));
        }
        let today = workspace.today_list();
        let is_empty = today.cards.is_empty() && today.held_back.is_empty();
        let choice = match is_empty && !workspace.states.day_off() {
            true => spare::offer(env, workspace)?,
            false => None,
        };
        Ok(match choice {
            None => Some((today.cards, false)),
            Some(SpareChoice::Practise(card)) => Some((vec![card], true)),
            Some(SpareChoice::Rehearse(story)) => {
                env.then = Some(vec!["rehearse".to_owned(), story]);
                None
            }
            Some(SpareChoice::Leave) => {
                env.done = Some(JustDone::Other);
                None
            }
        })
    }
}

/// The cards of the names given, in deck order. One that is suspended or buried comes only if it
/// is named itself; of a story or deck it is said how many are left out.
fn drilled(
    env: &mut Env<'_>,
    workspace: &Workspace,
    wanted: &[String],
) -> Result<Vec<usize>, CliError> {
    let mut cards = Vec::new();
    for name in wanted {
        let (library, states) = (&workspace.library, &workspace.states);
        let (name, named) = names::cards(&workspace.library, &workspace.states, name)?;
        let title = states.title(library, &name);
        let is_card = workspace.card(&name).is_some();
        let in_state = |card: &usize, state| !is_card && workspace.states.state(*card) == state;
        let (suspended, named): (Vec<usize>, Vec<usize>) = named
            .into_iter()
            .partition(|card| in_state(card, CardState::Suspended));
        let (buried, named): (Vec<usize>, Vec<usize>) = named
            .into_iter()
            .partition(|card| in_state(card, CardState::Buried));
        cards.extend(named);
        if let count @ 1.. = suspended.len() {
            let suspended = counted(count, "suspended card");
            env.note(&format!(
                "Left out of {title}: {suspended}. Bring back: `star-cards resume {}`",
                workspace.library.handle(&name)
            ));
        }
        if let count @ 1.. = buried.len() {
            let buried = counted(count, "card");
            env.note(&format!(
                "Left out of {title}: {buried}, buried until tomorrow."
            ));
        }
    }
    let mut seen = std::collections::HashSet::new();
    cards.retain(|&card| seen.insert(card));
    Ok(cards)
}
