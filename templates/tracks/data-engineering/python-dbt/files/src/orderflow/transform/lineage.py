"""Where each column of a mart comes from, down to the key of the JSON that the shop wrote.

dbt knows which model reads which; which column feeds which is read from the SQL itself. Only values
are followed: a column that merely filters or joins is no source of what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.lineage import Node, lineage

DIALECT = "duckdb"
HASHES = (exp.SHA, exp.SHA2)


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A column of the raw layer, or a key of the JSON in it."""

    table: str
    column: str
    key: str = ""
    hashed: bool = False

    def __str__(self) -> str:
        """Return it as the note shows it."""
        text = f"{self.table}.{self.column}" + (f" → {self.key}" if self.key else "")
        return f"sha256 of {text}" if self.hashed else text


@dataclass(frozen=True, slots=True)
class Model:
    """A dbt model or source: its place, its columns, and the SQL that dbt made of it."""

    relation: str
    columns: Mapping[str, str]
    sql: str = ""


class Lineage:
    """Column lineage over the models of a manifest."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        """Read models and sources; column types come from the yml files, so nothing has to be built."""
        self.models: dict[str, Model] = {}
        self.schema: dict[str, dict[str, dict[str, dict[str, str]]]] = {}
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]:
            if node["resource_type"] not in {"model", "source"}:
                continue
            table = node.get("alias") or node.get("identifier") or node["name"]
            columns = {name: column["data_type"] or "varchar" for name, column in node["columns"].items()}
            self.models[table] = Model(f"{node['schema']}.{table}", columns, node.get("compiled_code") or "")
            schemas = self.schema.setdefault(node["database"], {})
            schemas.setdefault(node["schema"], {})[table] = columns
        self._known: dict[tuple[str, str], frozenset[Source]] = {}

    def sources(self, table: str, column: str) -> frozenset[Source]:
        """Return everything that a column is made of."""
        if (table, column) not in self._known:
            self._known[table, column] = self._find(self.models[table], column)
        return self._known[table, column]

    def _find(self, model: Model, column: str) -> frozenset[Source]:
        if not model.sql:
            return frozenset({Source(model.relation, column)})
        found: set[Source] = set()
        keys: list[Source] = []
        for node in lineage(column, values_only(model.sql), schema=self.schema, dialect=DIALECT).walk():
            keys += json_keys(node)
            if not node.downstream and isinstance(node.expression, exp.Table):
                found |= self.sources(node.expression.name, node.name.rsplit(".", 1)[-1].strip('"'))
        if keys:
            # The columns below hold the JSON; what is read of it is the key.
            return frozenset(Source(each.table, each.column, key.key, key.hashed) for each in found for key in keys)
        return frozenset(found)


def values_only(sql: str) -> exp.Expression:
    """Return the query without what only orders rows: a row's number is not made of what sorted it."""
    parsed = parse_one(sql, dialect=DIALECT)
    for window in parsed.find_all(exp.Window):
        window.set("partition_by", None)
        window.set("order", None)
    return parsed


def json_keys(node: Node) -> list[Source]:
    """Return the JSON keys that a step reads, and whether it hashes what it read."""
    found = []
    selected = node.expression
    for read in selected.find_all(exp.JSONExtractScalar, exp.JSONExtract):
        if read.find_ancestor(exp.Select) not in {None, selected, selected.parent_select}:
            continue
        key = read.expression.name or read.expression.sql(dialect=DIALECT)
        hashed = read.find_ancestor(*HASHES) is not None
        found.append(Source("", "", key.strip("'").removeprefix("$."), hashed))
    return found
