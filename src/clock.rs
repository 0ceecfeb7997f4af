//! The door to time: the only place that reads a clock.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, FixedOffset, Local, LocalResult, Offset, TimeZone};

use crate::study::day::{ClockReading, Instant};

/// What the program asks of time. A running clock on the screen asks from its own thread.
pub trait Clock: Send + Sync {
    /// The instant, and what the wall shows.
    fn now(&self) -> ClockReading;
    /// How far the wall was from UTC at another instant; the offset of now where nobody knows.
    fn offset_at(&self, at: Instant) -> FixedOffset {
        let _ = at;
        *self.now().local.offset()
    }
    /// Milliseconds on a clock that never goes back; only differences mean anything.
    fn monotonic_ms(&self) -> u64;
}

/// The machine's clock and time zone.
#[derive(Debug)]
pub struct SystemClock {
    start: std::time::Instant,
}

impl SystemClock {
    /// Starts the monotonic clock.
    // This door is where the clock is read.
    #[allow(clippy::disallowed_methods, clippy::new_without_default)]
    pub fn new() -> SystemClock {
        SystemClock {
            start: std::time::Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    // This door is where the clock is read.
    #[allow(clippy::disallowed_methods)]
    fn now(&self) -> ClockReading {
        ClockReading {
            local: Local::now().fixed_offset(),
        }
    }

    fn offset_at(&self, at: Instant) -> FixedOffset {
        match Local.timestamp_millis_opt(at.0) {
            LocalResult::Single(then) => then.offset().fix(),
            _ => *self.now().local.offset(),
        }
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// A clock that stands still, for tests and demonstrations (`STAR_CARDS_NOW`).
#[derive(Debug)]
pub struct FrozenClock {
    now: DateTime<FixedOffset>,
    tick_ms: u64,
    ticks: AtomicU64,
}

impl FrozenClock {
    /// Stands at that local time; its offset is the local one.
    pub fn at(now: DateTime<FixedOffset>) -> FrozenClock {
        FrozenClock::ticking(now, 0)
    }

    /// Stands at that local time, while each look at the monotonic clock takes `tick_ms`.
    pub fn ticking(now: DateTime<FixedOffset>, tick_ms: u64) -> FrozenClock {
        FrozenClock {
            now,
            tick_ms,
            ticks: AtomicU64::new(0),
        }
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> ClockReading {
        ClockReading { local: self.now }
    }

    fn monotonic_ms(&self) -> u64 {
        (self.ticks.fetch_add(1, Ordering::Relaxed) + 1) * self.tick_ms
    }
}
