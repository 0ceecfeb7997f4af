//! Which file of `src` takes something from which: read from the `use` lines and from every
//! path in the code, followed through re-exports to the file that defines the name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A module by the names above it and its own: `src/cli/env.rs` is `[cli, env]`.
type Module = Vec<String>;

/// Each file and the files that it imports.
pub(crate) type Imports = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

/// What one file says.
#[derive(Default)]
struct Said {
    /// Paths behind `use`, one for each name that a tree of braces brings in.
    uses: Vec<Vec<String>>,
    /// Paths in the code.
    paths: Vec<Vec<String>>,
    /// Modules declared here that are files of their own.
    children: BTreeSet<String>,
}

/// The imports of the given files, each with its text. `main.rs` is a program of its own.
pub(crate) fn read(sources: &[(PathBuf, String)]) -> Imports {
    let files: BTreeMap<Module, &Path> = sources
        .iter()
        .filter(|(path, _)| !path.ends_with("main.rs"))
        .map(|(path, _)| (module(path), path.as_path()))
        .collect();
    let said: BTreeMap<Module, Said> = sources
        .iter()
        .map(|(path, text)| (module(path), said(&tokens(text))))
        .collect();
    let mut imports = Imports::new();
    for (module, path) in &files {
        let said_here = &said[module];
        let taken: BTreeSet<PathBuf> = said_here
            .uses
            .iter()
            .chain(&said_here.paths)
            .filter_map(|path| source_of(module, path, &said, 0))
            .filter(|from| from != module)
            .map(|from| files[&from].to_owned())
            .collect();
        imports.insert((*path).to_owned(), taken);
    }
    imports
}

/// Every circle, as the imports inside of it: `a.rs -> b.rs`.
pub(crate) fn circles(imports: &Imports) -> Vec<String> {
    let reached: BTreeMap<&Path, BTreeSet<&Path>> = imports
        .keys()
        .map(|path| (path.as_path(), reach(path, imports)))
        .collect();
    let mut ties = Vec::new();
    for (from, taken) in imports {
        for to in taken {
            if reached[to.as_path()].contains(from.as_path()) {
                ties.push(format!("{} -> {}", from.display(), to.display()));
            }
        }
    }
    ties
}

/// All that a file imports, and what that imports, and so on.
fn reach<'i>(from: &Path, imports: &'i Imports) -> BTreeSet<&'i Path> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Path> = imports[from].iter().map(PathBuf::as_path).collect();
    while let Some(path) = open.pop() {
        if reached.insert(path) {
            open.extend(imports[path].iter().map(PathBuf::as_path));
        }
    }
    reached
}

/// The module that a file below `src` is.
fn module(path: &Path) -> Module {
    let below = path.strip_prefix("src").expect("a file of src");
    let mut names: Module = below
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if names
        .last()
        .is_some_and(|name| name == "mod" || name == "lib")
    {
        names.pop();
    }
    names
}

/// The module whose file defines what a path means; none if it leaves the crate.
fn source_of(
    here: &Module,
    path: &[String],
    said: &BTreeMap<Module, Said>,
    depth: usize,
) -> Option<Module> {
    let (mut module, mut rest) = begin(here, path, said)?;
    while let Some((name, after)) = rest.split_first() {
        let child: Module = module.iter().chain([name]).cloned().collect();
        if !said.contains_key(&child) {
            break;
        }
        (module, rest) = (child, after);
    }
    let passed_on = rest.first().and_then(|name| {
        let mut uses = said[&module].uses.iter();
        uses.find(|path| path.last() == Some(name) && begin(&module, path, said).is_some())
    });
    match passed_on {
        Some(path) if depth < 8 => source_of(&module, path, said, depth + 1),
        _ => Some(module),
    }
}

/// Where a path begins, and what is left of it.
fn begin<'p>(
    here: &Module,
    path: &'p [String],
    said: &BTreeMap<Module, Said>,
) -> Option<(Module, &'p [String])> {
    let (first, mut rest) = path.split_first()?;
    let mut module = match first.as_str() {
        "crate" => Module::new(),
        "self" => here.clone(),
        "super" => here[..here.len() - 1].to_vec(),
        child if said[here].children.contains(child) => return Some((here.clone(), path)),
        _ => return None,
    };
    while let [up, after @ ..] = rest
        && up == "super"
    {
        module.pop();
        rest = after;
    }
    Some((module, rest))
}

