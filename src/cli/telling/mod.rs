//! A story told aloud: by a key at the end of each beat, or recorded and heard. Each beat is a row at once.
//!
//! For a rehearsal words, grades and figures follow at once; in a mock interview the next question does, and
//! the figures wait for its end.

mod after;
mod heard;
mod keep;
mod pace;
mod record;
mod run_log;
mod told;
pub(crate) mod transcript;
mod voice;

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;

use self::run_log::RunLog;
pub(crate) use self::told::{Telling, TellingAim, parts};
pub(crate) use self::voice::Ears;
use self::voice::Listened;
use super::card_view::titled;
use super::env::Env;
use super::error::CliError;
use super::stopwatch::{Stopwatch, tap_bar};
use super::wording::heading;
use super::workspace::Workspace;
use crate::coach::WHOLE;
use crate::prompt::text::Line;
use crate::prompt::{Bar, Key, RunningClock, stop};
use crate::story::{AnswerPart, Story};
use crate::study::facts::LapKind;
use crate::study::rehearsal::Rehearsal;
use crate::study::review::RowId;

/// What listens, where it is to and can. Says once where the voice goes.
pub(crate) fn ears(env: &mut Env<'_>, listens: bool) -> Option<Ears> {
    let ears = listens.then(|| Ears::find(env)).flatten();
    if let Some(ears) = &ears {
        ears.introduce(env);
    }
    ears
}

/// Tells a story whose question stands on the screen.
pub(crate) fn tell(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    story: &Story,
    ears: Option<&Ears>,
    aim: TellingAim,
) -> Result<Telling, CliError> {
    if let Some(ears) = ears
        && let Listened::Done(telling) = voice::record_and_hear(env, workspace, story, ears, aim)?
    {
        return Ok(telling);
    }
    stop::promise("What you told is saved, but a stopped run does not count.");
    let (rehearsal, run) = speak(env, workspace, story, aim)?;
    if let TellingAim::Rehearsal { .. } = aim {
        after::tell(env, workspace, story, &rehearsal)?;
    }
    Ok(Telling::tapped(&rehearsal, run))
}

/// One of the questions that the story answers.
pub(crate) fn question(env: &mut Env<'_>, story: &Story) -> String {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64((env.world.draw)().cast_unsigned());
    let usual = || "Tell me about a time you failed.".to_owned();
    story
        .questions
        .choose(&mut rng)
        .cloned()
        .unwrap_or_else(usual)
}

/// The story, the question, and the names of its parts.
pub(crate) fn show_cues(env: &mut Env<'_>, story: &Story, question: &str, parts: &[AnswerPart]) {
    let gap = env.world.prompt.style().gap();
    let beats: Vec<&str> = parts.iter().map(|part| part.name()).collect();
    env.world.prompt.say(&[
        titled(&story.title, story.role.as_deref()),
        heading(question),
        Line::blank(),
        Line::quiet(beats.join(gap)),
        Line::blank(),
    ]);
}

/// The clock on the screen: the time spoken, and the two marks.
struct Clockface<'r> {
    rehearsal: &'r Rehearsal,
    watch: &'r Stopwatch,
    quiet: bool,
}

impl Clockface<'_> {
    fn seconds(&self) -> u64 {
        self.rehearsal.spoken(self.watch.now()) / 1000
    }
}

impl RunningClock for Clockface<'_> {
    fn face(&self) -> String {
        let seconds = self.seconds();
        let time = format!("{}:{:02}", seconds / 60, seconds % 60);
        match self.marks() {
            _ if self.quiet => String::new(),
            0 => time,
            1 => format!("{time} past {} s", WHOLE.from),
            _ => format!("{time} past {} s", WHOLE.to),
        }
    }

    fn marks(&self) -> u32 {
        let seconds = self.seconds();
        let passed = |mark: u32| u32::from(!self.quiet && seconds >= u64::from(mark));
        passed(WHOLE.from) + passed(WHOLE.to)
    }
}

/// Takes taps until the answer is over or the person stops; each is a row at once.
fn speak(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    story: &Story,
    aim: TellingAim,
) -> Result<(Rehearsal, Option<RowId>), CliError> {
    let watch = Stopwatch::begin(env);
    let mut rehearsal = Rehearsal::new(parts(story), watch.now());
    let mut log = RunLog::new(aim.source(false));
    while let Some(next) = rehearsal.next() {
        let face = Clockface {
            rehearsal: &rehearsal,
            watch: &watch,
            quiet: aim.is_quiet(),
        };
        watch.wait();
        let bar = bar(env, next, rehearsal.is_paused());
        let key = env.world.prompt.timed_key(&bar, &face)?;
        let now = watch.now();
        match key {
            Key::Char(' ') | Key::Enter => {
                if let Some(tap) = rehearsal.tap(now) {
                    let over = rehearsal.next().is_none().then(|| rehearsal.spoken(now));
                    let waited = log.tap(env, workspace, story, tap, over)?;
                    // Nobody spoke while the log could not be written.
                    if waited && over.is_none() {
                        rehearsal.pause(now);
                    }
                }
            }
            Key::Char('p') => rehearsal.pause(now),
            Key::Char('u') if rehearsal.take_back().is_some() => log.take_back(env, workspace)?,
            Key::Char('q') => break,
            Key::Suspend => {
                // The time until the shell takes the program up again is nobody's.
                env.world.prompt.suspend()?;
                watch.leave_out();
            }
            _ => {}
        }
    }
    Ok((rehearsal, log.run()))
}

fn bar(env: &Env<'_>, next: LapKind, paused: bool) -> Bar {
    let does = match (paused, next) {
        (true, _) => "go on".to_owned(),
        (false, LapKind::Part(part)) => format!("ends {}", part.name()),
        (false, _) => "when you begin to speak".to_owned(),
    };
    Bar {
        // A tap begins nothing that was made before the bar stood there; later each one counts.
        fresh: next == LapKind::Start && !paused,
        ..tap_bar(env, &does, [('u', "back"), ('p', "pause"), ('q', "stop")])
    }
}
