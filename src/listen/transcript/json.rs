//! What recognisers write as JSON: Whisper and its kin, whisper.cpp, Vosk, sherpa-onnx and
//! pocketsphinx; one document, or one after another.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::sphinx::without_way;
use super::stretch::{HeardStretch, HeardStretches};

/// The stretches of a transcript in JSON; none where it is another kind of document.
pub(super) fn read(source: &str) -> Option<HeardStretches> {
    let mut found = Documents::of(source);
    let clean = without_nan(source);
    if clean != source {
        let cleaned = Documents::of(&clean);
        if cleaned.all.len() > found.all.len() {
            found = cleaned;
        }
    }
    let mut stretches = united(&found.all)?;
    stretches.breaks_off = found.one_breaks_off;
    Some(stretches)
}

/// Whether a text that begins with a bracket is meant as JSON, broken or of another program: names
/// and words stand in quotation marks there, and `[Music] So I left` is neither.
pub(super) fn is_meant(source: &str) -> bool {
    let inside = source.trim_start_matches(|c: char| c.is_whitespace() || "[{".contains(c));
    let mut documents = serde_json::Deserializer::from_str(source).into_iter::<IgnoredAny>();
    inside.starts_with(['"', '\'']) || documents.all(|document| document.is_ok())
}

/// The stretches of several documents, one after the other.
fn united(documents: &[Value]) -> Option<HeardStretches> {
    let mut found: Option<HeardStretches> = None;
    for more in documents.iter().filter_map(transcript) {
        match &mut found {
            None => found = Some(more),
            Some(found) => {
                // Times of words hold for all only if all have them.
                found.are_words &= more.are_words || more.all.is_empty();
                found.all.extend(more.all);
                found.language = found.language.take().or(more.language);
            }
        }
    }
    found
}

/// The documents of a text.
#[derive(Default)]
struct Documents {
    /// Those that can be read.
    all: Vec<Value>,
    /// One was begun and never ended, as where a recogniser was stopped.
    one_breaks_off: bool,
}

impl Documents {
    /// All documents that can be read. What breaks off, or is a line of a log, ends where a line
    /// begins with the next.
    fn of(source: &str) -> Documents {
        let (mut found, mut rest) = (Documents::default(), source);
        loop {
            let mut documents = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
            found.all.extend(documents.by_ref().map_while(Result::ok));
            rest = &rest[documents.byte_offset()..];
            found.one_breaks_off |= rest.trim_start().starts_with(['{', '[']);
            match rest.find("\n{") {
                Some(end) => rest = &rest[end + 1..],
                None => return found,
            }
        }
    }
}

/// Python writes what is no number as `NaN`, which JSON does not have.
fn without_nan(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    for (place, piece) in source.split('"').enumerate() {
        if place > 0 {
            kept.push('"');
        }
        // Between quotation marks stand words; one that is escaped only shifts what is cleaned, and
        // then the text stays unreadable as it was.
        match place % 2 {
            0 => {
                let piece = piece.replace("-Infinity", "null");
                kept.push_str(&piece.replace("Infinity", "null").replace("NaN", "null"));
            }
            _ => kept.push_str(piece),
        }
    }
    kept
}

fn transcript(value: &Value) -> Option<HeardStretches> {
    match value {
        Value::Array(items) => {
            let timed = items.iter().any(|item| item.get("words").is_some());
            match timed || items.iter().any(is_word) {
                true if timed => segments(items),
                true => Some(words(items)),
                false => segments(items),
            }
        }
        Value::Object(object) => of_object(object),
        _ => None,
    }
}

