"""A store that only the tests use: keys with a prefix of their own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from .. import dependencies
from .address import server_address


class Store:
    """The keys with a prefix."""

    def __init__(self, client: Redis, prefix: str) -> None:
        """Keep records under the prefix."""
        self._client = client
        self._prefix = prefix

    async def clear(self) -> None:
        """Remove every key with the prefix."""
        async for key in self._client.scan_iter(f"*{self._prefix}*", count=1000):
            await self._client.unlink(key)

    def use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the application open this store."""
        monkeypatch.setattr(dependencies, "KEY_PREFIX", self._prefix)
        monkeypatch.setattr(dependencies, "database_url", server_address)


@asynccontextmanager
async def own_store() -> AsyncGenerator[Store]:
    """Create the store, and remove it in the end."""
    async with Redis.from_url(server_address()) as client:
        store = Store(client, f"test-{uuid4().hex}")
        try:
            yield store
        finally:
            await store.clear()
