//! What was pressed, out of the bytes that a terminal sends.
//!
//! A key is known whole or it is nothing: a sequence that this file does not list (an arrow
//! with Shift, a function key, a late answer of the terminal to a question that another
//! program asked) is swallowed to its last byte, so that no tail of it grades a card. Text
//! that is pasted comes as one [`Press::Paste`], however many lines it has.
//!
//! Sequences as in ECMA-48 (control sequences, control strings) and xterm's ctlseqs
//! (bracketed paste, mouse reports).

use std::collections::HashSet;
use std::io;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::{self, LocalModes, OptionalActions, SpecialCodeIndex, Termios};

const ESCAPE: u8 = 0x1b;
const CTRL_C: u8 = 0x03;
/// What stands in a terminal's modes where no key does a thing (POSIX: `_POSIX_VDISABLE`).
const NO_KEY: u8 = 0;
const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";
/// BEL, `ESC \`, and the same as one control character of eight bits, as UTF-8 writes it.
const STRING_ENDS: [&[u8]; 3] = [b"\x07", b"\x1b\\", b"\xc2\x9c"];

/// An Escape stands alone, and text that came at once is over, when nothing more came for so
/// long. Enough for a slow line, too short to be felt.
const SILENCE: Duration = Duration::from_millis(50);

/// The same for a sequence or a paste that has begun, whose rest must not be taken for keys:
/// nobody types its beginning by hand.
const SILENCE_WITHIN: Duration = Duration::from_secs(2);

/// The longest sequence that is waited for, in bytes; no key and no answer comes near.
const LONGEST_SEQUENCE: usize = 4 << 10;

/// The longest paste that is taken as one, in bytes.
const LONGEST_PASTE: usize = 4 << 20;

/// The longest line that Linux lets a person type where it edits lines itself, in bytes.
const LONGEST_LINE: usize = 4095;

/// One thing that was pressed, or pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// A character; never a control character.
    Char(char),
    /// Ctrl with a letter, in lower case.
    Ctrl(char),
    Enter,
    /// Escape alone.
    Escape,
    Tab,
    /// Shift and Tab.
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Paste(String),
    /// Something that means nothing here.
    Unknown,
}

/// The first thing pressed and the bytes it took; none while the rest of it has to come.
///
/// Ctrl-C is meant, whatever stands before it: a sequence ends there, and only a paste may hold
/// one.
pub(crate) fn decode(bytes: &[u8]) -> Option<(Press, usize)> {
    let found = first_press(bytes);
    match bytes.iter().position(|byte| *byte == CTRL_C) {
        None | Some(0) => found,
        _ if bytes.starts_with(PASTE_BEGINS) => found,
        Some(stop) => found
            .filter(|(_, used)| *used <= stop)
            .or(Some((Press::Unknown, stop))),
    }
}

fn first_press(bytes: &[u8]) -> Option<(Press, usize)> {
    let escapes = bytes.iter().take_while(|byte| **byte == ESCAPE).count();
    match escapes {
        0 => match introducer(bytes) {
            // What begins with one control character of eight bits, or as UTF-8 writes it, as
            // other terminals write it with an Escape.
            Some((second, length)) => {
                let spelled = [&[ESCAPE, second], &bytes[length..]].concat();
                let (_, used) = sequence(&spelled)?;
                Some((Press::Unknown, used - 2 + length))
            }
            None => character(bytes),
        },
        1 => sequence(bytes),
        // Alt with a key that is a sequence itself, in some terminals.
        _ => {
            let (_, used) = sequence(&bytes[escapes - 1..])?;
            Some((Press::Unknown, escapes - 1 + used))
        }
    }
}

/// What stands behind the Escape in the longer spelling of a control character that begins a
/// sequence, and how many bytes it has here.
fn introducer(bytes: &[u8]) -> Option<(u8, usize)> {
    let (control, length) = match *bytes {
        [0xc2, control, ..] => (control, 2),
        [control, ..] => (control, 1),
        [] => return None,
    };
    let begins = matches!(control, 0x8f | 0x90 | 0x98 | 0x9b | 0x9d..=0x9f);
    begins.then(|| (control - 0x40, length))
}

