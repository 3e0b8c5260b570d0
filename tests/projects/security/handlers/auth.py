"""Who calls, as this test project knows them."""

from secrets import compare_digest
from typing import Any

from fastapi.security import HTTPBasicCredentials

from generated.errors import AccountLockedError
from generated.models import Member
from generated.runtime.repository import Repository

KEYS = {
    "ada-key": {"sub": "ada", "scopes": ["notes:read", "notes:write"]},
    "bob-key": {"sub": "bob", "scopes": ["notes:read"]},
}


def find(secret: str) -> dict[str, Any] | None:
    """Compare with every key, whichever it is."""
    found = None
    for key, user in KEYS.items():
        if compare_digest(key.encode(), secret.encode()):
            found = user
    return found


def check_key(api_key: str) -> dict[str, Any] | None:
    """Find the user of an API key."""
    return find(api_key)


async def check_session(api_key: str, repo: Repository) -> Member | None:
    """Find the member of a session."""
    members = await repo.list(Member, filters={"session": api_key})
    return members[0] if members else None


async def check_password(credentials: HTTPBasicCredentials, request):
    """Find the user of a password."""
    if credentials.username == "locked":
        raise AccountLockedError
    is_ada = compare_digest(credentials.username.encode(), b"ada")
    is_right = compare_digest(credentials.password.encode(), b"lovelace")
    return {"sub": "ada", "path": request.url.path} if is_ada and is_right else False


async def check_token(token: str, scopes: list[str]) -> dict[str, Any] | None:
    """Find the user of an opaque token, if they have the scopes."""
    user = find(token)
    return user if user and set(scopes) <= set(user["scopes"]) else None


def is_robot(token: str) -> bool:
    """Say yes or no, and nothing about who it is."""
    return compare_digest(token.encode(), b"robot")
