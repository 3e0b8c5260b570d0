"""Records that are sent beside the keys that name them."""

from uuid import uuid4

import pytest

from runtime.adapters.memory import MemoryRepository
from runtime.expansion import expanded, related
from runtime.repository import Repository

from .models import COLLECTIONS, Article, Author, Badge

pytestmark = pytest.mark.anyio


async def test_all_that_records_name_is_read_in_one_query(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await repository.create(Author, {"name": "Ada"})
    bob = await repository.create(Author, {"name": "Bob"})
    rows = [
        await repository.create(
            Article,
            {"title": "x", "author_id": ada.id, "editor_id": editor},
        )
        for editor in (bob.id, None, ada.id)
    ]
    asked: list[object] = []
    whole = Repository.list

    async def noting(
        self: Repository, model: type[Author], **options: object
    ) -> object:
        asked.append(options)
        return await whole(self, model, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Repository, "list", noting)
    found = await related(repository, Author, rows, "author_id", "editor_id")
    assert found == {ada.id: ada, bob.id: bob}
    assert len(asked) == 1


async def test_nothing_is_asked_for_nothing() -> None:
    async with MemoryRepository([]) as repository:
        assert await related(repository, Author, [], "mentor_id") == {}
        row = Author(name="Ada")
        assert await related(repository, Author, [row], "mentor_id") == {}


async def test_many_keys_are_read_in_parts() -> None:
    async with MemoryRepository(COLLECTIONS) as repository:
        authors = [
            await repository.create(Author, {"name": str(n)}) for n in range(1001)
        ]
        rows = [Author(name="x", mentor_id=author.id) for author in authors]
        found = await related(repository, Author, rows, "mentor_id")
        assert found == {author.id: author for author in authors}


async def test_keys_may_have_another_name(repository: Repository) -> None:
    ada = await repository.create(Author, {"name": "Ada"})
    badge = await repository.create(Badge, {"author_id": ada.id, "number": 1})
    found = await related(repository, Badge, [ada], "id", key="author_id")
    assert found == {ada.id: badge}


def test_what_is_gone_is_none() -> None:
    author = Author(name="Ada", mentor_id=uuid4())
    sent = expanded(author, mentor=None)
    assert sent == {**dict(author), "mentor": None}
