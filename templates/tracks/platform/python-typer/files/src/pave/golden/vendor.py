"""The SDK travels inside the service as a wheel whose hash is pinned, so a service needs no index of the company."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from pave import __version__
from pave.errors import PreconditionError
from pave.golden.source import root


def find_wheel(chosen: Path | None = None) -> Path:
    """Return the SDK wheel of this very version."""
    said = chosen or (Path(os.environ["PAVE_SDK_WHEEL"]) if os.environ.get("PAVE_SDK_WHEEL") else None)
    wheel = said or root() / "dist" / f"pave-{__version__}-py3-none-any.whl"
    if not wheel.is_file():
        raise PreconditionError(f"the SDK wheel {wheel.name} is not there", hint="make dist")
    if not wheel.name.startswith(f"pave-{__version__}-"):
        raise PreconditionError(f"{wheel.name} is not of version {__version__}", hint="make dist")
    return wheel


def put(wheel: Path, service: Path) -> None:
    """Place the wheel and pin it; one that was there before goes, together with its pin."""
    folder = service / "vendor"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("pave-*.whl"):
        old.unlink()
    shutil.copyfile(wheel, folder / wheel.name)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    pins = service / "requirements" / "sdk.txt"
    pins.parent.mkdir(exist_ok=True)
    text = f"# Written by pave, together with the wheel.\n./vendor/{wheel.name} --hash=sha256:{digest}\n"
    pins.write_text(text, encoding="utf-8", newline="\n")
