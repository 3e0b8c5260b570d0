"""The order of lists, and windows into them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from typing_extensions import override

from runtime.adapters.memory import MemoryRepository
from runtime.records import ModelT
from runtime.repository import (
    AllOf,
    Collection,
    Filters,
    Order,
    Repository,
)

from .models import (
    COLLECTIONS,
    Kinds,
    User,
    create_users,
    names_of,
)

pytestmark = pytest.mark.anyio


class TestOrder:
    async def test_default_order_is_by_declared_attributes_then_key(
        self, repository: Repository
    ) -> None:
        late, early = (datetime(year, 1, 1, tzinfo=UTC) for year in (2024, 2023))
        for index, moment in ((3, late), (2, early), (1, late), (4, None)):
            created = {} if moment is None else {"created_at": moment}
            await repository.create(
                User,
                {"id": UUID(int=index), "email": f"{index}", "name": f"{index}"}
                | created,
            )
        assert await names_of(repository) == ["2", "1", "3", "4"]
        assert await names_of(repository, sort="active") == ["1", "2", "3", "4"]
        await repository.update(User, UUID(int=4), {"created_at": early})
        await repository.update(User, UUID(int=2), {"created_at": late})
        assert await names_of(repository) == ["4", "1", "2", "3"]
        await repository.delete(User, UUID(int=1))
        assert await names_of(repository) == ["4", "2", "3"]

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("name", "ABab"),
            ("-name", "baBA"),
            ("age,name", "ABba"),
            ("-age,name", "BbAa"),
            ("age,-name", "AbBa"),
            (["-age", "-name"], "bBAa"),
            ("nickname,name", "ABab"),
            ("-nickname,-name", "baBA"),
            ("", "bAaB"),
            (None, "bAaB"),
            ("created_at", "bAaB"),
            ("-created_at", "BaAb"),
        ],
    )
    async def test_sort(
        self, repository: Repository, sort: str | Sequence[str] | None, expected: str
    ) -> None:
        for name, age in (("b", 2), ("A", 1), ("a", None), ("B", 2)):
            await repository.create(User, {"email": name, "name": name, "age": age})
        assert "".join(await names_of(repository, sort=sort)) == expected

    @pytest.mark.parametrize(
        "sort",
        ["level", "-level", "at", "-moment", "price", "data", "-owner", "slug"],
    )
    async def test_null_comes_last_in_both_directions(
        self, repository: Repository, sort: str
    ) -> None:
        field = sort.removeprefix("-")
        low: dict[str, Any] = {"level": 1, "at": "01:00", "moment": "2024-01-01T00:00"}
        low |= {"price": "1E-7", "data": b"a", "owner": UUID(int=1), "slug": "a"}
        high: dict[str, Any] = {"level": "high", "at": "01:00:00.1", "price": "1E+2"}
        high |= {"moment": "2024-01-01T00:00:01", "data": b"b", "owner": UUID(int=2)}
        high |= {"slug": "b"}
        for values in ({}, low, high):
            await repository.create(Kinds, values)
        rows = await repository.list(Kinds, sort=sort)
        assert [row.id for row in rows] == ([2, 3, 1] if field == sort else [3, 2, 1])

    async def test_values_of_any_type_have_some_order(
        self, repository: Repository
    ) -> None:
        for index, value in enumerate(["x", 1, None, {"a": 1}, [1], True, {"b": 2}]):
            await repository.create(
                User, {"email": f"{index}", "name": "x", "anything": value}
            )
        for sort in ("anything", "-anything", "tags", "address", "details"):
            users = await repository.list(User, sort=sort)
            assert len(users) == 7
        assert (await repository.list(User, sort="-anything"))[-1].email == "2"

    async def test_unknown_attributes_are_programming_errors(
        self, repository: Repository
    ) -> None:
        with pytest.raises(ValueError, match="no attribute 'nope'"):
            await repository.list(User, sort="-nope")


class TestPaging:
    @pytest.mark.parametrize("sort", [None, "name"])
    @pytest.mark.parametrize("filters", [None, {"active": True}])
    async def test_windows(
        self, repository: Repository, sort: str | None, filters: Filters
    ) -> None:
        await create_users(repository, *"abcde")

        async def window(skip: int, limit: int | None) -> str:
            options = {"skip": skip, "limit": limit, "sort": sort, "filters": filters}
            return "".join(await names_of(repository, **options))

        assert await window(0, None) == "abcde"
        assert await window(0, 2) == "ab"
        assert await window(2, 2) == "cd"
        assert await window(4, 2) == "e"
        assert await window(3, None) == "de"
        assert await window(5, 2) == ""
        assert await window(2**31, 2) == ""
        assert await window(0, 0) == ""
        for skip, limit in ((-1, None), (0, -1)):
            with pytest.raises(ValueError, match="negative"):
                await window(skip, limit)

    @pytest.mark.parametrize("sort", [None, "name", "-age", "age,-name", "active"])
    @pytest.mark.parametrize("filters", [None, {"active": True}, {"name": "a"}, []])
    async def test_pages_are_windows_with_the_number_of_all(
        self, repository: Repository, sort: str | None, filters: Filters
    ) -> None:
        for number in range(12):
            user = {"email": f"{number}", "name": "abc"[number % 3]}
            await repository.create(
                User, user | {"age": number % 2 or None, "active": number % 4 > 0}
            )
        everything = await repository.list(User, filters=filters, sort=sort)
        for skip, limit in ((0, 5), (2, 3), (4, 100), (11, 1), (20, 5), (0, 0)):
            users, total = await repository.page(
                User, skip=skip, limit=limit, filters=filters, sort=sort
            )
            assert users == everything[skip : skip + limit]
            assert total == len(everything)

    async def test_pages_are_made_of_copies(self, repository: Repository) -> None:
        (created,) = await create_users(repository, "a")
        (user,), _ = await repository.page(User, skip=0, limit=1)
        user.name = "b"
        user.tags.append("x")
        assert await repository.list(User) == [created]

    async def test_pages_cannot_be_negative(self, repository: Repository) -> None:
        for skip, limit in ((-1, 1), (0, -1)):
            with pytest.raises(ValueError, match="negative"):
                await repository.page("User", skip=skip, limit=limit)

    async def test_adapters_need_not_make_pages_at_once(self) -> None:
        repository = Simple(COLLECTIONS)
        await create_users(repository, *"abc")
        users, total = await repository.page("User", skip=1, limit=1, filters=[])
        assert ([user.name for user in users], total) == (["b"], 3)


class Simple(MemoryRepository):
    """A repository that lists, and counts, as adapters do by default."""

    @override
    async def _page(
        self,
        collection: Collection[ModelT],
        predicate: AllOf,
        order: Sequence[Order],
        skip: int,
        limit: int,
    ) -> tuple[list[ModelT], int]:
        return await super(MemoryRepository, self)._page(
            collection, predicate, order, skip, limit
        )


class TestChanges:
    @pytest.mark.parametrize("sort", [None, "name", "-name"])
    async def test_changed_records_are_found_everywhere(
        self, repository: Repository, sort: str | None
    ) -> None:
        users = await create_users(repository, *"abc")
        key = users[1].id
        for changes in (
            {"nickname": "x"},
            {"name": "0"},
            {"email": "new@example.com"},
            {"created_at": datetime(2020, 1, 1, tzinfo=UTC)},
            {"nickname": None, "name": "9"},
        ):
            changed = await repository.update(User, key, changes)
            assert changed is not None
            assert await repository.get(User, key) == changed
            by_email = {"email": changed.email}
            assert await repository.list(User, filters=by_email) == [changed]
            assert changed in await repository.list(User, sort=sort)
            assert await repository.count(User) == 3
        first = sorted([users[0], users[2]], key=lambda user: user.name)
        expected = {None: [changed, *first], "name": [changed, *first]}
        expected["-name"] = expected["name"][::-1]
        assert await repository.list(User, sort=sort) == expected[sort]
        assert await repository.delete(User, key)
        assert key not in {user.id for user in await repository.list(User)}
        await repository.create(User, {"email": "b@example.com", "name": "b"})

    async def test_equal_values_of_other_types_keep_their_order(
        self, repository: Repository
    ) -> None:
        for index, value in enumerate([1, True, 1.0, "1", None, 2, False]):
            await repository.create(
                User, {"email": f"{index}", "name": "x", "anything": value}
            )
        up = await repository.list(User, sort="anything")
        found: list[User] = []
        for skip in range(7):
            users, _ = await repository.page(User, skip=skip, limit=1, sort="anything")
            found += users
        assert found == up
