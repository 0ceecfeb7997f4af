//! What is known about single words: the lists under `words/`, loaded once.
//!
//! Every word carries a set of classes, so a text is looked up once and all rules read bits.
//! Refuses to guess a word's part of speech from its neighbours; that is up to the rules.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::BitOr;
use std::sync::LazyLock;

/// A set of word classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Class(u64);

impl BitOr for Class {
    type Output = Class;
    fn bitor(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}

impl Class {
    /// Whether the two sets share a class.
    pub(super) fn meets(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }
}

/// Names every class once, with the name by which patterns refer to it.
macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident $bit:literal $key:literal;)*) => {
        impl Class {
            $($(#[$doc])* pub(super) const $name: Class = Class(1 << $bit);)*

            /// The class of that name in a pattern file.
            pub(super) fn named(key: &str) -> Option<Class> {
                match key { $($key => Some(Class::$name),)* _ => None }
            }
        }
    };
}

classes! {
    /// Past tense of an irregular verb.
    PAST 0 "past";
    /// Participle of an irregular verb.
    PARTICIPLE 1 "participle";
    /// Past tense that cannot be a participle: `went`, `chose`.
    ONLY_PAST 2 "only-past";
    NOT_OWN 3 "not-own";
    STATE 4 "state";
    ASSUME 5 "assume";
    CHOICE 6 "choice";
    OCCUPATION 7 "occupation";
    ADVERB 8 "adverb";
    STATIVE 9 "stative";
    DETERIORATE 10 "deteriorate";
    TROUBLE 11 "trouble";
    THIRD 12 "third";
    FAULT 13 "fault";
    TIME_UNIT 14 "time-unit";
    NUMBER 15 "number";
    PERSON_UNIT 16 "person-unit";
    MONTH 17 "month";
    WEEKDAY 18 "weekday";
    LABEL 19 "label";
    ARTEFACT 20 "artefact";
    PRACTICE 21 "practice";
    MENTAL 22 "mental";
    TRAIT 23 "trait";
    VOW 24 "vow";
    VIRTUE 25 "virtue";
    VIRTUE_NOUN 26 "virtue-noun";
    LOSS 27 "loss";
    PRAISE 28 "praise";
    FUNCTION 29 "function";
    BE 30 "be";
    GET 31 "get";
    MODAL 32 "modal";
    /// Subject pronouns.
    SUBJECT 33 "subject";
    /// Words that open a new clause.
    CONNECTOR 34 "connector";
    DETERMINER 35 "determiner";
    PREPOSITION 36 "preposition";
    /// Base form of any known verb.
    BASE 37 "base";
    /// Third person singular of a visible act.
    PRACTICE_S 38 "practice-s";
    BAD 39 "bad";
    NO_AGENT 40 "no-agent";
    VICE 41 "vice";
    /// A living being.
    BEING 42 "being";
    /// Somebody whose trade ends like a machine's name.
    PERSON 43 "person";
}

/// How the entries of a file are taken.
#[derive(Clone, Copy)]
enum Take {
    /// As they stand.
    Words,
    /// As verbs: in all their forms.
    Verbs,
}

const LISTS: &[(&str, Class, Take)] = &[
    (
        include_str!("words/not-own.txt"),
        Class::NOT_OWN,
        Take::Verbs,
    ),
    (include_str!("words/state.txt"), Class::STATE, Take::Verbs),
    (include_str!("words/assume.txt"), Class::ASSUME, Take::Verbs),
    (include_str!("words/choice.txt"), Class::CHOICE, Take::Verbs),
    (
        include_str!("words/occupation.txt"),
        Class::OCCUPATION,
        Take::Verbs,
    ),
    (
        include_str!("words/deteriorate.txt"),
        Class::DETERIORATE,
        Take::Verbs,
    ),
    (include_str!("words/fault.txt"), Class::FAULT, Take::Verbs),
    (
        include_str!("words/practice.txt"),
        Class::PRACTICE,
        Take::Verbs,
    ),
    (include_str!("words/mental.txt"), Class::MENTAL, Take::Verbs),
    (include_str!("words/adverb.txt"), Class::ADVERB, Take::Words),
    (
        include_str!("words/stative.txt"),
        Class::STATIVE,
        Take::Words,
    ),
    (
        include_str!("words/trouble.txt"),
        Class::TROUBLE,
        Take::Words,
    ),
    (include_str!("words/third.txt"), Class::THIRD, Take::Words),
    (
        include_str!("words/time-unit.txt"),
        Class::TIME_UNIT,
        Take::Words,
    ),
    (include_str!("words/number.txt"), Class::NUMBER, Take::Words),
    (
        include_str!("words/person-unit.txt"),
        Class::PERSON_UNIT,
        Take::Words,
    ),
    (include_str!("words/month.txt"), Class::MONTH, Take::Words),
    (
        include_str!("words/weekday.txt"),
        Class::WEEKDAY,
        Take::Words,
    ),
    (include_str!("words/label.txt"), Class::LABEL, Take::Words),
    (
        include_str!("words/artefact.txt"),
        Class::ARTEFACT,
        Take::Words,
    ),
    (include_str!("words/trait.txt"), Class::TRAIT, Take::Words),
    (include_str!("words/vow.txt"), Class::VOW, Take::Words),
    (include_str!("words/virtue.txt"), Class::VIRTUE, Take::Words),
    (
        include_str!("words/virtue-noun.txt"),
        Class::VIRTUE_NOUN,
        Take::Words,
    ),
    (include_str!("words/loss.txt"), Class::LOSS, Take::Words),
    (include_str!("words/praise.txt"), Class::PRAISE, Take::Words),
    (include_str!("words/bad.txt"), Class::BAD, Take::Words),
    (
        include_str!("words/no-agent.txt"),
        Class::NO_AGENT,
        Take::Words,
    ),
    (include_str!("words/vice.txt"), Class::VICE, Take::Words),
    (include_str!("words/being.txt"), Class::BEING, Take::Words),
    (include_str!("words/person.txt"), Class::PERSON, Take::Words),
    (
        include_str!("words/function.txt"),
        Class::FUNCTION,
        Take::Words,
    ),
];

/// Closed classes of grammar, too short for a file.
const GRAMMAR: &[(&str, Class)] = &[
    ("be am is are was were been being 'm 're", Class::BE),
    ("get gets got getting gotten", Class::GET),
    (
        "can could will would shall should may might must 'll",
        Class::MODAL,
    ),
    ("i we you he she it they one", Class::SUBJECT),
    (
        "and but so because although though while when whereas since that which who whose where if \
         unless until before after then or nor as than cause cos whether what how why",
        Class::CONNECTOR,
    ),
    (
        "the a an this that these those my our your his her their its no every each all some any \
         another both either neither which what whose 's",
        Class::DETERMINER,
    ),
    (
        "of in on at for from by with about into over under through between against during \
         without within to toward towards behind beside besides near off out up down around across along past like",
        Class::PREPOSITION,
    ),
];

/// A map whose keys are our own words.
pub(super) type QuickMap<Key, Value> = HashMap<Key, Value, BuildHasherDefault<QuickHash>>;

type Words = QuickMap<Cow<'static, str>, Class>;

static LEXICON: LazyLock<Words> = LazyLock::new(load);

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

fn load() -> Words {
    let mut words = Words::default();
    words.reserve(7000);
    let mut join = |word: Cow<'static, str>, class: Class| {
        let known = words.entry(word).or_default();
        *known = *known | class;
    };
    let irregular = Irregular::get();
    for (base, pasts, participles) in irregular.rows() {
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
                Take::Verbs => irregular.forms(word, |form| join(form, *class)),
            }
            if matches!(take, Take::Verbs) {
                join(word.into(), Class::BASE);
                if *class == Class::PRACTICE {
                    third_person(word, |form| join(form, Class::PRACTICE_S));
                }
            }
        }
    }
    for (list, class) in GRAMMAR {
        list.split_ascii_whitespace()
            .for_each(|word| join(word.into(), *class));
    }
    words
}

