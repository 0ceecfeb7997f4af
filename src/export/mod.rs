//! Values in, text out: what programs and spreadsheets read.
//!
//! Each exporter owns the shape of its rows; the domain types know nothing of JSON or CSV.
//! Nothing here opens a file, reads a clock or talks to a person.

pub(crate) mod coach;
pub(crate) mod csv;
pub(crate) mod doctor;
pub(crate) mod figures;
pub(crate) mod ics;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod plan;
pub(crate) mod report;
pub(crate) mod reviews;
pub(crate) mod runs;
pub(crate) mod shape;
pub(crate) mod stats;
