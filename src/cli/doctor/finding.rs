//! What `doctor` finds, in the words that say what to do.

use crate::export::doctor::DoctorFinding;
use crate::files::shell_quoted;

pub(super) fn finding(
    code: &'static str,
    what: impl Into<String>,
    way_out: impl Into<String>,
) -> DoctorFinding {
    DoctorFinding {
        code,
        what: what.into(),
        way_out: way_out.into(),
    }
}

/// The first letter large: errors begin small, findings are sentences.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// `1 B`, `12 kB`, `3.4 MB`, `12 GB`.
pub(super) fn size(bytes: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let mut size = bytes as f64;
    let mut unit = 0;
    while size >= 999.5 && unit + 1 < units.len() {
        size /= 1000.0;
        unit += 1;
    }
    match unit > 1 && size < 9.95 {
        true => format!("{size:.1} {}", units[unit]),
        false => format!("{size:.0} {}", units[unit]),
    }
}

/// A path in a sentence that tells a shell what to do.
pub(super) fn shell(command: &str, path: &std::path::Path) -> String {
    format!("{command} {}", shell_quoted(path))
}
