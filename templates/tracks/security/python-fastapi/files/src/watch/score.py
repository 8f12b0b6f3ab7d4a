"""How good the detections are, on a week of which every attack is known."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from watch.detect import Alert, detect
from watch.week import Episode, make_week

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watch.rules import Rule

# Which rules may take the credit for an episode of a kind. A rule of yours joins its kind here.
KINDS: Final = {
    "guess": ("guessed_password",),
    "walk": ("cross_tenant_reads",),
    "forge": ("unsigned_token",),
    "export": ("export_beyond_role",),
    "webhook": ("inward_webhook",),
    "session": ("ended_session_tried",),
}


@dataclass(frozen=True)
class Score:
    """The week in numbers."""

    seed: int
    events: int
    found: dict[str, float]
    """Episodes that an alert named, with the seconds from their first event to it."""
    episodes: tuple[Episode, ...]
    false_alerts: tuple[Alert, ...]

    def of(self, kind: str, shape: str = "") -> list[Episode]:
        """Return the episodes of a kind."""
        return [each for each in self.episodes if each.kind == kind and shape in {"", each.shape}]

    @property
    def recall(self) -> float:
        """Share of episodes that were found, in percent."""
        return 100 * len(self.found) / len(self.episodes)

    @property
    def false_per_10k(self) -> float:
        """Alerts about nobody's attack, per 10,000 events."""
        return 10_000 * len(self.false_alerts) / self.events


def score(rules: Sequence[Rule], seed: int) -> Score:
    """Run the rules over the week of this seed."""
    events, episodes = make_week(seed)
    alerts = detect(events, rules)
    guilty = {line: episode.id for episode in episodes for line in episode.lines}
    found: dict[str, float] = {}
    for alert in alerts:
        for name in {guilty[line] for line in alert.lines if line in guilty}:
            episode = next(each for each in episodes if each.id == name)
            if alert.rule in KINDS[episode.kind]:
                found.setdefault(name, alert.time - episode.first)
    false = tuple(alert for alert in alerts if not any(line in guilty for line in alert.lines))
    return Score(seed, len(events), found, tuple(episodes), false)


def _percent(found: int, of: int) -> str:
    return f"{100 * found / of:.0f} %" if of else "-"


def table_of(result: Score) -> str:
    """Write the score as Markdown."""
    lines = [
        "| kind | rules | episodes | found | recall | median seconds to the alert | false alerts |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for kind, rules in KINDS.items():
        episodes = result.of(kind)
        times = [result.found[each.id] for each in episodes if each.id in result.found]
        median = f"{statistics.median(times):.1f}" if times else "-"
        false = sum(alert.rule in rules for alert in result.false_alerts)
        share = _percent(len(times), len(episodes))
        lines.append(
            f"| {kind} | `{'`, `'.join(rules)}` | {len(episodes)} | {len(times)} | {share} | {median} | {false} |"
        )
    missed = [f"`{each.id}` ({each.shape})" for each in result.episodes if each.id not in result.found]
    loud = [each for each in result.episodes if each.shape == "loud"]
    slow = [each for each in result.episodes if each.shape != "loud"]
    lines += [
        "",
        f"Week of seed {result.seed}: {result.events:,} events, {len(result.episodes)} episodes, "
        f"{len(result.found)} found ({result.recall:.1f} %), {result.false_per_10k:.1f} false alerts in 10,000 events.",
        f"Loud episodes: {_percent(sum(each.id in result.found for each in loud), len(loud))}. "
        f"Slow or spread ones: {_percent(sum(each.id in result.found for each in slow), len(slow))}.",
        "",
        f"Missed: {', '.join(missed) if missed else 'none'}.",
    ]
    return "\n".join(lines) + "\n"
