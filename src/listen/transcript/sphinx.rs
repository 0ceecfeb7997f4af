//! What `pocketsphinx_continuous -time yes` prints, as Debian 12 and 13 have it: each sentence, and
//! below it each of its words with its begin, its end and how sure it is.

use super::stretch::{HeardStretch, HeardStretches};

/// What it prints above the words of a sentence, with times like theirs.
const SENTENCE_BEGINS: &str = "<s>";

/// The words; none where no sentence begins as theirs do.
pub(super) fn read(source: &str) -> Option<HeardStretches> {
    let all: Vec<HeardStretch> = source.lines().filter_map(word).collect();
    let is_sphinx = all.iter().any(|word| word.text == SENTENCE_BEGINS);
    is_sphinx.then_some(HeardStretches {
        all,
        are_words: true,
        ..HeardStretches::default()
    })
}

/// `nine 55.590 55.950 0.998801`; none for the line of a sentence.
fn word(line: &str) -> Option<HeardStretch> {
    let mut cells = line.split_whitespace();
    let text = cells.next()?;
    let mut number = || cells.next()?.parse::<f64>().ok();
    let (from, to, _sure) = (number()?, number()?, number()?);
    cells.next().is_none().then(|| HeardStretch {
        text: without_way(text).to_owned(),
        from: Some(from),
        to: Some(to),
    })
}

/// A word without the number of the way in which it is said: `the(2)`.
pub(super) fn without_way(word: &str) -> &str {
    let way = word
        .strip_suffix(')')
        .and_then(|word| word.rsplit_once('('));
    way.filter(|(_, way)| way.parse::<u8>().is_ok())
        .map_or(word, |(bare, _)| bare)
}
