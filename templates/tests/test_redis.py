"""What only Redis has: prefixes, commands, and a server that can go away."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from runtime.adapters.redis import CHUNK, RedisRepository
from runtime.exceptions import DuplicateRecordError, UnavailableError
from runtime.repository import Collection, Condition

from .adapters import required
from .adapters.redis import SETTING, connected
from .models import ADA, COLLECTIONS, Article, Author, Member, User, create_users

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def server() -> None:
    """Do without these tests where there is none."""
    required("redis")


@pytest.fixture
async def client() -> AsyncGenerator[Redis]:
    """Look at the server from outside."""
    async with Redis.from_url(os.environ[SETTING]) as client:
        yield client


@pytest.fixture
def prefix() -> str:
    return f"test-{uuid4()}"


@pytest.fixture
async def repository(prefix: str) -> AsyncGenerator[RedisRepository]:
    """Open an empty repository."""
    async with connected(COLLECTIONS, prefix) as repository:
        yield repository
        await repository.clear()


@asynccontextmanager
async def counted(client: Redis, prefix: str) -> AsyncGenerator[list[str]]:
    """Collect the commands that are sent meanwhile, without those of scripts."""
    commands: list[str] = []
    mark, tag = str(uuid4()), f"{{{prefix}}}:"
    async with client.monitor() as monitor:

        async def collect() -> None:
            async for command in monitor.listen():
                if mark in command["command"]:
                    return
                if command["client_type"] != "lua" and tag in command["command"]:
                    commands.append(command["command"].split()[0])

        task = asyncio.create_task(collect())
        yield commands
        await client.echo(mark)
        await asyncio.wait_for(task, 5)


class TestPrefixes:
    async def test_other_records_are_never_touched(
        self, prefix: str, client: Redis
    ) -> None:
        outside = {f"{prefix}:User": "mine", f"{{{prefix}b}}:User": "mine"}
        await client.mset(outside)
        async with (
            connected(COLLECTIONS, prefix) as one,
            connected(COLLECTIONS, f"{prefix}:b") as two,
        ):
            await create_users(one, "ada", "bob")
            await create_users(two, "ada")
            assert (await one.count(User), await two.count(User)) == (2, 1)
            await one.clear()
            assert (await one.count(User), await two.count(User)) == (0, 1)
            await create_users(one, "ada")
            await two.clear()
            assert await one.count(User) == 1
            await one.clear()
        left = [key async for key in client.scan_iter(f"*{prefix}*")]
        assert sorted(key.decode() for key in left) == sorted(outside)
        assert await client.delete(*outside) == 2

    async def test_every_key_is_in_one_slot(
        self, repository: RedisRepository, prefix: str, client: Redis
    ) -> None:
        await create_users(repository, "ada")
        await repository.create(Member, {"team": "a", "slot": 1})
        keys = [key async for key in client.scan_iter(f"*{prefix}*")]
        assert len(keys) == 8
        assert all(key.startswith(f"{{{prefix}}}:".encode()) for key in keys)

    async def test_nothing_is_left_of_deleted_records(
        self, prefix: str, client: Redis
    ) -> None:
        async with connected(COLLECTIONS, prefix) as repository:
            ada = await repository.create(Author, {"name": "Ada"})
            data = {"title": "a", "author_id": ada.id, "editor_id": ada.id}
            for _ in range(3):
                await repository.create(Article, data)
            await repository.update(Article, 1, {"id": 9, "editor_id": None})
            assert await repository.delete(Author, ada.id)
            keys = {key async for key in client.scan_iter(f"*{prefix}*")}
            rest = ("Article:number", "definitions")
            assert keys == {f"{{{prefix}}}:{key}".encode() for key in rest}
            await repository.clear()
        assert [key async for key in client.scan_iter(f"*{prefix}*")] == []


class TestCommands:
    async def test_the_number_of_commands_does_not_grow(
        self, repository: RedisRepository, prefix: str, client: Redis
    ) -> None:
        users = await create_users(repository, *map(str, range(60)))
        keys = [user.id for user in users]
        email = users[5].email
        async with counted(client, prefix) as commands:
            assert len(await repository.list(User, skip=5, limit=50)) == 50
            assert await repository.count(User) == 60
            assert await repository.get(User, keys[0]) == users[0]
            assert await repository.list(User, filters={"email": email}) == [users[5]]
            found = await repository.list(User, filters=[Condition("id", "in", keys)])
            assert found == users
            assert len(await repository.list(User, filters={"active": True})) == 60
            assert len(await repository.list(User, sort="-name", limit=9)) == 9
        reads = ["EVALSHA", "ZCARD", "HGET", "EVALSHA", "HMGET", "EVALSHA", "EVALSHA"]
        assert commands == reads

    async def test_writes_are_one_script(
        self, repository: RedisRepository, prefix: str, client: Redis
    ) -> None:
        await create_users(repository, "first")
        async with counted(client, prefix) as commands:
            user = await repository.create(User, ADA)
            await repository.update(User, user.id, {"name": "Other"})
            await repository.delete(User, user.id)
            await repository.create(Member, {"team": "a"})
        assert commands == [
            *("EVALSHA", "HGET", "EVALSHA", "HGET", "EVALSHA"),
            *("INCR", "EVALSHA"),
        ]

    async def test_the_referring_records_are_found_by_an_index(
        self, repository: RedisRepository, prefix: str, client: Redis
    ) -> None:
        ada = await repository.create(Author, {"name": "Ada"})
        bob = await repository.create(Author, {"name": "Bob", "mentor_id": ada.id})
        for author in (ada, bob, ada):
            await repository.create(Article, {"title": "a", "author_id": author.id})
        async with counted(client, prefix) as commands:
            found = await repository.list(Article, filters={"author_id": ada.id})
        assert [article.id for article in found] == [1, 3]
        assert commands == ["EVALSHA"]

    async def test_many_records_are_read_in_parts(
        self, repository: RedisRepository
    ) -> None:
        total = 2 * CHUNK + 10
        writes = [
            repository.create(Member, {"team": f"t{number % 7}", "slot": number})
            for number in range(total)
        ]
        for at in range(0, total, 50):
            await asyncio.gather(*writes[at : at + 50])
        ids = [member.id for member in await repository.list(Member)]
        assert ids == list(range(1, total + 1))
        for skip, limit in ((0, CHUNK), (3, CHUNK + 1), (CHUNK, CHUNK), (5, total)):
            window = await repository.list(Member, skip=skip, limit=limit)
            assert [member.id for member in window] == ids[skip : skip + limit]
        filters = {"team": "t3"}
        assert await repository.count(Member, filters=filters) == len(ids) // 7
        chosen = await repository.list(Member, filters=filters)
        for sort in (None, "id", "-slot"):
            window = await repository.list(
                Member, filters=filters, sort=sort, skip=100, limit=9
            )
            expected = sorted(
                chosen, key=lambda m: m.slot or 0, reverse=sort == "-slot"
            )
            assert window == expected[100:109]


class TestConcurrency:
    async def test_one_of_many_writers_gets_a_unique_value(
        self, repository: RedisRepository
    ) -> None:
        users = await create_users(repository, *map(str, range(50)))
        change = {"email": "taken@example.com"}
        results = await asyncio.gather(
            *(repository.update(User, user.id, change) for user in users),
            return_exceptions=True,
        )
        assert sum(isinstance(result, User) for result in results) == 1
        assert sum(isinstance(r, DuplicateRecordError) for r in results) == 49

    async def test_no_update_is_lost(self, repository: RedisRepository) -> None:
        article = await self._article(repository)

        async def write() -> None:
            for _ in range(100):
                await repository.update(Article, article.id, {"title": "b"})

        await asyncio.gather(*(write() for _ in range(20)))
        current = await repository.get(Article, article.id)
        assert current is not None
        assert current.version == 2001

    async def test_nobody_overwrites_another_version(
        self, repository: RedisRepository
    ) -> None:
        article = await self._article(repository)

        async def write() -> None:
            for _ in range(5):
                while True:
                    current = await repository.get(Article, article.id)
                    assert current is not None
                    changed = await repository.update(
                        Article,
                        article.id,
                        {"title": str(int(current.title) + 1)},
                        filters={"version": current.version},
                    )
                    if changed is not None:
                        break

        await asyncio.gather(*(write() for _ in range(20)))
        current = await repository.get(Article, article.id)
        assert current is not None
        assert (current.title, current.version) == ("100", 101)

    async def _article(self, repository: RedisRepository) -> Article:
        ada = await repository.create(Author, {"name": "Ada"})
        return await repository.create(Article, {"title": "0", "author_id": ada.id})

    async def test_references_hold_under_deletion(
        self, repository: RedisRepository
    ) -> None:
        authors = [
            await repository.create(Author, {"name": str(number)})
            for number in range(20)
        ]

        async def write(author: Author) -> None:
            for _ in range(5):
                await repository.create(Article, {"title": "a", "author_id": author.id})

        deletions = [repository.delete(Author, author.id) for author in authors]
        await asyncio.gather(*map(write, authors), *deletions, return_exceptions=True)
        left = {author.id for author in await repository.list(Author)}
        articles = await repository.list(Article)
        assert all(article.author_id in left for article in articles)
        assert await repository.count(Article) == len(articles)


async def test_numbers_end_with_64_bits(repository: RedisRepository) -> None:
    last = 2**63 - 1
    await repository.create(Member, {"id": last, "team": "a"})
    with pytest.raises(Exception, match="Member is not valid"):
        await repository.create(Member, {"team": "a"})
    await repository.create(Member, {"id": -last, "team": "a"})
    members = await repository.list(Member)
    assert [member.id for member in members] == [-last, last]


async def test_numbers_that_are_taken_are_left_out(
    repository: RedisRepository, prefix: str, client: Redis
) -> None:
    for _ in range(3):
        await repository.create(Member, {"team": "a"})
    assert await client.delete(f"{{{prefix}}}:Member:number") == 1
    assert (await repository.create(Member, {"team": "a"})).id == 4


class TestDeclarations:
    async def opened(
        self, prefix: str, *, tasks: int = 1, **declared: Any
    ) -> list[Member]:
        """Open the store by several tasks at once, as it is declared now."""
        collection = Collection(Member, **declared)

        async def members() -> list[Member]:
            async with connected((collection,), prefix) as repository:
                return await repository.list(Member)

        first, *others = await asyncio.gather(*(members() for _ in range(tasks)))
        assert all(other == first for other in others)
        return first

    async def test_indexes_follow_what_is_declared(self, prefix: str) -> None:
        plain = (Collection(Member),)
        async with connected(plain, prefix) as repository:
            for number, team in ((1, "b"), (2, "a"), (3, "c")):
                await repository.create(Member, {"id": number, "team": team})
        members = await self.opened(prefix, order=("team",), tasks=5)
        assert [member.id for member in members] == [2, 1, 3]
        assert [member.id for member in await self.opened(prefix)] == [1, 2, 3]
        unique = (Collection(Member, unique=(("team",),), autoincrement="id"),)
        async with connected(unique, prefix) as repository:
            with pytest.raises(DuplicateRecordError):
                await repository.create(Member, {"team": "a"})
            assert (await repository.create(Member, {"team": "d"})).id == 5
            assert await repository.list(Member, filters={"team": "c"}) == members[2:]
        async with connected(plain, prefix) as repository:
            await repository.create(Member, {"id": 9, "team": "a"})
        with pytest.raises(UnavailableError, match="Member have the same team"):
            async with connected(unique, prefix):
                pytest.fail("two records have the same team")
        async with connected(plain, prefix) as repository:
            assert await repository.count(Member) == 5
            assert await repository.delete(Member, 9)
        async with connected(unique, prefix) as repository:
            assert await repository.count(Member) == 4
            await repository.clear()
