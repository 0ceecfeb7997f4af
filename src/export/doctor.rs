//! What `doctor` found, for programs.

use serde::Serialize;

/// Something that wants doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DoctorFinding {
    /// A word for programs: `permissions`, `log`, `settings` ...
    pub code: &'static str,
    /// What is the matter, in a sentence.
    pub what: String,
    /// What to do about it.
    #[serde(rename = "do")]
    pub way_out: String,
}

/// The places everything lies at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Places {
    /// The folder of all data.
    pub data: String,
    /// The log.
    pub log: String,
    /// Folders that decks are searched in.
    pub decks: Vec<String>,
    /// Copies of the log.
    pub backups: String,
    /// The settings file.
    pub settings: String,
}

/// The log in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct LogFigures {
    /// none, sound, or broken.
    pub state: &'static str,
    /// Rows of every kind.
    pub rows: usize,
    /// Answers among them.
    pub answers: usize,
    /// The size of the file.
    pub bytes: u64,
    /// The newest copy of it; null if there is none.
    pub newest_backup: Option<String>,
}

/// The stories in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Stories {
    /// The person's own.
    pub own: usize,
    /// Deck files they are in.
    pub decks: usize,
    /// Problems in those files.
    pub problems: usize,
    /// Names that the log knows and no story bears.
    pub lost: Vec<String>,
}

/// What is kept of decks and log, for the next start to go on from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct SnapshotFigures {
    /// none where the home is small, missing, useless if it is of another build or damaged, blocked
    /// where a link, a folder or the like bears its name, or sound.
    pub state: &'static str,
    /// The file.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// When it was written, as RFC 3339; null if there is none.
    pub written: Option<String>,
    /// Answers that a start does not read again.
    pub answers: u64,
    /// Deck files that a start does not read again.
    pub decks: usize,
}

/// How things are shown, and with what they are edited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Screen {
    /// Columns that text is fitted to.
    pub columns: usize,
    /// Colours are used.
    pub colour: bool,
    /// The locale takes more than ASCII.
    pub unicode: bool,
    /// Line by line, without redrawing.
    pub plain: bool,
    /// The editor of `add` and `edit`.
    pub editor: Option<String>,
    /// The time the clock stands still at, if STAR_CARDS_NOW sets one.
    pub clock_stands_at: Option<String>,
}

/// A command that records or hears.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct VoiceTool {
    /// The program.
    pub program: String,
    /// Whether the settings name it; else it was found.
    pub set: bool,
    /// The line of the settings that names it.
    pub line: String,
}

/// What records and what hears; null where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct VoiceSetup {
    /// The recorder.
    pub recorder: Option<VoiceTool>,
    /// The recogniser.
    pub transcriber: Option<VoiceTool>,
}

/// Everything that was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Checkup {
    /// The version of the document's schema.
    pub version: u32,
    /// The program's version.
    pub program: &'static str,
    /// SQLite's version.
    pub sqlite: &'static str,
    /// The version of the log's schema.
    pub schema: usize,
    /// Where things lie.
    pub places: Places,
    /// The log.
    pub log: LogFigures,
    /// The stories.
    pub stories: Stories,
    /// What the next start goes on from.
    pub snapshot: SnapshotFigures,
    /// What records and what hears.
    pub voice: VoiceSetup,
    /// The terminal.
    pub screen: Screen,
    /// Room left on the disk of the data; null where the system does not say.
    pub free_bytes: Option<u64>,
    /// What wants doing.
    pub findings: Vec<DoctorFinding>,
}
