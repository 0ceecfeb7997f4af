//! `plan`: the days up to an interview.

use super::countdown::{asked, asked_in_words, overfull, planned, practise, proposal};
use super::env::Env;
use super::error::{CliError, Outcome};
use super::interviews::{away, find, next, warn_missing};
use super::wording::{LEAST_SHARE, counted, heading};
use super::workspace::Workspace;
use crate::export::plan::{self as json, Played};
use crate::prompt::text::{Line, Style, Tone, pad};
use crate::story::Library;
use crate::study::day::StudyDay;
use crate::study::forecast::{Forecast, PlannedDay, Scenario, forecast};
use crate::study::interview::Interview;
use crate::study::queue::Today;
use crate::study::target::{self, InterviewTarget};
use crate::study::{choosing, date, interview, session};

/// Columns of the longest bar.
const WIDEST_BAR: usize = 20;
/// Columns of the longest bar where there is little room.
const NARROWEST_BAR: usize = 6;
/// Columns that the words of a day take beside it.
const WORDS: usize = 36;

/// Stories whose readiness is shown, the least ready ones.
const STORIES: usize = 10;

/// What a plan without a card says.
const NO_CARDS: &str = "No card is left for this day: all are suspended, buried or drafts. To resume a story: star-cards resume STORY";

const ONLY_SAMPLES: &str = "These cards are samples to practise on. You have no story of your own \
                            to tell yet: `star-cards add` writes the first.";

/// Show the days up to an interview: what to do on each, and how ready you will be
///
/// Begins with today, and names the story to rehearse on each of the last days. The forecast assumes
/// good answers. It also shows what skipping today or a higher daily limit would change.
#[derive(clap::Args, Debug)]
pub(crate) struct PlanArgs {
    /// The company, or NAME@DATE; the next interview if left out
    interview: Option<String>,
    /// Print JSON: {"version":1,"interview":...,"date":...,"days":[...],"stories":[...]}
    #[arg(long)]
    json: bool,
}

impl PlanArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        let workspace = Workspace::open(env)?;
        let interview = self.interview(&workspace)?;
        let limit = env.settings.limits.showings;
        let Workspace {
            library,
            facts,
            states,
            ..
        } = &workspace;
        let aimed = target::aimed_with(library, facts, states, interview.clone(), limit);
        let Some(aimed) = aimed else {
            return match (interview.details.date == workspace.date, self.json) {
                (true, false) => on_the_day(env, &workspace, &interview),
                (true, true) => json_on_the_day(env, &workspace, interview),
                (false, _) => Err(is_over(&interview)),
            };
        };
        for interview in &aimed.interviews {
            warn_missing(env, &workspace, interview);
        }
        let [kept, missed, doubled] = [Scenario::Kept, Scenario::DayMissed, Scenario::LimitDoubled]
            .map(|scenario| forecast(&workspace.library, &workspace.states, &aimed, scenario));
        let mut days = planned(&workspace, &aimed, &kept);
        let proposal = proposal(env, &workspace, &aimed, &kept)?;
        if self.json {
            let text = json::plan(Played {
                aimed: &aimed,
                kept: &kept,
                missed: &missed,
                doubled: &doubled,
                days: &days,
                proposal: proposal.as_ref(),
            });
            env.write(text.as_bytes())?;
            return Ok(0);
        }
        let today = workspace.today_list();
        let asked_today = of_today(&workspace, &aimed, &today, &mut days);
        let gain = asked_today.as_ref().and_then(|_| practise(&workspace));
        let gains = gain.is_some();
        let mut lines = head(&workspace, &aimed, asked_today.into_iter().chain(gain));
        let warning = proposal.map(|proposal| overfull(env, &aimed, &kept, &proposal));
        lines.extend(warning);
        lines.push(Line::blank());
        lines.extend(day_lines(&workspace.library, &days, env.out_style));
        lines.push(Line::blank());
        lines.extend(match aimed.countdown.cards {
            0 => vec![Line::plain(NO_CARDS)],
            _ if aimed.has_only_samples() => vec![Line::plain(ONLY_SAMPLES)],
            _ => {
                let mut ready = ready_lines(&workspace.library, &kept);
                ready.extend(chosen_quickly(&workspace));
                ready.extend(if_changed(&kept, &missed, &doubled, gains));
                ready
            }
        });
        workspace.end_with_step(env, &mut lines, &today);
        env.print(&lines)?;
        Ok(0)
    }

    fn interview(&self, workspace: &Workspace) -> Result<Interview, CliError> {
        match &self.interview {
            Some(name) => find(workspace, name),
            None => match workspace.states.interview {
                Some(day) => Ok(interview::on_day(&workspace.facts, day).remove(0)),
                None => next(workspace),
            },
        }
    }
}

