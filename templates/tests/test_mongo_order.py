"""What MongoDB compares otherwise, compared as in Python."""

from collections.abc import AsyncGenerator
from decimal import Decimal
from typing import Any

import pytest

from runtime.adapters.mongo import MongoRepository
from runtime.repository import Condition, Operator

from .things import Thing, database, repository_of

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


VALUES: dict[str, list[Any]] = {
    "price": [
        "-1E+20",
        "-1.55",
        "-1.5",
        "-1",
        "-1E-20",
        "0",
        "1E-20",
        "9",
        "10",
        "1E+20",
    ],
    "number": [-1e300, -1.5, -1e-300, 0.0, 1e-300, 0.1, 1.5, 2.0**53, 1e300],
    "count": [-(2**63), -(2**53) - 1, -1, 0, 1, 2**53 + 1, 2**63 - 1],
    "data": [b"", b"\x00", b"\x00\x00", b"a", b"aa", b"ab", b"b", b"\xff"],
    "name": ["", "A", "Z", "a", "a\x01", "a\x02", "aa", "ß", "é", "\uffff", "😀"],
}
COMPARED = [Decimal("1E+400"), 10**400, -(10**400), 1.5, Decimal("0.1"), -1.5, 0]
ORDERS: list[Operator] = ["gt", "ge", "lt", "le"]


class TestOrder:
    @pytest.mark.parametrize("field", VALUES)
    async def test_values_compare_as_in_python(
        self, things: MongoRepository, field: str
    ) -> None:
        values = VALUES[field]
        for index in range(0, len(values) * 7, 7):
            value = values[index % len(values)]
            row = (
                {field: value}
                if field == "name"
                else {field: value, "name": str(index)}
            )
            await things.create(Thing, row)
        rows = await things.list(Thing, sort=field)
        kept = [getattr(row, field) for row in rows]
        assert kept == sorted(kept)
        assert len(kept) == len(values)
        numbers = field in ("price", "number", "count")
        for other in [*kept, *(COMPARED if numbers else ())]:
            checks = {
                "gt": [value for value in kept if value > other],
                "ge": [value for value in kept if value >= other],
                "lt": [value for value in kept if value < other],
                "le": [value for value in kept if value <= other],
                "eq": [value for value in kept if value == other],
                "ne": [value for value in kept if value != other],
            }
            for operator, expected in checks.items():
                condition = Condition(field, operator, other)  # type: ignore[arg-type]
                found = await things.list(Thing, filters=condition, sort=field)
                assert [getattr(row, field) for row in found] == expected

    async def test_infinite_numbers_compare(self, things: MongoRepository) -> None:
        await things.create(Thing, {"number": 1, "count": 1, "price": 1})
        for field in ("number", "count", "price"):
            for operator in ORDERS:
                for other in (float("inf"), float("-inf"), float("nan")):
                    condition = Condition(field, operator, other)
                    expected = {"g": other < 0, "l": other > 0}[operator[0]]
                    assert await things.count(Thing, filters=condition) == expected

    async def test_values_of_any_type_compare_with_their_own(
        self, things: MongoRepository
    ) -> None:
        values = [
            "b",
            "B",
            5,
            1.5,
            True,
            None,
            ["b"],
            ["b", 1],
            {"b": 1, "a": [2]},
            "ÄB",
        ]
        for index, value in enumerate(values):
            await things.create(Thing, {"name": str(index), "anything": value})

        async def found(operator: Operator, value: object) -> list[Any]:
            condition = Condition("anything", operator, value)
            rows = await things.list(Thing, filters=condition)
            return [row.anything for row in rows]

        assert await found("eq", "b") == ["b"]
        assert await found("eq", {"a": [2], "b": 1.0}) == [{"b": 1, "a": [2]}]
        assert await found("in", [["b"], 5.0]) == [5, ["b"]]
        assert await found("gt", 1) == [5, 1.5]
        assert await found("lt", "b") == ["B"]
        assert await found("gt", ["b"]) == [["b", 1]]
        assert await found("gt", {"a": 1}) == []
        assert len(await found("not_in", ["b", True])) == 7

    async def test_parts_of_texts_among_numbers_are_found(
        self, things: MongoRepository
    ) -> None:
        for index, value in enumerate(["ab.c", "AB\x01", 5, None, "ÄB", "b\nb"]):
            await things.create(Thing, {"name": str(index), "either": value})

        async def found(operator: Operator, value: object) -> list[Any]:
            condition = Condition("either", operator, value)
            rows = await things.list(Thing, filters=condition)
            return [row.either for row in rows]

        assert await found("like", "B") == ["ab.c", "AB\x01", "ÄB", "b\nb"]
        assert await found("like", "äb") == ["ÄB"]
        assert await found("like", "B.") == ["ab.c"]
        assert await found("starts_with", "A") == ["AB\x01"]
        assert await found("ends_with", "B") == ["ÄB"]
        assert await found("ends_with", "b") == ["b\nb"]
        assert await found("ends_with", "\x01") == ["AB\x01"]
        assert await found("gt", "b") == ["ÄB", "b\nb"]
        assert await found("le", 5) == [5]
