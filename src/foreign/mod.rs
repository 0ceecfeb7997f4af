//! Stories in the shapes that people have them in, turned into ours.
//!
//! Text goes in; out come stories in our format, each as text that [`crate::story::parse`] reads
//! without a problem of our making, and remarks about what was not plain. Words are never
//! dropped: what is no part of an answer and no fact becomes a note. A story that is in our
//! format already comes out as the bytes that went in.
//!
//! Refuses to open a file, to know which stories there are, and to touch what people wrote
//! beyond its place.

mod assemble;
mod draft;
mod front;
mod heads;
mod keys;
mod labels;
mod obsidian;
mod own;
mod pieces;
mod plan;
mod table;
mod write;

use std::collections::{HashMap, HashSet};

use crate::story::id::MAX_CHARACTERS;
use crate::story::parse::{outline, parse};
use crate::story::rewrite;
use crate::story::text::{self, one_line};
use crate::story::{Story, StoryId};

use draft::{Draft, NOTES};
use keys::Facts;

/// Words of a title that is made from a story's first ones.
const WORDS_OF_A_TITLE: usize = 7;

/// Bytes of facts in the head of a file that all of its stories share.
const LONGEST_HEAD: usize = 4096;

/// What was found in a text.
#[derive(Debug, Default)]
pub struct Foreign {
    /// The stories, in the order found.
    pub stories: Vec<Taken>,
    /// What was not plain, in the order of the lines.
    pub remarks: Vec<Remark>,
    /// The text is in our format from its first word to its last, and every story in it has
    /// its name written down: it can be a deck as it stands.
    pub whole: bool,
}

/// A story in our format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The story as our reader reads it from `text`.
    pub story: Story,
    /// Its text, from the title to the last word, with its `id:` line.
    pub text: String,
    /// It was in our format already: but for a missing `id:` line, `text` is what was given.
    pub as_is: bool,
}

/// Something about the text that a person may want to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The line, from 1.
    pub line: usize,
    /// What is to be said, as a sentence.
    pub message: String,
}

/// Why a text was not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Nothing is written there.
    #[error("there are no words in it")]
    Empty,
    /// A table in which a quotation is not closed where its cell ends.
    #[error(
        "row {row} (line {line}) opens a quotation mark that is not closed where its cell ends"
    )]
    Quotation {
        /// The row, the header being 1.
        row: usize,
        /// Its line in the file, from 1.
        line: usize,
    },
}

impl Refused {
    /// What to do about it.
    pub fn way_out(&self) -> &'static str {
        match self {
            Refused::Empty => "A story needs at least a title.",
            Refused::Quotation { .. } => {
                "Close it, or write a quotation mark inside a cell twice (\"\"). Nothing was imported."
            }
        }
    }
}

/// Reads stories in whatever shape they are. `file_name`, without folder and ending, may
/// become a title.
///
/// # Errors
///
/// [`Refused`] where reading on would be guessing.
pub fn read(source: &str, file_name: Option<&str>) -> Result<Foreign, Refused> {
    let has_words = |text: &str| text.contains(char::is_alphanumeric);
    if !has_words(source) {
        return Err(Refused::Empty);
    }
    let own = parse(source).stories;
    if own::is_whole(source, &own) {
        return Ok(of_our_own(source, &own));
    }
    let mut foreign = match table::read(source)? {
        Some(table) => of_table(source, table),
        None => of_markdown(source, &own, file_name),
    };
    foreign.remarks.sort_by_key(|remark| remark.line);
    match foreign.stories.is_empty() {
        true => Err(Refused::Empty),
        false => Ok(foreign),
    }
}

fn of_our_own(source: &str, own: &[Story]) -> Foreign {
    let mut desk = Desk::new(source);
    let mut whole = true;
    for story in own {
        let text = own::text(source, story);
        let taken = desk.as_it_is(text);
        whole &= taken.as_ref().is_some_and(|taken| taken.text == text);
        desk.foreign.stories.extend(taken);
    }
    desk.foreign.whole = whole;
    desk.foreign
}

