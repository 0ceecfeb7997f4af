//! What is published: a package with everything the program is built of, and no more.

use std::process::Command;

use crate::house::root;

/// The files that `cargo package` would take.
fn packaged() -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "package",
            "--list",
            "--allow-dirty",
            "--offline",
            "--locked",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let list = String::from_utf8(output.stdout).expect("names");
    list.lines().map(str::to_owned).collect()
}

#[test]
fn the_package_holds_what_the_program_is_built_of() {
    let packaged = packaged();
    for folder in ["src", "decks", "migrations"] {
        for file in files(folder) {
            assert!(packaged.contains(&file), "{file} is left out");
        }
    }
    for file in [
        "README.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "Cargo.lock",
    ] {
        assert!(packaged.iter().any(|packaged| packaged == file), "{file}");
    }
    let readme = std::fs::read_to_string(root().join("README.md")).expect("the README");
    let links = readme.split("](").skip(1);
    let links = links.map(|link| link.split(')').next().unwrap_or_default());
    let pictures: Vec<&str> = links.filter(|link| link.ends_with(".svg")).collect();
    assert!(!pictures.is_empty());
    for picture in &pictures {
        assert!(packaged.iter().any(|file| file == picture), "{picture}");
    }
    let folders = ["src/", "benches/", "decks/", "migrations/"];
    let other: Vec<&String> = packaged
        .iter()
        .filter(|file| file.contains('/') && !pictures.contains(&file.as_str()))
        .filter(|file| !folders.iter().any(|folder| file.starts_with(folder)))
        .collect();
    assert!(other.is_empty(), "{other:?}");
}

/// Every file below a folder of the repository.
fn files(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut waiting = vec![root().join(folder)];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => waiting.push(path),
                false => files.push(
                    path.strip_prefix(root())
                        .expect("inside")
                        .display()
                        .to_string(),
                ),
            }
        }
    }
    assert!(!files.is_empty());
    files
}

/// The newest version of the changelog is this one, and its day the one on the manual pages.
#[test]
fn changelog_manifest_and_manual_agree() {
    let changelog = std::fs::read_to_string(root().join("CHANGELOG.md")).expect("the changelog");
    let newest = changelog
        .lines()
        .filter_map(|line| line.strip_prefix("## ["))
        .find(|version| !version.starts_with("Unreleased]"))
        .expect("a version");
    let (version, day) = newest.split_once("] - ").expect("a day");
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    let page = crate::harness::Home::new().run(&["man"]).ok().out;
    assert!(page.contains(&format!(".TH STAR-CARDS 1 {day}")), "{page}");
}
