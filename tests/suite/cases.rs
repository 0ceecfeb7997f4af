//! Bug reports as small programs, beside the tests that hold the same from within. Each is told
//! the program by `SC` and ends with 0 where it does right, 1 where not, and 2 where it cannot
//! be tried: without `faketime`, or where nothing may be mounted.
//!
//! They use real terminals, real clocks and real kills, so they are asked for by name:
//! `cargo test --test suite cases:: -- --ignored`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
#[ignore = "bash, Python and faketime; a minute"]
fn behaviour_cases_are_right() {
    assert_right("behaviour", "sh", "bash", 0);
}

#[test]
#[ignore = "Python, and a mount; some minutes"]
fn fault_cases_are_right() {
    // One of them mounts a small disk, which not everybody may.
    assert_right("faults/hand", "py", "python3", 1);
}

/// Runs the cases of a folder one after the other and fails with what the wrong ones printed.
fn assert_right(folder: &str, extension: &str, interpreter: &str, may_stay_untried: usize) {
    let cases = cases(folder, extension);
    assert!(cases.len() > 10, "{} cases in {folder}", cases.len());
    let [mut wrong, mut untried] = [Vec::new(), Vec::new()];
    for case in &cases {
        let (mut code, mut said) = run(interpreter, case);
        if code == Some(1) {
            // They wait for so many seconds, and a busy machine may be slower than that.
            (code, said) = run(interpreter, case);
        }
        match code {
            Some(0) => {}
            Some(2) => untried.push(said),
            _ => wrong.push(said),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        untried.len() <= may_stay_untried,
        "not tried: {}",
        untried.join("\n")
    );
}

fn cases(folder: &str, extension: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(folder);
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    cases.sort();
    cases
}

/// How a case ends, and what it says.
fn run(interpreter: &str, case: &Path) -> (Option<i32>, String) {
    let output = Command::new(interpreter)
        .arg(case)
        .env("SC", env!("CARGO_BIN_EXE_star-cards"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("the interpreter of the cases");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let said = format!("{}: {}\n{out}{err}", case.display(), output.status);
    (output.status.code(), said)
}
