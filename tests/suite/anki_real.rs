//! The real Anki.
