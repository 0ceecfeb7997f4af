//! star-cards keeps the stories of a behavioural interview ready: the decision and the
//! durable change of each, and the four traps around them.
//!
//! Files own the words and the names; the log owns what happened; the schedule is
//! arithmetic, done fresh each time. The modules, in reading order:
//!
//! - [`story`]: a story, its beats, its traps; text to stories and problems (pure)
//! - [`foreign`]: the shapes that stories have elsewhere, turned into ours (pure)
//! - [`study`]: cards, memories, today's list, a sitting, reports (pure)
//! - [`coach`]: an answer judged: findings, times, the story for a role (pure)
//! - [`export`]: reports to text (pure)
//! - [`clock`], [`home`], [`deck`], [`store`], [`prompt`], [`anki`]: the doors to time,
//!   settings, story files, SQLite, the person and Anki's packages; they never see each other
//! - [`cli`]: one command, one file
//!
//! Whatever a command needs from outside comes in through [`World`], so that [`run`] can be
//! called twice in one test with two different worlds.

pub mod anki;
pub mod cli;
pub mod clock;
pub mod coach;
pub mod deck;
pub mod export;
pub mod files;
pub mod foreign;
pub mod home;
pub mod prompt;
pub mod store;
pub mod story;
pub mod study;

pub use cli::run;
pub use cli::world::World;
