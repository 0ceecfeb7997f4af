//! A deck file becomes stories, and a list of what is wrong with it.
//!
//! Reading never fails: what is understood is returned, what is not is a [`Problem`] that
//! points at the words. Refuses to guess (a near miss is reported, never taken), to know
//! other formats, and to look across files; that is the library's part.

use std::collections::HashSet;
use std::ops::Range;

use super::bank;
use super::id::StoryId;
use super::lines::{lines, trim_blank_lines};
use super::model::{Beat, BeatText, Closing, KeyLine, Note, Passage, Story, TrapLine};
use super::problem::Problem;
use super::section::StorySection;
use super::{sort, text};

pub(crate) use names::{beat_meant, is_part};

use names::HeadingReading;
use outline::{Heading, Outline};

mod heading;
mod keys;
pub(crate) mod names;
pub(crate) mod outline;
mod simple;
pub(crate) mod told;
mod traps;

pub(crate) use keys::{key_lines, list, not_allowed, value_at};

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The stories in the order of the file.
    pub stories: Vec<Story>,
    /// What is wrong, in the order of the file.
    pub problems: Vec<Problem>,
    /// It has questions of a bank.
    pub has_bank: bool,
    /// Every line shows by itself what it is, so that each story reads the same alone.
    pub simple: bool,
}

/// Reads a deck file.
pub fn parse(source: &str) -> Parsed {
    let outline = outline::scan(source);
    let (chapters, mut problems) = chapters(source, &outline);
    let (mut stories, simple) = (Vec::new(), outline.simple);
    let mut has_bank = false;
    for chapter in chapters {
        if is_bank(&chapter) {
            has_bank = true;
            continue;
        }
        let first = problems.len();
        let story = read_story(source, chapter, &mut problems);
        for problem in &mut problems[first..] {
            problem.story = story.as_ref().map(|story| story.id.clone());
        }
        stories.extend(story);
    }
    if has_bank {
        problems.extend(bank::read(source).1);
    }
    problems.extend(outline.problems);
    let others = outline
        .unspaced
        .iter()
        .filter(|heading| !is_part(&heading.text));
    problems.extend(others.map(unspaced));
    sort::by_key(&mut problems, |problem| problem.at.start);
    Parsed {
        stories,
        problems,
        has_bank,
        simple,
    }
}

/// Reads a stretch of a deck that is one story, from its title to the next, by itself; `from` is
/// where it begins in its deck. Where its lines do not show what they are, the deck may read it in
/// another way.
pub(crate) fn parse_alone(part: &str, from: usize) -> Option<Story> {
    let outline = outline::scan(part);
    let (chapters, _) = chapters(part, &outline);
    let [chapter] = <[Chapter<'_>; 1]>::try_from(chapters).ok()?;
    let mut story = read_story(part, chapter, &mut Vec::new())?;
    story.move_by(from);
    Some(story)
}

/// A `#` heading and everything up to the next.
struct Chapter<'a> {
    title: &'a Heading,
    at: Range<usize>,
    keys: Vec<KeyLine>,
    sections: Vec<ChapterSection<'a>>,
}

/// A heading inside a chapter and its text.
struct ChapterSection<'a> {
    heading: &'a Heading,
    reading: HeadingReading,
    body: Range<usize>,
}

impl ChapterSection<'_> {
    /// A name of a part, but not as `##`.
    fn is_misplaced(&self) -> bool {
        self.heading.level != 2
    }
}

/// Divides a file; complains about beats that no title stands above.
fn chapters<'a>(source: &str, outline: &'a Outline) -> (Vec<Chapter<'a>>, Vec<Problem>) {
    let mut chapters: Vec<Chapter<'a>> = Vec::new();
    let mut problems = Vec::new();
    let marks = marks(source, outline);
    for (index, mark) in marks.iter().enumerate() {
        let end =
            |next: Option<&ChapterMark<'_>>| next.map_or(source.len(), |m| m.heading.line_start);
        let body = mark.heading.end..end(marks.get(index + 1));
        match (&mark.reading, chapters.last_mut()) {
            (None, _) => chapters.push(Chapter {
                title: mark.heading,
                at: mark.heading.line_start..body.end,
                keys: keys::key_lines(source, body, &outline.opaque),
                sections: Vec::new(),
            }),
            (Some(reading), Some(chapter)) => {
                chapter.at.end = body.end;
                chapter.sections.push(ChapterSection {
                    heading: mark.heading,
                    reading: reading.clone(),
                    body,
                });
            }
            (Some(HeadingReading::Is(part, _)), None) if problems.is_empty() => {
                problems.push(Problem::new(
                    mark.heading.at.clone(),
                    format!(
                        "`{}` belongs to no story: there is no title above it.",
                        part.name()
                    ),
                    "Write `# ` and the story's title on a line above it.".to_owned(),
                ));
            }
            (Some(_), None) => {}
        }
    }
    (chapters, problems)
}

