//! Lines that are a title without being a heading, and titles without what only counts or
//! sorts the stories.

use crate::story::text::one_line;

use super::document::marker_length;
use super::facts::{ForeignFacts, is_question, plain_words};
use super::meanings::unmarked;

/// A line above a label that is longer is a sentence, no title.
const LONGEST_LINE: usize = 120;

/// A line without the signs around it, if it can be a title.
pub(super) fn bare_title(line: &str) -> Option<String> {
    let line = line.trim();
    let line = line.trim_start_matches(|c| matches!(c, '\u{25a0}'..='\u{25ff}' | '★' | '☆' | '※'));
    let words = &line[marker_length(line)..];
    // A number that counts the stories is part of the title, as it is in a heading.
    let counted = words.len() < line.len() && line.starts_with(|c: char| c.is_ascii_digit());
    let words = if counted { line } else { words };
    let bare = plain_words(unmarked(words).trim().trim_end_matches([':', '\u{ff1a}']));
    let fits = bare.contains(char::is_alphanumeric) && bare.len() <= LONGEST_LINE;
    let is_other = is_question(&bare)
        || bare.ends_with(['.', ',', ';', '!', '\u{3002}'])
        || words.starts_with(['>', '-', '#', '|', '`', '<', '+']);
    (fits && !is_other).then_some(bare)
}

/// `Story 2 - The mill`, `STORY TWO: MILL`, `Example #3`.
pub(super) fn is_counted(title: &str) -> bool {
    without_number(title).len() < title.len() || is_numbered(title)
}

/// A title without the themes in brackets before it, which become tags.
pub(super) fn without_theme(title: &str, facts: &mut ForeignFacts) -> String {
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
pub(super) fn without_number(title: &str) -> &str {
    let digits = title.trim_start_matches(|c: char| c.is_ascii_digit());
    let counts = digits.len() < title.len();
    let boxed = digits
        .strip_prefix("\u{fe0f}\u{20e3}")
        .or_else(|| digits.strip_prefix('\u{20e3}'));
    let counted = boxed
        .or_else(|| digits.strip_prefix(['.', ')']))
        .filter(|_| counts);
    let rest = counted.filter(|rest| rest.starts_with(' ')).or_else(|| {
        let end = title.find([':', '-', '–', '—', '.', ')'])?;
        let sign = title[end..].chars().next()?;
        (!counts && is_numbered(&title[..end])).then(|| &title[end + sign.len_utf8()..])
    });
    rest.filter(|rest| rest.contains(char::is_alphanumeric))
        .unwrap_or(title)
}

/// What is counted before a title, in the languages of the table.
const COUNTED: [&str; 23] = [
    "story",
    "example",
    "answer",
    "question",
    "star",
    "geschichte",
    "beispiel",
    "antwort",
    "histoire",
    "exemple",
    "réponse",
    "historia",
    "ejemplo",
    "respuesta",
    "história",
    "exemplo",
    "storia",
    "esempio",
    "verhaal",
    "voorbeeld",
    "przykład",
    "история",
    "пример",
];

/// `Story 3`, `Example #2`, `4.`: a number says nothing about the story.
pub(super) fn is_numbered(title: &str) -> bool {
    let words = title
        .trim()
        .trim_end_matches([':', '.', ')'])
        .to_lowercase();
    let number = COUNTED
        .iter()
        .find_map(|word| words.strip_prefix(word))
        .unwrap_or(&words);
    let number = number.trim().trim_start_matches('#');
    let signs = ["n°", "nº", "nr.", "no."];
    let number = signs
        .iter()
        .find_map(|sign| number.strip_prefix(sign))
        .unwrap_or(number);
    let number = number.trim_start();
    let spelt = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    if number.len() < words.len() && spelt.contains(&number) {
        return true;
    }
    !number.is_empty() && number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit())
}

/// A file's name as a title: without the number that Notion puts at its end.
pub(super) fn title_of_file(name: &str) -> Option<String> {
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
