"""Helps the generator of requests to get past the first door: keys that are fresh, and ids that exist.

Only values that are valid already are replaced by other valid ones, so a request that was made invalid stays so.
"""

from __future__ import annotations

import itertools
import json
import os
import re
from typing import TYPE_CHECKING, Any

import schemathesis

from tests.contract.client import new_key

if TYPE_CHECKING:
    from schemathesis import Case, HookContext

# Set by test_fuzz.py: {"account_id": [...], "transfer_id": [...]}.
KNOWN: dict[str, list[str]] = json.loads(os.environ.get("FUZZ_KNOWN_IDS", "{}"))
KEY = re.compile("[A-Za-z0-9._~-]{8,128}")
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAMES = {
    "account_id": "account_id",
    "transfer_id": "transfer_id",
    "source_account_id": "account_id",
    "target_account_id": "account_id",
}
_numbers = itertools.count()


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    """Replace what would only meet a reused key or a thing that nobody has; every third request is left alone."""
    del context, kwargs
    headers = case.headers
    if headers and isinstance(key := headers.get("Idempotency-Key"), str) and KEY.fullmatch(key):
        headers["Idempotency-Key"] = new_key()
    if next(_numbers) % 3 == 0:
        return
    for values in (case.path_parameters, case.query, case.body):
        if isinstance(values, dict):
            _point_to_known(values)


def _point_to_known(values: dict[str, Any]) -> None:
    for name, kind in NAMES.items():
        value = values.get(name)
        if isinstance(value, str) and UUID.fullmatch(value) and (known := KNOWN.get(kind)):
            values[name] = known[next(_numbers) % len(known)]