fn of_object(object: &Map<String, Value>) -> Option<HeardStretches> {
    let list = |key: &str| object.get(key).and_then(Value::as_array);
    let mut found = if let Some(items) = list("transcription") {
        whisper_cpp(items)
    } else if let Some(items) = list("monologues") {
        let terms = items
            .iter()
            .filter_map(|item| item.get("terms")?.as_array());
        words(terms.flatten())
    } else if let Some(found) = list("segments").and_then(|items| segments_with_words(items)) {
        found
    } else if let Some(items) = list("words")
        .or(list("result"))
        .or(list("w"))
        .filter(filled)
    {
        words(items)
    } else if let Some((tokens, starts)) = list("tokens").zip(list("timestamps")).filter(even) {
        sherpa(tokens, starts)
    } else if let Some(items) = list("segments").filter(filled) {
        segments(items)?
    } else if let Some(first) = list("alternatives").and_then(|all| all.first()) {
        transcript(first)?
    } else if object.contains_key("partial") {
        words(&[])
    } else {
        let text = object.get("text").or(object.get("t"))?.as_str()?;
        HeardStretches::plain(text)
    };
    let language = object.get("language").or(object.get("lang"));
    let language = language.or_else(|| object.get("result")?.get("language"));
    found.language = language.and_then(Value::as_str).map(str::to_owned);
    Some(found)
}

fn filled(items: &&Vec<Value>) -> bool {
    !items.is_empty()
}

fn even((tokens, starts): &(&Vec<Value>, &Vec<Value>)) -> bool {
    !tokens.is_empty() && tokens.len() == starts.len()
}

/// A number, also as text.
fn number(value: Option<&Value>) -> Option<f64> {
    match value? {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_f64(),
    }
}

fn text<'v>(item: &'v Value, keys: &[&str]) -> Option<&'v str> {
    keys.iter().find_map(|key| item.get(key)?.as_str())
}

fn is_word(item: &Value) -> bool {
    text(item, &["word", "w"]).is_some()
}

/// A word with its times: start and end, or pocketsphinx's begin and duration.
fn word(item: &Value) -> Option<HeardStretch> {
    let text = text(item, &["word", "text", "t"])?;
    let from = number(item.get("start").or(item.get("b")));
    let lasts = || Some(from? + number(item.get("d"))?);
    let to = number(item.get("end")).or_else(lasts);
    Some(HeardStretch {
        text: without_way(text).to_owned(),
        from,
        to,
    })
}

/// Words, of which one without a blank before it goes on with the one before, where others have
/// one: Whisper's ` jack` and `-out`.
fn words<'v>(items: impl IntoIterator<Item = &'v Value>) -> HeardStretches {
    let items = items.into_iter().filter_map(word);
    HeardStretches {
        all: joined(items.collect()),
        are_words: true,
        ..HeardStretches::default()
    }
}

/// Whether a piece belongs to the word before it where the blanks were taken off: `90` and `,000`,
/// `jack` and `-out`, `I` and `'m`; not `'em`, and not `of` and `-40`.
fn goes_on(word: &str, piece: &str) -> bool {
    const ENDINGS: [&str; 8] = ["", "s", "m", "d", "t", "re", "ve", "ll"];
    let is_digit = |c: char| c.is_ascii_digit();
    match piece.strip_prefix(['-', '\'']) {
        Some(rest) if piece.starts_with('-') => {
            !rest.starts_with(is_digit) || word.ends_with(is_digit)
        }
        Some(rest) => {
            let letters = rest.trim_end_matches(|c: char| !c.is_alphanumeric());
            ENDINGS.iter().any(|end| letters.eq_ignore_ascii_case(end))
        }
        None => piece.starts_with([',', '.', '%']),
    }
}

fn joined(pieces: Vec<HeardStretch>) -> Vec<HeardStretch> {
    let begins = |piece: &HeardStretch| piece.text.starts_with([' ', '▁']);
    let spaced = pieces.iter().any(begins);
    let mut words: Vec<HeardStretch> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match words.last_mut() {
            Some(word) if goes_on(&word.text, &piece.text) || spaced && !begins(&piece) => {
                word.text.push_str(&piece.text);
                word.to = piece.to.or(word.to);
            }
            _ => words.push(piece),
        }
    }
    for word in &mut words {
        word.text = word.text.trim_start_matches('▁').to_owned();
    }
    words
}

