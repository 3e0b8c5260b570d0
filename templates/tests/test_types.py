"""What each type accepts, refuses, writes and documents."""

import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, get_origin

import pytest
from pydantic import MISSING, BaseModel, Field, TypeAdapter, ValidationError

from runtime import formats, types
from runtime.formats import Email
from runtime.types import (
    Base64,
    Binary,
    Boolean,
    Date,
    Exact,
    Float64,
    Int64,
    Integer,
    Json,
    Matching,
    NoText,
    Number,
    Omittable,
    OmittableOrNull,
    Text,
    Time,
    Timestamp,
)

HOSTILE: list[Any] = [
    None,
    "",
    "\0",
    "\ud800",
    "x" * 1_000_000,
    "9" * 5000,
    "1e999",
    "-1",
    "NaN",
    "٣",
    "2024-02-30",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    True,
    -1,
    2**63,
    10**400,
    10**5000,
    1e308,
    math.nan,
    math.inf,
    Decimal("sNaN"),
    b"\xff",
    [],
    {},
    {"\ud800": "\0"},
    object(),
]
ALL = {
    name: kind
    for name, kind in (vars(types) | vars(formats)).items()
    if get_origin(kind) is Annotated and not kind.__parameters__
}


@pytest.mark.parametrize("name", ALL)
def test_hostile_input_is_refused_or_written_back(name: str) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(ALL[name])
    for value in HOSTILE:
        try:
            valid = adapter.validate_python(value)
        except ValidationError:
            continue
        text = adapter.dump_json(valid)
        assert b"\\u0000" not in text
        assert adapter.validate_python(valid) == valid


@pytest.mark.parametrize(
    ("kind", "value", "result"),
    [
        (Text, "a\nü\U0001f600", "a\nü\U0001f600"),
        (Integer, -(2**63), -(2**63)),
        (Integer, 24.0, 24),
        (Number, 1, 1.0),
        (Int64, "5", 5),
        (Float64, "1.5", 1.5),
        (Boolean, False, False),
        (Timestamp, "2024-01-01T00:00:00", datetime(2024, 1, 1, tzinfo=UTC)),
        (Timestamp, "2024-01-01T02:00:00+02:00", datetime(2024, 1, 1, tzinfo=UTC)),
        (Timestamp, datetime(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC)),  # noqa: DTZ001
        (Date, "2024-02-29", date(2024, 2, 29)),
        (Date, date(2024, 2, 29), date(2024, 2, 29)),
        (Time, "10:00", time(10, tzinfo=UTC)),
        (Time, "01:00:00+02:00", time(23, tzinfo=UTC)),
        (Time, time(1, tzinfo=timezone(timedelta(hours=-2))), time(3, tzinfo=UTC)),
        (Exact, "1.50", Decimal("1.50")),
        (Exact, 0.1, Decimal("0.1")),
        (Exact, 5e-324, Decimal("5e-324")),
        (Exact, 1.7e308, Decimal("1.7e308")),
        (Binary, "a+//", b"k\xef\xff"),
        (Binary, "a-__", b"k\xef\xff"),
        (Binary, b"aGk=", b"aGk="),
        (
            Json,
            {"a": [1, 1.5, None, True, "x", {}]},
            {"a": [1, 1.5, None, True, "x", {}]},
        ),
    ],
)
def test_valid(kind: Any, value: object, result: object) -> None:
    valid = TypeAdapter(kind).validate_python(value)
    assert (valid, type(valid)) == (result, type(result))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Text, [1, None, "a\0", "\ud800"]),
        (Integer, [True, 1.5, "1", 2**63, -(2**63) - 1, None]),
        (Number, [True, "1", math.nan, math.inf, 10**400, None]),
        (Boolean, [0, 1, "true", None]),
        (Int64, ["x", "1.5", "9" * 30, 2**63]),
        (Float64, ["nan", "inf", "1e999"]),
        (Timestamp, [0, 1.5, True, "0", "1700000000", "-1", "1e9", "inf", "today"]),
        (
            Timestamp,
            ["0001-01-01T00:00:00+14:00", "2024-13-01T00:00:00", b"2024-01-01"],
        ),
        (Date, [0, "0", "19000", "2024-02-30", "2024-01-01T05:00:00"]),
        (Time, [0, "0", "36000", "24:00", "1:00"]),
        (Exact, ["nan", "inf", "1e400", "1e-999999999", "9" * 401, True, None, "x"]),
        (Binary, ["a", "aGk", "aGk=\n", "ü", "!!!!", 1, None]),
        (
            Json,
            [math.nan, 2**63, "\0", "\ud800", {1: 2}, {"\0": 1}, (1,), b"", {"a": {1}}],
        ),
    ],
)
def test_invalid(kind: Any, values: list[object]) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    for value in values:
        with pytest.raises(ValidationError):
            adapter.validate_python(value)


