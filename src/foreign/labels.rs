//! Labels by their dress: `**Situation:** ...`, `(S)ituation`, `S - ...`, a heading, a column.
//!
//! A label is told by its form, whatever its words say; only then are the words looked up. So a
//! label that nobody knows is one all the same, and ends the part before it where it wears what
//! the known ones wear. Refuses to look at more than one block.

use std::sync::LazyLock;

use crate::story::synonym::{self, SynonymSpelling, WordSet};
use crate::story::text::folded;

use super::document::{Block, BlockKind, Document};
use super::facts::without_asides;
use super::meanings::{self, Meaning, apart, bare, unmarked};

/// A name stands within so many bytes of the start of its line.
const LONGEST_NAME: usize = 72;

/// A name that nobody knows has no more words than this; more are a sentence.
const MOST_WORDS: usize = 8;

/// Without emphasis it has no more than this.
const MOST_PLAIN_WORDS: usize = 4;

/// Before a dash no more than this: more are the beginning of a sentence, or a title.
const MOST_DASHED_WORDS: usize = 2;

/// Names of parts that people use for much else; two of them make no story.
static WEAK: LazyLock<WordSet> = LazyLock::new(|| synonym::words_that("weak"));

/// How a label is told from the words after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Dress {
    /// A heading of that level.
    Heading(usize),
    /// A name that the container gives.
    Key,
    /// Bold or slanted.
    Emphasis,
    /// `[S] words`.
    Bracket,
    /// `situation:: words`.
    Field,
    /// `Situation: words`.
    Colon,
    /// `Situation - words`.
    Dash,
    /// A name and nothing else in its line.
    Bare,
}

/// A name at the start of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub dress: Dress,
    /// What it is called, without marks.
    pub name: String,
    pub meaning: Option<Meaning>,
    /// What follows it in its line, in Markdown.
    pub rest: String,
    /// It is alone a weak sign: a letter, or a name without a colon.
    pub loose: bool,
    /// A colon stands behind it.
    pub colon: bool,
    /// A dash stands behind it, or a full stop.
    pub dash: bool,
    /// It begins an item of a list.
    pub listed: bool,
    /// Columns before it, or how many keys it stands in.
    pub depth: usize,
}

impl Label {
    /// What it stands for, if anybody knows it.
    pub(super) fn usual(&self) -> Option<SynonymSpelling> {
        self.meaning.as_ref().map(|meaning| meaning.usual)
    }

    /// Whether it opens a part of an answer.
    pub(super) fn is_part(&self) -> bool {
        self.usual().is_some_and(SynonymSpelling::is_part)
    }

    /// Whether its name says by itself that an answer is told: `Action`, and not `Goal`.
    pub(super) fn is_strong(&self) -> bool {
        self.is_part() && !is_weak(&self.name)
    }

    /// Whether nothing but the name stands in its line, and a hint in brackets.
    pub(super) fn is_alone(&self) -> bool {
        self.rest.is_empty() || self.is_hint()
    }

    /// Whether it leads to other words although it stands among those of a part.
    pub(super) fn stands_apart(&self) -> bool {
        !self.loose && (self.colon || self.dash || self.is_alone())
    }

    /// Whether its name has several letters, all of them capitals.
    pub(super) fn is_capital(&self) -> bool {
        let mut letters = self.name.chars().filter(|c| c.is_alphabetic());
        letters.clone().count() > 1 && letters.all(char::is_uppercase)
    }

    /// Whether only words in brackets stand behind it: `(30 seconds)`.
    pub(super) fn is_hint(&self) -> bool {
        is_hint(&self.rest)
    }
}

/// Whether a name of a part is one of much else.
pub(super) fn is_weak(name: &str) -> bool {
    WEAK.contains(folded(bare(name).as_ref()).as_str())
}

/// The label that a block begins with; of a heading, the heading.
pub(super) fn of(document: &Document<'_>, block: &Block) -> Option<Label> {
    let words = document.words(block).trim();
    let found = match block.kind {
        BlockKind::Heading(level) => Some(of_heading(&without_asides(words).0, level)),
        BlockKind::Key => Some(of_key(words)),
        BlockKind::Line | BlockKind::Item => of_line(words),
        _ => None,
    }?;
    Some(Label {
        listed: block.kind == BlockKind::Item,
        depth: block.depth,
        ..found
    })
}

/// The label at the start of a line of words.
pub(super) fn of_line(words: &str) -> Option<Label> {
    let words = line(words)?;
    marked(words).or_else(|| bare_name(words))
}

/// The same where a sign tells it from the words after it.
pub(super) fn of_marked_line(words: &str) -> Option<Label> {
    marked(line(words)?)
}

/// The words of a line in which a label may stand: a row of a table has none.
fn line(words: &str) -> Option<&str> {
    let words = without_pictures(words.trim());
    let is_row = words.starts_with(|c| matches!(c, '|' | '\u{2500}'..='\u{257f}'));
    (!is_row).then_some(words)
}

