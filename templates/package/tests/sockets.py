"""A client of WebSockets that needs no network."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from starlette.types import ASGIApp

# What a connection that was accepted starts with.
ACCEPTED: dict[str, Any] = {
    "type": "websocket.accept",
    "subprotocol": None,
    "headers": [],
}


def closed(code: int) -> dict[str, Any]:
    """Return how the application ends a connection without a reason."""
    return {"type": "websocket.close", "code": code, "reason": ""}


async def talk(
    app: ASGIApp, path: str, *messages: str | bytes, host: str = "test"
) -> list[Any]:
    """Connect, send messages and go away; return what the application sent."""
    incoming = _incoming(messages)
    sent: list[Any] = []

    async def receive() -> Any:
        return next(incoming)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": quote(path).encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", host.encode())],
        "client": ("test", 1),
        "server": ("test", 80),
        "subprotocols": [],
        "state": {},
        "extensions": {"websocket.http.response": {}},
    }
    await app(scope, receive, send)
    return sent


def _incoming(messages: tuple[str | bytes, ...]) -> Iterator[dict[str, Any]]:
    yield {"type": "websocket.connect"}
    for message in messages:
        kind = "text" if isinstance(message, str) else "bytes"
        yield {"type": "websocket.receive", kind: message}
    yield {"type": "websocket.disconnect", "code": 1001, "reason": ""}
