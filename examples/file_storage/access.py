"""Who may store files: whoever knows the token of the environment."""

from os import environ
from secrets import compare_digest


async def verify(token: str) -> bool:
    """Compare in constant time; without a token in the environment nobody gets in."""
    expected = environ.get("STORAGE_TOKEN", "")
    return expected != "" and compare_digest(token.encode(), expected.encode())
