//! One timed run, tap by tap.
//!
//! The machine is told what was pressed and when, on a clock that never goes back, and
//! answers what that means. It reads no clock and writes nothing.

use crate::story::AnswerPart;

use super::facts::LapKind;

/// A tap that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tap {
    /// What it ended.
    pub kind: LapKind,
    /// Milliseconds that it took, pauses left out.
    pub ms: u32,
}

/// One run under way.
#[derive(Debug, Clone)]
pub(crate) struct Rehearsal {
    parts: Vec<AnswerPart>,
    /// When the present lap began, pauses taken out.
    since: u64,
    paused_at: Option<u64>,
    taps: Vec<Tap>,
}

impl Rehearsal {
    /// Begins with the question on the screen.
    pub(crate) fn new(parts: Vec<AnswerPart>, now: u64) -> Rehearsal {
        Rehearsal {
            parts,
            since: now,
            paused_at: None,
            taps: Vec::new(),
        }
    }

    /// What the next tap ends; none when the answer is over.
    pub(crate) fn next(&self) -> Option<LapKind> {
        match self.taps.len() {
            0 => Some(LapKind::Start),
            taps => self.parts.get(taps - 1).map(|&part| LapKind::Part(part)),
        }
    }

    /// Whether the clock stands.
    pub(crate) fn is_paused(&self) -> bool {
        self.paused_at.is_some()
    }

    /// Takes a tap. A tap during a pause ends the pause and no lap.
    pub(crate) fn tap(&mut self, now: u64) -> Option<Tap> {
        if self.is_paused() {
            self.resume(now);
            return None;
        }
        let kind = self.next()?;
        let tap = Tap {
            kind,
            ms: u32::try_from(now.saturating_sub(self.since)).unwrap_or(u32::MAX),
        };
        self.since = now;
        self.taps.push(tap);
        Some(tap)
    }

    /// Stops the clock, or lets it go on.
    pub(crate) fn pause(&mut self, now: u64) {
        match self.paused_at {
            Some(_) => self.resume(now),
            None => self.paused_at = Some(now),
        }
    }

    fn resume(&mut self, now: u64) {
        if let Some(paused_at) = self.paused_at.take() {
            self.since += now.saturating_sub(paused_at);
        }
    }

    /// Takes the newest tap back: its lap goes on as if it had not been ended.
    pub(crate) fn take_back(&mut self) -> Option<Tap> {
        let tap = self.taps.pop()?;
        self.since = self.since.saturating_sub(u64::from(tap.ms));
        Some(tap)
    }

    /// Milliseconds spoken so far: from the first word, pauses and silence before it left
    /// out.
    pub(crate) fn spoken(&self, now: u64) -> u64 {
        let Some((_, parts)) = self.taps.split_first() else {
            return 0;
        };
        let told: u64 = parts.iter().map(|tap| u64::from(tap.ms)).sum();
        let over = self.next().is_none();
        let now = self.paused_at.unwrap_or(now);
        let running = if over {
            0
        } else {
            now.saturating_sub(self.since)
        };
        told + running
    }

    /// The taps so far.
    pub(crate) fn taps(&self) -> &[Tap] {
        &self.taps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Beat;
    use proptest::prelude::*;

    const PARTS: [AnswerPart; 3] = [
        AnswerPart::Beat(Beat::Situation),
        AnswerPart::Beat(Beat::Action),
        AnswerPart::Closing,
    ];

    fn run(now: u64) -> Rehearsal {
        Rehearsal::new(PARTS.to_vec(), now)
    }

    #[test]
    fn laps_are_the_times_between_taps() {
        let mut run = run(100);
        let times: Vec<u32> = [400, 1400, 3400, 3900]
            .into_iter()
            .map(|now| run.tap(now).expect("a lap").ms)
            .collect();
        assert_eq!(times, [300, 1000, 2000, 500]);
        assert_eq!((run.next(), run.tap(5000)), (None, None));
        assert_eq!(run.spoken(9000), 3500);
    }

    #[test]
    fn a_pause_counts_nowhere() {
        let mut run = run(0);
        run.tap(100);
        run.pause(300);
        assert_eq!(run.spoken(900), 200);
        assert_eq!(run.tap(1000), None, "the tap that ends a pause ends no lap");
        assert_eq!(run.tap(1500).map(|tap| tap.ms), Some(700));
    }

    #[test]
    fn a_tap_taken_back_was_never_made() {
        let (mut once, mut twice) = (run(0), run(0));
        once.tap(100);
        once.tap(900);
        twice.tap(100);
        twice.tap(500);
        assert_eq!(twice.take_back().map(|tap| tap.ms), Some(400));
        twice.tap(900);
        assert_eq!(once.taps(), twice.taps());
    }

    proptest! {
        #[test]
        fn the_laps_add_up_to_the_time_less_the_pauses(
            steps in prop::collection::vec((0u64..5000, 0u8..2), 1..20)
        ) {
            let mut run = run(0);
            let (mut now, mut paused) = (0, 0);
            for (ms, key) in steps {
                let was_paused = run.is_paused();
                now += ms;
                paused += if was_paused { ms } else { 0 };
                if key == 0 { run.tap(now); } else { run.pause(now); }
                if run.next().is_none() { break; }
            }
            if !run.is_paused() && run.next().is_some() && !run.taps().is_empty() {
                let latency = u64::from(run.taps()[0].ms);
                prop_assert_eq!(run.spoken(now), now - paused - latency);
            }
        }
    }
}
