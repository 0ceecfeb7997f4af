//! How fast an answer was told, by the words of its transcript.

use crate::listen::Transcript;
use crate::prompt::text::Line;
use crate::study::run::{self, SPOKEN_RATES};

/// How fast it was told.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    pub words: u32,
    /// Milliseconds.
    pub ms: u32,
    /// Words a minute.
    pub rate: u32,
}

impl Pace {
    /// Who names the seconds knows better than the times of a recogniser.
    pub(super) fn of(transcript: &Transcript, seconds: Option<u32>) -> Option<Pace> {
        let ms = seconds.map(|seconds| seconds * 1000);
        Pace::in_ms(transcript, ms.or(transcript.spoken_ms())?)
    }

    /// Words that took so long.
    pub(super) fn in_ms(transcript: &Transcript, ms: u32) -> Option<Pace> {
        // A transcript has a few ten thousand words at most.
        let words = u32::try_from(transcript.words.len()).ok()?;
        let rate = run::pace(words.into(), ms.into()).unwrap_or(0);
        Some(Pace { words, ms, rate })
    }

    pub(super) fn seconds(self) -> f64 {
        f64::from(self.ms) / 1000.0
    }

    /// Whether people speak so fast, and so slow.
    pub(super) fn is_spoken(self) -> bool {
        SPOKEN_RATES.contains(&self.rate)
    }

    pub(super) fn lines(self) -> Vec<Line> {
        let Pace { words, rate, .. } = self;
        let mut lines = vec![Line::plain(format!(
            "{words} words in {:.0} s: {rate} words a minute.",
            self.seconds()
        ))];
        if !self.is_spoken() {
            let (from, to) = SPOKEN_RATES.into_inner();
            lines.push(Line::plain(format!(
                "People speak {from} to {to} words a minute, so no pace was saved. Check \
                 the seconds, and that the file has only what was said."
            )));
        }
        lines
    }
}
