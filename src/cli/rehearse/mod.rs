//! `rehearse`: one answer aloud, against the clock, without the text.

mod after;
mod heard;
mod keep;
mod record;
mod run_log;
mod transcript;
mod voice;

use std::path::PathBuf;

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;

use self::run_log::RunLog;
use self::voice::{Ears, Listened};
use super::card_view::titled;
use super::env::Env;
use super::error::{CliError, Outcome};
use super::names;
use super::stopwatch::{Stopwatch, tap_bar};
use super::wording::heading;
use super::workspace::Workspace;
use crate::coach::WHOLE;
use crate::prompt::text::Line;
use crate::prompt::{Bar, Key, RunningClock, stop};
use crate::story::{AnswerPart, Story, StoryEntry};
use crate::study::facts::{LapKind, RunSource};
use crate::study::rehearsal::Rehearsal;

/// Tell one story aloud against the clock, from the question alone
///
/// You see the question and the names of the beats, but not the text. Press Space when you begin
/// to speak and again at the end of each beat. Aim for 90 seconds, 120 at most. Afterwards you see
/// your text, the time of each beat, the one thing to change and your last runs. Each beat is saved
/// when you press Space.
///
/// --voice listens instead, offline, with a recorder and a speech-to-text program that are installed
/// (`star-cards doctor` names them): speak, press Space when you are done, and see what was heard.
#[derive(clap::Args, Debug)]
pub(crate) struct RehearseArgs {
    /// The story; on a terminal it can be chosen from a list
    story: Option<String>,
    /// Show no clock, no mark, and ring no bell
    #[arg(long)]
    quiet: bool,
    /// Listen while you speak, and show what was heard: each beat, which points were said, times and
    /// pace. Space ends the answer; `b` marks the end of a beat, if you like
    #[arg(long, conflicts_with_all = ["transcript", "no_voice"])]
    voice: bool,
    /// Do not listen, whatever the settings say
    #[arg(long)]
    no_voice: bool,
    /// Show what was heard of the story in the transcript FILE (- for standard input): each beat,
    /// which points were said, times and pace. Whisper, whisper.cpp, Vosk, sherpa-onnx and pocketsphinx
    /// write such files; subtitles and plain text will do. Without STORY the one that was told is found
    #[arg(long, value_name = "FILE", conflicts_with = "quiet")]
    transcript: Option<PathBuf>,
    /// How many seconds the transcript took to say, if it has no times or wrong ones
    #[arg(long, value_name = "N", requires = "transcript", value_parser = clap::value_parser!(u32).range(1..=3600))]
    seconds: Option<u32>,
}

impl RehearseArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        if let Some(file) = &self.transcript {
            return transcript::judge(env, file, self.seconds, self.story.as_deref());
        }
        if !env.world.prompt.can_ask() {
            return Err(CliError::usage("rehearse needs a terminal").hint(
                "A spoken run can be judged from its text: star-cards rehearse --transcript FILE",
            ));
        }
        let mut workspace = Workspace::open(env)?;
        let (library, name) = (&workspace.library, self.story.as_deref());
        let has_parts = |entry: StoryEntry<'_>| !parts(entry.story()).is_empty();
        let entry = names::fitting_or_ask(env, library, name, true, has_parts)?;
        names::refuse_traps(entry)?;
        let story = entry.story().clone();
        let parts = parts(&story);
        if parts.is_empty() {
            return Err(
                CliError::failed(format!("\"{}\" has no beats to tell yet", story.title)).hint(
                    format!(
                        "Write them: star-cards edit {}",
                        workspace.library.handle(story.id.as_str())
                    ),
                ),
            );
        }
        let listens = self.voice || env.settings.voice && !self.no_voice;
        let ears = if listens { Ears::find(env) } else { None };
        if let Some(ears) = &ears {
            ears.introduce(env);
        }
        show_cues(env, &story, &parts);
        if let Some(ears) = ears {
            let told = voice::rehearse(env, &mut workspace, &story, &parts, &ears, self.quiet)?;
            if let Listened::Done = told {
                return Ok(0);
            }
        }
        stop::promise("What you told is saved, but a stopped run does not count.");
        let rehearsal = speak(env, &mut workspace, &story, parts, self.quiet)?;
        after::tell(env, &mut workspace, &story, &rehearsal)?;
        Ok(0)
    }
}

/// The parts that the story has, Closing included.
fn parts(story: &Story) -> Vec<AnswerPart> {
    let has = |part: &AnswerPart| match part {
        AnswerPart::Beat(beat) => story.beat(*beat).is_some(),
        AnswerPart::Closing => !story.closings.is_empty(),
    };
    AnswerPart::ALL.into_iter().filter(has).collect()
}

fn show_cues(env: &mut Env<'_>, story: &Story, parts: &[AnswerPart]) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64((env.world.draw)().cast_unsigned());
    let usual = "Tell me about a time you failed.".to_owned();
    let question = story.questions.choose(&mut rng).unwrap_or(&usual);
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
    parts: Vec<AnswerPart>,
    quiet: bool,
) -> Result<Rehearsal, CliError> {
    let watch = Stopwatch::begin(env);
    let mut rehearsal = Rehearsal::new(parts, watch.now());
    let mut log = RunLog::new(RunSource::Tapped);
    while let Some(next) = rehearsal.next() {
        let face = Clockface {
            rehearsal: &rehearsal,
            watch: &watch,
            quiet,
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
    Ok(rehearsal)
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
