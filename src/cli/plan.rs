//! `plan`: the days up to an interview.

use super::bare::counted;
use super::context::{Context, Table, heading};
use super::error::{CliError, Outcome};
use super::interview::{away, find};
use crate::export::plan as json;
use crate::prompt::text::{Line, Style, Tone, pad};
use crate::study::date;
use crate::study::interview::{self, Aimed};
use crate::study::outlook::{Outlook, Scenario, outlook};
use crate::study::session;

/// Columns of the longest bar.
const WIDEST_BAR: usize = 20;

/// Show the days up to an interview: how much each asks of you, and how ready you will be
///
/// Played forward with good answers: with every day kept, with today missed, and with twice the
/// daily limit. Changes nothing.
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
    pub fn run(self, context: &mut Context<'_>) -> Outcome {
        let table = context.table()?;
        let aimed = self.aimed(context, &table)?;
        let play = |scenario| {
            let shown = table.desk.tally.shown;
            outlook(&table.shelf, &table.desk, &aimed, shown, scenario)
        };
        let [kept, missed, doubled] =
            [Scenario::Kept, Scenario::DayMissed, Scenario::LimitDoubled].map(play);
        if self.json {
            let text = json::plan(&aimed, &kept, &missed, &doubled);
            context.write(text.as_bytes())?;
            return Ok(0);
        }
        let pace = session::pace(&table.facts);
        let details = &aimed.interviews[0].details;
        let title = format!("  {}{}", date::full(details.date), away(details, &table));
        let mut lines = vec![heading(&details.name).and(Tone::Normal, title)];
        lines.extend(day_lines(&kept, pace, context.out_style));
        lines.push(Line::blank());
        lines.extend(ready_lines(&kept, &missed, &doubled));
        lines.extend(overfull(&aimed, &kept));
        context.print(&lines)?;
        Ok(0)
    }

    fn aimed(&self, context: &Context<'_>, table: &Table) -> Result<Aimed, CliError> {
        let aimed = match &self.interview {
            Some(name) => {
                let interview = find(table, name)?;
                let limit = context.settings.limits.showings;
                interview::aimed_at(&table.shelf, &table.desk, vec![interview], limit)
            }
            None => context.aimed(table),
        };
        aimed.ok_or_else(|| {
            CliError::failed("no interview is ahead")
                .hint("`star-cards interview add NAME --date DATE` plans one.")
        })
    }
}

fn day_lines(kept: &Outlook, pace: u32, style: Style) -> Vec<Line> {
    let most = kept
        .days
        .iter()
        .map(|(_, showings)| *showings)
        .max()
        .unwrap_or(0)
        .max(1);
    let block = if style.unicode { "█" } else { "#" };
    kept.days
        .iter()
        .map(|&(day, showings)| {
            let width = (showings as usize * WIDEST_BAR).div_ceil(most as usize);
            let bar = if style.plain {
                String::new()
            } else {
                pad(&block.repeat(width), WIDEST_BAR)
            };
            let told = match showings {
                0 => "free".to_owned(),
                _ => format!("{showings}, {} min", session::minutes(showings, pace)),
            };
            let label = pad(&day.spoken(), 11).replace(' ', "\u{a0}");
            Line::toned(Tone::Quiet, label)
                .and(Tone::Normal, format!("{} ", bar.replace(' ', "\u{a0}")))
                .and(Tone::Normal, told)
                .indented(2)
        })
        .collect()
}

fn ready_lines(kept: &Outlook, missed: &Outlook, doubled: &Outlook) -> Vec<Line> {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let mut lines = vec![heading("Ready on the day")];
    for (story, readiness) in &kept.readiness {
        lines.push(Line::plain(format!("{story}  {}", percent(*readiness))).indented(2));
    }
    let scenarios = [
        ("with today missed", missed),
        ("with twice the daily limit", doubled),
    ];
    for (label, outlook) in scenarios {
        if let Some(mean) = outlook.mean() {
            let told = format!("{label}: {} on average", percent(mean));
            lines.push(Line::toned(Tone::Quiet, told).indented(2));
        }
    }
    lines
}

/// What the limit cannot carry, and what would help.
fn overfull(aimed: &Aimed, kept: &Outlook) -> Option<Line> {
    if kept.never_shown == 0 {
        return None;
    }
    let days = i64::try_from(kept.days.len()).unwrap_or(i64::MAX).max(1);
    let cards = i64::try_from(aimed.aim.cards).unwrap_or(i64::MAX);
    let enough = cards.saturating_add(days - 1) / days;
    Some(Line::toned(
        Tone::Warn,
        format!(
            "{} would not be shown before the day. Name the stories that matter (`star-cards pick` \
             ranks them for the role; `interview edit --stories a,b`), or set showings_per_day to \
             {enough} or more.",
            counted(kept.never_shown, "card")
        ),
    ))
}
