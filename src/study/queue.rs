//! Today's list: which cards, in which order, how many.
//!
//! Nothing here is stored or remembered; the list follows from the card states and the limits.

use std::fmt;

use super::allowance::{Allowance, admitted};
use super::card::{CardGroup, CardKind};
use super::card_states::{CardState, CardStates};
use super::countdown::Countdown;
use super::replay::CardMemory;
use super::review::RepeatRule;
use super::target::InterviewTarget;

/// The settings that decide how much is shown and what comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Showings a study day, repeats too; none for no limit.
    pub showings: Option<u32>,
    /// New cards a study day; none for no limit.
    pub new_cards: Option<u32>,
    /// What comes back on the same day.
    pub repeat: RepeatRule,
    /// Showings asked for beyond what the limits leave today.
    pub more: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            showings: Some(20),
            new_cards: Some(10),
            repeat: RepeatRule::Once,
            more: 0,
        }
    }
}

impl Limits {
    /// The limits after asking for `more` showings than the day has left.
    #[must_use]
    pub fn with_more(self, more: u32) -> Limits {
        Limits { more, ..self }
    }

    /// Showings left among the card states's day.
    pub fn showings_left(self, states: &CardStates) -> Allowance {
        Allowance::of(self.showings, states.tally.shown, self.more)
    }

    fn new_left(self, states: &CardStates) -> Allowance {
        Allowance::of(self.new_cards, states.tally.new, self.more)
    }
}

/// Today's list and what it leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Today {
    /// The cards to show, first one first, by their place among the card states.
    pub cards: Vec<usize>,
    /// Cards that only the limits hold back. Where they are many, not in the order in which they
    /// would have come.
    pub held_back: Vec<usize>,
    /// Cards that are due by SM-2 and wait for the last days before an interview.
    pub put_off: Vec<usize>,
}

/// Works out today's list.
///
/// A card that failed and has not passed since comes first, lowest quality first. Then own
/// stories, general traps, cores; within each the largest gap first, so that cards never
/// shown lead in deck order. Without own stories samples and traps take turns. Siblings of one story do not follow each other while another
/// card remains. The cards that an interview needs follow its countdown, their gaps counted
/// to its day; the others follow plain SM-2 with what is left of the limit, and in the last days
/// before it they come behind all of these.
pub(crate) fn today(states: &CardStates, limits: Limits, aimed: Option<&InterviewTarget>) -> Today {
    let cards = || 0..states.cards.len();
    let (wanted, mut held_back) = first_of_each(states, limits, aimed);
    let (cards_within, cut_off) = cut(states, limits, aimed, alternate(states, wanted));
    held_back.extend(cut_off);
    let waits = |&card: &usize| {
        states.state(card) == CardState::Due
            && aim_of(aimed, card).is_some_and(|aim| aim.waits(&states.memories.get(card)))
    };
    let is_close = |card: &usize| aimed.is_some_and(|aimed| aimed.closes_in_on(*card));
    let (close, rest) = cards_within.into_iter().partition(is_close);
    let mut shown = keep_siblings_apart(states, close);
    shown.extend(keep_siblings_apart(states, rest));
    Today {
        cards: shown,
        held_back,
        put_off: match aimed {
            Some(_) => cards().filter(waits).collect(),
            None => Vec::new(),
        },
    }
}

/// When a wanted card comes: the smallest first. The card itself stands last, so that of equals the
/// first in the decks comes first.
type Turn = (u32, u64, usize);

/// Works out when a card comes. Once a card, since there may be a hundred thousand of them.
fn turn(
    states: &CardStates,
    aimed: Option<&InterviewTarget>,
    (card, memory): (usize, &CardMemory),
) -> Turn {
    let aim = aim_of(aimed, card);
    let to = aim.map_or(states.day, Countdown::counted_to);
    let gap = memory.elapsed_ratio(to);
    // In the last days nothing comes before what the interview needs.
    let in_window = aimed.is_some_and(|aimed| aimed.countdown.in_window());
    let group = u32::from_be_bytes([
        u8::from(in_window && aim.is_none()),
        // With an interview ahead nothing comes before what was never shown.
        if aim.is_some() {
            u8::MAX
        } else {
            failing(memory)
        },
        u8::from(aim.is_none()),
        states.cards[card].group as u8,
    ]);
    // A gap is never below nothing, and the bits of such numbers are in their order.
    (group, !gap.to_bits(), card)
}

