//! Reading and replacing small text files without losing what somebody else wrote meanwhile.

use crate::error::Error;
use camino::Utf8Path;
use std::io::{ErrorKind, Write};

/// Reads a text file. Bytes that are no UTF-8 are reported with their line.
pub fn read(path: &Utf8Path) -> Result<String, Error> {
    read_if_there(path)?.ok_or_else(|| {
        Error::refused(format!("{path} is missing"))
            .hint(format!("restore it from git: git checkout -- {path}"))
    })
}

/// As [`read`]; nothing when there is no such file.
pub fn read_if_there(path: &Utf8Path) -> Result<Option<String>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => utf8(path.as_str(), bytes).map(Some),
        Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(Error::io(format!("cannot read {path}"), fault)),
    }
}

/// Bytes as text; what is no UTF-8 is reported with its line.
pub fn utf8(name: &str, bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|fault| {
        let good = &fault.as_bytes()[..fault.utf8_error().valid_up_to()];
        let line = String::from_utf8_lossy(good).matches('\n').count() + 1;
        Error::refused(format!("{name}:{line}: this is not UTF-8 text"))
            .hint("save the file as UTF-8, or restore it from git")
    })
}

/// Replaces a file in one step, unless it is not what it was when it was read.
pub fn replace(path: &Utf8Path, was: &str, new: &str) -> Result<(), Error> {
    if was == new {
        return Ok(());
    }
    if read(path)? != was {
        return Err(Error::refused(format!("{path} was changed by somebody else meanwhile"))
            .hint("run the command again"));
    }
    let doing = format!("cannot write {path}");
    let metadata = std::fs::metadata(path).map_err(|e| Error::io(&doing, e))?;
    if metadata.permissions().readonly() {
        return Err(Error::io(&doing, std::io::Error::from(ErrorKind::PermissionDenied))
            .hint("make it writable; nothing was changed"));
    }
    // A link is followed, so that the file it names is replaced and not the link.
    let real = path.canonicalize_utf8().map_err(|e| Error::io(&doing, e))?;
    let folder = real.parent().unwrap_or(Utf8Path::new("."));
    let write = || -> std::io::Result<()> {
        let mut staged = tempfile::Builder::new().prefix(".fortnight-").tempfile_in(folder)?;
        staged.write_all(new.as_bytes())?;
        staged.as_file().set_permissions(metadata.permissions())?;
        staged.persist(&real).map_err(|fault| fault.error)?;
        Ok(())
    };
    write().map_err(|e| Error::io(&doing, e).hint("nothing was changed"))
}

/// Writes a whole file and the folders above it.
pub fn create(path: &Utf8Path, text: &str) -> Result<(), Error> {
    let doing = format!("cannot write {path}");
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| Error::io(&doing, e))?;
    }
    std::fs::write(path, text).map_err(|e| Error::io(&doing, e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_else_wrote_meanwhile_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = camino::Utf8PathBuf::from_path_buf(folder.path().join("a")).unwrap();
        std::fs::write(&path, "one").unwrap();
        let read = read(&path).unwrap();
        std::fs::write(&path, "two").unwrap();
        let error = replace(&path, &read, "three").unwrap_err();
        assert!(error.report().contains("changed by somebody else meanwhile"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        replace(&path, "two", "three").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "three");
    }
}
