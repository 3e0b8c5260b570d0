"""Types of columns that hold the same values on PostgreSQL and on SQLite."""

from datetime import UTC, datetime, time
from decimal import Decimal
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

# Compares texts as decimal numbers. SQLite learns it when it is connected to.
EXACT_COLLATION = "exact"


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
    """Decimal numbers of any precision; on SQLite texts that compare as numbers.

    Numbers of SQLite's own would be rounded to 15 digits.
    """

    impl = Numeric
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if _is_sqlite(dialect):
            return dialect.type_descriptor(Text(collation=EXACT_COLLATION))
        return dialect.type_descriptor(Numeric())

    @override
    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return str(value) if value is not None and _is_sqlite(dialect) else value

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return Decimal(value) if isinstance(value, str) else value


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
