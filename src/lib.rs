//! star-cards keeps the stories of a behavioural interview ready: the decision and the
//! durable change of each, and the four traps around them.
//!
//! Files own the words and the names; the log owns what happened; the schedule is
//! arithmetic, done fresh each time. The modules, in reading order:
//!
//! - `story`: a story, its beats, its traps; text to stories and problems (pure)
//! - `foreign`: the shapes that stories have elsewhere, turned into ours (pure)
//! - `study`: cards, memories, today's list, a sitting, reports (pure)
//! - `coach`: an answer judged: findings, times, the story for a role (pure)
//! - `listen`: a spoken answer as a recogniser heard it (pure)
//! - `export`: reports to text (pure)
//! - [`clock`], `home`, `deck`, `store`, `snapshot`, [`prompt`], `anki`, `archive`: the doors to
//!   time, settings, story files, SQLite, what the last start has worked out, the person, Anki's
//!   packages and backups; `voice`, the one to recorders and recognisers; they never see each other
//! - `cli`: one command, one file
//!
//! Whatever a command needs from outside comes in through [`World`], so that [`run`] can be
//! called twice in one test with two different worlds.

mod anki;
mod archive;
mod cli;
pub mod clock;
mod coach;
mod deck;
mod export;
mod files;
mod foreign;
mod home;
mod listen;
pub mod prompt;
mod snapshot;
mod store;
mod story;
mod study;
mod voice;

pub use cli::run;
pub use cli::world::{SnapshotUse, World};

/// What the tests and benches of this repository take apart from the program; no promise to
/// anybody else.
#[doc(hidden)]
pub mod internals {
    pub use crate::coach::{FindingCode, TimedAnswer, check, numbers, turns};
    pub use crate::deck::read_all;
    pub use crate::home::{Settings, TEMPLATE};
    pub use crate::story::parse::parse;
    pub use crate::study::countdown::Countdown;
    pub use crate::study::day::{ClockReading, Instant, StudyDay};
    pub use crate::study::own_scale::{Foreseen, NEWEST, factor};
    pub use crate::study::quiz::label;
    pub use crate::study::replay::CardMemory;
    pub use crate::study::review::{NameIndex, Quality, Review, RowId, Source};
    pub use crate::study::schedule::{CardHistory, list};
    pub use crate::study::sm2::Sm2;
}
