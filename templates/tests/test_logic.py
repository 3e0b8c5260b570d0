"""What pipelines call: checks, functions of any kind, parts of values, side effects."""

import logging
import threading
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import HTTPException
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from runtime.calls import call
from runtime.checks import checked
from runtime.effects import SideEffects
from runtime.exceptions import ApiError, DuplicateRecordError, UnavailableError
from runtime.references import lookup

pytestmark = pytest.mark.anyio


class Payload(BaseModel):
    """A payload."""

    age: int


async def give(value: object) -> object:
    return value


async def fail(error: Exception) -> None:
    raise error


async def refusal(check: Awaitable[object]) -> dict[str, Any]:
    with pytest.raises(RequestValidationError) as caught:
        await checked(check)
    [detail] = caught.value.errors()
    return dict(detail)


@pytest.mark.parametrize("value", [None, 0, "", [], True, {"id": 1}])
async def test_checked_returns_the_value(value: object) -> None:
    assert await checked(give(value)) is value


async def test_checked_awaits_threads() -> None:
    assert await checked(run_in_threadpool(len, "four")) == 4


async def test_checked_refuses_false() -> None:
    assert await refusal(give(False)) == {  # noqa: FBT003
        "loc": (),
        "msg": "The request is not valid",
        "type": "value_error",
    }


@pytest.mark.parametrize(
    "error", [ValueError("Too late"), AssertionError("Too late"), KeyError("x")]
)
async def test_checked_tells_only_what_is_meant_for_clients(error: Exception) -> None:
    told = not isinstance(error, KeyError)
    detail = await refusal(fail(error))
    assert detail["msg"] == ("Too late" if told else "The request is not valid")


async def test_checked_logs_what_clients_are_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        await refusal(fail(KeyError("secret")))
    [record] = caplog.records
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], KeyError)


async def test_checked_keeps_places_and_no_input() -> None:
    async def check() -> None:
        Payload.model_validate({"age": "secret"})

    detail = await refusal(check())
    assert detail["loc"] == ("age",)
    assert "secret" not in str(detail)


@pytest.mark.parametrize(
    "error",
    [
        HTTPException(403, "Not yours"),
        ApiError(),
        DuplicateRecordError("Payload", ("age",)),
        UnavailableError(),
    ],
)
async def test_checked_passes_answers_on(error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        await checked(fail(error))
    assert caught.value is error


def thread() -> int:
    return threading.get_ident()


async def coroutine() -> int:
    return threading.get_ident()


def deferring() -> Awaitable[int]:
    return coroutine()


@pytest.mark.parametrize("function", [coroutine, deferring])
async def test_call_awaits(function: Callable[[], Any]) -> None:
    assert await call(function) == threading.get_ident()


async def test_call_leaves_the_loop_alone() -> None:
    assert await call(thread) != threading.get_ident()


async def test_call_passes_arguments_of_any_name() -> None:
    def function(func: int, *, args: int) -> tuple[int, int]:
        return func, args

    assert await call(function, func=1, args=2) == (1, 2)


async def test_effects_wait_and_keep_their_order() -> None:
    seen: list[int] = []

    async def later(number: int) -> None:
        seen.append(number)

    async with SideEffects() as effects:
        effects.add(later, 1)
        effects.add(seen.append, 2)
        effects.add(later, number=3)
        assert seen == []
    assert seen == [1, 2, 3]


async def test_effects_are_dropped_by_an_exception() -> None:
    seen: list[int] = []
    with pytest.raises(ValueError, match="no"):
        async with SideEffects() as effects:
            effects.add(seen.append, 1)
            raise ValueError("no")
    assert seen == []


async def test_effects_happen_on_return() -> None:
    seen: list[int] = []

    async def work() -> str:
        async with SideEffects() as effects:
            effects.add(seen.append, 1)
            return "early"

    assert await work() == "early"
    assert seen == [1]


def test_lookup() -> None:
    value = {"order": SimpleNamespace(lines={"first": Payload(age=3)})}
    assert lookup(value, "order", "lines", "first", "age") == 3
    assert lookup(value, "user", "name") is None
    for plain in (None, "text", 3, 0.5, True, [1]):
        assert lookup({"part": plain}, "part", "real", "imag") is None
    with pytest.raises(AttributeError):
        lookup(value, "order", "name")
