//! `no-number`: is there a quantity that measures what happened?
//!
//! Counts digits, number words, fractions, multiples and "a week late". Refuses numbers that
//! are names (rooms, versions, cases), points in time (dates, years, clocks), sizes of the
//! setting (a team of six) and figures of speech (a hundred percent).

use std::ops::Range;

use super::finding::{Finding, FindingCode};
use super::lexicon::{Class, classes};
use super::pattern::phrases;
use super::scope::{AnswerScopes, Scope, Wording};
use super::token::{Gap, TokenText};

phrases! {
    NO_AMOUNT "no-amount";
    CLOCK "clock";
    SETTING "setting";
}

const WORDING: Wording = Wording {
    why: "Listeners remember one number. There is none yet.",
    change: "Add how much it cost, how many people, how long, or how often since.",
    question: "How many, how much, how long?",
    quoting: Some("“{}”: how many, how much, or how long was that?"),
};

/// Finds a consequence that nothing measures.
pub(super) fn judge(heard: &AnswerScopes<'_>) -> Option<Finding> {
    (!heard.measured).then(|| say(heard)).flatten()
}

/// The finding, whatever the rule says.
pub(super) fn say(heard: &AnswerScopes<'_>) -> Option<Finding> {
    let result = heard.result.as_ref()?;
    Some(result.finding_of_words(FindingCode::NoNumber, vague(result), &WORDING))
}

/// A vague amount, which is what the number would replace: "several cooks", "most of the delivery".
fn vague(scope: &Scope<'_>) -> Option<Range<usize>> {
    let text = scope.text;
    let noun = |at: usize| {
        let no_noun = Class::CONNECTOR
            | Class::PREPOSITION
            | Class::DETERMINER
            | Class::SUBJECT
            | Class::BE
            | Class::ADVERB;
        text.gap(at) == Gap::None && at < scope.within.end && !text.is(at, no_noun)
    };
    let amount = |at: usize| {
        let of = text.word(at + 1) == "of";
        let named = if of {
            at + 2 + usize::from(text.is(at + 2, Class::DETERMINER))
        } else {
            at + 1
        };
        // "Most expensive" is no amount, and "most mornings" no cost.
        let counts = text.word(named).ends_with('s') || text.word(named) == "people";
        let time = text.is(named, Class::TIME_UNIT) || text.has(named, &["mornings", "evenings"]);
        let highest = text.word(at) == "most" && !of && (!counts || time);
        // "A good few of the folk".
        let lead = (at.saturating_sub(2)..at).rev();
        let lead =
            lead.take_while(|index| text.has(*index, &["a", "good", "quite", "very", "so", "the"]));
        let start = lead.last().unwrap_or(at);
        (text.is(at, Class::VAGUE) && noun(named) && !highest).then_some(start..named + 1)
    };
    // The consequence comes last.
    scope.within.clone().rev().find_map(amount)
}

/// Whether a quantity stands in a part.
pub(super) fn measures(scope: &Scope<'_>) -> bool {
    let (text, plain) = (scope.text, scope.prose.text());
    scope.within.clone().any(|at| is_quantity(text, plain, at))
}

/// Whether a word is a quantity that can measure something.
pub(super) fn is_quantity(text: &TokenText, plain: &str, at: usize) -> bool {
    let token = &text.tokens[at];
    let word = token.word.as_str();
    if word.starts_with(|c: char| c.is_ascii_digit() || "$€£¥".contains(c))
        && word.contains(|c: char| c.is_ascii_digit())
    {
        return is_amount(text, plain, at);
    }
    match word {
        "one" => is_one(text, at),
        "half" | "double" | "triple" => NO_AMOUNT.at(text, at).is_none(),
        "third" | "thirds" | "quarters" | "tenth" | "fifth" | "sixth" | "eighth" | "tenths"
        | "fifths" | "quarter" => is_fraction(text, at),
        "a" | "an" => is_single_unit(text, at),
        "none" => {
            text.word(at + 1) == "of"
                && text.word(at + 2) == "the"
                && text.is(at + 3, Class::NUMBER)
        }
        "score" | "scores" => text.word(at + 1) == "of" || text.word(at.wrapping_sub(1)) == "a",
        "second" | "seconds" => false,
        _ => token.is(Class::NUMBER) && is_counted(text, plain, at),
    }
}

