//! Records the guided start on a real pseudo-terminal and writes it as `docs/recording.svg` (Unix).
//!
//! `cargo run --example recording`; with `--check` it compares instead of writing and ends 1 on a difference.

#[cfg(not(unix))]
fn main() {
    eprintln!("error: a pseudo-terminal is needed; run this on Linux or macOS");
    std::process::exit(1);
}

#[cfg(unix)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A deadline for a text that never appears: reading a terminal would wait for it forever.
    std::thread::spawn(|| {
        std::thread::sleep(std::time::Duration::from_mins(2));
        eprintln!("error: an expected text did not appear within two minutes");
        std::process::exit(1);
    });
    let svg = unix::record()?;
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/recording.svg");
    if std::env::args().any(|arg| arg == "--check") {
        if std::fs::read_to_string(&file)? != svg {
            return Err(
                "docs/recording.svg is not what the program shows: cargo run --example recording".into()
            );
        }
    } else {
        std::fs::write(&file, svg)?;
        println!("{}", file.display());
    }
    Ok(())
}

#[cfg(unix)]
mod unix {
    use rexpect::process::{PtyProcess, WaitStatus};
    use std::fs::File;
    use std::io::{Read as _, Write as _};
    use std::process::Command;
    use vt100::Parser;

    const ROWS: u16 = 40;
    const COLUMNS: u16 = 80;

    type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

    /// A person who takes the first track, accepts the name, and creates.
    pub(super) fn record() -> Outcome<String> {
        let place = tempfile::tempdir()?;
        // The example lies in target/<profile>/examples, the program one folder up.
        let program = std::env::current_exe()?.with_file_name("../fortnight");
        let mut command = Command::new("sh");
        command.args([
            "-c",
            &format!("stty rows {ROWS} cols {COLUMNS}; exec \"$0\""),
            program.to_str().ok_or("path")?,
        ]);
        command.current_dir(place.path()).env_clear();
        command.envs([
            ("TERM", "xterm-256color"),
            ("CLICOLOR_FORCE", "1"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ]);
        command.envs([("PATH", std::env::var("PATH")?), ("HOME", place.path().display().to_string())]);
        command.env("FORTNIGHT_AUTHOR", "Ada Example").env("FORTNIGHT_EMAIL", "ada@example.com");
        let process = PtyProcess::new(command)?;
        let mut screen = Screen { terminal: process.get_file_handle()?, parser: parser(ROWS, COLUMNS)? };

        let choosing = screen.until("would enjoy")?;
        screen.press("\r")?;
        screen.until("Name (a new folder)")?;
        screen.press("orders\r")?;
        screen.until("Ready?")?;
        screen.until("quit")?;
        screen.press("\r")?;
        let done = screen.until("--yes")?;
        if !matches!(process.wait()?, WaitStatus::Exited(_, 0)) {
            return Err("the recorded run failed".into());
        }
        // The second screen begins with what the first one showed; that is not shown twice.
        let new: Vec<&String> =
            done.iter().skip(choosing.iter().zip(&done).take_while(|(a, b)| a == b).count()).collect();
        let mut text = "\u{1b}[1m$ fortnight\u{1b}[0m\n".to_owned();
        for line in choosing.iter().chain([&String::new()]).chain(new) {
            text.push_str(line);
            text.push('\n');
        }
        Ok(anstyle_svg::Term::new().render_svg(&text))
    }

    fn parser(rows: u16, columns: u16) -> Outcome<Parser> {
        Ok(Parser::new(rows.try_into()?, columns.try_into()?, 0))
    }

    struct Screen {
        terminal: File,
        parser: Parser,
    }

    impl Screen {
        fn press(&mut self, keys: &str) -> Outcome<()> {
            Ok(self.terminal.write_all(keys.as_bytes())?)
        }

        /// Reads until the screen shows a text and the program waits or has ended; gives the screen with its colours.
        fn until(&mut self, text: &str) -> Outcome<Vec<String>> {
            let mut buffer = [0; 4096];
            while !self.parser.screen().contents().contains(text) {
                match self.terminal.read(&mut buffer) {
                    Ok(0) => break,
                    Ok(read) => self.parser.process(&buffer[..read]),
                    // Linux ends a pseudo-terminal with an error.
                    Err(_) if self.parser.screen().contents().contains(text) => break,
                    Err(fault) => return Err(fault.into()),
                }
            }
            let mut lines: Vec<String> = self.parser.screen().rows_formatted(0, COLUMNS).collect();
            while lines.last().is_some_and(String::is_empty) {
                lines.pop();
            }
            Ok(lines)
        }
    }
}
