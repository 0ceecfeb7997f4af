//! What is handed to each shape that a text may have, and what comes out.

use super::kind::NoText;
use crate::story::Story;

use super::draft::NoteReason;
use super::plan::TitlesAt;

/// What was found in a text.
#[derive(Debug, Default)]
pub(crate) struct Foreign {
    /// The stories, in the order found.
    pub stories: Vec<ForeignStory>,
    /// What was not plain, in the order of the lines.
    pub remarks: Vec<Remark>,
    /// The text is in our format from its first word to its last, and every story in it has
    /// its name written down: it can be a deck as it stands.
    pub whole: bool,
    /// Where titles stand in another reading of the text that explains nearly as much.
    pub other: Option<OtherReading>,
}

/// Another reading of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherReading {
    /// What chooses it.
    pub titles: TitlesAt,
    /// The titles of its stories.
    pub stories: Vec<String>,
}

/// A story in our format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForeignStory {
    /// The story as our reader reads it from `text`.
    pub story: Story,
    /// Its text, from the title to the last word, with its `id:` line.
    pub text: String,
    /// It was in our format already: but for a missing `id:` line, `text` is what was given.
    pub as_is: bool,
    /// Its name stood in the text, and is not made of its title.
    pub named: bool,
    /// The headings of its notes that stood elsewhere, each with why it is one.
    pub notes: Vec<(String, NoteReason)>,
}

/// Something about the text that a person may want to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The line, from 1.
    pub line: usize,
    pub message: String,
}

/// Why a text was not read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// Nothing is written there.
    #[error("there are no words in it")]
    Empty,
    /// A text for programs.
    #[error("it is JSON, but not a kind of story file that import knows")]
    Json,
    /// Records for programs.
    #[error("it is YAML, but not a kind of story file that import knows")]
    Yaml,
    /// JSON that cannot be read to its end.
    #[error("it is JSON, but line {line} cannot be read")]
    Torn {
        /// The line in the file, from 1.
        line: usize,
    },
    /// Lists and objects that stand too deep in each other.
    #[error("its lists and objects are nested too deeply (line {line})")]
    Depth {
        /// The line in the file, from 1.
        line: usize,
    },
    /// A document of an office program that cannot be taken apart.
    #[error("{}", .0.message)]
    Document(NoText),
    /// Titles were said to stand where nothing is.
    #[error("{}", no_titles(.at))]
    NoTitles {
        /// Where they were said to stand.
        at: TitlesAt,
        /// The levels of the headings that there are.
        levels: Vec<usize>,
    },
    /// A table in which a quotation is not closed where its cell ends.
    #[error("a quotation mark in row {row} (line {line}) is not closed")]
    Quotation {
        /// The row, the header being 1.
        row: usize,
        /// Its line in the file, from 1.
        line: usize,
    },
}

impl Refused {
    /// What to do about it.
    pub(crate) fn hint(&self) -> String {
        let hint = match self {
            Refused::NoTitles { levels, .. } => return levels_told(levels),
            Refused::Empty => "A story needs at least a title.",
            Refused::Torn { .. } => {
                "Repair that line, or save the stories as Markdown. Nothing was imported."
            }
            Refused::Json | Refused::Yaml | Refused::Depth { .. } => {
                "Save it as Markdown, or as CSV with a row a story. Nothing was imported."
            }
            Refused::Document(why) => why.fix,
            Refused::Quotation { .. } => {
                "Close it, or write a quotation mark inside a cell twice (\"\"). Nothing was imported."
            }
        };
        hint.to_owned()
    }
}

fn no_titles(at: &TitlesAt) -> String {
    match at {
        TitlesAt::Level(level) => format!("no heading in it is at level {level}"),
        TitlesAt::Label(name) => format!("no label in it is called `{name}`"),
    }
}

/// Which levels --titles may name.
fn levels_told(levels: &[usize]) -> String {
    let (last, others) = match levels {
        [] => return "It has no headings. Nothing was imported.".to_owned(),
        [one] => return format!("Its headings are at level {one}. Nothing was imported."),
        [others @ .., last] => (last, others),
    };
    let others: Vec<String> = others.iter().map(usize::to_string).collect();
    let others = others.join(", ");
    format!("Its headings are at the levels {others} and {last}. Nothing was imported.")
}
