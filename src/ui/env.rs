//! The outside world as one value, so that a whole run can be tested in-process.

use crate::ask::Ask;
use crate::error::{Error, Exit};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    #[default]
    Auto,
    Always,
    Never,
}

/// The time of a run, the same whenever it is asked for.
pub type Clock = std::cell::LazyCell<jiff::ZonedDateTime, Box<dyn FnOnce() -> jiff::ZonedDateTime>>;

/// Streams, terminal, clock, working directory and variables of one run.
pub struct Env {
    /// The working directory; relative paths on the command line start here.
    pub dir: Utf8PathBuf,
    /// The process environment.
    pub vars: BTreeMap<String, String>,
    pub input: Box<dyn BufRead>,
    /// Data only.
    pub out: Box<dyn Write>,
    /// Talk only.
    pub err: Box<dyn Write>,
    /// Whether stdin and stderr are a terminal that can be talked with (not dumb, no CI).
    pub interactive: bool,
    /// Columns of the terminal; 80 when there is none.
    pub width: usize,
    /// Whether stdout may carry colour.
    pub color_out: bool,
    /// Whether stderr may carry colour.
    pub color_err: bool,
    /// Read when it is first asked for: finding the local time zone reads hundreds of folder entries.
    pub now: Clock,
    /// Set by Ctrl-C; polled between files and git calls.
    pub interrupt: Arc<AtomicBool>,
    /// Makes Ctrl-C set it; does nothing in tests, which share their process.
    pub watch: fn(&Arc<AtomicBool>) -> Result<(), Error>,
    /// Answers of a script instead of a terminal (tests).
    pub script: Option<Box<dyn Ask>>,
}

impl Env {
    /// The real world of this process, and its arguments.
    pub fn real() -> Result<(Vec<String>, Self), Error> {
        report_bugs();
        let args = std::env::args_os()
            .map(|arg| {
                let readable = |arg: &std::ffi::OsStr| format!("the argument {} is not UTF-8", arg.display());
                arg.into_string().map_err(|arg| Error::usage(readable(&arg)))
            })
            .collect::<Result<Vec<String>, Error>>()?;
        let dir = std::env::current_dir().map_err(|e| Error::io("cannot tell the working directory", e))?;
        let dir = Utf8PathBuf::from_path_buf(dir)
            .map_err(|path| Error::usage(format!("the working directory {} is not UTF-8", path.display())))?;
        let vars: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let set = |key: &str| vars.get(key).is_some_and(|value| !value.is_empty());
        let dumb = vars.get("TERM").is_some_and(|term| term == "dumb");
        let tty = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        let width =
            terminal_size::terminal_size_of(std::io::stderr()).map_or(80, |(width, _)| usize::from(width.0));
        let env = Self {
            interactive: tty && !dumb && !set("CI"),
            color_out: std::io::stdout().is_terminal() && !dumb,
            color_err: std::io::stderr().is_terminal() && !dumb,
            dir,
            vars,
            input: Box::new(std::io::BufReader::new(std::io::stdin())),
            out: Box::new(std::io::BufWriter::new(std::io::stdout())),
            err: Box::new(std::io::stderr()),
            width: width.max(20),
            now: Clock::new(Box::new(jiff::ZonedDateTime::now)),
            interrupt: Arc::new(AtomicBool::new(false)),
            watch,
            script: None,
        };
        Ok((args, env))
    }

    /// A variable that is set and not empty.
    pub fn var(&self, key: &str) -> Option<&str> {
        self.vars.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Settles colour once: the flag, then `NO_COLOR` and `CLICOLOR_FORCE`, then what the streams are.
    pub fn settle_color(&mut self, choice: ColorChoice) {
        let forced = match choice {
            ColorChoice::Always => Some(true),
            ColorChoice::Never => Some(false),
            ColorChoice::Auto if self.var("NO_COLOR").is_some() => Some(false),
            ColorChoice::Auto if self.var("CLICOLOR_FORCE").is_some_and(|value| value != "0") => Some(true),
            ColorChoice::Auto => None,
        };
        if let Some(on) = forced {
            self.color_out = on;
            self.color_err = on;
        }
    }

    /// A path of the command line, seen from the working directory.
    pub fn at(&self, path: &Utf8Path) -> Utf8PathBuf {
        self.dir.join(path)
    }

    /// A path for people: seen from the working directory when it lies there, whole otherwise.
    pub fn shown<'p>(&self, path: &'p Utf8Path) -> &'p Utf8Path {
        path.strip_prefix(&self.dir).unwrap_or(path)
    }

    pub fn interrupted(&self) -> bool {
        self.interrupt.load(Ordering::SeqCst)
    }

    /// Prints data. A reader that has gone away (`| head`) has had enough: that is no failure.
    pub fn print(&mut self, text: &str) -> Result<(), Error> {
        self.print_bytes(text.as_bytes())
    }

    /// Prints data that need not be text.
    pub fn print_bytes(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self.out.write_all(bytes).and_then(|()| self.out.flush()) {
            Err(fault) if fault.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Error::io("cannot write to stdout", fault))
            }
            _ => Ok(()),
        }
    }

    /// Says something to the person; losing it must not lose the work, so failures are ignored.
    pub fn say(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes());
        let _ = self.err.write_all(b"\n");
        let _ = self.err.flush();
    }

    /// Reads every file below a folder, by its path with `/`: how `--templates DIR` gets in.
    pub fn read_folder(&self, folder: &Utf8Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
        let root = self.at(folder);
        let mut found = BTreeMap::new();
        let mut open = vec![root.clone()];
        while let Some(dir) = open.pop() {
            let entries = dir.read_dir_utf8().map_err(|e| {
                Error::new(Exit::Usage, format!("cannot read the templates in {folder}: {e}"))
            })?;
            for entry in entries {
                let entry = entry.map_err(|e| Error::io(format!("cannot read {dir}"), e))?;
                let kind =
                    entry.file_type().map_err(|e| Error::io(format!("cannot read {}", entry.path()), e))?;
                if kind.is_dir() {
                    open.push(entry.into_path());
                } else if kind.is_file() {
                    let path = entry.path();
                    let bytes =
                        std::fs::read(path).map_err(|e| Error::io(format!("cannot read {path}"), e))?;
                    let relative = path.strip_prefix(&root).expect("walked from the root");
                    found.insert(
                        relative.components().map(|part| part.as_str()).collect::<Vec<_>>().join("/"),
                        bytes,
                    );
                }
            }
        }
        Ok(found)
    }
}

/// Turns Ctrl-C into a flag that is polled; a second one ends at once, whatever is going on.
fn watch(interrupt: &Arc<AtomicBool>) -> Result<(), Error> {
    let flag = Arc::clone(interrupt);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(Exit::Interrupted as i32);
        }
    })
    .map_err(|fault| Error::failed(format!("cannot watch for Ctrl-C: {fault}")))
}

/// A panic is a bug: it says so and how to report it, instead of a backtrace.
fn report_bugs() {
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        let what = panic.payload_as_str().unwrap_or("unknown");
        eprintln!(
            "error: this is a bug in fortnight {}: {what} ({at})\n\n\
             hint: please report it with the command you ran: {}/issues",
            env!("CARGO_PKG_VERSION"),
            env!("CARGO_PKG_REPOSITORY"),
        );
    }));
}
