"""What WebSockets do."""

from typing import Any

from fastapi import WebSocket


async def on_connect(websocket: WebSocket, room: str, branch: str) -> None:
    """Greet."""
    await websocket.send_json({"room": room, "branch": branch})


async def on_message(websocket: WebSocket, data: Any, user: dict[str, Any]) -> None:
    """Send it back."""
    await websocket.send_json({user["sub"]: data})


async def on_disconnect(room: str) -> None:
    """Forget the room."""


async def on_text(websocket: WebSocket, data: str) -> None:
    """Send it back."""
    await websocket.send_text(data)


async def on_bytes(websocket: WebSocket, data: bytes) -> None:
    """Send it back."""
    await websocket.send_bytes(data)
