"""Middleware that is a function: ``async def dispatch(request, call_next)``."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CallNext = Callable[[Request], Awaitable[Response]]


class Dispatch(Protocol):
    """A function that answers a request, with or without the application."""

    def __call__(self, *, request: Request, call_next: CallNext) -> Awaitable[Response]:
        """Return the answer."""
        ...


class DispatchMiddleware:
    """Calls the function around every HTTP request.

    The application runs in one task of its own, which sees the context variables that
    the function has set. Its body is not looked at, and not held back, unless the
    function does so.
    """

    def __init__(self, app: ASGIApp, *, dispatch: Dispatch) -> None:
        """Wrap the application."""
        self.app = app
        self.dispatch = dispatch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        inner = _Inner(self.app, send)
        try:
            answer = await self.dispatch(
                request=_ReplayedRequest(scope, receive), call_next=inner.call_next
            )
            await answer(scope, receive, send)
            await inner.finish()
        finally:
            await inner.stop()


class _ReplayedRequest(Request):
    """Lets the application read a body that the function has read."""

    _content: bytes | None = None

    async def body(self) -> bytes:
        """Read the body, and keep it."""
        self._content = await super().body()
        return self._content

    async def replay(self) -> Message:
        content, self._content = self._content, None
        if content is None:
            return await self.receive()
        return {"type": "http.request", "body": content, "more_body": False}


class _Answer(Response):
    """What the application answers: the head is here, the body is on its way."""

    def __init__(self, inner: "_Inner", start: Message) -> None:
        # The head is as the application made it: the base class would add to it.
        self.status_code = start["status"]
        self.raw_headers = list(start.get("headers", []))
        self.background = None
        self.body = b""
        self._inner = inner
        self._untouched = self.body_iterator = inner.chunks()

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        if self.body_iterator is self._untouched and not self._inner.is_read:
            await self._inner.pass_on()
        else:
            async for chunk in self.body_iterator:
                await send(_body(chunk, more=True))
            await send(_body(b"", more=False))
        if self.background is not None:
            await self.background()


def _body(content: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": more}


class _DiscardedError(OSError):
    """Nobody wants the rest: streams end as they do when the client has gone."""


class _Inner:
    """The application, while it serves one request."""

    def __init__(self, app: ASGIApp, send: Send) -> None:
        self.is_read = False
        self._app = app
        self._send = send
        self._task: asyncio.Task[None] | None = None
        self._start: asyncio.Future[Message] = asyncio.Future()
        # Who takes the body is decided by what the function returns.
        self._sink: asyncio.Future[Send] = asyncio.Future()
        self._parts: asyncio.Queue[Message] = asyncio.Queue(maxsize=1)
        self._is_complete = False
        self._is_discarded = False

    async def call_next(self, request: Request) -> Response:
        """Return the answer of the application as soon as it has begun."""
        if self._task is not None:
            message = "call_next can be called once"
            raise RuntimeError(message)
        receive = request.receive
        if isinstance(request, _ReplayedRequest):
            receive = request.replay
        self._task = asyncio.create_task(self._run(request.scope, receive))
        return _Answer(self, await self._start)

    async def _run(self, scope: Scope, receive: Receive) -> None:
        try:
            await self._app(scope, receive, self._sent)
        except Exception as error:
            if self._start.done():
                raise
            self._start.set_exception(error)
        if not self._start.done():
            message = "The application did not answer"
            self._start.set_exception(RuntimeError(message))

    async def _sent(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start.set_result(message)
        elif self._start.done():
            await (await self._sink)(message)
        else:
            await self._send(message)

    async def pass_on(self) -> None:
        """Let the body go straight to the client."""
        self._sink.set_result(self._send)
        await self._finished()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Hand the body to the function, part by part."""
        self.is_read = True
        self._sink.set_result(self._hand_over)
        while (part := await self._next()) is not None:
            self._is_complete = not part.get("more_body", False)
            if part.get("body"):
                yield part["body"]
            if self._is_complete:
                return

    async def _hand_over(self, part: Message) -> None:
        if self._is_discarded:
            await _discard(part)
        else:
            await self._parts.put(part)

    async def _next(self) -> Message | None:
        """Wait for a part; there is none when the application has ended."""
        if self._task is None:
            return None
        part = asyncio.ensure_future(self._parts.get())
        await asyncio.wait([part, self._task], return_when=asyncio.FIRST_COMPLETED)
        if part.done():
            return part.result()
        part.cancel()
        await self._finished()
        return None

    async def finish(self) -> None:
        """Let the application end: what it still sends is thrown away."""
        if not self._sink.done():
            self._sink.set_result(_discard)
        elif self._is_complete or not self.is_read:
            await self._finished()
            return
        self._is_discarded = True
        if not self._parts.empty():
            self._parts.get_nowait()
        with suppress(_DiscardedError, ClientDisconnect):
            await self._finished()

    async def _finished(self) -> None:
        if self._task is not None:
            await self._task

    async def stop(self) -> None:
        """Leave no task behind."""
        task = self._task
        if task is None:
            return
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
        # What nobody asked for was raised by something else already.
        for future in (task, self._start):
            if future.done() and not future.cancelled():
                future.exception()


async def _discard(message: Message) -> None:
    if message.get("more_body", False):
        raise _DiscardedError
