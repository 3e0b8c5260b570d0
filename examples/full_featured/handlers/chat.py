"""What WebSockets do: questions to a desk, labels to print, barcodes to read."""

import logging
from hashlib import sha256
from typing import Any

from fastapi import WebSocket

from generated.models import Book
from generated.runtime.repository import Condition, Repository

logger = logging.getLogger("uvicorn.error")


async def greet(websocket: WebSocket, desk: str, branch: str) -> None:
    """Say who listens."""
    await websocket.send_json({"desk": desk, "branch": branch})


async def answer(
    websocket: WebSocket, data: Any, user: dict[str, Any], repo: Repository
) -> None:
    """Look for the books that somebody asks about."""
    if not isinstance(data, dict) or not isinstance(data.get("title"), str):
        await websocket.send_json({"detail": 'Ask as in {"title": "Dune"}'})
        return
    asked = Condition("title", "like", data["title"])
    found = await repo.list(Book, filters=asked, limit=5)
    titles = [book.title for book in found]
    await websocket.send_json({"to": user["sub"], "titles": titles})


async def note_end(desk: str) -> None:
    """Write down that somebody has left."""
    logger.info("Somebody has left desk %s", desk)


async def print_label(websocket: WebSocket, data: str) -> None:
    """Print a label, which is in capitals."""
    await websocket.send_text(data.upper())


async def scan(websocket: WebSocket, data: bytes) -> None:
    """Send back the digest of what was scanned."""
    await websocket.send_bytes(sha256(data).digest())
