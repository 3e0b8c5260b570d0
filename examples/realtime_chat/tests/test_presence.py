"""Tests of who is there."""

import pytest

import presence

pytestmark = pytest.mark.anyio


async def test_a_name_is_there_as_long_as_one_of_its_connections(room: str) -> None:
    """Two windows of one member are one member."""
    assert await presence.add(room, "1", "Ada")
    assert not await presence.add(room, "2", "Ada")
    assert await presence.add(room, "3", "Bob: the second")
    assert await presence.names(room) == ["Ada", "Bob: the second"]
    assert not await presence.remove(room, "1", "Ada")
    assert await presence.remove(room, "2", "Ada")
    assert await presence.names(room) == ["Bob: the second"]


async def test_connections_of_a_dead_worker_end_by_themselves(
    room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody prolongs them."""
    monkeypatch.setattr(presence, "TTL", -1)
    await presence.add(room, "1", "Ghost")
    monkeypatch.undo()
    await presence.add(room, "2", "Ada")
    assert await presence.names(room) == ["Ada"]
