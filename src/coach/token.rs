//! A text as words: lower case, contractions apart, each with its place.
//!
//! Punctuation is not a word; it is the gap before the next one. Refuses to interpret.

use std::ops::Range;

use super::lexicon::{self, Class};
use crate::story::text::folded;

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// A space, or nothing.
    None,
    /// A comma, a bracket, a quotation mark.
    Comma,
    /// A colon, a semicolon or a dash.
    Colon,
    /// The end of a sentence, a new paragraph or list item.
    Stop,
}

/// One word.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Lower case, with straight apostrophes; contractions are two words (`did`, `n't`).
    pub word: String,
    /// Its hash, by which phrases are looked up.
    pub hash: u64,
    /// Its bytes in the plain text.
    pub at: Range<usize>,
    /// What is known about it.
    pub classes: Class,
    /// What stands before it.
    pub gap: Gap,
    /// The sentence before it ended in a question mark.
    pub after_question: bool,
}

impl Token {
    #[inline]
    pub(super) fn is(&self, class: Class) -> bool {
        self.classes.meets(class)
    }

    /// It is one of a few words. Most differ in their first letter already, and are not compared.
    #[inline]
    pub(super) fn is_word(&self, words: &[&str]) -> bool {
        let first = self.word.as_bytes().first();
        let same = |word: &&str| word.as_bytes().first() == first && **word == *self.word;
        words.iter().any(same)
    }
}

/// What stands where no word is.
static BEYOND: Token = Token {
    word: String::new(),
    hash: 0,
    at: 0..0,
    classes: Class::NONE,
    gap: Gap::Stop,
    after_question: false,
};

/// A text in words.
#[derive(Debug, Clone, Default)]
pub(super) struct TokenText {
    pub tokens: Vec<Token>,
    /// Sentences as ranges of tokens.
    pub sentences: Vec<Range<usize>>,
    /// The text ended in a question mark.
    pub ends_in_question: bool,
}

impl TokenText {
    pub(super) fn read(plain: &str) -> TokenText {
        let mut reader = TokenReader {
            plain,
            text: TokenText::default(),
            gap: Gap::Stop,
            question: false,
        };
        reader.read();
        let mut text = reader.text;
        text.ends_in_question = reader.question;
        text.divide();
        text
    }

    /// The text without some of its words.
    pub(super) fn without(&self, words: Range<usize>) -> TokenText {
        let next = words.start;
        let mut text = TokenText {
            ends_in_question: self.ends_in_question,
            ..TokenText::default()
        };
        text.tokens.extend_from_slice(&self.tokens[..words.start]);
        text.tokens.extend_from_slice(&self.tokens[words.end..]);
        if let Some(token) = text.tokens.get_mut(next) {
            token.gap = Gap::Stop;
        }
        text.divide();
        text
    }

    /// The word at an index; beyond the end one without letters, which begins a sentence.
    #[inline]
    pub(super) fn token(&self, index: usize) -> &Token {
        self.tokens.get(index).unwrap_or(&BEYOND)
    }

    /// The word so many steps before an index.
    pub(super) fn before(&self, index: usize, steps: usize) -> &Token {
        index
            .checked_sub(steps)
            .map_or(&BEYOND, |index| self.token(index))
    }

    #[inline]
    pub(super) fn word(&self, index: usize) -> &str {
        &self.token(index).word
    }

    #[inline]
    pub(super) fn is(&self, index: usize, class: Class) -> bool {
        self.token(index).is(class)
    }

    #[inline]
    pub(super) fn has(&self, index: usize, words: &[&str]) -> bool {
        self.token(index).is_word(words)
    }

    #[inline]
    pub(super) fn gap(&self, index: usize) -> Gap {
        self.token(index).gap
    }

    /// Whether a clause begins here: after a mark, or after a connector.
    pub(super) fn opens_clause(&self, index: usize) -> bool {
        index == 0 || self.gap(index) != Gap::None || self.is(index - 1, Class::CONNECTOR)
    }