/// A number written in digits.
fn is_amount(text: &TokenText, plain: &str, at: usize) -> bool {
    let word = text.word(at);
    let bare = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let ordinal = ["st", "nd", "rd", "th"]
        .iter()
        .any(|end| word.ends_with(end));
    let money = word.starts_with(['$', '€', '£', '¥']) || word.ends_with(['€', '$', '£', '%']);
    if money {
        return !is_figure_of_speech(text, plain, at);
    }
    let decade = word.ends_with('s') && bare.len() == 4;
    if ordinal || decade || is_clock(text, at) || word.contains('/') {
        return false;
    }
    if let Some((left, right)) = bare.split_once(['-', '–']) {
        return left.len() <= 2 && right.len() <= 2;
    }
    !is_year(text, at, bare) && is_counted(text, plain, at)
}

/// What holds for numbers in digits and in words alike.
fn is_counted(text: &TokenText, plain: &str, at: usize) -> bool {
    !(is_name(text, at)
        || is_date(text, at)
        || is_clock(text, at)
        || is_setting(text, at)
        || is_figure_of_speech(text, plain, at))
}

/// "Room 9", "case number 40", "4b".
fn is_name(text: &TokenText, at: usize) -> bool {
    let label = at > 0
        && text.gap(at) == Gap::None
        && text.is(at - 1, Class::LABEL)
        && !text.is(at + 1, Class::TIME_UNIT);
    // "week two", "month four", "year one": a place in time.
    let place = at > 0 && text.gap(at) == Gap::None && text.before(at, 1).is(Class::STAGE);
    let word = text.word(at);
    let mixed = word.len() <= 3
        && word.ends_with(['a', 'b', 'c'])
        && word.starts_with(|c: char| c.is_ascii_digit());
    let version = word.matches('.').count() > 1;
    label || place || mixed || version
}

fn is_year(text: &TokenText, at: usize, digits: &str) -> bool {
    let year = digits.len() == 4
        && digits.chars().all(|c| c.is_ascii_digit())
        && ["17", "18", "19", "20"].contains(&&digits[..2]);
    let placed = text.before(at, 1).is(Class::BEFORE_YEAR)
        || text.is(at.wrapping_sub(1), Class::MONTH)
        || text.gap(at + 1) != Gap::None;
    let counted = text.gap(at + 1) == Gap::None
        && (text.word(at + 1).ends_with('s') || text.is(at + 1, Class::PERSON_UNIT));
    let named = text.before(at, 1).word == "the" && !counted;
    year && (placed || named)
}

/// "3 May", "May 3", "the 4 of July".
fn is_date(text: &TokenText, at: usize) -> bool {
    let month = |index: usize| text.is(index, Class::MONTH);
    let digits =
        text.word(at).len() <= 2 && text.word(at).starts_with(|c: char| c.is_ascii_digit());
    let verb = text.has(at + 2, &["have", "be", "not"]);
    let after = month(at + 1) && (!text.has(at + 1, &["may", "march"]) || digits && !verb)
        || text.word(at + 1) == "of" && month(at + 2);
    after
        || (at > 0
            && text.gap(at) == Gap::None
            && month(at - 1)
            && !matches!(text.word(at - 1), "may" | "march"))
}

/// "17:30", "at nine", "2 am", "ten past midnight", "half past three".
fn is_clock(text: &TokenText, at: usize) -> bool {
    let word = text.word(at);
    if let Some((hours, minutes)) = word.trim_end_matches(char::is_alphabetic).split_once(':') {
        return hours.len() <= 2 && minutes.len() == 2;
    }
    if word.ends_with("am") || word.ends_with("pm") {
        return true;
    }
    let hour = CLOCK.at(text, at + 1).is_some();
    let ends = text.gap(at + 1) != Gap::None
        || text.is(
            at + 1,
            Class::CONNECTOR | Class::PREPOSITION | Class::SUBJECT,
        )
        || matches!(text.word(at + 1), "sharp" | "already" | "the");
    let point = text.before(at, 1).is(Class::BEFORE_HOUR)
        && ends
        && is_hour(text, at)
        && !matches!(text.word(at + 1), "of" | "in" | "percent" | "per");
    hour || (point && !text.before(at, 2).is(Class::CHANGE))
}

fn is_hour(text: &TokenText, at: usize) -> bool {
    let digits = text.word(at).parse::<u8>();
    text.is(at, Class::HOUR) || digits.is_ok_and(|hour| (1..=24).contains(&hour))
}

