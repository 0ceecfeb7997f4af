//! `plan`: the days up to an interview.

use super::env::Env;
use super::error::{CliError, Outcome};
use super::interviews::{away, find, next, tell_gone, words};
use super::pick;
use super::wording::{LEAST_SHARE, counted, heading, percent};
use super::workspace::Workspace;
use crate::export::plan::{self as json, Played, Proposal};
use crate::prompt::text::{Line, Style, Tone, pad};
use crate::story::{Story, StoryId};
use crate::study::aimed::{self, Aimed};
use crate::study::card::{Card, Group};
use crate::study::day::StudyDay;
use crate::study::debrief::heard;
use crate::study::outlook::{self, Outlook, Scenario, outlook};
use crate::study::{date, interview, session};

/// Columns of the longest bar.
const WIDEST_BAR: usize = 20;
/// Columns of the longest bar where there is little room.
const NARROWEST_BAR: usize = 6;
/// Columns that the words of a day take beside it.
const WORDS: usize = 36;

/// Stories whose readiness is shown, the least ready ones.
const STORIES: usize = 10;

/// What a plan without a card says.
const NO_CARDS: &str = "No card is aimed at this day: all that it needs is suspended, buried or a \
                        draft. `star-cards resume STORY` takes one up again.";

/// Show the days up to an interview: how much each asks of you, and how ready you will be
///
/// Played forward with good answers: with every day kept, with today missed, and with twice the
/// daily limit. Names the story to tell aloud on each of the last days. Changes nothing.
#[derive(clap::Args, Debug)]
pub struct Plan {
    /// The company, or NAME@DATE; the next interview if left out
    interview: Option<String>,
    /// As JSON: {"version":1,"interview":...,"date":...,"days":[...],"stories":[...]}
    #[arg(long)]
    json: bool,
}

impl Plan {
    /// Prints it.
    pub fn run(self, context: &mut Env<'_>) -> Outcome {
        let table = Workspace::open(context)?;
        let aimed = self.aimed(context, &table)?;
        for interview in &aimed.interviews {
            tell_gone(context, &table, interview);
        }
        let [kept, missed, doubled] = [Scenario::Kept, Scenario::DayMissed, Scenario::LimitDoubled]
            .map(|scenario| play(&table, &aimed, scenario));
        let runs = outlook::runs(&table.shelf, &table.facts, &table.desk, &aimed);
        let pace = session::pace(&table.facts);
        let proposal = proposal(context, &table, &aimed, &kept)?;
        if self.json {
            let text = json::plan(Played {
                aimed: &aimed,
                kept: &kept,
                missed: &missed,
                doubled: &doubled,
                runs: &runs,
                proposal,
                pace,
            });
            context.write(text.as_bytes())?;
            return Ok(0);
        }
        let details = &aimed.interviews[0].details;
        let title = format!("  {}{}", date::full(details.date), away(details, &table));
        let names = interview::names(&aimed.interviews);
        let mut lines = vec![heading(names).and(Tone::Normal, title)];
        if let Some(first) = table.desk.interview.filter(|first| *first < details.date) {
            let nearer = interview::names(&interview::on_day(&table.facts, first));
            let told = format!("Until {} the review aims at {nearer}.", first.spoken());
            lines.push(Line::toned(Tone::Quiet, told));
        }
        let others = table.desk.cards.len() > aimed.aim.cards;
        if others && aimed.aim.cards > 0 {
            let told = format!("{} for this day:", counted(aimed.aim.cards, "card"));
            lines.push(Line::toned(Tone::Quiet, told));
        }
        let warning = proposal.map(|proposal| overfull(context, &aimed, &kept, &proposal));
        lines.extend(warning);
        lines.extend(day_lines(&kept, &runs, pace, context.out_style));
        lines.push(Line::blank());
        lines.extend(match aimed.aim.cards {
            0 => vec![Line::plain(NO_CARDS)],
            _ => ready_lines(&kept, &missed, &doubled),
        });
        context.print(&lines)?;
        Ok(0)
    }

    fn aimed(&self, context: &Env<'_>, table: &Workspace) -> Result<Aimed, CliError> {
        let interview = match &self.interview {
            Some(name) => find(table, name)?,
            None => match table.desk.interview {
                Some(day) => interview::on_day(&table.facts, day).remove(0),
                None => next(table)?,
            },
        };
        let date = interview.details.date;
        let of_day = match interview.done {
            true => vec![interview.clone()],
            false => interview::on_day(&table.facts, date),
        };
        let limit = context.settings.limits.showings;
        let label = interview.label();
        let aimed = aimed::aimed_at(&table.shelf, &table.desk, of_day, limit);
        aimed.ok_or_else(|| match date.since(table.desk.day) {
            0 => CliError::failed(format!("{label} is today, so no days are left to plan"))
                .hint("`star-cards brief` puts what to have in mind on one screen."),
            _ => CliError::failed(format!("{label} is over, so no days are left to plan")).hint(
                format!("If it was moved: star-cards interview edit {label} --date DATE"),
            ),
        })
    }
}

