//! The one table of the words that people use for the parts of an answer and for the facts
//! about a story: STAR, CAR, CARL, SOAR, PAR, STAR-L, STARR, in twelve languages; and of the
//! small words that tell a name from a title, a story from instructions.
//!
//! The deck reader takes its hints from here, the importers their meaning. Refuses to
//! decide what is done with a word: a hint and a translation are different things.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::keyed::keyed;
use super::model::Beat;
use super::section::StorySection;
use super::text::composed;

keyed! {
    /// A fact about a story.
    pub(crate) FactKey {
        /// What it is called.
        Title "title",
        /// The name that its history hangs on.
        Id "id",
        /// Names it bore before.
        Formerly "formerly",
        /// The role in which it happened.
        Role "role",
        /// A question that it answers.
        Question "question",
        /// Words for finding it.
        Tags "tags",
        /// Which of the three kinds of failure it is.
        Miss "miss",
        /// Kinds of card it asks for.
        Cards "cards",
        /// Whether it is a sample.
        Core "core",
    }
}

/// What a usual word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SynonymSpelling {
    Part(StorySection),
    /// The trouble: the Situation, or the Task where the Situation has a word of its own.
    Trouble,
    /// What happened: the Situation before the Action, the Result after it.
    Happened,
    /// The mistake: the Action where the story has no other, else the Situation.
    Mistake,
    Key(FactKey),
    /// Something beside the answer, never a story and never a beat.
    Note,
    /// An answer as it ought not to be: a note, with whatever stands in it.
    Bad,
    /// A word around the whole answer, which says nothing by itself.
    Wrapper,
}

impl SynonymSpelling {
    /// Whether it opens a part of an answer.
    pub(crate) fn is_part(self) -> bool {
        use SynonymSpelling::{Happened, Mistake, Part, Trouble};
        matches!(self, Part(_) | Trouble | Happened | Mistake)
    }

    /// Whether it names something beside the answer.
    pub(crate) fn is_note(self) -> bool {
        matches!(self, SynonymSpelling::Note | SynonymSpelling::Bad)
    }

    /// What a name at the end of a line of the table means.
    fn named(name: &str) -> Option<SynonymSpelling> {
        Some(match name {
            "trouble" => SynonymSpelling::Trouble,
            "happened" => SynonymSpelling::Happened,
            "mistake" => SynonymSpelling::Mistake,
            "note" => SynonymSpelling::Note,
            "bad" => SynonymSpelling::Bad,
            "wrapper" => SynonymSpelling::Wrapper,
            "first draft" => SynonymSpelling::Part(StorySection::FirstDraft),
            name => match StorySection::named(name) {
                Some(part) => SynonymSpelling::Part(part),
                None => SynonymSpelling::Key(FactKey::from_key(name)?),
            },
        })
    }
}

/// A table of known words, asked for every line of a file: nobody chooses what stands in it.
pub(super) type QuickTable<Word, Meaning> = HashMap<Word, Meaning, foldhash::fast::FixedState>;

/// The words of the table, each with the name that it stands for.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = include_str!("synonym.txt").lines();
    rows.filter_map(|row| row.split_once(": ").filter(|_| !row.starts_with('#')))
}

/// What each word stands for, and whether the deck reader hints at it.
static TABLE: LazyLock<QuickTable<Cow<'static, str>, (SynonymSpelling, bool)>> =
    LazyLock::new(|| {
        rows()
            .map(|(word, name)| {
                let hinted = name.strip_prefix("hint ");
                let usual = SynonymSpelling::named(hinted.unwrap_or(name));
                let usual = usual.expect("a name of the table");
                (key(word), (usual, hinted.is_some()))
            })
            .collect()
    });

/// The small words, each with what it does.
pub(super) fn small_words() -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = include_str!("small_words.txt").lines();
    let rows = rows.filter_map(|row| row.split_once(": ").filter(|_| !row.starts_with('#')));
    rows.flat_map(|(does, words)| words.split(", ").map(move |word| (does, word)))
}

/// Small words that do one thing.
pub(crate) type WordSet = HashSet<&'static str, foldhash::fast::FixedState>;

/// The small words that do that.
pub(crate) fn words_that(does: &str) -> WordSet {
    let words = small_words().filter(|(each, _)| *each == does);
    words.map(|(_, word)| word).collect()
}

/// The words that say nothing before a name.
static LEADS: LazyLock<HashSet<Cow<'static, str>>> = LazyLock::new(|| {
    let leads = small_words().filter(|(does, _)| *does == "lead");
    leads.map(|(_, word)| key(word)).collect()
});