/// A heading that ends what came before it; without a reading it is a title.
struct ChapterMark<'a> {
    heading: &'a Heading,
    reading: Option<HeadingReading>,
}

/// Titles, `##` headings, and names of parts at any other level.
fn marks<'a>(source: &str, outline: &'a Outline) -> Vec<ChapterMark<'a>> {
    let headings = &outline.headings;
    let mark = |(index, heading): (usize, &'a Heading)| {
        let below = || {
            let next = headings.get(index + 1);
            heading.end..next.map_or(source.len(), |next| next.line_start)
        };
        let reading = match (heading.level, names::exact(&heading.text)) {
            // A title may be called `Traps`; then key lines below it say that it is one.
            (1, Some(_)) if has_known_key(source, below(), outline) => None,
            (_, Some(exact)) => Some(exact),
            (1, None) => None,
            (2, None) => Some(names::inexact(&heading.text)),
            // Smaller headings belong to the text they stand in.
            (_, None) => return None,
        };
        Some(ChapterMark { heading, reading })
    };
    let mut marks: Vec<ChapterMark<'a>> = headings.iter().enumerate().filter_map(mark).collect();
    // Near a name at best, as nothing but a heading can be one.
    let parts = outline
        .unspaced
        .iter()
        .filter(|heading| is_part(&heading.text));
    marks.extend(parts.map(|heading| {
        let reading = match names::meant(&heading.text) {
            HeadingReading::Is(part, _) => HeadingReading::Near(part),
            reading => reading,
        };
        let reading = Some(reading);
        ChapterMark { heading, reading }
    }));
    sort::by_key(&mut marks, |mark| mark.heading.line_start);
    marks
}

/// Whether a key that means something stands in a part of a file.
pub(crate) fn has_known_key(source: &str, area: Range<usize>, outline: &Outline) -> bool {
    keys::key_lines(source, area, &outline.opaque)
        .iter()
        .any(|line| keys::is_known(&line.key))
}

/// The story of a chapter; `None` for a chapter that is none, or whose id is not valid.
fn read_story(source: &str, chapter: Chapter<'_>, problems: &mut Vec<Problem>) -> Option<Story> {
    if !is_story(&chapter) {
        return None;
    }
    let facts = keys::facts(source, &chapter.keys, problems);
    let id = id_of(&chapter, facts.id.as_ref(), problems);
    let mut body = StoryBody {
        present: parts_present(&chapter),
        ..StoryBody::default()
    };
    for section in &chapter.sections {
        body.take(source, section, facts.core, problems);
    }
    sort::by_key(&mut body.beats, |text| text.beat);
    problems.extend(body.missing(chapter.title));
    Some(Story {
        id: id?,
        title: chapter.title.title.clone(),
        formerly: facts.formerly,
        role: facts.role,
        questions: facts.questions,
        tags: facts.tags,
        miss: facts.miss,
        opt_in: facts.opt_in,
        core: facts.core,
        beats: body.beats,
        first_draft: body.first_draft,
        closings: body.closings,
        traps: body.traps.unwrap_or_default(),
        fine_lines: body.fine_lines.unwrap_or_default(),
        notes: body.notes,
        keys: chapter.keys,
        at: chapter.at,
        heading_at: chapter.title.at.clone(),
    })
}

/// The parts that stand in a chapter under their right heading, each once.
fn parts_present(chapter: &Chapter<'_>) -> Vec<StorySection> {
    let mut present = Vec::new();
    for section in &chapter.sections {
        if let HeadingReading::Is(part, _) = section.reading
            && !section.is_misplaced()
            && !present.contains(&part)
        {
            present.push(part);
        }
    }
    present
}

/// Whether the questions of a bank stand in a chapter: its title says so, and no part of a story
/// stands there.
fn is_bank(chapter: &Chapter<'_>) -> bool {
    let is_part = |section: &ChapterSection<'_>| matches!(section.reading, HeadingReading::Is(..));
    bank::is_title(&chapter.title.text)
        && !chapter.keys.iter().any(|line| keys::is_known(&line.key))
        && !chapter.sections.iter().any(is_part)
}

