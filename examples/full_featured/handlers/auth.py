"""Who calls, and from which branch.

The accounts are for trying things out: examples/auth_service has real ones.
"""

import logging
from datetime import UTC, datetime, timedelta
from secrets import compare_digest
from typing import Any

import jwt
from fastapi import Request, WebSocket
from fastapi.security import HTTPBasicCredentials

from generated.errors import WrongPasswordError
from generated.settings import get_settings

logger = logging.getLogger("uvicorn.error")

PASSWORDS = {"ada": "lovelace", "bob": "builder"}
SCOPES = {"ada": ["books:write", "loans:write"], "bob": ["loans:write"]}
KEYS = {"ada-key": "ada", "bob-key": "bob"}
ROBOT = b"robot"

ALGORITHM = "HS512"
ISSUER = "https://issuer.example.com"
AUDIENCE = "library"
LIFETIME = timedelta(minutes=30)


def log_in(username: str, password: str) -> dict[str, str]:
    """Issue a token that the schemes "staff", "machines" and "jwt" accept."""
    if not _is_right(username, password):
        raise WrongPasswordError
    claims = {
        "sub": username,
        "scopes": SCOPES[username],
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": datetime.now(UTC) + LIFETIME,
    }
    token = jwt.encode(claims, get_settings().jwt_secret, algorithm=ALGORITHM)
    return {"access_token": token, "token_type": "bearer"}


def find_by_token(token: str) -> dict[str, Any] | None:
    """Find the librarian of a token."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            get_settings().jwt_secret,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            audience=AUDIENCE,
        )
    except jwt.PyJWTError:
        return None
    return claims


def find_by_key(api_key: str) -> dict[str, Any] | None:
    """Find whose key it is: a partner's, or that of a session."""
    for key, name in KEYS.items():
        if compare_digest(api_key.encode(), key.encode()):
            return _user(name)
    return None


def find_by_password(credentials: HTTPBasicCredentials) -> dict[str, Any] | None:
    """Find the librarian at the desk."""
    is_right = _is_right(credentials.username, credentials.password)
    return _user(credentials.username) if is_right else None


def is_robot(token: str) -> bool:
    """Tell whether it is the sorting machine."""
    return compare_digest(token.encode(), ROBOT)


async def audit(request: Request) -> None:
    """Write down who was asked for what."""
    logger.info("Audit: %s %s", request.method, request.url.path)


async def get_branch() -> str:
    """Name the branch."""
    return "main"


async def get_socket_branch(websocket: WebSocket) -> str:
    """Name the branch that somebody connects to."""
    return websocket.query_params.get("branch", "main")


def _is_right(username: str, password: str) -> bool:
    known = PASSWORDS.get(username, "")
    return compare_digest(known.encode(), password.encode()) and known != ""


def _user(name: str) -> dict[str, Any]:
    return {"sub": name, "scopes": SCOPES[name]}
