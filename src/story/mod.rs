//! A story, its beats and its traps: the words of one person and the names they go by.
//!
//! This room is pure: text comes in, values go out. It knows the one story format
//! ([`parse`] reads it, [`rewrite`] changes single lines of it) and the rules for names
//! ([`id`]). It refuses to open a file, to know where a deck lives, and to know what a card or a
//! review is.

pub mod id;
pub(crate) mod lines;
pub mod parse;
pub mod problem;
pub mod rewrite;
pub(crate) mod section;
pub mod shelf;
pub(crate) mod synonym;
pub mod text;

use std::fmt;
use std::ops::Range;

pub use id::StoryId;
pub use problem::{Level, Problem};
pub use shelf::{Deck, Shelf, Shelved};

/// The five parts of an answer, in the order they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Beat {
    /// Project, role, stakes.
    Situation,
    /// What the speaker owned.
    Task,
    /// The decision that turned out wrong.
    Action,
    /// The consequence, with a number.
    Result,
    /// The durable change.
    Learning,
}

impl Beat {
    /// All beats, in the order they are told.
    pub const ALL: [Beat; 5] = [
        Beat::Situation,
        Beat::Task,
        Beat::Action,
        Beat::Result,
        Beat::Learning,
    ];

    /// The heading a story uses, and the word a person reads.
    pub fn name(self) -> &'static str {
        match self {
            Beat::Situation => "Situation",
            Beat::Task => "Task",
            Beat::Action => "Action",
            Beat::Result => "Result",
            Beat::Learning => "Learning",
        }
    }
}

/// A part of an answer that takes time to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// One of the five.
    Beat(Beat),
    /// The hand-off to the role.
    Closing,
}

impl Part {
    /// All parts, in the order they are told.
    pub const ALL: [Part; 6] = [
        Part::Beat(Beat::Situation),
        Part::Beat(Beat::Task),
        Part::Beat(Beat::Action),
        Part::Beat(Beat::Result),
        Part::Beat(Beat::Learning),
        Part::Closing,
    ];

    /// The word a person reads.
    pub fn name(self) -> &'static str {
        match self {
            Part::Beat(beat) => beat.name(),
            Part::Closing => "Closing",
        }
    }

    /// The word in the log and in exports.
    pub fn key(self) -> &'static str {
        match self {
            Part::Beat(Beat::Situation) => "situation",
            Part::Beat(Beat::Task) => "task",
            Part::Beat(Beat::Action) => "action",
            Part::Beat(Beat::Result) => "result",
            Part::Beat(Beat::Learning) => "learning",
            Part::Closing => "closing",
        }
    }

    /// The part of that word, if it is one.
    pub fn from_key(key: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.key() == key)
    }
}

/// The four ways an answer sinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trap {
    /// A strength dressed up as a failure.
    FakeFailure,
    /// Somebody else's failure.
    Deflection,
    /// A consequence nobody measured.
    NoNumber,
    /// A failure that changed nothing.
    NoLearning,
}

impl Trap {
    /// All traps, in the order the decks and the help list them.
    pub const ALL: [Trap; 4] = [
        Trap::FakeFailure,
        Trap::Deflection,
        Trap::NoNumber,
        Trap::NoLearning,
    ];

    /// The key in a story file and the last part of a card's name.
    pub fn key(self) -> &'static str {
        match self {
            Trap::FakeFailure => "fake-failure",
            Trap::Deflection => "deflection",
            Trap::NoNumber => "no-number",
            Trap::NoLearning => "no-learning",
        }
    }

    /// The trap of that key, if it is one of the four.
    pub fn from_key(key: &str) -> Option<Trap> {
        Trap::ALL.into_iter().find(|trap| trap.key() == key)
    }

    /// What a person reads in a menu: the key and what it means.
    pub fn label(self) -> &'static str {
        match self {
            Trap::FakeFailure => "fake failure: a strength in disguise",
            Trap::Deflection => "deflection: somebody else did it",
            Trap::NoNumber => "no number: nobody can tell how bad it was",
            Trap::NoLearning => "no learning: nothing changed afterwards",
        }
    }
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// The three kinds of failure that a person should have a story for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Miss {
    /// A technical miss, as an individual contributor.
    Technical,
    /// Somebody who mattered was not brought along.
    Stakeholder,
    /// A judgement or hiring call.
    Judgement,
}

impl Miss {
    /// All kinds, in the order the help lists them.
    pub const ALL: [Miss; 3] = [Miss::Technical, Miss::Stakeholder, Miss::Judgement];

    /// The value of the `miss` key.
    pub fn key(self) -> &'static str {
        match self {
            Miss::Technical => "technical",
            Miss::Stakeholder => "stakeholder",
            Miss::Judgement => "judgement",
        }
    }

    /// The kind of that key, if it is one of the three.
    pub fn from_key(key: &str) -> Option<Miss> {
        Miss::ALL.into_iter().find(|miss| miss.key() == key)
    }
}