fn of_table(source: &str, table: table::Table) -> Foreign {
    let mut desk = Desk::new(source);
    for at in table.ragged {
        desk.remark(
            at,
            "This row has more cells than the header; what is beyond is kept as notes.",
        );
    }
    for draft in table.drafts {
        desk.take(draft, None, None);
    }
    desk.foreign
}

fn of_markdown(source: &str, own: &[Story], file_name: Option<&str>) -> Foreign {
    let text = heads::without_tildes(obsidian::plain(source));
    let front = front::read(&text);
    let body = &text[front.end..];
    let outline = outline::scan(body);
    let mut desk = Desk::new(&text);
    for (at, why) in &front.refused {
        let message =
            format!("The head of the file has {why}, which is not read; it is kept as a note.");
        desk.remark(*at, &message);
    }
    for problem in &outline.problems {
        desk.remark(front.end + problem.at.start, &problem.message);
    }
    let mut head = Facts::default();
    for (key, values) in &front.entries {
        match values.is_empty() {
            true => head.take(key, ""),
            false => values.iter().for_each(|value| head.take(key, value)),
        }
    }
    let pieces = pieces::cut(body, &outline);
    let mut drafts = assemble::stories(body, &pieces, &outline.opaque, head.title.is_some());
    give_head(&mut drafts, head, &front.unread);
    let single = drafts.len() == 1;
    let name = file_name.filter(|_| single).and_then(title_of_file);
    drafts.iter_mut().for_each(Draft::look_inside);
    let ours = own::stories(source, own, &text, &drafts, front.end);
    for (mut draft, ours) in drafts.into_iter().zip(ours) {
        draft.at = draft.at.start + front.end..draft.at.end + front.end;
        let places = draft.remarks.iter_mut().map(|(at, _)| at);
        let parts = draft.parts.iter_mut().map(|words| &mut words.at);
        places.chain(parts).for_each(|at| *at += front.end);
        desk.take(draft, name.as_deref(), ours);
    }
    desk.foreign
}

/// What the head of a file says holds for all of its stories, but for title and id. A head
/// that is long is given to the first alone, so that it cannot grow with their number.
fn give_head(drafts: &mut [Draft], mut head: Facts, unread: &[String]) {
    if head == Facts::default() && unread.is_empty() {
        return;
    }
    let single = drafts.len() == 1;
    let (title, id) = (head.title.take(), head.id.take());
    let left = std::mem::take(&mut head.left);
    let long = head.size() > LONGEST_HEAD;
    for (index, draft) in drafts.iter_mut().enumerate() {
        if index > 0 && long {
            break;
        }
        draft.from_outside = true;
        let own = std::mem::replace(&mut draft.facts, head.clone());
        draft.facts.join(own);
        if index > 0 {
            continue;
        }
        draft.facts.left.extend(left.iter().cloned());
        if single {
            let named = Facts {
                title: title.clone(),
                id: id.clone(),
                ..Facts::default()
            };
            draft.facts.join(named);
        } else {
            let lost = [("title", &title), ("id", &id)];
            let lost = lost
                .iter()
                .filter_map(|(key, value)| Some(format!("{key}: {}", value.as_ref()?)));
            draft.facts.left.extend(lost);
        }
        if !unread.is_empty() {
            draft.note(
                "Head of the file",
                &format!("```yaml\n{}\n```", unread.join("\n")),
            );
        }
    }
}

/// Makes drafts into stories with names.
struct Desk {
    lines: Vec<usize>,
    names: HashSet<StoryId>,
    /// The number that the next story of a name gets.
    next: HashMap<StoryId, usize>,
    foreign: Foreign,
}

impl Desk {
    fn new(text: &str) -> Desk {
        Desk {
            lines: own::line_starts(text),
            names: HashSet::new(),
            next: HashMap::new(),
            foreign: Foreign::default(),
        }
    }

