"""Answers of every kind."""

import csv
from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path

from generated.models import Book
from generated.runtime.repository import Repository

RULES = Path(__file__).with_name("rules.txt")
PAGE = 100


def page() -> str:
    """Greet."""
    return "<h1>Library</h1>"


def go() -> str:
    """Lead to the page."""
    return "/api/v1/page"


def rules() -> Path:
    """Find the rules of the house."""
    return RULES


async def rows(repo: Repository) -> AsyncIterator[str]:
    """Yield all books as a table, page by page."""
    yield _row("title", "isbn", "pages")
    skip = 0
    while books := await repo.list(Book, skip=skip, limit=PAGE):
        for book in books:
            yield _row(book.title, book.isbn, str(book.pages))
        skip += PAGE


def settings() -> dict[str, str]:
    """Tell what was chosen."""
    return {"size": "small"}


def save_settings() -> dict[str, str]:
    """Keep what was chosen, in cookies."""
    return {"size": "large"}


def _row(*cells: str) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