/// The kinds of card that a story has only if its `cards` key asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OptIn {
    /// The Result beat.
    Result,
    /// The first sentence of the Situation.
    Opening,
    /// The hand-off to the role on the table.
    Closing,
}

impl OptIn {
    /// All kinds, in the order the help lists them.
    pub const ALL: [OptIn; 3] = [OptIn::Result, OptIn::Opening, OptIn::Closing];

    /// The word in the `cards` key and the last part of a card's name.
    pub fn key(self) -> &'static str {
        match self {
            OptIn::Result => "result",
            OptIn::Opening => "opening",
            OptIn::Closing => "closing",
        }
    }

    /// The kind of that word, if it is one of the three.
    pub fn from_key(key: &str) -> Option<OptIn> {
        OptIn::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A stretch of a story file: what is written there, and where (bytes in the file).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The Markdown as written, without surrounding blank lines.
    pub markdown: String,
    /// Where `markdown` stands in the file.
    pub at: Range<usize>,
}

/// A beat that is there: never empty, comments alone do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeatText {
    /// Which beat.
    pub beat: Beat,
    /// Its words.
    pub passage: Passage,
}

/// The one-sentence hand-off to a role, or the plain one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The role in the heading's brackets.
    pub role: Option<String>,
    /// Its words.
    pub passage: Passage,
}

/// One list item under `## Traps`: what not to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrapLine {
    /// Which trap the line falls into; for a fine line, which trap it looks like.
    pub trap: Trap,
    /// The line, without surrounding quotation marks.
    pub line: String,
    /// Why it sinks the answer (nested item `why:`), or why it is fine.
    pub why: Option<String>,
    /// How to say it instead (nested item `instead:`).
    pub instead: Option<String>,
    /// Where the item stands in the file.
    pub at: Range<usize>,
}

/// A section that is neither beat nor closing nor traps: kept, never scheduled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The heading as written.
    pub heading: String,
    /// Its words.
    pub passage: Passage,
}

/// One `key: value` line as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    /// The key, lower case.
    pub key: String,
    /// The value, trimmed.
    pub value: String,
    /// The whole line without its line ending.
    pub at: Range<usize>,
}

/// One story, as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The name that its history hangs on.
    pub id: StoryId,
    /// The heading.
    pub title: String,
    /// Names it bore before.
    pub formerly: Vec<StoryId>,
    /// The role in which it happened.
    pub role: Option<String>,
    /// Wordings of the question that it answers.
    pub questions: Vec<String>,
    /// Free words for finding it.
    pub tags: Vec<String>,
    /// Which of the three kinds of failure it tells.
    pub miss: Option<Miss>,
    /// Kinds of card it asks for beyond the usual.
    pub opt_in: Vec<OptIn>,
    /// A sample core: judged by others' rules, never mistaken for one's own.
    pub core: bool,
    /// The beats that are there, in the order they are told.
    pub beats: Vec<BeatText>,
    /// `## Action (first draft)`.
    pub first_draft: Option<Passage>,
    /// The hand-offs.
    pub closings: Vec<Closing>,
    /// What not to say.
    pub traps: Vec<TrapLine>,
    /// Lines that look like a trap and are none (`## Fine lines`, cores only).
    pub fine_lines: Vec<TrapLine>,
    /// Everything else, kept.
    pub notes: Vec<Note>,
    /// The key lines as written, known or not.
    pub keys: Vec<KeyLine>,
    /// From the `#` of the heading to the byte before the next story.
    pub at: Range<usize>,
    /// The heading's line without its line ending.
    pub heading_at: Range<usize>,
}

impl Story {
    /// The words of a beat, if it is there.
    pub fn beat(&self, beat: Beat) -> Option<&Passage> {
        self.beats
            .iter()
            .find(|text| text.beat == beat)
            .map(|text| &text.passage)
    }

    /// Neither decision nor change is written yet: no cards.
    pub fn is_draft(&self) -> bool {
        self.beat(Beat::Action).is_none() && self.beat(Beat::Learning).is_none()
    }

    /// The closing written for just that role (case ignored); none for the plain one.
    pub fn closing_of(&self, role: Option<&str>) -> Option<&Closing> {
        let lower = |role: &str| role.trim().to_lowercase();
        let wanted = role.map(lower);
        self.closings
            .iter()
            .find(|closing| closing.role.as_deref().map(lower) == wanted)
    }

    /// The closing for a role, else the plain one.
    pub fn closing_for(&self, role: Option<&str>) -> Option<&Closing> {
        self.closing_of(role).or_else(|| self.closing_of(None))
    }

    /// The first sentence of the Situation, in plain words.
    pub fn opening(&self) -> Option<String> {
        self.beat(Beat::Situation)
            .and_then(|passage| text::first_sentence(&text::plain(&passage.markdown)))
    }
}
