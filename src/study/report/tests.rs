use proptest::prelude::*;

use super::*;
use crate::story::Miss;
use crate::study::card_states::CardStatesBuilder;
use crate::study::replay::Applied;
use crate::study::review::{MarkKind, Source};
use crate::study::tests::{SampleLog, TODAY, library};

impl DeckReport {
    /// Counts everything from a log at hand; the card states were built from the same `library`
    /// and `facts`.
    pub(crate) fn make(library: &Library, facts: &Facts, states: &CardStates) -> DeckReport {
        let mut builder = CardStatesBuilder::begin(library, facts, states.day);
        for name in facts.names.iter() {
            builder.register_name(name);
        }
        let mut pass = ReportPass::begin(states.day);
        for review in &facts.reviews {
            pass.take(review, builder.apply(review));
        }
        DeckReport::of_pass(library, facts, states, pass)
    }
}

fn card<'r>(report: &'r DeckReport, name: &str) -> &'r CardReport {
    report.cards.iter().find(|card| card.name == name).unwrap()
}

fn group<'r>(groups: &'r [GroupReport], name: &str) -> &'r GroupReport {
    groups.iter().find(|group| group.name == name).unwrap()
}

fn rate(passed: u32, of: u32) -> Rate {
    Rate { passed, of }
}

#[test]
fn recall_windows_hold_today_and_six_or_29_days_before() {
    let report = SampleLog::of(&[
        ("alpha/action", -60, 1), // the first showing: left out
        ("alpha/action", -30, 4),
        ("alpha/action", -29, 3),
        ("alpha/action", -7, 4),
        ("alpha/action", -6, 5),
        ("alpha/action", 0, 2),
        ("alpha/action", 1, 4), // a clock that was ahead: in no window
    ])
    .report();
    let figures = &card(&report, "alpha/action").figures;
    assert_eq!(figures.week, rate(1, 2));
    assert_eq!(figures.month, rate(3, 4));
    assert_eq!(figures.all, rate(5, 6));
    assert_eq!(figures.week.share(), Some(0.5));
    assert_eq!(Rate::default().share(), None);
    assert_eq!((figures.reviews, figures.counted, figures.days), (7, 7, 7));
    assert_eq!((figures.ms, figures.lapses), (70_000, 1));
    let story = &group(&report.stories, "alpha").figures;
    assert_eq!((story.week, story.month), (figures.week, figures.month));
    assert_eq!((story.days, story.ms), (figures.days, figures.ms));
}

#[test]
fn repeats_and_practice_take_time_and_count_in_no_rate() {
    let report = SampleLog::of(&[("alpha/action", -9, 4), ("alpha/action", -1, 1)])
        .and("alpha/action", -1, 4, Source::Review)
        .and("alpha/action", 0, 1, Source::Practice)
        .report();
    let figures = &card(&report, "alpha/action").figures;
    assert_eq!((figures.reviews, figures.counted), (4, 2));
    assert_eq!((figures.all, figures.ms), (rate(0, 1), 40_000));
    assert_eq!(figures.days, 3);
}

#[test]
fn the_first_showing_is_left_out_even_if_it_was_practice() {
    let report = SampleLog::default()
        .and("alpha/action", -9, 1, Source::Practice)
        .and("alpha/action", -8, 4, Source::Review)
        .report();
    assert_eq!(card(&report, "alpha/action").figures.all, rate(1, 1));
}

#[test]
fn an_answer_taken_back_is_in_no_figure() {
    let report = SampleLog::of(&[("alpha/action", -3, 4), ("alpha/action", -2, 1)])
        .undo()
        .and("gone/action", -1, 4, Source::Review)
        .undo()
        .report();
    assert_eq!(report, SampleLog::of(&[("alpha/action", -3, 4)]).report());
    assert_eq!(report.days.len(), 1);
    assert!(report.gone.is_empty());
}

#[test]
fn a_renamed_story_keeps_its_past_and_a_removed_one_is_told_apart() {
    let report = SampleLog::of(&[
        ("old/action", -9, 4),
        ("alpha/action", -8, 4),
        ("gone/action", -8, 4),
        ("gone/action", -7, 1),
    ])
    .report();
    assert_eq!(card(&report, "alpha/action").figures.all, rate(1, 1));
    assert_eq!(report.gone.len(), 1);
    assert_eq!(report.gone[0].name, "gone/action");
    assert_eq!(report.gone[0].figures.all, rate(0, 1));
    assert_eq!(report.gone[0].figures.cards, 0);
    assert_eq!((report.total.reviews, report.gone_reviews()), (4, 2));
    assert_eq!((report.total.all, report.total.days), (rate(1, 2), 3));
    assert_eq!(group(&report.decks, "mine").figures.reviews, 2);
}

