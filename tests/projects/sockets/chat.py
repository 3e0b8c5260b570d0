"""What the WebSockets do; each prints what happens to it."""

from typing import Any

import anyio
from fastapi import WebSocket, WebSocketException

from generated.models import Room


async def on_connect(websocket: WebSocket, room_id: str, current_user: str) -> None:
    print(f"connected {room_id} {current_user}", flush=True)
    if room_id == "closed":
        await websocket.close(4000, "The room is closed")
    await websocket.send_text(f"Welcome to {room_id}, {current_user}")


async def on_message(websocket: WebSocket, data: str, current_user: str) -> str:
    if data == "fail":
        raise LookupError("the handler failed")
    if data == "leave":
        raise WebSocketException(4001, "Goodbye")
    if data == "close":
        await websocket.close(4002)
        return "closed"
    await websocket.send_text(f"{current_user}: {data}")
    return "ignored"


async def on_disconnect(room_id: str, current_user: str) -> None:
    print(f"disconnected {room_id} {current_user}", flush=True)


async def on_member(websocket: WebSocket, data: str, user: dict[str, str]) -> None:
    await websocket.send_json({user["name"]: data})


async def on_member_gone(user: dict[str, str]) -> None:
    print(f"gone {user['name']}", flush=True)


async def on_order(id: int, data: Any, repo: Any, websocket: WebSocket) -> None:
    room = await repo.get(Room, id)
    if room is None:
        await websocket.close(4004, "There is no such room")
        return
    room = await repo.update(Room, id, {"messages": room.messages + 1})
    await websocket.send_json({"room": room.name, "messages": room.messages, "order": data})


def on_disconnect_in_thread(id: int) -> None:
    print(f"left room {id}", flush=True)


def greet(websocket: WebSocket, name: str) -> None:
    anyio.from_thread.run(websocket.send_text, f"Send {name}")


def on_part(websocket: WebSocket, data: bytes) -> None:
    anyio.from_thread.run(websocket.send_bytes, data[::-1])
