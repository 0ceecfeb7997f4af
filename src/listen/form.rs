//! Words as they are compared: lower case, without marks, numbers in digits.
//!
//! A recogniser writes `9 days` and `$90,000` where a person wrote "nine days" and "ninety thousand
//! dollars", so both sides become numbers. Refuses to know stems: what is nearly the same is the
//! business of [`super::likeness`].

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::story::text::folded;

/// Words of grammar, which say little about what was told.
static GRAMMAR: LazyLock<HashSet<&str>> =
    LazyLock::new(|| GRAMMAR_WORDS.split_whitespace().collect());

const GRAMMAR_WORDS: &str = "1 a about above after again all also am an and any are as at back be because been before \
    being but by came can cannot could did didnt do does doing dont down each even every few for from get \
    go going got had has have having he her here hers him his how i id if ill im in into is it its ive \
    just kind know like made make many may me mean might more most much must my no not of off oh ok okay on once \
    only or other our out over own really right said same say see she should so some something such than that thats \
    tell the their them then there these they thing things think this those through to told too uh um under up upon us \
    very was wasnt way we well went were what when where which while who whom whose why will with without wont would \
    yeah yes yet you your";

/// One word, or one number of several words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WordForm {
    /// Letters and digits alone.
    pub form: String,
    /// The place of its first word in the text it comes from.
    pub word: usize,
    /// It says little by itself.
    pub is_grammar: bool,
}

/// Letters; no word is longer, but what a broken recogniser writes may be.
const LONGEST: usize = 60;

impl WordForm {
    fn new(mut form: String, word: usize) -> WordForm {
        if let Some((end, _)) = form.char_indices().nth(LONGEST) {
            form.truncate(end);
        }
        WordForm {
            is_grammar: GRAMMAR.contains(form.as_str()),
            form,
            word,
        }
    }

