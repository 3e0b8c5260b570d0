"""How often links are followed: one counter for each day, in one step."""

from datetime import UTC, datetime

import store
from generated.models import Clicks, Link
from generated.runtime.repository import Repository

KEPT = 400 * 24 * 60 * 60


def _key(name: str) -> str:
    return f"clicks:{name}"


async def count(name: str, repo: Repository) -> None:
    """Count one click, if the link is still there."""
    if await repo.get(Link, name) is None:
        return
    day = datetime.now(UTC).date().isoformat()
    async with store.client().pipeline(transaction=True) as steps:
        steps.hincrby(_key(name), day, 1)
        steps.expire(_key(name), KEPT)
        await steps.execute()


async def of(link: Link) -> Clicks:
    """Return the counters of a link."""
    days = await store.client().hgetall(_key(link.id))
    by_day = {str(day): int(number) for day, number in sorted(days.items())}
    return Clicks(id=link.id, total=sum(by_day.values()), by_day=by_day)


async def forget(link: Link) -> None:
    """Remove the counters of a link that is gone."""
    await store.client().delete(_key(link.id))