/// Segments of which each has its words, as Whisper writes them where it is asked to.
fn segments_with_words(items: &[Value]) -> Option<HeardStretches> {
    let lists = items.iter().map(|item| item.get("words")?.as_array());
    let lists: Option<Vec<&Vec<Value>>> = lists.collect();
    let lists = lists.filter(|lists| lists.iter().any(|list| !list.is_empty()))?;
    // A segment whose words were not timed keeps its text.
    let pieces = items
        .iter()
        .zip(lists)
        .flat_map(|(item, list)| match list.as_slice() {
            [] => segment(item).into_iter().collect(),
            list => joined(list.iter().filter_map(word).collect()),
        });
    Some(HeardStretches {
        all: pieces.collect(),
        are_words: true,
        ..HeardStretches::default()
    })
}

fn segment(item: &Value) -> Option<HeardStretch> {
    Some(HeardStretch {
        text: text(item, &["text"])?.to_owned(),
        from: number(item.get("start")),
        to: number(item.get("end")),
    })
}

/// Segments with nothing but their own times.
fn segments(items: &[Value]) -> Option<HeardStretches> {
    if let Some(found) = segments_with_words(items) {
        return Some(found);
    }
    let found: Vec<HeardStretch> = items.iter().filter_map(segment).collect();
    (items.is_empty() || !found.is_empty()).then_some(HeardStretches {
        all: found,
        ..HeardStretches::default()
    })
}

/// whisper.cpp: `offsets` in milliseconds; with `-ojf` the pieces of words, too.
fn whisper_cpp(items: &[Value]) -> HeardStretches {
    let piece = |item: &Value| {
        let offset = |key| Some(number(item.get("offsets")?.get(key))? / 1000.0);
        Some(HeardStretch {
            text: text(item, &["text"])?.to_owned(),
            from: offset("from"),
            to: offset("to"),
        })
    };
    let tokens = |item: &Value| {
        let tokens = item.get("tokens")?.as_array()?;
        let tokens = tokens.iter().filter_map(piece);
        let words: Vec<HeardStretch> = tokens
            .filter(|token| !token.text.starts_with("[_"))
            .collect();
        // A letter may be cut in two.
        let whole = words.iter().all(|word| !word.text.contains('\u{fffd}'));
        whole.then(|| joined(words))
    };
    // A segment with nothing but marks like `[_BEG_]` keeps its text, if it has any.
    let timed = |item: &Value| match tokens(item)? {
        words if words.is_empty() => Some(piece(item).into_iter().collect()),
        words => Some(words),
    };
    let has_words = items
        .iter()
        .filter_map(tokens)
        .any(|words| !words.is_empty());
    let words: Option<Vec<Vec<HeardStretch>>> = items.iter().map(timed).collect();
    match words.filter(|_| has_words) {
        Some(words) => HeardStretches {
            all: words.concat(),
            are_words: true,
            ..HeardStretches::default()
        },
        None => HeardStretches {
            all: items.iter().filter_map(piece).collect(),
            ..HeardStretches::default()
        },
    }
}

/// Seconds that the last piece of a word takes where only beginnings are known.
const LAST_PIECE: f64 = 0.3;

/// sherpa-onnx: pieces of words, and when each begins.
fn sherpa(tokens: &[Value], starts: &[Value]) -> HeardStretches {
    let pieces = tokens.iter().zip(starts).filter_map(|(token, start)| {
        let from = number(Some(start));
        Some(HeardStretch {
            text: token.as_str()?.to_owned(),
            from,
            to: from.map(|from| from + LAST_PIECE),
        })
    });
    let mut words = joined(pieces.collect());
    let starts: Vec<Option<f64>> = words.iter().skip(1).map(|word| word.from).collect();
    for (word, next) in words.iter_mut().zip(starts) {
        let ends = word.to.zip(next).map(|(to, next)| to.min(next));
        word.to = ends.or(word.to);
    }
    HeardStretches {
        all: words,
        are_words: true,
        ..HeardStretches::default()
    }
}
