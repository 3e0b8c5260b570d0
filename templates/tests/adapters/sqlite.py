"""A file of SQLite for each test."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from runtime.adapters.sqlite import SqliteRepository
from runtime.repository import Collection, Repository

from ..tables import tables_of

# Waiting for a disk would take most of the time.
_FOLDER = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# The file with all tables, since making them takes longer than most tests.
_empty: list[bytes] = []


def missing() -> str | None:
    """Return why there are no tests of this store, or None."""
    return None


@asynccontextmanager
async def opened(collections: Sequence[Collection[Any]]) -> AsyncGenerator[Repository]:
    """Open an empty repository."""
    tables = tables_of([collection.model for collection in collections])
    with TemporaryDirectory(dir=_FOLDER) as folder:
        path = Path(folder) / "test.db"
        url = f"sqlite:///{path}"
        if not _empty:
            async with SqliteRepository(collections, url, tables, create_all=True):
                pass
            _empty.append(path.read_bytes())
        path.write_bytes(_empty[0])
        async with SqliteRepository(collections, url, tables) as repository:
            yield repository
