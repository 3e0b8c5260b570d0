"""Databases that do not answer, and several processes that start at once."""

import asyncio
import os
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from runtime.adapters.postgres import PostgresRepository
from runtime.adapters.sql import SqlRepository
from runtime.adapters.sqlite import SqliteRepository
from runtime.exceptions import DuplicateRecordError, UnavailableError
from runtime.repository import Repository

from .adapters import required
from .models import ADA, COLLECTIONS, Member, User, create_users
from .tables import tables_of

pytestmark = pytest.mark.anyio

TABLES = tables_of([collection.model for collection in COLLECTIONS])


def sqlite_at(folder: Path, **options: Any) -> SqliteRepository:
    url = f"sqlite:///{folder / 'test.db'}"
    return SqliteRepository(COLLECTIONS, url, TABLES, **options)


def postgres_at(url: str, **options: Any) -> PostgresRepository:
    return PostgresRepository(COLLECTIONS, url, TABLES, **options)


async def refused(repository: Repository) -> str:
    """Fail to open a repository, and return why."""
    with pytest.raises(UnavailableError) as caught:
        async with repository:
            pass
    return str(caught.value)


@pytest.mark.parametrize("kind", [SqliteRepository, PostgresRepository])
@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "://", "mysql://root:hunter2@host/db", "http://host:port/db"],
)
async def test_what_is_no_url_is_told_at_the_start(
    kind: type[SqlRepository], url: str
) -> None:
    message = await refused(kind(COLLECTIONS, url, TABLES, setting="MY_DATABASE"))
    assert message.startswith("MY_DATABASE ")
    assert "hunter2" not in message


async def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    message = await refused(sqlite_at(tmp_path / "nowhere"))
    assert message.startswith("DATABASE_URL: ")
    assert "nowhere/test.db" in message
    (tmp_path / "test.db").write_text("This is no database" * 100)
    assert "DATABASE_URL: " in await refused(sqlite_at(tmp_path, create_all=True))


async def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    url = f"postgres://ada:hunter2@127.0.0.1:{port}/db"
    message = await refused(postgres_at(url))
    assert message.startswith("DATABASE_URL: ")
    assert f"127.0.0.1:{port}" in message
    assert "hunter2" not in message


async def test_a_server_that_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://127.0.0.1:{silent.getsockname()[1]}/db"
        async with asyncio.timeout(5):
            assert await refused(postgres_at(url, connect_timeout=0.2))


async def test_a_database_that_is_not_there() -> None:
    required("postgres")
    url = os.environ["RESTGEN_TEST_POSTGRES_URL"].rpartition("/")[0]
    message = await refused(postgres_at(f"{url}/nowhere"))
    assert 'database "nowhere" does not exist' in message


async def test_writers_of_a_file_wait_and_give_up(tmp_path: Path) -> None:
    first = sqlite_at(tmp_path, create_all=True, pool_timeout=0.2)
    second = sqlite_at(tmp_path, pool_timeout=0.2)
    async with first, second:
        async with first.transaction():
            await create_users(first, "ada")
            with pytest.raises(UnavailableError):
                await create_users(second, "bob")
            assert await second.count(User) == 0
        await create_users(second, "bob")
        assert await first.count(User) == 2


@pytest.mark.parametrize("adapter", ["sqlite", "postgres"])
async def test_processes_that_start_at_once_make_the_tables_once(
    adapter: str, tmp_path: Path
) -> None:
    required(adapter)
    repositories: Sequence[SqlRepository]
    if adapter == "sqlite":
        # Once is too few: they meet in one start of ten.
        for number in range(40):
            folder = tmp_path / str(number)
            folder.mkdir()
            repositories = [sqlite_at(folder, create_all=True) for _ in range(5)]
            await _open_all(repositories)
        return
    url = os.environ["RESTGEN_TEST_POSTGRES_URL"]
    schema = f"starting_{os.getpid()}"
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE SCHEMA {schema}")
        there = f"{url}{'&' if '?' in url else '?'}search_path={schema}"
        repositories = [postgres_at(there, create_all=True) for _ in range(5)]
        await _open_all(repositories)
    finally:
        await connection.execute(f"DROP SCHEMA {schema} CASCADE")
        await connection.close()


async def _open_all(repositories: Sequence[SqlRepository]) -> None:
    await asyncio.gather(*(one.__aenter__() for one in repositories))
    try:
        await create_users(repositories[0], "ada")
        with pytest.raises(DuplicateRecordError):
            await create_users(repositories[1], "ada")
    finally:
        await asyncio.gather(*(one.__aexit__() for one in repositories))


async def test_a_full_pool_is_waited_for_and_given_up() -> None:
    required("postgres")
    url = os.environ["RESTGEN_TEST_POSTGRES_URL"]
    repository = postgres_at(url, pool_size=1, max_overflow=0, pool_timeout=0.2)
    async with repository:
        entered, finish = asyncio.Event(), asyncio.Event()

        async def occupy() -> None:
            async with repository.transaction():
                entered.set()
                await finish.wait()

        task = asyncio.create_task(occupy())
        await entered.wait()
        with pytest.raises(UnavailableError, match="no connection was free"):
            await repository.health()
        waiting = asyncio.create_task(repository.health())
        finish.set()
        await task
        await waiting


async def test_connections_that_the_server_ends_are_replaced() -> None:
    adapter = required("postgres")
    connection = await asyncpg.connect(os.environ["RESTGEN_TEST_POSTGRES_URL"])
    end_others = (
        "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    async with adapter.opened(COLLECTIONS) as repository:
        await asyncio.gather(*(repository.count(User) for _ in range(10)))
        await connection.execute(end_others)
        await asyncio.sleep(0.05)
        await create_users(repository, "ada")
        with pytest.raises(UnavailableError):
            async with repository.transaction():
                await create_users(repository, "bob")
                await connection.execute(end_others)
                await repository.create(Member, {"team": "a"})
        assert await repository.count(User) == 1
        await repository.create(User, ADA | {"email": "eve@example.com"})
        assert await repository.count(Member) == 0
    await connection.close()


async def test_a_database_in_memory() -> None:
    async with SqliteRepository(
        COLLECTIONS, "sqlite://", TABLES, create_all=True
    ) as repository:
        await asyncio.gather(
            *(repository.create(Member, {"team": "a"}) for _ in range(10))
        )
        with pytest.raises(RuntimeError):
            async with repository.transaction():
                await repository.create(Member, {"team": "b"})
                assert await repository.count(Member) == 11
                raise RuntimeError
        assert await repository.count(Member) == 10
