"""What parameters become: arguments, by name and type."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID


async def search(
    text: str,
    page: int,
    ratio: float | None,
    price: Decimal | None,
    exact: bool,
    since: datetime,
    day: date | None,
    hour: time | None,
    owner: UUID | None,
    kind: str,
    level: int | None,
    tags: list[str],
    ids: list[int] | None,
    code: str | None,
    mail: str | None,
    from_: str | None,
    sort_by: str | None,
    list: str | None,
    x_request_id: UUID,
    user_agent: str | None,
    accept_language: str,
    session: str | None,
    visits: int,
) -> dict[str, Any]:
    """Give back what came."""
    return {name: repr(value) for name, value in sorted(locals().items())}


async def login(
    username: str,
    password: str,
    remember: bool,
    scopes: list[Literal["read", "write"]] | None,
) -> dict[str, Any]:
    """Let everybody in."""
    return {
        "username": username,
        "length": len(password),
        "remember": remember,
        "scopes": scopes,
    }


def calendar(year: int, day: date) -> dict[str, Any]:
    """Say what day it is."""
    return {"year": year, "weekday": day.weekday()}


def check(name: str, trace: str | None) -> bool:
    """Accept everything but one name."""
    return name != "nobody"


def shown(result: Any) -> Any:
    """Leave it as it is."""
    return result


def trace(tenant: str) -> None:
    """Do nothing."""
