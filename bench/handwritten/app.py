"""The application; run it with ``uvicorn handwritten.app:app``."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from .routes import router
from .store import BookStore, DuplicateIsbnError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    """Open what the application needs while it runs."""
    app.state.store = BookStore()
    yield


async def handle_duplicate(_request: Request, _exc: DuplicateIsbnError) -> JSONResponse:
    """Map an ISBN that is taken to 409."""
    return JSONResponse({"detail": "Book with this isbn already exists"}, 409)


async def handle_invalid(
    _request: Request, exc: RequestValidationError
) -> JSONResponse:
    """Map a request that is not valid to 422, without an echo of it."""
    errors = [
        {"loc": error["loc"], "msg": error["msg"], "type": error["type"]}
        for error in exc.errors()
    ]
    return JSONResponse({"detail": "Validation error", "errors": errors}, 422)


def create_app() -> FastAPI:
    """Create an application with books of its own."""
    app = FastAPI(title="Bookshop", version="1.0", lifespan=lifespan)
    app.exception_handler(DuplicateIsbnError)(handle_duplicate)
    app.exception_handler(RequestValidationError)(handle_invalid)
    app.include_router(router)
    return app


app = create_app()
