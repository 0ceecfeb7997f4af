//! The real binary on a pseudo-terminal: keys in, a screen out.
//!
//! Nothing here sleeps and hopes. A test waits for words, or for the program to listen for
//! single keys, and fails after a deadline that no healthy machine reaches.

use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::process::{Child, ExitStatus, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use rustix::termios::{LocalModes, tcgetattr};

use crate::harness::Home;

pub(crate) const UP: &str = "\u{1b}[A";
pub(crate) const DOWN: &str = "\u{1b}[B";
pub(crate) const ENTER: &str = "\r";
pub(crate) const ESC: &str = "\u{1b}";
pub(crate) const CTRL_C: &str = "\u{3}";

/// Nothing that is waited for takes longer, unless it never comes.
const DEADLINE: Duration = Duration::from_secs(30);

/// Terminal modes and the end of a process announce themselves to nobody: they are looked at
/// this often.
const LOOK: Duration = Duration::from_millis(5);
const LOOKS: u32 = 6_000;

/// The real binary in a hermetic environment.
pub(crate) struct Start {
    home: PathBuf,
    now: String,
    size: (u16, u16),
    env: Vec<(String, String)>,
    shell: Option<String>,
}

impl Start {
    /// On the same Monday evening as [`Home::new`], 40 rows by 80 columns.
    pub(crate) fn at(home: &Home) -> Start {
        Start {
            home: home.path(),
            now: "2026-03-02T20:00:00+01:00".to_owned(),
            size: (40, 80),
            env: Vec::new(),
            shell: None,
        }
    }

    pub(crate) fn now(mut self, now: &str) -> Start {
        self.now = now.to_owned();
        self
    }

    /// 20:00, so many days after the first Monday of March 2026.
    pub(crate) fn day(self, days: u32) -> Start {
        self.now(&format!("2026-03-{:02}T20:00:00+01:00", 2 + days))
    }

    pub(crate) fn size(mut self, rows: u16, columns: u16) -> Start {
        self.size = (rows, columns);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Start {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs a line of shell first: a limit, a trap.
    pub(crate) fn after(mut self, shell: &str) -> Start {
        self.shell = Some(shell.to_owned());
        self
    }

    /// Name and value of everything the program finds in its environment.
    fn variables(&self) -> Vec<(String, String)> {
        let path = std::env::var("PATH").expect("PATH");
        let home = self.home.display().to_string();
        // What a killed program leaves behind goes with the test's own folder.
        let beside = self.home.parent().expect("a temporary folder");
        let mut all = vec![
            ("PATH".to_owned(), path),
            ("TMPDIR".to_owned(), beside.display().to_string()),
            ("HOME".to_owned(), home.clone()),
            ("STAR_CARDS_HOME".to_owned(), home),
            ("STAR_CARDS_NOW".to_owned(), self.now.clone()),
            ("LANG".to_owned(), "C.UTF-8".to_owned()),
            ("TERM".to_owned(), "xterm-256color".to_owned()),
        ];
        all.extend(self.env.iter().cloned());
        all
    }

    /// The program, or the shell that becomes it, and its arguments.
    fn words(&self, args: &[&str]) -> (String, Vec<String>) {
        let binary = env!("CARGO_BIN_EXE_star-cards").to_owned();
        let args = args.iter().map(ToString::to_string);
        match &self.shell {
            None => (binary, args.collect()),
            Some(shell) => {
                let script = format!("{shell}; exec \"$0\" \"$@\"");
                let words = ["-c".to_owned(), script, binary];
                ("sh".to_owned(), words.into_iter().chain(args).collect())
            }
        }
    }

    /// Starts it on a terminal.
    pub(crate) fn tty(self, args: &[&str]) -> Tty {
        let (pty, pts) = open().expect("a pseudo-terminal");
        let (rows, columns) = self.size;
        pty.resize(Size::new(rows, columns)).expect("a size");
        let (program, words) = self.words(args);
        let command = Command::new(program)
            .args(words)
            .env_clear()
            .envs(self.variables());
        let child = command.spawn(pts).expect("the program starts");
        let shared = Arc::new(Shared {
            seen: Mutex::new(Seen {
                raw: Vec::new(),
                screen: vt100::Parser::new(rows.max(2), columns.max(2), 1000),
                closed: false,
                leave: false,
            }),
            news: Condvar::new(),
        });
        let pty = Arc::new(pty);
        let reader = std::thread::spawn({
            let (pty, shared) = (Arc::clone(&pty), Arc::clone(&shared));
            move || watch(&pty, &shared)
        });
        Tty {
            child,
            pty: Some(pty),
            reader: Some(reader),
            shared,
            mark: 0,
        }
    }

    /// Starts it without a terminal.
    pub(crate) fn spawn(self, args: &[&str]) -> Child {
        let (program, words) = self.words(args);
        std::process::Command::new(program)
            .args(words)
            .env_clear()
            .envs(self.variables())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    }

    /// Runs it without a terminal to its end.
    pub(crate) fn piped(self, args: &[&str]) -> Output {
        let child = self.spawn(args);
        child.wait_with_output().expect("the program runs")
    }
}

/// What has come out of the terminal so far.
struct Seen {
    raw: Vec<u8>,
    screen: vt100::Parser,
    /// The program's side is closed.
    closed: bool,
    /// The reader is asked to let go of the terminal.
    leave: bool,
}

struct Shared {
    seen: Mutex<Seen>,
    news: Condvar,
}

/// The next bytes, none at the end, which Linux tells as an error (EIO), others as zero bytes.
///
/// Linux looks first for bytes and then whether the other side is closed: what is written and
/// closed between the two looks is told as an end, with the last words still unread. So an end
/// counts when it is told twice: after the first nobody can write any more.
fn read_to_the_end(pty: &mut impl Read, chunk: &mut [u8]) -> usize {
    let mut ends = 0;
    while ends < 2 {
        match pty.read(chunk) {
            Ok(0) => ends += 1,
            Ok(read) => return read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => ends += 1,
        }
    }
    0
}

fn watch(mut pty: &Pty, shared: &Shared) {
    let mut chunk = [0; 4096];
    loop {
        let read = read_to_the_end(&mut pty, &mut chunk);
        // A test that failed with the lock in its hand has told what it saw.
        let Ok(mut seen) = shared.seen.lock() else {
            return;
        };
        seen.raw.extend_from_slice(&chunk[..read]);
        seen.screen.process(&chunk[..read]);
        seen.closed = read == 0;
        shared.news.notify_all();
        if seen.closed || seen.leave {
            return;
        }
    }
}

/// A running program and the terminal it talks to. Dropped, it is killed.
pub(crate) struct Tty {
    child: Child,
    pty: Option<Arc<Pty>>,
    reader: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
    /// Up to here the words were waited for already.
    mark: usize,
}

impl Tty {
    /// Reads the screen that names the traps before the first one, and goes on.
    #[track_caller]
    pub(crate) fn meet_traps(&mut self) -> &mut Tty {
        self.wait_for("Four traps")
            .wait_for("Space begin")
            .press(" ")
    }

    /// Waits until these words come after those waited for before. Blanks and line breaks
    /// count as one blank, escape sequences as nothing.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, words: &str) -> &mut Tty {
        self.wait_at_most(DEADLINE, words)
    }

    /// The same where another program has much to do before.
    #[track_caller]
    pub(crate) fn wait_at_most(&mut self, deadline: Duration, words: &str) -> &mut Tty {
        let shared = Arc::clone(&self.shared);
        let found = |seen: &Seen| words_in(&seen.raw, self.mark, words);
        let seen = shared.seen.lock().expect("the reader");
        let (seen, _) = shared
            .news
            .wait_timeout_while(seen, deadline, |seen| found(seen).is_none() && !seen.closed)
            .expect("the reader");
        match found(&seen) {
            Some(end) => self.mark = end,
            None => panic!("{words:?} never came: {}", told(&seen)),
        }
        self
    }

    /// Waits until the screen looks like this.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, fits: impl Fn(&str) -> bool) -> &mut Tty {
        let seen = self.seen();
        let (seen, _) = self
            .shared
            .news
            .wait_timeout_while(seen, DEADLINE, |seen| {
                !fits(&seen.screen.screen().contents()) && !seen.closed
            })
            .expect("the reader");
        assert!(
            fits(&seen.screen.screen().contents()),
            "{what} never came: {}",
            told(&seen)
        );
        drop(seen);
        self
    }

    /// Waits until the program reads single keys, then presses these.
    #[track_caller]
    pub(crate) fn press(&mut self, keys: &str) -> &mut Tty {
        self.wait_for_a_prompt();
        self.send(keys)
    }

    /// Leaves the summary of a sitting, at which its last answer could still be taken back.
    #[track_caller]
    pub(crate) fn leave_summary(&mut self) -> &mut Tty {
        self.wait_for("any other key leaves").press(" ")
    }

    /// Types this at once, whether anybody listens or not.
    #[track_caller]
    pub(crate) fn send(&mut self, keys: &str) -> &mut Tty {
        let mut pty: &Pty = self.pty();
        pty.write_all(keys.as_bytes())
            .expect("the terminal is open");
        self
    }

    /// Waits until the program has asked the terminal to mark pastes, as it does at each question.
    #[track_caller]
    pub(crate) fn wait_for_marked_pastes(&mut self) -> &mut Tty {
        let marks = |seen: &Seen| seen.raw.windows(8).any(|part| part == b"\x1b[?2004h");
        let seen = self.seen();
        let (seen, _) = self
            .shared
            .news
            .wait_timeout_while(seen, DEADLINE, |seen| !marks(seen) && !seen.closed)
            .expect("the reader");
        assert!(marks(&seen), "no question came: {}", told(&seen));
        drop(seen);
        self
    }

    /// Waits until the program reads single keys: no line editing, no echo.
    #[track_caller]
    pub(crate) fn wait_for_a_prompt(&mut self) -> &mut Tty {
        for _ in 0..LOOKS {
            let seen = self.seen();
            if !self
                .modes()
                .intersects(LocalModes::ICANON | LocalModes::ECHO)
            {
                drop(seen);
                return self;
            }
            assert!(!seen.closed, "no prompt came: {}", told(&seen));
            drop(
                self.shared
                    .news
                    .wait_timeout(seen, LOOK)
                    .expect("the reader"),
            );
        }
        panic!("no prompt came: {}", told(&self.seen()));
    }

    /// The terminal's modes as the program's side has them.
    pub(crate) fn modes(&self) -> LocalModes {
        tcgetattr(self.pty().as_fd())
            .expect("the modes of the terminal")
            .local_modes
    }

    /// The rows of the screen as they are now, without blanks at their ends.
    pub(crate) fn screen(&self) -> String {
        self.seen().screen.screen().contents()
    }

    /// What a picture is drawn from: the screen with its colours.
    pub(crate) fn drawn<T>(&self, draw: impl FnOnce(&vt100::Screen) -> T) -> T {
        draw(self.seen().screen.screen())
    }

    /// Whether the terminal shows no cursor.
    pub(crate) fn hides_cursor(&self) -> bool {
        self.seen().screen.screen().hide_cursor()
    }

    /// Every byte so far.
    pub(crate) fn raw(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    /// Everything so far without escape sequences, every run of blanks and line breaks one
    /// blank.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&plain(&self.seen().raw)).into_owned()
    }

    pub(crate) fn resize(&mut self, rows: u16, columns: u16) -> &mut Tty {
        let mut seen = self.seen();
        // The emulator itself knows no window of one row or column.
        seen.screen
            .screen_mut()
            .set_size(rows.max(2), columns.max(2));
        drop(seen);
        self.pty()
            .resize(Size::new(rows, columns))
            .expect("a new size");
        self
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&mut self, name: &str) -> &mut Tty {
        let sent = std::process::Command::new("sh")
            .arg("-c")
            .arg(format!("kill -{name} {}", self.pid()))
            .status()
            .expect("a shell");
        assert!(sent.success(), "kill -{name}");
        self
    }

    /// Closes the window while the program waits for a key. `key` must make the program
    /// show something and ask again: it wakes the reader, which holds the terminal too.
    #[track_caller]
    pub(crate) fn hang_up(&mut self, key: &str) -> &mut Tty {
        self.seen().leave = true;
        self.press(key);
        let reader = self.reader.take().expect("still reading");
        reader.join().expect("the reader");
        self.wait_for_a_prompt();
        self.pty = None;
        self
    }

    /// Waits for the end and returns the exit code.
    #[track_caller]
    pub(crate) fn end(&mut self) -> i32 {
        let status = self.status();
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader");
        }
        status
            .code()
            .unwrap_or_else(|| panic!("{status}: {}", told(&self.seen())))
    }

    /// Kills it as a power cut would, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("SIGKILL");
        self.child.wait().expect("gone");
    }

    #[track_caller]
    fn status(&mut self) -> ExitStatus {
        for _ in 0..LOOKS {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            let seen = self.seen();
            drop(
                self.shared
                    .news
                    .wait_timeout(seen, LOOK)
                    .expect("the reader"),
            );
        }
        panic!("it never ended: {}", told(&self.seen()));
    }

    fn pty(&self) -> &Pty {
        self.pty.as_deref().expect("the terminal is open")
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().expect("the reader")
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        // Already ended, as a rule.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn told(seen: &Seen) -> String {
    format!(
        "the screen\n{}\n--- all of it\n{}",
        seen.screen.screen().contents(),
        String::from_utf8_lossy(&plain(&seen.raw))
    )
}

