//! After a run: the words, the grades, then each part against its window, what to change, the
//! last runs and the next step.

use super::heard::HeardRun;
use super::keep::KeptRun;
use super::told::seconds;
use crate::cli::card_view::{self, GradeScale, words};
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::findings::table_lines;
use crate::cli::save;
use crate::cli::wording::left_out;
use crate::cli::workspace::Workspace;
use crate::coach::{advice, timed_parts};
use crate::listen::{HeardPoint, PointVerdict};
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Key, Unticked, stop};
use crate::store::NewFact;
use crate::story::{Beat, Story, text};
use crate::study::missed;
use crate::study::next_step::JustDone;
use crate::study::rehearsal::Rehearsal;
use crate::study::review::{Quality, Source};
use crate::study::run;
use crate::study::session;

/// So many runs are told in one line.
const RUNS: usize = 5;

/// Shows the words and offers grades, while the telling is fresh; then how it went. The figures
/// come last, so that they are what stands on the screen.
pub(super) fn tell(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    story: &Story,
    rehearsal: &Rehearsal,
) -> Result<(), CliError> {
    let over = rehearsal.next().is_none();
    let mut graded = Ok(());
    let mut read = Ok(());
    if rehearsal.taps().len() < 2 {
        env.world.prompt.say(&[Line::plain("Nothing was timed.")]);
    } else {
        show_words(env, story);
        if over {
            stop::promise("The run is saved, without grades.");
            graded = offer_grades(env, workspace, story, None);
        }
        read = workspace.read_log(env).map(drop);
        // Also where the grades were stopped: the run is over, and this is what it was for.
        let lines = figures(workspace, story, rehearsal, over);
        env.world.prompt.say(&lines);
    }
    graded.and(read)?;
    let today = workspace.today_list();
    let next = workspace.next_step(env, &today, &JustDone::Rehearsed, false);
    env.world.prompt.say(&next);
    Ok(())
}

/// Each part against its window, the one thing to change, the last runs.
fn figures(workspace: &Workspace, story: &Story, rehearsal: &Rehearsal, over: bool) -> Vec<Line> {
    let seconds = seconds(rehearsal);
    let parts = timed_parts(seconds.iter().map(|&(part, seconds)| (part, None, seconds)));
    let total = seconds.iter().map(|(_, seconds)| seconds).sum();
    let mut lines = vec![Line::blank()];
    lines.extend(rehearsal.taps().first().map(|first| latency(first.ms)));
    lines.extend(table_lines(&parts, over.then_some(total)));
    lines.push(Line::blank());
    if over {
        let change = advice(&parts, total);
        lines.extend(change.map(|change| Line::toned(Tone::Bold, change)));
        lines.extend(most_left_out(workspace, story));
        lines.extend(last_runs(workspace, story));
    } else {
        lines.push(Line::plain(
            "Stopped early. These beats are saved, but the run does not count.",
        ));
    }
    lines
}

/// How long it took to begin, in milliseconds.
pub(super) fn latency(ms: u32) -> Line {
    let seconds = f64::from(ms) / 1000.0;
    Line::quiet(format!("You began after {seconds:.0} s."))
}

/// The totals of the newest runs of the story, this one included, where there are several.
pub(super) fn last_runs(workspace: &Workspace, story: &Story) -> Option<Line> {
    let last = run::last_seconds(&workspace.library, &workspace.facts, &story.id, RUNS);
    let told: Vec<String> = last.iter().map(ToString::to_string).collect();
    let count = told.len();
    (count > 1).then(|| {
        Line::quiet(format!(
            "Last {count} runs in seconds, newest last: {}.",
            told.join(", ")
        ))
    })
}

/// The point of the story that is left out most, where one is left out again and again.
pub(super) fn most_left_out(workspace: &Workspace, story: &Story) -> Option<Line> {
    let (library, facts) = (&workspace.library, &workspace.facts);
    let missed = missed::of_story(library, facts, story.id.as_str());
    missed.first().map(|point| Line::plain(left_out(point)))
}

/// The words, only now that the run is over.
fn show_words(env: &mut Env<'_>, story: &Story) {
    let mut lines = Vec::new();
    for text in &story.beats {
        lines.push(Line::blank());
        lines.push(Line::quiet(text.beat.name()));
        lines.extend(words(&text.passage.markdown));
    }
    lines.push(Line::blank());
    env.world.prompt.say(&lines);
}

