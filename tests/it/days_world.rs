//! A person, a folder and a repository for the tests around the fourteen days.

use camino::{Utf8Path, Utf8PathBuf};
use fortnight::ask::{Ask, Multi, Reply, Select, Text};
use fortnight::error::{Error, Exit};
use fortnight::render::{File, Mode, Tree};
use fortnight::ui::{Clock, Env};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::io::Write;
use std::process::Command;
use std::rc::Rc;

/// One scripted answer.
#[derive(Clone, Debug)]
pub(crate) enum Say {
    /// The line of a list that contains this text.
    Pick(&'static str),
    /// The line of a list with this index.
    Nth(usize),
    Many(Vec<bool>),
    Type(&'static str),
    Back,
    CtrlC,
}

struct Script {
    answers: VecDeque<Say>,
    screen: Rc<RefCell<String>>,
}

impl Script {
    fn next(&mut self, prompt: &str) -> Result<Say, Error> {
        self.screen.borrow_mut().push_str(&format!("? {prompt}\n"));
        match self.answers.pop_front() {
            Some(Say::CtrlC) => Err(Error::interrupted()),
            Some(say) => Ok(say),
            None => panic!("nothing is scripted for: {prompt}\n{}", self.screen.borrow()),
        }
    }
}

impl Ask for Script {
    fn select(&mut self, question: &Select<'_>) -> Result<Reply<usize>, Error> {
        let say = self.next(question.prompt)?;
        let chosen = match &say {
            Say::Nth(at) => Some(*at),
            Say::Pick(text) => {
                let at = question.items.iter().position(|item| item.contains(text));
                Some(at.unwrap_or_else(|| panic!("no '{text}' in {:?}", question.items)))
            }
            Say::Back => None,
            other => panic!("{other:?} is no answer to the list '{}'", question.prompt),
        };
        for (at, item) in question.items.iter().enumerate() {
            let mark = if chosen == Some(at) { ">" } else { " " };
            self.screen.borrow_mut().push_str(&format!("{mark} {item}\n"));
        }
        Ok(chosen.map_or(Reply::Back, Reply::Value))
    }

    fn multi(&mut self, question: &Multi<'_>) -> Result<Reply<Vec<bool>>, Error> {
        match self.next(question.prompt)? {
            Say::Many(on) => {
                for (item, on) in question.items.iter().zip(&on) {
                    let mark = if *on { "[x]" } else { "[ ]" };
                    self.screen.borrow_mut().push_str(&format!("  {mark} {item}\n"));
                }
                Ok(Reply::Value(on))
            }
            Say::Back => Ok(Reply::Back),
            other => panic!("{other:?} is no answer to '{}'", question.prompt),
        }
    }

    fn text(&mut self, question: &Text<'_>) -> Result<Reply<String>, Error> {
        match self.next(question.prompt)? {
            Say::Back => Ok(Reply::Back),
            Say::Type(text) => {
                (question.check)(text).unwrap_or_else(|fault| panic!("'{text}' is refused: {fault}"));
                self.screen.borrow_mut().push_str(&format!("> {text}\n"));
                Ok(Reply::Value(text.to_owned()))
            }
            other => panic!("{other:?} is no answer to '{}'", question.prompt),
        }
    }

    fn show(&mut self, text: &str) {
        self.screen.borrow_mut().push_str(&format!("{text}\n"));
    }
}

/// One stream, and the screen on which it appears between the questions.
#[derive(Clone, Default)]
struct Captured(Rc<RefCell<Vec<u8>>>, Rc<RefCell<String>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).expect("the output is UTF-8")
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        self.1.borrow_mut().push_str(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// How a run ended.
pub(crate) struct Ran {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
    /// Everything that a person saw, in its order: both streams, and the questions with what was chosen.
    pub(crate) screen: String,
}

impl Ran {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|fault| panic!("{fault}: {}{}", self.out, self.err))
    }

    /// Stdout on one line, however it was wrapped.
    pub(crate) fn flat(&self) -> String {
        self.out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.exit, Exit::Done, "{}\n{}", self.out, self.err);
        self
    }

    /// Ends with this exit and says this on stderr.
    #[track_caller]
    pub(crate) fn fails(self, exit: Exit, says: &str) -> Self {
        assert_eq!(self.exit, exit, "{}\n{}", self.out, self.err);
        assert!(self.err.contains(says), "'{says}' is not in:\n{}", self.err);
        self
    }
}

