"""Request and response models."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID, uuid4

from pydantic import MISSING, BaseModel, Field

Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Title = Annotated[Text, Field(min_length=1, max_length=200)]
Isbn = Annotated[str, Field(pattern="^[0-9]{13}$")]
Genre = Literal["fiction", "science", "other"]
Amount = Annotated[Decimal, Field(max_digits=400)]
Price = Annotated[Amount, Field(ge=0)]


class BookCreate(BaseModel):
    """Payload that creates a book."""

    title: Title
    isbn: Isbn
    genre: Genre = "other"
    price: Price
    blurb: Text | None = None


class BookUpdate(BaseModel):
    """Payload that changes some fields of a book."""

    title: Title | MISSING = MISSING
    isbn: Isbn | MISSING = MISSING
    genre: Genre | MISSING = MISSING
    price: Price | MISSING = MISSING
    blurb: Text | None | MISSING = MISSING


class Book(BaseModel):
    """A stored book."""

    id: UUID = Field(default_factory=uuid4)
    title: Title
    isbn: Isbn
    genre: Genre
    price: Price
    blurb: Text | None
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
