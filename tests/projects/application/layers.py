import time
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send


class RequestLogger:
    def __init__(self, app: ASGIApp, token: str, log_level: str = "debug") -> None:
        self.app = app
        self.token = token
        self.log_level = log_level

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


async def timing(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    start = time.perf_counter()
    response = await call_next(request)
    response.headers["Server-Timing"] = f"app;dur={time.perf_counter() - start:.3f}"
    return response


async def metrics(scope: Scope, receive: Receive, send: Send) -> None:
    await Response("requests_total 1\n")(scope, receive, send)
