"""HTTP endpoints."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from .models import Amount, Book, BookCreate, BookUpdate, Genre, Text
from .store import BookStore

SORT = "^-?(title|price|created_at)(,-?(title|price|created_at))*$"
MAX_SKIP = 2**31

router = APIRouter(prefix="/books")


async def get_store(request: Request) -> BookStore:
    """Return the books of this application."""
    store: BookStore = request.app.state.store
    return store


StoreDep = Annotated[BookStore, Depends(get_store)]


class BookNotFoundError(HTTPException):
    """There is no book with this key."""

    def __init__(self) -> None:
        """Answer 404."""
        super().__init__(404, "There is no such book")


def page_links(request: Request, *, skip: int, limit: int, total: int) -> str:
    """Link to the other pages (RFC 8288)."""
    starts: dict[str, int] = {}
    if skip > 0:
        starts["first"] = 0
        starts["prev"] = max(0, skip - limit)
    if skip + limit < total:
        starts["next"] = skip + limit
    if starts:
        starts["last"] = max(0, skip + (total - 1 - skip) // limit * limit)
    path = request.scope["root_path"] + request.url.path
    query = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in ("skip", "limit")
    ]
    links = []
    for relation, start in starts.items():
        window = urlencode([*query, ("skip", start), ("limit", limit)])
        links.append(f'<{path}?{window}>; rel="{relation}"')
    return ", ".join(links)


@router.get("")
async def list_books(
    store: StoreDep,
    request: Request,
    response: Response,
    sort: Annotated[str | None, Query(pattern=SORT)] = None,
    skip: Annotated[int, Query(ge=0, le=MAX_SKIP)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    genre: Genre | None = None,
    title: Text | None = None,
    price__le: Amount | None = None,
) -> list[Book]:
    """List books, oldest first."""
    books, total = await store.find(
        genre=genre,
        title=title,
        price_le=price__le,
        sort=sort,
        skip=skip,
        limit=limit,
    )
    response.headers["X-Total-Count"] = str(total)
    links = page_links(request, skip=skip, limit=limit, total=total)
    if links:
        response.headers["Link"] = links
    return books


@router.post("", status_code=201)
async def create_book(
    payload: BookCreate, store: StoreDep, request: Request, response: Response
) -> Book:
    """Create a book."""
    book = await store.add(payload)
    response.headers["Location"] = f"{request.scope['root_path']}/books/{book.id}"
    return book


@router.get("/{id}")
async def get_book(id: UUID, store: StoreDep) -> Book:
    """Get a book."""
    book = await store.get(id)
    if book is None:
        raise BookNotFoundError
    return book


@router.patch("/{id}")
async def update_book(id: UUID, payload: BookUpdate, store: StoreDep) -> Book:
    """Change some fields of a book."""
    book = await store.update(id, payload.model_dump())
    if book is None:
        raise BookNotFoundError
    return book


@router.delete("/{id}", status_code=204)
async def delete_book(id: UUID, store: StoreDep) -> None:
    """Delete a book."""
    if not await store.remove(id):
        raise BookNotFoundError
