//! YAML at the head of a file, as far as a story needs it: flat keys and lists of words.
//!
//! A strict reader of `key: value`, `key: [a, b]`, `- item` and quoted words. Whatever else
//! YAML can do (anchors, aliases, tags, maps in maps, folded text) it refuses by name and
//! hands back as it stands, so that nothing in it can grow or hide.

use std::ops::Range;

use crate::story::lines::{lines, mark_length};

/// What stands at the head of a file.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    /// Keys with their values, in order; a list has several.
    pub entries: Vec<(String, Vec<String>)>,
    /// Lines that were not read.
    pub unread: Vec<String>,
    /// Why not: the place of the first such line of each kind, and what it is.
    pub refused: Vec<(usize, &'static str)>,
    /// Where the rest of the file begins.
    pub end: usize,
    /// Whether items may follow: the last line was a key, or an item of its list.
    list_is_open: bool,
}

/// Reads the head of a file. A file without one has an empty head.
pub(super) fn read(source: &str) -> FrontMatter {
    let start = mark_length(source);
    let none = FrontMatter {
        end: start,
        ..FrontMatter::default()
    };
    let mut all = lines(source, start..source.len());
    let first = all.next().map(|line| source[line.at].trim_end());
    if first != Some("---") {
        return none;
    }
    let mut front = FrontMatter::default();
    let mut inside = Vec::new();
    for line in all {
        if matches!(source[line.at.clone()].trim_end(), "---" | "...") {
            front.end = line.end;
            break;
        }
        inside.push(line.at);
    }
    // Without an end, or without any key, the dashes were only a line.
    let has_key = inside.iter().any(|at| split(&source[at.clone()]).is_some());
    if front.end == 0 || !has_key {
        return none;
    }
    for at in inside {
        front.take(&source[at.clone()], at);
    }
    front
}

impl FrontMatter {
    fn take(&mut self, line: &str, at: Range<usize>) {
        let text = line.trim();
        if text.is_empty() || text.starts_with("# ") || text == "#" {
            return;
        }
        let item = text.strip_prefix("- ").or((text == "-").then_some(""));
        let read = match (item, split(text)) {
            (Some(item), _) if self.list_is_open => self.item(item.trim()),
            (Some(_), _) => Err("a list item without a list"),
            (None, Some(_)) if line.starts_with([' ', '\t']) => Err("a map in a map"),
            (None, Some((key, value))) => self.entry(key, value),
            (None, None) => Err("a line that is not `key: value`"),
        };
        self.list_is_open = read.is_ok();
        if let Err(why) = read {
            self.unread.push(line.trim_end().to_owned());
            if self.refused.iter().all(|(_, said)| *said != why) {
                self.refused.push((at.start, why));
            }
        }
    }

    fn item(&mut self, item: &str) -> Result<(), &'static str> {
        if split(item).is_some_and(|(key, _)| !key.contains(' ')) {
            return Err("a map in a list");
        }
        let value = scalar(item)?;
        if let Some((_, values)) = self.entries.last_mut() {
            values.push(value);
        }
        Ok(())
    }

    fn entry(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        let values = match value.strip_prefix('[').and_then(|v| v.strip_suffix(']')) {
            // `[[A link]]` is a word, not a list in a list.
            Some(inside) if !inside.starts_with('[') => list(inside)?,
            _ if value.is_empty() => Vec::new(),
            _ => vec![scalar(value)?],
        };
        self.entries.push((key.to_owned(), values));
        Ok(())
    }
}

/// Key and value of a line; none if there is no key.
fn split(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let colon = line.find(": ").or_else(|| {
        let last = line.len().checked_sub(1)?;
        line.ends_with(':').then_some(last)
    })?;
    let key = line[..colon].trim().trim_matches(['"', '\'']);
    let sign = |c: char| "[]{}&*!|>%@`#".contains(c) || c == '-' && key.starts_with("- ");
    (!key.is_empty() && !key.contains(sign)).then(|| (key, line[colon + 1..].trim()))
}

