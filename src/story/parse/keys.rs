//! The `key: value` lines under a title.
//!
//! Every key line is kept as it stands; the known ones become facts. Refuses to repair a
//! value: what is not allowed is reported and has no effect.

use std::collections::HashSet;
use std::ops::Range;

use crate::story::id::{StoryId, is_slip, nearest};
use crate::story::lines::lines_and_blocks;
use crate::story::model::{KeyLine, Miss, OptIn};
use crate::story::problem::Problem;
use crate::story::synonym::FactKey;

/// What the key lines say.
#[derive(Debug, Default)]
pub(crate) struct KeyFacts {
    /// The id line's value and where it stands, whatever is written there.
    pub id: Option<(String, Range<usize>)>,
    pub formerly: Vec<StoryId>,
    pub role: Option<String>,
    pub questions: Vec<String>,
    pub tags: Vec<String>,
    pub miss: Option<Miss>,
    pub opt_in: Vec<OptIn>,
    pub core: bool,
}

/// Whether a line begins with a key that means something.
pub(crate) fn is_known_line(line: &str) -> bool {
    split(line).is_some_and(|(key, _)| is_known(&key.to_lowercase()))
}

/// Whether a key means something.
pub(crate) fn is_known(key: &str) -> bool {
    FactKey::from_key(key).is_some_and(|known| known != FactKey::Title)
}

/// The key lines of a part of a file, blocks of code and comments left out.
pub(crate) fn key_lines(source: &str, area: Range<usize>, opaque: &[Range<usize>]) -> Vec<KeyLine> {
    let mut found = Vec::new();
    for (line, hidden) in lines_and_blocks(source, area, opaque) {
        if hidden {
            continue;
        }
        if let Some((key, value)) = split(&source[line.at.clone()]) {
            found.push(KeyLine {
                key: key.to_lowercase(),
                value: value.to_owned(),
                at: line.at,
            });
        }
    }
    found
}

/// Key and trimmed value of a line. Where the key means nothing, a space must follow the
/// colon, so that an address (`https://...`) is no key.
fn split(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim_start();
    let is_word = !key.is_empty() && key.chars().all(|c| c.is_alphabetic() || c == '-');
    let apart = value.is_empty() || value.starts_with(char::is_whitespace);
    (is_word && (apart || is_known(&key.to_lowercase()))).then(|| (key, value.trim()))
}

/// Where the value of a key line stands; the whole line if it has none.
pub(crate) fn value_at(source: &str, line: &KeyLine) -> Range<usize> {
    if line.value.is_empty() {
        return line.at.clone();
    }
    let end = line.at.start + source[line.at.clone()].trim_end().len();
    end - line.value.len()..end
}

/// The facts of the key lines, and what is wrong with them.
pub(crate) fn facts(source: &str, keys: &[KeyLine], problems: &mut Vec<Problem>) -> KeyFacts {
    let mut facts = KeyFacts::default();
    // As many as there are keys with a meaning, at most.
    let mut seen: Vec<&str> = Vec::new();
    for line in keys {
        if !is_known(&line.key) {
            problems.extend(hint(source, line));
            continue;
        }
        let is_new = !seen.contains(&line.key.as_str());
        if is_new {
            seen.push(&line.key);
        }
        if !is_new && line.key != "question" {
            problems.push(Problem::new(
                line.at.clone(),
                format!("`{}` is given twice; only the first one counts.", line.key),
                format!("Keep one `{}:` line and remove the other.", line.key),
            ));
        } else {
            facts.take(source, line, problems);
        }
    }
    facts
}

