"""Records that count their writes."""

import asyncio
from typing import Any

import pytest

from runtime.repository import Repository

from .models import Article, Author

pytestmark = pytest.mark.anyio

TASKS = 10
WRITES = 10


async def article(repository: Repository) -> Article:
    author = await repository.create(Author, {"name": "Ada"})
    return await repository.create(Article, {"title": "a", "author_id": author.id})


class TestVersions:
    async def test_a_new_record_is_the_first_version(
        self, repository: Repository
    ) -> None:
        author = await repository.create(Author, {"name": "Ada"})
        data = {"title": "a", "author_id": author.id, "version": 7}
        assert (await repository.create(Article, data)).version == 1

    async def test_every_write_is_counted(self, repository: Repository) -> None:
        first = await article(repository)
        writes: list[dict[str, Any]] = [
            {"title": "b"},
            {},
            {"version": 99},
            {"version": None},
        ]
        for number, data in enumerate(writes, 2):
            changed = await repository.update(Article, first.id, data)
            assert changed is not None
            assert changed.version == number
            assert await repository.get(Article, first.id) == changed

    async def test_a_write_needs_the_version_that_it_asks_for(
        self, repository: Repository
    ) -> None:
        first = await article(repository)
        changes = {"title": "b"}
        stale, current = {"version": 2}, {"version": 1}
        assert (
            await repository.update(Article, first.id, changes, filters=stale) is None
        )
        assert not await repository.delete(Article, first.id, filters=stale)
        assert await repository.get(Article, first.id) == first
        second = await repository.update(Article, first.id, changes, filters=current)
        assert second is not None
        assert second.version == 2
        assert not await repository.delete(Article, first.id, filters=current)
        assert await repository.delete(Article, first.id, filters=stale)

    async def test_nobody_overwrites_what_another_wrote(
        self, repository: Repository
    ) -> None:
        first = await article(repository)

        async def write() -> int:
            """Read and write until nobody was faster."""
            refused = 0
            for _ in range(WRITES):
                while True:
                    current = await repository.get(Article, first.id)
                    assert current is not None
                    changed = await repository.update(
                        Article,
                        first.id,
                        {"title": current.title + "x"},
                        filters={"version": current.version},
                    )
                    if changed is not None:
                        assert changed.version == current.version + 1
                        break
                    refused += 1
                    await asyncio.sleep(0)
            return refused

        await asyncio.gather(*(write() for _ in range(TASKS)))
        last = await repository.get(Article, first.id)
        assert last is not None
        assert last.version == TASKS * WRITES + 1
        assert last.title == "a" + "x" * TASKS * WRITES

    async def test_one_of_many_deletes_a_version(self, repository: Repository) -> None:
        first = await article(repository)
        deleted = await asyncio.gather(
            *(
                repository.delete(Article, first.id, filters={"version": 1})
                for _ in range(TASKS)
            )
        )
        assert sorted(deleted) == [False] * (TASKS - 1) + [True]

    async def test_an_undone_write_is_not_counted(self, repository: Repository) -> None:
        first = await article(repository)
        with pytest.raises(RuntimeError):
            async with repository.transaction():
                await repository.update(Article, first.id, {"title": "b"})
                raise RuntimeError
        again = await repository.update(Article, first.id, {"title": "c"})
        assert again is not None
        assert again.version == 2

    async def test_what_deletions_null_is_no_version(
        self, repository: Repository
    ) -> None:
        first = await article(repository)
        editor = await repository.create(Author, {"name": "Bob"})
        second = await repository.update(Article, first.id, {"editor_id": editor.id})
        assert second is not None
        await repository.delete(Author, editor.id)
        assert await repository.get(Article, first.id) == second.model_copy(
            update={"editor_id": None}
        )
