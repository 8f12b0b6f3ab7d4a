from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import yaml

from delivery import panels
from tests.programs import ROOT, need

if TYPE_CHECKING:
    import pytest


def test_the_dashboard_names_only_objectives_that_are_recorded() -> None:
    queries = [query for panel in panels.panels(ROOT / "dashboards" / "slo.json") for query in panel.queries]
    recorded = set(
        re.findall(r"record: (\S+)", "".join(p.read_text("utf-8") for p in (ROOT / "prom/rules").glob("*.yaml")))
    )
    assert {name for query in queries for name in re.findall(r"slo:\w+:\w+", query)} <= recorded


def test_terraform_refuses_every_traffic_table_that_makes_no_sense(tmp_path_factory: pytest.TempPathFactory) -> None:
    terraform = need("terraform")
    module = ROOT / "infra" / "modules" / "release"
    data = tmp_path_factory.mktemp("terraform")
    for words in (["fmt", "-check", "-recursive"], ["init", "-backend=false", "-input=false"], ["validate"], ["test"]):
        done = subprocess.run(
            [terraform, *words, "-no-color"] if words[0] != "fmt" else [terraform, *words],
            cwd=module, env={"TF_DATA_DIR": str(data), "CHECKPOINT_DISABLE": "1", "HOME": str(data), "PATH": ""},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    assert "Success! 6 passed, 0 failed." in done.stdout


def test_compose_runs_the_service_locked_down_and_reachable_from_this_machine_only() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    for name, service in services.items():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", [])), name
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert ":latest" not in service.get("image", "")
    mounted = json.dumps(services)
    assert "var/infra/compose/haproxy.cfg" in mounted
    assert "var/infra/compose/prometheus.yml" in mounted


def test_every_local_link_of_every_document_leads_somewhere() -> None:
    links = [
        (path, target)
        for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text("utf-8"))
    ]
    assert links
    assert not [
        f"{path.name}: {target}"
        for path, target in links
        if "://" not in target and not (path.parent / target).exists()
    ]


def test_logs_of_every_source_hold_no_value_that_a_customer_typed() -> None:
    logged = re.findall(r"LOG\.\w+\((.*)\)", "".join(p.read_text("utf-8") for p in (ROOT / "src/quotes").glob("*.py")))
    assert logged == ['"request failed"']
