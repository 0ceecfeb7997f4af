//! The guide of a step in the file that an editor opens: put in as a comment, taken out again
//! whatever became of the comment around it.

const OPENS: &str = "<!--";
const CLOSES: &str = "-->";

/// What stands above the first version, which the second Action shows again.
pub(super) const FIRST_VERSION: &str = "As you wrote it first:";

/// What an editor is opened on: the words so far, or an empty line for them, and below a blank
/// line the guide. Words and comment never share a line.
pub(super) fn page(words: &str, guide: &str) -> String {
    format!("{words}\n\n{}\n", guide.trim_end())
}

/// What a person wrote beside the guide.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WithoutGuide {
    /// Their words.
    pub(super) words: String,
    /// How many lines of the guide stood outside its comment and were taken out.
    pub(super) taken_out: usize,
    /// What may be left of the guide, each told in a sentence.
    pub(super) doubts: Vec<String>,
}

/// Words without the guide that the editor was opened on.
pub(super) fn without_guide(text: &str, guide: &str) -> WithoutGuide {
    let text = text.replace("\r\n", "\n").replace(guide.trim(), "");
    let lines = GuideLines::of(guide);
    let (words, taken_out) = match text.lines().any(|line| lines.is_fixed(bare(line))) {
        true => lines.taken_out_of(&text),
        false => (text, 0),
    };
    let words = words.trim_start_matches('\u{feff}').trim().to_owned();
    let doubts = lines.doubts(&words);
    WithoutGuide {
        words,
        taken_out,
        doubts,
    }
}

/// A line without the signs of a comment at its ends.
fn bare(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix(OPENS).unwrap_or(line);
    line.strip_suffix(CLOSES).unwrap_or(line).trim()
}

/// The lines of a guide, as far as they hold words.
struct GuideLines<'g> {
    /// The program's own.
    fixed: Vec<&'g str>,
    /// Those of the person's first version; anywhere else they are the person's words.
    first_version: Vec<&'g str>,
}

