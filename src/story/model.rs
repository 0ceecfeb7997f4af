//! The words of one story, as values: beats, traps, closings, notes and the lines of its keys.

use std::fmt;
use std::ops::Range;

use super::id::StoryId;
use super::keyed::keyed;
use super::text::{self, folded};

keyed! {
    /// The five parts of an answer, in the order they are told.
    pub Beat {
        /// Project, role, stakes.
        Situation "situation",
        /// What the speaker owned.
        Task "task",
        /// The decision that turned out wrong.
        Action "action",
        /// The consequence, with a number.
        Result "result",
        /// The durable change.
        Learning "learning",
    }
}

impl Beat {
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
pub enum AnswerPart {
    Beat(Beat),
    /// The hand-off to the role.
    Closing,
}

impl AnswerPart {
    /// All parts, in the order they are told.
    pub const ALL: [AnswerPart; 6] = [
        AnswerPart::Beat(Beat::Situation),
        AnswerPart::Beat(Beat::Task),
        AnswerPart::Beat(Beat::Action),
        AnswerPart::Beat(Beat::Result),
        AnswerPart::Beat(Beat::Learning),
        AnswerPart::Closing,
    ];

    /// All parts, that first in which a gap weighs most.
    pub(crate) const BY_WEIGHT: [AnswerPart; 6] = [
        AnswerPart::Beat(Beat::Action),
        AnswerPart::Beat(Beat::Learning),
        AnswerPart::Beat(Beat::Result),
        AnswerPart::Beat(Beat::Task),
        AnswerPart::Beat(Beat::Situation),
        AnswerPart::Closing,
    ];

    /// The word a person reads.
    pub fn name(self) -> &'static str {
        match self {
            AnswerPart::Beat(beat) => beat.name(),
            AnswerPart::Closing => "Closing",
        }
    }

    /// The word in the log and in exports.
    pub fn key(self) -> &'static str {
        match self {
            AnswerPart::Beat(beat) => beat.key(),
            AnswerPart::Closing => "closing",
        }
    }

    /// The one of that word, if there is one.
    pub(crate) fn from_key(key: &str) -> Option<AnswerPart> {
        AnswerPart::ALL.into_iter().find(|part| part.key() == key)
    }
}

keyed! {
    /// The four ways an answer sinks.
    pub Trap {
        /// A strength dressed up as a failure.
        FakeFailure "fake-failure",
        /// Somebody else's failure.
        Deflection "deflection",
        /// A consequence nobody measured.
        NoNumber "no-number",
        /// A failure that changed nothing.
        NoLearning "no-learning",
    }
}

keyed! {
    /// The three kinds of failure that a person should have a story for.
    pub Miss {
        /// A technical miss, as an individual contributor.
        Technical "technical",
        /// Somebody who mattered was not brought along.
        Stakeholder "stakeholder",
        /// A judgement or hiring call.
        Judgement "judgement",
    }
}

keyed! {
    /// The kinds of card that a story has only if its `cards` key asks for them.
    pub OptIn {
        /// The Result beat.
        Result "result",
        /// The first sentence of the Situation.
        Opening "opening",
        /// The hand-off to the role on the table.
        Closing "closing",
    }
}

impl Trap {
    /// Its key as a person says it: `no number`.
    pub(crate) fn in_words(self) -> String {
        self.key().replace('-', " ")
    }

    /// What a person reads in a menu: the key and what it means.
    pub fn label(self) -> &'static str {
        match self {
            Trap::FakeFailure => "fake failure: a strength in disguise",
            Trap::Deflection => "deflection: someone else did it",
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
    pub beat: Beat,
    pub passage: Passage,
}

/// The one-sentence hand-off to a role, or the plain one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The role in the heading's brackets.
    pub role: Option<String>,
    pub passage: Passage,
}

/// One list item under `## Traps`: what not to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrapLine {
    /// Which trap the line falls into; for a fine line, which trap it looks like.
    pub trap: Trap,
    /// The line, without surrounding quotation marks.
    pub line: String,
    /// Where `line` gives itself away (what is in bold, in bytes of it): shown after the answer.
    pub giveaways: Vec<Range<usize>>,
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
    pub heading: String,
    pub passage: Passage,
}

/// One `key: value` line as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    /// The key, lower case.
    pub key: String,
    pub value: String,
    /// The whole line without its line ending.
    pub at: Range<usize>,
}

/// One story, as its author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The name that its history hangs on.
    pub id: StoryId,
    pub title: String,
    pub formerly: Vec<StoryId>,
    pub role: Option<String>,
    /// Wordings of the question that it answers.
    pub questions: Vec<String>,
    pub tags: Vec<String>,
    /// Which of the three kinds of failure it tells.
    pub miss: Option<Miss>,
    /// Kinds of card it asks for beyond the usual.
    pub opt_in: Vec<OptIn>,
    /// A sample core: judged by others' rules, never mistaken for one's own.
    pub core: bool,
    /// The beats that are there, in the order they are told.
    pub beats: Vec<BeatText>,
    pub first_draft: Option<Passage>,
    pub closings: Vec<Closing>,
    pub traps: Vec<TrapLine>,
    /// Lines that look like a trap and are none (`## Fine lines`, cores only).
    pub fine_lines: Vec<TrapLine>,
    pub notes: Vec<Note>,
    /// The key lines as written, known or not.
    pub keys: Vec<KeyLine>,
    /// From the `#` of the heading to the byte before the next story.
    pub at: Range<usize>,
    /// The heading's line without its line ending.
    pub heading_at: Range<usize>,
}

impl Story {
    /// Has it stand so many bytes further on in its file.
    pub(super) fn move_by(&mut self, bytes: usize) {
        let beats = self.beats.iter_mut().map(|text| &mut text.passage);
        let closings = self.closings.iter_mut().map(|closing| &mut closing.passage);
        let notes = self.notes.iter_mut().map(|note| &mut note.passage);
        let passages = beats
            .chain(&mut self.first_draft)
            .chain(closings)
            .chain(notes);
        let lines = self.traps.iter_mut().chain(&mut self.fine_lines);
        let places = passages.map(|passage| &mut passage.at);
        let places = places.chain(lines.map(|line| &mut line.at));
        let places = places.chain(self.keys.iter_mut().map(|line| &mut line.at));
        for at in places.chain([&mut self.at, &mut self.heading_at]) {
            *at = at.start + bytes..at.end + bytes;
        }
    }

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
        let lower = |role: &str| folded(role.trim());
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