    fn remark(&mut self, at: usize, message: &str) {
        self.foreign.remarks.push(Remark {
            line: self.lines.partition_point(|start| *start <= at).max(1),
            message: message.to_owned(),
        });
    }

    fn take(&mut self, mut draft: Draft, file_name: Option<&str>, ours: Option<&str>) {
        let at = draft.at.start;
        if let Some(text) = ours
            && let Some(taken) = self.as_it_is(text)
        {
            self.foreign.stories.push(taken);
            return;
        }
        draft.take_hashtags();
        for (at, message) in std::mem::take(&mut draft.remarks) {
            self.remark(at, &message);
        }
        for (at, name) in draft.settle() {
            let message = format!("{name} stands in this story twice; the words are joined.");
            self.remark(at, &message);
        }
        let title = self.title(&mut draft, file_name);
        if draft.parts.is_empty() {
            let message = format!(
                "No part of an answer was found under `{title}`; what stands there is kept as a note."
            );
            self.remark(at, &message);
        }
        let id = self.name(&draft, &title, at);
        let text = write::story(&title, &id, &draft);
        match parse(&text).stories.into_iter().next() {
            Some(story) => self.foreign.stories.push(Taken {
                story,
                text: text.trim_end().to_owned(),
                as_is: false,
            }),
            None => unreachable!("a story with an id is read: {text}"),
        }
    }

    /// A story whose bytes are kept; only an `id:` line may be added, or made different
    /// from one that stands earlier in the file.
    fn as_it_is(&mut self, text: &str) -> Option<Taken> {
        let story = parse(text).stories.into_iter().next()?;
        let has_id = story.keys.iter().any(|line| line.key == "id");
        let id = self.free(story.id.clone());
        let text = match has_id && id == story.id {
            true => text.to_owned(),
            false => rewrite::set_key(text, &story, "id", id.as_str()),
        };
        let story = parse(&text).stories.into_iter().next()?;
        Some(Taken {
            story,
            text,
            as_is: true,
        })
    }

    fn title(&mut self, draft: &mut Draft, file_name: Option<&str>) -> String {
        let heading = draft
            .title
            .take()
            .map(|title| one_line(&title))
            .filter(|t| !t.is_empty());
        let fact = draft.facts.title.take();
        if let (Some(heading), Some(fact)) = (&heading, &fact)
            && heading != fact
        {
            draft.facts.left.push(format!("title: {fact}"));
        }
        let heading = heading
            .or(fact)
            .map(|title| without_theme(&title, &mut draft.facts));
        let named = heading
            .or_else(|| file_name.map(str::to_owned))
            .filter(|t| !t.is_empty());
        let numbered = named.as_deref().is_some_and(is_numbered);
        let title = match (named, first_words(draft)) {
            (Some(number), Some(words)) if numbered => format!("{number}: {words}"),
            (Some(title), _) => title,
            (None, Some(words)) => words,
            (None, None) => format!("Story {}", self.foreign.stories.len() + 1),
        };
        if keys::is_question(&title) {
            draft.facts.ask(&title);
        }
        title
    }

    /// The name of a story: what is written, else the slug of its title; never one twice.
    fn name(&mut self, draft: &Draft, title: &str, at: usize) -> StoryId {
        let written = draft.facts.id.as_deref();
        let valid = written.and_then(|word| StoryId::new(word).ok());
        let id = valid
            .or_else(|| written.and_then(StoryId::slug))
            .or_else(|| StoryId::slug(without_number(title)))
            .or_else(|| StoryId::slug(&first_words(draft)?));
        let id = self.free(id.unwrap_or_else(|| StoryId::slug("story").expect("a word")));
        if let Some(written) = written.filter(|written| *written != id.as_str()) {
            self.remark(
                at,
                &format!("`{written}` cannot be its id; it is called `{id}`."),
            );
        }
        id
    }

