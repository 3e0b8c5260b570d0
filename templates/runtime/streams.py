"""Answers that are sent while they are made."""

from collections.abc import AsyncIterable, Iterable, Iterator
from typing import Any

from fastapi import Response
from fastapi.responses import StreamingResponse


def stream(
    source: Any, *, media_type: str, chunk_size: int, status_code: int = 200
) -> Response:
    """Send what a source yields; a response of the function's own stays as it is."""
    if isinstance(source, Response):
        return source
    return StreamingResponse(
        chunks(source, chunk_size), status_code=status_code, media_type=media_type
    )


def chunks(source: Any, chunk_size: int) -> AsyncIterable[Any] | Iterable[Any]:
    """Iterate over a source: bytes, a text, a file object, or an iterator."""
    if isinstance(source, str):
        source = source.encode()
    if isinstance(source, bytes | bytearray | memoryview):
        return _parts(bytes(source), chunk_size)
    if hasattr(source, "read"):
        return read(source, chunk_size)
    if isinstance(source, AsyncIterable | Iterable):
        return source
    message = f"Cannot stream an instance of {type(source).__name__}"
    raise TypeError(message)


def read(file: Any, chunk_size: int) -> Iterator[Any]:
    """Read a file object to its end, and close it."""
    with file:
        while chunk := file.read(chunk_size):
            yield chunk


def _parts(content: bytes, chunk_size: int) -> Iterator[bytes]:
    for start in range(0, len(content), chunk_size):
        yield content[start : start + chunk_size]
