//! The scheduler against its rules, written down a second time.
//!
//! Nothing of the program is used here but its command `schedule`: SM-2 and the countdown
//! are stated anew, in plain arithmetic over day numbers, as the definitions read. Random
//! histories are planned by both, and every list has to agree, card by card and in order.

use std::fmt::Write;

use chrono::{DateTime, Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::Home;

/// A card as the question tells it: the day it was added, and its showings in order.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) added: i64,
    pub(crate) showings: Vec<(i64, u8)>,
}

/// A question to the scheduler, its dates as day numbers.
#[derive(Debug, Clone)]
struct Plan {
    today: i64,
    interview: Option<i64>,
    round: usize,
    limit: Option<usize>,
    daily_limit: Option<usize>,
    cards: Vec<Card>,
}

/// SM-2 after the qualities that count.
#[derive(Debug, Clone, Copy)]
struct State {
    ease: i64,
    passes: i64,
    interval: i64,
}

const FRESH: State = State {
    ease: 250,
    passes: 0,
    interval: 0,
};

fn sm2(before: State, quality: u8) -> State {
    if quality < 3 {
        return State {
            ease: before.ease,
            passes: 0,
            interval: 1,
        };
    }
    let miss = 5 - i64::from(quality);
    let ease = (before.ease + 10 - miss * (8 + 2 * miss)).max(130);
    let passes = before.passes + 1;
    let interval = match passes {
        1 => 1,
        2 => 6,
        _ => ((before.interval * ease + 99) / 100).min(36_500),
    };
    State {
        ease,
        passes,
        interval,
    }
}

impl Card {
    /// The first showing of each date, which is what counts.
    fn counted(&self) -> Vec<(i64, u8)> {
        let mut counted: Vec<(i64, u8)> = Vec::new();
        for &(day, quality) in &self.showings {
            if counted.iter().all(|&(before, _)| before != day) {
                counted.push((day, quality));
            }
        }
        counted
    }

    fn state(&self) -> State {
        let qualities = self.counted().into_iter().map(|(_, quality)| quality);
        qualities.fold(FRESH, sm2)
    }

    fn times_on(&self, today: i64) -> usize {
        self.showings
            .iter()
            .filter(|(day, _)| *day == today)
            .count()
    }

    pub(crate) fn gap(&self, to: i64) -> f64 {
        let Some(&(last, quality)) = self.counted().last() else {
            return f64::INFINITY;
        };
        let c = [0.4, 0.4, 0.4, 0.7, 1.0, 1.5][usize::from(quality)];
        (to - last) as f64 / (self.state().interval.max(1) as f64 * c)
    }

    pub(crate) fn due(&self, today: i64) -> bool {
        let last = self.counted().last().copied();
        last.is_none_or(|(day, _)| today - day >= self.state().interval)
    }

    fn put_off(&self, interview: i64) -> bool {
        let last = self.counted().last().copied();
        let next = sm2(self.state(), 4).interval;
        last.is_some_and(|(day, _)| (interview - day) as f64 <= 1.5 * next as f64)
    }
}

/// The cards to show, by their place in the question.
fn oracle(plan: &Plan) -> Vec<usize> {
    let here: Vec<usize> = (0..plan.cards.len())
        .filter(|&card| plan.cards[card].added <= plan.today)
        .collect();
    let mut list = if plan.round == 0 {
        day_list(plan, &here)
    } else {
        repeats(plan, &here)
    };
    if plan.daily_limit == Some(0) {
        list.clear();
    }
    if let Some(limit) = plan.limit {
        list.truncate(limit);
    }
    list
}

fn day_list(plan: &Plan, here: &[usize]) -> Vec<usize> {
    let today = plan.today;
    let ahead = plan.interview.filter(|&interview| interview > today);
    let full = plan
        .daily_limit
        .filter(|&limit| limit > 0)
        .map_or(2, |limit| {
            let days = (1.5 * here.len() as f64 / limit as f64).ceil() as i64;
            days.max(2)
        });
    let shown = |card: &Card| match ahead {
        _ if card.times_on(today) > 0 => false,
        None => card.due(today),
        Some(interview) if interview - today <= full + 2 => {
            let h = (interview - today - full + 2).max(1);
            card.gap(interview) > (2 * h - 1) as f64 / 5.0
        }
        Some(interview) => card.due(today) && !card.put_off(interview),
    };
    let wanted = here
        .iter()
        .copied()
        .filter(|&card| shown(&plan.cards[card]));
    // Taken one by one: the first of those with the largest gap.
    let to = ahead.unwrap_or(today);
    let mut left: Vec<(f64, usize)> = wanted
        .map(|card| (plan.cards[card].gap(to), card))
        .collect();
    let mut list = Vec::new();
    while let Some(&first) = left.first() {
        let (_, next) = left
            .iter()
            .fold(first, |best, &one| if one.0 > best.0 { one } else { best });
        left.retain(|&(_, card)| card != next);
        list.push(next);
    }
    list
}

