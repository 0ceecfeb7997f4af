//! One follow-up: asked, answered aloud within half a minute, and graded by the person.

use crate::cli::card_view::{self, GradeScale};
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::stopwatch::{Stopwatch, tap_bar};
use crate::prompt::text::Line;
use crate::prompt::{Bar, Key, RunningClock};
use crate::study::review::Quality;

/// Whoever answers longer is not answering any more, in seconds.
const LONGEST: u64 = 30;

/// How a follow-up was over.
pub(super) enum FollowUpEnd {
    /// With what the person gave for it, unless it was passed over, and the milliseconds it took.
    Answered(Option<Quality>, u32),
    /// The person has stopped.
    Left,
}

/// Nothing, until the half minute is over.
struct QuietClock<'w> {
    watch: &'w Stopwatch,
    since: u64,
}

impl RunningClock for QuietClock<'_> {
    fn face(&self) -> String {
        match self.marks() {
            0 => String::new(),
            _ => format!("past {LONGEST} s"),
        }
    }

    fn marks(&self) -> u32 {
        let seconds = self.watch.now().saturating_sub(self.since) / 1000;
        u32::from(seconds >= LONGEST)
    }
}

/// Waits for the answer to one that stands on the screen.
pub(super) fn answer(env: &mut Env<'_>) -> Result<FollowUpEnd, CliError> {
    let watch = Stopwatch::begin(env);
    let since = watch.now();
    let mut fresh = true;
    loop {
        watch.wait();
        let bar = Bar {
            fresh: std::mem::take(&mut fresh),
            ..tap_bar(
                env,
                "when you have answered",
                [('s', "skip"), ('q', "stop")],
            )
        };
        let clock = QuietClock {
            watch: &watch,
            since,
        };
        match env.world.prompt.timed_key(&bar, &clock)? {
            Key::Char(' ') | Key::Enter => break,
            Key::Char('s') => return Ok(FollowUpEnd::Answered(None, 0)),
            Key::Char('q') => return Ok(FollowUpEnd::Left),
            Key::Suspend => {
                env.world.prompt.suspend()?;
                watch.leave_out();
            }
            _ => {}
        }
    }
    let ms = u32::try_from(watch.now().saturating_sub(since)).unwrap_or(u32::MAX);
    env.say(&[Line::plain("How did that go?")]);
    let scale = GradeScale::OneToFour;
    loop {
        match env.world.prompt.key(&card_view::rehearsal_bar(scale))? {
            Key::Char('s') | Key::Escape => return Ok(FollowUpEnd::Answered(None, ms)),
            Key::Char('q') => return Ok(FollowUpEnd::Left),
            Key::Char(key) => {
                if let Some(quality) = scale.quality(key) {
                    return Ok(FollowUpEnd::Answered(Some(quality), ms));
                }
            }
            _ => {}
        }
    }
}
