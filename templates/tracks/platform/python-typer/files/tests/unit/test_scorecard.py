from __future__ import annotations

import json
import re
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from pave.cli import check, probe
from pave.scorecard import facts, registry
from pave.scorecard.model import Finding, Rule, Score, State, passed
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Pave

CI = ".github/workflows/ci.yml"


@pytest.fixture
def service(fresh: dict[str, Path], tmp_path: Path) -> Path:
    return shutil.copytree(fresh["parcel-labels"], tmp_path / "parcel-labels", ignore=shutil.ignore_patterns(".git"))


def state(folder: Path, rule: str) -> tuple[str, str]:
    score = registry.judge(facts.read(folder, None))
    return next((found.state.value, found.evidence) for found in score.findings if found.rule.id == rule)


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / name
        text = path.read_text("utf-8")
        assert re.search(old, text), (name, old)
        path.write_text(re.sub(old, new, text, count=1), encoding="utf-8")

    return spoil


def added(name: str, text: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text, encoding="utf-8")

    return spoil


def removed(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


SPOILED = [
    ("PV01", removed(".copier-answers.yml"), "is missing"),
    ("PV01", replaced(".copier-answers.yml", "_src_path: .*", "_src_path: /srv/template"), "one machine"),
    ("PV01", replaced(".copier-answers.yml", "_commit: .*", ""), "no version"),
    ("PV02", replaced("CODEOWNERS", "@parcels", "@others"), "CODEOWNERS:2 says @others"),
    ("PV02", removed("catalog-info.yaml"), "is missing"),
    ("PV02", added("CODEOWNERS", "/src @parcels\n"), "no line for *"),
    ("PV03", replaced("README.md", "make test", "make tests"), "make tests is no target"),
    ("PV03", added("README.md", "# parcel-labels\n"), "what it is, how it is run, how it is tested, whom to ask"),
    ("PV04", replaced(CI, r"@3d3c[0-9a-f]+ # v7\.0\.1", "@v7"), f"{CI}:18 actions/checkout@v7"),
    ("PV04", replaced(CI, r"@3d3c[0-9a-f]+", "@3d3c42e"), "not pinned by a commit"),
    ("PV04", added(".github/workflows/x.yml", "jobs:\n  a:\n    steps:\n      - uses: docker://alpine:3\n"), "digest"),
    ("PV05", replaced(CI, "permissions: {}", "permissions: write-all"), "missing or wide"),
    ("PV05", replaced(CI, "permissions: {}", "permissions:\n  contents: write"), "missing or wide"),
    ("PV05", replaced(CI, "  pull_request:", "  pull_request_target:"), "stranger"),
    (
        "PV06",
        replaced("requirements/base.txt", r"annotated-doc==\S+ \\\n(    --hash\S+( \\)?\n)+", "annotated-doc==1\n"),
        "requirements/base.txt",
    ),
    (
        "PV06",
        replaced("requirements/base.txt", "annotated-doc==", "--index-url https://example.com/\nannotated-doc=="),
        "address",
    ),
    ("PV06", replaced("Dockerfile", " --require-hashes", ""), "Dockerfile:6 installs without"),
    ("PV07", replaced("Dockerfile", "(?m)^USER .*\n", ""), "root"),
    ("PV07", replaced("Dockerfile", "(?m)^USER .*", "USER 0:0"), "root"),
    ("PV07", replaced("Dockerfile", "@sha256:[0-9a-f]+", ""), "Dockerfile:1 python:3.11-slim has no digest"),
    ("PV07", replaced("Dockerfile", "HEALTHCHECK .*", "HEALTHCHECK NONE"), "no HEALTHCHECK"),
    ("PV08", replaced(CI, "make ci", "make fmt"), "no workflow runs"),
    ("PV09", replaced("src/parcel_labels/app.py", "/readyz", "/ready"), "no route /readyz"),
    ("PV10", added("src/parcel_labels/a.py", "import httpx as h\nh.get('http://x.test')\n"), "a.py:2"),
    (
        "PV10",
        added("src/parcel_labels/a.py", "from urllib.request import urlopen\nurlopen('http://x.test')\n"),
        "a.py:2",
    ),
    ("PV10", added("src/parcel_labels/a.py", "import httpx\nhttpx.Client(timeout=None)\n"), "waits for ever"),
    ("PV11", added(".env", "A=1\n"), "under version control"),
    ("PV11", added("src/parcel_labels/a.py", "KEY = '" + "AKIA" + "ABCDEFGHIJKLMNOP'\n"), "a.py:1 looks like a secret"),
    ("PV12", removed("docs/runbook.md"), "is missing"),
    ("PV12", added("docs/runbook.md", "Owner: @parcels\n\nGood luck.\n"), "no first step"),
]


@pytest.mark.parametrize(("rule", "spoil", "evidence"), SPOILED)
def test_each_rule_sees_what_it_is_there_for(
    service: Path, rule: str, spoil: Callable[[Path], None], evidence: str
) -> None:
    assert state(service, rule)[0] == "pass"
    spoil(service)
    found, said = state(service, rule)
    assert found == "fail"
    assert evidence in said


def test_tests_without_an_assertion_are_none(service: Path) -> None:
    for path in (service / "tests").glob("test_*.py"):
        path.write_text("def test_nothing() -> None:\n    pass\n", encoding="utf-8")
    assert state(service, "PV08") == ("fail", "no test asserts anything")


def test_a_call_with_a_time_out_passes(service: Path) -> None:
    added("src/parcel_labels/a.py", "import httpx\nhttpx.get('http://x.test', timeout=1)\n")(service)
    assert state(service, "PV10") == ("pass", "1 outgoing calls")


def test_a_fresh_service_has_all_points(pave: Pave, fresh: dict[str, Path]) -> None:
    begin = time.monotonic()
    code, out, _ = pave("check", fresh["parcel-labels"], "--min", "100")
    assert time.monotonic() - begin < 20
    assert code == 0, out
    assert "score 100 (12 of 12)" in out


def test_weights_are_as_promised() -> None:
    weights = {rule.id: rule.weight for rule in registry.RULES}
    assert list(weights) == [f"PV{number:02}" for number in range(1, 13)]
    assert list(weights.values()) == [10, 8, 6, 10, 8, 10, 8, 12, 8, 8, 8, 4]
    for rule in registry.RULES:
        assert rule.why
        assert rule.fix


def finding(state: State, weight: int) -> Finding:
    return Finding(Rule("PV99", weight, "", "", "", lambda _: passed("")), state, "")


def test_what_is_unknown_leaves_the_count() -> None:
    score = Score((finding(State.PASS, 10), finding(State.FAIL, 10), finding(State.UNKNOWN, 80)))
    assert score.points == 50
    assert Score(()).points == 0


def test_a_foreign_repository_is_scored_too(pave: Pave, tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("print('hello')\n", encoding="utf-8")
    (tmp_path / "broken.py").write_text("def (\n", encoding="utf-8")
    (tmp_path / "picture.bin").write_bytes(b"\xff\xfe\x00")
    code, out, _ = pave("check", tmp_path, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["schema"] == 1
    assert found["score"] < 30
    states = {each["rule"]: each["state"] for each in found["findings"]}
    assert states["PV04"] == states["PV05"] == "unknown"
    assert states["PV01"] == "fail"


def test_too_few_points_end_with_one_and_fixes_are_listed(pave: Pave, service: Path) -> None:
    (service / "docs" / "runbook.md").unlink()
    code, out, err = pave("check", service, "--min", "100")
    assert code == 1
    assert "PV12: Write docs/runbook.md" in out
    assert "96 points, 100 are asked for" in err


def test_a_rule_explains_itself(pave: Pave) -> None:
    code, out, _ = pave("check", "--explain", "pv04")
    assert code == 0
    assert out.startswith("PV04 (10 points)")
    assert "why: " in out
    assert "fix: " in out
    assert pave("check", "--explain", "PV77")[0] == 2


def test_a_folder_that_is_none_is_a_precondition(pave: Pave, tmp_path: Path) -> None:
    assert pave("check", tmp_path / "nowhere")[0] == 3


def test_run_asks_the_running_service(fresh: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    import sys  # noqa: PLC0415

    monkeypatch.setenv("VENV", sys.prefix)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(probe, "PATIENCE", 60.0)
    score = check.score_of(fresh["k9"], run=True)
    found = {each.rule.id: each for each in score.findings}["PV09"]
    assert (found.state, found.evidence) == (State.PASS, "asked live")


def test_run_says_what_is_missing(pave: Pave, service: Path) -> None:
    code, _, err = pave("check", service, "--run")
    assert code == 3
    assert "make -C" in err


def test_an_answer_that_is_not_200_fails_the_live_rule() -> None:
    score = registry.judge(facts.ServiceFacts({}, live={"/healthz": 200, "/readyz": 503}))
    found = {each.rule.id: each for each in score.findings}["PV09"]
    assert (found.state, found.evidence) == (State.FAIL, "/readyz answered 503")
