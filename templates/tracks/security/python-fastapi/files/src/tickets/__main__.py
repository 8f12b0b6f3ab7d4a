"""The command line: `python -m tickets serve | contain | restore`."""

from __future__ import annotations

import argparse
import json
import socket
import sys
from typing import TYPE_CHECKING

import uvicorn

from tickets.app import create_app
from tickets.audit import AuditEvent
from tickets.context import Context
from tickets.settings import Settings, SettingsError, read_settings
from tickets.wire import SafeProtocol

if TYPE_CHECKING:
    from collections.abc import Sequence

GRACE = 8
"""Seconds that requests get to finish; a client that never sends the rest of its own must not keep us here."""


def serve(settings: Settings) -> int:
    """Serve until SIGTERM; the first line says where, so PORT=0 can be asked for."""
    try:
        listener = socket.create_server((settings.host, settings.port))
    except OSError as why:
        sys.stderr.write(
            f"tickets: HOST={settings.host} PORT={settings.port}: {why.strerror}; PORT=0 takes a free one\n"
        )
        return 2
    port = listener.getsockname()[1]
    sys.stdout.write(json.dumps({"event": "listening", "host": settings.host, "port": port}) + "\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        create_app(Context.of(settings)),
        http=SafeProtocol,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE,
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return 0  # uvicorn has ended everything by now, and passes Ctrl-C on
    return 0


def respond(settings: Settings, command: str, handle: str) -> int:
    """Contain or restore an account from the command line: for the night when no administrator answers."""
    context = Context.of(settings)
    user = context.store.user_by_handle(handle)
    if user is None:
        sys.stderr.write(f"no user is called {handle}\n")
        return 1
    context.audit.write(
        AuditEvent(
            event_action=f"user.{command}",
            event_outcome="success",
            reason="command_line",
            http_status=0,
            source_ip="127.0.0.1",
            resource_type="user",
            resource_id=str(user.id),
            resource_tenant=user.tenant,
        )
    )
    change = context.store.contain if command == "contain" else context.store.restore
    change(user.tenant, user.id)
    context.store.close()
    sys.stdout.write(f"{handle}: {'contained, all sessions ended' if command == 'contain' else 'may log in again'}\n")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="tickets", description="Support tickets of several companies.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer requests until SIGTERM")
    for name, text in (
        ("contain", "end all sessions of a user and block logins"),
        ("restore", "let them log in again"),
    ):
        commands.add_parser(name, help=text).add_argument("--user", required=True, metavar="HANDLE")
    args = parser.parse_args(argv)
    try:
        settings = read_settings()
    except (SettingsError, ValueError) as why:
        sys.stderr.write(f"tickets: {why}\n")
        return 2
    return serve(settings) if args.command == "serve" else respond(settings, args.command, args.user)


if __name__ == "__main__":
    sys.exit(main())
