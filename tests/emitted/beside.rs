//! A neighbour of a step: another emitted repository, set up and served on a port of its own.

use crate::cases::{self, Fixed};
use crate::child::{Call, Running};
use crate::ground::Ground;
use crate::repository::Repository;
use fortnight::catalog::Beside;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

pub(crate) struct Neighbour {
    pub(crate) url: String,
    server: Running,
    /// Holds the repository, and removes it.
    _place: tempfile::TempDir,
}

impl Neighbour {
    /// Emits it in a folder beside another repository, sets it up, serves it, and waits until it answers.
    pub(crate) fn start(ground: &Ground, fixed: &Fixed, asked: &Beside, near: &Path) -> Result<Self, String> {
        let cases = cases::named(cases::all(&ground.catalog, fixed)?, std::slice::from_ref(&asked.stack))?;
        // The defaults come first.
        let case = cases.first().ok_or("no neighbour")?;
        let place = tempfile::Builder::new()
            .prefix("beside-")
            .tempdir_in(near.parent().unwrap_or(near))
            .map_err(|fault| fault.to_string())?;
        let path = place.path().join(&case.answers.name);
        let repository = Repository::emit(ground, case, &case.answers, &path)?;
        repository.must_make(&["setup"], 1200)?;
        let port = free_port()?.to_string();
        let serve: Vec<String> = asked.serve.iter().map(|word| word.replace("{port}", &port)).collect();
        let argv: Vec<&str> = serve.iter().map(String::as_str).collect();
        let mut server = Call::new(&argv, &path).start()?;
        let begin = Instant::now();
        while !answers(&port, &asked.ready) {
            if let Some(why) = server.ended() {
                return Err(format!("{}: {why}", asked.stack));
            }
            if begin.elapsed() > Duration::from_mins(3) {
                return Err(format!("{} does not answer {} on port {port}", asked.stack, asked.ready));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(Self { url: format!("http://127.0.0.1:{port}"), server, _place: place })
    }

    pub(crate) fn end(mut self) -> Result<(), String> {
        self.server.end()
    }
}

fn free_port() -> Result<u16, String> {
    let probe = TcpListener::bind(("127.0.0.1", 0)).and_then(|probe| probe.local_addr());
    probe.map(|address| address.port()).map_err(|fault| format!("no free port: {fault}"))
}

/// Whether a path is answered with 200.
fn answers(port: &str, path: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}"))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(String::from_utf8_lossy(&head).into_owned())
    };
    ask().is_ok_and(|head| head.ends_with(" 200"))
}
