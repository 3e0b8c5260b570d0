"""Handlers of streams."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator

from fastapi.responses import StreamingResponse
from fastapi.sse import ServerSentEvent


async def stream(kind):
    if kind == "bytes":
        return b"a,b\n1,2\n"
    if kind == "text":
        return "a,b\n3,4\n"
    if kind == "object":
        return io.BytesIO(b"a,b\n5,6\n")
    if kind == "own":
        return StreamingResponse(iter(["own"]), media_type="text/x-own")
    return (f"{number},{kind}\n" for number in range(3))


def numbers() -> Iterator[str]:
    for number in range(3):
        yield f"{number}\n"


async def events() -> AsyncIterator[object]:
    yield {"number": 1}
    yield "two\nlines"
    await asyncio.sleep(0.05)
    yield ServerSentEvent(raw_data="plain", event="tick", id="3", retry=500)
    yield b"data: written\n\n"
