"""What is done with notes."""

from typing import Any

from generated.models import Member

LOG: list[str] = []


async def whoami(user: dict[str, Any]) -> dict[str, Any]:
    """Tell who calls."""
    return {"user": user}


async def member_name(user: Member) -> dict[str, str]:
    """Tell the name of a member."""
    return {"name": user.name}


def remember(who: str | None, what: str) -> None:
    """Note who did what."""
    LOG.append(f"{who} {what}")


async def audit() -> None:
    """Count a request."""
    LOG.append("audited")


async def read_log() -> dict[str, list[str]]:
    """Tell what was noted."""
    return {"log": LOG}
