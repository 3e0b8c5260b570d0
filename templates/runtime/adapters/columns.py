"""Types of columns that hold the same values on PostgreSQL and on SQLite."""

from datetime import UTC, datetime, time
from decimal import Decimal
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Integer,
    Numeric,
    String,
    Text,
    Time,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine
from typing_extensions import override

from .stored import dumps, loads

# Of SQLite itself: it compares texts byte by byte, but for spaces at their end.
_EXACT_COLLATION = "RTRIM"
_REVERSED = str.maketrans(
    digits + ascii_lowercase, digits[::-1] + ascii_uppercase[::-1]
)
_RESTORED = str.maketrans(f"{digits} ", f"{digits[::-1]}0", f"{ascii_uppercase}~")
# More digits before the point begin with the last letter, and then with another.
_SIZES = ascii_lowercase[:-1]


def exact_text(value: Decimal) -> str:
    """Write a number so that texts are in the order of their numbers.

    It begins with a letter for how many digits stand before the point, and each zero
    at its end is a space: ``12.50`` is ``b12.5`` and a space. Below zero all digits and
    letters are reversed, and ``~`` makes more digits come first.
    """
    whole, _, fraction = f"{value.copy_abs():f}".partition(".")
    significant = fraction.rstrip("0")
    longer, size = divmod(len(whole) - 1, len(_SIZES))
    text = f"{'z' * longer}{_SIZES[size]}{whole}.{significant}"
    if value < 0:
        text = f"{text.translate(_REVERSED)}~"
    return text + " " * (len(fraction) - len(significant))


def exact_number(text: str) -> Decimal:
    """Read what `exact_text` wrote."""
    if text[0] in ascii_uppercase:
        return Decimal(f"-{text.translate(_RESTORED)}")
    return Decimal(text.lstrip(ascii_lowercase).replace(" ", "0"))


def _is_sqlite(dialect: Dialect) -> bool:
    return dialect.name == "sqlite"


class BigInt(TypeDecorator[int]):
    """Integers of 64 bits; SQLite numbers records in columns of type INTEGER only."""

    impl = BigInteger
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = Integer() if _is_sqlite(dialect) else BigInteger()
        return dialect.type_descriptor(kind)


class Characters(TypeDecorator[str]):
    """Texts, ordered by code point, so that indexes are in the order of lists."""

    impl = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        """Hold texts of any length, or of at most so many characters."""
        super().__init__(length)
        self.length = length

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        collation = None if _is_sqlite(dialect) else "C"
        kind = Text if self.length is None else String
        return dialect.type_descriptor(kind(self.length, collation))


class Moment(TypeDecorator[datetime]):
    """Moments in UTC; on SQLite texts, whose order is theirs."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = String(27) if _is_sqlite(dialect) else DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or not _is_sqlite(dialect):
            return value
        moment = value.astimezone(UTC).replace(tzinfo=None)
        return f"{moment.isoformat(timespec='microseconds')}Z"

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value


class Clock(TypeDecorator[time]):
    """Times of day in UTC."""

    impl = Time
    cache_ok = True

    @override
    def process_bind_param(self, value: time | None, dialect: Dialect) -> time | None:
        return None if value is None else value.replace(tzinfo=None)

    @override
    def process_result_value(self, value: time | None, dialect: Dialect) -> time | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Exact(TypeDecorator[Decimal]):
    """Decimal numbers of any precision; on SQLite texts that are in their order.

    Numbers of SQLite's own would be rounded to 15 digits.
    """

    impl = Numeric
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if _is_sqlite(dialect):
            return dialect.type_descriptor(Text(collation=_EXACT_COLLATION))
        return dialect.type_descriptor(Numeric())

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None or not _is_sqlite(dialect):
            return value
        # Keys may be any number.
        return exact_text(Decimal(value))

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return exact_number(value) if isinstance(value, str) else value


class Json(TypeDecorator[Any]):
    """Whatever JSON can hold; None is null of SQL.

    On SQLite texts: its columns of type JSON would turn 1.0 into 1.
    """

    impl = JSON(none_as_null=True)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = Text() if _is_sqlite(dialect) else JSONB(none_as_null=True)
        return dialect.type_descriptor(kind)

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return dumps(value) if value is not None and _is_sqlite(dialect) else value

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return loads(value) if value is not None and _is_sqlite(dialect) else value
