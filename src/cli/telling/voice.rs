//! By voice: the answer is recorded, a recogniser writes down what it hears, and that is
//! held against the story.

use super::after;
use super::heard::HeardRun;
use super::keep::ToldRun;
use super::pace::Pace;
use super::record::{self, AnswerEnd, RecordedTaps};
use super::told::{self, Telling, TellingAim};
use super::transcript;
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::stopwatch::tap_bar;
use crate::cli::voice::{is_there, record, recorder, transcriber};
use crate::cli::workspace::Workspace;
use crate::cli::{meter, run_files};
use crate::clock::{Clock, SystemClock};
use crate::listen::{self, NoTranscript, Transcript, WordTimes};
use crate::prompt::text::{Line, Tone};
use crate::prompt::{Bar, Key, RunningClock, stop};
use crate::story::Story;
use crate::study::next_step::JustDone;
use crate::study::review::RowId;
use crate::voice::{
    Ended, RecordedAnswer, Recorder, Sound, Transcriber, Transcribing, patience_ms,
};

/// What records and what hears.
pub(crate) struct Ears {
    recorder: Recorder,
    transcriber: Transcriber,
}

impl Ears {
    /// Those of the settings, or what is installed. Without them a person is told in one line, and
    /// taps.
    pub(super) fn find(env: &mut Env<'_>) -> Option<Ears> {
        let found = recorder(env).and_then(|recorder| {
            let transcriber = transcriber(env)?;
            for program in [recorder.program(), transcriber.program()] {
                if !is_there(env, program) {
                    return Err(CliError::failed(format!("`{program}` is not installed")));
                }
            }
            Ok(Ears {
                recorder,
                transcriber,
            })
        });
        match found {
            Ok(ears) => Some(ears),
            Err(error) => {
                let why = error.lines().into_iter().next().unwrap_or_default();
                env.say(&[Line::plain(format!(
                    "Not listening: {why}. To set it up: star-cards doctor --voice"
                ))]);
                None
            }
        }
    }

    /// Says, as long as nothing was ever heard here, where the voice goes.
    pub(super) fn introduce(&self, env: &mut Env<'_>) {
        if env.home.runs().exists() {
            return;
        }
        let (program, runs) = (self.transcriber.program(), env.home.runs());
        // What somebody has set may do as it likes.
        let goes = match self.transcriber.is_set() {
            true => format!("Your voice goes to `{program}`, which your settings name"),
            false => {
                format!("Your voice stays on this computer: `{program}` writes down what it hears")
            }
        };
        let fate = match env.settings.keep_audio {
            true => "is kept with its words",
            false => "is deleted as soon as its words are there; they stay",
        };
        env.say(&[
            Line::quiet(format!(
                "{goes}, and star-cards sends nothing anywhere. The recording {fate} in {}.",
                runs.display()
            )),
            Line::blank(),
        ]);
    }
}

/// Below so many columns the row of the clock has room for the least only.
const NARROW: usize = 60;

/// Whether there is still something to tap.
pub(super) enum Listened {
    /// It was told, or the person has had enough.
    Done(Telling),
    /// Nothing was recorded: the taps of today go on.
    Nothing,
}

/// An answer that was recorded, with its taps.
struct TakenAnswer<'s> {
    story: &'s Story,
    aim: TellingAim,
    answer: RecordedAnswer,
    taps: RecordedTaps,
}

/// Records an answer, has it written down and tells what was heard.
pub(super) fn record_and_hear(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    story: &Story,
    ears: &Ears,
    aim: TellingAim,
) -> Result<Listened, CliError> {
    stop::promise("The recording is deleted. Beats that you marked are saved.");
    let mut recording = match record(env, &ears.recorder) {
        Ok(recording) => recording,
        Err(error) => return Ok(no_recording(env, &error)),
    };
    let mut taps = RecordedTaps::new(told::parts(story), aim.source(true));
    say_where_nothing_is_drawn(env, "Recording");
    name_keys_where_narrow(env);
    let end = record::until_told(
        env,
        workspace,
        story,
        &mut recording,
        &mut taps,
        aim.is_quiet(),
    )?;
    if let AnswerEnd::Stopped = end {
        drop(recording);
        return stopped(env, workspace, (story, aim), &taps).map(Listened::Done);
    }
    let ended = recording.ended();
    let why = ended.and_then(|ended| match ended {
        Ended::ByItself => recording.last_words(),
        Ended::AtTheMost => None,
    });
    let answer = match recording.finish(env.monotonic_ms()) {
        Ok(answer) => answer,
        Err(error) if taps.are_any() => {
            let told = without_words(env, workspace, (story, aim), &taps, error.into());
            return told.map(Listened::Done);
        }
        Err(error) => return Ok(no_recording(env, &error.into())),
    };
    if let Some(ended) = ended {
        env.say(&[Line::toned(
            Tone::Warn,
            told_end(ended, why.as_deref(), &answer),
        )]);
    }
    let taken = TakenAnswer {
        story,
        aim,
        answer,
        taps,
    };
    if let Err(error) = silence(&taken.answer) {
        let told = without_words(env, workspace, (story, aim), &taken.taps, error);
        return told.map(Listened::Done);
    }
    // The key that was meant to end the answer is not to tick anything.
    if ended.is_some() && !goes_on(env)? {
        drop(taken.answer);
        return stopped(env, workspace, (story, aim), &taken.taps).map(Listened::Done);
    }
    taken.hear(env, workspace, ears).map(Listened::Done)
}

