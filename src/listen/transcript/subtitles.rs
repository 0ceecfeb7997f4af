//! Subtitles: SRT, WebVTT, and the lines with times in brackets that Whisper prints.

use std::collections::HashMap;

use super::brackets::without;
use super::stretch::{HeardStretch, HeardStretches};

/// The stretches of subtitles; none where no line has two times.
pub(super) fn read(source: &str) -> Option<HeardStretches> {
    let lines: Vec<&str> = source.lines().collect();
    let mut cues = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        let Some(((from, to), rest)) = times(line) else {
            continue;
        };
        let mut text = vec![rest];
        // YouTube holds the place of a first line with one blank, and words come below.
        if lines
            .get(at)
            .is_some_and(|line| !line.is_empty() && line.trim().is_empty())
        {
            at += 1;
        }
        // Up to a blank line or, where none was left, to the next times and the number above them.
        while at < lines.len() && !lines[at].trim().is_empty() && times(lines[at]).is_none() {
            let is_number = !lines[at].trim().contains(|c: char| !c.is_ascii_digit());
            if is_number && lines.get(at + 1).is_some_and(|next| times(next).is_some()) {
                break;
            }
            text.push(lines[at]);
            at += 1;
        }
        cues.push(Cue { from, to, text });
    }
    (!cues.is_empty()).then(|| stretches(&cues))
}

/// One subtitle.
struct Cue<'s> {
    from: f64,
    to: f64,
    text: Vec<&'s str>,
}

/// What stands in a file of subtitles, and how many of its words have their own times.
#[derive(Default)]
struct CueWords {
    all: Vec<HeardStretch>,
    marked: usize,
    others: usize,
}

fn stretches(cues: &[Cue<'_>]) -> HeardStretches {
    let mut words = CueWords::default();
    // Where words are marked one by one, cues come again and again.
    let repeats = cues.iter().any(Cue::has_marks);
    let mut before: Vec<String> = Vec::new();
    for run in cues.chunk_by(|one, next| repeats && one.shown() == next.shown()) {
        let shown = if repeats { run[0].shown() } else { Vec::new() };
        match underlined(run) {
            Some(heard) => heard.into_iter().for_each(|word| words.push(word, true)),
            None => run.iter().for_each(|cue| {
                cue.read(std::mem::take(&mut before), &mut words);
                before = shown.clone();
            }),
        }
        before = shown;
    }
    HeardStretches {
        are_words: words.marked > words.others,
        all: words.all,
        ..HeardStretches::default()
    }
}

impl CueWords {
    fn push(&mut self, stretch: HeardStretch, is_marked: bool) {
        match stretch.text.split_whitespace().count() {
            0 => return,
            1 if is_marked => self.marked += 1,
            count => self.others += count,
        }
        self.all.push(stretch);
    }
}

/// Whisper underlines the word that is heard between `<u>` and `</u>`, and the cue comes for each
/// word again. None where a line is only put under some words.
fn underlined(cues: &[Cue<'_>]) -> Option<Vec<HeardStretch>> {
    let mut heard = Vec::new();
    for cue in cues {
        let text = cue.text.join(" ");
        let words = text.split("<u>").skip(1);
        let words = words.filter_map(|rest| Some(rest.split_once("</u>")?.0));
        heard.extend(words.map(|word| cue.stretch(word)));
    }
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let marked: String = heard.iter().map(|word| squeezed(&word.text)).collect();
    let whole = squeezed(&cues[0].shown().concat());
    let times = marked.len().checked_div(whole.len())?;
    (times > 0 && marked == whole.repeat(times)).then_some(heard)
}

impl Cue<'_> {
    fn has_marks(&self) -> bool {
        let mut lines = self.text.iter();
        lines.any(|line| has_time(line) || line.contains("<u>"))
    }

    /// What a person sees of it, line by line.
    fn shown(&self) -> Vec<String> {
        let lines = self.text.iter().map(|line| bare(line).trim().to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    }

    fn stretch(&self, text: &str) -> HeardStretch {
        HeardStretch {
            text: bare(text),
            from: Some(self.from),
            to: Some(self.to),
        }
    }

    /// A line with times has each of its words where it was heard. One without them that stood in
    /// the cue before stands there still.
    fn read(&self, before: Vec<String>, words: &mut CueWords) {
        let mut still: HashMap<String, usize> = HashMap::new();
        for line in before {
            *still.entry(line).or_insert(0) += 1;
        }
        let mut plain = String::new();
        for line in &self.text {
            if has_time(line) {
                words.push(self.stretch(&std::mem::take(&mut plain)), false);
                let timed = self.timed(line).into_iter();
                timed.for_each(|piece| words.push(piece, true));
                continue;
            }
            match still.get_mut(bare(line).trim()) {
                Some(times) if *times > 0 => *times -= 1,
                _ => {
                    plain.push(' ');
                    plain.push_str(line);
                }
            }
        }
        words.push(self.stretch(&plain), false);
    }

    /// The pieces of a line between its times.
    fn timed(&self, line: &str) -> Vec<HeardStretch> {
        let mut pieces: Vec<HeardStretch> = Vec::new();
        let (mut from, mut text, mut rest) = (self.from, String::new(), line);
        let mut push = |text: &str, from: f64, to: f64| {
            pieces.push(HeardStretch {
                text: bare(text),
                from: Some(from),
                to: Some(to),
            });
        };
        while let Some((before, behind)) = rest.split_once('<') {
            text.push_str(before);
            let Some((tag, after)) = behind.split_once('>') else {
                rest = behind;
                break;
            };
            if let Some(time) = seconds(tag) {
                push(&text, from, time);
                (from, text) = (time, String::new());
            }
            rest = after;
        }
        push(&(text + rest), from, self.to);
        pieces
    }
}

fn has_time(line: &str) -> bool {
    let mut tags = line.split('<').skip(1);
    tags.any(|tag| {
        tag.split_once('>')
            .is_some_and(|(tag, _)| seconds(tag).is_some())
    })
}

/// `00:01.000 --> 00:02.000` and what stands behind it, also in brackets.
fn times(line: &str) -> Option<((f64, f64), &str)> {
    let line = line.trim();
    let bracketed = line.strip_prefix('[');
    let (from, rest) = bracketed.unwrap_or(line).split_once("-->")?;
    let from = seconds(from.trim())?;
    let rest = rest.trim_start();
    match bracketed {
        Some(_) => {
            let (to, text) = rest.split_once(']')?;
            Some(((from, seconds(to.trim())?), text))
        }
        None => {
            // WebVTT says behind the times where a cue stands on the screen.
            let to = rest.split_whitespace().next()?;
            Some(((from, seconds(to)?), ""))
        }
    }
}

/// Hours may be missing; a comma or a point stands before the thousandths.
fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_time = text.contains(':') && text.starts_with(|c: char| c.is_ascii_digit());
    let mut whole = 0.0;
    for part in is_time.then(|| text.split(':'))? {
        let digits = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        if part.is_empty() || !part.chars().all(digits) {
            return None;
        }
        whole = whole * 60.0 + part.replace(',', ".").parse::<f64>().ok()?;
    }
    Some(whole)
}

/// Words without the tags and entities of WebVTT and without SRT's `{\an8}`.
fn bare(text: &str) -> String {
    let mut kept = without(text, ['<', '{']);
    for (entity, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        if kept.contains(entity) {
            kept = kept.replace(entity, letter);
        }
    }
    kept
}
