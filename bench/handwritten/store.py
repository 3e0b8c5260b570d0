"""The books, in memory."""

from collections.abc import Collection
from decimal import Decimal
from itertools import islice
from operator import attrgetter
from typing import Any
from uuid import UUID

from .models import Book, BookCreate


class DuplicateIsbnError(Exception):
    """Another book has this ISBN."""


class BookStore:
    """A dictionary of books, oldest first, with an index of their ISBNs."""

    def __init__(self) -> None:
        """Start empty."""
        self._books: dict[UUID, Book] = {}
        self._by_isbn: dict[str, UUID] = {}

    async def get(self, book_id: UUID) -> Book | None:
        """Return a book, or None."""
        return self._books.get(book_id)

    async def find(
        self,
        *,
        genre: str | None,
        title: str | None,
        price_le: Decimal | None,
        sort: str | None,
        skip: int,
        limit: int,
    ) -> tuple[list[Book], int]:
        """Return a window into the matching books, and how many match."""
        books: Collection[Book] = self._books.values()
        if genre is not None:
            books = [book for book in books if book.genre == genre]
        if title is not None:
            part = title.casefold()
            books = [book for book in books if part in book.title.casefold()]
        if price_le is not None:
            books = [book for book in books if book.price <= price_le]
        if sort is not None:
            books = list(books)
            for level in reversed(sort.split(",")):
                field = level.removeprefix("-")
                books.sort(key=attrgetter(field), reverse=level.startswith("-"))
        return list(islice(books, skip, skip + limit)), len(books)

    async def add(self, payload: BookCreate) -> Book:
        """Store a new book."""
        if payload.isbn in self._by_isbn:
            raise DuplicateIsbnError
        book = Book(**payload.model_dump())
        self._books[book.id] = book
        self._by_isbn[book.isbn] = book.id
        return book

    async def update(self, book_id: UUID, changes: dict[str, Any]) -> Book | None:
        """Change some fields of a book and return it, or None without one."""
        current = self._books.get(book_id)
        if current is None:
            return None
        book = current.model_copy(update=changes)
        if self._by_isbn.get(book.isbn, book_id) != book_id:
            raise DuplicateIsbnError
        del self._by_isbn[current.isbn]
        self._by_isbn[book.isbn] = book_id
        self._books[book_id] = book
        return book

    async def remove(self, book_id: UUID) -> bool:
        """Remove a book, and tell whether there was one."""
        book = self._books.pop(book_id, None)
        if book is None:
            return False
        del self._by_isbn[book.isbn]
        return True
