from __future__ import annotations

from pathlib import Path

import pytest

from departures.data.known_at import Known, KnownAt, KnownAtError
from departures.data.schema import COLUMNS
from departures.evaluate.openings import count, fingerprint, record
from departures.params import ParamsError, load
from tests.conftest import ROOT

TEXT = (ROOT / "params.toml").read_text(encoding="utf-8")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    assert old in TEXT
    path = tmp_path / "params.toml"
    path.write_text(TEXT.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("lag_days = 2", "lag = 2", "lag"),
        ("[monitor]", "[watch]", "monitor"),
        ("seed = 7", "seed = 7\nluck = 1", "luck"),
        ("miss = 5.0", "", "miss"),
        ("act = 1.0", "act = = 1", "params.toml"),
    ],
)
def test_a_setting_that_is_wrong_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(ParamsError, match=named):
        load(changed(tmp_path, old, new))


def test_the_settings_are_those_of_the_file() -> None:
    params = load(ROOT / "params.toml")
    assert (params.horizon.lag_days, params.costs.threshold, params.split.development_months) == (
        2,
        0.2,
        [4, 5, 6, 7, 8],
    )


def test_every_raw_column_is_listed() -> None:
    assert KnownAt(ROOT / "known_at.toml").columns.keys() == COLUMNS.keys()


def test_every_column_has_a_reason() -> None:
    lines = (ROOT / "known_at.toml").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if "known = " in line]
    assert len(entries) >= len(COLUMNS)
    assert all(len(line.split("why = ")[1]) > 6 for line in entries)


def test_what_happens_on_the_day_is_an_outcome_and_the_tail_number_is_never_known() -> None:
    columns = KnownAt(ROOT / "known_at.toml").columns
    assert {columns[name] for name in ("dep_time", "dep_delay", "arr_time", "arr_delay", "air_time")} == {Known.OUTCOME}
    assert columns["tailnum"] is Known.NEVER


def test_an_unlisted_column_stops_the_run() -> None:
    with pytest.raises(KnownAtError, match="gate_changed"):
        KnownAt(ROOT / "known_at.toml").check([*COLUMNS, "gate_changed"])


def test_a_word_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "known_at.toml"
    path.write_text('[flights]\nyear = { known = "sometimes", why = "no" }\n', encoding="utf-8")
    with pytest.raises(KnownAtError, match="sometimes"):
        KnownAt(path)


def test_an_opening_is_written_once(tmp_path: Path) -> None:
    path = tmp_path / "openings.md"
    assert record(path, "aaaaaaaaaaaa", "first")
    assert not record(path, "aaaaaaaaaaaa", "the same again")
    assert record(path, "bbbbbbbbbbbb", "second")
    assert count(path.read_text(encoding="utf-8")) == 2
    assert path.read_text(encoding="utf-8").splitlines()[-1] == "2. `bbbbbbbbbbbb` second"


def test_another_setting_is_another_fingerprint(tmp_path: Path) -> None:
    for name in ("params.toml", "known_at.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    before = fingerprint(tmp_path)
    assert before == fingerprint(tmp_path)
    (tmp_path / "params.toml").write_text(TEXT.replace("seed = 7", "seed = 8"), encoding="utf-8")
    assert fingerprint(tmp_path) != before
