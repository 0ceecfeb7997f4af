//! A Markdown file cut at its headings and labels, in order, each piece with its meaning.
//!
//! Refuses to say which piece is a story's title and which only its note; that is decided
//! over all pieces together.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::story::lines::lines;
use crate::story::parse::outline::{Heading, Outline};
use crate::story::section::StorySection;
use crate::story::synonym::{FactKey, SynonymSpelling};
use crate::story::text::one_line;
use crate::story::{Beat, parse};

use super::labels::{self, Meaning};

/// Deeper than any heading.
const LABEL_LEVEL: usize = 7;

/// What a piece opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// A heading of no known meaning: a title, a group, a note. The first piece, which has
    /// no heading, is one of level 0.
    Open,
    /// A heading whose name says that it stands beside the answer.
    Aside,
    /// A heading around the answer, which says nothing by itself.
    Wrapper,
    /// A part of the answer; for a closing, the role.
    Part(SynonymSpelling, Option<String>),
    Key(FactKey),
}

/// A stretch of the file that begins with a heading or a label.
#[derive(Debug, Clone)]
pub(super) struct SourcePiece {
    pub kind: PieceKind,
    /// Level of the heading; 0 above the first, 7 for a label.
    pub level: usize,
    /// The heading as written, or what the label of a note is called.
    pub raw: String,
    /// Where its first line begins.
    pub at: usize,
    /// What follows, up to the next piece.
    pub body: Range<usize>,
    /// Words that stand beside the name and come first.
    pub lead: String,
    /// A label that begins an item of a list, so that what follows is indented.
    pub listed: bool,
}

impl SourcePiece {
    /// Whether it is a label and no heading.
    pub(super) fn is_label(&self) -> bool {
        self.level == LABEL_LEVEL
    }

    /// Whether a heading of it can be a title.
    pub(super) fn is_open(&self) -> bool {
        self.kind == PieceKind::Open
    }
}

/// A heading with what follows it, before labels are looked for.
struct SourceSection {
    level: usize,
    raw: String,
    at: usize,
    body: Range<usize>,
    meaning: Option<Meaning>,
    /// How many different parts its labels name.
    parts: usize,
    labels: Vec<labels::FoundLabel>,
}

pub(super) fn cut(text: &str, outline: &Outline) -> Vec<SourcePiece> {
    let sections = sections(text, outline);
    let mut pieces: Vec<SourcePiece> = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let next = sections.get(index + 1);
        let kind = kind(text, section, next, outline);
        let inner = kind == PieceKind::Open && belongs_inside(&pieces, section, next);
        if let Some(last) = pieces.last_mut().filter(|_| inner) {
            last.body.end = section.body.end;
            continue;
        }
        let lead = match (&kind, &section.meaning) {
            (PieceKind::Part(..), Some(meaning)) => meaning.extra.clone(),
            _ => String::new(),
        };
        let opens = matches!(
            kind,
            PieceKind::Open | PieceKind::Aside | PieceKind::Wrapper
        );
        let labels: &[labels::FoundLabel] = if opens { &section.labels } else { &[] };
        let first = labels.first().map_or(section.body.end, |l| l.line.start);
        pieces.push(SourcePiece {
            kind,
            level: section.level,
            raw: section.raw.clone(),
            at: section.at,
            body: section.body.start..first,
            lead,
            listed: false,
        });
        let ends = labels.iter().skip(1).map(|label| label.line.start);
        let ends = ends.chain([section.body.end]);
        pieces.extend(labels.iter().zip(ends).map(|(l, end)| of_label(l, end)));
    }
    pieces
}

fn of_label(found: &labels::FoundLabel, end: usize) -> SourcePiece {
    let meaning = &found.label.meaning;
    let kind = match meaning.usual {
        SynonymSpelling::Key(key) => PieceKind::Key(key),
        SynonymSpelling::Note | SynonymSpelling::Wrapper => PieceKind::Aside,
        usual => PieceKind::Part(usual, meaning.role.clone()),
    };
    SourcePiece {
        kind,
        level: LABEL_LEVEL,
        raw: found.label.name.clone(),
        at: found.line.start,
        body: found.end.min(end)..end,
        lead: found.label.rest.clone(),
        listed: found.label.listed,
    }
}

fn sections(text: &str, outline: &Outline) -> Vec<SourceSection> {
    let headings: Vec<&Heading> = outline
        .headings
        .iter()
        .filter(|heading| !is_only_underlined(text, heading))
        .collect();
    let letters = headings.iter().filter_map(|h| labels::heading(&h.text));
    let letters = letters.filter(|meaning| meaning.letter);
    let in_company = {
        let mut seen: Vec<SynonymSpelling> = letters.map(|meaning| meaning.usual).collect();
        seen.dedup();
        seen.len() > 1
    };
    let starts = headings.iter().map(|heading| heading.line_start);
    let ends = starts.chain([text.len()]);
    let first = (0, String::new(), 0, 0);
    let all = headings.iter().map(|h| {
        let raw = text[h.text_at.clone()].trim();
        (h.level, one_line(raw), h.line_start, h.end)
    });
    let sections = [first]
        .into_iter()
        .chain(all)
        .zip(ends)
        .map(|((level, raw, at, start), end)| {
            let body = start.min(end)..end;
            let labels = labels::find(text, body.clone(), &outline.opaque);
            let meaning = (level > 0).then(|| labels::heading(&plain(&raw))).flatten();
            SourceSection {
                level,
                at,
                body,
                meaning: meaning.filter(|meaning| in_company || !meaning.letter),
                parts: labels::distinct(labels.iter()).len(),
                labels,
                raw,
            }
        })
        .collect();
    without_single_labels(sections)
}