    /// The bytes of the plain text from one word through another.
    pub(super) fn span(&self, tokens: Range<usize>) -> Range<usize> {
        match (
            self.tokens.get(tokens.start),
            self.tokens.get(tokens.end.max(1) - 1),
        ) {
            (Some(first), Some(last)) if first.at.start <= last.at.end => {
                first.at.start..last.at.end
            }
            _ => 0..0,
        }
    }

    /// Whether the sentence that ends here is a question.
    pub(super) fn asks(&self, end: usize) -> bool {
        self.tokens
            .get(end)
            .map_or(self.ends_in_question, |next| next.after_question)
    }

    /// Where the sentence of a token ends.
    pub(super) fn sentence_end(&self, index: usize) -> usize {
        let sentence = self.sentence(index);
        sentence.map_or(self.tokens.len(), |sentence| sentence.end)
    }

    /// Where the sentence of a token starts.
    pub(super) fn sentence_start(&self, index: usize) -> usize {
        self.sentence(index).map_or(0, |sentence| sentence.start)
    }

    fn sentence(&self, index: usize) -> Option<&Range<usize>> {
        let ended = |sentence: &Range<usize>| sentence.end <= index;
        self.sentences.get(self.sentences.partition_point(ended))
    }

    fn divide(&mut self) {
        let mut start = 0;
        for index in 1..=self.tokens.len() {
            if self.gap(index) == Gap::Stop {
                self.sentences.push(start..index);
                start = index;
            }
        }
    }
}

struct TokenReader<'a> {
    plain: &'a str,
    text: TokenText,
    gap: Gap,
    question: bool,
}

impl TokenReader<'_> {
    fn read(&mut self) {
        let mut at = 0;
        while let Some(next) = self.plain[at..].chars().next() {
            if next.is_alphanumeric() || is_currency(next) {
                let end = self.word_end(at);
                self.word(at..end);
                at = end;
            } else {
                at = self.between(at, next);
            }
        }
    }

    /// Where a word that starts here ends: letters and digits, and apostrophes, points and
    /// commas between them.
    fn word_end(&self, start: usize) -> usize {
        let rest = &self.plain[start..];
        let numeric = rest.starts_with(|c: char| c.is_ascii_digit() || is_currency(c));
        let mut end = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let inside = match c {
                _ if c.is_alphanumeric() || (at == 0 && is_currency(c)) => true,
                '\'' | '’' => next.is_some_and(char::is_alphanumeric),
                '.' | ',' | ':' | '-' | '–' | '/' if numeric => {
                    next.is_some_and(|next| next.is_ascii_digit())
                }
                '%' | '€' | '$' | '£' if numeric => true,
                _ => false,
            };
            if !inside {
                break;
            }
            end = at + c.len_utf8();
        }
        start + end
    }

    /// Takes one character that is no part of a word.
    fn between(&mut self, at: usize, c: char) -> usize {
        let after = at + c.len_utf8();
        let rest = &self.plain[after..];
        let gap = match c {
            '.' | '!' | '?' | '。' | '！' | '？' | '؟' | '…' => {
                self.question = matches!(c, '?' | '？' | '؟');
                // "e.g. this" and "Mrs. K." do not end a sentence.
                let title = c == '.' && self.text.tokens.last().is_some_and(is_abbreviation);
                if title { Gap::None } else { Gap::Stop }
            }
            '\n' if starts_block(rest) => Gap::Stop,
            ',' | '(' | ')' | '"' | '“' | '”' | '«' | '»' | '、' | '，' | '،' => {
                Gap::Comma
            }
            ':' | ';' | '—' | '–' => Gap::Colon,
            '-' if rest.starts_with([' ', '-']) => Gap::Colon,
            _ => Gap::None,
        };
        self.gap = self.gap.max(gap);
        after
    }

    fn word(&mut self, at: Range<usize>) {
        let raw = &self.plain[at.clone()];
        let word = folded(raw).replace('’', "'");
        match split_contraction(&word) {
            Some((stem, ending, cut)) => {
                // A curly apostrophe is longer in bytes than a straight one.
                let middle = raw.char_indices().nth(cut).map_or(raw.len(), |(at, _)| at);
                let middle = at.start + middle;
                self.push(stem.to_owned(), at.start..middle);
                self.push(ending.to_owned(), middle..at.end);
            }
            None => self.push(word, at),
        }
    }

    fn push(&mut self, word: String, at: Range<usize>) {
        let classes = lexicon::classes(&word);
        self.text.tokens.push(Token {
            hash: lexicon::hash(&word),
            word,
            at,
            classes,
            gap: self.gap,
            after_question: std::mem::take(&mut self.question),
        });
        self.gap = Gap::None;
    }
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥')
}

