//! Programs run and measured: processor time, wall time, peak memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

use crate::homes::NOW;

/// The first argument by which this bench calls itself to count the memory of one program.
pub(crate) const PEAK: &str = "--peak-of";

/// A build of the program.
#[derive(Clone, Copy)]
pub(crate) struct Program<'p> {
    pub(crate) path: &'p Path,
}

/// What a process took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// User and system time of all its threads.
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
}

impl Program<'_> {
    /// This build, as people get it.
    pub(crate) fn this() -> Program<'static> {
        Program {
            path: Path::new(env!("CARGO_BIN_EXE_star-cards")),
        }
    }

    /// The program in a home on the evening on which everything is measured.
    pub(crate) fn command(&self, home: &Path, args: &[&str]) -> Command {
        let mut command = Command::new(self.path);
        command
            .args(args)
            .env("STAR_CARDS_HOME", home)
            .env("STAR_CARDS_NOW", NOW)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// The same at another time, for what has to be there first.
    pub(crate) fn before(&self, home: &Path, now: &str, args: &[&str]) {
        let mut command = self.command(home, args);
        let status = command.env("STAR_CARDS_NOW", now).status();
        assert!(status.expect("the program runs").success());
    }

    pub(crate) fn cost(&self, home: &Path, args: &[&str]) -> Cost {
        cost(&mut self.command(home, args))
    }

    pub(crate) fn wall(&self, home: &Path, args: &[&str]) -> Duration {
        self.cost(home, args).wall
    }

    /// The largest resident set in MB.
    pub(crate) fn peak_mb(&self, home: &Path, args: &[&str]) -> f64 {
        let mut command = itself();
        command.arg(PEAK).arg(self.path).args(args);
        command
            .env("STAR_CARDS_HOME", home)
            .env("STAR_CARDS_NOW", NOW);
        let output = command.output().expect("the bench runs itself");
        let kilobytes = String::from_utf8_lossy(&output.stdout);
        let kilobytes: f64 = kilobytes.trim().parse().expect("a number");
        kilobytes * 1024.0 / 1e6
    }
}

/// This bench once more, as a small process.
pub(crate) fn itself() -> Command {
    Command::new(std::env::current_exe().expect("the path of this program"))
}

/// Runs a program and prints its largest resident set in kB. A process of its own, since the
/// kernel keeps the largest of all children.
pub(crate) fn print_peak(program: &str, args: &[&str]) {
    let mut command = Command::new(program);
    command.args(args).stdout(Stdio::null());
    assert!(command.status().expect("the program runs").success());
    println!(
        "{}",
        getrusage(UsageWho::RUSAGE_CHILDREN)
            .expect("what children took")
            .max_rss()
    );
}

/// Runs a program, which must end well.
pub(crate) fn cost(command: &mut Command) -> Cost {
    let (cpu, begun) = (cpu_of_children(), Instant::now());
    let output = command.output().expect("the program runs");
    let wall = begun.elapsed();
    assert!(output.status.success(), "{command:?}: {output:?}");
    Cost {
        cpu: cpu_of_children() - cpu,
        wall,
    }
}

/// What all processes that have ended took so far.
pub(crate) fn cpu_of_children() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("what children took");
    [usage.user_time(), usage.system_time()]
        .iter()
        .map(|time| Duration::from_micros((time.tv_sec() * 1_000_000 + time.tv_usec()) as u64))
        .sum()
}

/// Medians of several runs of each, taken in turns, so that a busy minute meets all of them.
pub(crate) fn in_turns<const N: usize>(mut runs: [&mut dyn FnMut() -> Cost; N]) -> [Cost; N] {
    /// Fewer runs where they take long.
    const PATIENCE: Duration = Duration::from_secs(6);
    let first: Duration = runs.iter_mut().map(|run| run().wall).sum();
    let rounds = (PATIENCE.as_secs_f64() / first.as_secs_f64().max(1e-6)) as usize;
    let mut costs: [Vec<Cost>; N] = std::array::from_fn(|_| Vec::new());
    for _ in 0..rounds.clamp(3, 25) {
        for (run, costs) in runs.iter_mut().zip(&mut costs) {
            costs.push(run());
        }
    }
    costs.map(|costs| Cost {
        cpu: median(costs.iter().map(|cost| cost.cpu).collect()),
        wall: median(costs.iter().map(|cost| cost.wall).collect()),
    })
}

pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The median of so many runs after one that warms up.
pub(crate) fn median_of(runs: usize, mut run: impl FnMut() -> Duration) -> Duration {
    run();
    median((0..runs).map(|_| run()).collect())
}

pub(crate) fn ms(time: Duration) -> String {
    format!("{:8.2} ms", time.as_secs_f64() * 1000.0)
}

pub(crate) fn ratio(time: Duration, beside: Duration) -> f64 {
    time.as_secs_f64() / beside.as_secs_f64()
}