/// The wanted cards in the order in which they come, and those that no limit lets come in any case,
/// in no order: of own or built-in, new or known cards each the first ones, as many as the day has
/// showings left. To put a hundred thousand in order for the sake of twenty takes longer than all
/// else, and so does to list them.
fn first_of_each(
    states: &CardStates,
    limits: Limits,
    aimed: Option<&InterviewTarget>,
) -> (Vec<usize>, Vec<usize>) {
    // Without own stories samples and traps take turns, whatever their order.
    let most = limits.showings_left(states).most();
    let most = most.filter(|_| states.any_own()).unwrap_or(usize::MAX);
    let mut kinds: [FirstTurns; 4] = Default::default();
    let mut beyond = Vec::new();
    for (card, memory) in states.memories.iter().enumerate() {
        let state = states.state_by(card, &memory);
        if !is_wanted(states, limits.repeat, aimed, (card, &memory), state) {
            continue;
        }
        let is_new = state == CardState::New && aim_of(aimed, card).is_none();
        let kind = 2 * usize::from(states.is_own(card)) + usize::from(is_new);
        let turn = turn(states, aimed, (card, &memory));
        kinds[kind].take(turn, most, &mut beyond);
    }
    kinds
        .iter_mut()
        .for_each(|kind| kind.cut(most, &mut beyond));
    let mut first = kinds.map(|kind| kind.turns).concat();
    first.sort_unstable();
    let first = first.into_iter().map(|(.., card)| card);
    (first.collect(), beyond)
}

/// The first of many turns, in no order.
#[derive(Default)]
struct FirstTurns {
    turns: Vec<Turn>,
    /// What comes behind this is not among them.
    bound: Option<Turn>,
}

/// So many turns more than are needed lie together before the last ones are left out; in tests
/// few, where there are few cards.
const SPARE_TURNS: usize = if cfg!(test) { 3 } else { 500 };

impl FirstTurns {
    /// Takes one more in, and leaves out what is not among the first `most`.
    #[inline]
    fn take(&mut self, turn: Turn, most: usize, beyond: &mut Vec<usize>) {
        if self.bound.is_some_and(|bound| turn > bound) {
            return beyond.push(turn.2);
        }
        self.turns.push(turn);
        if self.turns.len() > most.saturating_add(SPARE_TURNS) {
            self.cut(most, beyond);
        }
    }

    /// Leaves the first `most`.
    fn cut(&mut self, most: usize, beyond: &mut Vec<usize>) {
        if self.turns.len() > most {
            let (_, bound, _) = self.turns.select_nth_unstable(most);
            self.bound = Some(*bound);
            beyond.extend(self.turns.drain(most..).map(|(.., card)| card));
        }
    }
}

/// Whether a card counts as a new one: the limit on those does not apply to what an interview needs.
fn is_new(states: &CardStates, aimed: Option<&InterviewTarget>, card: usize) -> bool {
    states.state(card) == CardState::New && aim_of(aimed, card).is_none()
}

/// The countdown that a card follows, if an interview needs it.
pub(crate) fn aim_of(aimed: Option<&InterviewTarget>, card: usize) -> Option<Countdown> {
    aimed
        .filter(|aimed| aimed.wanted_cards[card])
        .map(|aimed| aimed.countdown)
}

/// Due, new, or failed today and not passed since; where an interview needs the card, what
/// its countdown says.
fn is_wanted(
    states: &CardStates,
    rule: RepeatRule,
    aimed: Option<&InterviewTarget>,
    (card, memory): (usize, &CardMemory),
    state: CardState,
) -> bool {
    // A card that was shown twice today has been back.
    let answered = if memory.shown_again { 2 } else { 1 };
    let repeats = memory.repeats_on(states.day) && rule.allows(answered);
    match (state, aim_of(aimed, card)) {
        (CardState::Buried | CardState::Suspended, _) => false,
        (_, Some(aim)) => repeats || aim.wants(memory),
        (CardState::New | CardState::Due, None) => true,
        (CardState::Waiting, None) => !states.rests(card) && repeats,
    }
}

/// The quality of the failure that still stands; cards without one sort last.
fn failing(memory: &CardMemory) -> u8 {
    match memory.latest {
        Some((_, quality)) if !quality.is_pass() => quality.get(),
        _ => u8::MAX,
    }
}

/// On a home without own stories the first card is a sample's Action, since a quiz on traps
/// says nothing to somebody new; then traps and samples alternate. What failed stays in front.
fn alternate(states: &CardStates, wanted: Vec<usize>) -> Vec<usize> {
    if states.any_own() {
        return wanted;
    }
    let (mut list, rest): (Vec<usize>, Vec<usize>) = wanted
        .into_iter()
        .partition(|&card| failing(&states.memories.get(card)) != u8::MAX);
    let (traps, mut samples): (Vec<usize>, Vec<usize>) = rest
        .into_iter()
        .partition(|&card| states.cards[card].group == CardGroup::Traps);
    let is_action = |&card: &usize| states.cards[card].kind == CardKind::Action;
    if let Some(first) = samples.iter().position(is_action) {
        samples[..=first].rotate_right(1);
    }
    let (mut traps, mut samples) = (traps.into_iter(), samples.into_iter());
    while traps.len() + samples.len() > 0 {
        list.extend(samples.next());
        list.extend(traps.next());
    }
    list
}

