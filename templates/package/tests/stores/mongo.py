"""A store that only the tests use: a database of its own name."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import pytest
from pymongo import AsyncMongoClient

from .. import dependencies
from .address import server_address


class Store:
    """A database with the collections of the application."""

    def __init__(self, client: AsyncMongoClient[dict[str, Any]], name: str) -> None:
        """Keep records in the database of this name."""
        self._database = client[name]
        self._url = _within(server_address(), name)

    async def clear(self) -> None:
        """Remove every record; indexes stay."""
        for name in await self._database.list_collection_names():
            await self._database[name].delete_many({})

    def use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the application open this store."""
        monkeypatch.setattr(dependencies, "database_url", lambda: self._url)


@asynccontextmanager
async def own_store() -> AsyncGenerator[Store]:
    """Create the store, and remove it in the end."""
    name = f"test_{uuid4().hex}"
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(server_address())
    async with client:
        try:
            yield Store(client, name)
        finally:
            await client.drop_database(name)


def _within(url: str, name: str) -> str:
    """Let an address lead to another database of its server."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.username is not None:
        # Users are those of the database in the address, unless it says otherwise.
        options.setdefault("authSource", parts.path.strip("/") or "admin")
    return parts._replace(path=f"/{name}", query=urlencode(options)).geturl()
