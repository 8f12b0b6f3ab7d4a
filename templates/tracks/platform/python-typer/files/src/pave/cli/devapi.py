"""`pave devapi`."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pave.cli import output
from pave.errors import PreconditionError, UsageError

if TYPE_CHECKING:
    from types import FrameType

app = typer.Typer(help="The platform API on this machine.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Run the platform API on this machine."""


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to bind")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one and prints it")] = 8790,
    database: Annotated[str, typer.Option(help="SQLite file; default: in memory")] = ":memory:",
    faults: Annotated[Path | None, typer.Option(help="JSON list of faults for the next requests")] = None,
) -> None:
    """Serve the platform API until Ctrl-C; its token is PAVE_DEVAPI_TOKEN."""
    from pave.devapi.faults import Script  # noqa: PLC0415
    from pave.devapi.server import LOCAL_TOKEN, Server  # noqa: PLC0415
    from pave.devapi.store import Store  # noqa: PLC0415

    token = os.environ.get("PAVE_DEVAPI_TOKEN") or LOCAL_TOKEN
    if os.environ.get("ENV") == "production" and token == LOCAL_TOKEN:
        raise PreconditionError("the development token does not serve production", hint="set PAVE_DEVAPI_TOKEN")
    try:
        script = Script(json.loads(faults.read_text(encoding="utf-8")) if faults else None)
    except ValueError as fault:
        raise UsageError(f"{faults} is no list of faults", cause=str(fault)) from fault
    try:
        store = Store(database)
    except sqlite3.Error as fault:
        raise PreconditionError(f"{database} cannot be opened", hint="--database FILE", cause=str(fault)) from fault
    try:
        server = Server((host, port), store, token, script)
    except OSError as fault:
        store.close()
        hint = "--port 0 takes a free one"
        raise PreconditionError(f"{host}:{port} cannot be served", hint=hint, cause=fault.strerror or "") from fault

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    # SIGINT too: whoever starts this in the background of a script has it ignored.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    output.data(json.dumps({"event": "listening", "url": server.url, "port": server.server_address[1]}))
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        output.say("stopped")
    finally:
        server.stopping.set()
        server.server_close()
        store.close()
