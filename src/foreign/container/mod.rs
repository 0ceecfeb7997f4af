//! What files are made of: each kind of container taken apart into one [`Document`].
//!
//! Told by its content, never by its name alone. Each of them is bounded in size, depth and
//! time, and leaves no word out. Refuses to know what a word means.
//!
//! [`Document`]: super::document::Document

pub(super) mod markdown;
pub(super) mod sheet;
#[cfg(test)]
mod shown;
pub(super) mod table;
