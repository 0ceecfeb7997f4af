//! One deck file and its text, which is read when somebody asks for it.
//!
//! Refuses to know where files lie: whoever found the deck hands in how its text is read.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// How the text of a deck is read that was not read yet.
pub(crate) trait DeckReader: fmt::Debug + Send + Sync {
    /// The text as it is now, and whether it still is what it was when the deck was found; none
    /// where it cannot be read any more.
    fn whole(&self) -> Option<(String, bool)>;

    /// Some bytes of it, if the text still is what it was when the deck was found.
    fn part(&self, at: Range<usize>) -> Option<String>;
}

/// One deck file and its text.
#[derive(Debug, Clone)]
pub struct Deck {
    /// Its path under `decks/` without `.md`.
    pub name: String,
    /// Its path as messages show it.
    pub path: String,
    pub builtin: bool,
    /// The text, and whether it is the one that was there when the deck was found.
    text: OnceLock<(Cow<'static, str>, bool)>,
    reader: Option<Arc<dyn DeckReader>>,
}

impl Deck {
    /// A deck whose text is at hand.
    pub fn new(
        name: impl Into<String>,
        path: impl Into<String>,
        builtin: bool,
        text: impl Into<Cow<'static, str>>,
    ) -> Deck {
        Deck {
            name: name.into(),
            path: path.into(),
            builtin,
            text: OnceLock::from((text.into(), true)),
            reader: None,
        }
    }

    /// A deck of the person's whose text is read when it is asked for.
    pub(crate) fn unread(name: String, path: String, reader: Arc<dyn DeckReader>) -> Deck {
        Deck {
            name,
            path,
            builtin: false,
            text: OnceLock::new(),
            reader: Some(reader),
        }
    }

    /// Its text; empty where it cannot be read any more.
    pub fn source(&self) -> &str {
        &self.read().0
    }

    /// Whether its text is the one that was there when the deck was found.
    pub(super) fn is_as_found(&self) -> bool {
        self.read().1
    }

    fn read(&self) -> &(Cow<'static, str>, bool) {
        self.text.get_or_init(|| {
            let read = self.reader.as_ref().and_then(|reader| reader.whole());
            let (text, is_as_found) = read.unwrap_or_default();
            (text.into(), is_as_found)
        })
    }

    /// Some bytes of its text, if it is the one that was there when the deck was found.
    pub(super) fn part(&self, at: Range<usize>) -> Option<Cow<'_, str>> {
        match &self.reader {
            Some(reader) => reader.part(at).map(Cow::Owned),
            None => self.source().get(at).map(Cow::Borrowed),
        }
    }
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its path as messages show it.
    pub path: String,
    pub message: String,
    pub fix: String,
}
