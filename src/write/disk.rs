//! The few things that every way of writing does on disk.

use super::Steps;
use crate::catalog::sha256;
use crate::error::Error;
use crate::render::{File, Mode};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::HashSet;
use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, Write as _};

/// Writes files below an existing folder that is ours alone. Modes are left to the umask, as in a checkout.
///
/// No temporary names and no fsync: the folder is thrown away unless all of it is there.
pub(super) fn write_files<'t>(
    root: &Utf8Path,
    files: impl IntoIterator<Item = (&'t str, &'t File<'t>)>,
    steps: &Steps,
) -> Result<(), Error> {
    let mut made = HashSet::new();
    for (path, file) in files {
        let mut write = || -> io::Result<()> {
            if let Some((parent, _)) = path.rsplit_once('/') {
                make_parents(root, parent, &mut made)?;
            }
            create(&root.join(path), file.mode)?.write_all(&file.bytes)
        };
        write().map_err(|fault| Error::io(format!("cannot write {path}"), fault))?;
        steps.done()?;
    }
    Ok(())
}

fn make_parents<'t>(root: &Utf8Path, folder: &'t str, made: &mut HashSet<&'t str>) -> io::Result<()> {
    if !made.insert(folder) {
        return Ok(());
    }
    if let Some((parent, _)) = folder.rsplit_once('/') {
        make_parents(root, parent, made)?;
    }
    fs::create_dir(root.join(folder))
}

#[cfg(unix)]
fn create(path: &Utf8Path, mode: Mode) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // The kernel takes the umask off: nobody has to know it, and no second call has to change the mode.
    let bits = if mode == Mode::Executable { 0o777 } else { 0o666 };
    OpenOptions::new().write(true).create_new(true).mode(bits).open(path)
}

#[cfg(not(unix))]
fn create(path: &Utf8Path, _: Mode) -> io::Result<fs::File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// What a path is, links not followed; `None` when nothing is there.
pub(super) fn look(path: &Utf8Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(fault) if is_missing(&fault) => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Whether nothing is at a path: the name is free, or a file is where a folder above it would have to be.
fn is_missing(fault: &io::Error) -> bool {
    matches!(fault.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// What is at a path, in a form that can be written down and compared later; `None` when nothing is there.
pub(super) fn fingerprint(path: &Utf8Path) -> io::Result<Option<String>> {
    Ok(match look(path)? {
        None => None,
        Some(found) if found.is_symlink() => Some(format!("link:{}", fs::read_link(path)?.to_string_lossy())),
        Some(found) if found.is_file() => Some(sha256(&fs::read(path)?)),
        Some(_) => Some("other".to_owned()),
    })
}

/// Whether an existing file runs as ours would. Where the disk has no such bit, every file does.
pub(super) fn runs_as(found: &Metadata, mode: Mode) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        (found.permissions().mode() & 0o100 != 0) == (mode == Mode::Executable)
    }
    #[cfg(not(unix))]
    {
        let _ = (found, mode);
        true
    }
}

/// Renames, and fails with `AlreadyExists` when something is at the new name.
pub(super) fn rename_new(from: &Utf8Path, to: &Utf8Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from.as_std_path(), CWD, to.as_std_path(), RenameFlags::NOREPLACE) {
            // Some file systems do not know the flag.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            outcome => return Ok(outcome?),
        }
    }
    // Not atomic, but all that is left: a folder still never replaces anything except an empty folder.
    if look(to)?.is_some() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// The existing folder that a missing path would be made in, and what is missing below it.
pub(super) fn existing_parent(path: &Utf8Path) -> io::Result<(Utf8PathBuf, Utf8PathBuf)> {
    for parent in path.ancestors().skip(1) {
        let folder = if parent.as_str().is_empty() { Utf8Path::new(".") } else { parent };
        // Links are followed here: the way to the target is the user's own.
        match fs::metadata(folder) {
            Ok(_) => {
                let missing = path.strip_prefix(parent).expect("it is an ancestor");
                return Ok((folder.to_owned(), missing.to_owned()));
            }
            Err(fault) if is_missing(&fault) => {}
            Err(fault) => return Err(fault),
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

/// Removes a folder of ours with all that is in it.
///
/// A git that outlives the run that started it may still write there: it gives up when its folder is gone.
pub(super) fn remove_all(folder: &Utf8Path) -> io::Result<()> {
    for _ in 0..100 {
        match fs::remove_dir_all(folder) {
            Err(fault) if fault.kind() == io::ErrorKind::DirectoryNotEmpty => {
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            outcome => return outcome,
        }
    }
    fs::remove_dir_all(folder)
}

/// Takes a lock, unless another run holds on to it.
///
/// A process that a killed run was just starting holds its lock for another moment.
pub(super) fn lock_soon(file: &fs::File) -> bool {
    (0..20).any(|turn| {
        if turn > 0 {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        file.try_lock().is_ok()
    })
}
