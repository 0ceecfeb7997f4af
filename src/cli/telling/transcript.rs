//! A spoken run from its transcript: which story it is, what was heard of it, grades, pace.

use std::path::Path;

use super::after;
use super::heard::{self, HeardRun};
use super::keep::{self, KeptRun, ToldRun};
use super::pace::Pace;
use super::told::Telling;
use crate::cli::env::Env;
use crate::cli::error::{CliError, Outcome};
use crate::cli::findings::{self, COLUMNS_WITH_WORDS};
use crate::cli::wording::heading;
use crate::cli::workspace::Workspace;
use crate::cli::{names, save};
use crate::coach::{self, CoachReport, TellingPace, TimedAnswer, WHOLE};
use crate::listen::{
    self, HeardPart, HeardPoint, NoTranscript, PointVerdict, ToldStory, Transcript, WordTimes,
};
use crate::prompt::stop;
use crate::prompt::text::{Line, Tone, fit};
use crate::story::problem::LineIndex;
use crate::story::{Library, Story, StoryEntry, text};
use crate::study::facts::RunSource;
use crate::study::next_step::JustDone;
use crate::study::review::RowId;

/// So many words show what was heard where it is no story.
const SHOWN_WORDS: usize = 25;

/// How much of them, where a language has no blanks.
const SHOWN_COLUMNS: usize = 200;

/// How to see all that was heard.
const SEE_ALL: [&str; 2] = ["To see all of it", "--transcript FILE"];

/// Judges a transcript, as the story named or else as the one that it tells, which is a run then.
/// Where its seconds are known, the log learns the pace.
pub(crate) fn judge(
    env: &mut Env<'_>,
    file: &Path,
    seconds: Option<u32>,
    story: Option<&str>,
) -> Outcome {
    let mut workspace = Workspace::open(env)?;
    let library = &workspace.library;
    let asked = story.map(|name| names::story(library, name)).transpose()?;
    asked.map_or(Ok(()), names::refuse_traps)?;
    let transcript = read(env, file)?;
    let shown = shown(file);
    let asked = asked.map(StoryEntry::story);
    let told = told_story(library, asked, &transcript, &shown, SEE_ALL)?.cloned();
    let pace = Pace::of(&transcript, seconds);
    let Some(story) = &told else {
        of_no_story(env, &transcript, pace, &shown)?;
        // Without a story only a person knows that somebody spoke, and a piece has no pace to learn.
        let learned = pace.filter(|_| seconds.is_some() && !transcript.breaks_off);
        let learned = learned.and_then(|pace| keep::pace(env.today(), pace.words, pace.ms));
        if let Some(fact) = learned {
            save::append_one(env, &mut workspace.store, fact)?;
        }
        env.done = Some(JustDone::Other);
        return Ok(0);
    };
    // Who names the seconds has a file with none, or with wrong ones.
    let has_times = transcript.times != WordTimes::Unknown && seconds.is_none();
    let parts = listen::hear(story, &transcript);
    let told = ToldRun {
        story,
        heard: HeardRun {
            parts: &parts,
            transcript: &transcript,
        },
        source: RunSource::Transcript,
        begun: None,
        start_ms: None,
        pace,
        is_timed: has_times && pace.is_some_and(Pace::is_spoken),
    };
    told.show(env, &format!("heard in {shown}"))?;
    let kept = told.keep(env, &mut workspace)?;
    told.grade_and_tell(env, &mut workspace, kept)?;
    env.done = Some(JustDone::Rehearsed);
    Ok(0)
}

/// How a person calls the transcript.
fn shown(file: &Path) -> String {
    match file == Path::new("-") {
        true => "standard input".to_owned(),
        false => file.display().to_string(),
    }
}