/// Plays the days forward.
fn play(table: &Workspace, aimed: &Aimed, scenario: Scenario) -> Outlook {
    let shown = table.desk.tally.shown;
    outlook(&table.shelf, &table.desk, aimed, shown, scenario)
}

/// The warning of a plan that a day's limit cannot carry, if it is one: what would not be
/// shown, which stories to keep, or which limit would do.
pub fn warning(context: &Env<'_>, table: &Workspace) -> Result<Option<Line>, CliError> {
    let Some(aimed) = table.aimed() else {
        return Ok(None);
    };
    let kept = play(table, &aimed, Scenario::Kept);
    let proposal = proposal(context, table, &aimed, &kept)?;
    Ok(proposal.map(|proposal| overfull(context, &aimed, &kept, &proposal)))
}

/// What would help where the limit cannot carry all cards: the stories that fit the role
/// best, as many as fit into the days, or the limit that carries all.
fn proposal<'t>(
    context: &Env<'_>,
    table: &'t Workspace,
    aimed: &Aimed,
    kept: &Outlook,
) -> Result<Option<Proposal<'t>>, CliError> {
    if kept.never_shown == 0 {
        return Ok(None);
    }
    let days = i64::try_from(kept.days.len()).unwrap_or(i64::MAX).max(1);
    let cards = i64::try_from(aimed.aim.cards).unwrap_or(i64::MAX);
    let in_plan = |story: &Story| {
        table
            .desk
            .cards
            .iter()
            .zip(&aimed.needs)
            .any(|(card, needed)| *needed && card.story(&table.shelf).id == story.id)
    };
    let stories: Vec<&Story> = pick::complete(table)
        .into_iter()
        .filter(|story| in_plan(story))
        .collect();
    let interview = &aimed.interviews[0];
    let heard = heard(&table.shelf, &table.facts, &interview.details.name);
    let wanted = words(context, interview);
    let ranked = pick::ranked(table, &stories, &wanted, &heard)?;
    let order = ranked.iter().map(|candidate| stories[candidate.story]);
    Ok(Some(Proposal {
        stories: within(table, aimed, kept, order),
        showings_per_day: cards.saturating_add(days - 1) / days,
    }))
}

/// The first stories whose cards, with the general traps, can all be shown once.
fn within<'t>(
    table: &'t Workspace,
    aimed: &Aimed,
    kept: &Outlook,
    order: impl Iterator<Item = &'t Story>,
) -> Vec<&'t str> {
    let desk = &table.desk;
    let needed = |of: &dyn Fn(&Card) -> bool| {
        let cards = desk.cards.iter().zip(&aimed.needs);
        cards.filter(|(card, needed)| **needed && of(card)).count()
    };
    let limit = aimed.aim.daily_limit.unwrap_or(u32::MAX);
    let today_left = limit.saturating_sub(desk.tally.shown) as usize;
    let later = kept
        .days
        .len()
        .saturating_sub(1)
        .saturating_mul(limit as usize);
    let mut room = today_left.saturating_add(later);
    room = room.saturating_sub(needed(&|card| card.group == Group::Traps));
    let mut keep = Vec::new();
    for story in order {
        let cards =
            needed(&|card| card.group != Group::Traps && card.story(&table.shelf).id == story.id);
        if cards > room {
            break;
        }
        room -= cards;
        keep.push(story.id.as_str());
    }
    keep
}

/// What each day up to the next interview asks for, days that ask for nothing left out.
pub fn agenda(table: &Workspace) -> Vec<(StudyDay, String)> {
    let Some(aimed) = table.aimed() else {
        return Vec::new();
    };
    let kept = play(table, &aimed, Scenario::Kept);
    let runs = outlook::runs(&table.shelf, &table.facts, &table.desk, &aimed);
    let pace = session::pace(&table.facts);
    let asking = kept
        .days
        .into_iter()
        .map(|(day, showings)| (day, asked(showings, run_on(&runs, day), pace)));
    asking
        .filter_map(|(day, asks)| Some((day, asks?)))
        .collect()
}

/// The story to tell aloud on that day.
fn run_on(runs: &[(StudyDay, StoryId)], day: StudyDay) -> Option<&StoryId> {
    let of_day = runs.iter().find(|(on, _)| *on == day);
    of_day.map(|(_, story)| story)
}

