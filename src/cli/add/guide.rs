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
    let lines = GuideLines::of(guide);
    let rest = lines.taken_out_of(&without_whole_guide(text, guide));
    let words = rest.words.trim().to_owned();
    let mut doubts = lines.doubts(&words);
    if rest.keeps_first_version {
        doubts.insert(
            0,
            "The lines of your first version stay in the text.".to_owned(),
        );
    }
    WithoutGuide {
        words,
        taken_out: rest.taken_out,
        doubts,
    }
}

/// Words without the guide where that stands among them whole and unchanged, as a comment.
pub(super) fn without_whole_guide(text: &str, guide: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(guide.trim(), "");
    text.trim_start_matches('\u{feff}').trim().to_owned()
}

/// A line without the signs of a comment at its ends.
fn bare(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix(OPENS).unwrap_or(line);
    line.strip_suffix(CLOSES).unwrap_or(line).trim()
}

/// The lines of a guide, as far as they hold words.
struct GuideLines<'g> {
    /// The program's own; the first of them counts the steps.
    fixed: Vec<&'g str>,
    /// Those of the person's first version; anywhere else they are the person's words.
    first_version: Vec<&'g str>,
}

/// A text without the lines of the guide.
#[derive(Default)]
struct TakenOut {
    words: String,
    taken_out: usize,
    /// Lines of the first version that stand where the guide showed them, and were left.
    keeps_first_version: bool,
}

/// Lines of the guide that stand together.
#[derive(Default)]
struct GuideStretch {
    /// How many lines, the blank ones between them too.
    lines: usize,
    /// How many of them hold words.
    taken_out: usize,
    /// It ends where the first version began, which was changed or goes on.
    before_first_version: bool,
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

    /// The other lines, and how many were taken out. The signs of the comment go with them.
    fn taken_out_of(&self, text: &str) -> TakenOut {
        let lines: Vec<&str> = text.lines().collect();
        let mut words: Vec<&str> = Vec::new();
        let mut out = TakenOut::default();
        let mut at = 0;
        while let Some(&line) = lines.get(at) {
            if let Some(stretch) = self.stretch(&lines[at..]) {
                strip_opening(&mut words);
                at += stretch.lines;
                out.taken_out += stretch.taken_out;
                out.keeps_first_version |= stretch.before_first_version
                    && lines[at..]
                        .iter()
                        .any(|line| self.first_version.contains(&bare(line)));
                continue;
            }
            let closing = line.trim_start().strip_prefix(CLOSES);
            let closes_guide = out.taken_out > 0 && !outside_comments(&words.join("\n")).1;
            words.push(closing.filter(|_| closes_guide).unwrap_or(line));
            at += 1;
        }
        out.words = words.join("\n");
        out
    }

    /// The lines of the guide that these lines begin with, in its order. One that stands alone
    /// may be the person's own, unless it counts the steps.
    fn stretch(&self, lines: &[&str]) -> Option<GuideStretch> {
        let mut stretch = GuideStretch::default();
        let mut next = 0;
        for (at, line) in lines.iter().enumerate() {
            let is_between = stretch.taken_out > 0 && line.trim().is_empty();
            let place = self.fixed[next..]
                .iter()
                .position(|fixed| *fixed == bare(line));
            match place {
                _ if is_between => {}
                Some(place) => {
                    next += place + 1;
                    stretch.lines = at + 1;
                    stretch.taken_out += 1;
                }
                None => break,
            }
        }
        if stretch.taken_out > 0 && next == self.fixed.len() && !self.first_version.is_empty() {
            match self.first_version_in(&lines[stretch.lines..]) {
                Some(count) => {
                    stretch.lines += count;
                    stretch.taken_out += self.first_version.len();
                }
                None => stretch.before_first_version = true,
            }
        }
        let counts_steps = || self.fixed.first() == lines.first().map(|line| bare(line)).as_ref();
        (stretch.taken_out > 1 || stretch.taken_out == 1 && counts_steps()).then_some(stretch)
    }

