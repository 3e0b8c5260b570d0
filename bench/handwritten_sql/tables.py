"""Tables of the database."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Dialect, Index, Numeric, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine


class Moment(TypeDecorator[datetime]):
    """Moments in UTC; SQLite forgets the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(
        self, value: datetime | None, _dialect: Dialect
    ) -> datetime | None:
        """Put it back."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Money(TypeDecorator[Decimal]):
    """Decimal numbers; on SQLite texts, since its own numbers are rounded."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the column."""
        kind = Text() if dialect.name == "sqlite" else Numeric()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Write it."""
        return str(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal:
        """Read it."""
        return Decimal(value)


class Base(DeclarativeBase):
    """What the tables have in common."""


class BookRow(Base):
    """Stored books."""

    __tablename__ = "books"
    __table_args__ = (Index("ix_books_created_at_id", "created_at", "id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    title: Mapped[str] = mapped_column(index=True)
    isbn: Mapped[str] = mapped_column(unique=True)
    genre: Mapped[str] = mapped_column(index=True)
    price: Mapped[Decimal] = mapped_column(Money, index=True)
    blurb: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(
        Moment, default=lambda: datetime.now(UTC)
    )