/// "Aged 40", "forty years old", "a team of six", "we are four", "a 15-person study".
fn is_setting(text: &TokenText, at: usize) -> bool {
    let old = text.before(at, 1).is_word(&["aged", "age"]);
    let team = text.before(at, 1).word == "of" && text.before(at, 2).is(Class::TEAM);
    // "We were four in the kitchen" counts heads; "we were nine days late" counts days.
    let heads = matches!(
        text.word(at + 1),
        "" | "in" | "on" | "at" | "of" | "people" | "then" | "for" | "and" | "altogether"
    );
    let are = heads
        && text.before(at, 1).is_word(&["'re", "are", "were"])
        && text.before(at, 2).is_word(&["we"]);
    old || team || are || SETTING.at(text, at + 1).is_some()
}

/// "I gave 110 %", "a hundred times", "a thousand apologies".
fn is_figure_of_speech(text: &TokenText, plain: &str, at: usize) -> bool {
    let word = text.word(at);
    let round = classes(word.trim_end_matches('%')).meets(Class::ROUND);
    if !round {
        return NO_AMOUNT.at(text, at).is_some()
            || text.has(at + 1, &["inches", "feet", "foot"])
                && text.has(at + 2, &["tall", "high", "small"])
            || (text.before(at, 1).is_word(&["on", "in", "at"]) && text.word(at + 1) == "fours");
    }
    let end = text.tokens[at].at.end;
    let percent = word.ends_with('%')
        || plain
            .get(end..)
            .is_some_and(|rest| rest.trim_start().starts_with('%'))
        || matches!(text.word(at + 1), "percent" | "per" | "pro");
    let given = (1..=6).any(|step| text.before(at, step).is(Class::GIVEN));
    (percent && given)
        || text.has(
            at + 1,
            &["times", "things", "apologies", "thanks", "reasons"],
        )
}

/// "One patient", "one in five", but not "one day" or "the one".
fn is_one(text: &TokenText, at: usize) -> bool {
    let next = text.word(at + 1);
    let owned = text.before(at, 1).is(Class::POINTER);
    if next == "in" || next == "out" {
        return text.is(at + 2, Class::NUMBER)
            || text.word(at + 2) == "of"
            || text.word(at + 2).starts_with(|c: char| c.is_ascii_digit());
    }
    if next == "of" {
        // "One of them was a collector" describes; "in one of those" points.
        let describes =
            text.is(at + 3, Class::BE) || text.is(at.wrapping_sub(1), Class::PREPOSITION);
        return !owned
            && !describes
            && matches!(text.word(at + 2), "them" | "whom" | "these" | "those");
    }
    let described = text.gap(at + 2) == Gap::None
        && text.is(at + 2, Class::PERSON_UNIT)
        && !text.is(at + 1, Class::PREPOSITION | Class::CONNECTOR | Class::BE);
    let unit = (text.is(at + 1, Class::PERSON_UNIT) || described)
        && !(owned
            || next == "day" && text.word(at + 2) != "late"
            || matches!(
                next,
                "morning" | "evening" | "night" | "time" | "minute" | "second"
            ));
    unit && !is_name(text, at)
}

/// "A third of them", "two thirds", "a quarter of the revenue".
fn is_fraction(text: &TokenText, at: usize) -> bool {
    let of = text.word(at + 1) == "of" && text.word(at + 2) != "us";
    match text.word(at) {
        "quarter" | "quarters" | "third" | "fifth" | "tenth" | "sixth" | "eighth" => {
            let counted = text
                .before(at, 1)
                .is_word(&["a", "one", "by", "almost", "nearly", "over", "about"])
                || text.is(at.wrapping_sub(1), Class::NUMBER);
            counted
                && (of
                    || text.word(at) != "quarter"
                        && (text.word(at + 1) != "party")
                        && !text.is(at + 1, Class::TIME_UNIT))
                || text.is(at.wrapping_sub(1), Class::NUMBER)
        }
        _ => text.is(at.wrapping_sub(1), Class::NUMBER) || of,
    }
}

/// "A day late", "an hour over", "for a month", "lost a week".
fn is_single_unit(text: &TokenText, at: usize) -> bool {
    let mut unit = at + 1;
    if text.has(unit, &["full", "whole", "good", "solid", "half"]) {
        unit += 1;
    }
    if !text.is(unit, Class::TIME_UNIT)
        || text.has(unit, &["second", "morning", "evening", "afternoon"])
    {
        return false;
    }
    (unit + 1..unit + 3).any(|index| text.is(index, Class::LATENESS))
}