/// The story that was told, which must be the one asked for; none where no story was asked for and
/// none fits. `again` says what the command is for that hears it anew, and `how` what follows a story in it.
pub(super) fn told_story<'l>(
    library: &'l Library,
    asked: Option<&'l Story>,
    transcript: &Transcript,
    shown: &str,
    [again, how]: [&str; 2],
) -> Result<Option<&'l Story>, CliError> {
    let heard = text::first_words(&transcript.text(0..transcript.words.len()), SHOWN_WORDS);
    let heard = fit(&heard, SHOWN_COLUMNS);
    if !listen::is_english(transcript) {
        let error = CliError::failed(format!("{shown}: this is not English"));
        return Err(error.hint(format!(
            "Heard: “{heard}”. Only English can be compared with a story; nothing was saved."
        )));
    }
    let mut stories: Vec<&Story> = asked.into_iter().collect();
    let others = library.own_complete();
    stories.extend(others.filter(|story| asked.is_none_or(|asked| asked.id != story.id)));
    let (story, error) = match (asked, listen::told(&stories, asked.map(|_| 0), transcript)) {
        (_, ToldStory::Told(place)) => return Ok(Some(stories[place])),
        (None, _) => return Ok(None),
        (Some(asked), ToldStory::Instead(told)) => (
            format!(" {}", library.handle(stories[told].id.as_str())),
            format!(
                "this sounds like \"{}\", not like \"{}\"",
                stories[told].title, asked.title
            ),
        ),
        (Some(asked), ToldStory::Unknown) => (
            String::new(),
            format!("this does not sound like \"{}\"", asked.title),
        ),
    };
    Err(CliError::failed(format!("{shown}: {error}"))
        .hint(format!("Heard: “{heard}”. Nothing was saved."))
        .hint(format!("{again}: star-cards rehearse{story} {how}")))
}

impl ToldRun<'_> {
    /// What was heard by beat.
    pub(super) fn show(&self, env: &mut Env<'_>, how: &str) -> Result<(), CliError> {
        let HeardRun { parts, transcript } = self.heard;
        let mut lines = vec![heading(format!("{}, {how}", self.story.title))];
        lines.extend(heard::part_lines(parts, transcript));
        env.print(&lines)
    }

    /// Writes the run. Of a piece nobody knows what was left out, so that it is none.
    pub(super) fn keep(
        &self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
    ) -> Result<Option<KeptRun>, CliError> {
        if self.heard.transcript.breaks_off {
            return Ok(None);
        }
        keep::keep(env, workspace, self).map(Some)
    }

    /// How it was told, for whoever asks on.
    pub(super) fn telling(
        &self,
        env: &mut Env<'_>,
        run: Option<RowId>,
    ) -> Result<Telling, CliError> {
        let parts = self.heard.parts;
        let is_thin = |part: &&HeardPart| {
            let said = |point: &&HeardPoint| point.verdict == PointVerdict::Said;
            let said = part.points.iter().filter(said).count();
            !part.points.is_empty() && 2 * said <= part.points.len()
        };
        let seconds = parts.iter().filter(|_| self.is_timed);
        let seconds = seconds.filter_map(|part| Some((part.part, part.seconds()?)));
        let found = judged(env, self.heard, self.pace)?.findings;
        Ok(Telling {
            is_over: true,
            run,
            parts: seconds.collect(),
            found: Some(found.iter().map(|finding| finding.code).collect()),
            left_out: parts.iter().filter(is_thin).map(|part| part.part).collect(),
        })
    }

    /// The grades, then the figures, which are what stays on the screen.
    pub(super) fn grade_and_tell(
        &self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
        kept: Option<KeptRun>,
    ) -> Result<(), CliError> {
        let known = kept.as_ref().and_then(|kept| kept.known_since);
        let moved = kept.as_ref().and_then(|kept| kept.moved_from.clone());
        let mut graded = Ok(());
        if env.world.prompt.can_ask() {
            stop::promise(match kept {
                Some(_) => "The run is saved, without grades.",
                None => "No grade was saved.",
            });
            graded = after::offer_grades(env, workspace, self.story, Some((self.heard, kept)));
        }
        workspace.read_log(env)?;
        let mut lines = vec![Line::blank()];
        lines.extend(self.start_ms.map(after::latency));
        lines.extend(figures(env, self.heard, self.pace)?);
        lines.extend(after::most_left_out(workspace, self.story));
        lines.extend(after::last_runs(workspace, self.story));
        lines.extend(known.map(|day| {
            let day = day.date().format("%-d %B %Y");
            Line::quiet(format!(
                "This transcript is already saved, since {day}. It counts once."
            ))
        }));
        lines.extend(moved.map(|title| {
            let now = &self.story.title;
            Line::quiet(format!(
                "This transcript was saved as a run of \"{title}\". Now it is one of \"{now}\"."
            ))
        }));
        env.print(&lines)?;
        graded
    }
}