/// Reads the tokens of a file.
fn said(tokens: &[String]) -> Said {
    let mut said = Said::default();
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "mod" if tokens[at + 2] == ";" => {
                said.children.insert(tokens[at + 1].clone());
                at += 3;
            }
            // A module in a file's own braces holds its tests.
            "mod" => at = after_braces(tokens, at + 2),
            "use" => at = tree(tokens, at + 1, &[], &mut said.uses),
            word if is_name(word) => {
                let mut path = vec![word.to_owned()];
                while tokens.get(at + 1).is_some_and(|token| token == "::")
                    && tokens.get(at + 2).is_some_and(|token| is_name(token))
                {
                    path.push(tokens[at + 2].clone());
                    at += 2;
                }
                if path.len() > 1 {
                    said.paths.push(path);
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    said
}

/// Reads the tree of a `use` from one place on, below a prefix; returns the place behind it.
fn tree(tokens: &[String], from: usize, prefix: &[String], uses: &mut Vec<Vec<String>>) -> usize {
    let mut path = prefix.to_vec();
    let mut at = from;
    loop {
        match tokens[at].as_str() {
            "::" => at += 1,
            "as" => at += 2,
            "{" => {
                at += 1;
                while tokens[at] != "}" {
                    at = tree(tokens, at, &path, uses);
                    at += usize::from(tokens[at] == ",");
                }
                return at + 1;
            }
            "," | "}" | ";" => {
                uses.push(path);
                return at;
            }
            "self" if !path.is_empty() => at += 1,
            name => {
                path.push(name.to_owned());
                at += 1;
            }
        }
    }
}

/// The place behind the braces that open at `from`.
fn after_braces(tokens: &[String], from: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.as_str() {
            "{" => depth += 1,
            "}" if depth == 1 => return at + 1,
            "}" => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single signs; comments, texts and characters are left out.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            'r' if rest.starts_with("r\"") || rest.starts_with("r#") => {
                let end = rest[1..].replace(|c| c != '#', " ");
                let end = format!("\"{}", &end[..end.find(' ').expect("a quote")]);
                let open = 1 + end.len();
                open + rest[open..].find(&end).expect("its end") + end.len()
            }
            '"' => 1 + closing(&rest[1..], '"'),
            // A lifetime has no closing quote.
            '\'' if rest[1..].starts_with('\\') || rest.chars().nth(2) == Some('\'') => {
                1 + closing(&rest[1..], '\'')
            }
            _ if is_name(rest) => {
                let other = |c: char| !c.is_alphanumeric() && c != '_';
                let length = rest.find(other).unwrap_or(rest.len());
                tokens.push(rest[..length].to_owned());
                length
            }
            ':' if rest.starts_with("::") => {
                tokens.push("::".to_owned());
                2
            }
            space if space.is_whitespace() => space.len_utf8(),
            sign => {
                tokens.push(sign.to_string());
                sign.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    tokens
}

/// The place behind the next quote that no backslash takes away.
fn closing(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text.find(|c| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.expect("a closing quote") + 1
}

#[test]
fn imports_are_read_in_every_form() {
    let files = [
        ("src/lib.rs", "mod a;\nmod b;\nmod deep;"),
        (
            "src/a.rs",
            "use crate::{b::{self, C as D}, deep::Thing};\nuse std::fs;",
        ),
        (
            "src/b.rs",
            "// use super::a;\nconst T: &str = \"use super::a;\";\n\
             mod tests { use super::super::a; }\nfn f<'a>(_: &'a str) -> char { 'x' }",
        ),
        ("src/deep/mod.rs", "mod child;\npub use child::Thing;"),
        (
            "src/deep/child.rs",
            "pub struct Thing;\nfn f() { super::super::a::g() }",
        ),
    ];
    let files = files.map(|(path, text)| (PathBuf::from(path), text.to_owned()));
    let imports = read(&files);
    let of = |path: &str| -> Vec<String> {
        let taken = imports[Path::new(path)].iter();
        taken.map(|path| path.display().to_string()).collect()
    };
    // A name that a module only passes on is taken from the file that defines it.
    assert_eq!(of("src/a.rs"), ["src/b.rs", "src/deep/child.rs"]);
    assert_eq!(of("src/b.rs"), [""; 0]);
    assert_eq!(of("src/deep/mod.rs"), ["src/deep/child.rs"]);
    assert_eq!(of("src/deep/child.rs"), ["src/a.rs"]);
    assert_eq!(
        circles(&imports),
        [
            "src/a.rs -> src/deep/child.rs",
            "src/deep/child.rs -> src/a.rs"
        ]
    );
}