fn is_abbreviation(token: &Token) -> bool {
    token.is(Class::ABBREVIATION) || (token.word.chars().count() == 1 && token.word != "i")
}

/// A blank line or the start of a list item follows.
fn starts_block(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t', '\r', '>']);
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.starts_with('\n')
        || ["- ", "* ", "+ ", "• "]
            .iter()
            .any(|bullet| rest.starts_with(bullet))
        || (digits.len() < rest.len() && digits.starts_with(". "))
}

/// `didn't` is `did` and `n't`; `i'd` is `i` and `'d`. Also as speech recognition spells them.
/// The last value is how many characters of the word as it stands are the first part.
fn split_contraction(word: &str) -> Option<(&str, &'static str, usize)> {
    const STEMS: [&str; 17] = [
        "did", "do", "does", "was", "were", "is", "are", "has", "have", "had", "could", "would",
        "should", "must", "might", "need", "ai",
    ];
    match word {
        "can't" | "cant" | "cannot" => return Some(("can", "n't", 3)),
        "won't" | "wont" => return Some(("will", "n't", 2)),
        "shan't" => return Some(("shall", "n't", 3)),
        "im" => return Some(("i", "'m", 1)),
        "ive" => return Some(("i", "'ve", 1)),
        "theyd" => return Some(("they", "'d", 4)),
        "theyve" => return Some(("they", "'ve", 4)),
        "gonna" => return Some(("going", "to", 3)),
        "gotta" => return Some(("got", "to", 3)),
        _ => {}
    }
    let negated = word.strip_suffix("n't").or_else(|| word.strip_suffix("nt"));
    let negated = negated
        .filter(|stem| STEMS.contains(stem))
        .map(|stem| (stem, "n't"));
    let mut endings = ["'d", "'ve", "'ll", "'m", "'re", "'s"].into_iter();
    let shortened = || endings.find_map(|ending| Some((word.strip_suffix(ending)?, ending)));
    let (stem, ending) = negated
        .or_else(shortened)
        .filter(|(stem, _)| !stem.is_empty())?;
    Some((stem, ending, stem.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(plain: &str) -> String {
        let text = TokenText::read(plain);
        let mut joined = String::new();
        for token in &text.tokens {
            joined.push_str(match token.gap {
                Gap::None | Gap::Comma | Gap::Colon if joined.is_empty() => "",
                Gap::None => " ",
                Gap::Comma => " , ",
                Gap::Colon => " : ",
                Gap::Stop if joined.is_empty() => "",
                Gap::Stop => " | ",
            });
            joined.push_str(&token.word);
        }
        joined
    }

    #[test]
    fn words_and_gaps() {
        for (plain, expected) in [
            ("I didn't ask.", "i did n't ask"),
            ("I didn’t ask — I’d left", "i did n't ask : i 'd left"),
            (
                "It fell by 1,140 to $40k, or 4 %.",
                "it fell by 1,140 to $40k , or 4",
            ),
            (
                "one. two; three\n\nfour\nfive",
                "one | two : three | four five",
            ),
            ("- a b\n- c d", "a b | c d"),
            ("Mrs. K. was late", "mrs k was late"),
            ("at 17:30, 1-4", "at 17:30 , 1-4"),
            ("im sure i wasnt", "i 'm sure i was n't"),
            ("", ""),
        ] {
            assert_eq!(words(plain), expected, "{plain:?}");
        }
    }

    #[test]
    fn parts_of_a_contraction_know_their_place() {
        for plain in ["didn't", "didn’t"] {
            let text = TokenText::read(plain);
            assert_eq!(&plain[text.tokens[0].at.clone()], "did", "{plain}");
            assert!(plain[text.tokens[1].at.clone()].starts_with('n'), "{plain}");
        }
    }
}
