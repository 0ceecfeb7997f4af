//! The rows of the log, as values: what was written down, and nothing of what it means.
//!
//! [`Facts`] is the whole log. What a review does to a memory is decided in [`super::replay`],
//! what laps and words heard make of a run in [`super::run`], what rows make of an interview in
//! [`super::interview`], what answers make of a debrief in [`super::debrief`].

use std::collections::HashSet;
use std::hash::BuildHasher;

use hashbrown::HashTable;

use crate::story::{AnswerPart, PointKey, keyed};

use super::day::{Instant, StudyDay};
use super::review::{Amend, Mark, NameIndex, Quality, Review, RowId, Stamp, Undo};

/// The whole log, in the order of the fold: instant, session, number.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The card names that occur, each once.
    pub names: Names,
    /// Every answer behind [`Facts::folded`], also those taken back.
    pub reviews: Vec<Review>,
    /// The beginning of the log, where it was folded before and only the rest was read.
    pub folded: FoldedRows,
    /// Every mark, also those taken back.
    pub marks: Vec<Mark>,
    /// Every undo.
    pub undos: Vec<Undo>,
    /// Every run that was begun.
    pub runs: Vec<RunRow>,
    /// Every lap, also those taken back.
    pub laps: Vec<LapRow>,
    /// How many words were heard of each part of a run.
    pub heard: Vec<HeardRow>,
    /// Every point that was looked for in a run, also those corrected since.
    pub points: Vec<PointRow>,
    /// Every measured pace.
    pub speaking_rates: Vec<SpeakingRateRow>,
    /// Every row about an interview.
    pub interviews: Vec<InterviewRow>,
    /// Every answer of a debrief.
    pub debriefs: Vec<DebriefRow>,
    /// Every mock interview that was begun.
    pub mocks: Vec<MockRow>,
    /// Every step of a mock interview.
    pub mock_steps: Vec<MockStepRow>,
    /// Every amendment. The days of the answers are amended already.
    pub amends: Vec<Amend>,
    /// Every stamp.
    pub stamps: Vec<Stamp>,
    /// What [`Facts::up_to`] has left out.
    pub future: FutureRows,
}

impl Facts {
    /// The rows that were taken back.
    pub fn undone(&self) -> HashSet<RowId> {
        self.undos.iter().map(|undo| undo.target).collect()
    }

    /// How many rows there are, of every kind.
    pub fn rows(&self) -> usize {
        self.folded.rows
            + self.reviews.len()
            + self.marks.len()
            + self.undos.len()
            + self.runs.len()
            + self.laps.len()
            + self.heard.len()
            + self.points.len()
            + self.speaking_rates.len()
            + self.interviews.len()
            + self.debriefs.len()
            + self.mocks.len()
            + self.mock_steps.len()
            + self.amends.len()
            + self.stamps.len()
    }

    /// The newest instant of all rows.
    pub fn newest(&self) -> Option<Instant> {
        let newest = [
            self.folded.newest,
            self.reviews.last().map(|row| row.at),
            self.marks.last().map(|row| row.at),
            self.undos.last().map(|row| row.at),
            self.runs.last().map(|row| row.at),
            self.laps.last().map(|row| row.at),
            self.heard.last().map(|row| row.at),
            self.points.last().map(|row| row.at),
            self.speaking_rates.last().map(|row| row.at),
            self.interviews.last().map(|row| row.at),
            self.debriefs.last().map(|row| row.at),
            self.mocks.last().map(|row| row.at),
            self.mock_steps.last().map(|row| row.at),
            self.stamps.last().map(|row| row.at),
        ];
        newest.into_iter().flatten().max()
    }

    /// The answers, the newest first: all of those behind [`Facts::folded`], and of those in it the
    /// ones that were kept.
    pub(crate) fn newest_reviews(&self) -> impl Iterator<Item = &Review> {
        let folded = self.folded.kept.iter().rev();
        self.reviews.iter().rev().chain(folded)
    }