/// Where the words end that stand at or after `from`.
fn words_in(raw: &[u8], from: usize, words: &str) -> Option<usize> {
    let (text, words) = (plain(raw), plain(words.as_bytes()));
    let rest = text.get(from..)?;
    let at = rest.windows(words.len()).position(|part| part == words)?;
    Some(from + at + words.len())
}

/// The text without escape sequences, every run of blanks and line breaks one blank. What a
/// longer output begins with, its text begins with as well.
fn plain(raw: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            0x1b => skip_sequence(&mut bytes),
            b' ' | b'\n' | b'\r' | b'\t' => {
                if text.last() != Some(&b' ') {
                    text.push(b' ');
                }
            }
            byte => text.push(byte),
        }
    }
    text
}

fn skip_sequence(bytes: &mut impl Iterator<Item = u8>) {
    match bytes.next() {
        Some(b'[') => {
            bytes.find(|byte| (0x40..=0x7e).contains(byte));
        }
        Some(b']') => {
            bytes.find(|byte| *byte == 0x07 || *byte == b'\\');
        }
        _ => {}
    }
}

/// Taps through a rehearsal of a story with all five beats.
pub(crate) fn speak_five_beats(tty: &mut Tty) {
    for bar in [
        "begin to speak",
        "ends Situation",
        "ends Task",
        "ends Action",
        "ends Result",
        "ends Learning",
    ] {
        tty.wait_for(bar).wait_for_a_prompt().press(" ");
    }
}

