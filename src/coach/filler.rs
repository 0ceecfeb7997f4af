//! Fillers of spoken text: counted, not judged.

use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::lexicon::lines;
use crate::story::sort;

/// Words and short phrases that fill a pause, one a line.
static FILLERS: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    lines(include_str!("words/filler.txt"))
        .map(|line| line.split(' ').collect())
        .collect()
});

/// The fillers that occur and how often, most frequent first.
pub(crate) fn fillers(spoken: &str) -> Vec<(String, usize)> {
    let lower = spoken.to_lowercase().replace('\u{2019}', "'");
    let words: Vec<&str> = lower.unicode_words().collect();
    let mut counts = vec![0; FILLERS.len()];
    let mut at = 0;
    while at < words.len() {
        let here = FILLERS
            .iter()
            .position(|filler| words[at..].starts_with(filler));
        if let Some(filler) = here {
            counts[filler] += 1;
        }
        at += here.map_or(1, |filler| FILLERS[filler].len());
    }
    let mut found: Vec<(String, usize)> = FILLERS
        .iter()
        .zip(counts)
        .filter(|(_, times)| *times > 0)
        .map(|(filler, times)| (filler.join(" "), times))
        .collect();
    sort::by_key(&mut found, |(_, times)| std::cmp::Reverse(*times));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_are_counted_whole_and_most_frequent_first() {
        let found = fillers("Um, so I, you know, um, I know you umbrella. Uh.");
        let expected = [("um", 2), ("you know", 1), ("uh", 1)];
        assert_eq!(
            found,
            expected.map(|(word, times)| (word.to_owned(), times))
        );
        assert_eq!(fillers(""), Vec::new());
    }
}
