"""A store that only the tests use: a file in a temporary folder."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import pytest

from .. import dependencies
from ..runtime.adapters.sqlite import SqliteRepository


class Store:
    """Files with empty tables, one for each test."""

    def __init__(self, empty: Path) -> None:
        """Make copies of a file."""
        self._empty = empty
        self._count = 0

    @property
    def _file(self) -> Path:
        return self._empty.with_name(f"{self._count}.db")

    async def clear(self) -> None:
        """Leave what is there to an earlier test, and start with an empty file."""
        self._count += 1
        copyfile(self._empty, self._file)

    def use(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the application open this store."""
        url = _url(self._file)
        monkeypatch.setattr(dependencies, "database_url", lambda: url)


@asynccontextmanager
async def own_store() -> AsyncGenerator[Store]:
    """Create the store, and remove it in the end."""
    with TemporaryDirectory() as folder:
        empty = Path(folder, "empty.db")
        create = partial(SqliteRepository, create_all=True)
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(dependencies, "SqliteRepository", create)
            monkeypatch.setattr(dependencies, "database_url", lambda: _url(empty))
            async with dependencies.create_repository():
                pass
        yield Store(empty)


def _url(file: Path) -> str:
    return f"sqlite:///{file}"
