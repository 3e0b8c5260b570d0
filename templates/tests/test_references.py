"""Records that refer to others."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from runtime.exceptions import (
    DuplicateRecordError,
    InvalidRecordError,
    MissingReferenceError,
    ReferencedRecordError,
)
from runtime.repository import Condition, Repository

from .models import Article, Author, Badge, Part, Remark

pytestmark = pytest.mark.anyio


async def author(
    repository: Repository, name: str = "Ada", mentor: UUID | None = None
) -> Author:
    return await repository.create(Author, {"name": name, "mentor_id": mentor})


async def article(repository: Repository, by: Author, **others: Any) -> Article:
    data = {"title": "Notes", "author_id": by.id, **others}
    return await repository.create(Article, data)


class TestMissing:
    async def test_a_record_refers_to_what_is_there(
        self, repository: Repository
    ) -> None:
        ada = await author(repository)
        found = await repository.get(Article, (await article(repository, ada)).id)
        assert found is not None
        assert (found.author_id, found.editor_id) == (ada.id, None)
        assert isinstance(found.author_id, UUID)

    @pytest.mark.parametrize("attribute", ["author_id", "editor_id", "reviewer_id"])
    async def test_nothing_is_created_that_refers_to_nothing(
        self, repository: Repository, attribute: str
    ) -> None:
        ada = await author(repository)
        with pytest.raises(MissingReferenceError) as raised:
            await article(repository, ada, **{attribute: uuid4()})
        assert isinstance(raised.value, InvalidRecordError)
        assert raised.value.model == "Article"
        (error,) = raised.value.errors
        assert (error.loc, error.type) == ([attribute], "missing_reference")
        assert error.msg == "There is no Author with this key"
        assert await repository.count(Article) == 0

    async def test_the_attribute_is_named_as_in_json(
        self, repository: Repository
    ) -> None:
        written = await article(repository, await author(repository))
        data = {"article_id": written.id, "author_id": uuid4()}
        with pytest.raises(MissingReferenceError) as raised:
            await repository.create(Remark, data)
        assert raised.value.errors[0].loc == ["authorId"]

    @pytest.mark.parametrize("attribute", ["author_id", "editor_id", "reviewer_id"])
    async def test_nothing_is_changed_to_refer_to_nothing(
        self, repository: Repository, attribute: str
    ) -> None:
        before = await article(repository, await author(repository))
        changes = {"title": "New", attribute: uuid4()}
        with pytest.raises(MissingReferenceError) as raised:
            await repository.update(Article, before.id, changes)
        assert raised.value.errors[0].loc == [attribute]
        assert await repository.get(Article, before.id) == before

    async def test_what_is_unique_comes_first(self, repository: Repository) -> None:
        ada = await author(repository)
        await repository.create(Badge, {"author_id": ada.id, "number": 1})
        with pytest.raises(DuplicateRecordError):
            await repository.create(Badge, {"author_id": uuid4(), "number": 1})

    async def test_a_deleted_record_is_missing(self, repository: Repository) -> None:
        ada = await author(repository)
        assert await repository.delete(Author, ada.id)
        with pytest.raises(MissingReferenceError):
            await article(repository, ada)

    async def test_a_reference_is_changed_and_nulled(
        self, repository: Repository
    ) -> None:
        ada, bob = await author(repository), await author(repository, "Bob")
        written = await article(repository, ada, editor_id=bob.id)
        changes = {"author_id": bob.id, "editor_id": None}
        changed = await repository.update(Article, written.id, changes)
        assert changed is not None
        assert (changed.author_id, changed.editor_id) == (bob.id, None)
        by_bob = Condition("author_id", "eq", str(bob.id))
        assert await repository.list(Article, filters=[by_bob]) == [changed]

    async def test_a_key_can_be_a_reference(self, repository: Repository) -> None:
        with pytest.raises(MissingReferenceError):
            await repository.create(Badge, {"author_id": uuid4(), "number": 1})
        ada = await author(repository)
        badge = await repository.create(Badge, {"author_id": ada.id, "number": 1})
        assert await repository.get(Badge, ada.id) == badge

    async def test_a_transaction_sees_its_own_records(
        self, repository: Repository
    ) -> None:
        async with repository.transaction():
            ada = await author(repository)
            written = await article(repository, ada)
        assert await repository.get(Article, written.id) == written

    async def test_a_refusal_leaves_a_transaction_usable(
        self, repository: Repository
    ) -> None:
        async with repository.transaction():
            ada, bob = await author(repository), await author(repository, "Bob")
            with pytest.raises(MissingReferenceError):
                await article(repository, ada, editor_id=uuid4())
            await article(repository, ada, reviewer_id=bob.id)
            with pytest.raises(ReferencedRecordError):
                await repository.delete(Author, bob.id)
        assert await repository.count(Author) == 2
        assert await repository.count(Article) == 1


class TestItself:
    async def test_a_record_may_refer_to_itself(self, repository: Repository) -> None:
        await repository.create(Part, {"code": "a", "whole": "a"})
        await repository.create(Part, {"code": "b", "whole": "a"})
        with pytest.raises(MissingReferenceError):
            await repository.create(Part, {"code": "c", "whole": "x"})
        assert await repository.count(Part) == 2

    async def test_nothing_but_itself_keeps_a_record(
        self, repository: Repository
    ) -> None:
        await repository.create(Part, {"code": "a", "whole": "a"})
        assert await repository.delete(Part, "a")
        assert await repository.count(Part) == 0

    async def test_a_chosen_key_may_be_the_own_one(
        self, repository: Repository
    ) -> None:
        key = uuid4()
        data = {"id": key, "name": "Ada", "mentor_id": key}
        ada = await repository.create(Author, data)
        assert ada.mentor_id == ada.id
        assert await repository.delete(Author, key)

    async def test_records_may_refer_to_each_other(
        self, repository: Repository
    ) -> None:
        ada = await author(repository)
        bob = await author(repository, "Bob", ada.id)
        await repository.update(Author, ada.id, {"mentor_id": bob.id})
        assert await repository.delete(Author, ada.id)
        assert await repository.get(Author, bob.id) == bob.model_copy(
            update={"mentor_id": None}
        )


class TestDeletion:
    async def test_restrict_keeps_the_record(self, repository: Repository) -> None:
        ada, bob = await author(repository), await author(repository, "Bob")
        written = await article(repository, ada, reviewer_id=bob.id)
        with pytest.raises(ReferencedRecordError) as raised:
            await repository.delete(Author, bob.id)
        assert (raised.value.model, raised.value.by) == ("Author", "Article")
        assert await repository.get(Author, bob.id) == bob
        await repository.update(Article, written.id, {"reviewer_id": None})
        assert await repository.delete(Author, bob.id)

    async def test_set_null_changes_nothing_else(self, repository: Repository) -> None:
        ada, bob = await author(repository), await author(repository, "Bob")
        before = await article(repository, ada, editor_id=bob.id)
        other = await article(repository, ada, editor_id=ada.id)
        assert await repository.delete(Author, bob.id)
        assert await repository.get(Article, before.id) == before.model_copy(
            update={"editor_id": None}
        )
        assert await repository.get(Article, other.id) == other

    async def test_cascade_goes_all_the_way(self, repository: Repository) -> None:
        ada, bob = await author(repository), await author(repository, "Bob")
        written = await article(repository, ada)
        other = await article(repository, bob)
        for target in (written, other):
            remark = {"article_id": target.id, "author_id": bob.id}
            await repository.create(Remark, remark)
        await repository.create(Badge, {"author_id": ada.id, "number": 1})
        assert await repository.delete(Author, ada.id)
        assert await repository.list(Article) == [other]
        assert [one.article_id for one in await repository.list(Remark)] == [other.id]
        assert await repository.count(Badge) == 0
        await repository.create(Badge, {"author_id": bob.id, "number": 1})

    async def test_cascade_stops_at_a_record_that_is_kept(
        self, repository: Repository
    ) -> None:
        ada, bob = await author(repository), await author(repository, "Bob")
        written = await article(repository, bob)
        await article(repository, ada)
        remark = {"article_id": written.id, "author_id": ada.id}
        await repository.create(Remark, remark)
        with pytest.raises(ReferencedRecordError) as raised:
            await repository.delete(Author, ada.id)
        assert (raised.value.model, raised.value.by) == ("Author", "Remark")
        assert await repository.count(Article) == 2

    async def test_what_goes_as_well_keeps_nothing(
        self, repository: Repository
    ) -> None:
        ada = await author(repository)
        written = await article(repository, ada, reviewer_id=ada.id, editor_id=ada.id)
        remark = {"article_id": written.id, "author_id": ada.id}
        await repository.create(Remark, remark)
        assert await repository.delete(Author, ada.id)
        for model in (Author, Article, Remark):
            assert await repository.count(model) == 0

    async def test_a_condition_that_fails_deletes_nothing(
        self, repository: Repository
    ) -> None:
        ada = await author(repository)
        await article(repository, ada)
        assert not await repository.delete(Author, ada.id, filters={"name": "Bob"})
        assert await repository.count(Article) == 1

    async def test_a_transaction_that_fails_brings_all_back(
        self, repository: Repository
    ) -> None:
        ada = await author(repository)
        bob = await author(repository, "Bob", ada.id)
        written = await article(repository, ada)
        with pytest.raises(RuntimeError):
            async with repository.transaction():
                assert await repository.delete(Author, ada.id)
                assert await repository.count(Article) == 0
                raise RuntimeError
        assert await repository.get(Article, written.id) == written
        assert await repository.get(Author, bob.id) == bob

    async def test_a_key_in_use_is_not_changed(self, repository: Repository) -> None:
        ada = await author(repository)
        written = await article(repository, ada)
        with pytest.raises(ReferencedRecordError):
            await repository.update(Author, ada.id, {"id": uuid4()})
        assert await repository.get(Article, written.id) == written
