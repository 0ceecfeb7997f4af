//! Names of stories, and the nearest name to a mistyped one.
//!
//! A story's history hangs on its name, so a name must survive editors, shells and
//! file systems: lower case, letters and digits of any script, single hyphens.
//! This file refuses to mend a bad name silently: the slug of a title is only ever
//! made where no name was written.

use std::borrow::Borrow;
use std::fmt;

use unicode_normalization::char::is_combining_mark;

use super::text::{composed, folded};

/// The most characters a name may have.
pub(crate) const MAX_CHARACTERS: usize = 64;

/// A name of more characters is compared with no other: the time it takes grows as its square.
const LONGEST_COMPARED: usize = 4 * MAX_CHARACTERS;

/// The name of a story: lower-case letters and digits of any script with single hyphens, in
/// Unicode's composed form.
///
/// Letters of scripts without case count as lower case. A combining mark (an accent, a
/// Devanagari or Thai vowel sign) is part of the letter that it follows; alone it is no
/// letter. Joiners, variation selectors and enclosing marks cannot be seen or typed
/// reliably and are refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StoryId(String);

/// Why a word cannot be the name of a story.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing is written.
    #[error("an id needs at least one letter or digit")]
    Empty,
    /// A capital letter.
    #[error("an id is all lower case, but this one has `{0}`")]
    Capital(char),
    /// Neither letter nor digit nor hyphen.
    #[error(
        "an id has only letters, digits and single hyphens, but this one has {}",
        shown(*.0)
    )]
    Character(char),
    /// A hyphen at an end, or two in a row.
    #[error("an id has single hyphens, and only between letters or digits")]
    Hyphen,
    /// More than [`MAX_CHARACTERS`].
    #[error("an id has at most {MAX_CHARACTERS} characters, but this one has {0}")]
    TooLong(usize),
}

/// Spaces and invisible characters have to be called by a name.
fn shown(character: char) -> String {
    match character {
        ' ' => "a space".to_owned(),
        '\t' => "a tab".to_owned(),
        other => format!("`{}`", other.escape_debug()),
    }
}

impl StoryId {
    /// Takes a name as it is written.
    ///
    /// # Errors
    ///
    /// [`IdError`] says which rule the word breaks.
    pub fn new(word: &str) -> Result<StoryId, IdError> {
        if word.is_empty() {
            return Err(IdError::Empty);
        }
        let word = composed(word);
        for (at, character) in word.char_indices() {
            let starts_a_part = word[..at].chars().next_back().is_none_or(|c| c == '-');
            match character {
                '-' if starts_a_part => return Err(IdError::Hyphen),
                '-' => {}
                c if is_mark(c) && !starts_a_part => {}
                c if is_letter_or_digit(c) && is_lower(c) => {}
                c if is_letter_or_digit(c) => return Err(IdError::Capital(c)),
                c => return Err(IdError::Character(c)),
            }
        }
        if word.ends_with('-') {
            return Err(IdError::Hyphen);
        }
        match word.chars().count() {
            length if length > MAX_CHARACTERS => Err(IdError::TooLong(length)),
            _ => Ok(StoryId(word.into_owned())),
        }
    }

    /// The name that a title gives a story which has none of its own.
    ///
    /// Lower-cased; whatever cannot stand in a name becomes one hyphen. `None` where
    /// nothing is left.
    pub fn slug(title: &str) -> Option<StoryId> {
        let mut slug = String::with_capacity(title.len());
        let mut length = 0;
        let mut gap = false;
        for character in composed(&folded(title)).chars() {
            let inside = !slug.is_empty() && !gap;
            let fits = (is_letter_or_digit(character) && is_lower(character))
                || (inside && is_mark(character));
            if !fits {
                gap = !slug.is_empty();
                continue;
            }
            // A hyphen is written only together with what follows it, so none trails.
            let needed = 1 + usize::from(gap);
            if length + needed > MAX_CHARACTERS {
                break;
            }
            if gap {
                slug.push('-');
                gap = false;
            }
            slug.push(character);
            length += needed;
        }
        (!slug.is_empty()).then_some(StoryId(slug))
    }

    /// Names that only the built-in decks may use: `traps`, and those beginning `core-`.
    pub fn is_reserved(&self) -> bool {
        is_reserved(&self.0)
    }

    /// The id that an outline tells, which was an id when it was made.
    pub(crate) fn known(id: &str) -> StoryId {
        StoryId(id.to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for StoryId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for StoryId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Whether only the built-in decks may use a name.
pub(crate) fn is_reserved(id: &str) -> bool {
    id == "traps" || id.starts_with("core-")
}

/// A letter or digit that can stand by itself. Unicode calls many vowel signs
/// alphabetic; they are marks here.
fn is_letter_or_digit(character: char) -> bool {
    character.is_alphanumeric() && !is_mark(character)
}

/// Lower case, or of a script without case.
fn is_lower(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_uppercase();
    }
    let mut lower = character.to_lowercase();
    lower.next() == Some(character) && lower.next().is_none()
}

/// Whether a character only ever belongs to the letter before it.
fn is_mark(character: char) -> bool {
    is_combining_mark(character) && !is_unwritable(character)
}

/// A mark that is no part of any letter that a person could type back.
fn is_unwritable(character: char) -> bool {
    matches!(character,
        '\u{20dd}'..='\u{20e4}'            // enclosing marks, keycaps
        | '\u{fe00}'..='\u{fe0f}'          // variation selectors
        | '\u{e0000}'..='\u{e0fff}') // more selectors
}

/// The name that somebody most likely meant, for "did you mean".
///
/// Case is ignored. A name counts as near with at most one slip for every three letters,
/// or where the word (three letters or more) is its beginning. Of equals the first wins.
pub(crate) fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = folded(word.trim());
    let length = word.chars().count();
    let slips = |name: &str| {
        let name = folded(name);
        let name_length = name.chars().count();
        let allowed = (length.max(name_length) / 3).clamp(1, 4);
        // Names of very different lengths are not near, and comparing them takes its time.
        let missing = name_length.abs_diff(length);
        let close = missing <= allowed && length <= LONGEST_COMPARED;
        let distance = close.then(|| strsim::osa_distance(&word, &name));
        let slips = distance.filter(|distance| *distance <= allowed && *distance < length);
        // A beginning is a weaker sign than any slip.
        slips.or_else(|| (length >= 3 && name.starts_with(&word)).then_some(missing + 4))
    };
    names
        .into_iter()
        .filter_map(|name| slips(name).map(|slips| (slips, name)))
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

/// Whether a word is a slip of the pen away from a known one (both lower case).
///
/// Stricter than [`nearest`], because what it finds is said unasked: one slip, two in
/// words of eight letters or more; in short words the first letter must be right.
pub(crate) fn is_slip(word: &str, known: &str) -> bool {
    if word.len() > 4 * (known.len() + 2) {
        return false;
    }
    let (length, known_length) = (word.chars().count(), known.chars().count());
    if length < 3 || word == known || length.abs_diff(known_length) > 2 {
        return false;
    }
    // Most words are far off, and this is told sooner than the distance.
    if word.chars().filter(|c| !known.contains(*c)).count() > 2 {
        return false;
    }
    let same_start = word.chars().next() == known.chars().next();
    match strsim::osa_distance(word, known) {
        1 => same_start || known_length >= 6,
        2 => same_start && known_length >= 8,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
