"""Tokens that the tests send."""

from time import time
from typing import Any

import jwt

_HOUR = 3600


def signed(secret: str, algorithm: str, claims: dict[str, Any]) -> str:
    """Return a token that is good for a while."""
    good = {"sub": "ada", "exp": int(time()) + _HOUR}
    return jwt.encode(good | claims, secret, algorithm)


def forged(secret: str, algorithm: str, claims: dict[str, Any]) -> list[str]:
    """Return tokens that are not good: all but one thing is right in each."""
    good = {"sub": "ada", "exp": int(time()) + _HOUR, **claims}
    another = "HS512" if algorithm == "HS256" else "HS256"
    changed = [
        good | {"exp": int(time()) - 2 * _HOUR},
        good | {"nbf": int(time()) + 2 * _HOUR},
        *({key: value for key, value in good.items() if key != left} for left in good),
        *(good | {key: "somebody else"} for key in claims),
    ]
    optional = {"sub": "ada"}
    return [
        "token",
        "a.b.c",
        jwt.encode(good, f"{secret}!", algorithm),
        jwt.encode(good, secret, another),
        jwt.encode(good, None, "none"),
        *(
            jwt.encode(content, secret, algorithm)
            for content in changed
            if content | optional != good
        ),
    ]
