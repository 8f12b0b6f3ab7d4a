"""What never becomes a request is refused here, below the application."""

from __future__ import annotations

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from tickets.middleware import RAW
from tickets.problems import problem


class SafeProtocol(H11Protocol):
    """HTTP/1.1 whose own refusals look like those of the application, headers included."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - what was wrong helps only to get further
        """Refuse what is not HTTP and close the connection."""
        answer = problem(400)
        headers = [*answer.raw_headers, *RAW, (b"connection", b"close")]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=bytes(answer.body)),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
