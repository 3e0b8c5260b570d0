"""Whether the application, and what it depends on, works."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from inspect import isawaitable, iscoroutinefunction
from typing import Any, Literal

from anyio import CapacityLimiter, create_task_group, fail_after, to_thread
from anyio.lowlevel import RunVar
from fastapi import Response, status
from pydantic import BaseModel

from .responses import Responses

TIME_LIMIT = 5.0
"""Seconds that each check may take."""

THREADS = 8
"""Checks that hang keep these busy, and none of those that serve requests."""

logger = logging.getLogger(__name__)

_threads: RunVar[CapacityLimiter] = RunVar("_threads")


class Liveness(BaseModel):
    """The application runs."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether the application can serve requests, and what each check found."""

    status: Literal["ok", "unavailable"]
    checks: dict[str, Literal["ok", "failed"]]


NOT_READY: Responses = {
    status.HTTP_503_SERVICE_UNAVAILABLE: {
        "model": Readiness,
        "description": "A check failed",
    }
}


async def run_checks(
    checks: Mapping[str, Callable[[], Any]],
    response: Response,
    *,
    time_limit: float | None = None,
) -> Readiness:
    """Make all checks at once, and answer 503 unless each of them passes.

    A check fails by returning False, by raising, or by taking too long.
    """
    limit = TIME_LIMIT if time_limit is None else time_limit
    passed: dict[str, bool] = {}

    async def run(name: str, check: Callable[[], Any]) -> None:
        passed[name] = await _passes(name, check, limit)

    async with create_task_group() as group:
        for name, check in checks.items():
            group.start_soon(run, name, check)
    ready = all(passed.values())
    response.headers["Cache-Control"] = "no-store"
    if not ready:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Readiness(
        status="ok" if ready else "unavailable",
        checks={name: "ok" if passed[name] else "failed" for name in checks},
    )


async def _passes(name: str, check: Callable[[], Any], limit: float) -> bool:
    try:
        with fail_after(limit):
            return await _result(check) is not False
    except TimeoutError:
        logger.warning("Check %s did not end within %s seconds", name, limit)
    except Exception:  # what a check raises is its answer
        logger.warning("Check %s failed", name, exc_info=True)
    return False


async def _result(check: Callable[[], Any]) -> Any:
    if iscoroutinefunction(check):
        return await check()
    thread = partial(to_thread.run_sync, abandon_on_cancel=True, limiter=_limiter())
    result = await thread(check)
    return await result if isawaitable(result) else result


def _limiter() -> CapacityLimiter:
    """Return the one of this event loop."""
    try:
        return _threads.get()
    except LookupError:
        limiter = CapacityLimiter(THREADS)
        _threads.set(limiter)
        return limiter
