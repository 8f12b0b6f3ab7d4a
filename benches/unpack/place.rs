//! A folder for one bench: archives of the trees, targets, and two small programs to compare with.

use std::fmt::Write as _;
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
    /// An empty Rust program.
    pub(crate) empty: PathBuf,
}

/// An emitted tree and the same as an archive.
pub(crate) struct Tree {
    pub(crate) words: Vec<String>,
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
        Ok(Self { dir, empty })
    }

    /// A path that is not there; what an earlier run left is removed, outside of any timing.
    pub(crate) fn fresh(&self, name: &str) -> Result<PathBuf, String> {
        let path = self.dir.path().join(name);
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(|fault| format!("{}: {fault}", path.display()))?;
        }
        Ok(path)
    }

    pub(crate) fn fortnight(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fortnight"));
        command.args(args);
        self.settle(&mut command);
        command
    }

    pub(crate) fn new_command(&self, words: &[String], target: &Path, git: &str) -> Command {
        let mut command = self.fortnight(&["new", &words[0]]);
        command.arg(target).args(["--yes", "--quiet", "--git", git]).args(&words[1..]);
        command
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
    pub(crate) fn emit(&self, name: &str, words: &[&str]) -> Result<Tree, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let target = self.fresh(name)?;
        must(&mut self.new_command(&words, &target, "none"))?;
        let archive = self.dir.path().join(format!("{name}.tar"));
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
        Ok(Tree { words, archive, files, bytes })
    }

    /// Templates of one track that emits many small files.
    pub(crate) fn many_templates(&self, count: usize) -> Result<String, String> {
        let root = self.dir.path().join("templates");
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
            made.and_then(|()| std::fs::write(&path, text))
                .map_err(|fault| format!("{}: {fault}", path.display()))
        };
        write("versions.toml", "[actions]\n")?;
        write("base/base.toml", "")?;
        write("languages/plain/language.toml", "title = \"Plain\"\n")?;
        let mut track = String::from(
            "title = \"Many\"\ngroup = \"Bench\"\nsummary = \"Many files\"\ndoes = \"Fills a disk\"\n",
        );
        track.push_str(
            "like-it-if = \"you like files.\"\nproject = \"Files.\"\ndays = [\"a\", \"b\", \"c\", \"d\"]\n",
        );
        for metric in ["one", "two", "three"] {
            let _ = write!(track, "[[metric]]\nname = \"{metric}\"\nunit = \"s\"\nhow = \"by hand\"\n");
        }
        write("tracks/many/track.toml", &track)?;
        let stack = "title = \"Plain\"\nlanguage = \"plain\"\npackage = \"many\"\nfirst-look = [\"ls\"]\n\
                     [budget]\nsetup = 1\ntest = 1\nrun = 1\nfull = 1\n";
        write("tracks/many/plain/stack.toml", stack)?;
        for number in 0..count {
            let text = format!("line {number} of a small file\n").repeat(20 + number % 100);
            write(&format!("tracks/many/plain/files/part{:02}/file{number:04}.txt", number % 100), &text)?;
        }
        Ok(root.display().to_string())
    }

    /// The most memory that `new --git none` holds, in KiB; `None` where it cannot be asked for.
    pub(crate) fn peak_memory(&self, tree: &Tree) -> Result<Option<u64>, String> {
        if !cfg!(all(target_os = "linux", target_pointer_width = "64")) {
            return Ok(None);
        }
        let peak = compile(self.dir.path(), "peak", PEAK)?;
        let command = self.new_command(&tree.words, &self.fresh("memory")?, "none");
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