    /// The name, or the next one that is free and not reserved.
    fn free(&mut self, id: StoryId) -> StoryId {
        let own = match id.is_reserved() {
            true => StoryId::slug(&format!("my-{id}")).unwrap_or(id),
            false => id,
        };
        let mut free = own.clone();
        let next = self.next.entry(own.clone()).or_insert(2);
        while self.names.contains(&free) {
            let number = std::mem::replace(next, *next + 1);
            let tail = format!("-{number}");
            let room = MAX_CHARACTERS - tail.len();
            let head: String = own.as_str().chars().take(room).collect();
            free = StoryId::slug(&format!("{head}{tail}")).unwrap_or(free);
        }
        self.names.insert(free.clone());
        free
    }
}

/// A title without the themes in brackets before it, which become tags.
fn without_theme(title: &str, facts: &mut Facts) -> String {
    let mut rest = title.trim();
    while let Some((theme, after)) = rest.strip_prefix('[').and_then(|r| r.split_once(']')) {
        // A link or a task's box is no theme.
        if after.starts_with(['(', ':']) || theme.contains('[') || theme.trim().is_empty() {
            break;
        }
        if after.trim().is_empty() {
            break;
        }
        facts.tag(theme);
        rest = after.trim_start_matches([' ', ':', '-', '–', '—']);
    }
    rest.to_owned()
}

/// A title without the number that only counts the stories; `2. The mill` and
/// `Story two: The mill` are `The mill`.
fn without_number(title: &str) -> &str {
    let digits = title.trim_start_matches(|c: char| c.is_ascii_digit());
    let counts = digits.len() < title.len();
    let counted = digits.strip_prefix(['.', ')']).filter(|_| counts);
    let rest = counted.filter(|rest| rest.starts_with(' ')).or_else(|| {
        let end = title.find([':', '-', '–', '—', '.', ')'])?;
        let sign = title[end..].chars().next()?;
        (!counts && is_numbered(&title[..end])).then(|| &title[end + sign.len_utf8()..])
    });
    rest.filter(|rest| rest.contains(char::is_alphanumeric))
        .unwrap_or(title)
}

/// `Story 3`, `Example #2`, `4.`: a number says nothing about the story.
fn is_numbered(title: &str) -> bool {
    let words = title
        .trim()
        .trim_end_matches([':', '.', ')'])
        .to_lowercase();
    let number = ["story", "example", "answer", "question", "star"]
        .iter()
        .find_map(|word| words.strip_prefix(word))
        .unwrap_or(&words);
    let number = number.trim().trim_start_matches('#').trim_start();
    let spelt = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    if number.len() < words.len() && spelt.contains(&number) {
        return true;
    }
    !number.is_empty() && number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit())
}

/// The first words of a story that has no title.
fn first_words(draft: &Draft) -> Option<String> {
    let notes = draft.notes.iter().filter(|(heading, _)| heading == NOTES);
    let texts = draft.parts.iter().map(|words| &words.text);
    let questions = draft.facts.questions.iter();
    let mut all = texts.chain(questions).chain(notes.map(|(_, words)| words));
    all.find_map(|words| {
        // Only the beginning matters, and the rest may be long.
        let head = &words[..words.floor_char_boundary(1000)];
        let line = text::first_words(&text::plain(head), WORDS_OF_A_TITLE);
        let line = line.trim_end_matches(['.', ',', ';', ':']).to_owned();
        (!line.is_empty()).then_some(line)
    })
}

/// A file's name as a title: without the number that Notion puts at its end.
fn title_of_file(name: &str) -> Option<String> {
    let (words, tail) = name.rsplit_once([' ', '-', '_']).unwrap_or((name, ""));
    let is_hex = tail.len() == 32 && tail.bytes().all(|b| b.is_ascii_hexdigit());
    let words = if is_hex { words } else { name };
    let spaced = match words.contains(' ') {
        true => words.to_owned(),
        false => words.replace(['-', '_'], " "),
    };
    let spaced = one_line(&spaced);
    let mut letters = spaced.chars();
    let first = letters.next()?;
    let title: String = first.to_uppercase().chain(letters).collect();
    title.contains(char::is_alphanumeric).then_some(title)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