#[test]
fn the_forecast_follows_plain_sm2() {
    let report = SampleLog::of(&[
        ("alpha/action", -5, 4),   // due since four days
        ("alpha/learning", -1, 4), // due today, put off by hand
        ("beta/action", -23, 4),
        ("beta/action", -22, 4),
        ("beta/action", -9, 4), // 15 days: due in six
    ])
    .mark(MarkKind::Bury, "alpha/learning")
    .report();
    let ahead = |figures: &Figures| -> Vec<(usize, u32)> {
        let days = figures.forecast.into_iter().enumerate();
        days.filter(|&(_, cards)| cards > 0).collect()
    };
    assert_eq!(ahead(&report.total), [(0, 1), (1, 1), (6, 1)]);
    assert_eq!(
        ahead(&group(&report.stories, "alpha").figures),
        [(0, 1), (1, 1)]
    );
    assert_eq!(ahead(&card(&report, "beta/action").figures), [(6, 1)]);
    assert_eq!(
        (report.total.due_within(1), report.total.due_within(7)),
        (1, 3)
    );
    // beta/learning and the general trap were never shown.
    assert_eq!(report.total.new, 2);
}

#[test]
fn the_forecast_ends_after_thirty_days() {
    let rows = |last: i32| {
        // 4 4 4 4 gives 1, 6, 15, 38 days.
        [(-40, 4), (-39, 4), (-33, 4), (last, 4)].map(|(day, q)| ("beta/action", day, q))
    };
    assert_eq!(SampleLog::of(&rows(-9)).report().total.forecast[29], 1);
    assert_eq!(SampleLog::of(&rows(-8)).report().total.due_within(30), 0);
}

#[test]
fn suspended_cards_are_neither_due_nor_new_nor_in_the_mean() {
    let log = SampleLog::of(&[("alpha/action", -5, 4)]).mark(MarkKind::Suspend, "alpha");
    let report = log.report();
    let alpha = &group(&report.stories, "alpha").figures;
    assert_eq!((alpha.cards, alpha.new, alpha.due_within(30)), (2, 0, 0));
    assert_eq!(alpha.recall, None);
    assert_eq!((alpha.ease, alpha.interval), (Some(2.5), Some(1.0)));
    assert_eq!(card(&report, "alpha/action").state, CardState::Suspended);
}

#[test]
fn readiness_is_the_product_of_both_cards_and_the_mean_of_own_stories() {
    let report = SampleLog::of(&[
        ("alpha/action", 0, 4),    // recall 1 today
        ("alpha/learning", -1, 4), // gap 1: recall 0.9
        ("traps/deflection", 0, 5),
    ])
    .report();
    let recall = 2.0_f64.powf(-0.152);
    let alpha = &group(&report.stories, "alpha").figures;
    assert_eq!(alpha.readiness, Some(recall));
    assert_eq!(alpha.recall, Some((1.0 + recall) / 2.0));
    assert_eq!(group(&report.stories, "beta").figures.readiness, Some(0.0));
    assert_eq!(group(&report.stories, "draft").figures.readiness, None);
    assert_eq!(
        group(&report.decks, "mine").figures.readiness,
        Some(recall / 2.0)
    );
    assert_eq!(group(&report.decks, "traps").figures.readiness, None);
    assert_eq!(report.total.readiness, Some(recall / 2.0));
    assert_eq!(report.total.ease, Some((2.5 + 2.5 + 2.6) / 3.0));
    let stories: Vec<&str> = report.stories.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(
        stories,
        ["alpha", "beta", "draft"],
        "general traps are no story"
    );
}

#[test]
fn the_hardest_cards_lapsed_most_then_have_the_lowest_ease() {
    let report = SampleLog::of(&[
        ("alpha/action", -9, 4),
        ("alpha/learning", -9, 3),
        ("beta/action", -9, 3),
        ("beta/learning", -9, 4),
        ("alpha/learning", -8, 3),
        ("beta/learning", -8, 1),
    ])
    .report();
    let names: Vec<&str> = report
        .hardest
        .iter()
        .map(|&card| report.cards[card].name.as_str())
        .collect();
    assert_eq!(names, ["beta/learning", "alpha/learning", "beta/action"]);
    let beta = &group(&report.stories, "beta").hardest;
    assert_eq!(beta.len(), 2);
    assert_eq!(report.cards[beta[0]].name, "beta/learning");
}

