"""A store that only the tests use: a schema of the database that they are given."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from uuid import uuid4

import asyncpg
import pytest

from .. import dependencies
from ..runtime.adapters.postgres import PostgresRepository
from ..tables import Base
from .address import server_address


class Store:
    """A schema with the tables of the application."""

    def __init__(self, url: str) -> None:
        """Keep records at an address that leads to the schema."""
        self._url = url

    async def clear(self) -> None:
        """Remove every record, and number the next ones from 1."""
        names = ", ".join(f'"{table}"' for table in Base.metadata.tables)
        await execute(self._url, f"TRUNCATE {names} RESTART IDENTITY")

    def use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the application open this store."""
        monkeypatch.setattr(dependencies, "database_url", lambda: self._url)


@asynccontextmanager
async def own_store() -> AsyncGenerator[Store]:
    """Create the store, and remove it in the end."""
    server = server_address().replace("postgresql+asyncpg:", "postgresql:")
    schema = f"test_{uuid4().hex}"
    await execute(server, f"CREATE SCHEMA {schema}")
    try:
        store = Store(_within(server, schema))
        with pytest.MonkeyPatch.context() as monkeypatch:
            create = partial(PostgresRepository, create_all=True)
            monkeypatch.setattr(dependencies, "PostgresRepository", create)
            store.use(monkeypatch)
            async with dependencies.create_repository():
                pass
        yield store
    finally:
        await execute(server, f"DROP SCHEMA {schema} CASCADE")


async def execute(url: str, statement: str) -> None:
    """Run a statement on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _within(url: str, schema: str) -> str:
    """Let all names of an address mean those of a schema."""
    parts = urlsplit(url)
    options = {**dict(parse_qsl(parts.query)), "options": f"-csearch_path={schema}"}
    return parts._replace(query=urlencode(options, quote_via=quote)).geturl()