impl<'g> GuideLines<'g> {
    fn of(guide: &'g str) -> GuideLines<'g> {
        let lines = guide.lines().map(bare).filter(|line| !line.is_empty());
        let mut fixed: Vec<&str> = lines.collect();
        let last = fixed.iter().position(|line| *line == FIRST_VERSION);
        let first_version = fixed.split_off(last.map_or(fixed.len(), |last| last + 1));
        GuideLines {
            fixed,
            first_version,
        }
    }

    fn is_fixed(&self, line: &str) -> bool {
        self.fixed.contains(&line)
    }

    /// The other lines, and how many were taken out. The signs of the comment go with them.
    fn taken_out_of(&self, text: &str) -> (String, usize) {
        let mut words: Vec<&str> = Vec::new();
        let mut taken_out = 0;
        let mut within = false;
        for line in text.lines() {
            let bare = bare(line);
            if self.is_fixed(bare) || within && self.first_version.contains(&bare) {
                if !within {
                    strip_opening(&mut words);
                }
                taken_out += 1;
                within = !line.trim_end().ends_with(CLOSES);
                continue;
            }
            let closing = line.trim_start().strip_prefix(CLOSES);
            match closing.filter(|_| taken_out > 0 && !outside_comments(&words.join("\n")).1) {
                Some(rest) => {
                    within = false;
                    words.push(rest);
                }
                None => {
                    within &= bare.is_empty();
                    words.push(line);
                }
            }
        }
        (words.join("\n"), taken_out)
    }

    /// What looks as if it were left of the guide or of its comment.
    fn doubts(&self, words: &str) -> Vec<String> {
        let resembles = |line: &&str| self.fixed.iter().any(|fixed| line.contains(fixed));
        let (outside, never_ends) = outside_comments(words);
        let changed = outside.lines().map(str::trim).filter(resembles);
        let changed = changed.map(|line| format!("This line holds words of the guide: {line}"));
        // Within a line it is an arrow.
        let is_stray = |line: &str| line.starts_with(CLOSES) || line.ends_with(CLOSES);
        let stray = match never_ends {
            true => Some(
                "A comment begins with `<!--` and never ends: no card shows the words behind it.",
            ),
            false if outside.lines().map(str::trim).any(is_stray) => {
                Some("A `-->` is left over: it would stand on the card.")
            }
            false => None,
        };
        changed.chain(stray.map(str::to_owned)).collect()
    }
}

/// Takes away the beginning of a comment behind which a line of the guide follows.
fn strip_opening(words: &mut Vec<&str>) {
    while words.last().is_some_and(|line| line.trim().is_empty()) {
        words.pop();
    }
    if let Some(last) = words.last_mut()
        && let Some(before) = last.trim_end().strip_suffix(OPENS)
    {
        *last = before;
    }
}

/// Words without their comments, and whether the last of these never ends.
fn outside_comments(words: &str) -> (String, bool) {
    let mut outside = String::new();
    let mut rest = words;
    while let Some((before, comment)) = rest.split_once(OPENS) {
        outside.push_str(before);
        match comment.split_once(CLOSES) {
            Some((_, behind)) => rest = behind,
            None => return (outside, true),
        }
    }
    (outside + rest, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUIDE: &str = "<!--\nStep 4 of 6  Action\nWhat did you leave undone?\nBegin with \"I\".\n\n\
                         As you wrote it first:\nThe shim was skipped.\nNobody looked.\n-->\n\n";

    /// The guide without one of its lines.
    fn guide_without(gone: &str) -> String {
        assert!(GUIDE.contains(gone), "{gone}");
        GUIDE.replace(gone, "")
    }

    #[test]
    fn words_and_guide_part_again_whatever_became_of_the_comment() {
        let open = guide_without("<!--\n");
        let unclosed = guide_without("-->\n");
        let changed = GUIDE.replace("Begin with \"I\".", "Mine: begin.");
        let within = GUIDE.replace("\n-->", "\nI skipped it.\n-->");
        let table = [
            (page("I skipped it.", GUIDE), "I skipped it.", 0),
            (page("", GUIDE), "", 0),
            (format!("I skipped it.{GUIDE}"), "I skipped it.", 0),
            (
                format!("I skipped it.{open}"),
                "I skipped it.Step 4 of 6  Action",
                5,
            ),
            (format!("I skipped it.\n\n{open}"), "I skipped it.", 6),
            (
                format!("I skipped it.\r\n\r\n{}", open.replace('\n', "\r\n")),
                "I skipped it.",
                6,
            ),
            (format!("{unclosed}I skipped it."), "I skipped it.", 6),
            (format!("I skipped it.{unclosed}"), "I skipped it.", 6),
            (within, "I skipped it.", 6),
            (
                format!("I skipped it.{changed}"),
                "I skipped it.\nMine: begin.",
                5,
            ),
            // Their own first version is theirs again where they take it over.
            (format!("Nobody looked.\n\n{open}"), "Nobody looked.", 6),
            (format!("{GUIDE}Nobody looked."), "Nobody looked.", 0),
            (
                "<!-- mine\nstays -->\nI did.".to_owned(),
                "<!-- mine\nstays -->\nI did.",
                0,
            ),
        ];
        for (text, words, taken_out) in table {
            let written = without_guide(&text, GUIDE);
            let squeezed = written.words.replace("\n\n\n", "\n\n");
            assert_eq!(
                (squeezed.as_str(), written.taken_out),
                (words, taken_out),
                "{text}"
            );
        }
    }

    #[test]
    fn what_may_be_left_of_the_guide_is_told() {
        let table = [
            ("I did. Step 4 of 6  Action", "holds words of the guide"),
            ("I did.\n-->", "is left over"),
            ("I did. -->\nAnd more.", "is left over"),
            ("I did.\n<!-- and more", "never ends"),
            ("I did.<!--", "never ends"),
            ("The plan --> the date.", ""),
            ("<!-- a\nb -->\nI did. <!-- c -->", ""),
        ];
        for (text, told) in table {
            let doubts = without_guide(text, GUIDE).doubts.join(" ");
            assert_eq!(doubts.is_empty(), told.is_empty(), "{text}: {doubts}");
            assert!(doubts.contains(told), "{text}: {doubts}");
        }
    }
}