fn is_over(interview: &Interview) -> CliError {
    let name = &interview.details.name;
    let label = interview.label();
    CliError::failed(format!("{name} is over, so no days are left to plan")).hint(format!(
        "If it was moved: star-cards interview edit {label} --date DATE"
    ))
}

/// The plan of the day itself for a program: no days, and how ready the stories are.
fn json_on_the_day(env: &mut Env<'_>, workspace: &Workspace, interview: Interview) -> Outcome {
    let Workspace {
        library,
        facts,
        states,
        ..
    } = workspace;
    let limit = env.settings.limits.showings;
    let aimed = target::aimed_on(library, facts, states, interview, limit);
    let aimed = aimed.expect("the interview that was given");
    let kept = forecast(library, states, &aimed, Scenario::Kept);
    let text = json::plan(Played {
        aimed: &aimed,
        kept: &kept,
        missed: &kept,
        doubled: &kept,
        days: &[],
        proposal: None,
    });
    env.write(text.as_bytes())?;
    Ok(0)
}

/// What is said on the day itself.
fn on_the_day(env: &mut Env<'_>, workspace: &Workspace, interview: &Interview) -> Outcome {
    let details = &interview.details;
    let title = format!("  {}, today", date::full(details.date));
    let told = match interview.done {
        true => "It is over; no day is left to plan.",
        false => "No day is left to plan: what you have practised is there.",
    };
    let mut lines = vec![
        heading(&details.name).and(Tone::Normal, title),
        Line::plain(told),
    ];
    workspace.end_with_step(env, &mut lines, &workspace.today_list());
    env.print(&lines)?;
    Ok(0)
}

/// What today asks for, as the review counts it: `7 cards for Globex, 8 others, 5 min; rehearse
/// nine`. The day among the others asks for the same. Nothing where another interview is nearer.
fn of_today(
    workspace: &Workspace,
    aimed: &InterviewTarget,
    today: &Today,
    days: &mut [PlannedDay],
) -> Option<Line> {
    let is_nearest = workspace.states.interview == Some(aimed.countdown.counted_to());
    let first = days.first_mut().filter(|_| is_nearest)?;
    let mine = today.cards.iter().filter(|&&card| aimed.wanted_cards[card]);
    let mine = mine.count();
    let others = today.cards.len() - mine;
    first.ask_for(mine, session::pace(&workspace.facts));
    let called = |story: &str| workspace.library.handle(story);
    let asks = match others {
        0 if first.is_free() => "nothing more for this interview".to_owned(),
        0 => asked(first, called),
        others => {
            let names = interview::names(&aimed.interviews);
            let cards = format!(
                "{} for {names}, {}",
                counted(mine, "card"),
                counted(others, "other")
            );
            let mut all = first.clone();
            all.ask_for(today.cards.len(), session::pace(&workspace.facts));
            asked_in_words(&all, &cards, called)
        }
    };
    Some(Line::plain(format!("Today: {asks}.")).hanging(2))
}

/// The interview, what is said of today, and what else there is to know.
fn head(
    workspace: &Workspace,
    aimed: &InterviewTarget,
    of_today: impl Iterator<Item = Line>,
) -> Vec<Line> {
    let details = &aimed.interviews[0].details;
    let (date, away) = (date::full(details.date), away(details, workspace));
    let title = format!("  {date}{away}");
    let names = interview::names(&aimed.interviews);
    let mut lines = vec![heading(&names).and(Tone::Normal, title)];
    lines.extend(of_today);
    let nearest = workspace.states.interview;
    if let Some(first) = nearest.filter(|first| *first < details.date) {
        let nearer = interview::names(&interview::on_day(&workspace.facts, first));
        let told = format!(
            "Until {} the review aims at {nearer}.",
            first.spoken(workspace.date)
        );
        lines.push(Line::quiet(told));
    }
    let others = workspace.states.cards.len() > aimed.countdown.cards;
    if others && aimed.countdown.cards > 0 {
        let all = counted(aimed.countdown.cards, "card");
        let told = format!("{all} for {names} in all.");
        lines.push(Line::quiet(told));
    }
    lines
}

