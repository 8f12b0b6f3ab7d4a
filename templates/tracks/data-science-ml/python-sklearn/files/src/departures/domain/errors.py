"""What goes wrong by design: one line on stderr and a status, never a traceback."""

from __future__ import annotations


class DeparturesError(Exception):
    """It cannot be done as asked."""

    status = 1


class ConfigError(DeparturesError):
    """Settings, data or a model file are not as they were left."""

    status = 78
