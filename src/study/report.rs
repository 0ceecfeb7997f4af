//! The report: what the log says about the past, and what today's memories say about the
//! days to come, per card, story and deck and for the whole.
//!
//! Everything is worked out in one pass over the log ([`ReportPass`]), which may run while the
//! log is being read, and then added up from card to story, deck and total
//! (`figures`). Nothing here knows how a figure is shown.

pub(crate) mod calendar;
mod coverage;
mod figures;
mod pass;
mod rate;
mod runs;
mod spread;

use std::collections::BTreeMap;

use crate::story::Library;
use crate::story::sort;

pub(crate) use coverage::{Covered, kinds};
pub(crate) use figures::{FORECAST_DAYS, Figures, mean};
pub(crate) use pass::{DayAnswers, ReportPass};
pub(crate) use rate::Rate;
pub(crate) use runs::{PartFigures, RunFigures};
pub(crate) use spread::Bin;

use super::card::{Card, CardGroup, CardKind};
use super::card_states::{CardState, CardStates};
use super::day::StudyDay;
use super::facts::Facts;
use super::missed::{self, MissedPoint};
use super::own_scale::{self, Foreseen};
use super::review::NameIndex;
use super::run::Run;
use super::sm2::FIRST_EASE;
use super::{choosing, interview, mock, readiness};
use figures::Member;

/// The longest list of hardest cards.
pub(crate) const HARDEST: usize = 5;

/// Everything that is counted, on one study day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DeckReport {
    /// The study day.
    pub day: StudyDay,
    /// The day of the next interview after it, if one is planned.
    pub interview: Option<StudyDay>,
    /// The names of the interviews on that day.
    pub interview_names: Vec<String>,
    /// For how many questions the newest choice of a story fitted within ten seconds, of how many
    /// that were asked.
    pub quick_choices: (usize, usize),
    /// Mock interviews that came to their end.
    pub mocks: usize,
    /// All cards together, those that are gone included.
    pub total: Figures,
    /// One entry a card, in the order of the card states.
    pub cards: Vec<CardReport>,
    /// One entry a story, in the order of the library. The general traps are cards of no story.
    pub stories: Vec<GroupReport>,
    /// One entry a deck, in the order of the library.
    pub decks: Vec<GroupReport>,
    /// Names in the log that no card bears today, in the order they first occurred.
    pub gone: Vec<GoneReport>,
    /// The days studied.
    pub days: BTreeMap<StudyDay, DayAnswers>,
    /// The weeks studied, by their Mondays.
    pub weeks: BTreeMap<StudyDay, DayAnswers>,
    /// All finished runs together.
    pub runs: RunFigures,
    /// The finished runs of each story that has any, by its name.
    pub story_runs: BTreeMap<String, RunFigures>,
    /// Each finished run, oldest first, its story by the name it bears today.
    pub told: Vec<Run>,
    /// Each run that was heard, in the same way; its seconds may be unknown.
    pub heard: Vec<Run>,
    /// Points that were left out again and again, the most often left out first.
    pub missed: Vec<MissedPoint>,
    /// The newest counted answers that were no first showings, oldest first.
    pub foreseen: Vec<Foreseen>,
    /// How the ease spreads over the cards that have counted answers, in hundredths.
    pub ease_spread: Vec<Bin>,
    /// How the interval spreads over them, in days.
    pub interval_spread: Vec<Bin>,
    /// Which kinds of failure have a story of one's own.
    pub kinds: Vec<Covered>,
    /// The hardest cards of all, by their place in `cards`, the hardest first.
    pub hardest: Vec<usize>,
}

/// One card.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CardReport {
    /// Its name.
    pub name: String,
    /// Its story's name; none for a general trap.
    pub story: Option<String>,
    /// Its deck's name.
    pub deck: String,
    /// What it asks for.
    pub kind: CardKind,
    /// Where it stands today.
    pub state: CardState,
    /// The day from which on it is due by SM-2; none for a new card.
    pub due: Option<StudyDay>,
    /// Its figures.
    pub figures: Figures,
}

/// A story or a deck.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GroupReport {
    /// Its name.
    pub name: String,
    /// Its deck's name.
    pub deck: String,
    /// Its place in the library, among the stories or among the decks.
    pub place: usize,
    /// A story of one's own, or a deck that is no part of the program.
    pub own: bool,
    /// What its cards add up to.
    pub figures: Figures,
    /// Its hardest cards, by their place in [`DeckReport::cards`].
    pub hardest: Vec<usize>,
}