/// Card and quality of every answer in the log that was not taken back, oldest first.
pub(crate) fn answers(home: &Home) -> Vec<(String, i64)> {
    let log = rusqlite::Connection::open(home.database()).expect("the log");
    let mut statement = log
        .prepare(
            "SELECT card, quality FROM review WHERE NOT EXISTS (SELECT 1 FROM undo WHERE
             target_session = review.session AND target_number = review.number)
             ORDER BY at, session, number",
        )
        .expect("the table");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.expect("rows").map(|row| row.expect("a row")).collect()
}

/// A terminal whose end is told before its last words.
struct EndsTooSoon(Vec<io::Result<&'static str>>);

impl Read for EndsTooSoon {
    fn read(&mut self, chunk: &mut [u8]) -> io::Result<usize> {
        let words = self.0.pop().unwrap_or(Err(ErrorKind::Other.into()))?;
        chunk[..words.len()].copy_from_slice(words.as_bytes());
        Ok(words.len())
    }
}

#[test]
fn the_last_words_are_read_behind_an_end_that_was_told_too_soon() {
    for end in [Ok(""), Err(ErrorKind::Other.into())] {
        let interrupted = Err(ErrorKind::Interrupted.into());
        let mut pty = EndsTooSoon(vec![Ok("Stopped."), end, interrupted, Ok("Which?")]);
        let mut chunk = [0; 16];
        for words in ["Which?", "Stopped.", ""] {
            let read = read_to_the_end(&mut pty, &mut chunk);
            assert_eq!(&chunk[..read], words.as_bytes());
        }
    }
}
