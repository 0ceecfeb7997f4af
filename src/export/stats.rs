//! `export stats`: the report as CSV and JSON. Names and numbers; words only if asked for.

mod document;
mod table;
mod texts;

pub(crate) use document::{schema, to_json};
pub(crate) use table::to_csv;
pub(crate) use texts::{CardText, Texts};

#[cfg(test)]
mod tests;