impl KeyFacts {
    fn take(&mut self, source: &str, line: &KeyLine, problems: &mut Vec<Problem>) {
        let value = line.value.as_str();
        let filled = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match line.key.as_str() {
            "id" => self.id = Some((value.to_owned(), value_at(source, line))),
            "role" => self.role = filled(),
            "question" => self.questions.extend(filled()),
            "tags" => self.tags = list(source, line).map(|(tag, _)| tag.to_owned()).collect(),
            "formerly" => self.take_formerly(source, line, problems),
            "cards" => self.take_cards(source, line, problems),
            "miss" if !value.is_empty() => {
                self.miss = Miss::from_key(&value.to_lowercase());
                if self.miss.is_none() {
                    let allowed = Miss::ALL.map(Miss::key);
                    problems.push(not_allowed(line, value, value_at(source, line), &allowed));
                }
            }
            "core" if !value.is_empty() => match value.to_lowercase().as_str() {
                "yes" => self.core = true,
                "no" => {}
                _ => {
                    let at = value_at(source, line);
                    problems.push(not_allowed(line, value, at, &["yes"]));
                }
            },
            _ => {}
        }
    }

    fn take_formerly(&mut self, source: &str, line: &KeyLine, problems: &mut Vec<Problem>) {
        let mut seen = HashSet::new();
        for (name, at) in list(source, line) {
            match StoryId::new(name) {
                Ok(id) => {
                    if seen.insert(id.clone()) {
                        self.formerly.push(id);
                    }
                }
                Err(error) => problems.push(Problem::new(
                    at,
                    format!("`{name}` cannot have been an id: {error}."),
                    match StoryId::slug(name) {
                        Some(slug) => format!("Write `{slug}`, or remove it from `formerly`."),
                        None => "Remove it from `formerly`.".to_owned(),
                    },
                )),
            }
        }
    }

    fn take_cards(&mut self, source: &str, line: &KeyLine, problems: &mut Vec<Problem>) {
        for (word, at) in list(source, line) {
            match OptIn::from_key(&word.to_lowercase()) {
                Some(kind) if self.opt_in.contains(&kind) => {}
                Some(kind) => self.opt_in.push(kind),
                None => {
                    let allowed = OptIn::ALL.map(OptIn::key);
                    problems.push(not_allowed(line, word, at, &allowed));
                }
            }
        }
    }
}

/// The entries of a comma list and where they stand.
pub(crate) fn list<'a>(
    source: &'a str,
    line: &'a KeyLine,
) -> impl Iterator<Item = (&'a str, Range<usize>)> + 'a {
    let mut start = value_at(source, line).start;
    line.value.split(',').filter_map(move |entry| {
        let lead = entry.len() - entry.trim_start().len();
        let at = start + lead..start + lead + entry.trim().len();
        start += entry.len() + 1;
        (!at.is_empty()).then(|| (entry.trim(), at))
    })
}

pub(crate) fn not_allowed(
    line: &KeyLine,
    word: &str,
    at: Range<usize>,
    allowed: &[&str],
) -> Problem {
    let names = allowed
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>();
    let names = match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    };
    let fix = match nearest(word, allowed.iter().copied()) {
        Some(meant) => format!("Write `{meant}` instead of `{word}`."),
        None if allowed.len() == 1 => {
            format!("Write `{}: {}`, or remove the line.", line.key, allowed[0])
        }
        None => "Write one of these, or remove it.".to_owned(),
    };
    let message = format!("`{}` can be {names}, but not `{word}`.", line.key);
    Problem::new(at, message, fix)
}

/// A key that means nothing but looks like one that does.
fn hint(source: &str, line: &KeyLine) -> Option<Problem> {
    let mut known = FactKey::ALL.map(FactKey::key).into_iter();
    let meant = known.find(|known| is_known(known) && is_slip(&line.key, known))?;
    let text = &source[line.at.clone()];
    let start = line.at.start + (text.len() - text.trim_start().len());
    let end = line.at.start + text.find(':')?;
    let problem = Problem::new(
        start..end,
        format!(
            "`{}` is not a key star-cards knows; the line is not used.",
            line.key
        ),
        format!("Write `{meant}:` if that is what you meant."),
    );
    Some(problem.into_hint())
}
