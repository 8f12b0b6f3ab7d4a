from __future__ import annotations

import re

from handbook.web import bodies
from handbook.wiring import Parts
from tests.conftest import ROOT
from tests.web.conftest import Site

PAGE = ROOT / "src/handbook/web/page"


def test_the_page_never_sets_html() -> None:
    script = (PAGE / "page.js").read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", script)
    assert "textContent" in script


def test_the_page_loads_nothing_from_elsewhere() -> None:
    for path in PAGE.iterdir():
        assert "://" not in path.read_text(encoding="utf-8"), path.name
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?! src=)|\son\w+=|style=", html), "a strict policy allows nothing inline"


def test_the_policy_is_strict_on_every_answer(site: Site) -> None:
    for path in ("/", "/page.js", "/page.css", "/favicon.ico", "/healthz", "/nothing"):
        policy = site.send(path).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy


def test_markup_in_a_document_stays_text(parts: Parts) -> None:
    index = parts.retriever().index
    passage = index.passages["payments#1"]
    document = index.documents["payments"]
    evil = document.text.replace("A payment has", "<img src=x onerror=alert(1)> has")
    index.documents["payments"] = type(document)(**(document.__dict__ | {"text": evil}))
    try:
        assert "<img src=x onerror=alert(1)>" in bodies.passage(passage, index)["text"]
    finally:
        index.documents["payments"] = document


def test_each_control_has_a_name() -> None:
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    for control in re.findall(r"<(?:textarea|input)[^>]*id=\"([\w-]+)\"", html):
        assert f'for="{control}"' in html
    assert 'lang="en"' in html
    assert "aria-live" in html
