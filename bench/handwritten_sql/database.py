"""The database, and a session for each request."""

import os
from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

URL = os.environ["DATABASE_URL"]

engine = create_async_engine(URL)
Session = async_sessionmaker(engine, expire_on_commit=False)

if URL.startswith("sqlite"):

    @event.listens_for(engine.sync_engine, "connect")
    def use_wal(connection: Any, _record: object) -> None:
        """Let readers and a writer in at the same time."""
        connection.execute("PRAGMA journal_mode = WAL")


async def get_session() -> AsyncGenerator[AsyncSession]:
    """Open a session for the request."""
    async with Session() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
