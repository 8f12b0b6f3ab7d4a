"""How the changes reach the landing zone: in files, not quite in order, not quite once.

Every figure is drawn from the seed and from UTC milliseconds, so the same seed gives the same bytes
on every machine.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from orderflow.domain.clock import HOUR_MS, MINUTE_MS, day_start_ms, utc_date
from orderflow.domain.event import ChangeEvent, LandingLine
from orderflow.source.life import DAYS, FIRST_DAY, SEED

DUPLICATE_SHARE = 0.05
LATE_SHARE = 0.05
# Day 9: nothing is delivered from 05:55 on, for 26 hours. Then the newest file comes first.
OUTAGE_FROM_MS = day_start_ms(FIRST_DAY + timedelta(days=8)) + 5 * HOUR_MS + 55 * MINUTE_MS
OUTAGE_UNTIL_MS = OUTAGE_FROM_MS + 26 * HOUR_MS
ARRIVALS: dict[int, list[int]] = {9: [], 10: [10, 9]}
SPOILED = {3: "cut", 6: "text amount", 11: "unknown status"}


def spoil(line: LandingLine, kind: str) -> str:
    """Return a copy of a good line that went bad on its way."""
    if kind == "cut":
        return line.to_json()[:40]
    body = json.loads(line.to_json())
    if kind == "text amount":
        body["event"]["after"]["amount_cents"] = str(body["event"]["after"]["amount_cents"])
    else:
        body["event"]["after"]["status"] = "packed"
    return json.dumps(body, ensure_ascii=False)


@dataclass
class Delivery:
    """The way from the shop's log to the landing folder; a calm one delivers once, and in order."""

    folder: Path
    seed: int = SEED
    days: int = DAYS
    calm: bool = False
    waiting: dict[int, list[LandingLine]] = field(default_factory=dict)
    duplicates: int = 0
    lines: int = 0
    _written: dict[int, str] = field(default_factory=dict)

    def file_of(self, day: int, changes: list[ChangeEvent]) -> str:
        """Return the text of one day's file, and keep what will come late for later files."""
        chance = random.Random(f"{self.seed}:{day}")  # noqa: S311 - a simulation, not a secret
        late = set(chance.sample(range(len(changes)), int(len(changes) * LATE_SHARE)))
        if day == self.days or self.calm:
            late = set()
        now: list[LandingLine] = self.waiting.pop(day, [])
        for index, change in enumerate(changes):
            line = LandingLine(self.arrival(change, chance), change)
            if index in late:
                self.postpone(line, day, chance.randint(1, 3))
            else:
                now.append(line)
            if chance.random() < DUPLICATE_SHARE and not self.calm:
                self.duplicates += 1
                ahead = chance.randint(0, 3)
                if index not in late and (ahead == 0 or day == self.days):
                    now.append(line)
                else:
                    self.postpone(line, day, max(ahead, 1))
        texts = [line.to_json() for line in now]
        if kind := SPOILED.get(day):
            orders = [each for each in now if each.event.table == "orders" and each.event.after]
            texts.append(spoil(chance.choice(orders), kind))
        if not self.calm:
            chance.shuffle(texts)
        self.lines += len(texts)
        return "".join(text + "\n" for text in texts)

    def arrival(self, change: ChangeEvent, chance: random.Random) -> int:
        """Return when a change reaches the landing zone if nothing holds it up."""
        arrives = change.ts_ms + chance.randrange(20_000, 25 * MINUTE_MS)
        if OUTAGE_FROM_MS <= arrives < OUTAGE_UNTIL_MS and not self.calm:
            return OUTAGE_UNTIL_MS
        return arrives

    def postpone(self, line: LandingLine, day: int, files: int) -> None:
        """Let a line come with a later file, at that file's opening time."""
        day = min(day + files, self.days)
        opening = day_start_ms(FIRST_DAY + timedelta(days=day - 1)) + 8 * HOUR_MS
        # Not before the end of an outage, and never before it would have come anyway.
        arrives = max(opening, line.delivered_at_ms)
        if OUTAGE_FROM_MS <= arrives < OUTAGE_UNTIL_MS:
            arrives = OUTAGE_UNTIL_MS
        self.waiting.setdefault(day, []).append(replace(line, delivered_at_ms=arrives))

    def deliver(self, day: int, changes: list[ChangeEvent]) -> list[str]:
        """Write the file of a day, and return the names of the files that arrive on it, in order."""
        if any(utc_date(change.ts_ms) != FIRST_DAY + timedelta(days=day - 1) for change in changes):
            raise ValueError(f"changes of another day than {day}")
        self._written[day] = self.file_of(day, changes)
        files = [day] if self.calm else ARRIVALS.get(day, [day])
        return [f"{number:04}.jsonl" for number in files]

    def put(self, name: str) -> None:
        """Let one file appear in the landing folder, whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{name}.part"
        part.write_text(self._written[int(name[:4])], encoding="utf-8", newline="\n")
        part.replace(self.folder / name)
