"""What is stored, changed and deleted."""

from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from runtime.exceptions import InvalidRecordError
from runtime.repository import (
    Repository,
)

from .models import (
    ADA,
    SAMPLE,
    Address,
    Camel,
    Kinds,
    Level,
    Role,
    User,
    UserUpdate,
    create_users,
)

pytestmark = pytest.mark.anyio


class TestCreate:
    async def test_defaults_and_returned_record(self, repository: Repository) -> None:
        user = await repository.create(User, ADA)
        assert isinstance(user.id, UUID)
        assert (user.role, user.active, user.tags) == (Role.USER, True, [])
        assert await repository.get(User, user.id) == user

    async def test_models_are_data_too(self, repository: Repository) -> None:
        user = await repository.create(User, User(**ADA, address=Address(street="x")))
        assert user.address == Address(street="x")

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": None}, "name"),
            ({"email": "nul\0"}, "email"),
            ({"age": 151}, "age"),
            ({"age": True}, "age"),
            ({"age": 2**63}, "age"),
            ({"score": float("nan")}, "score"),
            ({"role": "root"}, "role"),
            ({"anything": {"a": [float("inf")]}}, "anything"),
            ({"created_at": 5}, "created_at"),
            ({"id": "abc"}, "id"),
        ],
    )
    async def test_rules_of_the_model_hold(
        self, repository: Repository, change: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(InvalidRecordError) as caught:
            await repository.create(User, ADA | change)
        assert [error.loc for error in caught.value.errors] == [[field]]
        assert await repository.count(User) == 0

    async def test_names_are_those_of_attributes(self, repository: Repository) -> None:
        await repository.create(Camel, {"ident": 1, "first_name": "Ada"})
        with pytest.raises(InvalidRecordError) as caught:
            await repository.create(Camel, {"ident": 2, "first_name": "A"})
        assert [error.loc for error in caught.value.errors] == [["firstName"]]
        with pytest.raises(InvalidRecordError):
            await repository.create(Camel, {"theId": 2, "firstName": "Ada"})

    async def test_every_type_comes_back(self, repository: Repository) -> None:
        values = {
            "price": Decimal("1234567890.123456789"),
            "data": b"\x00\xff",
            "at": time(10, 30, tzinfo=UTC),
            "moment": datetime(2024, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
            "level": Level.HIGH,
            "slug": "abc",
            "owner": SAMPLE,
            "mail": "ada@example.com",
        }
        record = await repository.create(Kinds, values)
        assert await repository.get(Kinds, record.id) == record
        assert record.model_dump(exclude={"id"}) == values


class TestUpdate:
    async def test_only_what_is_given_changes(self, repository: Repository) -> None:
        user = await repository.create(User, ADA | {"nickname": "a", "age": 36})
        changed = await repository.update(User, user.id, UserUpdate(nickname=None))
        assert changed is not None
        expected = user.model_copy(update={"nickname": None})
        assert changed == expected.model_copy(update={"updated_at": changed.updated_at})
        assert await repository.get(User, user.id) == changed

    async def test_a_refused_update_changes_nothing(
        self, repository: Repository
    ) -> None:
        user = await repository.create(User, ADA)
        for change in ({"name": None}, {"name": "ok", "age": -1}, {"email": 5}):
            with pytest.raises(InvalidRecordError):
                await repository.update(User, user.id, change)
            assert await repository.get(User, user.id) == user

    async def test_nested_models(self, repository: Repository) -> None:
        user = await repository.create(User, ADA)
        address = Address(street="x", tags=["a"])
        changed = await repository.update(User, user.id, UserUpdate(address=address))
        assert changed is not None
        assert changed.address == address
        kept = await repository.update(User, user.id, {"name": "Other"})
        assert kept is not None
        assert kept.address == address

    async def test_touched_attributes_follow_every_write(
        self, repository: Repository
    ) -> None:
        old = datetime(2000, 1, 1, tzinfo=UTC)
        user = await repository.create(User, ADA | {"updated_at": old})
        assert user.updated_at > old
        changed = await repository.update(User, user.id, {"updated_at": old})
        assert changed is not None
        assert changed.updated_at >= user.updated_at
        assert changed.created_at == user.created_at

    async def test_unknown_keys_and_other_records(self, repository: Repository) -> None:
        user = await repository.create(User, ADA)
        assert await repository.update(User, uuid4(), {"name": "x"}) is None
        filters = {"role": Role.ADMIN}
        changed = await repository.update(User, user.id, {"name": "x"}, filters=filters)
        assert changed is None
        assert await repository.get(User, user.id, filters=filters) is None
        assert await repository.get(User, user.id) == user


class TestDelete:
    async def test_a_record_is_deleted_once(self, repository: Repository) -> None:
        ada, bob = await create_users(repository, "ada", "bob")
        assert not await repository.delete(User, ada.id, filters={"name": "bob"})
        assert await repository.delete(User, ada.id)
        assert not await repository.delete(User, ada.id)
        assert await repository.list(User) == [bob]


class TestIsolationFromCallers:
    async def test_changing_what_was_given_or_returned_changes_nothing(
        self, repository: Repository
    ) -> None:
        data: dict[str, Any] = ADA | {
            "tags": ["a"],
            "details": {"a": 1},
            "anything": {"list": [1]},
            "address": {"street": "x", "tags": ["t"]},
        }
        user = await repository.create(User, data)
        before = user.model_copy(deep=True)
        data["tags"].append("b")
        data["anything"]["list"].append(2)
        listed = (await repository.list(User))[0]
        updated = await repository.update(User, user.id, {})
        found = await repository.get(User, user.id)
        assert updated is not None
        assert found is not None
        before.updated_at = found.updated_at
        for record in (user, listed, updated, found):
            record.name = "changed"
            record.tags.append("c")
            record.details["b"] = 2
            record.anything["list"].append(3)
            assert record.address is not None
            record.address.tags.append("u")
        assert await repository.get(User, user.id) == before


async def test_records_are_of_the_class_that_was_asked_for(
    repository: Repository,
) -> None:
    created = await repository.create(User, ADA)
    updated = await repository.update(User, created.id, {})
    for record in (created, updated, *await repository.list(User)):
        assert type(record) is User


async def test_health(repository: Repository) -> None:
    await repository.health()
