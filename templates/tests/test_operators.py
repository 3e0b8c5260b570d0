"""Every operator on every type of attribute, beside null."""

import operator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from runtime.repository import Condition, Negation, Operator, Repository

from .models import Kinds, User

pytestmark = pytest.mark.anyio

# Three values of each attribute, in their order.
VALUES: dict[str, tuple[type[BaseModel], list[Any]]] = {
    "nickname": (User, ["B", "a", "é"]),
    "age": (User, [0, 20, 36]),
    "birthday": (User, [date(1815, 12, 10), date(1999, 1, 1), date(2000, 2, 29)]),
    "price": (Kinds, [Decimal(-10), Decimal("0.10"), Decimal(2)]),
    "data": (Kinds, [b"", b"a", b"\xff"]),
    "at": (Kinds, [time(1, tzinfo=UTC), time(10, tzinfo=UTC), time(23, tzinfo=UTC)]),
    "moment": (
        Kinds,
        [datetime(year, 1, 1, tzinfo=UTC) for year in (1969, 2000, 3000)],
    ),
    "owner": (Kinds, [UUID(int=1), UUID(int=2**64), UUID(int=2**127)]),
    "slug": (Kinds, ["a", "aa", "b"]),
}
COMPARISONS: dict[Operator, Any] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


async def fill(repository: Repository, field: str) -> list[Any]:
    """Store a record of each value and one of null, and return the values."""
    model, values = VALUES[field]
    for index, value in enumerate([*values, None]):
        name = {"name": "x", "email": f"{index}"} if model is User else {}
        await repository.create(model, name | {field: value})
    return values


async def found(
    repository: Repository, field: str, predicate: Condition | Negation
) -> list[Any]:
    """Return the values of the records that meet the predicate, in their order."""
    model, _ = VALUES[field]
    records = await repository.list(model, filters=predicate, sort=field)
    assert await repository.count(model, filters=predicate) == len(records)
    return [getattr(record, field) for record in records]


@pytest.mark.parametrize("field", VALUES)
async def test_comparisons(repository: Repository, field: str) -> None:
    values = await fill(repository, field)
    middle = values[1]
    for name, compare in COMPARISONS.items():
        condition = Condition(field, name, middle)
        expected = [value for value in values if compare(value, middle)]
        assert await found(repository, field, condition) == expected
        others = [value for value in values if not compare(value, middle)]
        assert await found(repository, field, Negation(condition)) == others
        assert await found(repository, field, Condition(field, name, None)) == []


@pytest.mark.parametrize("field", VALUES)
async def test_lists_and_null(repository: Repository, field: str) -> None:
    first, middle, last = await fill(repository, field)
    for listed, expected in (
        ([first, last], [first, last]),
        ([middle, None], [middle]),
        ([None], []),
        ([], []),
    ):
        condition = Condition(field, "in", listed)
        assert await found(repository, field, condition) == expected
        others = [one for one in (first, middle, last) if one not in expected]
        assert await found(repository, field, Negation(condition)) == others
        unlisted = Condition(field, "not_in", listed)
        assert await found(repository, field, unlisted) == others
    null = Condition(field, "is_null", value=True)
    assert await found(repository, field, null) == [None]
    assert await found(repository, field, Negation(null)) == [first, middle, last]


@pytest.mark.parametrize("field", VALUES)
async def test_order(repository: Repository, field: str) -> None:
    model, _ = VALUES[field]
    values = await fill(repository, field)
    for sort, expected in ((field, values), (f"-{field}", values[::-1])):
        records = await repository.list(model, sort=sort)
        assert [getattr(record, field) for record in records] == [*expected, None]


@pytest.mark.parametrize(
    ("field", "stored", "condition", "is_found"),
    [
        ("age", 36, ("gt", 35.999), True),
        ("age", 36, ("lt", Decimal("36.0000001")), True),
        ("age", 36, ("eq", 36.5), False),
        ("age", 36, ("ne", 36.5), True),
        ("age", 36, ("lt", float("inf")), True),
        ("age", 36, ("gt", float("-inf")), True),
        ("age", 36, ("ne", float("nan")), True),
        ("age", 36, ("le", float("nan")), False),
        ("age", 36, ("lt", 10**400), True),
        ("age", 36, ("gt", -(2**63) - 1), True),
        ("score", 0.1, ("eq", Decimal("0.1")), False),
        ("score", 0.1, ("gt", Decimal("0.1")), True),
        ("score", 1.5, ("eq", Decimal("1.50")), True),
        ("score", 2.0**53, ("lt", 2**53 + 1), True),
        ("score", 1.0, ("lt", 10**400), True),
        ("score", 1.0, ("in", [Decimal("1.1"), 1]), True),
        ("price", Decimal("0.1"), ("eq", 0.1), False),
        ("price", Decimal("0.1"), ("lt", 0.1), True),
        ("price", Decimal("1.10"), ("eq", Decimal("1.1")), True),
        ("price", Decimal(9), ("lt", Decimal("10.0")), True),
        ("price", Decimal(9), ("lt", float("inf")), True),
        ("price", Decimal(9), ("gt", Decimal("1E-9999")), True),
        ("price", Decimal(9), ("lt", Decimal("1E+9999")), True),
    ],
)
async def test_numbers_compare_exactly(
    repository: Repository,
    field: str,
    stored: Any,
    condition: tuple[Operator, Any],
    *,
    is_found: bool,
) -> None:
    model: type[BaseModel] = Kinds if field == "price" else User
    rest = {} if model is Kinds else {"name": "x", "email": "x"}
    await repository.create(model, rest | {field: stored})
    name, value = condition
    asked = Condition(field, name, value)
    assert await repository.count(model, filters=asked) == int(is_found)
    opposite = Negation(asked)
    if value == value:  # noqa: PLR0124
        assert await repository.count(model, filters=opposite) == int(not is_found)
