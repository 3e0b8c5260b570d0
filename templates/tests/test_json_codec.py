"""Records as JSON."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, HttpUrl

from runtime.adapters.json_codec import JsonCodec
from runtime.formats import Email
from runtime.types import Binary, Exact, Integer, Json, Text, Time, Timestamp

from .models import SAMPLE, Level


class Leaf(BaseModel):
    name: Annotated[Text, Field(alias="theName", max_length=3)]
    below: "list[Leaf]" = []


class Everything(BaseModel):
    key: UUID
    price: Exact
    data: Binary
    parts: list[Binary | None]
    at: Time
    moment: Timestamp
    day: date
    level: Level
    kind: Literal["a", 1]
    leaf: Leaf | None = None
    leaves: dict[Text, Leaf] = {}
    by_number: dict[Integer, date] = {}
    by_key: dict[UUID, Exact] = {}
    choice: int | str | None = None
    address: HttpUrl | None = None
    mail: Email = "ada@example.com"
    anything: Json = None


VALUES: dict[str, Any] = {
    "key": SAMPLE,
    "price": Decimal("12345678901234567890.120"),
    "data": b"\x00\xff",
    "parts": [b"", None, b"-"],
    "at": time(1, 2, 3, 400, tzinfo=UTC),
    "moment": datetime(1, 2, 3, 4, 5, 6, 7, tzinfo=UTC),
    "day": date(9999, 12, 31),
    "level": Level.LOW,
    "kind": 1,
    "leaf": {"theName": "a", "below": [{"theName": "b"}]},
    "leaves": {"ü\u2028": {"theName": "c"}},
    "by_number": {-5: date(2024, 2, 29)},
    "by_key": {SAMPLE: Decimal("1E-7")},
    "choice": "5",
    "address": "https://example.com/a?b=c",
    "anything": [None, 1, 1.0, 2**63 - 1, 1e300, {"ü": [True]}],
}


def kinds(value: object) -> object:
    """Return the types of a value and of its parts."""
    match value:
        case BaseModel():
            return type(value), kinds(value.__dict__)
        case dict():
            return [(kinds(key), kinds(item)) for key, item in value.items()]
        case list():
            return list(map(kinds, value))
        case Enum() | str():
            return type(value), value
        case datetime() | time():
            return type(value), value.tzinfo
        case _:
            return type(value)


def test_everything_comes_back_as_it_was() -> None:
    codec = JsonCodec(Everything)
    record = Everything.model_validate(VALUES)
    raw = codec.encode(record)
    read = codec.decode(raw)
    assert read == record
    assert kinds(read) == kinds(record)
    assert str(read.price) == "12345678901234567890.120"
    assert codec.encode(read) == raw
    assert read.moment.tzinfo is UTC
    assert read.model_dump_json() == record.model_dump_json()


def test_rules_are_not_checked_again() -> None:
    codec = JsonCodec(Leaf)
    leaf = codec.decode(b'{"name":"too long","below":[{"name":""}]}')
    assert (leaf.name, leaf.below[0].name) == ("too long", "")
    with pytest.raises(ValueError, match="at most 3"):
        Leaf.model_validate({"theName": "too long"})


def test_new_attributes_have_their_default() -> None:
    codec = JsonCodec(Leaf)
    first, second = (codec.decode(b'{"name":"a","gone":1}') for _ in range(2))
    assert first == Leaf.model_validate({"theName": "a"})
    first.below.append(second)
    assert second.below == []


def test_records_can_be_changed() -> None:
    leaf = JsonCodec(Leaf).decode(b'{"name":"a"}')
    leaf.name = "b"
    assert leaf.model_copy(update={"below": [leaf]}).below == [leaf]
    assert leaf.model_dump(exclude_unset=True) == {"name": "b", "below": []}