    /// Whether a sample core was ever answered.
    pub(crate) fn cores_asked(&self) -> bool {
        self.folded.cores_asked || self.names.iter().any(is_of_core)
    }

    /// The facts as they are for a study day: without those dated later than tomorrow, which
    /// are as if they had not happened yet, and without what was taken back of interviews.
    #[must_use]
    pub fn up_to(mut self, today: StudyDay) -> Facts {
        let undone = self.undone();
        let mut future = FutureRows::default();
        let mut has_come = |id: RowId, day: StudyDay| {
            let is_future = is_future(day, today);
            if is_future && !undone.contains(&id) {
                future.add(id, day);
            }
            !is_future
        };
        self.reviews.retain(|row| has_come(row.id, row.day));
        self.marks.retain(|row| has_come(row.id, row.day));
        self.runs.retain(|row| has_come(row.id, row.day));
        self.mocks.retain(|row| has_come(row.id, row.day));
        self.speaking_rates.retain(|row| has_come(row.id, row.day));
        self.interviews
            .retain(|row| has_come(row.id, row.day) && !undone.contains(&row.id));
        self.mock_steps
            .retain(|row| row.step != MockStep::Asked || !undone.contains(&row.id));
        self.debriefs
            .retain(|row| has_come(row.id, row.day) && !undone.contains(&row.id));
        self.future = future;
        self
    }
}

/// Whether the name of a card is one of a sample core.
pub(crate) fn is_of_core(name: &str) -> bool {
    name.starts_with("core-")
}

/// What the beginning of the log was, where only the rest is at hand.
#[derive(Debug, Clone, Default)]
pub struct FoldedRows {
    /// How many reviews it holds.
    pub rows: usize,
    /// The instant of its last one.
    pub newest: Option<Instant>,
    /// Some of its reviews, in the order of the fold: the newest timed ones, and the newest of
    /// each trap.
    pub kept: Vec<Review>,
    /// A sample core was answered in it.
    pub cores_asked: bool,
}

/// Whether a row of that study day is from later than tomorrow: some clock was wrong. Tomorrow
/// itself is another zone's today.
pub(crate) fn is_future(day: StudyDay, today: StudyDay) -> bool {
    day > today.plus(1)
}

/// Rows dated later than tomorrow, without those that were taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FutureRows {
    /// Their names.
    pub rows: Vec<RowId>,
    /// The last of their study days.
    pub last: Option<StudyDay>,
}

impl FutureRows {
    /// Takes one in.
    pub(crate) fn add(&mut self, row: RowId, day: StudyDay) {
        self.rows.push(row);
        self.last = self.last.max(Some(day));
    }
}

/// Card names, each kept once, so that a hundred thousand rows share a few hundred strings.
///
/// They lie one behind the other: a long log asks for a name a million times, in no order, and what
/// lies apart is waited for.
#[derive(Debug, Clone, Default)]
pub struct Names {
    text: String,
    /// Where each name ends.
    ends: Vec<u32>,
    /// The places of the names by their hashes.
    index: HashTable<u32>,
    hasher: foldhash::fast::RandomState,
}

impl Names {
    /// The index of a name, new or known.
    pub fn intern(&mut self, name: &str) -> NameIndex {
        let hash = self.hasher.hash_one(name);
        if let Some(&index) = self.index.find(hash, |&index| self.at(index) == name) {
            return NameIndex(index);
        }
        let fits = "fewer than four billion card names, and bytes of them";
        let index = u32::try_from(self.ends.len()).expect(fits);
        self.text.push_str(name);
        self.ends.push(u32::try_from(self.text.len()).expect(fits));
        let Names {
            text,
            ends,
            index: table,
            hasher,
        } = self;
        let hash_of = |&index: &u32| hasher.hash_one(name_at(text, ends, index));
        table.insert_unique(hash, index, hash_of);
        NameIndex(index)
    }

