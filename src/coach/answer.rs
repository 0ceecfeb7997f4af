//! What is judged: five beats and a closing, or a transcript without any.
//!
//! Takes a story that was parsed already, or text of any kind. Refuses to complain about
//! headings, keys and names; that is the parser's business.

use super::prose::Prose;
use crate::story::parse::told::{self, ToldAnswer};
use crate::story::sort;
use crate::story::{AnswerPart, Beat, Story, StoryId};

/// An answer to "tell me about a time you failed".
#[derive(Debug, Clone)]
pub struct TimedAnswer {
    pub(super) form: AnswerForm,
    /// A sample core is judged without a stopwatch.
    pub(super) core: bool,
}

/// How the answer came.
#[derive(Debug, Clone)]
pub(super) enum AnswerForm {
    /// With headings: the beats that are there, in the order they are told.
    Written {
        beats: Vec<(Beat, Prose)>,
        closing: Option<Prose>,
    },
    /// Without headings: everything, as it was said.
    Spoken(Prose),
}

impl TimedAnswer {
    /// Reads any text as one answer; of several stories it takes the first.
    pub fn read(source: &str) -> TimedAnswer {
        let first = TimedAnswer::read_all(source).into_iter().next();
        first.map_or_else(|| TimedAnswer::spoken(source), |named| named.answer)
    }

    /// Reads any text: each title with a beat below it, under a heading of any level, is a
    /// written answer. Text without any beat is a transcript.
    ///
    /// Title, key lines, notes, traps and the first draft are left aside. A beat given
    /// twice counts once, the first time.
    pub fn read_all(source: &str) -> Vec<NamedAnswer> {
        let told = told::answers(source).into_iter();
        let answers: Vec<NamedAnswer> = told.map(|told| named(source, told)).collect();
        if answers.iter().any(|named| named.answer.beats() > 0) {
            return answers;
        }
        vec![NamedAnswer {
            story: None,
            title: None,
            answer: TimedAnswer::spoken(source),
        }]
    }

    /// A story of the library.
    pub fn of_story(story: &Story) -> TimedAnswer {
        let beats = story.beats.iter();
        let beats = beats.map(|text| (AnswerPart::Beat(text.beat), None, &text.passage));
        let closings = story.closings.iter();
        let closings = closings.map(|c| (AnswerPart::Closing, c.role.as_deref(), &c.passage));
        let parts = beats.chain(closings).map(|(part, role, passage)| {
            let prose = Prose::written(&passage.markdown, passage.at.start);
            (part, role, prose)
        });
        TimedAnswer::written(parts, story.core)
    }

    /// Of several closings the plain one is spoken, else the first.
    fn written<'r>(
        parts: impl Iterator<Item = (AnswerPart, Option<&'r str>, Prose)>,
        core: bool,
    ) -> TimedAnswer {
        let mut beats: Vec<(Beat, Prose)> = Vec::new();
        let (mut plain, mut for_a_role) = (None, None);
        for (part, role, prose) in parts.filter(|(_, _, prose)| !prose.is_silent()) {
            match part {
                AnswerPart::Beat(beat) if beats.iter().any(|(known, _)| *known == beat) => {}
                AnswerPart::Beat(beat) => beats.push((beat, prose)),
                AnswerPart::Closing if role.is_none() => plain = plain.or(Some(prose)),
                AnswerPart::Closing => for_a_role = for_a_role.or(Some(prose)),
            }
        }
        sort::by_key(&mut beats, |(beat, _)| *beat);
        let closing = plain.or(for_a_role);
        TimedAnswer {
            form: AnswerForm::Written { beats, closing },
            core,
        }
    }

    /// What was heard of each part.
    pub(crate) fn heard(parts: impl Iterator<Item = (AnswerPart, String)>) -> TimedAnswer {
        let parts = parts.map(|(part, words)| (part, None, Prose::spoken(&words)));
        TimedAnswer::written(parts, false)
    }

    fn spoken(source: &str) -> TimedAnswer {
        // Headings without a word below them are an answer that is still to be written.
        let is_written = source
            .lines()
            .any(|line| !(line.trim().is_empty() || line.starts_with('#')));
        let said = if is_written { source } else { "" };
        TimedAnswer {
            form: AnswerForm::Spoken(Prose::spoken(said)),
            core: false,
        }
    }

    /// How many beats it has.
    pub(crate) fn beats(&self) -> usize {
        match &self.form {
            AnswerForm::Written { beats, .. } => beats.len(),
            AnswerForm::Spoken(_) => 0,
        }
    }

