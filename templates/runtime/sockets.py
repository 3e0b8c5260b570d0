"""What happens on a WebSocket between its first message and its end."""

import json
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal, NoReturn

from fastapi import WebSocket, WebSocketDisconnect, WebSocketException, status
from fastapi.websockets import WebSocketState

logger = logging.getLogger(__name__)


@asynccontextmanager
async def closing(websocket: WebSocket) -> AsyncGenerator[None]:
    """Close the connection where the block fails; the client learns no reason."""
    try:
        yield
    except WebSocketException as exc:
        await _close(websocket, exc.code, exc.reason)
    except Exception as exc:
        # A client that goes away fails nobody; one of another connection does.
        if _is_open(websocket) or not isinstance(exc, WebSocketDisconnect):
            logger.exception("WebSocket %r failed", websocket.scope["path"])
            await _close(websocket, status.WS_1011_INTERNAL_ERROR)


async def texts(websocket: WebSocket) -> AsyncGenerator[str]:
    """Receive texts until the connection ends; anything else ends it."""
    while (text := await _receive(websocket, "text")) is not None:
        yield text


async def binaries(websocket: WebSocket) -> AsyncGenerator[bytes]:
    """Receive bytes until the connection ends; anything else ends it."""
    while (data := await _receive(websocket, "bytes")) is not None:
        yield data


async def json_values(websocket: WebSocket) -> AsyncGenerator[Any]:
    """Receive JSON in texts until the connection ends; anything else ends it."""
    while (text := await _receive(websocket, "text")) is not None:
        try:
            value = json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError):
            await _close(websocket, status.WS_1007_INVALID_FRAME_PAYLOAD_DATA)
            return
        yield value


async def _receive(websocket: WebSocket, kind: Literal["text", "bytes"]) -> Any:
    """Receive a message of one kind; None is the end of the connection."""
    if not _is_open(websocket):
        return None
    message = await websocket.receive()
    if message["type"] == "websocket.receive" and message.get(kind) is None:
        await _close(websocket, status.WS_1003_UNSUPPORTED_DATA)
    return message.get(kind)


async def _close(websocket: WebSocket, code: int, reason: str | None = None) -> None:
    if _is_open(websocket):
        # It may be about to end on its own.
        with suppress(WebSocketDisconnect, RuntimeError):
            await websocket.close(code, reason)


def _is_open(websocket: WebSocket) -> bool:
    states = {websocket.client_state, websocket.application_state}
    return states == {WebSocketState.CONNECTED}


def _refuse(constant: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(constant)
