//! Names that programs give to copies of a file: which name is a copy of which.
//!
//! Knows names only, without `.md`; refuses to look at files or at what stands in them.

/// Words behind a name, or the first of them, that say that it was copied: whole words, or with a
/// number behind them.
const MARKS: [&str; 8] = [
    "conflict",
    "conflicted",
    "sync-conflict",
    "copy",
    "dup",
    "backup_",
    "local_",
    "remote_",
];

/// Whether a path below the decks folder is a copy of another by its name, or lies in a folder
/// that is.
pub(crate) fn is_copy(name: &str, of: &str) -> bool {
    let pairs = || name.split('/').zip(of.split('/'));
    let same_depth = name.split('/').count() == of.split('/').count();
    let fits = |(name, of)| name == of || originals(name).any(|original| original == of);
    name != of && same_depth && pairs().all(fits)
}

/// The names that a name may be a copy of: each with one more mark taken off.
pub(crate) fn originals(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(without_mark(name), |name| without_mark(name))
}

/// A name without the last mark of a copier.
fn without_mark(name: &str) -> Option<&str> {
    let original = ["Copy of ", "copy of "]
        .iter()
        .find_map(|mark| name.strip_prefix(mark))
        .or_else(|| name.strip_suffix('~'))
        .or_else(|| without_bracket(name))
        .or_else(|| without_number(name))
        .or_else(|| without_words(name))?;
    let original = original.trim_end_matches([' ', '-', '_', '.']);
    (!original.is_empty()).then_some(original)
}

/// `NAME (1)`, `NAME (Ann's conflicted copy 2026-01-17)`
fn without_bracket(name: &str) -> Option<&str> {
    let (original, _) = name.strip_suffix(')')?.rsplit_once('(')?;
    Some(original)
}

/// `NAME 2`
fn without_number(name: &str) -> Option<&str> {
    let (original, number) = name.rsplit_once(' ')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(original)
}

/// `NAME-conflict-20260117`, `NAME.sync-conflict-20260117-101112-ABCDEFG`, `NAME copy`, `NAME - Copy`
fn without_words(name: &str) -> Option<&str> {
    let marked = |(at, _): &(usize, &str)| {
        let rest = &name[at + 1..];
        let starts = |mark: &str| {
            rest.get(..mark.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(mark))
                && (mark.ends_with('_') || !rest[mark.len()..].starts_with(char::is_alphabetic))
        };
        MARKS.iter().any(|mark| starts(mark))
    };
    let separators = name.match_indices([' ', '-', '_', '.']);
    let (at, _) = separators.into_iter().find(marked)?;
    Some(&name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_copies_lead_to_what_they_copy() {
        for (name, of) in [
            ("stories 2", "stories"),
            ("stories (1)", "stories"),
            ("stories (Ann's conflicted copy 2026-01-17)", "stories"),
            ("stories (SFConflict ann@example.org 2026-01-17)", "stories"),
            ("stories-conflict-20260117", "stories"),
            ("stories_conflict-20260117-101112", "stories"),
            ("stories.sync-conflict-20260117-101112-ABCDEFG", "stories"),
            ("stories~", "stories"),
            ("stories copy", "stories"),
            ("stories conflicted copy", "stories"),
            ("stories-copy2", "stories"),
            ("stories copy 2", "stories"),
            ("stories - Copy", "stories"),
            ("stories - Copy (2)", "stories"),
            ("Copy of stories", "stories"),
            ("stories.dup", "stories"),
            ("stories_BACKUP_4711", "stories"),
            ("stories 2 (conflicted copy)", "stories"),
            ("stories 2 (conflicted copy)", "stories 2"),
            ("work 2/stories", "work/stories"),
            ("work/stories 2", "work/stories"),
        ] {
            assert!(is_copy(name, of), "{name} of {of}");
            assert!(!is_copy(of, name), "{of} of {name}");
        }
        for (name, of) in [
            ("stories", "stories"),
            ("stories2", "stories"),
            ("stories-2026", "stories"),
            ("stories-work", "stories"),
            ("copywriting", "copy"),
            ("work-conflicts", "work"),
            ("work-duplicates", "work"),
            ("work-copywriting", "work"),
            ("other 2", "stories"),
            ("work/stories 2", "stories"),
            (" 2", ""),
            ("(1)", ""),
        ] {
            assert!(!is_copy(name, of), "{name} of {of}");
        }
    }
}
