//! Lines of text, each stretch bold or not, and Markdown that shows the same words.

use crate::story::text::{TextRun, visible};

/// One line as a browser would show it, or one item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StyledLine {
    pub item: bool,
    /// Its words.
    pub runs: Vec<TextRun>,
}

impl StyledLine {
    /// The words alone.
    pub(crate) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// Lines as paragraphs and lists, bold kept.
pub(crate) fn to_markdown(blocks: &[StyledLine]) -> String {
    let mut out = String::new();
    let mut previous_item = None;
    for block in blocks {
        let (item, runs) = without_bullet(block);
        if let Some(previous) = previous_item {
            out.push_str(if previous && item { "\n" } else { "\n\n" });
        }
        if item {
            out.push_str("- ");
        }
        out.push_str(&guarded(&runs));
        previous_item = Some(item);
    }
    out
}

/// A bullet typed by hand makes an item as well.
fn without_bullet(block: &StyledLine) -> (bool, Vec<TextRun>) {
    let mut runs = block.runs.clone();
    let Some(first) = runs.first_mut().filter(|_| !block.item) else {
        return (block.item, runs);
    };
    let rest = ["- ", "* ", "• ", "– "]
        .iter()
        .find_map(|bullet| first.text.strip_prefix(bullet));
    match rest.map(str::to_owned) {
        Some(rest) => {
            first.text = rest;
            (true, runs)
        }
        None => (false, runs),
    }
}

/// A line as Markdown that shows the same words, wherever it stands.
pub(super) fn guarded(runs: &[TextRun]) -> String {
    guard_start(marked_line(runs).trim())
}

/// A line as Markdown that shows the same words behind others.
pub(super) fn marked_line(runs: &[TextRun]) -> String {
    let mut out = String::new();
    for (at, run) in runs.iter().enumerate() {
        let after = runs.get(at + 1).and_then(|next| next.text.chars().next());
        marked(run, after, &mut out);
    }
    out
}

/// A stretch; the emphasis hugs its words, since spaces inside would undo it, and so would a
/// sign inside next to a letter outside.
fn marked(run: &TextRun, after: Option<char>, out: &mut String) {
    let text = run.text.as_str();
    if !run.bold || !text.contains(char::is_alphanumeric) {
        out.push_str(&escape(text));
        return;
    }
    let joins = |outside: Option<char>| outside.is_some_and(char::is_alphanumeric);
    let sign = |joins: bool| move |c: char| c.is_whitespace() || joins && !c.is_alphanumeric();
    let words = text.trim_start_matches(sign(joins(out.chars().next_back())));
    let start = &text[..text.len() - words.len()];
    let words = words.trim_end_matches(sign(joins(after)));
    let end = &text[start.len() + words.len()..];
    out.push_str(&escape(start));
    out.push_str(&format!("**{}**", escape(words)));
    out.push_str(&escape(end));
}

/// The words of a heading as Markdown: signs at its end would be taken for its end.
pub(super) fn heading(words: &str) -> String {
    let words = escape(words);
    match words.strip_suffix('#') {
        Some(rest) => format!("{rest}\\#"),
        None => words,
    }
}

/// Text with everything escaped that Markdown would take for a sign.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut before = ' ';
    let text = visible(text);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied().unwrap_or(' ');
        let sign = match c {
            '\\' | '*' | '`' | '[' | '<' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after.is_alphanumeric() || after == '#',
            '!' => after == '[',
            _ => false,
        };
        if sign {
            out.push('\\');
        }
        out.push(match c {
            '\n' | '\r' | '\t' => ' ',
            c => c,
        });
        before = c;
    }
    out
}

/// Escapes what means something only where a line begins.
fn guard_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && line[digits..].starts_with(['.', ')']);
    if numbered {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    match line.chars().next() {
        Some('#' | '>' | '+' | '-' | '=' | '~' | '|') => format!("\\{line}"),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::html::blocks;
    use crate::story::text::plain;
    use proptest::prelude::*;

    #[test]
    fn lines_become_paragraphs() {
        let table = [
            ("a<br>b", "a\n\nb"),
            ("I <b>skipped it </b>then", "I **skipped it** then"),
            ("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc"),
            ("• a<br>- b", "- a\n- b"),
            ("# no heading", "\\# no heading"),
            ("1. first", "1\\. first"),
            (
                "a*b snake_case _x_ &amp;lt;",
                "a\\*b snake_case \\_x\\_ \\&lt;",
            ),
            ("---", "\\---"),
        ];
        for (html, expected) in table {
            assert_eq!(to_markdown(&blocks(html)), expected, "{html}");
        }
    }

    proptest! {
        #[test]
        fn the_words_stay(text in "[a-z0-9#>*_`~=+.)\\-\\[\\]()!&;<|\\\\ ]{0,40}") {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assume!(!words.starts_with("- ") && !words.starts_with("* "));
            let block = StyledLine { item: false, runs: vec![TextRun { text: words.clone(), bold: false }] };
            prop_assert_eq!(plain(&to_markdown(&[block])), words);
        }
    }
}