/// A README has headings too: a story has a known key, a beat, or something near one.
fn is_story(chapter: &Chapter<'_>) -> bool {
    let meant = |section: &ChapterSection<'_>| match section.reading {
        // Fine lines mean something in cores only, and those have a key.
        HeadingReading::Is(part, _) | HeadingReading::Near(part) => part != StorySection::FineLines,
        HeadingReading::Other => false,
    };
    chapter.keys.iter().any(|line| keys::is_known(&line.key)) || chapter.sections.iter().any(meant)
}

/// The id as written, else the slug of the title; never the slug in place of a bad one.
fn id_of(
    chapter: &Chapter<'_>,
    written: Option<&(String, Range<usize>)>,
    problems: &mut Vec<Problem>,
) -> Option<StoryId> {
    let title = &chapter.title.text;
    let Some((word, at)) = written else {
        let id = StoryId::slug(title);
        if id.is_none() {
            problems.push(Problem::new(
                chapter.title.at.clone(),
                "This story needs an id: no name can be made from its title.".to_owned(),
                "Write `id:` and a short name, such as `id: late-launch`, under the title."
                    .to_owned(),
            ));
        }
        return id;
    };
    match StoryId::new(word) {
        Ok(id) => Some(id),
        Err(error) => {
            let example = StoryId::slug(word).or_else(|| StoryId::slug(title));
            let example = example.as_ref().map_or("late-launch", StoryId::as_str);
            problems.push(Problem::new(
                at.clone(),
                format!("`{title}` has no cards, because its id cannot be used: {error}."),
                format!("Write `id: {example}`."),
            ));
            None
        }
    }
}

/// What the sections of a story say.
#[derive(Default)]
struct StoryBody {
    beats: Vec<BeatText>,
    first_draft: Option<Passage>,
    closings: Vec<Closing>,
    traps: Option<Vec<TrapLine>>,
    fine_lines: Option<Vec<TrapLine>>,
    notes: Vec<Note>,
    /// The roles of `closings`, case folded.
    roles: HashSet<Option<String>>,
    /// Parts that stand under their right heading somewhere in the story.
    present: Vec<StorySection>,
    /// Beats whose heading is there without any words.
    empty: Vec<(Beat, Range<usize>)>,
    /// Beats that a near miss was probably meant to be.
    meant: Vec<Beat>,
}

impl StoryBody {
    fn take(
        &mut self,
        source: &str,
        section: &ChapterSection<'_>,
        core: bool,
        problems: &mut Vec<Problem>,
    ) {
        let mut passage = passage(source, section.body.clone());
        match &section.reading {
            HeadingReading::Is(StorySection::FineLines, _)
            | HeadingReading::Near(StorySection::FineLines)
                if !core => {}
            HeadingReading::Is(part, _) if section.is_misplaced() => {
                let there = self.present.contains(part);
                problems.push(misplaced(section.heading, *part, there));
                self.expect(*part);
            }
            HeadingReading::Is(part, role) => {
                let Some(words) = passage else {
                    if let StorySection::Beat(beat) = part {
                        self.empty.push((*beat, section.heading.at.clone()));
                    }
                    return;
                };
                passage = self.place(source, *part, role.as_deref(), words, problems);
                if passage.is_none() {
                    return;
                }
                problems.push(twice(section.heading));
            }
            HeadingReading::Near(part) => {
                let there = self.present.contains(part);
                problems.push(near(section.heading, *part, there));
                self.expect(*part);
            }
            HeadingReading::Other => {}
        }
        self.keep(section, passage);
    }

    /// Puts words in their place; gives them back if that is taken.
    fn place(
        &mut self,
        source: &str,
        part: StorySection,
        role: Option<&str>,
        passage: Passage,
        problems: &mut Vec<Problem>,
    ) -> Option<Passage> {
        let free = match part {
            StorySection::Beat(beat) => self.beats.iter().all(|text| text.beat != beat),
            StorySection::FirstDraft => self.first_draft.is_none(),
            StorySection::Closing => self.roles.insert(role.map(text::folded)),
            StorySection::Traps => self.traps.is_none(),
            StorySection::FineLines => self.fine_lines.is_none(),
        };
        if !free {
            return Some(passage);
        }
        let mut lines =
            |passage: &Passage| traps::trap_lines(source, passage, part.name(), problems);
        match part {
            StorySection::Beat(beat) => self.beats.push(BeatText { beat, passage }),
            StorySection::FirstDraft => self.first_draft = Some(passage),
            StorySection::Closing => self.closings.push(Closing {
                role: role.map(str::to_owned),
                passage,
            }),
            StorySection::Traps => self.traps = Some(lines(&passage)),
            StorySection::FineLines => self.fine_lines = Some(lines(&passage)),
        }
        None
    }

