"""Layers around the application, and an application beside it."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from time import perf_counter

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

logger = logging.getLogger("uvicorn.error")

# Of this process; several workers are asked one by one, or keep this in Redis.
REQUESTS: Counter[str] = Counter()


class RequestLogger:
    """Counts requests, and logs them."""

    def __init__(self, app: ASGIApp, log_level: str = "debug") -> None:
        self.app = app
        self.log_level = logging.getLevelNamesMapping()[log_level.upper()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            REQUESTS[scope["method"]] += 1
            logger.log(self.log_level, "%s %s", scope["method"], scope["path"])
        await self.app(scope, receive, send)


async def timing(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Name the server, and tell how long it took."""
    began = perf_counter()
    response = await call_next(request)
    taken = (perf_counter() - began) * 1000
    response.headers["X-Served-By"] = "library"
    response.headers["Server-Timing"] = f"app;dur={taken:.1f}"
    return response


async def not_kept(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Let nobody keep what the desk says."""
    response = await call_next(request)
    response.headers["Cache-Control"] = "no-store"
    return response


async def metrics(scope: Scope, receive: Receive, send: Send) -> None:
    """Tell how many requests there were, as Prometheus reads it."""
    lines = [
        f'requests_total{{method="{method}"}} {count}\n'
        for method, count in sorted(REQUESTS.items())
    ]
    response = Response("".join(lines), media_type="text/plain; version=0.0.4")
    await response(scope, receive, send)
