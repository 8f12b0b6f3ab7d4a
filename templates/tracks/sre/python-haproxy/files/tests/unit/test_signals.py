from __future__ import annotations

from delivery.signals import Prometheus, Signals, growth
from delivery.verdict import Sample
from tests.scripted import Rows, bucket, edge, prometheus


class Story:
    """A Prometheus whose rows a test changes as time goes by."""

    def __init__(self, *rows: tuple[dict[str, str], float]) -> None:
        self.rows: Rows = list(rows)

    def __call__(self, _query: str) -> Rows:
        return self.rows


def signals(url: str) -> Signals:
    return Signals(Prometheus(url), stable="1.0.0", canary="1.1.1")


def test_the_first_step_counts_what_came_since_it_began() -> None:
    story = Story(edge("2xx", 0), edge("5xx", 0))
    with prometheus(story) as url:
        found = signals(url)
        found.begin()
        story.rows = [edge("2xx", 17), edge("5xx", 3)]
        assert found.sample() == Sample(20, 3)


def test_a_later_step_forgets_the_errors_of_the_one_before() -> None:
    story = Story(edge("2xx", 0), edge("5xx", 0))
    with prometheus(story) as url:
        found = signals(url)
        found.begin()
        story.rows = [edge("2xx", 20), edge("5xx", 2)]
        found.begin()
        story.rows = [edge("2xx", 90), edge("5xx", 2)]
        assert found.sample() == Sample(70, 0)


def test_a_counter_that_went_down_began_again_at_zero() -> None:
    assert growth(100, 130) == 30
    assert growth(100, 7) == 7
    assert growth(0, 0) == 0


def test_p95_comes_from_the_differences_of_the_buckets_of_each_release() -> None:
    def look(fast: float, slow: float) -> Rows:
        return [
            edge("2xx", fast + slow),
            *(
                bucket("1.1.1", le, value)
                for le, value in (("0.25", fast), ("0.5", fast + slow), ("+Inf", fast + slow))
            ),
            *(
                bucket("1.0.0", le, value)
                for le, value in (("0.25", 10 * fast), ("0.5", 10 * fast), ("+Inf", 10 * fast))
            ),
        ]

    story = Story(*look(0, 0))
    with prometheus(story) as url:
        found = signals(url)
        found.begin()
        story.rows = look(1000, 0)
        found.begin()
        story.rows = look(1010, 90)
        sample = found.sample()
    assert sample is not None
    assert sample.p95 is not None
    assert 0.45 < sample.p95 < 0.5
    assert sample.stable_p95 is not None
    assert sample.stable_p95 < 0.25


def test_no_answer_and_no_series_of_the_edge_are_no_data() -> None:
    assert Prometheus("http://127.0.0.1:9").query("up") is None
    with prometheus(Story(bucket("1.1.1", "0.25", 5))) as url:
        found = signals(url)
        found.begin()
        assert found.sample() is None


def test_counting_begins_when_prometheus_comes_back() -> None:
    story = Story(edge("2xx", 0))
    with prometheus(story) as url:
        found = signals(url)
        found.begin()
        story.rows = []
        found.begin()
        story.rows = [edge("2xx", 50)]
        assert found.sample() is None
        story.rows = [edge("2xx", 60)]
        assert found.sample() == Sample(10, 0)


def test_a_number_that_is_none_is_none() -> None:
    with prometheus(lambda query: [({}, float("nan"))] if query == "nan" else []) as url:
        assert Prometheus(url).value("nan") is None
        assert Prometheus(url).value("nothing") is None
