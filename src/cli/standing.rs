//! How a story stands, in one row: its cards by what is to be done with them, how ready it is.

use super::coverage;
use super::wording::{counted, detail, percent, quiet_detail};
use super::workspace::Workspace;
use crate::prompt::text::{Line, Tone};
use crate::story::Story;
use crate::study::ahead;
use crate::study::card_states::CardState;
use crate::study::day::StudyDay;
use crate::study::queue::Today;
use crate::study::readiness::{self, ReadinessCards};
use crate::study::target::InterviewTarget;

/// Of a card that was missed today and comes once more.
const AGAIN_TODAY: &str = "again today";

/// Of a card that today's list has ahead of its day.
const TODAY: &str = "today";

/// Today's list and what comes after it, worked out once for the rows of many stories.
pub(crate) struct Outlook<'w> {
    workspace: &'w Workspace,
    today: &'w Today,
    is_today: Vec<bool>,
    aimed: Option<InterviewTarget>,
}

impl Outlook<'_> {
    pub(crate) fn of<'w>(workspace: &'w Workspace, today: &'w Today) -> Outlook<'w> {
        let mut is_today = vec![false; workspace.states.cards.len()];
        for &card in &today.cards {
            is_today[card] = true;
        }
        Outlook {
            workspace,
            today,
            is_today,
            aimed: workspace.aimed(),
        }
    }

    fn is_put_off(&self, card: usize) -> bool {
        // What is put off is in the order of the cards.
        self.today.put_off.binary_search(&card).is_ok()
    }

    /// `again today` of what was missed, `today` of what comes ahead of its day; none of a card
    /// that is not on today's list.
    fn today(&self, card: usize) -> Option<&'static str> {
        let states = &self.workspace.states;
        let repeats = states.memories.get(card).repeats_on(states.day);
        let told = if repeats { AGAIN_TODAY } else { TODAY };
        self.is_today[card].then_some(told)
    }

    /// The day after today on which the list will have it.
    fn next_day(&self, card: usize) -> Option<StudyDay> {
        ahead::next_day(&self.workspace.states, self.aimed.as_ref(), card)
    }

    /// Each card of a story by name, then what the story lacks.
    pub(crate) fn card_lines(&self, story: &Story, cards: &[usize]) -> Vec<Line> {
        let mut lines: Vec<Line> = cards.iter().map(|&card| self.card_line(card)).collect();
        if !story.core {
            lines.extend(coverage::lacks_line(story));
        }
        lines
    }

    /// A card with its state and, where there is one, its next day.
    fn card_line(&self, card: usize) -> Line {
        let states = &self.workspace.states;
        let state = states.state(card);
        let next = self.next_day(card).map(|next| next.spoken(states.day));
        let when = match (state, self.today(card), next) {
            (CardState::Waiting, Some(today), _) => today.to_owned(),
            (CardState::Waiting, None, Some(next)) => format!("back on {next}"),
            (CardState::Waiting, None, None) => "rests".to_owned(),
            (CardState::Due, _, Some(next)) if states.day_off() => format!("back on {next}"),
            (CardState::Due, _, Some(next)) if self.is_put_off(card) => {
                format!("put off to {next}")
            }
            _ => state.key().to_owned(),
        };
        let library = &self.workspace.library;
        let handle = library.handle(&states.cards[card].name(library));
        let mut line = detail(format!("{handle}  ")).and(Tone::Quiet, when);
        if states.flags[card].flagged {
            line = line.and(Tone::Warn, "  flagged: needs work");
        }
        line
    }

    /// `2 cards: 1 due, 1 back on 20 Jan · ready 62 % on 5 Dec, 77 % today`, and what needs work; of
    /// a draft what writes the rest.
    pub(crate) fn line(&self, handle: &str, cards: &[usize], pair: Option<ReadinessCards>) -> Line {
        if cards.is_empty() {
            return quiet_detail(format!(
                "a draft: Action and Learning are still to be written (star-cards edit {handle})"
            ));
        }
        let states = &self.workspace.states;
        let mut told = format!("{}: {}", counted(cards.len(), "card"), self.stand(cards));
        if let Some(ready) = pair.and_then(|pair| self.ready(pair)) {
            told.push_str("; ");
            told.push_str(&ready.replace(" %", "\u{a0}%"));
        }
        let line = quiet_detail(told);
        let flagged = cards.iter().filter(|&&card| states.flags[card].flagged);
        match flagged.count() {
            0 => line,
            1 => line.and(Tone::Warn, "  1 needs work"),
            more => line.and(Tone::Warn, format!("  {more} need work")),
        }
    }

    /// `1 new, 1 due, 1 put off to the last days, 1 again today, 2 back from 20 Jan`
    fn stand(&self, cards: &[usize]) -> String {
        let states = &self.workspace.states;
        let of = |state: CardState| {
            let cards = cards.iter().copied();
            cards.filter(move |&card| states.state(card) == state && !states.rests(card))
        };
        // On the day of an interview nothing is asked; what is due comes on the next.
        let (day_off, due): (Vec<usize>, Vec<usize>) =
            of(CardState::Due).partition(|_| states.day_off());
        let (mut put_off, due): (Vec<usize>, Vec<usize>) =
            due.into_iter().partition(|&card| self.is_put_off(card));
        let (now, mut waiting): (Vec<usize>, Vec<usize>) =
            of(CardState::Waiting).partition(|&card| self.is_today[card]);
        waiting.extend(day_off);
        // Next to others that come later it is one more of them, so that a row has room for all.
        if !waiting.is_empty() {
            waiting.append(&mut put_off);
        }
        let mut parts = vec![
            (of(CardState::New).count(), CardState::New.key().to_owned()),
            (due.len(), CardState::Due.key().to_owned()),
            (put_off.len(), "put off to the last days".to_owned()),
        ];
        for when in [AGAIN_TODAY, TODAY] {
            let cards = now.iter().filter(|&&card| self.today(card) == Some(when));
            parts.push((cards.count(), when.to_owned()));
        }
        let next = waiting.iter().filter_map(|&card| self.next_day(card));
        if let Some(next) = next.min() {
            let from = if waiting.len() > 1 { "from" } else { "on" };
            let back = format!("back {from} {}", next.short(states.day));
            parts.push((waiting.len(), back));
        }
        for state in [CardState::Buried, CardState::Suspended] {
            parts.push((of(state).count(), state.key().to_owned()));
        }
        let resting = cards.iter().filter(|&&card| states.rests(card)).count();
        parts.push((resting, "resting".to_owned()));
        parts.retain(|(count, _)| *count > 0);
        match &parts[..] {
            [(1, what)] => what.clone(),
            [(_, what)] => format!("all {what}"),
            several => {
                let told = several
                    .iter()
                    .map(|(count, what)| format!("{count} {what}"));
                told.collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// How ready a story is on the day of the next interview, and today; none before both its
    /// cards were answered.
    fn ready(&self, pair: ReadinessCards) -> Option<String> {
        let states = &self.workspace.states;
        let both = [pair.action, pair.learning];
        if both
            .iter()
            .any(|&card| states.memories.get(card).counted.is_none())
        {
            return None;
        }
        let mut today = format!("{} today", percent(readiness::today(states, pair)));
        // What is on today's list again says so itself.
        let repeats = |&card: &usize| self.today(card) == Some(AGAIN_TODAY);
        let is_repeated = both.iter().any(repeats);
        let missed = readiness::missed_today(states, pair);
        let again = missed.filter_map(|card| self.next_day(card)).min();
        if let Some(again) = again.filter(|_| !is_repeated) {
            let when = match again.since(states.day) {
                ..=1 => "tomorrow".to_owned(),
                _ => format!("on {}", again.short(states.day)),
            };
            today.push_str(&format!("; again {when}"));
        }
        Some(
            match (states.interview, readiness::of_story(states, pair)) {
                (Some(day), Some(prospect)) => {
                    let (on_day, day) = (percent(prospect.on_day), day.short(states.day));
                    format!("ready {on_day} on {day}, {today}")
                }
                _ => format!("ready {today}"),
            },
        )
    }
}