fn marked(words: &str) -> Option<Label> {
    emphasised(words)
        .or_else(|| bracketed(words))
        .or_else(|| parted(words))
}

fn of_heading(words: &str, level: usize) -> Label {
    let plain = unmarked(words);
    let meaning = meanings::of_heading(&plain);
    Label {
        name: plain.into_owned(),
        ..label(Dress::Heading(level), "", meaning, "")
    }
}

fn of_key(words: &str) -> Label {
    let name = words.replace("**", "");
    Label {
        name: name.trim().trim_end_matches([':', '\u{ff1a}']).to_owned(),
        rest: String::new(),
        ..label(Dress::Key, "", meanings::of(&name), "")
    }
}

/// Without the pictures before the first word: a coloured dot, a tick, a number in a box.
fn without_pictures(words: &str) -> &str {
    let is_picture = |c: char| matches!(c, '\u{200d}' | '\u{20e3}' | '\u{fe0f}' | '\u{2190}'..='\u{24ff}' | '\u{2580}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}');
    let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = if digits.starts_with(['\u{fe0f}', '\u{20e3}']) {
        digits
    } else {
        words
    };
    match words.starts_with(is_picture) {
        true => words.trim_start_matches(|c: char| is_picture(c) || c.is_whitespace()),
        false => words,
    }
}

fn label(dress: Dress, name: &str, meaning: Option<Meaning>, rest: &str) -> Label {
    let extra = meaning
        .as_ref()
        .map_or("", |meaning| meaning.extra.as_str());
    let rest = [extra, rest.trim()].join(" ").trim().to_owned();
    let letter = meaning.as_ref().is_some_and(|meaning| meaning.letter);
    Label {
        dress,
        name: name
            .trim_matches(|c: char| c.is_whitespace() || ":*_\u{ff1a}".contains(c))
            .to_owned(),
        loose: letter && dress != Dress::Emphasis,
        meaning,
        rest,
        colon: matches!(dress, Dress::Colon | Dress::Field),
        dash: dress == Dress::Dash,
        listed: false,
        depth: 0,
    }
}

/// Whether brackets stand around all of some words.
fn is_hint(words: &str) -> bool {
    let inside = words
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    inside.is_some_and(|inside| !inside.contains(['(', ')']))
}

/// Whether words that nobody knows can be a name.
fn can_name(name: &str, most: usize) -> bool {
    let words = name.split_whitespace().count();
    (1..=most).contains(&words)
        && name.contains(char::is_alphabetic)
        && !name.contains(['.', '!', '<', '`', '"', '|', ','])
        && !name.contains("](")
}

/// `**Name:** rest`, `**Name**: rest`, `*Name* rest`, `**S**ituation: rest`, `**Name**`.
fn emphasised(text: &str) -> Option<Label> {
    let marks = ["***", "**", "__", "*", "_"];
    let mark = marks.into_iter().find(|mark| text.starts_with(mark))?;
    let inside = &text[mark.len()..];
    let known = |name: &str, rest: &str| {
        let found = meanings::of(name)?;
        Some(label(Dress::Emphasis, name, Some(found), rest))
    };
    let Some(end) = inside.find(mark) else {
        // Bold that goes on over the line's end.
        let (name, rest) = apart(inside, LONGEST_NAME)?;
        return known(name, &format!("{mark}{rest}"));
    };
    let (name, after) = (inside[..end].trim(), &inside[end + mark.len()..]);
    if name.len() > LONGEST_NAME {
        let (name, rest) = apart(name, LONGEST_NAME)?;
        return known(name, &format!("{mark}{rest}{mark}{after}"));
    }
    if name.chars().count() == 1 && after.starts_with(char::is_alphabetic) {
        let (tail, rest) = apart(after, LONGEST_NAME).unwrap_or((after, ""));
        return known(&format!("{name}{tail}"), rest);
    }
    let colons = [':', '\u{ff1a}'];
    let rest = after.trim_start();
    let parted = match name.ends_with(colons) {
        true => Some(rest.strip_prefix(colons).unwrap_or(rest)),
        false => rest
            .strip_prefix("::")
            .or_else(|| rest.strip_prefix(colons)),
    };
    if let Some(label) = hinted(name, rest) {
        return Some(label);
    }
    if let Some(rest) = parted {
        let found = meanings::of(name);
        let fits = found.is_some() || can_name(name.trim_end_matches(colons), MOST_WORDS);
        return fits.then(|| Label {
            colon: true,
            ..label(Dress::Emphasis, name, found, rest)
        });
    }
    if rest.is_empty() {
        // `**Situation: two shops.**` says the name and the words in one stretch.
        let found = meanings::of(name);
        if found.is_none()
            && let Some((before, rest)) = apart(name, LONGEST_NAME)
            && let Some(found) = known(before, &format!("{mark}{rest}{mark}"))
        {
            let colon = name[before.len()..].trim_start().starts_with(colons);
            return Some(Label { colon, ..found });
        }
        let fits = found.is_some() || can_name(name, MOST_WORDS);
        return fits.then(|| label(Dress::Emphasis, name, found, ""));
    }
    if let Some((name, rest)) = apart(name, LONGEST_NAME)
        && let Some(found) = known(name, &format!("{mark}{rest}{mark}{after}"))
    {
        return Some(found);
    }
    let dashed = rest
        .strip_prefix("- ")
        .or_else(|| rest.strip_prefix(['–', '—', '=']));
    let bare = name.trim_end_matches(['-', '–', '—', '.', ' ']);
    let dash = dashed.is_some() || name.ends_with(['-', '–', '—', '.']);
    let found = meanings::of(bare);
    let fits = found.is_some() || (dash || is_hint(rest)) && can_name(bare, MOST_PLAIN_WORDS);
    fits.then(|| Label {
        loose: !dash,
        dash,
        ..label(Dress::Emphasis, bare, found, dashed.unwrap_or(rest))
    })
}