pub(crate) struct World {
    _temp: tempfile::TempDir,
    pub(crate) dir: Utf8PathBuf,
    pub(crate) vars: BTreeMap<String, String>,
    pub(crate) input: String,
    pub(crate) now: String,
    pub(crate) width: usize,
}

impl World {
    /// An empty folder on Wednesday evening, 25 November 2026.
    pub(crate) fn new() -> Self {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let base =
            Utf8PathBuf::from_path_buf(temp.path().canonicalize().expect("a real path")).expect("UTF-8");
        let dir = base.join("it's über");
        std::fs::create_dir(&dir).expect("a folder");
        let bin = base.join("bin");
        std::fs::create_dir(&bin).expect("a folder");
        std::fs::write(bin.join("make"), MAKE).expect("a file");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(bin.join("make"), std::fs::Permissions::from_mode(0o755))
                .expect("a mode");
        }
        let mut vars = BTreeMap::new();
        vars.insert("PATH".to_owned(), format!("{bin}:{}", std::env::var("PATH").expect("a PATH")));
        vars.insert("XDG_STATE_HOME".to_owned(), base.join("state").into_string());
        vars.insert("HOME".to_owned(), base.join("home").into_string());
        Self {
            _temp: temp,
            dir,
            vars,
            input: String::new(),
            now: "2026-11-25T21:30:00+01:00[Europe/Berlin]".into(),
            width: 80,
        }
    }

    /// An emitted repository on its fifth day: pristine commit on the 21st, work on the 22nd and the 24th.
    pub(crate) fn repository() -> Self {
        let world = Self::new();
        emit(&world.dir, "backend");
        world
    }

    pub(crate) fn path(&self, path: &str) -> Utf8PathBuf {
        self.dir.join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        write(&self.dir, path, text);
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.start(args, None)
    }

    /// A run on a terminal, with a person who answers like this.
    pub(crate) fn talk(&self, args: &[&str], answers: &[Say]) -> Ran {
        self.start(args, Some(answers))
    }

    fn start(&self, args: &[&str], answers: Option<&[Say]>) -> Ran {
        let screen = Rc::new(RefCell::new(String::new()));
        let stream = || Captured(Rc::default(), screen.clone());
        let (out, err) = (stream(), stream());
        let script = answers.map(|answers| {
            Box::new(Script { answers: answers.iter().cloned().collect(), screen: screen.clone() })
                as Box<dyn Ask>
        });
        let now = self.now.parse().expect("a time with its zone");
        let mut env = Env {
            dir: self.dir.clone(),
            vars: self.vars.clone(),
            input: Box::new(std::io::Cursor::new(self.input.clone().into_bytes())),
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            interactive: script.is_some(),
            width: self.width,
            color_out: false,
            color_err: false,
            now: Clock::new(Box::new(move || now)),
            interrupt: std::sync::Arc::default(),
            watch: |_| Ok(()),
            script,
        };
        let all: Vec<String> =
            std::iter::once("fortnight").chain(args.iter().copied()).map(str::to_owned).collect();
        let exit = fortnight::run(&all, &mut env);
        drop(env);
        Ran { exit, out: out.text(), err: err.text(), screen: screen.borrow().clone() }
    }
}

fn write(dir: &Utf8Path, path: &str, text: &str) {
    let path = dir.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

/// Stands for make, so that these tests need nothing but Rust and git. It does what `plan/plan.mk` does for a
/// check that is a script; another check is green when a file `done-<id>` is there.
const MAKE: &str = r#"#!/bin/sh
target=$1
shift
for word; do eval "${word%%=*}=\${word#*=}"; done
case $target in
  plan-check)
    if [ -f "plan/checks/$ID.sh" ]; then
      sh "plan/checks/$ID.sh" && exit 0
      echo "make: *** [plan/plan.mk:8: plan-check] Error 1" >&2
      exit 2
    fi
    [ -f "done-$ID" ] && exit 0
    i=1
    while [ $i -le 60 ]; do echo "line $i"; i=$((i + 1)); done
    echo "missing $ID" >&2
    exit 2 ;;
  *)
    echo "make: *** $target: the symptom is still there" >&2
    exit 2 ;;
esac
"#;

pub(crate) const PLAN: &str = "# Fourteen days

Work on one item at a time.

## Week 1

