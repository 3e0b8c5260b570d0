"""The connections of this process, and the channel of Redis that joins all processes.

What is said goes to Redis, and comes back to every process, this one too: so all
members of a room see everything, in one order. A room is subscribed to while somebody
of this process is in it.
"""

import json
import logging
from asyncio import Event, Lock, Queue, QueueFull, Task, create_task, wait_for
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import WebSocket, WebSocketDisconnect, status
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

import presence
import store

logger = logging.getLogger("uvicorn.error")

# Who does not read this many messages, or one of them for so long, is let go.
BACKLOG = 200
PATIENCE = 10


@dataclass(eq=False)
class Connection:
    """A member in a room, with what is still to be sent to it.

    ``leave`` is called for a member who does not read, before it is let go.
    """

    websocket: WebSocket
    room: str
    name: str
    leave: "Callable[[Connection], Awaitable[None]]"
    has_left: bool = False
    id: str = field(default_factory=lambda: uuid4().hex)
    queue: "Queue[str]" = field(default_factory=lambda: Queue(BACKLOG))
    sender: "Task[None] | None" = None

    def put(self, text: str) -> None:
        """Send a text soon; a member who reads too slowly is let go."""
        try:
            self.queue.put_nowait(text)
        except QueueFull:
            self.stop()
            self.sender = create_task(self._let_go())

    def start(self) -> None:
        """Send what is put, one after the other."""
        self.sender = create_task(self._send())

    def stop(self) -> None:
        """Send nothing any more."""
        if self.sender is not None:
            self.sender.cancel()

    def close_soon(self, code: int) -> None:
        """End the connection without waiting for it."""
        self.stop()
        self.sender = create_task(self._close(code))

    async def _send(self) -> None:
        try:
            while True:
                text = await self.queue.get()
                await wait_for(self.websocket.send_text(text), PATIENCE)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            await self._let_go()

    async def _let_go(self) -> None:
        # The farewell may never arrive, so the others do not wait for it.
        await self.leave(self)
        await self._close(status.WS_1013_TRY_AGAIN_LATER)

    async def _close(self, code: int) -> None:
        # It may be gone already.
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            await wait_for(self.websocket.close(code), PATIENCE)


class Hub:
    """All connections of this process, by room."""

    def __init__(self) -> None:
        """Start without rooms."""
        self._rooms: dict[str, set[Connection]] = {}
        self._subscribed: dict[str, Event] = {}
        self._pubsub: PubSub | None = None
        self._tasks: list[Task[None]] = []
        # One change of the subscriptions at a time: they share a connection.
        self._lock = Lock()

    async def join(self, connection: Connection) -> None:
        """Let a connection hear its room; when this returns, it misses nothing."""
        room = connection.room
        members = self._rooms.setdefault(room, set())
        members.add(connection)
        connection.start()
        async with self._lock:
            if room not in self._subscribed:
                self._subscribed[room] = Event()
                await self._listener().subscribe(f"room:{room}")
                if not self._tasks:
                    self._tasks = [
                        create_task(self._listen()),
                        create_task(self._beat()),
                    ]
            subscribed = self._subscribed[room]
        await wait_for(subscribed.wait(), PATIENCE)

    async def leave(self, connection: Connection) -> None:
        """Forget a connection, its room after the last one, and Redis after that."""
        room = connection.room
        members = self._rooms.get(room, set())
        members.discard(connection)
        async with self._lock:
            # Somebody may have come, or the room have gone, while we waited.
            if members or self._rooms.get(room) is not members:
                return
            del self._rooms[room]
            self._subscribed.pop(room, None)
            if not self._rooms:
                await self._stop()
                return
            with suppress(RedisError):
                await self._listener().unsubscribe(f"room:{room}")

    async def publish(self, room: str, /, **message: Any) -> None:
        """Tell a room, in all processes."""
        await store.client().publish(f"room:{room}", json.dumps(message))

    def _listener(self) -> PubSub:
        if self._pubsub is None:
            self._pubsub = store.client().pubsub()
        return self._pubsub

    async def _listen(self) -> None:
        """Pass on what Redis says; without Redis everybody has to come again."""
        pubsub = self._listener()
        try:
            while True:
                message = await pubsub.get_message(timeout=None)
                if message is None:
                    continue
                room = str(message["channel"]).removeprefix("room:")
                if message["type"] == "subscribe" and room in self._subscribed:
                    self._subscribed[room].set()
                if message["type"] == "message":
                    for connection in tuple(self._rooms.get(room, ())):
                        connection.put(message["data"])
        except RedisError as exc:
            logger.warning("Rooms are closed, Redis does not answer: %s", exc)
            for members in self._rooms.values():
                for connection in tuple(members):
                    connection.close_soon(status.WS_1012_SERVICE_RESTART)

    async def _beat(self) -> None:
        """Prolong the presence of everybody here."""
        while True:
            await wait_for_seconds(presence.TTL / 3)
            for members in tuple(self._rooms.values()):
                for one in tuple(members):
                    with suppress(RedisError):
                        await presence.add(one.room, one.id, one.name)

    async def _stop(self) -> None:
        pubsub, tasks = self._pubsub, self._tasks
        self._pubsub, self._tasks = None, []
        self._subscribed.clear()
        for task in tasks:
            task.cancel()
        if pubsub is not None:
            with suppress(RedisError):
                await pubsub.aclose()  # type: ignore[no-untyped-call]


async def wait_for_seconds(seconds: float) -> None:
    """Sleep, unless the task is cancelled."""
    with suppress(TimeoutError):
        await wait_for(Event().wait(), seconds)


hub = Hub()
