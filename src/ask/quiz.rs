//! "Help me choose".

use super::prompt::{Ask, Reply};
use crate::catalog::Catalog;
use crate::error::Error;

/// Tracks in the order to try them.
pub struct Ranking(Vec<String>);

impl Ranking {
    pub fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }
}

/// Asks.
pub fn run(catalog: &Catalog, _ask: &mut dyn Ask, _seed: u64) -> Result<Reply<Ranking>, Error> {
    Ok(Reply::Value(Ranking(catalog.track_ids())))
}
