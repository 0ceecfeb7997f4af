//! Notes of other people's making to stories that wait to be written.
//!
//! The front is the question, the first line of it the title. Beats are taken where they are
//! marked: by the name of a field, or by a label at the start of a line (`Action:`, and `S:`,
//! `T:`, `A:`, `R:` where at least three of these letters stand). Whatever is not marked
//! becomes a note section, so that no word is lost. A line `anki:` says which note
//! the story came from, so that it comes only once.

use std::collections::{BTreeMap, HashMap};

use crate::story::parse::{beat_meant, is_part};
use crate::story::sort;
use crate::story::text::{one_line, visible};
use crate::story::{Beat, StoryId};

use super::html::blocks;
use super::styled::{StyledLine, heading, to_markdown};

/// The key line that says where a story came from.
pub(crate) const KEY: &str = "anki";

/// The longest title, in characters.
const LONGEST_TITLE: usize = 80;

/// The longest label of a beat, in bytes; what is longer is a sentence with a colon.
const LONGEST_LABEL: usize = 40;

/// So many labels are remembered.
const MOST_LABELS: usize = 1_000;

/// Fields that hold the question, whatever their place.
const QUESTION_FIELDS: [&str; 4] = ["front", "question", "prompt", "text"];

/// Fields that hold the title.
const TITLE_FIELDS: [&str; 3] = ["title", "story", "name"];

/// Tags that Anki sets for its own use.
const OWN_TAGS: [&str; 2] = ["leech", "marked"];

/// A story made of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoteDraft {
    /// The value of its key `anki`, the same whenever the note is read again.
    pub origin: String,
    pub title: String,
    question: Option<String>,
    tags: Vec<String>,
    beats: BTreeMap<Beat, String>,
    notes: Vec<(String, String)>,
}

/// Reads notes, and remembers what their labels mean: a package has few of them, many times.
#[derive(Debug, Default)]
pub(crate) struct NoteReader {
    beats: HashMap<String, Option<Beat>>,
}

impl NoteReader {
    /// The beat that a label means.
    fn beat(&mut self, label: &str) -> Option<Beat> {
        if let Some(beat) = self.beats.get(label) {
            return *beat;
        }
        let beat = Some(label)
            .filter(|label| label.len() <= LONGEST_LABEL)
            .and_then(beat_meant);
        if self.beats.len() < MOST_LABELS {
            self.beats.insert(label.to_owned(), beat);
        }
        beat
    }

    /// Reads a note of that origin: names and HTML of its fields, its tags. None where it has
    /// no words at all.
    pub(crate) fn draft(
        &mut self,
        origin: String,
        fields: &[(String, String)],
        tags: &[String],
    ) -> Option<NoteDraft> {
        let fields: Vec<(&str, Vec<StyledLine>)> = fields
            .iter()
            .map(|(name, html)| (name.as_str(), blocks(html)))
            .filter(|(_, lines)| !lines.is_empty())
            .collect();
        let named = |names: &[&str]| {
            let is = |name: &str| names.contains(&name.to_lowercase().as_str());
            fields.iter().position(|(name, _)| is(name))
        };
        let title = named(&TITLE_FIELDS);
        let question = named(&QUESTION_FIELDS).or_else(|| {
            (0..fields.len())
                .filter(|&place| self.beat(fields[place].0).is_none())
                .find(|place| Some(*place) != title)
        });
        let heading = title.or(question).or((!fields.is_empty()).then_some(0))?;
        let mut draft = NoteDraft {
            origin,
            title: title_of(&fields[heading].1[0].text()),
            question: question.map(|place| joined(&fields[place].1)),
            tags: tags.iter().filter_map(|tag| tag_of(tag)).collect(),
            beats: BTreeMap::new(),
            notes: Vec::new(),
        };
        for (place, (name, lines)) in fields.iter().enumerate() {
            // A title that was cut short is kept whole as well.
            let whole = title == Some(place) && draft.title == joined(lines);
            if Some(place) != question && !whole {
                self.take(&mut draft, name, lines);
            }
        }
        Some(draft)
    }

    /// One field: a beat by its name, else by the labels of its lines, else a note.
    fn take(&mut self, draft: &mut NoteDraft, name: &str, lines: &[StyledLine]) {
        if let Some(beat) = self.beat(name) {
            draft.add(beat, &to_markdown(lines));
            return;
        }
        let letters = has_letters(lines);
        let mut beat = None;
        let mut part: Vec<StyledLine> = Vec::new();
        for line in lines {
            if let Some((next, rest)) = self.label(line, letters) {
                draft.end(name, beat, &part);
                (beat, part) = (Some(next), Vec::new());
                part.extend((!rest.runs.is_empty()).then_some(rest));
            } else {
                part.push(line.clone());
            }
        }
        draft.end(name, beat, &part);
    }

