//! A command that runs, and that ends with us.
//!
//! It has a process group of its own, so that whatever it starts ends with it, and no Ctrl-C of the
//! terminal reaches it. It is killed when its value goes, and at a signal or a panic that ends the
//! program. Refuses to hand a command to a shell.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use super::pump::{KeptPart, Pump};
use crate::files;

/// Bytes of what a command says about itself that are kept.
const KEPT_TOLD: usize = 8 * 1024;

/// How long the last words of a command that has ended are waited for.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How often a command that is about to end is looked at.
const STEP: Duration = Duration::from_millis(5);

/// What every command finds in its environment. The libraries beneath Python's recognisers stay at
/// home, even where somebody's own arguments name a model that is not there; and whoever records
/// through PulseAudio gives its samples at once, not every two seconds.
const VARIABLES: [(&str, &str); 3] = [
    ("HF_HUB_OFFLINE", "1"),
    ("TRANSFORMERS_OFFLINE", "1"),
    ("PULSE_LATENCY_MSEC", "50"),
];

/// The groups that run.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

fn running() -> MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Kills all that runs. From then on nothing is started any more: the program has to end.
fn end_all() {
    let mut running = running();
    running.drain(..).for_each(kill);
    std::mem::forget(running);
}

fn kill(group: Pid) {
    let _ = kill_process_group(group, Signal::KILL);
}

/// A command of ours.
#[derive(Debug)]
pub(super) struct OwnedChild {
    child: Child,
    group: Pid,
    told: Pump,
    status: Option<ExitStatus>,
}

impl OwnedChild {
    /// Starts it; what it writes to standard output comes back beside it.
    pub(super) fn start(words: &[String]) -> io::Result<(OwnedChild, ChildStdout)> {
        files::end_first(end_all);
        let (program, args) = words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut command = Command::new(program);
        command
            .args(args)
            .envs(VARIABLES)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        // A stop waits for this, and then finds it.
        let mut running = running();
        let mut child = command.spawn()?;
        let group = Pid::from_child(&child);
        running.push(group);
        drop(running);
        let (out, told) = (child.stdout.take(), child.stderr.take());
        let (Some(out), Some(told)) = (out, told) else {
            unreachable!("both were asked for");
        };
        let child = OwnedChild {
            child,
            group,
            told: Pump::begin(told, KeptPart::Last(KEPT_TOLD)),
            status: None,
        };
        Ok((child, out))
    }

    /// How it ended; none while it runs. What it left running is killed.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        if self.status.is_none() && self.has_ended() {
            self.end();
        }
        self.status
    }

    /// Whether it has ended by itself. It is not reaped yet, so that its group is still its own.
    pub(super) fn has_ended(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        !matches!(waitid(WaitId::Pid(self.group), options), Ok(None))
    }

    /// The same, waiting at most so long for a command that is about to end.
    pub(super) fn ended_within(&mut self, longest: Duration) -> Option<ExitStatus> {
        for _ in 0..longest.as_millis() / STEP.as_millis() {
            if self.has_ended() {
                break;
            }
            std::thread::sleep(STEP);
        }
        self.ended()
    }

    /// Asks it to end by itself.
    pub(super) fn ask_to_end(&self) {
        self.signal(Signal::TERM);
    }

    /// Holds it, or lets it go on.
    pub(super) fn hold(&self, hold: bool) {
        self.signal(if hold { Signal::STOP } else { Signal::CONT });
    }

    fn signal(&self, signal: Signal) {
        if self.status.is_none() {
            let _ = kill_process_group(self.group, signal);
        }
    }

    #[cfg(test)]
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it, and all that it has started.
    pub(super) fn end(&mut self) {
        if self.status.is_none() {
            let mut running = running();
            kill(self.group);
            self.status = self.child.wait().ok();
            running.retain(|group| *group != self.group);
        }
    }

    /// Why it failed, as it says itself: the first line of standard error that begins with "error",
    /// since some print their whole help behind it, else the last line.
    pub(super) fn last_words(&self) -> Option<String> {
        self.told.wait(LAST_WORDS);
        let told = String::from_utf8_lossy(&self.told.bytes()).into_owned();
        let error = told.lines().map(str::trim).find(|line| {
            let head = line.get(..5);
            head.is_some_and(|head| head.eq_ignore_ascii_case("error"))
        });
        error.map(str::to_owned).or_else(|| last_line(&told))
    }

    /// The last line that it has printed there so far.
    pub(super) fn telling(&self) -> Option<String> {
        last_line(&String::from_utf8_lossy(&self.told.bytes()))
    }
}

fn last_line(told: &str) -> Option<String> {
    let mut lines = told.rsplit(['\n', '\r']).map(str::trim);
    lines.find(|line| !line.is_empty()).map(str::to_owned)
}

impl Drop for OwnedChild {
    fn drop(&mut self) {
        self.end();
    }
}
