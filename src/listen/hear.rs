//! A story held against what was heard: where each part lies, and which of its points were said.

use std::ops::Range;

use super::align::{self, Track, WrittenPart};
use super::form::{WordForm, forms};
use super::points::{self, Commonness, PointVerdict};
use super::transcript::{Transcript, WordTimes};
use crate::story::{AnswerPart, Story, text};

/// A part of a story and what was heard of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeardPart {
    pub part: AnswerPart,
    /// Its words in the transcript; none where it was not heard.
    pub words: Range<usize>,
    /// When it begins and ends, in milliseconds of the recording, where times are known. A silence
    /// between two parts is shared.
    pub ms: Option<Range<u32>>,
    /// The points of the part, in their order.
    pub points: Vec<HeardPoint>,
}

/// A point that must be said, and whether it was.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeardPoint {
    /// As it is written.
    pub text: String,
    pub verdict: PointVerdict,
    /// The words of the transcript that come nearest.
    pub words: Range<usize>,
}

/// The words of a story, ready to be compared.
struct WrittenStory {
    parts: Vec<(AnswerPart, Vec<WordForm>, Vec<String>)>,
}

/// Every part of a story, in the order they are told.
pub(crate) fn hear(story: &Story, transcript: &Transcript) -> Vec<HeardPart> {
    let written = WrittenStory::of(story);
    let heard = forms(transcript.words.iter().map(|word| word.text.as_str()));
    let track = track(transcript, &heard);
    let parts = written.parts.iter();
    let parts: Vec<WrittenPart<'_>> = parts
        .map(|(part, forms, _)| WrittenPart { part: *part, forms })
        .collect();
    let found = align::align(&track, &parts);
    heard_parts(written, transcript, &heard, found)
}

/// The same where a person has said when each part was over, in milliseconds of the recording, the
/// first of them beginning at `from_ms`. Words have to have times to be told apart by them.
pub(crate) fn hear_tapped(
    story: &Story,
    transcript: &Transcript,
    from_ms: u32,
    ends_ms: &[(AnswerPart, u32)],
) -> Vec<HeardPart> {
    if transcript.times == WordTimes::Unknown {
        return timed_by(hear(story, transcript), from_ms, ends_ms);
    }
    let written = WrittenStory::of(story);
    let heard = forms(transcript.words.iter().map(|word| word.text.as_str()));
    let middle = |form: &WordForm| {
        let word = &transcript.words[form.word];
        transcript.begins_ms(form.word).midpoint(word.to_ms)
    };
    let (mut at, last) = (0, ends_ms.last().map(|(part, _)| *part));
    let parts = written.parts.iter().map(|(part, _, _)| {
        let from = at;
        let end = ends_ms.iter().find(|(tapped, _)| tapped == part);
        if let Some(&(_, end)) = end {
            let rest = heard[at..].iter();
            at += rest.take_while(|form| middle(form) < end).count();
        }
        // What is said after the last tap belongs to that part, too.
        if last == Some(*part) {
            at = heard.len();
        }
        from..at
    });
    let found = parts.collect();
    let parts = heard_parts(written, transcript, &heard, found);
    timed_by(parts, from_ms, ends_ms)
}

/// Parts with the times that a person has given them.
fn timed_by(
    mut parts: Vec<HeardPart>,
    from_ms: u32,
    ends_ms: &[(AnswerPart, u32)],
) -> Vec<HeardPart> {
    let mut from = from_ms;
    for part in &mut parts {
        let end = ends_ms.iter().find(|(tapped, _)| *tapped == part.part);
        let end = end.map_or(from, |&(_, end)| end.max(from));
        part.ms = Some(from..end);
        from = end;
    }
    parts
}

/// What lies where in what was heard, and which points.
fn heard_parts(
    written: WrittenStory,
    transcript: &Transcript,
    heard: &[WordForm],
    found: Vec<Range<usize>>,
) -> Vec<HeardPart> {
    let all = written.parts.iter().flat_map(|(_, forms, _)| forms);
    let common = Commonness::of(all);
    let trigrams = points::heard_trigrams(heard);
    // Forms to words: a part begins with the word of its first form.
    let word = |form: usize| {
        heard
            .get(form)
            .map_or(transcript.words.len(), |form| form.word)
    };
    let mut told = Vec::with_capacity(found.len());
    for ((part, _, points), at) in written.parts.into_iter().zip(found) {
        let point = |text: String| {
            let form = forms(text.split_whitespace());
            let found = points::look_for(&form, &trigrams, &at, &common);
            HeardPoint {
                verdict: found.verdict(&form, heard),
                words: quoted(heard, &found.at),
                text,
            }
        };
        let words = word(at.start)..word(at.end);
        told.push(HeardPart {
            part,
            ms: span(transcript, &words),
            words,
            points: points.into_iter().map(point).collect(),
        });
    }
    told
}

