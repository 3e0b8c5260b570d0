"""The tables of the models, as the compiler would declare them."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import (
    Boolean,
    Date,
    Double,
    Enum,
    ForeignKey,
    Identity,
    LargeBinary,
    MetaData,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from runtime.adapters.columns import BigInt, Characters, Clock, Exact, Json, Moment

from .models import (
    Article,
    Author,
    Badge,
    Camel,
    Kinds,
    Member,
    Part,
    Remark,
    User,
)

_NUMBERED = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UserRow(Base):
    """Stored users."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    email: Mapped[str] = mapped_column(Characters, unique=True)
    name: Mapped[str] = mapped_column(Characters)
    nickname: Mapped[str | None] = mapped_column(Characters)
    age: Mapped[int | None] = mapped_column(BigInt)
    score: Mapped[float] = mapped_column(Double)
    role: Mapped[str] = mapped_column(
        Enum("admin", "user", name="role", native_enum=False, create_constraint=True)
    )
    active: Mapped[bool] = mapped_column(Boolean)
    birthday: Mapped[date | None] = mapped_column(Date)
    address: Mapped[Any | None] = mapped_column(Json)
    tags: Mapped[Any] = mapped_column(Json)
    details: Mapped[Any] = mapped_column(Json)
    anything: Mapped[Any | None] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class MemberRow(Base):
    """Stored members."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("team", "slot"), _NUMBERED)

    id: Mapped[int] = mapped_column(BigInt, Identity(), primary_key=True)
    team: Mapped[str] = mapped_column(Characters)
    slot: Mapped[int | None] = mapped_column(BigInt)


class KindsRow(Base):
    """Stored records with the other kinds of attributes."""

    __tablename__ = "kinds"
    __table_args__ = _NUMBERED

    id: Mapped[int] = mapped_column(BigInt, Identity(), primary_key=True)
    price: Mapped[Decimal | None] = mapped_column(Exact)
    data: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    at: Mapped[time | None] = mapped_column(Clock)
    moment: Mapped[datetime | None] = mapped_column(Moment)
    level: Mapped[Any | None] = mapped_column(Json)
    slug: Mapped[str | None] = mapped_column(Characters)
    owner: Mapped[UUID | None] = mapped_column(Uuid, unique=True)
    mail: Mapped[str | None] = mapped_column(Characters)


class CamelRow(Base):
    """Stored records whose names in JSON differ."""

    __tablename__ = "camels"

    ident: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    first_name: Mapped[str] = mapped_column(Characters, unique=True)


class AuthorRow(Base):
    """Stored authors."""

    __tablename__ = "authors"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Characters)
    mentor_id: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("authors.id", ondelete="SET NULL"), index=True
    )


class ArticleRow(Base):
    """Stored articles."""

    __tablename__ = "articles"
    __table_args__ = _NUMBERED

    id: Mapped[int] = mapped_column(BigInt, Identity(), primary_key=True)
    title: Mapped[str] = mapped_column(Characters)
    author_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("authors.id", ondelete="CASCADE"), index=True
    )
    editor_id: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("authors.id", ondelete="SET NULL"), index=True
    )
    reviewer_id: Mapped[UUID | None] = mapped_column(
        Uuid, ForeignKey("authors.id"), index=True
    )
    version: Mapped[int] = mapped_column(BigInt)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class RemarkRow(Base):
    """Stored remarks."""

    __tablename__ = "remarks"
    __table_args__ = _NUMBERED

    id: Mapped[int] = mapped_column(BigInt, Identity(), primary_key=True)
    article_id: Mapped[int] = mapped_column(
        BigInt, ForeignKey("articles.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("authors.id"), index=True)


class BadgeRow(Base):
    """Stored badges."""

    __tablename__ = "badges"

    author_id: Mapped[UUID] = mapped_column(
        Uuid, ForeignKey("authors.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(BigInt, unique=True)


class PartRow(Base):
    """Stored parts."""

    __tablename__ = "parts"

    code: Mapped[str] = mapped_column(Characters, primary_key=True)
    whole: Mapped[str] = mapped_column(Characters, ForeignKey("parts.code"), index=True)


_KEY_TYPES: dict[str, Any] = {
    "KeyUuid": Uuid,
    "KeyInteger": BigInt,
    "KeyText": Characters,
    "KeyNumber": Double,
    "KeyExact": Exact,
    "KeyBoolean": Boolean,
    "KeyDate": Date,
    "KeyTimestamp": Moment,
    "KeyBinary": LargeBinary,
    "KeyEnum": Enum("admin", "user", name="key", native_enum=False),
    "KeyMixed": Json,
    "KeyNullable": Characters,
}


def _keyed(name: str, kind: Any) -> type[Base]:
    """Declare the table of a model whose key is of the given kind."""
    attributes = {
        "__tablename__": name.lower(),
        "__annotations__": {"key": Mapped[Any], "note": Mapped[str]},
        "key": mapped_column(kind, primary_key=True, autoincrement=False),
        "note": mapped_column(Characters),
    }
    return type(f"{name}Row", (Base,), attributes)


TABLES: dict[str, type[Base]] = {
    model.__name__: row
    for model, row in (
        (User, UserRow),
        (Member, MemberRow),
        (Kinds, KindsRow),
        (Camel, CamelRow),
        (Author, AuthorRow),
        (Article, ArticleRow),
        (Remark, RemarkRow),
        (Badge, BadgeRow),
        (Part, PartRow),
    )
} | {name: _keyed(name, kind) for name, kind in _KEY_TYPES.items()}


def tables_of(models: list[type[BaseModel]]) -> dict[type[BaseModel], type[Base]]:
    """Return the table of each model."""
    return {model: TABLES[model.__name__] for model in models}
