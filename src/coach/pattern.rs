//! Phrases with alternatives, read from the lists under `words/`.
//!
//! One line is one phrase. Its parts: `a|b` either word, `?a` may be missing, `*` any one
//! word, `~` up to four words of the same sentence, `=go` any form of a verb, `@third` any
//! word of a class, `^` the start of a clause, `$` the end of one. Refuses nested groups: a
//! phrase that needs them is two lines.

use std::borrow::Cow;
use std::ops::Range;

use super::lexicon::{Class, forms, hash, lines};
use super::token::{Gap, Token, TokenText};

/// Names lists of phrases: each is the file of a name under `words/`, read when it is first used.
macro_rules! phrases {
    ($($name:ident $key:literal;)*) => {
        $(static $name: std::sync::LazyLock<$crate::coach::pattern::Patterns> =
            std::sync::LazyLock::new(|| {
                $crate::coach::pattern::Patterns::load(include_str!(concat!("words/", $key, ".txt")))
            });)*
    };
}
pub(super) use phrases;

/// The phrases of one list, in three flat tables: reading a list is part of every start.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// Each phrase as a range of `parts`.
    patterns: Vec<Range<usize>>,
    parts: Vec<PatternPart>,
    /// The words of all parts, and their hashes: most words of an answer differ in those already.
    words: Vec<Cow<'static, str>>,
    hashes: Vec<u64>,
    /// Which phrases can begin with a word, in the order of its hash. Words that share a hash
    /// are told apart when the phrase is matched.
    by_word: Vec<(u64, u32)>,
    /// A bit for the last ten bits of each hash in `by_word`: most words begin no phrase of a list.
    beginnings: [u64; 16],
    /// Phrases that begin with a class.
    by_class: Vec<(Class, u32)>,
    /// All of those classes.
    classes: Class,
}

/// One place of a phrase.
#[derive(Debug, Clone)]
struct PatternPart {
    kind: PatternKind,
    optional: bool,
}

#[derive(Debug, Clone)]
enum PatternKind {
    Any,
    Few,
    Start,
    End,
    /// One of a range of `words`, or of a class.
    One(Range<usize>, Class),
}

/// The longest stretch that `~` skips.
const FEW: usize = 4;

impl Patterns {
    /// Reads a list; an unknown class is a slip in our own files.
    pub(super) fn load(file: &'static str) -> Patterns {
        let mut list = Patterns::default();
        list.words.reserve(file.len() / 4);
        list.parts.reserve(file.len() / 12);
        for line in lines(file) {
            let start = list.parts.len();
            for part in line.split_ascii_whitespace() {
                let part = list.read_part(part);
                list.parts.push(part);
            }
            list.index(start..list.parts.len());
        }
        list.by_word.sort_unstable();
        list
    }

    /// A phrase may begin with `^` and with optional words: all its possible beginnings count.
    fn index(&mut self, parts: Range<usize>) {
        let must = |part: &PatternPart| !part.optional && matches!(part.kind, PatternKind::One(..));
        debug_assert!(
            self.parts[parts.clone()].iter().any(must),
            "a phrase without a word that it needs"
        );
        let index = u32::try_from(self.patterns.len()).unwrap_or(u32::MAX);
        for part in &self.parts[parts.clone()] {
            if let PatternKind::One(words, class) = &part.kind {
                for hash in &self.hashes[words.clone()] {
                    self.by_word.push((*hash, index));
                    let (place, bit) = beginning(*hash);
                    self.beginnings[place] |= bit;
                }
                if *class != Class::default() {
                    self.by_class.push((*class, index));
                    self.classes = self.classes | *class;
                }
                if !part.optional {
                    break;
                }
            }
        }
        self.patterns.push(parts);
    }

    fn read_part(&mut self, part: &'static str) -> PatternPart {
        let (optional, part) = match part.strip_prefix('?') {
            Some(rest) if !rest.is_empty() => (true, rest),
            _ => (false, part),
        };
        let kind = match part {
            "*" => PatternKind::Any,
            "~" => PatternKind::Few,
            "^" => PatternKind::Start,
            "$" => PatternKind::End,
            _ => self.read_choices(part),
        };
        PatternPart { kind, optional }
    }

    fn read_choices(&mut self, part: &'static str) -> PatternKind {
        let start = self.words.len();
        let mut class = Class::default();
        for choice in part.split('|') {
            if let Some(verb) = choice.strip_prefix('=') {
                forms(verb, |form| self.words.push(form));
            } else if let Some(name) = choice.strip_prefix('@') {
                let known = Class::named(name);
                debug_assert!(known.is_some(), "no class is called {name}");
                class = class | known.unwrap_or_default();
            } else {
                self.words.push(choice.into());
            }
        }
        let hashes = self.words[start..].iter().map(|word| hash(word));
        self.hashes.extend(hashes);
        PatternKind::One(start..self.words.len(), class)
    }