/// Whether a line ends a letter: `Best regards,`.
pub(crate) fn is_sign_off(line: &str) -> bool {
    is_of_letter("sign-off", line.trim_end_matches([',', '.', '!', ' ']))
}

/// Whether a line begins a letter: `Hi Ana,`.
pub(crate) fn is_greeting(line: &str) -> bool {
    let line = line.trim();
    let first = line.split([' ', ',', '!', '、']).next();
    let ends = line.ends_with([',', '!', ':', '、', '，', '。']);
    let is_short = line.len() <= LONGEST && ends;
    is_short && (is_of_letter("greeting", first.unwrap_or_default()) || line.contains("様"))
}

fn is_of_letter(place: &str, words: &str) -> bool {
    let words = key(words.trim());
    words.len() <= LONGEST && small_words().any(|(does, word)| does == place && key(word) == words)
}

/// The longest word that is looked up in bytes, so that a long line is not.
const LONGEST: usize = 64;

/// The part that a heading was probably meant to be, for a hint (lower case).
pub(crate) fn hinted(word: &str) -> Option<StorySection> {
    match TABLE.get(word)? {
        (SynonymSpelling::Part(part), true) => Some(*part),
        _ => None,
    }
}

/// What a word stands for; case, accents, the sign of a question, and a `my` or `the` before it
/// do not matter.
pub(crate) fn usual(word: &str) -> Option<SynonymSpelling> {
    let word = word.trim_matches(|c: char| c.is_whitespace() || "?¿？".contains(c));
    // A name ends in no sign: most lines of prose are told by that.
    let is_prose = word.starts_with(['-', '_']) || word.ends_with(['-', '_', '.', ',', ';', '!']);
    if word.is_empty() || word.len() > LONGEST || is_prose {
        return None;
    }
    let word = key(word);
    let mut rest = Some(&*word);
    // Two of them at most: `la mia parte`.
    for _ in 0..3 {
        if let Some((usual, _)) = TABLE.get(rest?) {
            return Some(*usual);
        }
        rest = without_lead(rest?);
    }
    None
}

/// What comes after a word that says nothing before a name: `l'action`, `the result`, `私の課題`.
fn without_lead(words: &str) -> Option<&str> {
    let (at, end) = words.char_indices().find(|(_, c)| " 'の的".contains(*c))?;
    let (lead, rest) = words.split_at(at + end.len_utf8());
    LEADS.contains(lead.trim_end()).then(|| rest.trim_start())
}

/// A word as it is compared: case, accents of Latin letters, hyphens and the kinds of
/// apostrophes and blanks make no difference.
pub(super) fn key(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.into();
    }
    let mut key = String::with_capacity(word.len() + 1);
    if word.is_ascii() {
        for byte in word.bytes() {
            match byte {
                b'`' => key.push('\''),
                b'-' | b'_' | b' ' | b'\t'..=b'\r' => blank(&mut key),
                byte => key.push(char::from(byte.to_ascii_lowercase())),
            }
        }
        return key.into();
    }
    for c in composed(word).chars().flat_map(char::to_lowercase) {
        match c {
            'ß' => key.push_str("ss"),
            'œ' => key.push_str("oe"),
            'æ' => key.push_str("ae"),
            'ø' => key.push('o'),
            'ł' => key.push('l'),
            'ё' => key.push('е'),
            '’' | '‘' | '`' | '´' => key.push('\''),
            '-' | '_' | '\u{2010}' | '\u{2011}' => blank(&mut key),
            c if c.is_whitespace() => blank(&mut key),
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => key.extend(c.nfd().next()),
            c => key.push(c),
        }
    }
    key.into()
}

/// One blank, however many were typed.
fn blank(key: &mut String) {
    if !key.ends_with(' ') {
        key.push(' ');
    }
}

/// What a word does in the title of a method or a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MethodWord {
    /// `method`, `template`.
    Method,
    /// `guide`: only beside an acronym.
    BesideAcronym,
    /// `STAR`.
    Acronym,
    /// `story`, `the`: says nothing of it.
    Other,
}

impl MethodWord {
    fn named(does: &str) -> Option<MethodWord> {
        Some(match does {
            "method" => MethodWord::Method,
            "beside an acronym" => MethodWord::BesideAcronym,
            "acronym" => MethodWord::Acronym,
            "company" | "filler" | "lead" => MethodWord::Other,
            _ => return None,
        })
    }
}

/// The words for titles of methods; the ones with a meaning come after those without.
static METHOD_WORDS: LazyLock<QuickTable<String, MethodWord>> = LazyLock::new(|| {
    let words = small_words().filter_map(|(does, word)| Some((word, MethodWord::named(does)?)));
    let (other, telling): (Vec<_>, Vec<_>) =
        words.partition(|(_, does)| *does == MethodWord::Other);
    let words = other.into_iter().chain(telling);
    words.map(|(word, does)| (spaced(word), does)).collect()
});