/// A name that only the log knows: the story was removed, or renamed by hand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GoneReport {
    /// The name as the log spells it.
    pub name: String,
    /// Its past; it has no state, no forecast and no recall.
    pub figures: Figures,
}

impl DeckReport {
    /// Adds everything up, all reviews being taken in; those of `facts` are not looked at.
    pub(crate) fn of_pass(
        library: &Library,
        facts: &Facts,
        states: &CardStates,
        mut pass: ReportPass,
    ) -> DeckReport {
        let gone = gone_names(states);
        pass.finish(states.cards.len() + gone.len());
        let places = pass.past.iter().enumerate();
        let members: Vec<Member> = places
            .map(|(slot, tally)| Member::new(states, tally, slot))
            .collect();
        let (living, departed) = members.split_at(states.cards.len());
        let hard = hardest_first(states);
        let mut stories = story_reports(library, states, living, &hard);
        let decks = deck_reports(library, states, living, &stories, &hard);
        // The built-in story that holds the general traps is no story to a person.
        let mut traps = states
            .cards
            .iter()
            .filter(|card| card.group == CardGroup::Traps);
        let general = traps.next().and_then(Card::story_place);
        stories.retain(|story| Some(story.place) != general);
        let days: Vec<StudyDay> = pass.days.keys().copied().collect();
        let mut total = figures::sum(&members.iter().collect::<Vec<_>>(), &days);
        let own = || stories.iter().filter(|story| story.own);
        total.readiness = mean(own().filter_map(|story| story.figures.readiness));
        total.readiness_on_day = mean(own().filter_map(|story| story.figures.readiness_on_day));
        let foreseen = states.foreseen.newest();
        total.own_scale = own_scale::own_scale(&foreseen);
        let runs = runs::figures(library, facts);
        let of_day = states.interview.map(|day| interview::on_day(facts, day));
        let interviews = of_day.into_iter().flatten();
        DeckReport {
            day: states.day,
            interview: states.interview,
            interview_names: interviews.map(|one| one.details.name).collect(),
            quick_choices: choosing::quick_choices(library, facts, states),
            mocks: mock::mocks(facts)
                .iter()
                .filter(|mock| mock.is_over)
                .count(),
            total,
            cards: card_reports(library, states, living),
            stories,
            decks,
            gone: gone_reports(facts, &gone, departed),
            weeks: calendar::weeks(&pass.days),
            days: pass.days.clone(),
            runs: runs.all,
            story_runs: runs.by_story,
            told: runs.told,
            missed: missed::points(library, &runs.heard),
            heard: runs.heard,
            foreseen,
            ease_spread: spread::ease(states),
            interval_spread: spread::interval(states),
            kinds: coverage::kinds(library),
            hardest: hard.into_iter().take(HARDEST).collect(),
        }
    }

    /// One's own stories that have both cards, each with its readiness today; the least ready
    /// first, as of the day of the interview where one is ahead.
    pub(crate) fn least_ready(&self) -> Vec<(f64, &GroupReport)> {
        let own = self.stories.iter().filter(|story| story.own);
        let mut ready: Vec<(f64, &GroupReport)> = own
            .filter_map(|story| Some((story.figures.readiness?, story)))
            .collect();
        let told =
            |(today, story): &(f64, &GroupReport)| story.figures.readiness_on_day.unwrap_or(*today);
        sort::by(&mut ready, |left, right| told(left).total_cmp(&told(right)));
        ready
    }

    /// One's own stories that lack one of the two cards.
    pub(crate) fn unready(&self) -> Vec<&GroupReport> {
        let lacks = |story: &&GroupReport| story.own && story.figures.readiness.is_none();
        self.stories.iter().filter(lacks).collect()
    }

    /// The names of some cards, given by their places.
    pub(crate) fn names_of(&self, cards: &[usize]) -> Vec<&str> {
        let name = |&card: &usize| self.cards[card].name.as_str();
        cards.iter().map(name).collect()
    }

    /// Answers on names that no card bears today.
    pub(crate) fn gone_reviews(&self) -> u32 {
        self.gone.iter().map(|gone| gone.figures.reviews).sum()
    }
}

fn card_reports(library: &Library, states: &CardStates, living: &[Member]) -> Vec<CardReport> {
    let report = |(index, card): (usize, &Card)| CardReport {
        name: card.name(library),
        story: card.story_id(library).map(ToString::to_string),
        deck: card.deck_name(library).to_owned(),
        kind: card.kind,
        state: states.state(index),
        due: states.memories.get(index).due_day(),
        figures: living[index].figures.clone(),
    };
    states.cards.iter().enumerate().map(report).collect()
}