    /// Whether it came without beats.
    pub fn is_transcript(&self) -> bool {
        matches!(self.form, AnswerForm::Spoken(_))
    }

    /// The words of a beat, if it is there.
    pub(super) fn beat(&self, wanted: Beat) -> Option<&Prose> {
        match &self.form {
            AnswerForm::Written { beats, .. } => {
                let found = beats.iter().find(|(beat, _)| *beat == wanted);
                found.map(|(_, prose)| prose)
            }
            AnswerForm::Spoken(_) => None,
        }
    }
}

/// An answer of a text and the story that it is.
#[derive(Debug, Clone)]
pub struct NamedAnswer {
    /// The name of the story, where it has one.
    pub story: Option<StoryId>,
    /// What stands above it.
    pub title: Option<String>,
    /// What is judged.
    pub answer: TimedAnswer,
}

fn named(source: &str, told: ToldAnswer) -> NamedAnswer {
    let parts = told.parts.iter().map(|told| {
        let prose = Prose::written(&source[told.at.clone()], told.at.start);
        (told.part, told.role.as_deref(), prose)
    });
    NamedAnswer {
        answer: TimedAnswer::written(parts, told.core),
        story: told.id,
        title: told.title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beats(source: &str) -> Vec<&'static str> {
        match TimedAnswer::read(source).form {
            AnswerForm::Written { beats, .. } => {
                beats.iter().map(|(beat, _)| beat.name()).collect()
            }
            AnswerForm::Spoken(_) => vec!["spoken"],
        }
    }

    #[test]
    fn a_beat_heading_makes_it_written() {
        let cases: [(&str, &[&str]); 9] = [
            ("", &["spoken"]),
            ("I left it out.", &["spoken"]),
            ("# Title\n\nwords", &["spoken"]),
            ("## Action\n\nI left it out.", &["Action"]),
            ("#### action :\r\nI left it out.", &["Action"]),
            ("## Result\nx\n\n## Action\ny", &["Action", "Result"]),
            ("## Action\n<!-- later -->\n", &["spoken"]),
            ("## Action (first draft)\nIt was left out.", &["spoken"]),
            (
                "# T\n## Traps\n- deflection: x\n## Learning\ny\n",
                &["Learning"],
            ),
        ];
        for (source, expected) in cases {
            assert_eq!(beats(source), expected, "{source:?}");
        }
    }

    #[test]
    fn each_title_with_a_part_is_an_answer_of_its_own() {
        let names = |source: &str| {
            let answers = TimedAnswer::read_all(source).into_iter();
            let name = |named: NamedAnswer| {
                let beats = match named.answer.form {
                    AnswerForm::Written { beats, .. } => beats.len(),
                    AnswerForm::Spoken(_) => 9,
                };
                let story = named.story.map_or("-".to_owned(), |id| id.to_string());
                format!("{story} {beats}")
            };
            answers.map(name).collect::<Vec<_>>().join(", ")
        };
        for (source, expected) in [
            (
                "# A\n## Action\nx\n# B\nid: two\n### Action\ny\n",
                "a 1, two 1",
            ),
            ("## Action\nx\n# B\n## Action\ny\n", "- 1, b 1"),
            ("# Read me\n\nwords\n\n# A\n## Action\nx\n", "a 1"),
            ("# A\n## Action\nx\n# Later\nid: later\n", "a 1, later 0"),
            ("# A\n# Action\nx\n# Result\ny\n", "a 2"),
            ("# A\nid: Bad One\n## Action\nx\n", "- 1"),
            ("# A\n## Action\nx\n```\n# B\n## Result\n```\n", "a 1"),
            ("# A\n## Action\nx\n<!--\n# B\n## Result\n-->\n", "a 1"),
            ("# A\n## Action\nx\n\n    # B\n    ## Result\n", "a 1"),
            ("# A\nid: a\n# B\nid: b\n", "- 9"),
            ("only words", "- 9"),
        ] {
            assert_eq!(names(source), expected, "{source:?}");
        }
    }

    #[test]
    fn smaller_headings_stay_inside_and_are_not_heard() {
        let answer = TimedAnswer::read("## Action\none\n### detail\ntwo\n## Notes\nthree");
        let text = answer.beat(Beat::Action).expect("there").text();
        assert!(text.contains("one") && text.contains("two"));
        assert!(!text.contains("detail") && !text.contains("three"));
    }
}
