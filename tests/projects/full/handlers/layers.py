"""Layers around the application, and an application beside it."""

from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send


class RequestLogger:
    """Knows how much to log."""

    def __init__(self, app: ASGIApp, log_level: str = "debug") -> None:
        self.app = app
        self.log_level = log_level

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


async def timing(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Name the server."""
    response = await call_next(request)
    response.headers["X-Served-By"] = "library"
    return response


async def metrics(scope: Scope, receive: Receive, send: Send) -> None:
    """Count nothing."""
    await Response("requests_total 1\n")(scope, receive, send)
