from typing import Any

from generated.models import Line, Order, User
from generated.runtime.repository import Repository

EVENTS: list[Any] = []


async def owner(order: Order, repo: Repository) -> User | None:
    return await repo.get(User, order.user_id)


def locked(order: Order, force: bool | None) -> bool:
    return order.status == "paid" and not force


def record(what: str, value: Any) -> None:
    EVENTS.append([what, value.status if isinstance(value, Order) else value])


def label(order: Order, prefix: str | None = None) -> str:
    return f"{prefix}{order.note}"


def has_lines(lines: list[Line]) -> int:
    if not lines:
        raise ValueError("An order needs lines")
    return len(lines)


def events() -> list[Any]:
    return [str(event) for event in EVENTS]
