//! The lines in which two texts differ, as a person reads them.

use similar::{ChangeTag, TextDiff};

use crate::cli::wording::quiet_detail;
use crate::prompt::text::{Line, Tone};

/// Lines around a difference that are shown as well.
const CONTEXT: usize = 1;

/// Longer texts are not compared line by line, which could take very long.
const MOST_BYTES: usize = 64 * 1024;

/// Lines that would go (`-`) and come (`+`), each with its neighbours.
pub(crate) fn lines(ours: &str, theirs: &str) -> Vec<Line> {
    if ours.len().max(theirs.len()) > MOST_BYTES {
        return vec![quiet_detail(
            "The words are too many to be shown side by side.",
        )];
    }
    let diff = TextDiff::from_lines(ours, theirs);
    let mut shown = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        if !shown.is_empty() {
            shown.push(Line::quiet("...").indented(2));
        }
        let changes = group.iter().flat_map(|change| diff.iter_changes(change));
        // A blank temp_sibling says nothing.
        let worded = changes
            .filter(|change| change.tag() != ChangeTag::Equal || !change.value().trim().is_empty());
        shown.extend(worded.map(|change| {
            let (sign, tone) = match change.tag() {
                ChangeTag::Delete => ("- ", Tone::Warn),
                ChangeTag::Insert => ("+ ", Tone::Good),
                ChangeTag::Equal => ("  ", Tone::Quiet),
            };
            let line = format!("{sign}{}", change.value().trim_end());
            Line::toned(tone, line).indented(2).hanging(2)
        }));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::text::{Style, render};

    #[test]
    fn only_what_differs_and_its_neighbours_are_shown() {
        let ours = "# T\n\na\nb\nc\nd\ne\nf\n";
        let theirs = "# T\n\na\nB\nc\nd\ne\nf\ng\n";
        insta::assert_snapshot!(render(&lines(ours, theirs), Style::default()), @"
            a
          - b
          + B
            c
          ...
            f
          + g
        ");
    }
}