fn story_reports(
    library: &Library,
    states: &CardStates,
    living: &[Member],
    hard: &[usize],
) -> Vec<GroupReport> {
    // One walk over the cards, not one a story.
    let mut of_story: Vec<Vec<usize>> = vec![Vec::new(); library.stories().len()];
    for (index, card) in states.cards.iter().enumerate() {
        if let Some(story) = card.story_place() {
            of_story[story].push(index);
        }
    }
    let pairs = readiness::pairs(states, library.stories().len());
    let report = |(place, cards): (usize, Vec<usize>)| {
        let story_entry = library.entry(place);
        let deck = story_entry.deck();
        let mut figures = sum_of(living, &cards);
        let prospect = pairs[place].and_then(|pair| readiness::of_story(states, pair));
        figures.readiness = pairs[place].map(|pair| readiness::today(states, pair));
        figures.readiness_on_day = prospect.map(|prospect| prospect.on_day);
        figures.one_more = prospect.map(|prospect| prospect.one_more);
        GroupReport {
            name: story_entry.id().to_owned(),
            deck: deck.name.clone(),
            place,
            own: !deck.builtin && !story_entry.parts().is_core(),
            figures,
            hardest: hardest_of(hard, &cards),
        }
    };
    of_story.into_iter().enumerate().map(report).collect()
}

fn deck_reports(
    library: &Library,
    states: &CardStates,
    living: &[Member],
    stories: &[GroupReport],
    hard: &[usize],
) -> Vec<GroupReport> {
    let report = |place: usize| {
        let deck = &library.decks[place];
        let is_in = |card: &Card| {
            let story = card.entry(library);
            story.is_some_and(|story| story.deck_place() == place)
        };
        let cards = (0..states.cards.len()).filter(|&card| is_in(&states.cards[card]));
        let cards: Vec<usize> = cards.collect();
        let mut figures = sum_of(living, &cards);
        let in_deck = |story: &&GroupReport| library.entry(story.place).deck_place() == place;
        let in_deck = || stories.iter().filter(in_deck);
        figures.readiness = mean(in_deck().filter_map(|story| story.figures.readiness));
        figures.readiness_on_day =
            mean(in_deck().filter_map(|story| story.figures.readiness_on_day));
        GroupReport {
            name: deck.name.clone(),
            deck: deck.name.clone(),
            place,
            own: !deck.builtin,
            figures,
            hardest: hardest_of(hard, &cards),
        }
    };
    (0..library.decks.len()).map(report).collect()
}

/// The names of the log that no card bears, in the order in which the fold met them.
fn gone_names(states: &CardStates) -> Vec<NameIndex> {
    let names = (0..).map(NameIndex).zip(states.card_of_name());
    let gone = names.filter(|(_, card)| card.is_none());
    gone.map(|(name, _)| name).collect()
}

fn gone_reports(facts: &Facts, gone: &[NameIndex], members: &[Member]) -> Vec<GoneReport> {
    gone.iter()
        .zip(members)
        .filter(|(_, member)| member.figures.reviews > 0)
        .map(|(&name, member)| GoneReport {
            name: facts.names.get(name).to_owned(),
            figures: member.figures.clone(),
        })
        .collect()
}

fn sum_of(living: &[Member], cards: &[usize]) -> Figures {
    let members: Vec<&Member> = cards.iter().map(|&card| &living[card]).collect();
    figures::sum(&members, &figures::different_days(&members))
}

/// Every card that ever lapsed or whose ease has sunk, hardest first: most lapses, lowest
/// ease, lowest recall today, then the order of the card states.
fn hardest_first(states: &CardStates) -> Vec<usize> {
    let is_hard = |&card: &usize| {
        let memory = &states.memories.get(card);
        memory.lapses > 0 || memory.sm2.ease < FIRST_EASE
    };
    let recall = |card: usize| states.recall(card);
    let mut hard: Vec<usize> = (0..states.cards.len()).filter(is_hard).collect();
    sort::by(&mut hard, |&a, &b| {
        let (left, right) = (&states.memories.get(a), &states.memories.get(b));
        right
            .lapses
            .cmp(&left.lapses)
            .then_with(|| left.sm2.ease.cmp(&right.sm2.ease))
            .then_with(|| recall(a).total_cmp(&recall(b)))
    });
    hard
}

/// The hardest of some cards, which are given in the order of the card states.
fn hardest_of(hard: &[usize], cards: &[usize]) -> Vec<usize> {
    hard.iter()
        .copied()
        .filter(|card| cards.binary_search(card).is_ok())
        .take(HARDEST)
        .collect()
}

#[cfg(test)]
mod tests;
