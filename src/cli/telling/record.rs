//! An answer while it is recorded: a clock, a meter, and a key for each beat if somebody wants to tap.

use super::run_log::RunLog;
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::meter;
use crate::cli::stopwatch::tap_bar;
use crate::cli::workspace::Workspace;
use crate::clock::{Clock, SystemClock};
use crate::coach::WHOLE;
use crate::prompt::text::Style;
use crate::prompt::{Bar, Key, RunningClock};
use crate::story::{AnswerPart, Story};
use crate::study::facts::{LapKind, RunSource};
use crate::study::rehearsal::Rehearsal;
use crate::voice::Recording;

/// A recorder that has given no sound for so long gives none, in milliseconds.
const STARTING_MS: u64 = 5_000;

/// How an answer was over.
pub(super) enum AnswerEnd {
    /// The person ended it, or the recorder did.
    Told,
    /// The person wants none of it.
    Stopped,
}

/// The taps of a recorded answer, on the clock of the recording.
pub(super) struct RecordedTaps {
    pub rehearsal: Rehearsal,
    pub log: RunLog,
    /// How many parts the story has.
    parts: usize,
}

impl RecordedTaps {
    pub(super) fn new(parts: Vec<AnswerPart>, source: RunSource) -> RecordedTaps {
        RecordedTaps {
            parts: parts.len(),
            rehearsal: Rehearsal::new(parts, 0),
            log: RunLog::new(source),
        }
    }

    /// Whether somebody tapped at all.
    pub(super) fn are_any(&self) -> bool {
        !self.rehearsal.taps().is_empty()
    }

    /// How many parts were ended by a tap, and how many are by a tap or by the end, where that is not
    /// all of them.
    pub(super) fn lacking(&self) -> Option<(usize, usize)> {
        let tapped = self.rehearsal.taps().len().saturating_sub(1);
        (self.are_any() && self.rehearsal.next().is_some()).then_some((tapped, self.parts - 1))
    }

    /// When the first part began and when each one ended, in milliseconds of the recording, where
    /// all of them were tapped.
    pub(super) fn bounds(&self) -> Option<(u32, Vec<(AnswerPart, u32)>)> {
        if self.rehearsal.next().is_some() {
            return None;
        }
        let mut at = 0;
        let mut ends = Vec::new();
        let mut from = 0;
        for tap in self.rehearsal.taps() {
            at += tap.ms;
            match tap.kind {
                LapKind::Part(part) => ends.push((part, at)),
                LapKind::Start | LapKind::End => from = at,
            }
        }
        Some((from, ends))
    }

    /// Ends the part that is told now. The first tap also says when the first word was.
    fn tap(
        &mut self,
        env: &mut Env<'_>,
        workspace: &mut Workspace,
        story: &Story,
        recording: &Recording,
    ) -> Result<(), CliError> {
        let now = recording.recorded_ms().into();
        let mut at = vec![now];
        if !self.are_any() {
            at.insert(0, recording.first_word_ms().unwrap_or(0).into());
        }
        for at in at {
            if let Some(tap) = self.rehearsal.tap(at) {
                let is_over = self.rehearsal.next().is_none();
                let over = is_over.then(|| self.rehearsal.spoken(at));
                self.log.tap(env, workspace, story, tap, over)?;
            }
        }
        Ok(())
    }

    /// Takes the newest tap back, and with the first one when the first word was.
    fn take_back(&mut self, env: &mut Env<'_>, workspace: &mut Workspace) -> Result<(), CliError> {
        while self.rehearsal.take_back().is_some() {
            self.log.take_back(env, workspace)?;
            if self.rehearsal.taps().len() != 1 {
                break;
            }
        }
        // A run without a tap is none: it begins anew with the next one, or with what is heard.
        if !self.are_any() {
            self.log.drop_run(env, workspace)?;
        }
        Ok(())
    }

    /// Whether the part told now ends with the answer.
    fn is_at_last(&self) -> bool {
        self.rehearsal.taps().len().max(1) >= self.parts
    }
}

/// What stands on the screen while somebody speaks.
struct RecordingFace<'r> {
    recording: &'r Recording,
    /// Runs since the recorder was started, or let go on.
    since: &'r SystemClock,
    style: Style,
    quiet: bool,
}

impl RunningClock for RecordingFace<'_> {
    fn face(&self) -> String {
        let ms = self.recording.recorded_ms();
        match ms {
            _ if self.quiet => String::new(),
            0 => "starting".to_owned(),
            ms => {
                let level = meter::level(self.recording.level_db(), self.style);
                let time = meter::clock(ms.into());
                let past = match self.marks() {
                    0 => String::new(),
                    1 => format!(" past {} s", WHOLE.from),
                    _ => format!(" past {} s", WHOLE.to),
                };
                format!("{time} {level}{past}")
            }
        }
    }

    fn marks(&self) -> u32 {
        let seconds = self.recording.recorded_ms() / 1000;
        let passed = |mark: u32| u32::from(!self.quiet && seconds >= mark);
        passed(WHOLE.from) + passed(WHOLE.to)
    }

    fn is_over(&self) -> bool {
        let is_mute = || self.recording.recorded_ms() == 0;
        self.recording.ended().is_some() || self.since.monotonic_ms() >= STARTING_MS && is_mute()
    }
}

/// Records until the answer is over. The taps are rows at once.
pub(super) fn until_told(
    env: &mut Env<'_>,
    workspace: &mut Workspace,
    story: &Story,
    recording: &mut Recording,
    taps: &mut RecordedTaps,
    quiet: bool,
) -> Result<AnswerEnd, CliError> {
    let mut is_first = true;
    // The session's own clock may stand still.
    let mut since = SystemClock::new();
    loop {
        let face = RecordingFace {
            recording,
            since: &since,
            style: env.world.prompt.style(),
            quiet,
        };
        let bar = Bar {
            fresh: std::mem::take(&mut is_first),
            ..bar(env, taps)
        };
        let key = env.world.prompt.timed_key(&bar, &face)?;
        match key {
            Key::Char('b') if !taps.is_at_last() => taps.tap(env, workspace, story, recording)?,
            Key::Char('u') => taps.take_back(env, workspace)?,
            Key::Char('q') => return Ok(AnswerEnd::Stopped),
            // Who is used to begin with this key has not said a word yet.
            Key::Char(' ') | Key::Enter if recording.recorded_ms() == 0 => {}
            Key::Char(' ') | Key::Enter | Key::Over => {
                if taps.are_any() && taps.is_at_last() {
                    taps.tap(env, workspace, story, recording)?;
                }
                return Ok(AnswerEnd::Told);
            }
            Key::Suspend => {
                // Nothing is recorded until the shell takes the program up again.
                recording.suspend(env.monotonic_ms());
                env.world.prompt.suspend()?;
                recording.resume(env.monotonic_ms());
                since = SystemClock::new();
            }
            _ => {}
        }
    }
}

fn bar(env: &Env<'_>, taps: &RecordedTaps) -> Bar {
    let mut others = vec![('b', "end of a beat"), ('u', "back"), ('q', "stop")];
    others.retain(|(key, _)| match key {
        'b' => !taps.is_at_last(),
        'u' => taps.are_any(),
        _ => true,
    });
    Bar {
        others,
        ..tap_bar(env, "ends it", [])
    }
}