    /// How many lines the first version takes that these begin with: only whole, unchanged, and
    /// with the end of the comment behind it is it not the person's answer.
    fn first_version_in(&self, lines: &[&str]) -> Option<usize> {
        let filled = lines.iter().enumerate();
        let mut filled = filled.filter(|(_, line)| !line.trim().is_empty());
        let (last, before) = self.first_version.split_last()?;
        for expected in before {
            filled.next().filter(|(_, line)| line.trim() == *expected)?;
        }
        let (at, line) = filled.next().filter(|(_, line)| bare(line) == *last)?;
        let ends = line.trim_end().ends_with(CLOSES)
            || filled
                .next()
                .is_some_and(|(_, next)| next.trim_start().starts_with(CLOSES));
        ends.then_some(at + 1)
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

    /// Words that a text leaves, and how many lines were taken out of it.
    fn assert_parted(text: &str, words: &str, taken_out: usize) {
        let written = without_guide(text, GUIDE);
        let squeezed = written.words.replace("\n\n\n", "\n\n");
        assert_eq!(
            (squeezed.as_str(), written.taken_out),
            (words, taken_out),
            "{text}"
        );
    }

    #[test]
    fn words_and_guide_part_again_whatever_became_of_the_comment() {
        let open = guide_without("<!--\n");
        let changed = GUIDE.replace("Begin with \"I\".", "Mine: begin.");
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
            (
                format!("I skipped it.{changed}"),
                "I skipped it.\nMine: begin.",
                5,
            ),
            ("Step 4 of 6  Action\nI did.".to_owned(), "I did.", 1),
            (
                "<!-- mine\nstays -->\nI did.".to_owned(),
                "<!-- mine\nstays -->\nI did.",
                0,
            ),
        ];
        for (text, words, taken_out) in table {
            assert_parted(&text, words, taken_out);
        }
    }

    #[test]
    fn the_first_version_goes_only_as_the_unbroken_end_of_the_comment() {
        let open = guide_without("<!--\n");
        let unclosed = guide_without("-->\n");
        let within = GUIDE.replace("\n-->", "\nI skipped it.\n-->");
        let taken_over = open.replace("-->\n", "").replace("shim", "**shim**");
        let broken = open.replace("Nobody looked.", "Nobody **looked**.");
        let table = [
            (
                format!("{unclosed}I skipped it."),
                "The shim was skipped.\nNobody looked.\n\nI skipped it.",
                4,
            ),
            (
                format!("I skipped it.{unclosed}"),
                "I skipped it.\nThe shim was skipped.\nNobody looked.",
                4,
            ),
            (
                within,
                "The shim was skipped.\nNobody looked.\nI skipped it.",
                4,
            ),
            (taken_over, "The **shim** was skipped.\nNobody looked.", 4),
            (broken, "The shim was skipped.\nNobody **looked**.", 4),
            (
                format!("{open}\n\nThe shim was skipped.\nNobody looked."),
                "The shim was skipped.\nNobody looked.",
                6,
            ),
            (format!("Nobody looked.\n\n{open}"), "Nobody looked.", 6),
            (format!("{GUIDE}Nobody looked."), "Nobody looked.", 0),
        ];
        for (text, words, taken_out) in table {
            assert_parted(&text, words, taken_out);
        }
    }

    #[test]
    fn a_line_of_the_guide_that_stands_alone_is_the_persons_own() {
        let open = guide_without("<!--\n");
        let own = "What did you leave undone?\nThe dry run.";
        let table = [
            (own.to_owned(), 0),
            (format!("{own}\n\n{open}"), 6),
            (format!("{open}\n{own}"), 6),
        ];
        for (text, taken_out) in table {
            assert_parted(&text, own, taken_out);
        }
    }

    #[test]
    fn what_may_be_left_of_the_guide_is_told() {
        let table = [
            ("I did. Step 4 of 6  Action", "holds words of the guide"),
            (
                "What did you leave undone?\nThe dry run.",
                "holds words of the guide",
            ),
            (
                "Begin with \"I\".\nAs you wrote it first:\nNobody looked.\nAnd I.",
                "your first version stay",
            ),
            ("Begin with \"I\".\nAs you wrote it first:\nI looked.", ""),
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
