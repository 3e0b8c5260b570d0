"""Many tasks at the same time."""

import asyncio
from typing import Any

import pytest

from runtime.exceptions import DuplicateRecordError
from runtime.repository import Repository

from .models import ADA, Kinds, Member, User, create_users

pytestmark = pytest.mark.anyio

# An attribute each, and the value that it gets.
CHANGES: dict[str, Any] = {
    "name": "Other",
    "nickname": "x",
    "age": 5,
    "score": 2.5,
    "role": "admin",
    "active": False,
    "tags": ["a"],
    "details": {"a": 1},
    "anything": [1],
    "address": {"street": "s", "tags": []},
}


async def test_no_attribute_is_lost(repository: Repository) -> None:
    user = await repository.create(User, ADA)
    for _ in range(5):
        await asyncio.gather(
            *(
                repository.update(User, user.id, {name: value})
                for name, value in CHANGES.items()
            )
        )
        current = await repository.get(User, user.id)
        assert current is not None
        assert {n: current.model_dump()[n] for n in CHANGES} == CHANGES
        await repository.update(User, user.id, user)


async def test_a_free_value_is_taken_once(repository: Repository) -> None:
    users = await create_users(repository, *(f"u{index}" for index in range(20)))
    change = {"email": "wanted@example.com"}
    results = await asyncio.gather(
        *(repository.update(User, user.id, change) for user in users),
        return_exceptions=True,
    )
    winners = [result for result in results if isinstance(result, User)]
    losers = [r for r in results if isinstance(r, DuplicateRecordError)]
    assert (len(winners), len(losers)) == (1, 19)
    assert await repository.count(User, filters=change) == 1


async def test_groups_are_unique(repository: Repository) -> None:
    results = await asyncio.gather(
        *(
            repository.create(Member, {"team": "a", "slot": index % 10})
            for index in range(50)
        ),
        return_exceptions=True,
    )
    refused = [r for r in results if isinstance(r, DuplicateRecordError)]
    assert len(refused) == 40
    assert {error.fields for error in refused} == {("team", "slot")}
    assert await repository.count(Member) == 10


async def test_given_numbers_and_drawn_ones_do_not_collide(
    repository: Repository,
) -> None:
    given = list(range(3, 40, 3))
    results = await asyncio.gather(
        *(repository.create(Member, {"team": "g", "id": number}) for number in given),
        *(repository.create(Member, {"team": "d"}) for _ in range(30)),
        return_exceptions=True,
    )
    drawn = results[len(given) :]
    assert all(isinstance(result, Member) for result in drawn)
    for result in results[: len(given)]:
        assert isinstance(result, Member | DuplicateRecordError)
    ids = [member.id for member in await repository.list(Member)]
    assert len(ids) == len(set(ids)) == sum(isinstance(r, Member) for r in results)


async def test_a_record_is_deleted_once(repository: Repository) -> None:
    (user,) = await create_users(repository, "ada")
    results = await asyncio.gather(
        *(repository.delete(User, user.id) for _ in range(20))
    )
    assert sorted(results) == [False] * 19 + [True]


async def test_tasks_share_a_transaction(repository: Repository) -> None:
    async with repository.transaction():
        await asyncio.gather(
            *(repository.create(Kinds, {"slug": "a"}) for _ in range(10)),
            *(repository.count(Kinds) for _ in range(10)),
        )
        assert await repository.count(Kinds) == 10
    assert await repository.count(Kinds) == 10


async def test_pages_are_stable_while_others_insert(repository: Repository) -> None:
    await create_users(repository, *(f"u{index:02}" for index in range(20)))

    async def insert() -> None:
        for index in range(20):
            await create_users(repository, f"v{index:02}")

    task = asyncio.create_task(insert())
    seen = []
    for page in range(4):
        users = await repository.list(User, sort="name", skip=5 * page, limit=5)
        seen += [user.name for user in users]
    await task
    assert seen == [f"u{index:02}" for index in range(20)]
    assert await repository.count(User) == 40
