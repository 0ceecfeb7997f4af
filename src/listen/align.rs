//! Where each part of a story lies in what was heard.
//!
//! The parts come in their order, so that a path through words and parts is looked for that scores
//! best: a word speaks for the parts that have its like, silence and the ends of sentences speak
//! for a bound, so do words like "in the end", and a part should be about as long as it is
//! written. Refuses to know what a point is.

use std::collections::HashMap;
use std::ops::Range;

use super::cue;
use super::form::WordForm;
use super::likeness::{self, Trigram};
use crate::story::AnswerPart;

/// What is heard, form by form.
pub(super) struct Track<'h> {
    pub forms: &'h [WordForm],
    /// Seconds of silence before each form; none where no times are known.
    pub silence: Vec<f64>,
    /// Whether a sentence ends before each form.
    pub after_stop: Vec<bool>,
    /// Whether any of them has one.
    pub has_stops: bool,
}

/// A part as it is written.
pub(super) struct WrittenPart<'s> {
    pub part: AnswerPart,
    pub forms: &'s [WordForm],
}

/// So many places at most are looked at as bounds: the work grows with their square.
const MOST_BOUNDS: usize = 400;

/// Words less alike than this are others.
const LEAST_LIKENESS: f64 = 0.5;

/// What a word of grammar counts, beside another word.
const GRAMMAR: f64 = 0.15;

/// What an average word that fits scores, compared to the score of:
/// a part that is e times as long, or as short, as it is written,
const LENGTH: f64 = 1.5;
/// a second of silence before a part, of which no more than so many count,
const SILENCE: f64 = 1.5;
const LONGEST_SILENCE: f64 = 1.5;
/// the end of a sentence before a part,
const STOP: f64 = 1.5;
/// words that open such a part,
const CUE: f64 = 2.0;
/// a part that begins with none of the three, where the ends of sentences are known,
const ABRUPT: f64 = 1.0;
/// and a part that is not there at all.
const MISSING: f64 = 0.5;

/// Where each part lies, in forms; an empty stretch where it was not heard. Together they are all.
pub(super) fn align(track: &Track<'_>, parts: &[WrittenPart<'_>]) -> Vec<Range<usize>> {
    let count = track.forms.len();
    let sums = running_scores(track, parts);
    let bounds = bounds(track);
    let written: usize = parts.iter().map(|part| part.forms.len()).sum();
    // What the length of a part costs, for each length.
    let costs = |part: &WrittenPart<'_>| -> Vec<f64> {
        let expected = part.forms.len() as f64 * count as f64 / written.max(1) as f64;
        let lengths = 0..=count;
        let off = lengths.map(|length| ((length as f64 + 3.0) / (expected + 3.0)).ln().abs());
        off.map(|off| LENGTH * off).collect()
    };
    // The best score with so many parts told up to each bound, and where its last part begins.
    let mut best = vec![f64::NEG_INFINITY; bounds.len()];
    best[0] = 0.0;
    let mut steps: Vec<Vec<usize>> = Vec::with_capacity(parts.len());
    for (place, part) in parts.iter().enumerate() {
        let costs = costs(part);
        let opens: Vec<f64> = bounds
            .iter()
            .map(|&at| {
                if at == 0 || at == count {
                    0.0
                } else {
                    opening(track, part.part, at)
                }
            })
            .collect();
        let missing = if part.part == AnswerPart::Closing {
            0.0
        } else {
            MISSING
        };
        let mut next = vec![f64::NEG_INFINITY; bounds.len()];
        let mut step = vec![0; bounds.len()];
        for to in 0..bounds.len() {
            for from in 0..=to {
                let says = || {
                    let words = bounds[to] - bounds[from];
                    sums[place][bounds[to]] - sums[place][bounds[from]] - costs[words] + opens[from]
                };
                let score = best[from] + if from == to { -missing } else { says() };
                if score > next[to] {
                    (next[to], step[to]) = (score, from);
                }
            }
        }
        best = next;
        steps.push(step);
    }
    let mut found = vec![0..0; parts.len()];
    let mut to = bounds.len() - 1;
    for (place, step) in steps.iter().enumerate().rev() {
        found[place] = bounds[step[to]]..bounds[to];
        to = step[to];
    }
    found
}

/// The first word that a part has, or one like it, words of grammar left out.
pub(super) fn first_known<'h>(
    heard: &'h [WordForm],
    part: WrittenPart<'_>,
) -> Option<&'h WordForm> {
    let known = KnownWords::new(&[part]);
    let is_known = |form: &&WordForm| !form.is_grammar && known.votes(form)[0] > 0.0;
    heard.iter().find(is_known)
}

