//! A library and a log written by hand, for the tests of this room and of what shows it.

use super::report::DeckReport;
use crate::story::{AnswerPart, Deck, Library, PointKey};
use crate::study::card_states::CardStates;
use crate::study::day::{Instant, StudyDay};
use crate::study::facts::{
    Facts, HeardRow, InterviewDetails, InterviewKind, InterviewRow, LapKind, LapRow, PointRow,
    PointSaid, RunRow, RunSource,
};
use crate::study::review::{Mark, MarkKind, Quality, Review, RowId, Source, Undo};

/// The study day of every test.
pub(crate) const TODAY: i32 = 100;

const MINE: &str = "\
# Alpha
formerly: old
miss: technical
## Action
Shipped it.
## Learning
Ask first.

# Beta
## Action
Waited.
## Learning
Call.

# Draft
## Situation
Later.
";

const TRAPS: &str = "# Traps\nid: traps\ncore: yes\n## Traps\n- deflection: \"They did.\"\n";

/// Two stories, a draft and one general trap.
pub(crate) fn library() -> Library {
    library_of(MINE)
}

/// The stories of a deck text, and one general trap.
pub(crate) fn library_of(mine: &str) -> Library {
    let deck = |name: &str, builtin, source: &str| {
        Deck::new(name, format!("decks/{name}.md"), builtin, source.to_owned())
    };
    let decks = vec![deck("mine", false, mine), deck("traps", true, TRAPS)];
    Library::load(decks, Vec::new())
}

/// A log that is written by hand; days are counted from [`TODAY`], every answer takes 10 s.
#[derive(Default)]
pub(crate) struct SampleLog {
    /// What it holds.
    pub facts: Facts,
    rows: i64,
}

impl SampleLog {
    /// Answers of source review: card, day, quality.
    pub(crate) fn of(rows: &[(&str, i32, u8)]) -> SampleLog {
        rows.iter()
            .fold(SampleLog::default(), |log, &(card, day, quality)| {
                log.and(card, day, quality, Source::Review)
            })
    }

    fn row(&mut self) -> (RowId, Instant) {
        self.rows += 1;
        let id = RowId {
            session: 7,
            number: self.rows,
        };
        (id, Instant(self.rows))
    }

    /// Adds an answer.
    pub(crate) fn and(mut self, card: &str, day: i32, quality: u8, source: Source) -> SampleLog {
        let (id, at) = self.row();
        let card = self.facts.names.intern(card);
        self.facts.reviews.push(Review {
            id,
            at,
            card,
            day: StudyDay::from_number(TODAY + day),
            quality: Quality::new(quality).unwrap(),
            ms: 10_000,
            source,
        });
        self
    }

    /// Takes the newest answer back.
    pub(crate) fn undo(mut self) -> SampleLog {
        let target = self.facts.reviews.last().unwrap().id;
        let (id, at) = self.row();
        self.facts.undos.push(Undo { id, at, target });
        self
    }

    /// Adds a mark of today.
    pub(crate) fn mark(mut self, kind: MarkKind, subject: &str) -> SampleLog {
        let (id, at) = self.row();
        self.facts.marks.push(Mark {
            id,
            at,
            day: StudyDay::from_number(TODAY),
            kind,
            subject: subject.to_owned(),
        });
        self
    }

    /// Plans an interview so many days ahead.
    pub(crate) fn interview(mut self, name: &str, ahead: i32) -> SampleLog {
        let (id, at) = self.row();
        self.facts.interviews.push(InterviewRow {
            id,
            at,
            day: StudyDay::from_number(TODAY),
            kind: InterviewKind::Planned,
            planned: id,
            details: InterviewDetails {
                name: name.to_owned(),
                date: StudyDay::from_number(TODAY + ahead),
                role: None,
                stories: None,
                job: None,
            },
        });
        self
    }

    /// Adds a finished run, with its parts in milliseconds.
    pub(crate) fn run(mut self, story: &str, day: i32, parts: &[(AnswerPart, u32)]) -> SampleLog {
        let (id, at) = self.row();
        self.facts.runs.push(RunRow {
            id,
            at,
            day: StudyDay::from_number(TODAY + day),
            story: story.to_owned(),
            source: RunSource::Tapped,
            transcript: None,
        });
        let laps = parts.iter().map(|&(part, ms)| (LapKind::Part(part), ms));
        for (kind, ms) in laps.chain([(LapKind::End, 0)]) {
            let (lap, at) = self.row();
            self.facts.laps.push(LapRow {
                id: lap,
                at,
                run: id,
                kind,
                ms,
            });
        }
        self
    }

    /// Adds a run that was heard: whether each point of a part was said, the words before the story
    /// and of that part, and the milliseconds it took, where they are known.
    pub(crate) fn heard(
        mut self,
        (story, part): (&str, AnswerPart),
        points: &[(&str, PointSaid)],
        (before, words, ms): (u32, u32, Option<u32>),
    ) -> SampleLog {
        self = match ms {
            Some(ms) => self.run(story, 0, &[(part, ms)]),
            None => {
                let before = self.facts.laps.len();
                let mut log = self.run(story, 0, &[]);
                log.facts.laps.truncate(before);
                log
            }
        };
        let begun = self.facts.runs.last_mut().unwrap();
        begun.source = RunSource::Transcript;
        let run = begun.id;
        let counts = [
            (LapKind::Start, before),
            (LapKind::Part(part), words),
            (LapKind::End, before + words),
        ];
        for (kind, words) in counts {
            let (id, at) = self.row();
            let heard = HeardRow {
                id,
                at,
                run,
                kind,
                words,
            };
            self.facts.heard.push(heard);
        }
        for (point, verdict) in points {
            let (id, at) = self.row();
            self.facts.points.push(PointRow {
                id,
                at,
                run,
                part,
                point: PointKey::of(point),
                verdict: *verdict,
            });
        }
        self
    }

    /// The card states of today.
    pub(crate) fn states(&self) -> CardStates {
        CardStates::build(&library(), &self.facts, StudyDay::from_number(TODAY))
    }

    /// The report of today.
    pub(crate) fn report(&self) -> DeckReport {
        DeckReport::make(&library(), &self.facts, &self.states())
    }
}