/// Times, pace, pauses and fillers, then what is to be fixed, and the one thing to change.
fn figures(
    env: &mut Env<'_>,
    HeardRun { parts, transcript }: HeardRun<'_>,
    pace: Option<Pace>,
) -> Result<Vec<Line>, CliError> {
    let mut timed = heard::timed(parts);
    let change = change(parts, &timed, pace);
    if env.out_style.width() < COLUMNS_WITH_WORDS {
        timed.iter_mut().for_each(|part| part.words = None);
    }
    let mut lines = findings::table_lines(&timed, pace.map(Pace::seconds));
    if !lines.is_empty() {
        lines.push(Line::blank());
    }
    lines.extend(pace.iter().flat_map(|pace| pace.lines()));
    lines.extend(heard::flow_lines(transcript, !timed.is_empty()));
    let mut report = judged(env, HeardRun { parts, transcript }, pace)?;
    // What was heard stands in no file.
    report
        .findings
        .iter_mut()
        .for_each(|finding| finding.at = None);
    if report.findings.is_empty() {
        lines.push(Line::blank());
    }
    let nowhere = ("", &LineIndex::of(""));
    lines.extend(findings::found_lines(nowhere, &report, env.out_style));
    if let Some(change) = change {
        lines.extend([Line::blank(), Line::toned(Tone::Bold, change)]);
    }
    Ok(lines)
}

/// What `check` says of the words that were heard.
fn judged(
    env: &mut Env<'_>,
    HeardRun { parts, transcript }: HeardRun<'_>,
    pace: Option<Pace>,
) -> Result<CoachReport, CliError> {
    let words = parts.iter();
    let words = words.map(|part| (part.part, transcript.text(part.words.clone())));
    let pace = match pace {
        Some(Pace { words, ms, .. }) => TellingPace::measured(words, ms),
        None => TellingPace::per_minute(findings::rate(env)?),
    };
    Ok(coach::check_at(&TimedAnswer::heard(words), pace))
}

/// The one thing to change: what was left out, or first of all the length where it is over.
fn change(parts: &[HeardPart], timed: &[coach::TimedPart], pace: Option<Pace>) -> Option<String> {
    let whole = pace.map_or(0.0, Pace::seconds);
    let advice = coach::advice(timed, whole);
    let missed = listen::first_missed(parts)
        .map(|(part, point)| format!("Next time, say in {}: “{}”.", part.part.name(), point.text));
    match whole > f64::from(WHOLE.to) {
        true => advice.or(missed),
        false => missed.or(advice),
    }
}

/// What was heard as it is, where it fits none of the person's stories.
fn of_no_story(
    env: &mut Env<'_>,
    transcript: &Transcript,
    pace: Option<Pace>,
    shown: &str,
) -> Result<(), CliError> {
    let words = transcript.text(0..transcript.words.len());
    let mut report = coach::check(&TimedAnswer::read(&words), rate(env, pace)?);
    if let Some(pace) = pace {
        report.timing.seconds = pace.seconds();
    }
    let source = (words.as_str(), &LineIndex::of(&words));
    let mut lines = findings::lines(shown, source, &report, env.out_style);
    lines.push(Line::blank());
    lines.push(Line::plain("None of your stories fits what was heard."));
    lines.extend(heard::flow_lines(transcript, false));
    lines.extend(pace.iter().flat_map(|pace| pace.lines()));
    env.print(&lines)
}

/// Words a minute: the words took what they took, whatever the usual pace is.
fn rate(env: &mut Env<'_>, pace: Option<Pace>) -> Result<u32, CliError> {
    match pace {
        Some(pace) => Ok(pace.rate.clamp(1, 1000)),
        None => findings::rate(env),
    }
}

/// What was heard, of whatever format.
fn read(env: &mut Env<'_>, file: &Path) -> Result<Transcript, CliError> {
    let source = env.read_spoken(file)?;
    Transcript::read(&source).map_err(|why| {
        let (what, hint) = match why {
            NoTranscript::OtherJson => (
                "this JSON is not a transcript, or it is cut off".to_owned(),
                "Known are Whisper, whisper.cpp, Vosk, sherpa-onnx and pocketsphinx. Or save the \
                 words as plain text, and name that file.",
            ),
            NoTranscript::NoWords => (
                "there are no words in it".to_owned(),
                "Save what was said as plain text or subtitles, and name that file.",
            ),
            NoTranscript::TooLong(words) => (
                too_long(words),
                "An answer has about 300. Save that part alone, and name that file.",
            ),
        };
        CliError::failed(format!("{}: {what}", shown(file))).hint(hint)
    })
}

fn too_long(words: usize) -> String {
    format!("{words} words are more than one answer")
}