fn character(bytes: &[u8]) -> Option<(Press, usize)> {
    let press = match *bytes.first()? {
        b'\r' | b'\n' => Press::Enter,
        b'\t' => Press::Tab,
        0x08 | 0x7f => Press::Backspace,
        byte @ 0x01..=0x1a => Press::Ctrl(char::from(byte - 1 + b'a')),
        byte @ 0x20..=0x7e => Press::Char(char::from(byte)),
        byte => return wide_character(bytes, byte),
    };
    Some((press, 1))
}

/// A character of several bytes. A byte that begins none is nothing, and with it the character
/// behind it: in other encodings the two are one letter.
fn wide_character(bytes: &[u8], first: u8) -> Option<(Press, usize)> {
    let length = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let whole = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(whole) {
        Ok(text) => match text.chars().next().filter(|c| !c.is_control()) {
            Some(character) => Some((Press::Char(character), length)),
            None => Some((Press::Unknown, length)),
        },
        Err(error) if error.error_len().is_none() && bytes.len() < length => None,
        Err(_) => {
            let tail = bytes.get(1).is_some_and(|byte| (b' '..0x7f).contains(byte));
            Some((Press::Unknown, 1 + usize::from(tail)))
        }
    }
}

/// What begins with one Escape.
fn sequence(bytes: &[u8]) -> Option<(Press, usize)> {
    match *bytes.get(1)? {
        b'[' => control_sequence(bytes),
        b'O' => application_key(bytes),
        b']' | b'P' | b'X' | b'^' | b'_' => control_string(bytes),
        // Ctrl-C is meant, whatever stands before it.
        CTRL_C => Some((Press::Escape, 1)),
        // Alt with a key.
        _ => character(&bytes[1..]).map(|(_, used)| (Press::Unknown, 1 + used)),
    }
}

/// `ESC [ PARAMETERS FINAL`
fn control_sequence(bytes: &[u8]) -> Option<(Press, usize)> {
    if bytes.starts_with(PASTE_BEGINS) {
        return paste(bytes);
    }
    let rest = &bytes[2..];
    match *rest.first()? {
        // A mouse report of the oldest kind: three bytes of any value.
        b'M' => return (rest.len() > 3).then_some((Press::Unknown, 6)),
        // A function key of the Linux console.
        b'[' => return (rest.len() > 1).then_some((Press::Unknown, 4)),
        _ => {}
    }
    // rxvt ends Home and its like with Shift so; elsewhere a `$` is followed by a letter.
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits > 0 && rest.get(digits) == Some(&b'$') {
        return Some((Press::Unknown, 3 + digits));
    }
    let end = rest.iter().position(|byte| !(0x20..=0x3f).contains(byte))?;
    if !(0x40..=0x7e).contains(&rest[end]) {
        return Some((Press::Unknown, 2 + end));
    }
    let press = match (&rest[..end], rest[end]) {
        (b"", final_byte) => named_key(final_byte),
        (b"1" | b"7", b'~') => Press::Home,
        (b"3", b'~') => Press::Delete,
        (b"4" | b"8", b'~') => Press::End,
        (b"5", b'~') => Press::PageUp,
        (b"6", b'~') => Press::PageDown,
        _ => Press::Unknown,
    };
    Some((press, 3 + end))
}

/// `ESC O FINAL`, which arrows send in application mode.
fn application_key(bytes: &[u8]) -> Option<(Press, usize)> {
    let rest = &bytes[2..];
    let end = rest.iter().position(|byte| !(b'0'..=b';').contains(byte))?;
    let press = match end {
        0 => named_key(rest[0]),
        _ => Press::Unknown,
    };
    Some((press, 3 + end))
}

fn named_key(final_byte: u8) -> Press {
    match final_byte {
        b'A' => Press::Up,
        b'B' => Press::Down,
        b'C' => Press::Right,
        b'D' => Press::Left,
        b'H' => Press::Home,
        b'F' => Press::End,
        b'Z' => Press::BackTab,
        _ => Press::Unknown,
    }
}

/// An answer of the terminal or another string, up to BEL or `ESC \`.
fn control_string(bytes: &[u8]) -> Option<(Press, usize)> {
    let ends = STRING_ENDS.map(|end| Some(find(bytes, end)? + end.len()));
    let end = ends.into_iter().flatten().min()?;
    Some((Press::Unknown, end))
}