    /// The end of the longest phrase that begins at a token.
    pub(super) fn at(&self, text: &TokenText, start: usize) -> Option<usize> {
        let token = text.tokens.get(start)?;
        let (place, bit) = beginning(token.hash);
        if self.beginnings[place] & bit == 0 && !token.is(self.classes) {
            return None;
        }
        let first = self.by_word.partition_point(|(hash, _)| *hash < token.hash);
        let words = self.by_word[first..].iter();
        let words = words
            .take_while(|(hash, _)| *hash == token.hash)
            .map(|(_, index)| index);
        let classes = self.by_class.iter().filter(|(class, _)| token.is(*class));
        words
            .chain(classes.map(|(_, index)| index))
            .filter_map(|&index| {
                let parts = &self.parts[self.patterns[index as usize].clone()];
                self.matched(text, start, start, parts)
            })
            .max()
    }

    /// The first phrase in a range of tokens.
    pub(super) fn find(&self, text: &TokenText, within: Range<usize>) -> Option<Range<usize>> {
        within.clone().find_map(|start| {
            self.at(text, start)
                .filter(|end| *end <= within.end)
                .map(|end| start..end)
        })
    }

    /// How many phrases stand in a range, none inside another.
    pub(super) fn count(&self, text: &TokenText, within: Range<usize>) -> usize {
        let (mut at, mut count) = (within.start, 0);
        while let Some(found) = self.find(text, at..within.end) {
            count += 1;
            at = found.end.max(found.start + 1);
        }
        count
    }

    /// One of these words is the token's.
    #[inline]
    fn has(&self, words: Range<usize>, token: &Token) -> bool {
        let from = words.start;
        let mut hashes = self.hashes[words].iter().enumerate();
        hashes.any(|(at, hash)| *hash == token.hash && *self.words[from + at] == *token.word)
    }

    /// The end of a phrase from `at` on. `start` is where the whole phrase began.
    fn matched(
        &self,
        text: &TokenText,
        start: usize,
        at: usize,
        parts: &[PatternPart],
    ) -> Option<usize> {
        let Some((part, rest)) = parts.split_first() else {
            return Some(at);
        };
        let inside = at < text.tokens.len() && (at == start || text.gap(at) != Gap::Stop);
        let taken = match &part.kind {
            PatternKind::Start => text.opens_clause(at).then_some(at),
            PatternKind::End => {
                (at >= text.tokens.len() || text.gap(at) != Gap::None).then_some(at)
            }
            PatternKind::Any => inside.then_some(at + 1),
            PatternKind::Few => {
                return (at..=at + FEW)
                    .take_while(|next| {
                        *next == at
                            || (*next <= text.tokens.len() && text.gap(*next - 1) != Gap::Stop
                                || *next - 1 == start)
                    })
                    .find_map(|next| self.matched(text, start, next, rest));
            }
            PatternKind::One(words, class) => {
                let fits = inside
                    && text
                        .tokens
                        .get(at)
                        .is_some_and(|token| token.is(*class) || self.has(words.clone(), token));
                fits.then_some(at + 1)
            }
        };
        let with = taken.and_then(|next| self.matched(text, start, next, rest));
        match with {
            None if part.optional => self.matched(text, start, at, rest),
            other => other,
        }
    }
}

/// Where the bit of a hash stands.
fn beginning(hash: u64) -> (usize, u64) {
    let bit = hash % 1024;
    ((bit / 64) as usize, 1 << (bit % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# a comment\n=be ?not my|our call\n^ never ~ asked\n@month and\n";

    fn check(plain: &str, expected: Option<&str>) {
        let text = TokenText::read(plain);
        let found = Patterns::load(LIST).find(&text, 0..text.tokens.len());
        let words = found.map(|found| &plain[text.span(found)]);
        assert_eq!(words, expected, "{plain:?}");
    }

    #[test]
    fn phrases_have_choices_gaps_and_beginnings() {
        check("It was my call.", Some("was my call"));
        check("It is not our call", Some("is not our call"));
        check("It was their call.", None);
        check("We left. Never once asked", Some("Never once asked"));
        check("We never once asked", None);
        check("Never. Asked", None);
        check("in June and July", Some("June and"));
        check("", None);
    }

    #[test]
    #[should_panic(expected = "no class is called mnoth")]
    fn a_slip_in_a_list_is_found_when_it_is_read() {
        Patterns::load("in @mnoth\n");
    }
}