/// A line a day; days in a row that ask for nothing share one.
fn day_lines(library: &Library, days: &[PlannedDay], style: Style) -> Vec<Line> {
    let most = days.iter().map(|day| day.showings).max();
    let most = most.unwrap_or(0).max(1);
    let today = days.first().map_or(StudyDay::from_number(0), |day| day.day);
    let labels = days.iter().map(|day| day.day.spoken(today).len() + 1);
    let width = labels.max().unwrap_or(0).max(11);
    let stretches = days.chunk_by(|a, b| a.is_free() && b.is_free());
    let line = |stretch: &[PlannedDay]| {
        let first = &stretch[0];
        let told = match stretch {
            [only] if only.is_free() => "free".to_owned(),
            [_, .., last] => format!("free until {}", last.day.spoken(today)),
            _ => asked(first, |story| library.handle(story)),
        };
        let bar = bar(first.showings, most, style);
        let label = pad(&first.day.spoken(today), width).replace(' ', "\u{a0}");
        let line = Line::quiet(label).and(Tone::Normal, format!("{bar} {told}"));
        line.indented(2).hanging(width)
    };
    stretches.map(line).collect()
}

/// A bar as wide as its share of the fullest day; none where nothing is drawn.
fn bar(showings: u32, most: u32, style: Style) -> String {
    if style.plain {
        return String::new();
    }
    let block = if style.unicode { "█" } else { "#" };
    let room = style.columns.saturating_sub(WORDS);
    let widest = room.clamp(NARROWEST_BAR, WIDEST_BAR);
    let width = (showings as usize * widest).div_ceil(most as usize);
    pad(&block.repeat(width), widest).replace(' ', "\u{a0}")
}

/// How ready each story would be, the least ready first.
fn ready_lines(library: &Library, kept: &Forecast) -> Vec<Line> {
    let mut lines = vec![heading("Ready on the day if you follow the plan")];
    let stories = kept.least_ready_first();
    for (story, readiness) in stories.iter().take(STORIES) {
        let title = library.title(story.as_str());
        let share = format!("{:>3.0} %  ", readiness * 100.0);
        let line = Line::plain(share).and(Tone::Normal, title);
        lines.push(line.indented(2).hanging(7));
    }
    let more = stories.len().saturating_sub(STORIES);
    if more > 0 {
        let told = format!("{more} more; --json lists all");
        lines.push(Line::quiet(told).indented(2));
    }
    lines
}

/// For how many questions a story was found in time, beside how ready they are.
fn chosen_quickly(workspace: &Workspace) -> Option<Line> {
    let Workspace {
        library,
        facts,
        states,
        ..
    } = workspace;
    let (quick, asked) = choosing::quick_choices(library, facts, states);
    let told = format!(
        "Chosen within 10 s: {quick} of {}.",
        counted(asked, "question")
    );
    (asked > 0).then(|| Line::plain(told).indented(2).hanging(2))
}

/// What a day missed or twice the limit would change. Where practice today `gains` something,
/// skipping it is never said to cost nothing: the gain is against no practice at all, the cost
/// with every other day kept.
fn if_changed(kept: &Forecast, missed: &Forecast, doubled: &Forecast, gains: bool) -> Vec<Line> {
    let Some(usual) = kept.mean() else {
        return Vec::new();
    };
    // A day missed can only cost and a higher limit can only help; a showing that comes later
    // and so stands fresher on the day is no reason to skip one.
    let means = [missed, doubled].map(|outlook| outlook.mean().unwrap_or(usual));
    let (skipped, raised) = (usual - means[0], means[1] - usual);
    let points = |change: f64| counted((change * 100.0).round() as usize, "point");
    let a_story = if kept.readiness.len() > 1 {
        " a story"
    } else {
        ""
    };
    let is_last = kept.days.len() == 1;
    let skipping = match (skipped >= LEAST_SHARE, gains) {
        (true, _) if is_last => Some(format!(
            "Skipping today costs {}{a_story}.",
            points(skipped)
        )),
        (true, _) => Some(format!(
            "Skipping today costs {}{a_story}, even if you keep the other days.",
            points(skipped)
        )),
        (false, true) if is_last => None,
        (false, true) => Some("If you skip today, the other days can make up for it.".to_owned()),
        (false, false) if is_last => Some("Skipping today costs nothing.".to_owned()),
        (false, false) => {
            Some("Skipping today costs nothing if you keep the other days.".to_owned())
        }
    };
    let raising = match raised >= LEAST_SHARE {
        true => format!("Twice the daily limit would add {}.", points(raised)),
        false => "A higher daily limit would not help.".to_owned(),
    };
    let told = skipping.into_iter().chain([raising]);
    told.map(|told| Line::quiet(told).indented(2).hanging(2))
        .collect()
}
