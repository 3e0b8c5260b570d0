"""Documents of MongoDB, and writers at the same time."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import date

import pytest

from runtime.adapters.mongo import MongoRepository
from runtime.exceptions import DuplicateRecordError, InvalidRecordError

from .models import SAMPLE, Level
from .things import STORED, Place, Thing, database, documents, repository_of

pytestmark = pytest.mark.anyio


@pytest.fixture
async def name() -> AsyncGenerator[str]:
    """Make up a database."""
    async with database() as name:
        yield name


@pytest.fixture
async def things(name: str) -> AsyncGenerator[MongoRepository]:
    """Open an empty repository of things."""
    async with repository_of(name) as things:
        yield things


class TestDocuments:
    async def test_a_document_has_the_types_of_bson(
        self, things: MongoRepository, name: str
    ) -> None:
        moment = "2024-01-02T03:04:05.678901Z"
        thing = await things.create(
            Thing,
            {
                "name": "Ärger",
                "price": "1.50",
                "places": [{"since": moment, "price": "2.50"}],
                "data": b"\x00\xff",
                "counts": {7: [SAMPLE, None]},
            },
        )
        async with documents(name, STORED) as stored:
            document = await stored.find_one()
        assert document == {
            "_id": 1,
            "name": "Ärger",
            "_folded_name": "ärger",
            "price": "1.50",
            "_rank_price": "n24999915\x01",
            "_null_number": True,
            "_null_count": True,
            "data": "00ff",
            "_null_anything": True,
            "labels": {},
            "_rank_labels": "m\x01",
            "places": [{"lines": {}, "since": moment, "price": "2.50"}],
            "_rank_places": document and document["_rank_places"],
            "counts": {"7": [SAMPLE, None]},
            "_rank_counts": document and document["_rank_counts"],
            "levels": {},
            "_rank_levels": "m\x01",
            "_null_either": True,
            "_null_left": True,
            "_null_right": True,
            "version": 1,
        }
        found = await things.get(Thing, 1)
        assert found == thing
        assert str(found.price) == "1.50"
        assert type(found.places[0]) is Place
        assert found.counts == {7: [SAMPLE, None]}

    async def test_keys_of_mappings_may_hold_any_character(
        self, things: MongoRepository
    ) -> None:
        labels = {
            "a.b": 1,
            "$set": {"$x.y": [{"": 0}]},
            "": 2,
            "%": 3,
            "%2E": 4,
            "ü": 5,
        }
        values = {"labels": labels, "anything": labels}
        thing = await things.create(Thing, values)
        assert await things.list(Thing, filters=values) == [thing]
        levels = {level: {date(2024, 2, 29): {"price": "1"}} for level in Level}
        thing = await things.create(Thing, {"name": "levels", "levels": levels})
        assert await things.list(Thing, filters={"levels": levels}) == [thing]
        thing = await things.create(
            Thing, {"name": "x", "places": [{"lines": {"$a.b": "$c"}}]}
        )
        assert await things.get(Thing, 3) == thing
        changed = await things.update(Thing, 1, {"labels": {"$inc": 1}})
        assert changed is not None
        assert changed.labels == {"$inc": 1}

    async def test_what_was_stored_before_an_attribute_was_added_has_its_default(
        self, things: MongoRepository, name: str
    ) -> None:
        async with documents(name, STORED) as stored:
            await stored.insert_one({"_id": 3, "name": "old", "left": None})
        expected = Thing(id=3, name="old")
        assert await things.list(Thing) == [expected]
        assert await things.list(Thing, filters={"left": None}) == [expected]
        changed = await things.update(Thing, 3, {"right": 1})
        assert changed == expected.model_copy(update={"right": 1})

    async def test_a_collection_of_another_name_is_left_alone(
        self, things: MongoRepository, name: str
    ) -> None:
        async with documents(name, "Thing") as others:
            await others.insert_one({"_id": 1, "name": "mine"})
            await things.create(Thing, {"name": "mine"})
            assert await things.delete(Thing, 1)
            assert await others.find().to_list() == [{"_id": 1, "name": "mine"}]

    async def test_a_large_record_is_stored(self, things: MongoRepository) -> None:
        data = bytes(range(256)) * 4_000
        await things.create(Thing, {"data": data, "anything": ["x" * 10_000] * 100})
        found = await things.get(Thing, 1, filters={"data": data})
        assert found is not None
        assert found.data == data
        filters = {"anything": ["x" * 10_000] * 100}
        assert await things.count(Thing, filters=filters) == 1
        filters = {"anything": ["x" * 10_000] * 101}
        assert await things.count(Thing, filters=filters) == 0


class TestConcurrency:
    async def test_one_of_fifty_writers_of_a_value_wins(
        self, things: MongoRepository
    ) -> None:
        first = [await things.create(Thing, {"name": str(n)}) for n in range(50)]
        results = await asyncio.gather(
            *(things.update(Thing, thing.id, {"name": "x"}) for thing in first[:25]),
            *(things.create(Thing, {"name": "x"}) for _ in range(25)),
            return_exceptions=True,
        )
        assert sum(isinstance(result, Thing) for result in results) == 1
        refused = [r for r in results if isinstance(r, DuplicateRecordError)]
        assert [error.fields for error in refused] == [("name",)] * 49
        assert await things.count(Thing, filters={"name": "x"}) == 1

    async def test_no_counted_update_is_lost(self, things: MongoRepository) -> None:
        await things.create(Thing, {"count": 0})

        async def write() -> None:
            for _ in range(100):
                assert await things.update(Thing, 1, {"name": "x"})

        async def count() -> None:
            done = None
            while done is None:
                current = await things.get(Thing, 1)
                assert current is not None
                changes = {"count": (current.count or 0) + 1}
                filters = {"version": current.version}
                done = await things.update(Thing, 1, changes, filters=filters)

        await asyncio.gather(*(write() for _ in range(20)))
        await asyncio.gather(*(count() for _ in range(20)))
        last = await things.get(Thing, 1)
        assert last is not None
        assert (last.count, last.version) == (20, 2021)

    async def test_parts_of_a_group_change_apart(self, things: MongoRepository) -> None:
        for index in range(2):
            await things.create(Thing, {"name": f"{index}"})
        for values in ({"left": "a"}, {"right": 1}, {"left": "b"}):
            await things.update(Thing, 1, values)
        await asyncio.gather(
            things.update(Thing, 2, {"left": "c"}),
            things.update(Thing, 2, {"right": 1}),
        )
        with pytest.raises(DuplicateRecordError) as caught:
            await things.update(Thing, 2, {"left": "b"})
        assert caught.value.fields == ("left", "right")
        await things.update(Thing, 1, {"right": None})
        assert await things.update(Thing, 2, {"left": "b"}) is not None

    async def test_numbers_that_were_stored_by_others_are_left_out(
        self, things: MongoRepository, name: str
    ) -> None:
        async with documents(name, STORED) as stored:
            for index in (1, 2, 7):
                await stored.insert_one({"_id": index, "name": f"{index}"})
        assert (await things.create(Thing, {"name": "x"})).id == 8

    async def test_numbers_end(self, things: MongoRepository) -> None:
        await things.create(Thing, {"id": 2**63 - 1, "name": "last"})
        for _ in range(2):
            with pytest.raises(InvalidRecordError):
                await things.create(Thing, {"name": "more"})
        with pytest.raises(InvalidRecordError):
            await things.create(Thing, {"id": 1, "data": bytes(9_000_000)})
        assert await things.update(Thing, 2, {"name": "last"}) is None
        assert await things.update(Thing, 2, {"count": "x"}) is None
        assert await things.count(Thing) == 1
