"""Types of fields and parameters: what clients may send, and how it is written back.

Further constraints go on top: ``Annotated[Text, Field(max_length=100)]``. Some of them
have a place of their own: a pattern is ``Annotated[Text, Matching(r"^[a-z]+$")]``, and
the bounds of integers and the length of bytes stand inside:
``Annotated[Int64, Field(ge=0), NoText]``,
``Annotated[bytes, Field(max_length=9), Base64()]``.
"""

import binascii
import math
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StrictBool,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Matching:
    """A pattern of a text, beside those that its type has already.

    A second ``Field(pattern=...)`` would replace the first. A compiled pattern is
    matched by Python's engine, which knows look-around; a text by Rust's.
    """

    pattern: str | re.Pattern[str]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check the type first, the pattern second."""
        pattern = core_schema.str_schema(pattern=self.pattern)
        return core_schema.chain_schema([handler(source), pattern])

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Document both patterns."""
        inner = handler(schema["steps"][0] if schema["type"] == "chain" else schema)
        return _with_pattern(inner, self.pattern)


def _with_pattern(
    schema: JsonSchemaValue, pattern: str | re.Pattern[str]
) -> JsonSchemaValue:
    text = pattern if isinstance(pattern, str) else pattern.pattern
    if "pattern" not in schema:
        return {**schema, "pattern": text}
    others = [*schema.get("allOf", ()), {"pattern": schema["pattern"]}]
    return {**schema, "pattern": text, "allOf": others}


# No store and few clients cope with NUL. A pattern refuses lone surrogates as well.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]


class _Format64:
    """Document 64 bits by their format: FastAPI rounds such bounds to doubles."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        given = handler(schema)
        for keyword, bound in (("minimum", INT64_MIN), ("maximum", INT64_MAX)):
            if given.get(keyword) == bound:
                given = {name: given[name] for name in given if name != keyword}
                given["format"] = "int64"
        return given


# Query strings, paths and keys of mappings are text, so that "1" is a number there.
Int64 = Annotated[int, Field(ge=INT64_MIN, le=INT64_MAX), _Format64()]
Float64 = Annotated[float, Field(allow_inf_nan=False)]


def _no_text(value: object) -> object:
    if isinstance(value, bool | str):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return value


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("literal_error", "Input should not be a boolean")
    return value


# Keys of mappings: a pattern of its own would let JSON Schema allow all other keys.
_KEY_PATTERN = r"^(-?[1-9][0-9]{0,17}|0)$"
IntegerKey = WithJsonSchema({"type": "string", "allOf": [{"pattern": _KEY_PATTERN}]})

# JSON bodies: true is no number, "1" neither; 1.0 is the same number as 1.
NoText = BeforeValidator(_no_text)
NoBoolean = BeforeValidator(_no_boolean)
Integer = Annotated[Int64, NoText]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Boolean = StrictBool


def _iso_8601(kind: type, separator: str, position: int) -> Callable[[object], object]:
    """Refuse numbers and their texts, which Pydantic takes for seconds since 1970."""

    def check(value: object) -> object:
        if isinstance(value, str):
            if value[position : position + 1] == separator:
                return value
        elif isinstance(value, kind):
            return value
        raise PydanticCustomError("iso_8601", "Input should be ISO 8601 text")

    return check


def _utc(value: datetime) -> datetime:
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError(
            "datetime_overflow", "Input should be within the years 1 to 9999 in UTC"
        ) from None


def _utc_time(value: time) -> time:
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    moment = datetime.combine(date(2000, 1, 2), value)
    return moment.astimezone(UTC).timetz()


# RFC 3339. Without an offset UTC is meant; answers are in UTC and say so.
Timestamp = Annotated[
    datetime, BeforeValidator(_iso_8601(datetime, "-", 4)), AfterValidator(_utc)
]
Date = Annotated[date, BeforeValidator(_iso_8601(date, "-", 4))]
Time = Annotated[
    time, BeforeValidator(_iso_8601(time, ":", 2)), AfterValidator(_utc_time)
]


class _DecimalText:
    """Document the texts that stand for decimal numbers."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        if handler.mode == "serialization":
            return handler(schema) | {"pattern": r"^-?\d+(\.\d+)?(E[+-]?\d+)?$"}
        given = handler(schema)
        bounds: dict[str, float] = {}
        for choice in given.get("anyOf", ()):
            bounds |= choice
        digits = r"\d{1,150}(\.\d{1,150})?"
        if bounds.get("exclusiveMinimum", -1) >= 0:
            digits = (
                r"(\d{0,150}[1-9]\d{0,150}(\.\d{1,150})?"
                r"|\d{1,150}\.\d{0,150}[1-9]\d{0,150})"
            )
        lowest = max(bounds.get("minimum", -1), bounds.get("exclusiveMinimum", -1))
        signs = "[+-]?" if lowest < 0 else "[+]?"
        text = {"type": "string", "pattern": rf"^{signs}{digits}([eE][+-]?\d{{1,2}})?$"}
        choices = [
            text if choice.get("type") == "string" else choice
            for choice in given.get("anyOf", ())
        ]
        return given | {"anyOf": choices}


