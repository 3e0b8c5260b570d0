"""Calls of functions of which nobody knows whether they are coroutines."""

from collections.abc import Callable
from inspect import isawaitable, iscoroutinefunction
from typing import Any, ParamSpec

from fastapi.concurrency import run_in_threadpool

ParametersT = ParamSpec("ParametersT")


async def call(
    function: Callable[ParametersT, Any],
    /,
    *args: ParametersT.args,
    **kwargs: ParametersT.kwargs,
) -> Any:
    """Await coroutines; run other functions in a thread, so that nobody waits."""
    if iscoroutinefunction(function):
        return await function(*args, **kwargs)
    result = await run_in_threadpool(lambda: function(*args, **kwargs))
    return await result if isawaitable(result) else result
