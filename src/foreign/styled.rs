//! Lines of text, each stretch bold or not, and Markdown that shows the same words.

use crate::story::text::{TextRun, visible};

/// One line as a browser would show it, or one item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Block {
    pub item: bool,
    /// Its words.
    pub runs: Vec<TextRun>,
}

impl Block {
    /// The words alone.
    pub(crate) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// Lines as paragraphs and lists, bold kept.
pub(crate) fn to_markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut previous_item = None;
    for block in blocks {
        let (item, runs) = without_bullet(block);
        let words: String = runs.iter().map(marked).collect();
        if let Some(previous) = previous_item {
            out.push_str(if previous && item { "\n" } else { "\n\n" });
        }
        if item {
            out.push_str("- ");
        }
        out.push_str(&guard_start(words.trim()));
        previous_item = Some(item);
    }
    out
}

/// A bullet typed by hand makes an item as well.
fn without_bullet(block: &Block) -> (bool, Vec<TextRun>) {
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

/// A stretch; the emphasis hugs its words, since spaces inside would undo it.
fn marked(run: &TextRun) -> String {
    let text = &run.text;
    let words = text.trim();
    if !run.bold || words.is_empty() {
        return escape(text);
    }
    let start = &text[..text.len() - text.trim_start().len()];
    let end = &text[text.trim_end().len()..];
    format!("{start}**{}**{end}", escape(words))
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
            let block = Block { item: false, runs: vec![TextRun { text: words.clone(), bold: false }] };
            prop_assert_eq!(plain(&to_markdown(&[block])), words);
        }
    }
}