- [x] d01-first-run (1 h, ship) Run it and push it <!-- check: make plan-check ID=d01-first-run -->
- [ ] d02-watch-review (1 h, shadow) Watch somebody review a change
- [ ] d03-hold (3 h, build) Money can be held before it moves <!-- check: make plan-check ID=d03-hold -->
  A card payment is promised first and taken later; without a hold the shop sells twice.
- [ ] d05-incident-1 (2 h, debug) Find out who paid twice <!-- check: make incident-check N=1 -->

## Week 2

- [ ] d08-measure (2 h, measure) One number before and after
- [ ] d09-graph (2 h, build, stretch) A second way to ask <!-- check: make plan-check ID=d09-graph -->
- [ ] d12-note (1 h, write) Write what you learned <!-- check: make plan-check ID=d12-note -->
";

/// The note as the base layer renders it.
pub(crate) fn reflection(track: &str) -> String {
    let metric = |n: u32| format!("[[metric]]\nname = \"metric {n}\"\nunit = \"ms\"\nhow = \"make perf\"\n");
    format!(
        "# Reflection: Ledger\n\nOne page, written when the fourteen days are over.\n\n## Numbers\n\n```toml\ntrack = \"{track}\"\n\
         started = \"\"\nfinished = \"\"\nhours = 0.0\nslice_done = false\nagain = 0\n\
         energy = {{ build = 0, debug = 0, design = 0, read = 0, write = 0, ops = 0 }}\n\n{}\n{}\n{}```\n\n\
         ## What I enjoyed\n\n<!-- prompt: Which hour passed? Two or three list entries. -->\n\n\
         ## What I did not\n\n<!-- prompt: What did you put off? -->\n\n\
         ## Three metrics I would improve next\n\n<!-- prompt: Take the three metrics. -->\n",
        metric(1),
        metric(2),
        metric(3)
    )
}

/// Makes a repository that looks emitted, with two days of work in it.
pub(crate) fn emit(dir: &Utf8Path, track: &str) {
    write(
        dir,
        ".fortnight.toml",
        &format!(
            "schema = 1\nversion = \"0.1.0\"\ntrack = \"{track}\"\nstack = \"plain\"\ntree = \"sha256:{}\"\n\n[answers]\n\
             name = \"ledger\"\ntitle = \"Ledger\"\nlicense = \"mit\"\nauthor = \"\"\ngithub = \"\"\nstart = \"\"\n\
             hours = 10\nskills = []\n\n[set]\n",
            "0".repeat(64)
        ),
    );
    write(dir, "plan/README.md", PLAN);
    write(dir, "docs/reflection.md", &reflection(track));
    write(dir, "Makefile", "plan-check:\n");
    write(dir, "src/app.txt", "one\ntwo\nthree\n");
    git(dir, "2026-11-21T10:00:00+01:00", &["init", "-q", "--initial-branch=main", "."]);
    git(dir, "2026-11-21T10:00:00+01:00", &["add", "-A"]);
    let trailer = format!("Fortnight-Template: {track}/plain 0.1.0 {}", tree_hash(dir));
    git(dir, "2026-11-21T10:00:00+01:00", &["commit", "-q", "-m", "Day 1", "-m", &trailer]);
    for (day, text) in [("22", "one\n2\nthree\n"), ("24", "one\n2\nthree\nfour\n")] {
        write(dir, "src/app.txt", text);
        let date = format!("2026-11-{day}T20:00:00+01:00");
        git(dir, &date, &["commit", "-q", "-a", "-m", "Work"]);
    }
}

/// The hash of the files that are there, as a trailer has it.
pub(crate) fn tree_hash(dir: &Utf8Path) -> String {
    let mut tree = Tree::default();
    let mut open = vec![dir.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in folder.read_dir_utf8().expect("a folder").map(|entry| entry.expect("an entry")) {
            if entry.file_name() == ".git" {
                continue;
            }
            if entry.path().is_dir() {
                open.push(entry.path().to_owned());
                continue;
            }
            let bytes = std::fs::read(entry.path()).expect("a file").into();
            let path = entry.path().strip_prefix(dir).expect("below").as_str().replace('\\', "/");
            let file = File { bytes, mode: Mode::Regular, owner: String::new(), rendered: false };
            tree.files.insert(path, file);
        }
    }
    tree.hash()
}

#[track_caller]
pub(crate) fn git(dir: &Utf8Path, date: &str, args: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"])
        .args(args)
        .current_dir(dir)
        .env("GIT_AUTHOR_DATE", date)
        .env("GIT_COMMITTER_DATE", date)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}