#[test]
fn the_fold_tells_what_became_of_each_row() {
    let log = SampleLog::of(&[
        ("old/action", -9, 4),
        ("alpha/action", -9, 4), // the same card on the same day
        ("gone/action", -9, 4),
        ("alpha/action", -8, 1),
    ])
    .undo()
    .and("alpha/action", -8, 4, Source::Review);
    let fates: Vec<(bool, bool)> = fold(&log)
        .into_iter()
        .map(|taken| (taken.counted, taken.undone))
        .collect();
    assert_eq!(
        fates,
        [
            (true, false),
            (false, false),
            (true, false),
            (false, true),
            (true, false),
        ]
    );
}

fn fold(log: &SampleLog) -> Vec<Applied> {
    let library = library();
    let mut builder = CardStatesBuilder::begin(&library, &log.facts, StudyDay::from_number(TODAY));
    for name in log.facts.names.iter() {
        builder.register_name(name);
    }
    let reviews = log.facts.reviews.iter();
    reviews.map(|review| builder.apply(review)).collect()
}

#[test]
fn an_empty_log_has_no_rates() {
    let report = SampleLog::default().report();
    assert_eq!((report.total.cards, report.total.new), (5, 5));
    assert_eq!(report.total.all.share(), None);
    assert_eq!((report.total.ease, report.total.interval), (None, None));
    assert_eq!(report.total.recall, Some(0.0));
    assert!(report.days.is_empty() && report.hardest.is_empty());
}

#[test]
fn a_week_runs_from_monday_and_holds_the_recall_of_its_days() {
    // Day 100 of 1970 is Saturday 11 April.
    let report = SampleLog::of(&[
        ("alpha/action", -13, 4), // Sunday
        ("alpha/action", -12, 4), // Monday
        ("alpha/action", -6, 1),  // Sunday of the same week
        ("alpha/action", 0, 4),
    ])
    .report();
    let weeks: Vec<(String, u32, Rate)> = report
        .weeks
        .iter()
        .map(|(monday, week)| (monday.to_string(), week.reviews, week.recall))
        .collect();
    let week = |monday: &str, reviews, recall| (monday.to_owned(), reviews, recall);
    assert_eq!(
        weeks,
        [
            week("1970-03-23", 1, rate(0, 0)),
            week("1970-03-30", 2, rate(1, 2)),
            week("1970-04-06", 1, rate(1, 1)),
        ]
    );
    let last = calendar::last_weeks(&report.weeks, report.day, 2);
    assert_eq!(last.len(), 2);
    assert_eq!(calendar::last_weeks(&report.weeks, report.day, 52).len(), 3);
}

#[test]
fn the_year_ends_today_and_knows_no_tomorrow() {
    let report = SampleLog::of(&[("alpha/action", -5, 4), ("alpha/action", 0, 4)])
        .and("alpha/action", 1, 4, Source::Review)
        .report();
    let year = calendar::year(&report.days, report.day);
    // It begins with the first week studied; Monday 6 April is five days ago.
    assert_eq!(year.len(), 1);
    let longer = SampleLog::of(&[("alpha/action", -500, 4)]).report();
    let longer = calendar::year(&longer.days, longer.day);
    assert_eq!(longer.len(), calendar::YEAR_WEEKS);
    let last = year[0];
    assert_eq!(last.monday.to_string(), "1970-04-06");
    assert_eq!(
        last.days,
        [Some(1), Some(0), Some(0), Some(0), Some(0), Some(1), None]
    );
    let levels: Vec<u32> = [0, 1, 10, 11, 40, 99]
        .map(|answers| calendar::level(answers, 40))
        .to_vec();
    assert_eq!(levels, [0, 1, 1, 2, 4, 4]);
}

#[test]
fn cards_due_before_the_interview_count_however_far_it_is() {
    let mut states = SampleLog::of(&[
        ("alpha/action", -5, 4), // overdue
        ("beta/action", -40, 4),
        ("beta/action", -39, 4),
        ("beta/action", -33, 4),
        ("beta/action", -8, 4), // 38 days: due on the thirtieth day from today
    ])
    .states();
    let report =
        |states: &CardStates| DeckReport::make(&library(), &SampleLog::default().facts, states);
    for (ahead, due) in [(1, 1), (30, 1), (31, 2), (400, 2)] {
        states.interview = Some(states.day.plus(ahead));
        assert_eq!(report(&states).total.due_by_interview, Some(due), "{ahead}");
    }
    states.interview = None;
    assert_eq!(report(&states).total.due_by_interview, None);
}