/// The irregular verbs by their base form.
pub(super) struct Irregular(QuickMap<&'static str, (&'static str, &'static str)>);

static IRREGULAR: LazyLock<Irregular> = LazyLock::new(Irregular::load);

impl Irregular {
    /// The table, read once.
    pub(super) fn get() -> &'static Irregular {
        &IRREGULAR
    }

    fn load() -> Irregular {
        let mut verbs = QuickMap::default();
        verbs.reserve(256);
        for line in lines(include_str!("words/irregular.txt")) {
            let mut forms = line.split_ascii_whitespace();
            if let (Some(base), Some(past), Some(participle)) =
                (forms.next(), forms.next(), forms.next())
            {
                verbs.insert(base, (past, participle));
            }
        }
        Irregular(verbs)
    }

    fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> + '_ {
        self.0
            .iter()
            .map(|(base, (past, part))| (*base, *past, *part))
    }

    /// Calls `take` with every form of a verb. Regular spelling is tried in its variants:
    /// a form that no one writes does no harm in a lookup.
    pub(super) fn forms(&self, base: &'static str, mut take: impl FnMut(Cow<'static, str>)) {
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
        if let Some((pasts, participles)) = self.0.get(base) {
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

/// FNV-1a: the lists are our own, so nobody can choose words that collide.
#[derive(Clone, Copy)]
pub(super) struct QuickHash(u64);

impl Default for QuickHash {
    fn default() -> QuickHash {
        QuickHash(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for QuickHash {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

/// The same hash of a single word.
pub(super) fn hash(word: &str) -> u64 {
    let mut hasher = QuickHash::default();
    hasher.write(word.as_bytes());
    hasher.finish()
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