    /// Whether it is a number.
    pub(super) fn is_number(&self) -> bool {
        self.form.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// The forms of some words in their order. A word with a hyphen is two, a number of several words
/// is one.
pub(super) fn forms<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<WordForm> {
    let mut pieces = Vec::new();
    for (place, word) in words.into_iter().enumerate() {
        split(word, |piece| pieces.push((piece, place)));
    }
    let (mut forms, mut at) = (Vec::with_capacity(pieces.len()), 0);
    while at < pieces.len() {
        let place = pieces[at].1;
        let (form, taken) = match number(&pieces[at..]) {
            Some((value, taken)) => (value.to_string(), taken),
            None => (pieces[at].0.clone(), 1),
        };
        forms.push(WordForm::new(form, place));
        at += taken;
    }
    forms
}

/// The pieces of a word: `first-day` is two, `$90,000` and `0.43` one, `4%` a number and its unit.
fn split(word: &str, mut push: impl FnMut(String)) {
    let word = folded(word);
    let mut piece = String::new();
    let mut letters = word.chars().peekable();
    while let Some(c) = letters.next() {
        let in_number = piece.ends_with(|c: char| c.is_ascii_digit());
        let goes_on = letters.peek().is_some_and(char::is_ascii_digit);
        match c {
            '\'' | '\u{2019}' => {}
            ',' if in_number && goes_on => {}
            '.' if in_number && goes_on => piece.push(c),
            c if c.is_alphanumeric() => {
                // "40k" and "2am": the number is a piece by itself.
                if in_number && !c.is_ascii_digit() {
                    push(std::mem::take(&mut piece));
                }
                piece.push(c);
            }
            _ => {
                if !piece.is_empty() {
                    push(std::mem::take(&mut piece));
                }
                if c == '%' {
                    push("percent".to_owned());
                }
            }
        }
    }
    if !piece.is_empty() {
        push(piece);
    }
}

/// What a word of a number is worth.
enum NumberWord {
    /// Digits, or a word below a hundred.
    Value(f64),
    /// A hundred, a thousand, a million.
    Times(f64),
}

fn number_word(piece: &str) -> Option<NumberWord> {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let at = |list: &[&str]| list.iter().position(|known| *known == piece);
    if piece.starts_with(|c: char| c.is_ascii_digit()) {
        return piece.parse().ok().map(NumberWord::Value);
    }
    let small = at(&SMALL).or_else(|| at(&TENS).map(|tens| (tens + 2) * 10));
    match (small, piece) {
        (Some(value), _) => Some(NumberWord::Value(value as f64)),
        (None, "hundred") => Some(NumberWord::Times(100.0)),
        (None, "thousand" | "k") => Some(NumberWord::Times(1e3)),
        (None, "million" | "m") => Some(NumberWord::Times(1e6)),
        (None, "billion" | "bn") => Some(NumberWord::Times(1e9)),
        _ => None,
    }
}

/// The number at the beginning of some pieces, and how many of them it takes.
fn number(pieces: &[(String, usize)]) -> Option<(f64, usize)> {
    let piece = |at: usize| pieces.get(at).map(|(piece, _)| piece.as_str());
    let NumberWord::Value(first) = number_word(piece(0)?)? else {
        return None;
    };
    // What is below the last thousand, and what is settled above it.
    let (mut below, mut above, mut at) = (first, 0.0, 1);
    while let Some(next) = piece(at) {
        // "Two hundred and five".
        let behind = usize::from(next == "and" && below >= 100.0);
        let Some(word) = piece(at + behind).and_then(number_word) else {
            break;
        };
        match word {
            NumberWord::Times(times) if behind == 0 && times <= 100.0 && below < 100.0 => {
                below *= times;
            }
            NumberWord::Times(times) if behind == 0 && times > 100.0 && below > 0.0 => {
                above += below * times;
                below = 0.0;
            }
            NumberWord::Value(value) if joins(above + below, value) => below += value,
            _ => break,
        }
        at += 1 + behind;
    }
    let whole = above + below;
    // "Zero point four three".
    let mut decimals = String::new();
    if piece(at) == Some("point") {
        while let Some(NumberWord::Value(digit)) =
            piece(at + 1 + decimals.len()).and_then(number_word)
            && digit < 10.0
            && digit.fract() == 0.0
        {
            decimals.push_str(&digit.to_string());
        }
    }
    let exact = format!("{whole}.{decimals}").parse().ok();
    match exact.filter(|_| !decimals.is_empty()) {
        Some(exact) => Some((exact, at + 1 + decimals.len())),
        None => Some((whole, at)),
    }
}

/// Whether a word goes on with a number: "twenty" with "two", "three hundred" with "forty".
fn joins(before: f64, value: f64) -> bool {
    let room = match before {
        before if before % 1000.0 == 0.0 && before > 0.0 => 1000.0,
        before if before % 100.0 == 0.0 && before > 0.0 => 100.0,
        before if before % 10.0 == 0.0 && before % 100.0 >= 20.0 => 10.0,
        _ => return false,
    };
    value > 0.0 && value < room && value.fract() == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> String {
        let forms = forms(text.split_whitespace());
        let forms: Vec<&str> = forms.iter().map(|form| form.form.as_str()).collect();
        forms.join(" ")
    }

    #[test]
    fn numbers_are_the_same_written_and_spoken() {
        for (written, spoken, form) in [
            ("9 days", "Nine days,", "9 days"),
            ("$90,000", "ninety thousand", "90000"),
            ("4%", "four percent", "4 percent"),
            ("22 percent", "twenty-two percent", "22 percent"),
            ("2 million", "two million", "2000000"),
            ("0.43", "zero point four three", "0.43"),
            ("$40k", "forty thousand", "40000"),
            ("205", "two hundred and five", "205"),
            ("1,140", "one thousand one hundred forty", "1140"),
            ("2 am", "two a.m.", "2 am"),
        ] {
            assert_eq!(
                told(written),
                told(spoken).replace("a m", "am"),
                "{written}"
            );
            assert_eq!(told(written), form);
        }
        // Two numbers side by side stay two.
        assert_eq!(told("two three"), "2 3");
        assert_eq!(told("week two, nine days"), "week 2 9 days");
        assert_eq!(told("nineteen ninety"), "19 90");
        assert_eq!(told("a hundred and"), "a hundred and");
    }

    #[test]
    fn words_lose_their_marks() {
        assert_eq!(
            told("I didn't ask -- \"first-day\" clicks."),
            "i didnt ask first day clicks"
        );
        assert_eq!(told("Naïve CAFÉ’s"), "naïve cafés");
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let forms = forms(["é".repeat(1_000_000).as_str(), "end"]);
        let letters: Vec<usize> = forms.iter().map(|form| form.form.chars().count()).collect();
        assert_eq!(letters, [LONGEST, 3]);
    }

    #[test]
    fn a_form_knows_its_word() {
        let forms = forms(["the", "first-day", "two", "hundred", "clicks"]);
        let places: Vec<(&str, usize)> = forms.iter().map(|f| (f.form.as_str(), f.word)).collect();
        let expected = [
            ("the", 0),
            ("first", 1),
            ("day", 1),
            ("200", 2),
            ("clicks", 4),
        ];
        assert_eq!(places, expected);
    }

    proptest! {
        #[test]
        fn no_word_panics_and_places_run_forward(words in prop::collection::vec(".{0,12}", 0..20)) {
            let forms = forms(words.iter().map(String::as_str));
            prop_assert!(forms.windows(2).all(|pair| pair[0].word <= pair[1].word));
            prop_assert!(forms.iter().all(|form| form.word < words.len() && !form.form.is_empty()));
        }

        #[test]
        fn digits_and_words_of_a_number_are_one_form(n in 1u32..100, thousands in 0u32..100) {
            let small = |n: u32| {
                let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
                let ones = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
                    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
                match n {
                    ..20 => ones[n as usize].to_owned(),
                    _ => format!("{} {}", tens[(n / 10) as usize], ones[(n % 10) as usize]),
                }
            };
            let spoken = match thousands {
                0 => small(n),
                _ => format!("{} thousand {}", small(thousands), small(n)),
            };
            prop_assert_eq!(told(&spoken), (thousands * 1000 + n).to_string());
        }
    }
}