    /// The name of an index that this pool gave out.
    pub fn get(&self, index: NameIndex) -> &str {
        self.at(index.0)
    }

    fn at(&self, index: u32) -> &str {
        name_at(&self.text, &self.ends, index)
    }

    /// All names, in the order they first occurred.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.since(0)
    }

    /// The names after the first so many, which were seen before.
    pub fn since(&self, seen: usize) -> impl Iterator<Item = &str> {
        let indices = (0..).zip(&self.ends).skip(seen);
        indices.map(|(index, _)| self.at(index))
    }

    /// How many names there are.
    pub fn count(&self) -> usize {
        self.ends.len()
    }
}

fn name_at<'t>(text: &'t str, ends: &[u32], index: u32) -> &'t str {
    let index = index as usize;
    let start = index.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start as usize..ends[index] as usize]
}

/// A run that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// The row.
    pub id: RowId,
    /// When the question was shown.
    pub at: Instant,
    /// The study day.
    pub day: StudyDay,
    /// The story, by the name it had then.
    pub story: String,
    /// Where it comes from.
    pub source: RunSource,
    /// A hash of the words that were heard, where they were known when it began.
    pub transcript: Option<i64>,
}

keyed! {
    /// Where a run comes from.
    pub RunSource {
        /// A key at the end of each beat.
        Tapped "tapped",
        /// It was recorded and heard.
        Voice "voice",
        /// A file with what was heard.
        Transcript "transcript",
        /// It was told in a mock interview.
        Mock "mock",
    }
}

/// What a lap row says was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LapKind {
    /// The silence before the first word.
    Start,
    /// A part of the answer.
    Part(AnswerPart),
    /// The whole run; its time is that of all parts.
    End,
}

impl LapKind {
    /// The word in the log and in exports.
    pub fn key(self) -> &'static str {
        match self {
            LapKind::Start => "start",
            LapKind::Part(part) => part.key(),
            LapKind::End => "end",
        }
    }

    /// The one of that word, if there is one.
    pub fn from_key(key: &str) -> Option<LapKind> {
        let ends = [LapKind::Start, LapKind::End];
        let part = || AnswerPart::from_key(key).map(LapKind::Part);
        ends.into_iter()
            .find(|kind| kind.key() == key)
            .or_else(part)
    }
}

/// One lap of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LapRow {
    /// The row.
    pub id: RowId,
    /// When it was over.
    pub at: Instant,
    /// The run it belongs to.
    pub run: RowId,
    /// What was over.
    pub kind: LapKind,
    /// How long it took, in milliseconds.
    pub ms: u32,
}

/// The words heard of a part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeardRow {
    /// The row.
    pub id: RowId,
    /// When it was judged.
    pub at: Instant,
    /// The run it belongs to.
    pub run: RowId,
    /// Which part. The start has the words before the first of the story, the end has all.
    pub kind: LapKind,
    /// How many.
    pub words: u32,
}

keyed! {
    /// What is known of a point that was looked for in a run.
    pub PointSaid {
        /// It was said.
        Said "said",
        /// A machine is in doubt, and nobody has resolved it.
        Perhaps "perhaps",
        /// It was left out.
        Not "not",
    }
}

/// A point that was looked for in a run, or what a person says of it afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointRow {
    /// The row.
    pub id: RowId,
    /// When it was judged.
    pub at: Instant,
    /// The run it belongs to.
    pub run: RowId,
    /// The part that it stands in.
    pub part: AnswerPart,
    /// Which point.
    pub point: PointKey,
    /// Whether it was said.
    pub verdict: PointSaid,
}

/// Words spoken in a known time: what the speaking rate is learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpeakingRateRow {
    /// The row.
    pub id: RowId,
    /// When.
    pub at: Instant,
    /// The study day.
    pub day: StudyDay,
    /// Read aloud for calibration, or spoken freely.
    pub source: RateSource,
    /// How many words.
    pub words: u32,
    /// How long they took, in milliseconds.
    pub ms: u32,
}

