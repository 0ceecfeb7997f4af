//! What a recogniser wrote, whatever its format: words, and when each of them was heard.
//!
//! The format is told by the content, never by a name. Times are seconds in whatever shape; what
//! cannot be a time counts as not there, and no word begins before the one in front of it. Refuses
//! to open a file and to judge what was said.

mod brackets;
mod json;
mod sphinx;
mod stretch;
mod subtitles;
mod table;

use std::ops::Range;

use brackets::without;
use stretch::{HeardStretch, HeardStretches, settle};

/// One word as a recogniser wrote it, with the marks around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeardWord {
    /// Whole, with its marks: `weekends.`
    pub text: String,
    /// When it begins, in milliseconds of the recording; zero where no times are known.
    pub from_ms: u32,
    /// When it ends.
    pub to_ms: u32,
}

/// Where the times of the words come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordTimes {
    /// Each word had its own.
    Exact,
    /// Words were spread over the stretch that had them.
    Spread,
    /// There are none.
    Unknown,
}

/// The words of a spoken answer in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transcript {
    pub words: Vec<HeardWord>,
    pub times: WordTimes,
    /// The language that the recogniser took it for, where it says so.
    pub language: Option<String>,
    /// The text ends in the middle: more was said.
    pub breaks_off: bool,
    /// It had times that cannot be, so that none of them are taken.
    pub has_wrong_times: bool,
}

/// Why a text is not read as what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoTranscript {
    /// JSON, cut off, or of a program that is not known.
    OtherJson,
    /// Nothing was heard.
    NoWords,
    /// More words than anybody says in one answer: so many.
    TooLong(usize),
}

/// Where more than one word in so many takes no time, the times were bent until they fit, or go on
/// behind the sound: no recogniser of `tests/speech` leaves more than one in forty so.
const TIMELESS_ONE_IN: usize = 8;

/// So many words are two hours of speech, and no answer.
pub(crate) const MOST_WORDS: usize = 20_000;

/// Milliseconds that a slow speaker takes for a letter,
const LETTER_MS: u32 = 80;
/// and for any word beside its letters.
const WORD_MS: u32 = 350;

impl Transcript {
    /// Reads a transcript of any known format.
    pub(crate) fn read(source: &str) -> Result<Transcript, NoTranscript> {
        let source = source.trim_start_matches('\u{feff}');
        let stretches = match source.trim_start().starts_with(['{', '[']) {
            true => match json::read(source) {
                Some(stretches) => stretches,
                // Lines like `[00:01.000 --> 00:02.000] words` begin so, too, and so does `[Music]`.
                None => match subtitles::read(source) {
                    Some(stretches) => stretches,
                    None if json::is_meant(source) => return Err(NoTranscript::OtherJson),
                    None => HeardStretches::plain(source),
                },
            },
            false => table::read(source)
                .or_else(|| sphinx::read(source))
                .or_else(|| subtitles::read(source))
                .unwrap_or_else(|| HeardStretches::plain(source)),
        };
        Transcript::of(stretches)
    }

    fn of(mut stretches: HeardStretches) -> Result<Transcript, NoTranscript> {
        let has_times = settle(&mut stretches.all);
        let mut words = Vec::new();
        for stretch in &stretches.all {
            push_words(&mut words, stretch);
        }
        match words.len() {
            0 => Err(NoTranscript::NoWords),
            many if many > MOST_WORDS => Err(NoTranscript::TooLong(many)),
            _ => Ok(Transcript {
                has_wrong_times: false,
                words,
                times: match (has_times, stretches.are_words) {
                    (false, _) => WordTimes::Unknown,
                    (true, true) => WordTimes::Exact,
                    (true, false) => WordTimes::Spread,
                },
                language: stretches.language,
                breaks_off: stretches.breaks_off,
            }
            .without_wrong_times()),
        }
    }

    /// The same without its times, where they cannot be.
    fn without_wrong_times(mut self) -> Transcript {
        let timeless = self.words.iter().filter(|word| word.from_ms == word.to_ms);
        let is_wrong = timeless.count() * TIMELESS_ONE_IN > self.words.len();
        if self.times != WordTimes::Unknown && is_wrong {
            self.times = WordTimes::Unknown;
            self.has_wrong_times = true;
        }
        self
    }

