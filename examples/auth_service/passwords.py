"""Passwords are stored as argon2id, which is slow on purpose, so it runs in a thread."""

from asyncio import to_thread
from functools import cache

from pwdlib import PasswordHash


@cache
def hasher() -> PasswordHash:
    """Return the hasher with pwdlib's recommended costs."""
    return PasswordHash.recommended()


@cache
def nobody() -> str:
    """Return a hash that no password has, for accounts that do not exist."""
    return hasher().hash("nobody knows this")


async def hashed(password: str) -> str:
    """Return what is stored of a password."""
    return await to_thread(hasher().hash, password)


async def matches(password: str, stored: str | None) -> bool:
    """Verify a password once, also where there is no account: the time tells nothing."""
    right = await to_thread(hasher().verify, password, stored or nobody())
    return right and stored is not None
