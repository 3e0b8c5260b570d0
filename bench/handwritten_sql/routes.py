"""HTTP endpoints."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request, Response
from sqlalchemy import ColumnElement, Float, cast, func, select
from sqlalchemy.exc import IntegrityError

from handwritten.models import Amount, Book, BookCreate, BookUpdate, Genre, Text
from handwritten.routes import MAX_SKIP, SORT, BookNotFoundError, page_links

from .database import SessionDep, engine
from .tables import BookRow

router = APIRouter(prefix="/books")

# SQLite holds prices as texts.
PRICE: ColumnElement[Any] = (
    cast(BookRow.price, Float)
    if engine.dialect.name == "sqlite"
    else BookRow.price.expression
)
SORTED = {"title": BookRow.title, "price": PRICE, "created_at": BookRow.created_at}


class DuplicateIsbnError(HTTPException):
    """Another book has this ISBN."""

    def __init__(self) -> None:
        """Answer 409."""
        super().__init__(409, "Book with this isbn already exists")


@router.get("", response_model=list[Book])
async def list_books(
    session: SessionDep,
    request: Request,
    response: Response,
    sort: Annotated[str | None, Query(pattern=SORT)] = None,
    skip: Annotated[int, Query(ge=0, le=MAX_SKIP)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    genre: Genre | None = None,
    title: Text | None = None,
    price__le: Amount | None = None,
) -> list[BookRow]:
    """List books, oldest first."""
    query = select(BookRow)
    if genre is not None:
        query = query.where(BookRow.genre == genre)
    if title is not None:
        query = query.where(BookRow.title.icontains(title, autoescape=True))
    if price__le is not None:
        limit_ = float(price__le) if engine.dialect.name == "sqlite" else price__le
        query = query.where(limit_ >= PRICE)
    counted = query.with_only_columns(func.count(BookRow.id))
    total = (await session.execute(counted)).scalar_one()
    for level in sort.split(",") if sort else ():
        column = SORTED[level.removeprefix("-")]
        query = query.order_by(column.desc() if level.startswith("-") else column)
    query = query.order_by(BookRow.created_at, BookRow.id).offset(skip).limit(limit)
    books = (await session.scalars(query)).all()
    response.headers["X-Total-Count"] = str(total)
    links = page_links(request, skip=skip, limit=limit, total=total)
    if links:
        response.headers["Link"] = links
    return list(books)


@router.post("", status_code=201, response_model=Book)
async def create_book(
    payload: BookCreate, session: SessionDep, request: Request, response: Response
) -> BookRow:
    """Create a book."""
    book = BookRow(**payload.model_dump())
    session.add(book)
    try:
        await session.commit()
    except IntegrityError as error:
        raise DuplicateIsbnError from error
    response.headers["Location"] = f"{request.scope['root_path']}/books/{book.id}"
    return book


@router.get("/{id}", response_model=Book)
async def get_book(id: UUID, session: SessionDep) -> BookRow:
    """Get a book."""
    book = await session.get(BookRow, id)
    if book is None:
        raise BookNotFoundError
    return book


@router.patch("/{id}", response_model=Book)
async def update_book(id: UUID, payload: BookUpdate, session: SessionDep) -> BookRow:
    """Change some fields of a book."""
    book = await session.get(BookRow, id)
    if book is None:
        raise BookNotFoundError
    for name, value in payload.model_dump().items():
        setattr(book, name, value)
    try:
        await session.commit()
    except IntegrityError as error:
        raise DuplicateIsbnError from error
    return book


@router.delete("/{id}", status_code=204)
async def delete_book(id: UUID, session: SessionDep) -> None:
    """Delete a book."""
    book = await session.get(BookRow, id)
    if book is None:
        raise BookNotFoundError
    await session.delete(book)
    await session.commit()
