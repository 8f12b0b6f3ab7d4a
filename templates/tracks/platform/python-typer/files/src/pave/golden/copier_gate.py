"""The only door to copier: what it takes from the environment is set here, and what it throws ends here."""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import TYPE_CHECKING, Any

from pave.errors import PaveError, PreconditionError
from pave.golden.source import PORTABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pave.golden.source import TemplateSource

ANSWERS_FILE = ".copier-answers.yml"


def copy(source: TemplateSource, target: Path, answers: dict[str, str]) -> None:
    """Render a version of the template into a folder."""
    with _gate(source) as copier:
        copier.run_copy(
            source.url, target, data=answers, vcs_ref=source.version, defaults=True, overwrite=True, quiet=True
        )


def update(source: TemplateSource, target: Path) -> None:
    """Merge a version of the template into a service. Conflicts are left in the files, and are no error here."""
    with _gate(source) as copier:
        copier.run_update(
            target,
            vcs_ref=source.version,
            defaults=True,
            overwrite=True,
            quiet=True,
            skip_answered=True,
            conflict="inline",
            answers_file=ANSWERS_FILE,
        )


def _mapping(source: TemplateSource) -> dict[str, str]:
    """Tell git, for this call alone, which folder the portable address means."""
    if source.local is None:
        return {}
    number = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    # plumbum knows the environment as it was when it was imported, so what stands there already is passed on.
    theirs = {name: value for name, value in os.environ.items() if name.startswith("GIT_CONFIG_")}
    return {
        **theirs,
        "GIT_CONFIG_COUNT": str(number + 1),
        f"GIT_CONFIG_KEY_{number}": f"url.{source.local.as_uri()}.insteadOf",
        f"GIT_CONFIG_VALUE_{number}": PORTABLE.removeprefix("git+"),
    }


@contextlib.contextmanager
def _gate(source: TemplateSource) -> Iterator[Any]:
    """Yield copier, imported late because it takes a third of a second."""
    import copier  # noqa: PLC0415
    from copier.errors import CopierError  # noqa: PLC0415
    from plumbum import ProcessExecutionError, local  # noqa: PLC0415

    before = os.environ.get("COPIER_CACHE_DIR")
    # A cache of its own: copier keeps one mirror per address, and two calls would refresh it at the same time.
    with tempfile.TemporaryDirectory(prefix="pave-copier-") as cache:
        os.environ["COPIER_CACHE_DIR"] = cache
        try:
            with local.env(LC_ALL="C", GIT_TERMINAL_PROMPT="0", COPIER_CACHE_DIR=cache, **_mapping(source)):
                yield copier
        except PaveError:
            raise
        except CopierError as fault:
            raise PreconditionError("the template cannot be used", cause=_line(str(fault))) from fault
        except ProcessExecutionError as fault:
            said = _line(fault.stderr or fault.stdout or "no reason given")
            raise PreconditionError("git could not do its part", cause=said) from fault
        except OSError as fault:
            raise PreconditionError(f"writing failed: {fault.strerror}", cause=str(fault.filename or "")) from fault
        finally:
            if before is None:
                os.environ.pop("COPIER_CACHE_DIR", None)
            else:
                os.environ["COPIER_CACHE_DIR"] = before


def _line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
