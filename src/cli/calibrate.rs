//! `calibrate`: how fast a person speaks, from one of their own texts.

use super::card_view::words;
use super::env::Env;
use super::error::{CliError, Outcome};
use super::meter::{self, RecordingDial};
use super::stopwatch::{Stopwatch, tap_bar};
use super::wording::heading;
use super::{names, save, voice};
use crate::prompt::text::Line;
use crate::prompt::{Bar, Key};
use crate::store::NewFact;
use crate::story::text::{plain, word_count};
use crate::study::facts::RateSource;
use crate::study::run::{self, SPOKEN_RATES};
use crate::voice::Recorder;

/// Fewer seconds than this say little about a pace.
const SHORTEST_READING_MS: u64 = 5_000;

/// Measure your speaking rate by reading one of your stories aloud
///
/// Press Space when you begin to read and again when you have finished. The rate turns words into
/// seconds everywhere. Three transcripts with their seconds (`rehearse --transcript`) refine it.
/// `words_per_minute` in config.toml overrides it.
#[derive(clap::Args, Debug)]
pub(crate) struct CalibrateArgs {
    /// The story to read; on a terminal it can be chosen from a list
    story: Option<String>,
    /// Record the reading and measure from its first word to its last, without a tap at the
    /// beginning. The recording is deleted at once
    #[arg(long)]
    voice: bool,
}

impl CalibrateArgs {
    pub(crate) fn run(self, env: &mut Env<'_>) -> Outcome {
        if !env.world.prompt.can_ask() {
            return Err(CliError::usage("calibrate needs a terminal")
                .hint("Or set words_per_minute in config.toml."));
        }
        let library = env.library();
        let entry = names::story_or_ask(env, &library, self.story.as_deref(), false)?;
        names::refuse_traps(entry)?;
        let beats = entry.story().beats.iter();
        let texts: Vec<&str> = beats.map(|text| text.passage.markdown.as_str()).collect();
        let markdown = texts.join("\n\n");
        let count = word_count(&plain(&markdown));
        let Ok(count @ 1..) = u32::try_from(count) else {
            let id = entry.id();
            return Err(CliError::failed(format!("{id} has nothing to read yet")));
        };
        let mut lines = vec![heading(entry.title()), Line::blank()];
        lines.extend(words(&markdown));
        lines.push(Line::blank());
        // Without one, nobody is shown a text to read.
        let recorder = self.voice.then(|| voice::recorder(env)).transpose()?;
        env.world.prompt.say(&lines);
        let read = match &recorder {
            Some(recorder) => recorded(env, recorder)?,
            None => timed(env)?,
        };
        let Some(ms) = read else {
            env.note("Nothing was measured.");
            return Ok(0);
        };
        if ms < SHORTEST_READING_MS {
            return Err(CliError::failed("that was too short to measure your pace")
                .hint(self.how_to_read()));
        }
        let measured = run::pace(count.into(), ms).unwrap_or(0);
        if !SPOKEN_RATES.contains(&measured) {
            let (from, to) = SPOKEN_RATES.into_inner();
            return Err(CliError::failed(format!(
                "{count} words in {} s would be {measured} words a minute; people speak {from} to {to}",
                ms / 1000
            ))
            .hint(format!("Nothing was saved. {}", self.how_to_read())));
        }
        let ms = u32::try_from(ms).unwrap_or(u32::MAX);
        let fact = NewFact::Pace {
            day: env.today(),
            source: RateSource::Calibration,
            words: count,
            ms,
        };
        let mut store = env.open_log()?;
        save::append_one(env, &mut store, fact)?;
        // A pace needs no reviews, however many years of them there are.
        let facts = store.read_but_reviews()?.0.up_to(env.today());
        let rate = run::rate(&facts, &facts.undone()).unwrap_or(run::USUAL_RATE);
        let seconds = f64::from(ms) / 1000.0;
        let read = format!("{count} words in {seconds:.0} s.");
        env.note(&match env.settings.words_per_minute {
            Some(set) => format!(
                "{read} That is {measured} words a minute, and it is saved. But words_per_minute \
                 = {set} in config.toml comes first. To use your pace, remove that line."
            ),
            None if rate == measured => {
                format!("{read} Your rate is {rate} words a minute.")
            }
            None => format!(
                "{read} That is {measured} words a minute, and it is saved. Your newest \
                 transcripts count more: your rate is {rate} words a minute."
            ),
        });
        Ok(0)
    }

    fn how_to_read(&self) -> &'static str {
        match self.voice {
            true => "Read the whole text aloud, then press Space.",
            false => "Read the whole text aloud: Space at its first word, Space after its last.",
        }
    }
}

/// Milliseconds from the first word of a recorded reading to the end of its last; none if it was
/// left. The words are taken for those of the text: whoever reads only a part of it is slower than
/// anybody speaks, as a rule, and told so.
fn recorded(env: &mut Env<'_>, recorder: &Recorder) -> Result<Option<u64>, CliError> {
    let mut recording = voice::record(env, recorder)?;
    loop {
        let dial = RecordingDial {
            recording: &recording,
            style: env.world.prompt.style(),
        };
        let bar = tap_bar(env, "when you have read it all", [('q', "leave")]);
        match env.world.prompt.timed_key(&bar, &dial)? {
            Key::Char(' ') | Key::Enter => break,
            Key::Over => {
                // A text that was read in part would be taken for one that was read fast.
                let ms = recording.recorded_ms();
                let clock = meter::clock(ms.into());
                let question =
                    format!("The recording ended by itself after {clock}. Had you read it all?");
                if ms > 0 && !env.world.prompt.confirm(&question)? {
                    return Ok(None);
                }
                break;
            }
            Key::Char('q') | Key::Escape => return Ok(None),
            Key::Suspend => {
                recording.suspend(env.monotonic_ms());
                env.world.prompt.suspend()?;
                recording.resume(env.monotonic_ms());
            }
            Key::Char(_) => {}
        }
    }
    let answer = recording.finish(env.monotonic_ms())?;
    match answer.speech {
        Some((from, to)) => Ok(Some(u64::from(to - from))),
        None => Err(CliError::failed("nobody speaks in the recording")
            .hint("Nothing was saved. To try the microphone: star-cards doctor --voice")),
    }
}

/// Milliseconds between two taps; none if it was left.
fn timed(env: &mut Env<'_>) -> Result<Option<u64>, CliError> {
    let bar = |env: &Env<'_>, does: &str| Bar {
        fresh: true,
        ..tap_bar(env, does, [('q', "leave")])
    };
    let watch = Stopwatch::begin(env);
    let mut from = None;
    loop {
        let does = match from {
            Some(_) => "when you have finished",
            None => "when you begin to read",
        };
        watch.wait();
        let bar = bar(env, does);
        let key = env.world.prompt.timed_key(&bar, &watch)?;
        let now = watch.now();
        match (key, from) {
            (Key::Char(' ') | Key::Enter, None) => from = Some(now),
            (Key::Char(' ') | Key::Enter, Some(from)) => return Ok(Some(now.saturating_sub(from))),
            (Key::Char('q') | Key::Escape, _) => return Ok(None),
            (Key::Suspend, _) => {
                env.world.prompt.suspend()?;
                watch.leave_out();
            }
            _ => {}
        }
    }
}
