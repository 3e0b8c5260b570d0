"""Searches, messages and forms."""

import logging
from typing import Any, Literal
from uuid import UUID

from generated.models import Book, SpecimenForm
from generated.runtime.repository import Condition, Repository

logger = logging.getLogger("uvicorn.error")


async def search(
    year: int,
    text: str,
    ratio: float | None,
    mail: str | None,
    code: str,
    kinds: list[Literal["book", "film"]],
    kind: str,
    x_request_id: UUID | None,
    theme: str,
    branch: str,
    repo: Repository,
) -> list[str]:
    """Find titles that hold the text; after them stands what else was asked for."""
    books = await repo.list(Book, filters=Condition("title", "like", text))
    asked = {
        "year": year,
        "ratio": ratio,
        "mail": mail,
        "code": code,
        "kinds": " ".join(kinds) or None,
        "kind": kind,
        "request": x_request_id,
        "theme": theme,
        "branch": branch,
    }
    words = [f"{name}={value}" for name, value in asked.items() if value is not None]
    return [*(book.title for book in books), *words]


def wrap(result: list[str]) -> dict[str, list[str]]:
    """Put the hits below a name."""
    return {"items": result}


def contact(message: str) -> dict[str, int]:
    """Measure a message."""
    return {"length": len(message)}


def remember(message: str) -> None:
    """Write a message down, after it was answered."""
    logger.info("A message of %d characters", len(message))


def fill(body: SpecimenForm) -> dict[str, Any]:
    """Tell what was filled in."""
    return {"label": body.label}
