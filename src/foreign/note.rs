//! Notes of other people's making to stories that wait to be written.
//!
//! The front is the question, the first line of it the title. A field is a name that the note
//! itself gives, as the column of a sheet is, and its words are read as those of any document.
//! A line `anki:` says which note the story came from, so that it comes only once. Refuses to
//! make more than one story of a note.

use crate::story::text::{one_line, visible};
use crate::story::{Beat, StoryId};

use super::assemble;
use super::container::builder::DocumentBuilder;
use super::document::Document;
use super::draft::ForeignDraft;
use super::html::blocks;
use super::outline::{LabelledDocument, Nesting};
use super::plan::{PlannedStory, Reading, Stretch};
use super::styled::{StyledLine, heading, to_markdown};
use super::{meanings, runs, write};

/// The key line that says where a story came from.
pub(crate) const KEY: &str = "anki";

/// The longest title, in characters.
const LONGEST_TITLE: usize = 80;

/// Fields that hold the question, whatever their place.
const QUESTION_FIELDS: [&str; 4] = ["front", "question", "prompt", "text"];

/// Fields that hold the title.
const TITLE_FIELDS: [&str; 3] = ["title", "story", "name"];

/// Tags that Anki sets for its own use.
const OWN_TAGS: [&str; 2] = ["leech", "marked"];

/// A story made of a note.
pub(crate) struct NoteDraft {
    /// The value of its key `anki`, the same whenever the note is read again.
    pub origin: String,
    pub title: String,
    draft: ForeignDraft,
}

impl NoteDraft {
    /// Reads a note of that origin: names and HTML of its fields, its tags. None where it has
    /// no words at all.
    pub(crate) fn read(
        origin: String,
        fields: &[(String, String)],
        tags: &[String],
    ) -> Option<NoteDraft> {
        let fields = fields
            .iter()
            .map(|(name, html)| (name.trim(), blocks(html)));
        let fields: Vec<(&str, Vec<StyledLine>)> =
            fields.filter(|(_, lines)| !lines.is_empty()).collect();
        let named = |names: &[&str]| {
            let is = |name: &str| names.contains(&name.to_lowercase().as_str());
            fields.iter().position(|(name, _)| is(name))
        };
        let is_part = |name: &str| meanings::of(name).is_some_and(|meant| meant.usual.is_part());
        let title = named(&TITLE_FIELDS);
        let question = named(&QUESTION_FIELDS).or_else(|| {
            let mut others = (0..fields.len()).filter(|place| Some(*place) != title);
            others.find(|place| !is_part(fields[*place].0))
        });
        let called = title.or(question).or((!fields.is_empty()).then_some(0))?;
        let called = title_of(&fields[called].1[0].text());
        let mut builder = DocumentBuilder::new();
        builder.record();
        for (place, (name, lines)) in fields.iter().enumerate() {
            // A title that was cut short is kept whole as well.
            let is_told = title == Some(place) && called == joined(lines);
            if is_told || question == Some(place) {
                continue;
            }
            let name = match name.to_lowercase().as_str() {
                "" => "note".to_owned(),
                "back" => "answer".to_owned(),
                _ => heading(&clean(name)),
            };
            builder.key(&name, 0);
            builder.words(&to_markdown(lines));
        }
        let mut draft = draft(&builder.finish());
        if let Some(place) = question {
            draft.facts.ask(&joined(&fields[place].1));
        }
        tags.iter()
            .filter(|tag| !OWN_TAGS.contains(&tag.to_lowercase().as_str()))
            .for_each(|tag| draft.facts.tag(&joined(&blocks(tag))));
        let told = (KEY.to_owned(), origin.clone());
        draft.facts.others.insert(0, told);
        Some(NoteDraft {
            origin,
            title: called,
            draft,
        })
    }

    /// Which beats it has.
    pub(crate) fn beats(&self) -> impl Iterator<Item = Beat> {
        Beat::ALL.into_iter().filter(|beat| self.draft.has(*beat))
    }

    /// The story's text under a name.
    pub(crate) fn to_story(&self, id: &StoryId) -> String {
        write::story(&heading(&self.title), id, &self.draft)
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

/// The record of a document as one story, whatever stands in it.
fn draft(document: &Document<'_>) -> ForeignDraft {
    let labelled = LabelledDocument::of(document);
    let nodes = labelled.tree(Nesting::ByLevel);
    let node = nodes.len() - 1;
    let parts = runs::counted(&labelled, &nodes[node]);
    let story = PlannedStory::of(node, nodes[node].all.clone(), parts);
    let reading = Reading {
        nodes,
        stretches: vec![Stretch::Story(story)],
        value: 0.0,
        tops: 0,
    };
    let mut drafts = assemble::drafts(&labelled, &reading);
    let mut draft = drafts.pop().expect("a story was planned");
    draft.settle();
    draft
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

/// One line without anything that could steer a terminal.
fn clean(text: &str) -> String {
    visible(&one_line(text)).into_owned()
}

#[cfg(test)]
mod tests;
