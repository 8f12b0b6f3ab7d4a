//! Starting programs: bounded in time, in a process group of their own, with their output in a file.

use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
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

    /// Runs it to its end. Fails only when it cannot be started.
    pub(crate) fn run(&self) -> Result<Done, String> {
        const CUT: [&str; 6] =
            ["unshare", "-n", "sh", "-c", "ip link set lo up 2>/dev/null; exec \"$@\"", "sh"];
        let mut argv: Vec<&str> = if self.offline { CUT.to_vec() } else { Vec::new() };
        argv.extend(&self.argv);
        let mut log = tempfile::tempfile().map_err(|fault| format!("no temporary file: {fault}"))?;
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
        let mut child = command.spawn().map_err(|fault| format!("{} cannot be started: {fault}", argv[0]))?;
        let begin = Instant::now();
        let (code, late) = loop {
            if let Some(status) = child.try_wait().map_err(|fault| fault.to_string())? {
                break (status.code(), false);
            }
            if begin.elapsed() > self.limit {
                kill_group(child.id());
                let _ = child.kill();
                let _ = child.wait();
                break (None, true);
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let mut bytes = Vec::new();
        log.rewind().and_then(|()| log.read_to_end(&mut bytes)).map_err(|fault| fault.to_string())?;
        Ok(Done { code, late, text: String::from_utf8_lossy(&bytes).into_owned() })
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

fn kill_group(leader: u32) {
    let _ = Command::new("kill").args(["-KILL", "--", &format!("-{leader}")]).status();
}
