//! Values in, text out: what programs and spreadsheets read.
//!
//! Each exporter owns the shape of its rows; the domain types know nothing of JSON or CSV.
//! Nothing here opens a file, reads a clock or talks to a person.

pub mod coach;
pub mod csv;
pub mod doctor;
pub mod figures;
pub mod ics;
pub mod json;
pub mod markdown;
pub mod plan;
pub mod report;
pub mod reviews;
pub mod runs;
pub mod shape;
pub mod stats;