/// A line a day; days in a row that ask for nothing share one.
fn day_lines(kept: &Outlook, runs: &[(StudyDay, StoryId)], pace: u32, style: Style) -> Vec<Line> {
    let most = kept.days.iter().map(|(_, showings)| *showings).max();
    let most = most.unwrap_or(0).max(1);
    let asks = |&(day, showings): &(StudyDay, u32)| asked(showings, run_on(runs, day), pace);
    let stretches = kept
        .days
        .chunk_by(|a, b| asks(a).is_none() && asks(b).is_none());
    stretches
        .map(|days| {
            let (day, showings) = days[0];
            let told = match (asks(&days[0]), days) {
                (Some(asks), _) => asks,
                (None, [_, .., (last, _)]) => format!("free until {}", last.spoken()),
                (None, _) => "free".to_owned(),
            };
            let bar = bar(showings, most, style);
            let label = pad(&day.spoken(), 11).replace(' ', "\u{a0}");
            Line::toned(Tone::Quiet, label)
                .and(Tone::Normal, format!("{bar} {told}"))
                .indented(2)
                .hanging(11)
        })
        .collect()
}

/// What one day asks for, if anything.
fn asked(showings: u32, run: Option<&StoryId>, pace: u32) -> Option<String> {
    let cards = (showings > 0).then(|| {
        let minutes = session::minutes(showings, pace);
        format!("{}, {minutes} min", counted(showings as usize, "card"))
    });
    let run = run.map(|story| format!("rehearse {story}"));
    let asks: Vec<String> = cards.into_iter().chain(run).collect();
    (!asks.is_empty()).then(|| asks.join("; "))
}

/// A bar as wide as its share of the fullest day; none where nothing is drawn.
fn bar(showings: u32, most: u32, style: Style) -> String {
    if style.plain {
        return String::new();
    }
    let block = if style.unicode { "█" } else { "#" };
    let widest = style
        .columns
        .saturating_sub(WORDS)
        .clamp(NARROWEST_BAR, WIDEST_BAR);
    let width = (showings as usize * widest).div_ceil(most as usize);
    pad(&block.repeat(width), widest).replace(' ', "\u{a0}")
}

/// How ready each story would be, the least ready first, and what a day missed or twice the
/// limit would change.
fn ready_lines(kept: &Outlook, missed: &Outlook, doubled: &Outlook) -> Vec<Line> {
    let mut lines = vec![heading("Ready on the day, if every answer is good")];
    let mut stories: Vec<&(StoryId, f64)> = kept.readiness.iter().collect();
    stories.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    for (story, readiness) in stories.iter().take(STORIES) {
        lines.push(Line::plain(format!("{story}  {}", percent(*readiness))).indented(2));
    }
    let more = stories.len().saturating_sub(STORIES);
    if more > 0 {
        let told = format!("{more} more; --json lists all");
        lines.push(Line::toned(Tone::Quiet, told).indented(2));
    }
    let Some(usual) = kept.mean() else {
        return lines;
    };
    // A day missed can only cost and a higher limit can only help; a showing that comes later
    // and so stands fresher on the day is no reason to skip one.
    let means = [missed, doubled].map(|outlook| outlook.mean().unwrap_or(usual));
    let scenarios = [
        ("with today missed", means[0], usual - means[0], "no worse"),
        (
            "with twice the daily limit",
            means[1],
            means[1] - usual,
            "no better",
        ),
    ];
    for (label, mean, change, no_change) in scenarios {
        let told = match change >= LEAST_SHARE {
            true => format!(
                "{label}: {} on average, not {}",
                percent(mean),
                percent(usual)
            ),
            false => format!("{label}: {no_change}"),
        };
        lines.push(Line::toned(Tone::Quiet, told).indented(2));
    }
    lines
}

/// What the limit cannot carry, and what would help.
fn overfull(context: &Env<'_>, aimed: &Aimed, kept: &Outlook, proposal: &Proposal<'_>) -> Line {
    let limit = format!(
        "set showings_per_day = {} in {}",
        proposal.showings_per_day,
        context.home.config().display()
    );
    let help = match proposal.stories.as_slice() {
        [] => format!("To show them all, {limit}."),
        stories => format!(
            "Keep the stories that fit best (star-cards interview edit {} --stories {}), or {limit}.",
            aimed.interviews[0].label(),
            stories.join(",")
        ),
    };
    Line::toned(
        Tone::Warn,
        format!(
            "{} of {} would never be shown before the day. {help}",
            kept.never_shown,
            counted(aimed.aim.cards, "card")
        ),
    )
}