/// Splits the wanted cards into those within the limits and the rest; own ones are served first.
fn cut(
    states: &CardStates,
    limits: Limits,
    aimed: Option<&InterviewTarget>,
    wanted: Vec<usize>,
) -> (Vec<usize>, Vec<usize>) {
    let (mut showings, mut new_cards) = (limits.showings_left(states), limits.new_left(states));
    let own: Vec<bool> = wanted.iter().map(|&card| states.is_own(card)).collect();
    let fits = admitted(&own, |place, own| {
        let card = wanted[place];
        let new = is_new(states, aimed, card);
        showings.fits(own) && (!new || new_cards.take(own)) && showings.take(own)
    });
    let mut fits = fits.into_iter();
    wanted
        .into_iter()
        .partition(|_| fits.next().unwrap_or(false))
}

/// Takes the first card that is no sibling of the one before, as long as there is one.
fn keep_siblings_apart(states: &CardStates, mut rest: Vec<usize>) -> Vec<usize> {
    let mut apart: Vec<usize> = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let fits = |&card: &usize| {
            let before = apart.last();
            !before.is_some_and(|&before| states.cards[before].is_sibling(&states.cards[card]))
        };
        let next = rest.iter().position(fits).unwrap_or(0);
        apart.push(rest.remove(next));
    }
    apart
}

/// Why a card is on today's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShownBecause {
    /// Never counted.
    New,
    /// It failed and has not passed since.
    Failed,
    /// It would have faded by the day of the interview.
    Countdown,
    /// Its day has come, or came so many days ago.
    Due {
        /// Days since it was due.
        overdue: i64,
    },
}

/// The same as a person is told it: a card that the countdown put off comes now for its sake, and
/// not late.
pub(crate) fn told_why(
    states: &CardStates,
    aimed: Option<&InterviewTarget>,
    card: usize,
) -> ShownBecause {
    let was_put_off = || {
        let memory = &states.memories.get(card);
        aim_of(aimed, card).is_some_and(|aim| aim.defers(memory))
    };
    match why(states, card) {
        ShownBecause::Due { .. } if was_put_off() => ShownBecause::Countdown,
        why => why,
    }
}

/// Why a card is on today's list.
pub(crate) fn why(states: &CardStates, card: usize) -> ShownBecause {
    let memory = &states.memories.get(card);
    match memory.due_day() {
        None => ShownBecause::New,
        Some(_) if failing(memory) != u8::MAX => ShownBecause::Failed,
        Some(due) if due > states.day => ShownBecause::Countdown,
        Some(due) => ShownBecause::Due {
            overdue: states.day.since(due),
        },
    }
}

