//! Starting programs: bounded in time, in a process group of their own, with their output in a file.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How a program ended.
pub(crate) struct Done {
    /// `None` when it was killed or ran out of time.
    pub(crate) code: Option<i32>,
    pub(crate) late: bool,
    pub(crate) text: String,
}

impl Done {
    pub(crate) fn ok(&self) -> bool {
        self.code == Some(0)
    }

    /// The end of what it said, for a message.
    pub(crate) fn tail(&self) -> String {
        let lines: Vec<&str> = self.text.trim_end().lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }

    pub(crate) fn how(&self) -> String {
        match self.code {
            Some(code) => format!("exit {code}"),
            None if self.late => "ran out of time".to_owned(),
            None => "was killed".to_owned(),
        }
    }
}

/// A program about to be started.
pub(crate) struct Call<'c> {
    argv: Vec<&'c str>,
    dir: PathBuf,
    limit: Duration,
    offline: bool,
}

impl<'c> Call<'c> {
    pub(crate) fn new(argv: &[&'c str], dir: &Path) -> Self {
        Self { argv: argv.to_vec(), dir: dir.to_owned(), limit: Duration::from_mins(20), offline: false }
    }

    pub(crate) fn limit(mut self, seconds: u64) -> Self {
        self.limit = Duration::from_secs(seconds);
        self
    }

    /// Without any network but loopback, where this user may cut it.
    pub(crate) fn offline(mut self, yes: bool) -> Self {
        self.offline = yes && cfg!(target_os = "linux") && user_is_root();
        self
    }

    /// Starts it, with what it says going to a file.
    fn spawn(&self) -> Result<(Child, File), String> {
        const CUT: [&str; 6] =
            ["unshare", "-n", "sh", "-c", "ip link set lo up 2>/dev/null; exec \"$@\"", "sh"];
        let mut argv: Vec<&str> = if self.offline { CUT.to_vec() } else { Vec::new() };
        argv.extend(&self.argv);
        let log = tempfile::tempfile().map_err(|fault| format!("no temporary file: {fault}"))?;
        let mut command = Command::new(argv[0]);
        command.args(&argv[1..]).current_dir(&self.dir).stdin(Stdio::null());
        command.stdout(log.try_clone().map_err(|fault| fault.to_string())?);
        command.stderr(log.try_clone().map_err(|fault| fault.to_string())?);
        for (key, _) in std::env::vars_os() {
            let ours = ["GIT_", "MAKE", "MFLAGS", "VIRTUAL_ENV", "CARGO_", "RUST"];
            if key
                .to_str()
                .is_some_and(|key| ours.iter().any(|head| key.starts_with(head)) && key != "CARGO_HOME")
            {
                command.env_remove(key);
            }
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().map_err(|fault| format!("{} cannot be started: {fault}", argv[0]))?;
        Ok((child, log))
    }

    /// Runs it to its end. Fails only when it cannot be started.
    pub(crate) fn run(&self) -> Result<Done, String> {
        let (mut child, mut log) = self.spawn()?;
        let status = ended_within(&mut child, self.limit)?;
        if status.is_none() {
            signal_group("KILL", child.id());
            let _ = child.kill();
            let _ = child.wait();
        }
        Ok(Done {
            code: status.and_then(|status| status.code()),
            late: status.is_none(),
            text: all_of(&mut log)?,
        })
    }

    /// Leaves it running; dropping what this gives ends it.
    pub(crate) fn start(&self) -> Result<Running, String> {
        self.spawn().map(|(child, log)| Running { child, log })
    }

    /// Runs it; any end but 0 is a failure with what it said.
    pub(crate) fn must(&self) -> Result<Done, String> {
        let done = self.run()?;
        if done.ok() {
            Ok(done)
        } else {
            Err(format!("{}: {}\n{}", self.argv.join(" "), done.how(), done.tail()))
        }
    }
}

/// A server in the background.
pub(crate) struct Running {
    child: Child,
    log: File,
}

impl Running {
    /// What it said, when it has ended although nobody asked it to.
    pub(crate) fn ended(&mut self) -> Option<String> {
        let status = self.child.try_wait().ok()??;
        Some(format!("it ended by itself ({status}):\n{}", all_of(&mut self.log).unwrap_or_default()))
    }

    /// Asks it to end, with its whole group; fails when it does not. Not by SIGINT: what a shell starts in the
    /// background ignores that.
    pub(crate) fn end(&mut self) -> Result<(), String> {
        if self.child.try_wait().is_ok_and(|status| status.is_some()) {
            return Ok(());
        }
        signal_group("TERM", self.child.id());
        if ended_within(&mut self.child, Duration::from_secs(30))?.is_some() {
            return Ok(());
        }
        signal_group("KILL", self.child.id());
        let _ = self.child.wait();
        Err(format!("it does not end when it is told to:\n{}", all_of(&mut self.log)?))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// How it ended, or nothing when it still runs.
fn ended_within(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>, String> {
    let begin = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(|fault| fault.to_string())? {
            return Ok(Some(status));
        }
        if begin.elapsed() > limit {
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn all_of(log: &mut File) -> Result<String, String> {
    let mut bytes = Vec::new();
    log.rewind().and_then(|()| log.read_to_end(&mut bytes)).map_err(|fault| fault.to_string())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Runs git in a folder and gives what it said, without the last line end.
pub(crate) fn git(dir: &Path, args: &[&str]) -> Result<String, String> {
    let mut words = vec![
        "git",
        "-c",
        "user.name=proof",
        "-c",
        "user.email=proof@example.com",
        "-c",
        "commit.gpgsign=false",
        "-c",
        "core.hooksPath=/dev/null",
        "-c",
        "gc.auto=0",
        "-c",
        "advice.detachedHead=false",
    ];
    words.extend(args);
    Call::new(&words, dir).limit(120).must().map(|done| done.text.trim_end().to_owned())
}

fn user_is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|done| done.stdout.trim_ascii() == b"0")
}

fn signal_group(signal: &str, leader: u32) {
    let _ = Command::new("kill").args([&format!("-{signal}"), "--", &format!("-{leader}")]).status();
}
