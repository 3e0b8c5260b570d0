"""The application as FastCRUD's documentation sets one up.

Answers differ: lists are ``{"data": […], "total_count": …}`` without headers, PATCH
answers ``null``, and prices have two decimals.
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI
from fastcrud import FilterConfig, crud_router
from sqlalchemy import DateTime, Numeric, Uuid, event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from handwritten.models import Book, BookCreate, BookUpdate

URL = os.environ["DATABASE_URL"]

engine = create_async_engine(URL)
Session = async_sessionmaker(engine, expire_on_commit=False)

if URL.startswith("sqlite"):

    @event.listens_for(engine.sync_engine, "connect")
    def use_wal(connection: Any, _record: object) -> None:
        """Let readers and a writer in at the same time."""
        connection.execute("PRAGMA journal_mode = WAL")


class Base(DeclarativeBase):
    """What the tables have in common."""


class BookRow(Base):
    """Stored books."""

    __tablename__ = "books"
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    title: Mapped[str] = mapped_column(index=True)
    isbn: Mapped[str] = mapped_column(unique=True)
    genre: Mapped[str] = mapped_column(index=True)
    price: Mapped[Decimal] = mapped_column(Numeric(12, 2), index=True)
    blurb: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), index=True, default=lambda: datetime.now(UTC)
    )


async def get_session() -> AsyncGenerator[AsyncSession]:
    """Open a session for the request."""
    async with Session() as session:
        yield session


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
    """Create the tables."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield


app = FastAPI(lifespan=lifespan)
app.include_router(
    crud_router(
        session=get_session,
        model=BookRow,
        create_schema=BookCreate,
        update_schema=BookUpdate,
        select_schema=Book,
        path="/books",
        tags=["Books"],
        filter_config=FilterConfig(genre=None, title__ilike=None, price__lte=None),
    )
)
