"""The application; run it with ``uvicorn handwritten_sql.app:app``."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError

from handwritten.app import handle_invalid

from .database import engine
from .routes import router
from .tables import Base


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
    """Create the tables, and close the connections at the end."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await engine.dispose()


app = FastAPI(title="Bookshop", version="1.0", lifespan=lifespan)
app.exception_handler(RequestValidationError)(handle_invalid)
app.include_router(router)
