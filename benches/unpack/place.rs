//! A folder for one bench: archives of the trees, targets, and two small programs to compare with.

use crate::many;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const EMPTY: &str = "fn main() {}\n";

/// Starts a program and prints the most memory it held, in KiB. The standard library cannot ask for that, and a
/// shell or an interpreter as its parent would be counted in. Linux.
const PEAK: &str = r#"
#[repr(C)]
struct Usage { times: [i64; 4], max_rss: i64, rest: [i64; 13] }
unsafe extern "C" { fn getrusage(who: i32, usage: *mut Usage) -> i32; }
fn main() {
    let mut args = std::env::args_os().skip(1);
    let mut child = std::process::Command::new(args.next().expect("a program"));
    child.args(args).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    assert!(child.status().expect("it starts").success());
    let mut usage = Usage { times: [0; 4], max_rss: 0, rest: [0; 13] };
    assert_eq!(unsafe { getrusage(-1, &raw mut usage) }, 0);
    println!("{}", usage.max_rss);
}
"#;

pub(crate) struct Place {
    dir: tempfile::TempDir,
    targets: Cell<usize>,
    /// An empty Rust program.
    pub(crate) empty: PathBuf,
}

/// What makes a tree.
pub(crate) enum Maker {
    /// `fortnight new` with this track and stack.
    New(String),
    /// This program with [`many::WORD`].
    Many,
}

/// An emitted tree and the same as an archive.
pub(crate) struct Tree {
    pub(crate) maker: Maker,
    pub(crate) archive: PathBuf,
    pub(crate) files: usize,
    pub(crate) bytes: u64,
}

impl Place {
    pub(crate) fn new() -> Result<Self, String> {
        let dir = tempfile::Builder::new()
            .prefix("fortnight-bench-")
            .tempdir()
            .map_err(|fault| fault.to_string())?;
        let empty = compile(dir.path(), "empty", EMPTY)?;
        Ok(Self { dir, targets: Cell::new(0), empty })
    }

    /// A path that was never there. Nothing is removed before the end: what was deleted a moment ago can make the
    /// file system slow for whoever comes next, and not for both sides alike.
    pub(crate) fn fresh(&self) -> PathBuf {
        self.targets.set(self.targets.get() + 1);
        self.dir.path().join(format!("target-{}", self.targets.get()))
    }

    pub(crate) fn fortnight(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fortnight"));
        command.args(args);
        self.settle(&mut command);
        command
    }

    pub(crate) fn make(&self, maker: &Maker, target: &Path, git: &str) -> Command {
        match maker {
            Maker::New(stack) => {
                let mut command = self.fortnight(&["new", stack]);
                command.arg(target).args(["--yes", "--quiet", "--git", git]);
                command
            }
            Maker::Many => {
                let mut command = Command::new(std::env::current_exe().expect("a program knows where it is"));
                command.arg(many::WORD).arg(target);
                self.settle(&mut command);
                command
            }
        }
    }

    pub(crate) fn git(&self, dir: &Path, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        self.settle(&mut command);
        command.args(args).current_dir(dir);
        command
    }

    /// The same small environment for both sides.
    fn settle(&self, command: &mut Command) {
        command.env_clear().env("HOME", self.dir.path()).current_dir(self.dir.path().join("."));
        for key in ["PATH", "SYSTEMROOT", "TMPDIR"] {
            if let Some(value) = std::env::var_os(key) {
                command.env(key, value);
            }
        }
        command.env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{role}_NAME"), "bench")
                .env(format!("GIT_{role}_EMAIL"), "bench@example.com");
        }
    }

    /// Emits a tree once and packs it.
    pub(crate) fn emit(&self, maker: Maker) -> Result<Tree, String> {
        let target = self.fresh();
        must(&mut self.make(&maker, &target, "none"))?;
        let archive = target.with_extension("tar");
        must(Command::new("tar").arg("cf").arg(&archive).arg("-C").arg(&target).arg("."))?;
        let (mut files, mut bytes, mut open) = (0, 0, vec![target]);
        while let Some(dir) = open.pop() {
            for entry in std::fs::read_dir(&dir).map_err(|fault| fault.to_string())?.flatten() {
                match entry.metadata() {
                    Ok(kind) if kind.is_dir() => open.push(entry.path()),
                    Ok(kind) => (files, bytes) = (files + 1, bytes + kind.len()),
                    Err(_) => {}
                }
            }
        }
        Ok(Tree { maker, archive, files, bytes })
    }

    /// The most memory that `new --git none` holds, in KiB; `None` where it cannot be asked for.
    pub(crate) fn peak_memory(&self, tree: &Tree) -> Result<Option<u64>, String> {
        if !cfg!(all(target_os = "linux", target_pointer_width = "64")) {
            return Ok(None);
        }
        let peak = compile(self.dir.path(), "peak", PEAK)?;
        let command = self.make(&tree.maker, &self.fresh(), "none");
        let mut outer = Command::new(peak);
        outer.arg(command.get_program()).args(command.get_args());
        self.settle(&mut outer);
        Ok(must(&mut outer)?.trim().parse().ok())
    }
}

fn compile(dir: &Path, name: &str, text: &str) -> Result<PathBuf, String> {
    let source = dir.join(format!("{name}.rs"));
    std::fs::write(&source, text).map_err(|fault| fault.to_string())?;
    let program = dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    must(
        Command::new(rustc)
            .args(["--edition=2024", "-O", "-Cstrip=symbols", "-o"])
            .arg(&program)
            .arg(&source),
    )?;
    Ok(program)
}

fn must(command: &mut Command) -> Result<String, String> {
    let done = command.stdin(Stdio::null()).output().map_err(|fault| format!("{command:?}: {fault}"))?;
    if done.status.success() {
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    } else {
        Err(format!("{command:?}: {}\n{}", done.status, String::from_utf8_lossy(&done.stderr)))
    }
}
