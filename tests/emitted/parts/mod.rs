//! The pure parts of the proof; plain `cargo test` tries them too (`tests/it/proof_parts.rs`).

pub(crate) mod argv;
pub(crate) mod patch;
pub(crate) mod rows;
