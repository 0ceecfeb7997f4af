//! Who speaks in a text, by its small words: a story is told by somebody, instructions speak to
//! somebody.
//!
//! Refuses to understand a sentence.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::synonym::{QuickTable, is_east_asian, key, small_words};
use super::text::composed;

/// What a word tells about who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PersonWord {
    First,
    Second,
    /// The second person where it has a capital inside a sentence: `Sie`.
    Polite,
    /// Nothing but the language.
    Shows,
}

impl PersonWord {
    /// What a row of small words does, and for which language.
    fn named(does: &'static str) -> Option<(PersonWord, &'static str)> {
        let (does, language) = does.split_once(' ')?;
        let does = match does {
            "first" => PersonWord::First,
            "second" => PersonWord::Second,
            "polite" => PersonWord::Polite,
            "shows" => PersonWord::Shows,
            _ => return None,
        };
        Some((does, language))
    }
}

/// The words for who speaks by language.
#[derive(Default)]
struct PersonTable {
    languages: Vec<&'static str>,
    /// What a word tells, for each language that has it.
    words: QuickTable<Cow<'static, str>, Vec<(usize, PersonWord)>>,
    /// The words in a writing without blanks, to be looked for inside.
    inside: Vec<(&'static str, usize, PersonWord)>,
}

static PERSONS: LazyLock<PersonTable> = LazyLock::new(|| {
    let mut table = PersonTable::default();
    for (does, word) in small_words() {
        let Some((does, language)) = PersonWord::named(does) else {
            continue;
        };
        if table.languages.last() != Some(&language) {
            table.languages.push(language);
        }
        let language = table.languages.len() - 1;
        if is_unspaced(word) {
            table.inside.push((word, language, does));
            continue;
        }
        // `I` and `Sie` are others than `i` and `sie`.
        let capital = word.starts_with(char::is_uppercase);
        let word = if capital { word.into() } else { key(word) };
        let meanings = table.words.entry(word).or_default();
        if !meanings.contains(&(language, does)) {
            meanings.push((language, does));
        }
    }
    table
});

/// Whether a word tells who speaks, or the language, and so nothing of what a text is about.
pub(crate) fn is_small(word: &str) -> bool {
    PERSONS.words.contains_key(&key(word))
}

/// Whether a word is Chinese or Japanese, which know no blanks.
fn is_unspaced(word: &str) -> bool {
    word.contains(|c| is_east_asian(c) && c < '\u{ac00}')
}

/// How many words of a text are of the first person and how many of the second, in the language
/// that the text is written in. A story says `I`, instructions say `you`.
pub(crate) fn persons(text: &str) -> (usize, usize) {
    let table = &*PERSONS;
    let mut counts = vec![PersonCount::default(); table.languages.len()];
    for sentence in composed(text).split(['.', '!', '?', ':', '\n', '。']) {
        let words = sentence.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        for (place, word) in words.enumerate() {
            count_word(table, word, place, &mut counts);
        }
    }
    // The first of those that fit alike.
    let best = counts.iter().rev().max_by_key(|count| count.all);
    best.map_or((0, 0), |count| (count.first, count.second))
}

/// What was counted for one language.
#[derive(Debug, Clone, Copy, Default)]
struct PersonCount {
    first: usize,
    second: usize,
    /// All its words, so that the language can be told.
    all: usize,
}

fn count_word(table: &PersonTable, word: &str, place: usize, counts: &mut [PersonCount]) {
    let mut add = |language: usize, does, times| {
        let count = &mut counts[language];
        match does {
            PersonWord::First => count.first += times,
            PersonWord::Second => count.second += times,
            PersonWord::Polite if place > 0 => count.second += times,
            PersonWord::Polite | PersonWord::Shows => {}
        }
        count.all += times;
    };
    if is_unspaced(word) {
        for (inside, language, does) in &table.inside {
            add(*language, *does, word.matches(inside).count());
        }
        return;
    }
    // `US` is a country.
    let is_acronym = word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase);
    let exact = table.words.get(word);
    let found = exact.or_else(|| table.words.get(&key(word)).filter(|_| !is_acronym));
    for (language, does) in found.into_iter().flatten() {
        add(*language, *does, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_says_i_and_instructions_say_you() {
        let table = [
            (
                "I left my list, so we lost it. It wasn't the US office.",
                (3, 0),
            ),
            ("Describe what you did and what your part was.", (0, 2)),
            (
                "Ich habe meine Liste verlegt, und der Chef war da. Sie war rot.",
                (2, 0),
            ),
            ("Beschreiben Sie die Lage und was Ihr Ziel war.", (0, 2)),
            (
                "J'ai perdu ma liste du matin, et nous avons attendu.",
                (3, 0),
            ),
            ("Décrivez la situation et votre rôle.", (0, 1)),
            ("Yo perdí mis llaves y su jefe no me llamó.", (3, 0)),
            ("Describe tu papel en la tarea.", (0, 1)),
            ("Eu perdi a minha lista e não avisei.", (2, 0)),
            ("Descreva o que você fez.", (0, 1)),
            (
                "Io ho perso la mia lista e non ci ho pensato, ma era tardi.",
                (3, 0),
            ),
            ("Ik vergat mijn lijst en het was te laat.", (2, 0)),
            ("Beschrijf je rol en wat je deed.", (0, 2)),
            ("私は鍵を試さなかった。", (1, 0)),
            ("あなたの役割を書く。", (0, 1)),
            ("저는 제 열쇠를 잃었다.", (2, 0)),
            ("我没有试，我们赔了。", (2, 0)),
            ("你做了什么？", (0, 1)),
            ("Ja zgubiłem moją listę i nie było jej w szafie.", (2, 0)),
            ("Я потерял мой список.", (2, 0)),
            ("Опишите вашу роль.", (0, 1)),
            ("The oven was hot. It was late.", (0, 0)),
            ("", (0, 0)),
        ];
        for (text, expected) in table {
            assert_eq!(persons(text), expected, "{text}");
        }
    }
}
