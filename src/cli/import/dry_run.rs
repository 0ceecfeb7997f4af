//! What a dry run shows of a file: each story by its title and by the first and the last words of
//! its parts, ten of them on a screen.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::stories::{ComparedFile, difference_of};
use crate::cli::env::Env;
use crate::cli::error::CliError;
use crate::cli::wording::{counted, heading};
use crate::foreign::{ComparedStory, Fate, NoteReason};
use crate::prompt::text::{Line, NO_BREAK_SPACE, Tone};
use crate::story::text::{one_line, plain};
use crate::story::{Beat, Story};

/// Of more stories than this only titles and the letters of the parts are shown.
const MOST_IN_FULL: usize = 20;

/// Columns of words that are shown whole.
const WHOLE: usize = 26;

/// Columns of the first and of the last words of others.
const FIRST: usize = 12;
const LAST: usize = 10;

impl ComparedFile {
    /// Shows what would come in.
    pub(super) fn show(&self, env: &mut Env<'_>) -> Result<(), CliError> {
        let head = format!("{}: {}", self.name, self.counts().told(""));
        let mut lines = vec![heading(head).hanging(2)];
        let gap = env.out_style.gap();
        let in_full = self.stories.len() <= MOST_IN_FULL;
        for compared in &self.stories {
            match in_full {
                true => lines.extend(shown_in_full(compared, gap)),
                false => lines.push(shown_in_short(compared)),
            }
            if let Fate::Differs(ours) = &compared.fate {
                lines.extend(difference_of(ours, compared));
            }
        }
        let remarks = self
            .told_remarks("")
            .into_iter()
            .chain(self.told_other(true));
        let remarks: Vec<Line> = remarks.collect();
        if !remarks.is_empty() {
            lines.push(Line::blank());
            lines.extend(remarks);
        }
        env.print(&lines)
    }
}

fn fate(compared: &ComparedStory) -> &'static str {
    match compared.fate {
        Fate::New => "new",
        Fate::Same => "same",
        Fate::Differs(_) => "differs",
    }
}

/// The title, what is found of each part, and what is beside the answer.
fn shown_in_full(compared: &ComparedStory, gap: &str) -> Vec<Line> {
    let story = &compared.taken.story;
    let told = format!("  {}  {}", fate(compared), compared.id);
    let title = heading(story.title.as_str()).and(Tone::Quiet, told);
    let mut lines = vec![title.hanging(2)];
    lines.extend(joined(parts(story), gap));
    lines.extend(joined(beside(compared), gap));
    lines
}

/// One line below a title; none where there is nothing to say.
fn joined(stretches: Vec<(String, String)>, gap: &str) -> Option<Line> {
    let mut line = Line::default();
    for (name, words) in stretches {
        if !line.spans.is_empty() {
            // What parts two of them ends a row and begins none.
            line = line.and(Tone::Quiet, format!("{NO_BREAK_SPACE}{} ", gap.trim()));
        }
        line = line.and(Tone::Bold, name).and(Tone::Normal, words);
    }
    (!line.spans.is_empty()).then(|| line.indented(2))
}

/// Each part of an answer: its letter or name, and its words. Then what is missing.
fn parts(story: &Story) -> Vec<(String, String)> {
    let mut parts = Vec::new();
    let mut missing = Vec::new();
    for beat in Beat::ALL {
        match story.beat(beat) {
            Some(passage) => parts.push((letter(beat), behind_name(&passage.markdown))),
            None => missing.push(beat.name()),
        }
    }
    for closing in &story.closings {
        let role = closing.role.as_ref();
        let name = role.map_or("Closing".to_owned(), |role| format!("Closing ({role})"));
        parts.push((name, behind_name(&closing.passage.markdown)));
    }
    if !story.traps.is_empty() {
        parts.push((String::new(), counted(story.traps.len(), "trap line")));
    }
    match missing.len() {
        0 => {}
        all if all == Beat::ALL.len() => {
            parts.push((String::new(), "no part of an answer".to_owned()));
        }
        _ => parts.push((String::new(), format!("no {}", missing.join(", no ")))),
    }
    parts
}

