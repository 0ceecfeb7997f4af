//! What a command writes, read by a thread of its own so that no pipe fills up.

use std::io::Read;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Bytes that are read in one go.
const READ_AT_ONCE: usize = 16 * 1024;

/// Which part of a long output is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeptPart {
    /// Its beginning; what comes after so many bytes is not read any more.
    First(usize),
    /// Its last bytes.
    Last(usize),
}

/// A pipe and what has come out of it.
#[derive(Debug)]
pub(super) struct Pump {
    bytes: Arc<Mutex<Vec<u8>>>,
    /// Says nothing; it is hung up when the pipe is at its end.
    open: Receiver<()>,
}

impl Pump {
    /// Begins to read.
    pub(super) fn begin(mut source: impl Read + Send + 'static, kept: KeptPart) -> Pump {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let (held, open) = sync_channel::<()>(0);
        let pumped = Arc::clone(&bytes);
        std::thread::spawn(move || {
            // Hung up when the thread ends, however it does.
            let _held = held;
            let mut chunk = vec![0; READ_AT_ONCE];
            loop {
                match source.read(&mut chunk) {
                    Ok(0) => return,
                    Ok(count) => {
                        if !keep(&mut hold(&pumped), &chunk[..count], kept) {
                            return;
                        }
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    Err(_) => return,
                }
            }
        });
        Pump { bytes, open }
    }

    /// What has come so far.
    pub(super) fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        hold(&self.bytes)
    }

    /// Waits for the end, at most so long; tells whether it is there.
    pub(super) fn wait(&self, longest: Duration) -> bool {
        matches!(
            self.open.recv_timeout(longest),
            Err(RecvTimeoutError::Disconnected)
        )
    }

    /// Whether nothing more will come.
    pub(super) fn is_over(&self) -> bool {
        self.wait(Duration::ZERO)
    }
}

fn hold(bytes: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    bytes.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes in what was read; tells whether more is wanted.
fn keep(bytes: &mut Vec<u8>, read: &[u8], kept: KeptPart) -> bool {
    match kept {
        KeptPart::First(most) => {
            let room = most.saturating_sub(bytes.len());
            bytes.extend_from_slice(&read[..read.len().min(room)]);
            bytes.len() < most
        }
        KeptPart::Last(most) => {
            bytes.extend_from_slice(read);
            let over = bytes.len().saturating_sub(most);
            bytes.drain(..over);
            true
        }
    }
}
