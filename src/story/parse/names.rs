//! What a heading means: a beat, another part of a story, nearly one, or a note.
//!
//! Refuses to guess quietly: what is only near a name is reported, never taken for it.

use crate::story::id::is_slip;
use crate::story::model::Beat;
use crate::story::section::StorySection;
use crate::story::synonym;
use crate::story::text::{folded, one_line};

/// What a heading was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum HeadingReading {
    /// Its name, as it should be; for a closing, the role.
    Is(StorySection, Option<String>),
    /// Close to a name: a slip of the pen, a synonym, or a name with something added.
    Near(StorySection),
    /// Anything else.
    Other,
}

/// The part whose name a heading bears; case, spaces and a colon at the end are forgiven.
pub(crate) fn exact(heading: &str) -> Option<HeadingReading> {
    let heading = tidy(heading);
    if let Some(part) = StorySection::named(heading) {
        return Some(HeadingReading::Is(part, None));
    }
    let (name, inside) = bracket(heading)?;
    match StorySection::named(name)? {
        StorySection::Closing => {
            let role = Some(one_line(inside)).filter(|role| !role.is_empty());
            Some(HeadingReading::Is(StorySection::Closing, role))
        }
        StorySection::Beat(Beat::Action)
            if one_line(inside).eq_ignore_ascii_case("first draft") =>
        {
            Some(HeadingReading::Is(StorySection::FirstDraft, None))
        }
        _ => None,
    }
}

/// What a heading that is not [`exact`] was meant to be.
pub(crate) fn inexact(heading: &str) -> HeadingReading {
    let bare = tidy(heading).trim_start_matches(|c: char| !c.is_alphabetic());
    match bracket(bare) {
        Some((name, inside)) => match near(name) {
            HeadingReading::Near(StorySection::Beat(Beat::Action))
                if inside.to_lowercase().contains("draft") =>
            {
                HeadingReading::Near(StorySection::FirstDraft)
            }
            other => other,
        },
        None => near(bare),
    }
}

/// The beat that a heading or label names or nearly names, for those who bring in what
/// others wrote.
pub(crate) fn beat_meant(label: &str) -> Option<Beat> {
    match meant(label) {
        HeadingReading::Is(StorySection::Beat(beat), _)
        | HeadingReading::Near(StorySection::Beat(beat)) => Some(beat),
        _ => None,
    }
}

/// Whether a heading would be read as a part of a story, or as nearly one.
pub(crate) fn is_part(heading: &str) -> bool {
    meant(heading) != HeadingReading::Other
}

/// What a heading means, or was meant to be.
pub(crate) fn meant(heading: &str) -> HeadingReading {
    exact(heading).unwrap_or_else(|| inexact(heading))
}

fn tidy(heading: &str) -> &str {
    heading.trim().trim_end_matches([':', ' '])
}

/// `Name (inside)` in its two parts.
pub(crate) fn bracket(heading: &str) -> Option<(&str, &str)> {
    let (name, rest) = heading.split_once('(')?;
    Some((name.trim_end(), rest.strip_suffix(')')?.trim()))
}

/// A name that somebody probably meant, whatever was added before or after it.
fn near(heading: &str) -> HeadingReading {
    // Tags, marks of a block and attributes follow in the same way.
    let signs = [':', '–', '—', '#', '^', '{', '|'];
    let end = heading.find(signs).unwrap_or(heading.len());
    let end = heading.find(" - ").map_or(end, |dash| dash.min(end));
    let word = folded(&one_line(&heading[..end]));
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let slip = || StorySection::all().find(|part| is_slip(word, &part.name().to_lowercase()));
    StorySection::named(word)
        .or_else(|| synonym::hinted(word))
        .or_else(slip)
        .map_or(HeadingReading::Other, HeadingReading::Near)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cases: &[(&str, &str)]) {
        for (heading, expected) in cases {
            let found = match meant(heading) {
                HeadingReading::Is(part, None) => part.name().to_owned(),
                HeadingReading::Is(part, Some(role)) => format!("{} for {role}", part.name()),
                HeadingReading::Near(part) => format!("near {}", part.name()),
                HeadingReading::Other => "other".to_owned(),
            };
            assert_eq!(found, *expected, "{heading:?}");
        }
    }

    #[test]
    fn names_are_forgiven_case_spaces_and_a_colon() {
        check(&[
            ("Situation", "Situation"),
            (" tAsK : ", "Task"),
            ("Action (first draft)", "Action (first draft)"),
            ("action(First Draft):", "Action (first draft)"),
            ("Closing", "Closing"),
            ("Closing ()", "Closing"),
            ("closing ( Staff  Engineer )", "Closing for Staff Engineer"),
            ("TRAPS", "Traps"),
            ("Fine lines", "Fine lines"),
        ]);
    }

    #[test]
    fn near_names_are_found_but_not_taken() {
        check(&[
            ("Aktion", "near Action"),
            ("Actions", "near Action"),
            ("1. Action", "near Action"),
            ("Action: what I decided", "near Action"),
            ("Action – the call", "near Action"),
            ("Action (second try)", "near Action"),
            ("Action (draft)", "near Action (first draft)"),
            ("Learnings", "near Learning"),
            ("Lessons learned", "near Learning"),
            ("Takeaway", "near Learning"),
            ("Outcome", "near Result"),
            ("Situtaion", "near Situation"),
            ("Background", "near Situation"),
            ("Tasks", "near Task"),
            ("Trap", "near Traps"),
            ("Closing: Staff Engineer", "near Closing"),
            ("Action \u{1f680}", "near Action"),
            (
                "\u{1f9d1}\u{200d}\u{1f4bb} Result \u{2764}\u{fe0f}",
                "near Result",
            ),
            ("Learning \u{2014} \u{1f393}", "near Learning"),
            (
                "Action \u{1f680} (first draft)",
                "near Action (first draft)",
            ),
            ("Task.", "near Task"),
            ("Result #star", "near Result"),
            ("Learning ^b1c2", "near Learning"),
            ("\"Action\" {#action}", "near Action"),
        ]);
    }

    #[test]
    fn other_headings_are_notes() {
        for note in [
            "Notes",
            "Resume",
            "Section",
            "Mask",
            "Ask",
            "Action items",
            "",
            "(",
            "Ideas",
        ] {
            check(&[(note, "other")]);
        }
    }
}
