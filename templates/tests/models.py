"""A set of models that covers every kind of attribute and key."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import MISSING, BaseModel, Field

from runtime.formats import Email, EmailText
from runtime.repository import Collection, Reference, Repository
from runtime.types import (
    Binary,
    Boolean,
    Date,
    Exact,
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


def now() -> datetime:
    """Return the time at which a record is created."""
    return datetime.now(UTC)


class Role(StrEnum):
    """A choice of texts."""

    ADMIN = "admin"
    USER = "user"


class Level(Enum):
    """A choice of texts and numbers."""

    LOW = 1
    HIGH = "high"


class Address(BaseModel):
    """A part of a user."""

    street: Text
    tags: list[Text] = []


class User(BaseModel):
    """A record with most kinds of attributes."""

    id: UUID = Field(default_factory=uuid4)
    email: EmailText
    name: Annotated[Text, Field(min_length=1, max_length=100)]
    nickname: Text | None = None
    age: Annotated[Int64, Field(ge=0, le=150), NoText] | None = None
    score: Number = 0.0
    role: Role = Role.USER
    active: Boolean = True
    birthday: Date | None = None
    address: Address | None = None
    tags: list[Text] = []
    details: dict[Text, Integer] = {}
    anything: Json = None
    created_at: Timestamp = Field(default_factory=now)
    updated_at: Timestamp = Field(default_factory=now)


class UserUpdate(BaseModel):
    """A payload that changes a user."""

    name: Omittable[Annotated[Text, Field(min_length=1)]] = None
    nickname: OmittableOrNull[Text] = None
    address: Address | MISSING = MISSING


class Member(BaseModel):
    """A record that is unique by two attributes."""

    id: Integer
    team: Text
    slot: Integer | None = None


class Kinds(BaseModel):
    """A record with the other kinds of attributes, all nullable."""

    id: Integer
    price: Exact | None = None
    data: Binary | None = None
    at: Time | None = None
    moment: Timestamp | None = None
    level: Level | None = None
    slug: Annotated[Text, Matching("^[a-z]+$")] | None = None
    owner: UUID | None = None
    mail: Email | None = None


class Camel(BaseModel):
    """A record whose names in JSON differ."""

    ident: Integer = Field(alias="theId")
    first_name: Annotated[Text, Field(min_length=2, alias="firstName")]


class Author(BaseModel):
    """A record that others refer to, and that may refer to one of its kind."""

    id: UUID = Field(default_factory=uuid4)
    name: Text
    mentor_id: UUID | None = None


class Article(BaseModel):
    """A record that refers to authors in every way, and counts its writes."""

    id: Integer
    title: Text
    author_id: UUID
    editor_id: UUID | None = None
    reviewer_id: UUID | None = None
    version: Integer
    changed_at: Timestamp = Field(default_factory=now)


class Remark(BaseModel):
    """A record that goes with its article, and keeps its author."""

    id: Integer
    article_id: Integer
    author_id: Annotated[UUID, Field(alias="authorId")]


class Badge(BaseModel):
    """A record whose key is that of its author."""

    author_id: UUID
    number: Integer


class Part(BaseModel):
    """A record that has to refer to one of its kind, such as itself."""

    code: Text
    whole: Text


def keyed(name: str, kind: Any) -> type[BaseModel]:
    """Make a model whose key is of the given kind."""
    return type(name, (BaseModel,), {"__annotations__": {"key": kind, "note": Text}})


SAMPLE = UUID("12345678-1234-5678-1234-567812345678")

# For every kind of key: a value, a lesser one, the first in another spelling, no value.
KEYS: dict[str, tuple[Any, Any, Any, Any, Any]] = {
    "KeyUuid": (UUID, SAMPLE, UUID(int=1), str(SAMPLE).upper(), "abc"),
    "KeyInteger": (Integer, 1, -5, "1", "abc"),
    "KeyText": (Text, "abc", "A/b c", "abc", 5),
    "KeyNumber": (Number, 1.5, -2.0, "1.5", "abc"),
    "KeyExact": (Exact, Decimal("1.50"), Decimal("1E-7"), "1.5", "abc"),
    "KeyBoolean": (Boolean, True, False, "true", "abc"),
    "KeyDate": (Date, date(2024, 2, 29), date(2020, 1, 1), "2024-02-29", "2023-02-29"),
    "KeyTimestamp": (
        Timestamp,
        datetime(2024, 1, 1, 12, tzinfo=UTC),
        datetime(2020, 1, 1, tzinfo=UTC),
        "2024-01-01T14:00:00+02:00",
        "noon",
    ),
    "KeyBinary": (Binary, b"\xff\x00", b"a", "/wA=", "%"),
    "KeyEnum": (Role, Role.USER, Role.ADMIN, "user", "root"),
    "KeyMixed": (Level, Level.HIGH, Level.LOW, "high", "root"),
}
KEYED = {name: keyed(name, kind) for name, (kind, *_) in KEYS.items()}

COLLECTIONS: tuple[Collection[Any], ...] = (
    Collection(
        User, unique=(("email",),), order=("created_at",), touched=("updated_at",)
    ),
    Collection(Member, unique=(("team", "slot"),), autoincrement="id"),
    Collection(Kinds, unique=(("data",), ("owner",)), autoincrement="id"),
    Collection(Camel, key="ident", unique=(("first_name",),)),
    Collection(Author, references=(Reference("mentor_id", "Author", "set_null"),)),
    Collection(
        Article,
        autoincrement="id",
        touched=("changed_at",),
        version="version",
        references=(
            Reference("author_id", "Author", "cascade"),
            Reference("editor_id", "Author", "set_null"),
            Reference("reviewer_id", "Author"),
        ),
    ),
    Collection(
        Remark,
        autoincrement="id",
        references=(
            Reference("article_id", "Article", "cascade"),
            Reference("author_id", "Author"),
        ),
    ),
    Collection(
        Badge,
        key="author_id",
        unique=(("number",),),
        references=(Reference("author_id", "Author", "cascade"),),
    ),
    Collection(Part, key="code", references=(Reference("whole", "Part"),)),
    Collection(keyed("KeyNullable", Text | None), key="key"),
    *(Collection(model, key="key") for model in KEYED.values()),
)

ADA: dict[str, Any] = {"email": "ada@example.com", "name": "Ada Lovelace"}


async def create_users(repository: Repository, *names: str) -> list[User]:
    """Create a user of each name."""
    return [
        await repository.create(User, {"email": f"{name}@example.com", "name": name})
        for name in names
    ]


async def names_of(repository: Repository, **options: Any) -> list[str]:
    """List the names of users."""
    return [user.name for user in await repository.list(User, **options)]
