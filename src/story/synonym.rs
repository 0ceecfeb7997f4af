//! The one table of the words that people use for the parts of an answer and for the facts
//! about a story: STAR, CAR, CARL, SOAR, PAR, STAR-L, STARR, a few in other languages.
//!
//! The deck reader takes its hints from here, the importers their meaning. Refuses to
//! decide what is done with a word: a hint and a translation are different things.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::model::Beat;
use super::section::StorySection;

/// A fact about a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FactKey {
    /// What it is called.
    Title,
    /// The name that its history hangs on.
    Id,
    /// Names it bore before.
    Formerly,
    /// The role in which it happened.
    Role,
    /// A question that it answers.
    Question,
    /// Words for finding it.
    Tags,
    /// Which of the three kinds of failure it is.
    Miss,
    /// Kinds of card it asks for.
    Cards,
    /// Whether it is a sample.
    Core,
}

impl FactKey {
    /// The key in a story file.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FactKey::Title => "title",
            FactKey::Id => "id",
            FactKey::Formerly => "formerly",
            FactKey::Role => "role",
            FactKey::Question => "question",
            FactKey::Tags => "tags",
            FactKey::Miss => "miss",
            FactKey::Cards => "cards",
            FactKey::Core => "core",
        }
    }
}

/// What a usual word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SynonymSpelling {
    /// A part of a story.
    Part(StorySection),
    /// The trouble: the Situation, or the Task where the Situation has a word of its own.
    Trouble,
    /// A fact.
    Key(FactKey),
    /// Something beside the answer, never a story and never a beat.
    Note,
    /// A word around the whole answer, which says nothing by itself.
    Wrapper,
}

const SITUATION: SynonymSpelling = SynonymSpelling::Part(StorySection::Beat(Beat::Situation));
const TASK: SynonymSpelling = SynonymSpelling::Part(StorySection::Beat(Beat::Task));
const ACTION: SynonymSpelling = SynonymSpelling::Part(StorySection::Beat(Beat::Action));
const RESULT: SynonymSpelling = SynonymSpelling::Part(StorySection::Beat(Beat::Result));
const LEARNING: SynonymSpelling = SynonymSpelling::Part(StorySection::Beat(Beat::Learning));
const FIRST_DRAFT: SynonymSpelling = SynonymSpelling::Part(StorySection::FirstDraft);
const CLOSING: SynonymSpelling = SynonymSpelling::Part(StorySection::Closing);

/// Words that the deck reader hints at, all lower case. Kept small: each one forbids a note
/// that name.
const HINTED: &[(SynonymSpelling, &[&str])] = &[
    (SITUATION, &["background", "context"]),
    (ACTION, &["actions taken", "action taken", "what i did"]),
    (RESULT, &["outcome", "outcomes"]),
    (
        LEARNING,
        &[
            "lesson",
            "lessons",
            "lesson learned",
            "lesson learnt",
            "lessons learned",
            "lessons learnt",
            "takeaway",
            "takeaways",
            "what i learned",
            "what i learnt",
        ],
    ),
    (FIRST_DRAFT, &["first draft", "action first draft"]),
];

