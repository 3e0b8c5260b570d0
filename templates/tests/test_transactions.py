"""Writes that belong together, and writes at the same time."""

import asyncio
from typing import Any

import pytest

from runtime.adapters.memory import MemoryRepository
from runtime.exceptions import DuplicateRecordError
from runtime.repository import (
    Repository,
)

from .models import (
    ADA,
    COLLECTIONS,
    Member,
    User,
    create_users,
    names_of,
)

pytestmark = pytest.mark.anyio


class TestTransactions:
    async def test_writes_are_kept_together(self, repository: Repository) -> None:
        async with repository.transaction():
            await create_users(repository, "ada", "bob")
            assert await repository.count(User) == 2
        assert await names_of(repository) == ["ada", "bob"]

    @pytest.mark.parametrize(
        "error", [RuntimeError, asyncio.CancelledError, KeyboardInterrupt]
    )
    async def test_an_exception_undoes_all_of_them(
        self, repository: Repository, error: type[BaseException]
    ) -> None:
        ada, bob = await create_users(repository, "ada", "bob")
        member = await repository.create(Member, {"team": "a", "slot": 1})
        with pytest.raises(error):
            async with repository.transaction():
                await repository.update(User, ada.id, {"email": "new@example.com"})
                await repository.delete(User, bob.id)
                await create_users(repository, "ada", "eve")
                await repository.update(Member, member.id, {"id": 7, "slot": 2})
                raise error
        assert await repository.list(User) == [ada, bob]
        assert await repository.list(Member) == [member]
        with pytest.raises(DuplicateRecordError):
            await create_users(repository, "bob")
        await create_users(repository, "eve")
        await repository.create(Member, {"team": "a", "slot": 2})

    async def test_a_cancelled_task_leaves_nothing_behind(
        self, repository: Repository
    ) -> None:
        async def work() -> None:
            async with repository.transaction():
                await create_users(repository, "ada")
                await asyncio.sleep(60)

        task = asyncio.create_task(work())
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await repository.count(User) == 0
        await create_users(repository, "ada")

    async def test_others_see_nothing_before_the_end_and_their_writes_wait(
        self, repository: Repository
    ) -> None:
        written, finish = asyncio.Event(), asyncio.Event()

        async def work() -> None:
            async with repository.transaction():
                await create_users(repository, "ada")
                written.set()
                await finish.wait()

        task = asyncio.create_task(work())
        await written.wait()
        assert await repository.count(User) == 0
        writer = asyncio.create_task(create_users(repository, "ada"))
        await asyncio.sleep(0.01)
        assert not writer.done()
        finish.set()
        await task
        with pytest.raises(DuplicateRecordError):
            await writer
        assert await names_of(repository) == ["ada"]

    async def test_an_inner_block_is_part_of_the_outer(
        self, repository: Repository
    ) -> None:
        with pytest.raises(RuntimeError):
            async with repository.transaction():
                async with repository.transaction():
                    await create_users(repository, "ada")
                assert await repository.count(User) == 1
                raise RuntimeError
        assert await repository.count(User) == 0

    async def test_an_inner_block_that_fails_can_be_survived(
        self, repository: Repository
    ) -> None:
        async with repository.transaction():
            await create_users(repository, "ada")
            with pytest.raises(DuplicateRecordError):
                async with repository.transaction():
                    await create_users(repository, "bob", "ada")
            await create_users(repository, "eve")
        assert await names_of(repository) == ["ada", "eve"]

    async def test_child_tasks_work_inside(self, repository: Repository) -> None:
        async def child(name: str) -> None:
            async with repository.transaction():
                await create_users(repository, name)
                await asyncio.sleep(0)

        with pytest.raises(RuntimeError):
            async with repository.transaction():
                await asyncio.gather(child("ada"), child("bob"))
                await asyncio.gather(create_users(repository, "eve"))
                assert await repository.count(User) == 3
                raise RuntimeError
        assert await repository.count(User) == 0

    async def test_a_task_that_outlives_the_block_is_outside(
        self, repository: Repository
    ) -> None:
        finish = asyncio.Event()

        async def later() -> None:
            await finish.wait()
            await create_users(repository, "late")

        async with repository.transaction():
            task = asyncio.create_task(later())
        finish.set()
        await task
        assert await names_of(repository) == ["late"]

    async def test_inner_blocks_of_child_tasks_are_waited_for(
        self, repository: Repository
    ) -> None:
        async def child() -> None:
            async with repository.transaction():
                await create_users(repository, "ada")
                await asyncio.sleep(0.02)

        async def late() -> None:
            await asyncio.sleep(0.01)
            await repository.create(Member, {"team": "a"})

        async with repository.transaction():
            tasks = [
                asyncio.create_task(work)
                for work in (child(), create_users(repository, "bob"), late())
            ]
            await asyncio.sleep(0.005)
        await asyncio.gather(*tasks)
        assert sorted(await names_of(repository)) == ["ada", "bob"]
        assert await repository.count(Member) == 1

    async def test_handled_errors_inside_do_not_spoil_it(
        self, repository: Repository
    ) -> None:
        async with repository.transaction():
            await create_users(repository, "ada")
            with pytest.raises(DuplicateRecordError):
                await create_users(repository, "ada")
            await create_users(repository, "bob")
        assert await names_of(repository) == ["ada", "bob"]


async def test_a_transaction_is_that_of_one_repository(repository: Repository) -> None:
    other = MemoryRepository(COLLECTIONS)
    with pytest.raises(RuntimeError):
        async with other.transaction(), repository.transaction():
            await create_users(other, "ada")
            async with other.transaction():
                await create_users(repository, "ada")
            raise RuntimeError
    assert await repository.count(User) == await other.count(User) == 0
    async with repository.transaction():
        await create_users(other, "ada")
        assert await other.count(User) == 1
        assert await repository.count(User) == 0


class TestConcurrency:
    async def test_one_of_many_racing_creates_wins(
        self, repository: Repository
    ) -> None:
        results = await asyncio.gather(
            *(repository.create(User, ADA) for _ in range(50)), return_exceptions=True
        )
        assert sum(isinstance(result, User) for result in results) == 1
        assert sum(isinstance(r, DuplicateRecordError) for r in results) == 49

    async def test_numbers_differ(self, repository: Repository) -> None:
        created = await asyncio.gather(
            *(repository.create(Member, {"team": "a"}) for _ in range(50))
        )
        assert sorted(member.id for member in created) == list(range(1, 51))

    async def test_transactions_take_turns(self, repository: Repository) -> None:
        member = await repository.create(Member, {"team": "a", "slot": 0})

        async def increment() -> None:
            async with repository.transaction():
                current = await repository.get(Member, member.id)
                assert current is not None
                await asyncio.sleep(0)
                slot = (current.slot or 0) + 1
                await repository.update(Member, member.id, {"slot": slot})

        await asyncio.gather(*(increment() for _ in range(50)))
        current = await repository.get(Member, member.id)
        assert current is not None
        assert current.slot == 50

    async def test_updates_of_different_attributes_are_both_kept(
        self, repository: Repository
    ) -> None:
        user = await repository.create(User, ADA)
        changes: list[dict[str, Any]] = [{"age": 5}, {"nickname": "x"}, {"score": 2}]
        await asyncio.gather(*(repository.update(User, user.id, c) for c in changes))
        current = await repository.get(User, user.id)
        assert current is not None
        assert (current.age, current.nickname, current.score) == (5, "x", 2.0)
