from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from departures.data import schema, source
from departures.data.known_at import KnownAt
from departures.domain.calendar import DAYS
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    return pd.read_csv(source.find())


def test_every_flight_but_the_one_in_the_night_is_there(frame: pd.DataFrame) -> None:
    assert len(frame) == 336_775
    assert frame["sched_dep_time"].min() >= source.NIGHT
    assert frame["day_index"].nunique() == DAYS


def test_cancelled_and_diverted_flights_needed_the_reserve(frame: pd.DataFrame) -> None:
    cancelled = frame["dep_time"].isna()
    diverted = frame["arr_delay"].isna() & ~cancelled
    assert (int(cancelled.sum()), int(diverted.sum())) == (8254, 1175)
    assert frame.loc[cancelled | diverted, "late"].eq(1).all()


def test_half_an_hour_is_late(frame: pd.DataFrame) -> None:
    arrived = frame[frame["arr_delay"].notna()]
    assert arrived["late"].eq((arrived["arr_delay"] >= 30).astype(int)).all()


def test_a_missing_tail_number_would_give_the_answer_away(frame: pd.DataFrame) -> None:
    assert frame.loc[frame["tailnum"].isna(), "late"].eq(1).all()


def test_the_cache_holds_what_the_file_holds(frame: pd.DataFrame, raw: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(frame, source.prepare(raw), check_dtype=False)


def test_the_order_of_rows_and_columns_of_the_file_does_not_matter(raw: pd.DataFrame) -> None:
    some = raw[raw["month"] == 3]
    mixed = some.sample(frac=1, random_state=1)[list(reversed(some.columns))]
    pd.testing.assert_frame_equal(source.prepare(mixed)[source.prepare(some).columns], source.prepare(some))


def test_other_data_are_refused_by_their_hash(tmp_path: Path) -> None:
    other = tmp_path / "flights.csv.zip"
    other.write_bytes(b"other flights")
    with pytest.raises(source.SourceError, match="not the file"):
        source.load(KnownAt(ROOT / "known_at.toml"), path=other)


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(source.SourceError, match="make setup"):
        source.find("departures_data_that_nobody_made")


def doubled(raw: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([raw, raw[(raw["month"] == 5) & (raw["day"] == 3)]])


def negative(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.assign(distance=np.where(np.arange(len(raw)) == 7, -1, raw["distance"]))


def added(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.assign(gate="B7")


def left_out(raw: pd.DataFrame) -> pd.DataFrame:
    return raw[(raw["month"] != 6) | (raw["day"] != 1)]


def emptied(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.assign(dep_delay=raw["dep_delay"].where(raw["month"] > 2))


def worded(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.assign(distance=raw["distance"].astype("str"))


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (doubled, "there twice"),
        (negative, "distance: -1"),
        (added, "gate"),
        (left_out, "364 days"),
        (emptied, "dep_delay: .* missing"),
        (worded, "distance: expected numbers"),
    ],
)
def test_damaged_data_stop_the_run(
    raw: pd.DataFrame, damage: Callable[[pd.DataFrame], pd.DataFrame], named: str
) -> None:
    with pytest.raises(schema.SchemaError, match=named):
        schema.check(damage(raw))
