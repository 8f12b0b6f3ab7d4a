"""What is asked of every rule, and what a careless one is told."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import pytest
import yaml
from sigma.collection import SigmaCollection
from sigma.plugins import InstalledSigmaPlugins
from sigma.validation import SigmaValidator

from watch import coverage
from watch.coverage import raised, read_expected
from watch.rules import RuleError, read_rule, read_rules

if TYPE_CHECKING:
    from pathlib import Path

    from watch.rules import Rule

# These fetch lists from the network, or want file names of another repository.
NOT_HERE = re.compile(
    r"attacktag|d3_fendtag|.*tag.*namespace.*|namespace.*|filename_length|.*stptag.*|cartag|cvetag|tlptag.*"
)


def test_there_are_six_detections_made_of_eleven_rules(rules: list[Rule]) -> None:
    assert len(rules) == 6
    assert sum(len(rule.documents) for rule in rules) == 11
    for rule in rules:
        assert all(uuid.UUID(each).version == 4 for each in rule.documents)


def test_every_technique_is_on_the_list(root: Path, rules: list[Rule]) -> None:
    lines = (root / "detections/techniques.txt").read_text(encoding="utf-8").splitlines()
    known = {line.split()[0] for line in lines if line.startswith("T")}
    assert {technique for rule in rules for technique in rule.techniques} <= known


def test_false_positives_are_said_in_words(rules: list[Rule]) -> None:
    for rule in rules:
        assert all(len(text.split()) >= 6 for text in rule.falsepositives), rule.name


def test_pysigma_finds_nothing_wrong(root: Path) -> None:
    plugins = InstalledSigmaPlugins.autodiscover()
    chosen = {cls for name, cls in plugins.validators.items() if not NOT_HERE.fullmatch(name)}
    assert len(chosen) > 10
    validator = SigmaValidator(chosen)  # type: ignore[arg-type]  # it takes classes, and is annotated so elsewhere
    collection = SigmaCollection.load_ruleset([root / "detections/rules"])
    issues = [str(issue) for rule in collection.rules for issue in validator.validate_rule(rule)]  # type: ignore[arg-type]  # correlations too
    issues += [str(issue) for issue in validator.finalize()]
    assert issues == []


def test_every_fixture_raises_exactly_what_is_expected(root: Path, rules: list[Rule]) -> None:
    wrong = []
    for rule in rules:
        for fixture in read_expected(root / "detections/fixtures", rule).fixtures:
            count = raised(fixture, rules)
            if count != fixture.alerts:
                wrong.append(f"{fixture.rule}/{fixture.name}: {count} instead of {fixture.alerts}")
    assert wrong == []


def test_the_coverage_page_is_up_to_date(root: Path, rules: list[Rule]) -> None:
    page = coverage.page(rules, root / "detections/fixtures")
    assert (root / "docs/coverage.md").read_text(encoding="utf-8") == page, "run make coverage"


def test_a_rule_without_fixtures_is_refused(rules: list[Rule], tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"expected\.toml is missing"):
        read_expected(tmp_path, rules[0])
    place = tmp_path / rules[0].name.replace("_", "-")
    place.mkdir()
    (place / "expected.toml").write_text('phase = "x"\nblind_spot = "y"\n[alerts]\nattack = 1\n', encoding="utf-8")
    (place / "attack.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(RuleError, match="an attack, ordinary data and an edge"):
        read_expected(tmp_path, rules[0])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("event_action: login", "event_acton: login", "rule failed_login: unknown field event_acton"),
        ("- source_ip", "- client_ip", "unknown field client_ip"),
        ("level: low", "levle: low", "level is missing"),
        ("- attack.t1110.001\n  - attack.t1078", "- attack.initial-access", "a technique"),
        ("name: good_login\n", "name: other_login\n", "."),
    ],
)
def test_a_careless_rule_is_refused_by_name(root: Path, tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (root / "detections/rules/guessed-password.yml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "guessed-password.yml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Exception, match=message):
        read_rule(file)


def test_an_id_is_used_once(root: Path, tmp_path: Path) -> None:
    text = (root / "detections/rules/unsigned-token.yml").read_text(encoding="utf-8")
    for name in ("a", "b"):
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match="one id"):
        read_rules(tmp_path)


def test_the_files_are_plain_sigma(root: Path) -> None:
    known = {
        "title",
        "id",
        "name",
        "status",
        "level",
        "description",
        "tags",
        "falsepositives",
        "logsource",
        "detection",
    }
    for file in (root / "detections/rules").glob("*.yml"):
        for document in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            assert set(document) <= known | {"correlation"}, file