# Every finite double fits, and every exponent that databases cope with.
Exact = Annotated[Decimal, Field(max_digits=400), _DecimalText()]

_SIGN = "[A-Za-z0-9+/]"
_PADDED = (f"{_SIGN}{{2}}==", f"{_SIGN}{{3}}=")
_MANY = 3000


def _base64_pattern(most: int | None) -> str:
    """Describe base64 text (RFC 4648, section 4) of at most so many bytes."""
    tail = f"({_PADDED[0]}|{_PADDED[1]})"
    if most is None or most > _MANY:
        return f"^({_SIGN}{{4}})*{tail}?$"
    groups, rest = divmod(most, 3)
    last = f"({'|'.join(_PADDED[:rest])})?" if rest else ""
    longest = f"({_SIGN}{{4}}){{{groups}}}{last}"
    if groups == 0:
        return f"^{longest}$"
    return f"^(({_SIGN}{{4}}){{0,{groups - 1}}}{tail}?|{longest})$"


_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        text = value.encode("ascii").translate(_URL_SAFE)
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        raise PydanticCustomError(
            "base64_decode", "Input should be base64 text"
        ) from None


def _encoded(value: bytes) -> str:
    return b64encode(value).decode()


class Base64:
    """Bytes that are base64 text in JSON, and bytes in Python.

    The alphabet of URLs is accepted too (RFC 4648, sections 4 and 5).
    """

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Decode text only, so that stored values validate unchanged."""
        return core_schema.no_info_before_validator_function(
            _decoded,
            handler(source),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _encoded,
                return_schema=core_schema.str_schema(),
                when_used="json",
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Document the text, whose length is not that of the bytes."""
        inner: Any = schema.get("schema", {})
        lengths = {
            keyword: 4 * math.ceil(inner[limit] / 3)
            for keyword, limit in (
                ("minLength", "min_length"),
                ("maxLength", "max_length"),
            )
            if limit in inner
        }
        return {
            "type": "string",
            "contentEncoding": "base64",
            "pattern": _base64_pattern(inner.get("max_length")),
            **lengths,
        }


Binary = Annotated[bytes, Base64()]


def _json(value: object, depth: int = 0) -> object:
    """Refuse what JSON cannot hold, or what no store could give back."""
    if depth > MAX_DEPTH:
        raise PydanticCustomError("json_depth", "Input is nested too deeply")
    match value:
        case dict():
            for key, item in value.items():
                _json_text(key)
                _json(item, depth + 1)
        case list():
            for item in value:
                _json(item, depth + 1)
        case str():
            _json_text(value)
        case int() | float():
            _json_number(value)
        case None:
            pass
        case _:
            raise PydanticCustomError("json_type", "Input should be JSON")
    return value


def _json_text(value: object) -> None:
    if not isinstance(value, str):
        raise PydanticCustomError("json_type", "Keys should be texts")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError(
            "string_unicode", "Texts should be without lone surrogates"
        ) from None
    if "\0" in value:
        raise PydanticCustomError("string_nul", "Texts should be without NUL")


def _json_number(value: float) -> None:
    if isinstance(value, int):
        if not INT64_MIN <= value <= INT64_MAX:
            raise PydanticCustomError("int_parsing_size", "Integers should fit 64 bits")
    elif not math.isfinite(value):
        raise PydanticCustomError("finite_number", "Numbers should be finite")


# Whatever JSON can hold.
Json = Annotated[Any, AfterValidator(_json)]


@dataclass(frozen=True, slots=True)
class Omission:
    """Marks an attribute that may be left out, and is None then.

    Unless it is ``nullable``, nobody may send null for it: taking null out of the
    schema leaves None as the default only.
    """

    nullable: bool = False

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Take the null of ``T | None`` out of validation and documentation."""
        schema = handler(source)
        if schema["type"] != "nullable" or self.nullable:
            return schema
        # A step around it: Pydantic does not join two notes on one schema.
        return core_schema.chain_schema([schema["schema"]])


def _without_default(schema: JsonSchemaValue) -> None:
    """Document no default: what is left out stays as it is."""
    schema.pop("default", None)


_UNDOCUMENTED = Field(json_schema_extra=_without_default)
ValueT = TypeVar("ValueT")

# Attributes of partial updates: ``name: Omittable[Text] = None``.
Omittable = Annotated[ValueT | None, Omission(), _UNDOCUMENTED]
OmittableOrNull = Annotated[ValueT | None, Omission(nullable=True), _UNDOCUMENTED]
