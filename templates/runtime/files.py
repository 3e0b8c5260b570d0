"""Answers that are files."""

import os
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import FileResponse, StreamingResponse

from .responses import Responses
from .streams import read

CHUNK_SIZE = 65536

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_PLAIN = {"text/plain": {"schema": {"type": "string"}}}

RANGES: Responses = {
    206: {"description": "Part of the file", "content": {"*/*": _BINARY}},
    400: {"description": "Malformed range", "content": _PLAIN},
    416: {"description": "Range outside of the file", "content": _PLAIN},
}


async def file_response(source: Any, *, status_code: int = 200) -> Response:
    """Send a file for download; a response of the function's own stays as it is.

    A source is a path, bytes or a binary file object. A pair of it and a name gives the
    download that name.
    """
    name: str | None = None
    if isinstance(source, tuple):
        source, name = source
    if isinstance(source, Response):
        return source
    if isinstance(source, str | os.PathLike):
        return FileResponse(source, status_code, filename=name or PurePath(source).name)
    if isinstance(source, bytes | bytearray | memoryview):
        body: Response = Response(bytes(source), status_code)
    elif hasattr(source, "read"):
        name = name or _name_of(source)
        body = StreamingResponse(read(source, CHUNK_SIZE), status_code)
    else:
        message = f"Cannot send an instance of {type(source).__name__}"
        raise TypeError(message)
    body.headers["Content-Disposition"] = _disposition(name)
    return body


def _name_of(file: Any) -> str | None:
    name = getattr(file, "name", None)
    return PurePath(name).name if isinstance(name, str) else None


def _disposition(name: str | None) -> str:
    if name is None:
        return "attachment"
    encoded = quote(name, safe="")
    if encoded == name:
        return f'attachment; filename="{name}"'
    return f"attachment; filename*=utf-8''{encoded}"
