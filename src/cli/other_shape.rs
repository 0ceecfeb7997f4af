//! Texts in another shape than ours: what of them only `import` reads, and the command for it.

use std::collections::HashSet;
use std::path::Path;

use super::names::USUAL_DECK;
use super::wording::counted_stories;
use crate::coach::TimedAnswer;
use crate::files::shell_quoted;
use crate::foreign::{self, Fate, ForeignStory};
use crate::story::{Deck, Library};

/// The stories of a text in which the importer finds more parts of answers than our own headings
/// name; none where those name them all, and none in words that are merely spoken.
pub(crate) fn stories(text: &str, file_stem: Option<&str>) -> Option<Vec<ForeignStory>> {
    let foreign = foreign::read(text, file_stem, None).ok()?;
    if foreign.stories.iter().all(|taken| taken.as_is) {
        return None;
    }
    let mut stories = foreign.stories;
    stories.retain(|taken| !taken.story.beats.is_empty());
    let beats = stories.iter().map(|taken| taken.story.beats.len());
    let (found, most) = (beats.clone().sum::<usize>(), beats.max().unwrap_or(0));
    let ours = TimedAnswer::read_all(text);
    let ours: usize = ours.iter().map(|named| named.answer.beats()).sum();
    // Whoever says "Result:" once while speaking has not divided the answer.
    let is_divided = most > 1 || ours > 0;
    (is_divided && found > ours).then_some(stories)
}

/// A deck with stories that only `import` reads.
pub(crate) struct OtherShapeDeck {
    /// What the deck holds.
    pub what: String,
    /// The command that brings it in, and what becomes of the file.
    pub way_out: String,
}

/// The decks in another shape whose stories are not here yet. Only a deck without any story of
/// ours that has cards is read for it.
pub(crate) fn decks(library: &Library) -> Vec<OtherShapeDeck> {
    let written = library.stories();
    let written = written.filter(|entry| !entry.parts().is_draft());
    let written: HashSet<usize> = written.map(|entry| entry.deck_place()).collect();
    let own = library.decks.iter().enumerate();
    let unread = own.filter(|(place, deck)| !deck.builtin && !written.contains(place));
    unread
        .filter_map(|(place, deck)| in_other_shape(library, place, deck))
        .collect()
}

fn in_other_shape(library: &Library, place: usize, deck: &Deck) -> Option<OtherShapeDeck> {
    let stem = deck.name.rsplit('/').next();
    let (mut new, mut half_read) = (0, 0);
    for compared in foreign::compare(library, stories(deck.source(), stem)?, stem) {
        let here = library.find(compared.id.as_str());
        match compared.fate {
            Fate::New => new += 1,
            Fate::Differs(_) if here.is_some_and(|here| here.deck_place() == place) => {
                half_read += 1
            }
            // It came in, and what was written since is in another deck.
            Fate::Differs(_) | Fate::Same => {}
        }
    }
    let count = new + half_read;
    let it = if count == 1 { "it" } else { "them" };
    let import = import_command(&deck.path);
    let way_out = match (new, half_read) {
        (0, 0) => return None,
        (0, _) => {
            let old = "the old words go to the trash";
            format!("To rewrite {it} as star-cards reads stories ({old}): {import} --replace")
        }
        // Added to itself, the file would hold the old words above the new ones.
        _ if deck.name == USUAL_DECK => {
            format!("Bring {it} in, then move that file away: {import} --deck imported")
        }
        _ => format!("Bring {it} in, then move that file away: {import}"),
    };
    let stories = counted_stories(count);
    Some(OtherShapeDeck {
        what: format!("{} holds {stories} in another shape.", deck.path),
        way_out,
    })
}

/// The command that brings a file in.
pub(crate) fn import_command(path: &str) -> String {
    match path {
        "-" => "star-cards import -".to_owned(),
        path => format!("star-cards import {}", shell_quoted(Path::new(path))),
    }
}