/// A paste ends with the last of the marks that are there: another may be part of its text. But
/// Ctrl-C behind a mark is no text.
fn paste(bytes: &[u8]) -> Option<(Press, usize)> {
    let first = find(bytes, PASTE_ENDS)?;
    let stop = bytes[first..].iter().position(|byte| *byte == CTRL_C);
    let before = &bytes[..stop.map_or(bytes.len(), |at| first + at)];
    let mut windows = before.windows(PASTE_ENDS.len());
    let end = windows.rposition(|window| window == PASTE_ENDS)?;
    let text = String::from_utf8_lossy(&bytes[PASTE_BEGINS.len()..end]).into_owned();
    Some((Press::Paste(text), end + PASTE_ENDS.len()))
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// So many characters that come at once were not typed by hand; a key that is held down
/// repeats itself, text does not.
const AT_ONCE: usize = 16;
const DIFFERENT_AT_ONCE: usize = 4;

/// Whether bytes that came in one piece are text that was pasted into a terminal that does
/// not mark it: much of it, or several lines.
fn is_pasted(chunk: &[u8]) -> bool {
    let is_text = |byte: &u8| *byte >= b' ' || b"\t\r\n".contains(byte);
    let letters = chunk.iter().filter(|byte| **byte >= b' ');
    let different: HashSet<u8> = letters.clone().copied().collect();
    let much = letters.count() >= AT_ONCE && different.len() >= DIFFERENT_AT_ONCE;
    chunk.iter().all(is_text) && (much || lines_of(chunk) > 1)
}

/// The lines of a text, blank ones at its ends left out.
fn lines_of(text: &[u8]) -> usize {
    let lines = text.trim_ascii().split(|byte| b"\r\n".contains(byte));
    lines.count()
}

/// Reads standard input key by key. The terminal must be in [`Modes::raw`].
#[derive(Debug, Default)]
pub(crate) struct Keys {
    bytes: Vec<u8>,
    /// Whether the last thing read was an Escape that stood alone.
    after_escape: bool,
    /// Whether the bytes that are left came as text in one piece.
    pasted: bool,
}

impl Keys {
    /// The next thing pressed; none if nothing was within `wait`, which is for ever where it
    /// is none.
    ///
    /// # Errors
    ///
    /// Those of the terminal; its end is [`io::ErrorKind::UnexpectedEof`].
    pub(crate) fn next(&mut self, wait: Option<Duration>) -> io::Result<Option<Press>> {
        loop {
            if let Some(press) = self.take() {
                return Ok(Some(press));
            }
            let begun = !self.bytes.is_empty();
            let wait = if begun { Some(self.silence()) } else { wait };
            if !self.fill(wait)? {
                return Ok(begun.then(|| self.give_up()));
            }
            let longest = match self.bytes.starts_with(PASTE_BEGINS) {
                true => LONGEST_PASTE,
                false => LONGEST_SEQUENCE,
            };
            if self.bytes.len() > longest && decode(&self.bytes).is_none() {
                return Ok(Some(self.give_up()));
            }
        }
    }

    /// Whether the last thing pressed came in one piece with more text than a hand types at
    /// once: at a question for a single key it means nothing.
    pub(crate) fn is_pasted(&self) -> bool {
        self.pasted
    }

    /// Forgets what was typed so far; tells whether Ctrl-C was among it. The beginning of a
    /// sequence whose rest is still to come stays, so that its tail is known for one.
    pub(crate) fn forget(&mut self) -> io::Result<bool> {
        let mut stop = false;
        while self.fill(Some(Duration::ZERO))? {}
        while let Some(press) = self.take() {
            stop |= press == Press::Ctrl('c');
        }
        Ok(stop)
    }

    /// A line that the terminal itself lets a person write, without its end; none at the end
    /// of input, and where `idle`, which is called at each step, waits no longer. A paste is one
    /// line: its lines are joined.
    ///
    /// # Errors
    ///
    /// Those of the terminal; [`io::ErrorKind::Interrupted`] at a Ctrl-C that is read as a key,
    /// since it was typed while [`Modes::raw`] or [`Modes::text`] was still on.
    pub(crate) fn line(
        &mut self,
        idle: impl FnMut() -> bool,
        step: Duration,
    ) -> io::Result<Option<String>> {
        match self.lines(idle, step)? {
            Some(typed) if typed.stopped => Err(io::ErrorKind::Interrupted.into()),
            typed => Ok(typed.map(|typed| joined(&typed.text))),
        }
    }

    /// The same with the lines of a paste as they are.
    pub(crate) fn lines(
        &mut self,
        mut idle: impl FnMut() -> bool,
        step: Duration,
    ) -> io::Result<Option<TypedLines>> {
        loop {
            if let Some(typed) = typed_lines(&self.bytes) {
                // Lines that come at once with the first belong to it: nobody types so fast.
                if typed.stopped || !read(&mut self.bytes, Some(SILENCE)).unwrap_or(false) {
                    self.bytes.clear();
                    return Ok(Some(typed));
                }
                continue;
            }
            match read(&mut self.bytes, Some(step)) {
                Ok(true) => {}
                Ok(false) if idle() => {}
                Ok(false) => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }

    /// The next thing pressed, if it is there whole.
    fn take(&mut self) -> Option<Press> {
        // The rest of a sequence that took its time after the Escape.
        if self.after_escape && matches!(self.bytes.first(), Some(b'[' | b'O' | b']' | b'P' | b'_'))
        {
            self.bytes.insert(0, ESCAPE);
        }
        let (press, used) = decode(&self.bytes)?;
        self.bytes.drain(..used);
        self.after_escape = false;
        Some(press)
    }

    /// How long the rest of what has begun is waited for.
    fn silence(&self) -> Duration {
        let has_begun = self.bytes.starts_with(&[ESCAPE]) || introducer(&self.bytes).is_some();
        match has_begun && self.bytes.iter().any(|byte| *byte != ESCAPE) {
            true => SILENCE_WITHIN,
            false => SILENCE,
        }
    }

    /// What has begun and does not go on; Ctrl-C in a paste that never ended comes next.
    fn give_up(&mut self) -> Press {
        let stop = self.bytes.iter().position(|byte| *byte == CTRL_C);
        let stopped = self.bytes.split_off(stop.unwrap_or(self.bytes.len()));
        let bytes = std::mem::replace(&mut self.bytes, stopped);
        self.after_escape = bytes.iter().all(|byte| *byte == ESCAPE);
        match bytes.strip_prefix(PASTE_BEGINS) {
            Some(text) => Press::Paste(String::from_utf8_lossy(text).into_owned()),
            None if self.after_escape => Press::Escape,
            None => Press::Unknown,
        }
    }

    /// Reads what is there, or comes within `wait`; tells whether anything came. Text that was
    /// pasted without marks is read to its end.
    fn fill(&mut self, wait: Option<Duration>) -> io::Result<bool> {
        let mut chunk = Vec::new();
        if !read(&mut chunk, wait)? {
            return Ok(false);
        }
        let whole = |chunk: &[u8]| !is_pasted(chunk) || chunk.len() > LONGEST_PASTE;
        while self.bytes.is_empty() && !whole(&chunk) && read(&mut chunk, Some(SILENCE))? {}
        self.receive(&chunk);
        Ok(true)
    }

    /// Takes in what came in one piece. Text of several lines is a paste, marked or not.
    fn receive(&mut self, chunk: &[u8]) {
        // Ctrl-C is meant, whatever stands before it: a sequence or a paste that never ended,
        // or what was pasted without marks.
        let stop = chunk.iter().position(|byte| *byte == CTRL_C);
        if stop == Some(0) {
            self.bytes.clear();
        }
        if !self.bytes.is_empty() {
            self.bytes.extend_from_slice(chunk);
            return;
        }
        self.pasted = is_pasted(&chunk[..stop.unwrap_or(chunk.len())]);
        let chunk = match stop.filter(|_| self.pasted) {
            Some(at) => &chunk[at..],
            None => chunk,
        };
        if self.pasted && lines_of(chunk) > 1 {
            self.bytes.extend_from_slice(PASTE_BEGINS);
            self.bytes.extend(chunk.iter().map(|byte| match byte {
                b'\r' => b'\n',
                byte => *byte,
            }));
            self.bytes.extend_from_slice(PASTE_ENDS);
        } else {
            self.bytes.extend_from_slice(chunk);
        }
    }
}

/// Appends what standard input has, now or within `wait`, which is for ever where it is none;
/// tells whether anything came.
fn read(bytes: &mut Vec<u8>, wait: Option<Duration>) -> io::Result<bool> {
    let stdin = io::stdin();
    let wait = wait.map(|wait| Timespec {
        tv_sec: wait.as_secs().try_into().unwrap_or(i64::MAX),
        tv_nsec: wait.subsec_nanos().into(),
    });
    let mut chunk = [0; 4096];
    loop {
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        let read = match poll(&mut ready, wait.as_ref()) {
            Ok(0) => return Ok(false),
            Ok(_) => rustix::io::read(&stdin, &mut chunk),
            Err(error) => Err(error),
        };
        match read {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                bytes.extend_from_slice(&chunk[..count]);
                return Ok(true);
            }
            // A signal that does not end the program: look again.
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// What was typed up to an Enter, or pasted with one behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypedLines {
    pub(crate) text: String,
    /// Whether Ctrl-C ended it, in [`Modes::text`].
    pub(crate) stopped: bool,
    /// Whether the system has cut a line at the longest that it takes.
    pub(crate) cut: bool,
}

/// The lines that were typed, if their end is there: characters and pastes, and no other keys.
fn typed_lines(bytes: &[u8]) -> Option<TypedLines> {
    let cut = bytes
        .split(|byte| *byte == b'\n')
        .any(|line| line.len() >= LONGEST_LINE);
    let mut rest = bytes;
    let mut text = String::new();
    let mut ended = false;
    let mut stopped = false;
    while !rest.is_empty() && !stopped {
        let (press, used) = match decode(rest) {
            Some(found) => found,
            // The beginning of a sequence takes no end of a line away.
            None if rest.ends_with(b"\n") && !rest.starts_with(PASTE_BEGINS) => {
                (Press::Unknown, rest.len())
            }
            // The system has cut the line, and the mark of its end with it; or a stop came
            // before the mark.
            None if rest.starts_with(PASTE_BEGINS) && (cut || rest.ends_with(&[CTRL_C])) => {
                text.push_str(&String::from_utf8_lossy(&rest[PASTE_BEGINS.len()..]));
                (ended, stopped) = (true, rest.ends_with(&[CTRL_C]));
                break;
            }
            None => return None,
        };
        ended = matches!(press, Press::Enter | Press::Unknown) && rest[..used].ends_with(b"\n");
        match press {
            Press::Char(character) => text.push(character),
            Press::Paste(pasted) => text.push_str(&pasted),
            Press::Enter => text.push('\n'),
            Press::Tab => text.push(' '),
            Press::Ctrl('c') => (ended, stopped) = (true, true),
            _ => {}
        }
        rest = &rest[used..];
    }
    ended.then_some(TypedLines { text, stopped, cut })
}

/// The lines of a text joined by blanks, control characters gone.
pub(crate) fn joined(text: &str) -> String {
    let lines = text.split(char::is_control).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// The terminal as a question needs it, for as long as this lives.
#[derive(Debug)]
pub(crate) struct Modes {
    before: Termios,
}

impl Modes {
    /// For single keys: nothing is echoed, no line is edited, Ctrl-C and Ctrl-Z are keys.
    pub(crate) fn raw() -> io::Result<Modes> {
        Modes::set(|modes| {
            let output = modes.output_modes;
            modes.make_raw();
            // Line ends are still made whole.
            modes.output_modes = output;
        })
    }

    /// For a typed line: it echoes, and escape sequences as they are, so that the marks of a
    /// paste do not show.
    pub(crate) fn line() -> io::Result<Modes> {
        Modes::set(|modes| {
            modes.local_modes |= LocalModes::ECHO | LocalModes::ICANON;
            modes.local_modes -= LocalModes::ECHOCTL;
        })
    }

    /// The same for a line of a longer text. Ctrl-C ends the line as Enter does and stands at
    /// its end, so that what was typed before it is there; as a signal it would take it away.
    pub(crate) fn text() -> io::Result<Modes> {
        Modes::set(|modes| {
            modes.local_modes |= LocalModes::ECHO | LocalModes::ICANON;
            modes.local_modes -= LocalModes::ECHOCTL;
            modes.special_codes[SpecialCodeIndex::VINTR] = NO_KEY;
            modes.special_codes[SpecialCodeIndex::VEOL] = CTRL_C;
        })
    }

    fn set(change: impl FnOnce(&mut Termios)) -> io::Result<Modes> {
        let before = termios::tcgetattr(io::stdin())?;
        let mut modes = before.clone();
        change(&mut modes);
        termios::tcsetattr(io::stdin(), OptionalActions::Now, &modes)?;
        Ok(Modes { before })
    }
}

impl Drop for Modes {
    fn drop(&mut self) {
        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
    }
}

#[cfg(test)]
mod tests;
