//! A draft as text in our format, such that our reader finds in it what the importer meant.
//!
//! Words are written as they are; only where they would break out of their section (a
//! heading, a comment that is never closed) they are made harmless. Refuses to choose
//! names: the id is handed in.

use std::borrow::Cow;

use crate::story::lines::lines;
use crate::story::parse::names;
use crate::story::parse::outline::{self, Heading, Outline};
use crate::story::section::StorySection;
use crate::story::sort;
use crate::story::synonym::SynonymSpelling;
use crate::story::text::{can_hide, one_line};
use crate::story::{Beat, OptIn, StoryId};

use super::draft::{DraftWords, ForeignDraft, NOTES};

/// The order in which parts are written; traps come last, as the deck shows them.
const ORDER: [StorySection; 8] = [
    StorySection::Beat(Beat::Situation),
    StorySection::Beat(Beat::Task),
    StorySection::FirstDraft,
    StorySection::Beat(Beat::Action),
    StorySection::Beat(Beat::Result),
    StorySection::Beat(Beat::Learning),
    StorySection::Closing,
    StorySection::Traps,
];

/// The heading of traps that are not in our form.
const TRAPS_AS_FOUND: &str = "What not to say";

pub(super) fn story(title: &str, id: &StoryId, draft: &ForeignDraft) -> String {
    let mut out = format!("# {title}\n\n");
    keys(&mut out, id, draft);
    let mut notes: Vec<(Cow<'_, str>, &str)> = Vec::new();
    for part in ORDER {
        let all = draft
            .parts
            .iter()
            .filter(|w| w.usual == SynonymSpelling::Part(part));
        for words in all {
            match part {
                StorySection::Traps if !are_traps(&words.text) => {
                    notes.push((TRAPS_AS_FOUND.into(), &words.text));
                }
                _ => section(&mut out, &heading_of(part, words), &words.text),
            }
        }
    }
    for note in &draft.notes {
        notes.push((note_heading(&note.heading), &note.words));
    }
    let left = draft.facts.left.iter();
    let left: Vec<String> = left.map(|line| format!("- {}", one_line(line))).collect();
    let left = left.join("\n");
    if !left.is_empty() {
        match notes.iter().position(|(heading, _)| heading == NOTES) {
            Some(at) => notes.insert(at + 1, (NOTES.into(), &left)),
            None => notes.push((NOTES.into(), &left)),
        }
    }
    for (heading, words) in notes {
        section(&mut out, &heading, words);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn keys(out: &mut String, id: &StoryId, draft: &ForeignDraft) {
    let facts = &draft.facts;
    let mut key = |name: &str, value: &str| {
        let space = if value.is_empty() { "" } else { " " };
        out.push_str(&format!("{name}:{space}{}\n", one_line(value)));
    };
    key("id", id.as_str());
    let formerly = facts.formerly.iter().filter(|name| *name != id.as_str());
    let formerly: Vec<&str> = formerly.map(String::as_str).collect();
    let cards: Vec<&str> = facts.cards.iter().copied().map(OptIn::key).collect();
    let tags: Vec<&str> = facts.tags.iter().map(String::as_str).collect();
    let single = [
        ("formerly", formerly.join(", ")),
        ("role", facts.role.clone().unwrap_or_default()),
        ("miss", facts.miss.map_or("", |miss| miss.key()).to_owned()),
        ("cards", cards.join(", ")),
        ("core", if facts.core { "yes" } else { "" }.to_owned()),
    ];
    for (name, value) in single.iter().filter(|(_, value)| !value.is_empty()) {
        key(name, value);
    }
    for question in &facts.questions {
        key("question", question);
    }
    if !tags.is_empty() {
        key("tags", &tags.join(", "));
    }
    for (name, value) in &facts.others {
        key(name, value);
    }
}

fn heading_of(part: StorySection, words: &DraftWords) -> String {
    match &words.role {
        Some(role) => format!("{} ({role})", part.name()),
        None => part.name().to_owned(),
    }
}

/// Whether a list of traps is one that our reader takes.
fn are_traps(words: &str) -> bool {
    let source = format!("# T\n\nid: t\n\n## Traps\n\n{}\n", contained(words));
    let parsed = crate::story::parse::parse(&source);
    let stories = &parsed.stories;
    parsed.problems.is_empty() && stories.len() == 1 && !stories[0].traps.is_empty()
}

/// A heading that our reader takes for no part, and for none that was meant.
fn note_heading(heading: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || c == ' ';
    // Most headings show what is written.
    let means_a_part = names::is_part(heading)
        || !heading.chars().all(is_plain) && {
            let shown = outline::scan(&format!("## {heading}\n")).headings;
            let shown = shown.first().map_or("", |heading| heading.text.as_str());
            names::is_part(shown)
        };
    match means_a_part {
        true => format!("Note: {heading}").into(),
        false => heading.into(),
    }
}

fn section(out: &mut String, heading: &str, words: &str) {
    let start = out.trim_end().len();
    out.truncate(start);
    out.push_str(&format!("\n\n## {heading}\n"));
    let words = contained(words);
    if !words.trim().is_empty() {
        out.push('\n');
        out.push_str(words.trim_end());
        out.push('\n');
    }
}

/// Words that stay inside their section, whatever they are.
pub(crate) fn contained(words: &str) -> Cow<'_, str> {
    let is_free_of_signs = |line: &str| {
        let start = line.trim_start_matches(|c: char| c.is_whitespace() || can_hide(c));
        !start.starts_with(['#', '`', '~', '<', '=', '-'])
    };
    // Most words are plain, and then there is nothing to look for.
    if words.split(['\n', '\r']).all(is_free_of_signs) {
        return words.into();
    }
    let outline = scan(words);
    if stays_inside(words, &outline) {
        return words.into();
    }
    let mended = mended(words, &outline);
    if stays_inside(&mended, &scan(&mended)) {
        return mended.into();
    }
    // A quotation holds whatever is in it.
    let quoted = |line: &str| format!("> {line}\n");
    let all = lines(words, 0..words.len());
    all.map(|line| quoted(&words[line.at]))
        .collect::<String>()
        .into()
}

/// The outline of some words where they will stand: with a heading above and below.
fn scan(words: &str) -> Outline {
    let mut outline = outline::scan(&framed(words));
    outline.headings.retain(|heading| heading.at.start > 0);
    outline
}

const ABOVE: &str = "## A\n\n";

fn framed(words: &str) -> String {
    format!("{ABOVE}{words}\n\n## B\n")
}

fn stays_inside(words: &str, outline: &Outline) -> bool {
    let end = ABOVE.len() + words.len() + 2;
    let below = outline.headings.last().filter(|last| last.at.start == end);
    let inner = outline.headings.iter().filter(|h| h.at.start < end);
    let harmless = |level: usize, text: &str| level > 2 && names::exact(text).is_none();
    below.is_some()
        && outline.problems.is_empty()
        && outline.unspaced.is_empty()
        && inner.into_iter().all(|h| harmless(h.level, &h.text))
}

/// Headings one level down or as plain words, and so what only looks like one; an open block of code closed.
fn mended(words: &str, outline: &Outline) -> String {
    let mut mended = words.to_owned();
    if let Some(fence) = open_fence(words) {
        mended.push('\n');
        mended.push_str(&fence);
    }
    let end = ABOVE.len() + words.len();
    let headings = outline.headings.iter().filter(|h| h.at.start < end);
    let mut headings: Vec<&Heading> = headings.chain(&outline.unspaced).collect();
    sort::by_key(&mut headings, |heading| heading.at.start);
    for heading in headings.into_iter().rev() {
        let at = heading.at.start - ABOVE.len();
        let text = &words[at..];
        let is_underlined = heading.flaw.is_none() && !text.starts_with('#');
        if is_underlined {
            let first = text.find(['\n', '\r']).unwrap_or(text.len());
            mended.insert(at + first, '\n');
        } else if heading.flaw.is_some() || names::exact(&heading.text).is_some() {
            // Something that nobody sees may stand before it.
            mended.insert(at + text.find('#').unwrap_or(0), '\\');
        } else if heading.level < 3 {
            mended.insert_str(at, &"#".repeat(3 - heading.level));
        }
    }
    mended
}

/// What closes a block of code that the words leave open.
fn open_fence(words: &str) -> Option<String> {
    let mut open: Option<(char, usize)> = None;
    for line in lines(words, 0..words.len()) {
        let line = words[line.at].trim_start();
        let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'));
        let Some(sign) = sign else { continue };
        let length = line.len() - line.trim_start_matches(sign).len();
        match open {
            Some((mark, least)) if sign == mark && length >= least => {
                open = if line.trim_end().len() == length {
                    None
                } else {
                    open
                };
            }
            Some(_) => {}
            None => open = (length > 2).then_some((sign, length)),
        }
    }
    open.map(|(sign, length)| sign.to_string().repeat(length))
}