/// Proposes grades for the Action and Learning cards and logs them if the person agrees. Where the
/// answer was heard, its checklists open as it was.
pub(super) fn offer_grades(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    story: &Story,
    mut heard: Option<(HeardRun<'_>, Option<KeptRun>)>,
) -> Result<(), CliError> {
    let mut facts = Vec::new();
    let mut told = Vec::new();
    let scale = GradeScale::OneToFour;
    for beat in [Beat::Action, Beat::Learning] {
        let name = format!("{}/{}", story.id, beat.name().to_lowercase());
        let (Some(card), Some(passage)) = (workspace.card(&name), story.beat(beat)) else {
            continue;
        };
        let checklist = match &heard {
            Some((heard, _)) => Checklist::of_heard(*heard, beat),
            None => Checklist::of_points(text::points(&passage.markdown)),
        };
        let (ticked, grade) = ask_quality(env, beat, &checklist)?;
        if let (Some(ticked), Some((heard, Some(kept)))) = (ticked, &mut heard)
            && let Some(part) = heard.part(beat)
        {
            kept.correct(env, workspace, part, &ticked)?;
        }
        let quality = match grade {
            BeatGrade::Graded(quality) => quality,
            BeatGrade::Skipped => continue,
            BeatGrade::Quit => break,
        };
        told.push(format!("{}: {}", beat.name(), scale.name(quality)));
        let day = env.today();
        let memory = &workspace.states.memories.get(card);
        // Ahead of its day only a failure counts.
        let source = session::source_of(memory, day, Source::Rehearsal, !quality.is_pass());
        facts.push(NewFact::Review {
            card: name,
            day,
            quality,
            ms: 0,
            source,
            at: None,
        });
    }
    let question = format!("Save these grades? {}", told.join(", "));
    if !facts.is_empty() && env.world.prompt.confirm(&question)? {
        save::append(env, &mut workspace.store, &facts)?;
    }
    Ok(())
}

/// What a person says of one beat of the run.
enum BeatGrade {
    Graded(Quality),
    Skipped,
    /// Neither this beat nor those after it.
    Quit,
}

/// The points of a beat, and which are ticked before a person has looked.
struct Checklist {
    items: Vec<String>,
    ticked: Vec<bool>,
    /// Its ticks say something, so that it is worth reading line by line, too.
    is_heard: bool,
}

impl Checklist {
    fn of_points(items: Vec<String>) -> Checklist {
        Checklist {
            ticked: Vec::new(),
            items,
            is_heard: false,
        }
    }

    /// What was heard is ticked; what is in doubt is not, and stands there with the words heard.
    fn of_heard(heard: HeardRun<'_>, beat: Beat) -> Checklist {
        let points = heard.part(beat).map_or(&[][..], |part| &part.points);
        let item = |point: &HeardPoint| match point.verdict {
            PointVerdict::Perhaps => {
                let words = heard.transcript.text(point.words.clone());
                format!("? {} (heard: {words})", point.text)
            }
            PointVerdict::Said | PointVerdict::NotHeard => point.text.clone(),
        };
        Checklist {
            items: points.iter().map(item).collect(),
            ticked: points
                .iter()
                .map(|point| point.verdict == PointVerdict::Said)
                .collect(),
            is_heard: true,
        }
    }
}

/// The checklist's proposal; where there is none or nothing was ticked, a grade key. With the ticks,
/// where a person has made or confirmed any.
fn ask_quality(
    env: &mut Env<'_>,
    beat: Beat,
    checklist: &Checklist,
) -> Result<(Option<Vec<bool>>, BeatGrade), CliError> {
    let prompt = &mut env.world.prompt;
    let Checklist { items, ticked, .. } = checklist;
    let had_any = ticked.contains(&true);
    let mut confirmed = None;
    if !items.is_empty() && (checklist.is_heard || !prompt.style().plain) {
        let question = format!("{}: what did you say?", beat.name());
        let Some(ticked) = prompt.tick(&question, items, ticked, Unticked::IsNone)? else {
            return Ok((None, BeatGrade::Skipped));
        };
        // Nothing ticked may be an early Enter, so that a grade is asked for.
        if ticked.contains(&true) {
            let missing = ticked.iter().filter(|&&said| !said).count();
            let proposed = BeatGrade::Graded(session::proposal(missing, false));
            return Ok((Some(ticked), proposed));
        }
        // Unless somebody has taken ticks away.
        confirmed = had_any.then_some(ticked);
    }
    prompt.say(&[Line::plain(format!("{}: how did it go?", beat.name()))]);
    let scale = GradeScale::OneToFour;
    loop {
        let grade = match prompt.key(&card_view::rehearsal_bar(scale))? {
            Key::Char('s') | Key::Escape => Some(BeatGrade::Skipped),
            Key::Char('q') => Some(BeatGrade::Quit),
            Key::Char(key) => scale.quality(key).map(BeatGrade::Graded),
            _ => None,
        };
        if let Some(grade) = grade {
            return Ok((confirmed, grade));
        }
    }
}
