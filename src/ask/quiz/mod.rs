//! "Help me choose": best and worst of three concrete afternoons, until an order is there.

mod design;
mod dice;
mod score;
mod sheet;

pub use design::{Design, Triad};
pub use dice::Dice;
pub use score::{Choice, Confidence, Limit, Person, Place, Ranking, rank};

use super::decide::check_hours;
use super::prompt::{Ask, Multi, Reply, Select, Text};
use crate::catalog::Catalog;
use crate::error::{Error, Exit};

/// Everything that one quiz needs from the catalog.
#[derive(Clone, Debug)]
pub struct Quiz {
    pub design: Design,
    /// Four sentences a track, in the order of the design's tracks.
    pub sentences: Vec<Vec<String>>,
    seed: u64,
}

/// What was answered, triad by triad, and the order that follows.
#[derive(Clone, Debug)]
pub struct Answered {
    pub choices: Vec<Option<Choice>>,
    pub ranking: Ranking,
}

/// Asks everything and ranks; `Back` when the person goes back from the first question.
pub fn run(catalog: &Catalog, ask: &mut dyn Ask, seed: u64) -> Result<Reply<Ranking>, Error> {
    let quiz = Quiz::new(catalog, seed, false)?;
    Ok(match quiz.ask(ask)? {
        Reply::Value(answered) => Reply::Value(answered.ranking),
        Reply::Back => Reply::Back,
    })
}

impl Quiz {
    pub fn new(catalog: &Catalog, seed: u64, quick: bool) -> Result<Self, Error> {
        let tracks = catalog.track_ids();
        let sentences = tracks
            .iter()
            .map(|id| catalog.track(id).map(|track| track.days))
            .collect::<Result<Vec<_>, _>>()?;
        let known = tracks.join(", ");
        let design = Design::new(tracks, seed, quick).ok_or_else(|| {
            Error::new(
                Exit::Refused,
                format!("there is nothing to choose among fewer than three tracks ({known})"),
            )
            .hint("start one: fortnight new TRACK")
        })?;
        Ok(Self { design, sentences, seed })
    }

    /// Ranks what a sheet says.
    pub fn read(&self, name: &str, text: &str) -> Result<Answered, Error> {
        let (choices, person) = sheet::read(name, text, &self.design)?;
        Ok(self.ranked(choices, person))
    }

    /// A sheet with these answers; an empty one to fill in when there are none.
    pub fn sheet(&self, answered: Option<&Answered>) -> String {
        match answered {
            Some(answered) => {
                sheet::write(&self.design, &self.sentences, &answered.choices, &answered.ranking.person)
            }
            None => sheet::write(&self.design, &self.sentences, &[], &Person::default()),
        }
    }

    fn ranked(&self, choices: Vec<Option<Choice>>, person: Person) -> Answered {
        let mut ranking = rank(&self.design, &self.sentences, &choices);
        ranking.person = person;
        Answered { choices, ranking }
    }

    /// One screen a triad, then three plain questions. Going back works everywhere.
    pub fn ask(&self, ask: &mut dyn Ask) -> Result<Reply<Answered>, Error> {
        let order = self.design.display(self.seed);
        let mut choices = vec![None; order.len()];
        let mut person = Person::default();
        let mut at = 0_usize;
        ask.show(&format!(
            "{} times three afternoons: which one would you enjoy most, which one least?",
            order.len()
        ));
        loop {
            let reply = match at.checked_sub(order.len()) {
                None => {
                    let (triad, lines) = order[at];
                    match self.triad(ask, at, triad, lines)? {
                        Said::Back => None,
                        said => {
                            choices[triad] =
                                if let Said::Chosen(choice) = said { Some(choice) } else { None };
                            Some(())
                        }
                    }
                }
                Some(0) => hours(ask, &person)?.map(|hours| person.hours = Some(hours)),
                Some(1) => before(ask, &person)?.map(|before| person.before = before),
                Some(2) => limits(ask, &person)?.map(|limits| person.limits = limits),
                Some(_) => return Ok(Reply::Value(self.ranked(choices, person))),
            };
            match reply {
                Some(()) => at += 1,
                None if at == 0 => return Ok(Reply::Back),
                None => at -= 1,
            }
        }
    }

    fn triad(&self, ask: &mut dyn Ask, at: usize, triad: usize, lines: [usize; 3]) -> Result<Said, Error> {
        let triad = &self.design.triads[triad];
        let counter = format!("{}/{}", at + 1, self.design.triads.len());
        let text = |line: usize| self.sentences[triad.tracks[line]][triad.sentences[line]].clone();
        let mut items: Vec<String> = lines.iter().map(|line| text(*line)).collect();
        items.push("skip these three".to_owned());
        items.push("one question back".to_owned());
        let mut default = 0;
        loop {
            let prompt = format!("{counter}  Which afternoon would you enjoy most?");
            let most = match ask.select(&Select { prompt: &prompt, items: &items, default })? {
                Reply::Value(most @ 0..3) => most,
                Reply::Value(3) => return Ok(Said::Skipped),
                _ => return Ok(Said::Back),
            };
            default = most;
            let rest: Vec<usize> = lines.iter().copied().filter(|line| *line != lines[most]).collect();
            let mut items: Vec<String> = rest.iter().map(|line| text(*line)).collect();
            items.push("one question back".to_owned());
            let prompt = format!("{counter}  And which one least?");
            if let Reply::Value(least @ 0..2) =
                ask.select(&Select { prompt: &prompt, items: &items, default: 0 })?
            {
                return Ok(Said::Chosen(Choice {
                    most: triad.tracks[lines[most]],
                    least: triad.tracks[rest[least]],
                }));
            }
        }
    }
}

/// What came of one triad.
enum Said {
    Chosen(Choice),
    Skipped,
    Back,
}

impl<T> Reply<T> {
    fn given(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Back => None,
        }
    }
}

fn hours(ask: &mut dyn Ask, person: &Person) -> Result<Option<u32>, Error> {
    let default = person.hours.unwrap_or(super::decide::HOURS).to_string();
    let question = Text {
        prompt: "How many hours a week do you have for this?",
        default: &default,
        check: &|text| check_hours(text).map(|_| ()),
    };
    Ok(ask.text(&question)?.given().and_then(|text| check_hours(&text).ok()))
}

fn before(ask: &mut dyn Ask, person: &Person) -> Result<Option<String>, Error> {
    let question = Text {
        prompt: "What did you do before? A few words; it excludes nothing",
        default: &person.before,
        check: &|_| Ok(()),
    };
    Ok(ask.text(&question)?.given().map(|text| text.trim().to_owned()))
}

fn limits(ask: &mut dyn Ask, person: &Person) -> Result<Option<Vec<Limit>>, Error> {
    let items = ["It has less than 8 GB of memory".to_owned(), "I may not install programs on it".to_owned()];
    let chosen: Vec<bool> = Limit::ALL.iter().map(|limit| person.limits.contains(limit)).collect();
    let question = Multi { prompt: "Is any of this true for your computer?", items: &items, chosen: &chosen };
    let picked = ask.multi(&question)?.given();
    Ok(picked
        .map(|on| Limit::ALL.into_iter().zip(on).filter(|(_, on)| *on).map(|(limit, _)| limit).collect()))
}
