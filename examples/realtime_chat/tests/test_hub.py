"""Tests of the connections of one process, with WebSockets that only remember."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any, cast

import pytest
from fastapi import WebSocket

import hub as hub_module
from hub import Connection, Hub

pytestmark = pytest.mark.anyio


class FakeSocket:
    """Remembers what it is sent; one that is stuck never gets anything."""

    def __init__(self, *, is_stuck: bool = False) -> None:
        self.sent: list[str] = []
        self.code: int | None = None
        self.is_stuck = is_stuck

    async def send_text(self, text: str) -> None:
        """Take a text, sooner or later."""
        if self.is_stuck:
            await asyncio.Event().wait()
        self.sent.append(text)

    async def close(self, code: int) -> None:
        """Remember why."""
        self.code = code


@pytest.fixture
async def hub(room: str) -> AsyncGenerator[Hub]:
    """Make a hub for one room."""
    assert room
    hub = Hub()
    yield hub
    await hub._stop()


async def left(connection: Connection) -> None:
    """Do what the chat does, as far as the hub is concerned."""
    connection.has_left = True


async def join(hub: Hub, room: str, socket: FakeSocket) -> Connection:
    """Put a connection into a room."""
    connection = Connection(cast("WebSocket", cast("Any", socket)), room, "Ada", left)
    await hub.join(connection)
    return connection


async def until(is_true: Callable[[], bool]) -> None:
    """Wait until something is true, for five seconds at most."""
    for _ in range(500):
        if is_true():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come to pass")


async def test_everybody_in_the_room_hears_everything_in_order(
    hub: Hub, room: str
) -> None:
    """And nobody hears what is said elsewhere, or after leaving."""
    one, other, elsewhere = FakeSocket(), FakeSocket(), FakeSocket()
    first = await join(hub, room, one)
    await join(hub, room, other)
    await join(hub, f"{room}-elsewhere", elsewhere)
    for number in range(20):
        await hub.publish(room, number=number)
    await until(lambda: len(one.sent) == 20)
    await until(lambda: len(other.sent) == 20)
    assert one.sent == [f'{{"number": {number}}}' for number in range(20)]
    assert other.sent == one.sent
    assert elsewhere.sent == []
    first.stop()
    await hub.leave(first)
    await hub.publish(room, number=20)
    await until(lambda: len(other.sent) == 21)
    assert len(one.sent) == 20


async def test_who_does_not_read_is_let_go(
    hub: Hub, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others hear everything."""
    monkeypatch.setattr(hub_module, "PATIENCE", 0.5)
    deaf, good = FakeSocket(is_stuck=True), FakeSocket()
    connection = await join(hub, room, deaf)
    await join(hub, room, good)
    for number in range(50):
        await hub.publish(room, number=number)
    await until(lambda: len(good.sent) == 50)
    await until(lambda: deaf.code is not None)
    assert (deaf.code, connection.has_left) == (1013, True)
