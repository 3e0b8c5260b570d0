"""Searches, messages and forms."""

from typing import Any, Literal
from uuid import UUID

from generated.models import SpecimenForm


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
) -> list[str]:
    """Give back what came."""
    return [repr(value) for _, value in sorted(locals().items())]


def wrap(result: list[str]) -> dict[str, list[str]]:
    """Put the hits below a name."""
    return {"items": result}


def contact(message: str) -> dict[str, int]:
    """Measure a message."""
    return {"length": len(message)}


def remember(message: str) -> None:
    """Keep a message."""


def fill(body: SpecimenForm) -> dict[str, Any]:
    """Tell what was filled in."""
    return {"label": body.label}
