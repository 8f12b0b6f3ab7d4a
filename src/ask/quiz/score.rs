//! From choices to an order: best minus worst, and one word for how sure that is.

use super::design::Design;
use super::dice::Dice;
use schemars::JsonSchema;
use serde::Serialize;

/// What was said to one triad: indices into [`Design::tracks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub most: usize,
    pub least: usize,
}

/// How far the answers agree with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The leader was chosen "most" every time, and alone has that score.
    Clear,
    /// The leader leads alone, with less.
    Close,
    /// Nobody leads alone.
    Tie,
}

impl Confidence {
    pub fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Close => "close",
            Self::Tie => "tie",
        }
    }
}

/// One track in the order to try them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// 1 is the one to try first.
    pub rank: usize,
    pub track: String,
    /// Times chosen "most" minus times chosen "least".
    pub score: i32,
    /// Another track has the same score.
    pub tied: bool,
    /// The sentences of this track that were chosen "most".
    pub because: Vec<String>,
    /// The sentences of this track that were chosen "least".
    pub against: Vec<String>,
}

/// Something about the machine that a choice should know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Less than 8 GB of memory.
    Memory,
    /// Programs cannot be installed on it.
    Admin,
}

impl Limit {
    pub const ALL: [Self; 2] = [Self::Memory, Self::Admin];

    pub fn id(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Admin => "admin",
        }
    }

    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|limit| limit.id() == id)
    }
}

/// What the three plain questions gave. It excludes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Person {
    /// Hours a week.
    pub hours: Option<u32>,
    /// What the person did before.
    pub before: String,
    pub limits: Vec<Limit>,
}

/// The result of a quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    pub places: Vec<Place>,
    pub confidence: Confidence,
    pub quick: bool,
    pub asked: usize,
    pub answered: usize,
    pub person: Person,
}

impl Ranking {
    /// The track to try first.
    pub fn first(&self) -> &str {
        self.places.first().map_or("", |place| place.track.as_str())
    }

    pub fn place(&self, track: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.track == track)
    }

    /// What `.fortnight.toml` says about a track, when the person wants it there.
    pub fn note(&self, track: &str) -> Option<toml::Table> {
        let place = self.place(track)?;
        let mut table = toml::Table::new();
        table.insert("rank".into(), i64::try_from(place.rank).unwrap_or_default().into());
        table.insert("score".into(), i64::from(place.score).into());
        table.insert("confidence".into(), self.confidence.word().into());
        Some(table)
    }
}

/// Counts. `choices` has one entry a triad, `None` where it was skipped; `sentences` four a track.
pub fn rank(design: &Design, sentences: &[Vec<String>], choices: &[Option<Choice>]) -> Ranking {
    let count = design.tracks.len();
    let mut places: Vec<Place> = design
        .tracks
        .iter()
        .map(|track| Place {
            rank: 0,
            track: track.clone(),
            score: 0,
            tied: false,
            because: Vec::new(),
            against: Vec::new(),
        })
        .collect();
    let mut shown = vec![0; count];
    let mut lot = String::new();
    for (triad, choice) in design.triads.iter().zip(choices) {
        for track in triad.tracks {
            shown[track] += 1;
        }
        let Some(choice) = choice else { continue };
        lot.push_str(&format!("{}:{}:{},", triad.id, choice.most, choice.least));
        for (track, sentence) in triad.tracks.into_iter().zip(triad.sentences) {
            let text = sentences.get(track).and_then(|four| four.get(sentence)).cloned().unwrap_or_default();
            if track == choice.most {
                places[track].score += 1;
                places[track].because.push(text);
            } else if track == choice.least {
                places[track].score -= 1;
                places[track].against.push(text);
            }
        }
    }
    let top = places.iter().map(|place| place.score).max().unwrap_or_default();
    let leaders: Vec<usize> = (0..count).filter(|at| places[*at].score == top).collect();
    let confidence = match leaders[..] {
        [leader] if !design.quick && places[leader].because.len() == shown[leader] => Confidence::Clear,
        [_] => Confidence::Close,
        _ => Confidence::Tie,
    };
    let mut order: Vec<usize> = (0..count).collect();
    // Tracks that nothing tells apart are drawn: by lots from the answers, so that no name is favoured.
    Dice::from_text(&lot).shuffle(&mut order);
    order.sort_by_key(|at| std::cmp::Reverse(places[*at].score));
    for at in 0..count {
        let score = places[order[at]].score;
        let same: Vec<usize> = (0..count).filter(|other| places[order[*other]].score == score).collect();
        places[order[at]].tied = same.len() > 1;
        if let [first, second] = same[..]
            && at == first
            && prefers(design, choices, order[second], order[first])
        {
            order.swap(first, second);
        }
    }
    let mut places: Vec<Option<Place>> = places.into_iter().map(Some).collect();
    let places = order
        .into_iter()
        .filter_map(|at| places[at].take())
        .enumerate()
        .map(|(at, place)| Place { rank: at + 1, ..place })
        .collect();
    Ranking {
        places,
        confidence,
        quick: design.quick,
        asked: design.triads.len(),
        answered: choices.iter().flatten().count(),
        person: Person::default(),
    }
}

/// Whether the triads in which both stood put `a` before `b`.
fn prefers(design: &Design, choices: &[Option<Choice>], a: usize, b: usize) -> bool {
    let mut balance = 0;
    for (triad, choice) in design.triads.iter().zip(choices) {
        let (Some(choice), true) = (choice, triad.tracks.contains(&a) && triad.tracks.contains(&b)) else {
            continue;
        };
        if choice.most == a || choice.least == b {
            balance += 1;
        } else if choice.most == b || choice.least == a {
            balance -= 1;
        }
    }
    balance > 0
}
