"""Server-sent events."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Any

import anyio
from fastapi import Response
from fastapi.concurrency import iterate_in_threadpool
from fastapi.sse import (
    KEEPALIVE_COMMENT,
    EventSourceResponse,
    ServerSentEvent,
    format_sse_event,
)
from pydantic_core import to_json
from starlette.types import Send
from typing_extensions import override

PING_SECONDS = 15.0

# Streams are documented by their items, as FastAPI does for its own.
EVENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "data": {"type": "string"},
        "event": {"type": "string"},
        "id": {"type": "string"},
        "retry": {"type": "integer", "minimum": 0},
    },
}


def event_stream(source: Any, *, status_code: int = 200) -> Response:
    """Send each item as an event; a response of the function's own stays as it is.

    An item is a ``ServerSentEvent``, or becomes the JSON of its data. Bytes, and texts
    that end with an empty line, are events that are written already.
    """
    if isinstance(source, Response):
        return source
    if isinstance(source, str | bytes | dict):
        source = [source]
    return _EventStream(
        _events(source),
        status_code=status_code,
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def _events(
    source: AsyncIterable[Any] | Iterable[Any],
) -> AsyncIterator[bytes]:
    items = (
        source
        if isinstance(source, AsyncIterable)
        else iterate_in_threadpool(iter(source))
    )
    async for item in items:
        yield event(item)


def event(item: Any) -> bytes:
    """Write one event."""
    if isinstance(item, bytes):
        return item
    if isinstance(item, str) and item.endswith("\n\n"):
        return item.encode()
    if not isinstance(item, ServerSentEvent):
        return format_sse_event(data_str=_json(item))
    data = item.raw_data
    if data is None and item.data is not None:
        data = _json(item.data)
    return format_sse_event(
        data_str=data,
        event=item.event,
        id=item.id,
        retry=item.retry,
        comment=item.comment,
    )


def _json(value: Any) -> str:
    return to_json(value).decode()


class _EventStream(EventSourceResponse):
    """Events, with comments between them so that nobody takes the client for gone."""

    @override
    async def stream_response(self, send: Send) -> None:
        lock = anyio.Lock()
        sent = anyio.current_time()

        async def write(chunk: Any) -> None:
            nonlocal sent
            async with lock:
                message = {"type": "http.response.body", "body": chunk}
                await send({**message, "more_body": True})
                sent = anyio.current_time()

        async def ping() -> None:
            while True:
                rest = sent + PING_SECONDS - anyio.current_time()
                await anyio.sleep(max(rest, 0.0))
                if anyio.current_time() - sent >= PING_SECONDS:
                    await write(KEEPALIVE_COMMENT)

        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(ping)
                async for chunk in self.body_iterator:
                    await write(chunk)
                tasks.cancel_scope.cancel()
        except ExceptionGroup as group:
            raise group.exceptions[0] from group
        await send({"type": "http.response.body", "body": b"", "more_body": False})
