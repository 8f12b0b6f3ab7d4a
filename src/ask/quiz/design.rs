//! Which three tracks are shown together.

use super::dice::Dice;

/// Three afternoons on one screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Triad {
    /// `t01`, `t02`, ...: the name that an answers file uses.
    pub id: String,
    /// Every round shows each track at most once.
    pub round: usize,
    /// Indices into [`Design::tracks`].
    pub tracks: [usize; 3],
    /// Which of its track's four sentences is shown.
    pub sentences: [usize; 3],
}

/// All triads of one quiz.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    pub tracks: Vec<String>,
    pub triads: Vec<Triad>,
    pub quick: bool,
}

/// The four parallel classes of lines of the plane of order 3: points are `(x, y)`, a line is all points
/// with one value of `(a * x + b * y) mod 3`.
const CLASSES: [(usize, usize); 4] = [(1, 0), (0, 1), (1, 1), (1, 2)];

impl Design {
    /// The triads for these tracks; none when there are fewer than three, because then nothing is to choose.
    ///
    /// Nine tracks are the affine plane AG(2,3): 12 triads in 4 rounds, each track 4 times, each pair once; the
    /// seed changes nothing. Another number gets triads drawn from the seed, each track equally often.
    pub fn new(tracks: Vec<String>, seed: u64, quick: bool) -> Option<Self> {
        let rounds = if quick { 2 } else { 4 };
        let lines = match tracks.len() {
            0..3 => return None,
            9 => plane(rounds),
            count if count.is_multiple_of(3) => partitions(count, rounds, seed),
            count => cycles(count, seed),
        };
        let triads = lines
            .into_iter()
            .enumerate()
            .map(|(at, (round, tracks, sentences))| Triad {
                id: format!("t{:02}", at + 1),
                round,
                tracks,
                sentences,
            })
            .collect();
        Some(Self { tracks, triads, quick })
    }

    /// The order in which triads, and the three lines within each, are shown; it decides no score.
    pub fn display(&self, seed: u64) -> Vec<(usize, [usize; 3])> {
        let mut dice = Dice::new(seed);
        let mut order: Vec<(usize, [usize; 3])> = (0..self.triads.len())
            .map(|at| {
                let mut lines = [0, 1, 2];
                dice.shuffle(&mut lines);
                (at, lines)
            })
            .collect();
        dice.shuffle(&mut order);
        // Rounds stay together, so that everything was seen once before anything comes twice.
        order.sort_by_key(|(at, _)| self.triads[*at].round);
        order
    }
}

type Line = (usize, [usize; 3], [usize; 3]);

fn plane(rounds: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (round, (a, b)) in CLASSES.into_iter().enumerate().take(rounds) {
        for value in 0..3 {
            let mut points = (0..9).filter(|point| (a * (point / 3) + b * (point % 3)) % 3 == value);
            let tracks = std::array::from_fn(|_| points.next().unwrap_or_default());
            lines.push((round, tracks, [round; 3]));
        }
    }
    lines
}

fn partitions(count: usize, rounds: usize, seed: u64) -> Vec<Line> {
    let mut dice = Dice::new(seed ^ count as u64);
    let mut lines = Vec::new();
    for round in 0..rounds {
        let mut order: Vec<usize> = (0..count).collect();
        dice.shuffle(&mut order);
        lines.extend(order.chunks_exact(3).map(|three| (round, [three[0], three[1], three[2]], [round; 3])));
    }
    lines
}

/// A number that three does not divide: one triad turned `count` times, so that each track comes three times.
fn cycles(count: usize, seed: u64) -> Vec<Line> {
    let mut dice = Dice::new(seed ^ count as u64);
    let mut label: Vec<usize> = (0..count).collect();
    dice.shuffle(&mut label);
    let mut steps: Vec<usize> = (1..count).collect();
    dice.shuffle(&mut steps);
    (0..count)
        .map(|at| (at, [0, steps[0], steps[1]].map(|step| label[(at + step) % count]), [0, 1, 2]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn design(count: usize, seed: u64, quick: bool) -> Design {
        Design::new((0..count).map(|at| format!("track-{at}")).collect(), seed, quick).unwrap()
    }

    fn shown(design: &Design) -> BTreeMap<usize, usize> {
        let mut times = BTreeMap::new();
        for track in design.triads.iter().flat_map(|triad| triad.tracks) {
            *times.entry(track).or_insert(0) += 1;
        }
        times
    }

    #[test]
    fn nine_tracks_meet_in_36_of_36_pairs_exactly_once() {
        let design = design(9, 0, false);
        assert_eq!(design.triads.len(), 12);
        let mut pairs = BTreeMap::new();
        for triad in &design.triads {
            let [a, b, c] = triad.tracks;
            for (low, high) in [(a, b), (a, c), (b, c)] {
                *pairs.entry((low.min(high), low.max(high))).or_insert(0) += 1;
            }
        }
        assert_eq!(pairs.len(), 36);
        assert!(pairs.values().all(|times| *times == 1));
        assert!(shown(&design).values().all(|times| *times == 4));
    }

    #[test]
    fn every_round_shows_all_nine_and_every_sentence_comes_once() {
        let design = design(9, 0, false);
        for round in 0..4 {
            let mut seen: Vec<usize> = design
                .triads
                .iter()
                .filter(|triad| triad.round == round)
                .flat_map(|triad| triad.tracks)
                .collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..9).collect::<Vec<_>>());
        }
        let mut sentences: Vec<(usize, usize)> =
            design.triads.iter().flat_map(|triad| triad.tracks.into_iter().zip(triad.sentences)).collect();
        sentences.sort_unstable();
        sentences.dedup();
        assert_eq!(sentences.len(), 36);
    }

    #[test]
    fn fewer_than_three_tracks_leave_nothing_to_choose() {
        assert_eq!(Design::new(vec!["a".into(), "b".into()], 0, false), None);
    }

    proptest! {
        #[test]
        fn another_number_of_tracks_shows_each_equally_often(count in 3usize..40, seed: u64, quick: bool) {
            let design = design(count, seed, quick);
            let times = shown(&design);
            prop_assert_eq!(times.len(), count);
            let first = times[&0];
            prop_assert!(times.values().all(|each| *each == first), "{:?}", times);
            for triad in &design.triads {
                let [a, b, c] = triad.tracks;
                prop_assert!(a != b && b != c && a != c);
            }
        }

        #[test]
        fn the_seed_reorders_the_display_and_nothing_else(seed: u64, count in 3usize..12) {
            let design = design(count, 0, false);
            let mut order: Vec<usize> = design.display(seed).into_iter().map(|(at, mut lines)| {
                lines.sort_unstable();
                assert_eq!(lines, [0, 1, 2]);
                at
            }).collect();
            order.sort_unstable();
            prop_assert_eq!(order, (0..design.triads.len()).collect::<Vec<_>>());
        }
    }
}
