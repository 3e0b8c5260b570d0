"""Keys of records, and other values that occur once."""

import pytest

from runtime.exceptions import DuplicateRecordError, InvalidRecordError
from runtime.repository import (
    Repository,
)

from .models import (
    ADA,
    KEYED,
    KEYS,
    SAMPLE,
    Kinds,
    Member,
    User,
    create_users,
)

pytestmark = pytest.mark.anyio


class TestKeys:
    @pytest.mark.parametrize("name", KEYS)
    async def test_every_kind_of_key_finds_its_record(
        self, repository: Repository, name: str
    ) -> None:
        model, (_, first, second, spelled, malformed) = KEYED[name], KEYS[name]
        for key, note in ((first, "first"), (second, "second")):
            await repository.create(model, {"key": key, "note": note})
        for key, note in ((first, "first"), (spelled, "first"), (second, "second")):
            record = await repository.get(name, key)
            assert record.note == note
            assert record == await repository.get(model, key)
        assert await repository.get(model, malformed) is None
        assert await repository.update(model, malformed, {"note": "x"}) is None
        assert not await repository.delete(model, malformed)
        assert [record.key for record in await repository.list(name)] == [second, first]
        assert (await repository.update(name, spelled, {"note": "x"})).note == "x"
        assert await repository.delete(model, spelled)
        assert await repository.count(model) == 1

    @pytest.mark.parametrize("name", KEYS)
    async def test_a_key_occurs_once(self, repository: Repository, name: str) -> None:
        model, key = KEYED[name], KEYS[name][1]
        first = await repository.create(model, {"key": key, "note": "first"})
        with pytest.raises(DuplicateRecordError) as caught:
            await repository.create(model, {"key": key, "note": "second"})
        assert (caught.value.model, caught.value.fields) == (name, ("key",))
        assert await repository.list(model) == [first]

    @pytest.mark.parametrize("key", [None, "abc", "", {}, [], b"", object(), 10**400])
    async def test_what_is_no_key_finds_nothing(
        self, repository: Repository, key: object
    ) -> None:
        await create_users(repository, "Ada")
        for name in ("User", "Member", "KeyTimestamp", "KeyExact"):
            assert await repository.get(name, key) is None
            assert await repository.update(name, key, {}) is None
            assert await repository.delete(name, key) is False

    @pytest.mark.parametrize("name", ["KeyText", "KeyNullable"])
    async def test_a_null_key_is_refused(
        self, repository: Repository, name: str
    ) -> None:
        await repository.create(name, {"key": "a", "note": "x"})
        with pytest.raises(InvalidRecordError) as caught:
            await repository.create(name, {"key": None, "note": "x"})
        assert [error.loc for error in caught.value.errors] == [["key"]]
        with pytest.raises(InvalidRecordError):
            await repository.update(name, "a", {"key": None})
        assert [record.key for record in await repository.list(name)] == ["a"]

    async def test_an_update_cannot_lose_a_made_up_key(
        self, repository: Repository
    ) -> None:
        user = await repository.create(User, ADA)
        with pytest.raises(InvalidRecordError):
            await repository.update(User, user.id, {"id": None})
        assert await repository.get(User, user.id) == user

    async def test_an_update_can_move_a_record_to_a_free_key(
        self, repository: Repository
    ) -> None:
        model = KEYED["KeyText"]
        await repository.create(model, {"key": "a", "note": "x"})
        await repository.create(model, {"key": "b", "note": "y"})
        with pytest.raises(DuplicateRecordError):
            await repository.update(model, "a", {"key": "b"})
        moved = await repository.update(model, "a", {"key": "c"})
        assert moved is not None
        assert await repository.get(model, "a") is None
        assert await repository.get(model, "c") == moved
        assert [r.key for r in await repository.list("KeyText")] == ["b", "c"]
        await repository.create(model, {"key": "a", "note": "new"})

    async def test_numbers_start_at_one_and_are_never_used_again(
        self, repository: Repository
    ) -> None:
        async def number(**given: object) -> int:
            return (await repository.create(Member, {"team": "a"} | given)).id

        assert [await number(), await number()] == [1, 2]
        assert await repository.delete(Member, 2)
        assert await number() == 3
        assert await number(id=10) == 10
        assert await number(id=None) == 11
        assert await number(id=5) == 5
        with pytest.raises(InvalidRecordError):
            await number(id="x")
        with pytest.raises(DuplicateRecordError):
            await number(id=5)
        assert await number() == 12

    async def test_models_are_found_by_name_too(self, repository: Repository) -> None:
        user = await repository.create("User", ADA)
        assert isinstance(user, User)
        assert await repository.get("User", user.id) == user
        with pytest.raises(ValueError, match="Nothing is not a stored model"):
            await repository.get("Nothing", 1)


class TestUnique:
    async def test_a_value_occurs_once(self, repository: Repository) -> None:
        await repository.create(User, ADA)
        with pytest.raises(DuplicateRecordError) as caught:
            await repository.create(User, ADA | {"name": "Other"})
        assert str(caught.value) == "User with this email already exists"
        assert caught.value.fields == ("email",)
        assert await repository.count(User) == 1

    async def test_case_matters(self, repository: Repository) -> None:
        await repository.create(User, ADA)
        await repository.create(User, ADA | {"email": "ADA@example.com"})
        assert await repository.count(User) == 2

    async def test_an_update_is_checked_and_changes_nothing_when_refused(
        self, repository: Repository
    ) -> None:
        ada, bob = await create_users(repository, "ada", "bob")
        with pytest.raises(DuplicateRecordError):
            await repository.update(User, bob.id, {"email": ada.email, "name": "x"})
        assert await repository.get(User, bob.id) == bob
        assert await repository.update(User, bob.id, {"email": bob.email})

    async def test_a_value_is_free_after_update_and_delete(
        self, repository: Repository
    ) -> None:
        ada = await repository.create(User, ADA)
        await repository.update(User, ada.id, {"email": "new@example.com"})
        again = await repository.create(User, ADA)
        await repository.delete(User, again.id)
        await repository.create(User, ADA)
        assert await repository.count(User) == 2

    async def test_groups_count_as_a_whole(self, repository: Repository) -> None:
        await repository.create(Member, {"team": "a", "slot": 1})
        await repository.create(Member, {"team": "a", "slot": 2})
        await repository.create(Member, {"team": "b", "slot": 1})
        with pytest.raises(DuplicateRecordError) as caught:
            await repository.create(Member, {"team": "a", "slot": 1})
        assert caught.value.fields == ("team", "slot")
        assert str(caught.value) == "Member with this team and slot already exists"

    async def test_null_never_collides(self, repository: Repository) -> None:
        for _ in range(2):
            await repository.create(Member, {"team": "a", "slot": None})
            await repository.create(Kinds, {})
        assert await repository.count(Member) == await repository.count(Kinds) == 2

    async def test_other_types_collide_as_well(self, repository: Repository) -> None:
        await repository.create(Kinds, {"data": "aGk=", "owner": SAMPLE})
        for change in ({"data": b"hi"}, {"owner": str(SAMPLE)}):
            with pytest.raises(DuplicateRecordError):
                await repository.create(Kinds, change)
