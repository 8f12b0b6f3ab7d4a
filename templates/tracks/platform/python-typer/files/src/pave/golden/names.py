"""Names of services: what is refused, and what is proposed instead."""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from dataclasses import dataclass

from pave.errors import UsageError

_FORM = re.compile(r"^[a-z][a-z0-9-]{0,38}[a-z0-9]$")
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
# A module of this name would hide the SDK, the web framework or the tests.
_TAKEN = {"pave", "fastapi", "starlette", "uvicorn", "httpx", "pydantic", "pytest", "tests", "src"}
LONGEST = 40


@dataclass(frozen=True)
class ServiceName:
    """A name that may stand in a catalogue, a folder and an import."""

    text: str

    @property
    def module(self) -> str:
        """Return the name of the Python module."""
        return self.text.replace("-", "_")

    @classmethod
    def parse(cls, text: str) -> ServiceName:
        """Accept a name, or refuse it and propose one that would do."""
        why = _fault(text)
        if why:
            raise UsageError(f"'{text}' cannot be a service's name: {why}", hint=f"pave new {propose(text)}")
        return cls(text)


def _fault(text: str) -> str:
    if not _FORM.match(text):
        return f"it needs 2 to {LONGEST} letters a-z, digits or '-', with a letter first and no '-' at the end"
    module = text.replace("-", "_")
    if keyword.iskeyword(module) or keyword.issoftkeyword(module):
        return "it is a word of the Python language"
    if module in sys.stdlib_module_names or module in _TAKEN:
        return f"a module called {module} exists already and would be hidden"
    if text in _DEVICES:
        return "Windows keeps this name for a device"
    return ""


def propose(text: str) -> str:
    """Return an accepted name that is close to the text."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("ø", "o")).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST].strip("-")
    found = re.sub(r"^[0-9-]+", "", found)
    if not found:
        return "my-service"
    return found if not _fault(found) else f"{found[: LONGEST - 8].rstrip('-')}-service"