/// The most pieces of one entry in `METHOD_WORDS`: `フレームワーク`.
const MOST_PIECES: usize = 7;

/// Whether a title is of a method or a template to copy, which is no story: `The STAR method`,
/// `Template (copy me)`; not `STAR stories`.
pub(crate) fn is_method(title: &str) -> bool {
    if title.len() > 2 * LONGEST {
        return false;
    }
    let title = spaced(title);
    let mut rest = title.as_str();
    let mut seen = Vec::new();
    while !rest.is_empty() {
        let ends = rest.match_indices(' ').map(|(at, _)| at);
        let ends: Vec<usize> = ends.chain([rest.len()]).take(MOST_PIECES).collect();
        let mut ends = ends.into_iter().rev();
        let Some((end, does)) = ends.find_map(|end| Some((end, *METHOD_WORDS.get(&rest[..end])?)))
        else {
            return false;
        };
        seen.push(does);
        rest = rest[end..].trim_start();
    }
    let has = |does| seen.contains(&does);
    has(MethodWord::Method) || has(MethodWord::BesideAcronym) && has(MethodWord::Acronym)
}

/// Whether a letter stands in a writing without blanks between words, or with endings that hang
/// on them: Chinese, Japanese, Korean.
pub(super) fn is_east_asian(c: char) -> bool {
    c.is_alphabetic() && matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// The words of a text apart by one blank, each letter of East Asia as a word; no numbers, no
/// signs.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in key(text).chars() {
        match c {
            c if is_east_asian(c) => {
                blank(&mut out);
                out.push(c);
                out.push(' ');
            }
            c if c.is_alphabetic() => out.push(c),
            _ => blank(&mut out),
        }
    }
    out.trim().to_owned()
}

