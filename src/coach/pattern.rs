//! Phrases with alternatives, read from the lists under `words/`.
//!
//! One line is one phrase. Its parts: `a|b` either word, `?a` may be missing, `*` any one
//! word, `~` up to four words of the same sentence, `=go` any form of a verb, `@third` any
//! word of a class, `^` the start of a clause, `$` the end of one. Refuses nested groups: a
//! phrase that needs them is two lines.

use std::collections::HashMap;

use super::lexicon::{Class, Irregular, lines};
use super::token::{Gap, Text};

/// The phrases of one list.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    patterns: Vec<Vec<Part>>,
    /// Which phrases can begin with a word.
    by_word: HashMap<Box<str>, Vec<u32>>,
    /// Phrases that begin with a class.
    by_class: Vec<(Class, u32)>,
}

/// One place of a phrase.
#[derive(Debug)]
struct Part {
    kind: Kind,
    optional: bool,
}

#[derive(Debug)]
enum Kind {
    Any,
    Few,
    Start,
    End,
    One { words: Vec<Box<str>>, class: Class },
}

/// The longest stretch that `~` skips.
const FEW: usize = 4;

impl Patterns {
    /// Reads a list; an unknown class is a slip in our own files, and matches nothing.
    pub(super) fn load(file: &'static str, irregular: &Irregular) -> Patterns {
        let mut list = Patterns::default();
        for line in lines(file) {
            let parts: Vec<Part> = line
                .split_whitespace()
                .map(|part| read_part(part, irregular))
                .collect();
            list.add(parts);
        }
        list
    }

    fn add(&mut self, parts: Vec<Part>) {
        let index = u32::try_from(self.patterns.len()).unwrap_or(u32::MAX);
        // A phrase may begin with `^` and with optional words: all its possible beginnings count.
        for part in &parts {
            if let Kind::One { words, class } = &part.kind {
                for word in words {
                    self.by_word.entry(word.clone()).or_default().push(index);
                }
                if *class != Class::default() {
                    self.by_class.push((*class, index));
                }
                if !part.optional {
                    break;
                }
            }
        }
        self.patterns.push(parts);
    }

    /// The end of the longest phrase that begins at a token.
    pub(super) fn at(&self, text: &Text, start: usize) -> Option<usize> {
        let token = text.tokens.get(start)?;
        let words = self.by_word.get(token.word.as_str());
        let classes = self.by_class.iter().filter(|(class, _)| token.is(*class));
        words
            .into_iter()
            .flatten()
            .chain(classes.map(|(_, index)| index))
            .filter_map(|index| matched(text, start, start, &self.patterns[*index as usize]))
            .max()
    }

    /// The first phrase in a range of tokens.
    pub(super) fn find(
        &self,
        text: &Text,
        within: std::ops::Range<usize>,
    ) -> Option<std::ops::Range<usize>> {
        within.clone().find_map(|start| {
            self.at(text, start)
                .filter(|end| *end <= within.end)
                .map(|end| start..end)
        })
    }

    /// How many phrases stand in a range, none inside another.
    pub(super) fn count(&self, text: &Text, within: std::ops::Range<usize>) -> usize {
        let (mut at, mut count) = (within.start, 0);
        while let Some(found) = self.find(text, at..within.end) {
            count += 1;
            at = found.end.max(found.start + 1);
        }
        count
    }
}

fn read_part(part: &str, irregular: &Irregular) -> Part {
    let (optional, part) = match part.strip_prefix('?') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, part),
    };
    let kind = match part {
        "*" => Kind::Any,
        "~" => Kind::Few,
        "^" => Kind::Start,
        "$" => Kind::End,
        _ => {
            let mut words: Vec<Box<str>> = Vec::new();
            let mut class = Class::default();
            for choice in part.split('|') {
                if let Some(verb) = choice.strip_prefix('=') {
                    irregular.forms(verb, |form| words.push(form.into()));
                } else if let Some(name) = choice.strip_prefix('@') {
                    class = class | Class::named(name).unwrap_or_default();
                } else {
                    words.push(choice.into());
                }
            }
            Kind::One { words, class }
        }
    };
    Part { kind, optional }
}

/// The end of a phrase from `at` on. `start` is where the whole phrase began.
fn matched(text: &Text, start: usize, at: usize, parts: &[Part]) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else {
        return Some(at);
    };
    let inside = at < text.tokens.len() && (at == start || text.gap(at) != Gap::Stop);
    let taken = match &part.kind {
        Kind::Start => opens_clause(text, at).then_some(at),
        Kind::End => (at >= text.tokens.len() || text.gap(at) != Gap::None).then_some(at),
        Kind::Any => inside.then_some(at + 1),
        Kind::Few => {
            return (at..=at + FEW)
                .take_while(|next| {
                    *next == at
                        || (*next <= text.tokens.len() && text.gap(*next - 1) != Gap::Stop
                            || *next - 1 == start)
                })
                .find_map(|next| matched(text, start, next, rest));
        }
        Kind::One { words, class } => {
            let fits = inside
                && text.tokens.get(at).is_some_and(|token| {
                    token.is(*class) || words.iter().any(|word| **word == *token.word)
                });
            fits.then_some(at + 1)
        }
    };
    let with = taken.and_then(|next| matched(text, start, next, rest));
    match with {
        None if part.optional => matched(text, start, at, rest),
        other => other,
    }
}

/// The first word of a clause: after a mark, or after a connector.
fn opens_clause(text: &Text, at: usize) -> bool {
    at == 0 || text.gap(at) != Gap::None || text.is(at - 1, Class::CONNECTOR)
}
