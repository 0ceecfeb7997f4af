//! `export report`: the report as one page, for looking at.
//!
//! One HTML file that asks nobody for anything: no script, no font, no picture from
//! elsewhere, and a policy in its head that forbids them. Every chart has its figures as a
//! table, and what cannot be seen can be heard. Names and numbers; words only if asked for.

mod cards;
mod chart;
mod heard;
mod page;
mod parts;
mod past;
mod stories;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::stats::Texts;
use crate::story::text::visible;
use crate::study::ahead::CardsAhead;
use crate::study::day::StudyDay;
use crate::study::readiness::StoryGain;
use crate::study::report::DeckReport;
use page::Page;
use parts::{counted, dated, long, percent, rate};

/// Nothing may be loaded, run or sent; the page's own style is all there is.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// What the page begins with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReportLead {
    /// The calendar date, from which is counted what is said of interviews.
    pub date: StudyDay,
    /// How many cards come today and on the next days, as `stats` tells it.
    pub cards: CardsAhead,
    /// The story whose practice today adds most on the day of the interview.
    pub gain: Option<StoryGain>,
}

/// The whole page.
pub(crate) fn page(report: &DeckReport, texts: Option<&Texts<'_>>, lead: ReportLead) -> Vec<u8> {
    let page = Page::new(report, texts, lead.cards);
    let title = format!("star-cards, {}", report.day);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="generator" content="star-cards";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (title) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                (head(&page, lead))
                main id="main" tabindex="-1" { (sections(&page)) }
                footer { (foot(report)) }
            }
        }
    };
    tame(&markup.into_string()).into_bytes()
}

fn sections(page: &Page<'_>) -> Markup {
    let begun = page.report.total.reviews > 0;
    html! {
        @if !begun {
            p.note { "Nothing answered yet, so there is no past to show. It begins with "
                code { "star-cards review" } "." }
        }
        div.pair {
            div.stack {
                (stories::readiness(page))
                (stories::told(page))
                (heard::heard(page))
                (stories::kinds(page))
            }
            div.stack {
                @if begun {
                    (cards::forecast(page))
                    (past::recall(page))
                    (past::calibrated(page))
                }
                (cards::hardest(page))
            }
        }
        @if begun { (past::studied(page)) }
        (cards::spreads(page))
        (cards::all(page))
        (stories::words(page))
    }
}

/// Date, interview, and the few numbers that matter most.
fn head(page: &Page<'_>, lead: ReportLead) -> Markup {
    let report = page.report;
    let total = &report.total;
    let mut numbers = Vec::new();
    if let Some(on_day) = total.readiness_on_day {
        numbers.push((
            "Ready on the day",
            percent(on_day),
            "if you answered nothing until then",
        ));
    }
    if let Some(readiness) = total.readiness {
        numbers.push(("Ready today", percent(readiness), "mean of your stories"));
    }
    if let (quick, asked @ 1..) = report.quick_choices {
        numbers.push(("Chosen in 10 s", format!("{quick} of {asked}"), "questions"));
    }
    // Those of them that come today are in the number before it.
    let new = match total.new {
        0 => "none new".to_owned(),
        new => format!("{new} of all cards not shown yet"),
    };
    let due = counted(page.cards.days[0], "card");
    numbers.push(("Due today", due, new.as_str()));
    if total.month.of > 0 {
        numbers.push(("Recalled", rate(total.month), "answers, last 30 days"));
    }
    let first = report.days.keys().next();
    let since = first.map(|first| format!("with answers, since {}", dated(*first)));
    if let Some(since) = &since {
        numbers.push(("Studied", counted(total.days, "day"), since));
    }
    html! {
        header {
            p.day { (long(report.day)) }
            h1 { "How ready your stories are" }
            (ahead(report))
            (todo(page, lead))
            dl.numbers {
                @for (name, number, about) in numbers {
                    div {
                        dt { (name) }
                        dd { strong { (number) } " " small { (about) } }
                    }
                }
            }
        }
    }
}

/// What to do next.
fn todo(page: &Page<'_>, lead: ReportLead) -> Markup {
    let report = page.report;
    let is_eve = report
        .interview
        .is_some_and(|day| day.since(lead.date) == 1);
    let due = lead.cards.days[0];
    let gain = lead.gain.and_then(|most| {
        let mut stories = report.stories.iter();
        let story = stories.find(|story| story.place == most.story)?;
        Some((
            page.story(story),
            counted((most.gain * 100.0).round() as u32, "point"),
        ))
    });
    html! {
        ul.todo aria-label="What to do next" {
            @if is_eve {
                li { "The interview is tomorrow. Everything on one screen: " code { "star-cards brief" } }
            }
            @if due > 0 {
                li { (counted(due, "card")) " today: " code { "star-cards review" } }
            } @else if !is_eve {
                li { "Nothing more is due today." }
            }
            @if let Some((story, points)) = gain {
                li { "Practise “" bdi dir="auto" { (story) } "” today: +" (points) " on the day." }
            }
        }
    }
}

/// The next interview, if one is planned.
fn ahead(report: &DeckReport) -> Markup {
    let Some(date) = report.interview else {
        return html! {};
    };
    let days = u32::try_from(date.since(report.day)).unwrap_or(0);
    html! {
        p.ahead {
            @if report.interview_names.is_empty() { "Interview" }
            @for (place, name) in report.interview_names.iter().enumerate() {
                @if place > 0 { ", " }
                bdi dir="auto" { (name) }
            }
            " on " (long(date)) ", in " (counted(days, "day")) "."
        }
    }
}

fn foot(report: &DeckReport) -> Markup {
    // The table of readiness has that column only then.
    let has_one_more = report.interview.is_some() && !report.least_ready().is_empty();
    html! {
        h2 { "How to read this" }
        p { "Recall is the share of answers that you knew, without the first showing of a card; "
            "the predicted kind says how likely a card comes back today, by how long you remember. Readiness of a story is the "
            "predicted recall of its decision times that of its change: both have to come out." }
        p { "What falls due follows the daily list, as if nothing were answered in between; the "
            "tables of stories and cards go by SM-2 alone. "
            @if has_one_more {
                "One more says what a good answer today would add on the day of the interview. "
            }
            "A lapse is a card forgotten after it was known." }
        p { "Made by star-cards. This file loads nothing and sends nothing." }
    }
}

/// Markup is escaped already; what could still turn the order of what is read, or steer the
/// terminal of somebody who looks at the file there, becomes U+FFFD.
fn tame(page: &str) -> String {
    let page = visible(page);
    page.replace('\t', " ").replace('\r', "\u{fffd}")
}

#[cfg(test)]
mod tests;