    fn expect(&mut self, part: StorySection) {
        if let StorySection::Beat(beat) = part {
            self.meant.push(beat);
        }
    }

    fn keep(&mut self, section: &ChapterSection<'_>, passage: Option<Passage>) {
        let end = section.heading.end;
        self.notes.push(Note {
            heading: section.heading.title.clone(),
            passage: passage.unwrap_or(Passage {
                markdown: String::new(),
                at: end..end,
            }),
        });
    }

    /// The one next step where either Action or Learning is not there. Both missing is a
    /// draft, and a near miss has been reported already.
    fn missing(&self, title: &Heading) -> Option<Problem> {
        let has = |beat| self.beats.iter().any(|text| text.beat == beat);
        let beat = match (has(Beat::Action), has(Beat::Learning)) {
            (true, false) => Beat::Learning,
            (false, true) => Beat::Action,
            _ => return None,
        };
        if self.meant.contains(&beat) {
            return None;
        }
        let name = beat.name();
        let words = match beat {
            Beat::Learning => "what you have done differently since",
            _ => "the decision that turned out wrong",
        };
        let empty = self.empty.iter().find(|(empty, _)| *empty == beat);
        Some(match empty {
            Some((_, at)) => Problem::new(
                at.clone(),
                format!("`{}` has an empty {name}.", title.title),
                format!("Write {words} under `## {name}`."),
            ),
            None => Problem::new(
                title.at.clone(),
                format!("`{}` has no {name} yet.", title.title),
                format!("Write `## {name}`, and under it {words}."),
            ),
        })
    }
}

/// The words of a section; `None` if there is nothing but blank lines and comments.
fn passage(source: &str, body: Range<usize>) -> Option<Passage> {
    let at = trim_blank_lines(source, body);
    let markdown = &source[at.clone()];
    let first = lines(markdown, 0..markdown.len()).next()?;
    // Only what begins with a sign can turn out to show nothing.
    let shows = markdown.starts_with(|c: char| c.is_alphanumeric())
        || simple::is_words(&markdown[first.at])
        || !text::paragraphs(markdown).is_empty();
    shows.then(|| Passage {
        markdown: markdown.to_owned(),
        at,
    })
}

fn twice(heading: &Heading) -> Problem {
    let name = &heading.text;
    Problem::new(
        heading.at.clone(),
        format!("`{name}` is in this story twice; only the first one counts."),
        "Join the two under the first heading.".to_owned(),
    )
}

/// A heading close to a part's name; `there` says that the story has that part already.
fn near(heading: &Heading, part: StorySection, there: bool) -> Problem {
    let (written, name) = (&heading.text, part.name());
    let why = heading
        .flaw
        .map_or_else(String::new, |flaw| format!(", since {flaw}"));
    Problem::new(
        heading.text_at.clone(),
        format!("`{written}` is not a heading star-cards knows{why}; its words are only a note."),
        match part {
            StorySection::Closing => {
                "Write `## Closing`, or `## Closing (ROLE)` for one role.".to_owned()
            }
            _ if there => join_or_rename(name),
            _ => format!("Write `## {name}` if that is what you meant."),
        },
    )
}

/// A line that would be a title or a note, but for its flaw.
fn unspaced(heading: &Heading) -> Problem {
    let (signs, text) = ("#".repeat(heading.level), &heading.text);
    let flaw = heading.flaw.unwrap_or_default();
    Problem::new(
        heading.at.clone(),
        format!("`{text}` is not a heading star-cards knows, since {flaw}."),
        format!("Write the line again: `{signs} {text}`."),
    )
}

/// A part's name as a heading of the wrong level.
fn misplaced(heading: &Heading, part: StorySection, there: bool) -> Problem {
    let signs = "#".repeat(heading.level);
    let (written, level) = (&heading.text, heading.level);
    Problem::new(
        heading.at.clone(),
        format!("`{signs} {written}` is a heading of level {level}, so its words are only a note."),
        match part {
            StorySection::Closing => format!("Write `## {written}`, with two `#`."),
            part if there => join_or_rename(part.name()),
            part => format!("Write `## {}`, with two `#`.", part.name()),
        },
    )
}

fn join_or_rename(name: &str) -> String {
    format!("Move its words under `## {name}`, or give the note another name.")
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