def test_deep_json_is_refused_without_a_stack_overflow() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Json)
    value: list[Any] = []
    for _ in range(types.MAX_DEPTH):
        value = [value]
    assert adapter.validate_python(value) == value
    for _ in range(100_000):
        value = [value]
    with pytest.raises(ValidationError, match="nested too deeply"):
        adapter.validate_python(value)
    while value:
        value = value.pop()


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Timestamp, "2024-01-01T02:00:00+02:00", b'"2024-01-01T00:00:00Z"'),
        (Time, "10:00", b'"10:00:00Z"'),
        (Exact, 1.5, b'"1.5"'),
        (Exact, 1e300, b'"1E+300"'),
        (Binary, b"\xff\xfe", b'"//4="'),
        (Number, 2, b"2.0"),
    ],
)
def test_written(kind: Any, value: object, text: bytes) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    valid = adapter.validate_python(value)
    assert adapter.dump_json(valid) == text
    assert adapter.validate_json(text) == valid


NO_NUL = r"^[^\x00]*$"


@pytest.mark.parametrize(
    ("kind", "schema"),
    [
        (Text, {"type": "string", "pattern": NO_NUL}),
        (
            Annotated[Text, Field(min_length=1, max_length=9)],
            {"type": "string", "pattern": NO_NUL, "minLength": 1, "maxLength": 9},
        ),
        (
            Annotated[Text, Field(max_length=9), Matching("^a")],
            {
                "type": "string",
                "pattern": "^a",
                "allOf": [{"pattern": NO_NUL}],
                "maxLength": 9,
            },
        ),
        (
            Annotated[str, Matching("^a+$")],
            {"type": "string", "pattern": "^a+$"},
        ),
        (
            Annotated[Int64, Field(ge=0, le=150, multiple_of=5), NoText],
            {"type": "integer", "minimum": 0, "maximum": 150, "multipleOf": 5},
        ),
        (
            Annotated[Number, Field(gt=0, multiple_of=0.1)],
            {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.1},
        ),
        (Boolean, {"type": "boolean"}),
        (Timestamp, {"type": "string", "format": "date-time"}),
        (Date, {"type": "string", "format": "date"}),
        (Time, {"type": "string", "format": "time"}),
        (Json, {}),
    ],
)
def test_documented_alike_in_both_directions(kind: Any, schema: dict[str, Any]) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    assert adapter.json_schema() == schema
    assert adapter.json_schema(mode="serialization") == schema


def test_bytes_are_documented_as_base64_text() -> None:
    kind = Annotated[bytes, Field(min_length=1, max_length=10), Base64()]
    adapter: TypeAdapter[bytes] = TypeAdapter(kind)
    schema = adapter.json_schema()
    assert schema == adapter.json_schema(mode="serialization")
    assert (schema["minLength"], schema["maxLength"]) == (4, 16)
    assert (schema["type"], schema["contentEncoding"]) == ("string", "base64")
    for length, valid in ((0, False), (1, True), (10, True), (11, False)):
        text = TypeAdapter(Binary).dump_json(b"x" * length).decode().strip('"')
        assert bool(re.search(schema["pattern"], text)) == (length <= 10)
        try:
            assert adapter.validate_python(text) == b"x" * length
        except ValidationError:
            assert not valid


@pytest.mark.parametrize("most", range(8))
def test_the_pattern_of_bytes_counts_them(most: int) -> None:
    kind = Annotated[bytes, Field(max_length=most), Base64()]
    pattern = TypeAdapter[bytes](kind).json_schema()["pattern"]
    for length in range(10):
        text = TypeAdapter(Binary).dump_json(b"x" * length).decode().strip('"')
        assert bool(re.search(pattern, text)) == (length <= most)