keyed! {
    /// Where a pace was taken.
    pub RateSource {
        /// One of the person's own texts, read aloud.
        Calibration "calibration",
        /// The transcript of a spoken run.
        Transcript "transcript",
    }
}

keyed! {
    /// What a row says of an interview.
    pub InterviewKind {
        /// It was planned.
        Planned "planned",
        /// Its date, role, stories or job text changed.
        Changed "changed",
        /// It has taken place and needs nothing more.
        Done "done",
        /// It will not take place.
        Removed "removed",
    }
}

/// What is known of an interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterviewDetails {
    /// The company.
    pub name: String,
    /// The day.
    pub date: StudyDay,
    /// The role on the table.
    pub role: Option<String>,
    /// Its stories; none for all own ones.
    pub stories: Option<Vec<String>>,
    /// The file that the job text was copied to, below the home.
    pub job: Option<String>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterviewRow {
    /// The row.
    pub id: RowId,
    /// When.
    pub at: Instant,
    /// The study day.
    pub day: StudyDay,
    /// What it says.
    pub kind: InterviewKind,
    /// The planning row, which is the interview.
    pub planned: RowId,
    /// What is known from this row on.
    pub details: InterviewDetails,
}

/// A mock interview that was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MockRow {
    /// The row.
    pub id: RowId,
    /// When.
    pub at: Instant,
    /// The study day.
    pub day: StudyDay,
    /// The planning row of the interview it prepares; the row itself where it prepares none.
    pub interview: Option<RowId>,
    /// How many questions were wished for.
    pub questions: u32,
    /// How many minutes it may take.
    pub minutes: u32,
}

keyed! {
    /// A step of a mock interview.
    pub MockStep {
        /// A story was chosen for a question.
        Choice "choice",
        /// It was told.
        Told "told",
        /// A follow-up was answered.
        FollowUp "follow-up",
        /// It came to its end.
        End "end",
        /// What was asked after a story in a real interview, in place of a mock.
        Asked "asked",
    }
}

/// What happened in a step of a mock interview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MockStepRow {
    /// The row.
    pub id: RowId,
    /// When.
    pub at: Instant,
    /// The mock it belongs to; of what was asked in a real interview its planning row.
    pub mock: RowId,
    /// Which step.
    pub step: MockStep,
    /// The key of the question or of the follow-up; of what was asked in a real interview the words.
    pub subject: String,
    /// The story chosen, by the name it had then.
    pub story: Option<String>,
    /// Of a telling the run, if one was begun; the row itself elsewhere.
    pub run: Option<RowId>,
    /// What a choice is worth, or what the person gave for a follow-up.
    pub quality: Option<Quality>,
    /// Milliseconds to choose, or to answer a follow-up.
    pub ms: u32,
}

/// How a story may land, best first: the words in the log and on the screen.
pub(crate) const RECEPTIONS: [&str; 3] = ["well", "so-so", "badly"];

keyed! {
    /// What is asked of each telling, in this order.
    pub DebriefField {
        /// The question, in the interviewer's words.
        Question "question",
        /// The story that was told.
        Story "story",
        /// How it landed.
        Landed "landed",
        /// What went missing: keys of [`super::debrief::MissingElement`], comma separated.
        Missing "missing",
    }
}

/// One answer of a debrief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DebriefRow {
    /// The row.
    pub id: RowId,
    /// When.
    pub at: Instant,
    /// The study day.
    pub day: StudyDay,
    /// The interview, by its planning row.
    pub planned: RowId,
    /// Which telling of that interview: 1, 2, 3 ...
    pub telling: u32,
    /// What was asked.
    pub field: DebriefField,
    /// The answer; none if it was skipped.
    pub value: Option<String>,
}
