"""Members: a name, and a token that proves it for a day."""

from hashlib import sha256
from secrets import token_urlsafe

import store
from generated.models import Join, Member

DAY = 24 * 60 * 60


def _key(token: str) -> str:
    return f"member:{sha256(token.encode()).hexdigest()}"


async def join(body: Join) -> Member:
    """Give a token to whoever asks; a real chat would ask for a password."""
    token = token_urlsafe(24)
    await store.client().set(_key(token), body.name, ex=DAY)
    return Member(name=body.name, token=token)


async def verify(api_key: str) -> str | None:
    """Return the name behind a token."""
    name = await store.client().get(_key(api_key))
    return None if name is None else str(name)
