//! What is judged: five beats and a closing, or a transcript without any.
//!
//! Takes a story that was parsed already, or text of any kind. Refuses to complain about
//! headings, keys and names; that is the parser's business.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::prose::Prose;
use crate::story::{Beat, Passage, Story};

/// An answer to "tell me about a time you failed".
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) form: Form,
    /// A sample core is judged without a stopwatch.
    pub(super) core: bool,
}

/// How the answer came.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// With headings: the beats that are there, in the order they are told.
    Written {
        beats: Vec<(Beat, Prose)>,
        closing: Option<Prose>,
    },
    /// Without headings: everything, as it was said.
    Spoken(Prose),
}

impl Answer {
    /// Reads any text: with at least one beat under a heading of any level it is a written
    /// answer, otherwise a transcript.
    ///
    /// Title, key lines, notes, traps and the first draft are left aside. A beat given
    /// twice counts once, the first time.
    pub fn read(source: &str) -> Answer {
        let mut beats: Vec<(Beat, Prose)> = Vec::new();
        let mut closing = None;
        for section in sections(source) {
            let prose = Prose::written(&source[section.body.clone()], section.body.start);
            match section.part {
                _ if prose.is_silent() => {}
                Some(Part::Beat(beat)) if beats.iter().all(|(known, _)| *known != beat) => {
                    beats.push((beat, prose));
                }
                Some(Part::Closing) if closing.is_none() => closing = Some(prose),
                _ => {}
            }
        }
        let form = if beats.is_empty() {
            Form::Spoken(Prose::spoken(source))
        } else {
            beats.sort_by_key(|(beat, _)| *beat);
            Form::Written { beats, closing }
        };
        Answer { form, core: false }
    }

    /// A story of the shelf; of several closings the plain one is spoken, else the first.
    pub fn of_story(story: &Story) -> Answer {
        let prose = |passage: &Passage| Prose::written(&passage.markdown, passage.at.start);
        let closing = story.closing_for(None).or(story.closings.first());
        let beats = story
            .beats
            .iter()
            .map(|text| (text.beat, prose(&text.passage)))
            .filter(|(_, prose)| !prose.is_silent())
            .collect();
        Answer {
            form: Form::Written {
                beats,
                closing: closing.map(|closing| prose(&closing.passage)),
            },
            core: story.core,
        }
    }

    /// Whether it came without beats.
    pub fn is_transcript(&self) -> bool {
        matches!(self.form, Form::Spoken(_))
    }

    /// The words of a beat, if it is there.
    pub(super) fn beat(&self, wanted: Beat) -> Option<&Prose> {
        match &self.form {
            Form::Written { beats, .. } => beats
                .iter()
                .find(|(beat, _)| *beat == wanted)
                .map(|(_, prose)| prose),
            Form::Spoken(_) => None,
        }
    }
}

/// The headings that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Beat(Beat),
    Closing,
}

impl Part {
    fn of_heading(heading: &str) -> Option<Part> {
        let name = heading.trim().trim_end_matches([':', ' ']);
        let is = |part: &str| name.eq_ignore_ascii_case(part);
        let role = name.split_once('(').map(|(before, _)| before.trim());
        if is("Closing") || role.is_some_and(|before| before.eq_ignore_ascii_case("Closing")) {
            return Some(Part::Closing);
        }
        Beat::ALL
            .into_iter()
            .find(|beat| is(beat.name()))
            .map(Part::Beat)
    }
}

/// A heading's meaning and the text below it.
struct Section {
    part: Option<Part>,
    level: HeadingLevel,
    body: Range<usize>,
}

/// The sections of a file. A smaller heading that names no beat belongs to its section.
fn sections(source: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Option<(HeadingLevel, Range<usize>, String)> = None;
    let mut depth = 0_usize;
    for (event, at) in Parser::new_ext(source, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) if depth == 0 => {
                open = Some((level, at, String::new()));
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, _, heading)) = &mut open {
                    heading.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((level, at, heading)) = open.take() {
                    begin(&mut sections, level, at, Part::of_heading(&heading));
                }
            }
            Event::Start(Tag::List(_) | Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_)) => depth -= 1,
            _ => {}
        }
    }
    if let Some(last) = sections.last_mut() {
        last.body.end = source.len();
    }
    sections
}

fn begin(sections: &mut Vec<Section>, level: HeadingLevel, at: Range<usize>, part: Option<Part>) {
    if let Some(last) = sections.last_mut() {
        if part.is_none() && last.part.is_some() && level > last.level {
            return;
        }
        last.body.end = at.start.max(last.body.start);
    }
    sections.push(Section {
        part,
        level,
        body: at.end..at.end,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beats(source: &str) -> Vec<&'static str> {
        match Answer::read(source).form {
            Form::Written { beats, .. } => beats.iter().map(|(beat, _)| beat.name()).collect(),
            Form::Spoken(_) => vec!["spoken"],
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
    fn smaller_headings_stay_inside_and_are_not_heard() {
        let answer = Answer::read("## Action\none\n### detail\ntwo\n## Notes\nthree");
        let text = answer.beat(Beat::Action).expect("there").text();
        assert!(text.contains("one") && text.contains("two"));
        assert!(!text.contains("detail") && !text.contains("three"));
    }
}
