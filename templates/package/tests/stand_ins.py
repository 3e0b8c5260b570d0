"""Stand-ins for what is not restgen's and wraps, or lies beside, the API."""

import sys
from collections.abc import Callable, Mapping
from inspect import signature
from pkgutil import resolve_name
from typing import Any

import pytest
from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.routing import APIRoute
from httpx2 import Request as ClientRequest
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Every middleware that a response has passed, from the innermost to the outermost.
PASSED = "X-Test-Passed"


def replace(
    monkeypatch: pytest.MonkeyPatch, reference: str, replacement: Callable[..., Any]
) -> None:
    """Replace something where it comes from, and wherever the package holds it."""
    original = resolve_name(reference)
    owner, _, name = reference.rpartition(".")
    holder = resolve_name(owner)
    belongs_to_class = isinstance(holder, type)
    member = staticmethod(replacement) if belongs_to_class else replacement
    monkeypatch.setattr(holder, name, member)
    package = __name__.rsplit(".", 2)[0]
    for path, module in list(sys.modules.items()):
        if path.startswith(f"{package}."):
            for attribute, value in list(vars(module).items()):
                if value is original:
                    monkeypatch.setattr(module, attribute, replacement)


def passing_class(reference: str) -> type[Any]:
    """Make middleware that takes what the class takes, and marks what passes it."""
    accepted = signature(resolve_name(reference))

    class Passing:
        def __init__(self, app: ASGIApp, **options: Any) -> None:
            accepted.bind(app, **options)
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            async def mark(message: Message) -> None:
                if message["type"] == "http.response.start":
                    passed = (PASSED.lower().encode(), reference.encode())
                    message = {**message, "headers": [*message["headers"], passed]}
                await send(message)

            await self.app(scope, receive, mark)

    return Passing


def passing_dispatch(reference: str) -> Callable[..., Any]:
    """Make a function for the same requests that marks what passes it."""
    accepted = signature(resolve_name(reference))

    async def dispatch(request: Request, call_next: Callable[..., Any]) -> Response:
        offered = {"request": request, "call_next": call_next}
        wanted = {name for name in offered if name in accepted.parameters}
        accepted.bind(**{name: offered[name] for name in wanted})
        response: Response = await call_next(request)
        response.headers.append(PASSED, reference)
        return response

    return dispatch


def trusted_hosts(hosts: Mapping[str, str]) -> Callable[[ClientRequest], Any]:
    """Make a hook of clients that calls some paths by the hosts that they trust."""
    patterns = [(compile_path(path)[0], host) for path, host in hosts.items()]

    async def call(request: ClientRequest) -> None:
        if request.headers["Host"] == request.url.netloc.decode():
            for pattern, host in patterns:
                if pattern.fullmatch(request.url.path):
                    request.headers["Host"] = host

    return call


def answer_at_once(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Let every route answer with a text of some size, in place of what it does."""

    async def answer(
        _route: APIRoute, scope: Scope, receive: Receive, send: Send
    ) -> None:
        await PlainTextResponse("x" * size)(scope, receive, send)

    monkeypatch.setattr(APIRoute, "handle", answer)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the path below the one that the application is mounted at."""
    if scope["type"] == "http":
        path = scope["path"].removeprefix(scope["root_path"])
        await PlainTextResponse(f"{scope['root_path']} {path}")(scope, receive, send)


def outcome(result: object) -> Callable[[], object]:
    """Make a function that returns something, or raises it where it is an error."""

    def check() -> object:
        if isinstance(result, Exception):
            raise result
        return result

    return check
