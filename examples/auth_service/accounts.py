"""Accounts: making one, and looking at one's own."""

from typing import Any
from uuid import UUID

import passwords
from generated.errors import NoSuchAccountError
from generated.models import Credentials, User
from generated.runtime.repository import Repository


async def register(body: Credentials, repo: Repository) -> User:
    """Store a new account; an address that exists already is a conflict."""
    return await repo.create(
        User,
        {
            "email": body.email.lower(),
            "password_hash": await passwords.hashed(body.password),
        },
    )


async def me(user: dict[str, Any], repo: Repository) -> User:
    """Find the account of the caller, which may be gone while the token still lives."""
    account = await repo.get(User, UUID(user["sub"]))
    if account is None:
        raise NoSuchAccountError
    return account
