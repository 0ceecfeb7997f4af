//! Subtitles: SRT, WebVTT, and the lines with times in brackets that Whisper prints.

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

/// How words are marked one by one inside of subtitles.
#[derive(Clone, Copy, PartialEq)]
enum MarkedBy {
    /// `<00:00:01.500>` before each.
    Time,
    /// The one that is heard stands between `<u>` and `</u>`, and the cue comes for each again.
    Underline,
    Nothing,
}

fn stretches(cues: &[Cue<'_>]) -> HeardStretches {
    let has = |is: fn(&str) -> bool| cues.iter().any(|cue| cue.text.iter().any(|line| is(line)));
    let marked = match () {
        () if has(has_time) => MarkedBy::Time,
        () if has(|line| line.contains("<u>")) => MarkedBy::Underline,
        () => MarkedBy::Nothing,
    };
    HeardStretches {
        all: cues.iter().flat_map(|cue| cue.read(marked)).collect(),
        are_words: marked != MarkedBy::Nothing,
        language: None,
    }
}

impl Cue<'_> {
    fn read(&self, marked: MarkedBy) -> Vec<HeardStretch> {
        let stretch = |text: &str, from: f64, to: f64| HeardStretch {
            text: bare(text),
            from: Some(from),
            to: Some(to),
        };
        match marked {
            MarkedBy::Nothing => vec![stretch(&self.text.join(" "), self.from, self.to)],
            MarkedBy::Underline => {
                let text = self.text.join(" ");
                let heard = text.split("<u>").skip(1);
                let heard = heard.filter_map(|rest| Some(rest.split_once("</u>")?.0));
                heard
                    .map(|word| stretch(word, self.from, self.to))
                    .collect()
            }
            // The lines without times stood there before.
            MarkedBy::Time => {
                let lines = self.text.iter().filter(|line| has_time(line));
                lines.flat_map(|line| self.timed(line)).collect()
            }
        }
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
            let (tag, after) = behind.split_once('>').unwrap_or((behind, ""));
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
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['<', '{']) {
        kept.push_str(&rest[..open]);
        let behind = &rest[open..];
        let close = if behind.starts_with('<') { '>' } else { '}' };
        rest = match behind.find(close) {
            Some(end) => &behind[end + 1..],
            None => &behind[1..],
        };
    }
    kept.push_str(rest);
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
