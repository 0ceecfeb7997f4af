//! How a story stands, in one row: its cards by what is to be done with them, how ready it is.

use super::card_view::card_line;
use super::coverage;
use super::wording::{counted, percent, quiet_detail};
use super::workspace::Workspace;
use crate::prompt::text::{Line, Tone};
use crate::story::Story;
use crate::study::card_states::{CardState, CardStates};
use crate::study::queue::Today;
use crate::study::readiness::{self, ReadinessCards};

/// Each card of a story by name, then what the story lacks.
pub(crate) fn card_lines(workspace: &Workspace, story: &Story, cards: &[usize]) -> Vec<Line> {
    let mut lines: Vec<Line> = cards
        .iter()
        .map(|&card| card_line(workspace, card))
        .collect();
    if !story.core {
        lines.extend(coverage::lacks_line(story));
    }
    lines
}

/// `2 cards: 1 due, 1 back on 20 Jan · ready 62 % on 5 Dec, 77 % today`, and what needs work.
pub(crate) fn line(
    states: &CardStates,
    today: &Today,
    cards: &[usize],
    pair: Option<ReadinessCards>,
) -> Line {
    if cards.is_empty() {
        return quiet_detail("a draft: Action and Learning are still to be written");
    }
    let stand = stand(states, today, cards);
    let mut told = format!("{}: {stand}", counted(cards.len(), "card"));
    if let Some(ready) = pair.and_then(|pair| ready(states, pair)) {
        told.push_str("; ");
        told.push_str(&ready);
    }
    let line = quiet_detail(told);
    let flagged = cards.iter().filter(|&&card| states.flags[card].flagged);
    match flagged.count() {
        0 => line,
        1 => line.and(Tone::Warn, "  1 needs work"),
        more => line.and(Tone::Warn, format!("  {more} need work")),
    }
}

/// `1 new, 1 due, 1 put off to the last days, 2 back from 20 Jan`
fn stand(states: &CardStates, today: &Today, cards: &[usize]) -> String {
    let of = |state: CardState| {
        let cards = cards.iter().copied();
        cards.filter(move |&card| states.state(card) == state && !states.rests(card))
    };
    // What is put off is in the order of the cards.
    let is_put_off = |card: &usize| today.put_off.binary_search(card).is_ok();
    let (put_off, due): (Vec<usize>, Vec<usize>) = of(CardState::Due).partition(is_put_off);
    let mut parts = vec![
        (of(CardState::New).count(), CardState::New.key().to_owned()),
        (due.len(), CardState::Due.key().to_owned()),
        (put_off.len(), "put off to the last days".to_owned()),
    ];
    let next = of(CardState::Waiting).filter_map(|card| states.memories[card].due_day());
    if let Some(next) = next.min() {
        let waiting = of(CardState::Waiting).count();
        let from = if waiting > 1 { "from" } else { "on" };
        parts.push((waiting, format!("back {from} {}", next.short(states.day))));
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

/// How ready a story is on the day of the next interview, and today; none before both its cards
/// were answered.
fn ready(states: &CardStates, pair: ReadinessCards) -> Option<String> {
    let is_shown = |card: usize| states.memories[card].counted.is_some();
    if !is_shown(pair.action) || !is_shown(pair.learning) {
        return None;
    }
    let mut today = format!("{} today", percent(readiness::today(states, pair)));
    if let Some(again) = readiness::again_after_miss(states, pair) {
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