fn repeats(plan: &Plan, here: &[usize]) -> Vec<usize> {
    let mut list = Vec::new();
    for quality in 0..3 {
        list.extend(here.iter().copied().filter(|&card| {
            let card = &plan.cards[card];
            let times = card.times_on(plan.today);
            let once = plan
                .interview
                .is_some_and(|interview| interview > plan.today);
            times > 0
                && times <= plan.round
                && !(once && times > 1)
                && card.showings.last().unwrap().1 == quality
        }));
    }
    list
}

/// A date as a program writes it.
fn date(day: i64) -> String {
    let first = DateTime::UNIX_EPOCH.date_naive();
    let date: NaiveDate = first + Days::new(day as u64);
    date.to_string()
}

/// Every other id is a word, and what is null is now and then left out.
fn line(plan: &Plan) -> String {
    let cards: Vec<Value> = plan
        .cards
        .iter()
        .enumerate()
        .map(|(place, card)| {
            let showings: Vec<Value> = card
                .showings
                .iter()
                .map(|&(day, quality)| json!([date(day), quality]))
                .collect();
            json!({ "id": id(place), "added": date(card.added), "reviews": showings })
        })
        .collect();
    let mut question = json!({
        "op": "plan",
        "today": date(plan.today),
        "interview": plan.interview.map(date),
        "round": plan.round,
        "limit": plan.limit,
        "daily_limit": plan.daily_limit,
        "cards": cards,
    });
    if plan.today % 2 == 0 {
        question
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
    }
    question.to_string()
}

fn id(place: usize) -> Value {
    if place.is_multiple_of(2) {
        json!(place)
    } else {
        json!(format!("card {place}"))
    }
}