def test_decimals_are_documented_as_number_or_text() -> None:
    adapter: TypeAdapter[Decimal] = TypeAdapter(
        Annotated[Exact, Field(gt=0, multiple_of=Decimal("0.01"))]
    )
    number, text = adapter.json_schema()["anyOf"]
    assert number == {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.01}
    written = adapter.json_schema(mode="serialization")
    for value in ("1", "0.25", "123.40", "1e2"):
        assert re.search(text["pattern"], value)
        valid = adapter.validate_python(value)
        assert re.search(written["pattern"], str(valid))
    for text_of_none in ("-1", "0", "0.0", "-0.5"):
        assert not re.search(text["pattern"], text_of_none)
    for refused in ("-1", "0", "0.001", "1e300", 1e300):
        with pytest.raises(ValidationError):
            adapter.validate_python(refused)
    for double in (1e300, 5e-324):
        exact = TypeAdapter(Exact).validate_python(double)
        assert re.search(written["pattern"], str(exact))


@pytest.mark.parametrize("pattern", ["^a[^b]", re.compile("^a(?!b).")])
def test_a_pattern_adds_to_that_of_the_type(pattern: str | re.Pattern[str]) -> None:
    adapter: TypeAdapter[str] = TypeAdapter(Annotated[Text, Matching(pattern)])
    assert adapter.validate_python("ac") == "ac"
    for value in ("ab", "b", "ac\0", "a\0", "ac\ud800"):
        with pytest.raises(ValidationError):
            adapter.validate_python(value)


class Partial(BaseModel):
    """Every kind of attribute that may be left out."""

    name: Omittable[Annotated[Text, Field(min_length=2), Matching("^a")]] = None
    note: OmittableOrNull[Text] = None
    moment: Omittable[Timestamp] = None
    email: Omittable[Email] = None
    data: Omittable[Annotated[bytes, Field(max_length=3), Base64()]] = None
    price: Omittable[Annotated[Exact, Field(ge=0)]] = None
    names: Omittable[list[Annotated[Text, Field(min_length=1)]]] = None
    child: Omittable["Partial"] = None
    friend: OmittableOrNull["Partial"] = None
    renamed: Annotated[
        Omittable[Text], Field(alias="reNamed", description="A name", examples=["a"])
    ] = None


def test_attributes_that_are_left_out_are_none() -> None:
    empty = Partial()
    assert (empty.name, empty.note, empty.child) == (None, None, None)
    assert empty.model_dump(exclude_unset=True) == {}
    given = Partial.model_validate({"note": None, "child": {"name": "abc"}})
    assert given.model_dump(exclude_unset=True) == {
        "note": None,
        "child": {"name": "abc"},
    }


def test_attributes_that_can_be_left_out_are_not_null() -> None:
    nullable = ("note", "friend")
    for name, field in Partial.model_fields.items():
        sent = {field.alias or name: None}
        if name in nullable:
            assert Partial.model_validate(sent).model_fields_set == {name}
        else:
            with pytest.raises(ValidationError):
                Partial.model_validate(sent)


@pytest.mark.parametrize(
    "bad", [{"name": "a"}, {"names": [""]}, {"child": {"name": "b"}}, {"price": -1}]
)
def test_attributes_that_can_be_left_out_are_checked(bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Partial.model_validate(bad)


def test_attributes_that_can_be_left_out_are_documented() -> None:
    schema = Partial.model_json_schema()["$defs"]["Partial"]
    properties = schema["properties"]
    assert "required" not in schema
    assert not any("default" in prop for prop in properties.values())
    assert properties["name"]["minLength"] == 2
    assert properties["data"]["maxLength"] == 4
    assert properties["names"]["items"]["minLength"] == 1
    assert properties["child"]["$ref"] == "#/$defs/Partial"
    assert properties["reNamed"]["description"] == "A name"
    assert properties["reNamed"]["examples"] == ["a"]
    choices = [name for name, prop in properties.items() if "anyOf" in prop]
    assert choices == ["note", "price", "friend"]


class Answer(BaseModel):
    """What is sent has a value, or is not there."""

    name: Annotated[Text, Field(min_length=2)] | MISSING = MISSING
    child: "Answer | MISSING" = MISSING


def test_answers_have_no_null_for_what_is_left_out() -> None:
    assert Answer().model_dump_json() == "{}"
    with pytest.raises(ValidationError):
        Answer.model_validate({"name": None})
