//! An argument list in which `{wav}`, `{out}` and `{dir}` stand for files.

use std::path::Path;

/// The files of one call.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallPaths<'p> {
    /// The recording.
    pub wav: &'p Path,
    /// Where the words go, with or without an ending of its own.
    pub out: &'p Path,
    /// The folder that the words go into.
    pub dir: &'p Path,
}

/// The words of the call.
pub(super) fn filled(words: &[String], paths: CallPaths<'_>) -> Vec<String> {
    let of = |path: &Path| path.display().to_string();
    let marks = [
        ("{wav}", of(paths.wav)),
        ("{out}", of(paths.out)),
        ("{dir}", of(paths.dir)),
    ];
    words.iter().map(|word| filled_word(word, &marks)).collect()
}

/// One word, whose marks are read once: what stands in a path is no mark.
fn filled_word(word: &str, marks: &[(&str, String)]) -> String {
    let mut text = String::new();
    let mut rest = word;
    while let Some(at) = rest.find('{') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let mark = marks.iter().find(|(mark, _)| rest.starts_with(mark));
        let (used, put) = mark.map_or((1, "{"), |(mark, path)| (mark.len(), path.as_str()));
        text.push_str(put);
        rest = &rest[used..];
    }
    text + rest
}

/// `~/` at the beginning of a word means the home folder, as in a shell.
pub(super) fn at_home(word: &str, home: Option<&Path>) -> String {
    match (word.strip_prefix("~/"), home) {
        (Some(inside), Some(home)) => home.join(inside).display().to_string(),
        _ => word.to_owned(),
    }
}

/// The line of the settings that holds such a list.
pub(super) fn setting_line(key: &str, words: &[String]) -> String {
    let quoted = |word: &String| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""));
    let quoted: Vec<String> = words.iter().map(quoted).collect();
    format!("{key} = [{}]", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn marks_become_paths_and_nothing_else_changes() {
        let paths = CallPaths {
            wav: Path::new("/tmp/a b/{out}.wav"),
            out: Path::new("/tmp/heard/answer"),
            dir: Path::new("/tmp/heard"),
        };
        let call = words(&[
            "hear",
            "-f={wav}",
            "{out}.json",
            "{dir}",
            "{x}",
            "{wav",
            "$HOME; rm",
            "é{",
        ]);
        let filled = filled(&call, paths);
        assert_eq!(
            filled,
            [
                "hear",
                "-f=/tmp/a b/{out}.wav",
                "/tmp/heard/answer.json",
                "/tmp/heard",
                "{x}",
                "{wav",
                "$HOME; rm",
                "é{"
            ]
        );
    }

    #[test]
    fn the_line_of_the_settings_is_one_that_is_read() {
        let call = words(&["a b", "-m", "C:\\x \"y\"", "{wav}"]);
        let line = setting_line("transcriber", &call);
        let read: toml::Table = toml::from_str(&line).expect("a setting");
        let read: Vec<&str> = read["transcriber"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|word| word.as_str())
            .collect();
        assert_eq!(read, call);
    }

    #[test]
    fn only_the_home_of_a_path_is_found() {
        let home = Some(Path::new("/home/me"));
        assert_eq!(at_home("~/models/x.bin", home), "/home/me/models/x.bin");
        for word in ["~", "~you/x", "a~/x", "/x"] {
            assert_eq!(at_home(word, home), word);
        }
        assert_eq!(at_home("~/x", None), "~/x");
    }
}
