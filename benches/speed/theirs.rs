//! Anki itself beside us, on the same cards and answers.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::homes::Size;
use crate::program::{Cost, Program, cpu_of_children, median};

const RUNS: usize = 7;

/// A Python that has Anki.
pub(crate) struct Anki {
    python: OsString,
    script: PathBuf,
}

/// What Anki takes to say what is due.
pub(crate) struct AnkiDue {
    /// The whole process.
    pub(crate) process: Cost,
    /// Processor time in its library alone: of opening the collection, and of asking it.
    pub(crate) open: Duration,
    pub(crate) ask: Duration,
}

impl Anki {
    /// From `ANKI_PYTHON`.
    pub(crate) fn found() -> Option<Anki> {
        let python = std::env::var_os("ANKI_PYTHON")?;
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let script = root.join("benches/speed/due_in_anki.py");
        Some(Anki { python, script })
    }

    fn command(&self, args: &[&Path]) -> Command {
        let mut command = Command::new(&self.python);
        command.arg(&self.script).args(args);
        command.stdin(Stdio::null()).stderr(Stdio::inherit());
        command
    }

    /// Brings a home into Anki and asks what is due there.
    pub(crate) fn due(&self, program: &Program<'_>, home: &Path, size: Size) -> AnkiDue {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let package = folder.path().join("cards.apkg");
        let collection = folder.path().join("collection.anki2");
        let out = package.display().to_string();
        program.wall(home, &["export", "anki", "--all", "--force", "-o", &out]);
        let made = self.command(&[Path::new("make"), &package, &collection]);
        assert!({ made }.status().expect("Python runs").success());
        let mut runs = Vec::new();
        for _ in 0..=RUNS {
            let (cpu, begun) = (cpu_of_children(), std::time::Instant::now());
            let output = self.command(&[Path::new("due"), &collection]).output();
            let output = output.expect("Python runs");
            let process = Cost {
                cpu: cpu_of_children() - cpu,
                wall: begun.elapsed(),
            };
            let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
            assert!(
                told["cards"].as_u64() >= Some(size.cards() as u64),
                "{told}"
            );
            let [open, ask] = ["open", "ask"].map(|key| {
                let seconds = told[key].as_f64().expect("seconds");
                Duration::from_secs_f64(seconds)
            });
            runs.push(AnkiDue { process, open, ask });
        }
        // The first one warms up.
        runs.remove(0);
        let of = |time: fn(&AnkiDue) -> Duration| median(runs.iter().map(time).collect());
        AnkiDue {
            process: Cost {
                cpu: of(|run| run.process.cpu),
                wall: of(|run| run.process.wall),
            },
            open: of(|run| run.open),
            ask: of(|run| run.ask),
        }
    }
}
