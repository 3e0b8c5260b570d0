"""Who is in a room: connections in Redis, each with a time until which it counts.

Leaving removes a connection at once. One whose worker was killed ends by itself, since
nobody prolongs it.
"""

import time

import store
from generated.models import Presence

TTL = 30


def _key(room: str) -> str:
    return f"presence:{room}"


async def add(room: str, connection: str, name: str) -> bool:
    """Count a connection, or prolong it; tell whether the name is new in the room."""
    others = await names(room, without=connection)
    member = f"{connection}:{name}"
    await store.client().zadd(_key(room), {member: time.time() + TTL})
    await store.client().expire(_key(room), 2 * TTL)
    return name not in others


async def remove(room: str, connection: str, name: str) -> bool:
    """Forget a connection; tell whether the name is gone with it."""
    await store.client().zrem(_key(room), f"{connection}:{name}")
    return name not in await names(room)


async def names(room: str, without: str = "") -> list[str]:
    """Return the names in a room, each once."""
    await store.client().zremrangebyscore(_key(room), "-inf", time.time())
    members = await store.client().zrange(_key(room), 0, -1)
    pairs = [str(member).split(":", 1) for member in members]
    return sorted({name for connection, name in pairs if connection != without})


async def members_of(room: str) -> Presence:
    """Say who is there."""
    return Presence(room=room, members=await names(room))
