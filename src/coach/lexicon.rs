//! What is known about single words: the lists under `words/`, loaded once.
//!
//! Every word carries a set of classes, so a text is looked up once and all rules read bits.
//! Refuses to guess a word's part of speech from its neighbours; that is up to the rules.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::ops::BitOr;
use std::sync::LazyLock;

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Class(u128);

impl BitOr for Class {
    type Output = Class;
    fn bitor(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}

impl Class {
    /// No class at all.
    pub(super) const NONE: Class = Class(0);

    /// Whether the two sets share a class.
    #[inline]
    pub(super) fn meets(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }
}

/// Names every class once: in code, and by the name of its file under `words/`, which is also
/// its name in patterns.
macro_rules! classes {
    (
        worked_out { $($(#[$about:meta])* $made:ident $made_key:literal;)* }
        listed { $($(#[$doc:meta])* $name:ident $key:literal $take:ident;)* }
    ) => {
        /// The place of each class in a set.
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as the classes are")]
        enum Bit { $($made,)* $($name,)* }

        impl Class {
            $($(#[$about])* pub(super) const $made: Class = Class(1 << Bit::$made as u128);)*
            $($(#[$doc])* pub(super) const $name: Class = Class(1 << Bit::$name as u128);)*

            /// The class of that name in a pattern file.
            pub(super) fn named(key: &str) -> Option<Class> {
                match key {
                    $($made_key => Some(Class::$made),)*
                    $($key => Some(Class::$name),)*
                    _ => None,
                }
            }
        }

        const LISTS: &[(&str, Class, Take)] = &[
            $((include_str!(concat!("words/", $key, ".txt")), Class::$name, Take::$take),)*
        ];
    };
}

/// How the entries of a file are taken.
#[derive(Clone, Copy)]
enum Take {
    /// As they stand.
    Words,
    /// As verbs: in all their forms.
    Verbs,
}

classes! {
    worked_out {
        /// Past tense of an irregular verb.
        PAST "past";
        /// Participle of an irregular verb.
        PARTICIPLE "participle";
        /// Past tense that cannot be a participle: `went`, `chose`.
        ONLY_PAST "only-past";
        /// Base form of any known verb.
        BASE "base";
        /// Third person singular of a visible act.
        PRACTICE_S "practice-s";
    }
    listed {
        NOT_OWN "not-own" Verbs;
        STATE "state" Verbs;
        ASSUME "assume" Verbs;
        CHOICE "choice" Verbs;
        OCCUPATION "occupation" Verbs;
        ADVERB "adverb" Words;
        STATIVE "stative" Words;
        DETERIORATE "deteriorate" Verbs;
        TROUBLE "trouble" Words;
        THIRD "third" Words;
        FAULT "fault" Verbs;
        TIME_UNIT "time-unit" Words;
        NUMBER "number" Words;
        PERSON_UNIT "person-unit" Words;
        MONTH "month" Words;
        WEEKDAY "weekday" Words;
        LABEL "label" Words;
        ARTEFACT "artefact" Words;
        PRACTICE "practice" Verbs;
        MENTAL "mental" Verbs;
        TRAIT "trait" Words;
        VOW "vow" Words;
        VIRTUE "virtue" Words;
        VIRTUE_NOUN "virtue-noun" Words;
        LOSS "loss" Words;
        PRAISE "praise" Words;
        FUNCTION "function" Words;
        BE "be" Words;
        GET "get" Words;
        MODAL "modal" Words;
        /// Subject pronouns.
        SUBJECT "subject" Words;
        /// Words that open a new clause.
        CONNECTOR "connector" Words;
        DETERMINER "determiner" Words;
        PREPOSITION "preposition" Words;
        BAD "bad" Words;
        NO_AGENT "no-agent" Words;
        VICE "vice" Words;
        VAGUE "vague" Words;
        OBJECT "object" Words;
        OWN_PAPER "own-paper" Words;
        MEASURE "measure" Words;
        BELIEF "belief" Words;
        MORAL "moral" Words;
        TRUISM "truism" Words;
        MOVED "moved" Words;
        SOMEBODY "somebody" Words;
        INTRANSITIVE "intransitive" Words;
        HOUR "hour" Words;
        HABIT "habit" Words;
        NOT_VERB "not-verb" Words;
        CLAIM "claim" Words;
        HELPER "helper" Words;
        TALK "talk" Words;
        NO_DOER "no-doer" Words;
        FUTURE "future" Words;
        DEPENDENT "dependent" Words;
        UNCHANGED "unchanged" Words;
        OFTEN "often" Words;
        TALKING "talking" Words;
        STAGE "stage" Words;
        BEFORE_YEAR "before-year" Words;
        BEFORE_HOUR "before-hour" Words;
        CHANGE "change" Words;
        TEAM "team" Words;
        GIVEN "given" Words;
        POINTER "pointer" Words;
        LATENESS "lateness" Words;
        ENTRUSTED "entrusted" Words;
        AFTER_NOTE "after-note" Words;
        ABBREVIATION "abbreviation" Words;
        NOT_ADVERB "not-adverb" Words;
        ECHO "echo" Words;
        WISH "wish" Words;
        OCCASION "occasion" Words;
        LINK "link" Words;
        ROUND "round" Words;
        NOT_PAST "not-past" Words;
        /// A living being.
        BEING "being" Words;
        /// Somebody whose trade ends like a machine's name.
        PERSON "person" Words;
    }
}

/// A map whose keys are our own words.
pub(super) type QuickMap<Key, Value> = HashMap<Key, Value, foldhash::fast::FixedState>;

type WordSet = QuickMap<Cow<'static, str>, Class>;

static LEXICON: LazyLock<WordSet> = LazyLock::new(load);

/// The classes of a lower-case word.
pub(super) fn classes(word: &str) -> Class {
    LEXICON.get(word).copied().unwrap_or_default()
}

/// The entries of a list file, without its comment lines.
pub(super) fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .map(str::trim_ascii)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn load() -> WordSet {
    let mut words = WordSet::default();
    words.reserve(7000);
    let mut join = |word: Cow<'static, str>, class: Class| {
        let known = words.entry(word).or_default();
        *known = *known | class;
    };
    for (&base, (pasts, participles)) in IRREGULAR.iter() {
        join(base.into(), Class::BASE);
        for past in pasts.split('/') {
            join(past.into(), Class::PAST);
            if !participles.split('/').any(|form| form == past) && past != base {
                join(past.into(), Class::ONLY_PAST);
            }
        }
        for participle in participles.split('/') {
            join(participle.into(), Class::PARTICIPLE);
        }
    }
    for (file, class, take) in LISTS {
        for word in lines(file).flat_map(str::split_ascii_whitespace) {
            match take {
                Take::Words => join(word.into(), *class),
                Take::Verbs => forms(word, |form| join(form, *class)),
            }
            if matches!(take, Take::Verbs) {
                join(word.into(), Class::BASE);
                if *class == Class::PRACTICE {
                    third_person(word, |form| join(form, Class::PRACTICE_S));
                }
            }
        }
    }
    words
}

/// Past forms and participles of the irregular verbs, by the base form.
static IRREGULAR: LazyLock<QuickMap<&str, (&str, &str)>> = LazyLock::new(|| {
    let verbs = lines(include_str!("words/irregular.txt")).filter_map(|line| {
        let mut forms = line.split_ascii_whitespace();
        Some((forms.next()?, (forms.next()?, forms.next()?)))
    });
    verbs.collect()
});

/// Calls `take` with every form of a verb. Regular spelling is tried in its variants:
/// a form that no one writes does no harm in a lookup.
pub(super) fn forms(base: &'static str, mut take: impl FnMut(Cow<'static, str>)) {
    take(base.into());
    third_person(base, &mut take);
    let stem = base
        .strip_suffix('e')
        .filter(|stem| !stem.ends_with(['e', 'o']));
    let stem = stem.unwrap_or(base);
    let doubled = doubles(base).map(|last| [base, last].concat());
    let y = base
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    take(joined(doubled.as_deref().unwrap_or(stem), "ing"));
    if let Some((pasts, participles)) = IRREGULAR.get(base) {
        pasts
            .split('/')
            .chain(participles.split('/'))
            .for_each(|form| take(form.into()));
        return;
    }
    match (y, &doubled) {
        (Some(stem), _) => take(joined(stem, "ied")),
        (None, Some(doubled)) => {
            take(joined(doubled, "ed"));
            take(joined(base, "ed"));
            take(joined(base, "ing"));
        }
        (None, None) => take(joined(stem, "ed")),
    }
}

fn third_person(base: &'static str, mut take: impl FnMut(Cow<'static, str>)) {
    match base {
        "have" => take("has".into()),
        "be" => take("is".into()),
        _ => match base
            .strip_suffix('y')
            .filter(|s| !s.ends_with(['a', 'e', 'o', 'u']))
        {
            Some(stem) => take(joined(stem, "ies")),
            None if base.ends_with(['s', 'x', 'z', 'o'])
                || base.ends_with("ch")
                || base.ends_with("sh") =>
            {
                take(joined(base, "es"));
            }
            None => take(joined(base, "s")),
        },
    }
}

/// The consonant that a short verb may double before an ending.
fn doubles(base: &str) -> Option<&str> {
    let is_vowel = |byte: u8| b"aeiou".contains(&byte);
    let [.., before, vowel, last] = *base.as_bytes() else {
        return None;
    };
    let fits = !is_vowel(last) && !b"wxy".contains(&last) && is_vowel(vowel) && !is_vowel(before);
    base.get(base.len() - 1..).filter(|_| fits)
}

fn joined(stem: &str, ending: &str) -> Cow<'static, str> {
    Cow::Owned([stem, ending].concat())
}

/// The same hash of a single word, in every process.
pub(super) fn hash(word: &str) -> u64 {
    foldhash::fast::FixedState::default().hash_one(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_known_in_all_forms() {
        for (word, class) in [
            ("skipped", Class::CHOICE),
            ("deciding", Class::CHOICE),
            ("signs", Class::PRACTICE_S),
            ("went", Class::ONLY_PAST),
            ("relied", Class::ASSUME),
            ("has", Class::NOT_OWN),
        ] {
            assert!(classes(word).meets(class), "{word}");
        }
        assert!(!classes("put").meets(Class::ONLY_PAST));
        assert!(!classes("skip").meets(Class::NOT_OWN));
    }

    #[test]
    fn the_table_is_made_in_one_piece() {
        assert!(LEXICON.len() <= 7168, "{}", LEXICON.len());
    }

    #[test]
    fn every_list_says_what_belongs_there() {
        for (file, _, _) in LISTS {
            let head: String = file
                .lines()
                .take_while(|line| line.starts_with('#'))
                .collect();
            assert!(head.contains("elongs here"), "{head}");
        }
    }
}
