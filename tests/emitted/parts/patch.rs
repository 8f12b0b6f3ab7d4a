//! Patches of the proof: a header of `Key: value` lines, then what `git apply` takes.

use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Solution,
    Fix,
    Mutant,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Solution, Self::Fix, Self::Mutant];

    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Solution => "solutions",
            Self::Fix => "fixes",
            Self::Mutant => "mutants",
        }
    }
}

/// What the lines before the first `diff --git` say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Patch {
    /// What it does, in one sentence.
    pub(crate) says: String,
    /// Answers under which it is meant to apply; every one when empty.
    pub(crate) answers: BTreeMap<String, String>,
    /// Solutions that are applied before.
    pub(crate) needs: Vec<String>,
    /// Solutions of measure items: what is done before the change, and what after it, in this order.
    pub(crate) before: Vec<Vec<String>>,
    pub(crate) after: Vec<Vec<String>>,
    /// Mutants: what must fail.
    pub(crate) run: Vec<String>,
    /// Mutants: the name of a test that the failing output must hold.
    pub(crate) expect: Option<String>,
    /// Paths that it touches.
    pub(crate) touched: Vec<String>,
}

impl Patch {
    /// Whether it belongs to a repository with these answers.
    pub(crate) fn meant_for(&self, set: &BTreeMap<String, String>) -> bool {
        self.answers.iter().all(|(id, choice)| set.get(id) == Some(choice))
    }
}

/// Reads a patch; the message of a failure says what is wrong with it, all of it.
pub(crate) fn parse(kind: Kind, text: &str) -> Result<Patch, String> {
    let head = text.lines().take_while(|line| !line.starts_with("diff --git "));
    let mut patch = Patch {
        says: String::new(),
        answers: BTreeMap::new(),
        needs: Vec::new(),
        before: Vec::new(),
        after: Vec::new(),
        run: if kind == Kind::Mutant { words("make test") } else { Vec::new() },
        expect: None,
        touched: touched(text),
    };
    let mut wrong = Vec::new();
    for line in head.filter(|line| !line.trim().is_empty()) {
        let Some((key, value)) = line.split_once(": ").map(|(key, value)| (key, value.trim())) else {
            wrong.push(format!("a header line is `Key: value`, not '{line}'"));
            continue;
        };
        match key {
            "Says" => value.clone_into(&mut patch.says),
            "Answers" => match answers(value) {
                Some(answers) => patch.answers = answers,
                None => wrong.push(format!("`Answers: id=choice` is needed, not '{value}'")),
            },
            "Needs" if kind == Kind::Solution => {
                patch.needs =
                    value.split([',', ' ']).filter(|id| !id.is_empty()).map(str::to_owned).collect();
            }
            "Before" if kind == Kind::Solution => patch.before.push(words(value)),
            "After" if kind == Kind::Solution => patch.after.push(words(value)),
            "Run" if kind == Kind::Mutant => patch.run = words(value),
            "Expect" if kind == Kind::Mutant => patch.expect = Some(value.to_owned()),
            _ => wrong
                .push(format!("`{key}:` does not belong into the header of a patch in {}", kind.folder())),
        }
    }
    if patch.says.is_empty() {
        wrong.push("`Says:` is missing: what does it do, in one sentence?".to_owned());
    }
    if kind == Kind::Mutant && patch.expect.as_deref().unwrap_or_default().is_empty() {
        wrong.push("`Expect:` is missing: which test must fail?".to_owned());
    }
    if patch.touched.is_empty() {
        wrong.push("nothing is changed: no line starts with `diff --git`".to_owned());
    }
    if wrong.is_empty() { Ok(patch) } else { Err(wrong.join("; ")) }
}

/// Paths that a patch or a mailed commit touches, old and new names, each once.
pub(crate) fn touched(text: &str) -> Vec<String> {
    let mut paths: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("diff --git a/"))
        .filter_map(|rest| rest.split_once(" b/"))
        .flat_map(|(old, new)| [old.to_owned(), new.to_owned()])
        .collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

/// The subject of a mailed commit, without its `[PATCH 1/3]`.
pub(crate) fn subject(mail: &str) -> Option<String> {
    let mut lines = mail.lines();
    let first = lines.by_ref().find_map(|line| line.strip_prefix("Subject: "))?.to_owned();
    let whole = lines.take_while(|line| line.starts_with(' ')).fold(first, |text, line| text + line);
    let bare = whole.strip_prefix('[').and_then(|rest| rest.split_once("] ")).map(|(_, bare)| bare);
    Some(bare.unwrap_or(&whole).to_owned())
}

/// The patch that a debrief names as guilty: the first `000N.patch` in it.
pub(crate) fn guilty(debrief: &str) -> Option<&str> {
    debrief.match_indices(".patch").find_map(|(at, found)| {
        let start = at.checked_sub(4)?;
        let digits = debrief.get(start..at)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| &debrief[start..at + found.len()])
    })
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn answers(text: &str) -> Option<BTreeMap<String, String>> {
    text.split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').map(|(id, choice)| (id.to_owned(), choice.to_owned())))
        .collect()
}
