"""Who calls, and from which branch."""

from secrets import compare_digest
from typing import Any

from fastapi import WebSocket
from fastapi.security import HTTPBasicCredentials

USER: dict[str, Any] = {"sub": "ada", "scopes": ["books:write", "loans:write"]}


def find_by_token(token: str) -> dict[str, Any] | None:
    """Find the librarian of a token."""
    return USER if compare_digest(token.encode(), b"ada-token") else None


def find_by_key(api_key: str) -> dict[str, Any] | None:
    """Find the partner of a key."""
    return USER if compare_digest(api_key.encode(), b"ada-key") else None


def find_by_password(credentials: HTTPBasicCredentials) -> dict[str, Any] | None:
    """Find the librarian at the desk."""
    is_right = compare_digest(credentials.password.encode(), b"lovelace")
    return USER if is_right and credentials.username == "ada" else None


def is_robot(token: str) -> bool:
    """Tell whether it is the sorting machine."""
    return compare_digest(token.encode(), b"robot")


async def audit() -> None:
    """Count a request."""


async def get_branch() -> str:
    """Name the branch."""
    return "main"


async def get_socket_branch(websocket: WebSocket) -> str:
    """Name the branch that somebody connects to."""
    return websocket.query_params.get("branch", "main")
