"""Links: made under a name, followed to an address, removed by who made them."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import choice, compare_digest, token_urlsafe
from string import ascii_letters, digits

from generated.errors import (
    ExpiredError,
    NoSuchLinkError,
    NotYoursError,
    UnsafeError,
)
from generated.models import Link, MadeLink, NewLink
from generated.runtime.exceptions import DuplicateRecordError
from generated.runtime.repository import Repository
from targets import is_safe

SIGNS = ascii_letters + digits
# The paths of this API, which no link may hide.
RESERVED = {"links", "docs", "redoc", "health", "ready"}


async def shorten(body: NewLink, repo: Repository) -> MadeLink:
    """Store a link under the name that was asked for, or under a random one."""
    url = str(body.url)
    if not is_safe(url) or body.name in RESERVED:
        raise UnsafeError
    key = token_urlsafe(24)
    now = datetime.now(UTC)
    expires = None
    if body.lifetime is not None:
        expires = now + timedelta(seconds=body.lifetime)
    while True:
        record = {
            "id": body.name or "".join(choice(SIGNS) for _ in range(7)),
            "url": url,
            "expires_at": expires,
            "removal_digest": _digest(key),
        }
        try:
            link = await repo.create(Link, record)
        except DuplicateRecordError:
            # A random name that is taken is nobody's fault.
            if body.name is not None:
                raise
            continue
        return MadeLink(**link.model_dump(), removal_key=key)


async def follow(name: str, repo: Repository) -> str:
    """Return where a link leads."""
    link = await repo.get(Link, name)
    if link is None:
        raise NoSuchLinkError
    if link.expires_at is not None and link.expires_at <= datetime.now(UTC):
        raise ExpiredError
    return str(link.url)


async def may_remove(link: Link, key: str | None) -> None:
    """Compare in constant time with what was shown when the link was made."""
    if not compare_digest(_digest(key or ""), link.removal_digest):
        raise NotYoursError


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
