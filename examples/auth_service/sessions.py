"""Sessions: an access token for minutes, and refresh tokens that are good for one use.

A login starts a family of refresh tokens: each use spends one and issues the next.
Whoever sends a spent one has stolen it, or was stolen from; nobody can tell which, so
the whole family ends (RFC 9700, section 4.14.2).
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID, uuid4

import jwt
from fastapi import Request, Response

import passwords
from generated.errors import WrongCredentialsError
from generated.models import Issued, RefreshToken, User
from generated.runtime.repository import Repository
from generated.settings import get_settings

ACCESS = timedelta(minutes=10)
REFRESH = timedelta(days=14)


def digest(token: str) -> str:
    """Return what is stored of a refresh token."""
    return sha256(token.encode()).hexdigest()


async def log_in(username: str, password: str, repo: Repository) -> Issued:
    """Check a password, and start a family of tokens."""
    found = await repo.list(User, filters={"email": username.lower()}, limit=1)
    account = found[0] if found else None
    stored = account.password_hash if account else None
    if not await passwords.matches(password, stored) or account is None:
        raise WrongCredentialsError
    return await _issue(account, uuid4(), repo)


async def find(api_key: str, request: Request, repo: Repository) -> RefreshToken | None:
    """Spend a refresh token; one that was spent before ends its family."""
    token = await repo.get(RefreshToken, digest(api_key))
    if token is None or token.expires_at < datetime.now(UTC):
        return None
    # One step in the store, so that of two uses at once one comes too late.
    unspent = await repo.update(
        RefreshToken, token.id, {"spent": True}, filters={"spent": False}
    )
    if unspent is None:
        await _revoke(repo, family=token.family)
        return None
    return unspent


async def rotate(user: RefreshToken, repo: Repository) -> Issued:
    """Issue the next pair of tokens of a family."""
    account = await repo.get(User, user.user_id)
    if account is None:
        raise WrongCredentialsError
    return await _issue(account, user.family, repo)


async def log_out(user: RefreshToken, repo: Repository, response: Response) -> None:
    """End the family of the refresh token, and forget the cookie."""
    await _revoke(repo, family=user.family)
    response.delete_cookie(
        "refresh_token", path="/auth", secure=True, httponly=True, samesite="strict"
    )


async def revoke_all(id: UUID, repo: Repository) -> None:
    """End every session of an account."""
    await _revoke(repo, user_id=id)


async def _issue(account: User, family: UUID, repo: Repository) -> Issued:
    now = datetime.now(UTC)
    settings = get_settings()
    claims = {
        "sub": str(account.id),
        "scope": "admin" if account.role == "admin" else "",
        "iss": "auth-service",
        "aud": "api",
        "iat": now,
        "exp": now + ACCESS,
        "jti": uuid4().hex,
    }
    refresh = token_urlsafe(32)
    await repo.create(
        RefreshToken,
        {
            "id": digest(refresh),
            "family": family,
            "user_id": account.id,
            "expires_at": now + REFRESH,
        },
    )
    return Issued(
        access_token=jwt.encode(claims, settings.jwt_secret, algorithm="HS256"),
        expires_in=int(ACCESS.total_seconds()),
        refresh_token=refresh,
    )


async def _revoke(repo: Repository, **filters: object) -> None:
    for token in await repo.list(RefreshToken, filters=filters):
        await repo.delete(RefreshToken, token.id)
