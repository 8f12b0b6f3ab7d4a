"""The stages on a sample: what they leave, what they refuse, and that the same gives the same bytes."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from departures import pipeline
from departures.compare import CompareError, against_references, judged
from departures.evaluate.split import development, final
from departures.evaluate.walk_forward import fit, walk
from departures.features.build import Features
from departures.models import registry
from departures.models.catalog import ALWAYS, DEFAULT, LEVELLED, NEVER, RULE, SERVED, file_of, make
from departures.params import Params
from departures.pipeline import PipelineError, Places
from departures.wiring import Project
from tests.conftest import ROOT, checkout
from tests.guards.planted_faults import FAULTS, planted

NAMES = (NEVER, ALWAYS, RULE, LEVELLED, SERVED)


@pytest.fixture(scope="module")
def trained(
    tmp_path_factory: pytest.TempPathFactory, sample: pd.DataFrame, build: Features, small: Params
) -> tuple[Places, dict[str, Any]]:
    made = checkout(tmp_path_factory.mktemp("trained"))
    pipeline.train(sample, build, small, made, NAMES)
    return made, pipeline.evaluate(sample, build, small, made)


def test_training_publishes_the_served_model(trained: tuple[Places, dict[str, Any]]) -> None:
    opened = registry.load(registry.current(trained[0].models))
    assert opened.about["model"] == SERVED
    assert set(opened.about["files"]) == {"model.skops", "state.csv", "schedule.csv"}


def test_every_model_is_judged_on_every_month(trained: tuple[Places, dict[str, Any]]) -> None:
    _, told = trained
    assert set(told["test"]["models"]) == set(NAMES)
    assert sorted(map(int, told["test"]["months"])) == [9, 10, 11, 12]
    assert sorted(map(int, told["development"]["months"])) == [7, 8]


def test_a_look_at_the_test_is_written_down_once(
    trained: tuple[Places, dict[str, Any]], sample: pd.DataFrame, build: Features, small: Params
) -> None:
    made, told = trained
    before = made.openings.read_text(encoding="utf-8")
    again = pipeline.evaluate(sample, build, small, made)
    assert made.openings.read_text(encoding="utf-8") == before
    assert again["openings"] == told["openings"] == 1


def test_the_same_again_gives_the_same_bytes(
    trained: tuple[Places, dict[str, Any]], sample: pd.DataFrame, build: Features, small: Params, tmp_path: Path
) -> None:
    other = checkout(tmp_path)
    pipeline.train(sample.copy(), build, small, other, NAMES)
    again = pipeline.evaluate(sample.copy(), build, small, other)
    for folder, told in ((tmp_path / "a", trained[1]), (tmp_path / "b", again)):
        pipeline.write_json(folder / "metrics.json", told)
    assert (tmp_path / "a/metrics.json").read_bytes() == (tmp_path / "b/metrics.json").read_bytes()


def test_a_leak_stops_the_training(sample: pd.DataFrame, build: Features, small: Params, tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="planted"):
        pipeline.train(sample, planted(build, FAULTS["departure_delay"]), small, checkout(tmp_path), NAMES)
    assert not (tmp_path / "models").exists()


def test_what_is_kept_says_the_same_as_what_was_fitted(
    sample: pd.DataFrame, build: Features, small: Params, tmp_path: Path
) -> None:
    last = final(small)
    features = build(sample, last.train)
    few = dataclasses.replace(small, boosting_default=dataclasses.replace(small.boosting_default, max_iter=5))
    for name in (RULE, SERVED, DEFAULT, NEVER):
        fitted, kept = fit(name, features, sample, last, few), make(name, few)
        fitted.save(tmp_path / file_of(name))
        kept.load(tmp_path / file_of(name))
        assert np.array_equal(fitted.predict(features), kept.predict(features)), name


def test_predictions_survive_being_stored(sample: pd.DataFrame, build: Features, small: Params, tmp_path: Path) -> None:
    made = walk((NEVER, RULE), build, sample, development(small), small)
    pipeline.save(made, tmp_path / "made.npz")
    read = pipeline.restore(tmp_path / "made.npz")
    assert read.said.keys() == made.said.keys()
    assert np.array_equal(read.said[RULE], made.said[RULE])


def test_a_model_that_changed_is_compared_flight_by_flight(
    sample: pd.DataFrame, build: Features, small: Params, tmp_path: Path
) -> None:
    made = walk((SERVED, RULE, LEVELLED, NEVER), build, sample, development(small), small)
    worse = dataclasses.replace(made, said=made.said | {SERVED: np.ones(len(made.late))})
    fewer = dataclasses.replace(made, rows=made.rows + 1)
    for name, each in (("a", made), ("b", worse), ("c", fewer)):
        pipeline.save(each, tmp_path / f"{name}.npz")
    found, means = judged(tmp_path / "a.npz", tmp_path / "b.npz", small)
    assert means["b"] == 1
    assert found.weeks.point == pytest.approx(means["b"] - means["a"])
    lines = against_references("worktree", tmp_path / "b.npz", small)
    assert [line.split("against ")[1][:8] for line in lines] == ["rule    ", "levelled", "never ac"]
    assert all(line.endswith(("better", "worse")) and "[" in line for line in lines)
    same, _ = judged(tmp_path / "a.npz", tmp_path / "a.npz", small)
    assert (same.weeks.point, same.verdict) == (0, "not shown better")
    with pytest.raises(CompareError, match="different flights"):
        judged(tmp_path / "a.npz", tmp_path / "c.npz", small)


def test_a_project_says_what_it_did(
    trained: tuple[Places, dict[str, Any]], sample: pd.DataFrame, small: Params, tmp_path: Path
) -> None:
    made = Project(ROOT, trained[0].var, trained[0].models)
    made.frame, made.params, made.places = sample, small, trained[0]
    said = made.evaluate(tmp_path)
    assert "cost per flight, 95 % intervals over weeks" in said
    assert said.count("vs ") == 3
    assert "promised 90%" in made.monitor()
    assert [line.split()[0] for line in made.drift().splitlines()[::2]] == ["inputs,", "forecasts,"]
    assert json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8")) == json.loads(json.dumps(trained[1]))
