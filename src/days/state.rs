//! Where things are kept that belong to this machine and to no repository.

use crate::catalog::sha256;
use crate::error::Error;
use camino::{Utf8Path, Utf8PathBuf};

/// `$XDG_STATE_HOME/fortnight`, or the place that stands for it on this system.
pub fn folder<'v>(var: impl Fn(&str) -> Option<&'v str>) -> Result<Utf8PathBuf, Error> {
    let absolute = |key: &str| var(key).map(Utf8PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_STATE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/state")))
        .or_else(|| absolute("LOCALAPPDATA"))
        .map(|base| base.join("fortnight"))
        .ok_or_else(|| {
            Error::failed("there is no state folder: neither XDG_STATE_HOME nor HOME is an absolute path")
                .hint("set XDG_STATE_HOME")
        })
}

/// The folder of one repository inside the state folder: 16 digits of the hash of its real path.
pub fn of_repository(state: &Utf8Path, root: &Utf8Path) -> Result<Utf8PathBuf, Error> {
    let real = root.canonicalize_utf8().map_err(|e| Error::io(format!("cannot read {root}"), e))?;
    Ok(state.join(&sha256(real.as_str().as_bytes())[..16]))
}
