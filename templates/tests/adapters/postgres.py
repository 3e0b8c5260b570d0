"""A schema of PostgreSQL, whose tables are emptied for each test."""

import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from runtime.adapters.postgres import PostgresRepository
from runtime.repository import Collection, Repository

from ..tables import Base, tables_of

_URL = "RESTGEN_TEST_POSTGRES_URL"
_SCHEMA = f"conformance_{os.getpid()}"
_EMPTY = "".join(
    f"DELETE FROM {table.name};"  # noqa: S608
    for table in reversed(Base.metadata.sorted_tables)
) + "".join(
    f"SELECT setval('{table.name}_id_seq', 1, false);"
    for table in Base.metadata.tables.values()
    if table.kwargs.get("sqlite_autoincrement")
)

_made: list[str] = []


def missing() -> str | None:
    """Return why there are no tests of this store, or None."""
    return None if os.environ.get(_URL) else f"{_URL} names no PostgreSQL"


@asynccontextmanager
async def opened(collections: Sequence[Collection[Any]]) -> AsyncGenerator[Repository]:
    """Open an empty repository."""
    url = os.environ[_URL]
    tables = tables_of([collection.model for collection in collections])
    if not _made:
        await _execute(f"CREATE SCHEMA {_SCHEMA}")
        _made.append(_SCHEMA)
    joint = "&" if "?" in url else "?"
    async with PostgresRepository(
        collections,
        f"{url}{joint}search_path={_SCHEMA}",
        tables,
        create_all=len(_made) == 1,
    ) as repository:
        _made.append("tables")
        try:
            yield repository
        finally:
            await _execute(f"SET search_path = {_SCHEMA};{_EMPTY}")


async def finished() -> None:
    """Remove what the tests made."""
    if _made:
        await _execute(f"DROP SCHEMA {_SCHEMA} CASCADE")
        _made.clear()


async def _execute(statement: str) -> None:
    connection = await asyncpg.connect(os.environ[_URL])
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