#[test]
fn bins_hold_their_lower_bound_and_every_counted_card() {
    let report = SampleLog::of(&[
        ("alpha/action", -9, 5),   // ease 2.60, interval 1
        ("alpha/learning", -9, 4), // 2.50, then 6 days
        ("alpha/learning", -8, 4),
        ("beta/action", -9, 3), // 2.36
    ])
    .report();
    let filled = |bins: &[Bin]| -> Vec<(u32, u32)> {
        let filled = bins.iter().filter(|bin| bin.cards > 0);
        filled.map(|bin| (bin.from, bin.cards)).collect()
    };
    assert_eq!(filled(&report.ease_spread), [(230, 1), (250, 2)]);
    assert_eq!(filled(&report.interval_spread), [(1, 2), (2, 1)]);
    let last = report.interval_spread.last().unwrap();
    assert_eq!((last.from, last.below), (365, None));
}

#[test]
fn kinds_count_complete_stories_of_ones_own() {
    let kinds = SampleLog::default().report().kinds;
    let told: Vec<(Option<Miss>, u32)> =
        kinds.iter().map(|kind| (kind.miss, kind.stories)).collect();
    assert_eq!(
        told,
        [
            (Some(Miss::Technical), 1),
            (Some(Miss::Stakeholder), 0),
            (Some(Miss::Judgement), 0),
            (None, 1),
        ]
    );
}

proptest! {
    #[test]
    fn parts_add_up_to_the_whole_and_a_log_read_row_by_row_says_the_same(
        rows in prop::collection::vec((0usize..7, -40i32..=0, 0u8..=5, any::<bool>()), 0..60)
    ) {
        let names = [
            "alpha/action", "alpha/learning", "beta/action", "old/action", "gone/action",
            "traps/deflection", "gone/learning",
        ];
        let mut log = SampleLog::default();
        for (name, day, quality, taken_back) in rows {
            log = log.and(names[name], day, quality, Source::Review);
            log = if taken_back { log.undo() } else { log };
        }
        let report = log.report();
        let parts = || {
            let decks = report.decks.iter().map(|deck| &deck.figures);
            decks.chain(report.gone.iter().map(|gone| &gone.figures))
        };
        let sum = |of: fn(&Figures) -> u32| parts().map(of).sum::<u32>();
        prop_assert_eq!(sum(|f| f.reviews), report.total.reviews);
        prop_assert_eq!(sum(|f| f.counted), report.total.counted);
        prop_assert_eq!(sum(|f| f.week.of), report.total.week.of);
        prop_assert_eq!(sum(|f| f.all.passed), report.total.all.passed);
        prop_assert_eq!(sum(|f| f.lapses), report.total.lapses);
        for parts in [&report.days, &report.weeks] {
            let mut sum = DayAnswers::default();
            parts.values().for_each(|answers| sum.add(*answers));
            prop_assert_eq!((sum.reviews, sum.recall), (report.total.reviews, report.total.all));
        }
        let cards = |of: &[Bin]| of.iter().map(|bin| bin.cards).sum::<u32>();
        let with_answers = report.cards.iter().filter(|card| card.figures.counted > 0);
        let with_answers = with_answers.count() as u32;
        prop_assert_eq!(cards(&report.ease_spread), with_answers);
        prop_assert_eq!(cards(&report.interval_spread), with_answers);
        let (mut counted, mut flags) = (0, 0);
        for taken in fold(&log) {
            counted += u32::from(taken.counted);
            flags += u32::from(!taken.undone);
        }
        prop_assert_eq!((counted, flags), (report.total.counted, report.total.reviews));
        // The same log, its names met only as they occur and its reviews not held.
        let (library, rest) = (library(), Facts { reviews: Vec::new(), ..log.facts.clone() });
        let today = StudyDay::from_number(TODAY);
        let mut builder = CardStatesBuilder::begin(&library, &rest, today);
        let mut pass = ReportPass::begin(today);
        let (mut names, mut met) = (log.facts.names.iter(), 0);
        for review in &log.facts.reviews {
            while met <= review.card.0 {
                builder.register_name(names.next().unwrap());
                met += 1;
            }
            pass.take(review, builder.apply(review));
        }
        names.for_each(|name| { builder.register_name(name); });
        let states = builder.finish(&rest);
        prop_assert_eq!(DeckReport::of_pass(&library, &rest, &states, pass), report);
    }
}