/// A single label is a story's only where stories stand: among headings with several, or
/// where nothing in the file says more.
fn without_single_labels(mut sections: Vec<SourceSection>) -> Vec<SourceSection> {
    let is_part = |section: &SourceSection| {
        let meaning = section.meaning.as_ref();
        meaning.is_some_and(|m| m.usual.is_part())
    };
    let levels: BTreeSet<usize> = sections
        .iter()
        .filter(|section| section.parts > 1)
        .map(|section| section.level)
        .collect();
    let says_more = !levels.is_empty() || sections.iter().any(is_part);
    for section in sections.iter_mut().filter(|section| section.parts == 1) {
        if says_more && !levels.contains(&section.level) {
            section.labels.clear();
        }
    }
    sections
}

/// A label, a fact or an item over a line of dashes: the line divides, it makes no heading.
fn is_only_underlined(text: &str, heading: &Heading) -> bool {
    let mut rows = lines(text, heading.at.clone());
    let first = rows.next().map_or("", |line| &text[line.at]);
    let underline = rows.next().map(|line| text[line.at].trim());
    let Some(underline) = underline else {
        return false;
    };
    let (listed, _) = labels::without_marker(first.trim_start());
    let label = labels::label(first);
    let is_text = listed || label.is_some() || first.trim_end().ends_with('.');
    let has_words = label.is_some_and(|label| !label.rest.is_empty());
    underline.starts_with('-') && is_text || underline.starts_with('=') && has_words
}

/// Without the signs of emphasis around all of it.
pub(super) fn plain(raw: &str) -> String {
    let mut raw = raw.trim();
    for mark in ["***", "**", "__", "*", "_", "`"] {
        let inside = raw.strip_prefix(mark).and_then(|r| r.strip_suffix(mark));
        raw = inside.filter(|i| !i.contains(mark)).unwrap_or(raw).trim();
    }
    raw.to_owned()
}

fn kind(
    text: &str,
    section: &SourceSection,
    next: Option<&SourceSection>,
    outline: &Outline,
) -> PieceKind {
    let Some(meaning) = &section.meaning else {
        return PieceKind::Open;
    };
    let empty = text[section.body.clone()].trim().is_empty();
    let leads = next.is_some_and(|next| {
        next.level > section.level && (next.parts > 1 || next.meaning.is_none())
    });
    let is_theme = empty && leads && next.is_some_and(|next| next.parts > 1);
    match meaning.usual {
        // A story of its own: parts inside a part.
        SynonymSpelling::Key(FactKey::Title) | SynonymSpelling::Wrapper
            if !is_title(text, section, outline) =>
        {
            PieceKind::Wrapper
        }
        _ if section.parts > 1 || is_theme => PieceKind::Open,
        _ if is_title(text, section, outline) => PieceKind::Open,
        SynonymSpelling::Part(_) | SynonymSpelling::Trouble => {
            PieceKind::Part(meaning.usual, meaning.role.clone())
        }
        SynonymSpelling::Wrapper => PieceKind::Wrapper,
        SynonymSpelling::Key(_) if empty && leads => PieceKind::Open,
        SynonymSpelling::Key(key) => PieceKind::Key(key),
        SynonymSpelling::Note => PieceKind::Aside,
    }
}

/// A `#` heading with a key of ours below is a title, whatever it is called.
fn is_title(text: &str, section: &SourceSection, outline: &Outline) -> bool {
    section.level == 1 && parse::has_known_key(text, section.body.clone(), outline)
}

/// A smaller heading in the words of a part belongs to these words, unless a story begins.
fn belongs_inside(
    pieces: &[SourcePiece],
    section: &SourceSection,
    next: Option<&SourceSection>,
) -> bool {
    let Some(last) = pieces.last() else {
        return false;
    };
    let starts_a_story = section.parts > 1
        || next.is_some_and(|next| {
            let part = next.meaning.as_ref().map(|meaning| meaning.usual);
            let early = part.is_some_and(is_first);
            early || (part.is_some() && next.level > section.level)
        });
    matches!(last.kind, PieceKind::Part(..))
        && !last.is_label()
        && section.level > last.level
        && !starts_a_story
}

/// Whether an answer usually begins with that part.
pub(super) fn is_first(usual: SynonymSpelling) -> bool {
    matches!(
        usual,
        SynonymSpelling::Trouble | SynonymSpelling::Part(StorySection::Beat(Beat::Situation))
    )
}