/// What a single letter stands for in a list of them: `S:`, `T:`, `A:`, `R:` and others.
pub(crate) fn letter(word: &str) -> Option<SynonymSpelling> {
    let beat = |beat| SynonymSpelling::Part(StorySection::Beat(beat));
    Some(match word {
        "S" | "s" => beat(Beat::Situation),
        "C" | "c" | "P" | "p" => SynonymSpelling::Trouble,
        "T" | "t" | "O" | "o" => beat(Beat::Task),
        "A" | "a" => beat(Beat::Action),
        "R" | "r" => beat(Beat::Result),
        "L" | "l" => beat(Beat::Learning),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_word_stands_twice_and_all_can_be_found() {
        let mut seen = BTreeSet::new();
        for (word, _) in rows() {
            assert!(seen.insert(key(word)), "{word} stands twice");
            assert!(word.len() <= LONGEST, "{word} is too long");
            assert_eq!(word, word.to_lowercase());
            assert!(usual(word).is_some(), "{word}");
        }
        let titles = small_words().filter(|(does, _)| *does != "lead");
        let titles = titles.filter(|(does, _)| MethodWord::named(does).is_some());
        let mut seen = BTreeSet::new();
        for (_, word) in titles {
            let pieces = spaced(word);
            assert!(
                pieces.split(' ').count() <= MOST_PIECES,
                "{word} is too long"
            );
            assert!(seen.insert(pieces), "{word} stands twice");
        }
        for (does, word) in small_words() {
            let known = ["lead", "greeting", "sign-off"].contains(&does)
                || MethodWord::named(does).is_some();
            let person = ["first ", "second ", "polite ", "shows "];
            let person = person.iter().any(|start| does.starts_with(start));
            let others = ["weak", "telling", "asking", "beside answers", "step"];
            let known = known || person || others.contains(&does);
            assert!(known, "{does}: {word}");
        }
    }

    #[test]
    fn the_five_parts_have_a_name_in_every_language() {
        let table = [
            "Situation, Task, Action, Result, What I learned",
            "Background, My part, The call I made, How it ended, Hindsight",
            "Ausgangslage, Aufgabe, Maßnahmen, Ergebnis, Was ich gelernt habe",
            "Die Situation, Meine Rolle, Massnahmen, Das Ergebnis, Rückblick",
            "Contexte, Mon rôle, L’action, Les résultats, Leçons apprises",
            "Situación, Tarea, Acción, Resultado, Lecciones aprendidas",
            "Situacion, Objetivo, Acciones, Resultados, ¿Qué aprendí?",
            "Situação, Tarefa, Ação, Resultado, Aprendizado",
            "Situacao, O meu papel, Acoes, Resultados, O que aprendi",
            "Situazione, Compito, Azione, Risultato, Cosa ho imparato",
            "Situatie, Taak, Actie, Resultaat, Reflectie",
            "状況, 課題, 行動, 結果, 学び",
            "상황, 과제, 행동, 결과, 배운 점",
            "情境, 任务, 行动, 结果, 反思",
            "情境, 任務, 行動, 結果, 收穫",
            "Sytuacja, Zadanie, Działanie, Rezultat, Wnioski",
            "Sytuacja, Zadanie, Dzialanie, Wynik, Czego się nauczyłam",
            "Ситуация, Задача, Действия, Результат, Выводы",
        ];
        for headings in table {
            let parts: Vec<_> = headings.split(", ").map(usual).collect();
            let all = Beat::ALL.map(|beat| Some(SynonymSpelling::Part(StorySection::Beat(beat))));
            assert_eq!(parts, all, "{headings}");
        }
    }

    #[test]
    fn a_word_is_known_however_it_is_typed() {
        let learned = letter("L");
        for word in [
            "What I’d change",
            "what\u{a0}I'd  change?",
            "Lesson(s) learned",
            "lessons-learned",
            "lessons_learned",
            "What you'd do differently",
            "What I would do differently next time",
            "What I learned from it",
            "Lecons apprises",
            "Lic\u{327}o\u{303}es aprendidas",
        ] {
            assert_eq!(usual(word), learned, "{word}");
        }
        assert_eq!(usual("What happened?"), Some(SynonymSpelling::Happened));
        assert_eq!(usual("Qué pasó"), Some(SynonymSpelling::Happened));
        for word in [
            "My mistake",
            "Mein Fehler",
            "L'erreur",
            "私の失敗",
            "Mi error",
        ] {
            assert_eq!(usual(word), Some(SynonymSpelling::Mistake), "{word}");
        }
        let note = Some(SynonymSpelling::Note);
        assert_eq!(usual("Best for questions about"), note);
        assert_eq!(usual("Questions to ask the manager"), note);
        assert_eq!(usual("30-second version"), Some(SynonymSpelling::Wrapper));
        for title in [
            "Home",
            "Work",
            "- Result",
            "Result -",
            "The wet flour",
            "la",
            "l'",
            "",
            "?",
        ] {
            assert_eq!(usual(title), None, "{title}");
        }
    }

    #[test]
    fn a_method_or_a_template_is_no_story() {
        for title in [
            "The STAR method",
            "STAR refresher",
            "🌟 STAR-L framework",
            "How to use STAR",
            "What is STAR?",
            "3. How to answer",
            "Template (copy me)",
            "My story template",
            "Blank template",
            "Example structure",
            "Cheat sheet",
            "STAR guide",
            "Die STAR-Methode",
            "Vorlage",
            "Plantilla",
            "Modèle",
            "STAR法则",
            "STARの書き方",
            "STAR 기법",
            "Шаблон ответа",
        ] {
            assert!(is_method(title), "{title}");
        }
        for title in [
            "STAR stories",
            "STAR bank",
            "My STAR answers",
            "STAR",
            "Example answer",
            "The guide",
            "The template that was wrong",
            "How I learned the method",
            "Car",
            "STAR面试",
            "",
            "7",
        ] {
            assert!(!is_method(title), "{title}");
        }
    }

    #[test]
    fn the_known_shapes_are_words_of_the_table() {
        let table = [
            ("Situation Task Action Result Learning", "STARL"),
            ("Situation Task Action Result Reflection", "STARL"),
            ("Situation Task Action Result Takeaway", "STARL"),
            ("Challenge Action Result", "?AR"),
            ("Context Action Result Learning", "SARL"),
            ("Situation Obstacle Action Result", "STAR"),
            ("Situation Objective Action Result", "STAR"),
            ("Problem Action Result", "?AR"),
        ];
        for (words, expected) in table {
            let letter = |word| match usual(word) {
                Some(SynonymSpelling::Part(StorySection::Beat(beat))) => &beat.name()[..1],
                Some(SynonymSpelling::Trouble) => "?",
                _ => panic!("{word}"),
            };
            let found: String = words.split(' ').map(letter).collect();
            assert_eq!(found, expected, "{words}");
        }
        assert_eq!(usual("My Role"), letter("T"));
        assert_eq!(usual("Role"), Some(SynonymSpelling::Key(FactKey::Role)));
        assert_eq!(usual("The Result"), letter("R"));
        assert_eq!(usual("Our Action"), letter("A"));
        assert_eq!(usual("Situacio\u{301}n"), letter("S"));
        assert_eq!(usual("Weather"), None);
    }
}
