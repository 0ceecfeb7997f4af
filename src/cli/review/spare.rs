//! Five minutes of something useful where nothing is due and an interview is ahead.

use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::workspace::Workspace;
use crate::prompt::text::Line;
use crate::prompt::{Bar, Chosen};
use crate::study::spare::spare_practice;

/// What the person chose to do.
pub(super) enum SpareChoice {
    /// Tell this story aloud, by its id.
    Rehearse(String),
    /// Practise this card, by its place among the card states.
    Practise(usize),
    /// Nothing today.
    Leave,
}

/// Offers what is useful; none where there is nothing to offer, and the sitting says so itself.
pub(super) fn offer(
    env: &mut Env<'_>,
    workspace: &Workspace,
) -> Result<Option<SpareChoice>, CliError> {
    let Some(aimed) = workspace.aimed() else {
        return Ok(None);
    };
    let (library, states) = (&workspace.library, &workspace.states);
    let spare = spare_practice(library, &workspace.facts, states, &aimed);
    let mut offers = Vec::new();
    if let Some((story, last)) = spare.run {
        let title = library.title(story.as_str());
        let when = match last {
            Some(day) => format!("last told on {}", day.spoken(states.day)),
            None => "not told yet".to_owned(),
        };
        let words = format!("Tell \"{title}\" aloud: {when}");
        offers.push((words, SpareChoice::Rehearse(story.to_string())));
    }
    if let Some((card, recall)) = spare.weakest {
        let title = states.cards[card].title(library);
        let words = format!("Practise \"{title}\": {:.0} % on the day", recall * 100.0);
        offers.push((words, SpareChoice::Practise(card)));
    }
    if offers.is_empty() {
        return Ok(None);
    }
    offers.push(("Not today".to_owned(), SpareChoice::Leave));
    let head = format!("Nothing is due. {}.", aimed.sentence(workspace.date));
    env.world.prompt.say(&[Line::plain(head)]);
    let bar = Bar {
        others: vec![('q', "quit")],
        ..Bar::default()
    };
    let items: Vec<String> = offers.iter().map(|(words, _)| words.clone()).collect();
    let question = "Five minutes to spare?";
    Ok(Some(
        match env.world.prompt.choose(question, &items, &bar)? {
            Chosen::Item(place) => offers.swap_remove(place).1,
            Chosen::Letter(_) => SpareChoice::Leave,
        },
    ))
}