    /// What a recorder knows of the sound holds for the words: none is before the first moment that
    /// somebody speaks, or after the last.
    #[must_use]
    pub(crate) fn within(mut self, from_ms: u32, to_ms: u32) -> Transcript {
        if self.times != WordTimes::Unknown && from_ms < to_ms {
            for word in &mut self.words {
                word.from_ms = word.from_ms.clamp(from_ms, to_ms);
                word.to_ms = word.to_ms.clamp(from_ms, to_ms);
            }
        }
        self.without_wrong_times()
    }

    /// From the first word to the last, in milliseconds; none where no times are known.
    pub(crate) fn spoken_ms(&self) -> Option<u32> {
        let (first, last) = (self.words.first()?, self.words.last()?);
        let ms = last.to_ms.saturating_sub(first.from_ms);
        Some(ms).filter(|&ms| self.times != WordTimes::Unknown && ms > 0)
    }

    /// When a word begins in truth, in milliseconds. A recogniser gives a word the silence before it,
    /// too: what is more than its letters take is that.
    pub(super) fn begins_ms(&self, word: usize) -> u32 {
        let heard = &self.words[word];
        let letters = u32::try_from(heard.text.chars().count()).unwrap_or(u32::MAX);
        let longest = LETTER_MS.saturating_mul(letters).saturating_add(WORD_MS);
        match self.times {
            WordTimes::Exact => heard.from_ms.max(heard.to_ms.saturating_sub(longest)),
            WordTimes::Spread | WordTimes::Unknown => heard.from_ms,
        }
    }

    /// The silence before a word, in milliseconds.
    pub(super) fn silence_ms(&self, word: usize) -> u32 {
        let before = word.checked_sub(1).map(|before| self.words[before].to_ms);
        before.map_or(0, |ends| self.begins_ms(word).saturating_sub(ends))
    }

    /// The silences between words that are longer than so many milliseconds: the word that each comes
    /// after, and how long it is.
    pub(crate) fn pauses(&self, longer_than_ms: u32) -> Vec<(usize, u32)> {
        let silences = (1..self.words.len()).map(|word| (word - 1, self.silence_ms(word)));
        silences.filter(|&(_, ms)| ms > longer_than_ms).collect()
    }

    /// Words of a stretch as one text.
    pub(crate) fn text(&self, words: Range<usize>) -> String {
        let words = self.words.get(words).unwrap_or_default().iter();
        words
            .map(|word| word.text.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Spreads the words of a stretch over its time, each by its letters. Marks that stand alone belong
/// to the word before them; what a recogniser writes for noise is no word.
fn push_words(words: &mut Vec<HeardWord>, stretch: &HeardStretch) {
    let text = spoken(&stretch.text);
    let weight = |word: &str| word.chars().count() + 1;
    let all: usize = text.split_whitespace().map(weight).sum();
    let (from, to) = (stretch.from.unwrap_or(0.0), stretch.to.unwrap_or(0.0));
    let ms = |done: usize| {
        let seconds = from + (to - from).max(0.0) * done as f64 / all.max(1) as f64;
        // Below a day by now, so that it fits.
        (seconds * 1000.0).round() as u32
    };
    let mut done = 0;
    for word in text.split_whitespace() {
        let begins = ms(done);
        done += weight(word);
        match words.last_mut() {
            _ if word.contains(char::is_alphanumeric) => words.push(HeardWord {
                text: word.to_owned(),
                from_ms: begins,
                to_ms: ms(done),
            }),
            Some(before) => before.text.push_str(word),
            None => {}
        }
    }
}

/// A stretch without what is not speech: `[BLANK_AUDIO]`, `<sil>`, `♪`, and `(laughs)` alone.
fn spoken(text: &str) -> String {
    let whole = text.trim();
    if whole.starts_with('(') && whole.find(')') == Some(whole.len() - 1) {
        return String::new();
    }
    without(text, ['[', '<']).replace('♪', "")
}

#[cfg(test)]
mod tests;
