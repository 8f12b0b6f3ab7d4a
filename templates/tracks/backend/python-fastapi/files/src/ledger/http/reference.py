"""The API reference as one page of plain HTML, made from the contract. It needs no script and no other host."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from typing import Any

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24 }
h2 { margin-top: 3rem; border-bottom: 1px solid #ccd } code, pre { font-size: .9em; background: #f3f4f8 }
pre { padding: .8rem; overflow-x: auto; white-space: pre-wrap } b.method { display: inline-block; min-width: 4rem }
table { border-collapse: collapse } td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top }
"""


def reference_page(contract: dict[str, Any]) -> str:
    """Write the page."""
    return _page(json.dumps(contract))


@cache
def _page(text: str) -> str:
    contract = json.loads(text)
    info = contract["info"]
    parts = [
        f"<h1>{escape(info['title'])} {escape(info['version'])}</h1>",
        _prose(info["description"]),
    ]
    parts.append('<p>Also as <a href="/openapi.json">OpenAPI document</a>.</p>')
    for tag in contract["tags"]:
        parts.append(f"<h2>{escape(tag['name'])}</h2><p>{escape(tag['description'])}</p>")
        parts += [
            _operation(contract, path, method, operation, item.get("parameters", []))
            for path, item in contract["paths"].items()
            for method, operation in item.items()
            if method != "parameters" and tag["name"] in operation["tags"]
        ]
    parts.append("<h2>Schemas</h2>")
    for name, schema in contract["components"]["schemas"].items():
        parts.append(f'<h3 id="{escape(name)}">{escape(name)}</h3><pre>{escape(_shape(schema))}</pre>')
    head = f'<meta charset="utf-8"><title>{escape(info["title"])}: API reference</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>'


def _operation(contract: dict[str, Any], path: str, method: str, operation: dict[str, Any], shared: list[Any]) -> str:
    parts = [f'<h3><b class="method">{method.upper()}</b> <code>{escape(path)}</code></h3>']
    parts.append(f"<p>{escape(operation['summary'])}.</p>{_prose(operation.get('description', ''))}")
    parameters = [_resolve(contract, item) for item in [*shared, *operation.get("parameters", [])]]
    rows = [
        f"<tr><td><code>{escape(item['name'])}</code></td><td>{item['in']}</td>"
        f"<td>{'required' if item.get('required') else ''}</td>"
        f"<td><code>{escape(_shape(item['schema']))}</code></td></tr>"
        for item in parameters
    ]
    if rows:
        parts.append(f"<table>{''.join(rows)}</table>")
    if "requestBody" in operation:
        parts.append(f"<p>Body: {_link(operation['requestBody'])}</p>")
    answers = [
        f"<tr><td>{status}</td><td>{escape(answer['description'])}</td><td>{_link(answer)}</td></tr>"
        for status, answer in ((s, _resolve(contract, a)) for s, a in operation["responses"].items())
    ]
    parts.append(f"<table>{''.join(answers)}</table>")
    return "".join(parts)


def _resolve(contract: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in item:
        return item
    found: Any = contract
    for step in item["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    resolved: dict[str, Any] = found
    return resolved


def _link(holder: dict[str, Any]) -> str:
    names = [media["schema"].get("$ref", "").rsplit("/", 1)[-1] for media in holder.get("content", {}).values()]
    return ", ".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in names if name)


def _shape(schema: dict[str, Any]) -> str:
    text = json.dumps(schema, indent=1, ensure_ascii=False)
    return text.replace('"#/components/schemas/', '"') if len(schema) > 1 else text.replace("\n", "")


def _prose(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.replace("**", "").split("\n\n") if part.strip())
