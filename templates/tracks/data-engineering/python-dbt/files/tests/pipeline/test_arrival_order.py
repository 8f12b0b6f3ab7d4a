"""Whatever order files arrive in, the marts are what one full build over everything gives."""

import itertools
import os
import random
import shutil
import time

import pytest
from tests.world import deliver, differing, fresh, order, query, quick, take

from orderflow.transform.dbt import Dbt

SAME = {"marts.dim_customer": 0, "marts.fct_orders": 0, "marts.mart_daily_revenue": 0}
BATCHES = 3


@pytest.fixture(scope="module")
def full(lived, tmp_path_factory):
    """Rebuild everything from raw."""
    build = tmp_path_factory.mktemp("full") / "build.duckdb"
    shutil.copy(lived.places.published, build)
    assert Dbt(build, lived.places.dbt_scratch, "development").build_models(full_refresh=True, audit=False).ok
    return build


@pytest.fixture
def far_west(monkeypatch):
    monkeypatch.setitem(os.environ, "TZ", "America/St_Johns")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_file_by_file_equals_a_full_refresh(lived, full):
    assert differing(lived.places.published, full) == SAME


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One folder for all shuffles: dbt reads its project once for each path of a warehouse."""
    return tmp_path_factory.mktemp("shuffle")


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.usefixtures("far_west")
def test_a_shuffle_with_each_file_twice_equals_a_full_refresh(seed, lived, full, place):
    names = sorted(path.name for path in lived.places.landing.glob("*.jsonl"))
    names += [f"again-{name}" for name in names]
    chance = random.Random(seed)
    chance.shuffle(names)
    cuts = [0, *sorted(chance.sample(range(1, len(names)), BATCHES - 1)), len(names)]
    line = quick(place)
    for begin, end in itertools.pairwise(cuts):
        # All names of a batch are new, so they are loaded in the order of their names.
        take(line.places, lived.places.landing, names[begin:end])
        # Held open meanwhile: opening the file for each question takes longer than all the answers.
        with line.open():
            for planned in line.inlet.pending():
                line.inlet.load(planned)
        assert line.dbt.build_models(audit=False).ok
    assert differing(line.places.build, full) == SAME


def test_an_old_file_that_arrives_last_is_looked_at(tmp_path):
    line = fresh(tmp_path)
    deliver(line.places, "0002.jsonl", [order(20, 2), order(30, 3)])
    assert line.cycle()
    deliver(line.places, "0001.jsonl", [order(10, 1), order(11, 2, "u", status="paid")])
    assert line.cycle()
    found = query(line.places.published, "select order_id, status from marts.fct_orders order by 1")
    # Change 20 is newer than 11, whenever it came.
    assert found == [(1, "placed"), (2, "placed"), (3, "placed")]
    assert not line.cycle()