/// What the program answers to each line.
fn program(lines: &str) -> Vec<Value> {
    let run = Home::new().feed(&["schedule"], lines).ok();
    run.out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn expected(plan: &Plan) -> Value {
    let ids: Vec<Value> = oracle(plan).into_iter().map(id).collect();
    json!({ "review": ids })
}

/// Today, in the middle of 2026.
const TODAY: i64 = 20_650;

/// How long after the showing before it a card is shown.
#[derive(Debug, Clone, Copy)]
enum Pause {
    SameDay,
    Days(i64),
    /// So many days after it was due.
    Due(i64),
}

/// A past as people have one, with cards old enough for long intervals; `since` days have
/// gone by after the last showing.
fn card() -> impl Strategy<Value = Card> {
    let pause = prop_oneof![
        1 => Just(Pause::SameDay),
        1 => (1i64..10).prop_map(Pause::Days),
        4 => prop_oneof![2 => Just(0i64), 1 => 1i64..4].prop_map(Pause::Due),
    ];
    let quality = prop_oneof![1 => 0u8..3, 2 => Just(3u8), 4 => Just(4), 3 => Just(5)];
    let since = prop_oneof![2 => Just(0i64), 3 => 1i64..4, 3 => 4i64..40];
    let added = prop_oneof![6 => Just(-1000i64), 1 => -2i64..3];
    (prop::collection::vec((pause, quality), 0..8), since, added).prop_map(
        |(steps, since, added)| {
            let mut card = Card {
                added: TODAY + added,
                showings: Vec::new(),
            };
            let mut day = 0;
            for (pause, quality) in steps {
                day += match pause {
                    Pause::SameDay => 0,
                    Pause::Days(days) => days,
                    Pause::Due(late) => card.state().interval + late,
                };
                card.showings.push((day, quality));
            }
            for showing in &mut card.showings {
                showing.0 += TODAY - since - day;
            }
            card
        },
    )
}

fn plan() -> impl Strategy<Value = Plan> {
    let interview = prop_oneof![
        1 => Just(None),
        1 => (-3i64..1).prop_map(Some),
        4 => (1i64..8).prop_map(Some),
        4 => (8i64..70).prop_map(Some),
    ];
    let limit = prop_oneof![2 => Just(None), 3 => (0usize..25).prop_map(Some)];
    let round = prop_oneof![4 => Just(0usize), 2 => 1usize..5];
    let cards = prop::collection::vec(card(), 0..40);
    (interview, round, limit.clone(), limit, cards).prop_map(
        |(interview, round, limit, daily_limit, cards)| Plan {
            today: TODAY,
            interview: interview.map(|days| TODAY + days),
            round,
            limit,
            daily_limit,
            cards,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// Sixteen plans a case: 640 in all, some twelve thousand cards.
    #[test]
    fn every_list_is_what_the_rules_say(plans in prop::collection::vec(plan(), 16)) {
        let lines: String = plans.iter().fold(String::new(), |mut lines, plan| {
            let _ = writeln!(lines, "{}", line(plan));
            lines
        });
        let answers = program(&lines);
        prop_assert_eq!(answers.len(), plans.len());
        for (plan, answer) in plans.iter().zip(answers) {
            prop_assert_eq!(answer, expected(plan), "{}", line(plan));
        }
    }

    #[test]
    fn sm2_is_what_the_rules_say(grades in prop::collection::vec(0u8..=5, 0..60)) {
        let answers = program(&json!({ "op": "sm2", "grades": grades }).to_string());
        let state = grades.iter().fold(FRESH, |state, &quality| sm2(state, quality));
        prop_assert_eq!(&answers[0]["repetitions"], &json!(state.passes));
        prop_assert_eq!(&answers[0]["easiness"], &json!(state.ease as f64 / 100.0));
        prop_assert_eq!(&answers[0]["interval"], &json!(state.interval));
    }
}

/// A preparation from the first day to the eve, led by the program alone.
#[derive(Debug, Clone)]
struct Preparation {
    days: i64,
    daily_limit: Option<usize>,
    /// The day each card is added.
    added: Vec<i64>,
    /// Taken in turn for each answer, and for each day whether it is missed.
    qualities: Vec<u8>,
    missed: Vec<bool>,
}

fn preparation() -> impl Strategy<Value = Preparation> {
    let quality = prop_oneof![1 => 0u8..3, 1 => Just(3u8), 4 => Just(4), 1 => Just(5)];
    (
        2i64..31,
        prop::option::of(1usize..20),
        prop::collection::vec(prop_oneof![3 => Just(0i64), 1 => 0i64..10], 1..25),
        prop::collection::vec(quality, 17..90),
        prop::collection::vec(prop::bool::weighted(0.2), 31),
    )
        .prop_map(
            |(days, daily_limit, added, qualities, missed)| Preparation {
                days,
                daily_limit,
                added: added.into_iter().map(|day| TODAY + day).collect(),
                qualities,
                missed,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Day by day and round by round the lists agree, no day exceeds its limit, and a card
    /// that the limit never crowded out is as fresh on the eve as the rules promise.
    #[test]
    fn a_whole_preparation_keeps_to_the_rules(way in preparation()) {
        let mut qualities = way.qualities.iter().copied().cycle();
        let mut plan = Plan {
            today: TODAY,
            interview: Some(TODAY + way.days),
            round: 0,
            limit: way.daily_limit,
            daily_limit: way.daily_limit,
            cards: way.added.iter().map(|&added| Card { added, showings: Vec::new() }).collect(),
        };
        for (day, _) in (0..way.days).zip(&way.missed).filter(|(_, missed)| !**missed) {
            plan.today = TODAY + day;
            let mut shown = 0;
            for round in 0..30 {
                plan.round = round;
                plan.limit = way.daily_limit.map(|limit| limit - shown);
                let answer = program(&line(&plan)).remove(0);
                prop_assert_eq!(&answer, &expected(&plan), "{}", line(&plan));
                let list = oracle(&plan);
                if list.is_empty() {
                    break;
                }
                shown += list.len();
                for card in list {
                    plan.cards[card].showings.push((plan.today, qualities.next().unwrap()));
                }
            }
            prop_assert!(way.daily_limit.is_none_or(|limit| shown <= limit));
            if day == way.days - 1 && way.daily_limit.is_none() {
                for card in plan.cards.iter().filter(|card| card.added <= plan.today) {
                    let fresh = card.times_on(plan.today) > 0 || card.gap(TODAY + way.days) <= 0.2;
                    prop_assert!(fresh, "{card:?}");
                }
            }
        }
    }
}