    /// The beat that a line is labelled with, and the rest of the line.
    fn label(&mut self, line: &StyledLine, letters: bool) -> Option<(Beat, StyledLine)> {
        let text = line.text();
        let (label, _) = text.split_once(':')?;
        let bare = label.trim().trim_start_matches(['-', '*', '•']).trim();
        let beat = match bare {
            _ if bare.chars().count() > 1 => self.beat(bare)?,
            _ if letters => letter(bare)?,
            _ => return None,
        };
        let mut rest = line.clone();
        rest.item = false;
        cut(&mut rest, label.len() + 1);
        Some((beat, rest))
    }
}

impl NoteDraft {
    /// Which beats it has.
    pub(crate) fn beats(&self) -> impl Iterator<Item = Beat> {
        self.beats.keys().copied()
    }

    fn end(&mut self, field: &str, beat: Option<Beat>, lines: &[StyledLine]) {
        let words = to_markdown(lines);
        match beat {
            _ if words.is_empty() => {}
            Some(beat) => self.add(beat, &words),
            None => self.notes.push((note_heading(field), words)),
        }
    }

    fn add(&mut self, beat: Beat, words: &str) {
        let there = self.beats.entry(beat).or_default();
        if !there.is_empty() {
            there.push_str("\n\n");
        }
        there.push_str(words);
    }

    /// The story's text under a name.
    pub(crate) fn to_story(&self, id: &StoryId) -> String {
        let mut story = format!(
            "# {}\n\nid: {id}\n{KEY}: {}\n",
            heading(&self.title),
            self.origin
        );
        if let Some(question) = self.question.as_deref() {
            story += &format!("question: {question}\n");
        }
        if !self.tags.is_empty() {
            story += &format!("tags: {}\n", self.tags.join(", "));
        }
        for (beat, words) in &self.beats {
            story += &format!("\n## {}\n\n{words}\n", beat.name());
        }
        for (heading, words) in &self.notes {
            story += &format!("\n## {heading}\n\n{words}\n");
        }
        story
    }

    /// The name that its title gives it, unless that is taken; else the title's with a part
    /// of its origin.
    pub(crate) fn id(&self, taken: impl Fn(&StoryId) -> bool) -> StoryId {
        let free = |id: &StoryId| !id.is_reserved() && !taken(id);
        let short = &self.origin[..8];
        let numbered = || {
            let stem: String = self.title.chars().take(40).collect();
            StoryId::slug(&format!("{stem} {short}"))
        };
        let whole = || StoryId::slug(&format!("anki {}", self.origin));
        StoryId::slug(&self.title)
            .filter(free)
            .or_else(|| numbered().filter(free))
            .or_else(whole)
            .expect("letters and digits make a name")
    }
}

fn letter(label: &str) -> Option<Beat> {
    match label {
        "S" | "s" => Some(Beat::Situation),
        "T" | "t" => Some(Beat::Task),
        "A" | "a" => Some(Beat::Action),
        "R" | "r" => Some(Beat::Result),
        "L" | "l" => Some(Beat::Learning),
        _ => None,
    }
}

/// Whether single letters are labels here: `A:` alone would be an answer.
fn has_letters(lines: &[StyledLine]) -> bool {
    let mut found: Vec<Beat> = lines
        .iter()
        .filter_map(|line| {
            let text = line.text();
            letter(text.split_once(':')?.0.trim())
        })
        .collect();
    sort::by(&mut found, Ord::cmp);
    found.dedup();
    found.len() >= 3
}

/// Cuts so many bytes off the start of a line.
fn cut(line: &mut StyledLine, mut bytes: usize) {
    line.runs.retain_mut(|run| {
        let here = bytes.min(run.text.len());
        bytes -= here;
        run.text.drain(..here);
        !run.text.is_empty()
    });
    if let Some(first) = line.runs.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    line.runs.retain(|run| !run.text.is_empty());
}

/// A heading for a field; one that would be read as a part of the story is set apart.
fn note_heading(field: &str) -> String {
    let name = heading(&clean(field));
    match name.trim() {
        "" => "Note".to_owned(),
        name if is_part(name) => format!("Anki: {name}"),
        name => name.to_owned(),
    }
}

fn title_of(line: &str) -> String {
    let line = clean(line);
    if line.chars().count() <= LONGEST_TITLE {
        return line;
    }
    let cut: String = line.chars().take(LONGEST_TITLE).collect();
    let end = cut.rfind(' ').filter(|end| *end > cut.len() / 2);
    format!("{} ...", cut[..end.unwrap_or(cut.len())].trim_end())
}

/// All lines as the value of a key.
fn joined(lines: &[StyledLine]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| clean(&line.text())).collect();
    // A comment would hide the line.
    lines.join(" ").replace("<!--", "< !--")
}

fn tag_of(tag: &str) -> Option<String> {
    let own = OWN_TAGS.contains(&tag.to_lowercase().as_str());
    let tag = joined(&blocks(tag)).replace(',', " ");
    (!own && !tag.trim().is_empty()).then_some(tag)
}

/// One line without anything that could steer a terminal.
fn clean(text: &str) -> String {
    visible(&one_line(text)).into_owned()
}

#[cfg(test)]
mod tests;