/// Waits until the person has seen that the recording is over. Tells whether it is to be heard.
fn goes_on(env: &mut Env<'_>) -> Result<bool, CliError> {
    let bar = tap_bar(env, "go on", [('q', "stop")]);
    loop {
        match env.world.prompt.key(&bar)? {
            Key::Char(' ') | Key::Enter => return Ok(true),
            Key::Char('q') | Key::Escape => return Ok(false),
            _ => {}
        }
    }
}

/// What goes on, for whom no clock is drawn.
fn say_where_nothing_is_drawn(env: &mut Env<'_>, what: &str) {
    if env.world.prompt.style().plain {
        env.say(&[Line::plain(format!("{what}."))]);
    }
}

/// What the letters do, where the row of the clock has no room to say it.
fn name_keys_where_narrow(env: &mut Env<'_>) {
    let style = env.world.prompt.style();
    if style.columns < NARROW && !style.plain {
        let keys = "b ends a beat, u takes that back, q stops.";
        env.say(&[Line::quiet(keys), Line::blank()]);
    }
}

/// Nothing was recorded; the question still stands there.
fn no_recording(env: &mut Env<'_>, error: &CliError) -> Listened {
    let mut lines = problem(error);
    lines.push(Line::plain("Continuing without it."));
    lines.push(Line::blank());
    env.say(&lines);
    Listened::Nothing
}

/// What went wrong and what to do, as lines in passing.
fn problem(error: &CliError) -> Vec<Line> {
    let mut lines = error.lines().into_iter();
    let first = lines.next().map(|line| capitalised(&line));
    let first = first.map(|line| Line::toned(Tone::Warn, format!("{line}.")));
    first.into_iter().chain(lines.map(Line::plain)).collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn told_end(ended: Ended, why: Option<&str>, answer: &RecordedAnswer) -> String {
    let time = meter::clock(answer.ms.into());
    match ended {
        Ended::ByItself => {
            let why = why.map_or_else(String::new, |why| format!(": {why}"));
            format!("The recorder ended by itself after {time}{why}.")
        }
        Ended::AtTheMost => format!("Recording ends after {time}: no answer is longer."),
    }
}

/// No recogniser hears what holds no speech: it would make up words.
fn silence(answer: &RecordedAnswer) -> Result<(), CliError> {
    let (what, hint) = match answer.sound {
        Sound::Speech => return Ok(()),
        Sound::Zeros => (
            "the recording has no sound at all",
            "The microphone is switched off, or this terminal may not use it.",
        ),
        Sound::Steady => (
            "nobody speaks in the recording, so nothing was heard",
            "Is this the right microphone?",
        ),
    };
    Err(CliError::failed(what)
        .hint(hint)
        .hint("To try the recorder and the recogniser: star-cards doctor --voice"))
}

/// The person has had enough.
fn stopped(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    (story, aim): (&Story, TellingAim),
    taps: &RecordedTaps,
) -> Result<Telling, CliError> {
    env.say(&[Line::plain("Stopped. The recording is deleted.")]);
    of_taps(env, workspace, (story, aim), taps)
}

/// What the taps tell.
fn of_taps(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    (story, aim): (&Story, TellingAim),
    taps: &RecordedTaps,
) -> Result<Telling, CliError> {
    if let TellingAim::Rehearsal { .. } = aim {
        after::tell(env, workspace, story, &taps.rehearsal)?;
    }
    Ok(Telling::tapped(&taps.rehearsal, taps.log.run()))
}

/// What is left where no words are there: the taps, if there are any, else the reason.
fn without_words(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    (story, aim): (&Story, TellingAim),
    taps: &RecordedTaps,
    error: CliError,
) -> Result<Telling, CliError> {
    if !taps.are_any() && aim != TellingAim::Mock {
        return Err(error.hint("Nothing was saved."));
    }
    env.say(&problem(&error));
    if taps.are_any() {
        env.say(&[Line::plain("The beats that you marked are saved.")]);
    }
    let told = of_taps(env, workspace, (story, aim), taps)?;
    // What was not heard was told all the same.
    Ok(Telling {
        is_over: true,
        ..told
    })
}

/// A telling of which nothing is known.
fn without_run() -> Telling {
    Telling {
        is_over: true,
        ..Telling::default()
    }
}

/// A recogniser at work, as it stands on the screen.
struct WritingFace<'w> {
    work: &'w Transcribing,
    clock: &'w dyn Clock,
    what: &'w str,
}