/// The words of a window of forms, up to the one that has its last form: a window may end inside of
/// a word with a hyphen.
fn quoted(heard: &[WordForm], window: &Range<usize>) -> Range<usize> {
    let forms = heard.get(window.clone()).unwrap_or_default();
    let words = forms.first().zip(forms.last());
    words.map_or(0..0, |(first, last)| first.word..last.word + 1)
}

impl WrittenStory {
    fn of(story: &Story) -> WrittenStory {
        let beats = story.beats.iter();
        let beats = beats.map(|beat| (AnswerPart::Beat(beat.beat), &beat.passage.markdown));
        let closing = story.closing_for(None).or(story.closings.first());
        let closing = closing.map(|closing| (AnswerPart::Closing, &closing.passage.markdown));
        let parts = beats.chain(closing).map(|(part, markdown)| {
            let plain = text::plain(markdown);
            (
                part,
                forms(plain.split_whitespace()),
                text::points(markdown),
            )
        });
        WrittenStory {
            parts: parts.collect(),
        }
    }
}

/// So many words were heard before the first that tells something: one that the first part heard has
/// in its text, too, or one like it, words of grammar left out. None where it has none of them.
pub(crate) fn words_before(
    story: &Story,
    parts: &[HeardPart],
    transcript: &Transcript,
) -> Option<usize> {
    let first = parts.iter().find(|part| !part.words.is_empty())?;
    let mut written = WrittenStory::of(story).parts.into_iter();
    let (part, written, _) = written.find(|(part, ..)| *part == first.part)?;
    let heard = &transcript.words[first.words.clone()];
    let heard = forms(heard.iter().map(|word| word.text.as_str()));
    let forms = &written;
    let known = align::first_known(&heard, WrittenPart { part, forms })?;
    Some(first.words.start + known.word)
}

fn track<'h>(transcript: &Transcript, heard: &'h [WordForm]) -> Track<'h> {
    let silence = |form: &WordForm| f64::from(transcript.silence_ms(form.word)) / 1000.0;
    let after_stop = |form: &WordForm| {
        let before = form.word.checked_sub(1);
        before.is_some_and(|before| transcript.words[before].text.ends_with(['.', '?', '!']))
    };
    let is_first = |place: usize| place == 0 || heard[place - 1].word != heard[place].word;
    let places = (0..heard.len()).map(|place| Some(place).filter(|&place| is_first(place)));
    let silence = places
        .clone()
        .map(|place| place.map_or(0.0, |place| silence(&heard[place])));
    let after_stop = places.map(|place| place.is_some_and(|place| after_stop(&heard[place])));
    let after_stop: Vec<bool> = after_stop.collect();
    Track {
        forms: heard,
        silence: silence.collect(),
        has_stops: after_stop.contains(&true),
        after_stop,
    }
}

impl HeardPart {
    /// How long it took, in seconds, where times are known.
    pub(crate) fn seconds(&self) -> Option<f64> {
        let ms = self.ms.as_ref()?;
        Some(f64::from(ms.end - ms.start) / 1000.0)
    }
}

/// The point to say next time: the first that was not heard in the beat where a gap weighs most. A
/// closing belongs to an interview and is not missed in practice.
pub(crate) fn first_missed(parts: &[HeardPart]) -> Option<(&HeardPart, &HeardPoint)> {
    let beats = AnswerPart::BY_WEIGHT.into_iter();
    let mut beats = beats.filter(|part| *part != AnswerPart::Closing);
    beats.find_map(|weighty| {
        let part = parts.iter().find(|part| part.part == weighty)?;
        let mut points = part.points.iter();
        Some((
            part,
            points.find(|point| point.verdict == PointVerdict::NotHeard)?,
        ))
    })
}

/// From the middle of the silence before some words to the middle of the one after them.
fn span(transcript: &Transcript, words: &Range<usize>) -> Option<Range<u32>> {
    if transcript.times == WordTimes::Unknown {
        return None;
    }
    let all = &transcript.words;
    let bound = |at: usize| match at {
        0 => transcript.begins_ms(0),
        at if at >= all.len() => all[all.len() - 1].to_ms,
        at => {
            let (before, after) = (all[at - 1].to_ms, transcript.begins_ms(at));
            before.midpoint(after)
        }
    };
    let (from, to) = (bound(words.start), bound(words.end));
    Some(from..to.max(from))
}