/// `**Name** (20 s): rest`, without the first word.
fn hinted(name: &str, rest: &str) -> Option<Label> {
    let (hint, after) = rest.split_at(rest.find(')')? + 1);
    let rest = after
        .strip_prefix([':', '\u{ff1a}'])
        .filter(|_| is_hint(hint))?;
    let found = meanings::of(&format!("{name} {hint}"))?;
    Some(Label {
        colon: true,
        ..label(Dress::Emphasis, name, Some(found), rest)
    })
}

/// `[S] rest`, `(Result) rest`, `【结果】rest`.
fn bracketed(text: &str) -> Option<Label> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        '\u{3010}' => '\u{3011}',
        '\u{3014}' => '\u{3015}',
        '\u{300a}' => '\u{300b}',
        '\u{ff3b}' => '\u{ff3d}',
        _ => return None,
    };
    let end = text.find(close).filter(|end| *end <= LONGEST_NAME)?;
    let after = &text[end + close.len_utf8()..];
    // A link's words are no label; `[S]ituation: words` is a name with a colon.
    let joined = after.starts_with(char::is_alphabetic) && end < 3;
    if after.starts_with(['(', '[']) || joined && !after.starts_with(char::is_uppercase) {
        return None;
    }
    let name = text[..end].trim_start_matches(|c: char| !c.is_alphanumeric());
    let found = meanings::of(&text[..end + close.len_utf8()]);
    // Chinese and Japanese write names so; elsewhere a bracket may hold any words.
    if found.is_none() && (close.is_ascii() || !can_name(name, MOST_PLAIN_WORDS)) {
        return None;
    }
    let rest = after.trim_start_matches([':', '\u{ff1a}']);
    let label = label(Dress::Bracket, name, found, rest);
    Some(Label {
        loose: true,
        ..label
    })
}

/// `Name: rest`, `Name:: rest`, `Name - rest`.
fn parted(text: &str) -> Option<Label> {
    let (name, rest) = apart(text, LONGEST_NAME)?;
    let sign = text[name.len()..].trim_start();
    let found = meanings::of(name);
    if !sign.starts_with([':', '\u{ff1a}']) {
        let fits = found.is_some()
            || name.starts_with(char::is_uppercase) && can_name(name, MOST_DASHED_WORDS);
        if !fits {
            return None;
        }
        let label = label(Dress::Dash, name, found, rest);
        return Some(Label {
            loose: true,
            ..label
        });
    }
    if let Some(rest) = sign.strip_prefix("::") {
        let fits = found.is_some() || can_name(name, MOST_PLAIN_WORDS);
        return fits.then(|| label(Dress::Field, name, found, rest));
    }
    let after = sign
        .chars()
        .nth(1)
        .is_none_or(|next| next.is_whitespace() || sign.starts_with('\u{ff1a}'));
    let is_word = name.len() > 1
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let begins = is_word || name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let fits = match &found {
        Some(meaning) => after || !meaning.letter && !rest.starts_with('/'),
        None => after && begins && can_name(name, MOST_PLAIN_WORDS),
    };
    fits.then(|| label(Dress::Colon, name, found, rest))
}

/// A known name alone in its line.
fn bare_name(text: &str) -> Option<Label> {
    let is_short = text.len() <= LONGEST_NAME && text.split_whitespace().count() <= MOST_WORDS;
    let can_be_one = is_short && !text.ends_with('.');
    let found = can_be_one.then(|| meanings::of(text))??;
    let fits =
        !found.letter && (found.usual.is_part() || matches!(found.usual, SynonymSpelling::Wrapper));
    fits.then(|| {
        let label = label(Dress::Bare, text, Some(found), "");
        Label {
            loose: true,
            ..label
        }
    })
}