impl RunningClock for WritingFace<'_> {
    fn face(&self) -> String {
        let took = meter::clock(self.work.took_ms(self.clock.monotonic_ms()));
        let done = self.work.telling().as_deref().and_then(percent);
        let done = done.map_or_else(String::new, |done| format!(", {done} %"));
        format!("{}: {took}{done}", self.what)
    }

    fn marks(&self) -> u32 {
        0
    }

    fn is_over(&self) -> bool {
        self.work.is_over(self.clock.monotonic_ms())
    }
}

/// How far a recogniser has come, where the last line that it printed says so: ` 45%|####`.
fn percent(telling: &str) -> Option<u8> {
    let (before, _) = telling.rsplit_once('%')?;
    let digits = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    before[digits..]
        .parse()
        .ok()
        .filter(|percent| *percent <= 100)
}

/// What came of a recogniser.
enum TranscribingEnd {
    Words(String, Transcript),
    /// The person did not want to wait.
    Stopped,
}

impl TakenAnswer<'_> {
    /// Has it written down, as often as the person likes, and tells what was heard.
    fn hear(
        self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
        ears: &Ears,
    ) -> Result<Telling, CliError> {
        let told = (self.story, self.aim);
        loop {
            match self.write(env, &ears.transcriber) {
                Ok(TranscribingEnd::Words(source, heard)) => {
                    return self.tell(env, workspace, &source, heard);
                }
                Ok(TranscribingEnd::Stopped) => {
                    drop(self.answer);
                    return stopped(env, workspace, told, &self.taps);
                }
                Err(error) if error.is_failure() => {
                    env.say(&problem(&error));
                    let question = "Try again with the same recording?";
                    if env.world.prompt.confirm(question)? {
                        continue;
                    }
                    self.keep_audio(env, None);
                    let error = CliError::failed("the answer was not written down")
                        .hint("To try the recogniser: star-cards doctor --voice");
                    return without_words(env, workspace, told, &self.taps, error);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Lets a recogniser work until it is done or the person stops it.
    fn write(
        &self,
        env: &mut Env<'_>,
        transcriber: &Transcriber,
    ) -> Result<TranscribingEnd, CliError> {
        let limit = patience_ms(self.answer.ms);
        // Also where the session's clock stands still, a recogniser is not waited for without end.
        let clock = SystemClock::new();
        let mut work = Transcribing::begin(transcriber, &self.answer, clock.monotonic_ms(), limit)?;
        let length = meter::clock(self.answer.ms.into());
        // What is narrow has no room for a name.
        let what = match env.world.prompt.style().columns {
            ..NARROW => format!("hearing {length}"),
            _ => format!("{} hears {length} of speech", transcriber.program()),
        };
        say_where_nothing_is_drawn(env, &what);
        let source = loop {
            let now = clock.monotonic_ms();
            if let Some(source) = work.poll(now)? {
                break source;
            }
            let face = WritingFace {
                work: &work,
                clock: &clock,
                what: &what,
            };
            let bar = Bar {
                others: vec![('q', "stop")],
                ..Bar::default()
            };
            match env.world.prompt.timed_key(&bar, &face)? {
                Key::Char('q') | Key::Escape => return Ok(TranscribingEnd::Stopped),
                Key::Suspend => env.world.prompt.suspend()?,
                _ => {}
            }
        };
        let heard = Transcript::read(&source).map_err(|why| not_read(transcriber, why))?;
        Ok(TranscribingEnd::Words(source, heard))
    }

    /// Holds what was heard against the story, and keeps it as a run.
    fn tell(
        mut self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
        source: &str,
        heard: Transcript,
    ) -> Result<Telling, CliError> {
        let (from, to) = self.answer.speech.unwrap_or((0, self.answer.ms));
        let heard = heard.within(from, to);
        let asked = Some(self.story);
        let told = transcript::told_story(&workspace.library, asked, &heard, SHOWN, REHEARSE);
        if let Err(error) = told.map(drop) {
            // The beats that were marked are not this story's.
            self.taps.log.drop_run(env, workspace)?;
            if self.aim != TellingAim::Mock {
                return Err(error);
            }
            env.say(&problem(&error));
            return Ok(without_run());
        }
        let parts = match self.taps.bounds() {
            Some((from, ends)) => listen::hear_tapped(self.story, &heard, from, &ends),
            None => listen::hear(self.story, &heard),
        };
        if let Some((tapped, all)) = self.taps.lacking() {
            self.taps.log.drop_run(env, workspace)?;
            env.say(&[Line::quiet(format!(
                "You marked {tapped} of {all} ends of beats, so the beats are found by the words."
            ))]);
        }
        let ms = heard.spoken_ms().unwrap_or(to - from);
        let pace = Pace::in_ms(&heard, ms);
        let has_times = heard.times != WordTimes::Unknown;
        let told = ToldRun {
            story: self.story,
            heard: HeardRun {
                parts: &parts,
                transcript: &heard,
            },
            source: self.aim.source(true),
            begun: self.taps.log.run(),
            start_ms: Some(from),
            pace,
            is_timed: has_times && pace.is_some_and(Pace::is_spoken),
        };
        if self.aim != TellingAim::Mock {
            told.show(env, "as it was heard")?;
        }
        let kept = told.keep(env, workspace)?;
        let run = kept.as_ref().map(|kept| kept.run);
        self.keep_audio(env, run);
        let words = run.map(|run| {
            let name = run_files::name(env, self.story, Some(run));
            run_files::keep_words(&env.home.runs(), &name, source)
        });
        // The words are there.
        drop(self.answer);
        let telling = told.telling(env, run)?;
        if self.aim == TellingAim::Mock {
            return Ok(telling);
        }
        told.grade_and_tell(env, workspace, kept)?;
        match words {
            Some(Ok(path)) => env.note(&format!("The words are in {}", path.display())),
            Some(Err(error)) => env.note(&format!(
                "The words cannot be kept in {}: {error}",
                env.home.runs().display()
            )),
            None => {}
        }
        let today = workspace.today_list();
        let next = workspace.next_step(env, &today, &JustDone::Rehearsed, false);
        env.say(&next);
        Ok(telling)
    }

    /// Keeps the recording, where the settings say so. One that cannot be kept takes nothing away.
    fn keep_audio(&self, env: &mut Env<'_>, run: Option<RowId>) {
        if !env.settings.keep_audio {
            return;
        }
        let (folder, name) = (env.home.runs(), run_files::name(env, self.story, run));
        match self.answer.keep(&folder, &name) {
            Ok(path) => env.note(&format!("The recording is in {}", path.display())),
            Err(error) => env.note(&format!(
                "The recording cannot be kept in {}: {error}",
                folder.display()
            )),
        }
    }
}

/// How a person calls what was heard here.
const SHOWN: &str = "the recording";

/// How another story is heard.
const REHEARSE: [&str; 2] = ["To tell it again", "--voice"];

/// Why nothing can be read in what a recogniser wrote.
fn not_read(transcriber: &Transcriber, why: NoTranscript) -> CliError {
    let program = transcriber.program();
    let what = match why {
        NoTranscript::OtherJson => {
            format!("the recogniser `{program}` wrote JSON that is cut off or not known")
        }
        NoTranscript::NoWords => format!("the recogniser `{program}` heard no words"),
        NoTranscript::TooLong(words) => {
            format!(
                "the recogniser `{program}` heard {words} words, which are more than one answer"
            )
        }
    };
    CliError::failed(what).hint("To try the recorder and the recogniser: star-cards doctor --voice")
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn how_far_a_recogniser_is_stands_in_what_it_prints() {
        for (told, done) in [
            ("  45%|####      | 35.0/77.0 [00:03<00:04]", Some(45)),
            (
                "whisper_print_progress_callback: progress = 100%",
                Some(100),
            ),
            ("progress = %", None),
            ("loading model", None),
            ("1000%", None),
            ("\u{e9}%", None),
        ] {
            assert_eq!(percent(told), done, "{told}");
        }
    }
}
