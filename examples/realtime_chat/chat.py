"""What happens on the WebSocket of a room."""

from typing import Any

from fastapi import WebSocket
from pydantic import ValidationError

import presence
from generated.models import Message, Said
from generated.runtime.repository import Repository
from hub import Connection, hub


async def enter(websocket: WebSocket, room: str, user: str) -> None:
    """Let a member in, and tell the room if it was not there yet."""
    connection = Connection(websocket, room, user, part)
    websocket.state.connection = connection
    await hub.join(connection)
    is_new = await presence.add(room, connection.id, user)
    members = await presence.names(room)
    await websocket.send_json({"type": "welcome", "room": room, "members": members})
    if is_new:
        await hub.publish(room, type="joined", name=user)


async def say(
    websocket: WebSocket, data: Any, room: str, user: str, repo: Repository
) -> None:
    """Store a message, then tell the room: what was heard can be read again."""
    try:
        said = Said.model_validate(data)
    except ValidationError:
        await websocket.send_json(
            {"type": "error", "detail": 'Send {"text": "…"}, 1 to 2000 characters'}
        )
        return
    message = await repo.create(
        Message, {"room": room, "author": user, "text": said.text}
    )
    await hub.publish(room, type="message", **message.model_dump(mode="json"))


async def leave(websocket: WebSocket) -> None:
    """Forget a member, however it went."""
    connection: Connection | None = getattr(websocket.state, "connection", None)
    if connection is not None:
        connection.stop()
        await part(connection)


async def part(connection: Connection) -> None:
    """Take a member out of its room, once, and tell the room if it is gone."""
    if connection.has_left:
        return
    connection.has_left = True
    await hub.leave(connection)
    room, name = connection.room, connection.name
    if await presence.remove(room, connection.id, name):
        await hub.publish(room, type="left", name=name)