/// Notes with why they are some, and keys.
fn beside(compared: &ComparedStory) -> Vec<(String, String)> {
    let taken = &compared.taken;
    let mut reasons: Vec<(Option<NoteReason>, Vec<String>)> = Vec::new();
    for note in &taken.story.notes {
        let why = taken
            .notes
            .iter()
            .find(|(heading, _)| *heading == note.heading);
        let why = why.map(|(_, reason)| *reason);
        let name = format!("\"{}\"", note.heading);
        match reasons.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, names)) => names.push(name),
            None => reasons.push((why, vec![name])),
        }
    }
    let mut beside: Vec<(String, String)> = Vec::new();
    for (why, names) in reasons {
        let noun = if names.len() == 1 { "note" } else { "notes" };
        let why = why.map_or(String::new(), |why| format!(": {}", why.words()));
        beside.push((String::new(), format!("{noun} {}{why}", names.join(", "))));
    }
    let mut keys: Vec<&str> = taken
        .story
        .keys
        .iter()
        .map(|line| line.key.as_str())
        .collect();
    keys.retain(|key| *key != "id");
    keys.dedup();
    if !keys.is_empty() {
        beside.push((String::new(), format!("keys {}", keys.join(", "))));
    }
    beside
}

/// The title, and which parts there are.
fn shown_in_short(compared: &ComparedStory) -> Line {
    let story = &compared.taken.story;
    let found = Beat::ALL
        .into_iter()
        .filter(|beat| story.beat(*beat).is_some());
    let found: Vec<String> = found.map(letter).collect();
    let notes = match story.notes.len() {
        0 => String::new(),
        notes => format!("  {}", counted(notes, "note")),
    };
    let line = Line::plain(story.title.as_str());
    let line = line.and(Tone::Quiet, format!("  {}  ", fate(compared)));
    let line = line.and(Tone::Bold, found.join(" "));
    line.and(Tone::Quiet, notes).hanging(2)
}

fn letter(beat: Beat) -> String {
    beat.name().chars().take(1).collect()
}

/// The words of a part, behind its name and on one row with it.
fn behind_name(markdown: &str) -> String {
    format!("{NO_BREAK_SPACE}{}", ends(markdown))
}

/// The first and the last words of a text; a short one as it is.
fn ends(markdown: &str) -> String {
    let line = one_line(&plain(markdown));
    if line.width() <= WHOLE {
        return line;
    }
    let first: String = few(line.chars(), FIRST).into_iter().collect();
    let last: String = few(line.chars().rev(), LAST).into_iter().rev().collect();
    format!("{first} ... {last}")
}

/// The letters of the words that fit into so many columns. A word is whole, unless it is very
/// long, or of a script that does not part its words.
fn few(letters: impl Iterator<Item = char>, columns: usize) -> Vec<char> {
    let (mut few, mut width, mut whole) = (Vec::new(), 0, 0);
    for letter in letters {
        if letter == ' ' {
            whole = few.len();
        }
        let wide = letter.width().unwrap_or(0);
        width += wide;
        if width > columns && (whole > 0 || wide > 1) || width > 2 * columns {
            few.truncate(if whole > 0 { whole } else { few.len() });
            break;
        }
        few.push(letter);
    }
    few
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_shown_by_its_first_and_last_words() {
        let table = [
            ("I left.", "I left."),
            (
                "I told **my uncle** that I could\nand would, whatever it cost the two of us.",
                "I told my ... two of us.",
            ),
            (
                "工場には二つのシフトがあり、引き継ぎの紙がなかったので、私は毎朝自分で確認した。",
                "工場には二つ ... 確認した。",
            ),
            (
                "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente",
                "Donaudampfschifffahrtsge ... skapitänswitwenrente",
            ),
        ];
        for (words, expected) in table {
            assert_eq!(ends(words), expected);
        }
    }
}