impl fmt::Display for ShownBecause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShownBecause::New => f.write_str("new"),
            ShownBecause::Failed => f.write_str("failed last time"),
            ShownBecause::Countdown => f.write_str("to be fresh on the day"),
            ShownBecause::Due { overdue: 0 } => f.write_str("due today"),
            ShownBecause::Due { overdue: 1 } => f.write_str("due since yesterday"),
            ShownBecause::Due { overdue } => write!(f, "due for {overdue} days"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{Deck, Library};
    use crate::study::day::StudyDay;
    use crate::study::review::Source;
    use crate::study::target::target;
    use crate::study::tests::{SampleLog, TODAY};
    use proptest::prelude::*;

    const SAMPLES: &str = "\
# Traps
id: traps
core: yes
## Traps
- fake-failure: \"I care too much.\"
- deflection: \"They did.\"

# One
id: core-one
core: yes
## Action
A.
## Learning
L.

# Two
id: core-two
core: yes
## Action
A.
## Learning
L.
";

    const MINE: &str = "# Mine\n## Action\nA.\n## Learning\nL.\n## Traps\n- deflection: \"T.\"\n";

    fn listed(mine: &str, log: &SampleLog, limits: Limits) -> [Vec<String>; 2] {
        let deck = |name: &str, builtin, source: &str| {
            Deck::new(name, format!("{name}.md"), builtin, source.to_owned())
        };
        let decks = vec![deck("mine", false, mine), deck("failure", true, SAMPLES)];
        let library = Library::load(decks, Vec::new());
        let states = CardStates::build(&library, &log.facts, StudyDay::from_number(TODAY));
        let today = today(&states, limits, None);
        [today.cards, today.held_back].map(|cards| {
            let names = cards.iter().map(|&card| states.cards[card].name(&library));
            names.collect()
        })
    }

    #[test]
    fn without_own_stories_a_samples_action_comes_first_and_then_they_take_turns() {
        let log = SampleLog::of(&[]);
        assert_eq!(
            listed("", &log, Limits::default())[0],
            [
                "core-one/action",
                "traps/fake-failure",
                "core-one/learning",
                "traps/deflection",
                "core-two/action",
                "core-two/learning",
            ]
        );
        // What failed stays in front; the Action of the next sample leads the rest.
        let log = SampleLog::of(&[("core-one/action", 0, 4), ("traps/deflection", 0, 1)]);
        assert_eq!(
            listed("", &log, Limits::default())[0],
            [
                "traps/deflection",
                "core-two/action",
                "traps/fake-failure",
                "core-one/learning",
                "core-two/learning",
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Whatever is left out of the order, the list is the one of all cards in order.
        #[test]
        fn the_list_is_the_same_as_if_all_were_put_in_order(
            answers in prop::collection::vec((0..40_usize, -60..=0_i32, 0..=5_u8), 0..60),
            (showings, new_cards, more) in (0..12_u32, 0..6_u32, 0..4_u32),
            interview in prop::option::of(1..12_i32),
        ) {
            let story = |n: usize| format!("# S{n}\nid: s{n}\n## Action\nA.\n## Learning\nL.\n\n");
            let mine: String = (0..20).map(story).collect();
            let library = crate::study::tests::library_of(&mine);
            let mut answers = answers;
            answers.sort_by_key(|(_, day, _)| *day);
            let kind = |card: usize| ["action", "learning"][card % 2];
            let names: Vec<String> =
                (0..40).map(|card| format!("s{}/{}", card / 2, kind(card))).collect();
            let rows = answers.iter();
            let rows: Vec<(&str, i32, u8)> =
                rows.map(|(card, day, quality)| (names[*card].as_str(), *day, *quality)).collect();
            let log = SampleLog::of(&rows);
            let log = match interview {
                Some(days) => log.interview("Acme", days),
                None => log,
            };
            let states = CardStates::build(&library, &log.facts, StudyDay::from_number(TODAY));
            let limits = Limits {
                showings: Some(showings),
                new_cards: Some(new_cards),
                more,
                ..Limits::default()
            };
            let aimed = target(&library, &log.facts, &states, limits.showings);
            let aimed = aimed.as_ref();
            let cards = 0..states.cards.len();
            let cards = cards.map(|card| (card, states.memories.get(card)));
            let wanted = cards.filter(|(card, memory)| {
                is_wanted(&states, limits.repeat, aimed, (*card, memory), states.state(*card))
            });
            let turns = wanted.map(|(card, memory)| turn(&states, aimed, (card, &memory)));
            let mut all: Vec<Turn> = turns.collect();
            let (first, beyond) = first_of_each(&states, limits, aimed);
            prop_assert_eq!(first.len() + beyond.len(), all.len());
            all.sort_unstable();
            let all: Vec<usize> = all.into_iter().map(|(.., card)| card).collect();
            let (within, held_back) = cut(&states, limits, aimed, all);
            let (found, rest) = cut(&states, limits, aimed, first);
            prop_assert_eq!(found, within);
            let sorted = |mut cards: Vec<usize>| {
                cards.sort_unstable();
                cards
            };
            prop_assert_eq!(sorted([rest, beyond].concat()), sorted(held_back));
        }
    }

    #[test]
    fn own_cards_and_their_traps_come_first_also_in_the_limits() {
        let limits = |showings, new_cards| Limits {
            showings,
            new_cards,
            ..Limits::default()
        };
        let log = SampleLog::of(&[
            ("traps/fake-failure", 0, 4),
            ("core-one/action", 0, 4),
            ("core-one/learning", 0, 4),
        ]);
        let own = ["mine/action", "mine/learning", "mine/trap/deflection"];
        for limits in [limits(Some(3), None), limits(None, Some(3))] {
            let [cards, held_back] = listed(MINE, &log, limits);
            assert_eq!(cards, own);
            let built_in = ["traps/deflection", "core-two/action", "core-two/learning"];
            assert_eq!(held_back, built_in);
        }
        // Own cards see what own cards used; the rest sees everything.
        let log = log.and("mine/action", 0, 4, Source::Review);
        let [cards, _] = listed(MINE, &log, limits(Some(2), None));
        assert_eq!(cards, ["mine/learning"]);
        let [cards, _] = listed(MINE, &log, limits(Some(2), None).with_more(1));
        assert_eq!(cards, ["mine/learning", "mine/trap/deflection"]);
        let [cards, _] = listed(MINE, &log, limits(Some(7), None));
        assert_eq!(
            cards,
            ["mine/learning", "traps/deflection", "mine/trap/deflection"]
        );
    }
}
