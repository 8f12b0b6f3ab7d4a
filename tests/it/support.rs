//! A whole run in-process: arguments and a world in, exit code and both streams out.

use camino::{Utf8Path, Utf8PathBuf};
use fortnight::ask::{Ask, Multi, Reply, Select, Text};
use fortnight::error::{Error, Exit};
use fortnight::ui::{Clock, Env};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::io::Cursor;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A temporary folder with a working directory in it.
pub(crate) struct World {
    temp: tempfile::TempDir,
    pub(crate) dir: Utf8PathBuf,
    pub(crate) vars: BTreeMap<String, String>,
    templates: Option<Utf8PathBuf>,
}

/// What a run did.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl World {
    /// An empty working directory and the embedded templates.
    pub(crate) fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(temp.path().canonicalize().unwrap()).unwrap();
        let dir = root.join("work");
        std::fs::create_dir(&dir).unwrap();
        // No HOME of the machine: a config file or git identity there must not decide a test.
        let vars =
            [("HOME", root.join("home").to_string()), ("XDG_CONFIG_HOME", root.join("config").to_string())];
        let vars = vars.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Self { temp, dir, vars, templates: None }
    }

    /// The same with a small catalog of its own: tracks `alpha` (stacks `one`, `two`) and `beta` (no stack).
    pub(crate) fn with_templates() -> Self {
        let mut world = Self::new();
        let root = world.root().join("templates");
        for (path, text) in TEMPLATES {
            write(&root.join(path), text);
        }
        world.templates = Some(root);
        world
    }

    pub(crate) fn root(&self) -> Utf8PathBuf {
        Utf8PathBuf::from_path_buf(self.temp.path().canonicalize().unwrap()).unwrap()
    }

    /// Writes a template file of this world's own catalog.
    pub(crate) fn template(&self, path: &str, text: &str) {
        write(&self.templates.as_ref().expect("a world with templates").join(path), text);
    }

    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        self.run_with(args, "", None)
    }

    pub(crate) fn run_with(&self, args: &[&str], stdin: &str, script: Option<Script>) -> Outcome {
        let (out, err) = (Buffer::default(), Buffer::default());
        let shown = script.as_ref().map(|script| Rc::clone(&script.shown));
        let mut env = Env {
            dir: self.dir.clone(),
            vars: self.vars.clone(),
            input: Box::new(Cursor::new(stdin.as_bytes().to_vec())),
            out: Box::new(out.clone()),
            err: Box::new(err.clone()),
            interactive: false,
            width: 80,
            color_out: false,
            color_err: false,
            now: Clock::new(Box::new(|| "2026-11-24T18:00:00+01:00[Europe/Berlin]".parse().unwrap())),
            interrupt: Arc::new(AtomicBool::new(false)),
            watch: |_| Ok(()),
            script: script.map(|script| Box::new(script) as Box<dyn Ask>),
        };
        let mut all = vec!["fortnight".to_owned()];
        if let Some(templates) = &self.templates {
            all.extend(["--templates".to_owned(), templates.to_string()]);
        }
        all.extend(args.iter().map(|arg| (*arg).to_owned()));
        let exit = fortnight::run(&all, &mut env);
        let mut err = err.text();
        if let Some(shown) = shown {
            err.push_str(&shown.borrow());
        }
        Outcome { exit, out: out.text(), err }
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.dir.join(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
    }

    /// Whether nothing at all was written to the working directory.
    pub(crate) fn is_untouched(&self) -> bool {
        self.dir.read_dir().unwrap().next().is_none()
    }
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Utf8Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// What git prints in a folder, without its last line end.
pub(crate) fn git(dir: &Utf8Path, args: &[&str]) -> String {
    let output = std::process::Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com"])
        .args(args)
        .current_dir(dir)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

#[derive(Clone, Default)]
struct Buffer(Rc<RefCell<Vec<u8>>>);

impl Buffer {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl std::io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// One thing that a person does at a prompt.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Do {
    /// Chooses the line that begins with this text.
    Pick(&'static str),
    /// Turns on exactly the lines that begin with one of these.
    Tick(&'static [&'static str]),
    Type(&'static str),
    /// Accepts what is highlighted or proposed.
    Enter,
    Esc,
    CtrlC,
}

/// Answers in order; a question too many fails the test, and so does one too few.
pub(crate) struct Script {
    steps: VecDeque<Do>,
    /// Everything that a person would have seen.
    shown: Rc<RefCell<String>>,
}

impl Script {
    pub(crate) fn new(steps: &[Do]) -> Self {
        Self { steps: steps.iter().copied().collect(), shown: Rc::default() }
    }

    fn next(&mut self, prompt: &str, items: &[String]) -> Do {
        let mut shown = self.shown.borrow_mut();
        shown.push_str(&format!("? {prompt}\n"));
        for item in items {
            shown.push_str(&format!("  {item}\n"));
        }
        self.steps.pop_front().unwrap_or_else(|| panic!("nobody scripted an answer to: {prompt}\n{shown}"))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.steps.is_empty(), "never asked for: {:?}", self.steps);
        }
    }
}

impl Ask for Script {
    fn select(&mut self, question: &Select<'_>) -> Result<Reply<usize>, Error> {
        match self.next(question.prompt, question.items) {
            Do::Pick(start) => {
                let found = question.items.iter().position(|item| item.starts_with(start));
                Ok(Reply::Value(
                    found.unwrap_or_else(|| panic!("no line begins with {start}: {:?}", question.items)),
                ))
            }
            Do::Enter => Ok(Reply::Value(question.default)),
            Do::Esc => Ok(Reply::Back),
            Do::CtrlC => Err(Error::interrupted()),
            other => panic!("{other:?} at a list"),
        }
    }

    fn multi(&mut self, question: &Multi<'_>) -> Result<Reply<Vec<bool>>, Error> {
        match self.next(question.prompt, question.items) {
            Do::Tick(starts) => {
                let on = |item: &String| starts.iter().any(|start| item.starts_with(start));
                Ok(Reply::Value(question.items.iter().map(on).collect()))
            }
            Do::Enter => Ok(Reply::Value(question.chosen.to_vec())),
            Do::Esc => Ok(Reply::Back),
            Do::CtrlC => Err(Error::interrupted()),
            other => panic!("{other:?} at a list of many"),
        }
    }

    fn text(&mut self, question: &Text<'_>) -> Result<Reply<String>, Error> {
        loop {
            let text = match self.next(question.prompt, &[]) {
                Do::Type("<") | Do::Esc => return Ok(Reply::Back),
                Do::Type(text) => text.to_owned(),
                Do::Enter => question.default.to_owned(),
                Do::CtrlC => return Err(Error::interrupted()),
                other => panic!("{other:?} at a text"),
            };
            match (question.check)(&text) {
                Ok(()) => return Ok(Reply::Value(text)),
                Err(fault) => self.show(&fault),
            }
        }
    }

    fn show(&mut self, text: &str) {
        self.shown.borrow_mut().push_str(&format!("{text}\n"));
    }
}

const METRICS: &str = "
[[metric]]
name = \"p95\"
unit = \"ms\"
how = \"make perf\"
[[metric]]
name = \"time to restore\"
unit = \"s\"
how = \"make drill\"
[[metric]]
name = \"oldest receipt\"
unit = \"s\"
how = \"make perf\"
";

/// The text of a track manifest with everything that one needs.
pub(crate) fn track(title: &str) -> String {
    format!(
        "title = \"{title}\"\ngroup = \"Letters\"\nsummary = \"All about {title}\"\ndoes = \"Writes {title}\"\n\
         like-it-if = \"you like {title}\"\nproject = \"A {title} machine\"\ndays = [\"a\", \"b\", \"c\", \"d\"]\n{METRICS}"
    )
}

/// The text of a stack manifest with everything that one needs.
pub(crate) fn stack(title: &str) -> String {
    format!(
        "title = \"{title}\"\nlanguage = \"plain\"\npackage = \"letters\"\nfirst-look = [\"make run\"]\n\
         [budget]\nsetup = 1\ntest = 1\nrun = 1\nfull = 1\n"
    )
}

const ALPHA: &str =
    "title = \"Alpha\"\ngroup = \"Letters\"\nsummary = \"The first letter\"\ndoes = \"Begins\"
like-it-if = \"you like to begin\"\nproject = \"A beginning\"\ndays = [\"a\", \"b\", \"c\", \"d\"]
[[metric]]\nname = \"p95\"\nunit = \"ms\"\nhow = \"make perf\"
[[metric]]\nname = \"restore\"\nunit = \"s\"\nhow = \"make drill\"
[[metric]]\nname = \"age\"\nunit = \"s\"\nhow = \"make perf\"\n";

const BETA: &str =
    "title = \"Beta\"\ngroup = \"Letters\"\nsummary = \"The second letter\"\ndoes = \"Follows\"
like-it-if = \"you like to follow\"\nproject = \"A second\"\ndays = [\"a\", \"b\", \"c\", \"d\"]
[[metric]]\nname = \"p95\"\nunit = \"ms\"\nhow = \"make perf\"
[[metric]]\nname = \"restore\"\nunit = \"s\"\nhow = \"make drill\"
[[metric]]\nname = \"age\"\nunit = \"s\"\nhow = \"make perf\"\n";

const ONE: &str = "title = \"Stack one\"\nlanguage = \"plain\"\npackage = \"letters\"\nfirst-look = [\"make run\"]
[budget]\nsetup = 1\ntest = 1\nrun = 1\nfull = 1
[[prerequisite]]\ntool = \"git\"\nversion = [\"git\", \"--version\"]\nat-least = \"2.28\"\nfor = \"everything\"\nget = \"install git\"
[[question]]\nid = \"api\"\nprompt = \"Which API?\"\ndefault = \"rest\"
choices = [{ id = \"rest\", title = \"REST\" }, { id = \"rest-graphql\", title = \"REST and GraphQL\" }]
[[when]]\npaths = [\"src/graphql\"]\nif = \"api == 'rest-graphql'\"\n";

const TWO: &str = "title = \"Stack two\"\nlanguage = \"plain\"\npackage = \"letters\"\nfirst-look = [\"make run\"]\ndraft = true
[budget]\nsetup = 1\ntest = 1\nrun = 1\nfull = 1\n";

const PLAN: &str = "# The plan\n\n- [ ] d01-look (1 h, shadow) Look around\n- [ ] d02-build (2 h, build) Build a bit <!-- check: make plan-check ID=d02-build -->\n";

const TEMPLATES: &[(&str, &str)] = &[
    ("versions.toml", "[actions]\ncheckout = \"actions/checkout@abc # v1\"\n"),
    ("base/base.toml", "[[when]]\npaths = [\"LICENSE\"]\nif = \"license != 'none'\"\n"),
    ("base/files/LICENSE.j2", "Copyright <%= author or 'the authors of ' ~ title %>\n"),
    ("base/files/run.sh", "#!/bin/sh\necho ran\n"),
    ("languages/plain/language.toml", "title = \"Plain\"\n"),
    ("languages/plain/files/.gitignore.j2", "var/\n"),
    ("partials/readme/greeting.md", "Hello from <%= title %>.\n"),
    ("tracks/alpha/track.toml", ALPHA),
    ("tracks/alpha/files/contract/letters.txt", "a\n"),
    ("tracks/alpha/one/stack.toml", ONE),
    (
        "tracks/alpha/one/files/README.md.j2",
        "# <%= title %>\n\n<% include \"readme/greeting.md\" %>\n#% if github\nAt <%= github %>.\n#% endif\n",
    ),
    ("tracks/alpha/one/files/plan/README.md", PLAN),
    ("tracks/alpha/one/files/src/main.txt", "{{ untouched }} ${{ too }}\n"),
    ("tracks/alpha/one/files/src/graphql/schema.txt", "query\n"),
    ("tracks/alpha/two/stack.toml", TWO),
    ("tracks/alpha/two/files/README.md", "# Two\n"),
    ("tracks/beta/track.toml", BETA),
    ("skills/deploy/skill.toml", "title = \"Deploy\"\nsummary = \"Ship it\"\n"),
    ("skills/deploy/files/docs/deploy.md", "Ship it.\n"),
    ("skills/deploy/for/alpha/files/docs/deploy-alpha.md", "Ship alpha.\n"),
];