/// Words that only an importer takes, all lower case.
#[rustfmt::skip]
const TAKEN: &[(SynonymSpelling, &[&str])] = &[
    (SITUATION, &[
        "situation", "situations", "setting", "scenario", "set up", "setup", "scene", "backstory", "background/context",
        "context/background", "what happened", "situation/task", "situation & task", "situation and task",
        "situation + task", "s/t", "s+t", "situación", "contexto", "contexte", "kontext", "ausgangslage", "situatie",
        "situazione",
    ]),
    (SynonymSpelling::Trouble, &["challenge", "challenges", "problem", "the issue", "complication", "herausforderung", "reto", "défi"]),
    (TASK, &[
        "task", "tasks", "objective", "objectives", "obstacle", "obstacles", "goal", "goals", "target", "assignment",
        "responsibility", "responsibilities", "my responsibility", "my role", "mission", "hindrance", "what i owned", "aufgabe",
        "tarea", "tâche", "taak", "compito",
    ]),
    (ACTION, &[
        "action", "actions", "approach", "my approach", "steps taken", "steps i took", "actions i took", "what i decided", "decision",
        "mistake", "actie", "aktion", "handlung", "vorgehen", "acción", "acciones", "azione",
    ]),
    (RESULT, &[
        "result", "results", "impact", "consequence", "consequences", "effect", "end result", "result/impact",
        "results/impact", "result & impact", "results & impact", "outcome/result", "resultat", "résultat", "resultado",
        "resultados", "ergebnis", "resultaat", "risultato",
    ]),
    (LEARNING, &[
        "learning", "learnings", "key learning", "key learnings", "key lesson", "key lessons", "key takeaway",
        "key takeaways", "take away", "take-away", "take aways", "take-aways", "reflection", "reflections", "insight",
        "insights", "evaluation", "retrospective", "retro", "what changed", "what i changed", "what i do differently",
        "what i'd do differently", "what i’d do differently", "what i would do differently", "what i do now",
        "what i took away", "moral", "lesson/takeaway", "learning/takeaway", "erkenntnis", "gelernt", "gelerntes", "lehre", "aprendizaje",
        "lección", "lecciones", "leçon", "apprentissage", "lezione",
    ]),
    (FIRST_DRAFT, &["action (first draft)"]),
    (CLOSING, &["closing", "closing line", "closing sentence", "tie back", "tie-back", "tie in", "tie-in", "hand-off"]),
    (SynonymSpelling::Key(FactKey::Title), &["title", "name", "story", "story title", "story name", "headline", "titel", "título", "titre"]),
    (SynonymSpelling::Key(FactKey::Id), &["id"]),
    (SynonymSpelling::Key(FactKey::Formerly), &["formerly"]),
    (SynonymSpelling::Key(FactKey::Role), &["role", "position", "job", "job title", "rolle", "rol", "rôle"]),
    (SynonymSpelling::Key(FactKey::Question), &[
        "question", "questions", "q", "prompt", "prompts", "interview question", "interview questions",
        "behavioral question", "behavioural question", "question(s)", "frage", "pregunta",
    ]),
    (SynonymSpelling::Key(FactKey::Tags), &[
        "tag", "tags", "theme", "themes", "topic", "topics", "category", "categories", "competency", "competencies",
        "competence", "competences", "skill", "skills", "keyword", "keywords", "leadership principle",
        "leadership principles", "principle", "principles", "label", "labels",
    ]),
    (SynonymSpelling::Key(FactKey::Miss), &["miss", "kind", "kind of failure", "type of failure", "failure type"]),
    (SynonymSpelling::Key(FactKey::Cards), &["cards"]),
    (SynonymSpelling::Key(FactKey::Core), &["core"]),
    (SynonymSpelling::Note, &[
        "note", "notes", "follow-up", "follow-ups", "follow up", "follow ups", "follow-up questions",
        "follow up questions", "appendix", "reference", "references", "link", "links", "resources", "contents",
        "table of contents", "toc", "metadata", "todo", "to do", "feedback", "interviewer feedback", "related",
        "see also", "template", "sources", "probing questions", "traps", "what not to say",
    ]),
    (SynonymSpelling::Wrapper, &[
        "star", "star story", "star answer", "star format", "star method", "star-l", "starl", "starr", "car", "carl",
        "soar", "par", "answer", "my answer", "the answer", "response", "my response", "example answer", "full answer",
        "the story", "my story", "details",
    ]),
];

static TABLE: LazyLock<HashMap<&'static str, SynonymSpelling>> = LazyLock::new(|| {
    let rows = HINTED.iter().chain(TAKEN);
    rows.flat_map(|(usual, words)| words.iter().map(|word| (*word, *usual)))
        .collect()
});

/// The longest word of the table in bytes, so that a long line is not looked up.
const LONGEST: usize = 40;

/// The part that a heading was probably meant to be, for a hint (lower case).
pub(crate) fn hinted(word: &str) -> Option<StorySection> {
    HINTED.iter().find_map(|(usual, words)| match usual {
        SynonymSpelling::Part(part) if words.contains(&word) => Some(*part),
        _ => None,
    })
}

/// What a word stands for; case and a `my` or `the` before it do not matter.
pub(crate) fn usual(word: &str) -> Option<SynonymSpelling> {
    let word = word.trim();
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    let bare = || {
        let rest = ["my ", "the ", "our ", "your "].iter();
        rest.into_iter().find_map(|lead| word.strip_prefix(lead))
    };
    let found = TABLE.get(word.as_str());
    found.or_else(|| TABLE.get(bare()?.trim())).copied()
}

/// What a single letter stands for in a list of them: `S:`, `T:`, `A:`, `R:` and others.
pub(crate) fn letter(word: &str) -> Option<SynonymSpelling> {
    Some(match word {
        "S" | "s" => SITUATION,
        "C" | "c" | "P" | "p" => SynonymSpelling::Trouble,
        "T" | "t" | "O" | "o" => TASK,
        "A" | "a" => ACTION,
        "R" | "r" => RESULT,
        "L" | "l" => LEARNING,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_word_stands_twice_and_all_can_be_found() {
        let words = HINTED.iter().chain(TAKEN).flat_map(|(_, words)| *words);
        let mut seen = BTreeSet::new();
        for word in words {
            assert!(seen.insert(*word), "{word} stands twice");
            assert!(word.len() <= LONGEST, "{word} is too long");
            assert_eq!(*word, word.to_lowercase());
            assert!(usual(word).is_some(), "{word}");
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
        assert_eq!(usual("My Role"), Some(TASK));
        assert_eq!(usual("Role"), Some(SynonymSpelling::Key(FactKey::Role)));
        assert_eq!(usual("The Result"), Some(RESULT));
        assert_eq!(usual("Our Action"), Some(ACTION));
        assert_eq!(usual("Weather"), None);
    }
}
