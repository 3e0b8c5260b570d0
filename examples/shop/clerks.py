"""Who works in the office: whoever knows the key of the environment."""

from os import environ
from secrets import compare_digest


async def verify(api_key: str) -> bool:
    """Compare in constant time; without a key in the environment nobody gets in."""
    expected = environ.get("CLERK_KEY", "")
    return expected != "" and compare_digest(api_key.encode(), expected.encode())
