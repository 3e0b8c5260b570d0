"""Checks pass, fail and hang, and never keep each other waiting."""

import time
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from fastapi import Response

from runtime.health import THREADS, Liveness, run_checks

pytestmark = pytest.mark.anyio


async def passes() -> None:
    await anyio.lowlevel.checkpoint()


async def passes_with_a_value() -> int:
    return 0


async def refuses() -> bool:
    return False


async def raises() -> None:
    raise ConnectionError


async def hangs() -> None:
    await anyio.sleep(60)


def blocks() -> None:
    time.sleep(1)


class Check:
    async def __call__(self) -> bool:
        return False


async def report(
    check: Callable[[], Any], time_limit: float | None = None
) -> tuple[int | None, str]:
    response = Response()
    readiness = await run_checks({"it": check}, response, time_limit=time_limit)
    assert readiness.status == ("ok" if response.status_code == 200 else "unavailable")
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, readiness.checks["it"]


@pytest.mark.parametrize(
    "check", [passes, passes_with_a_value, lambda: None, lambda: True]
)
async def test_checks_that_pass(check: Callable[[], Any]) -> None:
    assert await report(check) == (200, "ok")


@pytest.mark.parametrize(
    "check", [refuses, raises, lambda: False, lambda: 1 / 0, Check()]
)
async def test_checks_that_fail(check: Callable[[], Any]) -> None:
    assert await report(check) == (503, "failed")


@pytest.mark.parametrize("check", [hangs, blocks])
async def test_checks_that_hang_fail(check: Callable[[], Any]) -> None:
    start = time.monotonic()
    assert await report(check, 0.05) == (503, "failed")
    assert time.monotonic() - start < 0.5


async def test_each_check_is_named() -> None:
    response = Response()
    readiness = await run_checks(
        {"database": passes, "checks.queue": refuses, "checks.cache": raises}, response
    )
    assert response.status_code == 503
    assert readiness.model_dump() == {
        "status": "unavailable",
        "checks": {
            "database": "ok",
            "checks.queue": "failed",
            "checks.cache": "failed",
        },
    }


async def test_without_checks_it_is_ready() -> None:
    response = Response()
    assert (await run_checks({}, response)).status == "ok"
    assert response.status_code == 200


async def test_checks_that_hang_leave_threads_to_others() -> None:
    hanging = {str(number): blocks for number in range(THREADS + 1)}
    readiness = await run_checks(hanging, Response(), time_limit=0.05)
    assert set(readiness.checks.values()) == {"failed"}
    with anyio.fail_after(0.5):
        assert await anyio.to_thread.run_sync(lambda: 1) == 1


async def test_failures_are_no_errors(caplog: pytest.LogCaptureFixture) -> None:
    await report(raises)
    (record,) = caplog.records
    assert (record.levelname, record.message) == ("WARNING", "Check it failed")


async def test_a_process_that_answers_is_alive() -> None:
    assert Liveness().model_dump() == {"status": "ok"}