/// One value: plain words, or words in quotation marks.
fn scalar(value: &str) -> Result<String, &'static str> {
    let refused = match value.chars().next() {
        Some('&') => Some("an anchor"),
        Some('*') => Some("an alias"),
        Some('!') => Some("a tag of a type"),
        Some('{') => Some("a map in a line"),
        Some('[') if !(value.starts_with("[[") && value.ends_with("]]")) => {
            Some("a list in a list")
        }
        Some('|' | '>') if value.len() <= 3 => Some("text over several lines"),
        _ => None,
    };
    if let Some(why) = refused {
        return Err(why);
    }
    let quoted = |mark: char| {
        let rest = value.strip_prefix(mark)?;
        Some(rest.strip_suffix(mark).filter(|_| value.len() > 1))
    };
    match (quoted('"'), quoted('\'')) {
        (Some(Some(inside)), _) => Ok(inside.replace("\\\"", "\"").replace("\\n", "\n")),
        (_, Some(Some(inside))) => Ok(inside.replace("''", "'")),
        // A quotation inside a sentence is no YAML, and plain enough.
        (Some(None), _) | (_, Some(None)) | (None, None) => Ok(value.to_owned()),
    }
}

/// The entries of `a, "b, c", d`.
fn list(inside: &str) -> Result<Vec<String>, &'static str> {
    let mut entries = Vec::new();
    let (mut start, mut mark) = (0, None);
    for (at, c) in inside.char_indices().chain([(inside.len(), ',')]) {
        let begins = inside[start..at].trim().is_empty();
        match (mark, c) {
            (Some(open), c) if c == open => mark = None,
            (Some(_), _) if at < inside.len() => {}
            (None, '"' | '\'') if begins => mark = Some(c),
            (_, ',') => {
                let entry = inside[start..at].trim();
                if !entry.is_empty() {
                    entries.push(scalar(entry)?);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let front = read(source);
        let entries = front.entries.iter();
        let entries = entries.map(|(key, values)| format!("{key}={}", values.join("/")));
        let unread = front.unread.iter().map(|line| format!("?{}", line.trim()));
        let refused = front.refused.iter().map(|(_, why)| format!("!{why}"));
        entries
            .chain(unread)
            .chain(refused)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn flat_keys_and_lists_are_read_and_the_rest_is_refused_by_name() {
        let table = [
            ("---\ntitle: Nine days\n---\n", "title=Nine days"),
            ("---\ntags: [a, \"b, c\", 'd''s']\n---\n", "tags=a/b, c/d's"),
            ("---\ntags:\n  - a\n  - b\n---\n", "tags=a/b"),
            ("---\ntags:\n- a\n...\n", "tags=a"),
            ("\u{feff}---\r\na: \"x \\\"y\\\"\"\r\n---\r\n", "a=x \"y\""),
            ("---\nup: [[Some page]]\n---\n", "up=[[Some page]]"),
            (
                "---\na: &x y\nb: *x\n---\n",
                "?a: &x y ?b: *x !an anchor !an alias",
            ),
            (
                "---\na: 1\nb:\n  c: 2\n---\n",
                "a=1 b= ?c: 2 !a map in a map",
            ),
            ("---\na: !!set x\n---\n", "?a: !!set x !a tag of a type"),
            (
                "---\na: |\n  two words\n---\n",
                "?a: | ?two words !text over several lines !a line that is not `key: value`",
            ),
            (
                "---\n- a\nb: c\n---\n",
                "b=c ?- a !a list item without a list",
            ),
            ("---\na: {b: c}\n---\n", "?a: {b: c} !a map in a line"),
            ("---\n# words\na: b\n---\n", "a=b"),
            ("---\nno key\n---\n", ""),
            ("---\na: b\n", ""),
            ("# Title\n\n---\na: b\n---\n", ""),
            ("", ""),
        ];
        for (source, expected) in table {
            assert_eq!(shown(source), expected, "{source:?}");
        }
    }

    #[test]
    fn a_bomb_is_read_once_and_grows_nothing() {
        let mut source = "---\na: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 0..200_000 {
            source.push_str(&format!("k{level}: [*a, *a, *a, *a]\n"));
        }
        source.push_str("deep: ");
        source.push_str(&"[".repeat(1_000_000));
        source.push_str("\n---\n# T\n");
        let front = read(&source);
        let kept: usize = front.unread.iter().map(String::len).sum();
        assert!(kept < source.len());
        assert_eq!(front.entries.len(), 0);
        assert_eq!(&source[front.end..], "# T\n");
    }
}