/// What speaks for a part that begins at a form.
fn opening(track: &Track<'_>, part: AnswerPart, at: usize) -> f64 {
    let silence = track.silence[at].min(LONGEST_SILENCE) * SILENCE;
    let stop = if track.after_stop[at] { STOP } else { 0.0 };
    let cue = if cue::opens(part, &track.forms[at..]) {
        CUE
    } else {
        0.0
    };
    match silence + stop + cue {
        0.0 if track.has_stops => -ABRUPT,
        speaks => speaks,
    }
}

/// The places at which a part may begin: all, or of many those that look most like a bound.
fn bounds(track: &Track<'_>) -> Vec<usize> {
    let count = track.forms.len();
    if count < MOST_BOUNDS {
        return (0..=count).collect();
    }
    // One of each so many, so that no stretch is left without.
    let step = count.div_ceil(MOST_BOUNDS - 2);
    let mut bounds = vec![0];
    bounds.extend((1..count).step_by(step).map(|from| {
        let near = from..(from + step).min(count);
        let looks = |at: usize| track.silence[at] + f64::from(u8::from(track.after_stop[at]));
        near.max_by(|&a, &b| looks(a).total_cmp(&looks(b)).then(b.cmp(&a)))
            .unwrap_or(from)
    }));
    bounds.push(count);
    bounds.dedup();
    bounds
}

/// For each part the sum of what the forms up to each place say for it.
fn running_scores(track: &Track<'_>, parts: &[WrittenPart<'_>]) -> Vec<Vec<f64>> {
    let known = KnownWords::new(parts);
    let mut votes: HashMap<&str, Vec<f64>> = HashMap::new();
    let mut sums = vec![vec![0.0]; parts.len()];
    for form in track.forms {
        let votes = votes.entry(&form.form).or_insert_with(|| known.votes(form));
        for (sums, vote) in sums.iter_mut().zip(votes) {
            let before = sums.last().copied().unwrap_or_default();
            sums.push(before + *vote);
        }
    }
    sums
}

/// The words of a story, each once, and the parts that have it.
struct KnownWords<'s> {
    words: Vec<(&'s WordForm, Vec<Trigram>, Vec<bool>)>,
    parts: usize,
}

impl<'s> KnownWords<'s> {
    fn new(parts: &[WrittenPart<'s>]) -> KnownWords<'s> {
        let mut words: Vec<(&WordForm, Vec<Trigram>, Vec<bool>)> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (part, written) in parts.iter().enumerate() {
            for form in written.forms {
                let place = *places.entry(&form.form).or_insert_with(|| {
                    words.push((
                        form,
                        likeness::trigrams(&form.form),
                        vec![false; parts.len()],
                    ));
                    words.len() - 1
                });
                words[place].2[part] = true;
            }
        }
        KnownWords {
            words,
            parts: parts.len(),
        }
    }

    /// What a word says for each part: how like it is to the nearest word there, shared among the
    /// parts that have one.
    fn votes(&self, heard: &WordForm) -> Vec<f64> {
        let trigrams = likeness::trigrams(&heard.form);
        let mut nearest = vec![0.0_f64; self.parts];
        for (known, other, parts) in &self.words {
            let likeness = match known.form == heard.form {
                true => 1.0,
                false
                    if known.is_number()
                        || heard.is_number()
                        || known.is_grammar
                        || heard.is_grammar =>
                {
                    0.0
                }
                false => likeness::likeness(&trigrams, other),
            };
            if likeness >= LEAST_LIKENESS {
                for (nearest, _) in nearest.iter_mut().zip(parts).filter(|(_, has)| **has) {
                    *nearest = nearest.max(likeness);
                }
            }
        }
        let all: f64 = nearest.iter().sum();
        let weight = if heard.is_grammar { GRAMMAR } else { 1.0 };
        nearest
            .iter()
            .map(|near| weight * near * near / all.max(1e-9))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_of_a_long_transcript_are_few_and_lie_at_its_silences() {
        let word = WordForm {
            form: "left".to_owned(),
            word: 0,
            is_grammar: false,
        };
        for count in [0, 1, MOST_BOUNDS - 1, MOST_BOUNDS, MOST_BOUNDS + 1, 20_000] {
            let forms = vec![word.clone(); count];
            let track = Track {
                silence: (0..count)
                    .map(|at| if at % 1000 == 777 { 1.0 } else { 0.0 })
                    .collect(),
                after_stop: vec![false; count],
                has_stops: false,
                forms: &forms,
            };
            let bounds = bounds(&track);
            assert!(bounds.len() <= MOST_BOUNDS + 1, "{count}: {}", bounds.len());
            assert!(bounds.windows(2).all(|pair| pair[0] < pair[1]), "{count}");
            assert_eq!((bounds[0], bounds.last()), (0, Some(&count)));
            let silences = (777..count).step_by(1000);
            assert!(
                silences.into_iter().all(|at| bounds.contains(&at)),
                "{count}"
            );
        }
    }
}
