//! From outcomes to Markdown: means over people, and how sure they are.
//!
//! One person's figure is the mean over the scenarios asked about; people are what was
//! drawn, so the standard error is theirs. Policies are compared person by person.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::learner::Model;
use crate::policy::Kind;
use crate::scenario::{Missed, Outcome, Person, Scenario};

/// One way through one scenario.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Life {
    pub scenario: Scenario,
    pub person: Person,
    pub kind: Kind,
    pub outcome: Outcome,
}

/// A mean and its standard error.
#[derive(Debug, Clone, Copy)]
struct Mean {
    mean: f64,
    error: f64,
}

impl Mean {
    fn of(values: &[f64]) -> Mean {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Mean {
            mean,
            error: (squares / (count - 1.0).max(1.0) / count).sqrt(),
        }
    }
}

/// The mean outcome of each person under a policy, over the lives that pass the filter.
fn people(lives: &[Life], kind: Kind, wanted: impl Fn(&Life) -> bool) -> Vec<Outcome> {
    let mut sums: BTreeMap<Person, (Outcome, f64)> = BTreeMap::new();
    for life in lives
        .iter()
        .filter(|life| life.kind == kind && wanted(life))
    {
        let (sum, count) = sums.entry(life.person).or_default();
        sum.recall += life.outcome.recall;
        sum.showings += life.outcome.showings;
        *count += 1.0;
    }
    sums.into_values()
        .map(|(sum, count)| Outcome {
            recall: sum.recall / count,
            showings: sum.showings / count,
        })
        .collect()
}

fn recall(people: &[Outcome]) -> Mean {
    Mean::of(
        &people
            .iter()
            .map(|one| 100.0 * one.recall)
            .collect::<Vec<_>>(),
    )
}

fn showings(people: &[Outcome]) -> Mean {
    Mean::of(&people.iter().map(|one| one.showings).collect::<Vec<_>>())
}

/// Recall and showings of each policy, by kind of learner and over all.
pub(crate) fn by_learner(lives: &[Life], kinds: &[Kind]) -> String {
    let models = Model::ALL.map(Model::name);
    let mut text = heading(&[&["policy", "all learners"][..], &models].concat());
    for &kind in kinds {
        let mut row = vec![cell(&people(lives, kind, |_| true), true)];
        row.extend(Model::ALL.map(|model| {
            cell(
                &people(lives, kind, |life| life.person.model == model),
                false,
            )
        }));
        line(&mut text, kind, &row);
    }
    text
}

/// Recall and showings of each policy over all learners, by one side of the scenarios.
pub(crate) fn by_scenario(lives: &[Life]) -> String {
    type Side = (&'static str, fn(&Scenario) -> bool);
    let sides: [Side; 10] = [
        ("7 days", |s| s.days == 7),
        ("14", |s| s.days == 14),
        ("30", |s| s.days == 30),
        ("60", |s| s.days == 60),
        ("30 cards", |s| s.cards == 30),
        ("100 cards", |s| s.cards == 100),
        ("limit 20", |s| s.limit.is_some()),
        ("no limit", |s| s.limit.is_none()),
        ("days missed", |s| s.missed == Missed::OneInFive),
        ("trickled", |s| s.trickled),
    ];
    let mut text = heading(&[&["policy"][..], &sides.map(|(name, _)| name)].concat());
    for kind in Kind::ALL {
        let row =
            sides.map(|(_, side)| cell(&people(lives, kind, |life| side(&life.scenario)), false));
        line(&mut text, kind, &row);
    }
    text
}

/// The countdown against each rival, person by person.
pub(crate) fn margins(lives: &[Life]) -> String {
    let mut text = String::new();
    for kind in Kind::ALL
        .into_iter()
        .filter(|&kind| kind != Kind::Countdown)
    {
        let margin = |wanted: &dyn Fn(&Life) -> bool| {
            let ours = people(lives, Kind::Countdown, wanted);
            let theirs = people(lives, kind, wanted);
            let points: Vec<f64> = ours
                .iter()
                .zip(&theirs)
                .map(|(ours, theirs)| 100.0 * (ours.recall - theirs.recall))
                .collect();
            let fewer = 1.0 - showings(&ours).mean / showings(&theirs).mean;
            (Mean::of(&points), 100.0 * fewer)
        };
        let (points, fewer) = margin(&|_| true);
        let by_model = Model::ALL.map(|model| {
            let (points, fewer) = margin(&|life| life.person.model == model);
            format!("{} {:+.1}, {fewer:.0} %", model.name(), points.mean)
        });
        let _ = writeln!(
            text,
            "- against {}: {:+.2} ± {:.2} points of recall with {fewer:.0} % fewer showings ({})",
            kind.name(),
            points.mean,
            points.error,
            by_model.join("; ")
        );
    }
    text
}

/// The head of the rows of [`varied`].
pub(crate) fn varied_heading(assumed: &str, kinds: &[Kind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    heading(&[&[assumed][..], &names].concat())
}

/// Recall and showings of each policy, in a row that is named for what was assumed.
pub(crate) fn varied(assumed: &str, lives: &[Life], kinds: &[Kind]) -> String {
    let cells = kinds
        .iter()
        .map(|&kind| cell(&people(lives, kind, |_| true), false));
    let cells: Vec<String> = cells.collect();
    format!("| {assumed} | {} |", cells.join(" | "))
}

fn heading(columns: &[&str]) -> String {
    let rule = vec!["---"; columns.len()];
    format!("| {} |\n|{}|\n", columns.join(" | "), rule.join("|"))
}

fn line(text: &mut String, kind: Kind, cells: &[String]) {
    let _ = writeln!(text, "| {} | {} |", kind.name(), cells.join(" | "));
}

fn cell(people: &[Outcome], with_error: bool) -> String {
    let (recall, showings) = (recall(people), showings(people));
    if with_error {
        format!(
            "{:.1} ± {:.1} % at {:.2} ± {:.2}",
            recall.mean, recall.error, showings.mean, showings.error
        )
    } else {
        format!("{:.1} % at {:.2}", recall.mean, showings.mean)
    }
}
